/* SharePoint sites: finding one by words or by its address (REQUESTS §8.4). */
#ifndef API_GRAPH_SITES_H
#define API_GRAPH_SITES_H

#include "api/graph/graph.h"

/* What a person may read of a OneDrive (REQUESTS §8.1). */
#define ONEDRIVE_OF_OTHERS "Microsoft opens to a signed-in person no OneDrive but their own, whatever their roles"

struct site {
    char *id, *display_name, *web_url; /* cleaned */
    struct site *next;
};

/** A site by its address (https://contoso.sharepoint.com/sites/x…) or its id ("host,guid,guid"), or sites by words. */
struct http_request *graph_sites_find(struct arena *arena, const struct endpoints *endpoints, const char *text);
/** Whether `text` is an address or an id: it means one site or none. */
bool graph_sites_is_exact(struct arena *arena, const char *text);
/** The sites of either reply, in `arena`; NULL and e->code OK when there is none. `*next_link` gets the next page's link, or NULL. */
struct site *graph_sites_read(const struct http_reply *reply, struct arena *arena, char **next_link,
                              struct err *e) MUST_USE;

/** The root site of the tenant. */
struct http_request *graph_sites_root(struct arena *arena, const struct endpoints *endpoints);
/** Where SharePoint's administration is, by the reply to it: never guessed from the tenant's name (REQUESTS §8.1). In `arena`;
 *  NULL with `e`. */
const char *graph_sites_admin(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;

#endif
