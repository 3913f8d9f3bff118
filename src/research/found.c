/* Looking among the findings so far. */
#include "research/found.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct finding *found_about(struct judging *judging, const char *ids, const char *about)
{
    struct findings findings = findings_of(judging, ids);
    for (size_t i = 0; i < findings.count; i++)
        if (!strcasecmp(findings.at[i]->about, about))
            return findings.at[i];
    return NULL;
}

void found_raise(struct finding *finding, enum severity severity)
{
    if (severity > finding->severity)
        finding->severity = severity;
}

void found_state(struct finding *finding, enum finding_state state)
{
    finding->state = state;
    finding->open = state == FINDING_ACTIVE;
}

struct finding *found_act(struct judging *judging, const struct act *act, enum severity severity, const char *about,
                          const char *text)
{
    struct finding *finding = found_about(judging, judging->indicator->id, about);
    if (!finding)
        finding = finding_add(judging,
                              &(struct finding_fact){.severity = severity,
                                                     .time = act->fact.time,
                                                     .place = &act->place,
                                                     .about = about,
                                                     .by_subject = act->by_subject},
                              "%s", text);
    found_raise(finding, severity);
    finding_evidence(judging, finding, &act->fact, "%s by %s", act->operation, act->actor);
    return finding;
}

struct finding *found_audit(struct judging *judging, const struct audit *audit, enum severity severity,
                            const char *about, const char *text)
{
    struct finding *finding = found_about(judging, judging->indicator->id, about);
    if (!finding)
        finding = finding_add(judging,
                              &(struct finding_fact){.severity = severity,
                                                     .time = audit->fact.time,
                                                     .place = &audit->place,
                                                     .about = about,
                                                     .by_subject = audit->by_subject},
                              "%s", text);
    found_raise(finding, severity);
    finding_evidence(judging, finding, &audit->fact, "%s by %s", audit->activity, audit->actor);
    return finding;
}

bool found_strange(struct judging *judging, const struct act *act)
{
    return terms_unfamiliar(judging->terms, act->place.key);
}

static int by_place(const void *a, const void *b)
{
    const struct act *x = *(const struct act *const *)a, *y = *(const struct act *const *)b;
    int order = address_compare(x->place.key, y->place.key);
    if (order)
        return order;
    return x->fact.time != y->fact.time ? (x->fact.time > y->fact.time) - (x->fact.time < y->fact.time)
                                        : (x > y) - (x < y);
}

struct acts found_by_place(struct acts acts)
{
    qsort((void *)(uintptr_t)acts.at, acts.count, sizeof *acts.at, by_place);
    return acts;
}

size_t found_run(struct acts acts, size_t from)
{
    size_t to = from;
    while (to < acts.count && !address_compare(acts.at[to]->place.key, acts.at[from]->place.key))
        to++;
    return to - from;
}

bool found_near(int64_t a, int64_t b, int64_t ms)
{
    return (a > b ? a - b : b - a) <= ms;
}

const struct place *found_sent_place(struct judging *judging, const struct sent *row)
{
    if (row->place.key.family)
        return &row->place;
    struct acts acts = acts_of(judging, "Send|SendAs|SendOnBehalf", BY_SUBJECT);
    for (size_t i = 0; i < acts.count; i++)
        if (found_near(acts.at[i]->fact.time, row->fact.time, MINUTES(LIMIT_SEND_RECORD)) &&
            acts.at[i]->place.key.family)
            return &acts.at[i]->place;
    return &row->place;
}

bool found_same_account(const char *a, const char *b)
{
    size_t length = strcspn(a, "@");
    if (!*a || !*b)
        return false;
    return !strcasecmp(a, b) || (length == strcspn(b, "@") && !strncasecmp(a, b, length) && (!a[length] || !b[length]));
}
