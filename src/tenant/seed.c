/* From a number to a person and back. */
#include "tenant/seed.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/seed_names.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY ((int64_t)86400000)

const struct seed_sku seed_skus[] = {
    {"06ebc4ee-1bb5-47dd-8120-11324bc54e06", "SPE_E5", "9c0dab89-a30c-4117-86e7-97bda240acd2", "POWERAPPS_O365_P3", 30},
    {"05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", "9aaf7827-d63c-4b61-89c3-182f06f82e5c", "EXCHANGE_S_STANDARD", 45},
    {"cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46", "SPB", "9aaf7827-d63c-4b61-89c3-182f06f82e5c", "EXCHANGE_S_STANDARD", 12},
    {"f245ecc8-75af-4f8e-b61f-27d8114de5f3", "O365_BUSINESS_PREMIUM", "9aaf7827-d63c-4b61-89c3-182f06f82e5c", "EXCHANGE_S_STANDARD", 10},
    {"66b55226-6b4f-492c-910c-a3b7a3c9d993", "SPE_F1", "4a82b400-a79f-41a4-b4e2-e94f5787b113", "EXCHANGE_S_DESKLESS", 15},
    {"c5928f49-12ba-48f7-ada3-0d743a3601d5", "VISIOCLIENT", "663a804f-1c30-4ff0-9915-9db84f0d1cea", "VISIO_CLIENT_SUBSCRIPTION", 5},
    {"53818b1b-4a27-454b-8896-0dba576410e6", "PROJECTPROFESSIONAL", "818523f5-016b-4355-9be8-ed6944946ea7", "PROJECT_PROFESSIONAL", 4},
    {"f8a1db68-be16-40ed-86d5-cb42ce701560", "POWER_BI_PRO", "70d33638-9c74-4d01-bfd3-562de28bd4ba", "BI_AZURE_P2", 20},
    {"a403ebcc-fae0-4ca2-8c8c-7a907fd6c235", "POWER_BI_STANDARD", "2049e525-b859-401b-b2a0-e0a31c4b1fe4", "BI_AZURE_P0", 100},
    {"f30db892-07e9-47e9-837c-80727f46fd3d", "FLOW_FREE", "50e68c76-46c6-4674-81f9-75456511b170", "FLOW_P2_VIRAL", 100},
    {"84a661c4-e949-4bd2-a560-ed7766fcaf2b", "AAD_PREMIUM_P2", "eec0eb4f-6444-4f95-aba0-50c24d67f998", "AAD_PREMIUM_P2", 8},
    {"639dec6b-bb19-468b-871c-c5c441c4b0cb", "Microsoft_365_Copilot", "3f30311c-6b1e-48a4-ab79-725b469da960", "M365_COPILOT_BUSINESS_CHAT", 3},
};
const int seed_sku_count = sizeof seed_skus / sizeof *seed_skus;

enum { BASE_LICENCES = 5, EXTRA_LICENCES = 7 };

static uint64_t mix(uint64_t x)
{
    struct seeded state = {.state = x};
    return seeded_next(&state);
}

static uint64_t dice_of(const struct seed_people *people, uint32_t number)
{
    return mix(people->seed * 0x9e3779b97f4a7c15u + number);
}

/* --- ids: the number, scrambled reversibly, and a check of the rest --- */

static uint32_t scramble(uint32_t x, uint32_t key)
{
    for (int i = 0; i < 4; i++) { /* a Feistel network on halves of 16 bits */
        uint32_t low = x & 0xffff, high = x >> 16;
        x = (low << 16) | (high ^ (uint32_t)(mix(key + low * 31u + (uint32_t)i * 77u) & 0xffff));
    }
    return x;
}

static uint32_t unscramble(uint32_t x, uint32_t key)
{
    for (int i = 3; i >= 0; i--) {
        uint32_t low = x >> 16, mixed = x & 0xffff;
        x = ((mixed ^ (uint32_t)(mix(key + low * 31u + (uint32_t)i * 77u) & 0xffff)) << 16) | low;
    }
    return x;
}

struct guid seed_id(const struct seed_people *people, uint32_t number)
{
    struct guid id;
    uint32_t first = scramble(number, (uint32_t)people->seed);
    uint64_t rest[2] = {mix(people->seed ^ first), mix((people->seed + 1) ^ first)};
    for (int i = 0; i < 4; i++)
        id.bytes[i] = (uint8_t)(first >> (24 - 8 * i));
    memcpy(id.bytes + 4, &rest[0], 8);
    memcpy(id.bytes + 12, &rest[1], 4);
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40);
    id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

uint32_t seed_find_id(const struct seed_people *people, const struct guid *id)
{
    uint32_t first = 0;
    for (int i = 0; i < 4; i++)
        first = first << 8 | id->bytes[i];
    uint32_t number = unscramble(first, (uint32_t)people->seed);
    if (number >= people->count)
        return SEED_NOBODY;
    struct guid is = seed_id(people, number);
    return guid_equal(&is, id) ? number : SEED_NOBODY;
}

