/* What somebody new, or somebody else, can have as another user has it: properties, licences, groups (REQUESTS §3.5). */
#ifndef ACTION_COPY_USER_H
#define ACTION_COPY_USER_H

#include "action/action.h"
#include "api/graph/groups.h"

enum { COPY_STEPS = 3 };

/* Begins as zero but for the first two. */
struct copy_user {
    const char *asked; /* an address, an id or a name */
    bool groups_only;
    const char *id, *name;      /* who that is */
    struct param_value *values; /* by the names of person_new, but for the groups */
    size_t count;
    const char *manager, *manager_address; /* by whom the manager is known; NULL: there is none */
    struct group *groups;                  /* all of them */
    const struct group *has;               /* those that whoever gets them is in already, where that was read */
};

/** Read it: send, FLOW_DONE, or FLOW_FAILED. Uses the steps from `first` to `first` + COPY_STEPS - 1. */
enum flow_state copy_user_read(struct flow *flow, struct copy_user *copy, const struct http_reply *reply, int first);
/** Why a membership is not copied, in words; NULL: it is. */
const char *copy_user_skips(const struct copy_user *copy, const struct group *group);
/** Whether a property of somebody new is one that is copied. */
bool copy_user_has(const char *name);
/** "Not copied: Sales (dynamic), …" in the flow's arena; NULL: nothing is skipped. */
const char *copy_user_skipped(struct flow *flow, const struct copy_user *copy);
/** For a form: the groups, and what is skipped. */
void copy_user_offer(struct flow *flow, const struct copy_user *copy);
/** The values with the groups that are copied; those that `given` has, empty or not, come first. In the flow's arena. */
struct param_values copy_user_values(struct flow *flow, const struct copy_user *copy, struct param_values given);

#endif
