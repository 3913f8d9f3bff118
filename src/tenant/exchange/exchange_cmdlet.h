/* Cmdlets as rows: their parameters, who may call them, who answers. */
#ifndef TENANT_EXCHANGE_CMDLET_H
#define TENANT_EXCHANGE_CMDLET_H

#include "tenant/exchange/exchange.h"
#include "tenant/state/mailbox.h"

enum parameter_type {
    PARAMETER_TEXT,
    PARAMETER_BOOL,    /* switches too */
    PARAMETER_TEXTS,   /* an array of texts */
    PARAMETER_SEVERAL, /* the same, or one text */
    PARAMETER_DATE,    /* an ISO text */
    PARAMETER_CHOICE,  /* one of `values` */
    PARAMETER_CHOICES, /* an array of them */
    PARAMETER_NUMBER,  /* from 1 to `most` */
    PARAMETER_RESULTS, /* a number, or "Unlimited" */
    PARAMETER_SIZE     /* "50 GB", "Unlimited" */
};

enum parameter_flag {
    PARAMETER_NEEDED = 1,
    PARAMETER_NULL = 2,      /* null clears it, and so does an empty text */
    PARAMETER_HASHTABLE = 4, /* may be {"@odata.type":"#Exchange.GenericHashTable","add":…,"remove":…} */
    PARAMETER_ADDRESS = 8,   /* an SMTP address */
    PARAMETER_ONPREM = 16,   /* mastered on-premises for synced users */
    PARAMETER_STORED = 32,   /* written to the property of its name */
    PARAMETER_ZERO = 128,    /* a number from 0 on */
    PARAMETER_HOLDS = 64,    /* of the role Legal Hold, which Organization Management has */
};

struct parameter {
    const char *name; /* NULL ends a list */
    enum parameter_type type;
    unsigned flags;
    const char *const *values; /* NULL-terminated */
    long most;
};

/* Role groups, as bits; a caller needs one of the row's. */
enum exchange_role {
    EXCHANGE_ORGANIZATION = 1, /* Organization Management */
    EXCHANGE_RECIPIENTS = 2,   /* Recipient Management */
    EXCHANGE_VIEW = 4,         /* View-Only Organization Management */
    EXCHANGE_AUDIT = 8,        /* View-Only Audit Logs */
    EXCHANGE_HYGIENE = 16,     /* Hygiene Management */
    EXCHANGE_EXPORT = 32,      /* a role group that has the role Mailbox Import Export */
};

struct cmdlet_call;

struct cmdlet {
    const char *name; /* NULL ends a table */
    const struct parameter *parameters;
    unsigned roles;
    unsigned flags;
    void (*handler)(struct cmdlet_call *call);
    int what; /* the part of a mailbox, or the record of the tenant, for handlers that serve several */
};

enum cmdlet_flag {
    CMDLET_PROMPTS = 1, /* refuses without Confirm:false */
    CMDLET_RESULTS = 2, /* takes 1000 objects unless ResultSize says otherwise */
};

/* One call under way. A handler pushes rows, or fails. */
struct cmdlet_call {
    struct tenant *tenant;
    const struct tenant_request *request;
    struct tenant_reply *reply; /* a status other than 0: failed */
    const struct cmdlet *cmdlet;
    const struct json *parameters;
    struct arena *arena;
    struct json *rows;
    const char *warnings[4];
    size_t warning_count;
    /* Handlers over all users page themselves: from `cursor` on, at most `page` rows, and say in `next` where to go on. */
    uint64_t cursor, next;
    size_t page;
    bool pages_itself;
};

extern const struct cmdlet *const exchange_tables[];  /* NULL-terminated, each ended by a row without a name */
const struct cmdlet *exchange_find(const char *name); /* any case; NULL: unknown */
/** The bits of a comma-separated list ("none": no bit; NULL: Organization Management); false with `e` for a name that is none. */
bool exchange_roles(const char *list, unsigned *roles, struct err *e) MUST_USE;
/** The role groups a caller is in: the application's, or what a user's directory roles give of them. */
unsigned exchange_roles_of(const struct tenant *tenant, const struct tenant_caller *caller);

/** Run one InvokeCommand request whose caller is known (exchange_invoke.c). */
void exchange_invoke_cmdlet(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
/** The plain GET reads and the list of cmdlets (exchange_rest.c); false: no such path. */
bool exchange_rest(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
/** Whether every parameter fits its row; else answers 400. */
bool exchange_check_call(struct cmdlet_call *call);

/* For handlers (exchange_call.c): */
const struct json *call_get(const struct cmdlet_call *call, const char *name); /* any case; NULL: not given */
const char *call_text(const struct cmdlet_call *call, const char *name);       /* NULL: not given, or null */
bool call_true(const struct cmdlet_call *call, const char *name);
void call_fail(struct cmdlet_call *call, int status, const char *type, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void call_warn(struct cmdlet_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
void call_not_found(struct cmdlet_call *call, const char *identity);

/* Identities (exchange_identity.c): */
/** The user an identity names; SEED_NOBODY, and `*many` when it fits several. */
uint32_t exchange_resolve(const struct tenant *tenant, const char *identity, bool *many);
/** A user's distinguished name, in `arena`. */
char *exchange_distinguished_name(const struct tenant *tenant, const struct mailbox *mailbox, struct arena *arena);
/** The user such a name is of; SEED_NOBODY: it is none. */
uint32_t exchange_by_distinguished_name(const struct tenant *tenant, const char *name);
/** The mailbox the parameter names, or the anchor's when it is not given; false after failing. */
bool call_mailbox(struct cmdlet_call *call, const char *parameter, struct mailbox *out);
/** A recipient that may be given rights: its address in `arena`; NULL after failing. */
char *call_recipient(struct cmdlet_call *call, const char *identity);
/** The same without failing: NULL when there is none. */
char *exchange_recipient(struct cmdlet_call *call, const char *identity);
/** The Name by which Exchange shows that recipient; NULL: there is none. */
const char *exchange_recipient_name(struct cmdlet_call *call, const char *identity);

/* Names of exception types that are used more than once. */
#define EX_NOT_FOUND  "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"
#define EX_AMBIGUOUS  "Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException"
#define EX_TASK       "Microsoft.Exchange.Configuration.Tasks.RecipientTaskException"
#define EX_ARGUMENT   "Microsoft.Exchange.Management.Tasks.TaskArgumentException"
#define EX_BINDING    "System.Management.Automation.ParameterBindingException"
#define EX_TRANSFORM  "System.Management.Automation.ParameterBindingArgumentTransformationException"
#define EX_VALIDATION "Microsoft.Exchange.Configuration.Tasks.TaskPropertyValidationException"

/* Lists both tables and handlers use. */
#define PARAMETER_IDENTITY                                                                                             \
    {                                                                                                                  \
        .name = "Identity", .type = PARAMETER_TEXT, .flags = PARAMETER_NEEDED                                          \
    }
#define PARAMETER_CONFIRM                                                                                              \
    {                                                                                                                  \
        .name = "Confirm", .type = PARAMETER_BOOL                                                                      \
    }
#define PARAMETER_RESULT_SIZE                                                                                          \
    {                                                                                                                  \
        .name = "ResultSize", .type = PARAMETER_RESULTS                                                                \
    }
#define PARAMETER_END                                                                                                  \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

#endif
