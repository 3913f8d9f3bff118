/* Users: the table, one in detail, finding them, the deleted ones. */
#include "api/graph/users.h"

#include "model/page.h"
#include "source/rows.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static enum meaning allowed(const struct value *value)
{
    return value->truth ? MEANS_GOOD : MEANS_BAD;
}

/* --- one user in detail --- */

static const struct field profile_fields[] = {
    {.name = "displayName", .label = "Display name"},
    {.name = "userPrincipalName", .label = "Sign-in name"},
    {.name = "mail", .label = "E-mail"},
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "accountEnabled", .label = "Sign-in allowed", .type = FIELD_BOOL, .means = allowed},
    {.name = "userType", .label = "User type"},
    {.name = "givenName", .label = "First name"},
    {.name = "surname", .label = "Last name"},
    {.name = "jobTitle", .label = "Job title"},
    {.name = "department", .label = "Department"},
    {.name = "companyName", .label = "Company"},
    {.name = "officeLocation", .label = "Office"},
    {.name = "businessPhones", .label = "Business phone", .type = FIELD_TEXTS},
    {.name = "mobilePhone", .label = "Mobile phone"},
    {.name = "streetAddress", .label = "Street"},
    {.name = "city", .label = "City"},
    {.name = "state", .label = "State"},
    {.name = "postalCode", .label = "Postal code"},
    {.name = "country", .label = "Country"},
    {.name = "usageLocation", .label = "Usage location"},
    {.name = "assignedLicenses", .label = "Licences", .type = FIELD_SKUS},
    {.name = "preferredLanguage", .label = "Language"},
    {.name = "employeeId", .label = "Employee id"},
    {.name = "proxyAddresses", .label = "Proxy addresses", .type = FIELD_TEXTS},
    {.name = "addresses", .label = "Addresses", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "otherMails", .label = "Other e-mail", .type = FIELD_TEXTS},
    {.name = "createdDateTime", .label = "Created", .type = FIELD_TIME, .flags = FIELD_AGED},
    {.name = "lastPasswordChangeDateTime", .label = "Password changed", .type = FIELD_TIME, .flags = FIELD_AGED},
    {.name = "signInSessionsValidFromDateTime", .label = "Sessions valid from", .type = FIELD_TIME},
    {.name = "onPremisesSyncEnabled", .label = "Synchronised", .type = FIELD_BOOL},
    {.name = "onPremisesLastSyncDateTime", .label = "Last synchronised", .type = FIELD_TIME, .flags = FIELD_AGED},
    {.name = "onPremisesSamAccountName", .label = "SAM account name"},
    {.name = "onPremisesDistinguishedName", .label = "Distinguished name"},
    {.name = "onPremisesImmutableId", .label = "Immutable id"},
    {.name = "serviceErrors",
     .label = "Errors of services",
     .type = FIELD_TEXTS,
     .path = "serviceProvisioningErrors",
     .each = "serviceInstance"},
    {.name = "syncErrors",
     .label = "Errors of the synchronisation",
     .type = FIELD_TEXTS,
     .path = "onPremisesProvisioningErrors",
     .each = "category"},
    {.name = "manager", .label = "Manager", .path = "manager.displayName", .flags = FIELD_BESIDE},
};
static const struct record_kind profile_kind = {.name = "profile",
                                                .many = "profiles",
                                                .fields = profile_fields,
                                                .count = COUNT_OF(profile_fields),
                                                .id = 3,
                                                .title = 0,
                                                .detail = 1,
                                                .time = -1};

static struct http_request *ask_profile(struct reading *reading)
{
    auto_buf struct buf rest = buf_make(8192);
    buf_puts(&rest, "?$select=");
    decode_select(&profile_kind, &rest);
    buf_puts(&rest, "&$expand=manager($select=id,displayName,userPrincipalName)");
    return graph_get(reading->arena, reading->endpoints,
                     graph_user_path(reading->arena, reading->subject, buf_text(&rest)));
}

