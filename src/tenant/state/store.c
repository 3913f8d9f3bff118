/* Changes over the seed, found by number through a small hash table. */
#include "tenant/state/store.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include <string.h>
#include <strings.h>

struct tenant_store {
    struct seed_people people;
    struct seed_added *added; /* all who were added, once somebody was made; NULL before */
    size_t added_capacity;
    struct store_change *changes;
    size_t count, capacity;
    uint32_t *slots; /* number → place in `changes` + 1 */
    size_t slot_count;
    uint32_t *renamed; /* numbers of those with another user principal name than the seed's */
    size_t renamed_count, renamed_capacity;
    uint64_t sequence;
    uint32_t consumed[SEED_SKUS + SEED_MADE_SKUS], seeded[SEED_SKUS + SEED_MADE_SKUS]; /* now, and in the seed */
    bool counted;
    int replication; /* ms */
    uint32_t gone;   /* deleted and purged users */
    struct json *records;
    enum store_plan plan;
    struct store_operation *operations;
    size_t operation_count, operation_capacity;
};

struct tenant_store *store_new(uint32_t users, uint64_t seed)
{
    struct tenant_store *store = xcalloc(1, sizeof *store);
    seed_people_init(&store->people, users, seed, clock_now());
    store->records = json_new_object();
    store->plan = PLAN_P2;
    return store;
}

void store_name(struct tenant_store *store, const char *name, const char *domain, const char *initial_domain)
{
    store->people.name = name;
    store->people.domain = domain;
    store->people.initial_domain = initial_domain;
    store->people.federated_domain = NULL;
}

void store_add_people(struct tenant_store *store, struct seed_added *added, uint32_t count)
{
    seed_people_add(&store->people, added, count);
}

uint32_t store_make(struct tenant_store *store, const struct seed_added *person)
{
    struct seed_people *people = &store->people;
    bool first = !store->added;
    store->added = grow_array(store->added, &store->added_capacity, people->added_count + 1u, sizeof *store->added);
    if (first && people->added_count)
        memcpy(store->added, people->added, people->added_count * sizeof *store->added);
    return seed_people_append(people, store->added, person);
}

void store_set_replication(struct tenant_store *store, int ms)
{
    store->replication = ms;
}

bool store_lags(const struct tenant_store *store, uint32_t number, int quarters)
{
    uint32_t place = number;
    if (!store->replication || number < store->people.seeded)
        return false;
    return clock_now() - seed_added_at(&store->people, &place)->created < (int64_t)store->replication * quarters / 4;
}

void store_free(struct tenant_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->count; i++) {
        for (size_t v = 0; v < store->changes[i].count; v++)
            json_free(store->changes[i].values[v].value);
        xfree(store->changes[i].values);
    }
    xfree(store->changes);
    xfree(store->added);
    xfree(store->slots);
    xfree(store->renamed);
    xfree(store->operations);
    json_free(store->records);
    xfree(store);
}

const struct seed_people *store_people(const struct tenant_store *store)
{
    return &store->people;
}

/* The slot of a number, or the free one where it would go. */
static size_t slot_of(const struct tenant_store *store, uint32_t number)
{
    size_t at = (number * 2654435761u) & (store->slot_count - 1);
    while (store->slots[at] && store->changes[store->slots[at] - 1].number != number)
        at = (at + 1) & (store->slot_count - 1);
    return at;
}

const struct store_change *store_change(const struct tenant_store *store, uint32_t number)
{
    size_t at = store->slot_count ? slot_of(store, number) : 0;
    return store->slot_count && store->slots[at] ? &store->changes[store->slots[at] - 1] : NULL;
}

const struct store_value *store_value(const struct store_change *change, const char *property)
{
    for (size_t i = 0; change && i < change->count; i++)
        if (!strcmp(change->values[i].property, property))
            return &change->values[i];
    return NULL;
}

/* --- licences in use --- */

static void count_written(struct tenant_store *store, const struct json *licences, int by)
{
    for (const struct json *one = json_first(licences); one; one = json_next(one))
        for (int row = 0; row < seed_sku_count; row++)
            if (!strcmp(json_text_or(json_get(one, "skuId"), ""), seed_skus[row].sku_id))
                store->consumed[row] += (uint32_t)by;
}

