/* Certificates of applications, and tokens that were signed with their keys (OpenSSL). */
#ifndef CODEC_JWT_VERIFY_H
#define CODEC_JWT_VERIFY_H

#include "base/err.h"
#include "codec/json.h"
#include <stdint.h>

struct jwt_certificate;

enum jwt_algorithm { JWT_PS256, JWT_RS256 };

/** The first certificate in PEM text; NULL with `e` when there is none or its key is no RSA key of 2048 bits at least. */
struct jwt_certificate *jwt_certificate_parse(const char *pem, size_t length, struct err *e) MUST_USE;
void jwt_certificate_free(struct jwt_certificate *certificate);
/** base64url of the digest of the whole certificate: SHA-256 ("x5t#S256") and SHA-1 ("x5t"). */
const char *jwt_certificate_sha256(const struct jwt_certificate *certificate);
const char *jwt_certificate_sha1(const struct jwt_certificate *certificate);
/** Whether `now` (ms) lies within the certificate's own time. */
bool jwt_certificate_valid(const struct jwt_certificate *certificate, int64_t now);
/** The first part of a token, unverified; NULL with `e` when it is none. */
struct json *jwt_header(const char *token, struct err *e) MUST_USE;
/** Whether the signature over the first two parts is the certificate's key's. PS256 wants a salt of 32 bytes. */
bool jwt_signed_by(const char *token, const struct jwt_certificate *certificate, enum jwt_algorithm algorithm) MUST_USE;

#endif
