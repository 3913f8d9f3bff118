/* The doctor's parts: one tells, one looks at the permissions. */
#ifndef WORKER_DOCTOR_H
#define WORKER_DOCTOR_H

#include "worker/work.h"

/** One thing that was looked at; the strings are copied; `e` may be NULL. */
void doctor_tell(struct work *work, uint64_t job, const struct message_check *check, const struct err *e);
/** What each action takes and what is held of it; how many cannot be done. */
size_t doctor_permissions(struct work *work, uint64_t job);

#endif
