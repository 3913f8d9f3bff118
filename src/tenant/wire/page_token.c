/* Tokens are texts with a check in front, in base64url. */
#include "tenant/wire/page_token.h"

#include "codec/base64.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* FNV-1a; it guards against slips of a client, not against forgery. */
static uint32_t check_of(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

char *page_token_write(struct arena *arena, const struct page_token *token)
{
    const char *plain = arena_printf(arena, "%c;%" PRIx64 ";%" PRIx64 ";%" PRIx64 ";%s;%s", token->kind, token->a,
                                     token->b, token->c, token->select ? token->select : "",
                                     token->filter ? token->filter : "");
    const char *checked = arena_printf(arena, "%08" PRIx32 ";%s", check_of(plain), plain);
    struct buf out = buf_make(1u << 16);
    base64url_encode(&out, checked, strlen(checked));
    char *text = arena_strdup(arena, buf_text(&out));
    buf_free(&out);
    return text;
}

bool page_token_read(struct arena *arena, const char *text, char kind, struct page_token *out)
{
    struct buf decoded = buf_make(1u << 16);
    uint32_t check;
    int used = 0;
    char *plain = base64_decode(&decoded, text, strlen(text)) ? arena_strdup(arena, buf_text(&decoded)) : NULL;
    buf_free(&decoded);
    if (!plain || strlen(plain) < 10 || sscanf(plain, "%8" SCNx32 ";", &check) != 1 || plain[8] != ';' ||
        check != check_of(plain + 9))
        return false;
    plain += 9;
    *out = (struct page_token){.kind = plain[0]};
    if (sscanf(plain + 1, ";%" SCNx64 ";%" SCNx64 ";%" SCNx64 ";%n", &out->a, &out->b, &out->c, &used) != 3 || !used)
        return false;
    char *select = plain + 1 + used, *filter = strchr(select, ';');
    if (!filter)
        return false;
    *filter = '\0';
    out->select = select;
    out->filter = filter + 1;
    return out->kind == kind;
}
