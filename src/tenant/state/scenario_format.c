/* The format of scenario files: which names may stand where. What a file says and nobody reads would be a trap for who writes one. */
#include "tenant/state/scenario.h"

#include "base/clock.h"
#include "tenant/state/property.h"
#include <stdio.h>
#include <string.h>

/* Names with blanks between them; "*": any. */
#define DEVICE                                                                                                         \
    "id deletedDateTime deviceId displayName operatingSystem operatingSystemVersion trustType accountEnabled "         \
    "registrationDateTime isCompliant isManaged approximateLastSignInDateTime complianceExpirationDateTime "           \
    "deviceCategory deviceMetadata deviceOwnership deviceVersion enrollmentProfileName enrollmentType "                \
    "isManagementRestricted isRooted managementType manufacturer mdmAppId model onPremisesLastSyncDateTime "           \
    "onPremisesSyncEnabled physicalIds profileType systemLabels"
#define SIGN_IN                                                                                                        \
    "id createdDateTime userId userPrincipalName userDisplayName appId appDisplayName resourceId "                     \
    "resourceDisplayName ipAddress autonomousSystemNumber clientAppUsed userAgent isInteractive signInEventTypes "     \
    "authenticationProtocol authenticationRequirement authenticationRequirementPolicies incomingTokenType "            \
    "originalTransferMethod sessionId uniqueTokenIdentifier conditionalAccessStatus status location deviceDetail "     \
    "riskLevelDuringSignIn riskLevelAggregated riskState riskDetail riskEventTypes_v2 authenticationDetails "          \
    "authenticationProcessingDetails correlationId originalRequestId appliedConditionalAccessPolicies userType "       \
    "crossTenantAccessType signInIdentifier homeTenantId resourceTenantId tokenIssuerType tokenIssuerName "            \
    "flaggedForReview isTenantRestricted processingTimeInMilliseconds sessionLifetimePolicies servicePrincipalId "     \
    "servicePrincipalName appOwnerTenantId resourceOwnerTenantId clientCredentialType"

enum shape { OBJECT, LIST, OBJECT_OR_LIST, MAP, TEXT, TEXTS };

struct form {
    const char *path; /* the parent's, and the name: "graph/signIns" */
    enum shape shape;
    const char *names; /* of an object's members, or of those of a list's items; NULL: any */
};

static const struct form forms[] = {
    {"scenario", TEXT, NULL},
    {"title", TEXT, NULL},
    {"now", TEXT, NULL},
    {"deny", TEXTS, NULL},
    {"unifiedAuditLog", LIST, NULL},
    {"tenant", OBJECT, "id displayName defaultDomain initialDomain acceptedDomains licence servicePlans"},
    {"subject", OBJECT, "id userPrincipalName"},
    {"graph", OBJECT,
     "user authenticationMethods registeredDevices managedDevices oauth2PermissionGrants servicePrincipals signIns "
     "directoryAudits riskDetections riskyUser alerts_v2 memberOf"},
    {"exo", OBJECT,
     "Get-Mailbox Get-InboxRule Get-InboxRule:hidden Get-SweepRule Get-MailboxPermission Get-RecipientPermission "
     "Get-MailboxFolderPermission Get-CASMailbox Get-MailboxJunkEmailConfiguration Get-MailboxAutoReplyConfiguration "
     "Get-MailboxMessageConfiguration Get-MobileDeviceStatistics Get-MessageTraceV2 Get-BlockedSenderAddress "
     "Get-TransportRule Get-InboundConnector Get-OutboundConnector Get-RemoteDomain Get-JournalRule "
     "Get-MailboxAuditBypassAssociation Get-AdminAuditLogConfig Get-OrganizationConfig Get-TransportConfig "
     "Get-RecoverableItems Get-App Get-LimitsEnforcementStatus"},
    {"graph/user", OBJECT, NULL}, /* properties of a user, see below */
    {"graph/authenticationMethods", LIST, NULL},
    {"graph/registeredDevices", LIST, DEVICE},
    {"graph/managedDevices", LIST, NULL},
    {"graph/oauth2PermissionGrants", LIST, "id clientId consentType principalId resourceId scope"},
    {"graph/servicePrincipals", LIST, NULL},
    {"graph/signIns", LIST, SIGN_IN},
    {"graph/directoryAudits", LIST,
     "id activityDateTime activityDisplayName category loggedByService result resultReason operationType correlationId "
     "initiatedBy targetResources additionalDetails userAgent"},
    {"graph/riskDetections", LIST,
     "id userId userPrincipalName userDisplayName riskEventType riskLevel riskState riskDetail detectionTimingType "
     "activity activityDateTime detectedDateTime lastUpdatedDateTime ipAddress source additionalInfo correlationId "
     "requestId location tokenIssuerType"},
    {"graph/riskyUser", OBJECT,
     "id riskLevel riskState riskDetail riskLastUpdatedDateTime isDeleted isProcessing userDisplayName "
     "userPrincipalName"},
    {"graph/alerts_v2", LIST, NULL},
    {"graph/memberOf", LIST, NULL},
    {"exo/Get-MailboxFolderPermission", MAP, NULL},
    {"exo/Get-Mailbox", OBJECT, NULL},
    {"exo/Get-CASMailbox", OBJECT, NULL},
    {"exo/Get-MailboxJunkEmailConfiguration", OBJECT, NULL},
    {"exo/Get-MailboxAutoReplyConfiguration", OBJECT, NULL},
    {"exo/Get-MailboxMessageConfiguration", OBJECT, NULL},
    {"exo/Get-AdminAuditLogConfig", OBJECT, NULL},
    {"exo/Get-OrganizationConfig", OBJECT, NULL},
    {"exo/Get-TransportConfig", OBJECT, NULL},
    {"exo/Get-LimitsEnforcementStatus", OBJECT_OR_LIST, NULL},
};
enum { FORMS = sizeof forms / sizeof *forms };

