/* The list of a mailbox's addresses as it is to be: written whole, a line each (REQUESTS §3.2). */
#include "action/edit_addresses.h"

#include "base/buf.h"
#include <string.h>
#include <strings.h>

static bool is_line(const char *lines, const char *wanted, size_t length)
{
    for (size_t n; lines && *lines; lines += n + (lines[n] == '\n')) {
        n = strcspn(lines, "\n");
        if (n == length && !strncasecmp(lines, wanted, n))
            return true;
    }
    return false;
}

/* Whether each line of `some` is one of `all`, capitals included: they tell the primary address. */
static bool has_lines(const char *all, const char *some)
{
    for (size_t n; *some; some += n + (some[n] == '\n')) {
        n = strcspn(some, "\n");
        const char *at = all;
        while (*at && (strcspn(at, "\n") != n || strncmp(at, some, n) != 0))
            at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n');
        if (!*at && n)
            return false;
    }
    return true;
}

static void put_line(struct buf *out, const char *prefix, const char *text, size_t length)
{
    buf_printf(out, "%s%s%.*s", out->length ? "\n" : "", prefix, (int)length, text);
}

/* The whole list: the primary one first, what is not mail as it is. The old primary address stays as an alias. */
const char *edit_addresses(struct arena *arena, const char *now, const char *primary, const char *add,
                           const char *remove)
{
    auto_buf struct buf out = buf_make(1u << 18), shown = buf_make(1u << 18);

    if (primary)
        put_line(&out, "SMTP:", primary, strlen(primary));
    for (const char *at = now, *end; *at; at = end + (*end != '\0')) {
        end = at + strcspn(at, "\n");
        size_t length = (size_t)(end - at);
        bool mail = length > 5 && !strncasecmp(at, "smtp:", 5), first = mail && !strncmp(at, "SMTP:", 5) && !primary;
        if (!mail) {
            put_line(&out, "", at, length);
            continue;
        }
        put_line(&shown, "", at + 5, length - 5);
        if ((primary && is_line(primary, at + 5, length - 5)) || (!first && is_line(remove, at + 5, length - 5)))
            continue;
        put_line(&out, first ? "SMTP:" : "smtp:", at + 5, length - 5);
    }
    for (const char *at = add ? add : "", *end; *at; at = end + (*end != '\0')) {
        end = at + strcspn(at, "\n");
        if (end > at && !is_line(buf_text(&shown), at, (size_t)(end - at)) &&
            !(primary && is_line(primary, at, (size_t)(end - at))))
            put_line(&out, "smtp:", at, (size_t)(end - at));
    }
    return arena_strdup(arena, buf_text(&out));
}

bool edit_addresses_same(const char *one, const char *other)
{
    return has_lines(one, other) && has_lines(other, one);
}
