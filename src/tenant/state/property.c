/* The rows of a user's properties, and reading a value by its row. */
#include "tenant/state/property.h"

#include "base/clock.h"
#include "tenant/seed/seed_names.h"
#include "tenant/state/property_values.h"
#include <string.h>

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
static const char phone[] = "User-Phone.ReadWrite.All";

const struct property properties[] = {
    {"id", TYPE_TEXT, D | EQ, TEXT(value_id)},
    {"displayName", TYPE_TEXT, D | W | ST | SE, 256, ARRAY(display_name)},
    {"userPrincipalName", TYPE_TEXT, D | W | EN | SE, 113, ARRAY(user_principal_name)},
    {"mail", TYPE_TEXT, D | W | EN | SE, 0, ARRAY(mail)},
    {"accountEnabled", TYPE_BOOL, W | S | EQ, 0, "User.EnableDisableAccount.All", FLAG(enabled)},
    {"userType", TYPE_TEXT, C | EQ, 0, NULL, user_types, TEXT(value_user_type)},
    {"assignedLicenses", TYPE_OBJECTS, EQ, PUT(value_put_licences)},
    {"licenseAssignmentStates", TYPE_OBJECTS, 0, PUT(value_put_licence_states)},
    {"onPremisesSyncEnabled", TYPE_BOOL, EQ, FLAG(synced)},
    {"onPremisesLastSyncDateTime", TYPE_DATE, GE, DATE(last_sync)},
    {"createdDateTime", TYPE_DATE, GE, DATE(created)},
    {"jobTitle", TYPE_TEXT, D | C | ST, 128, POINTER(job_title)},
    {"department", TYPE_TEXT, C | ST, 64, POINTER(department)},
    {"givenName", TYPE_TEXT, D | C | ST | SE, 64, ARRAY(given_name)},
    {"surname", TYPE_TEXT, D | C | ST | SE, 64, ARRAY(surname)},
    {"mailNickname", TYPE_TEXT, W | ST | SE, 64, ARRAY(nickname)},
    {"businessPhones", TYPE_TEXTS, D | W | ST, 64, phone, PUT(value_put_phones)},
    {"mobilePhone", TYPE_TEXT, D | C | ST, 64, phone, TEXT(value_mobile)},
    {"officeLocation", TYPE_TEXT, D | C | ST, 128, PLACE(city)},
    {"preferredLanguage", TYPE_TEXT, D | C | ST, 0, TEXT(value_language)},
    {"otherMails", TYPE_TEXTS, W | EN, 250, "User-Mail.ReadWrite.All", NONE},
    {"proxyAddresses", TYPE_TEXTS, EN, PUT(value_put_proxies)},
    {"imAddresses", TYPE_TEXTS, ST, PUT(value_put_im)},
    {"identities", TYPE_OBJECTS, 0, PUT(value_put_identities)},
    {"faxNumber", TYPE_TEXT, C | ST, 64, NONE},
    {"streetAddress", TYPE_TEXT, C, 1024, TEXT(value_street)},
    {"city", TYPE_TEXT, C | ST, 128, PLACE(city)},
    {"state", TYPE_TEXT, C | ST, 128, PLACE(state)},
    {"postalCode", TYPE_TEXT, C | ST, 40, TEXT(value_postal_code)},
    {"country", TYPE_TEXT, C | ST, 128, PLACE(country)},
    {"companyName", TYPE_TEXT, C | ST, 64, TEXT(value_company)},
    {"usageLocation", TYPE_TEXT, W | S | ST, 2, PLACE(usage_location)},
    {"employeeId", TYPE_TEXT, C | ST, 16, TEXT(value_employee_id)},
    {"employeeType", TYPE_TEXT, C | ST, 0, TEXT(value_employee_type)},
    {"employeeHireDate", TYPE_DATE, C | GE | PROPERTY_PERSON, DATE(created)},
    {"employeeLeaveDateTime", TYPE_DATE, C | GE | PROPERTY_ONLY, 0, "User-LifeCycleInfo.ReadWrite.All", NONE},
    {"employeeOrgData", TYPE_OBJECT, 0, NONE},
    {"lastPasswordChangeDateTime", TYPE_DATE, 0, DATE(password_changed)},
    {"passwordPolicies", TYPE_TEXT, C, 0, NULL, password_policies, NONE},
    {"passwordProfile", TYPE_OBJECT, W | PROPERTY_ONLY, 0, "User-PasswordProfile.ReadWrite.All",
     PUT(value_put_password_profile)},
    {"signInSessionsValidFromDateTime", TYPE_DATE, 0, DATE(password_changed)},
    {"onPremisesImmutableId", TYPE_TEXT, C | GE, 0, TEXT(value_immutable_id)},
    {"onPremisesDistinguishedName", TYPE_TEXT, 0, TEXT(value_distinguished_name)},
    {"onPremisesSamAccountName", TYPE_TEXT, ST, TEXT(value_sam)},
    {"onPremisesUserPrincipalName", TYPE_TEXT, ST, TEXT(value_ad_upn)},
    {"onPremisesDomainName", TYPE_TEXT, 0, TEXT(value_ad_domain)},
    {"onPremisesSecurityIdentifier", TYPE_TEXT, EQ, TEXT(value_ad_sid)},
    {"onPremisesExtensionAttributes", TYPE_OBJECT, 0, PUT(value_put_extensions)},
    {"onPremisesProvisioningErrors", TYPE_OBJECTS, 0, NONE},
    {"serviceProvisioningErrors", TYPE_OBJECTS, 0, NONE},
    {"securityIdentifier", TYPE_TEXT, 0, TEXT(value_sid)},
    {"showInAddressList", TYPE_BOOL, C, NONE},
    {"isResourceAccount", TYPE_BOOL, 0, NONE},
    {"preferredDataLocation", TYPE_TEXT, 0, NONE},
    {"deletedDateTime", TYPE_DATE, 0, NONE},
    {"externalUserState", TYPE_TEXT, EQ, TEXT(value_external_state)},
    {"externalUserStateChangeDateTime", TYPE_DATE, 0, NONE},
    {"creationType", TYPE_TEXT, EQ, TEXT(value_creation_type)},
    {"ageGroup", TYPE_TEXT, C | EQ, 0, NULL, age_groups, NONE},
    {"consentProvidedForMinor", TYPE_TEXT, C | EQ, 0, NULL, consents, NONE},
    {"legalAgeGroupClassification", TYPE_TEXT, 0, NONE},
    {"signInActivity", TYPE_OBJECT, GE | PROPERTY_ACTIVITY, PUT(value_put_activity)},
    {"perUserMfaState", TYPE_TEXT, PROPERTY_ASKED, TEXT(value_mfa_state)},
    {"aboutMe", TYPE_TEXT, A, NONE},
    {"birthday", TYPE_DATE, A, NONE},
    {"hireDate", TYPE_DATE, A, NONE},
    {"interests", TYPE_TEXTS, A, NONE},
    {"mySite", TYPE_TEXT, A, NONE},
    {"pastProjects", TYPE_TEXTS, A, NONE},
    {"preferredName", TYPE_TEXT, PROPERTY_ALONE, NONE},
    {"responsibilities", TYPE_TEXTS, A, NONE},
    {"schools", TYPE_TEXTS, A, NONE},
    {"skills", TYPE_TEXTS, A, NONE},
};
const size_t property_count = sizeof properties / sizeof *properties;

const struct property *property_find(const char *name, size_t length)
{
    for (size_t i = 0; i < property_count; i++)
        if (!strncmp(properties[i].name, name, length) && !properties[i].name[length])
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
