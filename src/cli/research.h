/* `roster research` from the inside: the reports, what was known the last time, whom else it touches. */
#ifndef CLI_RESEARCH_H
#define CLI_RESEARCH_H

#include "cli/engine.h"
#include "cli/options.h"
#include "research/print.h"

struct spread_kind; /* research_spread.c */

struct touched { /* a user whom something suspect touches, too */
    struct touched *next;
    const struct spread_kind *kind;
    const char *name;
    const char *customer; /* of a partner, in whose tenant the user is; NULL: in this one */
    const char *by;       /* "198.51.100.7", the id of an application, an address that mail goes to */
    size_t count;         /* records */
    int64_t first, last;  /* ms */
};

struct research_run {
    struct target *targets;
    size_t count;
    struct report **reports; /* worst first, once all are there */
    struct last_look *lasts; /* of each report */
    struct touched *touched;
    struct err unread;                        /* why whom else it touches is not all known; OK: it is */
    const struct message_customer *customers; /* of a partner, where they are asked, too */
    size_t customer_count, refused;           /* refused: who could not be asked all of it */
    bool since_last, spread, everywhere;
};

/** What was found the last time, in `arena`; `out->at` is 0 where nothing is kept, or nothing that can be read. */
void research_last(const char *state_folder, struct arena *arena, const struct report *report, struct last_look *out);
/** Keep what was found for the next time: hashes alone (0600). A provisional report is not kept. False with `e`. */
bool research_keep(const char *state_folder, const struct report *report, struct err *e) MUST_USE;
/** Whom else the suspect addresses, applications and forwarding targets of all reports touch. False with `e` when nothing could be asked. */
bool research_spread(struct engine *engine, struct arena *arena, struct research_run *run, struct err *e) MUST_USE;
void research_print_spread(const struct research_run *run, const struct report *report, bool markdown, struct buf *out);
/** A TO_RESEARCH of all of its users. */
struct message research_ask(const struct research_run *run, int window);
/** Take a report: the callback of engine_run, whose context is the run. */
void research_take(void *run, struct message *message);
/** Whether what the options say of setting aside can be done to so many users; false with `e`. */
bool research_asides_check(const struct options *options, size_t users, struct err *e) MUST_USE;
/** Set aside, and count again, the findings that the options name: the reports follow. False with `e`. */
bool research_asides(struct engine *engine, const struct options *options, struct research_run *run,
                     struct err *e) MUST_USE;
/** Print what of the mail that came since `from` (ms) the inbox rule `options->rule` of the user takes. False with `e`. */
bool research_rule(struct engine *engine, struct arena *arena, const struct options *options,
                   const struct target *target, int64_t from, struct err *e) MUST_USE;
/** The report with whom else it touches. */
void research_print_json(const struct research_run *run, const struct report *report, struct json_writer *w);

#endif
