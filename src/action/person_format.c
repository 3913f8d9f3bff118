/* Replacing {name} by what it stands for; in addresses without what cannot stand there. */
#include "action/person_format.h"

#include "base/buf.h"
#include "base/utf8.h"
#include <string.h>
#include <strings.h>

enum { LONGEST_NAME = 64, LONGEST = 1 << 16, FOLDED = 1024 };

/* Letters that are no letter with a mark, and stay when accents are taken off. */
static const struct {
    const char *letter, *plain;
} letters[] = {{"ø", "o"},  {"ł", "l"},  {"đ", "d"}, {"ð", "d"}, {"æ", "ae"},
               {"œ", "oe"}, {"þ", "th"}, {"ı", "i"}, {"ŋ", "n"}};

/* The same as letters that an address may have. */
static void put_plain(struct buf *out, const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789'.-_!#^~@";
    char folded[FOLDED];
    size_t length = utf8_fold(text, strlen(text), folded, sizeof folded);
    length = length < sizeof folded ? length : sizeof folded - 1;
    for (size_t i = 0; i < length; i++) {
        if (folded[i] && strchr(allowed, folded[i]))
            buf_putc(out, folded[i]);
        for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
            if (!strncmp(folded + i, letters[k].letter, strlen(letters[k].letter)))
                buf_puts(out, letters[k].plain);
    }
}

/* The short names: those of a person's two names, and their first letters. */
static const struct {
    const char *name, *property;
    bool initial;
} shorts[] = {
    {"first", "givenName", false}, {"last", "surname", false}, {"f", "givenName", true}, {"l", "surname", true}};

static const char *value_of(struct arena *arena, const struct person_names *names, const char *name)
{
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++) {
        if (strcasecmp(shorts[i].name, name) != 0)
            continue;
        const char *whole = names->of(names->context, shorts[i].property);
        int columns;
        return whole && shorts[i].initial ? arena_strndup(arena, whole, utf8_cluster(whole, strlen(whole), &columns))
                                          : whole;
    }
    return names->of(names->context, name);
}

static bool put(struct arena *arena, struct buf *out, const char *name, bool address, const struct person_names *names,
                struct err *e)
{
    if (!*name)
        return true;
    const char *value = value_of(arena, names, name);
    if (!value) {
        err_set(e, ERR_USAGE, "there is no property \"%.60s\" that {…} could stand for", name);
        return err_hint(e, "such as {givenName}, {surname}, {mailNickname}, {f}, {last}; {} is nothing");
    }
    size_t before = out->length;
    if (address)
        put_plain(out, value);
    else
        buf_puts(out, value);
    if (out->length > before)
        return true;
    err_set(e, ERR_USAGE, *value ? "of {%.60s}, \"%.80s\", nothing can stand in an address" : "{%.60s} is empty", name,
            value);
    return err_hint(e, "fill that property first, or give this user a value of its own");
}

const char *person_format(struct arena *arena, const char *text, bool address, const struct person_names *names,
                          struct err *e)
{
    auto_buf struct buf out = buf_make(LONGEST);
    for (const char *at = text; *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            buf_putc(&out, *at++);
            continue;
        }
        size_t length = (size_t)(end - at - 1);
        const char *name = arena_strndup(arena, at + 1, length < LONGEST_NAME ? length : LONGEST_NAME);
        if (!put(arena, &out, name, address, names, e))
            return NULL;
        at = end + 1;
    }
    return arena_strdup(arena, buf_text(&out));
}
