/* What the files of the judgement share: what is suspect, and the places where anchors stand. For them and no rule. */
#ifndef RESEARCH_JUDGING_H
#define RESEARCH_JUDGING_H

#include "base/seen.h"
#include "research/indicator.h"

struct suspects {
    struct seen known;        /* what is in keys and sessions */
    struct address_key *keys; /* sorted */
    size_t key_count;
    const char **addresses; /* as texts, beside the keys before they were sorted */
    size_t address_count;
    const char **sessions; /* sorted, in capitals or not */
    size_t session_count;
    int64_t *anchors; /* times, sorted */
    size_t anchor_count;
    bool high_anchor;
    const char **clusters; /* addresses of act clusters */
    struct address_key *cluster_keys;
    size_t cluster_count;
    size_t room; /* of each of these arrays */
};

struct judging_own {
    struct arena *scratch; /* for what is not of the report: freed with the judgement */
    struct arena *rule;    /* for collections: freed with the rule that asked for them */
    const struct set_aside *aside;
    size_t aside_count;
    struct finding **found;
    size_t found_count, found_capacity;
    struct seen places; /* of findings */
    struct suspects suspects;
};

/** The anchors among the findings so far, and what they make suspect. */
void suspects_find(struct judging *judging);
/** Act clusters: more that is suspect. */
void suspects_cluster(struct judging *judging);
/** Whether an anchor, or an act of a cluster, lies within a day of `time`. */
bool suspects_near(struct judging *judging, int64_t time);

/** Modifier and points of each finding. */
void score_findings(struct judging *judging);
/** Sums, decisive rules, verdict, pattern, first and last event, coverage. */
void score_verdict(struct judging *judging);
/** Decisive rules that hold: `report->decisive`. */
void decide(struct judging *judging);
/** Sentences, notes and the lines of the sources. */
void explain_report(struct judging *judging);
void explain_sources(struct judging *judging);
void timeline_make(struct judging *judging);

/** Whether it counts: neither explained, nor set aside. */
bool finding_counts(const struct finding *finding);

#endif
