/* Authentication methods of a user, and what goes with them. */
#ifndef TENANT_METHODS_H
#define TENANT_METHODS_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

#define METHOD_MOBILE    "3179e48a-750b-4051-897c-87b9720928f7"
#define METHOD_ALTERNATE "b6332ec1-7057-4abe-9331-3d72feddfe41"
#define METHOD_OFFICE    "e37fc753-ff3b-4958-9484-eaa9425c82bc"
#define METHOD_TAP       "#microsoft.graph.temporaryAccessPassAuthenticationMethod"

enum method_flag {
    METHOD_STRONG = 1,       /* counts as MFA */
    METHOD_PASSWORDLESS = 2, /* signs in without a password */
    METHOD_RESETS = 4,       /* good for resetting the own password */
    METHOD_OFF = 8           /* the tenant's policy does not allow it for signing in */
};

struct method_kind {
    const char *segment, *type; /* "phoneMethods", "#microsoft.graph.phoneAuthenticationMethod" */
    const char *id;             /* the same for everybody; NULL: one of its own */
    int share;                  /* percent of the ordinary people who have it */
    bool beta;                  /* in beta only */
    const char *preference;     /* what it is called as a second factor; NULL: it is none */
    const char *registered;     /* and in the registration report; NULL: not mentioned there */
    unsigned flags;
    void (*fill)(struct json *method, const struct user_record *user);
};

extern const struct method_kind method_kinds[];
extern const int method_kind_count;

/** The row of a method; NULL: none that is known. */
const struct method_kind *methods_kind(const struct json *method);
/** Whether the service chooses the second factor. */
bool methods_system_decides(const struct user_record *user);
/** All methods as kept, to be freed by the caller. */
struct json *methods_of(const struct user_record *user);
/** Keep them (moved in). */
void methods_write(struct tenant *tenant, uint32_t number, struct json *methods);
/** A method's value of "@odata.type", "id" … */
const char *methods_text(const struct json *method, const char *name);
/** What the user prefers as a second factor ("push"); NULL: there is none. */
const char *methods_preference(const struct user_record *user, const struct json *methods);

void methods_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_list_kind(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_add_phone(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_patch_phone(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_sms(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_add_email(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_requirements(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_set_requirements(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_preferences(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void methods_set_preferences(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

/* Temporary Access Passes: */
void tap_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
/** Fill in whether a pass can be used now. */
void tap_judge(struct tenant_store *store, struct json *pass);

#endif
