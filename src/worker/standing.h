/* Who has a standing of his own in a tenant: the one who is signed in, and the break-glass accounts of the configuration. Decided here
 * and nowhere else. */
#ifndef WORKER_STANDING_H
#define WORKER_STANDING_H

#include "action/guard.h"
#include "worker/read.h"

/** Whether the target is the one who is signed in, or a break-glass account: by name, and by id once standing_learn() knows it. */
void standing_of(const struct work *work, const struct target *target, struct guard_facts *facts);
/** Whether every entry of the configuration is known to be somebody's. */
bool standing_known(const struct work *work);
/** Ask who the entries are, as a part of `owner`; `done` is called for each. How many there are. */
size_t standing_ask(struct job *owner, read_done *done);
/** Learn an answer. False with `e` when there is nobody, or this could not be read: then nothing is done to several at once. */
bool standing_learn(struct work *work, const struct reading *reading, struct err *e) MUST_USE;
void standing_free(struct work *work);

#endif
