/* What a short text written as HTML says, for people (automatic replies: REQUESTS §7.3). */
#ifndef CODEC_HTML_H
#define CODEC_HTML_H

#include "base/arena.h"

/** HTML as the text in it, in `arena`; its own line ends are blanks, its paragraphs lines. */
char *html_text(struct arena *arena, const char *html);

#endif
