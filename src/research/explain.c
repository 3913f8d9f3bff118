/* The report in words: verdict, the strongest findings as sentences, what was noticed beside them, when it began and ended. */
#include "base/arena.h"
#include "base/clock.h"
#include "research/judging.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SENTENCES = 5, NOTES = 12, MOST_CLAUSES = 4 };

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

/* A capital letter, unless the word is a name that has its own ("eM Client"). */
static const char *capital(struct judging *judging, const char *text)
{
    char *copy = arena_strdup(judging->arena, text);
    if (!isupper((unsigned char)copy[0]) && !isupper((unsigned char)(copy[0] ? copy[1] : 0)))
        copy[0] = (char)toupper((unsigned char)copy[0]);
    return copy;
}

/* "rule "." moves mail to RSS Feeds (M01, 2026-11-19 09:10, 192.0.2.201)": the first sentence of a finding, with `place` or without. */
static const char *clause_of(struct judging *judging, const struct finding *finding, bool place)
{
    const char *end = strstr(finding->text, ". ");
    const char *when = finding->time ? text_of(judging, ", %s", minute(judging, finding->time)) : "";
    const char *where = place && finding->place.key.family ? text_of(judging, ", %s", finding->place.address) : "";
    bool ticket = finding->modifier == MODIFIER_EXPLAINED &&
                  findings_of(judging, "P10").count; /* said once, at the end */
    const char *why = !ticket && (finding->modifier == MODIFIER_EXPLAINED || finding->modifier == MODIFIER_UNDATED)
                          ? text_of(judging, "; %s", finding->because)
                          : "";
    return text_of(judging, "%.*s (%s%s%s%s)", end ? (int)(end - finding->text) : (int)strlen(finding->text),
                   finding->text, finding->indicator->id, when, where, why);
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

/* What is told in one sentence: the sign-ins, each in its own; what was left behind; what was done; what services say. */
struct chapter {
    const char *groups; /* their letters */
    size_t sentences;
    const struct finding *found[MOST_CLAUSES * 2];
    size_t count, more;
};

/* Of sign-ins that weigh the same, what tells most comes first. */
static size_t telling(const struct finding *finding)
{
    static const char order[] = "A10 A06 A05 A08 A04 A03 A07 A09 A11 A02 A01";
    const char *at = strstr(order, finding->indicator->id);
    return at ? (size_t)(at - order) : sizeof order;
}

/* One rule is told once, not for each thing that is wrong with it. */
static bool is_told(const struct chapter *chapter, const struct finding *finding)
{
    for (size_t i = 0; i < chapter->count; i++)
        if (*finding->about && finding->indicator->id[0] == 'M' && chapter->found[i]->indicator->id[0] == 'M' &&
            !strcmp(chapter->found[i]->about, finding->about))
            return true;
    return false;
}

static void put(struct chapter *chapter, const struct finding *finding)
{
    size_t at = chapter->count;
    if (is_told(chapter, finding))
        return;
    while (at > 0 && chapter->found[at - 1]->severity == finding->severity &&
           telling(finding) < telling(chapter->found[at - 1]))
        at--;
    if (chapter->count == MOST_CLAUSES * 2) {
        chapter->more++;
        return;
    }
    memmove(&chapter->found[at + 1], &chapter->found[at], (chapter->count - at) * sizeof(struct finding *));
    chapter->found[at] = finding;
    chapter->count++;
}

/* What is only for information is told where nothing worse is in its chapter. */
static void fill_chapter(struct judging *judging, struct chapter *chapter, bool info)
{
    const struct report *report = judging->report;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = report->findings[i];
        if (!finding->aside && strchr(chapter->groups, finding->indicator->id[0]) &&
            (finding->severity == SEVERITY_INFO) == info)
            put(chapter, finding);
    }
}

/* The one address that all of the chapter comes from; NULL: it comes from several, or from none that is known. */
static const char *one_place(const struct chapter *chapter)
{
    for (size_t i = 0; i < chapter->count; i++)
        if (!address_equal(chapter->found[i]->place.key, chapter->found[0]->place.key))
            return NULL;
    return chapter->count > 1 ? chapter->found[0]->place.address : NULL;
}

static void tell_chapter(struct judging *judging, const struct chapter *chapter, struct texts *texts)
{
    const char *text = "", *place = chapter->sentences > 1 ? NULL : one_place(chapter);
    const size_t most = MOST_CLAUSES;
    if (chapter->sentences > 1) {
        for (size_t i = 0; i < chapter->count && i < chapter->sentences; i++)
            say(texts, text_of(judging, "%s.", capital(judging, clause_of(judging, chapter->found[i], true))));
        return;
    }
    size_t shown = chapter->count < most ? chapter->count : most;
    for (size_t i = 0; i < shown; i++)
        text = text_of(judging, "%s%s%s", text, i ? "; " : "", clause_of(judging, chapter->found[i], !place));
    if (chapter->count - shown + chapter->more)
        text = text_of(judging, "%s; and %zu more", text, chapter->count - shown + chapter->more);
    say(texts, place ? text_of(judging, "From %s: %s.", place, text) : text_of(judging, "%s.", capital(judging, text)));
}

static void say_findings(struct judging *judging, struct texts *texts)
{
    struct chapter chapters[] = {{.groups = "A", .sentences = 2},
                                 {.groups = "PMD", .sentences = 1},
                                 {.groups = "X", .sentences = 1},
                                 {.groups = "RT", .sentences = 1}};
    const size_t count = sizeof chapters / sizeof chapters[0];
    bool helpdesk = findings_of(judging, "P10").count > 0;
    for (size_t i = 0; i < count; i++) {
        fill_chapter(judging, &chapters[i], false);
        if (!chapters[i].count && judging->report->verdict < VERDICT_LIKELY)
            fill_chapter(judging, &chapters[i], true);
    }
    for (size_t told = 0; told < count; told++) { /* the strongest chapter first */
        struct chapter *best = NULL;
        for (size_t i = 0; i < count; i++)
            if (chapters[i].count && (!best || chapters[i].found[0]->points > best->found[0]->points))
                best = &chapters[i];
        if (best && texts->count + helpdesk < SENTENCES)
            tell_chapter(judging, best, texts);
        if (best)
            best->count = 0;
    }
    if (helpdesk) {
        texts->count = texts->count < SENTENCES - 1 ? texts->count : SENTENCES - 1;
        say(texts, "Whether the caller was the user is in no log: confirm the ticket by telephone.");
    }
}

/* What an administrator did to the methods of the account shows nobody in it; what came of it does, by itself. */
static bool is_of_an_administrator(const struct finding *finding)
{
    return !finding->by_subject && strstr("P05 P06", finding->indicator->id);
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
        if (is_of_an_administrator(finding))
            continue;
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
    size_t set = report->aside - report->own;
    const char *aside = set ? text_of(judging, ", %zu finding%s set aside", set, set == 1 ? "" : "s") : "";
    const char *own = report->own ? text_of(judging, ", %zu finding%s done by roster", report->own,
                                            report->own == 1 ? " was" : "s were")
                                  : "";
    return text_of(judging, "%s%s%s%s%s", verdict_name(report->verdict), where, aside, own,
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
