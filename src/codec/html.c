/* The text in HTML. */
#include "codec/html.h"

#include "base/buf.h"
#include "base/utf8.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "&#39;", "&#xFC;": appends what is meant and returns what is behind it; NULL: no reference. */
static const char *reference(const char *html, struct buf *out)
{
    char *end, bytes[4];
    bool hex = html[1] == '#' && (html[2] == 'x' || html[2] == 'X');
    if (html[0] != '&' || html[1] != '#' || !isxdigit((unsigned char)html[2 + hex]))
        return NULL;
    unsigned long point = strtoul(html + 2 + hex, &end, hex ? 16 : 10);
    if (*end != ';' || !point || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return NULL;
    buf_add(out, bytes, utf8_encode((uint32_t)point, bytes));
    return end + 1;
}

char *html_text(struct arena *arena, const char *html)
{
    static const struct {
        const char *from, *to;
    } marks[] = {{"<br>\n", "\n"}, {"<br>", "\n"}, {"<br/>", "\n"}, {"<br />", "\n"}, {"</p>", "\n"},
                 {"&lt;", "<"},    {"&gt;", ">"},  {"&nbsp;", " "}, {"&quot;", "\""}, {"&amp;", "&"}};
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    while (*html) {
        size_t i = 0;
        const char *behind = reference(html, &out);
        if (behind) {
            html = behind;
            continue;
        }
        while (i < sizeof marks / sizeof marks[0] && strncasecmp(html, marks[i].from, strlen(marks[i].from)) != 0)
            i++;
        if (i < sizeof marks / sizeof marks[0]) {
            buf_puts(&out, marks[i].to);
            html += strlen(marks[i].from);
        } else if (*html == '<') {
            html += strcspn(html, ">");
            html += *html == '>';
        } else if (!strchr("\r\n", *html)) {
            buf_putc(&out, *html++);
        } else {
            html += strspn(html, "\r\n");
            buf_putc(&out, ' ');
        }
    }
    char *text = arena_strdup(arena, buf_text(&out));
    size_t length = strlen(text);
    while (length && strchr(" \n", text[length - 1]))
        text[--length] = '\0';
    return text + strspn(text, " \n");
}
