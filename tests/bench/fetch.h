/* The pages of the user table fetched by libcurl alone, one after the other: what loading them must cost at least. */
#ifndef BENCH_FETCH_H
#define BENCH_FETCH_H

#include "serve.h"
#include <stddef.h>

struct fetch {
    double first_ms, all_ms;     /* the first page, the last one */
    size_t pages, wire, decoded; /* bytes */
};

/** Sign in (not timed), then follow nextLink for at most `pages` pages, with the headers roster sends, on one connection. */
bool fetch_pages(const struct serve *serve, size_t pages, bool gzip, struct fetch *out);

#endif
