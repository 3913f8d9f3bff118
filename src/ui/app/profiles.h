/* The profiles read for the flyout: the last few stay, the one at the cursor is asked for when the cursor rests. */
#ifndef UI_PROFILES_H
#define UI_PROFILES_H

#include "ui/app/app.h"

enum { PROFILES = 8, PROFILE_PATIENCE = 120 /* ms the cursor must rest */ };

struct profile {
    struct guid id;
    struct record_page *page; /* NULL: this place is free */
    int64_t read;             /* monotonic ms */
};

struct profiles {
    struct profile known[PROFILES]; /* the newest first */
    struct guid id;                 /* whose is wanted */
    int64_t due;                    /* monotonic ms when it is asked for; 0: not now */
    uint64_t job;                   /* that reads it; 0: none */
    struct err error;               /* why it could not be read */
};

void profiles_free(struct profiles *profiles);
/** From now on the profile of `id` is wanted; it is read a little later unless it is known. */
void profiles_want(struct profiles *profiles, struct app *app, const struct guid *id);
/** Read it again, now. */
void profiles_again(struct profiles *profiles, struct app *app);
/** The wanted one; NULL: not read (yet). */
const struct record *profiles_wanted(const struct profiles *profiles);
void profiles_tick(struct profiles *profiles, struct app *app, int64_t now);
/** Take replies; forget what an action or a refresh may have changed. */
void profiles_message(struct profiles *profiles, struct app *app, struct message *message);

#endif
