/* The message trace by Graph. */
#ifndef TENANT_MESSAGE_TRACES_H
#define TENANT_MESSAGE_TRACES_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

#define MESSAGE_TRACES_APP "8bd644d1-64a1-4d4b-ae52-2e0cbf64e373"

void message_traces_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void message_traces_details(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
