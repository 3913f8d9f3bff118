/* Signing in: codes, tokens and challenges as the service sends them. */
#include "api/login/device_code.h"
#include "api/login/session.h"
#include "codec/json.h"
#include "fuzz.h"

enum { LONGEST = 366 };
static const int64_t now = 1795435200000, year = INT64_C(86400000) * LONGEST;

void fuzz_device_code(const uint8_t *data, size_t size)
{
    struct device_code code;
    struct err e = {.code = ERR_OK};
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply *reply = fuzz_reply(&data, &size);
    if (!reply)
        return;
    bool good = device_code_read(&code, reply, now, &e);
    fuzz_error(good, &e);
    if (good) {
        MUST(code.expires > now && code.expires < now + year);
        MUST(code.interval > 0 && code.interval < year);
        MUST(*code.user_code && *code.verification_uri);
        fuzz_clean_text(code.user_code);
        fuzz_clean_text(code.verification_uri);
        fuzz_clean_text(code.message);
        fuzz_request(device_code_poll(&code, arena, fuzz_endpoints.at[RESOURCE_LOGIN], "t", "c", NULL));
    }
    http_reply_free(reply);
    while (good && (reply = fuzz_reply(&data, &size))) {
        e = (struct err){.code = ERR_OK};
        enum device_step step = device_code_step(&code, reply, now, &e);
        MUST((step == DEVICE_OVER) == (e.code != ERR_OK));
        fuzz_error(step != DEVICE_OVER, &e);
        MUST(code.interval > 0 && code.interval < year);
        http_reply_free(reply);
    }
    device_code_free(&code);
}

/* What goes out again of what came in: a token in a header, claims in a form. */
static void hold(struct session *session, enum http_resource resource, struct arena *arena)
{
    struct err e = {.code = ERR_OK};
    const char *token = session_token(session, resource, now);
    size_t count;
    for (const char *c = token; c && *c; c++)
        MUST((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f);
    MUST(!token || session_expires(session, resource) > now);
    switch (session_need(session, resource, now, &e)) {
    case NEED_REQUEST:
        fuzz_request(session_request(session, resource, arena));
        break;
    case NEED_PERSON:
        fuzz_request(session_device_request(session, resource, NULL, arena));
        break;
    case NEED_NOTHING:
        MUST(token);
        break;
    case NEED_HELP:
        fuzz_error(false, &e);
    }
    const struct session_identity *who = session_identity(session);
    if (who)
        fuzz_clean_text(who->operator_name);
    const char *const *held = session_permissions(session, resource, &count);
    for (size_t i = 0; i < count; i++)
        MUST(held[i]);
    for (const char *const *role = session_roles(session); role && *role; role++)
        fuzz_clean_text(*role);
}

static struct session *begin(enum session_grant grant, const char *text)
{
    auto_secret struct secret *given = secret_new(text, strlen(text));
    return session_new(&(struct session_options){.grant = grant,
                                                 .tenant_id = "contoso.com",
                                                 .client_id = grant == GRANT_DEVICE_CODE ? NULL : "app",
                                                 .client_secret = grant == GRANT_SECRET ? given : NULL,
                                                 .refresh_token = grant == GRANT_DEVICE_CODE ? given : NULL,
                                                 .tokens = grant == GRANT_TOKENS ? given : NULL,
                                                 .endpoints = &fuzz_endpoints});
}

void fuzz_session(const uint8_t *data, size_t size)
{
    static const enum session_grant grants[] = {GRANT_SECRET, GRANT_DEVICE_CODE, GRANT_MANAGED, GRANT_TOKENS};
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++) {
        auto_arena struct arena *arena = arena_new(0);
        auto_str char *text = fuzz_text(data, size);
        struct session *session = begin(grants[i], grants[i] == GRANT_TOKENS ? text : "s");
        const uint8_t *at = data;
        size_t left = size;
        struct http_reply *reply;
        hold(session, RESOURCE_GRAPH, arena);
        for (int attempt = 1; (reply = fuzz_reply(&at, &left)); attempt++) {
            enum http_resource resource = attempt & 1 ? RESOURCE_GRAPH : RESOURCE_EXCHANGE;
            struct err e = {.code = ERR_OK};
            MUST(session_again_in(session, reply, attempt) >= -1);
            fuzz_error(session_accept(session, resource, reply, now, &e), &e);
            hold(session, resource, arena);
            session_forget(session, resource, http_reply_header(reply, "www-authenticate"));
            MUST(!session_token(session, resource, now));
            hold(session, resource, arena);
            http_reply_free(reply);
        }
        session_free(session);
    }
}
