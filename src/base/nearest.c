/* The distance of a word to the nearest part of another, row by row. */
#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST_WORD = 32 };

/* The fewest letters to change, add, leave out or swap with the next in `typed` to make it a part of `name`. */
static size_t edits(const char *typed, const char *name)
{
    size_t rows[3][LONGEST_WORD + 1], length = strlen(typed), least = length;
    for (size_t i = 0; i <= length; i++)
        rows[0][i] = i;
    for (size_t at = 0; name[at]; at++) {
        const size_t *before = rows[at % 3], *earlier = rows[(at + 2) % 3];
        size_t *now = rows[(at + 1) % 3];
        now[0] = 0;
        for (size_t i = 1; i <= length; i++) {
            size_t changed = before[i - 1] + (typed[i - 1] != name[at]),
                   moved = before[i] < now[i - 1] ? before[i] : now[i - 1];
            now[i] = changed < moved + 1 ? changed : moved + 1;
            bool swapped = at && i > 1 && typed[i - 1] == name[at - 1] && typed[i - 2] == name[at];
            if (swapped && earlier[i - 2] + 1 < now[i])
                now[i] = earlier[i - 2] + 1;
        }
        least = now[length] < least ? now[length] : least;
    }
    return least;
}

struct nearest nearest_to(const char *typed)
{
    return (struct nearest){.typed = typed, .wrong = strlen(typed) / 3 + 1};
}

void nearest_offer(struct nearest *nearest, const char *name)
{
    size_t wrong = strlen(nearest->typed) > LONGEST_WORD ? nearest->wrong : edits(nearest->typed, name);
    if (wrong < nearest->wrong || (nearest->name && wrong == nearest->wrong && strlen(name) < strlen(nearest->name))) {
        nearest->name = name;
        nearest->wrong = wrong;
    }
}
