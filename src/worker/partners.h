/* A partner's customers as a job: first the list, then, where a person is searched, each of them. */
#ifndef WORKER_PARTNERS_H
#define WORKER_PARTNERS_H

#include "api/graph/partners.h"
#include "worker/engine.h"

enum { PARTNERS_AT_ONCE = 8 }; /* customers asked at once */

struct partners;

struct visit { /* one customer who is asked now */
    struct partners *partners;
    const struct customer *customer; /* NULL: free */
    struct session *session;
    struct arena *arena;
    struct secret *bearer;
};

struct partners {
    struct job job;
    struct customers customers;
    bool by_contract;            /* contracts stand in for relationships */
    struct err refused;          /* why the relationships could not be read */
    const char *text;            /* whom to search; NULL: the list alone */
    const struct customer *next; /* the next to ask */
    struct visit visits[PARTNERS_AT_ONCE];
    size_t active, finished, failed;
};

/** The customer as a message has it, copied into `arena`. */
struct message_customer partners_copy(struct arena *arena, const struct customer *customer);
/** Search in each of the customers, then end the job. */
void partners_search(struct partners *partners);
/** Forget what is under way. */
void partners_search_free(struct partners *partners);

#endif
