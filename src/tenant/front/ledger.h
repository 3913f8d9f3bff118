/* The ledger: one JSON line for each request, without secrets. */
#ifndef TENANT_LEDGER_H
#define TENANT_LEDGER_H

#include "base/err.h"
#include "tenant/wire/request.h"
#include <pthread.h>

struct ledger {
    int fd; /* -1: no ledger */
    pthread_mutex_t lock;
};

struct ledger_line {
    const char *method, *url; /* as asked, absolute */
    const struct tenant_pair *headers;
    size_t header_count;
    const char *body;
    size_t body_length;
    int status;        /* 0: no reply was sent */
    const char *user;  /* whose token; NULL: none */
    const char *fault; /* which fault struck; "" for none */
    bool batch;        /* an item of a batch */
    bool overlaps;     /* another write to its group was under way */
};

/** Open for appending; NULL keeps none. */
bool ledger_open(struct ledger *ledger, const char *path, struct err *e) MUST_USE;
void ledger_close(struct ledger *ledger);
/** Write one line at once. */
void ledger_write(struct ledger *ledger, const struct ledger_line *line);

#endif
