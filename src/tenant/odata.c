/* A recursive descent over $filter and $search, and their evaluation on one user. */
#include "tenant/odata.h"

#include "base/clock.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum node_kind { NODE_OR, NODE_AND, NODE_NOT, NODE_COMPARE, NODE_STARTS, NODE_ENDS, NODE_IN, NODE_COUNT, NODE_ANY, NODE_SEARCH };
enum compare { CMP_EQ, CMP_NE, CMP_GT, CMP_GE, CMP_LT, CMP_LE };
enum literal_kind { LITERAL_TEXT, LITERAL_BOOL, LITERAL_NULL, LITERAL_DATE, LITERAL_GUID, LITERAL_NUMBER };

struct literal {
    enum literal_kind kind;
    const char *text;
    int64_t number;
    struct literal *next;
};

struct odata_node {
    enum node_kind kind;
    struct odata_node *left, *right;
    const struct property *property;
    const char *member; /* "skuId" of an any(), "lastSignInDateTime" of signInActivity */
    enum compare compare;
    bool starts; /* any(): startsWith instead of eq */
    struct literal *literal;
};

struct parser {
    struct arena *arena;
    const char *at;
    struct odata_query *query;
    const char *message;
    int depth;
};

enum { DEEPEST = 32 };

static struct odata_node *node_new(struct parser *p, enum node_kind kind, struct odata_node *left, struct odata_node *right)
{
    struct odata_node *node = arena_alloc(p->arena, sizeof *node);
    *node = (struct odata_node){.kind = kind, .left = left, .right = right};
    return node;
}

static void *fail(struct parser *p, const char *message)
{
    if (!p->message)
        p->message = message;
    return NULL;
}

static void skip_space(struct parser *p)
{
    while (*p->at == ' ')
        p->at++;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '-' || c == ':';
}

/* Take the keyword when it stands here as a whole word. */
static bool word(struct parser *p, const char *text)
{
    size_t length = strlen(text);
    skip_space(p);
    if (strncasecmp(p->at, text, length) != 0 || is_word(p->at[length]))
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
    skip_space(p);
    size_t length = 0;
    while (isalnum((unsigned char)p->at[length]))
        length++;
    const struct property *property = length ? property_find(p->at, length) : NULL;
    if (!property)
        return fail(p, arena_printf(p->arena, "Could not find a property named '%.*s' on type 'microsoft.graph.user'.",
                                    (int)length, p->at));
    if (!(property->flags & PROPERTY_FILTER))
        return fail(p, arena_printf(p->arena, "Unsupported or invalid query filter clause specified for property '%s' "
                                              "of resource 'User'.", property->name));
    p->at += length;
    return property;
}

static struct literal *quoted(struct parser *p, struct literal *literal)
{
    char *out = arena_bytes(p->arena, strlen(p->at) + 1), *to = out;
    for (p->at++;; p->at++) {
        if (!*p->at)
            return fail(p, "There is an unterminated string literal in the filter.");
        if (*p->at == '\'' && *++p->at != '\'')
            break;
        *to++ = *p->at;
    }
    *to = '\0';
    literal->kind = LITERAL_TEXT;
    literal->text = out;
    return literal;
}

static struct literal *literal_here(struct parser *p)
{
    struct literal *literal = arena_alloc(p->arena, sizeof *literal);
    struct guid guid;
    size_t length = 0;
    skip_space(p);
    if (*p->at == '\'')
        return quoted(p, literal);
    while (is_word(p->at[length]))
        length++;
    char *text = arena_strndup(p->arena, p->at, length), *end;
    p->at += length;
    literal->text = text;
    if (!strcmp(text, "null"))
        literal->kind = LITERAL_NULL;
    else if (!strcmp(text, "true") || !strcmp(text, "false"))
        literal->kind = LITERAL_BOOL, literal->number = text[0] == 't';
    else if (guid_parse(text, length, &guid))
        literal->kind = LITERAL_GUID;
    else if (clock_parse(text, length, &literal->number))
        literal->kind = LITERAL_DATE;
    else if (literal->number = strtoll(text, &end, 10), length && !*end)
        literal->kind = LITERAL_NUMBER;
    else
        return fail(p, arena_printf(p->arena, "Syntax error: '%s' is no literal.", text));
    return literal;
}

