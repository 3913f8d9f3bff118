/* Which addresses are gone. */
#include "action/addresses.h"

#include "base/buf.h"
#include <string.h>
#include <strings.h>

const char **addresses_of(struct arena *arena, const struct json *user)
{
    const struct json *list = json_get(user, "proxyAddresses");
    const char **all = arena_alloc(arena, (json_count(list) + 1) * sizeof *all);
    size_t n = 0;
    for (const struct json *one = json_first(list); one; one = json_next(one))
        all[n++] = arena_strdup(arena, json_text_or(one, ""));
    return all;
}

const char *addresses_lost(struct arena *arena, const char *const *had, const struct json *user)
{
    auto_buf struct buf lost = buf_make(BUF_REQUEST);
    for (; *had; had++) {
        bool there = false;
        for (const struct json *one = json_first(json_get(user, "proxyAddresses")); one; one = json_next(one))
            there |= !strcasecmp(json_text_or(one, ""), *had);
        if (!there)
            buf_printf(&lost, "%s%s", lost.length ? ", " : "", strchr(*had, ':') ? strchr(*had, ':') + 1 : *had);
    }
    return lost.length ? arena_strdup(arena, buf_text(&lost)) : NULL;
}
