/* Finding a short text in a long one: what a keystroke of the filter spends its time on. */
#ifndef MODEL_FIND_H
#define MODEL_FIND_H

#include <stddef.h>

/** Where `needle` first stands in `text`, or NULL; an empty one stands at the start. */
const char *find_text(const char *text, size_t length, const char *needle, size_t needle_length);

#endif
