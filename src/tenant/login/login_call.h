/* One request to the sign-in service on its way through the parts of it. */
#ifndef TENANT_LOGIN_CALL_H
#define TENANT_LOGIN_CALL_H

#include "tenant/login/login.h"

enum login_proof { PROOF_NONE, PROOF_SECRET, PROOF_CERTIFICATE };

struct login_call {
    struct login *login;
    const struct tenant_request *request;
    struct tenant_reply *reply;
    struct tenant_pair pairs[24]; /* the form */
    size_t count;
    const char *authority;             /* the path's first segment */
    const struct login_tenant *tenant; /* NULL for "organizations" and "common" */
    const struct login_app *app;
    enum login_proof proof; /* how the application has shown who it is */
    const char *nonce;      /* for the id_token; NULL: none */
    bool by_device;         /* the sign-in began with a device code */
};

/* Somebody at the moment of a sign-in. */
struct login_identity {
    const struct login_person *person;
    const struct login_tenant *home;
    const char *oid, *upn, *name;
    struct login_names roles; /* directory roles at home: the file's word, else the directory's */
    bool known, enabled;
};

/* What a scope asks for. */
struct login_scope {
    char *resource; /* as asked: "https://graph.microsoft.com" */
    enum token_audience audience;
    bool all; /* /.default */
    const char **names;
    size_t count;
    bool offline, openid;
};

struct login_device {
    struct login_device *next;
    char code[80], user_code[12];
    const struct login_app *app;
    const struct login_tenant *tenant;
    char *scope;
    int64_t born, polled; /* ms; polled 0: not yet */
    int interval;         /* s; grows with each poll that comes too early */
    int polls;
    enum { DEVICE_OPEN, DEVICE_APPROVED, DEVICE_DECLINED, DEVICE_USED } state;
    const struct login_person *person;
};

struct login_refresh {
    struct login_refresh *next;
    char secret[80];
    const struct login_app *app;
    const struct login_person *person;
    char *scope;
    bool by_device;
    uint64_t number; /* of the session */
    int64_t born;
    bool used;
};

/* login_error.c */

/** A form field, or NULL. */
const char *login_form(const struct login_call *call, const char *name);
/** Answer with a row of aadsts.h; `message` NULL: the row's. Always false. */
bool login_refuse(const struct login_call *call, int code, const char *message);
/** Whether no configured refusal is due; else it has been answered. `who` and `scope` may be NULL. */
bool login_unrefused(const struct login_call *call, const char *at, const struct login_identity *who,
                     const struct login_tenant *tenant, const struct login_scope *scope);

/** The configured refusal that is due, counted; NULL: none. */
const struct login_error *login_due(const struct login_call *call, const char *at, const struct login_identity *who,
                                    const struct login_tenant *tenant, const struct login_scope *scope);

/* login_client.c */

/** Whether the application has shown who it is, or needs not; else answered. */
bool login_client(struct login_call *call, bool must);

/* login_scope.c */

bool login_scope_read(const struct login_call *call, const char *text, bool application, struct login_scope *scope);
/** The permissions a token for this scope carries; false when answered. `who` NULL: the application alone. */
bool login_scope_grant(const struct login_call *call, const struct login_scope *scope, const struct login_identity *who,
                       const struct login_tenant *tenant, struct token_wish *wish);

/* login_person.c */

/** By user principal name: of the file, or of a directory; NULL: nobody. */
const struct login_person *login_person(struct login *login, const char *upn);
struct login_identity login_identify(struct login *login, const struct login_person *person, struct arena *arena);
/** Whether there is such an account, enabled, and let into `tenant`; else answered. */
bool login_may_enter(const struct login_call *call, const struct login_identity *who,
                     const struct login_tenant *tenant);
/** The directory roles somebody has in a tenant. */
struct login_names login_roles(const struct login_identity *who, const struct login_tenant *tenant,
                               struct arena *arena);

/* login_consent.c */

bool login_consented(struct login *login, const struct login_app *app, const struct login_tenant *tenant);
/** Whether the tenant has consented to one permission of a client that asks for them as it goes; `give`: it does now. */
bool login_named_consent(struct login *login, const struct login_app *app, const struct login_tenant *tenant,
                         const char *name, bool give);
void login_consent_page(struct login_call *call, bool post);
/** Whether this assertion's id is new; it is not, the next time. */
bool login_assertion_new(struct login *login, const char *id);
void login_memory_free(struct login_memory *memory);

/* login_device.c */

void login_device_start(struct login_call *call);
void login_device_poll(struct login_call *call);
void login_device_page(struct login_call *call, bool post);

/* login_authorize.c */

void login_authorize(struct login_call *call, bool post);
void login_code_grant(struct login_call *call);
void login_codes_free(struct login *login);
/** Whether an application may be answered at this address. */
bool login_redirect_fits(const struct login_app *app, const char *asked, struct arena *arena);
/** 302 to `redirect` with these in its query; a value that is NULL is left out. */
void login_redirect(struct login_call *call, const char *redirect, const struct tenant_pair *pairs, size_t count);

/* login_grant.c */

/** A token for somebody, with a refresh token when `refresh`; `before` is the scope of the sign-in it all began with. */
bool login_give_person(struct login_call *call, const struct login_person *person, const char *scope,
                       const char *before, bool refresh);
void login_token(struct login_call *call);

#endif
