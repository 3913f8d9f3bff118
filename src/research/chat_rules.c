/* X07: chats in Teams with people of other organisations. */
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

static bool has_strangers(struct judging *judging, const struct act *act)
{
    return !strcasecmp(act_text(judging->evidence, act, "ParticipantInfo.HasForeignTenantUsers"), "true");
}

static void find_outgoing(struct judging *judging)
{
    struct acts acts = acts_of(judging, "ChatCreated|MessageSent|MemberAdded", IN_WINDOW | BY_SUBJECT);
    struct finding *finding = NULL;
    for (size_t i = 0; i < acts.count; i++) {
        act_forget_if_many(judging->evidence);
        if (!has_strangers(judging, acts.at[i]))
            continue;
        bool links = json_count(act_member(judging->evidence, acts.at[i], "MessageURLs")) > 0;
        bool worse = links || found_strange(judging, acts.at[i]);
        if (!finding || (worse && finding->severity < SEVERITY_MEDIUM)) {
            struct finding *before = finding;
            finding = finding_add(judging,
                                  &(struct finding_fact){.severity = worse ? SEVERITY_MEDIUM : SEVERITY_LOW,
                                                         .time = acts.at[i]->fact.time,
                                                         .place = &acts.at[i]->place,
                                                         .about = "outgoing",
                                                         .by_subject = true},
                                  "wrote to people of other organisations in Teams%s", links ? ", with links" : "");
            if (before)
                finding_drop(judging, before);
        }
        if (finding->evidence_count < LIMIT_EVIDENCE)
            finding_evidence(judging, finding, &acts.at[i]->fact, "%s", acts.at[i]->operation);
    }
}

/* The name of a member beside the subject that sounds like support; NULL: none does, or the subject is no member. */
static const char *helpdesk_in(struct judging *judging, const struct act *act)
{
    const char *name = NULL;
    bool subject = false;
    for (const struct json *one = json_first(act_member(judging->evidence, act, "Members")); one;
         one = json_next(one)) {
        const char *upn = json_text_or(json_get(one, "UPN"), ""),
                   *shown = json_text_or(json_get(one, "DisplayName"), "");
        if (evidence_is_subject(judging->evidence, upn))
            subject = true;
        else if (lists_word_in(judging->lists, LIST_WORDS_HELPDESK, shown) ||
                 lists_word_in(judging->lists, LIST_WORDS_HELPDESK, upn))
            name = text_of(judging, "%s <%s>", shown, upn);
    }
    return subject ? name : NULL;
}

static bool was_bombed(struct judging *judging, int64_t time)
{
    struct sents inbound = sents_of(judging, BY_OTHERS);
    for (size_t from = 0, to = 0; from < inbound.count; from++) {
        int64_t start = inbound.at[from]->fact.time;
        if (start < time - HOURS(LIMIT_BOMB_HOURS) || start > time)
            continue;
        to = to < from ? from : to;
        while (to < inbound.count && inbound.at[to]->fact.time <= start + HOURS(1) && inbound.at[to]->fact.time <= time)
            to++;
        if (to - from >= LIMIT_BOMB_MAILS)
            return true;
    }
    return false;
}

static bool anchor_follows(struct judging *judging, int64_t time)
{
    return anchor_between(judging, time, time + HOURS(LIMIT_ANCHOR_HOURS));
}

static void find_incoming(struct judging *judging)
{
    struct acts acts = acts_of(judging, "ChatCreated", IN_WINDOW | BY_OTHERS);
    for (size_t i = 0; i < acts.count; i++) {
        act_forget_if_many(judging->evidence);
        const char *name = helpdesk_in(judging, acts.at[i]);
        bool one_on_one = !strcasecmp(act_text(judging->evidence, acts.at[i], "CommunicationType"), "OneOnOne");
        if (!name || !one_on_one || !has_strangers(judging, acts.at[i]))
            continue;
        bool bombed = was_bombed(judging, acts.at[i]->fact.time);
        bool high = bombed || anchor_follows(judging, acts.at[i]->fact.time);
        struct finding *finding = found_about(judging, "X07", "incoming");
        if (!finding)
            finding = finding_add(judging,
                                  &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                                                         .time = acts.at[i]->fact.time,
                                                         .place = &acts.at[i]->place,
                                                         .about = "incoming"},
                                  "%s of another organisation began a chat%s", name,
                                  bombed ? " after a flood of mail" : "");
        found_raise(finding, high ? SEVERITY_HIGH : SEVERITY_MEDIUM);
        finding_evidence(judging, finding, &acts.at[i]->fact, "ChatCreated by %s", acts.at[i]->actor);
    }
}

static void find_chats(struct judging *judging)
{
    find_outgoing(judging);
    find_incoming(judging);
}

static void refine_chats(struct judging *judging)
{
    struct finding *finding = found_about(judging, "X07", "incoming");
    if (finding && anchor_follows(judging, finding->time))
        found_raise(finding, SEVERITY_HIGH);
}

static const struct indicator rows[] = {
    {
        .id = "X07",
        .name = "teams.external",
        .title = "A chat in Teams with people of other organisations",
        .why = "Phishing goes on where no mail filter looks; strangers call as support.",
        .false_positives = "partners",
        .steps = {"S14"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_chats,
        .refine = refine_chats,
    },
};

const struct indicator_rows chat_rules = {rows, sizeof rows / sizeof rows[0]};
