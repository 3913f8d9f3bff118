/* Requests to the sign-in service: a form of fields, the secret ones kept out of every trace. */
#ifndef API_LOGIN_FORM_H
#define API_LOGIN_FORM_H

#include "api/http/exchange.h"

struct login_field {
    const char *name, *value; /* value NULL: left out */
    bool secret;
};

/** POST the fields to "{login}/{tenant}/oauth2/v2.0/{path}"; everything in `arena`, the body is to be wiped before it is freed. */
struct http_request *login_form(struct arena *arena, const char *login, const char *tenant_id, const char *path,
                                const struct login_field *fields, size_t count);
/** "{login}/{tenant}/oauth2/v2.0/token" in `arena`: also whom an assertion is made out to. */
char *login_url(struct arena *arena, const char *login, const char *tenant_id, const char *path);
/** Where an administrator consents to a client, in `arena`; `scope`: "https://…/.default", or permissions with blanks between.
 *  What was consented to before stays (REQUESTS §12.8). */
char *login_consent_url(struct arena *arena, const char *login, const char *tenant_id, const char *client_id,
                        const char *scope);

#endif
