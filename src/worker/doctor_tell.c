/* One thing that the doctor looked at, told. */
#include "worker/doctor.h"

#include "base/clean.h"
#include <string.h>

void doctor_tell(struct work *work, uint64_t job, const struct message_check *check, const struct err *e)
{
    struct message message = {.kind = FROM_CHECK, .job = job, .arena = arena_new(0)};
    struct message_check *copy = arena_alloc(message.arena, sizeof *copy);
    *copy = *check;
    copy->area = arena_strdup(message.arena, check->area);
    copy->name = arena_strdup(message.arena, check->name);
    copy->text = clean_strdup(message.arena, check->text, strlen(check->text));
    copy->needed = check->needed ? arena_strdup(message.arena, check->needed) : NULL;
    copy->held = check->held ? arena_strdup(message.arena, check->held) : NULL;
    message.check = copy;
    if (e)
        message.error = *e;
    work_send(work, &message);
}
