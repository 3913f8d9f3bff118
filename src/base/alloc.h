/* Allocation that never fails: running out of memory ends the process here and is checked nowhere else. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

void *xmalloc(size_t size) __attribute__((malloc, alloc_size(1), returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2), returns_nonnull));
void *xrealloc(void *old, size_t size) __attribute__((alloc_size(2), returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, nonnull, returns_nonnull));
char *xstrndup(const char *text, size_t length) __attribute__((malloc, nonnull, returns_nonnull));
char *xasprintf(const char *format, ...) __attribute__((malloc, format(printf, 1, 2), returns_nonnull));
/** Wipe and free(3); NULL is fine. The one spelling used everywhere. */
void xfree(void *pointer);

/** Grow `*capacity` (counted in items of `size` bytes) to hold at least `need` items; returns the array. */
void *grow_array(void *array, size_t *capacity, size_t need, size_t size);

/* Declares a string that frees itself at the end of its scope: auto_str char *s = NULL; */
void alloc_cleanup_str(char **text);
#define auto_str __attribute__((cleanup(alloc_cleanup_str)))

#endif
