/* Compressed replies; what was compressed once is kept for the next who asks the same. */
#ifndef TENANT_GZIP_H
#define TENANT_GZIP_H

#include "base/buf.h"
#include <pthread.h>
#include <stdint.h>

enum { GZIP_SLOTS = 256 };

struct gzip_slot {
    uint64_t hash[2];
    size_t length; /* of the plain body; 0: empty slot */
    char *packed;
    size_t packed_length;
};

struct gzip_cache {
    pthread_mutex_t lock;
    struct gzip_slot slots[GZIP_SLOTS];
};

void gzip_init(struct gzip_cache *cache);
void gzip_free(struct gzip_cache *cache);
/** Whether an Accept-Encoding header (may be NULL) allows gzip. */
bool gzip_wanted(const char *accept_encoding);
/** Replace the body by its compressed form; false leaves it as it was. */
bool gzip_body(struct gzip_cache *cache, struct buf *body);

#endif