/* Add what a user holds to what is in use, or take it away. */
static void count_user(struct tenant_store *store, uint32_t number, int by)
{
    int rows[SEED_LICENCES];
    const struct store_change *change = store_change(store, number);
    const struct store_value *written = store_value(change, "assignedLicenses");
    if (change && change->life != LIFE_ALIVE)
        return;
    int n = written ? 0 : seed_licences(&store->people, number, rows);
    if (written)
        count_written(store, written->value, by);
    for (int i = 0; i < n; i++)
        store->consumed[rows[i]] += (uint32_t)by;
}

static void count_licences(struct tenant_store *store)
{
    if (store->counted)
        return;
    for (uint32_t number = 0; number < store->people.count; number++) {
        int rows[SEED_LICENCES];
        int n = seed_licences(&store->people, number, rows);
        for (int i = 0; i < n; i++)
            store->seeded[rows[i]]++;
        count_user(store, number, 1);
    }
    store->counted = true;
}

uint32_t store_consumed(struct tenant_store *store, int sku)
{
    count_licences(store);
    return store->consumed[sku];
}

uint32_t store_seats(struct tenant_store *store, int sku)
{
    count_licences(store);
    uint32_t used = store->seeded[sku];
    uint32_t bought = (uint32_t)((uint64_t)store->people.seeded * (uint64_t)seed_skus[sku].prepaid_percent / 100);
    if (!seed_skus[sku].prepaid_percent)
        return used;
    return bought < used + 2 ? used + 2 : bought;
}

/* --- writes --- */

static void rehash(struct tenant_store *store)
{
    xfree(store->slots);
    store->slot_count = store->slot_count ? store->slot_count * 2 : 256;
    store->slots = xcalloc(store->slot_count, sizeof *store->slots);
    for (size_t i = 0; i < store->count; i++)
        store->slots[slot_of(store, store->changes[i].number)] = (uint32_t)i + 1;
}

static struct store_change *change_for(struct tenant_store *store, uint32_t number)
{
    if ((store->count + 1) * 2 > store->slot_count)
        rehash(store);
    size_t at = slot_of(store, number);
    if (!store->slots[at]) {
        store->changes = grow_array(store->changes, &store->capacity, store->count + 1, sizeof *store->changes);
        store->changes[store->count++] = (struct store_change){.number = number};
        store->slots[at] = (uint32_t)store->count;
    }
    return &store->changes[store->slots[at] - 1];
}

void store_write(struct tenant_store *store, uint32_t number, const char *property, struct json *value)
{
    struct store_change *change = change_for(store, number);
    size_t at = 0;
    bool licences = !strcmp(property, "assignedLicenses") && store->counted;
    if (licences)
        count_user(store, number, -1);
    while (at < change->count && strcmp(change->values[at].property, property) != 0)
        at++;
    if (at < change->count) {
        json_free(change->values[at].value);
    } else {
        change->values = grow_array(change->values, &change->capacity, at + 1, sizeof *change->values);
        change->count++;
        if (!strcmp(property, "userPrincipalName")) {
            store->renamed = grow_array(store->renamed, &store->renamed_capacity, store->renamed_count + 1,
                                        sizeof *store->renamed);
            store->renamed[store->renamed_count++] = number;
        }
    }
    change->sequence = ++store->sequence;
    change->values[at] = (struct store_value){.property = property, .value = value, .sequence = store->sequence};
    if (licences)
        count_user(store, number, 1);
}

/* --- deletion --- */

enum store_life store_life(const struct tenant_store *store, uint32_t number)
{
    const struct store_change *change = store_change(store, number);
    return change ? change->life : LIFE_ALIVE;
}

void store_set_life(struct tenant_store *store, uint32_t number, enum store_life life)
{
    struct store_change *change = change_for(store, number);
    if (store->counted)
        count_user(store, number, -1);
    store->gone += (life != LIFE_ALIVE) - (change->life != LIFE_ALIVE);
    change->life = life;
    change->life_sequence = change->sequence = ++store->sequence;
    if (store->counted)
        count_user(store, number, 1);
}

