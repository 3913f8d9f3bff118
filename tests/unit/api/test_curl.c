/* The transport where nobody answers: what fails is told at once, whatever the wait was to be. */
#include "unit.h"

#include "api/http/transport.h"
#include "base/clock.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

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
    for (uint64_t tag = 1; tag <= 300; tag++) {
        struct http_reply *reply;
        uint64_t got;
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
    assert_int_equal(transport_pending(t), 0);
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
    assert_int_equal(transport_pending(t), 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transport_wait__ends__when_a_connection_is_refused_at_once),
        cmocka_unit_test(transport_submit__sends_nothing__in_the_open),
        cmocka_unit_test(transport_cancel__answers__for_what_was_under_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
