/* A case as a bundle: what was read of a user, what it was judged to be, what was done, and the note for people. Read back, it is judged
 * once more from the records, and so it is seen whether it says the same. */
#ifndef BUNDLE_CASE_H
#define BUNDLE_CASE_H

#include "base/buf.h"
#include "bundle/bundle.h"
#include "research/lists.h"
#include "research/report.h"

struct case_action {              /* an entry of the journal; "" where it does not apply */
    int64_t number, begun, ended; /* ms; 0: not ended */
    const char *label, *by, *state, *message, *request_id;
    bool nothing; /* nothing was changed by it: it was so already */
};

struct case_about {
    int64_t made;       /* ms */
    const char *by;     /* who is signed in; "": nobody known */
    const char *tenant; /* its name; "" */
    const char *tenant_id;
    const struct case_action *actions; /* on the user, newest first */
    size_t action_count;
    const char *actions_unread;    /* why they are not known; NULL: they are */
    const struct list_line *lines; /* of the lists it was judged by */
    size_t line_count;
    const struct set_aside *aside;
    size_t aside_count;
};

/** Append the note, in Markdown. */
void case_note(const struct report *report, const struct case_about *about, struct buf *out);
/** Add everything to a bundle that has begun. */
bool case_write(struct bundle *bundle, const struct evidence *evidence, const struct report *report,
                const struct case_about *about, struct err *e) MUST_USE;

struct case_opened {
    struct arena *arena;
    char **texts; /* of the files: records stand in them */
    size_t text_count, text_capacity;
    struct bundle_check check;
    struct evidence *evidence;
    struct lists *lists;
    struct report *report;   /* judged now */
    struct case_about about; /* without actions: they stand in the note */
    const char *note;        /* as it was written */
    bool differs;            /* the report that was written says something else: other rules */
};

/** Read a case that is as it was written. Freed with case_close(), also after false with `e`: it is damaged (the first file that is
 *  stands in `e`, all of them in `out->check`), or is no case. */
bool case_open(const char *folder, struct case_opened *out, struct err *e) MUST_USE;
void case_close(struct case_opened *opened);

#endif
