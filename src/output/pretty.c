/* Breaking compact JSON into lines. It looks at brackets, commas and quotes only: what it is given is what it shows. */
#include "output/pretty.h"

#include <string.h>

static void new_line(struct buf *out, unsigned depth)
{
    buf_putc(out, '\n');
    for (unsigned i = 0; i < depth; i++)
        buf_puts(out, "  ");
}

/* The length of the quoted text at `at`, its quotes included. */
static size_t quoted(const char *at)
{
    size_t length = 1;
    while (at[length] && at[length] != '"')
        length += at[length] == '\\' && at[length + 1] ? 2 : 1;
    return length + (at[length] == '"');
}

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

void pretty_json(const char *json, struct buf *out)
{
    unsigned depth = 0;
    for (const char *at = skip_space(json); *at; at = skip_space(at)) {
        size_t length = *at == '"' ? quoted(at) : 1;
        bool opens = *at == '{' || *at == '[', closes = *at == '}' || *at == ']';
        if (closes) {
            depth -= depth > 0;
            new_line(out, depth);
        }
        buf_add(out, at, length);
        if (opens) {
            const char *next = skip_space(at + 1);
            if (*next == '}' || *next == ']') { /* empty: stays on its line */
                buf_putc(out, *next);
                length = (size_t)(next - at) + 1;
            } else {
                new_line(out, ++depth);
            }
        } else if (*at == ',') {
            new_line(out, depth);
        } else if (*at == ':') {
            buf_putc(out, ' ');
        }
        at += length;
    }
}
