/* or, and, not, brackets; eq ne in, startsWith, any(x:x eq …). */
#include "tenant/wire/object_filter.h"

#include "base/clock.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reader {
    struct object_filter *filter;
    const struct json *object;
    const char *at;
    int depth;
    bool bad;
};

static bool fail(struct reader *r)
{
    if (!r->bad)
        r->filter->message = arena_printf(r->filter->arena,
                                          "Invalid filter clause: Syntax error at position %zu in '%s'.",
                                          (size_t)(r->at - r->filter->text), r->filter->text);
    r->bad = true;
    return false;
}

static void skip_space(struct reader *r)
{
    r->at += strspn(r->at, " ");
}

static bool take(struct reader *r, const char *text)
{
    skip_space(r);
    size_t length = strlen(text);
    if (strncasecmp(r->at, text, length) != 0)
        return false;
    r->at += length;
    return true;
}

/* A word, which ends where its letters end. */
static bool take_word(struct reader *r, const char *word)
{
    skip_space(r);
    size_t length = strlen(word);
    if (strncmp(r->at, word, length) != 0 || isalnum((unsigned char)r->at[length]))
        return false;
    r->at += length;
    return true;
}

static void need(struct reader *r, const char *text)
{
    if (!take(r, text))
        fail(r);
}

static const char *name(struct reader *r)
{
    skip_space(r);
    size_t length = 0;
    while (isalnum((unsigned char)r->at[length]) || r->at[length] == '_')
        length++;
    const char *text = arena_strndup(r->filter->arena, r->at, length);
    if (!length)
        fail(r);
    r->at += length;
    return text;
}

static const struct filter_path *path_row(struct reader *r, const char *text)
{
    for (const struct filter_path *row = r->filter->paths; row->path; row++)
        if (!strcasecmp(row->path, text)) {
            size_t at = (size_t)(row - r->filter->paths);
            r->filter->used |= at < 64 ? UINT64_C(1) << at : 0;
            return row;
        }
    return NULL;
}

/* "status/errorCode", up to a lambda. */
static const char *path_text(struct reader *r)
{
    const char *text = name(r);
    while (!r->bad && *r->at == '/' && strncasecmp(r->at + 1, "any(", 4) != 0) {
        r->at++;
        text = arena_printf(r->filter->arena, "%s/%s", text, name(r));
    }
    return text;
}

static const struct json *value_at(const struct json *object, const char *path)
{
    char part[64];
    for (; object && *path; path += strcspn(path, "/"), path += *path == '/') {
        snprintf(part, sizeof part, "%.*s", (int)strcspn(path, "/"), path);
        object = json_get(object, part);
    }
    return object;
}

static const char *property(struct reader *r)
{
    const char *text = name(r);
    for (size_t i = 0; !r->bad && r->filter->properties[i]; i++)
        if (!strcasecmp(r->filter->properties[i], text))
            return r->filter->properties[i];
    if (!r->bad)
        r->filter->message = arena_printf(r->filter->arena,
                                          "Invalid filter clause: Could not find a property named '%s'.", text);
    r->bad = true;
    return text;
}

