/* Whether a list that comes page by page comes to an end: a link that came before, the same rows once more, pages that stay without
 * rows, and more pages than any list has are the service's fault, and told as such. */
#ifndef BASE_PAGING_H
#define BASE_PAGING_H

#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    PAGING_IDLE = 16,   /* pages without rows, one after the other */
    PAGING_MOST = 20000 /* pages; a million users in the smallest pages are 8,334 */
};

struct paging { /* begins as zero */
    struct paging_mark *marks;
    size_t pages; /* asked for */
    size_t idle;  /* without rows, one after the other */
};

/** Whether the page at `link` may be asked for. Marks are kept in `arena`. */
bool paging_follow(struct paging *paging, struct arena *arena, const char *link) MUST_USE;
/** A page is in and there are more: whether to go on. `hash`: of the ids of its rows; `most_idle`: PAGING_IDLE. */
bool paging_page(struct paging *paging, struct arena *arena, size_t rows, uint64_t hash, size_t most_idle) MUST_USE;
/** "the service's pages do not come to an end: stopped after 12 users". Always false. */
bool paging_endless(struct err *e, size_t count, const char *many);

#endif
