/* Readings: sources for subjects, and as a part of another job. */
#ifndef WORKER_READ_H
#define WORKER_READ_H

#include "source/source.h"
#include "worker/job.h"
#include "worker/work.h"

/** A reading is over; `owner` is the job that began it. What `reading` holds is borrowed, a page may be taken. */
typedef void read_done(struct job *owner, struct reading *reading);
/** Some records of a SOURCE_STREAM are there: `page` is the owner's now, and others may come. */
typedef void read_part(struct job *owner, const struct reading *reading, struct record_page *page);

struct read_subject {
    const char *id;   /* of a user; NULL with a text */
    const char *name; /* his sign-in name; NULL: not known */
    const char *text; /* that is searched for */
    size_t index;     /* what the owner knows him by: that of the reading */
    int64_t from, to; /* ms; 0: no limit */
    bool raw, for_evidence;
};

/** Read a source of the tenant as a part of `owner`; `done` is called once, unless the owner ends before. */
void read_child(struct job *owner, const char *source, read_done *done);
/** The same with a source of users or of texts, for several, who may travel together. */
void read_children(struct job *owner, const char *source, const struct read_subject *subjects, size_t count,
                   read_done *done);
/** The same, its records as they come to `part` (NULL: at the end). A child of `owner`, which it may cancel. */
struct job *read_parts(struct job *owner, const struct source *source, const struct read_subject *subjects,
                       size_t count, read_part *part, read_done *done);
/** A reading as a FROM_READ of `job`; its page goes with it. */
void read_tell(struct job *job, struct reading *reading);
/** Read the row of one user and send it as a page of no job. */
void read_row(struct work *work, const char *user_id);
/** The reading of the source "journal": its subject's entries, newest first (read_journal.c). */
enum source_step read_journal(struct journal *journal, struct reading *reading);

#endif
