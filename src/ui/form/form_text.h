/* Several lines of text in one field, over the same entry that holds a single line. */
#ifndef UI_FORM_TEXT_H
#define UI_FORM_TEXT_H

#include "ui/screen/entry.h"

/** Enter begins a line, up and down move by line and leave the field at its ends (false), the rest is the entry's. */
bool form_text_key(struct entry *entry, int width, int key);
/** Lines the text takes when broken at `width` columns. */
int form_text_lines(const struct entry *entry, int width);
/** The line the cursor is in. */
int form_text_line(const struct entry *entry, int width);
void form_text_draw(const struct entry *entry, struct grid *grid, struct rect rect, bool focus);

#endif
