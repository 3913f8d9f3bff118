/* X02: mail to a domain that imitates another, and the mail that may have been the lure. */
#include "base/alloc.h"
#include "base/arena.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/look_alike.h"
#include "research/mail_text.h"
#include <string.h>
#include <strings.h>

/* A domain outside, and how often mail was exchanged with it so far. */
struct partner {
    const char *domain, *folded;
    size_t count;
    struct finding *finding; /* that it imitates another; NULL: there is none */
};

struct partners { /* sorted by domain */
    struct partner *at;
    size_t count, capacity;
};

static size_t partner_place(const struct partners *partners, const char *domain, bool *found)
{
    size_t low = 0, high = partners->count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcasecmp(partners->at[middle].domain, domain);
        *found |= !order;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const char *folded(struct judging *judging, const char *domain)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    look_alike_fold(&out, domain);
    return arena_strdup(judging->arena, buf_text(&out));
}

static struct partner *partner_add(struct judging *judging, struct partners *partners, const char *domain)
{
    bool found;
    size_t at = partner_place(partners, domain, &found);
    if (!found) {
        partners->at = grow_array(partners->at, &partners->capacity, partners->count + 1, sizeof *partners->at);
        memmove(partners->at + at + 1, partners->at + at, (partners->count++ - at) * sizeof *partners->at);
        partners->at[at] = (struct partner){domain, folded(judging, domain), 0, NULL};
    }
    partners->at[at].count++;
    return &partners->at[at];
}

static bool looks_like(const char *domain, const char *shape, const struct partner *partner)
{
    size_t a = strlen(domain), b = strlen(partner->domain);
    return !strcmp(shape, partner->folded) ||
           ((a > b ? a - b : b - a) <= 2 && look_alike_domain(domain, partner->domain));
}

/* The domain that this one, never seen before, looks like; NULL: none. */
static const char *imitated(struct judging *judging, const struct partners *partners, const char *domain)
{
    bool found;
    partner_place(partners, domain, &found);
    if (!*domain || found || lists_has(judging->lists, LIST_DOMAINS_SISTER, domain))
        return NULL;
    const char *shape = folded(judging, domain);
    for (const char *const *own = judging->evidence->of.domains; *own; own++)
        if (look_alike_domain(domain, *own))
            return *own;
    for (size_t i = 0; i < partners->count; i++)
        if (partners->at[i].count >= LIMIT_PARTNER_MAILS && looks_like(domain, shape, &partners->at[i]))
            return partners->at[i].domain;
    return NULL;
}

/* Looks at each mail beside what was exchanged before it; a finding that comes of it is kept with the domain. */
static void each_mail(struct judging *judging, const void *own,
                      struct finding *(*look)(struct judging *judging, const struct partners *partners,
                                              const struct sent *row, const char *domain, const void *own))
{
    struct sents sents = sents_of(judging, 0);
    struct partners partners = {NULL, 0, 0};
    for (size_t i = 0; i < sents.count; i++) {
        const struct sent *row = sents.at[i];
        const char *other = row->by_subject ? row->recipient : row->sender, *domain = mail_text_domain(other);
        if (!*domain || !evidence_is_external(judging->evidence, other))
            continue;
        struct finding *finding = look(judging, &partners, row, domain, own);
        struct partner *partner = partner_add(judging, &partners, domain);
        partner->finding = finding ? finding : partner->finding;
    }
    xfree(partners.at);
}

static struct finding *look_sent(struct judging *judging, const struct partners *partners, const struct sent *row,
                                 const char *domain, const void *own)
{
    bool known;
    size_t at = partner_place(partners, domain, &known);
    struct finding *finding = known ? partners->at[at].finding : NULL;
    (void)own;
    if (!row->by_subject || row->fact.time < judging->from)
        return NULL;
    const char *original = known ? NULL : imitated(judging, partners, domain);
    if (original)
        finding = finding_add(judging,
                              &(struct finding_fact){.severity = SEVERITY_HIGH,
                                                     .time = row->fact.time,
                                                     .place = found_sent_place(judging, row),
                                                     .about = domain,
                                                     .by_subject = true},
                              "%s looks like %s", row->recipient, original);
    if (finding && finding->evidence_count < LIMIT_EVIDENCE)
        finding_evidence(judging, finding, &row->fact, "RecipientAddress=%s", row->recipient);
    return finding;
}

static void find_look_alike(struct judging *judging)
{
    each_mail(judging, NULL, look_sent);
}

/* ---- the lure ---- */

/* The first suspicious sign-in; NULL: there is none. */
static struct finding *first_sign_in(struct judging *judging)
{
    struct findings findings = findings_of(judging, NULL);
    struct finding *first = NULL;
    for (size_t i = 0; i < findings.count; i++) {
        struct finding *finding = findings.at[i];
        if (finding->indicator->id[0] == 'A' && finding->severity >= SEVERITY_MEDIUM && !finding->explained &&
            finding->time && (!first || finding->time < first->time))
            first = finding;
    }
    return first;
}

static struct finding *look_received(struct judging *judging, const struct partners *partners, const struct sent *row,
                                     const char *domain, const void *own)
{
    struct finding *first = *(struct finding *const *)own;
    if (row->by_subject || row->fact.time > first->time || row->fact.time < first->time - DAYS(LIMIT_LURE_DAYS))
        return NULL;
    const char *original = imitated(judging, partners, domain);
    if (original)
        finding_more(judging, first, "the lure may be \"%s\" of %s, which looks like %s", row->subject, row->sender,
                     original);
    return NULL;
}

static void refine_look_alike(struct judging *judging)
{
    struct finding *first = first_sign_in(judging);
    if (first)
        each_mail(judging, &first, look_received);
}

static const struct indicator rows[] = {
    {
        .id = "X02",
        .name = "send.look-alike",
        .title = "Mail was sent to a domain that imitates another",
        .why = "The conversation with a partner goes on with an impostor: money is about to move.",
        .false_positives = "domains that really belong to the partner (`lists:` domains-sister)",
        .steps = {"S13", "S14"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_TRACE, RESEARCH_SOURCES},
        .find = find_look_alike,
        .refine = refine_look_alike,
    },
};

const struct indicator_rows domain_rules = {rows, sizeof rows / sizeof rows[0]};
