/* X05, X06: files that were taken, or shared with people outside. */
#include "base/alloc.h"
#include "base/hash.h"
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/span.h"
#include <string.h>
#include <strings.h>

/* ---- X05 ---- */

static const char download_operations[] = "FileDownloaded|FileSyncDownloadedFull";

static bool by_script(struct judging *judging, const struct act *act)
{
    return lists_agent(judging->lists, "script", act->place.agent) ||
           lists_agent(judging->lists, "kit", act->place.agent) ||
           lists_agent(judging->lists, "file", act->place.agent);
}

static bool is_odd(struct judging *judging, const struct act *act)
{
    return found_strange(judging, act) || by_script(judging, act);
}

/* The busiest hour of one address: how many different files, and where among the acts it begins and ends. */
struct hour {
    size_t files;
    bool odd; /* only what came from a strange address, or by a script */
    const struct act *const *first, *const *last;
};

static struct hour busiest(struct judging *judging, struct acts acts, bool odd)
{
    struct span_row *rows = xcalloc(acts.count + 1, sizeof *rows);
    struct hour hour = {.odd = odd};
    size_t count = 0;
    for (size_t i = 0; i < acts.count; i++)
        if (!odd || is_odd(judging, acts.at[i]))
            rows[count++] = (struct span_row){hash_bytes(HASH_NOTHING, acts.at[i]->object, strlen(acts.at[i]->object)),
                                              acts.at[i]->fact.time, i};
    struct span span = span_most(rows, count, HOURS(1));
    hour.files = span.count;
    hour.first = acts.at + rows[span.first].at;
    hour.last = acts.at + rows[span.last].at;
    xfree(rows);
    return hour;
}

static size_t most_before(struct judging *judging)
{
    struct acts acts = found_by_place(acts_of(judging, download_operations, IN_BASELINE | BY_SUBJECT));
    size_t most = 0;
    for (size_t from = 0, run; from < acts.count; from += run) {
        run = found_run(acts, from);
        size_t files = busiest(judging, (struct acts){acts.at + from, run}, false).files;
        most = files > most ? files : most;
    }
    return most;
}

/* The hour of one address in which too much was taken; no files: there is none. */
static struct hour too_much(struct judging *judging, struct acts acts, size_t before)
{
    struct hour odd = busiest(judging, acts, true);
    if (odd.files >= LIMIT_FILES_STRANGE)
        return odd;
    struct hour all = busiest(judging, acts, false);
    bool much = all.files >= LIMIT_FILES || (all.files >= LIMIT_FILES_MORE && all.files >= before * LIMIT_FILES_TIMES);
    return much ? all : (struct hour){.files = 0};
}

static void find_downloaded(struct judging *judging)
{
    struct acts acts = found_by_place(acts_of(judging, download_operations, IN_WINDOW | BY_SUBJECT));
    struct hour worst = {.files = 0};
    size_t before = most_before(judging);
    for (size_t from = 0, run; from < acts.count; from += run) {
        run = found_run(acts, from);
        struct hour hour = too_much(judging, (struct acts){acts.at + from, run}, before);
        if (hour.files > worst.files)
            worst = hour;
    }
    if (!worst.files)
        return;
    const struct act *act = *worst.first;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){
            .severity = SEVERITY_HIGH, .time = act->fact.time, .place = &act->place, .by_subject = true},
        "%zu files were taken within an hour from %s", worst.files, act->place.address);
    for (const struct act *const *at = worst.first; at <= worst.last && finding->evidence_count < LIMIT_EVIDENCE; at++)
        if (!worst.odd || is_odd(judging, *at))
            finding_evidence(judging, finding, &(*at)->fact, "ObjectId=%s", (*at)->object);
}

/* ---- X06 ---- */

