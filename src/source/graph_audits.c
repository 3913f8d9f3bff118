/* What was done to a user and by him: the directory's audit log, newest first, and roster's own journal. Who did something and to whom it
 * was done are asked for apart: the service joins them by no "or" (REQUESTS §2.6). */
#include "api/graph/graph.h"
#include "base/clean.h"
#include "base/clock.h"
#include "codec/json.h"
#include "codec/url.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define KEPT            (INT64_C(30) * 24 * 60 * MINUTES) /* ms: the service keeps thirty days */

enum { PAGE = 200, TEXT = 1 << 16 };

static const struct field audit_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "activityDateTime", .label = "Time", .type = FIELD_TIME, .flags = FIELD_REQUIRED},
    {.name = "activityDisplayName", .label = "What"},
    {.name = "who", .label = "Who", .flags = FIELD_BESIDE},
    {.name = "where", .label = "Where", .flags = FIELD_BESIDE},
    {.name = "result", .label = "Result"},
    {.name = "resultReason", .label = "Reason"},
    {.name = "changes", .label = "Changes", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "targets", .label = "Of", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "category", .label = "Category"},
    {.name = "loggedByService", .label = "Service"},
    {.name = "address", .label = "Address", .path = "initiatedBy.user.ipAddress"},
    {.name = "correlationId", .label = "Correlation id"},
};
static const struct record_kind audit_kind = {.name = "audit entry",
                                              .many = "audit entries",
                                              .fields = audit_fields,
                                              .count = COUNT_OF(audit_fields),
                                              .id = 0,
                                              .title = 2,
                                              .detail = 3,
                                              .time = 1};

/* --- asking --- */

static struct http_request *ask(struct reading *reading, const char *who)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    const char *since = clock_format(reading->from ? reading->from : clock_now() - KEPT, from);
    const char *until = reading->to ? arena_printf(reading->arena, "%%20and%%20activityDateTime%%20le%%20%s",
                                                   clock_format(reading->to + 999, to))
                                    : "";
    return graph_get(reading->arena, reading->endpoints,
                     arena_printf(reading->arena,
                                  "/auditLogs/directoryAudits?$filter=%s%%20and%%20activityDateTime%%20ge%%20%s%s"
                                  "&$orderby=activityDateTime%%20desc&$top=%d",
                                  who, since, until, PAGE));
}

static struct http_request *ask_of(struct reading *reading)
{
    return ask(reading, arena_printf(reading->arena, "targetResources/any(t:t/id%%20eq%%20'%s')", reading->subject));
}

static struct http_request *ask_by(struct reading *reading)
{
    return ask(reading, arena_printf(reading->arena, "initiatedBy/user/id%%20eq%%20'%s'", reading->subject));
}

/* A device is registered by a service, and its entry may name the device alone. */
static struct http_request *ask_object(struct reading *reading)
{
    auto_buf struct buf literal = buf_make(512);
    url_odata_literal(&literal, reading->text);
    return ask(reading, arena_printf(reading->arena, "targetResources/any(t:t/id%%20eq%%20%s)", buf_text(&literal)));
}

/* --- a row in words --- */

static const char *given(const struct json *object, const char *path)
{
    return json_text_or(json_path(object, path), "");
}

/* Old and new values are JSON within a text: "[\"x\"]", "\"x\"", "null". What is none is the value itself. */
static void put_value(struct buf *out, const char *text)
{
    struct err ignored;
    auto_json struct json *value = json_parse(text, strlen(text), &ignored);
    const struct json *one = json_kind(value) == JSON_ARRAY ? json_first(value) : value;
    size_t begins = out->length;
    if (!value)
        buf_puts(out, text);
    for (; one; one = value != one ? json_next(one) : NULL) {
        buf_puts(out, out->length > begins ? ", " : "");
        if (json_text(one))
            buf_puts(out, json_text(one));
        else if (json_kind(one) != JSON_NULL)
            json_write(one, out);
    }
}

/* "Department: from Sales to Finance"; NULL where it says nothing. */
static const char *change_of(struct arena *arena, const struct json *property)
{
    auto_buf struct buf before = buf_make(TEXT), after = buf_make(TEXT);
    const char *name = given(property, "displayName");
    put_value(&before, given(property, "oldValue"));
    put_value(&after, given(property, "newValue"));
    const char *from = buf_text(&before), *to = buf_text(&after);
    if (!strcmp(from, to) || !strcmp(name, "Included Updated Properties"))
        return NULL;
    const char *text = !*from ? arena_printf(arena, "%s: %s", name, to)
                       : *to  ? arena_printf(arena, "%s: from %s to %s", name, from, to)
                              : arena_printf(arena, "%s: %s removed", name, from);
    return clean_strdup(arena, text, strlen(text));
}

