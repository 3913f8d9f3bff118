/* What the sign-in service knows: tenants, applications, people, and which refusals are due. Read from --login FILE.yaml. */
#ifndef TENANT_LOGIN_CONFIG_H
#define TENANT_LOGIN_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/guid.h"
#include "codec/jwt_verify.h"
#include "tenant/state/token.h"
#include <stdint.h>

enum { LOGIN_HOME = 0 }; /* the place of the tenant the command line describes */

struct login_names {
    const char **names;
    size_t count;
    bool given; /* named in the file, be it as an empty list */
};

struct login_secret {
    const char *value;
    int64_t expires; /* ms; 0: never */
};

struct login_app {
    const char *id, *name, *home; /* home: the tenant it is registered in, NULL for the command line's */
    bool public_client;           /* "allow public client flows" */
    bool single_tenant, dynamic;  /* dynamic: an administrator's sign-in consents to what is asked for */
    bool legacy;                  /* takes RS256 assertions with x5t, too */
    bool reuse;                   /* takes an assertion twice */
    struct login_secret *secrets;
    size_t secret_count;
    struct jwt_certificate **certificates;
    size_t certificate_count;
    const char *certificate_path, *key_path; /* the last certificate's file and its key's, for --write-config alone */
    struct login_names application[AUDIENCES], delegated[AUDIENCES];
    struct login_names redirects; /* not given: loopback and Microsoft's page of native clients, of a public one */
    struct login_names resources; /* the only ones it may ask for; not given: all */
    struct login_names roles;     /* directory roles of the application itself */
    struct login_names consented; /* tenants; not given: all */
};

enum login_answer_kind { ANSWER_WAIT, ANSWER_APPROVE, ANSWER_DECLINE };

struct login_person {
    const char *upn, *oid, *name, *home; /* home: a tenant's id or domain; NULL: the command line's */
    struct login_names roles;            /* directory roles by name or template id */
    struct login_names tenants;          /* which others may be entered; not given: those with a relationship */
    enum login_answer_kind answer;       /* to a device code, unless the page is used */
    int after_polls, after_ms;
    bool disabled;
    const char *password; /* asked for on the page; NULL: none */
};

struct login_relationship {
    const char *id, *name, *status, *duration, *auto_extend;
    int64_t end; /* ms */
    struct login_names roles;
};

struct login_tenant {
    const char *id, *domain, *initial_domain, *name;
    const char *scenario; /* as --scenario names one; NULL: none */
    unsigned users;
    uint64_t seed;
    bool contract;                            /* listed in /contracts */
    bool made;                                /* by `customers:`, not named in the file */
    struct login_relationship *relationships; /* with the command line's tenant as partner */
    size_t relationship_count;
};

/* A refusal on order; what is NULL matches everything. */
struct login_error {
    int code;
    const char *message, *suberror, *claims;
    const char *user, *app, *tenant, *resource, *grant, *at; /* at: "authorize", "devicecode" or "token" */
    int nth, every, times, retry_after;
    unsigned matched; /* under the login's lock */
};

struct login_config {
    struct arena *arena;
    int interval, slow_down, code_lifetime, refresh_lifetime, clock_skew; /* s */
    bool refresh_once;                                                    /* a refresh token is good for one use */
    bool block_device_code; /* the Conditional Access policy "Block device code flow" is on */
    struct login_app *apps;
    size_t app_count;
    struct login_person *people;
    size_t person_count;
    struct login_tenant *tenants; /* the first is the command line's */
    size_t tenant_count;
    struct login_error *errors;
    size_t error_count;
};

/* What is known before a file says more. */
struct login_setup {
    const char *tenant_id, *client_id, *client_secret;
    unsigned users;
    uint64_t seed;
    int approve_after;           /* polls after which the administrator agrees to a device code; 0: the page alone */
    const char *person;          /* who agrees then; NULL: the first, a Global Administrator */
    const char *directory_roles; /* of the application, "A,B" or "none"; NULL: those of docs/SETUP.md */
    const char *file;            /* NULL: none */
};

/** What the setup says, and the file it names. NULL with `e` (file, line and column). */
struct login_config *login_config_new(const struct login_setup *setup, struct err *e) MUST_USE;
void login_config_free(struct login_config *config);
/** The tenant by id or domain; NULL when there is none. */
const struct login_tenant *login_config_tenant(const struct login_config *config, const char *id_or_domain);
const struct login_app *login_config_app(const struct login_config *config, const char *id);
const struct login_person *login_config_person(const struct login_config *config, const char *upn);
/** The template id of a directory role given by name or id; NULL for a name that is none. */
const char *login_config_role(const char *name_or_id);
/** "graph", "exchange" … */
extern const char *const login_audiences[AUDIENCES];

/* Between the two files of it: */

/** Read a file over `config`. */
bool login_config_read(struct login_config *config, const char *path, struct err *e) MUST_USE;
/** Add `count` customers with relationships of every kind. */
void login_config_customers(struct login_config *config, unsigned count, unsigned users);

#endif
