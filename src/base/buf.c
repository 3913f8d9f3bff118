/* A byte buffer with a maximum. */
#include "base/buf.h"

#include "base/alloc.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_make(size_t limit)
{
    return (struct buf){.limit = limit};
}

void buf_free(struct buf *buf)
{
    xfree(buf->data);
    *buf = (struct buf){.limit = buf->limit};
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->overflow = false;
    if (buf->data)
        buf->data[0] = '\0';
}

/* Room for `more` bytes and the final NUL. */
static bool reserve(struct buf *buf, size_t more)
{
    if (buf->overflow || more > buf->limit - buf->length) {
        buf->overflow = true;
        return false;
    }
    if (buf->length + more + 1 > buf->capacity)
        buf->data = grow_array(buf->data, &buf->capacity, buf->length + more + 1, 1);
    return true;
}

char *buf_extend(struct buf *buf, size_t length)
{
    if (!reserve(buf, length))
        return NULL;
    char *room = buf->data + buf->length;
    buf->length += length;
    buf->data[buf->length] = '\0';
    return room;
}

bool buf_add(struct buf *buf, const void *bytes, size_t length)
{
    char *room = buf_extend(buf, length);
    if (room && length)
        memcpy(room, bytes, length);
    return room;
}

bool buf_puts(struct buf *buf, const char *text)
{
    return buf_add(buf, text, strlen(text));
}

bool buf_putc(struct buf *buf, char byte)
{
    return buf_add(buf, &byte, 1);
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    bool fits = length >= 0 && reserve(buf, (size_t)length);
    if (fits) {
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
    return fits;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}

char *buf_take(struct buf *buf)
{
    char *text = buf->data ? buf->data : xstrdup("");
    *buf = (struct buf){.limit = buf->limit};
    return text;
}
