/* The trace: every exchange a line, and never a secret in it. */
#include "unit.h"

#include "api/http/trace.h"
#include "codec/json.h"
#include "reply_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void trace_redact__replaces__what_is_secret(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"{\"a\":1,\"password\":\"x\"}", "{\"a\":1,\"password\":\"…\"}"},
        {"{\"passwordProfile\":{\"password\":\"x\",\"y\":[1]},\"b\":2}", "{\"passwordProfile\":\"…\",\"b\":2}"},
        {"{\"newPassword\" : \"x\"}", "{\"newPassword\":\"…\"}"},
        {"{\"a\":[{\"access_token\":\"x\"},{\"Client_Secret\":null}]}",
         "{\"a\":[{\"access_token\":\"…\"},{\"Client_Secret\":\"…\"}]}"},
        {"{\"temporaryAccessPass\":\"x\"}", "{\"temporaryAccessPass\":\"…\"}"},
        {"{\"pass\\u0077ord\":\"x\"}", "{\"pass\\u0077ord\":\"…\"}"},
        {"{\"requests\":[{\"headers\":{\"Authorization\":\"Bearer x\"},\"body\":{\"passwordProfile\":{}}}]}",
         "{\"requests\":[{\"headers\":{\"Authorization\":\"…\"},\"body\":{\"passwordProfile\":\"…\"}}]}"},
        {"{\"a\":\"password\"}", "{\"a\":\"password\"}"},
        {"[]", "[]"},
        {"grant_type=refresh_token&refresh_token=x&client_secret=y&scope=s",
         "grant_type=refresh_token&refresh_token=…&client_secret=…&scope=s"},
        {"client_assertion=x", "client_assertion=…"},
        {"pass%77ord=x&a=b", "pass%77ord=…&a=b"},
        {"a=1&b", "a=1&b"},
        {"{\"password\":\"x\"", "(15 bytes)"}, /* cut: no JSON, and no form */
        {"my password is x", "(16 bytes)"},
        {"{\"access_token\":\"x=", "(19 bytes)"}, /* cut, with a sign that forms have too */
        {"\"x\"a=1&client_secret\":\"x\"", "(25 bytes)"},
        {"<a href=\"?token=x\">", "(19 bytes)"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(4096);
        trace_redact(&out, rows[i].from, strlen(rows[i].from));
        assert_string_equal(buf_text(&out), rows[i].to);
    }
}

static void trace_redact__tells_the_size__of_what_is_large(void **state)
{
    auto_buf struct buf text = buf_make(1 << 20), out = buf_make(4096);
    (void)state;
    buf_puts(&text, "[\"");
    while (text.length < 70000)
        buf_putc(&text, 'x');
    buf_puts(&text, "\"]");
    trace_redact(&out, buf_text(&text), text.length);
    assert_string_equal(buf_text(&out), "(70002 bytes)");
}

static void read_back(const char *path, struct buf *out)
{
    char bytes[8192];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    buf_add(out, bytes, fread(bytes, 1, sizeof bytes, file));
    fclose(file);
}

static void trace_exchange__writes_a_line__without_what_the_request_hides(void **state)
{
    char path[] = "/tmp/roster-trace-XXXXXX";
    auto_buf struct buf text = buf_make(1 << 20);
    struct err e;
    struct stat about;
    (void)state;
    close(mkstemp(path));
    unlink(path);
    struct trace *trace = trace_open(path, &e);
    struct http_request plain = {.method = "GET", .url = "https://g/v1.0/users"};
    struct http_request hidden = {.method = "PATCH",
                                  .url = "https://g/x",
                                  .body = "hunter2",
                                  .body_length = 7,
                                  .secret_body = true,
                                  .shown_body = "{password}"};
    struct http_reply *page = reply_of(200, "{\"value\":[]}"), *token = reply_of(200, "hunter2"),
                      *lost = reply_of(0, "");
    set_header(page, "request-id", "r1");
    trace_exchange(trace, &plain, page, "id1", 12);
    trace_exchange(trace, &hidden, token, "id2", 3);
    trace_exchange(trace, &plain, lost, "id3", 4);
    trace_close(trace);
    trace_close(NULL);
    read_back(path, &text);
    assert_null(strstr(buf_text(&text), "hunter2"));
    assert_non_null(strstr(buf_text(&text), "{password}"));
    int lines = 0;
    for (char *at = text.data, *end; (end = strchr(at, '\n')); at = end + 1, lines++) {
        auto_json struct json *line = json_parse(at, (size_t)(end - at), &e);
        assert_non_null(json_text(json_get(line, "time")));
        if (lines == 0) {
            assert_string_equal(json_text(json_get(line, "request_id")), "r1");
            assert_string_equal(json_text(json_get(line, "reply")), "{\"value\":[]}");
            assert_int_equal(json_number(json_get(line, "ms"), 0), 12);
        } else if (lines == 2) {
            assert_string_equal(json_text(json_get(line, "error")), "no reply");
        }
    }
    assert_int_equal(lines, 3);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    unlink(path);
    assert_null(trace_open("/proc/self/absent/trace", &e));
    assert_int_equal(e.code, ERR_FILE);
    http_reply_free(page);
    http_reply_free(token);
    http_reply_free(lost);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_redact__replaces__what_is_secret),
        cmocka_unit_test(trace_redact__tells_the_size__of_what_is_large),
        cmocka_unit_test(trace_exchange__writes_a_line__without_what_the_request_hides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
