/* A line of text under the user's hands: the one implementation all fields type by. */
#ifndef UI_ENTRY_H
#define UI_ENTRY_H

#include "base/buf.h"
#include "ui/screen/grid.h"

struct entry {
    struct buf text;
    size_t cursor; /* bytes */
    size_t scroll; /* bytes left of what is shown */
    bool lost;     /* something did not fit since it was empty or set: it is not what was meant */
};

struct entry entry_make(size_t limit);
void entry_free(struct entry *entry); /* wipes */
/** What does not fit is `lost`. */
void entry_set(struct entry *entry, const char *text);
/** Characters, Backspace, Delete, arrows, Home End, Ctrl-A Ctrl-E Ctrl-U Ctrl-W. False when the key is not for a line of text. */
bool entry_key(struct entry *entry, int key);
/** Whether `key` edits a line of text: what it may be bound to elsewhere does not count while somebody types. */
bool entry_edits(int key);
/** Put a character in at the cursor, a newline too; true. What does not fit is `lost`. */
bool entry_insert(struct entry *entry, int key);
/** Draw at `x`, `y` with `width` columns; the place of the cursor is shown when `focus`. */
void entry_draw(struct entry *entry, struct grid *grid, struct rect rect, int x, int y, int width, bool focus,
                bool hidden);

#endif
