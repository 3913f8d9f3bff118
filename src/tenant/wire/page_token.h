/* $skiptoken and $deltatoken: opaque to the client, and of no use when changed. */
#ifndef TENANT_PAGE_TOKEN_H
#define TENANT_PAGE_TOKEN_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct page_token {
    char kind;
    uint64_t a, b, c;
    const char *select, *filter; /* "" when absent */
};

/** The token's text, in `arena`. */
char *page_token_write(struct arena *arena, const struct page_token *token);
/** Read a token of `kind`; texts live in `arena`. False when it is none. */
bool page_token_read(struct arena *arena, const char *text, char kind, struct page_token *out);

#endif
