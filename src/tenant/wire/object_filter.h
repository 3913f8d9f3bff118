/* $filter and $search over objects that are built as trees. Evaluated while read: the lists are short. */
#ifndef TENANT_OBJECT_FILTER_H
#define TENANT_OBJECT_FILTER_H

#include "base/arena.h"
#include "codec/json.h"

enum object_verdict { OBJECT_BAD, OBJECT_MISS, OBJECT_HIT };

struct object_filter {
    struct arena *arena;
    const char *text;
    const char *const *properties; /* names that may be used, NULL-terminated */
    const char *advanced;          /* out: the operator that needs ConsistencyLevel: eventual; NULL: none */
    const char *message;           /* out, when bad: the service's words */
};

/** Whether `object` (NULL: only read the text) meets the filter. */
enum object_verdict object_filter(struct object_filter *filter, const struct json *object);
/** The same for $search: "displayName:ann" OR "description:x". */
enum object_verdict object_search(struct object_filter *filter, const struct json *object);

#endif
