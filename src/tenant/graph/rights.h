/* Which directory roles let a caller do what, and to whom: Microsoft's tables. */
#ifndef TENANT_RIGHTS_H
#define TENANT_RIGHTS_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

/* What is done to an account; each has a table of its own (REQUESTS §0.4). */
enum right {
    RIGHT_RESET,     /* its password is reset, its sessions are ended */
    RIGHT_SENSITIVE, /* what touches the account itself: accountEnabled, the sign-in name, delete, restore … */
    RIGHT_BASIC,     /* any other property */
};

/** Whether the person's directory roles let them ask this at all, else answers 403; an application has no need of one. */
bool rights_ask(const struct tenant_request *request, struct tenant_reply *reply);
/** Whether the caller sees what Intune manages. */
bool rights_see_managed(const struct tenant_request *request);
/** Whether the caller has a role in Intune that may retire devices. */
bool rights_retire(const struct tenant_request *request);
/** Whether the caller sees what Conditional Access said of a sign-in. */
/** Whether the caller may let a guest accept anew. */
bool rights_reset_redemption(const struct tenant_request *request);
bool rights_see_policies(const struct tenant_request *request);
/** Whether the caller may do it to this user, by the roles of both. Under the tenant's lock. */
bool rights_over(const struct tenant *tenant, const struct tenant_request *request, const struct user_record *user,
                 enum right right);
/** Whether the application has one of the roles without which it sets no password; a person passes. */
bool rights_set_password(const struct tenant_request *request);
/** Whether the caller sees the phone numbers of others whole: an Authentication Administrator does not (REQUESTS §6.5). */
bool rights_sees_numbers(const struct tenant_request *request);

#endif
