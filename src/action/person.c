/* The properties of a person as rows, and what each may hold (REQUESTS §10.1). */
#include "action/person.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- what a value may be --- */

/* Whether what stands before the "@" can stand there (REQUESTS §10.1); false with `e`. `what`: the parameter. */
static bool person_local_fits(const char *what, const char *text, size_t length, struct err *e)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.-_!#^~";
    size_t good = strspn(text, allowed);
    if (!length)
        return err_set(e, ERR_USAGE, "%s is empty", what);
    if (good < length) {
        int bytes = 1;
        while (((unsigned char)text[good + (size_t)bytes] & 0xc0) == 0x80)
            bytes++;
        err_set(e, ERR_USAGE, "%s cannot have \"%.*s\" in it", what, bytes, text + good);
        return err_hint(e, "letters from A to Z, digits and ' . - _ ! # ^ ~ may stand there");
    }
    if (length > 64)
        return err_set(e, ERR_USAGE, "%s is longer than 64 characters", what);
    if (text[0] == '.' || text[length - 1] == '.')
        return err_set(e, ERR_USAGE, "%s cannot %s with a dot", what, text[0] == '.' ? "begin" : "end");
    for (size_t i = 1; i < length; i++)
        if (text[i] == '.' && text[i - 1] == '.')
            return err_set(e, ERR_USAGE, "%s cannot have two dots in a row", what);
    return true;
}

static bool username_fits(struct param_values values, struct err *e)
{
    const char *name = param_value_of(values, "mailNickname");
    return !name || person_local_fits("mailNickname", name, strlen(name), e);
}

static bool domain_fits(struct param_values values, struct err *e)
{
    const char *domain = param_value_of(values, "domain");
    if (!domain)
        return true;
    if (strchr(domain, '@') || strchr(domain, ' ') || !strchr(domain, '.'))
        return err_set(e, ERR_USAGE, "domain cannot be \"%s\": it is what stands behind the @", domain);
    return strlen(domain) <= 48 || err_set(e, ERR_USAGE, "domain is longer than 48 characters");
}

static bool is_country(const char *text)
{
    return strlen(text) == 2 && isalpha((unsigned char)text[0]) && isalpha((unsigned char)text[1]);
}

static bool location_fits(struct param_values values, struct err *e)
{
    const char *location = param_value_of(values, "usageLocation");
    if (!location || is_country(location))
        return true;
    err_set(e, ERR_USAGE, "usageLocation cannot be \"%s\"", location);
    return err_hint(e, "two letters of a country, such as NL");
}

static bool language_fits(struct param_values values, struct err *e)
{
    const char *text = param_value_of(values, "preferredLanguage");
    size_t letters = text ? strspn(text, "abcdefghijklmnopqrstuvwxyz") : 2;
    if (!text || ((letters == 2 || letters == 3) && (!text[letters] || (text[letters] == '-' && text[letters + 1]))))
        return true;
    err_set(e, ERR_USAGE, "preferredLanguage cannot be \"%s\"", text);
    return err_hint(e, "such as en or nl-NL");
}

/* Whether there is a password in three of four classes that does not hold the name. */
static bool password_fits(struct param_values values, struct err *e)
{
    const char *password = param_value_of(values, "password"), *name = param_value_of(values, "mailNickname");
    unsigned classes = 0;
    if (!password)
        return true;
    for (const char *c = password; *c; c++)
        classes |= isupper((unsigned char)*c)   ? 1u
                   : islower((unsigned char)*c) ? 2u
                   : isdigit((unsigned char)*c) ? 4u
                                                : 8u;
    int kinds = (int)(classes & 1) + (int)(classes >> 1 & 1) + (int)(classes >> 2 & 1) + (int)(classes >> 3 & 1);
    if (strlen(password) < 8 || strlen(password) > 256)
        return err_set(e, ERR_USAGE, "password must have 8 to 256 characters");
    if (kinds < 3)
        return err_set(e, ERR_USAGE, "password must have three of: capitals, small letters, digits, signs");
    return !name || strlen(name) < 4 || !strcasestr(password, name) ||
           err_set(e, ERR_USAGE, "password must not have the name in it");
}