/* "SMTP:" is the primary address, "smtp:" one more; other kinds (SIP, X500) keep their names. */
static void mark_primary(struct arena *arena, struct record *record)
{
    static const char smtp[] = "SMTP:";
    const struct value *proxies = record_value(record, "proxyAddresses");
    const char **texts = arena_alloc(arena, (proxies->count + 1) * sizeof *texts);
    struct value value = {.known = proxies->known, .texts = texts};
    for (int turn = 0; proxies->known && turn < 2; turn++) /* the primary ones first */
        for (size_t i = 0; i < proxies->count; i++) {
            const char *proxy = proxies->texts[i];
            bool mail = !strncasecmp(proxy, smtp, strlen(smtp)), primary = !strncmp(proxy, smtp, strlen(smtp));
            if (primary == !turn)
                texts[value.count++] = primary ? arena_printf(arena, "%s (primary)", proxy + strlen(smtp))
                                               : proxy + (mail ? strlen(smtp) : 0);
        }
    record_set(record, "addresses", value);
}

/* What a service could not make of the user comes as XML in a text: the description, else the service alone. */
static const char *service_error(struct arena *arena, const struct json *error)
{
    static const char begins[] = "<ErrorDescription>", ends[] = "</ErrorDescription>";
    const char *service = source_text(arena, json_get(error, "serviceInstance")),
               *detail = source_text(arena, json_get(error, "errorDetail")),
               *from = detail ? strstr(detail, begins) : NULL, *to = from ? strstr(from, ends) : NULL;
    if (to)
        detail = arena_strndup(arena, from + strlen(begins), (size_t)(to - from) - strlen(begins));
    return arena_printf(arena, "%s: %s%s", service ? service : "a service", detail ? detail : "not told what",
                        json_true(json_get(error, "isResolved")) ? " (resolved)" : "");
}

static const char *sync_error(struct arena *arena, const struct json *error)
{
    const char *category = source_text(arena, json_get(error, "category")),
               *property = source_text(arena, json_get(error, "propertyCausingError")),
               *value = source_text(arena, json_get(error, "value"));
    return arena_printf(arena, "%s: %s%s%s", category ? category : "error", property ? property : "not told what",
                        value ? " = " : "", value ? value : "");
}

static void take_errors(struct reading *reading, const struct json *object, struct record *record, const char *name,
                        const char *path, const char *(*words)(struct arena *arena, const struct json *error))
{
    struct arena *arena = reading->page->arena;
    const struct json *list = json_get(object, path);
    const char **texts = arena_alloc(arena, (json_count(list) + 1) * sizeof *texts);
    struct value value = {.known = json_kind(list) == JSON_ARRAY, .texts = texts};
    for (const struct json *one = value.known ? json_first(list) : NULL; one; one = json_next(one))
        texts[value.count++] = words(arena, one);
    record_set(record, name, value);
}

static bool read_profile(struct reading *reading, const struct json *object, struct record *record)
{
    mark_primary(reading->page->arena, record);
    take_errors(reading, object, record, "serviceErrors", "serviceProvisioningErrors", service_error);
    take_errors(reading, object, record, "syncErrors", "onPremisesProvisioningErrors", sync_error);
    return true;
}

/* --- finding --- */

static const struct field user_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Display name"},
    {.name = "userPrincipalName", .label = "Sign-in name"},
    {.name = "accountEnabled", .label = "Sign-in allowed", .type = FIELD_BOOL, .means = allowed},
    {.name = "userType", .label = "User type"},
    {.name = "onPremisesSyncEnabled", .label = "Synchronised", .type = FIELD_BOOL},
};
static const struct record_kind user_kind = {.name = "user",
                                             .many = "users",
                                             .fields = user_fields,
                                             .count = COUNT_OF(user_fields),
                                             .id = 0,
                                             .title = 1,
                                             .detail = 2,
                                             .time = -1};

/* A user given as object id or UPN (404: there is none), or those whose name begins so. */
static struct http_request *ask_find(struct reading *reading)
{
    auto_buf struct buf select = buf_make(1024);
    buf_puts(&select, "?$select=");
    decode_select(&user_kind, &select);
    if (strchr(reading->text, '@'))
        buf_puts(&select, ",mail,proxyAddresses");
    return graph_users_find(reading->arena, reading->endpoints, reading->text, buf_text(&select));
}

static bool has_address(const struct json *user, const char *address)
{
    if (!strcasecmp(json_text_or(json_get(user, "userPrincipalName"), ""), address) ||
        !strcasecmp(json_text_or(json_get(user, "mail"), ""), address))
        return true;
    for (const struct json *one = json_first(json_get(user, "proxyAddresses")); one; one = json_next(one))
        if (!strncasecmp(json_text_or(one, ""), "smtp:", 5) && !strcasecmp(json_text(one) + 5, address))
            return true;
    return false;
}

