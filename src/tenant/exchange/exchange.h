/* Exchange's administration service: one cmdlet a request, batches of them, and a few plain reads. */
#ifndef TENANT_EXCHANGE_H
#define TENANT_EXCHANGE_H

#include "tenant/front/front.h"

/** Answer a request below /exchange; `request->segments` begin after it. */
void exchange_answer(struct tenant_front *front, struct exchange *exchange, struct tenant_request *request,
                     const struct fault_decision *fault);
/** The same behind the fault: token, path, cmdlet. What an item of a batch goes through. */
void exchange_perform(struct tenant_front *front, struct tenant_request *request, struct tenant_reply *reply,
                      const struct fault_decision *fault);
/** Answer a batch (exchange_batch.c). */
void exchange_batch(struct tenant_front *front, struct exchange *exchange, struct tenant_request *request);
/** Count a request in for its mailbox; false when too many are under way. Every true needs an exchange_leave. */
bool exchange_enter(struct tenant_front *front, const struct tenant_request *request);
void exchange_leave(struct tenant_front *front, const struct tenant_request *request);

/* Errors as the service words them (exchange_error.c): */

/** "error" with a detail "ExNNNNNN|Type|message". */
void exchange_error(struct tenant_reply *reply, int status, const char *code, const char *type, const char *message);
/** 401 without a body: the reason stands in headers. */
void exchange_unauthorized(const struct tenant_request *request, struct tenant_reply *reply, const char *reason,
                           const char *category);
/** 403 as the service gives it for a cmdlet it does not let you see: NUL bytes that claim to be gzip. */
void exchange_forbidden(const struct tenant_request *request, struct tenant_reply *reply, const char *reason);
/** A status a fault wants. */
void exchange_fault_status(const struct tenant_request *request, struct tenant_reply *reply,
                           const struct fault_decision *fault);

#endif
