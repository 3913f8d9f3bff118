/* Tokens: asked for once however many calls wait, renewed, kept in the store and shared with other processes. */
#include "worker/engine.h"

#include "api/graph/partners.h"
#include "base/clock.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CLOCK_SLACK = 120000 };

void work_notice(struct work *work, const char *format, ...)
{
    char text[900];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct message notice = {.kind = FROM_NOTICE, .arena = arena_new(0)};
    notice.text = arena_strdup(notice.arena, text);
    work_send(work, &notice);
}

void tokens_check_clock(struct work *work, const struct http_reply *reply)
{
    int64_t theirs;
    const char *date = work->clock_told ? NULL : http_reply_header(reply, "date");
    if (!date || !retry_http_date(date, &theirs))
        return;
    int64_t ahead = reply->received - theirs, off = ahead < 0 ? -ahead : ahead;
    if (off <= CLOCK_SLACK)
        return;
    work->clock_told = true;
    work_notice(work, "This machine's clock is %lld min %s the service's: set it, or sign-ins will be refused.",
                (long long)(off / 60000), ahead < 0 ? "behind" : "ahead of");
}

/* --- the store --- */

static const char *key_of(const struct work *work, struct arena *arena, enum http_resource resource)
{
    const struct config_tenant *tenant = work->options->tenant;
    return store_key(arena, tenant->endpoints.at[RESOURCE_LOGIN],
                     tenant->partner_id ? tenant->partner_id : tenant->tenant_id,
                     session_client(work->session, resource));
}

/* With a client of one's own all resources share one refresh token. */
static int64_t *obtained_of(struct work *work, enum http_resource resource)
{
    return &work->obtained[session_is_own_client(work->session) ? RESOURCE_GRAPH : resource];
}

static void tell_store(struct work *work, const struct err *e)
{
    if (!work->store_told)
        work_notice(work, "The sign-in is not kept: %s. %s", e->message, e->hint);
    work->store_told = true;
}

/* Another process, or an earlier one, may have a newer refresh token. */
void tokens_look(struct work *work, enum http_resource resource)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {.code = ERR_OK};
    int64_t obtained = 0;
    if (!work->store)
        return;
    auto_secret struct secret *token = store_load(work->store, key_of(work, arena, resource), &obtained, &e);
    if (!token && e.code != ERR_OK)
        tell_store(work, &e);
    if (!token || (session_refresh(work->session, resource) && obtained <= *obtained_of(work, resource)))
        return;
    session_set_refresh(work->session, resource, token);
    *obtained_of(work, resource) = obtained;
}

void tokens_keep(struct work *work, enum http_resource resource, bool signed_in)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {.code = ERR_OK};
    const struct secret *token = session_refresh(work->session, resource);
    work->given_up[resource].code = ERR_OK;
    work->why[resource][0] = '\0';
    if (!work->store || !token)
        return;
    auto_secret struct secret *there = signed_in ? NULL
                                                 : store_load(work->store, key_of(work, arena, resource), NULL, &e);
    if (!there || strcmp(secret_text(there), secret_text(token)) != 0)
        *obtained_of(work, resource) = clock_now();
    if (!store_save(work->store, key_of(work, arena, resource), token, *obtained_of(work, resource), &e))
        tell_store(work, &e);
}

static void forget_stored(struct work *work, enum http_resource resource, const struct secret *token)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err ignored;
    if (work->store)
        (void)!store_drop(work->store, key_of(work, arena, resource), token, NULL, &ignored);
}

/* --- asking --- */

void work_token_refused(struct work *work, enum http_resource resource, unsigned generation, const char *challenge)
{
    if (generation != work->generation[resource])
        return; /* another request found out first; there is a newer token */
    session_forget(work->session, resource, challenge);
    work->generation[resource]++;
}

static void token_in(void *owner, const struct call *call, const struct http_reply *reply);

static void fetch(struct work *work, enum http_resource resource, int64_t due, int tries)
{
    struct arena *arena = arena_new(0);
    struct call *call = call_own(work, session_request(work->session, resource, arena), arena, due, token_in, work);
    call->fetches = resource;
    call->tries = tries;
    work->renewing++;
    work->signing_in[resource] = true;
}

/* Refused: again in a while, by a person, or not at all. */
static void refused(struct work *work, const struct call *call, const struct http_reply *reply, bool dropped,
                    const struct err *e)
{
    enum http_resource resource = call->fetches;
    int64_t ms = session_again_in(work->session, reply, call->tries + 1);
    if (ms >= 0) {
        work_notice(work, "%s: asking again in %lld s.", e->message, (long long)(ms / 1000));
        fetch(work, resource, clock_monotonic() + ms, call->tries + 1);
    } else if (dropped) {
        snprintf(work->why[resource], sizeof work->why[resource], "%.*s", (int)sizeof work->why[resource] - 1,
                 e->message);
        work->given_up[resource].code = ERR_OK;
    } else {
        work->given_up[resource] = *e;
        calls_fail_waiting(work, resource, e);
    }
}

static void token_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct work *work = owner;
    struct err e = {.code = ERR_OK};
    enum http_resource resource = call->fetches;
    const struct secret *used = session_refresh(work->session, resource);
    auto_secret struct secret *before = used ? secret_new(secret_text(used), secret_length(used)) : NULL;
    work->signing_in[resource] = false;
    work->renewing--;
    work->generation[resource]++;
    if (session_accept(work->session, resource, reply, clock_now(), &e)) {
        tokens_keep(work, resource, false);
        work_learn(work);
    } else {
        bool dropped = before && !session_refresh(work->session, resource),
             elsewhere = work->options->tenant->partner_id != NULL;
        if (elsewhere)
            customer_explain(reply, &e);
        if (dropped && !elsewhere) /* what one customer refuses is good for the others */
            forget_stored(work, resource, before);
        refused(work, call, reply, dropped, &e);
    }
    if (work->store && !work->renewing)
        store_release(work->store);
}

/* Another process may be renewing: what it stores serves here, too. */
static int64_t renew(struct work *work, enum http_resource resource)
{
    enum { LOOK_AGAIN = 50 };
    if (work->store && !store_claim(work->store))
        return LOOK_AGAIN;
    tokens_look(work, resource); /* what came between the look and the claim */
    fetch(work, resource, 0, 0);
    return -1;
}

int64_t tokens_want(struct work *work, enum http_resource resource)
{
    struct err e = {.code = ERR_OK};
    tokens_look(work, resource);
    switch (session_need(work->session, resource, clock_now(), &e)) {
    case NEED_NOTHING:
        work->busy = true;
        break;
    case NEED_REQUEST:
        return renew(work, resource);
    case NEED_PERSON:
        if (work->given_up[resource].code != ERR_OK)
            calls_fail_waiting(work, resource, &work->given_up[resource]);
        else if (!work->sign_in) /* one after the other: the first may serve the next */
            sign_in_begin(work, resource);
        break;
    case NEED_HELP:
        work->given_up[resource] = e;
        calls_fail_waiting(work, resource, &e);
        break;
    }
    return -1;
}

void tokens_ask_again(struct work *work)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        work->given_up[r].code = ERR_OK;
}
