/* Personal sites: who has one, when it comes, how far it is shared. */
#include "tenant/sharepoint/sharepoint_state.h"

#include "base/alloc.h"
#include "tenant/state/mailbox.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SITE_POLLS = 3 /* questions before a new site is there */ };

static struct sharepoint_site *site_of(const struct tenant *tenant, uint32_t number)
{
    struct sharepoint *sharepoint = tenant->sharepoint;
    for (size_t i = 0; i < sharepoint->site_count; i++)
        if (sharepoint->sites[i].number == number)
            return &sharepoint->sites[i];
    return NULL;
}

static bool licensed(const struct user_record *user)
{
    return mailbox_user_has_plan(user, "SHAREPOINTENTERPRISE") || mailbox_user_has_plan(user, "SHAREPOINTSTANDARD") ||
           mailbox_user_has_plan(user, "SHAREPOINTDESKLESS");
}

static unsigned dice_of(const struct user_record *user)
{
    return (unsigned)(seed_mix(user->seed.dice ^ 0x5350) >> 33);
}

/* Most of those who were licensed from the start have opened theirs. */
static enum onedrive_state seeded_state(const struct user_record *user)
{
    bool was = user->seed.licence_count > 0 && !user->seed.guest;
    if (user->seed.traits) /* the named ones are what their row says */
        return was && licensed(user) && !(user->seed.traits & TRAIT_NO_DRIVE) ? ONEDRIVE_READY : ONEDRIVE_NONE;
    return was && licensed(user) && dice_of(user) % 8 ? ONEDRIVE_READY : ONEDRIVE_NONE;
}

static int seeded_sharing(const struct user_record *user)
{
    static const int levels[] = {1, 1, 3, 0};
    return levels[dice_of(user) / 8 % 4];
}

static struct sharepoint_site *keep_site(struct tenant *tenant, uint32_t number)
{
    struct sharepoint *sharepoint = tenant->sharepoint;
    struct sharepoint_site *site = site_of(tenant, number);
    struct user_record user;
    if (site)
        return site;
    user_record_load(&user, tenant->store, number);
    sharepoint->sites = grow_array(sharepoint->sites, &sharepoint->site_capacity, sharepoint->site_count + 1,
                                   sizeof *sharepoint->sites);
    site = &sharepoint->sites[sharepoint->site_count++];
    *site = (struct sharepoint_site){.number = number, .state = seeded_state(&user), .sharing = seeded_sharing(&user)};
    return site;
}

enum onedrive_state tenant_onedrive_state(struct tenant *tenant, uint32_t number)
{
    struct sharepoint_site *site = site_of(tenant, number);
    struct user_record user;
    if (site) {
        if (site->state == ONEDRIVE_PENDING && ++site->asked >= SITE_POLLS)
            site->state = ONEDRIVE_READY;
        return site->state;
    }
    user_record_load(&user, tenant->store, number);
    return seeded_state(&user);
}

bool tenant_onedrive_locked(const struct tenant *tenant, uint32_t number)
{
    struct seed_user user;
    seed_user(store_people(tenant->store), number, &user);
    return user.traits & TRAIT_LOCKED_DRIVE;
}

double tenant_onedrive_used(const struct tenant *tenant, uint32_t number)
{
    static const double full[] = {0.93, 0.995, 1.02};
    struct seed_user user;
    seed_user(store_people(tenant->store), number, &user);
    uint64_t dice = seed_mix(user.dice + 5);
    bool ordinary = user.traits || dice % 24 > 2;
    return ordinary ? (double)(dice >> 32) * 100 : ONEDRIVE_TOTAL * full[dice % 24];
}

char *tenant_onedrive_url(const struct tenant *tenant, uint32_t number, struct arena *arena)
{
    char scratch[SEED_TEXT];
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    char *name = arena_strdup(arena, mailbox_user_text(&user, "userPrincipalName", scratch));
    for (char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at))
            *at = '_';
        else
            *at = (char)tolower((unsigned char)*at);
    return arena_printf(arena, "https://contoso-my.sharepoint.com/personal/%s", name);
}

int tenant_onedrive_sharing(const struct tenant *tenant, uint32_t number)
{
    const struct sharepoint_site *site = site_of(tenant, number);
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    return site ? site->sharing : seeded_sharing(&user);
}

bool sharepoint_request_site(struct tenant *tenant, uint32_t number)
{
    struct user_record user;
    const struct property *enabled = property_find("accountEnabled", strlen("accountEnabled"));
    user_record_load(&user, tenant->store, number);
    if (!licensed(&user) || property_flag(enabled, &user) != 1)
        return false;
    struct sharepoint_site *site = keep_site(tenant, number);
    if (site->state == ONEDRIVE_NONE)
        site->state = ONEDRIVE_PENDING;
    return true;
}

uint32_t sharepoint_site_of(struct tenant *tenant, const char *url)
{
    uint32_t count = store_people(tenant->store)->count;
    auto_arena struct arena *arena = arena_new(1 << 16);
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    const char *bare = arena_strndup(arena, url, length);
    if (strncasecmp(bare, "https://contoso-my.sharepoint.com/personal/", 43) != 0)
        return SEED_NOBODY;
    for (uint32_t number = 0; number < count; number++)
        if (!strcasecmp(tenant_onedrive_url(tenant, number, arena), bare))
            return tenant_onedrive_state(tenant, number) == ONEDRIVE_READY ? number : SEED_NOBODY;
    return SEED_NOBODY;
}

void sharepoint_set_sharing(struct tenant *tenant, uint32_t number, int level)
{
    keep_site(tenant, number)->sharing = level;
}

void sharepoint_set_limit(struct tenant *tenant, uint32_t number, double limit, double warning)
{
    struct sharepoint_site *site = keep_site(tenant, number);
    site->limit = limit;
    site->warning = warning;
}

double tenant_onedrive_total(const struct tenant *tenant, uint32_t number)
{
    const struct sharepoint_site *site = site_of(tenant, number);
    return site && site->limit > 0 ? site->limit * 1048576.0 : ONEDRIVE_TOTAL;
}

double sharepoint_warning(const struct tenant *tenant, uint32_t number)
{
    const struct sharepoint_site *site = site_of(tenant, number);
    return site && site->limit > 0 ? site->warning : (double)(int64_t)(ONEDRIVE_TOTAL / 1048576.0 * 0.9);
}

bool sharepoint_looser(int level, int than)
{
    static const int ranks[] = {0, 2, 3, 1}; /* disabled, external users, guests too, existing ones */
    return ranks[level] > ranks[than];
}
