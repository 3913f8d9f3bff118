/* Assertions: an independent program (openssl) verifies what roster signs; every kind of file is read or refused with its reason. */
#include "unit.h"

#include "base/clock.h"
#include "codec/assertion.h"
#include "codec/base64.h"
#include "codec/json.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* Run a command in the folder; its exit code. */
static int run(const char *format, ...)
{
    char command[800];
    int at = snprintf(command, sizeof command, "cd %s && { ", folder);
    va_list arguments;
    va_start(arguments, format);
    at += vsnprintf(command + at, sizeof command - (size_t)at, format, arguments);
    va_end(arguments);
    snprintf(command + at, sizeof command - (size_t)at, "; } >out 2>&1");
    return system(command);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/roster-assertion-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (int bits = 2048; bits <= 4096; bits += 2048)
        assert_int_equal(
            run("openssl req -x509 -newkey rsa:%d -nodes -keyout key%d.pem -out cert%d.pem -subj /CN=roster -days 2",
                bits, bits, bits),
            0);
    assert_int_equal(run("openssl pkcs12 -export -inkey key2048.pem -in cert2048.pem -out plain.pfx -passout pass:"),
                     0);
    assert_int_equal(
        run("openssl pkcs12 -export -inkey key2048.pem -in cert2048.pem -out locked.pfx -passout pass:open-sesame"), 0);
    assert_int_equal(run("openssl rsa -aes256 -in key2048.pem -out locked.pem -passout pass:open-sesame"), 0);
    assert_int_equal(
        run("openssl req -x509 -newkey rsa:2048 -nodes -keyout other.pem -out other-cert.pem -subj /CN=other -days 2"),
        0);
    assert_int_equal(
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.pem -out ec-cert.pem -subj /CN=ec -days 2"),
        0);
    assert_int_equal(run("cat other-cert.pem cert2048.pem key2048.pem > both.pem && chmod 600 *"), 0);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void write_file(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(in_folder(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static struct assertion_key *read_key(const char *certificate, const char *key, const char *passphrase)
{
    auto_secret struct secret *secret = passphrase ? secret_new(passphrase, strlen(passphrase)) : NULL;
    struct err e = {0};
    char certificate_path[128], key_path[128];
    snprintf(certificate_path, sizeof certificate_path, "%s/%s", folder, certificate);
    snprintf(key_path, sizeof key_path, "%s/%s", folder, key ? key : "");
    struct assertion_key *read = assertion_key_read(certificate_path, key ? key_path : NULL, secret, NULL, &e);
    if (!read)
        fail_msg("%s: %s", certificate, e.message);
    return read;
}

static struct json *part(const char *text, size_t length)
{
    struct err e;
    auto_buf struct buf decoded = buf_make(8192);
    assert_null(memchr(text, '=', length)); /* no padding */
    assert_true(base64_decode(&decoded, text, length));
    return json_parse(buf_text(&decoded), decoded.length, &e);
}

/* The signature by openssl with the certificate's public key, header and payload by eye. */
static void verify(struct assertion_key *key, const char *certificate)
{
    auto_buf struct buf text = buf_make(32768), signature = buf_make(4096), digest = buf_make(64);
    int64_t now = 1700000000123;
    assert_true(assertion_sign(key, "https://login.example/t/oauth2/v2.0/token", "app", "id-1", now, &text));
    const char *first = buf_text(&text), *dot = strchr(first, '.'), *last = strrchr(first, '.');
    write_file("signed", first, (size_t)(last - first));
    assert_true(base64_decode(&signature, last + 1, strlen(last + 1)));
    write_file("signature", signature.data, signature.length);
    assert_int_equal(run("openssl x509 -in %s -pubkey -noout -out public.pem", certificate), 0);
    assert_int_equal(
        run("openssl dgst -sha256 -verify public.pem -signature signature -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256 signed"),
        0);
    assert_int_equal(run("openssl x509 -in %s -outform der -out cert.der", certificate), 0);
    assert_int_equal(run("openssl dgst -sha256 -binary -out digest cert.der"), 0);
    unsigned char hash[32];
    FILE *file = fopen(in_folder("digest"), "rb");
    assert_int_equal(fread(hash, 1, sizeof hash, file), sizeof hash);
    fclose(file);
    base64url_encode(&digest, hash, sizeof hash);
    auto_json struct json *header = part(first, (size_t)(dot - first)),
                          *payload = part(dot + 1, (size_t)(last - dot - 1));
    assert_int_equal(json_count(header), 3);
    assert_string_equal(json_text(json_get(header, "alg")), "PS256");
    assert_string_equal(json_text(json_get(header, "typ")), "JWT");
    assert_string_equal(json_text(json_get(header, "x5t#S256")), buf_text(&digest));
    assert_int_equal(json_count(payload), 7);
    assert_string_equal(json_text(json_get(payload, "aud")), "https://login.example/t/oauth2/v2.0/token");
    assert_string_equal(json_text(json_get(payload, "iss")), "app");
    assert_string_equal(json_text(json_get(payload, "sub")), "app");
    assert_string_equal(json_text(json_get(payload, "jti")), "id-1");
    assert_int_equal(json_integer(json_get(payload, "nbf"), 0), 1700000000);
    assert_int_equal(json_integer(json_get(payload, "iat"), 0), 1700000000);
    assert_int_equal(json_integer(json_get(payload, "exp"), 0), 1700000300);
    assertion_key_free(key);
}

static void assertion__is_verified__by_another_program(void **state)
{
    (void)state;
    verify(read_key("cert2048.pem", "key2048.pem", NULL), "cert2048.pem");
    verify(read_key("cert4096.pem", "key4096.pem", NULL), "cert4096.pem");
    verify(read_key("both.pem", NULL, NULL),
           "cert2048.pem"); /* the certificate that belongs to the key, not the first */
    verify(read_key("cert2048.pem", "locked.pem", "open-sesame"), "cert2048.pem");
    verify(read_key("plain.pfx", NULL, NULL), "cert2048.pem");
    verify(read_key("locked.pfx", NULL, "open-sesame"), "cert2048.pem");
    assertion_key_free(NULL);
}

static void assertion_key__says_why__when_it_cannot_be_used(void **state)
{
    static const struct {
        const char *certificate, *key, *passphrase, *says;
        bool wants;
    } rows[] = {
        {"none.pem", NULL, NULL, "No such file", false},
        {"cert2048.pem", NULL, NULL, "holds no private key", false},
        {"cert2048.pem", "none.pem", NULL, "No such file", false},
        {"cert2048.pem", "other.pem", NULL, "holds no certificate for the key", false},
        {"cert2048.pem", "locked.pem", NULL, "wants a passphrase", true},
        {"cert2048.pem", "locked.pem", "wrong", "the passphrase does not open", false},
        {"locked.pfx", NULL, NULL, "wants a passphrase", true},
        {"locked.pfx", NULL, "wrong", "the passphrase does not open", false},
        {"cert.der", NULL, NULL, "neither PEM nor PKCS#12", false},
        {"ec-cert.pem", "ec.pem", NULL, "has to be RSA", false},
        {"open.pem", NULL, NULL, "can be read by others", false},
        {"cert2048.pem", "open.pem", NULL, "can be read by others", false},
    };
    (void)state;
    assert_int_equal(run("cp both.pem open.pem && chmod 644 open.pem"), 0);
    assert_int_equal(
        run("openssl x509 -in cert2048.pem -outform der -out cert.der && chmod 600 %s", in_folder("cert.der")), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_secret struct secret *secret = rows[i].passphrase
                                                ? secret_new(rows[i].passphrase, strlen(rows[i].passphrase))
                                                : NULL;
        struct err e = {0};
        bool wants = false;
        char certificate[128];
        snprintf(certificate, sizeof certificate, "%s", in_folder(rows[i].certificate));
        struct assertion_key *key = assertion_key_read(certificate, rows[i].key ? in_folder(rows[i].key) : NULL, secret,
                                                       &wants, &e);
        if (key || !strstr(e.message, rows[i].says) || wants != rows[i].wants)
            fail_msg("%s %s: %s", rows[i].certificate, rows[i].key ? rows[i].key : "", key ? "taken" : e.message);
        assert_int_equal(e.code, ERR_CONFIG);
    }
}

static void assertion_key__is_refused__after_its_end(void **state)
{
    struct err e = {0};
    (void)state;
    struct assertion_key *key = read_key("both.pem", NULL, NULL);
    int64_t end = assertion_key_expires(key);
    assert_true(end > clock_now() + 86400000LL && end < clock_now() + 3 * 86400000LL);
    assertion_key_free(key);
    clock_set(end + 1);
    key = assertion_key_read(in_folder("both.pem"), NULL, NULL, NULL, &e);
    clock_set(-1);
    assert_null(key);
    assert_non_null(strstr(e.message, "the certificate has expired"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assertion__is_verified__by_another_program),
        cmocka_unit_test(assertion_key__says_why__when_it_cannot_be_used),
        cmocka_unit_test(assertion_key__is_refused__after_its_end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
