/* What of a mailbox differs from what is wanted, property by property. */
#include "action/mailbox_property.h"

#include "action/recipient.h"
#include "base/arena.h"
#include "base/zone.h"
#include "codec/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct state {
    struct recipient *recipients; /* whom the parameters name */
    size_t asked;
    int own;
    int64_t began; /* what "+7d" counts from, ms */
    const char *write[MAILBOX_PROPERTIES_MOST],
        *keep[MAILBOX_PROPERTIES_MOST]; /* JSON, of what differs; NULL: the others */
};

static const struct mailbox_property *list_of(const struct flow *flow)
{
    return flow->action->change->properties;
}

static struct state *state_of(struct flow *flow)
{
    struct state *state = flow->state;
    if (!state) {
        flow->state = state = arena_alloc(flow->arena, sizeof *state);
        state->began = flow->now;
    }
    return state;
}

int *mailbox_property_own(struct flow *flow)
{
    return &state_of(flow)->own;
}

/* --- texts of parameters as Exchange's values, and back --- */

double mailbox_property_size(const char *text)
{
    static const char units[] = "BKMGT";
    double value = (double)exchange_bytes(text);
    char *end;
    if (value >= 0)
        return value;
    value = strtod(text, &end);
    end += strspn(end, " ");
    const char *unit = *end ? strchr(units, *end & ~0x20) : NULL;
    if (!unit || value <= 0 || (end[1] && strcasecmp(end + 1, "B") != 0))
        return -1;
    for (; unit > units; unit--)
        value *= 1024;
    return value;
}

/* In whole numbers of the largest unit that fits: "1.5 GB" is 1536MB. */
static const char *size_json(struct flow *flow, const char *text)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    int64_t value = (int64_t)mailbox_property_size(text);
    size_t unit = 0;
    for (; value > 0 && value % 1024 == 0 && unit < 4; unit++)
        value /= 1024;
    return arena_printf(flow->arena, "\"%lld%s\"", (long long)value, units[unit]);
}

static const struct {
    const char *name;
    unsigned days;
} week[] = {{"Sunday", 1},  {"Monday", 2},    {"Tuesday", 4},   {"Wednesday", 8},    {"Thursday", 16},
            {"Friday", 32}, {"Saturday", 64}, {"Weekdays", 62}, {"WeekendDays", 65}, {"AllDays", 127}};

unsigned mailbox_property_week(const char *text)
{
    unsigned days = 0;
    for (size_t length; *text; text += length + strspn(text + length, ", ")) {
        size_t i = 0, count = sizeof week / sizeof week[0];
        length = strcspn(text, ", ");
        while (i < count && (strlen(week[i].name) != length || strncasecmp(week[i].name, text, length) != 0))
            i++;
        if (i == count)
            return 0;
        days |= week[i].days;
    }
    return days;
}

/* The days one by one. */
static const char *week_json(struct flow *flow, const char *text)
{
    auto_buf struct buf out = buf_make(256);
    unsigned days = mailbox_property_week(text);
    for (size_t i = 0; i < 7; i++)
        if (days & week[i].days)
            buf_printf(&out, "%s%s", out.length ? "," : "", week[i].name);
    return mailbox_quoted(flow, buf_text(&out));
}

static const char *switch_of(const char *text, bool turned)
{
    return !strcmp(text, "organisation") ? "null" : !strcmp(text, "on") != turned ? "true" : "false";
}

static const char *time_of(struct flow *flow, const char *text)
{
    char moment[CLOCK_TEXT];
    int64_t ms;
    return zone_read(text, state_of(flow)->began, &ms) ? mailbox_quoted(flow, clock_format(ms, moment)) : "null";
}

/* What the text of a parameter is to Exchange, as JSON. */
static const char *json_of(struct flow *flow, enum mailbox_value value, const char *text)
{
    if (!*text)
        return "null";
    switch (value) {
    case VALUE_SWITCH:
    case VALUE_SHUT:
        return switch_of(text, value == VALUE_SHUT);
    case VALUE_NUMBER:
        return arena_printf(flow->arena, "%ld", strtol(text, NULL, 10));
    case VALUE_DAYS:
        return strcasecmp(text, "unlimited") ? arena_printf(flow->arena, "\"%ld.00:00:00\"", strtol(text, NULL, 10))
                                             : "\"Unlimited\"";
    case VALUE_SIZE:
        return size_json(flow, text);
    case VALUE_WEEK:
        return week_json(flow, text);
    case VALUE_TIME:
        return time_of(flow, text);
    case VALUE_HOUR:
        return arena_printf(flow->arena, "\"%s:00\"", text);
    default:
        return mailbox_quoted(flow, text);
    }
}

