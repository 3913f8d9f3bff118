/* Messages: what they own, and the names of states. */
#include "worker/message.h"

#include "model/page.h"
#include "model/view.h"

void message_free(struct message *message)
{
    arena_free(message->arena);
    user_page_free(message->page);
    view_sort_job_free(message->sort);
    secret_free(message->secret);
    *message = (struct message){0};
}

const char *job_state_name(enum job_state state)
{
    static const char *const names[] = {
        [JOB_QUEUED] = "queued",   [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
        [JOB_ALREADY] = "already", [JOB_FAILED] = "failed",       [JOB_SKIPPED] = "skipped",
        [JOB_REFUSED] = "refused", [JOB_UNSETTLED] = "unsettled", [JOB_CANCELLED] = "cancelled",
        [JOB_PLANNED] = "planned",
    };
    return names[state];
}

const char *check_state_name(enum check_state state)
{
    static const char *const names[] = {[CHECK_OK] = "ok",
                                        [CHECK_NOTE] = "note",
                                        [CHECK_MISSING] = "missing",
                                        [CHECK_FAILED] = "failed",
                                        [CHECK_SKIPPED] = "skipped"};
    return names[state];
}
