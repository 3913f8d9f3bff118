/* What was read about one user, as facts: the same whichever service and form it came from, sorted by time, each with the record
 * it was read from. */
#ifndef RESEARCH_EVIDENCE_H
#define RESEARCH_EVIDENCE_H

#include "research/address.h"
#include "research/sources.h"
#include "source/source.h"

struct arena;
struct json;

/* The beginning of every fact. */
struct fact {
    int64_t time;                /* ms; 0: not known (a state without a date) */
    const struct record *record; /* where it stands; its raw JSON can be opened */
    enum research_source source;
};

/* Where somebody was when he did something. */
struct place {
    const char *address; /* normalised; "" when there is none */
    struct address_key key;
    const char *session; /* "" when there is none */
    const char *token;
    const char *device; /* id of the device; "" when there is none */
    const char *agent;  /* user agent, or what the client calls itself */
};

/* What the terms say about a sign-in (terms_of()). */
enum sign_in_mark {
    MARK_SUCCESS = 1 << 0,
    MARK_KNOWN_DEVICE = 1 << 1,
    MARK_FAMILIAR_ADDRESS = 1 << 2,
    MARK_FAMILIAR_NETWORK = 1 << 3,
    MARK_FAMILIAR_COUNTRY = 1 << 4,
    MARK_STRAY = 1 << 5, /* unfamiliar address and no known device */
    MARK_PASSWORD_KNOWN = 1 << 6,
    MARK_PASSWORD_WRONG = 1 << 7,
    MARK_SERVER = 1 << 8, /* made by the servers of a third party's application */
    MARK_IN_WINDOW = 1 << 9,
    MARK_IN_BASELINE = 1 << 10,
    MARK_SCRIPT = 1 << 11, /* agent of class script or kit */
    MARK_LEGACY = 1 << 12  /* agent of class legacy, legacy client or password grant */
};

enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };

struct sign_in {
    struct fact fact;
    struct place place;
    const char *id, *user_id; /* of whoever signed in: in RESEARCH_ADDRESS_SIGN_INS it may be anybody */
    const char *app_id, *app, *resource_id, *resource;
    const char *owner; /* appOwnerTenantId; "" when it is not told */
    const char *country, *city;
    const char *client;        /* clientAppUsed */
    const char *protocol;      /* authenticationProtocol */
    const char *transfer;      /* originalTransferMethod */
    const char *token_type;    /* incomingTokenType */
    const char *access_status; /* conditionalAccessStatus */
    const char *device_name, *system;
    const char *bound; /* tokenProtectionStatusDetails.signInSessionStatus */
    const char *correlation, *failure;
    const char *request, *result; /* of a logon: RequestType, ResultStatusDetail; NULL: it is no logon */
    double latitude, longitude;
    bool has_place;
    bool interactive;
    bool from_log;                   /* a logon of the audit log */
    bool password_given;             /* a step with the method Password succeeded */
    bool denied;                     /* a step says "MFA denied" */
    bool by_claim;                   /* a step was satisfied by a claim in the token */
    enum tri single_factor, managed; /* managed, compliant as the device says */
    int error;                       /* status.errorCode */
    int64_t network;                 /* AS number; 0: not known */
    unsigned marks;                  /* MARK_…, set by terms_of() */
    signed char family, os;          /* enum agent_family, enum os_family; by terms_of() */
};

struct audit { /* directory audit */
    struct fact fact;
    struct place place;
    const char *id, *activity; /* as written; compare with audit_is() */
    const char *reason, *service;
    const char *actor_id, *actor; /* sign-in name, or the name of an application */
    bool failed;
    bool by_subject, on_subject;     /* by him; one of its targets is he */
    const struct json *data;         /* the whole record */
    const struct evidence *evidence; /* that keeps its texts */
};

struct logon { /* what UserLoggedIn and UserLoginFailed say beside the rest */
    int error; /* 0: success; ResultStatus says "Succeeded" of logons that did not succeed */
    const char *failure, *request, *result, *system, *target;
};

struct act { /* unified audit log: AuditData */
    struct fact fact;
    struct place place;      /* session: AppAccessContext.AADSessionId, else SessionId */
    const char *id;          /* NULL or "": none */
    const char *operation;   /* interned: acts of one operation share it */
    const char *actor;       /* UserId */
    const char *object;      /* ObjectId */
    const char *owner;       /* MailboxOwnerUPN */
    const char *app;         /* AppAccessContext.ClientAppId, else ClientAppId, AppId, ApplicationId */
    const char *client;      /* ClientInfoString */
    const char *access;      /* MailAccessType: "Sync", "Bind" */
    const char *folder;      /* Folder.Path, else the folder of its one item */
    const char *correlation; /* InterSystemsId */
    int record_type;         /* -1: none */
    int logon_type;          /* 0 owner, 1 administrator, 2 delegate; -1: none */
    unsigned items;          /* AffectedItems, Folders[].FolderItems, OperationCount: how many items it touched */
    bool throttled;          /* IsThrottled */
    bool by_subject;
    bool external;             /* ExternalAccess */
    bool failed;               /* ResultStatus says so */
    bool unsaved;              /* SaveToSentItems is false */
    const char *subjects;      /* of the items it touched, one a line; "" */
    const struct logon *logon; /* NULL: it is none */
};

