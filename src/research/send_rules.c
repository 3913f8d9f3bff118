/* X01, X02, X04, X09: mail that was sent, or taken away afterwards. */
#include "base/alloc.h"
#include "base/hash.h"
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/look_alike.h"
#include "research/mail_text.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- X01 ---- */

/* A run of mail that is too much: the first and the last of its rows. */
struct burst {
    size_t first, last, count; /* count: what is too much, recipients or messages */
    const char *what;          /* NULL: there is none */
    bool one_subject;
};

struct numbered { /* a text as its hash, and where in the trace it stands */
    uint64_t hash, other;
    size_t at;
};

static int by_hash(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = HASH_NOTHING;
    for (; *text; text++) {
        char small = (char)(*text >= 'A' && *text <= 'Z' ? *text | 0x20 : *text);
        hash = hash_bytes(hash, &small, 1);
    }
    return hash;
}

/* How many different values of `other` rows [from, to] have. */
static size_t distinct(const struct numbered *rows, size_t from, size_t to)
{
    struct numbered *sorted = xmalloc((to - from + 1) * sizeof *sorted);
    size_t count = to - from + 1, different = 0;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct numbered){rows[from + i].other, 0, i};
    qsort(sorted, count, sizeof *sorted, by_hash);
    for (size_t i = 0; i < count; i++)
        different += !i || sorted[i].hash != sorted[i - 1].hash;
    xfree(sorted);
    return different;
}

/* Within one value of `hash` and a span, the most different values of `other`: the first run that reaches `least`. */
static struct burst run_of(struct sents sents, const struct numbered *rows, size_t count, int64_t span, size_t least,
                           const char *what)
{
    for (size_t from = 0, to = 0; from < count; from++) {
        to = to < from ? from : to;
        while (to + 1 < count && rows[to + 1].hash == rows[from].hash &&
               sents.at[rows[to + 1].at]->fact.time <= sents.at[rows[from].at]->fact.time + span)
            to++;
        if (to - from + 1 < least)
            continue;
        size_t different = distinct(rows, from, to);
        if (different >= least)
            return (struct burst){rows[from].at, rows[to].at, different, what, false};
    }
    return (struct burst){.what = NULL};
}

static struct numbered *number(struct judging *judging, struct sents sents, bool external, bool by_subject,
                               bool of_recipients, size_t *count)
{
    struct numbered *rows = xcalloc(sents.count + 1, sizeof *rows);
    *count = 0;
    for (size_t i = 0; i < sents.count; i++) {
        auto_buf struct buf subject = buf_make(BUF_REQUEST);
        if (external && !evidence_is_external(judging->evidence, sents.at[i]->recipient))
            continue;
        if (by_subject)
            mail_text_subject(&subject, sents.at[i]->subject);
        rows[(*count)++] = (struct numbered){
            .hash = by_subject ? hash_of(buf_text(&subject)) : 0,
            .other = hash_of(of_recipients || !*sents.at[i]->message ? sents.at[i]->recipient : sents.at[i]->message),
            .at = i};
    }
    qsort(rows, *count, sizeof *rows, by_hash);
    return rows;
}

/* The most external recipients of a day of the baseline. */
static size_t most_before(struct judging *judging)
{
    struct sents sents = sents_of(judging, IN_BASELINE | BY_SUBJECT);
    size_t count, most = 0;
    struct numbered *rows = number(judging, sents, true, false, true, &count);
    for (size_t from = 0, to = 0; from < count; from++) {
        while (to + 1 < count && sents.at[rows[to + 1].at]->fact.time <= sents.at[rows[from].at]->fact.time + DAYS(1))
            to++;
        size_t different = to - from + 1 > most ? distinct(rows, from, to) : 0;
        most = different > most ? different : most;
    }
    xfree(rows);
    return most;
}

static struct burst burst_of(struct judging *judging, struct sents sents)
{
    size_t count, before;
    struct numbered *rows = number(judging, sents, true, true, true, &count);
    struct burst burst = run_of(sents, rows, count, HOURS(LIMIT_BURST_SUBJECT_HOURS), LIMIT_BURST_SUBJECT,
                                "external recipients of one subject");
    xfree(rows);
    burst.one_subject = true;
    if (burst.what)
        return burst;
    rows = number(judging, sents, false, false, false, &count);
    burst = run_of(sents, rows, count, MINUTES(LIMIT_BURST_MINUTES), LIMIT_BURST_MESSAGES, "messages in ten minutes");
    xfree(rows);
    if (burst.what)
        return burst;
    before = most_before(judging) * LIMIT_BURST_TIMES;
    rows = number(judging, sents, true, false, true, &count);
    burst = run_of(sents, rows, count, DAYS(1), before > LIMIT_BURST_RECIPIENTS ? before : LIMIT_BURST_RECIPIENTS,
                   "external recipients in a day");
    xfree(rows);
    return burst;
}

