/* Parameters: checking what a form or --set gave, and what prepare finds for them. */
#include "action/action.h"

#include "base/arena.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/zone.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool time_fits(const struct param *param, const char *value, struct err *e)
{
    char next[CLOCK_TEXT];
    int64_t ms;
    enum zone_time time = zone_understand(value, clock_now(), &ms);
    if (time == ZONE_SKIPPED) {
        err_set(e, ERR_USAGE, "%s: there is no %s, the clock is put forward over it; the next time there is: %s",
                param->name, value, zone_show(ms, next));
        return err_hint(e, "write that, or another");
    }
    if (time != ZONE_NONE)
        return true;
    err_set(e, ERR_USAGE, "%s cannot be \"%s\"", param->name, value);
    return err_hint(e, "write " ZONE_FORMS);
}

static bool number_fits(const struct param *param, const char *value, struct err *e)
{
    char *end;
    long number = strtol(value, &end, 10);
    bool limited = param->minimum || param->maximum;
    if (!*end && end != value && (!limited || (number >= param->minimum && number <= param->maximum)))
        return true;
    if (!limited)
        return err_set(e, ERR_USAGE, "%s must be a number", param->name);
    return err_set(e, ERR_USAGE, "%s must be a number from %ld to %ld", param->name, param->minimum, param->maximum);
}

static bool choice_fits(const struct param *param, const char *value, struct err *e)
{
    auto_buf struct buf all = buf_make(1024);
    for (const char *const *choice = param->choices; choice && *choice; choice++) {
        if (!strcmp(*choice, value))
            return true;
        buf_printf(&all, "%s%s", choice == param->choices ? "" : ", ", *choice);
    }
    if (!param->choices) /* the flow knows */
        return true;
    err_set(e, ERR_USAGE, "%s cannot be \"%s\"", param->name, value);
    return err_hint(e, "it is one of %s", buf_text(&all));
}

/* Bytes that a value may have where its row does not say; what is composed of values is bounded by this. */
static long most_of(const struct param *param)
{
    enum { A_TEXT = 4096, LONG_TEXT = 1 << 16 };
    return param->maximum ? param->maximum : param->kind == PARAM_MULTILINE || param->many ? LONG_TEXT : A_TEXT;
}

/* What is searched for by its name: each is bounded, also where there are several. */
static bool names_fit(const struct param *param, const char *value, struct err *e)
{
    enum { A_NAME = 1024 };
    for (size_t length; *value; value += length + (value[length] == '\n')) {
        length = strcspn(value, "\n");
        if (length > A_NAME)
            return err_set(e, ERR_USAGE, "%s is longer than %d bytes", param->name, A_NAME);
    }
    return true;
}

/* Each line of several values counts for itself. */
static bool characters_fit(const struct param *param, const char *value, struct err *e)
{
    size_t count = 0;
    for (; *value && count <= param->longest; value++)
        count = *value == '\n' && param->many ? 0 : count + (((unsigned char)*value & 0xc0) != 0x80);
    return count <= param->longest ||
           err_set(e, ERR_USAGE, "%s is longer than %zu characters", param->name, param->longest);
}

bool param_is_computed(const struct param *param, const char *value)
{
    return param->computed && value && strchr(value, '{');
}

bool param_check(const struct param *param, const char *value, struct err *e)
{
    if (param_is_computed(param, value)) /* what comes of it is checked for each user */
        return strlen(value) <= (size_t)most_of(param) ||
               err_set(e, ERR_USAGE, "%s is longer than %ld bytes", param->name, most_of(param));
    if (param->longest && !characters_fit(param, value, e))
        return false;
    if (param->kind != PARAM_NUMBER && strlen(value) > (size_t)most_of(param))
        return err_set(e, ERR_USAGE, "%s is longer than %ld bytes", param->name, most_of(param));
    switch (param->kind) {
    case PARAM_USER:
    case PARAM_GROUP:
    case PARAM_SITE:
        return names_fit(param, value, e);
    case PARAM_NUMBER:
        return number_fits(param, value, e);
    case PARAM_BOOL:
        return !strcmp(value, "true") || !strcmp(value, "false") ||
               err_set(e, ERR_USAGE, "%s must be true or false", param->name);
    case PARAM_CHOICE:
        return param->many || choice_fits(param, value, e);
    case PARAM_DATE_TIME:
        return time_fits(param, value, e);
    default:
        if (strlen(value) < (size_t)param->minimum)
            return err_set(e, ERR_USAGE, "%s is shorter than %ld bytes", param->name, param->minimum);
        return true;
    }
}

bool action_is_grave(const struct action *action, struct param_values values)
{
    for (const struct param *param = action ? action->params : NULL; param && param->name; param++)
        if (param->gives && param_value_of(values, param->name) &&
            action_find(param->gives)->flags & ACTION_DESTRUCTIVE)
            return true;
    return false;
}