/* The same the other way, for the form. */
static const char *text_of(struct flow *flow, enum mailbox_value value, const struct json *is)
{
    char moment[CLOCK_TEXT];
    int64_t ms;
    const char *text = json_text_or(is, "");
    if (json_kind(is) == JSON_BOOL)
        return json_true(is) != (value == VALUE_SHUT) ? "on" : "off";
    if (json_kind(is) == JSON_NULL)
        return value == VALUE_SWITCH || value == VALUE_SHUT ? "organisation" : "";
    if (json_kind(is) == JSON_NUMBER)
        return mailbox_raw(flow, is);
    if (value == VALUE_HTML)
        return html_text(flow->arena, text);
    if (value == VALUE_TIME)
        return clock_parse(text, strlen(text), &ms) ? arena_strdup(flow->arena, clock_format(ms, moment)) : "";
    if (!strcasecmp(text, "unlimited"))
        return "unlimited";
    size_t length = value == VALUE_SIZE   ? strcspn(text, "(")
                    : value == VALUE_DAYS ? strcspn(text, ".")
                    : value == VALUE_HOUR ? strlen("00:00")
                                          : strlen(text);
    while (length && text[length - 1] == ' ')
        length--;
    return arena_strndup(flow->arena, text, length);
}

/* --- lists --- */

static bool has(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), text))
            return true;
    return false;
}

/* Whether a name that Exchange lists is of somebody in `wanted`, who stand there by their addresses. */
static bool is_wanted(struct flow *flow, const struct json *wanted, const char *listed)
{
    bool is = has(wanted, listed);
    for (const struct recipient *one = state_of(flow)->recipients; one && !is; one = one->next)
        is = has(wanted, one->names[0]) && recipient_is(one, listed);
    return is;
}

static bool same_people(struct flow *flow, const struct json *is, const char *want)
{
    struct err ignored;
    auto_json struct json *wanted = json_parse(want, strlen(want), &ignored);
    bool same = json_count(is) == json_count(wanted);
    for (const struct json *one = json_first(is); one && same; one = json_next(one))
        same = is_wanted(flow, wanted, json_text_or(one, ""));
    return same;
}

/* The addresses of those whom a parameter names, as JSON. */
static const char *people_of(struct flow *flow, const char *param)
{
    size_t count;
    const char **given = flow_values(flow, param, &count);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (size_t i = 0; i < count; i++)
        for (const struct recipient *one = state_of(flow)->recipients; one; one = one->next)
            if (!strcmp(one->given, given[i])) {
                buf_printf(&out, "%s%s", i ? "," : "[", mailbox_quoted(flow, one->names[0]));
                break;
            }
    return count ? arena_printf(flow->arena, "%s]", buf_text(&out)) : "null";
}

/* Of what a parameter names, or undo was given: those that are in the list, or are not. As JSON. */
static const char *of_list(struct flow *flow, const struct json *kept, const char *param, const struct json *is,
                           bool there)
{
    size_t count;
    const char **given = flow_values(flow, param, &count);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        if (has(is, json_text_or(one, "")) == there)
            buf_printf(&out, "%s%s", out.length ? "," : "", mailbox_quoted(flow, json_text_or(one, "")));
    for (size_t i = 0; i < count && !flow->restore; i++)
        if (has(is, given[i]) == there)
            buf_printf(&out, "%s%s", out.length ? "," : "", mailbox_quoted(flow, given[i]));
    return arena_printf(flow->arena, "[%s]", buf_text(&out));
}

/* --- what differs --- */

static bool same_value(struct flow *flow, enum mailbox_value value, const struct json *is, const char *want)
{
    struct err ignored;
    auto_json struct json *wanted = json_parse(want, strlen(want), &ignored);
    const char *a = text_of(flow, value, is), *b = text_of(flow, value, wanted);
    if (value == VALUE_WHO)
        return same_people(flow, is, want);
    if (value == VALUE_SIZE && mailbox_property_size(a) >= 0)
        return mailbox_property_size(json_text_or(is, "")) == mailbox_property_size(json_text_or(wanted, ""));
    if (value == VALUE_WEEK)
        return mailbox_property_week(a) == mailbox_property_week(b);
    return !strcasecmp(a, b) && (json_kind(is) == JSON_BOOL) == (json_kind(wanted) == JSON_BOOL);
}

