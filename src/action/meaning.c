/* Which of several things a name means. */
#include "action/meaning.h"

#include <stdio.h>
#include <string.h>

enum { LIST_ROOM = 380 }; /* of an error's message */

void meaning_list(struct buf *out, const struct candidate *candidates, size_t count, bool whole, size_t room)
{
    size_t told = 0, all = 0;
    for (size_t i = 0; i < count; i++)
        all += !whole || candidates[i].whole;
    for (size_t i = 0; i < count; i++) {
        char one[512];
        if (whole && !candidates[i].whole)
            continue;
        int length = snprintf(one, sizeof one, "%s%s (%s)", told ? ", " : "", candidates[i].name, candidates[i].id);
        if ((size_t)length >= sizeof one || out->length + (size_t)length > room)
            break;
        buf_puts(out, one);
        told++;
    }
    if (told < all)
        buf_printf(out, "%s%zu%s", told ? " and " : "", all - told, told ? " more" : " of them");
}

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    static const char blanks[] = " \t\r\n";
    while (length && strchr(blanks, text[length - 1]))
        length--;
    size_t before = strspn(text, blanks);
    return before < length ? arena_strndup(arena, text + before, length - before) : "";
}

const char *meaning_word(struct arena *arena, const char *text)
{
    const char *word = trimmed(arena, text, strlen(text)), *open = strrchr(word, '<');
    size_t length = strlen(word);
    if (open && word[length - 1] == '>' && strchr(open, '@'))
        return trimmed(arena, open + 1, length - 2 - (size_t)(open - word));
    return word;
}

int meaning_of(const struct candidate *candidates, size_t count, const char *what, const char *asked, const char *how,
               struct err *e)
{
    size_t whole = 0;
    int only = MEANING_NONE;
    auto_buf struct buf list = buf_make(1024);
    for (size_t i = 0; i < count; i++)
        if (candidates[i].whole && !whole++)
            only = (int)i;
    if (whole == 1)
        return only;
    meaning_list(&list, candidates, count, whole > 0, LIST_ROOM);
    if (whole)
        err_set(e, ERR_AMBIGUOUS, "%zu %ss are called \"%.60s\": %s", whole, what, asked, buf_text(&list));
    else if (count)
        err_set(e, ERR_AMBIGUOUS, "no %s is called \"%.60s\"; similar: %s", what, asked, buf_text(&list));
    else
        err_set(e, ERR_NOT_FOUND, "there is no %s \"%.200s\"", what, asked);
    err_hint(e, "%s", how);
    return MEANING_NONE;
}
