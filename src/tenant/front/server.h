/* HTTP/1.1 on loopback (libmicrohttpd): one thread a connection, so that a slow request holds up nobody. */
#ifndef TENANT_SERVER_H
#define TENANT_SERVER_H

#include "base/err.h"
#include "tenant/front/front.h"

struct server;

/** Bind a listening socket; `*port` 0 becomes the one chosen. -1 with `e` on failure. */
int server_bind(const char *host, int *port, struct err *e) MUST_USE;
/** Serve `front` on the socket (which the server owns from now on); PEM texts or NULL for http. */
struct server *server_start(int socket, struct tenant_front *front, const char *certificate, const char *key,
                            struct err *e) MUST_USE;
/** Finish what is being answered and stop. */
void server_stop(struct server *server);

#endif
