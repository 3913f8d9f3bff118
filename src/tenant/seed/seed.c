/* From a number to a person and back. */
#include "tenant/seed/seed.h"

#include "base/random.h"
#include "base/utf8.h"
#include "tenant/seed/seed_names.h"
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY ((int64_t)86400000)

uint64_t seed_mix(uint64_t x)
{
    struct seeded state = {.state = x};
    return seeded_next(&state);
}

static uint64_t dice_of(const struct seed_people *people, uint32_t number)
{
    return seed_mix(people->seed * 0x9e3779b97f4a7c15u + number);
}

/* --- ids: the number, scrambled reversibly, and a check of the rest --- */

static uint32_t scramble(uint32_t x, uint32_t key)
{
    for (uint32_t i = 0; i < 4; i++) { /* a Feistel network on halves of 16 bits */
        uint32_t low = x & 0xffff, high = x >> 16;
        x = (low << 16) | (high ^ (uint32_t)(seed_mix(key + low * 31u + i * 77u) & 0xffff));
    }
    return x;
}

static uint32_t unscramble(uint32_t x, uint32_t key)
{
    for (uint32_t i = 4; i-- > 0;) {
        uint32_t low = x >> 16, mixed = x & 0xffff;
        x = ((mixed ^ (uint32_t)(seed_mix(key + low * 31u + i * 77u) & 0xffff)) << 16) | low;
    }
    return x;
}

static uint32_t computed(const struct seed_people *people)
{
    return people->count - people->added_count;
}

static struct guid computed_id(const struct seed_people *people, uint32_t number)
{
    struct guid id;
    uint32_t first = scramble(number, (uint32_t)people->seed);
    uint64_t rest[2] = {seed_mix(people->seed ^ first), seed_mix((people->seed + 1) ^ first)};
    for (int i = 0; i < 4; i++)
        id.bytes[i] = (uint8_t)(first >> (24 - 8 * i));
    memcpy(id.bytes + 4, &rest[0], 8);
    memcpy(id.bytes + 12, &rest[1], 4);
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40);
    id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

struct guid seed_id(const struct seed_people *people, uint32_t number)
{
    const struct seed_added *added = seed_added_at(people, &number);
    return added ? added->id : computed_id(people, number);
}

uint32_t seed_find_id(const struct seed_people *people, const struct guid *id)
{
    uint32_t first = 0, added = seed_added_by_id(people, id);
    if (added != SEED_NOBODY)
        return added;
    for (int i = 0; i < 4; i++)
        first = first << 8 | id->bytes[i];
    uint32_t number = unscramble(first, (uint32_t)people->seed);
    if (number >= computed(people))
        return SEED_NOBODY;
    struct guid is = computed_id(people, number);
    return guid_equal(&is, id) ? seed_number(people, number) : SEED_NOBODY;
}

/* --- names: ordinary people run through all pairs of names in order, the specials stand between them --- */

static uint32_t ordinary(const struct seed_people *people)
{
    return computed(people) - people->special_count;
}

/* Which pair of names ordinary person i has. */
static uint32_t pair_of(const struct seed_people *people, uint32_t i)
{
    uint64_t pairs = (uint64_t)seed_given_count * (uint64_t)seed_surname_count, n = ordinary(people);
    uint64_t from = i * pairs / n, to = (i + 1) * pairs / n;
    return (uint32_t)(from + (to > from ? seed_mix(people->seed * 7 + i) % (to - from) : 0));
}

static void ordinary_name(uint32_t pair, const char **given, const char **surname)
{
    *given = seed_given[pair / (uint32_t)seed_surname_count];
    *surname = seed_surnames[pair % (uint32_t)seed_surname_count];
}

