/* The device code flow (REQUESTS §12.1) as a state machine: what to show, when to ask again, when it is over. Pure. */
#ifndef API_LOGIN_DEVICE_CODE_H
#define API_LOGIN_DEVICE_CODE_H

#include "api/http/exchange.h"

struct device_code {
    struct arena *arena;
    struct secret *device_code;
    const char *user_code, *verification_uri, *message; /* cleaned */
    int64_t expires;                                    /* ms, by the clock that `now` is of */
    int64_t interval;                                   /* ms between two polls */
};

enum device_step {
    DEVICE_PENDING, /* ask again after `interval` */
    DEVICE_SIGNED,  /* the reply holds the tokens */
    DEVICE_OVER     /* declined, expired or refused: `e` says why */
};

/** The request for a code. `scope` as the sign-in service wants it. */
struct http_request *device_code_request(struct arena *arena, const char *login, const char *tenant_id,
                                         const char *client_id, const char *scope);
/** Read its reply. False with `e` when there is no code. Free with device_code_free either way. */
bool device_code_read(struct device_code *code, const struct http_reply *reply, int64_t now, struct err *e) MUST_USE;
void device_code_free(struct device_code *code); /* wipes */
/** Ask whether the person has signed in. `claims` may be NULL. */
struct http_request *device_code_poll(const struct device_code *code, struct arena *arena, const char *login,
                                      const char *tenant_id, const char *client_id, const char *claims);
/** What the reply to a poll means. */
enum device_step device_code_step(struct device_code *code, const struct http_reply *reply, int64_t now, struct err *e);

#endif
