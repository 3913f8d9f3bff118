/* Cancelling the meetings that somebody organised, who leaves (REQUESTS §7.11). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"
#include "base/zone.h"

/* Each cancelled meeting mails its attendees: the call is never repeated without somebody deciding it. */
static struct http_request *cancel(struct flow *flow)
{
    char moment[CLOCK_TEXT];
    int64_t from;
    const char *given = flow_value(flow, "from");
    if (flow->attempts) {
        flow_refuse(flow, ERR_SERVICE, "Exchange's answer was lost: the meetings may be cancelled",
                    "look into the calendar; doing it again cancels, and mails, only what still stands there");
        return NULL;
    }
    struct exchange_parameter parameters[6] = {{"Identity", .text = flow->target->id},
                                               {"CancelOrganizedMeetings", .raw = "true"},
                                               {"QueryWindowInDays", .raw = flow_value(flow, "days")},
                                               {"Confirm", .raw = "false"}};
    if (given && zone_read(given, flow->now, &from))
        parameters[4] = (struct exchange_parameter){"QueryStartDate",
                                                    .text = arena_strdup(flow->arena, clock_format(from, moment))};
    struct http_request *request = mailbox_invoke(flow, "Remove-CalendarEvents", parameters);
    request->repeat = HTTP_CONSUMES;
    return request;
}

static const struct change cancel_meetings = {
    .read = mailbox_read,
    .write = cancel,
    .proof = CHANGE_BLIND,
    .done = "Exchange cancelled the meetings that the user organised; their attendees get a message each.",
};

const struct action meetings_actions[] = {
    {
        .name = "cancel-meetings",
        .label = "Cancel organised meetings",
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE,
        .help = "Cancel the meetings with others that the user organised, while the mailbox can still send.",
        .confirm = "Cancel the meetings that {target} organised? Every attendee gets a message; nothing takes it back.",
        .params =
            (const struct param[]){
                {.name = "days",
                 .label = "Days from then on",
                 .kind = PARAM_NUMBER,
                 .otherwise = "730",
                 .minimum = 1,
                 .maximum = 1825,
                 .help = "a series with one meeting in this time is cancelled as a whole"},
                {.name = "from", .label = "From", .kind = PARAM_DATE_TIME, .help = "empty: from now on"},
                {.name = NULL}},
        .cmdlets = CMDLETS("Get-Mailbox", "Remove-CalendarEvents"),
        .roles = EXCHANGE_ROLES,
        .change = &cancel_meetings,
    },
    {.name = NULL},
};