/* What a parameter gives; NULL: the property is left alone. */
static const char *given(const struct flow *flow, const char *param)
{
    const char *value = param && flow_given(flow, param) ? flow_value(flow, param) : NULL;
    return !param || !flow_given(flow, param) ? NULL : !value ? "" : strcmp(value, "unchanged") ? value : NULL;
}

static void edit(struct flow *flow, const struct mailbox_property *row, size_t i, const struct json *kept,
                 const struct json *is)
{
    struct state *state = state_of(flow);
    const char *adds = of_list(flow, json_get(kept, "add"), row->param, is, false),
               *takes = of_list(flow, json_get(kept, "remove"), row->removes, is, true);
    if (!strcmp(adds, "[]") && !strcmp(takes, "[]"))
        return;
    state->write[i] = arena_printf(flow->arena, "{\"@odata.type\":\"#Exchange.GenericHashTable\"%s%s%s%s}",
                                   strcmp(adds, "[]") ? ",\"add\":" : "", strcmp(adds, "[]") ? adds : "",
                                   strcmp(takes, "[]") ? ",\"remove\":" : "", strcmp(takes, "[]") ? takes : "");
    state->keep[i] = arena_printf(flow->arena, "{\"add\":%s,\"remove\":%s}", takes, adds);
}

/* What it is to be, as JSON; NULL: it is left alone. */
static const char *wanted(struct flow *flow, const struct mailbox_property *row, const struct json *kept)
{
    if (flow->restore && kept && row->value == VALUE_NUMBER && json_text(kept) && strspn(json_text(kept), "0123456789"))
        return json_of(flow, VALUE_NUMBER, json_text(kept)); /* shown as text, as it may be unlimited */
    if (flow->restore)
        return kept ? mailbox_raw(flow, kept) : NULL;
    const char *text = row->value == VALUE_ALONG ? NULL : given(flow, row->param);
    if (row->value == VALUE_WHO)
        return text ? people_of(flow, row->param) : NULL;
    return text ? json_of(flow, row->value, text) : row->wants;
}

static bool is_unknown(struct flow *flow, const struct mailbox_property *row)
{
    flow_refuse(flow, ERR_NOT_FOUND,
                arena_printf(flow->arena, "Exchange does not show %s of this mailbox: nothing was changed", row->name),
                "what cannot be read cannot be checked or taken back; another kind of mailbox may have it");
    return true;
}

int mailbox_property_same(struct flow *flow, const struct json *now)
{
    struct err ignored;
    struct state *state = state_of(flow);
    const struct json *mailbox = mailbox_of(now);
    auto_json struct json *restore = flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
    bool same = true, leads = false;
    if (!mailbox) {
        flow_refuse(flow, ERR_NOT_FOUND, "Exchange returned nothing about the mailbox",
                    "does the user have an Exchange licence?");
        return -1;
    }
    for (size_t i = 0; list_of(flow)[i].name; i++) {
        const struct mailbox_property *row = &list_of(flow)[i];
        const struct json *is = json_get(mailbox, row->name), *kept = json_get(restore, row->name);
        const char *want = wanted(flow, row, kept);
        bool edits = row->value == VALUE_EDIT && (kept || given(flow, row->param) || given(flow, row->removes));
        state->write[i] = state->keep[i] = NULL;
        if (row->value != VALUE_ALONG && (want || edits) && !is && is_unknown(flow, row))
            return -1;
        if (row->value == VALUE_ALONG)
            state->write[i] = state->keep[i] = !same && (kept || flow_true(flow, row->param)) ? "true" : NULL;
        else if (edits)
            edit(flow, row, i, kept, is);
        else if (want && !(flow->look && row->value == VALUE_TIME) && /* "+7d" means another moment by then */
                 !same_value(flow, row->value, is, want))
            state->write[i] = want;
        same &= !state->write[i];
        if (row->value == VALUE_RESET && !want && leads && is)
            state->write[i] = "null";
        else if (row->value != VALUE_RESET)
            leads = state->write[i] != NULL && !flow->restore;
        if (state->write[i] && !state->keep[i])
            state->keep[i] = mailbox_raw(flow, is);
    }
    return same;
}

static const char *object_of(struct flow *flow, const char *const *members)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (size_t i = 0; list_of(flow)[i].name; i++)
        if (members[i])
            buf_printf(&out, "%s\"%s\":%s", out.length ? "," : "", list_of(flow)[i].name, members[i]);
    return arena_printf(flow->arena, "{%s}", buf_text(&out));
}