static bool in_sign_ins(const struct evidence *evidence, struct address_key key)
{
    for (size_t i = 0; i < evidence->sign_ins_count; i++)
        if (address_equal(evidence->sign_ins[i].place.key, key))
            return true;
    return false;
}

static bool sent_near(struct judging *judging, int64_t from, int64_t to, bool unsaved)
{
    struct acts acts = acts_of(judging, "Send|SendAs|SendOnBehalf", BY_SUBJECT);
    for (size_t i = 0; i < acts.count; i++)
        if (acts.at[i]->fact.time >= from && acts.at[i]->fact.time <= to &&
            (!unsaved || !strcasecmp(act_text(judging->evidence, acts.at[i], "SaveToSentItems"), "false")))
            return true;
    return false;
}

/* Mail in the account's name that was handed in by anybody: no sign-in from there, and no record of sending. */
static bool is_direct(struct judging *judging, const struct sent *first, const struct sent *last)
{
    int64_t around = MINUTES(LIMIT_DIRECT_MINUTES);
    return first->place.key.family && evidence_has(judging->evidence, RESEARCH_SIGN_INS) &&
           !in_sign_ins(judging->evidence, first->place.key) && evidence_whole(judging->evidence, RESEARCH_AUDIT_LOG) &&
           !sent_near(judging, first->fact.time - around, last->fact.time + around, false);
}

static bool is_undeliverable(const struct sent *row)
{
    return !strncasecmp(row->sender, "postmaster@", 11) || !strncasecmp(row->sender, "mailer-daemon@", 14) ||
           !strncasecmp(row->sender, "MicrosoftExchange", 17) || !strncasecmp(row->subject, "Undeliverable", 13);
}

static bool comes_back(struct judging *judging, int64_t from, size_t rows)
{
    struct sents inbound = sents_of(judging, BY_OTHERS);
    size_t back = 0;
    for (size_t i = 0; i < inbound.count; i++)
        back += is_undeliverable(inbound.at[i]) && inbound.at[i]->fact.time >= from &&
                inbound.at[i]->fact.time <= from + HOURS(24);
    return back * 100 >= rows * LIMIT_UNDELIVERABLE;
}

/* A mailing from the desk: a familiar address, nothing hidden, little of it comes back. */
static bool is_ordinary(struct judging *judging, struct sents sents, const struct burst *burst)
{
    const struct sent *first = sents.at[burst->first], *last = sents.at[burst->last];
    return terms_familiar(judging->terms, first->place.key) && !findings_of(judging, "R03").count &&
           !sent_near(judging, first->fact.time, last->fact.time, true) &&
           !comes_back(judging, first->fact.time, burst->count);
}

/* Where a row has no address, the record of sending tells it. */
static const struct place *place_of(struct judging *judging, const struct sent *row)
{
    struct acts acts = acts_of(judging, "Send|SendAs|SendOnBehalf", BY_SUBJECT);
    for (size_t i = 0; !row->place.key.family && i < acts.count; i++)
        if (found_near(acts.at[i]->fact.time, row->fact.time, MINUTES(LIMIT_SEND_RECORD)) &&
            acts.at[i]->place.key.family)
            return &acts.at[i]->place;
    return &row->place;
}

static bool same_subject(const struct sent *a, const struct sent *b)
{
    auto_buf struct buf x = buf_make(BUF_REQUEST), y = buf_make(BUF_REQUEST);
    mail_text_subject(&x, a->subject);
    mail_text_subject(&y, b->subject);
    return !strcmp(buf_text(&x), buf_text(&y));
}

