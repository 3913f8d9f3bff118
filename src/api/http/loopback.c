/* The server that waits for a browser. Browsers open connections ahead that say nothing, so several are held at once. */
#include "api/http/loopback.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/secret.h"
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS = 16, LONGEST = 16384 };

struct connection {
    int fd; /* -1: none */
    size_t length;
    char text[LONGEST + 1];
};

struct loopback {
    int listener, events;
    size_t oldest;                               /* the next to make room */
    struct connection *connections[CONNECTIONS]; /* NULL: none */
    struct connection *asks;                     /* waits for its answer */
};

static bool watch(const struct loopback *loopback, int fd, void *what)
{
    return epoll_ctl(loopback->events, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.ptr = what}) ==
           0;
}

struct loopback *loopback_open(int *port, struct err *e)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct loopback *loopback = xcalloc(1, sizeof *loopback);
    loopback->events = epoll_create1(EPOLL_CLOEXEC);
    loopback->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (loopback->events >= 0 && loopback->listener >= 0 &&
        bind(loopback->listener, (struct sockaddr *)&address, size) == 0 &&
        listen(loopback->listener, CONNECTIONS) == 0 &&
        getsockname(loopback->listener, (struct sockaddr *)&address, &size) == 0 &&
        watch(loopback, loopback->listener, NULL)) {
        *port = ntohs(address.sin_port);
        return loopback;
    }
    err_set(e, ERR_NETWORK, "no port of this machine could be opened for the browser: %s", strerror(errno));
    err_hint(e, "sign in with a device code instead");
    loopback_close(loopback);
    return NULL;
}

static void drop(struct loopback *loopback, struct connection *one)
{
    for (size_t i = 0; one && i < CONNECTIONS; i++)
        if (loopback->connections[i] == one)
            loopback->connections[i] = NULL;
    if (!one)
        return;
    close(one->fd);
    secret_wipe(one->text, sizeof one->text);
    xfree(one);
}

void loopback_close(struct loopback *loopback)
{
    if (!loopback)
        return;
    for (size_t i = 0; i < CONNECTIONS; i++)
        drop(loopback, loopback->connections[i]);
    if (loopback->listener >= 0)
        close(loopback->listener);
    if (loopback->events >= 0)
        close(loopback->events);
    xfree(loopback);
}

int loopback_fd(const struct loopback *loopback)
{
    return loopback->events;
}

static void let_in(struct loopback *loopback)
{
    int fd = accept4(loopback->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    struct connection **place = &loopback->connections[loopback->oldest++ % CONNECTIONS];
    drop(loopback, *place);
    *place = xcalloc(1, sizeof **place);
    (*place)->fd = fd;
    if (!watch(loopback, fd, *place))
        drop(loopback, *place);
}

static void escape(struct buf *out, const char *text)
{
    for (; *text; text++)
        if (strchr("<>&\"", *text))
            buf_printf(out, "&#%d;", *text);
        else
            buf_putc(out, *text);
}

static void answer(struct loopback *loopback, struct connection *one, int status, const char *text)
{
    auto_buf struct buf page = buf_make(8192), whole = buf_make(16384);
    buf_puts(&page, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>roster</title></head><body><p>");
    escape(&page, text);
    buf_puts(&page, "</p></body></html>\n");
    buf_printf(
        &whole,
        "HTTP/1.1 %d %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\nConnection: close\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src "
        "'none'\r\n\r\n%s",
        status, status == 200 ? "OK" : "Refused", page.length, buf_text(&page));
    ssize_t ignored = send(one->fd, whole.data, whole.length, MSG_NOSIGNAL); /* it fits into the socket's buffer */
    (void)ignored;
    shutdown(one->fd, SHUT_WR);
    drop(loopback, one);
}

/* Read what has come: the target once the head is whole, NULL before. A connection that ends is dropped. */
static const char *take(struct loopback *loopback, struct connection *one)
{
    ssize_t got = recv(one->fd, one->text + one->length, LONGEST - one->length, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return NULL;
    if (got <= 0) {
        drop(loopback, one);
        return NULL;
    }
    one->length += (size_t)got;
    if (!strstr(one->text, "\r\n\r\n")) {
        if (one->length == LONGEST || strlen(one->text) < one->length)
            answer(loopback, one, 400, "This is not what a browser asks.");
        return NULL;
    }
    char *target = one->text + 4, *end = strpbrk(target, " \r");
    if (strncmp(one->text, "GET ", 4) != 0 || !end || *end != ' ' || strncmp(end, " HTTP/1.", 8) != 0) {
        answer(loopback, one, 405, "Only a browser's GET is answered here.");
        return NULL;
    }
    *end = '\0';
    return target;
}

const char *loopback_next(struct loopback *loopback)
{
    struct epoll_event event;
    assert(!loopback->asks);
    while (epoll_wait(loopback->events, &event, 1, 0) == 1) {
        struct connection *one = event.data.ptr;
        const char *target = one ? take(loopback, one) : NULL;
        if (!one)
            let_in(loopback);
        if (target) {
            loopback->asks = one;
            return target;
        }
    }
    return NULL;
}

void loopback_answer(struct loopback *loopback, int status, const char *text)
{
    assert(loopback->asks);
    answer(loopback, loopback->asks, status, text);
    loopback->asks = NULL;
}