static bool is_param(const struct param *params, const char *name)
{
    for (const struct param *param = params; param && param->name; param++)
        if (!strcmp(param->name, name))
            return true;
    return false;
}

const struct param *param_called(const struct param *params, const char *name)
{
    size_t length = strlen(name);
    for (const struct param *param = params; param && param->name; param++) {
        if (!strcasecmp(param->name, name))
            return param;
        for (const char *also = param->also; also && *also; also += strspn(also, " ")) {
            size_t word = strcspn(also, " ");
            if (word == length && !strncasecmp(also, name, length))
                return param;
            also += word;
        }
    }
    return NULL;
}

const char *param_value_of(struct param_values values, const char *name)
{
    for (size_t i = values.count; i-- > 0;)
        if (!strcmp(values.items[i].name, name))
            return values.items[i].value && *values.items[i].value ? values.items[i].value : NULL;
    return NULL;
}

/* A value without the blanks and line ends that copying puts around it; in letters and secrets they belong to it. */
static const char *value_of(struct arena *arena, const struct param *param, const char *text)
{
    static const char blanks[] = " \t\r\n";
    if (!text || param->kind == PARAM_MULTILINE || param->kind == PARAM_SECRET)
        return text;
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length && strchr(blanks, text[length - 1]))
        length--;
    return arena_strndup(arena, text, length);
}

/* The last one given, or all of them, a line each. */
static const char *value_given(struct arena *arena, struct param_values given, const struct param *param)
{
    const char *found = NULL;
    for (const struct param_value *one = given.items; one < given.items + given.count; one++) {
        if (strcmp(one->name, param->name) != 0)
            continue;
        const char *value = value_of(arena, param, one->value);
        found = found && param->many && value ? arena_printf(arena, "%s\n%s", found, value) : value;
    }
    return found;
}

/* Every parameter with what was given, else its default. */
static struct param_values filled_in(struct arena *arena, const struct param *params, struct param_values given)
{
    size_t count = 0, at = 0;
    while (params && params[count].name)
        count++;
    struct param_value *items = arena_alloc(arena, (count + 1) * sizeof *items);
    for (; at < count; at++) {
        const char *value = value_given(arena, given, &params[at]);
        items[at] = (struct param_value){.name = params[at].name,
                                         .value = arena_strdup(arena, value ? value : params[at].otherwise)};
    }
    return (struct param_values){items, count};
}

static bool value_good(const struct param *param, const char *value, struct err *e)
{
    if (value && *value)
        return param_check(param, value, e);
    if (value && param->never_empty) {
        err_set(e, ERR_USAGE, "%s cannot be cleared", param->name);
        return err_hint(e, "the service keeps one: give another value, or leave it unchanged");
    }
    return !param->required || err_set(e, ERR_USAGE, "needs %s (--set %s=…)", param->name, param->name);
}

static bool not_there(const struct param *param, struct err *e)
{
    err_set(e, ERR_USAGE, "%s does not go with the other values", param->name);
    return err_hint(e, "leave %s out", param->name);
}

bool params_values(struct arena *arena, const struct param *params, struct param_values given, struct param_values *out,
                   const struct param **wrong, struct err *e)
{
    struct param_values all = filled_in(arena, params, given);
    struct param_value *kept = arena_alloc(arena, (all.count + 1) * sizeof *kept);
    const struct param *ignored, **blamed = wrong ? wrong : &ignored;
    *out = (struct param_values){kept, 0};
    for (size_t i = 0; i < all.count; i++) {
        const struct param *param = *blamed = &params[i];
        bool there = !param->when || param->when(all);
        if (!there && param_value_of(given, param->name))
            return not_there(param, e);
        if (there && !value_good(param, all.items[i].value, e))
            return false;
        if (there)
            kept[out->count++] = all.items[i];
    }
    for (size_t i = 0; i < all.count; i++) {
        *blamed = &params[i];
        if (params[i].check && !param_is_computed(&params[i], param_value_of(*out, params[i].name)) &&
            (!params[i].when || params[i].when(all)) && !params[i].check(*out, e))
            return false;
    }
    return true;
}

bool action_values(struct arena *arena, const struct action *action, const struct param_value *given,
                   size_t given_count, struct param_value **out, size_t *out_count, struct err *e)
{
    struct err why = {.code = ERR_OK};
    struct param_values good;
    for (size_t i = 0; i < given_count; i++)
        if (!is_param(action->params, given[i].name)) {
            err_set(e, ERR_USAGE, "%s has no parameter \"%s\"", action->name, given[i].name);
            return err_hint(e, "`roster do ACTION --help` says what it takes");
        }
    if (params_values(arena, action->params, (struct param_values){given, given_count}, &good, NULL, &why)) {
        *out = (struct param_value *)good.items; /* of this arena */
        *out_count = good.count;
        return true;
    }
    err_set(e, why.code, "%s%s %s", action->name, strncmp(why.message, "needs ", strlen("needs ")) ? ":" : "",
            why.message);
    return err_hint(e, "%s", why.hint);
}