static bool is_address(const char *text, size_t length)
{
    const char *at = memchr(text, '@', length);
    return at && at > text && at + 1 < text + length && !memchr(at + 1, '@', length - (size_t)(at + 1 - text)) &&
           memchr(at, '.', length - (size_t)(at - text)) && strcspn(text, " ,;<>\t") >= length;
}

static bool addresses_fit(struct param_values values, const char *name, struct err *e)
{
    const char *text = param_value_of(values, name);
    for (size_t length; text && *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        if (length && !is_address(text, length))
            return err_set(e, ERR_USAGE, "%s: \"%.*s\" is no address", name, (int)(length < 120 ? length : 120), text);
    }
    return true;
}

static bool sign_in_name_fits(struct param_values values, struct err *e)
{
    const char *name = param_value_of(values, "userPrincipalName"), *at = name ? strchr(name, '@') : NULL;
    if (!name)
        return true;
    if (!at || !strchr(at, '.') || strchr(at + 1, '@') || strlen(at + 1) > 48)
        return err_set(e, ERR_USAGE, "userPrincipalName cannot be \"%s\": it is name@domain", name);
    return person_local_fits("userPrincipalName", name, (size_t)(at - name), e);
}

static bool primary_fits(struct param_values values, struct err *e)
{
    return addresses_fit(values, "primaryAddress", e);
}

static bool more_aliases_fit(struct param_values values, struct err *e)
{
    return addresses_fit(values, "addAliases", e);
}

static bool others_fit(struct param_values values, struct err *e)
{
    return addresses_fit(values, "otherMails", e);
}

static bool phones_fit(struct param_values values, struct err *e)
{
    const char *text = param_value_of(values, "businessPhones");
    return !text || !strchr(text, '\n') || err_set(e, ERR_USAGE, "businessPhones takes one number");
}

/* A mailbox comes with a licence: who has none has no addresses to add to (REQUESTS §10.1). */
static bool aliases_fit(struct param_values values, struct err *e)
{
    const char *aliases = param_value_of(values, "aliases");
    if (!addresses_fit(values, "aliases", e))
        return false;
    if (!aliases || param_value_of(values, "licences") || param_value_of(values, "copyFrom"))
        return true;
    err_set(e, ERR_USAGE, "aliases need a mailbox, and a mailbox needs a licence");
    return err_hint(e, "choose a licence with Exchange, or leave the aliases out");
}

static bool licences_fit(struct param_values values, struct err *e)
{
    if (!param_value_of(values, "licences") || param_value_of(values, "usageLocation") ||
        param_value_of(values, "copyFrom"))
        return true;
    err_set(e, ERR_USAGE, "licences need a usage location");
    return err_hint(e, "set usageLocation, two letters such as NL");
}

static bool apps_fit(struct param_values values, struct err *e)
{
    if (!param_value_of(values, "withoutApps") || param_value_of(values, "licences") ||
        param_value_of(values, "copyFrom"))
        return true;
    return err_set(e, ERR_USAGE, "withoutApps goes with licences alone") ||
           err_hint(e, "choose the licences whose apps these are");
}

/* --- the rows --- */

/* `sum`: whether the value may be made of other properties. */
#define TEXT(sum, called, shown, most, says)                                                                           \
    {                                                                                                                  \
        .name = called, .label = shown, .property = called, .longest = most, .computed = sum, .help = says             \
    }
#define TEXTS(called, shown, says)                                                                                     \
    {                                                                                                                  \
        .name = called, .label = shown, .property = called, .many = true, .longest = 1024, .computed = true,           \
        .help = says                                                                                                   \
    }
