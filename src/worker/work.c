/* What every part of the worker stands on: the way out, notices, how the services are, tokens that are refused. */
#include "worker/work.h"

#include "api/service.h"
#include "base/clock.h"
#include "worker/queue.h"
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void work_send(struct work *work, struct message *message)
{
    bool was_empty;
    queue_put(work->out, message, &was_empty);
    if (was_empty) {
        uint64_t one = 1;
        ssize_t ignored = write(work->event, &one, sizeof one); /* can only fail when it is readable already */
        (void)ignored;
    }
}

void work_notice(struct work *work, const char *format, ...)
{
    char text[900];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct message notice = {.kind = FROM_NOTICE, .arena = arena_new(0)};
    notice.text = arena_strdup(notice.arena, text);
    work_send(work, &notice);
}

/* How far our clock is ahead of the service's, in ms; 0: less than two minutes. False when the reply does not say. */
static bool work_clock(const struct http_reply *reply, int64_t *ahead)
{
    enum { SLACK = 120000 };
    int64_t theirs;
    const char *date = http_reply_header(reply, "date");
    if (!date || !retry_http_date(date, &theirs))
        return false;
    *ahead = reply->received - theirs;
    if (*ahead <= SLACK && *ahead >= -SLACK)
        *ahead = 0;
    return true;
}

void work_check_clock(struct work *work, const struct http_reply *reply)
{
    int64_t ahead;
    if (work->clock_told || !work_clock(reply, &ahead) || !ahead)
        return;
    work->clock_told = true;
    work_notice(work, "This machine's clock is %lld min %s the service's: set it, or sign-ins will be refused.",
                (long long)(ahead < 0 ? -ahead : ahead) / 60000, ahead < 0 ? "behind" : "ahead of");
}

int64_t work_due(const struct work *work, int64_t ms)
{
    return clock_monotonic() + (work->options->haste ? ms / work->options->haste : ms);
}

void work_throttled(struct work *work, enum http_workload workload, int64_t ms)
{
    struct message health = {.kind = FROM_HEALTH, .arena = arena_new(256)};
    health.text = arena_printf(health.arena, "the %s service asks to wait %lld s", service_workload(workload)->name,
                               (long long)((ms + 999) / 1000));
    budget_throttled(&work->budget, workload, work_due(work, ms));
    work->unhealthy = true;
    work_send(work, &health);
}

void work_healthy(struct work *work)
{
    int64_t now = clock_monotonic();
    if (!work->unhealthy)
        return;
    for (int workload = 0; workload < WORKLOADS;
         workload++) /* one service may be well while another still asks to wait */
        if (budget_closed_until(&work->budget, (enum http_workload)workload, now))
            return;
    work->unhealthy = false;
    struct message health = {.kind = FROM_HEALTH};
    work_send(work, &health);
}

void work_token_refused(struct work *work, enum http_resource resource, unsigned generation, const char *challenge)
{
    if (generation != work->generation[resource])
        return; /* another request found out first; there is a newer token */
    session_forget(work->session, resource, challenge);
    work->generation[resource]++;
}
