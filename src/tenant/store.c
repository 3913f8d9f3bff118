/* Changes over the seed, found by number through a small hash table. */
#include "tenant/store.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include <string.h>
#include <strings.h>

struct tenant_store {
    struct seed_people people;
    struct store_change *changes;
    size_t count, capacity;
    uint32_t *slots; /* number → place in `changes` + 1 */
    size_t slot_count;
    uint64_t sequence;
    uint32_t consumed[32];
    bool counted;
    struct store_operation *operations;
    size_t operation_count, operation_capacity;
};

struct tenant_store *store_new(uint32_t users, uint64_t seed)
{
    struct tenant_store *store = xcalloc(1, sizeof *store);
    store->people = (struct seed_people){.count = users, .seed = seed, .now = clock_now()};
    return store;
}

void store_free(struct tenant_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->count; i++)
        json_free(store->changes[i].properties);
    xfree(store->changes);
    xfree(store->slots);
    xfree(store->operations);
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

static const struct store_change *change_of(const struct tenant_store *store, uint32_t number)
{
    size_t at = store->slot_count ? slot_of(store, number) : 0;
    return store->slot_count && store->slots[at] ? &store->changes[store->slots[at] - 1] : NULL;
}

bool store_has_changes(const struct tenant_store *store, uint32_t number)
{
    return change_of(store, number) != NULL;
}

const struct json *store_written(const struct tenant_store *store, uint32_t number, const char *property)
{
    const struct store_change *change = change_of(store, number);
    return change ? json_get(change->properties, property) : NULL;
}

static void rehash(struct tenant_store *store)
{
    xfree(store->slots);
    store->slot_count = store->slot_count ? store->slot_count * 2 : 256;
    store->slots = xcalloc(store->slot_count, sizeof *store->slots);
    for (size_t i = 0; i < store->count; i++)
        store->slots[slot_of(store, store->changes[i].number)] = (uint32_t)i + 1;
}

void store_write(struct tenant_store *store, uint32_t number, const char *property, struct json *value)
{
    if ((store->count + 1) * 2 > store->slot_count)
        rehash(store);
    size_t at = slot_of(store, number);
    if (!store->slots[at]) {
        store->changes = grow_array(store->changes, &store->capacity, store->count + 1, sizeof *store->changes);
        store->changes[store->count++] = (struct store_change){.number = number, .properties = json_new_object()};
        store->slots[at] = (uint32_t)store->count;
    }
    struct store_change *change = &store->changes[store->slots[at] - 1];
    change->sequence = ++store->sequence;
    json_set(change->properties, property, value);
    store->counted &= strcmp(property, "assignedLicenses") != 0;
}

uint32_t store_find(const struct tenant_store *store, const char *id_or_upn)
{
    struct guid id;
    if (guid_parse(id_or_upn, strlen(id_or_upn), &id))
        return seed_find_id(&store->people, &id);
    for (size_t i = 0; i < store->count; i++) {
        const char *upn = json_text(json_get(store->changes[i].properties, "userPrincipalName"));
        if (upn && !strcasecmp(upn, id_or_upn))
            return store->changes[i].number;
    }
    uint32_t number = seed_find_upn(&store->people, id_or_upn);
    bool renamed = number != SEED_NOBODY && store_written(store, number, "userPrincipalName");
    return renamed ? SEED_NOBODY : number;
}

bool store_upn_taken(const struct tenant_store *store, const char *upn, uint32_t number)
{
    uint32_t other = store_find(store, upn);
    return other != SEED_NOBODY && other != number;
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

static void count_licences(struct tenant_store *store)
{
    memset(store->consumed, 0, sizeof store->consumed);
    for (uint32_t number = 0; number < store->people.count; number++) {
        int rows[SEED_LICENCES];
        int n = store_written(store, number, "assignedLicenses") ? 0 : seed_licences(&store->people, number, rows);
        for (int i = 0; i < n; i++)
            store->consumed[rows[i]]++;
    }
    for (size_t i = 0; i < store->count; i++) {
        const struct json *list = json_get(store->changes[i].properties, "assignedLicenses");
        for (const struct json *one = json_first(list); one; one = json_next(one))
            for (int row = 0; row < seed_sku_count; row++)
                store->consumed[row] += !strcmp(json_text_or(json_get(one, "skuId"), ""), seed_skus[row].sku_id);
    }
    store->counted = true;
}

uint32_t store_consumed(struct tenant_store *store, int sku)
{
    if (!store->counted)
        count_licences(store);
    return store->consumed[sku];
}

struct store_operation *store_operation_new(struct tenant_store *store, uint32_t number)
{
    store->operations = grow_array(store->operations, &store->operation_capacity, store->operation_count + 1,
                                   sizeof *store->operations);
    struct store_operation *operation = &store->operations[store->operation_count++];
    *operation = (struct store_operation){.number = number};
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