struct sent { /* message trace */
    struct fact fact;
    struct place place; /* FromIP */
    const char *id, *message, *sender, *recipient, *subject, *status;
    bool by_subject, to_subject;
};

struct application {
    struct fact fact; /* time: created */
    const char *id, *app_id, *name, *owner;
    bool verified, enabled;
};

struct grant {
    struct fact fact; /* has no time of its own */
    const char *id, *client_id, *scope;
    bool for_all;                          /* AllPrincipals */
    const struct application *application; /* NULL: not read */
};

struct device {
    struct fact fact; /* time: registered, enrolled or first synced */
    const char *id, *device_id, *name, *system, *version, *trust;
    bool enabled;
    bool marked; /* carries the marks of a kit (P09): never known */
};

struct method {
    struct fact fact; /* time: created */
    const char *id;
    const char *type; /* "phone", "fido2", …: the type of the service without prefix and "AuthenticationMethod" */
    const char *name; /* display name, or the number of a phone */
};

struct risk { /* a detection, or the state of the user */
    struct fact fact;
    struct place place;
    const char *id, *type, *level, *state, *detail;
};

struct item { /* anything else: a state, read by name */
    struct fact fact;
    const struct json *data;
};

/* How a source ended. */
struct source_span {
    bool tried;
    enum read_state state;
    enum read_why why;
    const char *error; /* what the service said; "" */
    const char *code;  /* its error code; "" */
    int64_t from, to;  /* really covered; 0: the whole window */
    size_t count;      /* records */
};

/* What was asked for a source; the first page where there are several. */
struct asked {
    enum research_source source;
    const char *row;                 /* of src/source */
    const char *method, *url, *body; /* body "": none */
};

/* Who is looked at, in which tenant and span. Texts are copied. */
struct research_case {
    const char *user_id, *name; /* name: userPrincipalName */
    const char *tenant_id;
    const char *const *domains; /* accepted domains, NULL-terminated */
    int64_t now;
    int window, baseline; /* days; 0: 14 and 16 */
    bool risk_licensed;   /* Entra ID P2 */
    bool application;     /* signed in as an application, not as a person */
    bool asking;          /* domains and licences may still come: nothing is final */
};

#define EVIDENCE_ARRAY(type, name)                                                                                     \
    struct type *name;                                                                                                 \
    size_t name##_count, name##_capacity

struct evidence {
    struct arena *arena;
    struct research_case of;
    int64_t from, base; /* the window is [from, until], the baseline [base, from) */
    int64_t until;      /* now, and as much as a clock may be wrong */
    EVIDENCE_ARRAY(sign_in, sign_ins);
    EVIDENCE_ARRAY(sign_in, others); /* of anybody, from an address in question */
    EVIDENCE_ARRAY(audit, audits);
    EVIDENCE_ARRAY(act, acts);
    EVIDENCE_ARRAY(sent, sent);
    EVIDENCE_ARRAY(application, applications);
    EVIDENCE_ARRAY(grant, grants);
    EVIDENCE_ARRAY(device, devices); /* registered with Entra */
    EVIDENCE_ARRAY(method, methods);
    EVIDENCE_ARRAY(risk, risks);
    EVIDENCE_ARRAY(item, items); /* all others, sorted by source */
    EVIDENCE_ARRAY(asked, asked);
    struct source_span sources[RESEARCH_SOURCES];
    const char *const *addresses; /* mail addresses of the user, lower case, NULL-terminated */
    bool by_logons;               /* sign_ins are logons of the audit log: the sign-in log was not readable */
    bool ready;
    struct evidence_own *own; /* indexes */
};

/** Empty evidence for a case (copied). Owned by the caller. */
struct evidence *evidence_new(const struct research_case *of);
void evidence_free(struct evidence *evidence); /* NULL is fine */
/** A source is being read: what it had before is dropped. */
void evidence_begin(struct evidence *evidence, enum research_source source);
/** Take in a record whose JSON is the object as the service sent it. The record must outlive the evidence and its reports. False: it
 *  cannot be read (no JSON kept, none of these objects). */
bool evidence_add(struct evidence *evidence, enum research_source source, const struct record *record);
/** The same of one that was parsed: `root` (moved) is the object. */
bool evidence_add_read(struct evidence *evidence, enum research_source source, const struct record *record,
                       struct json *root);
