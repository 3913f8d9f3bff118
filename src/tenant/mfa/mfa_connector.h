/* The multi-factor connector: asks a user on the phone and says what came of it. Its client is known by secrets of its own. */
#ifndef TENANT_MFA_CONNECTOR_H
#define TENANT_MFA_CONNECTOR_H

#include "tenant/state/fault.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

#define MFA_CLIENT_ID "981f26a1-7f43-403b-a875-f8b09b8cd720"
#define MFA_RESOURCE  "https://adnotifications.windowsazure.com/StrongAuthenticationService.svc/Connector"

/* Secrets that addPassword made on the connector's service principal; the first two and MFA_SECRET_UNKNOWN are what servers
 * that do not know principal, application or secret yet say one after the other. */
enum mfa_secret {
    MFA_SECRET_NO_PRINCIPAL,
    MFA_SECRET_NO_APPLICATION,
    MFA_SECRET_UNKNOWN,
    MFA_SECRET_EXPIRED,
    MFA_SECRET_GOOD
};

/** Remember a secret until `end` (ms). A new secret takes a few questions until every server knows it. */
void tenant_mfa_secret_add(struct tenant *tenant, const char *key_id, const char *secret, int64_t end);
/** Forget it; false when there is no such key. */
bool tenant_mfa_secret_remove(struct tenant *tenant, const char *key_id);
/** Whether a token may be had for it now; counts as one question. */
bool tenant_mfa_secret_valid(struct tenant *tenant, const char *secret);
enum mfa_secret tenant_mfa_secret_state(struct tenant *tenant, const char *secret);

struct mfa_connector;
struct mfa_connector *mfa_connector_new(void);
void mfa_connector_free(struct mfa_connector *connector);

/** Answer a request below /mfa; `request->segments` begin after it. Waits as long as the user takes. */
void mfa_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                const struct fault_decision *fault);
/** The name of what comes of asking this user: "approve", "deny", … (mfa_connector_answer.c). */
const char *mfa_outcome_name(const struct tenant *tenant, uint32_t number);

#endif
