/* YAML as a tree that remembers where everything stood (libyaml). No anchors, tags or several documents. */
#ifndef CODEC_YAML_H
#define CODEC_YAML_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    char *key;    /* in a map, else NULL */
    char *scalar; /* "" for an empty value */
    bool quoted;
    int line, column;          /* from 1, of the key in a map, else of the value */
    struct yaml *first, *next; /* children, siblings */
};

/** Parse at most 1 MiB and 32 levels; duplicate keys are errors. `name` (a file's) begins the error: "name:line:column: what".
 *  Owned by the caller. An empty document gives an empty map. */
struct yaml *yaml_parse(const char *text, size_t length, const char *name, struct err *e) MUST_USE;
struct yaml *yaml_read(const char *path, struct err *e) MUST_USE;
/* not yaml_free: libyaml has an exported function of that name */
void yaml_tree_free(struct yaml *root);
const struct yaml *yaml_get(const struct yaml *map, const char *key);
const char *yaml_text(const struct yaml *map, const char *key, const char *otherwise);

/** The version of the library behind it. */
const char *yaml_library(void);

#endif
