/* In which order a research reads: which source rows serve what, what is tried instead of what, and what waits for what. */
#include "worker/research_plan.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum { MOST = 96, PHASES = 5 };

/* What is not read at once as a part of its own. */
static const struct special {
    const char *row;
    enum how how;
    bool mentions;
    bool lesser;
} specials[] = {
    {.row = "message-trace", .how = HOW_TRACE},
    {.row = "message-trace-graph", .how = HOW_INSTEAD},
    {.row = "message-rules", .how = HOW_INSTEAD, .lesser = true},
    {.row = "audit-query-by", .how = HOW_BESIDE},
    {.row = "audit-query-of", .how = HOW_BESIDE},
    {.row = "audit-query-operations", .how = HOW_BESIDE, .mentions = true},
    {.row = "audit-search-operations", .mentions = true},
    {.row = "alerts", .mentions = true},
    {.row = "application", .how = HOW_APPLICATIONS},
    {.row = "audit-of-object", .how = HOW_DEVICES},
    {.row = "sign-ins-from", .how = HOW_ADDRESSES},
    {.row = "audit-logons", .how = HOW_LOGONS},
    {.row = "audit-search-from", .how = HOW_ADDRESSES},
    {.row = "risk-history", .how = HOW_RISKY},
    {.row = "drive", .how = HOW_ON_DEMAND},
    {.row = "shared-file", .how = HOW_SHARED},
    {.row = "recoverable-items", .how = HOW_ON_DEMAND},
};

static const struct special *special_of(const char *row)
{
    static const struct special plain = {.row = ""};
    for (size_t i = 0; i < COUNT_OF(specials); i++)
        if (!strcmp(specials[i].row, row))
            return &specials[i];
    return &plain;
}

static struct plan plans[MOST];
static size_t plan_count;

static void add(enum research_source as, const char *row)
{
    const struct special *special = special_of(row);
    bool joins = special->how == HOW_INSTEAD || special->how == HOW_BESIDE;
    struct plan *plan = joins ? &plans[plan_count - 1] : &plans[plan_count++];
    assert(plan_count <= MOST && source_find(row));
    if (joins) {
        plan->others = special->how;
        plan->lesser = special->lesser;
    } else {
        *plan = (struct plan){
            .as = as, .how = special->how, .phase = research_source(as)->phase, .mentions = special->mentions};
    }
    assert(plan->as == as && plan->count < PLAN_ROWS);
    plan->rows[plan->count++] = source_find(row);
}

static void make(void)
{
    for (int phase = 0; phase < PHASES; phase++)
        for (int as = 0; as < RESEARCH_SOURCES; as++) {
            const struct research_source_row *row = research_source((enum research_source)as);
            for (size_t i = 0; row->phase == phase && i < COUNT_OF(row->served) && row->served[i]; i++)
                add((enum research_source)as, row->served[i]);
        }
}

const struct plan *research_plan(size_t *count)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* each tenant has a thread */
    pthread_once(&once, make);
    *count = plan_count;
    return plans;
}