#define CUSTOM(sum, n, title)                                                                                          \
    {                                                                                                                  \
        .name = "extensionAttribute" #n, .label = "Custom attribute " #n,                                              \
        .property = "onPremisesExtensionAttributes/extensionAttribute" #n, .longest = 1024, .computed = sum,           \
        .section = title, .also = "customAttribute" #n, .help = "what your organisation keeps there"                   \
    }

#define JOB(sum)                                                                                                       \
    {.name = "jobTitle",                                                                                               \
     .label = "Job title",                                                                                             \
     .property = "jobTitle",                                                                                           \
     .longest = 128,                                                                                                   \
     .computed = sum,                                                                                                  \
     .section = "Job",                                                                                                 \
     .help = "as it stands in the address list"},                                                                      \
        TEXT(sum, "department", "Department", 64, "as it stands in the address list"),                                 \
        TEXT(sum, "companyName", "Company", 64, "as it stands in the address list"),                                   \
        TEXT(sum, "officeLocation", "Office", 128, "where the desk is"),                                               \
        TEXT(sum, "employeeId", "Employee id", 16, "of the personnel department"),                                     \
        TEXT(sum, "employeeType", "Employee type", 64, "such as Employee or Contractor"),                              \
        {.name = "employeeHireDate",                                                                                   \
         .label = "Hired",                                                                                             \
         .kind = PARAM_DATE_TIME,                                                                                      \
         .property = "employeeHireDate",                                                                               \
         .computed = sum,                                                                                              \
         .help = "the first day; a signed-in administrator can set it, an application cannot"},                        \
        {.name = "division",                                                                                           \
         .label = "Division",                                                                                          \
         .property = "employeeOrgData/division",                                                                       \
         .longest = 1024,                                                                                              \
         .computed = sum,                                                                                              \
         .help = "of the organisation"},                                                                               \
    {                                                                                                                  \
        .name = "costCenter", .label = "Cost centre", .property = "employeeOrgData/costCenter", .longest = 1024,       \
        .computed = sum, .help = "that pays"                                                                           \
    }

#define CONTACT(sum)                                                                                                   \
    {.name = "businessPhones",                                                                                         \
     .label = "Business phone",                                                                                        \
     .property = "businessPhones",                                                                                     \
     .many = true,                                                                                                     \
     .longest = 64,                                                                                                    \
     .computed = sum,                                                                                                  \
     .check = phones_fit,                                                                                              \
     .section = "Contact",                                                                                             \
     .also = "businessPhone",                                                                                          \
     .help = "one number"},                                                                                            \
        TEXT(sum, "mobilePhone", "Mobile phone", 64, "one number"), TEXT(sum, "faxNumber", "Fax", 64, "one number"),   \
        {.name = "otherMails",                                                                                         \
         .label = "Other mails",                                                                                       \
         .property = "otherMails",                                                                                     \
         .many = true,                                                                                                 \
         .longest = 250,                                                                                               \
         .computed = sum,                                                                                              \
         .check = others_fit,                                                                                          \
         .help = "addresses elsewhere, also for resetting the password"},                                              \
        TEXT(sum, "streetAddress", "Street", 1024, "with the number"), TEXT(sum, "city", "City", 128, "or village"),   \
        TEXT(sum, "state", "State or province", 128, "where there is one"),                                            \
        TEXT(sum, "postalCode", "Postal code", 40, "or ZIP code"),                                                     \
        TEXT(sum, "country", "Country", 128, "as it stands in the address list"),                                      \
    {                                                                                                                  \
        .name = "preferredLanguage", .label = "Language", .property = "preferredLanguage", .computed = sum,            \
        .check = language_fits, .help = "such as en or nl-NL"                                                          \
    }

