/* M: what was done to the mailbox so that its owner does not see, or somebody else does. */
#include "codec/json.h"
#include "research/inbox.h"
#include "research/lists.h"
#include "research/mail_text.h"
#include <string.h>
#include <strings.h>

/* Every rule of the inbox finds something out about one rule at a time. */
static void each_rule(struct judging *judging,
                      void (*look)(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule))
{
    struct inbox inbox = inbox_of(judging);
    for (size_t i = 0; i < inbox.count; i++)
        look(judging, &inbox, &inbox.rules[i]);
    inbox_free(&inbox);
}

static enum finding_state state_of(const struct inbox *inbox, const struct inbox_rule *rule)
{
    if (rule->listed)
        return rule->disabled ? FINDING_PAST : FINDING_ACTIVE;
    return inbox->complete || rule->ended ? FINDING_PAST : FINDING_UNKNOWN;
}

static const char *shown_name(const struct inbox_rule *rule)
{
    return *rule->name ? rule->name : "(without a name)";
}

/* A finding about a rule, proved by the rule itself and by the record that dates it. */
static struct finding *add(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule,
                           struct finding_fact fact, const char *text)
{
    fact.about = text_of(judging, "%s", *rule->name ? rule->name : rule->identity);
    fact.state = state_of(inbox, rule);
    fact.undated = !rule->made;
    fact.by_subject = !rule->made || rule->made->by_subject;
    fact.time = rule->made ? rule->made->fact.time : 0;
    fact.place = rule->made ? &rule->made->place : NULL;
    struct finding *finding = finding_add(judging, &fact, "rule \"%s\" %s%s", shown_name(rule), text,
                                          rule->listed ? "" : " (known from the log alone)");
    if (rule->fact != (rule->made ? &rule->made->fact : NULL))
        finding_evidence(judging, finding, rule->fact, "%s=%s", rule->hidden ? "hidden rule" : "rule",
                         shown_name(rule));
    if (rule->made)
        finding_evidence(judging, finding, &rule->made->fact, "%s by %s", rule->made->operation, rule->made->actor);
    return finding;
}

static bool hides(const struct inbox_rule *rule)
{
    return rule->deletes || rule->hiding;
}

static bool is_strong(const struct inbox_rule *rule)
{
    return rule->hiding && !strcmp(rule->hiding->fields[0], "strong");
}

static bool about_money(struct judging *judging, const struct inbox_rule *rule)
{
    const char *words = buf_text(&rule->words);
    return lists_word_in(judging->lists, LIST_WORDS_MONEY, words) ||
           lists_word_in(judging->lists, LIST_WORDS_PAY, words);
}

static bool about_security(struct judging *judging, const struct inbox_rule *rule)
{
    return lists_word_in(judging->lists, LIST_WORDS_SECURITY, buf_text(&rule->words)) != NULL;
}

static const char *how_it_hides(struct judging *judging, const struct inbox_rule *rule)
{
    if (rule->deletes)
        return "deletes mail";
    return text_of(judging, "moves mail to %s", rule->folder);
}

static void look_hides(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule)
{
    if (!hides(rule))
        return;
    int marks = rule->deletes + (rule->hiding != NULL) + rule->marks_read + rule->stops + !rule->conditional +
                (about_money(judging, rule) || about_security(judging, rule));
    bool high = is_strong(rule) || marks >= LIMIT_RULE_MARKS;
    struct finding *finding = add(
        judging, inbox, rule,
        (struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM, .dateless = is_strong(rule)},
        how_it_hides(judging, rule));
    if (!rule->conditional)
        finding_more(judging, finding, "it has no condition: every mail is meant");
}

static void find_hides(struct judging *judging)
{
    each_rule(judging, look_hides);
}

static void look_sends_out(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule)
{
    const char *outside = inbox_outside(judging, rule);
    if (!outside)
        return;
    bool critical = !rule->conditional || hides(rule);
    add(judging, inbox, rule,
        (struct finding_fact){.severity = critical ? SEVERITY_CRITICAL : SEVERITY_HIGH, .target = outside},
        text_of(judging, "sends %smail to %s%s", rule->conditional ? "" : "all ", outside,
                hides(rule) ? ", and hides it" : ""));
}

static void find_sends_out(struct judging *judging)
{
    each_rule(judging, look_sends_out);
}

