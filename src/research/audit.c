/* The directory audit: activities, and what they changed. Old and new values are JSON inside texts. */
#include "base/alloc.h"
#include "research/evidence_own.h"
#include <string.h>
#include <strings.h>

static const char *text(const struct json *object, const char *path)
{
    return json_text_or(json_path(object, path), "");
}

/* The value of additionalDetails[key]; "" when there is none. */
static const char *audit_detail(const struct audit *audit, const char *key)
{
    for (const struct json *one = json_first(json_get(audit->data, "additionalDetails")); one; one = json_next(one))
        if (!strcasecmp(text(one, "key"), key))
            return text(one, "value");
    return "";
}

bool audit_take(struct evidence *evidence, const struct record *record, const struct json *object)
{
    int64_t time = evidence_when(evidence, RESEARCH_AUDITS, text(object, "activityDateTime"), "activityDateTime");
    const char *actor = text(object, "initiatedBy.user.userPrincipalName");
    const char *user = text(object, "initiatedBy.user.id");
    if (!time)
        return false;
    struct audit *row = EVIDENCE_PUSH(evidence, audits);
    *row = (struct audit){
        .fact = {.time = time, .record = record, .source = RESEARCH_AUDITS},
        .id = evidence_get(evidence, object, "id"),
        .activity = evidence_get(evidence, object, "activityDisplayName"),
        .reason = evidence_get(evidence, object, "resultReason"),
        .service = evidence_get(evidence, object, "loggedByService"),
        .actor_id = evidence_text(evidence, user),
        .actor = *actor ? evidence_text(evidence, actor)
                        : evidence_get(evidence, object, "initiatedBy.app.displayName"),
        .failed = !strcasecmp(text(object, "result"), "failure") || !strcasecmp(text(object, "result"), "timeout"),
        .by_subject = *user ? !strcasecmp(user, evidence->of.user_id) : !strcasecmp(actor, evidence->of.name),
        .data = object,
        .evidence = evidence,
    };
    row->place = evidence_place(evidence, text(object, "initiatedBy.user.ipAddress"), NULL, NULL, NULL,
                                audit_detail(row, "User-Agent"));
    for (size_t at = 0; audit_target(row, NULL, at); at++) {
        const struct json *target = audit_target(row, NULL, at);
        if (!strcasecmp(text(target, "id"), evidence->of.user_id) ||
            (*text(target, "userPrincipalName") && !strcasecmp(text(target, "userPrincipalName"), evidence->of.name)))
            row->on_subject = true;
    }
    return true;
}

/* The next letter of a name in small: an en dash is a hyphen. */
static int next(const char **at)
{
    if (!strncmp(*at, "\xe2\x80\x93", 3)) {
        *at += 3;
        return '-';
    }
    unsigned char letter = (unsigned char)*(*at)++;
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
}

bool audit_is(const struct audit *audit, const char *activity)
{
    const char *a = audit->activity, *b = activity;
    int x, y;
    do {
        x = next(&a);
        y = next(&b);
    } while (x == y && x);
    return x == y;
}

const struct json *audit_target(const struct audit *audit, const char *type, size_t at)
{
    for (const struct json *one = json_first(json_get(audit->data, "targetResources")); one; one = json_next(one))
        if ((!type || !strcasecmp(text(one, "type"), type)) && !at--)
            return one;
    return NULL;
}

/* Without the quotes, and without the brackets of a list of one: what people would call the value. */
static const char *plain(const struct audit *audit, const char *value)
{
    const char *end = value + strlen(value);
    while (value < end && strchr("[\"", *value))
        value++;
    while (end > value && strchr("]\"", end[-1]))
        end--;
    auto_str char *copy = xstrndup(value, (size_t)(end - value));
    return *end ? evidence_text(audit->evidence, copy) : value;
}

static const char *change(const struct audit *audit, const char *property, const char *side)
{
    for (const struct json *target = json_first(json_get(audit->data, "targetResources")); target;
         target = json_next(target))
        for (const struct json *one = json_first(json_get(target, "modifiedProperties")); one; one = json_next(one))
            if (!strcasecmp(text(one, "displayName"), property))
                return plain(audit, text(one, side));
    return "";
}

const char *audit_new(const struct audit *audit, const char *property)
{
    return change(audit, property, "newValue");
}

const char *audit_old(const struct audit *audit, const char *property)
{
    return change(audit, property, "oldValue");
}

const char *audit_object(const struct audit *audit)
{
    const struct json *target = audit_target(audit, NULL, 0);
    const char *name = text(target, "displayName");
    return *name ? name : text(target, "userPrincipalName");
}
