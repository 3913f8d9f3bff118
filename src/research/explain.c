/* The report in words: verdict, the strongest findings as sentences, what was noticed beside them, when it began and ended. */
#include "base/arena.h"
#include "base/clock.h"
#include "research/judging.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SENTENCES = 5, NOTES = 12 };

struct texts {
    const char **at;
    size_t count, room;
};

static void say(struct texts *texts, const char *text)
{
    if (texts->count < texts->room)
        texts->at[texts->count++] = text;
}

static struct texts room_for(struct judging *judging, size_t room)
{
    return (struct texts){arena_alloc(judging->arena, (room + 1) * sizeof(char *)), 0, room};
}

/* "2026-11-19 08:36" */
static const char *minute(struct judging *judging, int64_t time)
{
    char at[CLOCK_TEXT];
    clock_format(time, at);
    return text_of(judging, "%.10s %.5s", at, at + 11);
}

static const char *sentence_of(struct judging *judging, const struct finding *finding)
{
    const char *when = finding->time ? text_of(judging, ", %s", minute(judging, finding->time)) : "";
    const char *where = finding->place.key.family ? text_of(judging, ", %s", finding->place.address) : "";
    const char *why = finding->modifier == MODIFIER_NONE || finding->modifier == MODIFIER_ASIDE
                          ? ""
                          : text_of(judging, "; %s", finding->because);
    char *text = arena_strdup(
        judging->arena, text_of(judging, "%s (%s%s%s%s).", finding->text, finding->indicator->id, when, where, why));
    text[0] = (char)toupper((unsigned char)text[0]);
    return text;
}

/* Since when an address of a cluster that is older than the window is in use. */
static void say_since(struct judging *judging, struct texts *texts)
{
    const struct evidence *evidence = judging->evidence;
    const struct suspects *suspects = &judging->own->suspects;
    for (size_t i = 0; i < suspects->cluster_count; i++)
        for (size_t k = 0; k < evidence->sign_ins_count; k++) {
            const struct sign_in *row = &evidence->sign_ins[k];
            if (row->marks & MARK_SUCCESS && address_equal(row->place.key, suspects->cluster_keys[i])) {
                if (row->fact.time < judging->from)
                    say(texts, text_of(judging, "%s is in use since %s.", suspects->clusters[i],
                                       minute(judging, row->fact.time)));
                break;
            }
        }
}

static const char *closing(struct judging *judging)
{
    const struct report *report = judging->report;
    if (report->verdict == VERDICT_INCONCLUSIVE)
        return text_of(judging, "Only %zu of %zu core sources could be read: what the others hold is not known.",
                       report->core_read, report->core_count);
    return text_of(judging, "Nothing else stood out in %zu of %zu core sources.", report->core_read,
                   report->core_count);
}

static void say_findings(struct judging *judging, struct texts *texts)
{
    const struct report *report = judging->report;
    bool helpdesk = false;
    for (size_t i = 0; i < report->finding_count && texts->count < SENTENCES - 1; i++) {
        const struct finding *finding = report->findings[i];
        if (finding->aside || finding->severity == SEVERITY_INFO)
            continue;
        helpdesk |= !strcmp(finding->indicator->id, "P10");
        say(texts, sentence_of(judging, finding));
    }
    if (!helpdesk && findings_of(judging, "P10").count)
        say(texts, sentence_of(judging, findings_of(judging, "P10").at[0]));
    if (findings_of(judging, "P10").count)
        say(texts, "Whether the caller was the user is in no log: confirm the ticket by telephone.");
}

/* When it began and when it was last seen: what counts and has a date, and what was done from suspect places. */
static void find_span(struct judging *judging)
{
    struct report *report = judging->report;
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = report->findings[i];
        if (!finding_counts(finding) || finding->undated || finding->severity < SEVERITY_MEDIUM)
            continue;
        if (finding->time && (!report->first || finding->time < report->first))
            report->first = finding->time;
        for (size_t k = 0; k < finding->evidence_count; k++)
            if (finding->evidence[k].time > report->last)
                report->last = finding->evidence[k].time;
        if (finding->time > report->last)
            report->last = finding->time;
    }
    for (size_t i = 0; i < evidence->sign_ins_count; i++) {
        const struct sign_in *row = &evidence->sign_ins[i];
        if (!(row->marks & MARK_IN_WINDOW) || !(row->marks & MARK_SUCCESS) ||
            !is_suspect_address(judging, row->place.key))
            continue;
        report->first = !report->first || row->fact.time < report->first ? row->fact.time : report->first;
        report->last = row->fact.time > report->last ? row->fact.time : report->last;
    }
    for (size_t i = 0; i < evidence->acts_count; i++)
        if (evidence->acts[i].fact.time > report->last && is_suspect_address(judging, evidence->acts[i].place.key))
            report->last = evidence->acts[i].fact.time;
}

static bool has_hidden_risk(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->risks_count; i++)
        if (!strcmp(evidence->risks[i].level, "hidden"))
            return true;
    return false;
}

/* Mailbox records, but none of reading: reading is not recorded, which is not the same as "not read". */
static bool reading_is_not_recorded(struct judging *judging)
{
    return evidence_has(judging->evidence, RESEARCH_AUDIT_LOG) &&
           acts_of(judging, "Send|HardDelete|SoftDelete|MoveToDeletedItems|UpdateInboxRules|Update", 0).count &&
           !acts_of(judging, "MailItemsAccessed", 0).count;
}

static void say_notes(struct judging *judging, struct texts *notes)
{
    const struct report *report = judging->report;
    const struct item *user = evidence_item(judging->evidence, RESEARCH_USER);
    if (!report->baseline)
        say(notes, "Too little history: place rules use the usage location only.");
    else if (report->weak_baseline)
        say(notes, "No known device signed in before the window: a familiar address explains nothing.");
    if (reading_is_not_recorded(judging))
        say(notes, "Reading of mail is not recorded for this mailbox (licence or action set).");
    if (has_hidden_risk(judging->evidence))
        say(notes, "Risk details need Entra ID P2.");
    if (!strcasecmp(item_text(user, "userType"), "Guest"))
        say(notes, "This is a guest: the home tenant holds the sign-ins.");
    if (item_true(user, "onPremisesSyncEnabled"))
        say(notes, "The user is synchronised: password and block are mastered on-premises.");
    if (report->first && report->first < judging->from + DAYS(1))
        say(notes, "The first suspicious event lies within a day of the start of the window: look at a longer one.");
}

static const char *verdict_sentence(struct judging *judging)
{
    const struct report *report = judging->report;
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    size_t sources = 0;
    for (size_t i = 0; i < report->source_count; i++)
        sources += evidence_has(judging->evidence, report->sources[i].source);
    const char *where = report->verdict != VERDICT_NO_EVIDENCE
                            ? ""
                            : text_of(judging, " in %zu sources, window %.10s to %.10s", sources,
                                      clock_format(judging->from, from), clock_format(judging->now, to));
    const char *aside = !report->aside ? ""
                                       : text_of(judging, ", %zu finding%s set aside", report->aside,
                                                 report->aside == 1 ? "" : "s");
    return text_of(judging, "%s%s%s%s", verdict_name(report->verdict), where, aside,
                   report->provisional ? " (provisional)" : "");
}

void explain_report(struct judging *judging)
{
    struct report *report = judging->report;
    struct texts texts = room_for(judging, SENTENCES), notes = room_for(judging, NOTES);
    find_span(judging);
    say_findings(judging, &texts);
    say_since(judging, &texts);
    if (texts.count < 3)
        say(&texts, closing(judging));
    say_notes(judging, &notes);
    report->explanation = texts.at;
    report->notes = notes.at;
    report->sentence = verdict_sentence(judging);
}
