/* What is asked of the evidence: how a source ended, whose an address is, members of a state by name. */
#include "base/clock.h"
#include "research/evidence_own.h"
#include "research/thresholds.h"
#include <string.h>
#include <strings.h>

bool evidence_has(const struct evidence *evidence, enum research_source source)
{
    const struct source_span *span = &evidence->sources[source];
    return span->tried &&
           (span->state == READ_WHOLE || span->state == READ_IN_PART || (span->state == READ_GOING && span->count > 0));
}

bool evidence_whole(const struct evidence *evidence, enum research_source source)
{
    return evidence->sources[source].tried && evidence->sources[source].state == READ_WHOLE;
}

bool evidence_reaches(const struct evidence *evidence, enum research_source source)
{
    return evidence->sources[source].from <= evidence->from + HOURS(1);
}

const char *evidence_state(const struct evidence *evidence, enum research_source source)
{
    static const char *const names[WHYS] = {
        [WHY_NOTHING] = "failed",          [WHY_NOT_LICENSED] = "unlicensed", [WHY_NOT_PERMITTED] = "forbidden",
        [WHY_NOT_THERE] = "disabled",      [WHY_CUT_SHORT] = "cancelled",     [WHY_THROTTLED] = "throttled",
        [WHY_FAILED] = "failed",           [WHY_TOO_MANY] = "partial",        [WHY_LEFT_OUT] = "failed",
        [WHY_DISABLED] = "disabled",       [WHY_TIMED_OUT] = "timed out",     [WHY_CLOSED] = "forbidden",
        [WHY_NOT_SIGNED_IN] = "forbidden",
    };
    const struct source_span *span = &evidence->sources[source];
    if (!span->tried)
        return "not tried";
    if (span->state == READ_GOING)
        return "being read";
    if (span->state == READ_WHOLE)
        return "ok";
    if (span->state == READ_IN_PART)
        return "partial";
    return names[span->why];
}

bool evidence_log_is_off(const struct evidence *evidence)
{
    return item_false(evidence_item(evidence, RESEARCH_ADMIN_AUDIT_CONFIG), "UnifiedAuditLogIngestionEnabled");
}

const struct act *evidence_log_off_act(const struct evidence *evidence)
{
    const struct act *found = NULL;
    for (size_t i = 0; i < evidence->acts_count; i++) { /* sorted by time */
        const struct act *act = &evidence->acts[i];
        const char *on = strcmp(act->operation, "Set-AdminAuditLogConfig") != 0
                             ? NULL
                             : act_parameter(evidence, act, "UnifiedAuditLogIngestionEnabled");
        if (on && !act->failed)
            found = strcasecmp(on, "false") ? NULL : act;
    }
    return found;
}

int64_t evidence_log_off_since(const struct evidence *evidence, bool *at_the_latest)
{
    const struct act *act = evidence_log_off_act(evidence);
    const struct item *config = evidence_item(evidence, RESEARCH_ADMIN_AUDIT_CONFIG);
    int64_t changed = item_time(config, "WhenChangedUTC");
    *at_the_latest = !act;
    return act ? act->fact.time : changed ? changed : item_time(config, "WhenChanged");
}

bool evidence_is_subject(const struct evidence *evidence, const char *address)
{
    for (size_t i = 0; address && *address && evidence->addresses[i]; i++)
        if (!strcasecmp(evidence->addresses[i], address))
            return true;
    return address && *address && !strcasecmp(evidence->of.user_id, address);
}

bool evidence_is_external(const struct evidence *evidence, const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    if (address && strcasestr(address, "#EXT#"))
        return true;
    if (!at || !at[1])
        return false;
    for (size_t i = 0; evidence->of.domains[i]; i++)
        if (!strcasecmp(evidence->of.domains[i], at + 1))
            return false;
    return true;
}

const struct item *evidence_items(const struct evidence *evidence, enum research_source source, size_t *count)
{
    const size_t *from = evidence->own->item_from;
    *count = from[source + 1] - from[source];
    return evidence->items + from[source];
}

const struct item *evidence_item(const struct evidence *evidence, enum research_source source)
{
    size_t count;
    const struct item *items = evidence_items(evidence, source, &count);
    return count ? items : NULL;
}

const char *item_text(const struct item *item, const char *path)
{
    const struct json *value = item ? evidence_member(item->data, path) : NULL;
    return json_text_or(json_kind(value) == JSON_ARRAY ? json_first(value) : value, "");
}

bool item_true(const struct item *item, const char *path)
{
    const struct json *value = item ? evidence_member(item->data, path) : NULL;
    return json_true(value) || !strcasecmp(json_text_or(value, ""), "true");
}

bool item_false(const struct item *item, const char *path)
{
    const struct json *value = item ? evidence_member(item->data, path) : NULL;
    return (json_kind(value) == JSON_BOOL && !json_true(value)) || !strcasecmp(json_text_or(value, ""), "false");
}

int64_t item_time(const struct item *item, const char *path)
{
    return evidence_time(item_text(item, path));
}

int64_t evidence_time(const char *text)
{
    int64_t ms;
    char with_zone[CLOCK_TEXT * 2];
    size_t length = text ? strlen(text) : 0;
    if (!length || length + 2 > sizeof with_zone)
        return 0;
    if (clock_parse(text, length, &ms))
        return ms;
    memcpy(with_zone, text, length);
    memcpy(with_zone + length, "Z", 2);
    return clock_parse(with_zone, length + 1, &ms) ? ms : 0;
}
