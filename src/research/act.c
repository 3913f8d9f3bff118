/* Records of the unified audit log as acts. AuditData is a text in the rows of Exchange, an object in the records of Graph, whose
 * members stand at its top or under dynamicProperties. Its tree is not kept: there may be 200,000. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "research/evidence_own.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum { MANY = 2000, SUBJECTS = 1 << 20 }; /* trees that are kept from one rule to the next */

/* AuditData of a record: `*inner` gets the tree of one that is a text, to be freed. NULL: the record has none. */
static const struct json *audit_data(const struct json *record, struct json **inner)
{
    const struct json *data = json_get(record, "AuditData");
    *inner = NULL;
    if (!data)
        data = json_get(record, "auditData");
    if (json_kind(data) == JSON_STRING) {
        const char *text = json_text(data);
        data = *inner = json_parse(text, strlen(text), NULL);
    }
    if (json_kind(data) == JSON_OBJECT)
        return data;
    return json_get(record, "Operation") ? record : NULL;
}

static const struct json *member(const struct json *data, const char *path)
{
    const struct json *value = json_path(data, path);
    return value ? value : json_path(json_get(data, "dynamicProperties"), path);
}

static const char *text(const struct json *data, const char *path)
{
    return json_text_or(member(data, path), "");
}

/* The first of several paths that has a text. */
static const char *first(const struct json *data, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (*text(data, paths[i]))
            return text(data, paths[i]);
    return "";
}
#define FIRST(data, ...) first(data, (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})))

/* The value of list[Name=name]; a list is objects of Name and Value. NULL: it has none. */
static const struct json *named(const struct json *list, const char *name)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "Name"), ""), name))
            return json_get(one, "Value");
    return NULL;
}

static const char *named_text(const struct json *data, const char *list, const char *name)
{
    return json_text_or(named(member(data, list), name), "");
}

static bool truth(const struct json *value)
{
    return json_true(value) || !strcasecmp(json_text_or(value, ""), "true");
}

/* How many items it touched: what the service counts, else what it lists. */
static unsigned items_of(const struct json *data)
{
    long long count = json_integer(member(data, "OperationCount"), 0);
    size_t listed = json_count(member(data, "AffectedItems"));
    if (count > 0)
        return (unsigned)count;
    for (const struct json *folder = json_first(member(data, "Folders")); folder; folder = json_next(folder))
        listed += json_count(json_get(folder, "FolderItems"));
    return listed ? (unsigned)listed : member(data, "Item") ? 1 : 0;
}

static const char *folder_of(const struct json *data)
{
    const char *path = FIRST(data, "Folder.Path", "Item.ParentFolder.Path");
    return *path ? path : json_text_or(json_get(json_first(member(data, "Folders")), "Path"), "");
}

/* Subjects of what it touched, one a line. */
static const char *subjects_of(struct evidence *evidence, const struct json *data)
{
    const struct json *list = member(data, "AffectedItems");
    auto_buf struct buf lines = buf_make(SUBJECTS);
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *subject = evidence_text(evidence, json_text(json_get(one, "Subject"))); /* has no line break */
        if (*subject)
            buf_printf(&lines, "%s%s", lines.length ? "\n" : "", subject);
    }
    return lines.length ? evidence_lines(evidence, buf_text(&lines))
                        : evidence_text(evidence, text(data, "Item.Subject"));
}

static const char *agent_of(const struct json *data)
{
    const char *agent = text(data, "UserAgent");
    if (!*agent)
        agent = named_text(data, "ExtendedProperties", "UserAgent");
    return *agent ? agent : text(data, "ClientInfoString");
}

static const char *device_of(const struct json *data)
{
    const char *device = text(data, "DeviceId");
    return *device ? device : named_text(data, "DeviceProperties", "Id");
}

