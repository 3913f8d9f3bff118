/* Certificates and the tokens signed with their keys. */
#include "unit.h"

#include "base/alloc.h"
#include "codec/base64.h"
#include "codec/jwt_verify.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#define NOON INT64_C(1795435200000)
#define DAY  INT64_C(86400000)

/* The PEM text of a certificate for `key`, valid for a day to both sides of NOON. */
static char *pem_of(EVP_PKEY *key)
{
    X509 *x509 = X509_new();
    BIO *bio = BIO_new(BIO_s_mem());
    char *text;
    ASN1_TIME_set(X509_getm_notBefore(x509), (NOON - DAY) / 1000);
    ASN1_TIME_set(X509_getm_notAfter(x509), (NOON + DAY) / 1000);
    X509_set_pubkey(x509, key);
    assert_true(X509_sign(x509, key, EVP_sha256()) > 0 && PEM_write_bio_X509(bio, x509) == 1);
    long length = BIO_get_mem_data(bio, &text);
    char *copy = xstrndup(text, (size_t)length);
    BIO_free(bio);
    X509_free(x509);
    return copy;
}

static char *token_of(EVP_PKEY *key, bool pss, int salt)
{
    struct buf token = buf_make(1 << 14);
    unsigned char signature[1024];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *way = NULL;
    base64url_encode(&token, "{\"alg\":\"x\"}", 11);
    buf_puts(&token, ".e30");
    assert_int_equal(EVP_DigestSignInit(context, &way, EVP_sha256(), NULL, key), 1);
    if (pss) {
        EVP_PKEY_CTX_set_rsa_padding(way, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(way, salt);
    }
    assert_int_equal(EVP_DigestSign(context, signature, &length, (unsigned char *)token.data, token.length), 1);
    EVP_MD_CTX_free(context);
    buf_putc(&token, '.');
    base64url_encode(&token, signature, length);
    return buf_take(&token);
}

static void signature__only_of_this_key_and_algorithm(void **state)
{
    (void)state;
    struct err e;
    EVP_PKEY *key = EVP_RSA_gen(2048), *other = EVP_RSA_gen(2048);
    auto_str char *pem = pem_of(key);
    auto_str char *pss = token_of(key, true, 32), *plain = token_of(key, false, 0),
                  *short_salt = token_of(key, true, 20);
    auto_str char *foreign = token_of(other, true, 32);
    struct jwt_certificate *certificate = jwt_certificate_parse(pem, strlen(pem), &e);
    assert_non_null(certificate);
    assert_true(jwt_signed_by(pss, certificate, JWT_PS256));
    assert_true(jwt_signed_by(plain, certificate, JWT_RS256));
    assert_false(jwt_signed_by(pss, certificate, JWT_RS256));
    assert_false(jwt_signed_by(plain, certificate, JWT_PS256));
    assert_false(jwt_signed_by(short_salt, certificate, JWT_PS256));
    assert_false(jwt_signed_by(foreign, certificate, JWT_PS256));
    pss[strcspn(pss, ".") + 1] ^= 1; /* the claims */
    assert_false(jwt_signed_by(pss, certificate, JWT_PS256));
    assert_false(jwt_signed_by("a.b", certificate, JWT_PS256));
    assert_false(jwt_signed_by("a.b.", certificate, JWT_PS256));
    assert_int_equal(strlen(jwt_certificate_sha256(certificate)), 43);
    assert_int_equal(strlen(jwt_certificate_sha1(certificate)), 27);
    jwt_certificate_free(certificate);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
}

static void certificate__has_a_time(void **state)
{
    (void)state;
    struct err e;
    EVP_PKEY *key = EVP_RSA_gen(2048);
    auto_str char *pem = pem_of(key);
    struct jwt_certificate *certificate = jwt_certificate_parse(pem, strlen(pem), &e);
    assert_true(jwt_certificate_valid(certificate, NOON));
    assert_false(jwt_certificate_valid(certificate, NOON - 2 * DAY));
    assert_false(jwt_certificate_valid(certificate, NOON + 2 * DAY));
    jwt_certificate_free(certificate);
    EVP_PKEY_free(key);
}

static void certificate__none_or_weak__is_refused(void **state)
{
    (void)state;
    struct err e;
    EVP_PKEY *weak = EVP_RSA_gen(1024), *curve = EVP_EC_gen("P-256");
    auto_str char *weak_pem = pem_of(weak), *curve_pem = pem_of(curve);
    const char *const texts[] = {"", "not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                 weak_pem, curve_pem};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        e.code = ERR_OK;
        assert_null(jwt_certificate_parse(texts[i], strlen(texts[i]), &e));
        assert_int_equal(e.code, ERR_PARSE);
    }
    EVP_PKEY_free(weak);
    EVP_PKEY_free(curve);
}

static void header__is_the_first_part(void **state)
{
    (void)state;
    struct err e;
    auto_json struct json *header = jwt_header("eyJhbGciOiJQUzI1NiJ9.e30.x", &e);
    assert_string_equal(json_text_or(json_get(header, "alg"), ""), "PS256");
    assert_null(jwt_header("", &e));
    assert_null(jwt_header("eyJhbGciOiJQUzI1NiJ9", &e));
    assert_null(jwt_header("!!.e30.x", &e));
    assert_null(jwt_header("e30x.e30.x", &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signature__only_of_this_key_and_algorithm),
        cmocka_unit_test(certificate__has_a_time),
        cmocka_unit_test(certificate__none_or_weak__is_refused),
        cmocka_unit_test(header__is_the_first_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
