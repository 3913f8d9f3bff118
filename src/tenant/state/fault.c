/* Parsing and applying fault rules. */
#include "tenant/state/fault.h"
#include "base/clock.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HOLD_MOST = 600000, HOLD_LOOK = 10 }; /* ms */

static const char *const names[] = {
    [FAULT_NONE] = "",
    [FAULT_STATUS] = "status",
    [FAULT_CUT] = "cut",
    [FAULT_CUT_AFTER] = "cut-after",
    [FAULT_TRUNCATE] = "truncate",
    [FAULT_GARBAGE] = "garbage",
    [FAULT_EXPIRE] = "expire",
};

const char *fault_name(enum fault_kind kind)
{
    return names[kind];
}

static bool number(const char *text, long least, long most, long *out)
{
    char *end = NULL;
    long value = strtol(text, &end, 10);
    if (end == text || *end || value < least || value > most)
        return false;
    *out = value;
    return true;
}

static bool parse_match(const char *value, struct fault_rule *rule)
{
    const char *space = strchr(value, ' ');
    size_t method = space ? (size_t)(space - value) : 0;
    const char *glob = space ? space + 1 + strspn(space + 1, " ") : value;
    if (!space && value[0] != '/' && value[0] != '*') { /* a method alone */
        method = strlen(value);
        glob = "*";
    }
    if (method >= sizeof rule->method || strlen(glob) >= sizeof rule->glob || !*glob)
        return false;
    snprintf(rule->method, sizeof rule->method, "%.*s", method ? (int)method : 1, method ? value : "*");
    snprintf(rule->glob, sizeof rule->glob, "%s", glob);
    return true;
}

static bool parse_kind(const char *word, struct fault_rule *rule)
{
    for (enum fault_kind kind = FAULT_CUT; kind <= FAULT_EXPIRE; kind++)
        if (!strcmp(word, names[kind])) {
            bool first = rule->kind == FAULT_NONE;
            rule->kind = kind;
            return first;
        }
    return false;
}

/* One "name=value" or word of a rule. */
static bool parse_part(const char *name, const char *value, struct fault_rule *rule)
{
    long n = 0;
    if (!value)
        return parse_kind(name, rule);
    if (!strcmp(name, "match"))
        return parse_match(value, rule);
    if (!strcmp(name, "hold"))
        return *value && snprintf(rule->hold, sizeof rule->hold, "%s", value) < (int)sizeof rule->hold;
    if (!strcmp(name, "share")) {
        char *end = NULL;
        rule->share = strtod(value, &end);
        return end != value && !*end && rule->share >= 0 && rule->share <= 1;
    }
    if (!number(value, 0, 1000000000, &n))
        return false;
    if (!strcmp(name, "nth") && n > 0)
        rule->nth = (unsigned)n;
    else if (!strcmp(name, "every") && n > 0)
        rule->every = (unsigned)n;
    else if (!strcmp(name, "seed"))
        rule->seeded.state = (uint64_t)n;
    else if (!strcmp(name, "retry-after"))
        rule->retry_after = (int)n;
    else if (!strcmp(name, "delay"))
        rule->delay = (int)n;
    else if (!strcmp(name, "status") && n >= 200 && n <= 599 && rule->kind == FAULT_NONE) {
        rule->kind = FAULT_STATUS;
        rule->status = (int)n;
    } else
        return false;
    return true;
}

bool fault_parse(const char *text, struct fault_rule *out, struct err *e)
{
    *out = (struct fault_rule){.method = "*", .glob = "*", .share = -1, .retry_after = -1};
    for (const char *at = text; *at;) {
        char part[320];
        size_t length = strcspn(at, ",");
        if (length == 0 || length >= sizeof part)
            return err_set(e, ERR_USAGE, "--fault %s: an empty or too long part", text);
        snprintf(part, sizeof part, "%.*s", (int)length, at);
        char *value = strchr(part, '=');
        if (value)
            *value++ = '\0';
        if (!parse_part(part, value, out))
            return err_set(e, ERR_USAGE, "--fault %s: \"%.*s\" cannot be used", text, (int)length, at);
        at += length;
        at += *at == ',';
    }
    if (out->kind == FAULT_NONE && out->delay == 0 && !*out->hold)
        return err_set(e, ERR_USAGE, "--fault %s: says not what shall happen", text);
    if (out->retry_after >= 0 && out->kind != FAULT_STATUS)
        return err_set(e, ERR_USAGE, "--fault %s: retry-after needs a status", text);
    return true;
}

static bool rule_matches(const struct fault_rule *rule, const char *method, const char *path)
{
    if (strcmp(rule->method, "*") != 0 && strcasecmp(rule->method, method) != 0)
        return false;
    if (!fnmatch(rule->glob, path, FNM_CASEFOLD))
        return true;
    const char *query = strchr(path, '?');
    if (!query)
        return false;
    char bare[2048];
    snprintf(bare, sizeof bare, "%.*s", (int)(query - path), path);
    return !fnmatch(rule->glob, bare, FNM_CASEFOLD);
}

/* Whether the rule strikes at its `matched`-th request. */
static bool rule_strikes(struct fault_rule *rule)
{
    if (rule->nth && rule->matched != rule->nth)
        return false;
    if (rule->every && rule->matched % rule->every != 0)
        return false;
    if (rule->share >= 0)
        return (double)seeded_below(&rule->seeded, 1000000) < rule->share * 1000000;
    return true;
}

struct fault_decision fault_decide(struct fault_rule *rules, size_t count, const char *method, const char *path)
{
    struct fault_decision decision = {.retry_after = -1};
    for (size_t i = 0; i < count; i++) {
        struct fault_rule *rule = &rules[i];
        if (!rule_matches(rule, method, path))
            continue;
        rule->matched++;
        if (!rule_strikes(rule))
            continue;
        decision.delay += rule->delay;
        if (*rule->hold)
            decision.hold = rule->hold;
        if (decision.kind == FAULT_NONE && rule->kind != FAULT_NONE) {
            decision.kind = rule->kind;
            decision.status = rule->status;
            decision.retry_after = rule->retry_after;
        }
    }
    return decision;
}

void fault_wait(const struct fault_decision *decision)
{
    if (decision->delay > 0)
        clock_sleep(decision->delay);
    for (int waited = 0; decision->hold && waited < HOLD_MOST && !access(decision->hold, F_OK); waited += HOLD_LOOK)
        clock_sleep(HOLD_LOOK);
}
