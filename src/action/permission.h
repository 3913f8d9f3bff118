/* What the signed-in one may do, as far as it is known. Tokens tell it before anything is asked; but a person's roles, role groups and
 * custom roles are never known whole, so what they do not show is no reason to refuse: it is said beside the action. */
#ifndef ACTION_PERMISSION_H
#define ACTION_PERMISSION_H

#include "action/action.h"

/* What the tokens and the services tell. A NULL list: unknown. */
struct held {
    enum caller caller;
    const char *const *permissions[RESOURCES];
    const char *no_token[RESOURCES];   /* why a service gave none, one sentence; NULL: it did, or was not asked */
    const char *const *cmdlets;        /* that Exchange offers (REQUESTS §11.6) */
    const char *const *plans;          /* service plans of the products in use */
    const char *const *roles;          /* directory roles, by name */
    const struct endpoints *endpoints; /* where the services are; NULL: unknown */
    bool grows;                        /* what an ACTION_RARE takes of Graph is asked for when it is first used */
};

enum permission { PERMISSION_MAY, PERMISSION_PROBABLY_NOT, PERMISSION_CANNOT };

/** How far what is held allows the action (unknown counts as yes). Unless it is PERMISSION_MAY, `e` (FORBIDDEN; REFUSED for a service
 *  that is not in this cloud) says what is missing, and its hint what to do. */
enum permission permission_of(const struct action *action, const struct held *held, struct err *e) MUST_USE;
/** Whether one of `names` is held of a service; nothing asked for and nothing known count as held. Directory.AccessAsUser.All is every
 *  Graph permission of a person. */
bool permission_held(const struct held *held, enum http_resource service, const char *const *names);
/** The permissions an action takes of a service, any of, NULL-terminated; NULL: none. */
const char *const *permission_needs(const struct action *action, enum http_resource service);
/** The one of permission_needs() to name to this caller: an application is granted others than a person. */
const char *permission_named(const struct action *action, enum http_resource service, enum caller caller);
/** The roles of which an application needs one for the action, beside the permission; NULL: none. */
const char *const *permission_app_roles(const struct action *action);
/** Whether each service the action takes has an address; else `e` (ERR_REFUSED) says which has none in this cloud. */
bool permission_reachable(const struct action *action, const struct endpoints *endpoints, struct err *e) MUST_USE;
/** Whether the service takes the action from this kind of caller; an unknown one counts as the right one. */
bool permission_of_caller(const struct action *action, const struct held *held);
/** Whether the tenant owns the service plan that the action takes; what is not known counts as owned. */
bool permission_licensed(const struct action *action, const struct held *held);
/** What a refusal of one of the action's requests probably comes from, in `arena`: the words for afterwards. */
const char *permission_explained(struct arena *arena, const struct action *action, const struct http_request *request,
                                 bool delegated);

#endif
