/* The viewer's zone (TZ): one function for a time that is typed, one for a time that is shown. What is kept and sent is UTC. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/clock.h"

/** The forms zone_read() takes, for people. */
#define ZONE_FORMS                                                                                                     \
    "today 18:00, mon 8:00, 2026-11-30 18:00, 2026-11-30, now, +90m, +4h, +3d; with Z or +01:00: that zone"

/** Read a time as a person types it: `now`, +90m +4h +3d, a day (today, tomorrow, mon…sun: the next one, 2026-11-30) with or without
 *  a time of day (18:00; without: 00:00), or ISO 8601. Without a zone it is the viewer's. False when it is none of them. */
bool zone_read(const char *text, int64_t now, int64_t *ms);

enum { ZONE_MEANING = 160 };

enum zone_time {
    ZONE_NONE,   /* no time */
    ZONE_TIME,   /* one */
    ZONE_TWICE,  /* two: the clock is put back over it */
    ZONE_SKIPPED /* none: the clock is put forward over it */
};

/** The same, and which it is. `*ms` is the first of two, and the next time there is after one that is skipped. */
enum zone_time zone_understand(const char *text, int64_t now, int64_t *ms);
/** What such a text means, for people: "2026-11-30 18:00 +01:00", and what there is to mind where the clock is changed. */
char *zone_meaning(enum zone_time time, int64_t ms, char out[ZONE_MEANING]);
/** `days` after (before: negative) the time that `text` says, at the same time of day in the viewer's zone, as zone_read() takes it; from
 *  the next full hour on where it says none. Returns `out`. */
char *zone_step(const char *text, int64_t now, int days, char out[CLOCK_TEXT]);
/* What is said of one that is not; the value of TZ. */
#define ZONE_UNKNOWN "The time zone \"%s\" (TZ) is not known here: times are typed and shown in UTC"

/** Whether this system knows the zone that TZ names; one that it does not know is UTC without a word. */
bool zone_is_known(void);
/** "2026-11-30 18:00 +01:00", in the viewer's zone with its offset; returns `out`. */
char *zone_show(int64_t ms, char out[CLOCK_TEXT]);

#endif
