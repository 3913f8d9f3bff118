/* Text from outside as a part of a Markdown document: it is shown as it is and is nothing else. */
#ifndef CODEC_MARKDOWN_H
#define CODEC_MARKDOWN_H

#include "base/buf.h"

/** Append cleaned `text` (NULL: nothing) in a line: no heading, list, table cell, link, picture, HTML, entity or address that a reader
 *  makes a link of comes of it, wherever in a line it stands. */
void markdown_puts(struct buf *out, const char *text);

#endif