/* The first domain of the rule's words that mail was exchanged with at least twice; NULL: none. */
static const char *partner_in(struct judging *judging, const struct inbox_rule *rule)
{
    struct sents sents = sents_of(judging, BY_SUBJECT);
    for (size_t i = 0; i < sents.count; i++) {
        const char *domain = mail_text_domain(sents.at[i]->recipient);
        size_t length = strcspn(domain, "."), times = 0;
        if (length < 4 || !evidence_is_external(judging->evidence, sents.at[i]->recipient))
            continue;
        const char *name = text_of(judging, "%.*s", (int)length, domain);
        for (size_t j = 0; j < sents.count; j++)
            times += !strcasecmp(mail_text_domain(sents.at[j]->recipient), domain);
        if (times >= LIMIT_PARTNER_MAILS && strcasestr(buf_text(&rule->words), name))
            return domain;
    }
    return NULL;
}

static void look_keywords(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule)
{
    auto_buf struct buf words = buf_make(BUF_REQUEST);
    bool security = about_security(judging, rule);
    if ((!hides(rule) && !rule->sends.length) || (!security && !about_money(judging, rule)))
        return;
    lists_words_in(judging->lists, security ? LIST_WORDS_SECURITY : LIST_WORDS_MONEY, buf_text(&rule->words), &words);
    if (!words.length)
        lists_words_in(judging->lists, LIST_WORDS_PAY, buf_text(&rule->words), &words);
    struct finding *finding = add(
        judging, inbox, rule, (struct finding_fact){.severity = security ? SEVERITY_HIGH : SEVERITY_MEDIUM},
        text_of(judging, "looks for words %s: %s", security ? "of warnings" : "about money", buf_text(&words)));
    const char *partner = partner_in(judging, rule);
    if (partner)
        finding_more(judging, finding, "it names a partner: %s", partner);
}

static void find_keywords(struct judging *judging)
{
    each_rule(judging, look_keywords);
}

static void look_odd_name(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule)
{
    if (mail_text_odd_name(rule->name))
        add(judging, inbox, rule, (struct finding_fact){.severity = SEVERITY_MEDIUM},
            "has a name that is easily overlooked");
}

static void find_odd_name(struct judging *judging)
{
    each_rule(judging, look_odd_name);
}

static void look_hidden(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule)
{
    if (!rule->hidden && (!rule->listed || *rule->name))
        return;
    struct finding *finding = add(judging, inbox, rule, (struct finding_fact){.severity = SEVERITY_HIGH},
                                  rule->hidden ? "is hidden from its owner" : "has no name");
    if (*rule->provider)
        finding_more(judging, finding, "its provider is %s", rule->provider);
    if (rule->in_error)
        finding_more(judging, finding, "it is in error, which mostly means that its folder was deleted");
}

static void find_hidden(struct judging *judging)
{
    each_rule(judging, look_hidden);
}

static const char *churn_of(const struct inbox *inbox, const struct inbox_rule *rule)
{
    if (!rule->made)
        return NULL;
    if (!rule->made->by_subject)
        return "was made by somebody else";
    if (rule->by_cmdlet && rule->ended)
        return "was made and taken back again";
    if (rule->by_cmdlet && inbox->complete && !rule->listed)
        return "was made and is gone";
    return rule->other_client ? "was made by a client other than Outlook" : NULL;
}

static void look_churn(struct judging *judging, const struct inbox *inbox, const struct inbox_rule *rule)
{
    const char *churn = churn_of(inbox, rule);
    if (!churn)
        return;
    struct finding *finding = add(judging, inbox, rule, (struct finding_fact){.severity = SEVERITY_MEDIUM}, churn);
    if (rule->ended)
        finding_evidence(judging, finding, &rule->ended->fact, "%s by %s", rule->ended->operation, rule->ended->actor);
}

static void find_churn(struct judging *judging)
{
    each_rule(judging, look_churn);
}

/* Where a mailbox forwards to, by its state or by a record of the log. */
struct forward {
    const char *to; /* the external address; NULL: none */
    const struct act *act;
    const struct item *mailbox; /* NULL: it no longer does, or that could not be read */
    bool keeps_copy;
};

static const char *outside_in(struct judging *judging, const char *text)
{
    struct mail_address address;
    for (const char *at = text ? text : ""; mail_text_address(&at, &address);)
        if (evidence_is_external(judging->evidence, address.address))
            return text_of(judging, "%s", address.address);
    return text && strcasestr(text, "#EXT#") ? text_of(judging, "%s", text) : NULL;
}

static struct forward forward_now(struct judging *judging)
{
    const struct item *mailbox = evidence_item(judging->evidence, RESEARCH_MAILBOX);
    const char *to = outside_in(judging, item_text(mailbox, "ForwardingSmtpAddress"));
    if (!to)
        to = outside_in(judging, item_text(mailbox, "ForwardingAddress"));
    return (struct forward){
        .to = to, .mailbox = to ? mailbox : NULL, .keeps_copy = item_true(mailbox, "DeliverToMailboxAndForward")};
}

