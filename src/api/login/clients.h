/* What a sign-in by Microsoft's own public clients asks for, in tenants without an app registration of their own
 * (REQUESTS §12.4). The clients are in the rows of api/service.c. */
#ifndef API_LOGIN_CLIENTS_H
#define API_LOGIN_CLIENTS_H

extern const char *const clients_graph_scopes[]; /* NULL-terminated */

#endif
