/* Guards: who must not be changed by accident, and what the administrator is told first. Pure: facts in, words out. */
#ifndef ACTION_GUARD_H
#define ACTION_GUARD_H

#include "action/action.h"

struct guard_facts {
    bool self;          /* the target is who is signed in */
    bool break_glass;   /* listed in the configuration */
    bool grave;         /* what is given asks for as much care as destroying (action_is_grave) */
    bool roles_known;   /* all of them: read to the end. Else the account may be an administrator's */
    const char *roles;  /* that are known of, in any way: "Global Administrator; Printer Desk, scoped"; "" for none */
    const char *unread; /* why they are not all known; NULL: not said */
    const char *grant;  /* the permission without which they are not; NULL: it is not that */
};

/** What to say before: action_warnings' own and those of the facts; NULL-terminated, in `arena`. */
const char **guard_warnings(struct arena *arena, const struct action *action, const struct target *target,
                            const struct guard_facts *facts);
/** What has to be typed before, in `arena`; NULL: nothing. For what destroys one: his name; for what destroys several: their number
 *  and the tenant ("12 contoso.com"); for very many: their number. */
const char *guard_typed(struct arena *arena, const struct action *action, const struct target *targets, size_t count,
                        const char *tenant);
/** Whether doing this to this target alone needs its name typed. */
bool guard_wants_name(const struct action *action, const struct guard_facts *facts);
/** Why a bulk run leaves the target out, in a few words ("Global Administrator"); NULL: it does not. */
const char *guard_left_out(const struct action *action, const struct guard_facts *facts);
/** Whether the action may go on; `bulk`: one of several targets; `typed`: the name was typed. Else `e` (REFUSED) says why and how. */
bool guard_allows(const struct action *action, const struct target *target, const struct guard_facts *facts, bool bulk,
                  bool typed, struct err *e) MUST_USE;

#endif