#define CUSTOMS(sum)                                                                                                   \
    CUSTOM(sum, 1, "Custom attributes"), CUSTOM(sum, 2, NULL), CUSTOM(sum, 3, NULL), CUSTOM(sum, 4, NULL),             \
        CUSTOM(sum, 5, NULL), CUSTOM(sum, 6, NULL), CUSTOM(sum, 7, NULL), CUSTOM(sum, 8, NULL), CUSTOM(sum, 9, NULL),  \
        CUSTOM(sum, 10, NULL), CUSTOM(sum, 11, NULL), CUSTOM(sum, 12, NULL), CUSTOM(sum, 13, NULL),                    \
        CUSTOM(sum, 14, NULL), CUSTOM(sum, 15, NULL)

const struct param person_new[] = {
    {.name = "givenName",
     .label = "First name",
     .property = "givenName",
     .longest = 64,
     .section = "Name",
     .help = "the given name"},
    {.name = "surname",
     .label = "Last name",
     .property = "surname",
     .longest = 64,
     .also = "lastName",
     .help = "the family name"},
    {.name = "displayName",
     .label = "Display name",
     .property = "displayName",
     .longest = 256,
     .required = true,
     .help = "as people see it; left empty, the two names"},
    {.name = "mailNickname",
     .label = "Username",
     .property = "mailNickname",
     .required = true,
     .alone = true,
     .check = username_fits,
     .section = "Sign-in",
     .also = "username",
     .help = "what stands before the @"},
    {.name = "domain",
     .label = "Domain",
     .kind = PARAM_CHOICE,
     .check = domain_fits,
     .also = "primDomain",
     .help = "what stands behind the @; the tenant's default when left out"},
    {.name = "password",
     .label = "Password",
     .kind = PARAM_SECRET,
     .check = password_fits,
     .help = "left empty, one is made and shown once"},
    {.name = "mustChange",
     .label = "Must change",
     .kind = PARAM_BOOL,
     .otherwise = "true",
     .also = "MustChangePass",
     .help = "whether a new password must be set at the first sign-in"},
    {.name = "accountEnabled",
     .label = "May sign in",
     .kind = PARAM_BOOL,
     .property = "accountEnabled",
     .otherwise = "true",
     .help = "whether the account may sign in"},
    {.name = "onPremisesImmutableId",
     .label = "Immutable ID",
     .property = "onPremisesImmutableId",
     .longest = 256,
     .help = "in a federated domain alone: what its identity provider knows the person by"},
    {.name = "copyFrom",
     .label = "Copy from",
     .kind = PARAM_USER,
     .asks = true,
     .section = "Licences and groups",
     .help = "another user: licences, groups, manager, job and address as there, where nothing else is given"},
    {.name = "usageLocation",
     .label = "Usage location",
     .property = "usageLocation",
     .check = location_fits,
     .help = "two letters of a country; licences need it"},
    {.name = "licences",
     .label = "Licences",
     .kind = PARAM_CHOICE,
     .many = true,
     .check = licences_fit,
     .also = "licenses",
     .help = "a skuPartNumber such as SPE_E5, or a skuId"},
    {.name = "withoutApps",
     .label = "Without apps",
     .many = true,
     .longest = 128,
     .check = apps_fit,
     .help = "service plans of the licences that are left off, such as YAMMER_ENTERPRISE"},
    {.name = "aliases",
     .label = "Aliases",
     .many = true,
     .check = aliases_fit,
     .also = "addedAliasses addedAliases",
     .help = "more addresses of the mailbox"},
    {.name = "group",
     .label = "Groups",
     .kind = PARAM_GROUP,
     .many = true,
     .also = "groups",
     .help = "names or ids of groups to join"},
    {.name = "manager", .label = "Manager", .kind = PARAM_USER, .help = "an address or an id"},
    {.name = "sponsors",
     .label = "Sponsors",
     .kind = PARAM_USER,
     .many = true,
     .also = "sponsor",
     .help = "addresses or ids of those who answer for the account"},
    {.name = "fullAccess",
     .label = "Opens mailboxes",
     .kind = PARAM_USER,
     .many = true,
     .gives = "give-full-access",
     .by_hand = true,
     .help = "shared ones, or other users': all mail in them can be read"},
    {.name = "sendAs",
     .label = "Sends as",
     .kind = PARAM_USER,
     .many = true,
     .gives = "give-send-as",
     .by_hand = true,
     .help = "shared mailboxes, or other users, in whose name mail may be sent"},
    {.name = "administrativeUnit",
     .label = "Unit",
     .kind = PARAM_CHOICE,
     .many = true,
     .gives = "join-administrative-unit",
     .by_hand = true,
     .help = "administrative units, whose administrators may change the account"},
    {.name = "roles",
     .label = "Admin roles",
     .kind = PARAM_CHOICE,
     .many = true,
     .gives = "give-role",
     .by_hand = true,
     .help = "names or template ids; the sign-in name is typed before an administrator is made"},
    JOB(false),
    CONTACT(false),
    CUSTOMS(false),
    {.name = NULL},
};

