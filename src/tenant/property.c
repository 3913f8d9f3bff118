/* The rows of a user's properties. */
#include "tenant/property.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

static void put_date(struct json_writer *w, int64_t ms)
{
    char text[CLOCK_TEXT];
    if (ms)
        json_put_text(w, clock_format(ms, text));
    else
        json_put_null(w);
}

static void put_filled(struct json_writer *w, const char *text)
{
    json_put_text(w, text && *text ? text : NULL);
}

static void put_id(struct json_writer *w, const struct user_record *u)
{
    char text[GUID_TEXT];
    json_put_text(w, guid_format(&u->seed.id, text));
}

static void put_display_name(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.display_name);
}

static void put_upn(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.user_principal_name);
}

static void put_mail(struct json_writer *w, const struct user_record *u)
{
    put_filled(w, u->seed.mail);
}

static void put_given_name(struct json_writer *w, const struct user_record *u)
{
    put_filled(w, u->seed.given_name);
}

static void put_surname(struct json_writer *w, const struct user_record *u)
{
    put_filled(w, u->seed.surname);
}

static void put_nickname(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.nickname);
}

static void put_job_title(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.job_title);
}

static void put_department(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.department);
}

static void put_office(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.office);
}

static void put_country(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.usage_location);
}

static void put_company(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.guest ? NULL : "Contoso Ltd");
}

static void put_null(struct json_writer *w, const struct user_record *u)
{
    (void)u;
    json_put_null(w);
}

static void put_phones(struct json_writer *w, const struct user_record *u)
{
    char number[32];
    json_open(w, '[');
    if (!u->seed.guest && u->seed.dice >> 30 & 1) {
        snprintf(number, sizeof number, "+1 425 555 %04u", (unsigned)(u->seed.dice >> 33 & 0x1fff) % 10000);
        json_put_text(w, number);
    }
    json_close(w);
}

static void put_language(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.dice >> 34 & 3 ? "en-US" : NULL);
}

static void put_enabled(struct json_writer *w, const struct user_record *u)
{
    json_put_bool(w, u->seed.enabled);
}

static void put_user_type(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.guest ? "Guest" : "Member");
}

static void put_licences(struct json_writer *w, const struct user_record *u)
{
    json_open(w, '[');
    for (int i = 0; i < u->seed.licence_count; i++) {
        json_open(w, '{');
        json_name(w, "disabledPlans");
        json_open(w, '[');
        json_close(w);
        json_name(w, "skuId");
        json_put_text(w, seed_skus[u->seed.licences[i]].sku_id);
        json_close(w);
    }
    json_close(w);
}

static void put_licence_states(struct json_writer *w, const struct user_record *u)
{
    char date[CLOCK_TEXT];
    json_open(w, '[');
    for (int i = 0; i < u->seed.licence_count; i++) {
        bool group = i == 0 && u->seed.dice >> 42 & 1;
        json_open(w, '{');
        json_name(w, "skuId");
        json_put_text(w, seed_skus[u->seed.licences[i]].sku_id);
        json_name(w, "assignedByGroup");
        json_put_text(w, group ? "1f0c6a90-8f30-4c7c-8f5e-6d5d2f5b0a11" : NULL);
        json_name(w, "state");
        json_put_text(w, "Active");
        json_name(w, "error");
        json_put_text(w, "None");
        json_name(w, "lastUpdatedDateTime");
        json_put_text(w, clock_format(u->seed.created, date));
        json_name(w, "disabledPlans");
        json_open(w, '[');
        json_close(w);
        json_close(w);
    }
    json_close(w);
}

static void put_synced(struct json_writer *w, const struct user_record *u)
{
    if (u->seed.synced)
        json_put_bool(w, true);
    else
        json_put_null(w);
}

static void put_last_sync(struct json_writer *w, const struct user_record *u)
{
    put_date(w, u->seed.last_sync);
}

static void put_created(struct json_writer *w, const struct user_record *u)
{
    put_date(w, u->seed.created);
}

static void put_password_changed(struct json_writer *w, const struct user_record *u)
{
    put_date(w, u->seed.password_changed);
}

static void put_sessions_valid(struct json_writer *w, const struct user_record *u)
{
    put_date(w, u->seed.sessions_valid);
}

static void put_dn(struct json_writer *w, const struct user_record *u)
{
    char text[SEED_TEXT + 64];
    snprintf(text, sizeof text, "CN=%.200s,OU=%s,DC=contoso,DC=com", u->seed.display_name,
             u->seed.department ? u->seed.department : "Staff");
    json_put_text(w, u->seed.synced ? text : NULL);
}

