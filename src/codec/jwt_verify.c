/* Verifying with a certificate's public key. */
#include "codec/jwt_verify.h"

#include "base/alloc.h"
#include "codec/base64.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

enum { LARGEST = 64 * 1024, SMALLEST_KEY = 2048 };

struct jwt_certificate {
    X509 *x509;
    EVP_PKEY *key;
    char sha256[64], sha1[40];
};

static void thumbprint(const X509 *x509, const EVP_MD *digest, char *out, size_t size)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    auto_buf struct buf text = buf_make(128);
    X509_digest(x509, digest, bytes, &length);
    base64url_encode(&text, bytes, length);
    memcpy(out, buf_text(&text), text.length < size ? text.length + 1 : 1);
}

struct jwt_certificate *jwt_certificate_parse(const char *pem, size_t length, struct err *e)
{
    BIO *bio = BIO_new_mem_buf(pem, (int)length);
    struct jwt_certificate *certificate = xcalloc(1, sizeof *certificate);
    certificate->x509 = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    certificate->key = certificate->x509 ? X509_get_pubkey(certificate->x509) : NULL;
    bool rsa = certificate->key && EVP_PKEY_get_base_id(certificate->key) == EVP_PKEY_RSA;
    if (rsa && EVP_PKEY_get_bits(certificate->key) >= SMALLEST_KEY) {
        thumbprint(certificate->x509, EVP_sha256(), certificate->sha256, sizeof certificate->sha256);
        thumbprint(certificate->x509, EVP_sha1(), certificate->sha1, sizeof certificate->sha1);
        return certificate;
    }
    err_set(e, ERR_PARSE,
            certificate->x509 ? "the certificate's key is no RSA key of %d bits or more"
                              : "there is no PEM certificate in it (%d bits or more)",
            SMALLEST_KEY);
    jwt_certificate_free(certificate);
    return NULL;
}

void jwt_certificate_free(struct jwt_certificate *certificate)
{
    if (!certificate)
        return;
    EVP_PKEY_free(certificate->key);
    X509_free(certificate->x509);
    xfree(certificate);
}

const char *jwt_certificate_sha256(const struct jwt_certificate *certificate)
{
    return certificate->sha256;
}

const char *jwt_certificate_sha1(const struct jwt_certificate *certificate)
{
    return certificate->sha1;
}

bool jwt_certificate_valid(const struct jwt_certificate *certificate, int64_t now)
{
    time_t seconds = (time_t)(now / 1000);
    return X509_cmp_time(X509_get0_notBefore(certificate->x509), &seconds) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate->x509), &seconds) > 0;
}

struct json *jwt_header(const char *token, struct err *e)
{
    auto_buf struct buf text = buf_make(LARGEST);
    size_t length = strcspn(token, ".");
    if (token[length] && base64_decode(&text, token, length) && !text.overflow)
        return json_parse(buf_text(&text), text.length, e);
    err_set(e, ERR_PARSE, "the token does not begin with a header");
    return NULL;
}

static bool verify(EVP_PKEY *key, enum jwt_algorithm algorithm, const char *text, size_t length,
                   const struct buf *signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *way = NULL;
    bool good = context && EVP_DigestVerifyInit(context, &way, EVP_sha256(), NULL, key) == 1;
    if (good && algorithm == JWT_PS256)
        good = EVP_PKEY_CTX_set_rsa_padding(way, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(way, EVP_sha256()) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(way, 32) == 1;
    good = good && EVP_DigestVerify(context, (const unsigned char *)signature->data, signature->length,
                                    (const unsigned char *)text, length) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

bool jwt_signed_by(const char *token, const struct jwt_certificate *certificate, enum jwt_algorithm algorithm)
{
    const char *first = strchr(token, '.'), *last = strrchr(token, '.');
    auto_buf struct buf signature = buf_make(LARGEST);
    return first && last != first && base64_decode(&signature, last + 1, strlen(last + 1)) && signature.length > 0 &&
           verify(certificate->key, algorithm, token, (size_t)(last - token), &signature);
}
