/* The products the demo tenant has bought. Product and plan ids are Microsoft's own. */
#include "tenant/seed/seed.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#define EXCHANGE_P1                                                                                                    \
    {                                                                                                                  \
        "9aaf7827-d63c-4b61-89c3-182f06f82e5c", "EXCHANGE_S_STANDARD"                                                  \
    }
#define EXCHANGE_P2                                                                                                    \
    {                                                                                                                  \
        "efb87545-963c-4e0d-99df-69c6916d9eb0", "EXCHANGE_S_ENTERPRISE"                                                \
    }
#define EXCHANGE_NONE                                                                                                  \
    {                                                                                                                  \
        "113feb6c-3fe4-4440-bddc-54d774bf0318", "EXCHANGE_S_FOUNDATION"                                                \
    }
#define SHAREPOINT_P1                                                                                                  \
    {                                                                                                                  \
        "c7699d2e-19aa-44de-8edf-1736da088ca1", "SHAREPOINTSTANDARD"                                                   \
    }
#define SHAREPOINT_P2                                                                                                  \
    {                                                                                                                  \
        "5dbe027f-2339-4123-9542-606e4d348a72", "SHAREPOINTENTERPRISE"                                                 \
    }
#define TEAMS                                                                                                          \
    {                                                                                                                  \
        "57ff2da0-773e-42df-b2af-ffb7a2317929", "TEAMS1"                                                               \
    }
#define APPS                                                                                                           \
    {                                                                                                                  \
        "43de0ff5-c92c-492b-9116-175376d08c38", "OFFICESUBSCRIPTION"                                                   \
    }
#define ENTRA_P1                                                                                                       \
    {                                                                                                                  \
        "41781fb2-bc02-4b7c-bd55-b576c07bb09d", "AAD_PREMIUM"                                                          \
    }
#define ENTRA_P2                                                                                                       \
    {                                                                                                                  \
        "eec0eb4f-6444-4f95-aba0-50c24d67f998", "AAD_PREMIUM_P2"                                                       \
    }
#define MFA                                                                                                            \
    {                                                                                                                  \
        "8a256a2b-b617-496d-b51b-e76466e88db0", "MFA_PREMIUM"                                                          \
    }
#define INTUNE                                                                                                         \
    {                                                                                                                  \
        "c1ec4a95-1f05-45b3-a911-aa3fa01094f5", "INTUNE_A"                                                             \
    }

#define AUDIT_PREMIUM                                                                                                  \
    {                                                                                                                  \
        "2f442157-a11c-46b9-ae5b-6e39ff4e5849", "M365_ADVANCED_AUDITING"                                               \
    }

