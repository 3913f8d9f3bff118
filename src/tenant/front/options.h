/* The command line of roster-tenant. */
#ifndef TENANT_OPTIONS_H
#define TENANT_OPTIONS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "tenant/state/fault.h"
#include "tenant/state/store.h"

#define OPTIONS_TENANT_ID "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"
enum { OPTIONS_SCENARIOS = 33 };

#define OPTIONS_CLIENT_ID "b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2"

struct options {
    char host[64];
    int port; /* 0: any */
    unsigned users;
    uint64_t seed;
    int latency;        /* ms */
    int token_lifetime; /* s */
    int throttle_units; /* in 10 s; 0: no throttling */
    int throttle_writes;
    struct fault_rule *faults;
    size_t fault_count;
    const char *ledger, *write_config;
    const char *exchange_roles; /* comma-separated role groups; NULL: OrganizationManagement */
    int mailbox_limit;          /* requests at once for one mailbox; 0: any number */
    int mfa_delay;              /* ms */
    bool certificate_only, anyone_provisions;
    int groups;        /* beside the seed's; ella.enabled is in them all */
    int products;      /* beside Microsoft's; ella.enabled has them all */
    const char *roles; /* comma-separated; NULL: all */
    const char *tenant_id, *client_id, *client_secret;
    const char *login;           /* a YAML file about signing in; NULL: none */
    const char *directory_roles; /* of the application, comma-separated; NULL: those of docs/SETUP.md */
    const char *person;          /* who answers device codes; NULL: the administrator */
    int approve_after;           /* polls after which the administrator agrees to a device code; 0: the page alone */
    const char *tls_certificate, *tls_key;
    const char *scenarios[OPTIONS_SCENARIOS], *denied[OPTIONS_SCENARIOS]; /* NULL-terminated */
    int replication;     /* ms until somebody new is known everywhere */
    const char *invites; /* who may invite guests: everyone …; NULL: everyone */
    int audit_delay;     /* ms a search of the audit log takes */
    int audit_failures;  /* how many of them fail */
    int audit_limit;     /* records such a search holds */
    int audit_unstable;  /* 1: v1.0 does not count them, 2: neither does beta */
    int page_size;       /* rows of a log's page; 0: as the service has it */
    bool licence_given;
    bool audit_needs_directory, die_with_parent, help, version, manual;
    enum store_plan licence;
};

/** Read the arguments; what is not given gets its default (a random client secret too). Lives in `arena`. */
bool options_read(struct options *options, struct arena *arena, int count, char **arguments, struct err *e) MUST_USE;
/** Append the help, or the manual page roster-tenant(1). */
void options_help(struct buf *out);
void options_manual(struct buf *out);

#endif