static const char *forward_in(struct judging *judging, const struct act *act)
{
    const char *to = outside_in(judging, act_parameter(judging->evidence, act, "ForwardingSmtpAddress"));
    return to ? to : outside_in(judging, act_parameter(judging->evidence, act, "ForwardingAddress"));
}

static void find_forwards(struct judging *judging)
{
    struct forward forward = forward_now(judging);
    struct acts acts = acts_of(judging, "Set-Mailbox", IN_WINDOW | ON_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const char *to = forward_in(judging, acts.at[i]);
        if (!to || (forward.mailbox && strcasecmp(to, forward.to) != 0))
            continue;
        const char *copy = act_parameter(judging->evidence, acts.at[i], "DeliverToMailboxAndForward");
        forward.to = to;
        forward.act = acts.at[i];
        forward.keeps_copy = forward.mailbox ? forward.keeps_copy : copy && !strcasecmp(copy, "true");
    }
    if (!forward.to)
        return;
    const struct act *act = forward.act;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = forward.keeps_copy ? SEVERITY_HIGH : SEVERITY_CRITICAL,
                               .about = forward.to,
                               .target = forward.to,
                               .time = act ? act->fact.time : 0,
                               .place = act ? &act->place : NULL,
                               .by_subject = !act || act->by_subject,
                               .undated = !act,
                               .state = forward.mailbox                                     ? FINDING_ACTIVE
                                        : evidence_has(judging->evidence, RESEARCH_MAILBOX) ? FINDING_PAST
                                                                                            : FINDING_UNKNOWN},
        "the mailbox forwards to %s and %s", forward.to, forward.keeps_copy ? "keeps a copy" : "keeps no copy");
    if (forward.mailbox)
        finding_evidence(judging, finding, &forward.mailbox->fact, "forwards to %s", forward.to);
    if (act)
        finding_evidence(judging, finding, &act->fact, "%s by %s", act->operation, act->actor);
}

static bool in_domain(struct judging *judging, const char *host)
{
    for (const char *const *domain = judging->evidence->of.domains; *domain; domain++) {
        size_t host_length = strlen(host), length = strlen(*domain);
        if (host_length < length || strcasecmp(host + host_length - length, *domain) != 0)
            continue;
        if (host_length == length || host[host_length - length - 1] == '.')
            return true;
    }
    return false;
}

/* Why a text that goes to everybody who writes is one of a fraud; NULL: it is none. */
static const char *fraud_in(struct judging *judging, const char *text)
{
    char host[256];
    if (mail_text_iban(text))
        return "it holds the number of a bank account";
    const char *word = lists_word_in(judging->lists, LIST_WORDS_PAY, text);
    if (word)
        return text_of(judging, "it speaks of \"%s\"", word);
    for (const char *at = text; mail_text_host(&at, host);)
        if (!in_domain(judging, host))
            return text_of(judging, "it has a link to %s", host);
    return NULL;
}

static const char *blocked_in(struct judging *judging, const char *list)
{
    struct mail_address address;
    for (const char *at = list; mail_text_address(&at, &address);)
        if (*address.address && in_domain(judging, mail_text_domain(address.address)))
            return "it blocks senders of the own organisation";
    for (const char *at = list; *at; at += strcspn(at, ";, ") + strspn(at + strcspn(at, ";, "), ";, ")) {
        const char *entry = text_of(judging, "%.*s", (int)strcspn(at, ";, "), at);
        if (in_domain(judging, entry))
            return "it blocks senders of the own organisation";
    }
    const char *vendor = lists_word_in(judging->lists, LIST_WORDS_VENDORS, list);
    return vendor ? text_of(judging, "it blocks senders of %s", vendor) : NULL;
}

/* Why a change of lists, replies or signature is more than low; NULL: it is not. */
static const char *worse_in(struct judging *judging, const struct act *act)
{
    static const char *const texts[] = {"InternalMessage", "ExternalMessage",       "SignatureText",
                                        "SignatureHtml",   "SignatureTextOnMobile", "SignatureHtmlOnMobile"};
    const char *blocked = act_parameter(judging->evidence, act, "BlockedSendersAndDomains");
    const char *trusted = act_parameter(judging->evidence, act, "TrustedSendersAndDomains");
    const char *worse = blocked ? blocked_in(judging, blocked) : NULL;
    if (!worse && trusted && *trusted && terms_unfamiliar(judging->terms, act->place.key))
        worse = "trusted senders were added from an unfamiliar address";
    for (size_t i = 0; !worse && i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = act_parameter(judging->evidence, act, texts[i]);
        worse = text ? fraud_in(judging, text) : NULL;
    }
    return worse;
}