static void put_sam(struct json_writer *w, const struct user_record *u)
{
    char text[21];
    snprintf(text, sizeof text, "%.20s", u->seed.nickname);
    json_put_text(w, u->seed.synced ? text : NULL);
}

static void put_immutable(struct json_writer *w, const struct user_record *u)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[25] = "";
    for (size_t i = 0; i < 22; i++)
        text[i] = letters[(u->seed.id.bytes[i % 16] + 7 * i) % 64];
    memcpy(text + 22, "==", 3);
    json_put_text(w, u->seed.synced ? text : NULL);
}

static void put_ad_domain(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.synced ? "contoso.com" : NULL);
}

static void put_ad_upn(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.synced ? u->seed.user_principal_name : NULL);
}

static void put_proxies(struct json_writer *w, const struct user_record *u)
{
    char text[SEED_TEXT + 64];
    json_open(w, '[');
    if (*u->seed.mail) {
        snprintf(text, sizeof text, "SMTP:%s", u->seed.mail);
        json_put_text(w, text);
        if (!u->seed.guest) {
            snprintf(text, sizeof text, "smtp:%s@" SEED_INITIAL_DOMAIN, u->seed.nickname);
            json_put_text(w, text);
        }
    }
    json_close(w);
}

static void put_empty(struct json_writer *w, const struct user_record *u)
{
    (void)u;
    json_open(w, '[');
    json_close(w);
}

static void put_external_state(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.guest ? u->seed.dice >> 45 & 3 ? "Accepted" : "PendingAcceptance" : NULL);
}

static void put_creation_type(struct json_writer *w, const struct user_record *u)
{
    json_put_text(w, u->seed.guest ? "Invitation" : NULL);
}

static void put_activity(struct json_writer *w, const struct user_record *u)
{
    json_open(w, '{');
    json_name(w, "lastSignInDateTime");
    put_date(w, u->seed.last_sign_in);
    json_name(w, "lastNonInteractiveSignInDateTime");
    put_date(w, u->seed.last_sign_in + 3600000);
    json_name(w, "lastSuccessfulSignInDateTime");
    put_date(w, u->seed.last_sign_in);
    json_close(w);
}

enum {
    D = PROPERTY_DEFAULT,
    W = PROPERTY_WRITABLE,
    C = PROPERTY_WRITABLE | PROPERTY_CLEARABLE,
    S = PROPERTY_SYNCED,
    F = PROPERTY_FILTER
};