static void find_burst(struct judging *judging)
{
    struct sents sents = sents_of(judging, IN_WINDOW | BY_SUBJECT);
    struct burst burst = burst_of(judging, sents);
    if (!burst.what)
        return;
    const struct sent *first = sents.at[burst.first];
    bool direct = is_direct(judging, first, sents.at[burst.last]);
    bool ordinary = !direct && is_ordinary(judging, sents, &burst);
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = direct || ordinary ? SEVERITY_LOW : SEVERITY_HIGH,
                               .time = first->fact.time,
                               .place = place_of(judging, first),
                               .about = first->subject,
                               .by_subject = true},
        "\"%s\": %zu %s", first->subject, burst.count, burst.what);
    if (direct) {
        const struct item *organisation = evidence_item(judging->evidence, RESEARCH_ORGANIZATION_CONFIG);
        const char *reject = item_true(organisation, "RejectDirectSend") ? "True" : "False";
        finding_more(judging, finding, "not submitted by this account: looks like Direct Send (RejectDirectSend=%s)",
                     organisation && json_get(organisation->data, "RejectDirectSend") ? reject : "not set");
    }
    if (ordinary)
        finding_more(judging, finding, "ordinary mailing");
    for (size_t i = burst.first; i <= burst.last && finding->evidence_count < LIMIT_EVIDENCE; i++)
        if (!burst.one_subject || same_subject(first, sents.at[i]))
            finding_evidence(judging, finding, &sents.at[i]->fact, "RecipientAddress=%s", sents.at[i]->recipient);
}

/* ---- X02 ---- */

struct partner { /* a domain outside, and how often mail was exchanged with it so far */
    const char *domain;
    size_t count;
};

struct partners {
    struct partner *at;
    size_t count;
};

static struct partner *partner_find(struct partners *partners, const char *domain)
{
    for (size_t i = 0; i < partners->count; i++)
        if (!strcasecmp(partners->at[i].domain, domain))
            return &partners->at[i];
    return NULL;
}

static void partner_add(struct partners *partners, const char *domain)
{
    struct partner *partner = partner_find(partners, domain);
    if (!*domain)
        return;
    if (!partner) {
        partners->at = xrealloc(partners->at, (partners->count + 1) * sizeof *partners->at);
        partner = &partners->at[partners->count++];
        *partner = (struct partner){domain, 0};
    }
    partner->count++;
}

/* The domain that this one, never seen before, looks like; NULL: none. */
static const char *imitated(struct judging *judging, struct partners *partners, const char *domain)
{
    if (partner_find(partners, domain) || lists_has(judging->lists, LIST_DOMAINS_SISTER, domain))
        return NULL;
    for (const char *const *own = judging->evidence->of.domains; *own; own++)
        if (look_alike_domain(domain, *own))
            return *own;
    for (size_t i = 0; i < partners->count; i++)
        if (partners->at[i].count >= LIMIT_PARTNER_MAILS && look_alike_domain(domain, partners->at[i].domain))
            return partners->at[i].domain;
    return NULL;
}

static void find_look_alike(struct judging *judging)
{
    struct sents sents = sents_of(judging, 0);
    struct partners partners = {NULL, 0};
    for (size_t i = 0; i < sents.count; i++) {
        const struct sent *row = sents.at[i];
        const char *other = row->by_subject ? row->recipient : row->sender, *domain = mail_text_domain(other);
        bool outside = evidence_is_external(judging->evidence, other);
        struct finding *known = found_about(judging, "X02", domain);
        const char *original = outside && row->by_subject && row->fact.time >= judging->from && !known
                                   ? imitated(judging, &partners, domain)
                                   : NULL;
        if (original)
            known = finding_add(judging,
                                &(struct finding_fact){.severity = SEVERITY_HIGH,
                                                       .time = row->fact.time,
                                                       .place = place_of(judging, row),
                                                       .about = domain,
                                                       .by_subject = true},
                                "%s looks like %s", row->recipient, original);
        if (known && row->by_subject)
            finding_evidence(judging, known, &row->fact, "RecipientAddress=%s", row->recipient);
        if (outside)
            partner_add(&partners, domain);
    }
    xfree(partners.at);
}

/* ---- X04 ---- */

static bool is_sent_items(const char *folder)
{
    static const char *const names[] = {"Sent Items", "Gesendete Elemente", "\u00c9l\u00e9ments envoy\u00e9s"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcasecmp(mail_text_folder(folder), names[i]))
            return true;
    return false;
}

static bool erases(struct judging *judging, const struct act *act)
{
    if (!strcasecmp(act->operation, "Send"))
        return !strcasecmp(act_text(judging->evidence, act, "SaveToSentItems"), "false");
    return is_sent_items(act->folder) || act->items >= LIMIT_ERASED_ITEMS;
}

