/* Looking among the findings so far. */
#include "research/found.h"

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

bool found_near(int64_t a, int64_t b, int64_t ms)
{
    return (a > b ? a - b : b - a) <= ms;
}
