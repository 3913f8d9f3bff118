/* Who came when, with what, from where, and how it went. */
#include "tenant/seed/seed_sign_ins.h"

#include "tenant/seed/seed_devices.h"
#include "tenant/seed/seed_names.h"
#include <stddef.h>

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

/* The reasons as the service words them; what is a stop on the way and no failure stands among them. */
static const struct seed_sign_in_error errors[] = {
    {0, "Other.", NULL, false, false},
    {50126, "Error validating credentials due to invalid username or password.",
     "The user didn't enter the right credentials. It's expected to see some number of these errors in your logs due to "
     "users making mistakes.",
     true, false},
    {50053, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
     NULL, true, false},
    {50074, "Strong Authentication is required.", "MFA required in Azure AD", false, false},
    {50140, "This occurred due to 'Keep me signed in' interrupt when the user was signing-in.", NULL, false, false},
    {500121, "Authentication failed during strong authentication request.",
     "MFA denied; user declined the authentication", false, false},
    {53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
     NULL, true, true},
    {50055, "The password is expired.", NULL, false, false},
    {65001, "The user or administrator has not consented to use the application with ID X.", NULL, false, false},
};
enum { ERRORS = sizeof errors / sizeof *errors };

const struct seed_application seed_applications[] = {
    {"4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome", "4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome", true},
    {"00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000",
     "Office 365 Exchange Online", true},
    {"00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online", "00000003-0000-0000-c000-000000000000",
     "Microsoft Graph", true},
    {"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
     "Microsoft Teams Services", true},
    {"c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal", "797f4846-ba00-4fd7-ba43-dac1f8f63013",
     "Windows Azure Service Management API", false},
    {"04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI", "797f4846-ba00-4fd7-ba43-dac1f8f63013",
     "Windows Azure Service Management API", false},
};
const int seed_application_count = sizeof seed_applications / sizeof *seed_applications;

static const struct seed_client clients[] = {
    {"Browser", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
     false},
    {"Mobile Apps and Desktop clients", "", false},
    {"Exchange ActiveSync", "Apple-iPhone17C3/2206.86", true},
    {"IMAP4", "", true},
};

const struct seed_place seed_elsewhere = {"Moscow", "Moskva", "Russia", "RU", NULL, "ru-RU", NULL};

/* --- ids --- */

static struct seed_people space_of(const struct seed_people *people)
{
    return (struct seed_people){.count = people->count * 2 * SEED_SIGN_INS, .seed = people->seed * 37 + 5};
}

struct guid seed_sign_in_id(const struct seed_people *people, uint32_t number, bool interactive, uint32_t place)
{
    struct seed_people space = space_of(people);
    return seed_id(&space, (number * 2 + !interactive) * SEED_SIGN_INS + place);
}

uint32_t seed_sign_in_owner(const struct seed_people *people, const struct guid *id, bool *interactive, uint32_t *place)
{
    struct seed_people space = space_of(people);
    uint32_t row = seed_find_id(&space, id);
    if (row == SEED_NOBODY)
        return SEED_NOBODY;
    *place = row % SEED_SIGN_INS;
    *interactive = row / SEED_SIGN_INS % 2 == 0;
    return row / SEED_SIGN_INS / 2;
}

/* --- times --- */

/* How long after the row before this one came; administrators and one of sixteen come many times a day. */
static int64_t step(const struct seed_user *user, bool interactive, uint32_t place)
{
    uint64_t dice = seed_mix(user->dice + (interactive ? 0x51 : 0x52) * 7919u + place);
    bool busy = user->traits & (TRAIT_GLOBAL_ADMIN | TRAIT_ALL_METHODS) || (!user->traits && user->dice >> 56 == 7);
    if (!interactive)
        return (busy ? HOUR : 5 * HOUR) + (int64_t)(dice % (3 * HOUR));
    return busy ? HOUR / 2 + (int64_t)(dice % (2 * HOUR)) : 4 * HOUR + (int64_t)(dice % (40 * HOUR));
}

uint32_t seed_sign_in_times(const struct seed_people *people, const struct seed_user *user, bool interactive,
                            int64_t times[SEED_SIGN_INS])
{
    int64_t when = interactive ? user->last_sign_in : user->last_background, oldest = people->now - SEED_LOG_DAYS * DAY;
    uint32_t n = 0;
    if (user->created > oldest)
        oldest = user->created;
    if (seed_is_added(user)) /* they come with a log of their own */
        return 0;
    for (; when && when >= oldest && n < SEED_SIGN_INS - 1; n++) { /* the last place is of what has left the log */
        times[n] = when;
        when -= step(user, interactive, n) / 1000 * 1000;
    }
    return n;
}

/* --- what happened --- */

static const struct seed_sign_in_error *error_of(const struct seed_user *user, const struct seed_attempt *row)
{
    bool last = row->when == user->last_success;
    if (last)
        return &errors[0];
    if (row->strange)
        for (uint64_t at = row->dice >> 8;; at = seed_mix(at))
            if (errors[at % ERRORS].attack)
                return &errors[at % ERRORS];
    if (row->when > user->last_success) /* and it did not succeed */
        return &errors[1 + (row->dice >> 8) % (ERRORS - 1)];
    if (!row->interactive)
        return row->dice >> 8 & 31 ? &errors[0] : &errors[6];
    return (row->dice >> 8) % 100 < 88 ? &errors[0] : &errors[1 + (row->dice >> 16) % (ERRORS - 1)];
}

bool seed_at_risk(const struct seed_user *user)
{
    bool ordinary = !user->traits && !user->guest && (unsigned)(seed_mix(user->dice + 77) >> 40) % 50 == 0;
    return ordinary || user->traits & TRAIT_AT_RISK;
}

void seed_sign_in(const struct seed_people *people, const struct seed_user *user, bool interactive, uint32_t place,
                  int64_t when, struct seed_attempt *out)
{
    struct seed_device devices[SEED_DEVICES];
    uint64_t dice = seed_mix(user->dice * 3 + place * 2 + !interactive);
    int n = seed_devices(people, user, devices);
    *out = (struct seed_attempt){.when = when, .interactive = interactive, .dice = dice, .device = -1};
    bool success = when == user->last_success, at_risk = seed_at_risk(user);
    uint64_t often = user->traits & TRAIT_AT_RISK ? dice % 3 != 0 : at_risk ? dice % 4 == 0 : dice % 400 == 0;
    out->strange = interactive && !success && often;
    out->away = !out->strange && !success && dice >> 4 & 15 ? false : dice >> 32 & 1;
    out->place = out->strange  ? &seed_elsewhere
                 : out->away   ? &seed_places[(dice >> 33) % (uint64_t)seed_place_count]
                 : user->place ? user->place
                               : &seed_places[user->dice % (uint64_t)seed_place_count];
    out->error = error_of(user, out);
    out->application = &seed_applications[(dice >> 40) % (uint64_t)seed_application_count];
    out->client = &clients[out->strange ? dice >> 44 & 3 : interactive ? dice >> 44 & 1 : 1];
    if (out->error->refused)
        out->client = &clients[2 + (dice >> 45 & 1)]; /* only old clients are blocked outright */
    if (!out->strange && n > 0 && dice >> 48 & 7)
        out->device = (int)((dice >> 51) % (unsigned)n);
}
