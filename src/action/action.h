/* What an administrator can do to a user: one const row each. Menu, flyout, palette, help, form,
 * confirmation, plan, command line, journal and tests are derived from the rows and list nothing
 * themselves. */
#ifndef ACTION_ACTION_H
#define ACTION_ACTION_H

#include "api/endpoints.h"
#include "api/http/exchange.h"
#include "base/guid.h"
#include "base/paging.h"
#include "base/secret.h"
#include "model/user.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who an action is done to: a copy, never a pointer into the table. Strings belong to whoever made
 * the target. */
struct target {
    char id[GUID_TEXT];
    const char *user_principal_name;
    const char *display_name;
    bool enabled_known, enabled;
    bool synced;
    bool guest;
    int64_t deleted; /* when it was deleted, ms; 0: it was not */
};

enum action_flag {
    ACTION_BULK = 1 << 0,
    ACTION_CONTAINMENT = 1 << 1,       /* part of stopping an attacker */
    ACTION_DESTRUCTIVE = 1 << 2,       /* the target's name is typed */
    ACTION_SECRET = 1 << 3,            /* the result holds a secret, shown once */
    ACTION_SYNC_REVERTS = 1 << 4,      /* on a synced account the next sync undoes it */
    ACTION_DELEGATED_SYNCED = 1 << 5,  /* on a synced account it needs a signed-in administrator */
    ACTION_NO_GUESTS = 1 << 6,         /* the service refuses it for accounts of other tenants */
    ACTION_CLOUD_ONLY = 1 << 7,        /* the service refuses it for synced accounts */
    ACTION_RARE = 1 << 8,              /* what it alone takes is asked for when it is first used, not at each sign-in */
    ACTION_OF_ROW = 1 << 10,           /* about one thing of the user: offered where that is shown, not in the menu */
    ACTION_PREPARES_SEVERAL = 1 << 11, /* its prepare knows `several`: what it lists is not one user's */
    ACTION_CREATES = 1 << 9            /* the target has a name and no id yet: the flow gives `made_id` */
};

enum action_group {
    GROUP_ACCOUNT,
    GROUP_MFA,
    GROUP_MAIL,
    GROUP_MAIL_ACCESS,
    GROUP_MAIL_SETTINGS,
    GROUP_FILES,
    ACTION_GROUPS
};

/* What of the account is different afterwards. All up to TOUCHES_GUARDED is how somebody gets in, what he is, or where his mail and
 * files go: administrators, break-glass accounts and oneself are left out of a bulk run of it (guard.c). A row that does not say it is
 * guarded. */
enum action_touches {
    TOUCHES_UNSAID,
    TOUCHES_SIGN_IN,
    TOUCHES_METHODS,
    TOUCHES_LICENCES,
    TOUCHES_MAILBOX_TYPE,
    TOUCHES_GROUPS,
    TOUCHES_FORWARDING,
    TOUCHES_SHARING,
    TOUCHES_GUARDED = TOUCHES_SHARING,
    TOUCHES_MAIL, /* automatic replies, the archive */
    TOUCHES_FILES /* a OneDrive is made, a link put into it */
};

enum param_kind {
    PARAM_TEXT,
    PARAM_CHOICE,
    PARAM_BOOL,
    PARAM_NUMBER,
    PARAM_DATE_TIME,
    PARAM_SECRET,
    PARAM_MULTILINE,
    PARAM_USER, /* the next three are searched as one types: the value is an id, or a text the flow resolves */
    PARAM_GROUP,
    PARAM_SITE
};

/* What a form or --set gave, in the order of the row's params. */
struct param_value {
    const char *name, *value;
};

/* A set of them: for all targets of a run, or for one. */
struct param_values {
    const struct param_value *items;
    size_t count;
};

/* A parameter of an action: draws the form, reads --set name=value, validates, documents itself.
 * End of list: name NULL. */
struct param {
    const char *name, *label, *help;
    enum param_kind kind;
    const char *otherwise;      /* default, as text; NULL: empty */
    const char *const *choices; /* PARAM_CHOICE: NULL-terminated; NULL: what the action's prepare finds */
    long minimum, maximum;      /* number: value; text: length in bytes; 0,0: no limit */
    bool required;
    const char *gives;    /* the action by which it is given, whose permissions it takes; NULL: it is none's */
    bool by_hand;         /* never out of a link */
    bool asks;            /* what prepare finds depends on it: it is asked again once there is a value */
    bool alone;           /* of one user: it is not there where an action is done to several with the same values */
    bool computed;        /* {property} in the value stands for that of each user, {} for nothing (person_format.h) */
    bool never_empty;     /* what there is can be changed and not cleared */
    bool hidden;          /* nobody types it: the form and the command line give what prepare found */
    bool many;            /* several values, parted by newlines; --set may be repeated */
    size_t longest;       /* characters of each value; 0: no limit */
    const char *property; /* of the user, where it is one: its path in Graph ("employeeOrgData/division"); NULL: none */
    const char *also;     /* other names in links and CSV files, parted by blanks; NULL: none */
    const char *section;  /* heading above it in the form; NULL: that of the one before */
    bool (*when)(
        struct param_values values); /* whether it is there, by the other values (defaults filled in); NULL: always */
    bool (*check)(struct param_values values, struct err *e); /* what it must be beside the others; may be NULL */
};

