/* What the fuzz targets share. A target is called with bytes and ends the process when something does not hold. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/alloc.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                             \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/** The bytes as text, which ends at the first NUL; owned by the caller. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = xmalloc(size + 1);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif
