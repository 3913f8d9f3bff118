/* The judgement, from evidence to report: rules turn by turn, what is suspect, points, verdict, words. */
#include "base/alloc.h"
#include "base/arena.h"
#include "research/checklist.h"
#include "research/evidence_own.h"
#include "research/foothold.h"
#include "research/judging.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static const struct indicator_rows *const files[] = {
    &sign_in_rules,    &session_rules, &client_rules, &guess_rules,  &risk_rules,     &mail_rules,
    &delegation_rules, &app_rules,     &method_rules, &device_rules, &send_rules,     &domain_rules,
    &read_rules,       &file_rules,    &chat_rules,   &tenant_rules, &auditing_rules,
};

const struct indicator_rows *const *indicator_all(size_t *count)
{
    *count = COUNT_OF(files);
    return files;
}

const struct indicator *indicator_find(const char *id)
{
    for (size_t file = 0; file < COUNT_OF(files); file++)
        for (size_t i = 0; i < files[file]->count; i++)
            if (!strcmp(files[file]->rows[i].id, id))
                return &files[file]->rows[i];
    return NULL;
}

/* Each rule of a turn, or the second look of each. */
static void run(struct judging *judging, int turn, bool again)
{
    for (size_t file = 0; file < COUNT_OF(files); file++)
        for (size_t i = 0; i < files[file]->count; i++) {
            const struct indicator *row = &files[file]->rows[i];
            void (*rule)(struct judging *) = again ? row->refine : (int)row->turn == turn ? row->find : NULL;
            if (!rule)
                continue;
            judging->indicator = row;
            rule(judging);
            act_forget_if_many(judging->evidence);
            arena_free(judging->own->rule);
            judging->own->rule = arena_new(0);
        }
}

/* Setting aside a chain of the helpdesk sets aside what it explains. */
static void set_companions_aside(struct judging *judging)
{
    struct findings chains = findings_of(judging, "P10"), companions = findings_of(judging, "P05|P06|P07");
    for (size_t i = 0; i < chains.count; i++)
        for (size_t k = 0; chains.at[i]->aside && k < companions.count; k++) {
            struct finding *finding = companions.at[k];
            int64_t after = finding->time - chains.at[i]->time;
            if (finding->aside || !finding->explained || after < 0 || after > HOURS(LIMIT_HELPDESK_HOURS))
                continue;
            finding->aside = true;
            finding->aside_by = chains.at[i]->aside_by;
            finding->aside_reason = chains.at[i]->aside_reason;
            finding->aside_at = chains.at[i]->aside_at;
        }
}

/* Whether roster did it: by the same actor, while an entry of the journal was under way. */
static bool is_own(const struct set_aside *aside, const struct finding *finding, int64_t time)
{
    return aside->to && aside->from <= time && time <= aside->to && !strcasecmp(aside->by, finding->about);
}

/* What contained the account is no act of the thief's. One proof from another time, and the finding counts. */
static void set_own_acts_aside(struct judging *judging)
{
    const struct judging_own *own = judging->own;
    for (size_t i = 0; i < own->found_count; i++) {
        struct finding *finding = own->found[i];
        const struct set_aside *by = NULL;
        bool all = !finding->aside && !finding->by_subject && !finding->evidence_more && finding->evidence_count;
        for (size_t k = 0; all && k < finding->evidence_count; k++) {
            size_t at = 0;
            while (at < own->aside_count && !is_own(&own->aside[at], finding, finding->evidence[k].time))
                at++;
            all = at < own->aside_count;
            by = all ? &own->aside[at] : NULL;
        }
        if (!by)
            continue;
        finding->aside = finding->own = true;
        finding->aside_by = arena_strdup(judging->arena, by->by);
        finding->aside_reason = arena_strdup(judging->arena, by->reason);
        finding->aside_at = by->at;
    }
}

static bool still_reading(const struct evidence *evidence)
{
    for (size_t i = 0; i < RESEARCH_SOURCES; i++)
        if (evidence->sources[i].tried && evidence->sources[i].state == READ_GOING)
            return true;
    return evidence->of.asking;
}

static const char *const *copy_texts(struct arena *arena, const char *const *texts, size_t count)
{
    const char **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    if (count)
        memcpy(copy, texts, count * sizeof *copy);
    return copy;
}

