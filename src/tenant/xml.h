/* XML as a tree: elements, attributes and text; no DTD, no processing instructions, no CDATA. Everything lives in an arena. */
#ifndef TENANT_XML_H
#define TENANT_XML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include <stddef.h>

struct xml_attribute {
    struct xml_attribute *next;
    char *name, *value; /* the name as written, prefix included */
};

struct xml {
    char *name;        /* without the prefix */
    const char *space; /* its namespace; "" for none */
    char *text;        /* all text directly inside; "" for none */
    struct xml_attribute *attributes;
    struct xml *parent, *first, *last, *next;
};

/** Parse one document, at most 32 levels deep. NULL with `e` when it is not well-formed or holds what is not read here. */
struct xml *xml_parse(struct arena *arena, const char *text, size_t length, struct err *e) MUST_USE;
/** An attribute's value, NULL when absent. */
const char *xml_attribute(const struct xml *element, const char *name);
/** The first child of this name, NULL when there is none. */
const struct xml *xml_child(const struct xml *element, const char *name);
/** Append `text` with the five entities escaped. */
void xml_escape(struct buf *out, const char *text);

#endif
