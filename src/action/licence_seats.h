/* What the tenant has of its licences, and the list of them for several users at once. */
#ifndef ACTION_LICENCE_SEATS_H
#define ACTION_LICENCE_SEATS_H

#include "action/action.h"
#include "api/graph/users.h"

/** Seats that can be given away: those in their grace period too (REQUESTS §1.5). */
long licence_seats(const struct sku *sku);
/** "7 of 10 free", in the flow's arena. */
const char *licence_seats_text(struct flow *flow, const struct sku *sku);
/** The prepare of several: all that the tenant has, to be added to all of them and removed from whoever has it. */
enum flow_state licence_seats_prepare(struct flow *flow, const struct http_reply *reply);

#endif
