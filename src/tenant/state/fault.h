/* Faults on order: rules that say which requests go wrong, and how. */
#ifndef TENANT_FAULT_H
#define TENANT_FAULT_H

#include "base/err.h"
#include "base/random.h"
#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_STATUS,    /* answer with a status, not carried out */
    FAULT_CUT,       /* close the connection, not carried out */
    FAULT_CUT_AFTER, /* carry out, then close */
    FAULT_TRUNCATE,  /* carry out, send half of the body, close */
    FAULT_GARBAGE,   /* carry out, send what is no JSON */
    FAULT_EXPIRE     /* the token is expired from now on */
};

struct fault_rule {
    char method[16]; /* "*" for any */
    char glob[256];
    unsigned nth, every; /* 0: not used */
    double share;        /* negative: not used */
    struct seeded seeded;
    enum fault_kind kind;
    int status, retry_after; /* retry_after negative: no header */
    int delay;               /* ms */
    char hold[256];          /* carried out when this file is gone; "": not used */
    unsigned matched;        /* how many requests it has matched so far */
};

struct fault_decision {
    enum fault_kind kind;
    int status, retry_after;
    int delay;
    const char *hold; /* of the rule; NULL: none */
};

/** Parse "match=GET /users*,nth=5,status=429,retry-after=1": which requests, then what happens to them. */
bool fault_parse(const char *text, struct fault_rule *out, struct err *e) MUST_USE;
/** Count the request against every rule and say what shall happen: the first rule that strikes wins, delays add up.
 *  `path` is the path after the version, with or without a query. */
struct fault_decision fault_decide(struct fault_rule *rules, size_t count, const char *method, const char *path);
/** Wait as the decision says: its delay, and while the file it is held by is there, ten minutes at most. */
void fault_wait(const struct fault_decision *decision);
/** "cut-after" …; "" for none. */
const char *fault_name(enum fault_kind kind);

#endif
