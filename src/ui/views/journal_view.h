/* The journal's screen from the inside. */
#ifndef UI_JOURNAL_VIEW_H
#define UI_JOURNAL_VIEW_H

#include "ui/app/app.h"
#include "ui/screen/list.h"

struct journal_view {
    struct view view;
    struct list list;
    struct arena *arena; /* of the entries */
    const struct journal_entry *entries;
    size_t count, unsettled; /* the unsettled ones come first */
    int64_t at;              /* entry under the cursor */
    uint64_t asked;          /* job of the listing under way; 0: none */
    struct err error;
    bool known;  /* a listing has come */
    bool detail; /* the entry at the cursor is shown whole */
    int top, height;
};

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
