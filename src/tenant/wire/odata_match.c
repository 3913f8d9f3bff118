/* Evaluating a $filter or $search on one user. */
#include "tenant/wire/odata_node.h"

#include "base/clock.h"
#include "base/utf8.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool compared(int order, enum compare compare)
{
    switch (compare) {
    case CMP_EQ:
        return order == 0;
    case CMP_NE:
        return order != 0;
    case CMP_GE:
        return order >= 0;
    case CMP_LE:
        break;
    }
    return order <= 0;
}

static bool text_matches(enum node_kind kind, enum compare compare, const char *text, const struct literal *literal)
{
    if (literal->kind == LITERAL_NULL)
        return (text == NULL) == (compare == CMP_EQ);
    if (!text)
        return kind == NODE_COMPARE && compare == CMP_NE;
    size_t length = strlen(text);
    if (kind == NODE_STARTS)
        return !strncasecmp(text, literal->text, literal->length);
    if (kind == NODE_ENDS)
        return length >= literal->length && !strcasecmp(text + length - literal->length, literal->text);
    return compared(strcasecmp(text, literal->text), compare);
}

static bool date_matches(enum compare compare, int64_t ms, const struct literal *literal)
{
    if (literal->kind == LITERAL_NULL)
        return (ms == 0) == (compare == CMP_EQ);
    if (!ms)
        return compare == CMP_NE;
    return compared((ms > literal->number) - (ms < literal->number), compare);
}

static bool flag_matches(enum compare compare, int flag, const struct literal *literal)
{
    int wanted = literal->kind == LITERAL_NULL ? -1 : (int)literal->number;
    return (flag == wanted) == (compare == CMP_EQ);
}

/* A date inside an object: signInActivity/lastSignInDateTime. */
static bool member_matches(const struct odata_node *node, const struct user_record *user)
{
    struct json *value = property_value(node->property, user);
    const char *text = json_text(json_get(value, node->member));
    int64_t ms = 0;
    bool is = (!text || clock_parse(text, strlen(text), &ms)) && date_matches(node->compare, ms, node->literal);
    json_free(value);
    return is;
}

static bool value_matches(const struct odata_node *node, const struct user_record *user, const struct literal *literal)
{
    enum node_kind kind = node->kind == NODE_IN ? NODE_COMPARE : node->kind;
    char scratch[SEED_TEXT];
    switch (node->property->type) {
    case TYPE_TEXT:
        return text_matches(kind, node->compare, property_text(node->property, user, scratch), literal);
    case TYPE_DATE:
        return date_matches(node->compare, property_date(node->property, user), literal);
    case TYPE_BOOL:
        return flag_matches(node->compare, property_flag(node->property, user), literal);
    default:
        return member_matches(node, user);
    }
}

static bool any_sku(const struct odata_node *node, const struct user_record *user)
{
    const char *skus[32];
    size_t n = property_skus(user, skus, 32);
    for (size_t i = 0; i < n; i++)
        if (!strcasecmp(skus[i], node->literal->text))
            return true;
    return false;
}

static bool any_matches(const struct odata_node *node, const struct user_record *user)
{
    if (node->member)
        return any_sku(node, user);
    struct json *list = property_value(node->property, user);
    bool is = false;
    for (const struct json *one = json_first(list); one && !is; one = json_next(one))
        is = text_matches(node->any, node->compare, json_text(one), node->literal);
    json_free(list);
    return is;
}

static bool count_matches(const struct odata_node *node, const struct user_record *user)
{
    const char *skus[32];
    bool none;
    if (node->property->type == TYPE_OBJECTS) {
        none = property_skus(user, skus, 32) == 0;
    } else {
        struct json *list = property_value(node->property, user);
        none = json_count(list) == 0;
        json_free(list);
    }
    return none == (node->compare == CMP_EQ);
}

/* --- $search: words of the display name in any order, the beginning of anything else --- */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool has_word(const char *text, const struct literal *wanted)
{
    for (const char *at = text; *at; at++)
        if ((at == text || !in_word(at[-1])) && !strncmp(at, wanted->text, wanted->length))
            return true;
    return false;
}

static bool search_matches(const struct odata_node *node, const struct user_record *user)
{
    char scratch[SEED_TEXT], folded[2 * SEED_TEXT];
    const char *text = property_text(node->property, user, scratch);
    if (!text)
        return false;
    utf8_fold(text, strlen(text), folded, sizeof folded);
    if (strcmp(node->property->name, "displayName") != 0)
        return !strncmp(folded, node->member, strlen(node->member));
    for (const struct literal *one = node->literal; one; one = one->next)
        if (!has_word(folded, one))
            return false;
    return node->literal != NULL;
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
    case NODE_COUNT:
        return count_matches(node, user);
    case NODE_ANY:
        return any_matches(node, user);
    case NODE_SEARCH:
        return search_matches(node, user);
    case NODE_IN:
        for (const struct literal *one = node->literal; one; one = one->next)
            if (value_matches(node, user, one))
                return true;
        return false;
    default:
        return value_matches(node, user, node->literal);
    }
}

bool odata_matches(const struct odata_query *query, const struct user_record *user)
{
    return (!query->filter || matches(query->filter, user)) && (!query->search || matches(query->search, user));
}