/** Keep a page some of whose records were taken in, as evidence_add_page() does. */
void evidence_hold(struct evidence *evidence, enum research_source source, struct record_page *page);
/** Take in the records of a page, which is kept as long as the evidence and the reports made from it. How many could not be read. */
size_t evidence_add_page(struct evidence *evidence, enum research_source source, struct record_page *page);
/** How the source ended, or, called again before the next evidence_begin(), how a further part of it did: whole is what is whole in
 *  all parts. `error` (may be NULL) is what the service said, `code` (may be NULL) its code; the span: 0, 0 is all of the window. */
void evidence_end(struct evidence *evidence, enum research_source source, enum read_state state, enum read_why why,
                  const struct err *error, const char *code, int64_t from, int64_t to);
/** What was asked for a source (copied; `body` may be NULL). Of very many questions of one row the first are kept. */
void evidence_ask(struct evidence *evidence, enum research_source source, const struct asked *asked);
/** Say how a source ended as it was said before, instead of evidence_end(). */
void evidence_ended(struct evidence *evidence, enum research_source source, const struct source_span *span);

struct evidence_record {
    enum research_source source;
    const struct record *record;
};

/** Every record that was taken in, by source, each once. The caller frees it with xfree(). */
struct evidence_record *evidence_records(const struct evidence *evidence, size_t *count);

/** Sort, drop duplicates, build the indexes. May be called again after more was added. */
void evidence_ready(struct evidence *evidence);

/** Whether a source was read, wholly or in part: only then it can say that something is not there. */
bool evidence_has(const struct evidence *evidence, enum research_source source);
bool evidence_whole(const struct evidence *evidence, enum research_source source);
/** Whether it reaches back as far as the window (an hour is nobody's gap). */
bool evidence_reaches(const struct evidence *evidence, enum research_source source);
/** Why it was not: "ok", "partial", "unlicensed", "forbidden", "disabled", "throttled", "timed out", "failed", "cancelled",
 *  "not tried", "being read". */
const char *evidence_state(const struct evidence *evidence, enum research_source source);

/** Whether the unified audit log is switched off, as far as its configuration was read. */
bool evidence_log_is_off(const struct evidence *evidence);
/** The act that switched it off last, as far as the log still has it; NULL: none. */
const struct act *evidence_log_off_act(const struct evidence *evidence);
/** Since when (ms; 0: not known): since that act, else at the latest since its configuration was changed. */
int64_t evidence_log_off_since(const struct evidence *evidence, bool *at_the_latest);

/** Whether an address (of a mail, or a sign-in name) belongs to the subject. */
bool evidence_is_subject(const struct evidence *evidence, const char *address);
/** Whether it is outside: its domain is none of the tenant's, or it is a guest (#EXT#). "" and what has no domain is not. */
bool evidence_is_external(const struct evidence *evidence, const char *address);

/** The states of a source; `*count` gets their number. */
const struct item *evidence_items(const struct evidence *evidence, enum research_source source, size_t *count);
/** The one state of a source that has one (mailbox, configuration); NULL: not read. */
const struct item *evidence_item(const struct evidence *evidence, enum research_source source);
/** Text of a member ("a.b" goes down), "" when it is none; of a list of texts its first. */
const char *item_text(const struct item *item, const char *path);
bool item_true(const struct item *item, const char *path);
/** Whether the member is there and says false. */
bool item_false(const struct item *item, const char *path);
int64_t item_time(const struct item *item, const char *path); /* ms; 0: none */

/** Forget the trees that were looked into, where they have become many: a rule that looks into each of very many acts says so from time
 *  to time. What it holds of their members is gone. */
void act_forget_if_many(struct evidence *evidence);
/** Any further member of AuditData, at its top or under dynamicProperties; NULL: it has none. Valid until the rule is over. */
const struct json *act_member(const struct evidence *evidence, const struct act *act, const char *path);
/** Its text (a number or truth as text, too); "" when there is none. */
const char *act_text(const struct evidence *evidence, const struct act *act, const char *path);
/** The value of Parameters[Name=name]; NULL: it was not given. */
const char *act_parameter(const struct evidence *evidence, const struct act *act, const char *name);
/** The same of ExtendedProperties, OperationProperties and DeviceProperties. */
const char *act_property(const struct evidence *evidence, const struct act *act, const char *list, const char *name);

/** Whether the activity is this one: capitals do not count, an en dash is a hyphen. */
bool audit_is(const struct audit *audit, const char *activity);
/** New (old) value of a changed property of any target, without the quotes it comes in; "" when it is not among them. */
const char *audit_new(const struct audit *audit, const char *property);
const char *audit_old(const struct audit *audit, const char *property);
/** A target of this type ("User", "Device", "ServicePrincipal", …; NULL: any), the `at`th; NULL: there is none. */
const struct json *audit_target(const struct audit *audit, const char *type, size_t at);
/** What it was done to: name of the first target; "" when there is none. */
const char *audit_object(const struct audit *audit);

#endif
