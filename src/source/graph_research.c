/* What a research asks Graph of the tenant and of applications: who may act for everybody, what is new, what alerts say; and the inbox
 * rules as an application sees them where Exchange is closed to it. */
#include "api/graph/graph.h"
#include "base/clean.h"
#include "base/clock.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/url.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define KEPT            (30 * DAY)

#define KIND(kind_name, kind_many, kind_fields, kind_title, kind_detail, kind_time)                                    \
    {                                                                                                                  \
        .name = kind_name, .many = kind_many, .fields = kind_fields, .count = COUNT_OF(kind_fields), .id = 0,          \
        .title = kind_title, .detail = kind_detail, .time = kind_time                                                  \
    }

static const char *since(const struct reading *reading, char out[CLOCK_TEXT])
{
    return clock_format(reading->from ? reading->from : clock_now() - KEPT, out);
}

/* --- who may act for everybody --- */

static const struct field grant_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "clientId", .label = "Application"},
    {.name = "consentType", .label = "Consent"},
    {.name = "scope", .label = "Scopes"},
};
static const struct record_kind grant_kind = KIND("consent", "consents", grant_fields, 1, 3, -1);

static struct http_request *ask_grants(struct reading *reading)
{
    return graph_get(reading->arena, reading->endpoints,
                     "/oauth2PermissionGrants?$filter=consentType%20eq%20'AllPrincipals'");
}

static bool is_for_all(struct reading *reading, const struct json *object, struct record *record)
{
    (void)reading;
    (void)object;
    return !strcmp(record_text(record, "consentType"), "AllPrincipals");
}

/* No client is known that filters by the kind of consent: where it is refused, all are read (REQUESTS §4.1). */
static enum source_step grants_step(struct reading *reading, const struct http_reply *reply)
{
    if (!reply || reply->status != 400 || reading->step)
        return pages_step(reading, reply);
    reading->step++;
    reading->request = graph_get(reading->arena, reading->endpoints, "/oauth2PermissionGrants?$top=999");
    return pages_once(reading);
}

/* --- applications: when one came is told by beta alone --- */

#define APPLICATION_SELECT                                                                                             \
    "id,appId,displayName,createdDateTime,accountEnabled,appOwnerOrganizationId,verifiedPublisher,replyUrls,"          \
    "servicePrincipalType"

