/* Apps of a licence that are left off where it is given (REQUESTS §3.3: disabledPlans). */
#ifndef ACTION_LICENCE_APPS_H
#define ACTION_LICENCE_APPS_H

#include "action/action.h"
#include "api/graph/users.h"

/** Whether each that the parameter `param` names is one of the licences `ids` of `skus`; there may be none of these. Else the flow's
 *  error says which is not. */
bool licence_apps_fit(struct flow *flow, const char *param, const struct sku *skus, const char *const *ids,
                      size_t count);
/** Those of this licence, or in an undo what was off before, as a JSON array of ids, in the flow's arena. */
const char *licence_apps_off(struct flow *flow, const struct sku *sku, const char *id);

#endif
