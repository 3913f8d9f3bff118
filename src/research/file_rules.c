/* X05, X06: files that were taken, or shared with people outside. */
#include "base/alloc.h"
#include "base/hash.h"
#include "research/found.h"
#include "research/lists.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- X05 ---- */

struct download {
    uint64_t object;
    const struct act *act;
    bool odd; /* a strange address, or the agent of a script */
};

static bool by_script(struct judging *judging, const struct act *act)
{
    return lists_agent(judging->lists, "script", act->place.agent) ||
           lists_agent(judging->lists, "kit", act->place.agent) ||
           lists_agent(judging->lists, "file", act->place.agent);
}

static int by_object(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static size_t distinct(const struct download *rows, size_t from, size_t to, bool odd)
{
    uint64_t *objects = xmalloc((to - from + 1) * sizeof *objects);
    size_t count = 0, different = 0;
    for (size_t i = from; i <= to; i++)
        if (!odd || rows[i].odd)
            objects[count++] = rows[i].object;
    qsort(objects, count, sizeof *objects, by_object);
    for (size_t i = 0; i < count; i++)
        different += !i || objects[i] != objects[i - 1];
    xfree(objects);
    return different;
}

/* The downloads of one address, in the order of time. */
static struct download *downloads_from(struct judging *judging, struct acts acts, struct address_key key, size_t *count)
{
    struct download *rows = xcalloc(acts.count + 1, sizeof *rows);
    *count = 0;
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *act = acts.at[i];
        bool same = address_equal(act->place.key, key) || (!act->place.key.family && !key.family);
        if (same)
            rows[(*count)++] = (struct download){hash_bytes(HASH_NOTHING, act->object, strlen(act->object)), act,
                                                 found_strange(judging, act) || by_script(judging, act)};
    }
    return rows;
}

/* The hour with the most different files; `*first` and `*last` get its ends. */
static size_t busiest_hour(const struct download *rows, size_t count, bool odd, size_t *first, size_t *last)
{
    size_t most = 0;
    for (size_t from = 0, to = 0, done = 0; from < count; from++) {
        while (to + 1 < count && rows[to + 1].act->fact.time <= rows[from].act->fact.time + HOURS(1))
            to++;
        if (to + 1 == done || to - from + 1 <= most) /* no row more than before, or too few to be the most */
            continue;
        done = to + 1;
        size_t different = distinct(rows, from, to, odd);
        if (different > most) {
            most = different;
            *first = from;
            *last = to;
        }
    }
    return most;
}

static const char download_operations[] = "FileDownloaded|FileSyncDownloadedFull";

static bool is_first_of_key(struct acts acts, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (address_equal(acts.at[i]->place.key, acts.at[at]->place.key) ||
            (!acts.at[i]->place.key.family && !acts.at[at]->place.key.family))
            return false;
    return true;
}

static size_t most_in_baseline(struct judging *judging)
{
    struct acts acts = acts_of(judging, download_operations, IN_BASELINE | BY_SUBJECT);
    size_t most = 0, first, last;
    for (size_t i = 0; i < acts.count; i++) {
        size_t count;
        if (!is_first_of_key(acts, i))
            continue;
        struct download *rows = downloads_from(judging, acts, acts.at[i]->place.key, &count);
        size_t hour = busiest_hour(rows, count, false, &first, &last);
        most = hour > most ? hour : most;
        xfree(rows);
    }
    return most;
}

/* What is too much from one address: `*odd` gets whether only the odd rows of it count. */
static size_t too_much(const struct download *rows, size_t count, size_t before, size_t *first, size_t *last)
{
    size_t odd = busiest_hour(rows, count, true, first, last);
    if (odd >= LIMIT_FILES_STRANGE)
        return odd;
    size_t all = busiest_hour(rows, count, false, first, last);
    bool much = all >= LIMIT_FILES || (all >= LIMIT_FILES_MORE && all >= before * LIMIT_FILES_TIMES);
    return much ? all : 0;
}

