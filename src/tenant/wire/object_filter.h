/* $filter and $search over objects that are built as trees. Evaluated while read: the lists are short. */
#ifndef TENANT_OBJECT_FILTER_H
#define TENANT_OBJECT_FILTER_H

#include "base/arena.h"
#include "codec/json.h"
#include <stdbool.h>
#include <stdint.h>

enum object_verdict { OBJECT_BAD, OBJECT_MISS, OBJECT_HIT };

enum filter_operator { FILTER_EQ = 1, FILTER_NE = 2, FILTER_RANGE = 4, FILTER_STARTS = 8, FILTER_ANY = 16 };

/* A property that may be used, "status/errorCode", and how. FILTER_ANY: a collection, "targetResources/id" through a lambda. */
struct filter_path {
    const char *path;
    unsigned operators;
};

struct object_filter {
    struct arena *arena;
    const char *text;
    const char *const *properties;   /* names that may be used, NULL-terminated */
    const struct filter_path *paths; /* instead of `properties`, where the service lists each with its operators */
    uint64_t used;                   /* out, of the first 64 paths: the bits of those that were used */
    bool joined;                     /* out: by `or` */
    const char *advanced;            /* out: the operator that needs ConsistencyLevel: eventual; NULL: none */
    const char *message;             /* out, when bad: the service's words */
};

/** Whether `object` (NULL: only read the text) meets the filter. */
enum object_verdict object_filter(struct object_filter *filter, const struct json *object);
/** The same for $search: "displayName:ann" OR "description:x". */
enum object_verdict object_search(struct object_filter *filter, const struct json *object);

#endif
