/* A recursive descent over $filter. */
#include "tenant/wire/odata_node.h"

#include "base/clock.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct parser {
    struct arena *arena;
    const char *at;
    struct odata_query *query;
    const char *message;
    int depth;
};

enum { DEEPEST = 32, MOST_CHILDREN = 15 };

static struct odata_node *node_new(struct parser *p, enum node_kind kind, struct odata_node *left,
                                   struct odata_node *right)
{
    struct odata_node *node = arena_alloc(p->arena, sizeof *node);
    *node = (struct odata_node){.kind = kind, .left = left, .right = right, .any = NODE_COMPARE};
    return node;
}

static void *fail(struct parser *p, const char *message)
{
    if (!p->message)
        p->message = message;
    return NULL;
}

static void *syntax(struct parser *p, const char *what)
{
    return fail(p, arena_printf(p->arena, "Invalid filter clause: %s at '%.40s'.", what, p->at));
}

static void *unsupported(struct parser *p, const struct property *property)
{
    return fail(p, arena_printf(p->arena,
                                "Unsupported or invalid query filter clause specified for property '%s' of "
                                "resource 'User'.",
                                property->name));
}

static void *too_many(struct parser *p, int count)
{
    return fail(p, arena_printf(p->arena,
                                "Too many child clauses specified in search filter expression containing 'OR' "
                                "operators: %d. Max allowed: %d.",
                                count, MOST_CHILDREN));
}

static void advanced(struct parser *p, const char *operator)
{
    if (!p->query->advanced)
        p->query->advanced = operator;
}

static void skip_space(struct parser *p)
{
    while (*p->at == ' ')
        p->at++;
}

static bool in_literal(char c)
{
    return isalnum((unsigned char)c) || strchr("_.-:+", c);
}

/* Take the keyword when it stands here as a whole word; functions are known in any case, operators are not. */
static bool word(struct parser *p, const char *text, bool any_case)
{
    size_t length = strlen(text);
    skip_space(p);
    if ((any_case ? strncasecmp : strncmp)(p->at, text, length) != 0 || (p->at[length] && in_literal(p->at[length])))
        return false;
    p->at += length;
    return true;
}

