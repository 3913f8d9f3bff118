/* The demo tenant's groups: one of every kind that matters, under ids that stay the same. */
#include "tenant/seed/seed_groups.h"

#include "tenant/seed/seed.h"
#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define GROUP(n)      "6b0f5e00-52c4-4d1e-9a10-0000000000" n
#define MICROSOFT_365 (GROUP_UNIFIED | GROUP_MAIL)
/* Many that begin with the name of another. */
#define LAB(n)                                                                                                         \
    {                                                                                                                  \
        GROUP(n), "Lab Bench " n, "lab.bench." n, "May use the bench", GROUP_SECURITY, .share = 0                      \
    }
#define LABS(n)                                                                                                        \
    LAB(n "0"), LAB(n "1"), LAB(n "2"), LAB(n "3"), LAB(n "4"), LAB(n "5"), LAB(n "6"), LAB(n "7"), LAB(n "8"),        \
        LAB(n "9")
/* These are Exchange's own (exchange_groups.c), which knows who is in them. */
#define EXCHANGE(n) "5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d0" n

static struct seed_group groups[SEED_GROUPS + SEED_MADE_GROUPS] = {
    {GROUP("01"), "All Employees", "all.employees", "Everybody but guests, by rule", GROUP_SECURITY, .department = "*"},
    {GROUP("02"), "Company News", "company.news", "What everybody should know",
     MICROSOFT_365 | GROUP_TEAM | GROUP_PUBLIC, .share = 40},
    {GROUP("03"), "Finance Files", "finance.files", "May open the finance share", GROUP_SECURITY, .share = 8},
    {GROUP("04"), "Helpdesk Operators", "helpdesk.operators", "Carries the role Helpdesk Administrator",
     GROUP_SECURITY | GROUP_ROLES, .traits = TRAIT_HELPDESK, .owner = "rose.mueller"},
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
    LABS("4"),
    LABS("5"),
    LAB("60"),
    LAB("61"),
    LAB("62"),
    LAB("63"),
    LAB("64"),
    LAB("65"),
    {GROUP("66"), "Lab Bench", "lab.bench", "May use every bench", GROUP_SECURITY, .share = 0},
    {GROUP("67"), "Night Shift", "night.shift", "In Amsterdam", GROUP_SECURITY, .share = 0},
    {GROUP("68"), "Night Shift", "night.shift.berlin", "In Berlin", GROUP_SECURITY, .share = 0},
};
const struct seed_group *seed_groups = groups;
int seed_group_count = SEED_GROUPS;

void seed_groups_make(int count, const char *member)
{
    static char texts[SEED_MADE_GROUPS][3][GUID_TEXT];
    assert(count <= SEED_MADE_GROUPS && seed_group_count == SEED_GROUPS);
    assert(groups[SEED_GROUPS - 1].id && !groups[SEED_GROUPS].id);
    for (int i = 0; i < count; i++) {
        snprintf(texts[i][0], GUID_TEXT, "6b1f5e00-52c4-4d1e-9a10-%012x", (unsigned)i + 1);
        snprintf(texts[i][1], GUID_TEXT, "Mailing %03d", i + 1);
        snprintf(texts[i][2], GUID_TEXT, "mailing.%03d", i + 1);
        groups[seed_group_count++] = (struct seed_group){texts[i][0],        texts[i][1],    texts[i][2],
                                                         "One of very many", GROUP_SECURITY, .member = member};
    }
}

const struct seed_group *seed_groups_licensing(int sku)
{
    for (int i = 0; i < seed_group_count; i++)
        if (seed_groups[i].sku == sku + 1)
            return &seed_groups[i];
    return NULL;
}
