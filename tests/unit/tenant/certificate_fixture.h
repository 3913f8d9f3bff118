/* A key and its certificate, and assertions signed with it: by OpenSSL itself, as no part of the program signs. */
#ifndef CERTIFICATE_FIXTURE_H
#define CERTIFICATE_FIXTURE_H

#include "login_fixture.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

struct certificate {
    EVP_PKEY *key;
    char path[64];
    char sha256[64], sha1[40];
};

static inline void thumbprint_of(const X509 *x509, const EVP_MD *digest, char *out, size_t size)
{
    unsigned char bytes[64];
    unsigned length = 0;
    auto_buf struct buf text = buf_make(128);
    X509_digest(x509, digest, bytes, &length);
    base64url_encode(&text, bytes, length);
    snprintf(out, size, "%s", buf_text(&text));
}

/* Valid from a day before NOON to `days` after it; written to a file. */
static inline struct certificate certificate_make(int bits, int days)
{
    struct certificate made = {.key = EVP_RSA_gen((unsigned)bits), .path = "/tmp/roster-certificate-XXXXXX"};
    X509 *x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    ASN1_TIME_set(X509_getm_notBefore(x509), NOON / 1000 - 86400 * 400);
    ASN1_TIME_set(X509_getm_notAfter(x509), NOON / 1000 + 86400 * days);
    X509_set_pubkey(x509, made.key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, (const unsigned char *)"roster", -1, -1,
                               0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    assert_true(X509_sign(x509, made.key, EVP_sha256()) > 0);
    thumbprint_of(x509, EVP_sha256(), made.sha256, sizeof made.sha256);
    thumbprint_of(x509, EVP_sha1(), made.sha1, sizeof made.sha1);
    int fd = mkstemp(made.path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    assert_non_null(file);
    assert_int_equal(PEM_write_X509(file, x509), 1);
    fclose(file);
    X509_free(x509);
    return made;
}

static inline void certificate_free(struct certificate *certificate)
{
    unlink(certificate->path);
    EVP_PKEY_free(certificate->key);
}
#define auto_certificate __attribute__((cleanup(certificate_free)))

/* What an assertion says; what is NULL or 0 is as it should be. */
struct assertion {
    const char *algorithm, *thumbprint_name, *thumbprint, *audience, *issuer, *subject, *id;
    int64_t from, to; /* s from now */
    int salt;         /* 0: 32 */
    bool broken, no_id;
};

static inline void sign(const struct certificate *certificate, bool pss, int salt, struct buf *token)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *way = NULL;
    unsigned char signature[1024];
    size_t length = sizeof signature;
    assert_int_equal(EVP_DigestSignInit(context, &way, EVP_sha256(), NULL, certificate->key), 1);
    if (pss) {
        EVP_PKEY_CTX_set_rsa_padding(way, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(way, salt);
    }
    assert_int_equal(EVP_DigestSign(context, signature, &length, (const unsigned char *)token->data, token->length), 1);
    EVP_MD_CTX_free(context);
    buf_putc(token, '.');
    base64url_encode(token, signature, length);
}

static inline char *assertion_make(const struct certificate *certificate, struct assertion how)
{
    char random[UUID_TEXT];
    bool pss = !how.algorithm || !strcmp(how.algorithm, "PS256");
    int64_t now = clock_now() / 1000;
    auto_str char *header = xasprintf(
        "{\"alg\":\"%s\",\"typ\":\"JWT\",\"%s\":\"%s\"}", how.algorithm ? how.algorithm : "PS256",
        how.thumbprint_name ? how.thumbprint_name : "x5t#S256", how.thumbprint ? how.thumbprint : certificate->sha256);
    auto_str char *id = how.no_id ? xstrdup("") : xasprintf("\"jti\":\"%s\",", how.id ? how.id : random_uuid(random));
    auto_str char *claims = xasprintf(
        "{\"aud\":\"%s\",\"iss\":\"%s\",\"sub\":\"%s\",%s\"nbf\":%lld,\"iat\":%lld,\"exp\":%lld}",
        how.audience ? how.audience : BASE "/login/" HOME "/oauth2/v2.0/token", how.issuer ? how.issuer : APP,
        how.subject ? how.subject : APP, id, (long long)(now + how.from), (long long)now,
        (long long)(now + (how.to ? how.to : 300)));
    struct buf token = buf_make(1 << 16);
    base64url_encode(&token, header, strlen(header));
    buf_putc(&token, '.');
    base64url_encode(&token, claims, strlen(claims));
    sign(certificate, pss, how.salt ? how.salt : 32, &token);
    if (how.broken)
        token.data[token.length - 10] = token.data[token.length - 10] == 'A' ? 'B' : 'A';
    return buf_take(&token);
}

#endif