static const char top_names[] = "scenario title now tenant subject graph exo unifiedAuditLog deny";
static const char series_names[] = "count stepSeconds recipientPattern senderPattern objectPattern";

static bool among(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)); at += length)
        if ((at == names || at[-1] == ' ') && (!at[length] || at[length] == ' '))
            return length > 0;
    return false;
}

static bool complain(struct err *e, const char *file, const char *path, const char *what)
{
    return err_set(e, ERR_PARSE, "%s: %s: %s", file, *path ? path : "/", what);
}

static bool names_fit(const struct json *object, const char *names, const char *file, const char *path, struct err *e)
{
    for (const struct json *member = json_first(object); member; member = json_next(member))
        if (!among(names, json_key(member)) && json_key(member)[0] != '$') {
            char at[256];
            snprintf(at, sizeof at, "%s/%s", path, json_key(member));
            return complain(e, file, at, "unknown name");
        }
    return true;
}

/* $repeat is a list of times; $series counts. */
static bool directives_fit(const struct json *item, bool timed, const char *file, const char *path, struct err *e)
{
    char at[256];
    for (const struct json *member = json_first(item); member; member = json_next(member)) {
        const char *name = json_key(member);
        snprintf(at, sizeof at, "%s/%s", path, name);
        if (name[0] != '$')
            continue;
        if (!timed || (strcmp(name, "$repeat") != 0 && strcmp(name, "$series") != 0))
            return complain(e, file, at, "unknown name");
        if (!strcmp(name, "$series") && !names_fit(member, series_names, file, at, e))
            return false;
        if (!strcmp(name, "$series") && json_integer(json_get(member, "count"), 0) < 1)
            return complain(e, file, at, "\"count\" must be a number from 1 on");
        for (const struct json *time = strcmp(name, "$repeat") ? NULL : json_first(member); time;
             time = json_next(time)) {
            int64_t ms;
            const char *text = json_text_or(time, "");
            if (!clock_parse(text, strlen(text), &ms))
                return complain(e, file, at, "every item must be a time");
        }
    }
    return true;
}

