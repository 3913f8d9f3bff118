/* SharePoint's administration by REST: who administers a site (REQUESTS §8.5). */
#ifndef API_SHAREPOINT_REST_H
#define API_SHAREPOINT_REST_H

#include "api/endpoints.h"
#include "api/http/exchange.h"
#include "base/err.h"

/** The administrators of the site with this id (a GUID): {"value":[{"loginName",…}]}. In `arena`. */
struct http_request *rest_site_admins(struct arena *arena, const struct endpoints *endpoints, const char *site_id);
/** Make these, and none else, the site's secondary administrators: login names, NULL-terminated. */
struct http_request *rest_set_site_admins(struct arena *arena, const struct endpoints *endpoints, const char *site_id,
                                          const char *const *logins);
/** Whether a request is one of these, whose replies are objects. */
bool rest_is(const struct http_request *request);
/** True when the reply is a success; else `e`. */
bool rest_check(const struct http_reply *reply, struct err *e) MUST_USE;

#endif
