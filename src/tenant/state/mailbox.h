/* Mailboxes: who has one, of what kind, and what is in it. Seeded from the user, kept once written. Runs under the tenant's lock. */
#ifndef TENANT_MAILBOX_H
#define TENANT_MAILBOX_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"

enum mailbox_kind { MAILBOX_NONE, MAILBOX_USER, MAILBOX_SHARED, MAILBOX_ROOM, MAILBOX_EQUIPMENT, MAILBOX_KINDS };
enum mailbox_plan { MAILBOX_UNLICENSED, MAILBOX_KIOSK, MAILBOX_PLAN_1, MAILBOX_PLAN_2 };

/* What is kept of a mailbox, each part a JSON value with the names Exchange gives it. */
enum mailbox_part {
    MAILBOX_SETTINGS,    /* object: what Get-Mailbox adds to the user */
    MAILBOX_PROTOCOLS,   /* object: Get-CASMailbox */
    MAILBOX_REPLIES,     /* object: automatic replies */
    MAILBOX_JUNK,        /* object */
    MAILBOX_RULES,       /* array, the hidden ones marked "@hidden" */
    MAILBOX_PERMISSIONS, /* array: full access */
    MAILBOX_SEND_AS,     /* array */
    MAILBOX_FOLDERS,     /* object: path → array of permissions */
    MAILBOX_DEVICES,     /* array */
    MAILBOX_CONTENT,     /* object: sizes in bytes, counts */
    MAILBOX_SWEEPS,      /* array: sweep rules */
    MAILBOX_SIGNATURE,   /* object: Get-MailboxMessageConfiguration */
    MAILBOX_DELETED,     /* array: Get-RecoverableItems */
    MAILBOX_ADDINS,      /* array: Get-App */
    MAILBOX_MEETINGS,    /* array: those with others that the owner organised, each with its next "Start" */
    MAILBOX_REGION,      /* object: Get-MailboxRegionalConfiguration */
    MAILBOX_HOURS,       /* object: Get-MailboxCalendarConfiguration */
    MAILBOX_BOOKING,     /* object: Get-CalendarProcessing */
    MAILBOX_PERSON,      /* object: what Get-User adds */
    MAILBOX_PARTS
};

struct mailbox { /* as it is at the moment of a call */
    uint32_t number;
    enum mailbox_kind kind; /* MAILBOX_NONE: the user has none */
    enum mailbox_plan plan;
    struct user_record user;
    char id[GUID_TEXT], guid[GUID_TEXT], name[SEED_TEXT], upn[SEED_TEXT], alias[96];
    char address[SEED_TEXT]; /* primary; "" : none */
};

struct mailboxes;

struct mailboxes *mailboxes_new(void);
void mailboxes_free(struct mailboxes *mailboxes);

/** Fill `out`; false when the user has no mailbox (all but the kind is filled all the same). */
bool mailbox_load(const struct tenant *tenant, uint32_t number, struct mailbox *out);
/** A part as it is, owned by the caller. */
struct json *mailbox_part(const struct tenant *tenant, const struct mailbox *mailbox, enum mailbox_part part);
/** Keep a part (moved in). */
void mailbox_keep(const struct tenant *tenant, uint32_t number, enum mailbox_part part, struct json *value);
/** "SharedMailbox" … */
const char *mailbox_kind_name(enum mailbox_kind kind);
/** A text property of the user as it is now; "" for null. */
const char *mailbox_user_text(const struct user_record *user, const char *property, char scratch[SEED_TEXT]);
/** Whether a licence brings the service plan of this name, and has it switched on. */
bool mailbox_user_has_plan(const struct user_record *user, const char *plan);
/** A few bits of the mailbox's own, different for each salt. */
unsigned mailbox_dice(const struct mailbox *mailbox, unsigned salt);
/** "49.5 GB (53,150,220,288 bytes)" into `out`. */
char *mailbox_size_text(double bytes, char out[64]);
/** The bytes in such a text, or in "50 GB"; negative when it is none. */
double mailbox_size_bytes(const char *text);

/* Tenant-wide records of the mail service, arrays in the names Exchange gives them. */
enum mailboxes_record {
    MAILBOXES_MESSAGES,
    MAILBOXES_AUDIT,
    MAILBOXES_BLOCKED,
    MAILBOXES_BYPASSED, /* ids of users */
    MAILBOXES_TRANSPORT_RULES,
    MAILBOXES_INBOUND,
    MAILBOXES_OUTBOUND,
    MAILBOXES_REMOTE_DOMAINS,
    MAILBOXES_JOURNAL_RULES,
    MAILBOXES_ACCEPTED_DOMAINS,
    MAILBOXES_TRANSPORT,
    MAILBOXES_SESSIONS,     /* of the audit search */
    MAILBOXES_MEMBERS,      /* changed memberships of groups */
    MAILBOXES_TRACED,       /* when the message trace was asked */
    MAILBOXES_ORGANIZATION, /* what differs in Get-OrganizationConfig, an object in a list */
    MAILBOXES_AUDIT_CONFIG, /* the same for Get-AdminAuditLogConfig */
    MAILBOXES_LIMITS,
    MAILBOXES_RETENTION,   /* Get-RetentionPolicy */
    MAILBOXES_BYPASS_ROWS, /* of who is in no directory */
    MAILBOXES_ROLE_GROUPS, /* "Name", "Members": users, and groups with "@" before their names */
    MAILBOXES_RECORDS
};
/** Owned by the caller; as seeded when nothing was kept. */
struct json *mailboxes_record(const struct tenant *tenant, enum mailboxes_record record);
void mailboxes_keep(const struct tenant *tenant, enum mailboxes_record record, struct json *array);

/* The seed of each part (mailbox_seed.c, mailbox_seed_rules.c); owned by the caller. */
struct json *mailbox_seed(const struct tenant *tenant, const struct mailbox *mailbox, enum mailbox_part part);
/** A part of somebody of whom nothing is made up: `seeded` (moved in) without what dice put there (mailbox_quiet.c). */
struct json *mailbox_quiet(enum mailbox_part part, struct json *seeded);
/** An object (moved in) with the members of another over it; what is no object is replaced. */
struct json *mailbox_overlay(struct json *under, const struct json *over);
struct json *mailbox_seed_rules(const struct tenant *tenant, const struct mailbox *mailbox);
/** The seeds of MAILBOX_REGION, MAILBOX_HOURS, MAILBOX_BOOKING and MAILBOX_PERSON (mailbox_seed_settings.c). */
struct json *mailbox_seed_region(const struct tenant *tenant, const struct mailbox *mailbox);
struct json *mailbox_seed_hours(const struct tenant *tenant, const struct mailbox *mailbox);
struct json *mailbox_seed_booking(const struct tenant *tenant, const struct mailbox *mailbox);
struct json *mailbox_seed_person(const struct tenant *tenant, const struct mailbox *mailbox);
/** The date and time formats that go with a culture ("nl-NL"); false: it is none that is known. */
bool mailbox_culture(const char *language, const char **date, const char **time);
bool mailbox_seed_has_odd_rule(const struct mailbox *mailbox); /* one with a name of next to nothing */
struct json *mailbox_seed_devices(const struct tenant *tenant, const struct mailbox *mailbox);
/** The kind the seed gives somebody without a licence. */
enum mailbox_kind mailbox_seed_kind(const struct mailbox *mailbox);
/** By the licences of the seed: how much is in a mailbox does not change with its licence. */
enum mailbox_plan mailbox_first_plan(const struct mailbox *mailbox);

#endif
