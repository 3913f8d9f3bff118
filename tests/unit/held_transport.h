/* A transport that holds every reply until the test lets it come; requests for tokens are answered at once. A cancelled request is
 * answered all the same: its reply was on the way already. One at a time; of the test that includes it. */
#ifndef HELD_TRANSPORT_H
#define HELD_TRANSPORT_H

#include "api/http/transport.h"
#include "base/alloc.h"
#include "base/clock.h"
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HELD_MOST = 1024, HELD_DEADLINE = 60000 };

struct held_request {
    uint64_t tag;
    char url[512]; /* method, address, body */
    bool answered, taken;
};

struct transport {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct held_request requests[HELD_MOST]; /* in the order they were sent */
    size_t count;
    bool woken, waiting; /* waiting: the worker sleeps */
    int patience;        /* ms that it means to sleep; INT_MAX: until something comes */
};

static struct transport held = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/** What a request is answered with; of the test. */
static const char *held_answer(const char *url);
#ifndef HELD_STATUS /* and with which status */
#define HELD_STATUS(url) 200
#endif

struct transport *transport_new(const struct transport_options *options, struct err *e)
{
    (void)options, (void)e;
    held.count = 0;
    held.woken = held.waiting = false;
    return &held;
}

void transport_watch(struct transport *transport, int descriptor)
{
    (void)transport, (void)descriptor;
}

void transport_free(struct transport *transport)
{
    (void)transport;
}

void transport_submit(struct transport *transport, const struct http_request *request, const char *bearer, uint64_t tag)
{
    (void)bearer;
    pthread_mutex_lock(&transport->lock);
    if (transport->count == HELD_MOST)
        fail_msg("more than %d requests", HELD_MOST);
    struct held_request *one = &transport->requests[transport->count++];
    *one = (struct held_request){.tag = tag, .answered = strstr(request->url, "/oauth2/") != NULL};
    snprintf(one->url, sizeof one->url, "%s %s%s%s", request->method, request->url, request->body ? " " : "",
             request->body ? request->body : "");
    pthread_cond_broadcast(&transport->changed);
    pthread_mutex_unlock(&transport->lock);
}

static struct held_request *held_next(struct transport *transport)
{
    for (size_t i = 0; i < transport->count; i++)
        if (transport->requests[i].answered && !transport->requests[i].taken)
            return &transport->requests[i];
    return NULL;
}

static struct timespec held_until(int64_t ms)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += ms % 1000 * 1000000;
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

void transport_wait(struct transport *transport, int timeout_ms)
{
    struct timespec until = held_until(timeout_ms);
    int over = 0;
    pthread_mutex_lock(&transport->lock);
    transport->waiting = timeout_ms != 0;
    transport->patience = timeout_ms;
    pthread_cond_broadcast(&transport->changed);
    while (timeout_ms && !over && !transport->woken && !held_next(transport))
        over = pthread_cond_timedwait(&transport->changed, &transport->lock, &until);
    transport->woken = transport->waiting = false;
    pthread_mutex_unlock(&transport->lock);
}

bool transport_next(struct transport *transport, uint64_t *tag, struct http_reply **reply)
{
    pthread_mutex_lock(&transport->lock);
    struct held_request *one = held_next(transport);
    if (one) {
        const char *body = strstr(one->url, "/oauth2/") ? "{\"expires_in\":3600,\"access_token\":\"0paque\"}"
                                                        : held_answer(one->url);
        *tag = one->tag;
        *reply = xcalloc(1, sizeof **reply);
        **reply = (struct http_reply){
            .status = HELD_STATUS(one->url), .body = buf_make(1 << 16), .received = clock_now()};
        buf_puts(&(*reply)->body, body);
        one->taken = true;
        pthread_cond_broadcast(&transport->changed);
    }
    pthread_mutex_unlock(&transport->lock);
    return one != NULL;
}

bool transport_cancel(struct transport *transport, uint64_t tag)
{
    (void)transport, (void)tag;
    return false;
}

void transport_give_back(struct transport *transport, struct http_reply *reply)
{
    (void)transport;
    http_reply_free(reply);
}

const char *transport_library(void)
{
    return "held";
}

void transport_wakeup(struct transport *transport)
{
    pthread_mutex_lock(&transport->lock);
    transport->woken = true;
    pthread_cond_broadcast(&transport->changed);
    pthread_mutex_unlock(&transport->lock);
}

/** How many requests nobody has answered. */
static inline size_t held_open(void)
{
    size_t open = 0;
    pthread_mutex_lock(&held.lock);
    for (size_t i = 0; i < held.count; i++)
        open += !held.requests[i].answered;
    pthread_mutex_unlock(&held.lock);
    return open;
}

/** Whether it goes on by itself after a while: a budget lets it, a search is looked at again. */
static inline bool held_pauses(void)
{
    pthread_mutex_lock(&held.lock);
    bool pauses = held.patience < INT_MAX;
    pthread_mutex_unlock(&held.lock);
    return pauses;
}

/** Wait until the worker has nothing to do: it has looked at every message and reply, and sent what it can. */
static inline void held_settle(void)
{
    struct timespec until = held_until(HELD_DEADLINE);
    int over = 0;
    pthread_mutex_lock(&held.lock);
    while (!over && (!held.waiting || held.woken || held_next(&held)))
        over = pthread_cond_timedwait(&held.changed, &held.lock, &until);
    pthread_mutex_unlock(&held.lock);
    if (over)
        fail_msg("the worker does not come to rest");
}

/** Let the replies come to all that were sent, and wait until the worker has looked at them. */
static inline void held_release(void)
{
    pthread_mutex_lock(&held.lock);
    for (size_t i = 0; i < held.count; i++)
        held.requests[i].answered = true;
    pthread_cond_broadcast(&held.changed);
    pthread_mutex_unlock(&held.lock);
    held_settle();
}

#endif
