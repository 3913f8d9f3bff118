/* The directory's state: the seed's people and what has been written over them. Every call runs under the front's lock. */
#ifndef TENANT_STORE_H
#define TENANT_STORE_H

#include "codec/json.h"
#include "tenant/seed.h"

struct tenant_store;

struct store_change { /* what was written over one user; NULL properties: nothing */
    uint32_t number;
    uint64_t sequence; /* of the last change */
    struct json *properties;
};

struct tenant_store *store_new(uint32_t users, uint64_t seed);
void store_free(struct tenant_store *store);
const struct seed_people *store_people(const struct tenant_store *store);
/** By object id or user principal name; SEED_NOBODY when there is none. */
uint32_t store_find(const struct tenant_store *store, const char *id_or_upn);
/** What a property was set to; NULL: as the seed has it. */
const struct json *store_written(const struct tenant_store *store, uint32_t number, const char *property);
bool store_has_changes(const struct tenant_store *store, uint32_t number);
/** Set a property (`value` is moved in); counts as one change. */
void store_write(struct tenant_store *store, uint32_t number, const char *property, struct json *value);
/** Whether another user than `number` has this user principal name. */
bool store_upn_taken(const struct tenant_store *store, const char *upn, uint32_t number);
uint64_t store_sequence(const struct tenant_store *store);
/** Every change behind `sequence`, in no order; `*count` of them; owned by the store, valid until the next write. */
const struct store_change *store_changes(const struct tenant_store *store, size_t *count);
/** How many users hold a licence (a row of seed_skus). */
uint32_t store_consumed(struct tenant_store *store, int sku);

/* Password write-backs that run on (requests.md A3, A4). */
struct store_operation {
    char id[GUID_TEXT];
    uint32_t number;
    int asked; /* how often its state was read */
};
struct store_operation *store_operation_new(struct tenant_store *store, uint32_t number);
struct store_operation *store_operation(struct tenant_store *store, const char *id); /* NULL: unknown */

#endif
