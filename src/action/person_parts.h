/* What somebody new gets once the account is there: manager, sponsors, licences, groups, aliases. One after the other, each by the flow
 * of its own action; one that fails stops none of the others. */
#ifndef ACTION_PERSON_PARTS_H
#define ACTION_PERSON_PARTS_H

#include "action/action.h"

struct person_parts;

/** Those that the values ask for; in the flow's arena. */
struct person_parts *person_parts_make(struct flow *flow);
/** Find out what the values name (groups, people) before anything is made: send, FLOW_DONE, or FLOW_FAILED. Comes back at `step`. */
enum flow_state person_parts_resolve(struct flow *flow, struct person_parts *parts, const struct http_reply *reply,
                                     int step);
/** Give them to the user `id`: send, wait, or FLOW_DONE when all were tried. Comes back at `step`. */
enum flow_state person_parts_give(struct flow *flow, struct person_parts *parts, const char *id,
                                  const struct http_reply *reply, int step);
/** "licences SPE_E5: no seat is free; group Sales: …" of what failed, in the flow's arena; NULL: nothing did. */
const char *person_parts_missing(struct flow *flow, const struct person_parts *parts);
/** Whether there is anything to give. */
bool person_parts_any(const struct person_parts *parts);

#endif
