/* A mailbox as Graph sees it: settings and rules; of people the owner alone may look (REQUESTS §7.5). */
#ifndef TENANT_MAIL_SETTINGS_H
#define TENANT_MAIL_SETTINGS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void mail_settings_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void mail_settings_rules(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
