/* The journal's screen from the inside. */
#ifndef UI_JOURNAL_VIEW_H
#define UI_JOURNAL_VIEW_H

#include "ui/views/table_view.h"

struct journal_view {
    struct table_view base;
    const struct app *app;
    const struct journal_entry *entries;
    size_t unsettled;  /* they come first */
    char warning[160]; /* of them */
    bool detail;       /* the entry at the cursor is shown whole */
    int top, height;
};

/** The entry under the cursor; NULL when none is shown. */
const struct journal_entry *journal_at(const struct journal_view *view);
/** An entry with all that was written down. */
void journal_detail_draw(struct journal_view *view, struct app *app, struct grid *grid);
/** Whether `u` can take it back; else why not in `e`. */
bool journal_may_undo(const struct app *app, const struct journal_entry *entry, struct err *e) MUST_USE;
/** "done", "UNSETTLED", …: those that want attention in capitals. */
const char *journal_word(enum journal_state state);
enum role journal_role(enum journal_state state);
/** The label of an action, or its name when this roster does not know it. */
const char *journal_action(const struct journal_entry *entry);

#endif
