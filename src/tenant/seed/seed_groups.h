/* The demo tenant's groups: one of every kind that matters, under ids that stay the same. */
#ifndef TENANT_SEED_GROUPS_H
#define TENANT_SEED_GROUPS_H

enum group_flag {
    GROUP_UNIFIED = 1, /* Microsoft 365 */
    GROUP_MAIL = 2,
    GROUP_SECURITY = 4,
    GROUP_SYNCED = 8,
    GROUP_ROLES = 16, /* may carry directory roles */
    GROUP_TEAM = 32,
    GROUP_PUBLIC = 64
};

struct seed_group {
    const char *id, *name, *nickname, *description;
    unsigned flags;
    int share;              /* percent of the ordinary people who are members */
    unsigned traits;        /* users of the seed's situations who are members */
    int sku;                /* the product its members get: a row of seed_skus + 1; 0: none */
    const char *department; /* dynamic: members are who is in it; "*": all but guests; NULL: not dynamic */
    const char *owner;      /* nickname of somebody who owns it beside others; NULL: nobody in particular */
    const char *member;     /* nickname of its one member; NULL: the others say who is in it */
    const char *parent;     /* nickname of a group it is a member of; NULL: none */
};

extern const struct seed_group *seed_groups;
extern int seed_group_count;

/** Make so many groups beside the seed's, at most SEED_MADE_GROUPS, with one member: once, before there are threads. */
void seed_groups_make(int count, const char *member);

/** The group that licenses a product (a row of seed_skus); NULL: none does. */
const struct seed_group *seed_groups_licensing(int sku);

#endif
