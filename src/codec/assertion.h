/* A certificate with its key (OpenSSL), and the assertions it signs: how an application proves who it is without a secret. */
#ifndef CODEC_ASSERTION_H
#define CODEC_ASSERTION_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include <stdint.h>

struct assertion_key;

/** Read a certificate and its RSA key: PEM (both in `certificate`, or the key in `key`, which may be NULL) or PKCS#12.
 *  `passphrase` may be NULL; where one is needed then, `*wants_passphrase` (may be NULL) is set. A file with a key that others
 *  can read is refused. NULL with `e`. Owned by the caller. */
struct assertion_key *assertion_key_read(const char *certificate, const char *key, const struct secret *passphrase,
                                         bool *wants_passphrase, struct err *e) MUST_USE;
void assertion_key_free(struct assertion_key *key); /* NULL is fine */
/** When the certificate ends, ms. */
int64_t assertion_key_expires(const struct assertion_key *key);
/** Append a PS256 assertion with x5t#S256 (REQUESTS §12.2) of `client_id` for `audience`, good for five minutes. `id` is a UUID. */
bool assertion_sign(const struct assertion_key *key, const char *audience, const char *client_id, const char *id,
                    int64_t now, struct buf *out) MUST_USE;

#endif