uint32_t store_find_deleted(const struct tenant_store *store, const char *id)
{
    struct guid guid;
    uint32_t number = guid_parse(id, strlen(id), &guid) ? seed_find_id(&store->people, &guid) : SEED_NOBODY;
    return number != SEED_NOBODY && store_life(store, number) == LIFE_DELETED ? number : SEED_NOBODY;
}

uint32_t store_alive(const struct tenant_store *store)
{
    return store->people.count - store->gone;
}

/* --- the tenant's own records --- */

struct json *store_record(struct tenant_store *store, const char *name)
{
    if (!json_get(store->records, name))
        json_set(store->records, name, json_new_object());
    return (struct json *)json_get(store->records, name); /* ours to change */
}

enum store_plan store_plan(const struct tenant_store *store)
{
    return store->plan;
}

void store_set_plan(struct tenant_store *store, enum store_plan plan)
{
    store->plan = plan;
}

/* --- finding --- */

static const char *text_written(const struct store_change *change, const char *property)
{
    const struct store_value *written = store_value(change, property);
    return written ? json_text_or(written->value, "") : NULL;
}

uint32_t store_find(const struct tenant_store *store, const char *id_or_upn)
{
    struct guid id;
    if (guid_parse(id_or_upn, strlen(id_or_upn), &id)) {
        uint32_t found = seed_find_id(&store->people, &id);
        return found != SEED_NOBODY && store_life(store, found) == LIFE_ALIVE ? found : SEED_NOBODY;
    }
    for (size_t i = 0; i < store->renamed_count; i++) {
        const char *upn = text_written(store_change(store, store->renamed[i]), "userPrincipalName");
        if (!strcasecmp(upn, id_or_upn) && store_life(store, store->renamed[i]) == LIFE_ALIVE)
            return store->renamed[i];
    }
    uint32_t number = seed_find_upn(&store->people, id_or_upn);
    bool renamed = number != SEED_NOBODY && text_written(store_change(store, number), "userPrincipalName");
    return renamed ? SEED_NOBODY : number;
}

bool store_upn_taken(const struct tenant_store *store, const char *upn, uint32_t number)
{
    uint32_t other = store_find(store, upn);
    return other != SEED_NOBODY && other != number;
}

uint32_t store_find_mail(const struct tenant_store *store, const char *address, uint32_t number)
{
    for (size_t i = 0; i < store->count; i++) {
        const char *mail = text_written(&store->changes[i], "mail");
        if (mail && store->changes[i].number != number && store->changes[i].life == LIFE_ALIVE &&
            !strcasecmp(mail, address))
            return store->changes[i].number;
    }
    uint32_t other = seed_find_mail(&store->people, address);
    return other != number && other != SEED_NOBODY && store_life(store, other) == LIFE_ALIVE ? other : SEED_NOBODY;
}

bool store_mail_taken(const struct tenant_store *store, const char *address, uint32_t number)
{
    return store_find_mail(store, address, number) != SEED_NOBODY;
}

uint64_t store_sequence(const struct tenant_store *store)
{
    return store->sequence;
}

const struct store_change *store_changes(const struct tenant_store *store, size_t *count)
{
    *count = store->count;
    return store->changes;
}

struct store_operation *store_operation_new(struct tenant_store *store, uint32_t number)
{
    store->operations = grow_array(store->operations, &store->operation_capacity, store->operation_count + 1,
                                   sizeof *store->operations);
    struct store_operation *operation = &store->operations[store->operation_count++];
    *operation = (struct store_operation){.number = number, .created = clock_now(), .last = clock_now()};
    random_uuid(operation->id);
    return operation;
}

struct store_operation *store_operation(struct tenant_store *store, const char *id)
{
    for (size_t i = 0; i < store->operation_count; i++)
        if (!strcasecmp(store->operations[i].id, id))
            return &store->operations[i];
    return NULL;
}

uint32_t store_manager(const struct tenant_store *store, uint32_t number)
{
    const struct store_value *written = store_value(store_change(store, number), "manager");
    if (written) {
        const char *id = json_text(written->value);
        return id ? store_find(store, id) : SEED_NOBODY;
    }
    uint32_t above = seed_manager(store_people(store), number);
    return above != SEED_NOBODY && store_life(store, above) == LIFE_ALIVE ? above : SEED_NOBODY;
}
