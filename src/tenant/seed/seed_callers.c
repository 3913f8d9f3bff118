/* Who signs in to the demo tenant beside its users. The first is the administrator, who answers unless another is to. */
#include "tenant/seed/seed_callers.h"

#include "tenant/seed/seed.h"
#include <string.h>

#define OID(n)   "11111111-2222-4333-8444-5555555555" n
#define AT(name) name "@" SEED_DOMAIN

const struct seed_caller seed_callers[] = {
    {AT("admin"), OID("55"), "Admin", .role = "Global Administrator"},
    {AT("helpdesk"), OID("01"), "Helpdesk", .role = "Helpdesk Administrator"},
    {AT("passwords"), OID("02"), "Passwords", .role = "Password Administrator"},
    {AT("authentication"), OID("03"), "Authentication", .role = "Authentication Administrator"},
    {AT("users"), OID("04"), "Users", .role = "User Administrator"},
    {AT("privileged"), OID("05"), "Privileged Authentication", .role = "Privileged Authentication Administrator"},
    {AT("teams"), OID("06"), "Teams", .role = "Teams Administrator"},
    {AT("sharepoint"), OID("07"), "SharePoint", .role = "SharePoint Administrator"},
    {AT("reports"), OID("08"), "Reports", .role = "Reports Reader"},
    {AT("recipients"), OID("09"), "Recipients", .recipients = true},
    {AT("owner"), OID("10"), "Group Owner", .owns = "finance.files"},
};
const int seed_caller_count = sizeof seed_callers / sizeof *seed_callers;

const struct seed_caller *seed_caller_find(const char *oid)
{
    for (int i = 0; oid && i < seed_caller_count; i++)
        if (!strcmp(seed_callers[i].oid, oid))
            return &seed_callers[i];
    return NULL;
}
