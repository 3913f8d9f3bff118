/* Exchange's administration service: one cmdlet a request, batches of them, and a few plain reads. */
#ifndef TENANT_EXCHANGE_H
#define TENANT_EXCHANGE_H

#include "tenant/state/fault.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

/** Whether the token is good for this service and for the tenant in the path; else answered. `request->caller` is filled. */
bool exchange_admits(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
/** Answer a request below /exchange that is no batch, or an item of one; `request->segments` begin after it. */
void exchange_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                     const struct fault_decision *fault);
/** Whether the request is a batch. */
bool exchange_is_batch(const struct tenant_request *request);

/* Errors as the service words them (exchange_error.c): */

/** "error" with a detail "ExNNNNNN|Type|message". */
void exchange_error(struct tenant_reply *reply, int status, const char *code, const char *type, const char *message);
/** 401 without a body: the reason stands in headers. */
void exchange_unauthorized(const struct tenant_request *request, struct tenant_reply *reply, const char *reason,
                           const char *category);
/** 401 with a token that is good: as the service refuses a person a cmdlet at times (REQUESTS §11.4). */
void exchange_not_allowed(const struct tenant_request *request, struct tenant_reply *reply, const char *cmdlet);
/** 403 as the service gives it for a cmdlet it does not let you see: NUL bytes that claim to be gzip. */
void exchange_forbidden(const struct tenant_request *request, struct tenant_reply *reply, const char *reason);
/** A status a fault wants. */
void exchange_fault_status(const struct tenant_request *request, struct tenant_reply *reply,
                           const struct fault_decision *fault);

#endif
