/* What there is of a user, written into a folder before anything of it is destroyed: the objects as the services send them. */
#ifndef WORKER_SNAPSHOT_H
#define WORKER_SNAPSHOT_H

#include "worker/job.h"

struct snapshot;

/* What is saved beside the states of the user: what a source has of a text, such as who may open a file. */
struct snapshot_also {
    const char *source, *text;
};

/** Read what there is of `target`, and `also` (borrowed), as a part of `owner` and write it into a new folder below `folder` (NULL: there
 *  is no place for it); `done` is called once, unless the owner ends before. Freed with the owner's arena, but for snapshot_free(). */
struct snapshot *snapshot_begin(struct job *owner, const struct target *target, const struct snapshot_also *also,
                                size_t also_count, const char *folder, void (*done)(struct job *owner));
/** The folder, when it is written whole; NULL: it is not, and `e` (may be NULL) says why. */
const char *snapshot_folder(const struct snapshot *snapshot, struct err *e);
/** Why it does not hold all that this source has, of `text` (NULL: of the user); NULL: it does, and that may be destroyed. */
const char *snapshot_lacks(const struct snapshot *snapshot, const char *source, const char *text);
/** How many lists it holds, and how many could not be read whole. */
void snapshot_count(const struct snapshot *snapshot, size_t *whole, size_t *not_whole);
void snapshot_free(struct snapshot *snapshot); /* NULL is fine */

#endif
