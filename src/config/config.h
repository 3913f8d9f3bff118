/* The configuration file: YAML in the XDG places, checked with file, line and column. A plain value once read. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "api/endpoints.h"
#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

/* How to sign in; the names are those of `auth:`. */
enum config_auth {
    AUTH_UNSAID, /* until the whole tenant is read */
    AUTH_DEVICE_CODE,
    AUTH_BROWSER,
    AUTH_CLIENT_SECRET,
    AUTH_CERTIFICATE,
    AUTH_TOKEN,
    AUTH_MANAGED_IDENTITY
};

#define CONFIG_ANY_TENANT     "organizations" /* whose the account is */
#define CONFIG_TOKEN_VARIABLE "ROSTER_ACCESS_TOKEN"

enum { CONFIG_FUSE = 5, CONFIG_SETTLE_AFTER = 120 };

struct config_account {
    const char *name;  /* a sign-in name or another address, or an id */
    const char *where; /* "config.yaml:7:19" */
};

struct config_tenant {
    const char *name;      /* the key under tenants: */
    const char *tenant_id; /* GUID or domain; "organizations": whose the account is */
    const char *
        partner_id; /* of a partner's customer: the partner's tenant_id, whose sign-in serves here too; NULL: its own */
    const char *client_id; /* NULL: Microsoft's public clients */
    enum config_auth auth;
    const char *client_secret; /* only with loopback endpoints; else one of the next three, or none: it is asked for */
    const char *secret_file, *secret_env, *secret_command;
    const char *certificate, *certificate_key;    /* paths */
    const char *secret_where, *certificate_where; /* "config.yaml:7:5"; NULL: none is set */
    const char *token_store;                      /* a name; NULL: the default */
    struct endpoints endpoints;                   /* with the defaults of its cloud; its tenant_id is not filled in */
    const char *accent;                           /* a theme colour name, or NULL */
    bool read_only;
    const char *ca_file;
    const char *template, *template_where;    /* by whose values a new user's form begins; NULL: by none */
    const struct config_account *break_glass; /* ends with a NULL name; NULL: none */
};

struct config_view { /* an own preset */
    const char *name, *filter;
};

struct config_key { /* keys: {name: key}, or {name: [key, key]}: one for each */
    const char *name, *key;
    int line, column;
};

struct config_line { /* lists: a line more of a list of the research (docs/CONFIGURATION.md), which it checks */
    const char *list, *line;
    const char *where; /* "config.yaml:7:5" */
};

struct config_step { /* of a playbook; whether there is such an action, and what it takes, is not known here */
    const char *action;
    const char *where;                        /* "config.yaml:7:5" */
    const char *const *names, *const *values; /* of its parameters, a name each, NULL-terminated */
};

struct config_playbook { /* playbooks: {name: [action, {action: {parameter: value}}]} */
    const char *name, *where;
    const struct config_step *steps;
    size_t count;
};

/* templates: {name: {property: value}}, or such a map in user-templates/NAME.yaml; what a person has is not known here. */
struct config_template {
    const char *name, *where;
    const char *const *names, *const *values, *const *wheres; /* a name for each value, NULL-terminated */
};

struct config {
    struct arena *arena;
    const char *path;                /* of the file read; NULL: none, all defaults */
    const char *theme, *theme_where; /* where it is written */
    bool ascii, mouse, read_only;
    long fuse;                  /* a bulk run stops after this many failures; 0: never */
    long settle_after;          /* s; what a younger change has not reached may still be under way; 0: it is not */
    const char *sku_names;      /* path of Microsoft's CSV */
    const char *tenant;         /* default tenant */
    const char *const *columns; /* NULL-terminated; NULL: default */
    struct config_tenant *tenants;
    size_t tenant_count;
    struct config_view *views;
    size_t view_count;
    struct config_key *keys;
    size_t key_count;
    struct config_line *lines;
    size_t line_count;
    struct config_playbook *playbooks;
    size_t playbook_count;
    struct config_template *templates;
    size_t template_count;
    const char *template_folder; /* where those are that are a file each */
    struct config_tenant alone;  /* the tenant where none is configured */
    const char *state_folder;    /* $XDG_STATE_HOME/roster; made when something is kept */
};

const char *config_auth_name(enum config_auth auth);
/** What is given says how to sign in. */
enum config_auth config_auth_of(const struct config_tenant *tenant);
const char *config_cloud_name(const struct config_tenant *tenant);
/** A partner's customer as a tenant: the partner's sign-in and settings, without the addresses that are the partner's own. Borrows
 *  its arguments. */
struct config_tenant config_customer(const struct config_tenant *partner, const char *name, const char *tenant_id);
/** Read `path` (NULL: $XDG_CONFIG_HOME/roster/config.yaml, absent is fine). Unknown keys, wrong types, missing members are
 *  errors "file:line:column: what"; a file that others can write to is not read. Paths in it are absolute afterwards. Owned by the
 *  caller. */
struct config *config_read(const char *path, struct err *e) MUST_USE;
void config_free(struct config *config);
/** By name; NULL name: the default or only one. With none configured: Microsoft's public clients for `name` (an id or a domain;
 *  NULL: whatever tenant the account is of). NULL with `e`. */
const struct config_tenant *config_tenant(struct config *config, const char *name, struct err *e) MUST_USE;

#endif
