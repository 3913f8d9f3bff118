/* Whether a list that comes page by page comes to an end. */
#include "base/paging.h"

#include "base/arena.h"
#include "base/hash.h"
#include <string.h>

struct paging_mark {
    uint64_t hash; /* of a link, or of the rows of a page */
    struct paging_mark *next;
};

static bool is_new(struct paging *paging, struct arena *arena, uint64_t hash)
{
    for (const struct paging_mark *one = paging->marks; one; one = one->next)
        if (one->hash == hash)
            return false;
    struct paging_mark *mark = arena_alloc(arena, sizeof *mark);
    *mark = (struct paging_mark){.hash = hash, .next = paging->marks};
    paging->marks = mark;
    return true;
}

bool paging_follow(struct paging *paging, struct arena *arena, const char *link)
{
    return paging->pages++ < PAGING_MOST && is_new(paging, arena, hash_bytes(HASH_NOTHING, link, strlen(link)));
}

bool paging_page(struct paging *paging, struct arena *arena, size_t rows, uint64_t hash, size_t most_idle)
{
    paging->idle = rows ? 0 : paging->idle + 1;
    return paging->idle <= most_idle && (!rows || is_new(paging, arena, hash));
}

bool paging_endless(struct err *e, size_t count, const char *many)
{
    return err_set(e, ERR_SERVICE, "the service's pages do not come to an end: stopped after %zu %s", count, many);
}
