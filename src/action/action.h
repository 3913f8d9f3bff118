/* What an administrator can do to a user: one const row each. Menu, flyout, palette, help, form,
 * confirmation, plan, command line, journal and tests are derived from the rows and list nothing
 * themselves. */
#ifndef ACTION_ACTION_H
#define ACTION_ACTION_H

#include "api/graph/endpoints.h"
#include "api/http/exchange.h"
#include "base/guid.h"
#include "base/secret.h"
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
};

enum action_flag {
    ACTION_BULK = 1 << 0,
    ACTION_CONTAINMENT = 1 << 1,     /* part of stopping an attacker */
    ACTION_DESTRUCTIVE = 1 << 2,     /* the target's name is typed */
    ACTION_SECRET = 1 << 3,          /* the result holds a secret, shown once */
    ACTION_SYNC_REVERTS = 1 << 4,    /* on a synced account the next sync undoes it */
    ACTION_DELEGATED_SYNCED = 1 << 5 /* on a synced account it needs a signed-in administrator */
};

enum action_group { GROUP_ACCOUNT, GROUP_MFA, GROUP_MAIL, GROUP_FILES, GROUPS };

enum param_kind {
    PARAM_TEXT,
    PARAM_CHOICE,
    PARAM_BOOL,
    PARAM_NUMBER,
    PARAM_DATE_TIME,
    PARAM_SECRET,
    PARAM_MULTILINE
};

/* A parameter of an action: draws the form, reads --set name=value, validates, documents itself.
 * End of list: name NULL. */
struct param {
    const char *name, *label, *help;
    enum param_kind kind;
    const char *otherwise;      /* default, as text; NULL: empty */
    const char *const *choices; /* PARAM_CHOICE: NULL-terminated */
    long minimum, maximum;      /* number: value; text: length in bytes; 0,0: no limit */
    bool required;
};

/* What a form or --set gave, in the order of the row's params. */
struct param_value {
    const char *name, *value;
};

enum flow_state { FLOW_SEND, FLOW_WAIT, FLOW_DONE, FLOW_ALREADY, FLOW_FAILED };

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
    bool delegated;      /* a person is signed in (not an application) */
    /* the flow's own */
    int step;
    int attempts;
    /* out */
    struct http_request *request; /* FLOW_SEND */
    int64_t wait;                 /* FLOW_WAIT, milliseconds */
    const char
        *prior; /* JSON of what the write changes, known before the first write; NULL: none */
    struct secret *secret; /* made by the flow, owned by it until taken; see flow_take_secret */
    const char *message;   /* FLOW_DONE, FLOW_ALREADY: one sentence */
    struct err error;      /* FLOW_FAILED */
    bool enabled_changed, enabled_now; /* what the table must show now */
};

struct action {
    const char *name;  /* "block-sign-in": command line, journal */
    const char *label; /* "Block sign-in" */
    int key;           /* letter in the menu, unique among all rows */
    enum action_group group;
    unsigned flags;
    const char *help;           /* one sentence */
    const char *confirm;        /* {target} and {count} are filled in */
    const struct param *params; /* NULL: none */
    const char *const *needs;   /* Graph permissions, any of, NULL-terminated */
    const char *role;           /* Entra role that suffices (requests.md §0.4), for hints */
    bool (*offered)(const struct target *target); /* NULL: always */
    enum flow_state (*flow)(struct flow *flow,
                            const struct http_reply *reply); /* reply NULL at the first step */
    const char *undo; /* name of the action that takes it back; NULL: cannot be undone */
};

/** All rows, in the order of the menu; `*count` gets their number. Static. */
const struct action *const *action_all(size_t *count);
const struct action *action_find(const char *name); /* NULL when there is none */
const struct action *action_by_key(int key);
const char *action_group_title(enum action_group group);
/** The confirmation text for one or more targets, in `arena`. */
char *action_confirm_text(struct arena *arena, const struct action *action,
                          const struct target *targets, size_t count);
/** Warnings for one target (synced, guest, …), one sentence each, in `arena`; NULL-terminated,
 * possibly empty. */
const char **action_warnings(struct arena *arena, const struct action *action,
                             const struct target *target);
/** Whether the permissions held (NULL-terminated; NULL: unknown, then true) allow the action; else
 * `e` names what is missing. */
bool action_permitted(const struct action *action, const char *const *held, struct err *e) MUST_USE;
/** Check values against the row's params and fill in defaults; result in `arena`. False with `e`
 * naming the parameter. */
bool action_values(struct arena *arena, const struct action *action,
                   const struct param_value *given, size_t given_count, struct param_value **out,
                   size_t *out_count, struct err *e) MUST_USE;
/** Value of a parameter, or NULL. */
const char *flow_value(const struct flow *flow, const char *name);
/** Move the secret out. */
struct secret *flow_take_secret(struct flow *flow);
/** End the flow: FLOW_FAILED with the error of `reply` explained in the action's words. */
enum flow_state flow_fail(struct flow *flow, const struct http_reply *reply);

#endif
