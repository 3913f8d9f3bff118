/* What is new since the last look: findings and the records they rest on, told again by their hashes. */
#include "research/look.h"

#include "base/arena.h"
#include "base/hash.h"
#include <string.h>

static uint64_t hash_of(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}

static uint64_t finding_hash(const struct finding *finding)
{
    return hash_of(HASH_NOTHING, finding->key);
}

static uint64_t evidence_hash(const struct evidence_ref *evidence)
{
    const struct record *record = evidence->record;
    const char *id = record ? record_text_at(record, record->kind->id) : "";
    return *id ? hash_of(hash_of(HASH_NOTHING, research_source(evidence->source)->key), id) : 0;
}

static bool is_among(uint64_t hash, const uint64_t *hashes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (hashes[i] == hash)
            return true;
    return false;
}

bool finding_is_new(const struct finding *finding, const struct last_look *last)
{
    return last && last->at && !is_among(finding_hash(finding), last->findings, last->finding_count);
}

bool finding_was_unseen(const struct finding *finding, const struct last_look *last)
{
    bool unread = false;
    for (size_t i = 0; i < finding->evidence_count; i++)
        unread |= last && last->unread[finding->evidence[i].source];
    return finding_is_new(finding, last) && finding->time < last->at && unread;
}

size_t finding_news(const struct finding *finding, const struct last_look *last)
{
    size_t count = 0;
    for (size_t i = 0; last && last->at && i < finding->evidence_count; i++) {
        uint64_t hash = evidence_hash(&finding->evidence[i]);
        count += hash && !is_among(hash, last->evidence, last->evidence_count);
    }
    return count;
}

struct last_look look_of(const struct report *report, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        count += report->findings[i]->evidence_count;
    uint64_t *findings = arena_alloc(arena, (report->finding_count + 1) * sizeof *findings);
    uint64_t *evidence = arena_alloc(arena, (count + 1) * sizeof *evidence);
    struct last_look look = {.at = report->now, .findings = findings, .evidence = evidence};
    for (size_t i = 0; i < report->finding_count; i++) {
        findings[look.finding_count++] = finding_hash(report->findings[i]);
        for (size_t k = 0; k < report->findings[i]->evidence_count; k++)
            evidence[look.evidence_count++] = evidence_hash(&report->findings[i]->evidence[k]);
    }
    for (size_t i = 0; i < report->source_count; i++) /* or not whole: what is found there later may have been there */
        look.unread[report->sources[i].source] = strcmp(report->sources[i].state, "ok") != 0;
    return look;
}