/* The first SEED_BASE_SKUS are what a person works with (one each); the others come on top. What is made stands behind them. */
struct seed_sku seed_skus[SEED_SKUS + SEED_MADE_SKUS] = {
    {"06ebc4ee-1bb5-47dd-8120-11324bc54e06", "SPE_E5", 30,
     .plans = {EXCHANGE_P2, SHAREPOINT_P2, TEAMS, APPS, ENTRA_P1, ENTRA_P2, MFA, INTUNE, AUDIT_PREMIUM}},
    {"05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", 45,
     .plans = {EXCHANGE_P2, SHAREPOINT_P2, TEAMS, APPS, ENTRA_P1, MFA, INTUNE}},
    {"cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46", "SPB", 12,
     .plans = {EXCHANGE_P1, SHAREPOINT_P1, TEAMS, ENTRA_P1, MFA, INTUNE}},
    {"f245ecc8-75af-4f8e-b61f-27d8114de5f3", "O365_BUSINESS_PREMIUM", 10, .plans = {EXCHANGE_P1, SHAREPOINT_P1, TEAMS}},
    {"66b55226-6b4f-492c-910c-a3b7a3c9d993", "SPE_F1", 15,
     .plans = {{"4a82b400-a79f-41a4-b4e2-e94f5787b113", "EXCHANGE_S_DESKLESS"},
               {"902b47e5-dcb2-4fdc-858b-c63a90a2bdb9", "SHAREPOINTDESKLESS"},
               TEAMS,
               ENTRA_P1,
               MFA,
               INTUNE}},
    {"c5928f49-12ba-48f7-ada3-0d743a3601d5", "VISIOCLIENT", 0,
     .plans = {{"663a804f-1c30-4ff0-9915-9db84f0d1cea", "VISIO_CLIENT_SUBSCRIPTION"}, EXCHANGE_NONE}},
    {"53818b1b-4a27-454b-8896-0dba576410e6", "PROJECTPROFESSIONAL", 4,
     .plans = {{"818523f5-016b-4355-9be8-ed6944946ea7", "PROJECT_PROFESSIONAL"}, EXCHANGE_NONE}, .grace = true},
    {"f8a1db68-be16-40ed-86d5-cb42ce701560", "POWER_BI_PRO", 20,
     .plans = {{"70d33638-9c74-4d01-bfd3-562de28bd4ba", "BI_AZURE_P2"}, EXCHANGE_NONE}},
    {"a403ebcc-fae0-4ca2-8c8c-7a907fd6c235", "POWER_BI_STANDARD", 100,
     .plans = {{"2049e525-b859-401b-b2a0-e0a31c4b1fe4", "BI_AZURE_P0"}, EXCHANGE_NONE}},
    {"f30db892-07e9-47e9-837c-80727f46fd3d", "FLOW_FREE", 100,
     .plans = {{"50e68c76-46c6-4674-81f9-75456511b170", "FLOW_P2_VIRAL"}, EXCHANGE_NONE}},
    {"84a661c4-e949-4bd2-a560-ed7766fcaf2b", "AAD_PREMIUM_P2", 8, .plans = {ENTRA_P1, ENTRA_P2, MFA, EXCHANGE_NONE}},
    {"639dec6b-bb19-468b-871c-c5c441c4b0cb", "Microsoft_365_Copilot", 3,
     .plans = {{"3f30311c-6b1e-48a4-ab79-725b469da960", "M365_COPILOT_BUSINESS_CHAT"}, EXCHANGE_NONE}},
};
int seed_sku_count = SEED_SKUS;

bool seed_licensed_by_group(const struct seed_user *user)
{
    if (user->traits)
        return user->traits & (TRAIT_GROUP_LICENCE | TRAIT_LICENCE_TWICE);
    return user->licence_count && seed_mix(user->dice ^ UINT64_C(9) << 56) >> 33 & 1;
}

int seed_failed_licence(const struct seed_user *user)
{
    return user->traits & TRAIT_REMEDIATED ? 0 : -1; /* SPE_E5 */
}

void seed_skus_make(int count)
{
    static char ids[SEED_MADE_SKUS][2][GUID_TEXT], names[SEED_MADE_SKUS][2][24];
    assert(count <= SEED_MADE_SKUS && seed_sku_count == SEED_SKUS);
    assert(seed_skus[SEED_SKUS - 1].sku_id && !seed_skus[SEED_SKUS].sku_id);
    for (int i = 0; i < count; i++) {
        snprintf(ids[i][0], GUID_TEXT, "5a5a0000-0000-4000-8000-%012x", (unsigned)i + 1);
        snprintf(ids[i][1], GUID_TEXT, "5a5b0000-0000-4000-8000-%012x", (unsigned)i + 1);
        snprintf(names[i][0], sizeof names[i][0], "ADDON_%03d", i + 1);
        snprintf(names[i][1], sizeof names[i][1], "ADDON_%03d_PLAN", i + 1);
        seed_skus[seed_sku_count++] = (struct seed_sku){ids[i][0], names[i][0], 5,
                                                        .plans = {{ids[i][1], names[i][1]}, EXCHANGE_NONE}};
    }
}