static void take_targets(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    const struct json *targets = json_get(object, "targetResources");
    size_t most = 0, changed = 0, others = 0;
    for (const struct json *one = json_first(targets); one; one = json_next(one))
        most += 1 + json_count(json_get(one, "modifiedProperties"));
    const char **changes = arena_alloc(arena, (most + 1) * sizeof *changes);
    const char **names = arena_alloc(arena, (most + 1) * sizeof *names);
    for (const struct json *one = json_first(targets); one; one = json_next(one)) {
        const char *named[] = {given(one, "displayName"), given(one, "userPrincipalName"), given(one, "id")};
        const char *name = *named[0] ? named[0] : *named[1] ? named[1] : named[2];
        const struct json *property = json_first(json_get(one, "modifiedProperties"));
        names[others++] = clean_strdup(arena, name, strlen(name));
        for (; property; property = json_next(property)) {
            const char *change = change_of(arena, property);
            if (change)
                changes[changed++] = change;
        }
    }
    record_set(record, "changes", (struct value){.known = true, .texts = changes, .count = changed});
    record_set(record, "targets", (struct value){.known = true, .texts = names, .count = others});
}

static bool by_browser(const struct json *object)
{
    for (const struct json *one = json_first(json_get(object, "additionalDetails")); one; one = json_next(one))
        if (!strcmp(given(one, "key"), "User-Agent"))
            return strncmp(given(one, "value"), "Mozilla", 7) == 0;
    return false;
}

/* The accounts under which Entra Connect writes: Sync_SERVER_… and ADToAADSyncServiceAccount; its applications are named so. */
static bool is_sync(const char *name)
{
    return !strncmp(name, "Sync_", 5) || strstr(name, "Sync") != NULL;
}

/* An entry about what was done to somebody else; one that names nobody by id says nothing of that. */
static bool is_of_others(const struct reading *reading, const struct json *object)
{
    bool others = false;
    for (const struct json *one = json_first(json_get(object, "targetResources")); one; one = json_next(one)) {
        bool other = decode_is_another(reading, one, "id");
        if (*given(one, "id") && !other)
            return false;
        others |= other;
    }
    return others;
}

static bool in_words(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    const char *app = given(object, "initiatedBy.app.displayName"),
               *upn = given(object, "initiatedBy.user.userPrincipalName");
    const char *named[] = {upn, given(object, "initiatedBy.user.displayName"), given(object, "initiatedBy.user.id"),
                           app, given(object, "initiatedBy.app.appId")};
    const char *who = "";
    for (size_t i = 0; i < COUNT_OF(named) && !*who; i++)
        who = named[i];
    record_set_text(record, "who", *who ? clean_strdup(arena, who, strlen(who)) : NULL);
    record_set_text(record, "where",
                    is_sync(*upn ? upn : app)                                        ? "sync"
                    : json_kind(json_path(object, "initiatedBy.app")) == JSON_OBJECT ? "application"
                    : by_browser(object)                                             ? "portal"
                                                                                     : "directory");
    take_targets(reading, object, record);
    return reading->source->ask != ask_of || !is_of_others(reading, object) || decode_stranger(reading, record);
}

/* --- roster's own journal: the worker fills it --- */

static const struct field journal_fields[] = {
    {.name = "id", .label = "Entry", .flags = FIELD_REQUIRED},
    {.name = "begun", .label = "Time", .type = FIELD_TIME},
    {.name = "action", .label = "What"},
    {.name = "operator", .label = "Who"},
    {.name = "state", .label = "State"},
    {.name = "message", .label = "What came of it"},
    {.name = "requestId", .label = "Request id"},
};
static const struct record_kind journal_kind = {.name = "journal entry",
                                                .many = "journal entries",
                                                .fields = journal_fields,
                                                .count = COUNT_OF(journal_fields),
                                                .id = 0,
                                                .title = 2,
                                                .detail = 3,
                                                .time = 1};

static const char *const readers[] = {"Reports Reader", "Security Reader",      "Security Administrator",
                                      "Global Reader",  "Global Administrator", NULL};

#define AUDIT                                                                                                          \
    .kind = &audit_kind, .needs = ANY_OF("AuditLog.Read.All"), .roles = readers, .phase = PHASE_AUDIT, .most = PAGE,   \
    .finish = in_words

const struct source graph_audit_sources[] = {
    {.name = "audit-of",
     .label = "The audit log of what was done to a user",
     .scope = SOURCE_OF_USER,
     .flags = SOURCE_LOG,
     AUDIT,
     .ask = ask_of},
    {.name = "audit-by",
     .label = "The audit log of what a user did",
     .scope = SOURCE_OF_USER,
     .flags = SOURCE_LOG,
     AUDIT,
     .whose = "initiatedBy.user.id",
     .ask = ask_by},
    {.name = "audit-of-object",
     .label = "The audit log of what was done to an object",
     .scope = SOURCE_OF_TENANT,
     .flags = SOURCE_LOG | SOURCE_BY_TEXT,
     AUDIT,
     .ask = ask_object},
    {
        .name = "journal",
        .label = "The journal of roster",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_OPEN | SOURCE_LOCAL,
        .kind = &journal_kind,
        .phase = PHASE_STATE,
        .most = 1000,
    },
};
const size_t graph_audit_source_count = COUNT_OF(graph_audit_sources);
