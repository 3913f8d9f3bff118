/* What is known of one user: a reading for each source that was asked. */
#ifndef PANEL_READINGS_H
#define PANEL_READINGS_H

#include "source/source.h"

struct panel_reading {
    const struct source *source;
    bool over;             /* it was read, or not read, once */
    enum read_state state; /* where it is over */
    enum read_why why;
    struct err error;
    struct record_page *page; /* owned; NULL: nothing was read yet */
    int64_t covered_from;     /* ms */
    int64_t at;               /* ms, when it was over */
    uint64_t job;             /* that reads it now; 0: none does */
    bool older;               /* it reads on, behind what is there */
    char *text;               /* what was asked of a source with inputs; owned; NULL: nothing */
};

struct panel_readings {
    char subject[GUID_TEXT];
    char *name; /* owned; the sign-in name; NULL: not known */
    struct panel_reading *of;
    size_t count, capacity;
    struct panel_readings *shared; /* has the sources of the tenant, for several users; NULL: they are here */
};

/** Whose they are, by the sign-in name (copied). */
void panel_readings_named(struct panel_readings *readings, const char *name);
void panel_readings_free(struct panel_readings *readings);
/** The reading of a source, made where there is none; valid until another source is asked for. Never NULL. */
struct panel_reading *panel_reading_of(struct panel_readings *readings, const struct source *source);
/** What is known of a source; one that is not over where it was not asked. Never NULL. */
const struct panel_reading *panel_reading_known(const struct panel_readings *readings, const struct source *source);

/** Whether there is more of a log, behind what was read. */
bool panel_reading_goes_on(const struct panel_reading *reading);
/** How far it is: "reading", "read in part", "not read: not permitted", "" where it is whole and all is said by the records. */
const char *panel_reading_state(const struct panel_reading *reading);

#endif
