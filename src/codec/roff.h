/* Manual pages: text as mdoc(7), in which nothing of a text is taken for a macro or an escape. */
#ifndef CODEC_ROFF_H
#define CODEC_ROFF_H

#include "base/buf.h"

/** The head of a page and its NAME: `about` is one line. `section` is a digit, `released` as in "November 28, 2026". */
void roff_page(struct buf *out, const char *name, const char *section, const char *about, const char *released);
/** A line ".MACRO word word …", ended by NULL: words that begin with '.' are macros themselves (".Fl"), the others are text. */
void roff_macro(struct buf *out, const char *macro, ...) __attribute__((sentinel));
/** Text in lines of its own; an empty line begins a paragraph, what stands in `backticks` is literal. */
void roff_text(struct buf *out, const char *text);

#endif