static void find_erased(struct judging *judging)
{
    struct acts acts = acts_of(judging, "HardDelete|SoftDelete|MoveToDeletedItems|Send",
                               IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    const struct act *worst = NULL; /* the first from an address that is not his, else the first */
    size_t count = 0;
    for (size_t i = 0; i < acts.count; i++) {
        if (!erases(judging, acts.at[i]))
            continue;
        count++;
        if (!worst || (terms_unfamiliar(judging->terms, acts.at[i]->place.key) &&
                       !terms_unfamiliar(judging->terms, worst->place.key)))
            worst = acts.at[i];
    }
    if (!worst)
        return;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){
            .severity = SEVERITY_MEDIUM, .time = worst->fact.time, .place = &worst->place, .by_subject = true},
        "%zu event(s): copies of sent mail removed or never kept, or many at once", count);
    for (size_t i = 0; i < acts.count; i++)
        if (erases(judging, acts.at[i]))
            finding_evidence(judging, finding, &acts.at[i]->fact, "%s, %u item(s)", acts.at[i]->operation,
                             acts.at[i]->items);
}

/* ---- X09 ---- */

static const struct sign_in *pay_sign_in(struct judging *judging, bool suspect)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED | STRAY);
    for (size_t i = 0; i < rows.count; i++)
        if (lists_word_in(judging->lists, LIST_APPS_PAY, rows.at[i]->app) &&
            (!suspect || is_suspect(judging, &rows.at[i]->place)))
            return rows.at[i];
    return NULL;
}

static const struct sent *pay_mail(struct judging *judging)
{
    struct sents sents = sents_of(judging, IN_WINDOW | BY_SUBJECT);
    for (size_t i = 0; i < sents.count; i++)
        if (lists_word_in(judging->lists, LIST_WORDS_PAY, sents.at[i]->subject) &&
            terms_unfamiliar(judging->terms, place_of(judging, sents.at[i])->key))
            return sents.at[i];
    return NULL;
}

static void find_pay(struct judging *judging)
{
    const struct sign_in *row = pay_sign_in(judging, true);
    const struct sent *mail = pay_mail(judging);
    bool high = row != NULL;
    row = row ? row : pay_sign_in(judging, false);
    if (!row && !mail)
        return;
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                                                                 .time = row ? row->fact.time : mail->fact.time,
                                                                 .place = row ? &row->place : place_of(judging, mail),
                                                                 .by_subject = true},
                                          "%s%s",
                                          row ? "signed in to " : "mail about pay: ", row ? row->app : mail->subject);
    if (row)
        finding_evidence(judging, finding, &row->fact, "appDisplayName=%s", row->app);
    if (mail)
        finding_evidence(judging, finding, &mail->fact, "Subject=%s", mail->subject);
    if (row && mail)
        finding_more(judging, finding, "and wrote \"%s\" to %s", mail->subject, mail->recipient);
    finding_more(judging, finding, "telephone payroll, or the supplier, now, and freeze the next payment");
}

static void refine_pay(struct judging *judging)
{
    struct findings findings = findings_of(judging, "X09");
    for (size_t i = 0; i < findings.count; i++)
        if (pay_sign_in(judging, true))
            found_raise(findings.at[i], SEVERITY_HIGH);
}

static const struct indicator rows[] = {
    {
        .id = "X01",
        .name = "send.burst",
        .title = "Mail was sent in a mass",
        .why = "The account spreads the phishing to everybody it knows.",
        .false_positives = "Invitations, newsletters.",
        .steps = {"S13", "S14"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .turn = TURN_FINDINGS,
        .needs = {RESEARCH_TRACE, RESEARCH_AUDIT_LOG, RESEARCH_SIGN_INS, RESEARCH_SOURCES},
        .find = find_burst,
    },
    {
        .id = "X02",
        .name = "send.look-alike",
        .title = "Mail was sent to a domain that imitates another",
        .why = "A conversation with a partner goes on with somebody who is not he: money is about to move.",
        .false_positives = "Domains that really belong to the partner (`lists:` domains-sister).",
        .steps = {"S13", "S14"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_TRACE, RESEARCH_SOURCES},
        .find = find_look_alike,
    },
    {
        .id = "X04",
        .name = "mail.erased",
        .title = "Traces of mail were erased",
        .why = "The owner is not to see what was sent in his name.",
        .false_positives = "A day of tidying up, programs that send without a copy.",
        .steps = {"S13"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_erased,
    },
    {
        .id = "X09",
        .name = "pay.redirect",
        .title = "Pay, or what a supplier is paid, is being redirected",
        .why = "The next payment goes to another account.",
        .false_positives = "People who look at their pay from a telephone of their own.",
        .steps = {"S14"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_SIGN_INS, RESEARCH_TRACE, RESEARCH_SOURCES},
        .find = find_pay,
        .refine = refine_pay,
    },
};

const struct indicator_rows send_rules = {rows, sizeof rows / sizeof rows[0]};
