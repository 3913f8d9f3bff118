/* Whom a policy includes, and what it says of a sign-in. */
#include "tenant/graph/access.h"

#include "tenant/graph/groups.h"
#include "tenant/graph/roles.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool lists(const char *const list[ACCESS_LIST], const char *wanted)
{
    for (int i = 0; wanted && i < ACCESS_LIST && list[i]; i++)
        if (!strcasecmp(list[i], wanted))
            return true;
    return false;
}

/* --- users --- */

static bool names_user(const char *const list[ACCESS_LIST], const struct user_record *user)
{
    return lists(list, user->seed.nickname) && user->seed.traits;
}

static bool in_groups(const struct tenant *tenant, const char *const list[ACCESS_LIST], const struct user_record *user)
{
    for (int i = 0; i < ACCESS_LIST && list[i]; i++)
        for (int g = 0; g < seed_group_count; g++)
            if (!strcmp(seed_groups[g].nickname, list[i]) && groups_has_somehow(tenant, &seed_groups[g], user))
                return true;
    return false;
}

static bool in_roles(const struct tenant *tenant, const char *const list[ACCESS_LIST], const struct user_record *user)
{
    for (int i = 0; i < seed_role_count; i++)
        if (lists(list, seed_roles[i].template_id) && roles_has_somehow(tenant, &seed_roles[i], user))
            return true;
    return false;
}

/* Whether a policy includes a user, exclusions considered. */
static bool access_includes(struct tenant *tenant, const struct access_policy *policy, const struct user_record *user)
{
    bool in = lists(policy->users, "All") || names_user(policy->users, user) ||
              in_groups(tenant, policy->groups, user) || in_roles(tenant, policy->roles, user) ||
              (policy->guests && user->seed.guest);
    return in && !names_user(policy->not_users, user) && !in_groups(tenant, policy->not_groups, user) &&
           !in_roles(tenant, policy->not_roles, user) && !(policy->not_guests && user->seed.guest);
}

/* --- the rest of the conditions --- */

static bool in_range(const char *range, const char *address)
{
    unsigned char net[16], host[16];
    char text[64];
    int family = strchr(range, ':') ? AF_INET6 : AF_INET, bits = (int)strtol(strchr(range, '/') + 1, NULL, 10), i = 0;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(range, "/"), range);
    if (inet_pton(family, text, net) != 1 || inet_pton(family, address, host) != 1)
        return false;
    for (; bits >= 8; bits -= 8, i++)
        if (net[i] != host[i])
            return false;
    return !bits || !((net[i] ^ host[i]) >> (8 - bits));
}

static bool is_in(const struct access_location *location, const struct access_attempt *attempt)
{
    for (int i = 0; i < 4 && location->ranges[i]; i++)
        if (attempt->address && in_range(location->ranges[i], attempt->address))
            return true;
    for (int i = 0; i < 8 && location->countries[i]; i++)
        if (attempt->country && !strcasecmp(location->countries[i], attempt->country))
            return true;
    return location->unknown && attempt->country && !*attempt->country;
}

static bool in_locations(const char *const list[ACCESS_LIST], const struct access_attempt *attempt)
{
    for (int i = 0; i < access_location_count; i++)
        if ((lists(list, access_locations[i].id) || (access_locations[i].trusted && lists(list, "AllTrusted"))) &&
            is_in(&access_locations[i], attempt))
            return true;
    return lists(list, "All");
}

static bool fits_application(const struct access_policy *policy, const struct access_attempt *attempt)
{
    if (attempt->action || policy->user_actions[0])
        return lists(policy->user_actions, attempt->action);
    return (lists(policy->applications, "All") || lists(policy->applications, attempt->application) ||
            (attempt->office && lists(policy->applications, "Office365"))) &&
           !lists(policy->not_applications, attempt->application);
}

/* A condition on what is not known makes it unknown, whether the policy applies. */
static unsigned check(const char *const list[ACCESS_LIST], const char *value, unsigned reason)
{
    if (!list[0] || lists(list, "all"))
        return 0;
    return !value ? reason | ACCESS_UNKNOWN : lists(list, value) ? 0 : reason;
}

static unsigned check_location(const struct access_policy *policy, const struct access_attempt *attempt)
{
    if (!policy->locations[0])
        return 0;
    if (!attempt->country && !attempt->address)
        return ACCESS_LOCATION | ACCESS_UNKNOWN;
    return in_locations(policy->locations, attempt) && !in_locations(policy->not_locations, attempt) ? 0
                                                                                                     : ACCESS_LOCATION;
}

unsigned access_reasons(struct tenant *tenant, const struct access_policy *policy, const struct user_record *user,
                        const struct access_attempt *attempt)
{
    const char *sign_in_risk = attempt->sign_in_risk ? attempt->sign_in_risk : "none";
    const char *user_risk = attempt->user_risk ? attempt->user_risk : "none";
    unsigned reasons = 0;
    if (!strcmp(policy->state, "disabled"))
        return ACCESS_DISABLED;
    if (!access_includes(tenant, policy, user))
        reasons |= ACCESS_USERS;
    if (!fits_application(policy, attempt))
        reasons |= policy->user_actions[0] || attempt->action ? ACCESS_ACTION : ACCESS_APPLICATION;
    reasons |= check(policy->clients, attempt->client, ACCESS_CLIENT);
    reasons |= check(policy->platforms, attempt->platform, ACCESS_PLATFORM);
    reasons |= lists(policy->not_platforms, attempt->platform) ? ACCESS_PLATFORM : 0;
    reasons |= check_location(policy, attempt);
    reasons |= check(policy->sign_in_risks, sign_in_risk, ACCESS_SIGN_IN_RISK);
    reasons |= check(policy->user_risks, user_risk, ACCESS_USER_RISK);
    if (policy->flow && (!attempt->flow || strcasecmp(policy->flow, attempt->flow) != 0))
        reasons |= ACCESS_FLOW;
    return reasons;
}
