/* The values lie in the order they came, in blocks, so that a million of them never move at once; an index of open addressing
 * finds them by id. */
#include "model/extra.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include <assert.h>
#include <string.h>

struct entry {
    struct guid id;
    struct extra_value value;
};

struct index { /* numbers of things + 1, 0: free; the size is a power of two */
    uint32_t *slots;
    size_t size;
};

enum { BLOCK = 128 };

struct block {
    uint32_t rounds
        [BLOCK]; /* of the reading that brought each; 0: forgotten. Apart: the end of a reading looks at all of them */
    struct entry entries[BLOCK];
};

struct store {
    struct block **blocks;
    size_t count, block_count, block_capacity;
    struct index index;
    uint32_t round;
    struct extra_status status;
    char *why, *hint;
};

struct extras {
    struct store stores[EXTRA_COUNT];
    /* Texts: most users share theirs with many others. */
    struct arena *arena;
    const char **texts;
    size_t text_count, text_capacity;
    struct index text_index;
};

struct extras *extras_new(void)
{
    return xcalloc(1, sizeof(struct extras));
}

void extras_free(struct extras *extras)
{
    if (!extras)
        return;
    for (size_t i = 0; i < EXTRA_COUNT; i++) {
        struct store *store = &extras->stores[i];
        for (size_t block = 0; block < store->block_count; block++)
            xfree(store->blocks[block]);
        xfree(store->blocks);
        xfree(store->index.slots);
        xfree(store->why);
        xfree(store->hint);
    }
    arena_free(extras->arena);
    xfree(extras->texts);
    xfree(extras->text_index.slots);
    xfree(extras);
}

/* --- finding --- */

static size_t room_for(const struct index *index, size_t count)
{
    size_t size = index->size ? index->size : 256;
    while (count * 4 >= size * 3)
        size *= 2;
    return size;
}

static struct entry *entry_at(const struct store *store, size_t at)
{
    assert(at < store->count);
    return &store->blocks[at / BLOCK]->entries[at % BLOCK];
}

static uint32_t *round_at(const struct store *store, size_t at)
{
    assert(at < store->count);
    return &store->blocks[at / BLOCK]->rounds[at % BLOCK];
}

static void entry_add(struct store *store)
{
    if (store->count == store->block_count * BLOCK) {
        store->blocks = grow_array(store->blocks, &store->block_capacity, store->block_count + 1,
                                   sizeof *store->blocks);
        store->blocks[store->block_count++] = xmalloc(sizeof **store->blocks);
    }
    store->count++;
}

static uint32_t *entry_slot(const struct store *store, const struct guid *id)
{
    size_t mask = store->index.size - 1, at = guid_hash(id) & mask;
    while (store->index.slots[at] && !guid_equal(&entry_at(store, store->index.slots[at] - 1)->id, id))
        at = (at + 1) & mask;
    return &store->index.slots[at];
}

static void grow_entries(struct store *store, size_t count)
{
    size_t size = room_for(&store->index, count);
    if (size == store->index.size)
        return;
    xfree(store->index.slots);
    store->index = (struct index){xcalloc(size, sizeof *store->index.slots), size};
    for (size_t i = 0; i < store->count; i++)
        *entry_slot(store, &entry_at(store, i)->id) = (uint32_t)i + 1;
}

static const struct entry *find(const struct extras *extras, enum extra which, const struct guid *id)
{
    const struct store *store = &extras->stores[which];
    uint32_t at = store->count ? *entry_slot(store, id) : 0;
    return at && *round_at(store, at - 1) ? entry_at(store, at - 1) : NULL;
}

bool extras_find(const struct extras *extras, enum extra which, const struct guid *id, struct extra_value *out)
{
    const struct entry *entry = find(extras, which, id);
    if (entry)
        *out = entry->value;
    return entry;
}

uint32_t extras_key(const struct extras *extras, enum extra which, const struct guid *id)
{
    const struct entry *entry = find(extras, which, id);
    return entry ? extra_key(which, &entry->value) : EXTRA_UNKNOWN;
}

bool extras_any(const struct extras *extras, enum extra which)
{
    return extras->stores[which].count;
}

