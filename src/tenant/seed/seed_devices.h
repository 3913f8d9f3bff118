/* The devices of the demo tenant's people, computed when asked for. */
#ifndef TENANT_SEED_DEVICES_H
#define TENANT_SEED_DEVICES_H

#include "tenant/seed/seed.h"

enum { SEED_DEVICES = 4 };

struct seed_device {
    struct guid id, device_id, intune_id; /* of the object, of the device itself, of Intune's record */
    char name[48], serial[16];
    const char *system, *version, *trust, *manufacturer, *model;
    bool phone, personal, managed, compliant, enabled;
    bool owned; /* by the user, who else merely uses it */
    int64_t registered, seen;
};

/** A user's devices; returns how many. */
int seed_devices(const struct seed_people *people, const struct seed_user *user, struct seed_device out[SEED_DEVICES]);
/** Whose device it is and which, by the id of the object; SEED_NOBODY: there is none. */
uint32_t seed_device_owner(const struct seed_people *people, const struct guid *id, int *which);
/** The same by the id of the device, and by Intune's. */
uint32_t seed_device_by_device_id(const struct seed_people *people, const struct guid *id, int *which);
uint32_t seed_device_by_intune_id(const struct seed_people *people, const struct guid *id, int *which);

#endif
