/* A research from the inside: what is known of each user stays with the worker, so that one source can be read anew, and a job reads
 * for several users at once. */
#ifndef WORKER_RESEARCH_H
#define WORKER_RESEARCH_H

#include "research/report.h"
#include "worker/job.h"
#include "worker/read.h"
#include "worker/research_plan.h"
#include "worker/work.h"

struct research;

/* What is known of one user. It outlives the job that read it. */
struct case_file {
    struct case_file *next;
    struct arena *arena;
    const char *id, *name;
    struct evidence *evidence; /* NULL: nothing was read */
    struct research *owner;    /* who reads it; NULL: nobody */
    size_t open;               /* parts that are not over */
    bool changed;              /* since it was judged */
    const char *traced;        /* his address, where his mail is traced together with that of others; else NULL */
    int64_t signed_in;         /* monotonic µs: when the sign-ins were there, or were known not to be */
    int64_t judged, cost;      /* monotonic µs: when it was judged last, and how long that took */
    struct arena *aside_arena;
    const struct set_aside *aside;
    size_t aside_count;
    struct arena *suspect_arena;
    const char *
        *suspects; /* ids of devices that the last judging speaks against, NULL-terminated; NULL: it was not judged */
};

/* READER_DUE: it is begun at the end of the step. */
enum reader_phase { READER_WAITS, READER_DUE, READER_READS, READER_OVER };

struct reader { /* a source row that is read for a part */
    struct part *part;
    const struct source *row;
    enum reader_phase phase;
    size_t number; /* what its readings are known by */
    struct job *child;
    size_t under_way; /* readings */
    enum read_state state;
    enum read_why why;
    struct err error;
    int64_t covered_from;
};

struct part {
    struct part *next;
    const struct plan *plan;
    struct case_file
        *of; /* NULL: of all whom the research reads (of HOW_TRACE, once it has begun: whose address is known) */
    struct reader readers[PLAN_ROWS];
    bool begun, over;
    bool nothing; /* there was nothing to ask */
};

struct research {
    struct job job;
    struct case_file **files; /* whom it was asked about */
    size_t count;
    struct part *parts, **last;
    struct reader **readers; /* by their numbers */
    size_t reader_count, reader_capacity;
    int64_t now, base; /* ms: until when, and since when it is read */
    size_t context;    /* readings of what all need to be judged by, under way */
    const char *const *domains;
    bool risk_licensed;
    bool answered;    /* something was read */
    struct err error; /* of the first source that was not */
};

/* --- research_case.c: what is known of a user --- */

/** The one of this user, made where there is none. */
struct case_file *case_file_of(struct work *work, const char *id, const char *name);
/** Begin it anew: nothing is known. */
void case_file_begin(struct case_file *file, const struct research_case *of);
/** Drop what a source said; it is being read. */
void case_file_reread(struct case_file *file, enum research_source as);
/** Take in the records of a page that name the user (`mentions`), or all. The page is held as long as they are known. */
void case_file_take(struct case_file *file, enum research_source as, struct record_page *page, bool mentions);
/** Judge it when it may be done, and tell. Milliseconds until it wants to be asked again; -1: never. */
int64_t case_file_judge(struct work *work, uint64_t job, struct case_file *file, bool last);
/** What users are judged by. */
const struct lists *case_lists(struct work *work);
/** Learn from the journal what is set aside. */
void case_file_asides(struct work *work, struct case_file *file);
/** Write down that a finding is set aside because of `reason`, or (NULL) that it counts again. False with `e`. */
bool case_file_set_aside(struct work *work, const struct case_file *file, const char *key, const char *reason,
                         struct err *e) MUST_USE;
/** Free those that nobody reads, but for the last `keep`. */
void case_files_trim(struct work *work, size_t keep);
/** Free all. */
void case_files_free(struct work *work);

/* --- research_ask.c: what waits for others --- */

/** Begin a part, or not yet. */
void part_begin(struct research *research, struct part *part);

/* --- research_read.c: parts and their readers --- */

bool part_is_of(const struct research *research, const struct part *part, const struct case_file *file);
/** Read the row for the part: of the user, of the tenant, or of each of `texts`. */
void part_read(struct research *research, struct reader *reader, const char *const *texts, size_t count);
/** Nothing had to be asked. */
void part_nothing(struct research *research, struct part *part);
/** Read for this user alone what was to be read for several together. */
void part_alone(struct research *research, struct part *part, struct case_file *file);

void parts_add(struct research *research, struct case_file *of, enum research_source only);
/** Begin what may begin now. Milliseconds until it wants to be asked again; -1: when something came. */
int64_t parts_step(struct research *research);
/** What is not read of a source (RESEARCH_SOURCES: of any) is given up. */
void parts_cancel(struct research *research, const struct case_file *file, enum research_source only);

#endif