static const struct field application_fields[] = {
    {.name = "id", .label = "Object id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "appId", .label = "Application id"},
    {.name = "createdDateTime", .label = "Since", .type = FIELD_TIME},
    {.name = "publisher", .label = "Verified publisher", .path = "verifiedPublisher.displayName"},
    {.name = "appOwnerOrganizationId", .label = "From the tenant"},
    {.name = "accountEnabled", .label = "Enabled", .type = FIELD_BOOL},
};
static const struct record_kind application_kind = KIND("application", "applications", application_fields, 1, 4, 3);

static struct http_request *ask_new_applications(struct reading *reading)
{
    char from[CLOCK_TEXT];
    const char *path = arena_printf(
        reading->arena, "/servicePrincipals?$filter=createdDateTime%%20ge%%20%s&$select=" APPLICATION_SELECT,
        since(reading, from));
    return graph_beta(reading->arena, graph_get(reading->arena, reading->endpoints, path));
}

static struct http_request *ask_application(struct reading *reading)
{
    auto_buf struct buf path = buf_make(2048);
    buf_puts(&path, "/servicePrincipals/");
    url_encode(&path, reading->text);
    buf_puts(&path, "?$select=" APPLICATION_SELECT);
    return graph_beta(reading->arena, graph_get(reading->arena, reading->endpoints, buf_text(&path)));
}

/* --- what one of the tenant's own is signed in to with: the object, then the issuers that it trusts (REQUESTS §2.9) --- */

static const struct field credentials_fields[] = {
    {.name = "id", .label = "Object id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "appId", .label = "Application id"},
    {.name = "secrets", .label = "Secrets", .type = FIELD_TEXTS, .path = "passwordCredentials", .each = "keyId"},
    {.name = "certificates", .label = "Certificates", .type = FIELD_TEXTS, .path = "keyCredentials", .each = "keyId"},
    {.name = "issuers",
     .label = "Trusted issuers",
     .type = FIELD_TEXTS,
     .path = "federatedIdentityCredentials",
     .each = "id"},
};
static const struct record_kind credentials_kind = KIND("application", "applications", credentials_fields, 1, 3, -1);

static struct http_request *ask_credentials(struct reading *reading)
{
    auto_buf struct buf id = buf_make(2048);
    url_odata_literal(&id, reading->text);
    return graph_get(reading->arena, reading->endpoints,
                     arena_printf(reading->arena,
                                  "/applications?$filter=id%%20eq%%20%s%%20or%%20appId%%20eq%%20%s"
                                  "&$select=id,appId,displayName,passwordCredentials,keyCredentials",
                                  buf_text(&id), buf_text(&id)));
}

/* The object waits, as text, for its issuers: only with them it is whole. */
static enum source_step take_credentials(struct reading *reading, const struct json *app)
{
    auto_buf struct buf text = buf_make(1u << 20);
    struct err e;
    if (!app) /* the tenant has none of its own: there is nothing to be kept */
        return reading_end(reading);
    if (!json_text(json_get(app, "id")) || !json_write(app, &text)) {
        err_set(&e, ERR_PARSE, "the application cannot be understood");
        return reading_stop(reading, NULL, &e);
    }
    reading->own = arena_strdup(reading->arena, buf_text(&text));
    reading->request = graph_get(
        reading->arena, reading->endpoints,
        arena_printf(reading->arena, "/applications/%s/federatedIdentityCredentials", json_text(json_get(app, "id"))));
    return pages_once(reading);
}

static enum source_step credentials_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    if (!reply)
        return pages_step(reading, NULL);
    auto_json struct json *body = graph_body(reply, &e);
    const struct json *rows = body ? pages_rows(reply, reading->arena, body, &link, &e) : NULL;
    if (!rows || e.code != ERR_OK || link) { /* neither goes on to a second page */
        if (rows && link)
            err_set(&e, ERR_PARSE, "more came than one application has");
        return reading_stop(reading, body ? NULL : reply, &e);
    }
    if (!reading->own)
        return take_credentials(reading, json_first(rows));
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        if (!json_text(json_get(one, "id"))) {
            err_set(&e, ERR_PARSE, "an issuer that the application trusts cannot be understood");
            return reading_stop(reading, NULL, &e);
        }
    auto_json struct json *app = json_parse(reading->own, strlen(reading->own), &e);
    json_set(app, "federatedIdentityCredentials", json_copy(rows));
    (void)decode_record(reading, app);
    return reading_end(reading);
}

/* --- alerts --- */

static const struct field alert_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "createdDateTime", .label = "Time", .type = FIELD_TIME},
    {.name = "title", .label = "What"},
    {.name = "severity", .label = "Severity"},
    {.name = "status", .label = "Status"},
};
static const struct record_kind alert_kind = KIND("alert", "alerts", alert_fields, 2, 3, 1);

static struct http_request *ask_alerts(struct reading *reading)
{
    char from[CLOCK_TEXT];
    const char *path = arena_printf(reading->arena, "/security/alerts_v2?$filter=createdDateTime%%20ge%%20%s",
                                    since(reading, from));
    return graph_all_members(reading->arena, graph_get(reading->arena, reading->endpoints, path));
}

/* --- inbox rules as Graph shows them: none that is hidden, and folders by id alone --- */

static const struct field rule_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "isEnabled", .label = "On", .type = FIELD_BOOL},
};
static const struct record_kind rule_kind = KIND("inbox rule", "inbox rules", rule_fields, 1, 0, -1);

static struct http_request *ask_rules(struct reading *reading)
{
    return source_of_user(reading, "/mailFolders/inbox/messageRules");
}

/* --- who may open a file, asked by its address; the address is put beside what is told --- */

static const struct field shared_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "sharedUrl", .label = "File", .least = 16},
    {.name = "scope", .label = "For", .path = "link.scope", .least = 9},
    {.name = "roles", .label = "May", .type = FIELD_TEXTS},
    {.name = "who", .label = "Who", .flags = FIELD_BESIDE, .least = 12},
    {.name = "expirationDateTime", .label = "Until", .type = FIELD_TIME},
};
static const struct record_kind shared_kind = KIND("permission on a file", "permissions on files", shared_fields, 1, 2,
                                                   -1);

/* Whoever it is for, by name or address; of several the first. */
static bool name_who(struct reading *reading, const struct json *object, struct record *record)
{
    static const char *const paths[] = {"grantedToV2.user.email", "grantedToV2.user.displayName", "invitation.email"};
    const char *who = source_text(reading->page->arena,
                                  json_path(json_first(json_get(object, "grantedToIdentitiesV2")), "user.email"));
    for (size_t i = 0; i < COUNT_OF(paths) && !who; i++)
        who = source_text(reading->page->arena, json_path(object, paths[i]));
    record_set_text(record, "who", who);
    return true;
}

