/* Devices that speak for somebody else: what a research found, and what a containment was to switch off. */
#ifndef WORKER_SUSPECTS_H
#define WORKER_SUSPECTS_H

#include "worker/work.h"

/** Ids of the user's devices by which somebody else may get in again, NULL-terminated, in `arena`; whether they are off has to be
 *  read. Without those of which an administrator decided by roster afterwards that they may be on, and those whose finding is set
 *  aside. NULL with `e`: the journal cannot be read. */
const char *const *suspect_devices(struct work *work, struct arena *arena, const char *user_id, struct err *e) MUST_USE;

#endif
