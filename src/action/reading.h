/* What roster reads beside the actions, and the permissions that takes: one row each, for the doctor and docs/SETUP.md. */
#ifndef ACTION_READING_H
#define ACTION_READING_H

#include <stdbool.h>
#include <stddef.h>

struct reading {
    const char *name, *label;
    const char *const *needs; /* Graph permissions, any of, NULL-terminated */
    bool partner;             /* of partners alone */
};

/** All rows; `*count` gets their number. Static. */
const struct reading *reading_all(size_t *count);

#endif
