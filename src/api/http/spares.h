/* Memory that held large bodies and holds the next ones: of a table that is read page by page each body would be mapped, grown and
 * unmapped, which costs more than what it brings. Two, as one comes while the one before is read. */
#ifndef API_HTTP_SPARES_H
#define API_HTTP_SPARES_H

#include "base/buf.h"

enum { SPARES = 2, SPARE_LEAST = 64 << 10, SPARE_MOST = 2 << 20 /* bytes */ };

struct spares {
    struct buf kept[SPARES]; /* empty and wiped */
};

/** Give an empty buffer the memory of a spare, if there is one; its limit stays. */
void spares_take(struct spares *spares, struct buf *body);
/** Keep the memory of a body, wiped, and leave it empty; what is small, too large or one too many stays where it is. */
void spares_give(struct spares *spares, struct buf *body);
void spares_free(struct spares *spares);

#endif