/* How many ordinary people come before a name; display names are ordered without regard to case and accents. */
static uint32_t ordinary_before(const struct seed_people *people, const char *folded)
{
    uint32_t low = 0, high = ordinary(people);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *given, *surname;
        char name[200];
        ordinary_name(pair_of(people, middle), &given, &surname);
        snprintf(name, sizeof name, "%s %s", given, surname);
        if (strcasecmp(name, folded) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct seed_special *special_row(int row)
{
    return row < seed_special_count ? &seed_specials[row] : &seed_situations[row - seed_special_count];
}

void seed_people_init(struct seed_people *people, uint32_t count, uint64_t seed, int64_t now)
{
    char folded[SEED_SPECIALS][SEED_TEXT];
    assert(seed_special_count + seed_situation_count <= SEED_SPECIALS);
    *people = (struct seed_people){.count = count,
                                   .seeded = count,
                                   .seed = seed,
                                   .now = now,
                                   .today = now - now % DAY,
                                   .name = "Contoso Ltd",
                                   .domain = SEED_DOMAIN,
                                   .initial_domain = SEED_INITIAL_DOMAIN,
                                   .federated_domain = SEED_FEDERATED_DOMAIN};
    if (count < 40)
        return; /* a handful of people are better off with plain names */
    people->special_count = (uint32_t)(seed_special_count + (count >= SEED_SITUATIONS_FROM ? seed_situation_count : 0));
    for (uint32_t s = 0; s < people->special_count; s++) { /* insertion sort by folded name */
        const char *name = special_row((int)s)->display_name;
        uint32_t at = s;
        utf8_fold(name, strlen(name), folded[s], SEED_TEXT);
        for (; at > 0 && strcmp(folded[people->special_row[at - 1]], folded[s]) > 0; at--)
            people->special_row[at] = people->special_row[at - 1];
        people->special_row[at] = (int)s;
    }
    for (uint32_t s = 0; s < people->special_count; s++)
        people->special_place[s] = ordinary_before(people, folded[people->special_row[s]]) + s;
}

/* Number → the special it is, or NULL and `*i` is the ordinary person. */
static const struct seed_special *special_of(const struct seed_people *people, uint32_t number, uint32_t *i)
{
    uint32_t before = 0;
    while (before < people->special_count && people->special_place[before] < number)
        before++;
    if (before < people->special_count && people->special_place[before] == number)
        return special_row(people->special_row[before]);
    *i = number - before;
    return NULL;
}

uint32_t seed_computed_before(const struct seed_people *people, const char *folded)
{
    char name[SEED_TEXT];
    uint32_t before = ordinary_before(people, folded);
    for (uint32_t s = 0; s < people->special_count; s++) {
        const char *text = special_row(people->special_row[s])->display_name;
        utf8_fold(text, strlen(text), name, sizeof name);
        before += strcmp(name, folded) < 0;
    }
    return before;
}

static uint32_t number_of_ordinary(const struct seed_people *people, uint32_t i)
{
    uint32_t number = i;
    for (uint32_t s = 0; s < people->special_count; s++)
        number += people->special_place[s] <= number;
    return number;
}

static void lower(const char *from, char *to, size_t size)
{
    size_t at = 0;
    for (; from[at] && at + 1 < size; at++)
        to[at] = (char)tolower((unsigned char)from[at]);
    to[at] = '\0';
}

/* Texts one after the other, cut at `size`; snprintf costs more than all the rest of a person. */
static void join(char *out, size_t size, const char *const *texts)
{
    size_t at = 0;
    for (; *texts; texts++)
        for (const char *c = *texts; *c && at + 1 < size; c++)
            out[at++] = *c;
    out[at] = '\0';
}
#define JOIN(out, ...) join(out, sizeof out, (const char *const[]){__VA_ARGS__, NULL})

static void name_ordinary(const struct seed_people *people, uint32_t i, struct seed_user *out)
{
    const char *given, *surname;
    uint32_t pair = pair_of(people, i), same = 0;
    char first[31], last[31];
    while (same < i && pair_of(people, i - same - 1) == pair)
        same++;
    ordinary_name(pair, &given, &surname);
    JOIN(out->given_name, given);
    JOIN(out->surname, surname);
    JOIN(out->display_name, given, " ", surname);
    lower(given, first, sizeof first);
    lower(surname, last, sizeof last);
    if (same)
        snprintf(out->nickname, sizeof out->nickname, "%s.%s%u", first, last, same + 1);
    else
        JOIN(out->nickname, first, ".", last);
}

/* --- the rest of a person --- */

/* Where somebody is at home in the tenant: those with a row of their own in another of its domains. */
static const char *domain_of(const struct seed_people *people, const struct seed_special *special)
{
    if (special && special->domain && !strcmp(special->domain, SEED_INITIAL_DOMAIN))
        return people->initial_domain;
    if (special && special->domain && people->federated_domain)
        return people->federated_domain;
    return people->domain;
}

static void address(const struct seed_people *people, const struct seed_special *special, struct seed_user *out)
{
    static const char *const homes[] = {"fabrikam.com", "northwind.example", "adatum.example", "tailspin.example"};
    if (out->guest) {
        const char *home = homes[special ? 0 : out->dice >> 40 & 3];
        JOIN(out->mail, out->nickname, "@", home);
        JOIN(out->user_principal_name, out->nickname, "_", home, "#EXT#@", people->initial_domain);
        return;
    }
    JOIN(out->user_principal_name, out->nickname, "@", domain_of(people, special));
    if (special && special->mail)
        JOIN(out->mail, special->mail, "@", people->domain);
    else if (special ? !special->no_mail : out->licence_count || out->dice >> 50 & 1)
        memcpy(out->mail, out->user_principal_name, strlen(out->user_principal_name) + 1);
    else
        out->mail[0] = '\0';
}

static bool is_guest(const struct seed_people *people, uint32_t number)
{
    uint32_t i;
    return dice_of(people, number) % 100 < 7 && !special_of(people, number, &i);
}

static unsigned traits_of(const struct seed_special *special)
{
    bool situation = special && special >= seed_situations && special < seed_situations + seed_situation_count;
    return situation ? special->traits | TRAIT_SITUATION : 0;
}

/* Every licensed situation has the same product, so that what is tried on one can be tried on another. */
static int situation_licences(unsigned traits, int out[SEED_LICENCES])
{
    out[0] = 1; /* SPE_E3 */
    return !(traits & (TRAIT_NO_LICENCE | TRAIT_GUEST));
}

int seed_licences(const struct seed_people *people, uint32_t number, int out[SEED_LICENCES])
{
    const struct seed_added *added = seed_added_at(people, &number);
    if (added)
        memcpy(out, added->licences, sizeof added->licences);
    if (added)
        return added->licence_count;
    uint64_t dice = dice_of(people, number);
    uint32_t i;
    int n = 0;
    const struct seed_special *special = special_of(people, number, &i);
    if (traits_of(special))
        return situation_licences(traits_of(special), out);
    if (dice % 100 < 7 || dice % 100 >= 88) /* guests, and accounts nobody licenses */
        return 0;
    static const int shares[SEED_BASE_SKUS] = {25, 65, 75, 83, 100};
    int share = (int)(dice >> 8 & 0xff) * 100 / 256;
    for (int row = 0; row < SEED_BASE_SKUS && !n; row++)
        if (share < shares[row])
            out[n++] = row;
    for (int row = SEED_BASE_SKUS; row < SEED_SKUS && n < SEED_LICENCES; row++)
        if ((dice >> (16 + 4 * (row - SEED_BASE_SKUS)) & 15) == 0)
            out[n++] = row;
    return n;
}

/* By hand, by programs, and what of it went well; programs follow within the hour. */
static void sign_ins(const struct seed_people *people, const struct seed_special *special, struct seed_user *out)
{
    enum seed_sign_in kind = special ? special->sign_in : SIGN_IN_ORDINARY;
    int64_t today = people->today;
    if (kind == SIGN_IN_NEVER || kind == SIGN_IN_PROGRAMS)
        out->last_sign_in = 0;
    else if (kind == SIGN_IN_STALE)
        out->last_sign_in = today - SEED_STALE_DAYS * DAY;
    else if (kind == SIGN_IN_REFUSED)
        out->last_sign_in = today - DAY;
    out->last_background = out->last_sign_in          ? out->last_sign_in + (int64_t)(out->dice >> 20 & 2047) * 1000
                           : kind == SIGN_IN_PROGRAMS ? today - 2 * DAY
                                                      : 0;
    if (out->last_background > people->now)
        out->last_background = people->now;
    out->last_success = out->last_background;
    if (kind == SIGN_IN_REFUSED)
        out->last_success = out->last_background = today - SEED_REFUSED_DAYS * DAY;
    int64_t first = out->last_success ? out->last_success : today; /* nobody signs in before there is an account */
    if (kind != SIGN_IN_ORDINARY && out->created > first)
        out->created = first - 30 * DAY;
    out->unreported = special && special->unreported;
}

static void career(const struct seed_people *people, const struct seed_special *special, struct seed_user *out)
{
    uint64_t dice = seed_mix(out->dice);
    int64_t second = 1000;
    if (!out->guest) {
        out->place = &seed_places[dice % (uint64_t)seed_place_count];
        out->department = seed_departments[(dice >> 8) % (uint64_t)seed_department_count];
        out->job_title = (dice >> 16 & 15) == 0 ? NULL : seed_titles[(dice >> 20) % (uint64_t)seed_title_count];
    }
    if (special && special->job_title)
        out->job_title = special->job_title;
    if (special && special->department)
        out->department = special->department;
    out->created = people->today - (int64_t)(1 + (dice >> 24 & 0xfff)) * DAY + (int64_t)(dice >> 36 & 0xffff) * second;
    int64_t age = (people->today - out->created) / second; /* the password changed in the last part of it, or never */
    out->password_changed = out->created + (int64_t)((uint64_t)age * (dice >> 52 & 255) / 256) * second;
    out->last_sign_in = (dice >> 44 & 31) == 0 ? 0
                                               : people->today - (int64_t)(dice >> 45 & 127) * DAY / 2 + 28800 * second;
    if (out->traits) /* whom one looks at in a demonstration has been there lately */
        out->last_sign_in = people->today - (int64_t)(dice >> 45 & 3) * DAY / 2 + 28800 * second;
    if (out->last_sign_in > people->now)
        out->last_sign_in -= DAY;
    if (out->last_sign_in && out->last_sign_in < out->created)
        out->last_sign_in = out->created;
    sign_ins(people, special, out);
    if (out->synced) /* the last cycle of half an hour, and the time it took to come to this user */
        out->last_sync = people->now - people->now % 1800000 - (int64_t)(dice & 255) * second;
    else if (out->once_synced)
        out->last_sync = out->created + (people->today - out->created) / 2;
}

void seed_user(const struct seed_people *people, uint32_t number, struct seed_user *out)
{
    uint32_t i = 0;
    out->number = number;
    const struct seed_added *added = seed_added_at(people, &number);
    if (added) {
        seed_added_user(people, added, out);
        return;
    }
    const struct seed_special *special = special_of(people, number, &i);
    out->id = computed_id(people, number);
    out->dice = dice_of(people, number);
    out->initial_domain = people->initial_domain;
    out->traits = traits_of(special);
    unsigned sync = (unsigned)(out->dice >> 32) % 100;
    out->guest = special ? out->traits & TRAIT_GUEST : out->dice % 100 < 7;
    out->synced = special ? special->synced : !out->guest && sync < 32;
    out->once_synced = special ? out->traits & TRAIT_ONCE_SYNCED : !out->guest && sync >= 98;
    out->enabled = out->traits ? !(out->traits & TRAIT_BLOCKED) : (out->dice >> 12 & 15) != 3;
    out->licence_count = seed_licences(people, out->number, out->licences);
    out->job_title = out->department = NULL;
    out->place = NULL;
    out->last_sync = 0;
    if (special) {
        JOIN(out->display_name, special->display_name);
        JOIN(out->nickname, special->nickname);
        out->given_name[0] = out->surname[0] = '\0';
        if (out->traits && !(out->traits & TRAIT_BLOCKED)) { /* people, in plain words */
            size_t first = strcspn(special->display_name, " ");
            snprintf(out->given_name, sizeof out->given_name, "%.*s", (int)first, special->display_name);
            snprintf(out->surname, sizeof out->surname, "%s", special->display_name + first + 1);
        }
    } else {
        name_ordinary(people, i, out);
    }
    address(people, special, out);
    career(people, special, out);
    if (out->traits & TRAIT_NO_LOCATION)
        out->place = NULL;
}

/* Somebody of a lower number who is no guest and no special, so that following managers always ends. */
uint32_t seed_manager(const struct seed_people *people, uint32_t number)
{
    bool added = seed_added_at(people, &number);
    uint64_t dice = seed_mix(dice_of(people, number) + 1);
    uint32_t above = number ? (uint32_t)(dice % number) : 0, i;
    if (added || number == 0 || dice >> 60 == 0 || is_guest(people, number))
        return SEED_NOBODY;
    for (int tries = 0; tries < 8; tries++) {
        assert(above < number);
        if (!is_guest(people, above) && !special_of(people, above, &i))
            return seed_number(people, above);
        if (above-- == 0)
            break;
    }
    return SEED_NOBODY;
}

/* --- back from a name --- */

static bool is_upn(const struct seed_people *people, uint32_t number, const char *upn)
{
    struct seed_user user;
    if (number >= computed(people))
        return false;
    seed_user(people, seed_number(people, number), &user);
    return !strcasecmp(user.user_principal_name, upn);
}

static int find_word(const char *const *words, int count, const char *text, size_t length)
{
    for (int i = 0; i < count; i++)
        if (strlen(words[i]) == length && !strncasecmp(words[i], text, length))
            return i;
    return -1;
}

static uint32_t computed_by_upn(const struct seed_people *people, const char *upn)
{
    for (uint32_t s = 0; s < people->special_count; s++) {
        const char *nickname = special_row(people->special_row[s])->nickname;
        if (!strncasecmp(nickname, upn, strlen(nickname)) && is_upn(people, people->special_place[s], upn))
            return people->special_place[s];
    }
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
    if (which > people->count || i >= ordinary(people) || pair_of(people, i) != pair)
        return SEED_NOBODY;
    uint32_t number = number_of_ordinary(people, i);
    return is_upn(people, number, upn) ? number : SEED_NOBODY;
}

uint32_t seed_find_upn(const struct seed_people *people, const char *upn)
{
    uint32_t number = seed_added_by_upn(people, upn);
    if (number == SEED_NOBODY && (number = computed_by_upn(people, upn)) != SEED_NOBODY)
        number = seed_number(people, number);
    return number;
}

uint32_t seed_find_mail(const struct seed_people *people, const char *address)
{
    uint32_t number = seed_find_upn(people, address), added = seed_added_by_mail(people, address);
    struct seed_user user;
    char guest[SEED_TEXT];
    int local = (int)strcspn(address, "@");
    if (added != SEED_NOBODY)
        return added;
    for (uint32_t s = 0; s < people->special_count; s++) /* for all others it is the name */
        if (special_row(people->special_row[s])->mail) {
            seed_user(people, seed_number(people, people->special_place[s]), &user);
            if (!strcasecmp(user.mail, address))
                return user.number;
        }
    if (number == SEED_NOBODY && address[local]) { /* a guest's name holds the address */
        snprintf(guest, sizeof guest, "%.*s_%.200s#EXT#@%s", local, address, address + local + 1,
                 people->initial_domain);
        number = seed_find_upn(people, guest);
    }
    if (number != SEED_NOBODY)
        seed_user(people, number, &user);
    return number == SEED_NOBODY || strcasecmp(user.mail, address) ? SEED_NOBODY : number;
}
