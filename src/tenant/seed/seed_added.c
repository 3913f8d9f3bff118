/* People who are in the directory beside those who are computed: under ids and names of their own, in their places by name. */
#include "tenant/seed/seed.h"

#include "base/utf8.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct seed_added *seed_added_at(const struct seed_people *people, uint32_t *number)
{
    uint32_t low = 0, high = people->added_count;
    while (low < high) { /* the first that is not before the number */
        uint32_t middle = low + (high - low) / 2;
        if (people->added[middle].place < *number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < people->added_count && people->added[low].place == *number)
        return &people->added[low];
    *number -= low;
    return NULL;
}

uint32_t seed_number(const struct seed_people *people, uint32_t computed)
{
    uint32_t number = computed;
    for (uint32_t i = 0; i < people->added_count && people->added[i].place <= number; i++)
        number++;
    return number;
}

static int by_name(const void *a, const void *b)
{
    const struct seed_added *x = a, *y = b;
    char one[SEED_TEXT], other[SEED_TEXT];
    utf8_fold(x->display_name, strlen(x->display_name), one, sizeof one);
    utf8_fold(y->display_name, strlen(y->display_name), other, sizeof other);
    int order = strcmp(one, other);
    return order ? order : strcasecmp(x->user_principal_name, y->user_principal_name);
}

void seed_people_add(struct seed_people *people, struct seed_added *added, uint32_t count)
{
    char folded[SEED_TEXT];
    assert(!people->added_count);
    if (!count)
        return;
    qsort(added, count, sizeof *added, by_name);
    for (uint32_t i = 0; i < count; i++) {
        utf8_fold(added[i].display_name, strlen(added[i].display_name), folded, sizeof folded);
        added[i].place = seed_computed_before(people, folded) + i;
        assert(i == 0 || added[i - 1].place < added[i].place);
    }
    people->added = added;
    people->added_count = count;
    people->count += count;
    people->seeded = people->count;
}

uint32_t seed_people_append(struct seed_people *people, struct seed_added *room, const struct seed_added *person)
{
    struct seed_added *added = &room[people->added_count++];
    *added = *person;
    added->place = people->count++;
    people->added = room;
    return added->place;
}

void seed_added_user(const struct seed_people *people, const struct seed_added *added, struct seed_user *out)
{
    size_t first = strcspn(added->display_name, " ");
    *out = (struct seed_user){.number = added->place,
                              .id = added->id,
                              .enabled = added->enabled,
                              .guest = added->guest,
                              .licence_count = added->licence_count,
                              .traits = TRAIT_ADDED,
                              .created = added->created,
                              .password_changed = added->password_changed,
                              .last_sign_in = added->last_sign_in,
                              .last_background = added->last_background,
                              .last_success = added->last_success,
                              .initial_domain = people->initial_domain,
                              .dice = seed_mix(guid_hash(&added->id))};
    memcpy(out->licences, added->licences, sizeof out->licences);
    memcpy(out->display_name, added->display_name, sizeof out->display_name);
    memcpy(out->user_principal_name, added->user_principal_name, sizeof out->user_principal_name);
    memcpy(out->mail, added->mail, sizeof out->mail);
    size_t local = strcspn(added->user_principal_name, "@");
    local = local < sizeof out->nickname ? local : sizeof out->nickname - 1;
    memcpy(out->nickname, added->user_principal_name, local);
    if (added->display_name[first] && first < sizeof out->given_name && !added->guest) {
        memcpy(out->given_name, added->display_name, first);
        snprintf(out->surname, sizeof out->surname, "%.95s", added->display_name + first + 1);
    }
}

bool seed_is_added(const struct seed_user *user)
{
    return user->traits & TRAIT_ADDED;
}

uint32_t seed_added_by_id(const struct seed_people *people, const struct guid *id)
{
    for (uint32_t i = 0; i < people->added_count; i++)
        if (guid_equal(&people->added[i].id, id))
            return people->added[i].place;
    return SEED_NOBODY;
}

uint32_t seed_added_by_upn(const struct seed_people *people, const char *user_principal_name)
{
    for (uint32_t i = 0; i < people->added_count; i++)
        if (!strcasecmp(people->added[i].user_principal_name, user_principal_name))
            return people->added[i].place;
    return SEED_NOBODY;
}

uint32_t seed_added_by_mail(const struct seed_people *people, const char *address)
{
    for (uint32_t i = 0; i < people->added_count; i++)
        if (*people->added[i].mail && !strcasecmp(people->added[i].mail, address))
            return people->added[i].place;
    return SEED_NOBODY;
}
