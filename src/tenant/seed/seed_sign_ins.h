/* The sign-in log of the demo tenant's people, computed when asked for: a user's rows by their place, the newest first. */
#ifndef TENANT_SEED_SIGN_INS_H
#define TENANT_SEED_SIGN_INS_H

#include "tenant/seed/seed.h"

enum { SEED_SIGN_INS = 512, SEED_LOG_DAYS = 30 }; /* of each kind, by people and by programs */

struct seed_sign_in_error {
    int code;
    const char *reason, *detail; /* detail: additionalDetails; NULL: null */
    bool attack;                 /* seen with attempts of strangers */
    bool refused;                /* by Conditional Access */
};

struct seed_application {
    const char *id, *name, *resource_id, *resource;
    bool office; /* counts as "Office365" in Conditional Access */
};

struct seed_client {
    const char *name, *agent;
    bool legacy;
};

struct seed_attempt {
    int64_t when;
    bool interactive;
    const struct seed_sign_in_error *error; /* the first one: success */
    const struct seed_application *application;
    const struct seed_client *client;
    const struct seed_place *place;
    bool away;    /* not where the user works */
    bool strange; /* an attempt of somebody else */
    int device;   /* of the user's devices; -1: none that is known */
    uint64_t dice;
};

extern const struct seed_application seed_applications[];
extern const int seed_application_count;
extern const struct seed_place seed_elsewhere; /* where strangers come from */

/** The id of a row, and the request id of signInActivity; and whose row an id is, by place. */
struct guid seed_sign_in_id(const struct seed_people *people, uint32_t number, bool interactive, uint32_t place);
uint32_t seed_sign_in_owner(const struct seed_people *people, const struct guid *id, bool *interactive,
                            uint32_t *place);
/** When each row was, the newest first; returns how many, at most SEED_SIGN_INS. */
uint32_t seed_sign_in_times(const struct seed_people *people, const struct seed_user *user, bool interactive,
                            int64_t times[SEED_SIGN_INS]);
/** Whether somebody is trying to get in as this user, who so is at risk. */
bool seed_at_risk(const struct seed_user *user);
/** What happened at the time of a row. */
void seed_sign_in(const struct seed_people *people, const struct seed_user *user, bool interactive, uint32_t place,
                  int64_t when, struct seed_attempt *out);

#endif