static bool compare_here(struct parser *p, enum compare *compare)
{
    static const char *const names[] = {"eq", "ne", "gt", "ge", "lt", "le"};
    for (int i = 0; i < 6; i++)
        if (word(p, names[i])) {
            *compare = (enum compare)i;
            p->query->advanced |= *compare == CMP_NE;
            return true;
        }
    return fail(p, "Syntax error: a comparison is expected.") != NULL;
}

static bool types_agree(struct parser *p, const struct odata_node *node)
{
    static const bool allowed[][6] = {
        /* TEXT BOOL NULL DATE GUID NUMBER */
        [TYPE_TEXT] = {1, 0, 1, 0, 0, 0},  [TYPE_BOOL] = {0, 1, 1, 0, 0, 0},    [TYPE_DATE] = {0, 0, 1, 1, 0, 0},
        [TYPE_GUID] = {1, 0, 1, 0, 1, 0},  [TYPE_TEXTS] = {1, 0, 0, 0, 0, 0},   [TYPE_OBJECTS] = {1, 0, 0, 0, 1, 0},
        [TYPE_OBJECT] = {0, 0, 1, 1, 0, 0},
    };
    if (allowed[node->property->type][node->literal->kind])
        return true;
    return fail(p, arena_printf(p->arena, "A binary operator with incompatible types was detected for property '%s'.",
                                node->property->name)) != NULL;
}

/* startsWith(property,'text') */
static struct odata_node *function_here(struct parser *p, enum node_kind kind)
{
    struct odata_node *node = node_new(p, kind, NULL, NULL);
    p->query->advanced |= kind == NODE_ENDS;
    if (!sign(p, '(') || !(node->property = property_here(p)) || !sign(p, ',') || !(node->literal = literal_here(p)) ||
        !sign(p, ')'))
        return fail(p, "Syntax error in a function call.");
    if (node->property->type != TYPE_TEXT || node->literal->kind != LITERAL_TEXT)
        return fail(p, "No function signature for the function matches the specified arguments.");
    return node;
}

/* any(l:l/skuId eq guid), any(p:p eq 'x'), any(p:startsWith(p,'x')) */
static struct odata_node *any_here(struct parser *p, struct odata_node *node)
{
    char variable[16] = "";
    node->kind = NODE_ANY;
    skip_space(p);
    size_t length = strcspn(p->at, ":");
    if (!length || length >= sizeof variable || p->at[length] != ':')
        return fail(p, "Syntax error in a lambda expression.");
    memcpy(variable, p->at, length);
    p->at += length + 1;
    node->starts = word(p, "startsWith");
    if (node->starts && !sign(p, '('))
        return fail(p, "Syntax error in a lambda expression.");
    skip_space(p);
    if (strncmp(p->at, variable, length) != 0)
        return fail(p, "Syntax error in a lambda expression.");
    p->at += length;
    if (*p->at == '/') {
        size_t member = 0;
        for (p->at++; isalnum((unsigned char)p->at[member]);)
            member++;
        node->member = arena_strndup(p->arena, p->at, member);
        p->at += member;
    }
    if ((node->property->type == TYPE_OBJECTS) != (node->member != NULL && !strcmp(node->member, "skuId")))
        return fail(p, "Unsupported property in a lambda expression.");
    if (node->starts ? !sign(p, ',') : !compare_here(p, &node->compare))
        return fail(p, "Syntax error in a lambda expression.");
    if (!(node->literal = literal_here(p)) || !types_agree(p, node) || (node->starts && !sign(p, ')')) || !sign(p, ')'))
        return fail(p, "Syntax error in a lambda expression.");
    return node;
}

static struct odata_node *in_here(struct parser *p, struct odata_node *node)
{
    struct literal **last = &node->literal;
    int count = 0;
    node->kind = NODE_IN;
    if (!sign(p, '('))
        return fail(p, "Syntax error: a list is expected after 'in'.");
    do {
        if (!(*last = literal_here(p)))
            return NULL;
        last = &(*last)->next;
        count++;
    } while (sign(p, ','));
    if (count > 15)
        return fail(p, "Too many child clauses specified in search filter expression: at most 15.");
    return sign(p, ')') ? node : fail(p, "Syntax error: ')' is expected.");
}

