/* What the connector remembers; guarded by its lock. */
#ifndef TENANT_MFA_CONNECTOR_STATE_H
#define TENANT_MFA_CONNECTOR_STATE_H

#include "base/guid.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mfa_key {
    char *id, *secret;
    int64_t end;
    unsigned asked;
};

struct mfa_session {
    char context[GUID_TEXT]; /* used once */
    char id[GUID_TEXT];
    uint32_t user;
    bool open; /* waits for a code */
};

struct mfa_connector {
    pthread_mutex_t lock;
    struct mfa_key *keys;
    size_t key_count, key_capacity;
    struct mfa_session *sessions;
    size_t session_count, session_capacity;
};

#endif
