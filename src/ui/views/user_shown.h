/* "View user" as its files see it. */
#ifndef UI_USER_SHOWN_H
#define UI_USER_SHOWN_H

#include "ui/screen/entry.h"
#include "ui/views/user_doc.h"
#include "ui/views/user_files.h"
#include "ui/views/user_trail.h"

struct user_shown {
    struct view view;
    struct arena *arena; /* of the target */
    struct target target;
    const struct panel *const *panel; /* the place in panel_all */
    struct user_doc doc;
    struct entry narrow;
    bool narrowing;
    bool dirty;               /* the lines have to be made anew */
    const struct part *asked; /* what was asked for last: it stays in sight until the next key; NULL: nothing */
    bool under;               /* another view was over it, and may have asked for something */
    int width;                /* they were made for */
    int64_t due;              /* monotonic ms when what is wanted is asked for; 0: it was */
    struct user_files files;
    struct user_trail trail; /* whom Escape goes back to */
};

/** The lines are of what is there now: an answer may have replaced the records since they were drawn. */
void user_shown_settle(struct user_shown *shown, struct app *app);
/** To the next user of the table, or to the one before. */
void user_shown_step(struct user_shown *shown, struct app *app, bool forward);
/** To a tab: a place in panel_all. */
void user_shown_panel(struct user_shown *shown, struct app *app, const struct panel *const *panel);
/** Read what waits for a key, or ask what a form has to say first. */
enum reaction user_shown_more(struct user_shown *shown, struct app *app);

#endif
