/* The score: one modifier for each finding, points, sums by group under a cap, verdict. */
#include "base/arena.h"
#include "research/judging.h"
#include "research/lists.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static const int points[SEVERITIES] = {
    [SEVERITY_INFO] = 0, [SEVERITY_LOW] = 4, [SEVERITY_MEDIUM] = 10, [SEVERITY_HIGH] = 24, [SEVERITY_CRITICAL] = 40};

static const struct group_row {
    const char *letter, *title;
    int cap;
} groups[FINDING_GROUPS] = {
    [GROUP_A] = {"A", "Access", 50},
    [GROUP_R] = {"R", "Verdicts of Microsoft", 50},
    [GROUP_M] = {"M", "Mailbox", 60},
    [GROUP_D] = {"D", "Delegation", 60},
    [GROUP_P] = {"P", "Persistence", 60},
    [GROUP_X] = {"X", "Use and damage", 50},
    [GROUP_T] = {"T", "Tenant and traces", 50},
};

enum group indicator_group(const struct indicator *indicator)
{
    enum group group = 0;
    while (group + 1 < FINDING_GROUPS && groups[group].letter[0] != indicator->id[0])
        group++;
    return group;
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"info", "low", "medium", "high", "critical"};
    return names[severity];
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"NO EVIDENCE FOUND", "INCONCLUSIVE", "SUSPICIOUS", "LIKELY COMPROMISED"};
    return names[verdict];
}

const char *modifier_name(enum modifier modifier)
{
    static const char *const names[] = {
        "", "linked ×1.5", "explained ×0.5", "could not be tested ×0.5", "undated ×0.5", "set aside"};
    return names[modifier];
}

/* --- modifiers, in their order --- */

static bool is_one_of(const char *id, const char *const *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(ids[i], id))
            return true;
    return false;
}
#define IS(id, ...) is_one_of(id, (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})))

static bool in_acts(const struct finding *finding) /* P, M, D, X */
{
    enum group group = indicator_group(finding->indicator);
    return group == GROUP_P || group == GROUP_M || group == GROUP_D || group == GROUP_X;
}

static bool app_used_from_suspect(struct judging *judging, const char *app_id)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; *app_id && i < evidence->sign_ins_count; i++)
        if (evidence->sign_ins[i].marks & MARK_SUCCESS && !strcasecmp(evidence->sign_ins[i].app_id, app_id) &&
            is_suspect_address(judging, evidence->sign_ins[i].place.key))
            return true;
    for (size_t i = 0; *app_id && i < evidence->acts_count; i++)
        if (evidence->acts[i].by_subject && !strcasecmp(evidence->acts[i].app, app_id) &&
            is_suspect_address(judging, evidence->acts[i].place.key))
            return true;
    return false;
}

static const char *linked(struct judging *judging, const struct finding *finding)
{
    if (!in_acts(finding) || finding->severity == SEVERITY_INFO)
        return NULL;
    if (is_suspect_address(judging, finding->place.key))
        return "same address as a suspicious sign-in or act";
    if (is_suspect(judging, &finding->place))
        return "same session as a suspicious sign-in";
    for (size_t i = 0; i < finding->place_count; i++)
        if (is_suspect(judging, finding->places[i]))
            return "its sign-ins came from a suspect address";
    if (IS(finding->indicator->id, "P01", "P02") && app_used_from_suspect(judging, finding->app_id))
        return "the application was used from a suspect address";
    return NULL;
}

/* A sign-in with a second factor, from a familiar address or a known device, beside an act whose address is not recorded. */
static bool signed_in_beside(struct judging *judging, int64_t time)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->sign_ins_count; i++) {
        const struct sign_in *row = &evidence->sign_ins[i];
        if (row->fact.time >= time - MINUTES(LIMIT_EXPLAIN_MINUTES) &&
            row->fact.time <= time + MINUTES(LIMIT_EXPLAIN_MINUTES) && row->marks & MARK_SUCCESS &&
            row->single_factor == TRI_NO && row->marks & (MARK_FAMILIAR_ADDRESS | MARK_KNOWN_DEVICE))
            return true;
    }
    return false;
}

static const char *explained(struct judging *judging, const struct finding *finding)
{
    bool near = suspects_near(judging, finding->time);
    if (finding->explained && !finding->unexplainable && !(finding->unless_anchor && near))
        return finding->explained;
    if (finding->unexplainable || finding->unless_anchor || !in_acts(finding) || !finding->by_subject ||
        finding->undated || !finding->time || finding->severity == SEVERITY_INFO || !terms_baseline(judging->terms) ||
        terms_weak(judging->terms) || near)
        return NULL;
    if (finding->place.key.family)
        return terms_familiar(judging->terms, finding->place.key) ? "from a familiar address" : NULL;
    return signed_in_beside(judging, finding->time) ? "beside a sign-in with a second factor from a familiar place"
                                                    : NULL;
}

static bool untested(struct judging *judging, const struct finding *finding)
{
    bool may = IS(finding->indicator->id, "P05", "P06", "P07", "M08", "X04", "X06") || finding->untestable;
    return may && !places_are_known(judging) && finding->severity <= SEVERITY_MEDIUM &&
           finding->severity >= SEVERITY_LOW && finding->by_subject;
}

