/* The parts of the pane of a research: findings, evidence of the one at the cursor, timeline, sources. */
#ifndef UI_RESEARCH_VIEW_H
#define UI_RESEARCH_VIEW_H

#include "research/address.h"
#include "ui/app/researches.h"
#include "ui/app/view.h"
#include "ui/screen/entry.h"
#include "ui/screen/table.h"

enum research_pane { PANE_FINDINGS, PANE_EVIDENCE, PANE_TIMELINE, PANE_SOURCES, PANES };

enum { TIMELINE_WORDS = 256, TIMELINE_PIVOT = 256, TIMELINE_COLUMNS = 12 };

/* What of the timeline is shown beside the words that are typed. */
enum pivot_kind {
    PIVOT_NONE,
    PIVOT_ADDRESS,
    PIVOT_SESSION,
    PIVOT_AGENT,
    PIVOT_APP,
    PIVOT_TARGET,
    PIVOT_FINDING,
    PIVOT_SUSPECT
};
struct pivot {
    enum pivot_kind kind;
    char text[TIMELINE_PIVOT]; /* the address, session, …; the key of the finding */
};

struct timeline_at { /* an event, whichever report it is in */
    int64_t time;    /* 0: the cursor was not moved yet */
    char verb[64], address[64];
};

struct research_timeline {
    struct table table;
    struct table_column columns[TIMELINE_COLUMNS];
    char zone[16];               /* the viewer's, as a title */
    const struct report *report; /* whose rows they are; NULL: there are none */
    struct entry words;
    bool typing;
    struct pivot pivot;
    char folded[TIMELINE_WORDS * 4]; /* the words, as the rows are compared */
    bool filtered;                   /* `shown` says which rows are shown; else all are */
    size_t *shown, shown_count, capacity;
    size_t looked_at; /* rows that were compared: a long timeline is filtered a part at a time */
    size_t wanted;    /* row the cursor goes to once it is found; TABLE_NO_ROW: none */
    bool centre;      /* and stands near the top then */
    struct timeline_at at;
};

/* A line of the evidence of a finding. */
struct evidence_line {
    const char *text;
    enum role role;
    const struct evidence_ref *ref; /* NULL: text alone */
};

struct research_evidence {
    struct arena *arena; /* of the lines */
    struct evidence_line *lines;
    size_t count, capacity;
    struct list list;
    int width;     /* they were made for */
    char key[256]; /* of the finding they are of */
};

struct research_view {
    struct view view;
    struct app *app;
    struct arena *arena; /* of the target */
    struct target target;
    const char *wrote; /* where the case was written down that was shown */
    unsigned reports;  /* the number of the report that is shown */
    enum research_pane focus;
    bool whole;            /* as drawn: all panes at once */
    struct table findings; /* row 0 is the summary, the others report->findings */
    struct table sources;
    size_t *source_order; /* of the report's sources: what is missing first */
    struct research_evidence evidence;
    struct research_timeline timeline;
};

/** What is known of the user; never NULL while the view is open. */
struct research *research_of(const struct research_view *view);
/** The newest report; NULL: none has come. */
const struct report *research_report(const struct research_view *view);
/** The finding at the cursor; NULL: the summary. */
const struct finding *research_finding(const struct research_view *view);

/* --- research_words.c: how a report is said --- */

