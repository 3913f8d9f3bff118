/* A scenario file, fed to the evidence as the services would send it: rows of Exchange with AuditData as a text, records of Graph with
 * it as an object, some members under dynamicProperties, duplicates between both. */
#ifndef SCENARIO_FIXTURE_H
#define SCENARIO_FIXTURE_H

#include "base/arena.h"
#include "base/clock.h"
#include "codec/json.h"
#include "research/evidence.h"
#include "research/lists.h"
#include "research/report.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scenario {
    struct arena *arena;
    struct json *root;
    const char *denied[8]; /* keys of sources; "" ends them */
    struct evidence *evidence;
    const struct lists *lists;
};

static const struct record_kind scenario_kind = {
    .name = "fact", .many = "facts", .id = -1, .title = -1, .detail = -1, .time = -1};

static inline struct json *scenario_read(const char *file)
{
    char path[512];
    snprintf(path, sizeof path, SOURCE_DIR "/%s", file);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    fseek(stream, 0, SEEK_END);
    size_t size = (size_t)ftell(stream);
    char *text = malloc(size + 1);
    rewind(stream);
    assert_int_equal(fread(text, 1, size, stream), size);
    fclose(stream);
    struct err e;
    struct json *root = json_parse(text, size, &e);
    if (!root)
        fail_msg("%s: %s", file, e.message);
    free(text);
    return root;
}

static inline const char *scenario_text(const struct json *object, const char *name)
{
    return json_text_or(json_get(object, name), "");
}

/* A member at "a/b", to be changed: the trees here are the test's own. */
static inline struct json *scenario_at(struct json *root, const char *path)
{
    char part[64];
    struct json *at = root;
    for (; at && *path; path += strcspn(path, "/"), path += *path == '/') {
        snprintf(part, sizeof part, "%.*s", (int)strcspn(path, "/"), path);
        at = (struct json *)(uintptr_t)json_get(at, part);
    }
    return at;
}

static inline void scenario_put(struct json *root, const char *path, const struct json *value)
{
    const char *slash = strrchr(path, '/');
    char parent[128];
    snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 0, path);
    json_set(scenario_at(root, parent), slash ? slash + 1 : path, json_copy(value));
}

/* The seed of a small case: the base, what it sets, what it adds. */
static inline struct json *scenario_small(const struct json *base, const struct json *change)
{
    struct json *root = json_copy(base);
    for (const struct json *one = json_first(json_get(change, "set")); one; one = json_next(one))
        scenario_put(root, json_key(one), one);
    for (const struct json *list = json_first(json_get(change, "add")); list; list = json_next(list)) {
        auto_json struct json *nothing = json_new_array();
        if (!scenario_at(root, json_key(list)))
            scenario_put(root, json_key(list), nothing);
        for (const struct json *one = json_first(list); one; one = json_next(one))
            json_push(scenario_at(root, json_key(list)), json_copy(one));
    }
    return root;
}

static inline bool scenario_denies(const struct scenario *scenario, const char *key)
{
    for (size_t i = 0; scenario->denied[i]; i++)
        if (!strcmp(scenario->denied[i], key))
            return true;
    return false;
}

/* --- one object becomes a record --- */

static inline void scenario_add(struct scenario *scenario, enum research_source source, const struct json *object)
{
    auto_buf struct buf text = buf_make(1 << 20);
    struct record *record = arena_alloc(scenario->arena, sizeof *record);
    assert_true(json_write(object, &text));
    *record = (struct record){.kind = &scenario_kind, .raw = arena_strdup(scenario->arena, buf_text(&text))};
    assert_true(evidence_add(scenario->evidence, source, record));
}

static inline void scenario_add_row(struct scenario *scenario, const struct json *data) /* of Search-UnifiedAuditLog */
{
    auto_buf struct buf text = buf_make(1 << 20);
    auto_json struct json *row = json_new_object();
    assert_true(json_write(data, &text));
    json_set_text(row, "CreationDate", scenario_text(data, "CreationTime"));
    json_set_text(row, "UserIds", scenario_text(data, "UserId"));
    json_set_text(row, "Operations", scenario_text(data, "Operation"));
    json_set_text(row, "AuditData", buf_text(&text));
    scenario_add(scenario, RESEARCH_AUDIT_LOG, row);
}

