/* Overview: who it is, and what is to be known first. */
#include "base/arena.h"
#include "panel/rows.h"

/* --- what could not be made of the user --- */

static enum meaning is_error(const struct value *value)
{
    (void)value;
    return MEANS_BAD;
}

static const struct field error_fields[] = {
    {.name = "by", .label = "By", .least = 10},
    {.name = "error", .label = "Error", .least = 20, .means = is_error},
};
static const struct record_kind error_kind = {.name = "provisioning error",
                                              .many = "provisioning errors",
                                              .fields = error_fields,
                                              .count = COUNT_OF(error_fields),
                                              .id = 1,
                                              .title = 1,
                                              .detail = 0,
                                              .time = -1};

static void add_errors(struct record_page *page, const char *by, const struct value *errors)
{
    for (size_t i = 0; errors->known && i < errors->count; i++) {
        struct record *record = record_page_add(page);
        record_set_text(record, "by", by);
        record_set_text(record, "error", arena_strdup(page->arena, errors->texts[i]));
    }
}

static struct record_page *provisioning_errors(const struct part_input *input)
{
    const struct record_page *profile = input->from[0]->page;
    struct record_page *page = record_page_new(&error_kind);
    if (profile && profile->count) {
        add_errors(page, "synchronisation", record_value(profile->records, "syncErrors"));
        add_errors(page, "service", record_value(profile->records, "serviceErrors"));
    }
    return page;
}

/* --- methods --- */

/* Also an attacker registers one: which are new is said in words, not by a colour alone. */
static const char *new_methods(const struct part_input *input, struct arena *arena)
{
    const struct record_page *page = input->from[0]->page;
    int since = page ? record_field(page->kind, "createdDateTime") : -1;
    const char *said = NULL;
    for (size_t i = 0; page && i < page->count; i++) {
        const struct record *method = &page->records[i];
        const char *which = record_text(method, "detail");
        if (field_meaning(&page->kind->fields[since], &method->values[since]) == MEANS_ODD)
            said = arena_printf(arena, "%s%s%s%s%s", said ? said : "Registered in the last 7 days: ", said ? ", " : "",
                                record_text(method, "kind"), *which ? " " : "", which);
    }
    return said ? arena_printf(arena, "%s.", said) : NULL;
}

/* --- the panel --- */

static const struct row_action
    role_actions[] = {{.action = "remove-role", .param = "assignment", .field = "displayName"}, {.action = NULL}},
    method_actions[] = {{.action = "remove-method", .param = "method", .field = "id"}, {.action = NULL}};

#define PERSON FIELDS("displayName", "userPrincipalName", "jobTitle")

static const struct part parts[] = {
    {.title = "Account",
     .sources = {"profile"},
     .fields = FIELDS("userPrincipalName", "accountEnabled", "userType", "createdDateTime",
                      "lastPasswordChangeDateTime", "signInSessionsValidFromDateTime", "usageLocation", "id")},
    {.title = "Administrator roles",
     .sources = {"roles"},
     .form = PART_LIST,
     .fields = FIELDS("displayName"),
     .none = "None that can change something (roles that only read are not listed).",
     .actions = role_actions},
    {.title = "Risk", .sources = {"risk"}, .none = "Not risky: identity protection does not know this user as one."},
    {.title = "Last sign-in",
     .sources = {"last-sign-in"},
     .fields = FIELDS("lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime"),
     .none = "No sign-in is recorded."},
    {.title = "Multi-factor authentication",
     .sources = {"mfa-registration"},
     .fields = FIELDS("isMfaRegistered", "isMfaCapable", "methodsRegistered", "lastUpdatedDateTime"),
     .none = "The report does not list this user."},
    {.title = "Per-user MFA", .sources = {"requirements"}},
    {.title = "Authentication methods",
     .sources = {"methods"},
     .form = PART_LIST,
     .fields = FIELDS("kind", "detail", "createdDateTime"),
     .none = "No method is registered.",
     .note = new_methods,
     .actions = method_actions},
    {.title = "Licences",
     .sources = {"licence-states", "groups", "subscriptions"},
     .form = PART_LIST,
     .fields = FIELDS("assigned", "from", "state", "off", "lastUpdatedDateTime"),
     .none = "No licence.",
     .make = panel_licences,
     .kind = &panel_licence_kind},
    {.title = "Provisioning errors",
     .sources = {"profile"},
     .form = PART_LIST,
     .make = provisioning_errors,
     .kind = &error_kind,
     .only_some = true},
    {.title = "Person",
     .sources = {"profile"},
     .fields = FIELDS("displayName", "givenName", "surname", "jobTitle", "department", "companyName", "officeLocation",
                      "employeeId", "preferredLanguage")},
    {.title = "Contact",
     .sources = {"profile"},
     .fields = FIELDS("mail", "addresses", "otherMails", "businessPhones", "mobilePhone", "streetAddress", "city",
                      "state", "postalCode", "country")},
    {.title = "Photo", .sources = {"photo"}, .fields = FIELDS("size", "contentType"), .none = "No photo."},
    {.title = "Administrative units",
     .sources = {"units"},
     .form = PART_LIST,
     .fields = FIELDS("displayName", "isMemberManagementRestricted", "description"),
     .none = "In none."},
    {.title = "Manager",
     .sources = {"manager"},
     .form = PART_LIST,
     .fields = PERSON,
     .none = "None is named.",
     .people = true},
    {.title = "Sponsors",
     .sources = {"sponsors"},
     .form = PART_LIST,
     .fields = PERSON,
     .none = "None is named.",
     .people = true},
    {.title = "Direct reports",
     .sources = {"reports"},
     .form = PART_LIST,
     .fields = PERSON,
     .none = "None.",
     .people = true},
    {.title = "Synchronisation",
     .sources = {"profile"},
     .fields = FIELDS("onPremisesSyncEnabled", "onPremisesLastSyncDateTime", "onPremisesSamAccountName",
                      "onPremisesDistinguishedName", "onPremisesImmutableId"),
     .none = "Not synchronised from a directory of the organisation's own."},
};
const struct panel panel_overview = {
    .name = "overview", .label = "Overview", .is = "profile", .parts = parts, .count = COUNT_OF(parts)};