static bool list_fits(const struct json *list, const struct form *form, const char *file, struct err *e)
{
    const char *last = strrchr(form->path, '/') ? strrchr(form->path, '/') + 1 : form->path;
    size_t i = 0;
    for (const struct json *item = json_first(list); item; item = json_next(item), i++) {
        char at[128], time_at[256];
        const char *time = scenario_time_of(last);
        snprintf(at, sizeof at, "/%s/%zu", form->path, i);
        if (json_kind(item) != JSON_OBJECT)
            return complain(e, file, at, "an object is wanted");
        if (form->names && !names_fit(item, form->names, file, at, e))
            return false;
        if (!directives_fit(item, time != NULL, file, at, e))
            return false;
        const char *text = time ? json_text_or(json_get(item, time), "") : "";
        int64_t ms;
        char with_zone[64];
        snprintf(with_zone, sizeof with_zone, "%.40s%s", text, strpbrk(text, "Zz+") ? "" : "Z");
        snprintf(time_at, sizeof time_at, "%s/%s", at, time ? time : "");
        if (time && !clock_parse(with_zone, strlen(with_zone), &ms))
            return complain(e, file, time_at, "a time is wanted");
    }
    return true;
}

static bool value_fits(const struct json *value, const struct form *form, const char *file, struct err *e)
{
    char at[128];
    snprintf(at, sizeof at, "/%s", form->path);
    enum json_kind kind = json_kind(value);
    if (kind == JSON_NULL) /* nothing is known of it */
        return true;
    switch (form->shape) {
    case TEXT:
        return kind == JSON_STRING || complain(e, file, at, "a text is wanted");
    case TEXTS:
        return kind == JSON_ARRAY || complain(e, file, at, "a list is wanted");
    case LIST:
        return kind == JSON_ARRAY ? list_fits(value, form, file, e) : complain(e, file, at, "a list is wanted");
    case OBJECT_OR_LIST:
        return kind == JSON_ARRAY || kind == JSON_OBJECT || complain(e, file, at, "an object or a list is wanted");
    case OBJECT:
    case MAP:
        break;
    }
    if (kind != JSON_OBJECT)
        return complain(e, file, at, "an object is wanted");
    return (!form->names || names_fit(value, form->names, file, at, e)) && directives_fit(value, false, file, at, e);
}

static const struct json *find(const struct json *root, const char *path)
{
    char parent[32];
    const char *slash = strchr(path, '/');
    if (!slash)
        return json_get(root, path);
    snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
    return json_get(json_get(root, parent), slash + 1);
}

static bool user_fits(const struct json *user, const char *file, struct err *e)
{
    char at[128];
    for (const struct json *member = json_first(user); member; member = json_next(member)) {
        snprintf(at, sizeof at, "/graph/user/%s", json_key(member));
        if (!property_find(json_key(member), strlen(json_key(member))))
            return complain(e, file, at, "unknown name");
    }
    return true;
}

/* The members of "exo" that have no form of their own are lists. */
static bool exchange_fits(const struct json *exchange, const char *file, struct err *e)
{
    char path[96];
    for (const struct json *member = json_first(exchange); member; member = json_next(member)) {
        snprintf(path, sizeof path, "exo/%s", json_key(member));
        const struct form list = {path, LIST, NULL};
        size_t i = 0;
        while (i < FORMS && strcmp(forms[i].path, path) != 0)
            i++;
        if (i == FORMS && !value_fits(member, &list, file, e))
            return false;
    }
    return true;
}

static bool needed_fit(const struct json *root, const char *file, struct err *e)
{
    static const char *const texts[] = {"tenant/id", "subject/id", "subject/userPrincipalName"};
    char at[64];
    const char *now = json_text_or(json_get(root, "now"), "");
    struct guid guid;
    int64_t ms;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = json_text_or(find(root, texts[i]), "");
        snprintf(at, sizeof at, "/%s", texts[i]);
        if (!*text || (i < 2 && !guid_parse(text, strlen(text), &guid)))
            return complain(e, file, at, i < 2 ? "an id is wanted" : "a text is wanted");
    }
    return clock_parse(now, strlen(now), &ms) || complain(e, file, "/now", "a time is wanted");
}

bool scenario_check(const struct json *root, const char *file, struct err *e)
{
    if (json_kind(root) != JSON_OBJECT)
        return complain(e, file, "", "an object is wanted");
    if (!names_fit(root, top_names, file, "", e) || !directives_fit(root, false, file, "", e) ||
        !needed_fit(root, file, e))
        return false;
    for (size_t i = 0; i < FORMS; i++)
        if (find(root, forms[i].path) && !value_fits(find(root, forms[i].path), &forms[i], file, e))
            return false;
    return user_fits(find(root, "graph/user"), file, e) && exchange_fits(json_get(root, "exo"), file, e);
}
