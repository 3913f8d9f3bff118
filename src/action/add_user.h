/* The parts of adding a user. */
#ifndef ACTION_ADD_USER_H
#define ACTION_ADD_USER_H

#include "action/action.h"
#include "codec/json.h"

/** The domains of the tenant; whether one is known by another identity provider. */
struct http_request *add_user_domains(struct flow *flow);
bool add_user_is_federated(const struct json *domain);
/** Whether the flow's error is that something may not be read; then it is forgotten. */
bool add_user_is_forbidden(struct flow *flow);
/** For the form; where the target has a name, also whether it is free. */
enum flow_state add_user_prepare(struct flow *flow, const struct http_reply *reply);

#endif
