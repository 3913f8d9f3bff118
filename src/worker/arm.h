/* Read-only, and lifting it for a time. */
#ifndef WORKER_ARM_H
#define WORKER_ARM_H

#include "worker/work.h"

/** Whether a write may leave: read-only does not hold, is lifted, or what began while it was is not finished. */
static inline bool arm_may_send(const struct work *work)
{
    return !work->options->read_only || work->arm;
}
/** Whether something that writes may be begun. Else `e`. */
bool arm_may_begin(const struct work *work, struct err *e) MUST_USE;
/** End it when its time is over; milliseconds until then, -1: it is not lifted. */
int64_t arm_step(struct work *work, int64_t now);
/** The worker ends: it holds again. */
void arm_end(struct work *work);

#endif