const struct param person_edit[] = {
    {.name = "displayName",
     .label = "Display name",
     .property = "displayName",
     .longest = 256,
     .never_empty = true,
     .computed = true,
     .section = "Name",
     .help = "as people see it"},
    TEXT(true, "givenName", "First name", 64, "the given name"),
    {.name = "surname",
     .label = "Last name",
     .property = "surname",
     .longest = 64,
     .computed = true,
     .also = "lastName",
     .help = "the family name"},
    {.name = "userPrincipalName",
     .label = "Sign-in name",
     .property = "userPrincipalName",
     .longest = 113,
     .never_empty = true,
     .alone = true,
     .computed = true,
     .check = sign_in_name_fits,
     .section = "Sign-in and mail",
     .also = "upn",
     .help = "name@domain; devices and apps ask for it anew"},
    {.name = "mailNickname",
     .label = "Mail nickname",
     .property = "mailNickname",
     .never_empty = true,
     .alone = true,
     .computed = true,
     .check = username_fits,
     .also = "username",
     .help = "the alias of the mailbox"},
    {.name = "primaryAddress",
     .label = "Primary address",
     .longest = 250,
     .never_empty = true,
     .alone = true,
     .computed = true,
     .check = primary_fits,
     .help = "what mail is sent from; the one before stays as an alias"},
    {.name = "addAliases",
     .label = "Add aliases",
     .longest = 250,
     .many = true,
     .alone = true,
     .computed = true,
     .check = more_aliases_fit,
     .also = "addedAliases addedAliasses",
     .help = "more addresses of the mailbox"},
    {.name = "removeAliases",
     .label = "Remove aliases",
     .kind = PARAM_CHOICE,
     .many = true,
     .alone = true,
     .computed = true,
     .help = "addresses the mailbox is to lose; the primary one stays"},
    {.name = "usageLocation",
     .label = "Usage location",
     .property = "usageLocation",
     .never_empty = true,
     .computed = true,
     .check = location_fits,
     .help = "two letters of a country; licences need it"},
    {.name = "manager", .label = "Manager", .kind = PARAM_USER, .computed = true, .help = "an address or an id"},
    JOB(true),
    CONTACT(true),
    CUSTOMS(true),
    {.name = "aboutMe",
     .label = "About",
     .property = "aboutMe",
     .computed = true,
     .section = "Profile",
     .help = "what the user's page in Microsoft 365 says; a signed-in administrator can set it, an application cannot"},
    TEXT(true, "mySite", "Web site", 1024, "an address"),
    TEXTS("interests", "Interests", "a line each"),
    TEXTS("skills", "Skills", "a line each"),
    TEXTS("responsibilities", "Responsibilities", "a line each"),
    TEXTS("schools", "Schools", "a line each"),
    TEXTS("pastProjects", "Past projects", "a line each"),
    {.name = "seen",
     .label = "Seen",
     .hidden = true,
     .maximum = 1 << 18,
     .help = "what the values were when they were shown, as JSON: what was changed since is not written over"},
    {.name = NULL},
};