static void find_lists_one(struct judging *judging, const char *operation)
{
    struct acts acts = acts_of(judging, operation, IN_WINDOW | SUCCEEDED);
    const struct act *worst = NULL;
    const char *worse = NULL;
    for (size_t i = 0; i < acts.count; i++) {
        const char *why = inbox_is_subject(judging, acts.at[i]) ? worse_in(judging, acts.at[i]) : NULL;
        if (!inbox_is_subject(judging, acts.at[i]) || (worst && (worse || !why)))
            continue;
        worst = acts.at[i];
        worse = why;
    }
    if (!worst)
        return;
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = worse ? SEVERITY_MEDIUM : SEVERITY_LOW,
                                                                 .time = worst->fact.time,
                                                                 .place = &worst->place,
                                                                 .about = worst->operation,
                                                                 .by_subject = worst->by_subject},
                                          "%s", worst->operation);
    if (worse)
        finding_more(judging, finding, "%s", worse);
    for (size_t i = 0; i < acts.count; i++)
        if (inbox_is_subject(judging, acts.at[i]))
            finding_evidence(judging, finding, &acts.at[i]->fact, "%s by %s", acts.at[i]->operation, acts.at[i]->actor);
}

static void find_lists(struct judging *judging)
{
    static const char *const operations[] = {"Set-MailboxJunkEmailConfiguration", "New-SweepRule", "Set-SweepRule",
                                             "Set-MailboxAutoReplyConfiguration", "Set-MailboxMessageConfiguration"};
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
        find_lists_one(judging, operations[i]);
}

#define RULE_SOURCES                                                                                                   \
    {                                                                                                                  \
        RESEARCH_RULES, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES                                                           \
    }

static const struct indicator rows[] = {
    {
        .id = "M01",
        .name = "rule.hides",
        .title = "An inbox rule hides mail",
        .why = "Replies and warnings are put where the owner does not look.",
        .false_positives = "old rules that tidy up",
        .steps = {"S7"},
        .needs = RULE_SOURCES,
        .find = find_hides,
    },
    {
        .id = "M02",
        .name = "rule.sends-out",
        .title = "An inbox rule sends mail outside",
        .why = "A copy of the mail goes to somebody outside, also after the password was changed.",
        .false_positives = "forwarding that was agreed on",
        .steps = {"S7"},
        .flags = INDICATOR_UNEXPLAINABLE | INDICATOR_DATELESS,
        .needs = RULE_SOURCES,
        .find = find_sends_out,
    },
    {
        .id = "M03",
        .name = "rule.keywords",
        .title = "An inbox rule looks for money or warnings",
        .why = "Fraud with invoices needs those mails out of the way, and warnings, too.",
        .false_positives = "an accountant who sorts invoices",
        .steps = {"S7"},
        .needs = RULE_SOURCES,
        .find = find_keywords,
    },
    {
        .id = "M04",
        .name = "rule.odd-name",
        .title = "An inbox rule has a name that is easily overlooked",
        .why = "Intruders name their rules \".\" or with characters that nobody sees.",
        .false_positives = "\"a\" or \"x\", typed in a hurry",
        .steps = {"S7"},
        .needs = RULE_SOURCES,
        .find = find_odd_name,
    },
    {
        .id = "M05",
        .name = "rule.hidden",
        .title = "An inbox rule is hidden",
        .why = "It was made by a tool: Outlook neither makes nor shows such rules.",
        .false_positives = "rules of a product that is not known here",
        .steps = {"S7"},
        .flags = INDICATOR_UNEXPLAINABLE | INDICATOR_DATELESS,
        .needs = {RESEARCH_RULES, RESEARCH_ALL_RULES, RESEARCH_SOURCES},
        .find = find_hidden,
    },
    {
        .id = "M06",
        .name = "rule.churn",
        .title = "An inbox rule was made by somebody else, or made and removed",
        .why = "A rule that served its time is taken away again, so that nobody finds it.",
        .false_positives = "the helpdesk",
        .steps = {"S7"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_churn,
    },
    {
        .id = "M07",
        .name = "mailbox.forwards",
        .title = "The mailbox forwards outside",
        .why = "All mail goes to somebody outside, whoever signs in.",
        .false_positives = "forwarding that was agreed on",
        .steps = {"S7"},
        .flags = INDICATOR_UNEXPLAINABLE | INDICATOR_DATELESS,
        .needs = {RESEARCH_MAILBOX, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_forwards,
    },
    {
        .id = "M08",
        .name = "mailbox.lists",
        .title = "Sender lists, sweep rules, automatic reply or signature were changed",
        .why = "They decide what the owner sees, and what those who write to him read.",
        .false_positives = "holidays",
        .steps = {"S7"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_lists,
    },
};

const struct indicator_rows mail_rules = {rows, sizeof rows / sizeof rows[0]};