static struct odata_node *comparison(struct parser *p)
{
    struct odata_node *node = node_new(p, NODE_COMPARE, NULL, NULL);
    if (!(node->property = property_here(p)))
        return NULL;
    if (*p->at == '/') {
        p->at++;
        if (word(p, "$count")) {
            node->kind = NODE_COUNT;
            p->query->advanced = true;
        } else if (word(p, "any") && sign(p, '(')) {
            return any_here(p, node);
        } else {
            size_t length = strspn(p->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            node->member = arena_strndup(p->arena, p->at, length);
            p->at += length;
            p->query->sign_in_activity = true;
            if (node->property->type != TYPE_OBJECT || !strstr(node->member, "SignInDateTime"))
                return fail(p, "Unsupported property path in the filter.");
        }
    }
    if (node->kind == NODE_COMPARE && word(p, "in"))
        return in_here(p, node);
    if (!compare_here(p, &node->compare) || !(node->literal = literal_here(p)))
        return NULL;
    if (node->kind == NODE_COUNT)
        return node->literal->kind == LITERAL_NUMBER ? node : fail(p, "A number is expected after /$count.");
    bool ordered = node->compare > CMP_NE, date = node->property->type == TYPE_DATE || node->property->type == TYPE_OBJECT;
    if (ordered && !date && node->property->type != TYPE_TEXT)
        return fail(p, "Unsupported comparison for this property.");
    return types_agree(p, node) ? node : NULL;
}

static struct odata_node *or_here(struct parser *p);

static struct odata_node *unary(struct parser *p)
{
    if (p->depth > DEEPEST)
        return fail(p, "The filter is nested too deeply.");
    if (word(p, "not")) {
        p->query->advanced = true;
        struct odata_node *inner = unary(p);
        return inner ? node_new(p, NODE_NOT, inner, NULL) : NULL;
    }
    if (sign(p, '(')) {
        p->depth++;
        struct odata_node *inner = or_here(p);
        p->depth--;
        return inner && sign(p, ')') ? inner : fail(p, "Syntax error: ')' is expected.");
    }
    if (word(p, "startsWith"))
        return function_here(p, NODE_STARTS);
    if (word(p, "endsWith"))
        return function_here(p, NODE_ENDS);
    return comparison(p);
}

static struct odata_node *and_here(struct parser *p)
{
    struct odata_node *left = unary(p);
    while (left && word(p, "and")) {
        struct odata_node *right = unary(p);
        left = right ? node_new(p, NODE_AND, left, right) : NULL;
    }
    return left;
}

static struct odata_node *or_here(struct parser *p)
{
    struct odata_node *left = and_here(p);
    int clauses = 1;
    while (left && word(p, "or")) {
        struct odata_node *right = and_here(p);
        left = right ? node_new(p, NODE_OR, left, right) : NULL;
        if (++clauses > 15)
            return fail(p, "Too many child clauses specified in search filter expression: at most 15.");
    }
    return left;
}

bool odata_filter(struct arena *arena, const char *text, struct odata_query *query, const char **message)
{
    struct parser p = {.arena = arena, .at = text, .query = query};
    query->filter = or_here(&p);
    skip_space(&p);
    if (query->filter && *p.at)
        fail(&p, arena_printf(arena, "Syntax error at position %zu in '%s'.", (size_t)(p.at - text), text));
    *message = p.message ? p.message : query->filter ? NULL : "Invalid filter clause.";
    return *message == NULL;
}

/* "displayName:ann" OR "mail:ann" AND … */
static struct odata_node *search_clause(struct parser *p)
{
    struct odata_node *node = node_new(p, NODE_SEARCH, NULL, NULL);
    const char *end, *colon;
    if (!sign(p, '"') || !(end = strchr(p->at, '"')))
        return fail(p, "Syntax error in $search: clauses stand in double quotes.");
    colon = memchr(p->at, ':', (size_t)(end - p->at));
    if (!colon)
        return fail(p, "Syntax error in $search: property:value is expected.");
    node->property = property_find(p->at, (size_t)(colon - p->at));
    if (!node->property || node->property->type != TYPE_TEXT || !(node->property->flags & PROPERTY_FILTER))
        return fail(p, "A property in $search is not searchable.");
    node->literal = arena_alloc(p->arena, sizeof *node->literal);
    node->literal->text = arena_strndup(p->arena, colon + 1, (size_t)(end - colon) - 1);
    p->at = end + 1;
    return node;
}

bool odata_search(struct arena *arena, const char *text, struct odata_query *query, const char **message)
{
    struct parser p = {.arena = arena, .at = text, .query = query};
    struct odata_node *left = search_clause(&p);
    query->advanced = true;
    while (left) {
        bool both = word(&p, "AND");
        if (!both && !word(&p, "OR"))
            break;
        struct odata_node *right = search_clause(&p);
        left = right ? node_new(&p, both ? NODE_AND : NODE_OR, left, right) : NULL;
    }
    skip_space(&p);
    if (left && *p.at)
        fail(&p, "Syntax error in $search.");
    query->search = left;
    *message = p.message;
    return p.message == NULL;
}

/* --- evaluation --- */

static bool compared(int order, enum compare compare)
{
    switch (compare) {
    case CMP_EQ: return order == 0;
    case CMP_NE: return order != 0;
    case CMP_GT: return order > 0;
    case CMP_GE: return order >= 0;
    case CMP_LT: return order < 0;
    default: return order <= 0;
    }
}

static bool literal_equals(const struct literal *literal, const struct json *value)
{
    if (literal->kind == LITERAL_NULL)
        return json_kind(value) == JSON_NULL;
    if (literal->kind == LITERAL_BOOL)
        return json_kind(value) == JSON_BOOL && json_true(value) == (bool)literal->number;
    const char *text = json_text(value);
    return text && !strcasecmp(text, literal->text);
}

static bool compare_matches(const struct odata_node *node, const struct json *value)
{
    int64_t ms;
    if (node->member)
        value = json_get(value, node->member);
    if (node->literal->kind != LITERAL_DATE && node->compare <= CMP_NE)
        return literal_equals(node->literal, value) == (node->compare == CMP_EQ);
    const char *text = json_text(value);
    if (!text)
        return false;
    if (node->literal->kind != LITERAL_DATE)
        return compared(strcasecmp(text, node->literal->text), node->compare);
    return clock_parse(text, strlen(text), &ms) &&
           compared((ms > node->literal->number) - (ms < node->literal->number), node->compare);
}

static bool any_matches(const struct odata_node *node, const struct json *list)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *text = json_text_or(node->member ? json_get(one, node->member) : one, "");
        bool match = node->starts ? !strncasecmp(text, node->literal->text, strlen(node->literal->text))
                                  : !strcasecmp(text, node->literal->text) == (node->compare == CMP_EQ);
        if (match)
            return true;
    }
    return false;
}

