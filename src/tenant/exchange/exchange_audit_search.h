/* The unified audit log, searched: for Search-UnifiedAuditLog, and for the searches of Graph. */
#ifndef TENANT_EXCHANGE_AUDIT_SEARCH_H
#define TENANT_EXCHANGE_AUDIT_SEARCH_H

#include "codec/json.h"
#include "tenant/state/tenant.h"
#include <stdint.h>

struct audit_search {
    int64_t from, to; /* ms, without the end */
    /* Arrays of texts, or NULL: any. */
    const struct json *users, *operations, *objects, *addresses, *types, *services;
    const char *words;
    size_t most;                 /* records to be found */
    const struct json **records; /* AuditData, out, in no order a client could rely on; good until audit_search_free */
    size_t count, capacity;
    struct json *made; /* those of them that are made up */
    size_t left;       /* out: how many more there would have been */
};

/** Search; the first fields are what is asked. */
void audit_search_run(const struct tenant *tenant, struct audit_search *search);
void audit_search_free(struct audit_search *search);
/** "ExchangeAdmin" of the number in a record. */
const char *audit_record_type(const struct json *record);

#endif