/* A literal as the text it stands for; quoted, or true, false, null, a number, a GUID. */
static const char *literal(struct reader *r)
{
    skip_space(r);
    if (*r->at != '\'') {
        size_t length = strspn(r->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:.");
        const char *bare = arena_strndup(r->filter->arena, r->at, length);
        if (!length)
            fail(r);
        r->at += length;
        return bare;
    }
    char *out = arena_bytes(r->filter->arena, strlen(r->at) + 1), *to = out;
    for (r->at++; *r->at; r->at++) {
        if (*r->at == '\'' && *++r->at != '\'') { /* a quote inside is doubled */
            *to = '\0';
            return out;
        }
        *to++ = *r->at;
    }
    *to = '\0';
    fail(r);
    return out;
}

static bool equals(const struct json *value, const char *text)
{
    switch (json_kind(value)) {
    case JSON_STRING:
        return !strcasecmp(json_text(value), text);
    case JSON_BOOL:
        return !strcmp(json_true(value) ? "true" : "false", text);
    case JSON_NULL:
        return !strcmp(text, "null");
    default:
        return false;
    }
}

/* groupTypes/any(c:c eq 'Unified') */
static bool any(struct reader *r, const struct json *collection)
{
    need(r, "any(");
    const char *variable = name(r);
    need(r, ":");
    if (!r->bad && !take_word(r, variable))
        fail(r);
    if (!take_word(r, "eq"))
        fail(r);
    const char *text = r->bad ? "" : literal(r);
    bool found = false;
    need(r, ")");
    for (const struct json *one = json_first(collection); one; one = json_next(one))
        found |= equals(one, text);
    return found;
}

static bool in_list(struct reader *r, const struct json *value)
{
    bool found = false;
    need(r, "(");
    do
        found |= !r->bad && equals(value, literal(r));
    while (!r->bad && take(r, ","));
    need(r, ")");
    return found;
}

static bool starts(struct reader *r)
{
    const struct json *value = json_get(r->object, property(r));
    need(r, ",");
    const char *text = r->bad ? "" : literal(r);
    need(r, ")");
    return json_text(value) && !strncasecmp(json_text(value), text, strlen(text));
}

/* Less than, equal to or more than 0; numbers and dates by their value. */
static int order_of(const struct json *value, const char *text)
{
    int64_t one, two;
    const char *own = json_text(value);
    if (json_kind(value) == JSON_NUMBER) {
        double difference = json_number(value, 0) - strtod(text, NULL);
        return difference < 0 ? -1 : difference > 0;
    }
    if (own && clock_parse(own, strlen(own), &one) && clock_parse(text, strlen(text), &two))
        return one < two ? -1 : one > two;
    return own ? strcasecmp(own, text) : equals(value, text) ? 0 : 1;
}

static bool compare(struct reader *r)
{
    if (take(r, "startsWith("))
        return starts(r);
    const char *called = property(r), *date = r->bad ? NULL : strstr(called, "DateTime");
    const struct json *value = json_get(r->object, called);
    bool is_date = date && !date[strlen("DateTime")];
    if (r->bad)
        return false;
    if (take(r, "/"))
        return any(r, value);
    if (take_word(r, "in"))
        return in_list(r, value);
    if (take_word(r, "ne")) {
        r->filter->advanced = "ne";
        return !equals(value, literal(r));
    }
    if (take_word(r, "eq"))
        return equals(value, literal(r));
    bool least = take_word(r, "ge");
    if (!is_date || (!least && !take_word(r, "le")))
        return fail(r);
    int order = order_of(value, literal(r));
    return least ? order >= 0 : order <= 0;
}

/* --- properties that are listed with their operators --- */

static void refuse_path(struct reader *r, const char *path)
{
    if (!r->bad)
        r->filter->message = arena_printf(
            r->filter->arena, "Invalid filter clause: the property '%s' cannot be filtered this way.", path);
    r->bad = true;
}

/* What stands in an any(): "t eq '…'", "t/id eq '…'", "startsWith(t/displayName,'…')"; whether an item of the collection is so. */
static bool any_term(struct reader *r, const char *path, const char *variable)
{
    const struct json *collection = value_at(r->object, path);
    const char *inner = NULL, *whole = path;
    bool found = false, starting = take(r, "startsWith(");
    if (!r->bad && !take_word(r, variable))
        fail(r);
    if (!r->bad && *r->at == '/') {
        r->at++;
        inner = path_text(r);
        whole = arena_printf(r->filter->arena, "%s/%s", path, inner);
    }
    const struct filter_path *row = r->bad ? NULL : path_row(r, whole);
    if (!row || !(row->operators & FILTER_ANY) || (starting && !(row->operators & FILTER_STARTS)))
        refuse_path(r, whole);
    if (starting)
        need(r, ",");
    else if (!take_word(r, "eq"))
        fail(r);
    const char *text = r->bad ? "" : literal(r);
    if (starting)
        need(r, ")");
    for (const struct json *one = json_first(collection); one; one = json_next(one)) {
        const struct json *value = inner ? value_at(one, inner) : one;
        found |= starting ? !strncasecmp(json_text_or(value, ""), text, strlen(text)) : equals(value, text);
    }
    return found;
}

/* targetResources/any(t:t/id eq '…'), signInEventTypes/any(t: t eq '…' or t eq '…') */
static bool any_at(struct reader *r, const char *path)
{
    need(r, "/any(");
    const char *variable = name(r);
    need(r, ":");
    bool found = any_term(r, path, variable);
    while (!r->bad && take_word(r, "or"))
        found = any_term(r, path, variable) || found;
    need(r, ")");
    return found;
}

static bool starts_at(struct reader *r)
{
    const char *path = path_text(r);
    const struct filter_path *row = r->bad ? NULL : path_row(r, path);
    if (!row || !(row->operators & FILTER_STARTS))
        refuse_path(r, path);
    need(r, ",");
    const char *text = r->bad ? "" : literal(r);
    need(r, ")");
    return !strncasecmp(json_text_or(value_at(r->object, path), ""), text, strlen(text));
}

static bool compare_at(struct reader *r)
{
    static const struct {
        const char *word;
        unsigned operator;
        bool less, same, more;
    } words[] = {{"eq", FILTER_EQ, false, true, false},    {"ne", FILTER_NE, true, false, true},
                 {"ge", FILTER_RANGE, false, true, true},  {"le", FILTER_RANGE, true, true, false},
                 {"gt", FILTER_RANGE, false, false, true}, {"lt", FILTER_RANGE, true, false, false}};
    if (take(r, "startsWith("))
        return starts_at(r);
    const char *path = path_text(r);
    if (!r->bad && *r->at == '/')
        return any_at(r, path);
    const struct filter_path *row = r->bad ? NULL : path_row(r, path);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!take_word(r, words[i].word))
            continue;
        if (!row || !(row->operators & words[i].operator))
            refuse_path(r, path);
        int order = r->bad ? 0 : order_of(value_at(r->object, path), literal(r));
        return order < 0 ? words[i].less : order > 0 ? words[i].more : words[i].same;
    }
    return fail(r);
}

