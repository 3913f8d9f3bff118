/* XML behind one door (libxml2): read without entities or network, found by local names, written with escaping. */
#ifndef CODEC_XML_H
#define CODEC_XML_H

#include "base/buf.h"
#include "base/err.h"

struct xml; /* an element; owned by its root */

/** Once, before a second thread exists: what the library sets up on first use is not safe against another first use. */
void xml_start(void);

/** Parse a document; no DTD, no entities of its own, no network. The root element; freed with xml_free. NULL with `e`. */
struct xml *xml_parse(const char *text, size_t length, struct err *e) MUST_USE;
/** A new document with one element; `namespace_uri` NULL: none. */
struct xml *xml_new(const char *name, const char *namespace_uri);
/** Free the document `any` element of it belongs to; NULL is fine. Texts in it are wiped. */
void xml_cleanup(struct xml **root);
#define auto_xml __attribute__((cleanup(xml_cleanup)))

/** The first child element of that local name, or NULL (also for NULL). `name` NULL: the first child element. */
struct xml *xml_child(const struct xml *parent, const char *name);
struct xml *xml_next(const struct xml *child); /* the next sibling element */
/** "Result/Value": down by local names; NULL when a step is missing. */
struct xml *xml_path(const struct xml *from, const char *path);
const char *xml_name(const struct xml *element); /* local name */
/** Its namespace; "" for none. */
const char *xml_namespace(const struct xml *element);
/** The name of the attribute at `index`, its value into `out`; NULL behind the last. */
const char *xml_attribute_at(const struct xml *element, size_t index, struct buf *out);
/** The element's own text into `out` ("" when it is longer than its limit, and for NULL). Returns buf_text(out). */
const char *xml_text(const struct xml *element, struct buf *out);
/** An attribute's value into `out`; NULL when it is not there. */
const char *xml_attribute(const struct xml *element, const char *name, struct buf *out);

/** Append a child element with a text (NULL: none); returns it. A name with a colon takes the namespace declared for its prefix. */
struct xml *xml_add(struct xml *parent, const char *name, const char *text);
void xml_set(struct xml *element, const char *name, const char *value);
/** Declare a namespace prefix on an element. */
void xml_declare(struct xml *element, const char *prefix, const char *uri);
/** Append `text` so that it stands for itself between tags and in attributes. */
void xml_escape(struct buf *out, const char *text);
/** Append the document of `root` without a declaration, compact. */
bool xml_write(const struct xml *root, struct buf *out);

#endif
