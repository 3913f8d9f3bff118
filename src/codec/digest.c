/* SHA-256 by OpenSSL. */
#include "codec/digest.h"

#include "codec/base64.h"
#include <openssl/sha.h>

void digest_sha256_url(struct buf *out, const char *text, size_t length)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)text, length, hash);
    base64url_encode(out, hash, sizeof hash);
}

void digest_sha256_hex(struct buf *out, const char *text, size_t length)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)text, length, hash);
    for (size_t i = 0; i < sizeof hash; i++)
        buf_printf(out, "%02x", hash[i]);
}
