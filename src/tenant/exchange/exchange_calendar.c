/* The meetings that somebody organised, and cancelling them. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/clock.h"
#include <string.h>

#define DAY INT64_C(86400000)

static bool in_window(const struct json *meeting, int64_t from, double days)
{
    const char *start = json_text_or(json_get(meeting, "Start"), "");
    int64_t ms;
    return clock_parse(start, strlen(start), &ms) && ms >= from && (double)(ms - from) <= days * (double)DAY;
}

/* A series of which one meeting is in the window goes whole: each stands here once, by its next meeting. */
void cmdlet_remove_events(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    int64_t from = clock_now();
    double days = json_number(call_get(call, "QueryWindowInDays"), 0);
    const char *start = call_text(call, "QueryStartDate");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    if (!call_true(call, "CancelOrganizedMeetings") || !days) {
        call_fail(call, 400, EX_ARGUMENT,
                  "Parameter set cannot be resolved: CancelOrganizedMeetings and QueryWindowInDays are needed.");
        return;
    }
    if (start)
        (void)clock_parse(start, strlen(start), &from);
    auto_json struct json *meetings = mailbox_part(call->tenant, &mailbox, MAILBOX_MEETINGS);
    struct json *kept = json_new_array();
    for (const struct json *one = json_first(meetings); one; one = json_next(one))
        if (!in_window(one, from, days))
            json_push(kept, json_copy(one));
    if (call_true(call, "PreviewOnly"))
        json_free(kept);
    else
        mailbox_keep(call->tenant, mailbox.number, MAILBOX_MEETINGS, kept);
}
