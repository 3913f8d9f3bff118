/* What people work on. Ids lead back to their people, as those of people do to their numbers. */
#include "tenant/seed/seed_devices.h"

#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000)

enum space { OBJECTS = 0xd0, DEVICES = 0xd1, INTUNE = 0xd2 };

static const struct kind {
    const char *system, *version, *manufacturer, *model, *name; /* the name's beginning */
    bool phone;
    int least, most; /* percent: the dice with which ordinary people have it */
} kinds[SEED_DEVICES] = {
    {"Windows", "10.0.26100.4351", "Dell Inc.", "Latitude 7450", "LAPTOP-", false, 0, 100},
    {"iPhone", "18.6", "Apple", "iPhone 15", "iPhone of ", true, 0, 55},
    {"Android", "16", "Google", "Pixel 8", "Pixel of ", true, 45, 70},
    {"MacMDM", "15.5", "Apple", "MacBookPro18,3", "MAC-", false, 90, 100},
};

static struct seed_people space_of(const struct seed_people *people, enum space space)
{
    return (struct seed_people){.count = people->count * SEED_DEVICES, .seed = people->seed * 31 + (unsigned)space};
}

static uint32_t owner(const struct seed_people *people, enum space space, const struct guid *id, int *which)
{
    struct seed_device devices[SEED_DEVICES];
    struct seed_people all = space_of(people, space);
    struct seed_user user;
    uint32_t place = seed_find_id(&all, id);
    if (place == SEED_NOBODY)
        return SEED_NOBODY;
    seed_user(people, place / SEED_DEVICES, &user);
    int n = seed_devices(people, &user, devices);
    for (int i = 0; i < n; i++) {
        const struct guid *own = space == OBJECTS   ? &devices[i].id
                                 : space == DEVICES ? &devices[i].device_id
                                                    : &devices[i].intune_id;
        if (guid_equal(own, id) && (space != INTUNE || devices[i].managed)) {
            *which = i;
            return user.number;
        }
    }
    return SEED_NOBODY;
}

uint32_t seed_device_owner(const struct seed_people *people, const struct guid *id, int *which)
{
    return owner(people, OBJECTS, id, which);
}

uint32_t seed_device_by_device_id(const struct seed_people *people, const struct guid *id, int *which)
{
    return owner(people, DEVICES, id, which);
}

uint32_t seed_device_by_intune_id(const struct seed_people *people, const struct guid *id, int *which)
{
    return owner(people, INTUNE, id, which);
}

static bool has(const struct seed_user *user, int kind)
{
    bool came = user->last_sign_in || user->last_background;
    int dice = (int)(seed_mix(user->dice + 0xde) >> 40) % 100;
    if (user->guest || user->traits & (TRAIT_SHARED | TRAIT_KEY_ONLY | TRAIT_ADDED))
        return false;
    if (user->traits & TRAIT_ALL_METHODS)
        return true;
    if (user->traits)
        return came && kind < 2;
    return dice >= kinds[kind].least && dice < kinds[kind].most;
}

/* The name of a laptop is the one its owner's Windows Hello has (methods_seed.c). */
static void name(const struct seed_user *user, int kind, struct seed_device *out)
{
    unsigned number = (unsigned)(seed_mix(user->dice + 24 * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % 100000;
    if (kinds[kind].phone)
        snprintf(out->name, sizeof out->name, "%s%.30s", kinds[kind].name, user->nickname);
    else
        snprintf(out->name, sizeof out->name, "%s%05u", kinds[kind].name, number);
    snprintf(out->serial, sizeof out->serial, "%c%07u%c", 'C' + kind, (number * 131u + 7919u) % 10000000u,
             'A' + (int)(number % 26));
}

static void make(const struct seed_people *people, const struct seed_user *user, int kind, struct seed_device *out)
{
    struct seed_people objects = space_of(people, OBJECTS), devices = space_of(people, DEVICES),
                       intune = space_of(people, INTUNE);
    uint64_t dice = seed_mix(user->dice + 0xde0 + (unsigned)kind);
    uint32_t place = user->number * SEED_DEVICES + (unsigned)kind;
    int64_t last = user->last_background ? user->last_background : people->today - 120 * DAY;
    *out = (struct seed_device){.id = seed_id(&objects, place),
                                .device_id = seed_id(&devices, place),
                                .intune_id = seed_id(&intune, place),
                                .system = kinds[kind].system,
                                .version = kinds[kind].version,
                                .manufacturer = kinds[kind].manufacturer,
                                .model = kinds[kind].model,
                                .phone = kinds[kind].phone};
    out->personal = out->phone && dice % 4;
    out->trust = out->personal ? "Workplace" : user->synced && kind == 0 ? "ServerAd" : "AzureAd";
    out->managed = !out->personal && dice / 4 % 8;
    out->compliant = out->managed && dice / 32 % 6;
    out->enabled = dice / 256 % 20 != 0;
    out->owned = dice / 8192 % 10 != 0;
    out->seen = last - (int64_t)(dice >> 20 & 3) * DAY * kind;
    out->registered = user->created + (int64_t)((uint64_t)(out->seen - user->created) / 2 >> (dice >> 24 & 3));
    if (user->traits & TRAIT_ALL_METHODS && kind == 3) { /* left in a drawer, and still there */
        out->enabled = out->compliant = false;
        out->seen = out->registered;
    }
    name(user, kind, out);
}

int seed_devices(const struct seed_people *people, const struct seed_user *user, struct seed_device out[SEED_DEVICES])
{
    int n = 0;
    for (int kind = 0; kind < SEED_DEVICES; kind++)
        if (has(user, kind))
            make(people, user, kind, &out[n++]);
    return n;
}
