/* Writes to groups that are under way: the directory refuses some of those that meet at one group, and the ledger marks each. */
#ifndef TENANT_UNDER_WAY_H
#define TENANT_UNDER_WAY_H

#include "tenant/front/front.h"

/** A round begins: note the groups it writes to, items of a batch included. */
void under_way_enter(struct tenant_front *front, const struct round *round);
void under_way_leave(struct tenant_front *front, const struct round *round);
/** Whether the request writes to a group while another write to it is under way: an item of a batch does not meet those that it
 *  waits for. Exchange's groups count as one: it wants their members changed one after another. */
bool under_way_meets(struct tenant_front *front, const struct tenant_request *request);
/** Answer some of those that meet as the directory does; false when this one is carried out. */
bool under_way_refuses(struct tenant_front *front, const struct tenant_request *request, struct tenant_reply *reply);

#endif