bool found_shares_outside(struct judging *judging, const struct act *act)
{
    act_forget_if_many(judging->evidence);
    const char *type = act_text(judging->evidence, act, "TargetUserOrGroupType");
    const char *name = act_text(judging->evidence, act, "TargetUserOrGroupName");
    if (!strncasecmp(act->operation, "AnonymousLink", 13))
        return true;
    return strcasecmp(type, "Member") != 0 && !strcasestr(type, "Group") &&
           (strcasecmp(type, "Guest") == 0 || !strchr(name, '@') || evidence_is_external(judging->evidence, name));
}

/* Whether so many invitations went out within an hour that one file was mailed to many. */
static bool is_mass(struct acts acts)
{
    struct span_row *rows = xcalloc(acts.count + 1, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < acts.count; i++)
        if (strncasecmp(acts.at[i]->operation, "AnonymousLink", 13) != 0) {
            rows[count] = (struct span_row){count, acts.at[i]->fact.time, i};
            count++;
        }
    bool mass = span_reaching(rows, count, HOURS(1), LIMIT_INVITATIONS).count;
    xfree(rows);
    return mass;
}

static bool is_shared(struct acts acts, const char *file)
{
    for (size_t i = 0; i < acts.count; i++)
        if (!strcmp(acts.at[i]->object, file))
            return true;
    return false;
}

/* What of it still stands, where somebody asked how the files are shared now. */
static void prove_standing(struct judging *judging, struct finding *finding, struct acts acts)
{
    size_t count, standing = 0;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_SHARED, &count);
    for (size_t i = 0; i < count; i++) {
        const char *role = item_text(&items[i], "roles"), *file = item_text(&items[i], "sharedUrl"),
                   *scope = item_text(&items[i], "link.scope");
        bool elsewhere = json_get(items[i].data, "inheritedFrom"); /* whoever opens the library opens the file */
        if (!strcmp(role, "owner") || elsewhere || !is_shared(acts, file))
            continue;
        if (standing++ < LIMIT_EVIDENCE)
            finding_evidence(judging, finding, &items[i].fact, "still open%s%s, %s: %s", *scope ? " for " : "", scope,
                             role, file);
    }
    if (standing)
        found_state(finding, FINDING_ACTIVE);
    else if (evidence_whole(judging->evidence, RESEARCH_SHARED))
        found_state(finding, FINDING_PAST);
}

static void add_shared(struct judging *judging, struct acts acts)
{
    const struct act *first = acts.at[0];
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = is_mass(acts) ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                               .time = first->fact.time,
                               .place = &first->place,
                               .about = first->place.address,
                               .by_subject = true},
        "%zu link(s) or invitation(s) for people outside", acts.count);
    for (size_t i = 0; i < acts.count && i < LIMIT_EVIDENCE; i++)
        finding_evidence(judging, finding, &acts.at[i]->fact, "%s %s", acts.at[i]->operation, acts.at[i]->object);
    prove_standing(judging, finding, acts);
}

static void find_shared(struct judging *judging)
{
    struct acts all = found_by_place(acts_of(judging, FOUND_SHARING, IN_WINDOW | BY_SUBJECT | SUCCEEDED));
    const struct act **kept = (const struct act **)all.at;
    struct acts acts = {kept, 0};
    for (size_t i = 0; i < all.count; i++)
        if (found_shares_outside(judging, all.at[i]))
            kept[acts.count++] = all.at[i];
    for (size_t from = 0, run; from < acts.count; from += run) {
        run = found_run(acts, from);
        add_shared(judging, (struct acts){acts.at + from, run});
    }
}

static const struct indicator rows[] = {
    {
        .id = "X05",
        .name = "files.downloaded",
        .title = "Files were downloaded in bulk",
        .why = "They are in the hands of somebody else.",
        .false_positives = "a new laptop that synchronises",
        .steps = {"S14"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_downloaded,
    },
    {
        .id = "X06",
        .name = "files.shared",
        .title = "Files were shared with people outside",
        .why = "A link stays open after the account is closed; one file is mailed to hundreds as bait.",
        .false_positives = "daily work",
        .steps = {"S11"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_shared,
    },
};

const struct indicator_rows file_rules = {rows, sizeof rows / sizeof rows[0]};