const struct property properties[] = {
    {"id", TYPE_GUID, D | F, 0, NULL, put_id},
    {"displayName", TYPE_TEXT, D | W | F, 256, NULL, put_display_name},
    {"userPrincipalName", TYPE_TEXT, D | W | F, 113, NULL, put_upn},
    {"mail", TYPE_TEXT, D | W | F, 0, NULL, put_mail},
    {"accountEnabled", TYPE_BOOL, W | S | F, 0, "User.EnableDisableAccount.All", put_enabled},
    {"userType", TYPE_TEXT, C | F, 0, NULL, put_user_type},
    {"assignedLicenses", TYPE_OBJECTS, F, 0, NULL, put_licences},
    {"licenseAssignmentStates", TYPE_OBJECTS, 0, 0, NULL, put_licence_states},
    {"onPremisesSyncEnabled", TYPE_BOOL, F, 0, NULL, put_synced},
    {"onPremisesLastSyncDateTime", TYPE_DATE, F, 0, NULL, put_last_sync},
    {"createdDateTime", TYPE_DATE, F, 0, NULL, put_created},
    {"jobTitle", TYPE_TEXT, D | C | F, 128, NULL, put_job_title},
    {"department", TYPE_TEXT, C | F, 64, NULL, put_department},
    {"givenName", TYPE_TEXT, D | C | F, 64, NULL, put_given_name},
    {"surname", TYPE_TEXT, D | C | F, 64, NULL, put_surname},
    {"mailNickname", TYPE_TEXT, W | F, 64, NULL, put_nickname},
    {"businessPhones", TYPE_TEXTS, D | C, 64, "User-Phone.ReadWrite.All", put_phones},
    {"mobilePhone", TYPE_TEXT, D | C, 64, "User-Phone.ReadWrite.All", put_null},
    {"officeLocation", TYPE_TEXT, D | C | F, 128, NULL, put_office},
    {"preferredLanguage", TYPE_TEXT, D | C | F, 0, NULL, put_language},
    {"otherMails", TYPE_TEXTS, C | F, 250, "User-Mail.ReadWrite.All", put_empty},
    {"proxyAddresses", TYPE_TEXTS, F, 0, NULL, put_proxies},
    {"faxNumber", TYPE_TEXT, C, 64, NULL, put_null},
    {"streetAddress", TYPE_TEXT, C, 1024, NULL, put_null},
    {"city", TYPE_TEXT, C | F, 128, NULL, put_office},
    {"state", TYPE_TEXT, C | F, 128, NULL, put_null},
    {"postalCode", TYPE_TEXT, C, 40, NULL, put_null},
    {"country", TYPE_TEXT, C | F, 128, NULL, put_country},
    {"companyName", TYPE_TEXT, C | F, 64, NULL, put_company},
    {"usageLocation", TYPE_TEXT, W | S | F, 2, NULL, put_country},
    {"employeeId", TYPE_TEXT, C | F, 16, NULL, put_null},
    {"employeeType", TYPE_TEXT, C | F, 0, NULL, put_null},
    {"employeeHireDate", TYPE_DATE, C, 0, NULL, put_null},
    {"employeeLeaveDateTime", TYPE_DATE, C, 0, NULL, put_null},
    {"lastPasswordChangeDateTime", TYPE_DATE, 0, 0, NULL, put_password_changed},
    {"passwordPolicies", TYPE_TEXT, C, 0, NULL, put_null},
    {"passwordProfile", TYPE_OBJECT, W | PROPERTY_HIDDEN, 0, "User-PasswordProfile.ReadWrite.All", put_null},
    {"signInSessionsValidFromDateTime", TYPE_DATE, 0, 0, NULL, put_sessions_valid},
    {"onPremisesImmutableId", TYPE_TEXT, C | F, 0, NULL, put_immutable},
    {"onPremisesDistinguishedName", TYPE_TEXT, 0, 0, NULL, put_dn},
    {"onPremisesSamAccountName", TYPE_TEXT, F, 0, NULL, put_sam},
    {"onPremisesUserPrincipalName", TYPE_TEXT, 0, 0, NULL, put_ad_upn},
    {"onPremisesDomainName", TYPE_TEXT, 0, 0, NULL, put_ad_domain},
    {"onPremisesProvisioningErrors", TYPE_OBJECTS, 0, 0, NULL, put_empty},
    {"showInAddressList", TYPE_BOOL, C, 0, NULL, put_null},
    {"isResourceAccount", TYPE_BOOL, 0, 0, NULL, put_null},
    {"externalUserState", TYPE_TEXT, F, 0, NULL, put_external_state},
    {"externalUserStateChangeDateTime", TYPE_TEXT, 0, 0, NULL, put_null},
    {"creationType", TYPE_TEXT, F, 0, NULL, put_creation_type},
    {"ageGroup", TYPE_TEXT, C, 0, NULL, put_null},
    {"consentProvidedForMinor", TYPE_TEXT, C, 0, NULL, put_null},
    {"legalAgeGroupClassification", TYPE_TEXT, 0, 0, NULL, put_null},
    {"signInActivity", TYPE_OBJECT, F, 0, NULL, put_activity},
    {"aboutMe", TYPE_TEXT, PROPERTY_ALONE, 0, NULL, put_null},
    {"birthday", TYPE_DATE, PROPERTY_ALONE, 0, NULL, put_null},
    {"hireDate", TYPE_DATE, PROPERTY_ALONE, 0, NULL, put_null},
    {"interests", TYPE_TEXTS, PROPERTY_ALONE, 0, NULL, put_empty},
    {"mySite", TYPE_TEXT, PROPERTY_ALONE, 0, NULL, put_null},
    {"pastProjects", TYPE_TEXTS, PROPERTY_ALONE, 0, NULL, put_empty},
    {"preferredName", TYPE_TEXT, PROPERTY_ALONE, 0, NULL, put_null},
    {"responsibilities", TYPE_TEXTS, PROPERTY_ALONE, 0, NULL, put_empty},
    {"schools", TYPE_TEXTS, PROPERTY_ALONE, 0, NULL, put_empty},
    {"skills", TYPE_TEXTS, PROPERTY_ALONE, 0, NULL, put_empty},
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
    seed_user(store_people(store), number, &record->seed);
    record->changed = store_has_changes(store, number);
}

void property_put(const struct property *property, struct json_writer *w, const struct user_record *user)
{
    const struct json *written = user->changed ? store_written(user->store, user->seed.number, property->name) : NULL;
    if (!written || property->flags & PROPERTY_HIDDEN) {
        property->put(w, user);
        return;
    }
    struct buf text = buf_make(1u << 20);
    json_write(written, &text);
    json_put_raw(w, buf_text(&text), text.length);
    buf_free(&text);
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
