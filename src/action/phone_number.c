/* Giving a telephone number of Teams to a user, and taking it away (REQUESTS §7.13). */
#include "action/change.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

#define NUMBERS "/admin/teams/telephoneNumberManagement/numberAssignments"

/* The number as the list has it, from the first reading on. */
struct number {
    const char *text, *type, *category, *location; /* NULL: not known */
};

static struct number *number_of(struct flow *flow)
{
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct number));
    return flow->state;
}

static bool gives(const struct flow *flow)
{
    return !strncmp(flow->action->name, "assign-", strlen("assign-"));
}

static const char *wanted(struct flow *flow, const char *name, const char *kept)
{
    return flow->restore ? change_restored(flow, kept) : flow_value(flow, name);
}

static const char *text_of(const struct json *row, const char *name)
{
    return json_text_or(json_get(row, name), "");
}

static bool is_his(const struct flow *flow, const struct json *row)
{
    return !strcasecmp(text_of(row, "assignmentTargetId"), flow->target->id);
}

/* Of the rows: the number that is meant. Taking without one means the user's own, the primary one of several. */
static const struct json *meant(struct flow *flow, const struct json *now)
{
    const char *text = number_of(flow)->text ? number_of(flow)->text : wanted(flow, "number", "telephoneNumber");
    const struct json *found = NULL;
    for (const struct json *row = json_first(json_get(now, "value")); row; row = json_next(row)) {
        bool is = text ? !strcmp(text_of(row, "telephoneNumber"), text) : is_his(flow, row);
        if (is && (!found || !strcmp(text_of(row, "assignmentCategory"), "primary")))
            found = row;
    }
    return found;
}

static const struct json *his_other(const struct flow *flow, const struct json *now, const struct json *but)
{
    for (const struct json *row = json_first(json_get(now, "value")); row; row = json_next(row))
        if (row != but && is_his(flow, row) && strcmp(text_of(row, "assignmentCategory"), "alternate") != 0)
            return row;
    return NULL;
}

static int refuse(struct flow *flow, enum err_code code, const char *message, const char *hint)
{
    flow_refuse(flow, code, message, hint);
    return -1;
}

/* Numbers of direct routing are in no list before somebody has them. */
static int may_be_given(struct flow *flow, const struct json *now, const struct json *row)
{
    const struct number *number = number_of(flow);
    const struct json *other = his_other(flow, now, row);
    if (row && *text_of(row, "assignmentTargetId"))
        return refuse(flow, ERR_REFUSED, arena_printf(flow->arena, "somebody else has the number %s", number->text),
                      "take it away there first (unassign-phone-number)");
    if (row && strcmp(text_of(row, "assignmentStatus"), "unassigned") != 0)
        return refuse(flow, ERR_REFUSED, arena_printf(flow->arena, "the number %s is in use, by no user", number->text),
                      "choose one that is free: the form names them");
    if (other)
        return refuse(flow, ERR_REFUSED,
                      arena_printf(flow->arena, "the user has the number %s",
                                   arena_strdup(flow->arena, text_of(other, "telephoneNumber"))),
                      "take it away first (unassign-phone-number)");
    if (!number->type)
        return refuse(flow, ERR_NOT_FOUND, arena_printf(flow->arena, "the tenant has no number %s", number->text),
                      "for a number of direct routing, which no list has, give type=directRouting");
    return 0;
}

static int number_same(struct flow *flow, const struct json *now)
{
    struct number *number = number_of(flow);
    const struct json *row = meant(flow, now);
    bool his = row && is_his(flow, row);
    if (!row && !gives(flow) && !number->text)
        return wanted(flow, "number", "telephoneNumber") && !flow->restore && !flow->look
                   ? refuse(flow, ERR_NOT_FOUND, "the user does not have that number",
                            "leave number out for the user's own")
                   : 1;
    if (!gives(flow) && row && !his && !number->text && !flow->restore && !flow->look)
        return refuse(flow, ERR_NOT_FOUND, "the user does not have that number", "leave number out for the user's own");
    if (!number->text) {
        const char *text = row ? text_of(row, "telephoneNumber") : wanted(flow, "number", "telephoneNumber"),
                   *type = row ? text_of(row, "numberType") : wanted(flow, "type", "numberType");
        number->text = arena_strdup(flow->arena, text);
        number->type = type && strcmp(type, "found") ? arena_strdup(flow->arena, type) : NULL;
        number->category = row && his ? arena_strdup(flow->arena, json_text(json_get(row, "assignmentCategory")))
                                      : NULL;
        number->location = row ? arena_strdup(flow->arena, json_text(json_get(row, "locationId"))) : NULL;
    }
    if (gives(flow) && !his && !change_reads_back(flow) && !flow->attempts && may_be_given(flow, now, row) < 0)
        return -1;
    return gives(flow) == his;
}

static void member(struct json *object, const char *name, const char *text)
{
    if (text && *text)
        json_set_text(object, name, text);
}

static const char *json_of(struct flow *flow, bool with_target, bool all)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    const struct number *number = number_of(flow);
    const char *category = wanted(flow, "category", "assignmentCategory"),
               *location = wanted(flow, "location", "locationId");
    auto_json struct json *object = json_new_object();
    member(object, "telephoneNumber", number->text);
    member(object, "assignmentTargetId", with_target ? flow->target->id : NULL);
    member(object, "numberType", number->type);
    member(object, "assignmentCategory", all ? number->category ? number->category : category : NULL);
    member(object, "locationId", all ? location ? location : number->location : NULL);
    json_write(object, &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

static const char *number_keep(struct flow *flow, const struct json *now)
{
    (void)now;
    return json_of(flow, false, true);
}

static struct http_request *number_read(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, NUMBERS);
}

