/* Lines drawn first and shown afterwards: measured, scrolled, as long as they need to be. Never for secrets: it is ordinary memory. */
#ifndef UI_SHEET_H
#define UI_SHEET_H

#include "base/err.h"
#include "ui/screen/grid.h"

struct sheet {
    struct grid *grid;
    struct rect rect; /* of the whole sheet */
    int y;            /* the line that comes next */
    int names;        /* columns for the names of fields: at first 14 */
    enum role role;   /* of the sheet; what is drawn as ROLE_NORMAL gets it */
};

/** An empty sheet of `width` columns. Owned by the caller. */
struct sheet sheet_make(const struct grid *like, int width, enum role role);
void sheet_free(struct sheet *sheet);
#define auto_sheet __attribute__((cleanup(sheet_free)))

/** Make sure that `lines` more lines can be drawn at `y`. */
void sheet_room(struct sheet *sheet, int lines);
/** Wrapped text, then on to the next line. NULL and "" write nothing. */
void sheet_wrap(struct sheet *sheet, enum role role, const char *text);
/** One line, cut at the edge. */
void sheet_line(struct sheet *sheet, enum role role, const char *text);
/** Wrapped text indented by `by`. */
void sheet_indent(struct sheet *sheet, int by, enum role role, const char *text);
/** A name and its wrapped value beside it (below it where that is too narrow); nothing when the value is NULL or "". */
void sheet_field(struct sheet *sheet, const char *name, enum role role, const char *value);
/** What went wrong, what to do, and the request id, `by` columns in; nothing for no error. */
void sheet_error(struct sheet *sheet, int by, const struct err *error);
void sheet_gap(struct sheet *sheet);

/** Show the part from line `*top` on (brought within bounds) in `rect`, with a mark in the column behind it where more follows. */
void sheet_show(const struct sheet *sheet, struct grid *grid, struct rect rect, int *top);
/** Scroll `*top` so that line `line` is among the `height` shown. */
void sheet_reveal(int *top, int line, int height);
/** Arrows, j k, pages, ends. False when the key does not scroll. */
bool sheet_key(int *top, int height, int key);

#endif
