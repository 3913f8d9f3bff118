/* What a research reads, one row each: the name it has in the specification and in scenario files, the source rows that serve it,
 * and whether the verdict rests on it. */
#ifndef RESEARCH_SOURCES_H
#define RESEARCH_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

enum research_source {
    RESEARCH_USER,
    RESEARCH_METHODS,
    RESEARCH_REGISTRATION,
    RESEARCH_SIGN_INS,
    RESEARCH_ADDRESS_SIGN_INS, /* sign-ins of anybody from an address in question */
    RESEARCH_AUDITS,
    RESEARCH_RISKS,
    RESEARCH_RISKY_USER,
    RESEARCH_RISK_HISTORY, /* how the state came to be: for the timeline */
    RESEARCH_ALERTS,
    RESEARCH_GRANTS,
    RESEARCH_APP_ROLES, /* what the user was assigned to: appRoleAssignments */
    RESEARCH_APPLICATIONS,
    RESEARCH_DEVICES,
    RESEARCH_MANAGED_DEVICES,
    RESEARCH_MEMBER_OF, /* groups and directory roles */
    RESEARCH_ROLES,     /* role assignments */
    RESEARCH_FILES,
    RESEARCH_SHARED, /* who may open what the user shared */
    RESEARCH_LICENCES,
    RESEARCH_RULES,
    RESEARCH_ALL_RULES, /* the same list with IncludeHidden: the difference is what is hidden */
    RESEARCH_SWEEP_RULES,
    RESEARCH_MAILBOX,
    RESEARCH_CAS_MAILBOX,
    RESEARCH_TRANSPORT_CONFIG,
    RESEARCH_ORGANIZATION_CONFIG,
    RESEARCH_MAILBOX_RIGHTS,
    RESEARCH_SEND_RIGHTS,
    RESEARCH_FOLDER_RIGHTS,
    RESEARCH_JUNK,
    RESEARCH_AUTO_REPLY,
    RESEARCH_SIGNATURE,
    RESEARCH_MOBILE_DEVICES,
    RESEARCH_TRACE,
    RESEARCH_BLOCKED_SENDERS,
    RESEARCH_SENDING_LIMITS,
    RESEARCH_TRANSPORT_RULES,
    RESEARCH_INBOUND_CONNECTORS,
    RESEARCH_OUTBOUND_CONNECTORS,
    RESEARCH_REMOTE_DOMAINS,
    RESEARCH_JOURNAL_RULES,
    RESEARCH_ADMIN_AUDIT_CONFIG,
    RESEARCH_AUDIT_BYPASS,
    RESEARCH_AUDIT_LOG, /* the unified audit log, by whichever way its records came */
    RESEARCH_RECOVERABLE_ITEMS,
    RESEARCH_ADD_INS,
    RESEARCH_SOURCES
};

struct research_source_row {
    const char *id;        /* "G4", "E1" */
    const char *key;       /* of a scenario file and of the JSON: "signIns", "Get-InboxRule" */
    const char *served[7]; /* the source rows that serve it, source_find(); NULL-terminated */
    const char *label;     /* "Sign-ins" */
    const char *core;   /* the core source it is, or is a part of: "sign-ins"; NULL: the verdict does not rest on it */
    const char *effect; /* what cannot be judged without it: "M06 M08 D01 off"; "" */
    int phase;          /* 0 probe, 1 state, 2 logs, 3 audit log, 4 on demand */
};

const struct research_source_row *research_source(enum research_source which);
/** Whether it is read only when somebody asks for it. */
bool research_on_demand(enum research_source which);
/** The source with this key ("signIns", "Get-InboxRule", …); RESEARCH_SOURCES: there is none. */
enum research_source research_source_find(const char *key);

#endif