static const char *app_of(const struct finding *finding)
{
    return finding->app_id;
}

static const char *target_of(const struct finding *finding)
{
    return finding->target;
}

/* What the findings that count name, each once. */
static const char *const *named(const struct judging *judging, const char *(*name_of)(const struct finding *finding))
{
    const struct judging_own *own = judging->own;
    const char **names = arena_alloc(judging->arena, (own->found_count + 1) * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < own->found_count; i++) {
        const char *name = name_of(own->found[i]);
        size_t at = 0;
        while (at < count && strcasecmp(names[at], name) != 0)
            at++;
        if (*name && at == count && finding_counts(own->found[i]))
            names[count++] = name;
    }
    return names;
}

static void fill(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    const struct suspects *suspects = &judging->own->suspects;
    struct report *report = judging->report;
    report->user_id = arena_strdup(judging->arena, evidence->of.user_id);
    report->name = arena_strdup(judging->arena, evidence->of.name);
    report->rules = "ioc-2";
    report->lists = arena_strdup(judging->arena, lists_version_all(judging->lists));
    report->now = judging->now;
    report->from = judging->from;
    report->base = judging->base;
    report->provisional = still_reading(evidence);
    report->baseline = terms_baseline(judging->terms);
    report->weak_baseline = terms_weak(judging->terms);
    report->baseline_count = terms_successes(judging->terms);
    report->suspect_addresses = copy_texts(judging->arena, suspects->addresses, suspects->address_count);
    report->suspect_sessions = copy_texts(judging->arena, suspects->sessions, suspects->session_count);
    report->suspect_apps = named(judging, app_of);
    report->suspect_targets = named(judging, target_of);
    report->clusters = copy_texts(judging->arena, suspects->clusters, suspects->cluster_count);
}

/* The screen opens records long after the evidence is gone. */
static void keep_pages(struct report *report, const struct evidence_own *own)
{
    report->pages = arena_alloc(report->arena, (own->pages_count + 1) * sizeof *report->pages);
    for (size_t i = 0; i < own->pages_count; i++)
        report->pages[report->page_count++] = record_page_keep(own->pages[i].page);
}

/* What it would be if nothing were set aside: both are told. */
static void judge_all(struct report *report, struct evidence *evidence, const struct lists *lists)
{
    struct report *all = report->aside ? research_judge(evidence, lists, NULL, 0) : NULL;
    report->verdict_all = all ? all->verdict : report->verdict;
    report->score_all = all ? all->score : report->score;
    report_free(all);
}

struct report *research_judge(struct evidence *evidence, const struct lists *lists, const struct set_aside *aside,
                              size_t count)
{
    struct arena *arena = arena_new(64 * 1024);
    struct report *report = arena_alloc(arena, sizeof *report);
    struct judging_own own = {.aside = aside, .aside_count = count, .scratch = arena_new(0), .rule = arena_new(0)};
    struct judging judging = {.evidence = evidence, .lists = lists, .arena = arena, .report = report, .own = &own};
    report->arena = arena;
    evidence_ready(evidence);
    judging.now = evidence->of.now;
    judging.from = evidence->from;
    judging.base = evidence->base;
    judging.terms = terms_of(evidence, lists, own.scratch);
    run(&judging, TURN_FACTS, false);
    run(&judging, TURN_FINDINGS, false);
    set_companions_aside(&judging);
    set_own_acts_aside(&judging);
    suspects_find(&judging);
    run(&judging, TURN_SUSPECTS, false);
    suspects_cluster(&judging);
    run(&judging, TURNS, true);
    score_findings(&judging);
    fill(&judging);
    score_verdict(&judging);
    explain_sources(&judging);
    explain_report(&judging);
    timeline_make(&judging);
    checklist_make(&judging);
    footholds_make(&judging);
    keep_pages(report, evidence->own);
    act_forget(evidence);
    xfree(own.found);
    arena_free(own.scratch);
    arena_free(own.rule);
    judge_all(report, evidence, lists);
    return report;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    for (size_t i = 0; i < report->page_count; i++)
        record_page_free(report->pages[i]);
    xfree(report->timeline);
    arena_free(report->arena);
}