static inline void scenario_add_record(struct scenario *scenario, const struct json *data, bool dynamic) /* of Graph */
{
    auto_json struct json *record = json_new_object();
    struct json *inner = json_copy(data), *more = json_new_object();
    static const char *const plain[] = {"CreationTime", "Id", "Operation", "UserId", "RecordType"};
    for (const struct json *one = json_first(data); one && dynamic; one = json_next(one)) {
        bool stays = false;
        for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
            stays |= !strcmp(json_key(one), plain[i]);
        if (!stays) {
            json_set(more, json_key(one), json_copy(one));
            json_remove(inner, json_key(one));
        }
    }
    json_set_text(record, "id", scenario_text(data, "Id"));
    json_set_text(record, "createdDateTime", scenario_text(data, "CreationTime"));
    json_set_text(record, "operation", scenario_text(data, "Operation"));
    json_set_text(inner, "@odata.type", "#microsoft.graph.security.unheardOfAuditRecord");
    if (dynamic)
        json_set(inner, "dynamicProperties", more);
    else
        json_free(more);
    json_set(record, "auditData", inner);
    scenario_add(scenario, RESEARCH_AUDIT_LOG, record);
}

static inline void scenario_add_act(struct scenario *scenario, const struct json *data)
{
    size_t number = scenario->evidence->sources[RESEARCH_AUDIT_LOG].count;
    if (number % 3 == 0 || number % 5 == 0)
        scenario_add_row(scenario, data);
    if (number % 3 != 0)
        scenario_add_record(scenario, data, number % 3 == 1);
}

/* --- clones --- */

static inline const char *scenario_time_member(const struct json *object)
{
    static const char *const names[] = {"createdDateTime", "activityDateTime", "CreationTime", "Received"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (*scenario_text(object, names[i]))
            return names[i];
    fail_msg("a record that is repeated has no time");
    return NULL;
}

static inline void scenario_set_time(struct json *object, const char *member, int64_t time)
{
    char text[CLOCK_TEXT];
    bool zone = strchr(scenario_text(object, member), 'Z') != NULL;
    clock_format(time, text);
    if (!zone)
        text[strlen(text) - 1] = '\0';
    json_set_text(object, member, text);
}

static inline int64_t scenario_time(const char *text)
{
    char with_zone[CLOCK_TEXT];
    int64_t time = 0;
    snprintf(with_zone, sizeof with_zone, "%s%s", text, strchr(text, 'Z') ? "" : "Z");
    assert_true(clock_parse(with_zone, strlen(with_zone), &time));
    return time;
}

static inline void scenario_number(struct json *object, size_t number)
{
    static const char *const ids[] = {"id", "Id", "MessageTraceId"};
    char text[160];
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (*scenario_text(object, ids[i])) {
            snprintf(text, sizeof text, "%s-%zu", scenario_text(object, ids[i]), number);
            json_set_text(object, ids[i], text);
        }
}

/* "contact%03d@customer.example" with a number, the pattern being data and no format of ours. */
static inline void scenario_fill(struct json *object, const char *member, const char *pattern, int number)
{
    char text[512];
    const char *mark = strchr(pattern, '%');
    if (!*pattern)
        return;
    if (mark)
        snprintf(text, sizeof text, "%.*s%0*d%s", (int)(mark - pattern), pattern, atoi(mark + 1), number,
                 strchr(mark, 'd') + 1);
    else
        snprintf(text, sizeof text, "%s", pattern);
    json_set_text(object, member, text);
}

static inline struct json *scenario_expand(const struct json *list)
{
    struct json *all = json_new_array();
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const struct json *repeat = json_get(one, "$repeat"), *series = json_get(one, "$series");
        size_t count = repeat ? json_count(repeat) : series ? (size_t)json_integer(json_get(series, "count"), 0) : 1;
        const struct json *time = json_first(repeat);
        for (size_t i = 0; i < count; i++, time = time ? json_next(time) : NULL) {
            struct json *clone = json_copy(one);
            json_remove(clone, "$repeat");
            json_remove(clone, "$series");
            if (repeat || series) {
                const char *member = scenario_time_member(clone);
                int64_t step = json_integer(json_get(series, "stepSeconds"), 0) * 1000;
                scenario_set_time(clone, member,
                                  repeat ? scenario_time(json_text(time))
                                         : scenario_time(scenario_text(clone, member)) + step * (int64_t)i);
                scenario_number(clone, i);
            }
            scenario_fill(clone, "RecipientAddress", scenario_text(series, "recipientPattern"), (int)i + 1);
            scenario_fill(clone, "ObjectId", scenario_text(series, "objectPattern"), (int)i + 1);
            json_push(all, clone);
        }
    }
    return all;
}

/* --- a source --- */

