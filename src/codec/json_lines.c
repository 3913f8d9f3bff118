/* JSON lines from JSON, a character at a time. */
#include "codec/json_lines.h"

#include <string.h>

static void end_line(struct json_lines *lines, struct buf *out)
{
    if (lines->any)
        buf_putc(out, '\n');
    lines->any = false;
}

static void put(struct json_lines *lines, struct buf *out, char c)
{
    buf_putc(out, c);
    lines->any = true;
}

static void add_in_text(struct json_lines *lines, struct buf *out, char c)
{
    put(lines, out, c);
    lines->text = lines->escaped || c != '"';
    lines->escaped = !lines->escaped && c == '\\';
}

static void add(struct json_lines *lines, struct buf *out, char c)
{
    bool opens = c == '[' || c == '{', closes = c == ']' || c == '}', outer = !lines->depth && c == '[';
    lines->array |= outer;
    lines->depth += opens;
    lines->depth -= closes && lines->depth;
    if (closes && !lines->depth && lines->array) {
        end_line(lines, out);
        lines->array = false;
    } else if (lines->array && lines->depth == 1 && c == ',')
        end_line(lines, out);
    else if (!outer)
        put(lines, out, c);
    lines->text = c == '"';
    if (closes && !lines->depth)
        end_line(lines, out);
}

void json_lines_add(struct json_lines *lines, struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (lines->text)
            add_in_text(lines, out, text[i]);
        else if (!strchr(" \t\r\n", text[i]) || !text[i])
            add(lines, out, text[i]);
}