struct param_values param_values_copy(struct arena *arena, struct param_values from)
{
    struct param_value *items = arena_alloc(arena, (from.count + 1) * sizeof *items);
    for (size_t i = 0; i < from.count; i++)
        items[i] = (struct param_value){.name = arena_strdup(arena, from.items[i].name),
                                        .value = arena_strdup(arena, from.items[i].value)};
    return (struct param_values){items, from.count};
}

/* --- what prepare finds --- */

struct prepared_param *prepared_param(struct flow *flow, const char *name)
{
    struct prepared_param **at = &flow->prepared->params;
    while (*at && strcmp((*at)->name, name) != 0)
        at = &(*at)->next;
    if (!*at) {
        *at = arena_alloc(flow->arena, sizeof **at);
        (*at)->name = name;
    }
    return *at;
}

void prepared_option(struct flow *flow, const char *name, const char *value, const char *label, const char *detail,
                     bool chosen)
{
    struct prepared_param *param = prepared_param(flow, name);
    struct prepared_option *option = arena_alloc(flow->arena, sizeof *option);
    *option = (struct prepared_option){.value = arena_strdup(flow->arena, value),
                                       .label = clean_strdup(flow->arena, label, label ? strlen(label) : 0),
                                       .detail = clean_strdup(flow->arena, detail, detail ? strlen(detail) : 0),
                                       .chosen = chosen};
    if (param->last)
        param->last->next = option;
    else
        param->options = option;
    param->last = option;
}

void prepared_note(struct flow *flow, bool warning, const char *format, ...)
{
    struct prepared *prepared = flow->prepared;
    struct prepared_note *note = arena_alloc(flow->arena, sizeof *note);
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(flow->arena, format, arguments);
    va_end(arguments);
    *note = (struct prepared_note){.text = clean_strdup(flow->arena, text, strlen(text)), .warning = warning};
    if (prepared->last_note)
        prepared->last_note->next = note;
    else
        prepared->notes = note;
    prepared->last_note = note;
}

static struct prepared_option *options_copy(struct arena *arena, const struct prepared_option *from)
{
    struct prepared_option *first = NULL, **last = &first;
    for (; from; from = from->next) {
        struct prepared_option *to = arena_alloc(arena, sizeof *to);
        *to = (struct prepared_option){.value = arena_strdup(arena, from->value),
                                       .label = arena_strdup(arena, from->label),
                                       .detail = arena_strdup(arena, from->detail),
                                       .chosen = from->chosen};
        *last = to;
        last = &to->next;
    }
    return first;
}

const char **prepared_values(struct arena *arena, const struct prepared_param *param)
{
    size_t count = 0;
    for (const struct prepared_option *one = param->options; one; one = one->next)
        count++;
    const char **values = arena_alloc(arena, (count + 1) * sizeof *values);
    values[count] = NULL;
    count = 0;
    for (const struct prepared_option *one = param->options; one; one = one->next)
        values[count++] = arena_strdup(arena, one->value);
    return values;
}

const struct prepared *prepared_copy(struct arena *arena, const struct prepared *from)
{
    struct prepared *copy = arena_alloc(arena, sizeof *copy);
    struct prepared_param **last_param = &copy->params;
    struct prepared_note **last_note = &copy->notes;
    for (const struct prepared_param *p = from ? from->params : NULL; p; p = p->next) {
        struct prepared_param *to = arena_alloc(arena, sizeof *to);
        *to = (struct prepared_param){.name = p->name,
                                      .otherwise = arena_strdup(arena, p->otherwise),
                                      .said = arena_strdup(arena, p->said),
                                      .doubtful = p->doubtful,
                                      .in_force = p->in_force,
                                      .copied = p->copied,
                                      .locked = arena_strdup(arena, p->locked),
                                      .minimum = p->minimum,
                                      .maximum = p->maximum,
                                      .options = options_copy(arena, p->options)};
        *last_param = to;
        last_param = &to->next;
    }
    for (const struct prepared_note *note = from ? from->notes : NULL; note; note = note->next) {
        struct prepared_note *to = arena_alloc(arena, sizeof *to);
        *to = (struct prepared_note){.text = arena_strdup(arena, note->text), .warning = note->warning};
        *last_note = to;
        last_note = &to->next;
    }
    return copy;
}