const char *mailbox_property_keep(struct flow *flow, const struct json *now)
{
    (void)now;
    return object_of(flow, state_of(flow)->keep);
}

/* --- asking --- */

static bool changes_anything(const struct flow *flow)
{
    for (const struct mailbox_property *row = list_of(flow); row->name; row++)
        if (row->value != VALUE_ALONG && (row->wants || given(flow, row->param) || given(flow, row->removes)))
            return true;
    return flow->restore != NULL;
}

/* The recipient of this number that the parameters name; NULL: that was the last. */
static const char *recipient_at(struct flow *flow, size_t number)
{
    size_t count;
    for (const struct mailbox_property *row = list_of(flow); row->name && !flow->restore; row++) {
        const char **names = flow_values(flow, row->value == VALUE_WHO ? row->param : "", &count);
        if (number < count)
            return names[number];
        number -= count;
    }
    return NULL;
}

enum flow_state mailbox_property_before(struct flow *flow, const struct http_reply *reply)
{
    enum { ASKED = 1 };
    struct state *state = state_of(flow);
    if (!changes_anything(flow))
        return flow_refuse(flow, ERR_USAGE, "nothing is to be changed", "change a value, or give --set NAME=VALUE");
    if (flow->step == ASKED) {
        struct recipient *found = recipient_read(flow, reply, recipient_at(flow, state->asked++));
        if (!found)
            return flow_fail(flow, reply);
        found->next = state->recipients;
        state->recipients = found;
    }
    const char *next = recipient_at(flow, state->asked);
    return next ? flow_send(flow, recipient_ask(flow, next), ASKED) : FLOW_DONE;
}

struct http_request *mailbox_property_read(struct flow *flow)
{
    return mailbox_invoke(flow, flow->action->cmdlets[0],
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

struct http_request *mailbox_property_write(struct flow *flow)
{
    struct exchange_parameter parameters[MAILBOX_PROPERTIES_MOST + 2] = {{"Identity", .text = flow->target->id}};
    size_t count = 1;
    for (size_t i = 0; list_of(flow)[i].name; i++) {
        const struct mailbox_property *row = &list_of(flow)[i];
        const char *value = state_of(flow)->write[i];
        if (value)
            parameters[count++] = (struct exchange_parameter){row->name, .raw = value};
    }
    return mailbox_invoke(flow, flow->action->cmdlets[1], parameters);
}

/* --- saying --- */

const char *mailbox_property_say(struct flow *flow, enum change_end end)
{
    if (end == CHANGE_ALREADY)
        return "It is set this way already.";
    if (flow->restore)
        return "It is set as before, read back.";
    auto_buf struct buf names = buf_make(BUF_REQUEST);
    for (const struct param *param = flow->action->params; param && param->name; param++)
        if (given(flow, param->name) && (param->kind != PARAM_BOOL || flow_true(flow, param->name)))
            buf_printf(&names, "%s%s", names.length ? ", " : "", param->label);
    return arena_printf(flow->arena, "Set and read back: %s.", buf_text(&names));
}

static void show(struct flow *flow, const struct mailbox_property *row, const struct json *is)
{
    auto_buf struct buf list = buf_make(BUF_REQUEST);
    for (const struct json *one = json_first(is); one; one = json_next(one))
        buf_printf(&list, "%s%s", list.length ? row->value == VALUE_EDIT ? ", " : "\n" : "", json_text_or(one, ""));
    if (row->value == VALUE_EDIT)
        prepared_note(flow, false, "%s now: %s.", row->name, list.length ? buf_text(&list) : "nobody");
    if (row->value == VALUE_EDIT || row->value == VALUE_ALONG || !row->param || !is)
        return;
    struct prepared_param *shown = prepared_param(flow, row->param);
    shown->otherwise = json_kind(is) == JSON_ARRAY ? arena_strdup(flow->arena, buf_text(&list))
                                                   : text_of(flow, row->value, is);
    shown->in_force = !param_called(flow->action->params, row->param)->required;
}

enum flow_state mailbox_property_prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, mailbox_property_read(flow), 1);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    for (const struct mailbox_property *row = list_of(flow); row->name; row++)
        show(flow, row, json_get(mailbox_of(now), row->name));
    if (json_true(json_get(mailbox_of(now), "IsDirSynced")))
        prepared_note(flow, true, "Synchronised from Active Directory: part of this may have to be set there.");
    return flow_done(flow, "Read.");
}
