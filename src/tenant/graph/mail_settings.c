/* What Exchange keeps, in Graph's names. */
#include "tenant/graph/mail_settings.h"

#include "base/clock.h"
#include "tenant/exchange/exchange_handlers.h"
#include "tenant/graph/users.h"
#include "tenant/state/mailbox.h"
#include "tenant/wire/objects.h"
#include <string.h>
#include <strings.h>

/* The mailbox of the path that the caller may look into; false after answering. */
static bool open_mailbox(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                         struct mailbox *out)
{
    char id[GUID_TEXT];
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return false;
    struct guid owner = seed_id(store_people(tenant->store), number);
    if (request->caller.delegated && strcasecmp(request->caller.user_oid, guid_format(&owner, id)) != 0) {
        tenant_error(request, reply, 403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        return false;
    }
    if (mailbox_load(tenant, number, out))
        return true;
    tenant_error(request, reply, 404, "MailboxNotEnabledForRESTAPI",
                 "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
    return false;
}

static const char *text_of(const struct json *object, const char *name)
{
    return json_text_or(json_get(object, name), "");
}

/* One of the words of Exchange as Graph's; both lists end with NULL. */
static const char *word(const char *text, const char *const *exchange, const char *const *graph)
{
    size_t i = 0;
    while (exchange[i] && strcmp(exchange[i], text) != 0)
        i++;
    return graph[i];
}

/* Without a zone, with seven digits (REQUESTS §7.3). */
static struct json *moment(const char *date)
{
    struct json *one = json_new_object();
    char text[48];
    int64_t ms = 0;
    clock_parse(date, strlen(date), &ms);
    clock_format(ms, text);
    memcpy(text + strlen("2026-01-01T08:00:00"), ".0000000", sizeof ".0000000");
    json_set_text(one, "dateTime", text);
    json_set_text(one, "timeZone", "UTC");
    return one;
}

static struct json *replies(const struct tenant *tenant, const struct mailbox *mailbox)
{
    static const char *const states[] = {"Disabled", "Enabled", "Scheduled", NULL},
                             *const statuses[] = {"disabled", "alwaysEnabled", "scheduled", NULL},
                             *const audiences[] = {"None", "Known", "All", NULL},
                             *const names[] = {"none", "contactsOnly", "all", NULL};
    auto_json struct json *kept = mailbox_part(tenant, mailbox, MAILBOX_REPLIES);
    struct json *one = json_new_object();
    json_set_text(one, "status", word(text_of(kept, "AutoReplyState"), states, statuses));
    json_set_text(one, "externalAudience", word(text_of(kept, "ExternalAudience"), audiences, names));
    json_set(one, "scheduledStartDateTime", moment(text_of(kept, "StartTime")));
    json_set(one, "scheduledEndDateTime", moment(text_of(kept, "EndTime")));
    json_set_text(one, "internalReplyMessage", text_of(kept, "InternalMessage"));
    json_set_text(one, "externalReplyMessage", text_of(kept, "ExternalMessage"));
    return one;
}

static struct json *working_hours(void)
{
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday"};
    struct json *one = json_new_object(), *list = json_new_array(), *zone = json_new_object();
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        json_push(list, json_new_text(days[i]));
    json_set(one, "daysOfWeek", list);
    json_set_text(one, "startTime", "08:00:00.0000000");
    json_set_text(one, "endTime", "17:00:00.0000000");
    json_set_text(zone, "name", "W. Europe Standard Time");
    json_set(one, "timeZone", zone);
    return one;
}

static const char *purpose(enum mailbox_kind kind)
{
    static const char *const names[MAILBOX_KINDS] = {[MAILBOX_USER] = "user",
                                                     [MAILBOX_SHARED] = "shared",
                                                     [MAILBOX_ROOM] = "room",
                                                     [MAILBOX_EQUIPMENT] = "equipment"};
    return names[kind] ? names[kind] : "others";
}

void mail_settings_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"archiveFolder", "automaticRepliesSetting",
                                        "dateFormat",    "delegateMeetingMessageDeliveryOptions",
                                        "language",      "timeFormat",
                                        "timeZone",      "userPurpose",
                                        "workingHours",  NULL};
    struct mailbox mailbox;
    char scratch[SEED_TEXT];
    if (!open_mailbox(tenant, request, reply, &mailbox))
        return;
    const struct object_kind kind = {
        .type = "mailboxSettings",
        .set = arena_printf(request->arena, "users('%s')/mailboxSettings", request->segments[1]),
        .properties = names};
    const char *language = mailbox_user_text(&mailbox.user, "preferredLanguage", scratch);
    struct json *one = json_new_object(), *locale = json_new_object();
    json_set_text(locale, "locale", *language ? language : "en-US");
    json_set_text(locale, "displayName", *language ? language : "English (United States)");
    json_set_text(one, "archiveFolder", NULL);
    json_set_text(one, "timeZone", "W. Europe Standard Time");
    json_set_text(one, "delegateMeetingMessageDeliveryOptions", "sendToDelegateOnly");
    json_set_text(one, "dateFormat", "yyyy-MM-dd");
    json_set_text(one, "timeFormat", "HH:mm");
    json_set_text(one, "userPurpose", purpose(mailbox.kind));
    json_set(one, "automaticRepliesSetting", replies(tenant, &mailbox));
    json_set(one, "language", locale);
    json_set(one, "workingHours", working_hours());
    objects_answer(request, reply, &kind, 200, one);
}

