/* Parameters: checking what a form or --set gave, and what prepare finds for them. */
#include "action/action.h"

#include "base/arena.h"
#include "base/clock.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool action_time(const char *text, int64_t now, int64_t *ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    char whole[CLOCK_TEXT + 16], *end;
    size_t length = strlen(text);
    if (!strcmp(text, "now")) {
        *ms = now;
        return true;
    }
    if (text[0] == '+') {
        long count = strtol(text + 1, &end, 10);
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            if (end > text + 1 && count >= 0 && count < 100000 && end[0] == units[i].unit && !end[1]) {
                *ms = now + count * units[i].ms;
                return true;
            }
        return false;
    }
    if (length == strlen("2026-01-01"))
        snprintf(whole, sizeof whole, "%sT00:00:00Z", text);
    else if (length == strlen("2026-01-01T08:00"))
        snprintf(whole, sizeof whole, "%.10sT%s:00Z", text, text + 11);
    else if (length == strlen("2026-01-01T08:00Z") && text[length - 1] == 'Z')
        snprintf(whole, sizeof whole, "%.10sT%.5s:00Z", text, text + 11);
    else if (length == strlen("2026-01-01T08:00:00"))
        snprintf(whole, sizeof whole, "%.10sT%sZ", text, text + 11);
    else if (length > strlen("2026-01-01T08:00") && length < CLOCK_TEXT &&
             text[16] != ':') /* a zone behind the minutes */
        snprintf(whole, sizeof whole, "%.16s:00%s", text, text + 16);
    else
        return clock_parse(text, length, ms);
    return clock_parse(whole, strlen(whole), ms);
}

static bool wrong_time(const struct action *action, const struct param *param, const char *value, struct err *e)
{
    err_set(e, ERR_USAGE, "%s: %s cannot be \"%s\"", action->name, param->name, value);
    return err_hint(e, "write 2026-01-31T08:00Z, now, or +90m, +4h, +7d");
}

static bool number_fits(const struct action *action, const struct param *param, const char *value, struct err *e)
{
    char *end;
    long number = strtol(value, &end, 10);
    bool limited = param->minimum || param->maximum;
    if (!*end && end != value && (!limited || (number >= param->minimum && number <= param->maximum)))
        return true;
    if (!limited)
        return err_set(e, ERR_USAGE, "%s: %s must be a number", action->name, param->name);
    return err_set(e, ERR_USAGE, "%s: %s must be a number from %ld to %ld", action->name, param->name, param->minimum,
                   param->maximum);
}

static bool choice_fits(const struct action *action, const struct param *param, const char *value, struct err *e)
{
    auto_buf struct buf all = buf_make(1024);
    for (const char *const *choice = param->choices; choice && *choice; choice++) {
        if (!strcmp(*choice, value))
            return true;
        buf_printf(&all, "%s%s", choice == param->choices ? "" : ", ", *choice);
    }
    if (!param->choices) /* the flow knows */
        return true;
    err_set(e, ERR_USAGE, "%s: %s cannot be \"%s\"", action->name, param->name, value);
    return err_hint(e, "it is one of %s", buf_text(&all));
}

static bool value_fits(const struct action *action, const struct param *param, const char *value, struct err *e)
{
    int64_t ms;
    switch (param->kind) {
    case PARAM_NUMBER:
        return number_fits(action, param, value, e);
    case PARAM_BOOL:
        return !strcmp(value, "true") || !strcmp(value, "false") ||
               err_set(e, ERR_USAGE, "%s: %s must be true or false", action->name, param->name);
    case PARAM_CHOICE:
        return param->many || choice_fits(action, param, value, e);
    case PARAM_DATE_TIME:
        return action_time(value, clock_now(), &ms) || wrong_time(action, param, value, e);
    default:
        if (param->maximum && strlen(value) > (size_t)param->maximum)
            return err_set(e, ERR_USAGE, "%s: %s is longer than %ld bytes", action->name, param->name, param->maximum);
        if (strlen(value) < (size_t)param->minimum)
            return err_set(e, ERR_USAGE, "%s: %s is shorter than %ld bytes", action->name, param->name, param->minimum);
        return true;
    }
}

static const struct param *param_find(const struct action *action, const char *name)
{
    for (const struct param *param = action->params; param && param->name; param++)
        if (!strcmp(param->name, name))
            return param;
    return NULL;
}

/* The last one given, or all of them, a line each. */
static const char *value_given(struct arena *arena, const struct param_value *given, size_t count,
                               const struct param *param)
{
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(given[i].name, param->name) != 0)
            continue;
        found = found && param->many && given[i].value ? arena_printf(arena, "%s\n%s", found, given[i].value)
                                                       : given[i].value;
    }
    return found;
}

bool action_values(struct arena *arena, const struct action *action, const struct param_value *given,
                   size_t given_count, struct param_value **out, size_t *out_count, struct err *e)
{
    size_t n = 0;

    for (size_t i = 0; i < given_count; i++)
        if (!param_find(action, given[i].name)) {
            err_set(e, ERR_USAGE, "%s has no parameter \"%s\"", action->name, given[i].name);
            return err_hint(e, "`roster actions` lists every action with its parameters");
        }
    for (const struct param *param = action->params; param && param->name; param++)
        n++;
    *out = arena_alloc(arena, (n + 1) * sizeof **out);
    *out_count = 0;
    for (const struct param *param = action->params; param && param->name; param++) {
        const char *value = value_given(arena, given, given_count, param);
        if (!value)
            value = param->otherwise;
        if ((!value || !*value) && param->required)
            return err_set(e, ERR_USAGE, "%s needs %s (--set %s=…)", action->name, param->name, param->name);
        if (value && *value && !value_fits(action, param, value, e))
            return false;
        (*out)[(*out_count)++] = (struct param_value){.name = param->name, .value = arena_strdup(arena, value)};
    }
    return true;
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
                                       .label = arena_strdup(flow->arena, label),
                                       .detail = arena_strdup(flow->arena, detail),
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
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    *note = (struct prepared_note){.text = arena_strdup(flow->arena, text), .warning = warning};
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

const struct prepared *prepared_copy(struct arena *arena, const struct prepared *from)
{
    struct prepared *copy = arena_alloc(arena, sizeof *copy);
    struct prepared_param **last_param = &copy->params;
    struct prepared_note **last_note = &copy->notes;
    for (const struct prepared_param *p = from ? from->params : NULL; p; p = p->next) {
        struct prepared_param *to = arena_alloc(arena, sizeof *to);
        *to = (struct prepared_param){.name = p->name,
                                      .otherwise = arena_strdup(arena, p->otherwise),
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
