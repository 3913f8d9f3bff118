/* The journal's screen from the inside. */
#ifndef UI_JOURNAL_VIEW_H
#define UI_JOURNAL_VIEW_H

#include "ui/views/table_view.h"

struct journal_row { /* a run, what a playbook did, or an entry by itself */
    const struct journal_entry **entries;
    size_t count;
    const char *targets, *messages, *request_ids; /* of all: found by `/` and exported */
};

struct journal_view {
    struct table_view base;
    const struct app *app;
    const struct journal_entry *entries;
    size_t entry_count;
    size_t unsettled;    /* they come first */
    struct arena *arena; /* of the rows */
    struct journal_row *rows;
    size_t row_count;
    int64_t inside;            /* what journal_group() says of the entries that are shown; 0: all */
    struct journal_back *back; /* the playbook that somebody is asked about; NULL: none */
    int64_t asked;             /* an entry: its row is asked about as soon as the journal was read; 0: none */
    char warning[160];         /* of them */
    bool detail;               /* the entry at the cursor is shown whole */
    int top, height;
};

/** What an entry goes together with on one row: its run, or less than 0, its playbook. */
int64_t journal_group(const struct journal_entry *entry);
/** Ask whether what a playbook did is taken back, the last step first: what of `row` can be. */
void journal_take_back(struct journal_view *view, struct app *app, const struct journal_row *row);
void journal_back_free(struct journal_view *view);
/** Make the rows of the entries: a run is one, or, where one was opened, each of its entries. */
void journal_arrange(struct journal_view *view);
/** The state of a row in words: "done", "10 done, 2 FAILED". In `out`; its role comes back. */
enum role journal_row_state(const struct journal_row *row, char *out, size_t size);
/** The entry under the cursor, or the first of the run there; NULL when none is shown. */
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
