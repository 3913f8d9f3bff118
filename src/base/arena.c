/* Blocks in a list, the newest first; each twice its forerunner up to 1 MiB. */
#include "base/arena.h"

#include "base/alloc.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SMALL = 1024, LARGEST = 1 << 20, ALIGN = 16 };

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(ALIGN) char bytes[];
};

struct arena {
    struct block *newest;
    size_t next_size, held;
};

struct arena *arena_new(size_t first_size)
{
    struct arena *arena = xcalloc(1, sizeof *arena);
    arena->next_size = first_size ? first_size : SMALL;
    arena->held = sizeof *arena;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->newest, *older; block; block = older) {
        older = block->older;
        xfree(block);
    }
    xfree(arena);
}

void arena_cleanup(struct arena **arena)
{
    arena_free(*arena);
}

static char *take(struct arena *arena, size_t size, size_t align)
{
    struct block *block = arena->newest;
    size_t at = block ? (block->used + align - 1) / align * align : 0;

    if (!block || at > block->size || size > block->size - at) {
        size_t room = size > arena->next_size ? size : arena->next_size;
        block = xmalloc(sizeof *block + room);
        *block = (struct block){.older = arena->newest, .size = room};
        arena->newest = block;
        arena->held += sizeof *block + room;
        if (arena->next_size < LARGEST)
            arena->next_size *= 2;
        at = 0;
    }
    block->used = at + size;
    return block->bytes + at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size, ALIGN), 0, size);
}

char *arena_bytes(struct arena *arena, size_t size)
{
    return take(arena, size, 1);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    size_t room = length < 0 ? 1 : (size_t)length + 1;
    char *text = take(arena, room, 1);
    *text = '\0';
    vsnprintf(text, room, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_size(const struct arena *arena)
{
    return arena->held;
}
