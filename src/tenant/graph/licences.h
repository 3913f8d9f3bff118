/* Licences of users: assigned directly and by groups. */
#ifndef TENANT_LICENCES_H
#define TENANT_LICENCES_H

#include "tenant/graph/groups.h"

/** A user came into a group that gives licences, or went. */
void licences_by_group(struct tenant *tenant, uint32_t number, const struct seed_group *group, bool in);
/** Give the made products (seed_skus_make) to a user of the seed, by his nickname. */
void licences_give_made(struct tenant *tenant, const char *nickname);
/** Give back what a deleted user had, as far as there are seats. */
void licences_restore(struct tenant *tenant, uint32_t number);

void licences_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void licences_reprocess(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void licences_details(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
