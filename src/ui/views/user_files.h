/* What of a user is written to a file: a panel, and the photo. */
#ifndef UI_USER_FILES_H
#define UI_USER_FILES_H

#include "panel/panel.h"
#include "ui/app/app.h"

struct user_files {
    struct app *app;
    const struct target *target; /* borrowed: of the view that is under the question where to */
    const struct panel *panel;
    size_t lines;
    bool waits; /* for the photo, to ask where to */
};

/** Ask where a panel goes, which has so many lines on the screen. `files` and `target` must outlive the question. */
void user_files_export(struct user_files *files, struct app *app, const struct target *target,
                       const struct panel *panel, size_t lines);
/** Read the user's photo, and ask then where it goes. */
void user_files_photo(struct user_files *files, struct app *app, const struct target *target);
/** Something came: it may be the photo. */
void user_files_message(struct user_files *files, struct app *app);

#endif
