/* What is new since the last look at an account. */
#ifndef RESEARCH_LOOK_H
#define RESEARCH_LOOK_H

#include "research/report.h"

/* What was found the last time, for telling what is new: hashes alone, nothing of what was found. */
struct last_look {
    int64_t at; /* ms; 0: there was none */
    const uint64_t *findings, *evidence;
    size_t finding_count, evidence_count;
    bool unread[RESEARCH_SOURCES]; /* or not whole, by enum research_source */
};

/** What a report found, in `arena`, for the next look. */
struct last_look look_of(const struct report *report, struct arena *arena);
/** Of a record that it rests on; 0: the record has no id. */
bool finding_is_new(const struct finding *finding, const struct last_look *last);
/** Whether a new finding happened before the last look and rests on a source that was not read whole then: it may have been there. */
bool finding_was_unseen(const struct finding *finding, const struct last_look *last);
/** Records that it rests on now and did not then. */
size_t finding_news(const struct finding *finding, const struct last_look *last);

#endif
