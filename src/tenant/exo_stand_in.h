/* REPLACE ON MERGE: stands in for exchange_groups.h, mfa_connector.h and sharepoint.h, with the same names and signatures, until
 * they are there. Then delete this and exo_stand_in.c, and include those three where this is included. */
#ifndef TENANT_EXO_STAND_IN_H
#define TENANT_EXO_STAND_IN_H

#include "base/arena.h"
#include "tenant/property.h"
#include "tenant/tenant.h"

#define MFA_CLIENT_ID "981f26a1-7f43-403b-a875-f8b09b8cd720"

struct exchange_group {
    const char *id, *name, *alias, *address;
    unsigned share;        /* one user in so many is a member */
    bool security, synced; /* mail-enabled security; mastered on-premises */
};

const struct exchange_group *exchange_group_find(const struct tenant *tenant, const char *identity);
bool exchange_group_has(const struct tenant *tenant, const struct exchange_group *group, uint32_t user);

void tenant_mfa_secret_add(struct tenant *tenant, const char *key_id, const char *secret, int64_t end);
bool tenant_mfa_secret_remove(struct tenant *tenant, const char *key_id);

enum onedrive_state { ONEDRIVE_NONE, ONEDRIVE_PENDING, ONEDRIVE_READY };
enum onedrive_state tenant_onedrive_state(struct tenant *tenant, uint32_t number);
char *tenant_onedrive_url(const struct tenant *tenant, uint32_t number, struct arena *arena);

#endif
