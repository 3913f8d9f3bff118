/* The link to the next page of a list, read in one place for every list of every service (REQUESTS §1.3, §11.3). */
#ifndef API_HTTP_PAGE_H
#define API_HTTP_PAGE_H

#include "api/http/exchange.h"

/** The link in a reply's body, in `arena`; `*link` NULL on the last page, where there is none or null. False with `e` where something
 *  else stands in its place, the body ends too early, or it holds an error: then it is not known whether that was the last page. */
bool page_link(const struct http_reply *reply, struct arena *arena, char **link, struct err *e) MUST_USE;

#endif
