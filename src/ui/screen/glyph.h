/* What of a cell's text a terminal can be trusted to show in the columns that the cell has. */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include <stdbool.h>
#include <wchar.h>

enum { GLYPH_TEXT = 6 /* with its end: a character and the marks on it, as ncurses takes them */ };

struct glyph {
    wchar_t first[GLYPH_TEXT];  /* one character with its marks */
    wchar_t second[GLYPH_TEXT]; /* what stands in the second column where the first fills one; L"": nothing does */
};

/** Of one cluster (utf8_cluster()) that has `width` columns. What the locale, or ASCII, cannot show becomes '?'. */
void glyph_make(struct glyph *glyph, const char *cluster, int width, bool ascii);

#endif
