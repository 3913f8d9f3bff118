/* The transport where nobody answers: what fails is told at once, whatever the wait was to be. */
#include "unit.h"

#include "api/http/transport.h"
#include "base/clock.h"
#include "raw_server.h"
#include <stdlib.h>

enum { LONG = 60000, DEADLINE = 30000 };

/* A port nobody listens at: bound, so that nobody else comes to. */
static int closed_port(char url[64])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    snprintf(url, 64, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    return fd;
}

static struct transport *transport(void)
{
    struct err e = {0};
    struct transport *t = transport_new(&(struct transport_options){.user_agent = NULL}, &e);
    assert_non_null(t);
    return t;
}

static void transport_wait__ends__when_a_connection_is_refused_at_once(void **state)
{
    char url[64];
    int fd = closed_port(url);
    struct transport *t = transport();
    struct http_request request = {.method = "GET", .url = url};
    int64_t begun = clock_monotonic();
    (void)state;
    struct http_reply *reply;
    uint64_t got;
    for (uint64_t tag = 1; tag <= 300; tag++) {
        transport_submit(t, &request, NULL, tag);
        while (!transport_next(t, &got, &reply)) {
            transport_wait(t, LONG);
            assert_true(clock_monotonic() - begun < DEADLINE);
        }
        assert_int_equal(got, tag);
        assert_int_equal(reply->status, 0);
        assert_int_equal(reply->error.code, ERR_NETWORK);
        assert_false(reply->unsure);
        http_reply_free(reply);
    }
    assert_false(transport_next(t, &got, &reply));
    transport_free(t);
    close(fd);
}

static void transport_submit__sends_nothing__in_the_open(void **state)
{
    static const char *const urls[] = {"http://graph.microsoft.com/v1.0/me", "ftp://127.0.0.1/", "file:///etc/passwd",
                                       "graph", ""};
    struct transport *t = transport();
    (void)state;
    for (uint64_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct http_request request = {.method = "GET", .url = urls[i]};
        struct http_reply *reply;
        uint64_t tag;
        transport_submit(t, &request, "token", i + 1);
        assert_true(transport_next(t, &tag, &reply)); /* refused before it begins */
        assert_int_equal(reply->status, 0);
        assert_int_not_equal(reply->error.code, ERR_OK);
        http_reply_free(reply);
    }
    transport_free(t);
    transport_free(NULL);
}

static void transport_cancel__answers__for_what_was_under_way(void **state)
{
    char url[64];
    int fd = closed_port(url);
    struct transport *t = transport();
    struct http_request request = {.method = "PATCH", .url = url, .repeat = HTTP_IDEMPOTENT};
    struct http_reply *reply;
    uint64_t tag;
    (void)state;
    transport_submit(t, &request, NULL, 7);
    assert_false(transport_cancel(t, 8));
    assert_true(transport_cancel(t, 7));
    assert_false(transport_cancel(t, 7));
    assert_true(transport_next(t, &tag, &reply));
    assert_int_equal(tag, 7);
    assert_int_equal(reply->error.code, ERR_CANCELLED);
    assert_false(reply->unsure); /* it had not left yet */
    http_reply_free(reply);
    transport_wakeup(t);
    transport_wait(t, LONG); /* is over at once */
    transport_free(t);
    close(fd);
}

/* Send a write, and the reply of it; what the server behind `base` answers. */
static struct http_reply *answered(struct raw_server *server, const char *url)
{
    struct err e = {0};
    struct transport *t = transport_new(&(struct transport_options){.stall_timeout_s = 1}, &e);
    struct http_request request = {
        .method = "PATCH", .url = url ? url : server->url, .repeat = HTTP_IDEMPOTENT, .body = "{}", .body_length = 2};
    int64_t begun = clock_monotonic();
    struct http_reply *reply;
    uint64_t tag;
    transport_submit(t, &request, NULL, 1);
    while (!transport_next(t, &tag, &reply)) {
        transport_wait(t, 100);
        assert_true(clock_monotonic() - begun < DEADLINE);
    }
    transport_free(t);
    raw_server_end(server);
    return reply;
}

static void transport__tells_what_speaks_no_http__and_does_not_know_what_became_of_a_write(void **state)
{
    static const char *const answers[] = {"220 mail.contoso.com ESMTP\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/x\r\n\r\n",
                                          "\1\2\3\4\r\n\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct raw_server server = {.answer = answers[i]};
        raw_server_start(&server);
        struct http_reply *reply = answered(&server, NULL);
        assert_int_equal(reply->status, 0);
        if (reply->error.code != ERR_CUT || !strstr(reply->error.message, "does not speak HTTP"))
            fail_msg("%s: %s", answers[i], reply->error.message);
        assert_true(reply->unsure);
        http_reply_free(reply);
    }
}

static void transport__ends__what_only_trickles(void **state)
{
    struct raw_server server = {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", .trickle = "1234"};
    (void)state;
    raw_server_start(&server);
    struct http_reply *reply = answered(&server, NULL);
    assert_int_equal(reply->status, 0);
    assert_int_equal(reply->error.code, ERR_TIMEOUT);
    assert_true(reply->unsure);
    http_reply_free(reply);
}

/* What the proxy answers to CONNECT is the proxy's: nothing has left for the service. */
static void transport__blames_the_proxy__for_what_it_answers(void **state)
{
    static const struct {
        const char *answer, *says;
        enum err_code code;
    } rows[] = {
        {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
         "asks for a name and a password", ERR_PROXY},
        {"HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nnone", "does not let this address through", ERR_PROXY},
        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "could not reach it", ERR_NETWORK},
        {"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "could not reach it", ERR_NETWORK},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct raw_server server = {.answer = rows[i].answer};
        raw_server_start(&server);
        setenv("https_proxy", server.url, 1);
        struct http_reply *reply = answered(&server, "https://graph.contoso.test/v1.0/users/x");
        unsetenv("https_proxy");
        assert_int_equal(strncmp(server.asked, "CONNECT graph.contoso.test:443 ", 31), 0);
        assert_int_equal(reply->status, 0);
        if (reply->error.code != rows[i].code || !strstr(reply->error.message, rows[i].says) ||
            !strstr(reply->error.message, "the proxy"))
            fail_msg("%s: %s", rows[i].answer, reply->error.message);
        assert_false(reply->unsure);
        assert_null(strstr(reply->error.hint, "may not have been made"));
        http_reply_free(reply);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transport_wait__ends__when_a_connection_is_refused_at_once),
        cmocka_unit_test(transport_submit__sends_nothing__in_the_open),
        cmocka_unit_test(transport__tells_what_speaks_no_http__and_does_not_know_what_became_of_a_write),
        cmocka_unit_test(transport__ends__what_only_trickles),
        cmocka_unit_test(transport__blames_the_proxy__for_what_it_answers),
        cmocka_unit_test(transport_cancel__answers__for_what_was_under_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
