/* Identity Protection: users at risk. */
#ifndef TENANT_RISK_H
#define TENANT_RISK_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

struct user_record;

/** What became of what strangers tried on a user: riskState and riskDetail, as the user's own risk has it. Static texts. */
void risk_standing(const struct user_record *user, const char **state, const char **detail);
void risk_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_history(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_detections(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_dismiss(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_safe(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_confirm(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
