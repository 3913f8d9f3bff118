/* What is done to somebody new after the account is there; these rows stand in no menu. */
#ifndef ACTION_PERSON_LINK_H
#define ACTION_PERSON_LINK_H

#include "action/action.h"

/* Of the parameter "user" (an address, an id, a name), or "aliases" (a line each). */
extern const struct action person_manager, person_sponsor, person_aliases;

#endif
