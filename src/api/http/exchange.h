/* One request and one reply as values. Everything a request points to lives in the arena of whoever made it. */
#ifndef API_HTTP_EXCHANGE_H
#define API_HTTP_EXCHANGE_H

#include "api/endpoints.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include <stdint.h>

/* What repeating a request may do (REQUESTS §0.2, column R). */
enum http_repeat { HTTP_READ, HTTP_IDEMPOTENT, HTTP_CONSUMES };

/* Which budget it draws from: the rows of api/service.c have the limits. */
enum http_workload {
    WORKLOAD_LOGIN,
    WORKLOAD_DIRECTORY,
    WORKLOAD_SIGN_IN_LOGS,
    WORKLOAD_PROTECTION,
    WORKLOAD_AUDIT_QUERIES, /* so many work at once in a tenant, whoever began them */
    WORKLOAD_MAILBOX,
    WORKLOAD_EXCHANGE,
    WORKLOAD_TRACE,
    WORKLOAD_SHAREPOINT,
    WORKLOAD_MFA,
    WORKLOAD_CUSTOMERS, /* many tenants, each asked a little: what counts is how many at once */
    WORKLOADS
};

struct http_header {
    const char *name, *value;
    struct http_header *next;
};

struct http_request {
    const char *method;          /* "GET", "PATCH", … */
    const char *url;             /* absolute */
    struct http_header *headers; /* without Authorization and client-request-id: the session adds those */
    const char *body;            /* NULL for none */
    size_t body_length;
    enum http_repeat repeat;
    enum http_resource resource; /* whose token it carries */
    enum http_workload workload;
    bool batch; /* may travel in a Graph $batch */
    const char *
        object; /* what it writes to beside the user: never two writes to it at once; NULL: nothing that others write to */
    /* The same may be asked of several objects in one call, counted as one: where their ids stand (the member of a write's body, the
     * property in the $filter of a read, whose address ends with the id), and how many at most. NULL: each is asked alone. */
    const char *join, *join_id;
    size_t join_most;
    bool secret_reply; /* never traced */
    bool first_page;   /* what its first page has is enough */
    bool picture;      /* what answers it is a picture, no JSON; never traced */
    bool this_link;    /* may go to this machine or link in plain http: what tells a managed identity's tokens */
    bool
        bearer_in_body; /* each header "Bearer {bearer}" in the body gets the token when it is sent (Exchange's $batch) */
    const struct secret *bearer; /* sent instead of the session's token; NULL: the session's */
    long timeout_s;              /* a reply may take this long (a person answers); 0: as the transport's */
    bool secret_body;            /* never traced, never shown: the plan shows `shown_body` */
    const char *shown_body;      /* body with {placeholders} for secrets; NULL: as `body` */
    size_t reply_limit;          /* bytes; 0: the transport's default (32 MiB) */
    /* In a plan a write answers itself with this (status 0: the request is a read and is really sent). */
    long sample_status;
    const char *sample_body;
};

struct http_reply {
    long status;                 /* 0: there is no reply, see `error` */
    struct http_header *headers; /* in `arena`; names lower-case */
    struct arena *arena;         /* owned by the reply */
    struct buf body;
    struct err error; /* NETWORK, TLS, TIMEOUT, CUT, TOO_BIG, CANCELLED, SIGN_IN …; OK when there is a status */
    bool unsure;      /* a write may have been carried out although no success was received */
    int64_t received; /* clock_now() */
};

bool http_is_write(const struct http_request
                       *request); /* changes something: neither GET nor HEAD, nor a read that travels in a POST */
/** Whether a status says what became of a write: done (2xx), or refused in a status that the services refuse with. Every other one may
 *  come from whatever stands between, after it was carried out. (503 is turned away at the door: retry.h) */
bool http_is_sure(long status);
/** A status, or the lack of one the services could send, leaves open what became of a write. */
bool http_leaves_open(const struct http_request *request, long status);
/** Whether a token can be sent: not empty, and of the characters that a header has for it (RFC 6750) alone. */
bool http_token_is_sound(const char *token);
/** What kind of picture the bytes are, as the end of a file's name: "jpg", "png", "gif"; NULL: they are none. */
const char *http_picture_ending(const struct buf *bytes);
const char *http_reply_header(const struct http_reply *reply, const char *lower_case_name); /* NULL when absent */
void http_reply_free(struct http_reply *reply);
struct http_header *http_header_add(struct arena *arena, struct http_header *list, const char *name, const char *value);

#endif
