/* X01, X04, X09: mail that was sent, or taken away afterwards. */
#include "base/alloc.h"
#include "base/arena.h"
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/mail_text.h"
#include "research/span.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- X01 ---- */

/* Mail that is too much: its rows, how much it is, and what of. */
struct burst {
    const struct sent **rows;
    size_t count;     /* rows */
    size_t different; /* recipients or messages */
    const char *what; /* NULL: there is none */
};

/* Rows of the trace by subject, those of one in the order of time. */
struct letter {
    uint64_t subject;
    const struct sent *row;
};

static int by_subject(const void *a, const void *b)
{
    const struct letter *x = a, *y = b;
    if (x->subject != y->subject)
        return x->subject < y->subject ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The mail that counts: that to people outside (all, where `inside`), by subject (all as one, where not). */
static struct letter *letters_of(struct judging *judging, struct sents sents, bool inside, bool subjects, size_t *count)
{
    struct letter *letters = xcalloc(sents.count + 1, sizeof *letters);
    *count = 0;
    for (size_t i = 0; i < sents.count; i++) {
        auto_buf struct buf subject = buf_make(BUF_REQUEST);
        if (!inside && !evidence_is_external(judging->evidence, sents.at[i]->recipient))
            continue;
        if (subjects)
            mail_text_subject(&subject, sents.at[i]->subject);
        letters[(*count)++] = (struct letter){subjects ? span_hash(buf_text(&subject)) : 0, sents.at[i]};
    }
    qsort(letters, *count, sizeof *letters, by_subject);
    return letters;
}

static struct span_row *rows_of(const struct letter *letters, size_t count, bool messages)
{
    struct span_row *rows = xcalloc(count + 1, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        const struct sent *row = letters[i].row;
        rows[i] = (struct span_row){span_hash(messages && *row->message ? row->message : row->recipient),
                                    row->fact.time, i};
    }
    return rows;
}

/* The first span of one subject with at least so many different recipients, or messages. */
static struct burst reaching(struct judging *judging, const struct letter *letters, size_t count, bool messages,
                             int64_t length, size_t least, const char *what)
{
    struct burst burst = {.what = NULL};
    struct span_row *rows = rows_of(letters, count, messages);
    for (size_t from = 0, to; !burst.what && from < count; from = to) {
        for (to = from + 1; to < count && letters[to].subject == letters[from].subject;)
            to++;
        struct span span = span_reaching(rows + from, to - from, length, least);
        if (!span.count)
            continue;
        burst = (struct burst){.count = span.last - span.first + 1, .different = span.count, .what = what};
        burst.rows = arena_alloc(judging->arena, burst.count * sizeof *burst.rows);
        for (size_t i = 0; i < burst.count; i++)
            burst.rows[i] = letters[from + span.first + i].row;
    }
    xfree(rows);
    return burst;
}

/* The most external recipients of a day of the baseline. */
static size_t most_before(struct judging *judging)
{
    size_t count;
    struct letter *letters = letters_of(judging, sents_of(judging, IN_BASELINE | BY_SUBJECT), false, false, &count);
    struct span_row *rows = rows_of(letters, count, false);
    size_t most = span_most(rows, count, DAYS(1)).count;
    xfree(rows);
    xfree(letters);
    return most;
}

static struct burst burst_of(struct judging *judging, struct sents sents)
{
    size_t count, before = most_before(judging) * LIMIT_BURST_TIMES;
    struct letter *letters = letters_of(judging, sents, false, true, &count);
    struct burst burst = reaching(judging, letters, count, false, HOURS(LIMIT_BURST_SUBJECT_HOURS), LIMIT_BURST_SUBJECT,
                                  "external recipients of one subject");
    xfree(letters);
    letters = letters_of(judging, sents, true, false, &count);
    if (!burst.what)
        burst = reaching(judging, letters, count, true, MINUTES(LIMIT_BURST_MINUTES), LIMIT_BURST_MESSAGES,
                         "messages in ten minutes");
    xfree(letters);
    letters = letters_of(judging, sents, false, false, &count);
    if (!burst.what)
        burst = reaching(judging, letters, count, false, DAYS(1),
                         before > LIMIT_BURST_RECIPIENTS ? before : LIMIT_BURST_RECIPIENTS,
                         "external recipients in a day");
    xfree(letters);
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
    for (size_t i = 0; i < acts.count; i++) {
        if (acts.at[i]->fact.time >= from && acts.at[i]->fact.time <= to && (!unsaved || acts.at[i]->unsaved))
            return true;
    }
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
static bool is_ordinary(struct judging *judging, const struct burst *burst)
{
    const struct sent *first = burst->rows[0], *last = burst->rows[burst->count - 1];
    return terms_familiar(judging->terms, first->place.key) && !findings_of(judging, "R03").count &&
           !sent_near(judging, first->fact.time, last->fact.time, true) &&
           !comes_back(judging, first->fact.time, burst->count);
}

static void find_burst(struct judging *judging)
{
    struct burst burst = burst_of(judging, sents_of(judging, IN_WINDOW | BY_SUBJECT));
    if (!burst.what)
        return;
    const struct sent *first = burst.rows[0];
    bool direct = is_direct(judging, first, burst.rows[burst.count - 1]);
    bool ordinary = !direct && is_ordinary(judging, &burst);
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = direct || ordinary ? SEVERITY_LOW : SEVERITY_HIGH,
                               .time = first->fact.time,
                               .place = found_sent_place(judging, first),
                               .about = first->subject,
                               .by_subject = true},
        "\"%s\": %zu %s", first->subject, burst.different, burst.what);
    if (direct) {
        const struct item *organisation = evidence_item(judging->evidence, RESEARCH_ORGANIZATION_CONFIG);
        const char *reject = item_true(organisation, "RejectDirectSend") ? "True" : "False";
        finding_more(judging, finding, "not submitted by this account: looks like Direct Send (RejectDirectSend=%s)",
                     organisation && json_get(organisation->data, "RejectDirectSend") ? reject : "not set");
    }
    if (ordinary)
        finding_more(judging, finding, "ordinary mailing");
    for (size_t i = 0; i < burst.count && i < LIMIT_EVIDENCE; i++)
        finding_evidence(judging, finding, &burst.rows[i]->fact, "RecipientAddress=%s", burst.rows[i]->recipient);
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

static bool erases(const struct act *act)
{
    if (!strcasecmp(act->operation, "Send"))
        return act->unsaved;
    return is_sent_items(act->folder) || act->items >= LIMIT_ERASED_ITEMS;
}

static void find_erased(struct judging *judging)
{
    struct acts acts = acts_of(judging, "HardDelete|SoftDelete|MoveToDeletedItems|Send",
                               IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    const struct act *worst = NULL; /* the first from an address that is not his, else the first */
    size_t count = 0;
    for (size_t i = 0; i < acts.count; i++) {
        if (!erases(acts.at[i]))
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
    for (size_t i = 0; i < acts.count && finding->evidence_count < LIMIT_EVIDENCE; i++)
        if (erases(acts.at[i]))
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
        if (!terms_familiar(judging->terms, sents.at[i]->place.key) &&
            lists_word_in(judging->lists, LIST_WORDS_PAY, sents.at[i]->subject) &&
            terms_unfamiliar(judging->terms, found_sent_place(judging, sents.at[i])->key))
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
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                               .time = row ? row->fact.time : mail->fact.time,
                               .place = row ? &row->place : found_sent_place(judging, mail),
                               .by_subject = true},
        "%s%s", row ? "signed in to " : "mail about pay: ", row ? row->app : mail->subject);
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
        .title = "Mail was sent in bulk",
        .why = "The account spreads the phishing to everybody it knows.",
        .false_positives = "invitations, newsletters",
        .steps = {"S13", "S14"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .turn = TURN_FINDINGS,
        .needs = {RESEARCH_TRACE, RESEARCH_AUDIT_LOG, RESEARCH_SIGN_INS, RESEARCH_SOURCES},
        .find = find_burst,
    },
    {
        .id = "X04",
        .name = "mail.erased",
        .title = "Traces of mail were erased",
        .why = "The owner is not supposed to see what was sent in his name.",
        .false_positives = "a day of tidying up, programs that send without a copy",
        .steps = {"S13"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_erased,
    },
    {
        .id = "X09",
        .name = "pay.redirect",
        .title = "A payment to an employee or a supplier is being redirected",
        .why = "The next payment goes to another account.",
        .false_positives = "people who look at their pay on a phone of their own",
        .steps = {"S14"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_SIGN_INS, RESEARCH_TRACE, RESEARCH_SOURCES},
        .find = find_pay,
        .refine = refine_pay,
    },
};

const struct indicator_rows send_rules = {rows, sizeof rows / sizeof rows[0]};
