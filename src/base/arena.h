/* One parent for everything a batch of records needs: allocate freely, free once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/** A new arena; `first_size` is the size of its first block in bytes (0: a small default). Owned by the caller. */
struct arena *arena_new(size_t first_size);
void arena_free(struct arena *arena); /* NULL is fine */
void arena_cleanup(struct arena **arena);
#define auto_arena __attribute__((cleanup(arena_cleanup)))

/** `size` zeroed bytes, aligned for any type, living as long as the arena. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
/** `size` unaligned, uninitialised bytes (for text). */
char *arena_bytes(struct arena *arena, size_t size) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *arena, const char *text); /* NULL gives NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Bytes the arena holds from the system. */
size_t arena_size(const struct arena *arena);

#endif