/* What an action's prepare found before the form is shown: choices, defaults, limits, things to know. */
struct prepared_option {
    const char *value, *label, *detail; /* detail may be NULL */
    bool chosen;                        /* preselected */
    struct prepared_option *next;
};

struct prepared_param {
    const char *name;
    const char *otherwise; /* replaces the row's default; NULL: as the row has it */
    bool in_force;         /* that, or the chosen options, is what is now: left as it is it is not written */
    bool copied;           /* that, or the chosen options, is as another user has it */
    const char *locked;    /* why it cannot be changed: "from Active Directory"; NULL: it can */
    const char *said;      /* of the value that there is: "ann@contoso.com is free."; NULL: nothing */
    bool doubtful;         /* and whether it speaks against it */
    long minimum, maximum; /* replace the row's; 0,0: as the row has them */
    struct prepared_option *options, *last;
    struct prepared_param *next;
};

struct prepared_note {
    const char *text;
    bool warning;
    struct prepared_note *next;
};

struct prepared {
    struct prepared_param *params;
    struct prepared_note *notes, *last_note;
};

enum flow_state { FLOW_SEND, FLOW_WAIT, FLOW_DONE, FLOW_ALREADY, FLOW_FAILED };

/* The pages of the list that is being read (whole.h). Begins as zero. */
struct whole {
    struct paging paging;
    struct whole_page *last;
    size_t bytes;
};

/* One run of an action on one target, stepped by whoever has replies: the worker, a plan, a test.
 */
struct flow {
    /* given */
    const struct action *action;
    const struct target *target;
    const struct param_value *values;
    size_t value_count;
    const struct endpoints *endpoints;
    struct arena *arena; /* for requests and messages; outlives the flow */
    bool plan;           /* writes answer themselves; secrets stand as {placeholder} */
    bool look;           /* settling: `prior` is given; a write that is reached was not carried out */
    bool no_exchange;    /* prepare only: Exchange is not there, or would make a person sign in once more */
    bool several;   /* prepare only: what is the same for all of several is to be found, and no user is asked for */
    bool delegated; /* a person is signed in (not an application) */
    bool cancelled; /* after `must_clean`: do what cleaning up needs, then fail */
    const char *const *suspects; /* ids of the target's devices that speak for somebody else; NULL: none is known */
    const char *restore;         /* taking back: the `prior` of the entry that is taken back; NULL: an ordinary run */
    int64_t now;                 /* ms, of this step */
    /* the flow's own */
    int step;
    int attempts;      /* answers to writes that were lost; 1 from the beginning when looking */
    int looks;         /* for what a write must have changed */
    struct whole list; /* that is being read */
    bool stale;        /* a write was accepted, and what shows it still shows the old state: it may come yet */
    int64_t lag; /* ms after a write for which that it does not show says nothing; 0: it says that there was none */
    void *state; /* in `arena` */
    struct secret *kept[2]; /* never shown: wiped at the end */
    /* out */
    struct http_request *request; /* FLOW_SEND */
    int64_t wait;                 /* FLOW_WAIT, milliseconds */
    const char *prior;            /* JSON of what the write changes, known before the first write; NULL: none */
    struct secret *secret;        /* made by the flow, owned by it until taken; see flow_take_secret */
    const char *secret_name;      /* what it is, "Temporary Access Pass"; NULL: a password */
    const char *message;          /* FLOW_DONE, FLOW_ALREADY: one sentence */
    const char *progress; /* with FLOW_SEND or FLOW_WAIT: what is waited for, one sentence; NULL: nothing to tell */
    int64_t until;        /* when that waiting ends at the latest, ms; 0: unknown */
    struct err error;     /* FLOW_FAILED */
    bool must_clean;      /* something made on the way must be removed again even when cancelled */
    bool enabled_changed, enabled_now; /* what the table must show now */
    bool removed;                      /* the user is gone from the table */
    const struct target *others; /* who else is changed beside the target, known before their first write; in `arena` */
    size_t other_count;
    const char *made_id;    /* ACTION_CREATES: the id of what the service has made; NULL: nothing yet */
    bool row_changed;       /* the user's row must be read again */
    const char *sharepoint; /* where SharePoint's administration is, when the flow had to find out; NULL: it had not */
    struct prepared *prepared; /* prepare only: to be filled */
};

