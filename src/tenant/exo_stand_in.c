/* REPLACE ON MERGE: see exo_stand_in.h. */
#include "tenant/exo_stand_in.h"

#include "tenant/licences.h"
#include <string.h>
#include <strings.h>

static const struct exchange_group exchange_groups[] = {
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d01", "All Staff", "allstaff", "allstaff@contoso.com", 1, false, false},
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d02", "Sales Announcements", "sales.news", "sales.news@contoso.com", 5, false, false},
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d03", "Finance Approvers", "finance.approvers", "finance.approvers@contoso.com", 20,
     true, false},
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d04", "Plant Amsterdam", "plant.ams", "plant.ams@contoso.com", 9, false, true},
};

const struct exchange_group *exchange_group_find(const struct tenant *tenant, const char *identity)
{
    (void)tenant;
    for (size_t i = 0; i < sizeof exchange_groups / sizeof *exchange_groups; i++)
        if (!strcasecmp(exchange_groups[i].id, identity))
            return &exchange_groups[i];
    return NULL;
}

bool exchange_group_has(const struct tenant *tenant, const struct exchange_group *group, uint32_t user)
{
    struct user_record record;
    user_record_load(&record, tenant->store, user);
    return !record.seed.guest && record.seed.licence_count && seed_mix(record.seed.dice + group->share) % group->share == 0;
}

/* The keys of the connector's secrets; eight at once are plenty. */
static char keys[8][GUID_TEXT];

void tenant_mfa_secret_add(struct tenant *tenant, const char *key_id, const char *secret, int64_t end)
{
    (void)tenant;
    (void)secret;
    (void)end;
    memmove(keys[1], keys[0], sizeof keys - sizeof keys[0]);
    memcpy(keys[0], key_id, strlen(key_id) + 1);
}

bool tenant_mfa_secret_remove(struct tenant *tenant, const char *key_id)
{
    (void)tenant;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(keys[i], key_id)) {
            keys[i][0] = '\0';
            return true;
        }
    return false;
}

enum onedrive_state tenant_onedrive_state(struct tenant *tenant, uint32_t number)
{
    struct user_record record;
    user_record_load(&record, tenant->store, number);
    bool none = record.seed.traits & TRAIT_NO_DRIVE || !licences_has_plan(&record, "SHAREPOINT");
    return none ? ONEDRIVE_NONE : ONEDRIVE_READY;
}

char *tenant_onedrive_url(const struct tenant *tenant, uint32_t number, struct arena *arena)
{
    struct user_record record;
    char scratch[SEED_TEXT];
    user_record_load(&record, tenant->store, number);
    const char *upn = property_text(property_find("userPrincipalName", strlen("userPrincipalName")), &record, scratch);
    char *url = arena_printf(arena, "https://contoso-my.sharepoint.com/personal/%s", upn);
    for (char *at = url + strlen("https://contoso-my.sharepoint.com/personal/"); *at; at++)
        if (*at == '@' || *at == '.')
            *at = '_';
    return url;
}