/* --- names: numbers run through all pairs of names in order --- */

static uint32_t special_count(const struct seed_people *people)
{
    return people->count < 40 ? 0 : (uint32_t)seed_special_count;
}

/* How many ordinary people there are, and which pair of names ordinary person i has. */
static uint32_t ordinary(const struct seed_people *people)
{
    return people->count - special_count(people);
}

static uint32_t pair_of(const struct seed_people *people, uint32_t i)
{
    uint64_t pairs = (uint64_t)seed_given_count * (uint64_t)seed_surname_count, n = ordinary(people);
    uint64_t from = i * pairs / n, to = (i + 1) * pairs / n;
    return (uint32_t)(from + (to > from ? mix(people->seed * 7 + i) % (to - from) : 0));
}

static void ordinary_name(uint32_t pair, const char **given, const char **surname)
{
    *given = seed_given[pair / (uint32_t)seed_surname_count];
    *surname = seed_surnames[pair % (uint32_t)seed_surname_count];
}

/* Specials stand where their display names belong: behind every ordinary name that is less. */
static uint32_t special_place(const struct seed_people *people, int which)
{
    uint32_t low = 0, high = ordinary(people);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *given, *surname;
        char name[200];
        ordinary_name(pair_of(people, middle), &given, &surname);
        snprintf(name, sizeof name, "%s %s", given, surname);
        if (strcmp(name, seed_specials[which].display_name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low + (uint32_t)which;
}

/* Number → the special it is (≥ 0), or -1 and `*i` is the ordinary person. */
static int which_special(const struct seed_people *people, uint32_t number, uint32_t *i)
{
    static _Thread_local struct {
        struct seed_people people;
        uint32_t place[64];
    } known; /* the places depend on count and seed alone */
    uint32_t n = special_count(people);
    if (n && (known.people.count != people->count || known.people.seed != people->seed)) {
        known.people = *people;
        for (uint32_t s = 0; s < n; s++)
            known.place[s] = special_place(people, (int)s);
    }
    uint32_t before = 0;
    for (uint32_t s = 0; s < n; s++) {
        if (known.place[s] == number)
            return (int)s;
        before += known.place[s] < number;
    }
    *i = number - before;
    return -1;
}

static uint32_t number_of_ordinary(const struct seed_people *people, uint32_t i)
{
    uint32_t n = special_count(people), number = i;
    for (uint32_t s = 0; s < n; s++)
        number += special_place(people, (int)s) <= number;
    return number;
}

static void lower(const char *from, char *to, size_t size)
{
    size_t at = 0;
    for (; from[at] && at + 1 < size; at++)
        to[at] = (char)tolower((unsigned char)from[at]);
    to[at] = '\0';
}

static void name_ordinary(const struct seed_people *people, uint32_t i, struct seed_user *out)
{
    const char *given, *surname;
    uint32_t pair = pair_of(people, i), same = 0;
    char first[48], last[48];
    while (same < i && pair_of(people, i - same - 1) == pair)
        same++;
    ordinary_name(pair, &given, &surname);
    snprintf(out->given_name, sizeof out->given_name, "%s", given);
    snprintf(out->surname, sizeof out->surname, "%s", surname);
    snprintf(out->display_name, sizeof out->display_name, "%s %s", given, surname);
    lower(given, first, sizeof first);
    lower(surname, last, sizeof last);
    if (same)
        snprintf(out->nickname, sizeof out->nickname, "%.30s.%.30s%u", first, last, same + 1);
    else
        snprintf(out->nickname, sizeof out->nickname, "%.30s.%.30s", first, last);
}

/* --- the rest of a person --- */

static void address(struct seed_user *out)
{
    static const char *const homes[] = {"fabrikam.com", "northwind.example", "adatum.example", "tailspin.example"};
    if (out->guest) {
        const char *home = homes[out->dice >> 40 & 3];
        snprintf(out->mail, sizeof out->mail, "%s@%s", out->nickname, home);
        snprintf(out->user_principal_name, sizeof out->user_principal_name, "%s_%s#EXT#@" SEED_INITIAL_DOMAIN,
                 out->nickname, home);
        return;
    }
    snprintf(out->user_principal_name, sizeof out->user_principal_name, "%s@" SEED_DOMAIN, out->nickname);
    if (out->licence_count || out->dice >> 50 & 1)
        memcpy(out->mail, out->user_principal_name, sizeof out->mail);
    else
        out->mail[0] = '\0';
}

int seed_licences(const struct seed_people *people, uint32_t number, int out[SEED_LICENCES])
{
    uint64_t dice = dice_of(people, number);
    int n = 0;
    if (dice % 100 < 7 || dice % 100 >= 88) /* guests, and accounts nobody licenses */
        return 0;
    static const int shares[BASE_LICENCES] = {25, 65, 75, 83, 100};
    int share = (int)(dice >> 8 & 0xff) * 100 / 256;
    for (int i = 0; i < BASE_LICENCES && !n; i++)
        if (share < shares[i])
            out[n++] = i;
    for (int i = 0; i < EXTRA_LICENCES && n < SEED_LICENCES; i++)
        if ((dice >> (16 + 4 * i) & 15) == 0)
            out[n++] = BASE_LICENCES + i;
    return n;
}

static void career(const struct seed_people *people, struct seed_user *out)
{
    uint64_t dice = mix(out->dice);
    const struct seed_place *place = &seed_places[dice % (uint64_t)seed_place_count];
    out->department = out->guest ? NULL : seed_departments[(dice >> 8) % (uint64_t)seed_department_count];
    out->job_title = out->guest || (dice >> 16 & 15) == 0 ? NULL : seed_titles[(dice >> 20) % (uint64_t)seed_title_count];
    out->city = out->office = out->guest ? NULL : place->city;
    out->usage_location = out->guest ? NULL : place->country;
    out->created = people->now - (int64_t)(dice >> 24 & 0xfff) * DAY - (int64_t)(dice >> 36 & 0xffff) * 1000;
    out->password_changed = out->created + (int64_t)((double)(people->now - out->created) * (double)(dice >> 52 & 255) / 256);
    out->sessions_valid = out->password_changed;
    out->last_sign_in = people->now - (int64_t)(dice >> 44 & 127) * DAY / 2;
    out->last_sync = out->synced ? people->now - (int64_t)(dice & 1799) * 1000 : 0;
}

void seed_user(const struct seed_people *people, uint32_t number, struct seed_user *out)
{
    uint32_t i = 0;
    int special = which_special(people, number, &i);
    out->number = number;
    out->id = seed_id(people, number);
    out->dice = dice_of(people, number);
    out->guest = special < 0 && out->dice % 100 < 7;
    out->synced = special < 0 && !out->guest && out->dice % 10 < 4;
    out->enabled = (out->dice >> 12 & 15) != 3;
    out->licence_count = seed_licences(people, number, out->licences);
    if (special >= 0) {
        snprintf(out->display_name, sizeof out->display_name, "%s", seed_specials[special].display_name);
        snprintf(out->nickname, sizeof out->nickname, "%s", seed_specials[special].nickname);
        out->given_name[0] = out->surname[0] = '\0';
    } else {
        name_ordinary(people, i, out);
    }
    address(out);
    career(people, out);
}

uint32_t seed_manager(const struct seed_people *people, uint32_t number)
{
    uint32_t above = number / 12;
    return number == 0 || above == number || people->count < 2 ? SEED_NOBODY : above;
}

/* --- back from a name --- */

static bool is_upn(const struct seed_people *people, uint32_t number, const char *upn)
{
    struct seed_user user;
    if (number >= people->count)
        return false;
    seed_user(people, number, &user);
    return !strcasecmp(user.user_principal_name, upn);
}

static int find_word(const char *const *words, int count, const char *text, size_t length)
{
    for (int i = 0; i < count; i++)
        if (strlen(words[i]) == length && !strncasecmp(words[i], text, length))
            return i;
    return -1;
}

uint32_t seed_find_upn(const struct seed_people *people, const char *upn)
{
    uint32_t n = special_count(people);
    for (uint32_t s = 0; s < n; s++)
        if (is_upn(people, special_place(people, (int)s), upn))
            return special_place(people, (int)s);
    const char *dot = strchr(upn, '.');
    if (!dot)
        return SEED_NOBODY;
    size_t length = strcspn(dot + 1, "0123456789_@");
    int given = find_word(seed_given, seed_given_count, upn, (size_t)(dot - upn));
    int surname = find_word(seed_surnames, seed_surname_count, dot + 1, length);
    if (given < 0 || surname < 0)
        return SEED_NOBODY;
    uint32_t pair = (uint32_t)given * (uint32_t)seed_surname_count + (uint32_t)surname;
    uint32_t low = 0, high = ordinary(people);
    while (low < high) { /* the first with this pair of names */
        uint32_t middle = low + (high - low) / 2;
        if (pair_of(people, middle) < pair)
            low = middle + 1;
        else
            high = middle;
    }
    unsigned long which = strtoul(dot + 1 + length, NULL, 10);
    uint32_t i = low + (which > 1 ? (uint32_t)which - 1 : 0);
    if (i >= ordinary(people) || pair_of(people, i) != pair)
        return SEED_NOBODY;
    uint32_t number = number_of_ordinary(people, i);
    return is_upn(people, number, upn) ? number : SEED_NOBODY;
}
