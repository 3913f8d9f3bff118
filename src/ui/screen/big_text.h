/* A short text in letters that can be read from across a room: capitals, digits and "-". */
#ifndef UI_BIG_TEXT_H
#define UI_BIG_TEXT_H

#include "ui/screen/grid.h"

enum { BIG_TEXT_LINES = 5 };

/** There is a letter for each of its bytes, and they fit into `width` columns. */
bool big_text_fits(const char *text, int width);
int big_text_width(const char *text);
void big_text_draw(struct grid *grid, struct rect rect, int x, int y, enum role role, const char *text);

#endif