uint32_t extra_key(enum extra which, const struct extra_value *value)
{
    uint32_t newest = value->at[0];
    if (which == EXTRA_MFA)
        return value->at[MFA_STATE];
    for (size_t i = LAST_NON_INTERACTIVE; i <= LAST_SUCCESSFUL; i++)
        newest = value->at[i] > newest ? value->at[i] : newest;
    return newest >= SIGN_IN_EARLIEST ? newest : SIGN_IN_NEVER;
}

/* --- texts --- */

static uint32_t *text_slot(const struct extras *extras, const char *text)
{
    uint64_t hash = hash_bytes(HASH_NOTHING, text, strlen(text));
    size_t mask = extras->text_index.size - 1, at = (hash ^ hash >> 32) & mask;
    while (extras->text_index.slots[at] && strcmp(extras->texts[extras->text_index.slots[at] - 1], text) != 0)
        at = (at + 1) & mask;
    return &extras->text_index.slots[at];
}

static uint32_t keep_text(struct extras *extras, const char *text)
{
    if (!text || !*text)
        return 0;
    size_t size = room_for(&extras->text_index, extras->text_count + 1);
    if (size != extras->text_index.size) {
        xfree(extras->text_index.slots);
        extras->text_index = (struct index){xcalloc(size, sizeof *extras->text_index.slots), size};
        for (size_t i = 0; i < extras->text_count; i++)
            *text_slot(extras, extras->texts[i]) = (uint32_t)i + 1;
    }
    uint32_t *slot = text_slot(extras, text);
    if (!*slot) {
        if (!extras->arena)
            extras->arena = arena_new(0);
        extras->texts = grow_array(extras->texts, &extras->text_capacity, extras->text_count + 1,
                                   sizeof *extras->texts);
        extras->texts[extras->text_count++] = arena_strdup(extras->arena, text);
        *slot = (uint32_t)extras->text_count;
    }
    return *slot;
}

const char *extras_text(const struct extras *extras, uint32_t number)
{
    assert(number <= extras->text_count);
    return number ? extras->texts[number - 1] : "";
}

/* --- reading --- */

struct extra_status extras_status(const struct extras *extras, enum extra which)
{
    const struct store *store = &extras->stores[which];
    struct extra_status status = store->status;
    status.why = store->why ? store->why : "";
    status.hint = store->hint ? store->hint : "";
    return status;
}

static void say(struct store *store, const char *why, const char *hint)
{
    char *texts[] = {why ? xstrdup(why) : NULL, hint ? xstrdup(hint) : NULL};
    xfree(store->why);
    xfree(store->hint);
    store->why = texts[0];
    store->hint = texts[1];
}

void extras_begin(struct extras *extras, enum extra which, size_t expected)
{
    struct store *store = &extras->stores[which];
    store->round++;
    store->status.state = EXTRA_READING;
    store->status.read = 0;
    say(store, NULL, NULL);
    grow_entries(store, expected);
}

void extras_end(struct extras *extras, enum extra which, enum extra_state state, int64_t now, const char *why,
                const char *hint)
{
    struct store *store = &extras->stores[which];
    assert(state != EXTRA_READING && state != EXTRA_NOT_ASKED);
    store->status.state = state;
    if (state == EXTRA_WHOLE)
        store->status.as_of = now;
    say(store, why, hint);
}

void extras_put(struct extras *extras, enum extra which, const struct guid *id, const struct extra_value *value,
                const char *methods)
{
    struct store *store = &extras->stores[which];
    grow_entries(store, store->count + 1);
    uint32_t *slot = entry_slot(store, id);
    if (!*slot) {
        entry_add(store);
        *slot = (uint32_t)store->count;
    }
    if (!store->round)
        store->round = 1; /* one user alone, before the first reading of all */
    struct entry *entry = entry_at(store, *slot - 1);
    *entry = (struct entry){.id = *id, .value = *value};
    *round_at(store, *slot - 1) = store->round;
    if (which == EXTRA_MFA)
        entry->value.at[MFA_METHODS] = keep_text(extras, methods);
    store->status.read++;
}

void extras_forget_old(struct extras *extras, enum extra which, void (*forgotten)(void *context, const struct guid *id),
                       void *context)
{
    struct store *store = &extras->stores[which];
    for (size_t i = 0; i < store->count; i++) {
        uint32_t *round = round_at(store, i);
        if (!*round || *round == store->round)
            continue;
        *round = 0;
        forgotten(context, &entry_at(store, i)->id);
    }
}