static void modify(struct judging *judging, struct finding *finding)
{
    const char *because;
    finding->because = "";
    if (finding->aside) {
        finding->modifier = MODIFIER_ASIDE;
        finding->because = finding->aside_reason;
    } else if ((because = linked(judging, finding))) {
        finding->modifier = MODIFIER_LINKED;
        finding->because = because;
    } else if ((because = explained(judging, finding))) {
        finding->modifier = MODIFIER_EXPLAINED;
        finding->because = because;
    } else if (untested(judging, finding)) {
        finding->modifier = MODIFIER_UNTESTED;
        finding->because = "neither sign-ins nor logon records could be read";
    } else if (finding->undated && !finding->dateless && in_acts(finding)) {
        finding->modifier = MODIFIER_UNDATED;
        finding->because = "a state without a record in the window";
    } else {
        finding->modifier = MODIFIER_NONE;
    }
    /* what a rule takes for explained, and is not after all, counts in full */
    if (finding->modifier != MODIFIER_EXPLAINED)
        finding->explained = NULL;
}

static int points_of(const struct finding *finding)
{
    switch (finding->modifier) {
    case MODIFIER_ASIDE:
        return 0;
    case MODIFIER_NONE:
        return points[finding->severity];
    case MODIFIER_LINKED:
        return points[finding->severity] * 3 / 2;
    default:
        return points[finding->severity] / 2;
    }
}

void score_findings(struct judging *judging)
{
    struct judging_own *own = judging->own;
    for (size_t i = 0; i < own->found_count; i++)
        if (!own->found[i]->dropped) {
            modify(judging, own->found[i]);
            own->found[i]->points = points_of(own->found[i]);
        }
}

/* --- verdict --- */

static bool dated_or_exempt(const struct finding *finding)
{
    return !finding->undated || finding->dateless;
}

static bool is_strong(const struct finding *finding)
{
    return finding_counts(finding) && finding->severity >= SEVERITY_HIGH && dated_or_exempt(finding);
}

/* The score alone: sixty points, two groups that say so, and something strong that is more than a new telephone. */
static bool score_says_likely(const struct report *report)
{
    bool in_group[FINDING_GROUPS] = {false}, strong = false;
    int count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = report->findings[i];
        if (finding_counts(finding) && !finding->undated && finding->modifier != MODIFIER_UNTESTED &&
            finding->severity >= SEVERITY_MEDIUM)
            in_group[indicator_group(finding->indicator)] = true;
        strong |= is_strong(finding) && !IS(finding->indicator->id, "P05", "P06", "P07", "P10");
    }
    for (size_t i = 0; i < FINDING_GROUPS; i++)
        count += in_group[i];
    return report->score >= LIMIT_SCORE_LIKELY && count >= 2 && strong;
}

static bool any_strong(const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (is_strong(report->findings[i]))
            return true;
    return false;
}

static void sum_up(struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        report->raw[indicator_group(report->findings[i]->indicator)] += report->findings[i]->points;
    for (size_t i = 0; i < FINDING_GROUPS; i++) {
        report->capped[i] = report->raw[i] < groups[i].cap ? report->raw[i] : groups[i].cap;
        report->score += report->capped[i];
    }
}

/* A source of the core: what has the same name is one, and is read when all of it is. The risk log counts only where it is licensed;
 * sign-ins that logons stand in for were not read. */
static void count_core(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    struct report *report = judging->report;
    for (int source = 0; source < RESEARCH_SOURCES; source++) {
        const char *core = research_source(source)->core;
        if (!core || (source == RESEARCH_RISKS && !evidence->of.risk_licensed &&
                      !strcmp(evidence_state(evidence, source), "unlicensed")))
            continue;
        report->core_count++;
        bool off = source == RESEARCH_AUDIT_LOG && evidence_log_is_off(evidence); /* it was read, and is empty */
        report->core_read += evidence_whole(evidence, source) && evidence_reaches(evidence, source) && !off;
    }
    report->core_count++;
    report->core_read += terms_baseline(judging->terms);
}

static int worst_first(const void *a, const void *b)
{
    const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;
    if (x->points != y->points)
        return y->points - x->points;
    if (x->severity != y->severity)
        return (int)y->severity - (int)x->severity;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

bool finding_is_reported(const struct finding *finding)
{
    return finding->state == FINDING_ACTIVE && !finding->aside && indicator_group(finding->indicator) == GROUP_R;
}

void score_verdict(struct judging *judging)
{
    struct report *report = judging->report;
    struct findings all = findings_of(judging, NULL);
    report->findings = arena_alloc(judging->arena, (all.count + 1) * sizeof *report->findings);
    for (size_t i = 0; i < all.count; i++) {
        report->findings[report->finding_count++] = all.at[i];
        report->aside += all.at[i]->aside;
        report->own += all.at[i]->own;
        all.at[i]->open &= indicator_group(all.at[i]->indicator) !=
                           GROUP_R; /* what Microsoft says is nothing to be closed */
        report->open += all.at[i]->open;
    }
    qsort(report->findings, report->finding_count, sizeof *report->findings, worst_first);
    sum_up(report);
    count_core(judging);
    decide(judging);
    if (report->decisive[0] || score_says_likely(report))
        report->verdict = VERDICT_LIKELY;
    else if (report->score >= LIMIT_SCORE_SUSPICIOUS || any_strong(report))
        report->verdict = VERDICT_SUSPICIOUS;
    else if (report->core_read < report->core_count)
        report->verdict = VERDICT_INCONCLUSIVE;
    else
        report->verdict = VERDICT_NO_EVIDENCE;
}
