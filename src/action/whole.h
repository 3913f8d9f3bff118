/* Lists are read to their end before a flow sees them: what is only on a later page is never taken for absent. */
#ifndef ACTION_WHOLE_H
#define ACTION_WHOLE_H

#include "action/action.h"

/** A reply is in. True: the flow's request is now the next page's, and nothing is to be stepped. Else `*whole` is what the flow gets, either
 *  `reply`, or `joined` with the rows of all pages, or with the error of a page that cannot be reached; its body is the caller's to free. */
bool whole_goes_on(struct flow *flow, const struct http_reply *reply, struct http_reply *joined,
                   const struct http_reply **whole) MUST_USE;

#endif
