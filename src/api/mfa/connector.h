/* The legacy MFA connector: its token and its one question to a user's phone, in XML (REQUESTS §6.4, P5 and P6). */
#ifndef API_MFA_CONNECTOR_H
#define API_MFA_CONNECTOR_H

#include "api/endpoints.h"
#include "api/http/exchange.h"

#define CONNECTOR_APP_ID "981f26a1-7f43-403b-a875-f8b09b8cd720" /* the MFA client every tenant may have */

/** P5: a token for the connector by its client secret. The request's body holds it (marked secret). In `arena`. */
struct http_request *connector_token(struct arena *arena, const struct endpoints *endpoints,
                                     const struct secret *client_secret);
/** The token of a reply; owned by the caller. NULL with `e`; `*not_yet`: the secret is not known everywhere yet, ask again. */
struct secret *connector_token_read(const struct http_reply *reply, bool *not_yet, struct err *e) MUST_USE;
/** P6: ask the phone of `upn` for approval; answers when the user does. `bearer` must live as long as the request. */
struct http_request *connector_push(struct arena *arena, const struct endpoints *endpoints, const char *upn,
                                    const char *context_id, const struct secret *bearer);

enum connector_answer {
    CONNECTOR_APPROVED,
    CONNECTOR_DENIED,
    CONNECTOR_NO_ANSWER,
    CONNECTOR_CHALLENGE,
    CONNECTOR_OTHER
};
/** Whether the user may have been asked, by the reply to connector_push: not where the request never arrived or was refused. */
bool connector_may_have_asked(const struct http_reply *reply);
/** What came of it; `*said` (in `arena`, cleaned) is the service's own word for it. False with `e` when the reply is no answer. */
bool connector_push_read(const struct http_reply *reply, struct arena *arena, enum connector_answer *answer,
                         const char **said, struct err *e) MUST_USE;

#endif
