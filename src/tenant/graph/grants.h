/* What applications were granted by a user, and which were assigned to one. */
#ifndef TENANT_GRANTS_H
#define TENANT_GRANTS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

struct seed_principal {
    const char *id, *app_id, *name, *owner; /* owner: id of the tenant it comes from; NULL: ours */
    const char *publisher;                  /* verified; NULL: not */
    const char *scope;                      /* what users grant it; NULL: nothing is asked of users */
    int share;                              /* percent of the people who did */
    bool assigned;                          /* to users, instead */
    bool disabled;
};

extern const struct seed_principal seed_principals[];
extern const int seed_principal_count;

/** The service principal as an object, to be freed by the caller. */
struct json *grants_principal(const struct tenant *tenant, const struct seed_principal *principal);

void grants_of_user(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void grants_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void grants_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void grants_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void grants_assignments(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void grants_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void grants_unassign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
