/* Links that fill the form of a new user. What is not understood is named, never dropped. */
#include "action/prefill.h"

#include "action/person.h"
#include "base/arena.h"
#include "base/clean.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

enum { LONGEST = 1 << 16, MOST_VALUES = 256 };

static const char *query_of(struct arena *arena, const char *text)
{
    const char *query = strchr(text, '?');
    text += strspn(text, " \t\r\n");
    if (query)
        query++;
    else if (!strncasecmp(text, "roster:", 7))
        query = text + 7 + strspn(text + 7, "/");
    else
        query = strstr(text, "://") ? "" : text;
    return arena_strndup(arena, query, strcspn(query, "#\r\n"));
}

bool prefill_is_one(const char *text)
{
    text += strspn(text, " \t\r\n");
    bool link = !strncasecmp(text, "roster:", 7) || !strncasecmp(text, "https://", 8) ||
                !strncasecmp(text, "http://", 7);
    return (link && strchr(text, '=')) || (strcasestr(text, "customerId=") && !strchr(text, ' '));
}

/* "Yes", "1" and "True" are true. NULL: it is neither. */
static const char *boolean(const char *value)
{
    static const char *const words[][2] = {{"true", "true"},   {"1", "true"},  {"yes", "true"}, {"on", "true"},
                                           {"false", "false"}, {"0", "false"}, {"no", "false"}, {"off", "false"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcasecmp(words[i][0], value))
            return words[i][1];
    return NULL;
}

/* Lines of several values; a carriage return before the end of a line is none of it. */
static const char *cleaned(struct arena *arena, const struct param *param, const char *value)
{
    char *copy = arena_strdup(arena, value), *to = copy;
    for (const char *c = copy; *c; c++)
        if (*c != '\r')
            *to++ = *c;
    *to = '\0';
    if (param->many)
        return copy;
    return clean_strdup(arena, copy, strlen(copy));
}

static void problem(struct arena *arena, struct prefill *out, size_t *count, const char *text)
{
    if (*count < MOST_VALUES)
        out->problems[(*count)++] = clean_strdup(arena, text, strlen(text));
    out->problems[*count] = NULL;
}

/* A plus that nobody escaped has become a blank: in front of a number it is one all the same. */
static const char *plain_phone(struct arena *arena, const struct param *param, const char *value)
{
    bool phone = strstr(param->name, "Phone") || !strcmp(param->name, "faxNumber");
    return phone && *value == ' ' && value[1] >= '1' && value[1] <= '9' ? arena_printf(arena, "+%s", value + 1) : value;
}

/* "@contoso.com" and "https://www.contoso.com/" are contoso.com. */
static const char *plain_domain(struct arena *arena, const struct param *param, const char *value)
{
    static const char *const before[] = {"@", "https://", "http://", "www."};
    if (strcmp(param->name, "domain") != 0)
        return value;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (!strncasecmp(value, before[i], strlen(before[i])))
            value += strlen(before[i]);
    return arena_strndup(arena, value, strcspn(value, "/"));
}

/* One value under its parameter, checked by itself. NULL: it is left out, and that is said. */
static const char *value_of(struct arena *arena, struct prefill *out, size_t *problems, const struct param *param,
                            const char *value)
{
    struct err e = {.code = ERR_OK};
    value = plain_phone(arena, param, plain_domain(arena, param, cleaned(arena, param, value)));
    if (param->kind == PARAM_BOOL && *value && !boolean(value)) {
        problem(arena, out, problems,
                arena_printf(arena, "%s cannot be \"%.80s\": it is true or false.", param->name, value));
        return NULL;
    }
    if (param->kind == PARAM_BOOL)
        return boolean(value);
    /* what is wrong stays, to be mended in the form, where the field says so too */
    struct param_value one = {param->name, value};
    if (*value && (!param_check(param, value, &e) ||
                   (param->check && param->property && !param->check((struct param_values){&one, 1}, &e))))
        problem(arena, out, problems, arena_printf(arena, "%s.", e.message));
    return *value ? value : NULL;
}

/* A value under its parameter; whether it is about the change of the password. */
static bool take(struct arena *arena, struct prefill *out, struct param_value *items, size_t *problems,
                 const char *name, const char *value)
{
    const struct param *param = param_called(person_new, name);
    if (!strcasecmp(name, "customerId")) {
        out->customer = clean_strdup(arena, value, strlen(value));
        return false;
    }
    if (!param || param->kind == PARAM_SECRET || param->by_hand) {
        problem(arena, out, problems,
                arena_printf(
                    arena, param ? "\"%.80s\" is not taken from a link: type it." : "There is no parameter \"%.80s\".",
                    name));
        return false;
    }
    bool changes = !strcmp(param->name, "mustChange");
    value = value_of(arena, out, problems, param, value);
    if (!value)
        return changes;
    for (size_t i = 0; i < out->values.count; i++)
        if (!strcmp(items[i].name, param->name)) {
            problem(arena, out, problems, arena_printf(arena, "%s is there twice: the last one counts.", name));
            items[i].value = value;
            return changes;
        }
    items[out->values.count++] = (struct param_value){param->name, value};
    return changes;
}

bool prefill_read(struct arena *arena, const char *text, struct prefill *out, struct err *e)
{
    struct param_value *items = arena_alloc(arena, (MOST_VALUES + 2) * sizeof *items);
    size_t problems = 0, count = 0;
    char *name, *value;
    bool bad = false, changes = false;
    *out = (struct prefill){.values = {items, 0},
                            .problems = arena_alloc(arena, (MOST_VALUES + 2) * sizeof *out->problems)};
    if (strlen(text) > LONGEST)
        return err_set(e, ERR_USAGE, "the link is longer than %d bytes", LONGEST);
    const char *query = query_of(arena, text);
    if (!strchr(query, '=')) {
        err_set(e, ERR_USAGE, "the link has no parameters");
        return err_hint(
            e, "such as https://…/users/add?customerId=contoso.com&displayName=Ann, or displayName=Ann&city=Rotterdam");
    }
    for (; count < MOST_VALUES && url_query_next(arena, &query, &name, &value, &bad); count++)
        if (bad)
            problem(arena, out, &problems, arena_printf(arena, "%.80s has a broken %%-escape: it is left out.", name));
        else
            changes |= take(arena, out, items, &problems, name, value);
    if (*query)
        problem(arena, out, &problems, "There are too many values: the last ones are left out.");
    if (!changes) /* to whoever makes such links it is off when it is left out */
        items[out->values.count++] = (struct param_value){"mustChange", "false"};
    return true;
}
