/* The demo tenant's groups: one of every kind that matters, under ids that stay the same. */
#include "tenant/seed/seed_groups.h"

#include "tenant/seed/seed.h"
#include <stddef.h>
#include <string.h>

#define GROUP(n)      "6b0f5e00-52c4-4d1e-9a10-0000000000" n
#define MICROSOFT_365 (GROUP_UNIFIED | GROUP_MAIL)
/* These are Exchange's own (exchange_groups.c), which knows who is in them. */
#define EXCHANGE(n) "5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d0" n

const struct seed_group seed_groups[] = {
    {GROUP("01"), "All Employees", "all.employees", "Everybody but guests, by rule", GROUP_SECURITY, .department = "*"},
    {GROUP("02"), "Company News", "company.news", "What everybody should know",
     MICROSOFT_365 | GROUP_TEAM | GROUP_PUBLIC, .share = 40},
    {GROUP("03"), "Finance Files", "finance.files", "May open the finance share", GROUP_SECURITY, .share = 8},
    {GROUP("04"), "Helpdesk Operators", "helpdesk.operators", "Carries the role Helpdesk Administrator",
     GROUP_SECURITY | GROUP_ROLES, .traits = TRAIT_HELPDESK},
    {GROUP("06"), "Licence Microsoft 365 Business Premium", "licence.spb", "Gives its members the licence",
     GROUP_SECURITY, .sku = 3},
    {GROUP("07"), "Licence Microsoft 365 Business Standard", "licence.standard", "Gives its members the licence",
     GROUP_SECURITY, .sku = 4},
    {GROUP("08"), "Licence Microsoft 365 E3", "licence.e3", "Gives its members the licence", GROUP_SECURITY, .sku = 2},
    {GROUP("09"), "Licence Microsoft 365 E5", "licence.e5", "Gives its members the licence", GROUP_SECURITY, .sku = 1},
    {GROUP("10"), "Licence Microsoft 365 F3", "licence.f3", "Gives its members the licence", GROUP_SECURITY, .sku = 5},
    {GROUP("11"), "Network Access", "network.access", "Holds other groups", GROUP_SECURITY, .share = 0},
    {GROUP("13"), "Printers Amsterdam", "printers.amsterdam", "Comes from Active Directory",
     GROUP_SECURITY | GROUP_SYNCED, .share = 25},
    {GROUP("14"), "Project Falcon", "project.falcon", "A private team", MICROSOFT_365 | GROUP_TEAM, .share = 5},
    {GROUP("15"), "Sales Floor", "sales.floor", "Who is in sales, by rule", MICROSOFT_365, .department = "Sales"},
    {GROUP("16"), "Without Temporary Access Pass", "no.tap", "Kept from Temporary Access Passes", GROUP_SECURITY,
     .traits = TRAIT_TAP_EXEMPT},
    {EXCHANGE("1"), "All Staff", "allstaff", "A distribution list", GROUP_MAIL, .share = 0},
    {EXCHANGE("2"), "Sales Announcements", "sales.news", "A distribution list", GROUP_MAIL, .share = 0},
    {EXCHANGE("3"), "Finance Approvers", "finance.approvers", "Mail and access", GROUP_MAIL | GROUP_SECURITY,
     .share = 0},
    {EXCHANGE("4"), "Plant Amsterdam", "plant.ams", "A distribution list from Active Directory",
     GROUP_MAIL | GROUP_SYNCED, .share = 0},
    {GROUP("17"), "VPN Users", "vpn.users", "May dial in", GROUP_SECURITY, .share = 30, .parent = "network.access"},
};
const int seed_group_count = sizeof seed_groups / sizeof *seed_groups;

const struct seed_group *seed_groups_licensing(int sku)
{
    for (int i = 0; i < seed_group_count; i++)
        if (seed_groups[i].sku == sku + 1)
            return &seed_groups[i];
    return NULL;
}
