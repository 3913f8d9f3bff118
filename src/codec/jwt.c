/* JSON Web Tokens by OpenSSL. */
#include "codec/jwt.h"

#include "base/alloc.h"
#include "codec/base64.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

enum { LARGEST = 64 * 1024, MAC = 32 };

static struct json *decode_part(const char *part, size_t length, struct err *e)
{
    auto_buf struct buf text = buf_make(LARGEST);
    if (!base64_decode(&text, part, length) || text.overflow) {
        err_set(e, ERR_PARSE, "a part of the token is not base64url");
        return NULL;
    }
    return json_parse(buf_text(&text), text.length, e);
}

struct json *jwt_claims(const char *token, struct err *e)
{
    const char *payload = strchr(token, '.');
    const char *end = payload ? strchr(payload + 1, '.') : NULL;
    if (!end) {
        err_set(e, ERR_PARSE, "the token does not have three parts");
        return NULL;
    }
    return decode_part(payload + 1, (size_t)(end - payload - 1), e);
}

static void mac(const void *key, size_t key_length, const char *text, size_t length, unsigned char out[MAC])
{
    unsigned made = MAC;
    HMAC(EVP_sha256(), key, (int)key_length, (const unsigned char *)text, length, out, &made);
}

bool jwt_sign_hs256(const struct json *claims, const void *key, size_t key_length, struct buf *out)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    auto_buf struct buf payload = buf_make(LARGEST), token = buf_make((size_t)2 * LARGEST);
    unsigned char signature[MAC];

    if (!json_write(claims, &payload))
        return false;
    base64url_encode(&token, header, strlen(header));
    buf_putc(&token, '.');
    base64url_encode(&token, buf_text(&payload), payload.length);
    mac(key, key_length, buf_text(&token), token.length, signature);
    buf_putc(&token, '.');
    base64url_encode(&token, signature, sizeof signature);
    return buf_add(out, buf_text(&token), token.length);
}

struct json *jwt_verify_hs256(const char *token, const void *key, size_t key_length, struct err *e)
{
    const char *last = strrchr(token, '.');
    auto_buf struct buf given = buf_make(LARGEST);
    unsigned char expected[MAC];

    if (!last || strchr(token, '.') == last || !base64_decode(&given, last + 1, strlen(last + 1))) {
        err_set(e, ERR_PARSE, "the token does not have three parts");
        return NULL;
    }
    auto_json struct json *header = decode_part(token, (size_t)(strchr(token, '.') - token), e);
    if (!header)
        return NULL;
    mac(key, key_length, token, (size_t)(last - token), expected);
    if (strcmp(json_text_or(json_get(header, "alg"), ""), "HS256") != 0 || given.length != MAC ||
        CRYPTO_memcmp(given.data, expected, MAC) != 0) {
        err_set(e, ERR_PARSE, "the token's signature is wrong");
        return NULL;
    }
    return jwt_claims(token, e);
}
