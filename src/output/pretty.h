/* JSON for people: a member a line. */
#ifndef OUTPUT_PRETTY_H
#define OUTPUT_PRETTY_H

#include "base/buf.h"

/** Append `json` broken into lines, indented by two; every byte between the white space stays what it was. */
void pretty_json(const char *json, struct buf *out);

#endif