struct change;

/* Who may reset passwords and end sessions, and who may do what touches the account itself (REQUESTS §0.4). The first is the one to
 * assign. */
#define RESETS_PASSWORDS                                                                                               \
    ((const char *const[]){"User Administrator", "Password Administrator", "Helpdesk Administrator",                   \
                           "Authentication Administrator", "Privileged Authentication Administrator", NULL})
#define CHANGES_ACCOUNTS                                                                                               \
    ((const char *const[]){"User Administrator", "Authentication Administrator",                                       \
                           "Privileged Authentication Administrator", NULL})

enum caller { CALLER_UNKNOWN, CALLER_PERSON, CALLER_APPLICATION };

struct action {
    const char *name;  /* "block-sign-in": command line, journal */
    const char *label; /* "Block sign-in" */
    int key;           /* letter in the menu, unique among all rows; 0: none, as it is seldom done or about one thing */
    enum action_group group;
    enum action_touches touches;
    unsigned flags;
    const char *help;             /* one sentence */
    const char *on_premises;      /* ACTION_SYNC_REVERTS: the command there ("Disable-ADAccount") */
    const char *confirm;          /* {target} and {count} are filled in */
    const struct param *params;   /* NULL: none */
    const char *const *needs;     /* Graph permissions, any of, NULL-terminated; NULL: none */
    const char *const *reads;     /* Graph permissions its reads take beside, any of; NULL: `needs` suffice */
    const char *const *cmdlets;   /* Exchange cmdlets, all of; NULL: none */
    const char *exchange_role;    /* of Exchange's own, which gives them and which nobody has by default; NULL: none */
    enum http_resource other;     /* the service it speaks to beside Graph and Exchange; RESOURCE_NONE: none */
    const char *plan;             /* service plan the tenant must own; NULL: none */
    const char *const *roles;     /* Entra roles, each of which suffices a person (REQUESTS §0.4) */
    const char *const *app_roles; /* those of which an application needs one beside the permission; NULL: none */
    const char *role_for_admins;  /* the role it takes when the target holds one itself; NULL: the same */
    enum caller only;             /* from whom alone the service takes it in most tenants; CALLER_UNKNOWN: from both */
    const char *only_because;     /* and why, half a sentence */
    bool (*offered)(const struct target *target); /* NULL: always */
    /** ACTION_CREATES: who is made, by the values (the target's names, in `arena`). */
    void (*names)(struct arena *arena, struct param_values values, struct target *out);
    /* what the table knows of what it changes ("enabled"); "": it does not. NULL: it never does. And what that is afterwards: */
    const char *(*now)(const struct target *target);
    const char *after;
    enum flow_state (*prepare)(struct flow *flow,
                               const struct http_reply *reply); /* reads for the form; NULL: nothing */
    const struct change *change;                                /* most actions: read, write, read back (change.h) */
    enum flow_state (*flow)(struct flow *flow, const struct http_reply *reply); /* the others; where `change` is NULL */
    bool lets_in;     /* it gives access back: its flow gets `suspects` */
    const char *undo; /* name of the action that takes it back (its flow gets `restore`); NULL: cannot be undone */
    const char *
        saved; /* it destroys what the source with this name reads: a playbook saves that before, or leaves it. Of one that
                          is told by a text: by the first parameter. NULL: nothing that can be read */
};

/** All rows, in the order of the menu; `*count` gets their number. Static. */
const struct action *const *action_all(size_t *count);
const struct action *action_find(const char *name); /* NULL when there is none */
const struct action *action_by_key(int key);
/** A copy whose names are the arena's. */
struct target target_copy(struct arena *arena, const struct target *target);
/** Copies whose names are the arena's; room for one more. */
struct target *targets_copy(struct arena *arena, const struct target *targets, size_t count);
/** A user of the table as a target; strings in `arena`. */
void target_of_user(const struct user *user, struct arena *arena, struct target *out);
/** Whether the account belongs to another tenant: a guest, or a member from outside. Its sign-in name says so; a guest with an account
 *  of this tenant is none. */
