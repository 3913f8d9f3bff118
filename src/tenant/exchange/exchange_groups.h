/* The distribution groups Exchange keeps; the directory shows the same ones by their ids. */
#ifndef TENANT_EXCHANGE_GROUPS_H
#define TENANT_EXCHANGE_GROUPS_H

#include "tenant/state/tenant.h"
#include <stdbool.h>
#include <stddef.h>

struct exchange_group {
    const char *id, *name, *alias, *address;
    unsigned share;        /* one user in so many is a member */
    bool security, synced; /* mail-enabled security; mastered on-premises */
};

extern const struct exchange_group exchange_groups[];
extern const size_t exchange_group_count;

/** By id, address, alias or name; NULL when there is none. */
const struct exchange_group *exchange_group_find(const struct tenant *tenant, const char *identity);
bool exchange_group_has(const struct tenant *tenant, const struct exchange_group *group, uint32_t user);

#endif
