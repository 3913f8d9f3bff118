/* The demo tenant as one value: what its services share. The front makes it; handlers run under its one lock. */
#ifndef TENANT_TENANT_H
#define TENANT_TENANT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct login;
struct mailboxes;
struct mfa_connector;
struct scenario;
struct sharepoint;
struct tenant_store;
struct tokens;

struct tenant {
    pthread_mutex_t lock;       /* guards the store and what the services remember */
    const struct tenant *home;  /* the first of the process, which signs people in for all */
    struct tenant_store *store; /* users, groups, … */
    struct mailboxes *mailboxes;
    const struct scenario *scenario; /* NULL: none, and nothing is refused */
    struct sharepoint *sharepoint;
    struct mfa_connector *mfa_connector;
    struct tokens *tokens;
    struct login *login;
    const char *tenant_id;
    const char *client_id;
    unsigned exchange_roles;    /* bits of enum exchange_role */
    int mfa_delay;              /* ms a user takes to answer */
    int audit_delay;            /* ms a search of the audit log takes */
    int audit_failures;         /* how many searches of it will still fail */
    int audit_limit;            /* records a search of it holds at most */
    int audit_unstable;         /* 1: v1.0 does not count them and gives fewer the first time; 2: beta, too */
    int page_size;              /* rows of a page of a log; 0: as the service has it */
    bool anyone_provisions;     /* what is for people alone is taken from applications, too */
    bool audit_needs_directory; /* sign-in data is refused without Directory.Read.All */
    bool certificate_only;      /* SharePoint takes no application with a secret */
};

#endif
