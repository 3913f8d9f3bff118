/* A growing byte buffer born with its maximum: exceeding it is an ordinary error, kept until asked for. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* NUL-terminated when length > 0; NULL while empty: use buf_text */
    size_t length;
    size_t capacity;
    size_t limit;
    bool overflow; /* something did not fit; the contents are what fitted before */
};

/* The limit of a request that is composed of values: each of them is bounded where it comes in, so that all of them fit. */
enum { BUF_REQUEST = 1 << 20 };

#define auto_buf __attribute__((cleanup(buf_free)))

/** An empty buffer that holds at most `limit` bytes. */
struct buf buf_make(size_t limit);
void buf_free(struct buf *buf);
/** Empty it, keeping its memory. */
void buf_clear(struct buf *buf);
/** Append; false (and `overflow`) when the limit is reached, in which case nothing is appended. */
bool buf_add(struct buf *buf, const void *bytes, size_t length);
/** Append `length` bytes that the caller writes where this points; NULL as buf_add is false. Valid until the next change. */
char *buf_extend(struct buf *buf, size_t length);
bool buf_puts(struct buf *buf, const char *text);
bool buf_putc(struct buf *buf, char byte);
bool buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The contents as text, "" when empty; valid until the next change. */
const char *buf_text(const struct buf *buf);
/** Move the contents out (never NULL); the buffer is empty afterwards. */
char *buf_take(struct buf *buf);

#endif
