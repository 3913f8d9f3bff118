/* The rows of a user's properties, and reading a value by its row. */
#include "tenant/state/property.h"

#include "base/clock.h"
#include "tenant/seed/seed_names.h"
#include "tenant/state/property_values.h"
#include <string.h>
#include <strings.h>

enum {
    D = PROPERTY_DEFAULT,
    W = PROPERTY_WRITABLE,
    C = PROPERTY_WRITABLE | PROPERTY_CLEARABLE,
    S = PROPERTY_SYNCED,
    A = PROPERTY_ALONE | PROPERTY_PERSON | PROPERTY_WRITABLE | PROPERTY_CLEARABLE,
    EQ = PROPERTY_EQUAL,
    GE = PROPERTY_EQUAL | PROPERTY_RANGE,
    ST = PROPERTY_EQUAL | PROPERTY_RANGE | PROPERTY_STARTS,
    EN = PROPERTY_EQUAL | PROPERTY_RANGE | PROPERTY_STARTS | PROPERTY_ENDS,
    SE = PROPERTY_SEARCH
};

#define ARRAY(member)   .source = SOURCE_ARRAY, .offset = offsetof(struct seed_user, member)
#define POINTER(member) .source = SOURCE_POINTER, .offset = offsetof(struct seed_user, member)
#define PLACE(member)   .source = SOURCE_PLACE, .offset = offsetof(struct seed_place, member)
#define DATE(member)    .source = SOURCE_DATE, .offset = offsetof(struct seed_user, member)
#define FLAG(member)    .source = SOURCE_FLAG, .offset = offsetof(struct seed_user, member)
#define TEXT(function)  .source = SOURCE_TEXT, .text = function
#define NONE            .source = SOURCE_NULL
#define PUT(function)   .source = SOURCE_PUT, .put = function

static const char *const user_types[] = {"Member", "Guest", NULL};
static const char *const age_groups[] = {"Minor", "NotAdult", "Adult", NULL};
static const char *const consents[] = {"Granted", "Denied", "NotRequired", NULL};
static const char *const password_policies[] = {"None", "DisablePasswordExpiration", "DisableStrongPassword",
                                                "DisablePasswordExpiration, DisableStrongPassword", NULL};
static const char *const employee_members[] = {"division", "costCenter", NULL};
static const char *const extension_members[] = {
    "extensionAttribute1",  "extensionAttribute2",  "extensionAttribute3",  "extensionAttribute4",
    "extensionAttribute5",  "extensionAttribute6",  "extensionAttribute7",  "extensionAttribute8",
    "extensionAttribute9",  "extensionAttribute10", "extensionAttribute11", "extensionAttribute12",
    "extensionAttribute13", "extensionAttribute14", "extensionAttribute15", NULL};
static const char phone[] = "User-Phone.ReadWrite.All";

