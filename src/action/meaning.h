/* One meaning of a name: what is named for a write is exactly one thing, or the question is asked again with all it may
 * mean and their ids. */
#ifndef ACTION_MEANING_H
#define ACTION_MEANING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include <stddef.h>

struct candidate {
    const char *name, *id; /* id: what names it and nothing else */
    bool whole;            /* what was asked for is its id, its whole name or its whole address, not a part of them */
    const void *thing;
};

enum { MEANING_NONE = -1 };

/** The index of the only candidate that is named as a whole; MEANING_NONE with `e` (AMBIGUOUS, NOT_FOUND), which names
 *  what may be meant. `what`: "group"; `how`: what to give instead, for the hint. */
int meaning_of(const struct candidate *candidates, size_t count, const char *what, const char *asked, const char *how,
               struct err *e) MUST_USE;
/** A word as it was copied from elsewhere, without blanks and line ends around it; of "Ann Smith <ann@contoso.com>" the address. */
const char *meaning_word(struct arena *arena, const char *text);
/** "Sales (id), Sales (id) and 3 more": as many of them as `room` bytes hold. */
void meaning_list(struct buf *out, const struct candidate *candidates, size_t count, bool whole, size_t room);

#endif