/* Some word of the text begins with it. */
static bool search_matches(const char *text, const char *wanted)
{
    size_t length = strlen(wanted);
    for (const char *at = text; text && *at; at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !strncasecmp(at, wanted, length))
            return true;
    return false;
}

static bool leaf_matches(const struct odata_node *node, const struct json *value)
{
    const char *text = json_text(value);
    size_t have = text ? strlen(text) : 0, want = node->literal && node->literal->text ? strlen(node->literal->text) : 0;
    switch (node->kind) {
    case NODE_STARTS:
        return text && !strncasecmp(text, node->literal->text, want);
    case NODE_ENDS:
        return text && have >= want && !strcasecmp(text + have - want, node->literal->text);
    case NODE_IN:
        for (const struct literal *one = node->literal; one; one = one->next)
            if (literal_equals(one, value))
                return true;
        return false;
    case NODE_COUNT: {
        int64_t count = (int64_t)json_count(value);
        return compared((count > node->literal->number) - (count < node->literal->number), node->compare);
    }
    case NODE_ANY:
        return any_matches(node, value);
    case NODE_SEARCH:
        return search_matches(text, node->literal->text);
    default:
        return compare_matches(node, value);
    }
}

static bool matches(const struct odata_node *node, const struct user_record *user)
{
    switch (node->kind) {
    case NODE_OR:
        return matches(node->left, user) || matches(node->right, user);
    case NODE_AND:
        return matches(node->left, user) && matches(node->right, user);
    case NODE_NOT:
        return !matches(node->left, user);
    default: {
        struct json *value = property_value(node->property, user);
        bool is = leaf_matches(node, value);
        json_free(value);
        return is;
    }
    }
}

bool odata_matches(const struct odata_query *query, const struct user_record *user)
{
    return (!query->filter || matches(query->filter, user)) && (!query->search || matches(query->search, user));
}