const struct property properties[] = {
    {.name = "id", .type = TYPE_TEXT, .flags = D | EQ, TEXT(value_id)},
    {.name = "displayName", .type = TYPE_TEXT, .flags = D | W | ST | SE, .longest = 256, ARRAY(display_name)},
    {.name = "userPrincipalName",
     .type = TYPE_TEXT,
     .flags = D | W | EN | SE,
     .longest = 113,
     ARRAY(user_principal_name)},
    {.name = "mail", .type = TYPE_TEXT, .flags = D | W | EN | SE, ARRAY(mail)},
    {.name = "accountEnabled",
     .type = TYPE_BOOL,
     .flags = W | S | EQ,
     .permission = "User.EnableDisableAccount.All",
     FLAG(enabled)},
    {.name = "userType", .type = TYPE_TEXT, .flags = C | EQ, .values = user_types, TEXT(value_user_type)},
    {.name = "assignedLicenses", .type = TYPE_OBJECTS, .flags = EQ, PUT(value_put_licences)},
    {.name = "licenseAssignmentStates", .type = TYPE_OBJECTS, PUT(value_put_licence_states)},
    {.name = "onPremisesSyncEnabled", .type = TYPE_BOOL, .flags = EQ, FLAG(synced)},
    {.name = "onPremisesLastSyncDateTime", .type = TYPE_DATE, .flags = GE, DATE(last_sync)},
    {.name = "createdDateTime", .type = TYPE_DATE, .flags = GE, DATE(created)},
    {.name = "jobTitle", .type = TYPE_TEXT, .flags = D | C | ST, .longest = 128, POINTER(job_title)},
    {.name = "department", .type = TYPE_TEXT, .flags = C | ST, .longest = 64, POINTER(department)},
    {.name = "givenName", .type = TYPE_TEXT, .flags = D | C | ST | SE, .longest = 64, ARRAY(given_name)},
    {.name = "surname", .type = TYPE_TEXT, .flags = D | C | ST | SE, .longest = 64, ARRAY(surname)},
    {.name = "mailNickname", .type = TYPE_TEXT, .flags = W | ST | SE, .longest = 64, ARRAY(nickname)},
    {.name = "businessPhones",
     .type = TYPE_TEXTS,
     .flags = D | W | ST,
     .longest = 64,
     .permission = phone,
     PUT(value_put_phones)},
    {.name = "mobilePhone",
     .type = TYPE_TEXT,
     .flags = D | C | ST,
     .longest = 64,
     .permission = phone,
     TEXT(value_mobile)},
    {.name = "officeLocation", .type = TYPE_TEXT, .flags = D | C | ST, .longest = 128, PLACE(city)},
    {.name = "preferredLanguage", .type = TYPE_TEXT, .flags = D | C | ST, TEXT(value_language)},
    {.name = "otherMails",
     .type = TYPE_TEXTS,
     .flags = W | EN,
     .longest = 250,
     .permission = "User-Mail.ReadWrite.All",
     NONE},
    {.name = "proxyAddresses", .type = TYPE_TEXTS, .flags = EN, PUT(value_put_proxies)},
    {.name = "imAddresses", .type = TYPE_TEXTS, .flags = ST, PUT(value_put_im)},
    {.name = "identities", .type = TYPE_OBJECTS, PUT(value_put_identities)},
    {.name = "faxNumber", .type = TYPE_TEXT, .flags = C | ST, .longest = 64, NONE},
    {.name = "streetAddress", .type = TYPE_TEXT, .flags = C, .longest = 1024, TEXT(value_street)},
    {.name = "city", .type = TYPE_TEXT, .flags = C | ST, .longest = 128, PLACE(city)},
    {.name = "state", .type = TYPE_TEXT, .flags = C | ST, .longest = 128, PLACE(state)},
    {.name = "postalCode", .type = TYPE_TEXT, .flags = C | ST, .longest = 40, TEXT(value_postal_code)},
    {.name = "country", .type = TYPE_TEXT, .flags = C | ST, .longest = 128, PLACE(country)},
    {.name = "companyName", .type = TYPE_TEXT, .flags = C | ST, .longest = 64, TEXT(value_company)},
    {.name = "usageLocation", .type = TYPE_TEXT, .flags = W | S | ST, .longest = 2, PLACE(usage_location)},
    {.name = "employeeId", .type = TYPE_TEXT, .flags = C | ST, .longest = 16, TEXT(value_employee_id)},
    {.name = "employeeType", .type = TYPE_TEXT, .flags = C | ST, TEXT(value_employee_type)},
    {.name = "employeeHireDate", .type = TYPE_DATE, .flags = C | GE | PROPERTY_PERSON, DATE(created)},
    {.name = "employeeLeaveDateTime",
     .type = TYPE_DATE,
     .flags = C | GE | PROPERTY_ONLY,
     .permission = "User-LifeCycleInfo.ReadWrite.All",
     NONE},
    {.name = "employeeOrgData", .type = TYPE_OBJECT, .flags = C, .members = employee_members, NONE},
    {.name = "lastPasswordChangeDateTime", .type = TYPE_DATE, DATE(password_changed)},
    {.name = "passwordPolicies", .type = TYPE_TEXT, .flags = C, .values = password_policies, NONE},
    {.name = "passwordProfile",
     .type = TYPE_OBJECT,
     .flags = W | PROPERTY_ONLY,
     .permission = "User-PasswordProfile.ReadWrite.All",
     PUT(value_put_password_profile)},
    {.name = "signInSessionsValidFromDateTime", .type = TYPE_DATE, DATE(password_changed)},
    {.name = "onPremisesImmutableId", .type = TYPE_TEXT, .flags = C | GE, TEXT(value_immutable_id)},
    {.name = "onPremisesDistinguishedName", .type = TYPE_TEXT, TEXT(value_distinguished_name)},
    {.name = "onPremisesSamAccountName", .type = TYPE_TEXT, .flags = ST, TEXT(value_sam)},
    {.name = "onPremisesUserPrincipalName", .type = TYPE_TEXT, .flags = ST, TEXT(value_ad_upn)},
    {.name = "onPremisesDomainName", .type = TYPE_TEXT, TEXT(value_ad_domain)},
    {.name = "onPremisesSecurityIdentifier", .type = TYPE_TEXT, .flags = EQ, TEXT(value_ad_sid)},
    {.name = "onPremisesExtensionAttributes",
     .type = TYPE_OBJECT,
     .flags = W,
     .members = extension_members,
     PUT(value_put_extensions)},
    {.name = "onPremisesProvisioningErrors", .type = TYPE_OBJECTS, PUT(value_put_sync_errors)},
    {.name = "serviceProvisioningErrors", .type = TYPE_OBJECTS, PUT(value_put_service_errors)},
    {.name = "securityIdentifier", .type = TYPE_TEXT, TEXT(value_sid)},
    {.name = "showInAddressList", .type = TYPE_BOOL, .flags = C, NONE},
    {.name = "isResourceAccount", .type = TYPE_BOOL, NONE},
    {.name = "preferredDataLocation", .type = TYPE_TEXT, NONE},
    {.name = "deletedDateTime", .type = TYPE_DATE, NONE},
    {.name = "externalUserState", .type = TYPE_TEXT, .flags = EQ, TEXT(value_external_state)},
    {.name = "externalUserStateChangeDateTime", .type = TYPE_DATE, NONE},
    {.name = "creationType", .type = TYPE_TEXT, .flags = EQ, TEXT(value_creation_type)},
    {.name = "ageGroup", .type = TYPE_TEXT, .flags = C | EQ, .values = age_groups, NONE},
    {.name = "consentProvidedForMinor", .type = TYPE_TEXT, .flags = C | EQ, .values = consents, NONE},
    {.name = "legalAgeGroupClassification", .type = TYPE_TEXT, NONE},
    {.name = "signInActivity", .type = TYPE_OBJECT, .flags = GE | PROPERTY_ACTIVITY, PUT(value_put_activity)},
    {.name = "perUserMfaState", .type = TYPE_TEXT, .flags = PROPERTY_ASKED, TEXT(value_mfa_state)},
    {.name = "aboutMe", .type = TYPE_TEXT, .flags = A, NONE},
    {.name = "birthday", .type = TYPE_DATE, .flags = A, NONE},
    {.name = "hireDate", .type = TYPE_DATE, .flags = A, NONE},
    {.name = "interests", .type = TYPE_TEXTS, .flags = A, NONE},
    {.name = "mySite", .type = TYPE_TEXT, .flags = A, NONE},
    {.name = "pastProjects", .type = TYPE_TEXTS, .flags = A, NONE},
    {.name = "preferredName", .type = TYPE_TEXT, .flags = PROPERTY_ALONE, NONE},
    {.name = "responsibilities", .type = TYPE_TEXTS, .flags = A, NONE},
    {.name = "schools", .type = TYPE_TEXTS, .flags = A, NONE},
    {.name = "skills", .type = TYPE_TEXTS, .flags = A, NONE},
};
const size_t property_count = sizeof properties / sizeof *properties;