static const struct logon *logon_of(struct evidence *evidence, const struct json *data, const char *operation)
{
    bool success = !strcmp(operation, "UserLoggedIn");
    const char *number = FIRST(data, "ErrorNumber"), *failure = text(data, "LogonError");
    if (!success && strcmp(operation, "UserLoginFailed") != 0)
        return NULL;
    struct logon *logon = arena_alloc(evidence->arena, sizeof *logon);
    *logon = (struct logon){
        .error = *number ? (int)strtol(number, NULL, 10)
                         : (int)json_integer(member(data, "ErrorNumber"), success && !*failure ? 0 : -1),
        .failure = evidence_text(evidence, failure),
        .request = evidence_text(evidence, named_text(data, "ExtendedProperties", "RequestType")),
        .result = evidence_text(evidence, named_text(data, "ExtendedProperties", "ResultStatusDetail")),
        .system = evidence_text(evidence, named_text(data, "DeviceProperties", "OS")),
        .target = evidence_text(evidence, json_text_or(json_get(json_first(member(data, "Target")), "ID"), "")),
    };
    return logon;
}

bool act_take(struct evidence *evidence, const struct record *record, const struct json *object)
{
    struct json *inner;
    const struct json *data = audit_data(object, &inner);
    const char *operation = data ? text(data, "Operation") : "";
    const char *when = data ? text(data, "CreationTime") : "";
    if (!*operation)
        operation = json_text_or(json_get(object, "operation"), "");
    if (!*when)
        when = json_text_or(json_get(object, "createdDateTime"), json_text_or(json_get(object, "CreationDate"), ""));
    bool good = data && *operation && evidence_time(when);
    if (good) {
        evidence_look_odd(evidence, RESEARCH_AUDIT_LOG, data);
        evidence_look_odd(evidence, RESEARCH_AUDIT_LOG, json_get(data, "dynamicProperties"));
        struct act *act = EVIDENCE_PUSH(evidence, acts);
        const char *id = FIRST(data, "Id");
        *act = (struct act){
            .fact = {.time = evidence_when(evidence, RESEARCH_AUDIT_LOG, when, "CreationTime"),
                     .record = record,
                     .source = RESEARCH_AUDIT_LOG},
            .place = evidence_place(evidence, FIRST(data, "ClientIP", "ClientIPAddress", "ActorIpAddress"),
                                    FIRST(data, "AppAccessContext.AADSessionId", "SessionId"),
                                    FIRST(data, "AppAccessContext.UniqueTokenId"), device_of(data), agent_of(data)),
            .id = evidence_text(evidence, *id ? id : json_text_or(json_get(object, "id"), "")),
            .operation = evidence_text(evidence, operation),
            .actor = evidence_text(evidence, FIRST(data, "UserId")),
            .object = evidence_text(evidence, text(data, "ObjectId")),
            .owner = evidence_text(evidence, text(data, "MailboxOwnerUPN")),
            .app = evidence_text(evidence,
                                 FIRST(data, "AppAccessContext.ClientAppId", "ClientAppId", "AppId", "ApplicationId")),
            .client = evidence_text(evidence, text(data, "ClientInfoString")),
            .access = evidence_text(evidence, named_text(data, "OperationProperties", "MailAccessType")),
            .folder = evidence_text(evidence, folder_of(data)),
            .correlation = evidence_text(evidence, text(data, "InterSystemsId")),
            .record_type = (int)json_integer(member(data, "RecordType"), -1),
            .logon_type = (int)json_integer(member(data, "LogonType"), -1),
            .items = items_of(data),
            .throttled = truth(named(member(data, "OperationProperties"), "IsThrottled")),
            .unsaved = member(data, "SaveToSentItems") && !truth(member(data, "SaveToSentItems")),
            .subjects = subjects_of(evidence, data),
            .external = truth(member(data, "ExternalAccess")),
            .failed = !strcasecmp(text(data, "ResultStatus"), "False") ||
                      !strcasecmp(text(data, "ResultStatus"), "Failed"),
        };
    }
    if (good)
        evidence->acts[evidence->acts_count - 1].logon = logon_of(evidence, data, operation);
    json_free(inner);
    return good;
}

/* --- looking further into one --- */

