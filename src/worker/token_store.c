/* Refresh tokens that are kept: in the session, and in the store that other processes share. */
#include "worker/tokens.h"

#include "base/clock.h"
#include "worker/work.h"
#include <string.h>

static const char *key_of(const struct work *work, struct arena *arena, enum http_resource resource)
{
    const struct config_tenant *tenant = work->options->tenant;
    return store_key(arena, tenant->endpoints.at[RESOURCE_LOGIN],
                     tenant->partner_id ? tenant->partner_id : tenant->tenant_id,
                     session_client(work->session, resource));
}

/* The resources of a client of one's own share one refresh token. */
static int64_t *obtained_of(struct work *work, enum http_resource resource)
{
    return &work->obtained[session_is_own_client(work->session, resource) ? RESOURCE_GRAPH : resource];
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

void tokens_forget(struct work *work, enum http_resource resource, const struct secret *token)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err ignored;
    if (work->store)
        (void)!store_drop(work->store, key_of(work, arena, resource), token, NULL, &ignored);
}
