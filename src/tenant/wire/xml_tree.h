/* An XML document as a tree in an arena, so that it ends with its request. The reading itself is the codec's. */
#ifndef TENANT_XML_TREE_H
#define TENANT_XML_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include <stddef.h>

struct xml_pair {
    const char *name, *value;
    struct xml_pair *next;
};

struct xml_tree {
    const char *name;  /* without the prefix */
    const char *space; /* its namespace; "" for none */
    const char *text;  /* all text directly inside; "" for none */
    struct xml_pair *attributes;
    struct xml_tree *first, *next;
};

/** Parse one document, at most 32 levels deep. NULL with `e` when it is not well-formed or holds what is not read here. */
struct xml_tree *xml_tree_parse(struct arena *arena, const char *text, size_t length, struct err *e) MUST_USE;
/** An attribute's value, NULL when absent. */
const char *xml_tree_attribute(const struct xml_tree *element, const char *name);
/** The first child of this name, NULL when there is none. */
const struct xml_tree *xml_tree_child(const struct xml_tree *element, const char *name);

#endif
