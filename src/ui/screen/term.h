/* The terminal: opened, drawn on by what changed, left as it was found. There is one, so is this. */
#ifndef UI_TERM_H
#define UI_TERM_H

#include "ui/screen/grid.h"

struct term;

/** Take the terminal over. NULL with `e` when standard input and output are no terminal that can be drawn on. */
struct term *term_open(const struct theme *theme, bool mouse, struct err *e) MUST_USE;
/** Give the terminal back and free. A terminal that is gone is not touched any more. */
void term_close(struct term *term, bool gone);
/** Whether the locale can show more than ASCII. */
bool term_is_unicode(void);
/** The size as the terminal says it now. */
void term_size(const struct term *term, int *width, int *height);
/** Draw by another theme from the next frame on, which is drawn whole. */
void term_theme(struct term *term, const struct theme *theme);
/** The terminal has another size: the next frame is drawn whole. */
void term_resize(struct term *term);
/** The screen holds who knows what: the next frame is drawn whole. */
void term_repaint(struct term *term);
/** Write what differs from the last frame. */
void term_draw(struct term *term, const struct grid *grid);
/** Write bytes as they are, behind the frame. False when the terminal takes none: it is gone. */
bool term_write(const struct term *term, const char *bytes, size_t length);
/** The terminal as it was found, for as long as another program has it; and back. */
void term_leave(struct term *term);
void term_return(struct term *term);

/** The name and version of the library behind it. */
const char *term_library(void);

#endif
