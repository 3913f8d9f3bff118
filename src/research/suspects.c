/* What is suspect: addresses and sessions of anchors, and addresses from which several different acts were done within a day. */
#include "base/alloc.h"
#include "base/arena.h"
#include "research/judging.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int by_key(const void *a, const void *b)
{
    return address_compare(*(const struct address_key *)a, *(const struct address_key *)b);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool has_key(const struct suspects *suspects, struct address_key key)
{
    return key.family && suspects->key_count && bsearch(&key, suspects->keys, suspects->key_count, sizeof key, by_key);
}

static int by_name(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_session(const struct suspects *suspects, const char *session)
{
    return *session && suspects->session_count &&
           bsearch(&session, suspects->sessions, suspects->session_count, sizeof session, by_name);
}

static void sort(struct suspects *suspects)
{
    qsort(suspects->keys, suspects->key_count, sizeof *suspects->keys, by_key);
    qsort(suspects->sessions, suspects->session_count, sizeof *suspects->sessions, by_name);
    qsort(suspects->anchors, suspects->anchor_count, sizeof *suspects->anchors, by_number);
}

static void grow(struct judging *judging)
{
    struct suspects *suspects = &judging->own->suspects;
    struct suspects old = *suspects;
    suspects->room = old.room ? old.room * 2 : 64;
#define GROW(name, count)                                                                                              \
    do {                                                                                                               \
        suspects->name = arena_alloc(judging->arena, suspects->room * sizeof *suspects->name);                         \
        if (old.count)                                                                                                 \
            memcpy(suspects->name, old.name, old.count * sizeof *suspects->name);                                      \
    } while (0)
    GROW(keys, key_count);
    GROW(addresses, address_count);
    GROW(sessions, session_count);
    GROW(anchors, anchor_count);
    GROW(clusters, cluster_count);
    GROW(cluster_keys, cluster_count);
#undef GROW
}

static void add_key(struct judging *judging, const struct place *place)
{
    struct suspects *suspects = &judging->own->suspects;
    const char *name = text_of(judging, "%d/%llx", place->key.family, (unsigned long long)place->key.bits);
    if (!terms_unfamiliar(judging->terms, place->key) || !seen_first(&suspects->known, judging->own->scratch, name))
        return; /* a familiar address is never suspect */
    if (suspects->key_count == suspects->room)
        grow(judging);
    suspects->keys[suspects->key_count++] = place->key;
    suspects->addresses[suspects->address_count++] = place->address;
}

static void add_place(struct judging *judging, const struct place *place)
{
    struct suspects *suspects = &judging->own->suspects;
    const char *const ids[] = {place->session, place->token};
    add_key(judging, place);
    for (size_t i = 0; i < 2; i++)
        if (ids[i] && *ids[i] && seen_first(&suspects->known, judging->own->scratch, ids[i])) {
            if (suspects->session_count == suspects->room)
                grow(judging);
            suspects->sessions[suspects->session_count++] = ids[i];
        }
}

static void add_anchor(struct judging *judging, int64_t time)
{
    struct suspects *suspects = &judging->own->suspects;
    if (suspects->anchor_count == suspects->room)
        grow(judging);
    suspects->anchors[suspects->anchor_count++] = time;
}

bool finding_counts(const struct finding *finding)
{
    return !finding->dropped && !finding->aside && finding->modifier != MODIFIER_EXPLAINED && !finding->explained;
}

static bool is_anchor(const struct finding *finding)
{
    return indicator_group(finding->indicator) == GROUP_A && finding->severity >= SEVERITY_MEDIUM &&
           !finding->no_anchor && finding_counts(finding);
}

void suspects_find(struct judging *judging)
{
    struct judging_own *own = judging->own;
    own->suspects = (struct suspects){0};
    grow(judging);
    for (size_t i = 0; i < own->found_count; i++) {
        const struct finding *finding = own->found[i];
        if (!is_anchor(finding))
            continue;
        add_anchor(judging, finding->time);
        own->suspects.high_anchor |= finding->severity >= SEVERITY_HIGH;
        if (!finding->shown_only)
            add_place(judging, &finding->place);
        for (size_t k = 0; k < finding->place_count; k++)
            add_place(judging, finding->places[k]);
    }
    sort(&own->suspects);
}

/* --- act clusters --- */

static bool may_cluster(struct judging *judging, const struct finding *finding)
{
    enum group group = indicator_group(finding->indicator);
    const char *id = finding->indicator->id;
    return (group == GROUP_P || group == GROUP_M || group == GROUP_X || group == GROUP_D) &&
           finding->severity >= SEVERITY_MEDIUM && finding->by_subject && finding->time && finding_counts(finding) &&
           strcmp(id, "X01") != 0 && strcmp(id, "P10") != 0 && terms_unfamiliar(judging->terms, finding->place.key) &&
           !terms_device_ever(judging->terms, finding->place.key);
}

/* What act a finding is of: one inbox rule is one act, and so is what belongs to one new phone. */
static const char *act_of(const struct finding *finding, const char **about)
{
    const char *id = finding->indicator->id;
    *about = finding->about;
    if (id[0] == 'M' && id[2] >= '1' && id[2] <= '6')
        return "rule";
    if (!strcmp(id, "P05") || !strcmp(id, "P06") || !strcmp(id, "P07")) {
        *about = "";
        return "methods";
    }
    return id;
}

static bool different_acts(const struct finding *a, const struct finding *b)
{
    const char *x, *y;
    return strcmp(act_of(a, &x), act_of(b, &y)) != 0 || strcmp(x, y) != 0;
}

static bool of_medium_chain(struct judging *judging, struct address_key key)
{
    struct findings chains = findings_of(judging, "P10");
    for (size_t i = 0; i < chains.count; i++) {
        if (chains.at[i]->severity > SEVERITY_MEDIUM)
            continue;
        if (address_equal(chains.at[i]->place.key, key))
            return true;
        for (size_t k = 0; k < chains.at[i]->place_count; k++)
            if (address_equal(chains.at[i]->places[k]->key, key))
                return true;
    }
    return false;
}

static bool is_cluster(const struct suspects *suspects, struct address_key key)
{
    for (size_t i = 0; i < suspects->cluster_count; i++)
        if (address_equal(suspects->cluster_keys[i], key))
            return true;
    return false;
}

static bool make_cluster(const struct finding *a, const struct finding *b)
{
    int64_t apart = a->time > b->time ? a->time - b->time : b->time - a->time;
    return address_equal(a->place.key, b->place.key) && apart <= HOURS(LIMIT_CLUSTER_HOURS) && different_acts(a, b);
}

void suspects_cluster(struct judging *judging)
{
    struct judging_own *own = judging->own;
    struct suspects *suspects = &own->suspects;
    struct finding **acts = arena_alloc(judging->arena, (own->found_count + 1) * sizeof *acts);
    size_t count = 0;
    for (size_t i = 0; terms_baseline(judging->terms) && i < own->found_count; i++)
        if (may_cluster(judging, own->found[i]) && !of_medium_chain(judging, own->found[i]->place.key))
            acts[count++] = own->found[i];
    for (size_t i = 0; i < count; i++) {
        bool in_one = false;
        for (size_t k = 0; k < count && !in_one; k++)
            in_one = make_cluster(acts[i], acts[k]);
        if (!in_one)
            continue;
        add_anchor(judging, acts[i]->time);
        add_key(judging, &acts[i]->place);
        if (!is_cluster(suspects, acts[i]->place.key)) {
            if (suspects->cluster_count == suspects->room)
                grow(judging);
            suspects->clusters[suspects->cluster_count] = acts[i]->place.address;
            suspects->cluster_keys[suspects->cluster_count++] = acts[i]->place.key;
        }
    }
    sort(suspects);
}

bool suspects_near(struct judging *judging, int64_t time)
{
    return anchor_between(judging, time - HOURS(LIMIT_ANCHOR_HOURS), time + HOURS(LIMIT_ANCHOR_HOURS));
}

/* --- for rules --- */

bool is_suspect_address(struct judging *judging, struct address_key key)
{
    return has_key(&judging->own->suspects, key);
}

bool is_suspect(struct judging *judging, const struct place *place)
{
    const struct suspects *suspects = &judging->own->suspects;
    return has_key(suspects, place->key) || (place->session && has_session(suspects, place->session)) ||
           (place->token && has_session(suspects, place->token));
}

bool anchor_between(struct judging *judging, int64_t from, int64_t to)
{
    const struct suspects *suspects = &judging->own->suspects;
    for (size_t i = 0; i < suspects->anchor_count; i++)
        if (suspects->anchors[i] >= from && suspects->anchors[i] <= to)
            return true;
    return false;
}
