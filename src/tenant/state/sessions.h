/* Who was signed in when: everything the sign-in service gives out has a number, and ending a user's sessions ends all numbers so far. */
#ifndef TENANT_SESSIONS_H
#define TENANT_SESSIONS_H

#include "base/guid.h"
#include <pthread.h>
#include <stdint.h>

struct sessions_end {
    char oid[GUID_TEXT];
    uint64_t last; /* the last number that does not count any more */
    int64_t time;  /* ms */
};

struct sessions {
    pthread_mutex_t lock;
    uint64_t given;
    struct sessions_end *ends;
    size_t count, capacity;
};

void sessions_init(struct sessions *sessions);
void sessions_free(struct sessions *sessions);
/** The next number. */
uint64_t sessions_next(struct sessions *sessions);
/** End all sessions of a user. */
void sessions_end(struct sessions *sessions, const char *oid);
/** When the session of this number was ended (ms); 0: it still counts. */
int64_t sessions_ended(struct sessions *sessions, const char *oid, uint64_t number);

#endif