static struct http_request *number_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST",
                       gives(flow) ? NUMBERS "/assignNumber" : NUMBERS "/unassignNumber",
                       json_of(flow, gives(flow), gives(flow)), 202, NULL);
}

static const char *number_say(struct flow *flow, enum change_end end)
{
    const char *text = number_of(flow)->text;
    if (end == CHANGE_ALREADY)
        return gives(flow) ? "The user has that number already." : "The user has no such number.";
    return arena_printf(flow->arena,
                        gives(flow) ? "%s is the user's number, read back. Check the emergency address."
                                    : "%s is free again, read back.",
                        text);
}

static const struct change set_number = {
    .read = number_read,
    .same = number_same,
    .keep = number_keep,
    .write = number_write,
    .say = number_say,
    .looks = 12,
    .every = 5000,
    .progress = "Waiting for Teams, which carries it out by itself.",
    .lags = "Teams accepted it and will show it in some minutes.",
    .lag = INT64_C(900000),
};

/* The user's own number, and some that are free. */
static enum flow_state prepare_number(struct flow *flow, const struct http_reply *reply)
{
    enum { NUMBERS_READ = 1, SHOWN = 8 };
    size_t free_ones = 0;
    if (!flow->step)
        return flow_send(flow, number_read(flow), NUMBERS_READ);
    auto_json struct json *now = graph_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    for (const struct json *row = json_first(json_get(now, "value")); row; row = json_next(row)) {
        if (is_his(flow, row))
            prepared_note(flow, false, "The user's number: %s (%s).", text_of(row, "telephoneNumber"),
                          text_of(row, "numberType"));
        else if (gives(flow) && !strcmp(text_of(row, "assignmentStatus"), "unassigned") && free_ones++ < SHOWN)
            prepared_note(flow, false, "Free: %s (%s).", text_of(row, "telephoneNumber"), text_of(row, "numberType"));
    }
    if (free_ones > SHOWN)
        prepared_note(flow, false, "%zu more are free.", free_ones - SHOWN);
    return flow_done(flow, "Read.");
}

static bool number_good(struct param_values values, struct err *e)
{
    const char *number = param_value_of(values, "number");
    return !number ||
           (*number == '+' && strlen(number) > 4 && strspn(number + 1, "0123456789") == strlen(number + 1)) ||
           err_set(e, ERR_USAGE, "number is written with its country and without blanks: +31201234567");
}

#define NUMBER_NEEDS ((const char *const[]){"TeamsTelephoneNumber.ReadWrite.All", NULL})
#define NUMBER_ROLES ((const char *const[]){"Teams Administrator", "Teams Telephony Administrator", NULL})

const struct action phone_number_actions[] = {
    {
        .name = "assign-phone-number",
        .label = "Assign Teams phone number",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_LICENCES,
        .flags = ACTION_RARE,
        .help = "Give the user a telephone number of Teams; it takes a licence with Teams Phone.",
        .confirm = "Give {target} a telephone number?",
        .params =
            (const struct param[]){
                {.name = "number",
                 .label = "Number",
                 .kind = PARAM_TEXT,
                 .required = true,
                 .maximum = 32,
                 .check = number_good,
                 .help = "with its country: +31201234567"},
                {.name = "type",
                 .label = "Type",
                 .kind = PARAM_CHOICE,
                 .otherwise = "found",
                 .choices = (const char *const[]){"found", "callingPlan", "operatorConnect", "directRouting", NULL},
                 .help = "found: as the tenant's list has it; directRouting for one that no list has"},
                {.name = "category",
                 .label = "Category",
                 .kind = PARAM_CHOICE,
                 .otherwise = "primary",
                 .choices = (const char *const[]){"primary", "private", "alternate", NULL},
                 .help = "what the number is to the user"},
                {.name = "location",
                 .label = "Emergency location",
                 .kind = PARAM_TEXT,
                 .maximum = 64,
                 .help = "id of the emergency address; empty: that of the number"},
                {.name = NULL}},
        .needs = NUMBER_NEEDS,
        .roles = NUMBER_ROLES,
        .prepare = prepare_number,
        .change = &set_number,
        .undo = "unassign-phone-number",
    },
    {
        .name = "unassign-phone-number",
        .label = "Take away Teams phone number",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_LICENCES,
        .flags = ACTION_BULK | ACTION_RARE,
        .help = "Take the telephone number of Teams from the user; it is free for somebody else then.",
        .confirm = "Take the telephone number from {target}? Nobody reaches the user by it any more.",
        .params = (const struct param[]){{.name = "number",
                                          .label = "Number",
                                          .kind = PARAM_TEXT,
                                          .maximum = 32,
                                          .check = number_good,
                                          .help = "empty: the user's own"},
                                         {.name = NULL}},
        .needs = NUMBER_NEEDS,
        .roles = NUMBER_ROLES,
        .prepare = prepare_number,
        .change = &set_number,
        .undo = "assign-phone-number",
    },
    {.name = NULL},
};
