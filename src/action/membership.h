/* What joining and leaving groups share: the groups that are meant. */
#ifndef ACTION_MEMBERSHIP_H
#define ACTION_MEMBERSHIP_H

#include "action/copy_user.h"

struct place {         /* one group on the way */
    const char *asked; /* id or name, as given */
    const struct group *group;
    bool changed, already;
    struct err refused; /* of several each is tried, whatever becomes of the others */
};

struct membership {
    struct place *places;
    size_t count, at;
    struct copy_user copy;   /* whose groups they are, too; `asked` NULL: nobody's */
    struct group *member_of; /* the user's groups, as far as they are read */
    const char *stays;       /* of all: those that cannot be left here, and why; NULL: none */
};

enum { MEMBERSHIP_COPY = 3 }; /* the steps that read another user */

/** Whether the flow is one of joining. */
bool membership_adds(const struct flow *flow);
/** Which groups these are is known when the user's are read. */
bool membership_takes_all(const struct flow *flow);
/** Find what was named, as `before` of a change; the flow's state is a struct membership then. Every group is resolved before the first
 *  change: one that cannot be changed stops all. */
enum flow_state membership_resolve(struct flow *flow, const struct http_reply *reply);

#endif
