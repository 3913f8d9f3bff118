/* The evidence as it is written down and read back: what was asked, every record, how each source ended. */
#include "base/alloc.h"
#include "research/evidence_own.h"
#include <stdlib.h>
#include <string.h>

enum { ASKED = 16 /* of one row */ };

void evidence_ask(struct evidence *evidence, enum research_source source, const struct asked *asked)
{
    size_t before = 0;
    for (size_t i = 0; i < evidence->asked_count; i++)
        before += evidence->asked[i].source == source && !strcmp(evidence->asked[i].row, asked->row);
    if (before < ASKED)
        *(struct asked *)EVIDENCE_PUSH(evidence, asked) = (struct asked){
            source, evidence_text(evidence, asked->row), evidence_text(evidence, asked->method),
            evidence_text(evidence, asked->url), evidence_text(evidence, asked->body)};
}

void evidence_forget_asked(struct evidence *evidence, enum research_source source)
{
    size_t kept = 0;
    for (size_t i = 0; i < evidence->asked_count; i++)
        if (evidence->asked[i].source != source)
            evidence->asked[kept++] = evidence->asked[i];
    evidence->asked_count = kept;
}

void evidence_ended(struct evidence *evidence, enum research_source source, const struct source_span *span)
{
    evidence->sources[source] = *span;
    evidence->sources[source].error = evidence_text(evidence, span->error);
    evidence->sources[source].code = evidence_text(evidence, span->code);
    evidence->own->parts[source] = 1;
    evidence->ready = false;
}

static int by_place(const void *a, const void *b)
{
    const struct evidence_record *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->record->kind != y->record->kind)
        return strcmp(x->record->kind->name, y->record->kind->name) < 0 ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

struct evidence_record *evidence_records(const struct evidence *evidence, size_t *count)
{
#define ALL(name)                                                                                                      \
    {                                                                                                                  \
        (const char *)evidence->name, evidence->name##_count, sizeof *evidence->name                                   \
    }
    const struct {
        const char *first;
        size_t count, size;
    } arrays[] = {ALL(sign_ins), ALL(others),  ALL(audits),  ALL(acts),  ALL(sent), ALL(applications),
                  ALL(grants),   ALL(devices), ALL(methods), ALL(risks), ALL(items)};
    size_t most = 0, kept = 0;
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        most += arrays[i].count;
    struct evidence_record *all = xcalloc(most + 1, sizeof *all);
    *count = 0;
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        for (size_t k = 0; k < arrays[i].count; k++) {
            const struct fact *fact = (const void *)(arrays[i].first + k * arrays[i].size);
            all[(*count)++] = (struct evidence_record){fact->source, fact->record};
        }
    qsort(all, *count, sizeof *all, by_place);
    for (size_t i = 0; i < *count; i++) /* a state stands among the items, too */
        if (!kept || by_place(&all[kept - 1], &all[i]) != 0)
            all[kept++] = all[i];
    *count = kept;
    return all;
}
