/* The message trace, for its cmdlet and for Graph. */
#ifndef TENANT_EXCHANGE_TRACE_H
#define TENANT_EXCHANGE_TRACE_H

#include "codec/json.h"
#include "tenant/state/tenant.h"
#include <stdint.h>

/** The rows between two times (ms), newest first, in the names of Get-MessageTraceV2; `sender`, `recipient`: NULL: any. Owned by the
 *  caller. */
struct json *exchange_trace(const struct tenant *tenant, const char *sender, const char *recipient, int64_t from,
                            int64_t to);

#endif
