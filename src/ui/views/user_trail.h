/* How somebody came from one user to another out of the panels: Escape goes the way back. */
#ifndef UI_USER_TRAIL_H
#define UI_USER_TRAIL_H

#include "panel/panel.h"
#include "ui/app/app.h"

/* Who was shown before somebody was opened out of his panel. */
struct been {
    struct arena *arena; /* of the target */
    struct target target;
    const struct panel *const *panel;
    size_t cursor, top;
};

struct user_trail {
    struct been *been; /* the last last */
    size_t count, capacity;
};

/** Keep one; his arena is the trail's. */
void user_trail_push(struct user_trail *trail, const struct been *been);
/** The last one, whose arena is the caller's; there is one. */
struct been user_trail_pop(struct user_trail *trail);
void user_trail_clear(struct user_trail *trail);
void user_trail_free(struct user_trail *trail);
/** The user whom a record names, and what the table knows of him; texts in `arena` or the record's. False: it is no user (a contact
 *  has no sign-in name). */
bool user_trail_person(const struct app *app, const struct record *person, struct arena *arena, struct target *out);

#endif