static void find_downloaded(struct judging *judging)
{
    struct acts acts = acts_of(judging, download_operations, IN_WINDOW | BY_SUBJECT);
    size_t before = most_in_baseline(judging), most = 0, most_first = 0, most_last = 0;
    struct download *worst = NULL;
    for (size_t i = 0; i < acts.count; i++) {
        size_t count, first = 0, last = 0;
        if (!is_first_of_key(acts, i))
            continue;
        struct download *rows = downloads_from(judging, acts, acts.at[i]->place.key, &count);
        size_t files = too_much(rows, count, before, &first, &last);
        if (files <= most) {
            xfree(rows);
            continue;
        }
        xfree(worst);
        worst = rows;
        most = files;
        most_first = first;
        most_last = last;
    }
    if (worst) {
        const struct act *act = worst[most_first].act;
        struct finding *finding = finding_add(
            judging,
            &(struct finding_fact){
                .severity = SEVERITY_HIGH, .time = act->fact.time, .place = &act->place, .by_subject = true},
            "%zu files were taken within an hour from %s", most, act->place.address);
        for (size_t i = most_first; i <= most_last && finding->evidence_count < LIMIT_EVIDENCE; i++)
            finding_evidence(judging, finding, &worst[i].act->fact, "ObjectId=%s", worst[i].act->object);
    }
    xfree(worst);
}

/* ---- X06 ---- */

/* A link for anybody, or one for somebody who is no member of the tenant. */
static bool shares_outside(struct judging *judging, const struct act *act)
{
    const char *type = act_text(judging->evidence, act, "TargetUserOrGroupType");
    const char *name = act_text(judging->evidence, act, "TargetUserOrGroupName");
    if (!strncasecmp(act->operation, "AnonymousLink", 13))
        return true;
    return strcasecmp(type, "Member") != 0 && !strcasestr(type, "Group") &&
           (strcasecmp(type, "Guest") == 0 || !strchr(name, '@') || evidence_is_external(judging->evidence, name));
}

static bool is_invitation(const struct act *act)
{
    return strncasecmp(act->operation, "AnonymousLink", 13) != 0;
}

static bool same_place(const struct act *a, const struct act *b)
{
    return address_equal(a->place.key, b->place.key) || (!a->place.key.family && !b->place.key.family);
}

/* The most invitations of an hour from one address. */
static size_t invitations_in_hour(struct acts acts, const struct act *first)
{
    size_t most = 0;
    for (size_t from = 0; from < acts.count; from++) {
        size_t count = 0;
        for (size_t i = from; i < acts.count && acts.at[i]->fact.time <= acts.at[from]->fact.time + HOURS(1); i++)
            count += is_invitation(acts.at[i]) && same_place(acts.at[i], first);
        most = count > most ? count : most;
        if (most >= LIMIT_INVITATIONS)
            break;
    }
    return most;
}

static void find_shared(struct judging *judging)
{
    static const char operations[] =
        "AnonymousLinkCreated|AnonymousLinkUpdated|AddedToSecureLink|SharingInvitationCreated";
    struct acts all = acts_of(judging, operations, IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    const struct act **kept = (const struct act **)all.at;
    struct acts acts = {kept, 0};
    for (size_t i = 0; i < all.count; i++)
        if (shares_outside(judging, all.at[i]))
            kept[acts.count++] = all.at[i];
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *first = acts.at[i];
        size_t count = 0;
        bool seen = false;
        for (size_t j = 0; j < acts.count; j++) {
            seen |= j < i && same_place(acts.at[j], first);
            count += same_place(acts.at[j], first);
        }
        if (seen)
            continue;
        bool high = invitations_in_hour(acts, first) >= LIMIT_INVITATIONS;
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                                                                     .time = first->fact.time,
                                                                     .place = &first->place,
                                                                     .about = first->place.address,
                                                                     .state = FINDING_ACTIVE,
                                                                     .by_subject = true},
                                              "%zu link(s) or invitation(s) for people outside", count);
        for (size_t j = i; j < acts.count && finding->evidence_count < LIMIT_EVIDENCE; j++)
            if (same_place(acts.at[j], first))
                finding_evidence(judging, finding, &acts.at[j]->fact, "%s %s", acts.at[j]->operation,
                                 acts.at[j]->object);
    }
}

static const struct indicator rows[] = {
    {
        .id = "X05",
        .name = "files.downloaded",
        .title = "Files were downloaded in a mass",
        .why = "They are in the hands of somebody else.",
        .false_positives = "A new laptop that synchronises.",
        .steps = {"S14"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_downloaded,
    },
    {
        .id = "X06",
        .name = "files.shared",
        .title = "Files were shared with people outside",
        .why = "A link stays open after the account is closed; one file is mailed to hundreds as bait.",
        .false_positives = "Daily work.",
        .steps = {"S11"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_shared,
    },
};

const struct indicator_rows file_rules = {rows, sizeof rows / sizeof rows[0]};
