/* Signing assertions with a certificate. */
#include "codec/assertion.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/place.h"
#include "codec/base64.h"
#include "codec/json.h"
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>

enum { LIFE = 300, LEAST_BITS = 2048, SALT = 32, LARGEST_SIGNATURE = 2048 };

struct assertion_key {
    EVP_PKEY *key;
    X509 *certificate;
    int64_t expires;
};

/* What a password callback of the library is asked for, and whether it was. */
struct asked {
    const struct secret *passphrase;
    bool any;
};

static int give_passphrase(char *out, int size, int writing, void *context)
{
    struct asked *asked = context;
    int length = (int)secret_length(asked->passphrase);
    (void)writing;
    asked->any = true;
    if (!asked->passphrase || length > size)
        return -1;
    memcpy(out, secret_text(asked->passphrase), (size_t)length);
    return length;
}

static BIO *open_file(const char *path, const char *setting, bool has_key, struct err *e)
{
    FILE *stream = place_stream(setting, path, has_key, e);
    struct stat about;
    if (!stream || fstat(fileno(stream), &about)) {
        e->code = ERR_CONFIG;
    } else if (has_key && about.st_mode & 077) {
        err_set(e, ERR_CONFIG, "%s %s holds a key and can be read by others", setting, path);
        err_hint(e, "chmod 600 %s, and replace the certificate if somebody may have copied it", path);
    } else {
        return BIO_new_fp(stream, BIO_CLOSE);
    }
    if (stream)
        fclose(stream);
    return NULL;
}

static bool is_pem(BIO *file)
{
    char head[64] = "";
    int length = BIO_read(file, head, sizeof head - 1);
    (void)BIO_reset(file);
    return length > 0 && (unsigned char)head[0] != 0x30; /* DER begins with a sequence */
}

static bool no_key(const char *path, const struct asked *asked, bool *wants, struct err *e)
{
    if (wants)
        *wants = asked->any && !asked->passphrase;
    if (!asked->any)
        return err_set(e, ERR_CONFIG, "%s holds no private key", path);
    err_set(e, ERR_CONFIG, asked->passphrase ? "the passphrase does not open %s" : "%s wants a passphrase", path);
    return err_hint(e, "give it by secret_file, secret_env or secret_command, or type it when asked");
}

static bool read_pem_key(struct assertion_key *key, BIO *file, const char *path, const struct secret *passphrase,
                         bool *wants, struct err *e)
{
    struct asked asked = {.passphrase = passphrase};
    key->key = PEM_read_bio_PrivateKey(file, NULL, give_passphrase, &asked);
    (void)BIO_reset(file);
    return key->key || no_key(path, &asked, wants, e);
}

/* The certificate among those of the file that belongs to the key. */
static void read_pem_certificate(struct assertion_key *key, BIO *file)
{
    X509 *next;
    while ((next = PEM_read_bio_X509(file, NULL, NULL, NULL))) {
        if (X509_check_private_key(next, key->key) == 1) {
            key->certificate = next;
            return;
        }
        X509_free(next);
    }
}

static bool read_pem(struct assertion_key *key, BIO *file, const char *path, const char *key_path,
                     const struct secret *passphrase, bool *wants, struct err *e)
{
    BIO *other = key_path ? open_file(key_path, "certificate_key", true, e) : NULL;
    if (key_path && !other)
        return false;
    bool ok = read_pem_key(key, other ? other : file, other ? key_path : path, passphrase, wants, e);
    BIO_free(other);
    if (!ok)
        return false;
    read_pem_certificate(key, file);
    return key->certificate || err_set(e, ERR_CONFIG, "%s holds no certificate for the key", path);
}

static bool read_pkcs12(struct assertion_key *key, BIO *file, const char *path, const struct secret *passphrase,
                        bool *wants, struct err *e)
{
    PKCS12 *store = d2i_PKCS12_bio(file, NULL);
    if (!store)
        return err_set(e, ERR_CONFIG, "%s is neither PEM nor PKCS#12", path);
    bool plain = PKCS12_verify_mac(store, NULL, 0) == 1 || PKCS12_verify_mac(store, "", 0) == 1;
    struct asked asked = {.passphrase = passphrase, .any = !plain};
    PKCS12_parse(store, secret_text(passphrase), &key->key, &key->certificate, NULL);
    PKCS12_free(store);
    if (!key->key)
        return no_key(path, &asked, wants, e);
    return key->certificate || err_set(e, ERR_CONFIG, "%s holds no certificate for the key", path);
}

