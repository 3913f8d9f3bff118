/* X03, X08: mail that was read in bulk, and warnings that were deleted. */
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

/* ---- X03 ---- */

/* The subject's own reading of his own mailbox. */
static struct acts reads_of(struct judging *judging, const char *access)
{
    struct acts all = acts_of(judging, "MailItemsAccessed", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    const struct act **kept = (const struct act **)all.at;
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        if ((!*all.at[i]->owner || evidence_is_subject(judging->evidence, all.at[i]->owner)) &&
            (!access || !strcasecmp(all.at[i]->access, access)))
            kept[count++] = all.at[i];
    return (struct acts){kept, count};
}

static struct finding *add_read(struct judging *judging, const struct act *act, enum severity severity,
                                const char *text)
{
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = severity,
                                                                 .time = act->fact.time,
                                                                 .place = &act->place,
                                                                 .about = act->operation,
                                                                 .by_subject = true},
                                          "%s", text);
    finding_evidence(judging, finding, &act->fact, "%s, %u item(s)", act->operation, act->items);
    return finding;
}

static bool is_outlook(struct judging *judging, const struct act *act)
{
    return lists_marked(lists_find(judging->lists, LIST_CLIENTS_KNOWN, act->app), 2, "outlook");
}

/* Something else says that somebody got in: then a new Outlook is not simply a new Outlook. */
static bool something_stands(struct judging *judging)
{
    struct findings findings = findings_of(judging, "A05|A10|P05|P09");
    for (size_t i = 0; i < findings.count; i++)
        if (findings.at[i]->severity >= SEVERITY_HIGH)
            return true;
    return false;
}

/* Whether all synchronisations from strange addresses are those of Outlook, from where the owner lives. */
static bool all_by_outlook(struct judging *judging, struct acts syncs)
{
    bool known = places_are_known(judging);
    for (size_t i = 0; i < syncs.count; i++) {
        const struct act *act = syncs.at[i];
        if (!found_strange(judging, act))
            continue;
        if (!is_outlook(judging, act))
            return false;
        if (known && (is_suspect(judging, &act->place) ||
                      !terms_familiar_country(judging->terms, terms_country_of(judging->terms, act->place.key))))
            return false;
    }
    return !something_stands(judging);
}

static const struct act *first_strange(struct judging *judging, struct acts acts)
{
    for (size_t i = 0; i < acts.count; i++)
        if (found_strange(judging, acts.at[i]))
            return acts.at[i];
    return NULL;
}

static void add_sync(struct judging *judging, struct acts syncs, bool outlook)
{
    const struct act *first = first_strange(judging, syncs);
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = outlook ? SEVERITY_MEDIUM : SEVERITY_HIGH,
                                                                 .time = first->fact.time,
                                                                 .place = &first->place,
                                                                 .about = "Sync",
                                                                 .by_subject = true,
                                                                 .untestable = outlook},
                                          "the mailbox was synchronised to %s%s", first->place.address,
                                          outlook ? " by Outlook" : "");
    for (size_t i = 0; i < syncs.count && finding->evidence_count < LIMIT_EVIDENCE; i++)
        if (found_strange(judging, syncs.at[i]))
            finding_evidence(judging, finding, &syncs.at[i]->fact, "MailAccessType=Sync, %s", syncs.at[i]->folder);
}

static bool find_throttled(struct judging *judging)
{
    struct acts reads = reads_of(judging, NULL);
    for (size_t i = 0; i < reads.count; i++)
        if (reads.at[i]->throttled) {
            add_read(judging, reads.at[i], SEVERITY_HIGH,
                     "more than 1000 items were read in a day: later reads were not recorded");
            return true;
        }
    return false;
}

static size_t items_in(struct acts reads, size_t from, size_t count)
{
    size_t items = 0;
    for (size_t i = from; i < from + count; i++)
        items += reads.at[i]->items;
    return items;
}

static bool find_bound(struct judging *judging)
{
    struct acts reads = found_by_place(reads_of(judging, "Bind"));
    size_t first = 0, most = 0, number = 0;
    for (size_t from = 0, run; from < reads.count; from += run) {
        run = found_run(reads, from);
        size_t items = found_strange(judging, reads.at[from]) ? items_in(reads, from, run) : 0;
        if (items > most) {
            most = items;
            first = from;
            number = run;
        }
    }
    if (most < LIMIT_READ_ITEMS)
        return false;
    struct finding *finding = add_read(
        judging, reads.at[first], SEVERITY_HIGH,
        text_of(judging, "%zu items were read from %s", most, reads.at[first]->place.address));
    for (size_t i = first + 1; i < first + number && finding->evidence_count < LIMIT_EVIDENCE; i++)
        finding_evidence(judging, finding, &reads.at[i]->fact, "%s, %u item(s), %s", reads.at[i]->operation,
                         reads.at[i]->items, reads.at[i]->folder);
    return true;
}

static bool find_searched(struct judging *judging)
{
    struct acts acts = acts_of(judging, "SearchQueryInitiatedExchange|SearchQueryInitiatedSharePoint",
                               IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        act_forget_if_many(judging->evidence);
        const char *query = act_text(judging->evidence, acts.at[i], "QueryText");
        const char *word = lists_word_in(judging->lists, LIST_WORDS_MONEY, query);
        word = word ? word : lists_word_in(judging->lists, LIST_WORDS_CREDENTIALS, query);
        if (!word || !found_strange(judging, acts.at[i]))
            continue;
        add_read(judging, acts.at[i], SEVERITY_MEDIUM,
                 text_of(judging, "searched for \"%s\" from %s", query, acts.at[i]->place.address));
        return true;
    }
    return false;
}

