/* From the codec's document to a tree of the request. */
#include "tenant/wire/xml_tree.h"

#include "codec/xml.h"
#include <string.h>

enum { DEEPEST = 32, MOST_TEXT = 1 << 20 };

static struct xml_pair *pairs_of(struct arena *arena, const struct xml *element)
{
    auto_buf struct buf value = buf_make(MOST_TEXT);
    struct xml_pair *first = NULL, **last = &first;
    const char *name;
    for (size_t i = 0; (name = xml_attribute_at(element, i, &value)); i++) {
        struct xml_pair *pair = arena_alloc(arena, sizeof *pair);
        *pair = (struct xml_pair){.name = arena_strdup(arena, name), .value = arena_strdup(arena, buf_text(&value))};
        *last = pair;
        last = &pair->next;
    }
    return first;
}

static struct xml_tree *tree_of(struct arena *arena, const struct xml *element, int depth)
{
    auto_buf struct buf text = buf_make(MOST_TEXT);
    if (depth > DEEPEST)
        return NULL;
    struct xml_tree *tree = arena_alloc(arena, sizeof *tree), **last = &tree->first;
    *tree = (struct xml_tree){.name = arena_strdup(arena, xml_name(element)),
                              .space = arena_strdup(arena, xml_namespace(element)),
                              .text = arena_strdup(arena, xml_text(element, &text)),
                              .attributes = pairs_of(arena, element)};
    for (const struct xml *child = xml_child(element, NULL); child; child = xml_next(child)) {
        *last = tree_of(arena, child, depth + 1);
        if (!*last)
            return NULL;
        last = &(*last)->next;
    }
    return tree;
}

struct xml_tree *xml_tree_parse(struct arena *arena, const char *text, size_t length, struct err *e)
{
    auto_xml struct xml *root = xml_parse(text, length, e);
    struct xml_tree *tree = root ? tree_of(arena, root, 0) : NULL;
    if (root && !tree)
        err_set(e, ERR_PARSE, "too deep");
    return tree;
}

const char *xml_tree_attribute(const struct xml_tree *element, const char *name)
{
    for (const struct xml_pair *pair = element->attributes; pair; pair = pair->next)
        if (!strcmp(pair->name, name))
            return pair->value;
    return NULL;
}

const struct xml_tree *xml_tree_child(const struct xml_tree *element, const char *name)
{
    const struct xml_tree *child = element->first;
    while (child && strcmp(child->name, name) != 0)
        child = child->next;
    return child;
}
