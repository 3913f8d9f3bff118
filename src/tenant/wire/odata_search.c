/* $search: "displayName:ann" OR "mail:ann", AND before OR, brackets allowed. */
#include "tenant/wire/odata_node.h"

#include "base/utf8.h"
#include <ctype.h>
#include <string.h>

struct search {
    struct arena *arena;
    const char *text, *at;
    const char *message;
    int depth;
};

static void *fail(struct search *s)
{
    if (!s->message)
        s->message = arena_printf(s->arena, "Syntax error: character '%.1s' is not valid at position %zu in '%s'.",
                                  *s->at ? s->at : " ", (size_t)(s->at - s->text), s->text);
    return NULL;
}

static void skip_space(struct search *s)
{
    while (*s->at == ' ')
        s->at++;
}

static bool word(struct search *s, const char *text)
{
    size_t length = strlen(text);
    skip_space(s);
    if (strncmp(s->at, text, length) != 0 || (s->at[length] != ' ' && s->at[length] != '(' && s->at[length] != '"'))
        return false;
    s->at += length;
    return true;
}

/* What stands in double quotes, backslashes taken away. */
static char *quoted(struct search *s)
{
    char *out = arena_bytes(s->arena, strlen(s->at) + 1), *to = out;
    skip_space(s);
    if (*s->at != '"')
        return fail(s);
    for (s->at++; *s->at != '"'; s->at++) {
        if (*s->at == '\\' && (s->at[1] == '"' || s->at[1] == '\\'))
            s->at++;
        if (!*s->at)
            return fail(s);
        *to++ = *s->at;
    }
    s->at++;
    *to = '\0';
    return out;
}

/* The words of a folded text. */
static struct literal *split(struct arena *arena, const char *text)
{
    struct literal *first = NULL, **last = &first;
    while (*text) {
        size_t length = 0;
        while (text[length] && (isalnum((unsigned char)text[length]) || (unsigned char)text[length] >= 0x80))
            length++;
        if (length) {
            *last = arena_alloc(arena, sizeof **last);
            **last = (struct literal){.text = arena_strndup(arena, text, length), .length = length};
            last = &(*last)->next;
        }
        text += length + (text[length] != '\0');
    }
    return first;
}

static struct odata_node *clause(struct search *s)
{
    const char *before = s->at;
    char *text = quoted(s), *colon = text ? strchr(text, ':') : NULL;
    if (!text)
        return NULL;
    const struct property *property = colon ? property_find(text, (size_t)(colon - text)) : NULL;
    if (!property || !(property->flags & PROPERTY_SEARCH) || !colon[1]) {
        s->at = before;
        return fail(s);
    }
    size_t room = utf8_fold(colon + 1, strlen(colon + 1), NULL, 0) + 1;
    char *folded = arena_bytes(s->arena, room);
    utf8_fold(colon + 1, strlen(colon + 1), folded, room);
    struct odata_node *node = arena_alloc(s->arena, sizeof *node);
    *node = (struct odata_node){
        .kind = NODE_SEARCH, .property = property, .member = folded, .literal = split(s->arena, folded)};
    return node;
}

static struct odata_node *any_of(struct search *s);

static struct odata_node *one(struct search *s)
{
    skip_space(s);
    if (*s->at != '(')
        return clause(s);
    if (s->depth == 16)
        return fail(s);
    s->at++;
    s->depth++;
    struct odata_node *inner = any_of(s);
    s->depth--;
    skip_space(s);
    if (!inner || *s->at != ')')
        return fail(s);
    s->at++;
    return inner;
}

static struct odata_node *join(struct search *s, enum node_kind kind, struct odata_node *left, struct odata_node *right)
{
    struct odata_node *node = arena_alloc(s->arena, sizeof *node);
    *node = (struct odata_node){.kind = kind, .left = left, .right = right};
    return right ? node : NULL;
}

static struct odata_node *all_of(struct search *s)
{
    struct odata_node *left = one(s);
    while (left && word(s, "AND"))
        left = join(s, NODE_AND, left, one(s));
    return left;
}

static struct odata_node *any_of(struct search *s)
{
    struct odata_node *left = all_of(s);
    while (left && word(s, "OR"))
        left = join(s, NODE_OR, left, all_of(s));
    return left;
}

bool odata_search(struct arena *arena, const char *text, struct odata_query *query, const char **message)
{
    struct search s = {.arena = arena, .text = text, .at = text};
    query->search = any_of(&s);
    skip_space(&s);
    if (query->search && *s.at)
        fail(&s);
    *message = s.message;
    return s.message == NULL;
}