const struct property *property_find(const char *name, size_t length)
{
    for (size_t i = 0; i < property_count; i++)
        if (!strncasecmp(properties[i].name, name, length) && !properties[i].name[length])
            return &properties[i];
    return NULL;
}

void user_record_load(struct user_record *record, const struct tenant_store *store, uint32_t number)
{
    record->store = store;
    record->change = store_change(store, number);
    seed_user(store_people(store), number, &record->seed);
}

static const struct json *written(const struct property *property, const struct user_record *user)
{
    const struct store_value *value = user->change ? store_value(user->change, property->name) : NULL;
    return value ? value->value : NULL;
}

const char *property_text(const struct property *property, const struct user_record *user, char scratch[SEED_TEXT])
{
    const struct json *over = written(property, user);
    const char *from = (const char *)&user->seed, *text = NULL;
    if (over)
        return json_text(over);
    if (property->source == SOURCE_ARRAY)
        text = from + property->offset;
    else if (property->source == SOURCE_POINTER)
        text = *(const char *const *)(const void *)(from + property->offset);
    else if (property->source == SOURCE_PLACE && user->seed.place)
        text = *(const char *const *)(const void *)((const char *)user->seed.place + property->offset);
    else if (property->source == SOURCE_TEXT)
        text = property->text(user, scratch);
    return text && *text ? text : NULL;
}

