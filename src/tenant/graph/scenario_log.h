/* The logs of scenarios on their way into a reply. */
#ifndef TENANT_SCENARIO_LOG_H
#define TENANT_SCENARIO_LOG_H

#include "tenant/state/scenario.h"
#include "tenant/wire/log_page.h"

/* Entries of a log under way. A scenario's have SEED_NOBODY as their number. */
struct gathering {
    struct log_entry *entries;
    size_t count, capacity;
    int64_t since; /* ms; 0: any */
};

/** Add an entry that is not older than wanted. */
void gathering_push(struct gathering *all, struct log_entry entry);
/** Add a log's rows; `must_be`: a member that must be true ("isInteractive"); NULL: none. */
void scenario_log_gather(const struct tenant *tenant, enum scenario_log log, const char *must_be,
                         struct gathering *all);
/** A row as the caller gets it, to be freed by the caller: `names` (NULL: all, else ended by NULL) are the members of this version,
 *  and values that an enumeration got later are told to those alone who ask for them. */
struct json *scenario_log_row(const struct tenant *tenant, const struct tenant_request *request, enum scenario_log log,
                              uint32_t place, const char *const *names);
/** The place of the row with an id; the count of rows when there is none. */
uint32_t scenario_log_find(const struct tenant *tenant, enum scenario_log log, const char *id);
/** A copy of an object of a scenario without what is ours ("@owner"), with `type` as its "@odata.type" where not NULL. */
struct json *scenario_object(const struct json *object, const char *type);

#endif
