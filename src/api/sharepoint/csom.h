/* SharePoint's client-side object model over ProcessQuery: XML out, a JSON array back (REQUESTS §8). */
#ifndef API_SHAREPOINT_CSOM_H
#define API_SHAREPOINT_CSOM_H

#include "api/endpoints.h"
#include "api/http/exchange.h"
#include "codec/json.h"

/** Start the OneDrive of a user (§8.2): RequestPersonalSites for one UPN. */
struct http_request *csom_request_personal_site(struct arena *arena, const struct endpoints *endpoints,
                                                const char *upn);
/** Find the personal site of a user by its owner's UPN, as SharePoint's administration knows it: who signs in sees the OneDrives of
 *  others this way alone (§8.3). */
struct http_request *csom_find_personal_site(struct arena *arena, const struct endpoints *endpoints, const char *upn);
/** Whether the reply lists sites, be it none. */
bool csom_lists_sites(const struct json *root);
/** The address of the site that was found; NULL: there is none. In `root`. */
const char *csom_found_site(const struct json *root);
/** Read the properties of the site at `site_url`: the result of action 7, among them "SharingCapability". */
struct http_request *csom_read_site(struct arena *arena, const struct endpoints *endpoints, const char *site_url);
struct csom_value {
    const char *name, *type, *text; /* "SharingCapability", "Enum", "0" */
};

/** Set properties of the site at `site_url` (§8.3, §8.5); `values` end with a name that is NULL. */
struct http_request *csom_set_site(struct arena *arena, const struct endpoints *endpoints, const char *site_url,
                                   const struct csom_value *values);
/** True when the reply is a success without ErrorInfo; else `e` (a 200 may be a failure: ErrorInfo is read). */
bool csom_check(const struct http_reply *reply, struct err *e) MUST_USE;
/** The result of action `id` in a reply's array; NULL when there is none. `root` is the parsed body. */
const struct json *csom_result(const struct json *root, int id);

#endif
