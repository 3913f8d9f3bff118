/* What was probably meant by a word that is none of those there are. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *typed;
    const char *name; /* out: the best so far; NULL: none is near */
    size_t wrong;     /* letters to change, add, leave out or swap with the next */
};

/** `typed` must outlive it. */
struct nearest nearest_to(const char *typed);
/** Offer one of the words there are, which must outlive it: it is near when at most one letter in three of what was typed is wrong.
 *  What was typed may be a part of it. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
