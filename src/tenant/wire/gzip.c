/* gzip at the fastest level (zlib), with a small cache by content. */
#include "tenant/wire/gzip.h"

#include "base/alloc.h"
#include <string.h>
#include <strings.h>
#include <zlib.h>

void gzip_init(struct gzip_cache *cache)
{
    memset(cache, 0, sizeof *cache);
    pthread_mutex_init(&cache->lock, NULL);
}

void gzip_free(struct gzip_cache *cache)
{
    for (size_t i = 0; i < GZIP_SLOTS; i++)
        xfree(cache->slots[i].packed);
    pthread_mutex_destroy(&cache->lock);
}

bool gzip_wanted(const char *accept_encoding)
{
    const char *at = accept_encoding ? strcasestr(accept_encoding, "gzip") : NULL;
    if (!at)
        return false;
    at += 4 + strspn(at + 4, " ");
    return strncmp(at, ";q=0", 4) != 0 || at[4] == '.';
}

/* Two independent multiplicative hashes over words: 128 bits, several bytes a cycle. */
static void hash_body(const struct buf *body, uint64_t hash[2])
{
    uint64_t a = 0x9e3779b97f4a7c15u ^ body->length, b = 0xc2b2ae3d27d4eb4fu;
    for (size_t i = 0; i < body->length; i += 8) {
        uint64_t word = 0;
        size_t left = body->length - i;
        memcpy(&word, body->data + i, left < 8 ? left : 8);
        a = (a ^ word) * 0xff51afd7ed558ccdu;
        a ^= a >> 29;
        b = (b + word) * 0x9fb21c651e98df25u;
        b ^= b >> 32;
    }
    hash[0] = a;
    hash[1] = b;
}

static bool pack(const struct buf *body, char **out, size_t *length)
{
    z_stream z = {.next_in = (Bytef *)body->data, .avail_in = (uInt)body->length};
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&z, body->length);
    *out = xmalloc(room);
    z.next_out = (Bytef *)*out;
    z.avail_out = (uInt)room;
    bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *length = z.total_out;
    deflateEnd(&z);
    return done;
}

static void replace(struct buf *body, const char *packed, size_t length)
{
    buf_clear(body);
    buf_add(body, packed, length);
}

bool gzip_body(struct gzip_cache *cache, struct buf *body)
{
    uint64_t hash[2];
    char *packed = NULL;
    size_t packed_length = 0, length = body->length;
    hash_body(body, hash);
    struct gzip_slot *slot = &cache->slots[hash[0] % GZIP_SLOTS];
    pthread_mutex_lock(&cache->lock);
    bool hit = slot->length == length && slot->hash[0] == hash[0] && slot->hash[1] == hash[1];
    if (hit)
        replace(body, slot->packed, slot->packed_length);
    pthread_mutex_unlock(&cache->lock);
    if (hit)
        return true;
    bool done = pack(body, &packed, &packed_length);
    if (!done) {
        xfree(packed);
        return false;
    }
    replace(body, packed, packed_length);
    pthread_mutex_lock(&cache->lock);
    xfree(slot->packed);
    *slot = (struct gzip_slot){{hash[0], hash[1]}, length, packed, packed_length};
    pthread_mutex_unlock(&cache->lock);
    return true;
}
