/* JSON lines: an array that comes in pieces becomes an object a line. */
#ifndef CODEC_JSON_LINES_H
#define CODEC_JSON_LINES_H

#include "base/buf.h"

/* Where the text is; all zero at its start. */
struct json_lines {
    unsigned depth;
    bool array, text, escaped, any; /* any: something of the line was written */
};

/** Append the next piece of a JSON text to `out`: without its white space, and what an array at the top holds each on a line of its own.
 *  Another value at the top is one line. */
void json_lines_add(struct json_lines *lines, struct buf *out, const char *text, size_t length);

#endif
