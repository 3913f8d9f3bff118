/* A spare is a buffer whose bytes are all 0. */
#include "api/http/spares.h"

#include "base/secret.h"
#include <assert.h>

/* The memory goes from one to the other; each keeps its limit. */
static void move(struct buf *from, struct buf *to)
{
    assert(!to->data && !from->length);
    to->data = from->data;
    to->capacity = from->capacity;
    from->data = NULL;
    from->capacity = 0;
}

void spares_take(struct spares *spares, struct buf *body)
{
    for (size_t i = 0; i < SPARES; i++)
        if (spares->kept[i].data) {
            move(&spares->kept[i], body);
            return;
        }
}

void spares_give(struct spares *spares, struct buf *body)
{
    if (body->capacity < SPARE_LEAST || body->capacity > SPARE_MOST)
        return;
    for (size_t i = 0; i < SPARES; i++)
        if (!spares->kept[i].data) {
            secret_wipe(body->data, body->capacity);
            body->length = 0;
            move(body, &spares->kept[i]);
            return;
        }
}

void spares_free(struct spares *spares)
{
    for (size_t i = 0; i < SPARES; i++)
        buf_free(&spares->kept[i]);
}
