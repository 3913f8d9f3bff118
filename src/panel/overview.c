/* Overview: who it is, and what is to be known first. */
#include "panel/rows.h"

static const struct part parts[] = {
    {.title = "Person",
     .sources = {"profile"},
     .fields = FIELDS("displayName", "givenName", "surname", "jobTitle", "department", "companyName", "officeLocation",
                      "manager", "employeeId", "preferredLanguage")},
    {.title = "Contact",
     .sources = {"profile"},
     .fields = FIELDS("mail", "proxyAddresses", "otherMails", "businessPhones", "mobilePhone", "streetAddress", "city",
                      "state", "postalCode", "country")},
    {.title = "Account",
     .sources = {"profile"},
     .fields = FIELDS("userPrincipalName", "accountEnabled", "userType", "createdDateTime",
                      "lastPasswordChangeDateTime", "signInSessionsValidFromDateTime", "usageLocation",
                      "assignedLicenses", "id")},
    {.title = "Last sign-in", .sources = {"last-sign-in"}, .none = "No sign-in is recorded."},
    {.title = "Multi-factor authentication",
     .sources = {"mfa-registration"},
     .none = "The report does not list this user."},
    {.title = "Administrator roles",
     .sources = {"roles"},
     .form = PART_LIST,
     .fields = FIELDS("displayName"),
     .none = "No role that can change something."},
    {.title = "Synchronisation",
     .sources = {"profile"},
     .fields = FIELDS("onPremisesSyncEnabled", "onPremisesLastSyncDateTime", "onPremisesSamAccountName",
                      "onPremisesDistinguishedName", "onPremisesImmutableId")},
};
const struct panel panel_overview = {
    .name = "overview", .label = "Overview", .is = "profile", .parts = parts, .count = COUNT_OF(parts)};
