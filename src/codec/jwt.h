/* JSON Web Tokens (OpenSSL): reading claims for display, HS256 for the demo tenant's own tokens. */
#ifndef CODEC_JWT_H
#define CODEC_JWT_H

#include "base/err.h"
#include "codec/json.h"

/** The payload of a token, unverified (Graph tokens are opaque to clients: for display and permission hints only). */
struct json *jwt_claims(const char *token, struct err *e) MUST_USE;
/** Sign `claims` with HMAC-SHA-256; header {"alg":"HS256","typ":"JWT"}. Appends to `out`. */
bool jwt_sign_hs256(const struct json *claims, const void *key, size_t key_length, struct buf *out) MUST_USE;
/** Verify signature (not times); the claims, or NULL. */
struct json *jwt_verify_hs256(const char *token, const void *key, size_t key_length, struct err *e) MUST_USE;

#endif