bool target_is_external(const struct target *target);
/** For `offered`: to all whose account is this tenant's. */
bool target_is_own(const struct target *target);
/** Whether the action makes sense for the target, and the service does not refuse it for what the target is. */
bool action_offered(const struct action *action, const struct target *target);
bool action_for_deleted(const struct action *action); /* it is done to deleted users alone */
const char *action_group_title(enum action_group group);
/** The confirmation text for one or more targets, in `arena`. */
char *action_confirm_text(struct arena *arena, const struct action *action, const struct target *targets, size_t count);
/** Warnings for one target (synced, guest, …), one sentence each, in `arena`; NULL-terminated,
 * possibly empty. */
const char **action_warnings(struct arena *arena, const struct action *action, const struct target *target);
/** Check values against the row's params and fill in defaults; result in `arena`. False with `e`
 * naming the parameter. */
bool action_values(struct arena *arena, const struct action *action, const struct param_value *given,
                   size_t given_count, struct param_value **out, size_t *out_count, struct err *e) MUST_USE;
/** Whether `value`, which is not empty, fits the parameter by itself. False with `e`. */
bool param_check(const struct param *param, const char *value, struct err *e) MUST_USE;
/** Whether the value is made of each user's own properties: it is checked once it is known. */
bool param_is_computed(const struct param *param, const char *value);
/** Check values against `params` (NULL: none) and fill in defaults; result in `arena`, without those that are not there. False with
 *  `e`, and in `*wrong` (may be NULL) whom it is about. */
bool params_values(struct arena *arena, const struct param *params, struct param_values given, struct param_values *out,
                   const struct param **wrong, struct err *e) MUST_USE;
/** Whether what is given takes as much care as an action that destroys: the name is typed. */
bool action_is_grave(const struct action *action, struct param_values values);
/** The parameter that is called so, by its name or another one, in any case; NULL: there is none. */
const struct param *param_called(const struct param *params, const char *name);
/** The value with this name, NULL when it is empty or not there. */
const char *param_value_of(struct param_values values, const char *name);
/** A copy, strings included, in `arena`. */
struct param_values param_values_copy(struct arena *arena, struct param_values from);
/** "A, B or C" of a NULL-terminated list, in `arena`. */
char *action_any_of(struct arena *arena, const char *const *names);
/** Step the flow of its action. `reply` is NULL at the first step and after a wait. */
enum flow_state flow_step(struct flow *flow, const struct http_reply *reply);
/** Value of a parameter, or NULL when it is empty or not there. */
const char *flow_value(const struct flow *flow, const char *name);
/** Whether a parameter was given at all, empty or not. */
bool flow_given(const struct flow *flow, const char *name);
bool flow_true(const struct flow *flow, const char *name);
/** The values of a `many` parameter, in the flow's arena, NULL-terminated. */
const char **flow_values(const struct flow *flow, const char *name, size_t *count);
/** The values that may be chosen, in `arena`, NULL-terminated. */
const char **prepared_values(struct arena *arena, const struct prepared_param *param);
/** A copy of what prepare found (may be NULL), in `arena`. */
const struct prepared *prepared_copy(struct arena *arena, const struct prepared *from);
/* For prepare: */
struct prepared_param *prepared_param(struct flow *flow, const char *name);
void prepared_option(struct flow *flow, const char *name, const char *value, const char *label, const char *detail,
                     bool chosen);
void prepared_note(struct flow *flow, bool warning, const char *format, ...) PRINTF_LIKE(3, 4);
/** Move the secret out. */
struct secret *flow_take_secret(struct flow *flow);
/** Ask for `request` next, and come back at `step`. */
enum flow_state flow_send(struct flow *flow, struct http_request *request, int step);
/** Come back at `step` without a reply after `ms`. */
enum flow_state flow_wait(struct flow *flow, int64_t ms, int step);
/** The one rule for a write whose answer was lost: true, up to five times in a flow, when the flow is to look (or to send
 * again what does no harm twice). */
bool flow_answer_lost(struct flow *flow, const struct http_reply *reply);
/** The one rule for reads that lag behind writes: true when it is worth looking again, and the flow comes back at `step`
 * after 1, 2, 4, 8 and 8 seconds (the caller returns FLOW_WAIT); false after that. */
bool flow_look_again(struct flow *flow, int step) MUST_USE;
/** End well: FLOW_DONE (or FLOW_ALREADY) with a sentence. */
enum flow_state flow_done(struct flow *flow, const char *format, ...) PRINTF_LIKE(2, 3);
enum flow_state flow_already(struct flow *flow, const char *format, ...) PRINTF_LIKE(2, 3);
/** End badly without a reply to blame; the hint may be NULL. */
enum flow_state flow_refuse(struct flow *flow, enum err_code code, const char *message, const char *hint);
/** End the flow: FLOW_FAILED with the error of `reply` explained in the action's words. */
enum flow_state flow_fail(struct flow *flow, const struct http_reply *reply);

#endif
