/* Escaping for Markdown (CommonMark: a backslash before any punctuation makes it itself). */
#include "codec/markdown.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clean.h"
#include <string.h>
#include <strings.h>

/* What begins something at the beginning of a line alone: "- ", "+ ", "1. ", "=== ". */
static const char *put_begin(struct buf *out, const char *text)
{
    const char *digits = text + strspn(text, "0123456789");
    buf_add(out, text, (size_t)(digits - text));
    if (*digits && strchr(digits == text ? "-+=" : ".)", *digits)) {
        buf_putc(out, '\\');
        buf_putc(out, *digits++);
    }
    return digits;
}

void markdown_puts(struct buf *out, const char *text)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *at = text ? put_begin(out, clean_strdup(arena, text, strlen(text))) : "";
    for (; *at; at++) {
        bool address = !strncmp(at, "://", 3) || !strncasecmp(at, "www.", 4);
        if (strchr("\\`*_<>[]#|!&~$", *at) || (*at == ':' && address))
            buf_putc(out, '\\');
        buf_putc(out, *at);
        if (*at != ':' && address) { /* "www\." */
            buf_puts(out, "ww\\.");
            at += 3;
        }
    }
}