/* --- rules: never the hidden ones --- */

static struct json *recipients(const struct json *addresses)
{
    struct json *list = json_new_array();
    for (const struct json *address = json_first(addresses); address; address = json_next(address)) {
        struct json *one = json_new_object(), *inner = json_new_object();
        json_set_text(inner, "name", json_text(address));
        json_set_text(inner, "address", json_text(address));
        json_set(one, "emailAddress", inner);
        json_push(list, one);
    }
    return list;
}

/* Of both forms of a rule: what stands where, and as what. */
enum member_kind { AS_IT_IS, AS_RECIPIENTS, AS_FOLDER };

static const struct rule_member {
    const char *exchange, *graph;
    enum member_kind kind;
    bool action; /* else it is a condition */
} rule_members[] = {
    {"From", "fromAddresses", AS_RECIPIENTS, false},
    {"SentTo", "sentToAddresses", AS_RECIPIENTS, false},
    {"SubjectContainsWords", "subjectContains", AS_IT_IS, false},
    {"BodyContainsWords", "bodyContains", AS_IT_IS, false},
    {"SubjectOrBodyContainsWords", "bodyOrSubjectContains", AS_IT_IS, false},
    {"FromAddressContainsWords", "senderContains", AS_IT_IS, false},
    {"RecipientAddressContainsWords", "recipientContains", AS_IT_IS, false},
    {"HeaderContainsWords", "headerContains", AS_IT_IS, false},
    {"HasAttachment", "hasAttachments", AS_IT_IS, false},
    {"ForwardTo", "forwardTo", AS_RECIPIENTS, true},
    {"ForwardAsAttachmentTo", "forwardAsAttachmentTo", AS_RECIPIENTS, true},
    {"RedirectTo", "redirectTo", AS_RECIPIENTS, true},
    {"MoveToFolder", "moveToFolder", AS_FOLDER, true},
    {"CopyToFolder", "copyToFolder", AS_FOLDER, true},
    {"DeleteMessage", "delete", AS_IT_IS, true},
    {"SoftDeleteMessage", "permanentDelete", AS_IT_IS, true},
    {"MarkAsRead", "markAsRead", AS_IT_IS, true},
    {"StopProcessingRules", "stopProcessingRules", AS_IT_IS, true},
};

/* A folder is told by an id, which says nothing of its name. */
static struct json *folder(const struct tenant_request *request, const struct mailbox *mailbox, const char *name)
{
    return json_new_text(exchange_folder_id(mailbox, arena_printf(request->arena, "\\%s", name), request->arena));
}

static void put_members(const struct tenant_request *request, const struct mailbox *mailbox, const struct json *rule,
                        struct json *conditions, struct json *actions)
{
    for (size_t i = 0; i < sizeof rule_members / sizeof *rule_members; i++) {
        const struct rule_member *row = &rule_members[i];
        const struct json *given = json_get(rule, row->exchange);
        bool nothing = json_kind(given) == JSON_ARRAY ? !json_count(given) : json_kind(given) == JSON_NULL;
        if (!given || nothing)
            continue;
        json_set(row->action ? actions : conditions, row->graph,
                 row->kind == AS_RECIPIENTS ? recipients(given)
                 : row->kind == AS_FOLDER   ? folder(request, mailbox, json_text_or(given, ""))
                                            : json_copy(given));
    }
}

static struct json *rule_object(const struct tenant_request *request, const struct mailbox *mailbox,
                                const struct json *rule)
{
    struct json *one = json_new_object(), *conditions = json_new_object(), *actions = json_new_object();
    put_members(request, mailbox, rule, conditions, actions);
    json_set_text(one, "id", text_of(rule, "RuleIdentity"));
    json_set_text(one, "displayName", text_of(rule, "Name"));
    json_set_number(one, "sequence", json_number(json_get(rule, "Priority"), 0));
    json_set_bool(one, "isEnabled", json_true(json_get(rule, "Enabled")));
    json_set_bool(one, "hasError", json_true(json_get(rule, "InError")));
    json_set_bool(one, "isReadOnly", false);
    json_set(one, "conditions", conditions);
    json_set(one, "actions", actions);
    return one;
}

void mail_settings_rules(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id",         "displayName", "sequence",   "isEnabled", "hasError",
                                        "isReadOnly", "conditions",  "exceptions", "actions",   NULL};
    static const char *const options[] = {"$select", "$top", "$skiptoken", NULL};
    struct mailbox mailbox;
    if (!open_mailbox(tenant, request, reply, &mailbox))
        return;
    const struct object_kind kind = {
        .type = "messageRule",
        .set = arena_printf(request->arena, "users('%s')/mailFolders('inbox')/messageRules", request->segments[1]),
        .properties = names,
        .options = options};
    auto_json struct json *rules = mailbox_part(tenant, &mailbox, MAILBOX_RULES);
    struct json *list = json_new_array();
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule))
        if (!json_true(json_get(rule, "@hidden")))
            json_push(list, rule_object(request, &mailbox, rule));
    objects_answer_list(request, reply, &kind, list);
}
