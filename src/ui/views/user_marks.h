/* The rows of a user's panels that are marked, and what is done about all of them in one run. */
#ifndef UI_USER_MARKS_H
#define UI_USER_MARKS_H

#include "panel/panel.h"
#include "ui/app/app.h"

struct user_mark;

struct user_marks {
    struct user_mark *items;
    size_t count, capacity;
};

void user_marks_free(struct user_marks *marks);
void user_marks_clear(struct user_marks *marks);
/** Whether something can be done to several rows of a part at once: only these are marked. */
bool user_marks_wanted(const struct part *part);
bool user_marks_has(const struct user_marks *marks, const struct part *part, const struct record *record);
void user_marks_set(struct user_marks *marks, const struct part *part, const struct record *record, bool marked);
/** How many of a part's records are marked. */
size_t user_marks_in(const struct user_marks *marks, const struct part *part, const struct part_content *content);
/** Ask whether to do it to the marked records of a part. False: none is marked. */
bool user_marks_ask(const struct user_marks *marks, struct app *app, const struct target *target,
                    const struct part *part, const struct part_content *content);
/** "Remove from group": what is asked. */
const char *user_marks_label(const struct part *part);

#endif
