/* A whole front before a directory, asked in-process with real tokens. */
#ifndef DIRECTORY_FIXTURE_H
#define DIRECTORY_FIXTURE_H

#include "unit.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/url.h"
#include "tenant/front/front.h"
#include "tenant/state/store.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define BASE      "http://127.0.0.1:1"
#define V1        "/graph/v1.0"
#define ADMIN_OID "11111111-2222-4333-8444-555555555555"
#define NOON      INT64_C(1795435200000) /* 2026-11-23T12:00:00Z */

struct directory {
    struct options options;
    struct tenant_store *store;
    struct tenant_front front;
};

struct answer {
    int status;
    struct json *json; /* NULL when the body is none */
    char *text, *location, *retry_after;
};

static inline struct directory *directory_start(unsigned users, uint64_t seed)
{
    static const struct route *const tables[] = {directory_routes, action_routes, detail_routes, NULL};
    struct directory *d = xcalloc(1, sizeof *d);
    struct err e;
    d->options = (struct options){.users = users,
                                  .seed = seed,
                                  .token_lifetime = 3600,
                                  .tenant_id = OPTIONS_TENANT_ID,
                                  .client_id = OPTIONS_CLIENT_ID,
                                  .client_secret = "secret"};
    d->store = store_new(users, seed);
    assert_true(front_init(&d->front, &d->options, BASE, d->store, tables, &e));
    return d;
}

static inline void directory_stop(struct directory *d)
{
    front_free(&d->front);
    store_free(d->store);
    xfree(d);
}

static inline void answer_free(struct answer *a)
{
    json_free(a->json);
    xfree(a->text);
    xfree(a->location);
    xfree(a->retry_after);
}
#define auto_answer __attribute__((cleanup(answer_free)))

/* How to ask: as an application with everything granted unless told otherwise. */
struct ask {
    const char *method; /* NULL: GET */
    const char *body;
    const char *grants[8]; /* empty: everything */
    const char *user;      /* the signed-in user's object id; NULL: an application */
    const char *role;      /* the user's directory role by template id; NULL: an administrator's */
    bool eventual, plain;  /* `plain`: the body without its content type */
    const char *prefer, *accept;
};

static inline char *directory_token(struct directory *d, const struct ask *how)
{
    size_t count = 0;
    while (how->grants[count])
        count++;
    struct token_wish wish = {.audience = BASE "/graph",
                              .app_id = OPTIONS_CLIENT_ID,
                              .user_oid = how->user,
                              .user_upn = how->user ? "admin@contoso.com" : NULL,
                              .grants = count ? how->grants : d->front.login.grants,
                              .grant_count = count ? count : d->front.login.grant_count};
    const char *roles[] = {how->role};
    if (how->role) {
        wish.roles = roles;
        wish.role_count = 1;
    }
    struct buf token = buf_make(1 << 16);
    buf_puts(&token, "Bearer ");
    token_mint(&d->front.tokens, &wish, &token);
    return buf_take(&token);
}

static inline struct answer ask_as(struct directory *d, const char *uri, struct ask how)
{
    char *bearer = directory_token(d, &how);
    struct tenant_pair headers[7] = {{"Authorization", bearer}};
    struct round x = {.arena = arena_new(0), .method = how.method ? how.method : "GET", .headers = headers};
    size_t n = 1;
    if (how.eventual)
        headers[n++] = (struct tenant_pair){"ConsistencyLevel", "eventual"};
    if (how.body && !how.plain)
        headers[n++] = (struct tenant_pair){"Content-Type", "application/json"};
    if (how.prefer)
        headers[n++] = (struct tenant_pair){"Prefer", how.prefer};
    if (how.accept)
        headers[n++] = (struct tenant_pair){"Accept", how.accept};
    x.header_count = n;
    x.uri = strncmp(uri, BASE, strlen(BASE)) ? uri : uri + strlen(BASE);
    x.body = how.body ? how.body : "";
    x.body_length = strlen(x.body);
    front_answer(&d->front, &x);
    struct answer a = {.status = x.reply.status};
    for (size_t i = 0; i < x.out_count; i++) {
        if (!strcasecmp(x.out[i].name, "Location"))
            a.location = xstrdup(x.out[i].value);
        if (!strcasecmp(x.out[i].name, "Retry-After"))
            a.retry_after = xstrdup(x.out[i].value);
    }
    struct err e;
    a.text = xstrdup(buf_text(&x.reply.body));
    a.json = x.reply.body.length ? json_parse(a.text, strlen(a.text), &e) : NULL;
    buf_free(&x.reply.body);
    arena_free(x.arena);
    xfree(bearer);
    return a;
}

/* `path` behind the version; spaces and quotes in it are escaped here. */
static inline char *uri_of(const char *path)
{
    struct buf uri = buf_make(1 << 16);
    buf_puts(&uri, V1);
    for (; *path; path++)
        if (*path == ' ' || *path == '"')
            buf_printf(&uri, "%%%02X", (unsigned)*path);
        else
            buf_putc(&uri, *path);
    return buf_take(&uri);
}

static inline struct answer ask(struct directory *d, const char *path, struct ask how)
{
    auto_str char *uri = uri_of(path);
    return ask_as(d, uri, how);
}

#define GET(d, path)          ask((d), (path), (struct ask){.eventual = false})
#define GET_EVENTUAL(d, path) ask((d), (path), (struct ask){.eventual = true})
#define PATCH(d, path, json)  ask((d), (path), (struct ask){.method = "PATCH", .body = (json)})

static inline const char *error_code(const struct answer *a)
{
    return json_text_or(json_path(a->json, "error.code"), "");
}

static inline const char *error_message(const struct answer *a)
{
    return json_text_or(json_path(a->json, "error.message"), "");
}

/* Refused with this status, code and part of the message. */
#define assert_refused(a, wanted, code, part)                                                                          \
    do {                                                                                                               \
        assert_int_equal((a).status, (wanted));                                                                        \
        assert_string_equal(error_code(&(a)), (code));                                                                 \
        if (!strstr(error_message(&(a)), (part)))                                                                      \
            fail_msg("\"%s\" is not in \"%s\"", (part), error_message(&(a)));                                          \
    } while (0)

static inline const char *text_of(const struct json *object, const char *name)
{
    return json_text_or(json_get(object, name), "");
}

/* The number of the first user for whom `wanted` holds. */
static inline uint32_t first_user(const struct directory *d, bool (*wanted)(const struct seed_user *))
{
    struct seed_user user;
    for (uint32_t number = 0; number < d->options.users; number++) {
        seed_user(store_people(d->store), number, &user);
        if (wanted(&user))
            return number;
    }
    fail_msg("no such user in the seed");
    return SEED_NOBODY;
}

static inline bool is_guest(const struct seed_user *user)
{
    return user->guest;
}

static inline bool is_synced(const struct seed_user *user)
{
    return user->synced && user->enabled && *user->given_name;
}

static inline bool is_cloud(const struct seed_user *user)
{
    return !user->synced && !user->once_synced && !user->guest && user->enabled && *user->given_name && *user->mail;
}

static inline bool was_synced(const struct seed_user *user)
{
    return user->once_synced;
}

/* "/users/<id>" of such a user; owned by the caller. */
static inline char *path_of(const struct directory *d, bool (*wanted)(const struct seed_user *))
{
    char id[GUID_TEXT];
    struct guid guid = seed_id(store_people(d->store), first_user(d, wanted));
    return xasprintf("/users/%s", guid_format(&guid, id));
}

#endif
