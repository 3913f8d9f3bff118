/* CSV (RFC 4180): quoted fields, embedded newlines, CRLF or LF, optional BOM. */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "base/buf.h"
#include "base/err.h"
#include <stddef.h>

struct csv_reader {
    const char *at, *end;
    char separator;  /* a comma unless it is set */
    int line;        /* line the last record began on, from 1 */
    int next_line;   /* private */
    struct buf text; /* private: fields of the record, NUL-separated */
    size_t offsets[64];
    size_t count;
};

struct csv_reader csv_reader(const char *text, size_t length);
/** The next record; false at the end (e->code OK) or on a bad record (e set, with its line). At most 64 fields. */
bool csv_next(struct csv_reader *reader, struct err *e) MUST_USE;
const char *csv_field(const struct csv_reader *reader, size_t index); /* "" when absent */
void csv_free(struct csv_reader *reader);
/** Append one field, quoted when needed; fields beginning with = + - @ are prefixed with ' when `spreadsheet_safe`. */
void csv_write(struct buf *out, const char *text, bool first, bool spreadsheet_safe);

#endif