int64_t property_date(const struct property *property, const struct user_record *user)
{
    const struct json *over = written(property, user);
    const char *text = json_text(over);
    int64_t ms = 0;
    if (over)
        return text && clock_parse(text, strlen(text), &ms) ? ms : 0;
    if (property->source == SOURCE_DATE)
        memcpy(&ms, (const char *)&user->seed + property->offset, sizeof ms);
    return ms;
}

int property_flag(const struct property *property, const struct user_record *user)
{
    const struct json *over = written(property, user);
    if (over)
        return json_kind(over) == JSON_BOOL ? json_true(over) : -1;
    if (property->source != SOURCE_FLAG)
        return -1;
    bool flag = *(const bool *)((const char *)&user->seed + property->offset);
    if (property->offset == offsetof(struct seed_user, synced) && !flag) /* never synced is null */
        return user->seed.once_synced ? 0 : -1;
    return flag;
}

bool user_record_synced(const struct user_record *record)
{
    static const char name[] = "onPremisesSyncEnabled";
    return property_flag(property_find(name, strlen(name)), record) == 1;
}

static void put_collection(const struct property *property, struct json_writer *w, const struct user_record *user)
{
    const struct json *over = written(property, user);
    if (over) {
        struct buf text = buf_make(1u << 20);
        json_write(over, &text);
        json_put_raw(w, buf_text(&text), text.length);
        buf_free(&text);
    } else if (property->put) {
        property->put(w, user);
    } else if (property->type == TYPE_OBJECT) {
        json_put_null(w);
    } else {
        json_put_raw(w, "[]", 2);
    }
}

bool property_absent(const struct property *property, const struct user_record *user)
{
    return property->flags & PROPERTY_ACTIVITY && !user->seed.last_sign_in && !user->seed.last_background;
}

void property_put(const struct property *property, struct json_writer *w, const struct user_record *user)
{
    char scratch[SEED_TEXT], date[CLOCK_TEXT];
    int64_t ms;
    int flag;
    switch (property->type) {
    case TYPE_TEXT:
        json_put_text(w, property_text(property, user, scratch));
        break;
    case TYPE_DATE:
        ms = property_date(property, user);
        json_put_text(w, ms ? clock_format(ms, date) : NULL);
        break;
    case TYPE_BOOL:
        flag = property_flag(property, user);
        if (flag < 0)
            json_put_null(w);
        else
            json_put_bool(w, flag);
        break;
    default:
        put_collection(property, w, user);
    }
}

struct json *property_value(const struct property *property, const struct user_record *user)
{
    struct err ignored;
    struct buf text = buf_make(1u << 20);
    struct json_writer w = json_writer(&text);
    property_put(property, &w, user);
    struct json *value = json_parse(buf_text(&text), text.length, &ignored);
    buf_free(&text);
    return value;
}

size_t property_skus(const struct user_record *user, const char **out, size_t most)
{
    const struct store_value *over = user->change ? store_value(user->change, "assignedLicenses") : NULL;
    size_t n = 0;
    if (over) {
        for (const struct json *one = json_first(over->value); one && n < most; one = json_next(one))
            out[n++] = json_text_or(json_get(one, "skuId"), "");
        return n;
    }
    for (int i = 0; i < user->seed.licence_count && n < most; i++)
        out[n++] = seed_skus[user->seed.licences[i]].sku_id;
    return n;
}
