/* Permissions that are asked for when they are first needed. */
#ifndef WORKER_CONSENT_H
#define WORKER_CONSENT_H

#include "worker/work.h"

struct consent {     /* of a job */
    const char *use; /* label of the action or source */
    const char *const *needs, *const *also;
    bool asked, over;
};
/** Before the first request: 0 when the job may go on; else it waits, for so many milliseconds or (-1) until something has come. */
int64_t consent_step(struct work *work, struct consent *consent);

#endif