static int64_t end_of(const X509 *certificate)
{
    struct tm tm = {0};
    return ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) ? (int64_t)timegm(&tm) * 1000 : 0;
}

static bool usable(struct assertion_key *key, const char *path, struct err *e)
{
    char when[CLOCK_TEXT];
    if (EVP_PKEY_get_base_id(key->key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key->key) < LEAST_BITS)
        return err_set(e, ERR_CONFIG, "%s: the key has to be RSA with 2048 bits or more", path);
    if (X509_check_private_key(key->certificate, key->key) != 1)
        return err_set(e, ERR_CONFIG, "%s: the key does not belong to the certificate", path);
    key->expires = end_of(key->certificate);
    if (key->expires > clock_now())
        return true;
    err_set(e, ERR_CONFIG, "%s: the certificate has expired (%s)", path, clock_format(key->expires, when));
    return err_hint(e, "make a new one and upload it to the app registration");
}

struct assertion_key *assertion_key_read(const char *certificate, const char *key_path, const struct secret *passphrase,
                                         bool *wants_passphrase, struct err *e)
{
    if (wants_passphrase)
        *wants_passphrase = false;
    BIO *file = open_file(certificate, "certificate", !key_path, e);
    if (!file)
        return NULL;
    struct assertion_key *key = xcalloc(1, sizeof *key);
    bool ok = is_pem(file) ? read_pem(key, file, certificate, key_path, passphrase, wants_passphrase, e)
                           : read_pkcs12(key, file, certificate, passphrase, wants_passphrase, e);
    ok = ok && usable(key, certificate, e);
    BIO_free(file);
    ERR_clear_error();
    if (ok)
        return key;
    assertion_key_free(key);
    return NULL;
}

void assertion_key_free(struct assertion_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->key); /* wipes it */
    X509_free(key->certificate);
    xfree(key);
}

int64_t assertion_key_expires(const struct assertion_key *key)
{
    return key->expires;
}

static bool put_header(const struct assertion_key *key, struct buf *out)
{
    unsigned char thumbprint[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    auto_buf struct buf header = buf_make(1024);
    if (!X509_digest(key->certificate, EVP_sha256(), thumbprint, &length))
        return false;
    buf_puts(&header, "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"");
    base64url_encode(&header, thumbprint, length);
    buf_puts(&header, "\"}");
    base64url_encode(out, buf_text(&header), header.length);
    return true;
}

static void put_payload(const char *audience, const char *client_id, const char *id, int64_t now, struct buf *out)
{
    auto_buf struct buf payload = buf_make(8192);
    struct json_writer w = json_writer(&payload);
    const struct {
        const char *name, *text;
    } texts[] = {{"aud", audience}, {"iss", client_id}, {"sub", client_id}, {"jti", id}};
    json_open(&w, '{');
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_member_text(&w, texts[i].name, texts[i].text);
    }
    json_member_int(&w, "nbf", now / 1000);
    json_member_int(&w, "iat", now / 1000);
    json_member_int(&w, "exp", now / 1000 + LIFE);
    json_close(&w);
    base64url_encode(out, buf_text(&payload), payload.length);
}

static bool sign(const struct assertion_key *key, const struct buf *text, struct buf *out)
{
    unsigned char signature[LARGEST_SIGNATURE];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *way; /* owned by the context */
    bool ok = context && EVP_DigestSignInit(context, &way, EVP_sha256(), NULL, key->key) == 1 &&
              EVP_PKEY_CTX_set_rsa_padding(way, RSA_PKCS1_PSS_PADDING) == 1 &&
              EVP_PKEY_CTX_set_rsa_mgf1_md(way, EVP_sha256()) == 1 &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(way, SALT) == 1 &&
              EVP_DigestSign(context, signature, &length, (const unsigned char *)buf_text(text), text->length) == 1;
    EVP_MD_CTX_free(context);
    if (ok)
        base64url_encode(out, signature, length);
    return ok;
}

bool assertion_sign(const struct assertion_key *key, const char *audience, const char *client_id, const char *id,
                    int64_t now, struct buf *out)
{
    auto_buf struct buf text = buf_make(16384), signature = buf_make(8192);
    if (!put_header(key, &text))
        return false;
    buf_putc(&text, '.');
    put_payload(audience, client_id, id, now, &text);
    if (!sign(key, &text, &signature))
        return false;
    buf_add(out, buf_text(&text), text.length);
    buf_putc(out, '.');
    return buf_add(out, buf_text(&signature), signature.length);
}
