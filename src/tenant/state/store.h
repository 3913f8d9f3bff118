/* The directory's state: the seed's people and what has been written over them. Every call runs under the tenant's lock. */
#ifndef TENANT_STORE_H
#define TENANT_STORE_H

#include "codec/json.h"
#include "tenant/seed/seed.h"

struct tenant_store;

struct store_value {
    const char *property; /* a property's own name: constant */
    struct json *value;
    uint64_t sequence; /* of the write */
};

enum store_plan { PLAN_FREE, PLAN_P1, PLAN_P2 };

enum store_life { LIFE_ALIVE, LIFE_DELETED, LIFE_PURGED };

struct store_change { /* what was written over one user */
    uint32_t number;
    uint64_t sequence; /* of the last write */
    enum store_life life;
    uint64_t life_sequence; /* of the last deletion or restoration */
    struct store_value *values;
    size_t count, capacity;
};

struct tenant_store *store_new(uint32_t users, uint64_t seed);
/** Another name and other domains than Contoso's; the texts must outlive the store. */
void store_name(struct tenant_store *store, const char *name, const char *domain, const char *initial_domain);
/** Put people into the directory beside those who are computed (see seed_people_add). */
void store_add_people(struct tenant_store *store, struct seed_added *added, uint32_t count);
/** How long somebody new is unknown here and there, ms. */
void store_set_replication(struct tenant_store *store, int ms);
/** Whether somebody is so new that a place which lags by so many quarters of it does not know of them. */
bool store_lags(const struct tenant_store *store, uint32_t number, int quarters);
/** Somebody new. Their number. */
uint32_t store_make(struct tenant_store *store, const struct seed_added *person);
void store_free(struct tenant_store *store);
const struct seed_people *store_people(const struct tenant_store *store);
/** By object id or user principal name; SEED_NOBODY when there is none, or it is deleted. */
uint32_t store_find(const struct tenant_store *store, const char *id_or_upn);
/** What was written over a user; NULL: nothing. Valid until the next write. */
const struct store_change *store_change(const struct tenant_store *store, uint32_t number);
/** What a property was set to in a change (may be NULL); NULL: as the seed has it. */
const struct store_value *store_value(const struct store_change *change, const char *property);
/** Set a property (a constant name; `value` is moved in). Names that are no property's hold what else is known of a user. */
void store_write(struct tenant_store *store, uint32_t number, const char *property, struct json *value);
/** Whether another user than `number` has this user principal name, or this mail address. */
bool store_upn_taken(const struct tenant_store *store, const char *upn, uint32_t number);
uint32_t store_find_mail(const struct tenant_store *store, const char *address,
                         uint32_t number); /* who; else SEED_NOBODY */
bool store_mail_taken(const struct tenant_store *store, const char *address, uint32_t number);
/** Counts writes. */
uint64_t store_sequence(const struct tenant_store *store);
/** A user's manager; SEED_NOBODY: none. */
uint32_t store_manager(const struct tenant_store *store, uint32_t number);
/** Every change, in the order of the first writes; valid until the next write. */
const struct store_change *store_changes(const struct tenant_store *store, size_t *count);
/** How many users hold a licence (a row of seed_skus). */
uint32_t store_consumed(struct tenant_store *store, int sku);

/** How many of a licence are bought: more than the seed uses, but for products that are sold out. */
uint32_t store_seats(struct tenant_store *store, int sku);

/** Move a user to another state: deleted users are found by nobody but store_find_deleted, and hold no licences. */
void store_set_life(struct tenant_store *store, uint32_t number, enum store_life life);
enum store_life store_life(const struct tenant_store *store, uint32_t number);
uint32_t store_find_deleted(const struct tenant_store *store, const char *id);
/** How many users are not deleted. */
uint32_t store_alive(const struct tenant_store *store);
/** A record of the tenant's own (policies, service principals …): a JSON object to read and to change, kept under its name. */
struct json *store_record(struct tenant_store *store, const char *name);
/** What of Entra ID the tenant has bought. */
enum store_plan store_plan(const struct tenant_store *store);
void store_set_plan(struct tenant_store *store, enum store_plan plan);

/* Password write-backs that run on. */
struct store_operation {
    char id[GUID_TEXT];
    uint32_t number;
    int64_t created, last; /* ms */
    int asked;             /* how often its state was read */
};
struct store_operation *store_operation_new(struct tenant_store *store, uint32_t number);
struct store_operation *store_operation(struct tenant_store *store, const char *id); /* NULL: unknown */

#endif
