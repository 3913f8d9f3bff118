/* Microsoft's own public clients, for tenants without an app registration of their own (REQUESTS §12.4). */
#ifndef API_LOGIN_CLIENTS_H
#define API_LOGIN_CLIENTS_H

#include "api/http/exchange.h"

struct public_client {
    const char *client_id;
    const char *name;          /* as the sign-in page shows it */
    const char *service;       /* "Microsoft Graph" */
    const char *const *scopes; /* asked for by name (NULL-terminated); NULL: /.default */
};

/** The client that may ask for tokens of `resource`. */
const struct public_client *client_find(enum http_resource resource);

#endif