static bool sign(struct parser *p, char c)
{
    skip_space(p);
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

static const struct property *property_here(struct parser *p)
{
    size_t length = 0;
    skip_space(p);
    while (isalnum((unsigned char)p->at[length]))
        length++;
    if (!length)
        return syntax(p, "a property is expected");
    const struct property *property = property_find(p->at, length);
    if (!property)
        return fail(p, arena_printf(p->arena, "Could not find a property named '%.*s' on type 'microsoft.graph.user'.",
                                    (int)length, p->at));
    p->at += length;
    return property->flags & PROPERTY_EQUAL ? property : unsupported(p, property);
}

static struct literal *quoted(struct parser *p, struct literal *literal)
{
    char *out = arena_bytes(p->arena, strlen(p->at) + 1), *to = out;
    for (p->at++;; p->at++) {
        if (!*p->at)
            return fail(p, "There is an unterminated string literal at the end of the filter.");
        if (*p->at == '\'' && *++p->at != '\'')
            break;
        *to++ = *p->at;
    }
    *to = '\0';
    *literal = (struct literal){.kind = LITERAL_TEXT, .text = out, .length = (size_t)(to - out)};
    return literal;
}

static struct literal *literal_here(struct parser *p)
{
    struct literal *literal = arena_alloc(p->arena, sizeof *literal);
    struct guid guid;
    size_t length = 0;
    char *end;
    skip_space(p);
    if (*p->at == '\'')
        return quoted(p, literal);
    while (p->at[length] && in_literal(p->at[length]))
        length++;
    char *text = arena_strndup(p->arena, p->at, length);
    *literal = (struct literal){.text = text, .length = length};
    if (!strcmp(text, "null"))
        literal->kind = LITERAL_NULL;
    else if (!strcmp(text, "true") || !strcmp(text, "false"))
        literal->kind = LITERAL_BOOL, literal->number = text[0] == 't';
    else if (guid_parse(text, length, &guid))
        literal->kind = LITERAL_GUID;
    else if (strchr(text, 'T') && clock_parse(text, length, &literal->number))
        literal->kind = LITERAL_DATE;
    else if (literal->number = strtoll(text, &end, 10), length && !*end)
        literal->kind = LITERAL_NUMBER;
    else
        return syntax(p, "a literal is expected");
    p->at += length;
    return literal;
}

static bool compare_here(struct parser *p, const struct property *property, enum compare *compare)
{
    static const char *const names[] = {"eq", "ne", "ge", "le"};
    if (word(p, "gt", false) || word(p, "lt", false))
        return unsupported(p, property) != NULL;
    for (int i = 0; i < 4; i++)
        if (word(p, names[i], false)) {
            *compare = (enum compare)i;
            if (*compare == CMP_NE)
                advanced(p, "ne");
            if (*compare > CMP_NE && !(property->flags & PROPERTY_RANGE))
                return unsupported(p, property) != NULL;
            return true;
        }
    return syntax(p, "an operator is expected") != NULL;
}

static bool types_agree(struct parser *p, const struct property *property, const struct literal *literal)
{
    static const char *const types[] = {
        [TYPE_TEXT] = "Edm.String",  [TYPE_BOOL] = "Edm.Boolean", [TYPE_DATE] = "Edm.DateTimeOffset",
        [TYPE_TEXTS] = "Edm.String", [TYPE_OBJECTS] = "Edm.Guid", [TYPE_OBJECT] = "Edm.DateTimeOffset",
    };
    static const char *const kinds[] = {
        [LITERAL_TEXT] = "Edm.String",         [LITERAL_BOOL] = "Edm.Boolean", [LITERAL_NULL] = "null",
        [LITERAL_DATE] = "Edm.DateTimeOffset", [LITERAL_GUID] = "Edm.Guid",    [LITERAL_NUMBER] = "Edm.Int32",
    };
    bool collection = property->type == TYPE_TEXTS || property->type == TYPE_OBJECTS;
    if (!strcmp(types[property->type], kinds[literal->kind]) || (literal->kind == LITERAL_NULL && !collection))
        return true;
    return fail(p, arena_printf(p->arena,
                                "A binary operator with incompatible types was detected. Found operand types '%s' "
                                "and '%s' for operator kind 'Equal'.",
                                types[property->type], kinds[literal->kind])) != NULL;
}

static bool allowed(struct parser *p, const struct property *property, enum node_kind kind)
{
    unsigned flag = kind == NODE_STARTS ? PROPERTY_STARTS : PROPERTY_ENDS;
    if (kind == NODE_ENDS)
        advanced(p, "endsWith");
    return property->flags & flag || unsupported(p, property);
}

/* startsWith(property,'text'); the name has been read. */
static struct odata_node *function_here(struct parser *p, enum node_kind kind)
{
    struct odata_node *node = node_new(p, kind, NULL, NULL);
    if (!sign(p, '('))
        return syntax(p, "'(' is expected");
    if (!(node->property = property_here(p)) || !allowed(p, node->property, kind))
        return NULL;
    if (!sign(p, ','))
        return syntax(p, "',' is expected");
    if (!(node->literal = literal_here(p)))
        return NULL;
    if (node->property->type != TYPE_TEXT || node->literal->kind != LITERAL_TEXT)
        return fail(p,
                    "No function signature for the function with name 'startswith' matches the specified arguments.");
    p->query->clauses++;
    return sign(p, ')') ? node : syntax(p, "')' is expected");
}

/* The variable, and "/skuId" for collections of objects. */
static bool variable_here(struct parser *p, const char *variable, struct odata_node *node)
{
    size_t length = strlen(variable);
    skip_space(p);
    if (strncmp(p->at, variable, length) != 0 || isalnum((unsigned char)p->at[length]))
        return syntax(p, "the variable of the lambda expression is expected") != NULL;
    p->at += length;
    bool member = *p->at == '/';
    if (member) {
        p->at++;
        if (!word(p, "skuId", true))
            return unsupported(p, node->property) != NULL;
        node->member = "skuId";
    }
    return member == (node->property->type == TYPE_OBJECTS) || unsupported(p, node->property);
}

/* any(l:l/skuId eq guid), any(p:p eq 'x'), any(p:startsWith(p,'x')); "any(" has been read. */
static struct odata_node *any_here(struct parser *p, struct odata_node *node)
{
    skip_space(p);
    size_t length = strcspn(p->at, ": )");
    char *variable = arena_strndup(p->arena, p->at, length);
    node->kind = NODE_ANY;
    p->at += length;
    if (!length || !sign(p, ':'))
        return syntax(p, "a lambda expression is expected");
    if (word(p, "startsWith", true))
        node->any = NODE_STARTS;
    else if (word(p, "endsWith", true))
        node->any = NODE_ENDS;
    bool call = node->any != NODE_COMPARE;
    if (call && (!allowed(p, node->property, node->any) || !sign(p, '(')))
        return syntax(p, "'(' is expected");
    if (!variable_here(p, variable, node) || (!call && !compare_here(p, node->property, &node->compare)))
        return NULL;
    if (node->compare == CMP_NE)
        return unsupported(p, node->property);
    if (call && !sign(p, ','))
        return syntax(p, "',' is expected");
    if (!(node->literal = literal_here(p)) || !types_agree(p, node->property, node->literal))
        return NULL;
    p->query->clauses++;
    return (!call || sign(p, ')')) && sign(p, ')') ? node : syntax(p, "')' is expected");
}

static struct odata_node *in_here(struct parser *p, struct odata_node *node)
{
    struct literal **last = &node->literal;
    int count = 0;
    node->kind = NODE_IN;
    if (!sign(p, '('))
        return syntax(p, "'(' is expected");
    do {
        if (!(*last = literal_here(p)) || !types_agree(p, node->property, *last))
            return NULL;
        last = &(*last)->next;
        count++;
    } while (sign(p, ','));
    if (count > MOST_CHILDREN)
        return too_many(p, count);
    return sign(p, ')') ? node : syntax(p, "')' is expected");
}

/* assignedLicenses/$count eq 0 */
static struct odata_node *count_here(struct parser *p, struct odata_node *node)
{
    node->kind = NODE_COUNT;
    advanced(p, "$count");
    bool collection = node->property->type == TYPE_TEXTS || node->property->type == TYPE_OBJECTS;
    if (!collection || !compare_here(p, node->property, &node->compare) || node->compare > CMP_NE ||
        !(node->literal = literal_here(p)))
        return unsupported(p, node->property);
    return node->literal->kind == LITERAL_NUMBER && !node->literal->number ? node : unsupported(p, node->property);
}

/* signInActivity/lastSignInDateTime */
static bool member_here(struct parser *p, struct odata_node *node)
{
    static const char *const members[] = {"lastSignInDateTime", "lastNonInteractiveSignInDateTime",
                                          "lastSuccessfulSignInDateTime"};
    p->query->sign_in_activity = true;
    for (size_t i = 0; i < sizeof members / sizeof *members && node->property->type == TYPE_OBJECT; i++)
        if (word(p, members[i], true)) {
            node->member = members[i];
            return true;
        }
    return unsupported(p, node->property) != NULL;
}

static struct odata_node *comparison(struct parser *p)
{
    struct odata_node *node = node_new(p, NODE_COMPARE, NULL, NULL);
    if (!(node->property = property_here(p)))
        return NULL;
    if (*p->at == '/') {
        p->at++;
        if (word(p, "$count", false)) {
            p->query->clauses++;
            return count_here(p, node);
        }
        if (word(p, "any", false))
            return sign(p, '(') ? any_here(p, node) : syntax(p, "'(' is expected");
        if (!member_here(p, node))
            return NULL;
    }
    p->query->clauses++;
    if (!node->member && node->property->type >= TYPE_TEXTS) /* collections and objects compare through a path only */
        return unsupported(p, node->property);
    if (!node->member && word(p, "in", false))
        return in_here(p, node);
    if (!compare_here(p, node->property, &node->compare) || !(node->literal = literal_here(p)))
        return NULL;
    return types_agree(p, node->property, node->literal) ? node : NULL;
}

static struct odata_node *or_here(struct parser *p);

static struct odata_node *unary(struct parser *p)
{
    struct odata_node *inner = NULL;
    if (++p->depth > DEEPEST)
        return syntax(p, "the expression is nested too deeply");
    if (word(p, "not", false)) {
        advanced(p, "not");
        inner = unary(p);
        inner = inner ? node_new(p, NODE_NOT, inner, NULL) : NULL;
    } else if (sign(p, '(')) {
        inner = or_here(p);
        if (inner && !sign(p, ')'))
            inner = syntax(p, "')' is expected");
    } else if (word(p, "startsWith", true)) {
        inner = function_here(p, NODE_STARTS);
    } else if (word(p, "endsWith", true)) {
        inner = function_here(p, NODE_ENDS);
    } else {
        inner = comparison(p);
    }
    p->depth--;
    return inner;
}

static struct odata_node *and_here(struct parser *p)
{
    struct odata_node *left = unary(p);
    while (left && word(p, "and", false)) {
        struct odata_node *right = unary(p);
        left = right ? node_new(p, NODE_AND, left, right) : NULL;
    }
    return left;
}

static struct odata_node *or_here(struct parser *p)
{
    struct odata_node *left = and_here(p);
    int children = 1;
    while (left && word(p, "or", false)) {
        struct odata_node *right = and_here(p);
        left = right ? node_new(p, NODE_OR, left, right) : NULL;
        children++;
    }
    return left && children > MOST_CHILDREN ? too_many(p, children) : left;
}

bool odata_filter(struct arena *arena, const char *text, struct odata_query *query, const char **message)
{
    struct parser p = {.arena = arena, .at = text, .query = query};
    query->filter = or_here(&p);
    skip_space(&p);
    if (query->filter && *p.at)
        syntax(&p, "the end is expected");
    else if (query->filter && query->sign_in_activity && query->clauses > 1)
        fail(&p, "Filtering by signInActivity cannot be combined with other filter properties.");
    *message = p.message;
    return p.message == NULL;
}
