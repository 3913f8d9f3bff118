/* Text as mdoc(7): what begins a line, an escape or a macro by chance is made harmless. */
#include "codec/roff.h"

#include "base/utf8.h"
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

enum { LINE = 50 }; /* bytes, after which it ends with the word */

/* One character; returns what follows it. `quoted`: inside the quotes of an argument. */
static const char *add_character(struct buf *out, const char *text, bool quoted)
{
    uint32_t code;
    size_t length = utf8_decode(text, strlen(text), &code);
    if (*text == '\\')
        buf_puts(out, "\\e");
    else if (*text == '"' && quoted)
        buf_puts(out, "\\(dq");
    else if (*text == '-')
        buf_puts(out, "\\-"); /* a hyphen that can be copied, and is no place to break a line */
    else if (*text == '~' || *text == '^' || *text == '\'' || *text == '`')
        buf_puts(out, *text == '~' ? "\\(ti" : *text == '^' ? "\\(ha" : *text == '`' ? "\\(ga" : "\\(aq");
    else if (code >= 0x80)
        buf_printf(out, "\\[u%04X]", (unsigned)code);
    else
        buf_putc(out, *text);
    return text + (length ? length : 1);
}

/* Macros have two or three letters: a longer word, or a number, stands as it is. */
static void add_word(struct buf *out, const char *word)
{
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-");
    bool plain = !word[length] && (length > 3 || strspn(word, "0123456789") == length);
    buf_puts(out, plain ? " " : " \"\\&");
    while (*word && !plain)
        word = add_character(out, word, true);
    buf_puts(out, plain ? word : "\"");
}

void roff_macro(struct buf *out, const char *macro, ...)
{
    va_list words;
    const char *word;
    buf_printf(out, ".%s", macro);
    va_start(words, macro);
    while ((word = va_arg(words, const char *))) {
        if (word[0] == '.' && word[1] && word[1] != '.')
            buf_printf(out, " %s", word + 1);
        else
            add_word(out, word);
    }
    va_end(words);
    buf_putc(out, '\n');
}

void roff_page(struct buf *out, const char *name, const char *section, const char *about, const char *released)
{
    buf_printf(out, ".Dd %s\n.Dt ", released);
    for (const char *at = name; *at; at++)
        buf_putc(out, *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at);
    buf_printf(out, " %s\n.Os roster\n.Sh NAME\n.Nm %s\n.Nd ", section, name);
    while (*about)
        about = add_character(out, about, false);
    buf_putc(out, '\n');
}

/* Lines end with a sentence, and before they are too long. */
static bool ends_line(const struct buf *out, size_t begun)
{
    char last = out->length > begun ? out->data[out->length - 1] : 0;
    return out->length > begun + LINE || last == '.' || last == '?' || last == '!' || last == ':';
}

void roff_text(struct buf *out, const char *text)
{
    bool literal = false;
    size_t begun = out->length;
    while (*text) {
        if (!strncmp(text, "\n\n", 2)) {
            buf_puts(out, "\n.Pp\n");
            text += 2;
            begun = out->length;
        } else if ((*text == ' ' && ends_line(out, begun)) || *text == '\n') {
            buf_putc(out, '\n');
            text++;
            begun = out->length;
        } else if (*text == '`') {
            buf_puts(out, literal ? "\\fP" : "\\fB");
            literal = !literal;
            text++;
        } else {
            if (out->length == begun && (*text == '.' || *text == '\''))
                buf_puts(out, "\\&");
            text = add_character(out, text, false);
        }
    }
    buf_putc(out, '\n');
}