static inline void scenario_end(struct scenario *scenario, enum research_source source, bool denied)
{
    static const struct err refused = {.code = ERR_FORBIDDEN, .message = "refused"};
    enum read_why why = source == RESEARCH_SIGN_INS ? WHY_NOT_LICENSED : WHY_NOT_PERMITTED;
    if (denied)
        evidence_end(scenario->evidence, source, READ_NOT, why, &refused, NULL, 0, 0);
    else
        evidence_end(scenario->evidence, source, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
}

static inline void scenario_add_rights(struct scenario *scenario, const struct json *folders)
{
    for (const struct json *folder = json_first(folders); folder; folder = json_next(folder))
        for (const struct json *one = json_first(folder); one; one = json_next(one)) {
            auto_json struct json *row = json_copy(one);
            const char *name = json_key(folder);
            json_set_text(row, "FolderName", name[0] == '\\' && name[1] ? name + 1 : name);
            json_set_text(row, "FolderType",
                          !strcmp(name, "\\")             ? "Root"
                          : !strcmp(name, "\\Sent Items") ? "SentItems"
                                                          : name + 1);
            scenario_add(scenario, RESEARCH_FOLDER_RIGHTS, row);
        }
}

static inline void scenario_feed_source(struct scenario *scenario, const char *key, const struct json *value)
{
    enum research_source source = research_source_find(key);
    if (source == RESEARCH_SOURCES)
        fail_msg("no source is called %s", key);
    bool denied = scenario_denies(scenario, key) ||
                  (source == RESEARCH_ALL_RULES && scenario_denies(scenario, "Get-InboxRule"));
    auto_json struct json *all = json_kind(value) == JSON_ARRAY ? scenario_expand(value) : NULL;
    evidence_begin(scenario->evidence, source);
    if (denied)
        ;
    else if (source == RESEARCH_FOLDER_RIGHTS)
        scenario_add_rights(scenario, value);
    else if (json_kind(value) == JSON_OBJECT)
        scenario_add(scenario, source, value);
    for (const struct json *one = json_first(all); one && !denied; one = json_next(one)) {
        if (source == RESEARCH_AUDIT_LOG)
            scenario_add_act(scenario, one);
        else
            scenario_add(scenario, source, one);
    }
    scenario_end(scenario, source, denied);
}

/* The list with IncludeHidden is the list, and what is hidden. */
static inline struct json *scenario_all_rules(const struct json *exchange)
{
    struct json *all = json_copy(json_get(exchange, "Get-InboxRule"));
    for (const struct json *one = json_first(json_get(exchange, "Get-InboxRule:hidden")); one; one = json_next(one))
        json_push(all, json_copy(one));
    return all;
}

static inline void scenario_feed(struct scenario *scenario)
{
    const struct json *root = scenario->root, *exchange = json_get(root, "exo");
    const char *domains[16] = {NULL};
    size_t count = 0;
    for (const struct json *one = json_first(json_path(root, "tenant.acceptedDomains")); one && count < 15;
         one = json_next(one))
        domains[count++] = json_text(one);
    bool licensed = false;
    for (const struct json *one = json_first(json_path(root, "tenant.servicePlans")); one; one = json_next(one))
        licensed |= !strcmp(json_text_or(one, ""), "AAD_PREMIUM_P2");
    scenario->evidence = evidence_new(&(struct research_case){
        .user_id = json_text(json_path(root, "subject.id")),
        .name = json_text(json_path(root, "subject.userPrincipalName")),
        .tenant_id = json_text(json_path(root, "tenant.id")),
        .domains = domains,
        .now = scenario_time(scenario_text(root, "now")),
        .risk_licensed = licensed,
        .application = true,
    });
    for (const struct json *one = json_first(json_get(root, "graph")); one; one = json_next(one))
        scenario_feed_source(scenario, json_key(one), one);
    for (const struct json *one = json_first(exchange); one; one = json_next(one))
        if (strcmp(json_key(one), "Get-InboxRule:hidden") != 0)
            scenario_feed_source(scenario, json_key(one), one);
    auto_json struct json *all_rules = scenario_all_rules(exchange);
    scenario_feed_source(scenario, "Get-InboxRule:hidden", all_rules);
    scenario_feed_source(scenario, "unifiedAuditLog", json_get(root, "unifiedAuditLog"));
}

/** Take over `root`, feed it but for what is denied (a list of texts), and judge. */
static inline struct report *scenario_judge(struct scenario *scenario, struct json *root, const struct json *denied,
                                            const struct lists *lists)
{
    size_t count = 0;
    *scenario = (struct scenario){.arena = arena_new(0), .root = root, .lists = lists};
    for (const struct json *one = json_first(denied); one && count < 7; one = json_next(one))
        scenario->denied[count++] = json_text(one);
    scenario_feed(scenario);
    return research_judge(scenario->evidence, lists, NULL, 0);
}

static inline void scenario_free(struct scenario *scenario)
{
    evidence_free(scenario->evidence);
    json_free(scenario->root);
    arena_free(scenario->arena);
}

#endif