static bool either(struct reader *r);

static bool one(struct reader *r)
{
    if (r->depth == 16)
        return fail(r);
    r->depth++;
    bool value;
    if (take_word(r, "not")) {
        r->filter->advanced = "not";
        value = !one(r);
    } else if (take(r, "(")) {
        value = either(r);
        need(r, ")");
    } else {
        value = r->filter->paths ? compare_at(r) : compare(r);
    }
    r->depth--;
    return value;
}

static bool both(struct reader *r)
{
    bool value = one(r);
    while (!r->bad && take_word(r, "and"))
        value = one(r) && value;
    return value;
}

static bool either(struct reader *r)
{
    bool value = both(r);
    while (!r->bad && take_word(r, "or")) {
        r->filter->joined = true;
        value = both(r) || value;
    }
    return value;
}

static enum object_verdict verdict(struct reader *r, bool value)
{
    skip_space(r);
    if (*r->at)
        fail(r);
    if (r->bad)
        return OBJECT_BAD;
    return value ? OBJECT_HIT : OBJECT_MISS;
}

enum object_verdict object_filter(struct object_filter *filter, const struct json *object)
{
    struct reader r = {.filter = filter, .object = object, .at = filter->text};
    bool value = either(&r);
    return verdict(&r, value);
}

/* Whether a word of `text` begins with `part`. */
static bool holds_word(const char *text, const char *part)
{
    for (const char *at = text; (at = strcasestr(at, part)); at++)
        if (at == text || !isalnum((unsigned char)at[-1]))
            return true;
    return false;
}

static bool clause(struct reader *r)
{
    skip_space(r);
    const char *end = *r->at == '"' ? strchr(r->at + 1, '"') : NULL;
    if (!end)
        return fail(r);
    r->at++;
    const char *text = json_text_or(json_get(r->object, property(r)), "");
    if (*r->at != ':' || r->at + 1 == end)
        return fail(r);
    const char *part = arena_strndup(r->filter->arena, r->at + 1, (size_t)(end - r->at - 1));
    r->at = end + 1;
    return holds_word(text, part);
}

enum object_verdict object_search(struct object_filter *filter, const struct json *object)
{
    struct reader r = {.filter = filter, .object = object, .at = filter->text};
    bool value = clause(&r);
    while (!r.bad && take_word(&r, "OR"))
        value = clause(&r) || value;
    filter->advanced = "search";
    return verdict(&r, value);
}