enum { RESEARCH_TIME = 64, RESEARCH_TEXT = 512 };
/** "11-19 08:36:10Z": UTC. */
void research_utc(int64_t time, char out[RESEARCH_TIME]);
/** "09:36:10 +01:00": the viewer's. */
void research_here(int64_t time, char out[RESEARCH_TIME]);
/** "2026-11-19 08:36:10Z (09:36:10 +01:00)". */
void research_both(int64_t time, char out[RESEARCH_TIME]);
/** "as of 09:36", the viewer's time: when the reading that is shown began. Returns `out`. */
char *research_as_of(const struct report *report, char out[RESEARCH_TIME]);
/** What there is to mind of a reading that is older than what was done to the user; NULL: it is not. Returns `out`. */
char *research_is_old(const struct app *app, const struct research *research, char out[RESEARCH_TEXT]);
enum role research_verdict_role(const struct report *report);
enum role research_severity_role(enum severity severity);
const char *research_severity(enum severity severity); /* "CRIT", "HIGH", … */
/** How a source ended: whether it is still read, and whether what it says is missing. */
bool research_is_going(const struct source_line *line);
bool research_is_read(const struct source_line *line);
/** How many sources are still read; how many ended unread. */
size_t research_going(const struct report *report);
size_t research_unread(const struct report *report);
/** What can be pivoted on, with words: "Address 192.0.2.1". */
const char *research_pivot_name(enum pivot_kind kind);

/* --- research_head.c --- */

/** Who, what is thought of him, and how sure; returns the lines used, `rect.height` at most. */
int research_head_draw(const struct research_view *view, struct grid *grid, struct rect rect, bool brief);
/** Activity by day and hour in two lines; nothing without a report. Returns the lines used. */
int research_strip_draw(const struct report *report, struct grid *grid, struct rect rect);

/* --- research_findings.c, research_sources.c --- */

struct table research_findings_table(const struct research_view *view);
struct table research_sources_table(const struct research_view *view);
/** Another report. */
void research_sources_set(struct research_view *view, const struct report *report);
/** The table and, where there is room, what the state of the one at the cursor means. */
void research_sources_draw(struct research_view *view, struct grid *grid, struct rect rect, bool focus);
/** The line of the source at the cursor; NULL: there is none. */
const struct source_line *research_source_at(const struct research_view *view);

/* --- research_evidence.c --- */

void research_evidence_draw(struct research_view *view, struct grid *grid, struct rect rect, bool focus);
void research_evidence_open(struct research_view *view, struct app *app);
/** The record of the line at the cursor; NULL: it has none. */
const struct record *research_evidence_at(const struct research_view *view);
void research_evidence_free(struct research_evidence *evidence);

/* --- research_timeline.c --- */

void research_timeline_init(struct research_timeline *timeline);
void research_timeline_free(struct research_timeline *timeline);
/** Rows of another report (the one before may be gone): the cursor stays on its event, at first it is on the first suspicious one; what is
 *  filtered is filtered again. */
void research_timeline_set(struct research_timeline *timeline, const struct report *report);
void research_timeline_pivot(struct research_timeline *timeline, const struct pivot *pivot);
/** Compare some more rows; true: there are still some left. */
bool research_timeline_step(struct research_timeline *timeline);
/** The row at the cursor; NULL: there is none. */
const struct timeline_row *research_timeline_at(const struct research_timeline *timeline);
/** To the first row at or after `time`, whatever is filtered. */
void research_timeline_to(struct research_timeline *timeline, int64_t time);
void research_timeline_draw(struct research_timeline *timeline, struct grid *grid, struct rect rect, bool focus);
bool research_timeline_key(struct research_timeline *timeline, int key);
/** Undo one thing: the words, then the pivot. False: there is none. */
bool research_timeline_back(struct research_timeline *timeline);
bool pivot_matches(const struct pivot *pivot, const struct timeline_row *row);

/** Type a filter of the timeline. */
void research_filter(struct research_view *view);

/* --- the views beside it --- */

/** The pane of one user who is being looked at. */
void research_pane_open(struct app *app, const struct target *target);
/** What can be pivoted on from the row or finding at the cursor. */
void research_pivot_open(struct research_view *view, struct app *app);
/** The same thing among all users. */
void research_spread_open(struct app *app, const struct target *target, const struct pivot *pivot);
/** Ask why a finding is set aside, or whether it counts again. */
void research_aside_open(struct app *app, const struct target *target, const struct finding *finding);
/** What somebody looks for who thinks in a list: devices, forwarding, users, logons, passwords, rights, applications. */
void research_list_open(struct app *app, const struct target *target);

#endif