/* Names of the files that Copilot opened for it. */
static const char *opened_files(struct judging *judging, const struct act *act)
{
    const struct json *list = act_member(judging->evidence, act, "CopilotEventData.AccessedResources");
    const char *names = "";
    if (!list)
        list = act_member(judging->evidence, act, "AccessedResources");
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "Name"), json_text_or(json_get(one, "ID"), "a file"));
        names = text_of(judging, "%s%s%s", names, *names ? ", " : "", name);
    }
    return names;
}

static void find_copilot(struct judging *judging)
{
    struct acts acts = acts_of(judging, "CopilotInteraction", IN_WINDOW | BY_SUBJECT);
    for (size_t i = 0; i < acts.count; i++) {
        if (!found_strange(judging, acts.at[i]) && !is_suspect(judging, &acts.at[i]->place))
            continue;
        const char *files = opened_files(judging, acts.at[i]);
        add_read(judging, acts.at[i], SEVERITY_MEDIUM,
                 text_of(judging, "Copilot was asked from %s%s%s", acts.at[i]->place.address,
                         *files ? " and opened " : "", files));
        return;
    }
}

static void find_collected(struct judging *judging)
{
    struct acts syncs = reads_of(judging, "Sync");
    bool synced = first_strange(judging, syncs) != NULL, outlook = synced && all_by_outlook(judging, syncs);
    if (synced && !outlook)
        add_sync(judging, syncs, false);
    else if (find_throttled(judging) || find_bound(judging))
        return;
    else if (synced)
        add_sync(judging, syncs, true);
    else if (!find_searched(judging))
        find_copilot(judging);
}

/* Outlook at an address that a cluster of acts made suspect is no new Outlook after all. */
static void refine_collected(struct judging *judging)
{
    struct finding *finding = found_about(judging, "X03", "Sync");
    struct acts syncs = reads_of(judging, "Sync");
    for (size_t i = 0; finding && i < syncs.count; i++)
        if (found_strange(judging, syncs.at[i]) && is_suspect(judging, &syncs.at[i]->place))
            found_raise(finding, SEVERITY_HIGH);
}

/* ---- X08 ---- */

static const char *warning_in(struct judging *judging, const struct act *act)
{
    if (!lists_word_in(judging->lists, LIST_WORDS_WARNING_MAIL, act->subjects))
        return NULL;
    for (const char *at = act->subjects, *end; at; at = *end ? end + 1 : NULL) {
        end = at + strcspn(at, "\n");
        const char *subject = text_of(judging, "%.*s", (int)(end - at), at);
        if (lists_word_in(judging->lists, LIST_WORDS_WARNING_MAIL, subject))
            return subject;
    }
    return NULL;
}

/* Whether a new method or device, or an anchor, lies within a day. */
static bool near_a_change(struct judging *judging, int64_t time)
{
    struct findings findings = findings_of(judging, "P05|P07|P09");
    for (size_t i = 0; i < findings.count; i++)
        if (findings.at[i]->time && found_near(findings.at[i]->time, time, HOURS(LIMIT_ANCHOR_HOURS)))
            return true;
    return anchor_between(judging, time - HOURS(LIMIT_ANCHOR_HOURS), time + HOURS(LIMIT_ANCHOR_HOURS));
}

static const char erase_operations[] = "HardDelete|SoftDelete|MoveToDeletedItems";

static void find_warning(struct judging *judging)
{
    struct acts acts = acts_of(judging, erase_operations, IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    const struct act *worst = NULL;
    bool high = false;
    for (size_t i = 0; i < acts.count; i++) {
        if (!warning_in(judging, acts.at[i]))
            continue;
        bool bad = found_strange(judging, acts.at[i]) && near_a_change(judging, acts.at[i]->fact.time);
        if (!worst || (bad && !high) || (!high && found_strange(judging, acts.at[i]) && !found_strange(judging, worst)))
            worst = acts.at[i];
        high |= bad;
    }
    if (!worst)
        return;
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_LOW,
                                                                 .time = worst->fact.time,
                                                                 .place = &worst->place,
                                                                 .by_subject = true},
                                          "a warning was deleted: \"%s\"", warning_in(judging, worst));
    for (size_t i = 0; i < acts.count && finding->evidence_count < LIMIT_EVIDENCE; i++) {
        const char *subject = warning_in(judging, acts.at[i]);
        if (subject)
            finding_evidence(judging, finding, &acts.at[i]->fact, "Subject=%s", subject);
    }
}

static void refine_warning(struct judging *judging)
{
    struct findings findings = findings_of(judging, "X08");
    for (size_t i = 0; i < findings.count; i++)
        if (terms_unfamiliar(judging->terms, findings.at[i]->place.key) && near_a_change(judging, findings.at[i]->time))
            found_raise(findings.at[i], SEVERITY_HIGH);
}

static const struct indicator rows[] = {
    {
        .id = "X03",
        .name = "mail.collected",
        .title = "The mailbox was read in bulk, or searched",
        .why = "What was read is in the hands of somebody else.",
        .false_positives = "a new client that synchronises for the first time",
        .steps = {"S14"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SIGN_INS, RESEARCH_SOURCES},
        .find = find_collected,
        .refine = refine_collected,
    },
    {
        .id = "X08",
        .name = "mail.warning-erased",
        .title = "A security warning was deleted",
        .why = "The owner is not supposed to learn of a new method, device or sign-in.",
        .false_positives = "people who tidy up",
        .steps = {"S13"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_warning,
        .refine = refine_warning,
    },
};

const struct indicator_rows read_rules = {rows, sizeof rows / sizeof rows[0]};
