/* A strict reader of small XML documents. */
#include "tenant/xml.h"

#include "base/utf8.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { XML_DEEPEST = 32 };

struct reader {
    struct arena *arena;
    const char *text, *at;
    const char *why; /* NULL: no error so far */
    int depth;
};

static bool fail(struct reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

static bool skip(struct reader *r, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(r->at, word, length) != 0)
        return false;
    r->at += length;
    return true;
}

static void spaces(struct reader *r)
{
    r->at += strspn(r->at, " \t\r\n");
}

static char *name(struct reader *r)
{
    const char *from = r->at;
    if (!isalpha((unsigned char)*from) && *from != '_')
        return NULL;
    while (isalnum((unsigned char)*r->at) || strchr("_-.:", *r->at)) {
        if (!*r->at)
            break;
        r->at++;
    }
    return arena_strndup(r->arena, from, (size_t)(r->at - from));
}

/* "&#x41;", "&#65;" behind the "&#". */
static bool number_entity(struct reader *r, struct buf *out)
{
    char bytes[4], *end;
    bool hex = *r->at == 'x';
    if (!isxdigit((unsigned char)r->at[hex]))
        return fail(r, "a bad character reference");
    unsigned long code = strtoul(r->at + hex, &end, hex ? 16 : 10);
    if (*end != ';' || code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ||
        (code < 0x20 && code != 9 && code != 10 && code != 13))
        return fail(r, "a bad character reference");
    r->at = end + 1;
    return buf_add(out, bytes, utf8_encode((uint32_t)code, bytes));
}

static bool entity(struct reader *r, struct buf *out)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (skip(r, known[i].name))
            return buf_puts(out, known[i].text);
    return skip(r, "&#") ? number_entity(r, out) : fail(r, "an unknown entity");
}

/* Text up to one of `ends`, entities resolved. */
static char *text_until(struct reader *r, const char *ends)
{
    struct buf out = buf_make(1u << 22);
    while (*r->at && !strchr(ends, *r->at)) {
        if (*r->at == '&') {
            if (!entity(r, &out))
                break;
        } else if ((unsigned char)*r->at < 0x20 && !strchr("\t\r\n", *r->at)) {
            fail(r, "a control character");
            break;
        } else {
            buf_putc(&out, *r->at++);
        }
    }
    char *text = arena_strndup(r->arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}

static bool attribute(struct reader *r, struct xml *element)
{
    struct xml_attribute *one = arena_alloc(r->arena, sizeof *one), **end = &element->attributes;
    one->name = name(r);
    if (!one->name)
        return fail(r, "an attribute's name is missing");
    if (xml_attribute(element, one->name))
        return fail(r, "an attribute stands twice");
    spaces(r);
    if (!skip(r, "="))
        return fail(r, "an attribute without a value");
    spaces(r);
    char quote[3] = {*r->at, '<', '\0'};
    if (*r->at != '"' && *r->at != '\'')
        return fail(r, "an attribute's value is not quoted");
    r->at++;
    one->value = text_until(r, quote);
    if (r->why || *r->at != quote[0])
        return fail(r, "an attribute's value does not end");
    r->at++;
    while (*end)
        end = &(*end)->next;
    *end = one;
    return true;
}

/* The namespace of a prefix ("" for the default one); NULL when it is not declared. */
static const char *space_of(const struct xml *element, const char *declaration)
{
    for (; element; element = element->parent) {
        const char *space = xml_attribute(element, declaration);
        if (space)
            return space;
    }
    return strcmp(declaration, "xmlns") ? NULL : "";
}

static bool resolve(struct reader *r, struct xml *element, char *full)
{
    char *colon = strchr(full, ':');
    element->name = colon ? colon + 1 : full;
    const char *declaration = colon ? arena_printf(r->arena, "xmlns:%.*s", (int)(colon - full), full) : "xmlns";
    element->space = space_of(element, declaration);
    return element->space || fail(r, "a prefix is not declared");
}

static bool comment(struct reader *r)
{
    const char *end = strstr(r->at, "-->");
    if (!end)
        return fail(r, "a comment does not end");
    r->at = end + 3;
    return true;
}

static struct xml *element(struct reader *r, struct xml *parent);

static bool content(struct reader *r, struct xml *into, const char *full)
{
    struct buf text = buf_make(1u << 22);
    while (!r->why && *r->at && strncmp(r->at, "</", 2) != 0) {
        if (skip(r, "<!--"))
            comment(r);
        else if (*r->at == '<')
            element(r, into);
        else
            buf_puts(&text, text_until(r, "<"));
    }
    into->text = arena_strndup(r->arena, buf_text(&text), text.length);
    buf_free(&text);
    if (r->why || !skip(r, "</") || !skip(r, full))
        return fail(r, "an element does not end as it began");
    spaces(r);
    return skip(r, ">") || fail(r, "an end tag does not end");
}

static struct xml *element(struct reader *r, struct xml *parent)
{
    struct xml *own = arena_alloc(r->arena, sizeof *own);
    own->parent = parent;
    own->text = arena_strdup(r->arena, "");
    char *full = skip(r, "<") ? name(r) : NULL;
    if (!full || ++r->depth > XML_DEEPEST) {
        fail(r, full ? "elements nested too deep" : "an element is expected");
        return NULL;
    }
    for (spaces(r); *r->at && *r->at != '>' && *r->at != '/'; spaces(r))
        if (!attribute(r, own))
            return NULL;
    if (!resolve(r, own, arena_strdup(r->arena, full)))
        return NULL;
    if (!skip(r, "/>") && (!skip(r, ">") ? !fail(r, "a tag does not end") : !content(r, own, full)))
        return NULL;
    r->depth--;
    if (parent && parent->last)
        parent->last->next = own;
    else if (parent)
        parent->first = own;
    if (parent)
        parent->last = own;
    return own;
}

struct xml *xml_parse(struct arena *arena, const char *text, size_t length, struct err *e)
{
    struct reader r = {.arena = arena};
    r.text = r.at = arena_strndup(arena, text, length);
    if (strlen(r.text) != length || !utf8_valid(text, length))
        fail(&r, "bytes that are no text");
    skip(&r, "\xef\xbb\xbf");
    if (skip(&r, "<?xml")) {
        const char *end = strstr(r.at, "?>");
        r.at = end ? end + 2 : r.at;
    }
    spaces(&r);
    while (skip(&r, "<!--") && comment(&r))
        spaces(&r);
    struct xml *root = r.why ? NULL : element(&r, NULL);
    spaces(&r);
    if (root && *r.at)
        fail(&r, "something follows the root element");
    if (!r.why)
        return root;
    err_set(e, ERR_PARSE, "the XML cannot be read at byte %zu: %s", (size_t)(r.at - r.text), r.why);
    return NULL;
}

const char *xml_attribute(const struct xml *of, const char *wanted)
{
    for (const struct xml_attribute *one = of->attributes; one; one = one->next)
        if (!strcmp(one->name, wanted))
            return one->value;
    return NULL;
}

const struct xml *xml_child(const struct xml *of, const char *wanted)
{
    for (const struct xml *child = of->first; child; child = child->next)
        if (!strcmp(child->name, wanted))
            return child;
    return NULL;
}

void xml_escape(struct buf *out, const char *text)
{
    static const char special[] = "&<>\"'";
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (; *text; text++) {
        const char *at = strchr(special, *text);
        if (at)
            buf_puts(out, entities[at - special]);
        else
            buf_putc(out, *text);
    }
}
