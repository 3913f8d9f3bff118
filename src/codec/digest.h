/* SHA-256, as PKCE wants it, and as people compare it. */
#ifndef CODEC_DIGEST_H
#define CODEC_DIGEST_H

#include "base/buf.h"
#include <stddef.h>

/** Append the SHA-256 of `text`, in base64url without padding. */
void digest_sha256_url(struct buf *out, const char *text, size_t length);
/** The same as sha256sum(1) writes it: 64 digits. */
void digest_sha256_hex(struct buf *out, const char *text, size_t length);

#endif