static struct http_request *ask_shared(struct reading *reading)
{
    auto_buf struct buf path = buf_make(8192);
    buf_puts(&path, "/shares/u!");
    base64url_encode(&path, reading->text, strlen(reading->text));
    buf_puts(&path, "/driveItem/permissions");
    return graph_get(reading->arena, reading->endpoints, buf_text(&path));
}

static enum source_step take_shared(struct reading *reading, const struct http_reply *reply, const struct json *body)
{
    struct err e = {.code = ERR_OK};
    char *link;
    size_t begins = reading->page->count;
    const struct json *rows = pages_rows(reply, reading->arena, body, &link, &e);
    for (const struct json *one = json_first(rows); one; one = json_next(one)) {
        auto_json struct json *copy = json_copy(one);
        json_set_text(copy, "sharedUrl", reading->text);
        (void)decode_record(reading, copy);
    }
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    return link ? pages_next(reading, begins, rows, graph_next(reading->arena, reading->endpoints, link, &e), &e)
                : reading_end(reading);
}

static enum source_step shared_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply)
        return pages_step(reading, NULL);
    auto_json struct json *body = graph_body(reply, &e);
    return body ? take_shared(reading, reply, body) : reading_stop(reading, reply, &e);
}

/* --- licences --- */

static const struct field licence_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "skuPartNumber", .label = "Licence"},
    {.name = "servicePlans", .label = "Plans", .type = FIELD_TEXTS, .each = "servicePlanName"},
    {.name = "plansOff", .label = "Plans switched off", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
};
static const struct record_kind licence_kind = KIND("licence", "licences", licence_fields, 1, 0, -1);

static struct http_request *ask_licences(struct reading *reading)
{
    return source_of_user(reading, "/licenseDetails");
}

static const char *const risk_readers[] = {"Security Reader", "Security Operator",    "Security Administrator",
                                           "Global Reader",   "Global Administrator", NULL};

const struct source graph_research_sources[] = {
    {
        .name = "grants-for-all",
        .label = "Consents given for everybody",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER,
        .kind = &grant_kind,
        .needs = ANY_OF(READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_grants,
        .finish = is_for_all,
        .step = grants_step,
    },
    {
        .name = "new-applications",
        .label = "Applications that are new in the tenant",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER,
        .kind = &application_kind,
        .needs = ANY_OF("Application.Read.All", "Application.ReadWrite.All", READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_new_applications,
    },
    {
        .name = "application",
        .label = "An application by its id",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER | SOURCE_BY_TEXT | SOURCE_404_IS_NONE | SOURCE_ONE,
        .kind = &application_kind,
        .needs = ANY_OF("Application.Read.All", "Application.ReadWrite.All", READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_application,
    },
    {
        .name = "application-credentials",
        .label = "What an application of the tenant's own is signed in to with",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER | SOURCE_BY_TEXT | SOURCE_404_IS_NONE,
        .kind = &credentials_kind,
        .needs = ANY_OF("Application.Read.All", "Application.ReadWrite.All", READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_credentials,
        .step = credentials_step,
    },
    {
        .name = "alerts",
        .label = "Alerts of Defender",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER,
        .kind = &alert_kind,
        .needs = ANY_OF("SecurityAlert.Read.All", "SecurityAlert.ReadWrite.All"),
        .roles = risk_readers,
        .phase = PHASE_LOGS,
        .ask = ask_alerts,
    },
    {
        .name = "message-rules",
        .label = "The inbox rules as Graph shows them",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_LATER,
        .kind = &rule_kind,
        .needs = ANY_OF("MailboxSettings.Read", "MailboxSettings.ReadWrite"),
        .phase = PHASE_STATE,
        .ask = ask_rules,
    },
    {
        .name = "shared-file",
        .label = "Who may open a file that was shared",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER | SOURCE_BY_TEXT | SOURCE_404_IS_NONE,
        .kind = &shared_kind,
        .needs = ANY_OF("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"),
        .phase = PHASE_LOGS,
        .ask = ask_shared,
        .finish = name_who,
        .step = shared_step,
    },
    {
        .name = "licence-details",
        .label = "The plans of a user's licences",
        .scope = SOURCE_OF_USER,
        .kind = &licence_kind,
        .needs = ANY_OF(READS_USERS),
        .phase = PHASE_STATE,
        .ask = ask_licences,
        .finish = name_plans_off,
    },
};
const size_t graph_research_source_count = COUNT_OF(graph_research_sources);
