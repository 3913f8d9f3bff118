/* Conditional Access: the tenant's policies and named locations, and what they say of a sign-in. */
#ifndef TENANT_ACCESS_H
#define TENANT_ACCESS_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

enum { ACCESS_LIST = 6 };

/* Lists end with NULL. People by nickname and groups by nickname or, what is not there any more, by id; roles by template id. */
struct access_policy {
    const char *id, *name, *state, *template_id;
    const char *users[ACCESS_LIST], *not_users[ACCESS_LIST], *groups[ACCESS_LIST], *not_groups[ACCESS_LIST],
        *roles[ACCESS_LIST], *not_roles[ACCESS_LIST];
    const char *guests, *not_guests; /* kinds of guests, with commas; NULL: not named */
    const char *applications[ACCESS_LIST], *not_applications[ACCESS_LIST];
    const char *user_actions[ACCESS_LIST];
    const char *clients[ACCESS_LIST], *platforms[ACCESS_LIST], *not_platforms[ACCESS_LIST], *locations[ACCESS_LIST],
        *not_locations[ACCESS_LIST], *sign_in_risks[ACCESS_LIST], *user_risks[ACCESS_LIST];
    const char *flow;     /* transferMethods; NULL: any */
    const char *operator; /* of the controls; NULL: none is granted */
    const char *controls[ACCESS_LIST];
    const char *strength; /* name of an authentication strength; NULL: none */
    int frequency;        /* hours until the next sign-in; 0: not limited */
};

extern const struct access_policy access_policies[];
extern const int access_policy_count;

struct access_location {
    const char *id, *name;
    bool trusted, unknown;    /* unknown: countries nobody knows count, too */
    const char *ranges[4];    /* CIDR */
    const char *countries[8]; /* instead */
};

extern const struct access_location access_locations[];
extern const int access_location_count;

/* A sign-in as far as it is known; NULL: not known. */
struct access_attempt {
    const char *application, *action;
    bool office; /* an application of Office 365 */
    const char *platform, *client, *country, *address, *sign_in_risk, *user_risk, *flow;
};

/* Why a policy does not apply, as whatIfAnalysisReasons has it; several at once. */
enum access_reason {
    ACCESS_DISABLED = 1,
    ACCESS_USERS = 2,
    ACCESS_APPLICATION = 4,
    ACCESS_ACTION = 8,
    ACCESS_CLIENT = 16,
    ACCESS_PLATFORM = 32,
    ACCESS_LOCATION = 64,
    ACCESS_SIGN_IN_RISK = 128,
    ACCESS_USER_RISK = 256,
    ACCESS_FLOW = 512,
    ACCESS_UNKNOWN = 1024 /* not enough is known of the sign-in */
};

/** The reasons; 0: the policy applies. */
unsigned access_reasons(struct tenant *tenant, const struct access_policy *policy, const struct user_record *user,
                        const struct access_attempt *attempt);
/** The policy as an object, to be freed by the caller. */
struct json *access_object(struct tenant *tenant, const struct access_policy *policy);
/** The names of the controls, to be freed by the caller. */
struct json *access_controls(const struct access_policy *policy);
struct json *access_session_controls(const struct access_policy *policy);

/** Whether the caller may read policies at all, by permission and licence; else answers 403. */
bool access_may_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);

void access_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void access_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void access_locations_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void access_location_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void access_evaluate(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
