/* A window that slides over the rows: what comes in counts when it is not in it yet, what goes out when it does not come again. */
#include "research/span.h"

#include "base/alloc.h"
#include "base/hash.h"
#include <stdbool.h>
#include <stdlib.h>

enum { NONE = -1 };

/* Where the same thing stands before and behind each row. */
struct neighbours {
    ptrdiff_t before, behind;
};

struct place_of {
    uint64_t what;
    size_t at;
};

static int by_what(const void *a, const void *b)
{
    const struct place_of *x = a, *y = b;
    if (x->what != y->what)
        return x->what < y->what ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static struct neighbours *neighbours_of(const struct span_row *rows, size_t count)
{
    struct place_of *sorted = xmalloc(count * sizeof *sorted);
    struct neighbours *neighbours = xmalloc(count * sizeof *neighbours);
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct place_of){rows[i].what, i};
    qsort(sorted, count, sizeof *sorted, by_what);
    for (size_t i = 0; i < count; i++) {
        bool follows = i && sorted[i - 1].what == sorted[i].what;
        bool goes_on = i + 1 < count && sorted[i + 1].what == sorted[i].what;
        neighbours[sorted[i].at] = (struct neighbours){follows ? (ptrdiff_t)sorted[i - 1].at : NONE,
                                                       goes_on ? (ptrdiff_t)sorted[i + 1].at : NONE};
    }
    xfree(sorted);
    return neighbours;
}

/* The first span that reaches `least`, or, where none does, the one with the most. */
static struct span slide(const struct span_row *rows, size_t count, int64_t length, size_t least)
{
    struct span most = {0, 0, 0};
    struct neighbours *neighbours = count ? neighbours_of(rows, count) : NULL;
    size_t different = 0;
    for (size_t from = 0, next = 0; from < count; from++) { /* the window is [from, next) */
        for (; next < count && rows[next].time <= rows[from].time + length; next++)
            different += neighbours[next].before < (ptrdiff_t)from;
        if (different > most.count)
            most = (struct span){from, next - 1, different};
        if (different >= least)
            break;
        different -= neighbours[from].behind == NONE || neighbours[from].behind >= (ptrdiff_t)next;
    }
    xfree(neighbours);
    return most;
}

uint64_t span_hash(const char *text)
{
    uint64_t hash = HASH_NOTHING;
    for (; *text; text++) {
        char small = (char)(*text >= 'A' && *text <= 'Z' ? *text | 0x20 : *text);
        hash = hash_bytes(hash, &small, 1);
    }
    return hash;
}

struct span span_reaching(const struct span_row *rows, size_t count, int64_t length, size_t least)
{
    struct span span = slide(rows, count, length, least);
    return span.count >= least ? span : (struct span){0, 0, 0};
}

struct span span_most(const struct span_row *rows, size_t count, int64_t length)
{
    return slide(rows, count, length, SIZE_MAX);
}
