/* The demo tenant as one value: its store and everything that stands before it. Handlers run under its one lock. */
#ifndef TENANT_TENANT_H
#define TENANT_TENANT_H

#include <stdint.h>

struct tenant_store;
struct tenant_front;
struct mailboxes;
struct sharepoint;
struct mfa_connector;

struct tenant {
    struct tenant_store *store; /* users, groups, …: owned by the directory part */
    struct tenant_front *front; /* listening, sign-in, throttling, faults, ledger */
    struct mailboxes *mailboxes;
    struct sharepoint *sharepoint;
    struct mfa_connector *mfa_connector;
    const char *tenant_id;
    const char *client_id;
};

#endif
