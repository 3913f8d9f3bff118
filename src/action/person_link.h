/* What is done to somebody new after the account is there; these rows stand in no menu. */
#ifndef ACTION_PERSON_LINK_H
#define ACTION_PERSON_LINK_H

#include "action/action.h"

/* Of the parameter "user" (an address, an id, a name), or "aliases" (a line each). */
extern const struct action person_manager, person_sponsor, person_aliases;

enum { PERSON_LINK_FOUND = 1 }; /* a step before those of a change (change.h) */
/** Find whom `asked` means: FLOW_DONE with `*id` in the flow's arena, FLOW_FAILED, or FLOW_SEND with
 *  `step`, where it is called again. */
enum flow_state person_link_find(struct flow *flow, const struct http_reply *reply, const char *asked, int step,
                                 const char **id);
/** Make the user of this id the manager; "": there is to be none. */
struct http_request *person_link_manager(struct flow *flow, const char *id);

#endif
