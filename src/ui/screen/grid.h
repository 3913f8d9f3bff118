/* The screen as cells, without a terminal: views draw here, term.c writes what changed. Never holds a control byte. */
#ifndef UI_GRID_H
#define UI_GRID_H

#include "base/buf.h"
#include "ui/screen/theme.h"
#include <stdint.h>

enum { CELL_TEXT = 32 };

struct cell {
    char text[CELL_TEXT]; /* one cluster, terminated; "" in the second column of a wide one */
    uint8_t width;        /* 1, 2, or 0 for the second column of a wide one */
    uint8_t role;
    uint8_t ground; /* the role it was last filled with: its background is seen where `role` has none */
};

struct rect {
    int x, y, width, height;
};

struct grid {
    int width, height;
    bool ascii; /* lines and marks in ASCII */
    struct cell *cells;
};

struct grid *grid_new(int width, int height);
void grid_free(struct grid *grid);
void grid_resize(struct grid *grid, int width, int height);    /* contents become blank */
struct cell *grid_cell(const struct grid *grid, int x, int y); /* NULL outside */
/** Put `text` at column `x`, line `y` of `rect`, clipped by columns with an ellipsis; returns the columns used. */
int grid_put(struct grid *grid, struct rect rect, int x, int y, enum role role, const char *text);
/** The same, formatted. */
int grid_printf(struct grid *grid, struct rect rect, int x, int y, enum role role, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/** Put `text` so that it ends at the right edge of `rect`; returns the column it starts at. */
int grid_put_right(struct grid *grid, struct rect rect, int y, enum role role, const char *text);
/** Blank a rectangle. */
void grid_fill(struct grid *grid, struct rect rect, enum role role);
/** Change the role only (a cursor line, a shadow). */
void grid_role(struct grid *grid, struct rect rect, enum role role);
/** A frame with a title (may be NULL); returns the room inside. */
struct rect grid_box(struct grid *grid, struct rect rect, enum role role, const char *title);
/** The bytes of `text` that stand on one line of `width` columns, broken between words where there are some; `*skip` more go
 *  with the break. */
size_t grid_wrap_part(const char *text, int width, size_t *skip);
/** Wrap `text` by words into `rect` from line `y`; returns the lines used, also those outside of `rect`. */
int grid_wrap(struct grid *grid, struct rect rect, int y, enum role role, const char *text);
/** A rectangle of at most this size in the middle of the grid. */
struct rect grid_centre(const struct grid *grid, int width, int height);
struct rect grid_whole(const struct grid *grid);
/** The text of the whole grid, lines ended by \n, trailing spaces removed. */
void grid_text(const struct grid *grid, struct buf *out);
bool grid_contains(const struct grid *grid, const char *text);

#endif