/* Whoever was asked for by an id or an address and has another one is not who is meant, as where the items of a batch are mixed up. */
static bool is_who_was_meant(struct reading *reading, const struct json *object, struct record *record)
{
    const char *text = reading->text ? reading->text : "", *id = record_text(record, "id");
    struct guid asked;
    bool all_told = json_kind(json_get(object, "proxyAddresses")) == JSON_ARRAY;
    bool other = guid_parse(text, strlen(text), &asked) ? *id && strcasecmp(id, text) != 0
                                                        : strchr(text, '@') && all_told && !has_address(object, text);
    return !other || decode_stranger(reading, record);
}

/* --- deleted --- */

static const struct field deleted_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Display name"},
    {.name = "userPrincipalName", .label = "Sign-in name"},
    {.name = "mail", .label = "E-mail"},
    {.name = "deletedDateTime", .label = "Deleted", .type = FIELD_TIME},
};
static const struct record_kind deleted_kind = {.name = "deleted user",
                                                .many = "deleted users",
                                                .fields = deleted_fields,
                                                .count = COUNT_OF(deleted_fields),
                                                .id = 0,
                                                .title = 1,
                                                .detail = 2,
                                                .time = 4};

static struct http_request *ask_deleted(struct reading *reading)
{
    auto_buf struct buf path = buf_make(1024);
    buf_puts(&path, "/directory/deletedItems/microsoft.graph.user?$select=");
    decode_select(&deleted_kind, &path);
    buf_puts(&path, "&$top=999");
    return graph_get(reading->arena, reading->endpoints, buf_text(&path));
}

/* A deleted user's sign-in name has the id before it, without its dashes, so that the name is free: people know it without. */
static bool plain_name(struct reading *reading, const struct json *object, struct record *record)
{
    const char *upn = record_text(record, "userPrincipalName"), *at = upn;
    (void)reading;
    (void)object;
    for (const char *id = record_text(record, "id"); *id; id++)
        if (*id != '-' && strncasecmp(at++, id, 1) != 0)
            return true;
    if (*at)
        record_set_text(record, "userPrincipalName", at);
    return true;
}

/* --- the table --- */

static struct http_request *ask_users(struct reading *reading)
{
    return reading->subject ? graph_users_row(reading->arena, reading->endpoints, reading->subject)
                            : graph_users_list(reading->arena, reading->endpoints);
}

/* One page: the whole table is read by src/worker/load.c, which sends each page on as it comes. */
static enum source_step users_step(struct reading *reading, const struct http_reply *reply)
{
    long count;
    struct err e = {.code = ERR_OK};
    if (!reply) {
        reading->request = ask_users(reading);
        return SOURCE_SEND;
    }
    if (!graph_users_page(reply, reading->arena, &reading->users, &count, &e))
        return reading_stop(reading, reply, &e);
    reading->page->left_out = reading->users->left_out;
    return reading_end(reading);
}

const struct source graph_user_sources[] = {
    {
        .name = "users",
        .label = "The table of users",
        .scope = SOURCE_OF_TENANT,
        .kind = &user_kind,
        .needs = ANY_OF(READS_USERS),
        .phase = PHASE_STATE,
        .ask = ask_users,
        .step = users_step,
    },
    {
        .name = "profile",
        .label = "The profile of a user",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_HIMSELF,
        .kind = &profile_kind,
        .needs = ANY_OF(READS_USERS),
        .phase = PHASE_STATE,
        .fresh = 5 * MINUTES,
        .ask = ask_profile,
        .finish = read_profile,
    },
    {
        .name = "find-users",
        .label = "Finding users",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_BY_TEXT | SOURCE_404_IS_NONE | SOURCE_FIRST_PAGE,
        .kind = &user_kind,
        .needs = ANY_OF(READS_USERS),
        .phase = PHASE_STATE,
        .ask = ask_find,
        .finish = is_who_was_meant,
    },
    {
        .name = "deleted-users",
        .label = "Deleted users",
        .scope = SOURCE_OF_TENANT,
        .kind = &deleted_kind,
        .needs = ANY_OF(READS_USERS),
        .phase = PHASE_STATE,
        .ask = ask_deleted,
        .finish = plain_name,
    },
};
const size_t graph_user_source_count = COUNT_OF(graph_user_sources);
