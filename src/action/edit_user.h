/* What editing a user and what is shown before share: the properties as one reading has them. */
#ifndef ACTION_EDIT_USER_H
#define ACTION_EDIT_USER_H

#include "action/person.h"

/** All of them, and the manager, in one request. */
struct http_request *edit_user_read(struct flow *flow);
/** Whether it is a property of the personal page: read and written by itself, and by a person alone (REQUESTS §3.2). */
bool edit_user_is_profile(const struct param *param);
/** Those, in one request. */
struct http_request *edit_user_read_profile(struct flow *flow);
/** What a parameter's property is in `user`, as --set would give it: a line each where there are several, "" when it is empty; the id of
 *  the manager. NULL: it is no property. In `arena`. */
const char *edit_user_now(struct arena *arena, const struct param *param, const struct json *user);
/** Reads for the form. */
enum flow_state edit_user_prepare(struct flow *flow, const struct http_reply *reply);

#endif
