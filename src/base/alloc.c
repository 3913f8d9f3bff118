/* The allocator that ends the process when there is no memory, so that nobody else checks, and that wipes what is given back: a
 * secret passes through buffers, requests, replies and trees that know nothing of it. */
#include "base/alloc.h"

#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGE = 4 << 20, HUGE_PAGE = 2 << 20 };

static void *checked(void *pointer)
{
    static const char text[] = "roster: out of memory\n";
    if (!pointer) {
        (void)!write(STDERR_FILENO, text, sizeof text - 1);
        abort();
    }
    return pointer;
}

/* The first touch of each page is a trip into the kernel, many for the index of a million users between two frames: a large block
 * lies in huge pages, where the system gives them. */
static void *in_huge_pages(void *block, size_t size)
{
    int before = errno;
    uintptr_t from = ((uintptr_t)block + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE, end = (uintptr_t)block + size;
    if (size >= LARGE)
        (void)madvise((void *)from, (end - from) / HUGE_PAGE * HUGE_PAGE,
                      MADV_HUGEPAGE); /* an advice: nothing hangs on it */
    errno = before;
    return block;
}

void *xmalloc(size_t size)
{
    return in_huge_pages(checked(malloc(size ? size : 1)), size);
}

void *xcalloc(size_t count, size_t size)
{
    return in_huge_pages(checked(calloc(count ? count : 1, size ? size : 1)), count * size);
}

void *xrealloc(void *old, size_t size)
{
    size_t before = old ? malloc_usable_size(old) : 0;
    void *grown = xmalloc(size);
    if (old)
        memcpy(grown, old, before < size ? before : size);
    xfree(old);
    return grown;
}

char *xstrdup(const char *text)
{
    return checked(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
    return checked(strndup(text, length));
}

char *xasprintf(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return checked(length < 0 ? NULL : text);
}

void xfree(void *pointer)
{
    if (pointer)
        explicit_bzero(pointer, malloc_usable_size(pointer));
    free(pointer);
}

void *grow_array(void *array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return array;
    size_t wanted = *capacity ? *capacity : 8;
    while (wanted < need)
        wanted *= 2;
    if (wanted > SIZE_MAX / size)
        checked(NULL);
    *capacity = wanted;
    return xrealloc(array, wanted * size);
}

void alloc_cleanup_str(char **text)
{
    xfree(*text);
}