static struct parsed_act *slot(struct evidence_own *own, const struct act *act)
{
    size_t at = ((uintptr_t)act >> 4) * 2654435761U & (own->parsed_capacity - 1);
    while (own->parsed[at].act && own->parsed[at].act != act)
        at = (at + 1) & (own->parsed_capacity - 1);
    return &own->parsed[at];
}

static void grow_parsed(struct evidence_own *own)
{
    struct evidence_own old = *own;
    own->parsed_capacity = old.parsed_capacity ? old.parsed_capacity * 2 : 256;
    own->parsed = xcalloc(own->parsed_capacity, sizeof *own->parsed);
    for (size_t i = 0; i < old.parsed_capacity; i++)
        if (old.parsed[i].act)
            *slot(own, old.parsed[i].act) = old.parsed[i];
    xfree(old.parsed);
}

void act_forget(struct evidence *evidence)
{
    struct evidence_own *own = evidence->own;
    for (size_t i = 0; i < own->parsed_capacity; i++) {
        json_free(own->parsed[i].inner);
        json_free(own->parsed[i].root);
        own->parsed[i] = (struct parsed_act){0};
    }
    own->parsed_count = 0;
}

void act_forget_if_many(struct evidence *evidence)
{
    if (evidence->own->parsed_count > MANY)
        act_forget(evidence);
}

static const struct json *data_of(const struct evidence *evidence, const struct act *act)
{
    struct evidence_own *own = evidence->own;
    if (own->parsed_count * 2 >= own->parsed_capacity)
        grow_parsed(own);
    struct parsed_act *parsed = slot(own, act);
    if (!parsed->act) {
        parsed->act = act;
        const char *raw = record_raw(act->fact.record, &own->reader);
        parsed->root = raw ? json_parse(raw, strlen(raw), NULL) : NULL;
        parsed->data = audit_data(parsed->root, &parsed->inner);
        own->parsed_count++;
    }
    return parsed->data;
}

const struct json *act_member(const struct evidence *evidence, const struct act *act, const char *path)
{
    return member(data_of(evidence, act), path);
}

/* A value as text: what is no text is kept written out, in the arena. */
static const char *as_text(const struct evidence *evidence, const struct json *value)
{
    char number[32];
    switch (json_kind(value)) {
    case JSON_BOOL:
        return json_true(value) ? "True" : "False";
    case JSON_NUMBER:
        snprintf(number, sizeof number, "%lld", json_integer(value, 0));
        return evidence_text(evidence, number);
    default:
        return json_text(value);
    }
}

const char *act_text(const struct evidence *evidence, const struct act *act, const char *path)
{
    const char *value = as_text(evidence, act_member(evidence, act, path));
    return value ? value : "";
}

const char *act_parameter(const struct evidence *evidence, const struct act *act, const char *name)
{
    return as_text(evidence, named(act_member(evidence, act, "Parameters"), name));
}

const char *act_property(const struct evidence *evidence, const struct act *act, const char *list, const char *name)
{
    return as_text(evidence, named(act_member(evidence, act, list), name));
}

/* --- logons in place of sign-ins --- */

void sign_ins_of_logons(struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->acts_count; i++) {
        const struct act *act = &evidence->acts[i];
        const struct logon *logon = act->logon;
        if (!logon)
            continue;
        struct sign_in *row = act->by_subject ? EVIDENCE_PUSH(evidence, sign_ins) : EVIDENCE_PUSH(evidence, others);
        *row = (struct sign_in){
            .fact = act->fact,
            .place = act->place,
            .id = act->id,
            .user_id = act->by_subject ? evidence->of.user_id : act->actor,
            .app_id = act->app,
            .app = "",
            .resource_id = logon->target,
            .resource = "",
            .owner = "",
            .country = "",
            .city = "",
            .client = "",
            .protocol = "",
            .transfer = "",
            .token_type = "",
            .access_status = "",
            .device_name = "",
            .bound = "",
            .system = logon->system,
            .correlation = act->correlation,
            .failure = logon->failure,
            .from_log = true,
            .request = logon->request,
            .result = logon->result,
            .error = logon->error,
        };
    }
}
