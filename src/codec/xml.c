/* XML by libxml2. An element is a libxml2 node behind an opaque name. */
#include "codec/xml.h"

#include "base/alloc.h"
#include "base/secret.h"
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

void xml_start(void)
{
    xmlInitParser();
}

static xmlNode *node_of(const struct xml *element)
{
    return (xmlNode *)element;
}

static struct xml *element_of(xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return (struct xml *)node;
}

struct xml *xml_parse(const char *text, size_t length, struct err *e)
{
    enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA, MOST = 1 << 24 };
    xmlParserCtxt *context = xmlNewParserCtxt();
    xmlDoc *document = length < MOST && !memchr(text, 0, length)
                           ? xmlCtxtReadMemory(context, text, (int)length, NULL, NULL, OPTIONS)
                           : NULL;
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    int line = context->lastError.line;
    bool good = root && context->wellFormed && context->nsWellFormed && !document->intSubset;
    xmlFreeParserCtxt(context);
    if (good)
        return (struct xml *)root;
    err_set(e, ERR_PARSE, "the XML cannot be read%s", document && document->intSubset ? ": a DTD is not accepted" : "");
    if (line > 0)
        err_hint(e, "line %d", line);
    xmlFreeDoc(document);
    return NULL;
}

struct xml *xml_new(const char *name, const char *namespace_uri)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = xmlNewDocNode(document, NULL, BAD_CAST name, NULL);
    xmlDocSetRootElement(document, root);
    if (namespace_uri)
        xmlSetNs(root, xmlNewNs(root, BAD_CAST namespace_uri, NULL));
    return (struct xml *)root;
}

static void wipe(xmlNode *node)
{
    for (; node; node = node->next) {
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content &&
            node->content != (xmlChar *)&node->properties)
            secret_wipe(node->content, strlen((char *)node->content));
        if (node->type == XML_ELEMENT_NODE)
            wipe(node->children);
    }
}

static void xml_free(struct xml *any)
{
    if (!any)
        return;
    wipe(node_of(any)->doc->children);
    xmlFreeDoc(node_of(any)->doc);
}

void xml_cleanup(struct xml **root)
{
    xml_free(*root);
}

struct xml *xml_child(const struct xml *parent, const char *name)
{
    struct xml *child = parent ? element_of(node_of(parent)->children) : NULL;
    while (child && name && strcmp(xml_name(child), name) != 0)
        child = xml_next(child);
    return child;
}

struct xml *xml_next(const struct xml *child)
{
    return child ? element_of(node_of(child)->next) : NULL;
}

struct xml *xml_path(const struct xml *from, const char *path)
{
    struct xml *at = (struct xml *)from;
    while (at && *path) {
        size_t length = strcspn(path, "/");
        char *name = xstrndup(path, length);
        at = xml_child(at, name);
        xfree(name);
        path += length + (path[length] == '/');
    }
    return at;
}

const char *xml_name(const struct xml *element)
{
    return (const char *)node_of(element)->name;
}

const char *xml_namespace(const struct xml *element)
{
    const xmlNs *ns = node_of(element)->ns;
    return ns && ns->href ? (const char *)ns->href : "";
}

const char *xml_attribute_at(const struct xml *element, size_t index, struct buf *out)
{
    xmlAttr *attribute = node_of(element)->properties;
    while (attribute && index--)
        attribute = attribute->next;
    buf_clear(out);
    if (!attribute)
        return NULL;
    xmlChar *value = xmlNodeListGetString(node_of(element)->doc, attribute->children, 1);
    buf_puts(out, value ? (const char *)value : "");
    xmlFree(value);
    return (const char *)attribute->name;
}

const char *xml_text(const struct xml *element, struct buf *out)
{
    buf_clear(out);
    for (xmlNode *node = element ? node_of(element)->children : NULL; node; node = node->next)
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
            buf_puts(out, (const char *)node->content);
    return buf_text(out);
}

const char *xml_attribute(const struct xml *element, const char *name, struct buf *out)
{
    xmlChar *value = element ? xmlGetProp(node_of(element), BAD_CAST name) : NULL;
    buf_clear(out);
    if (!value)
        return NULL;
    buf_puts(out, (const char *)value);
    xmlFree(value);
    return buf_text(out);
}

void xml_escape(struct buf *out, const char *text)
{
    for (; *text; text++) {
        const char *as = *text == '&'    ? "&amp;"
                         : *text == '<'  ? "&lt;"
                         : *text == '>'  ? "&gt;"
                         : *text == '"'  ? "&quot;"
                         : *text == '\'' ? "&apos;"
                                         : NULL;
        if (as)
            buf_puts(out, as);
        else
            buf_putc(out, *text);
    }
}

struct xml *xml_add(struct xml *parent, const char *name, const char *text)
{
    const char *colon = strchr(name, ':');
    xmlNode *in = node_of(parent);
    xmlNs *ns = in->ns;
    if (colon) {
        char *prefix = xstrndup(name, (size_t)(colon - name));
        ns = xmlSearchNs(in->doc, in, BAD_CAST prefix);
        xfree(prefix);
    }
    return (struct xml *)xmlNewTextChild(in, ns, BAD_CAST(colon ? colon + 1 : name), BAD_CAST text);
}

void xml_set(struct xml *element, const char *name, const char *value)
{
    xmlSetProp(node_of(element), BAD_CAST name, BAD_CAST value);
}

void xml_declare(struct xml *element, const char *prefix, const char *uri)
{
    xmlNewNs(node_of(element), BAD_CAST uri, BAD_CAST prefix);
}

bool xml_write(const struct xml *root, struct buf *out)
{
    xmlBuffer *buffer = xmlBufferCreate();
    int length = xmlNodeDump(buffer, node_of(root)->doc, node_of(root), 0, 0);
    bool written = length > 0 && buf_add(out, xmlBufferContent(buffer), (size_t)length);
    if (length > 0)
        secret_wipe((void *)xmlBufferContent(buffer), (size_t)length);
    xmlBufferFree(buffer);
    return written;
}
