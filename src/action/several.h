/* Actions that give a user several things by name, or take them from him: each name is found in the list of all there are, what he has is
 * read, and what differs is written, one after another. */
#ifndef ACTION_SEVERAL_H
#define ACTION_SEVERAL_H

#include "action/change.h"
#include "action/thing.h"

struct several_one {
    const char *id, *name; /* "" at most */
    const char *until;     /* undo alone: when it ended that was taken; NULL: never */
    const char *holding;   /* what the user has it by, as of the last reading: its id; NULL: he has it not */
    bool there, sent, already;
};

struct several {
    const char *what, *param, *how; /* "role"; names them; what to give instead of a name that is not clear */
    const char *gives;              /* the action that gives them; any other takes */
    const char *ids[3], *name;      /* members of a row of all that name it; the first is the one that requests name */
    const char *(*all)(struct flow *flow); /* paths of two lists: what there is, */
    const char *(*has)(struct flow *flow); /* and what the user has of it */
    /** What has to be known first, with steps below SEVERAL_STEPS; NULL: nothing. */
    enum flow_state (*first)(struct flow *flow, const struct http_reply *reply);
    const char *(*cannot)(
        const struct json *one); /* why this one of all there are cannot be given or taken; NULL: it can */
    bool (*is)(struct flow *flow, const struct json *had, const struct several_one *one);
    bool (*may)(struct flow *flow); /* whether they may be written, all of them; else the flow's error. NULL: yes */
    struct http_request *(*write)(struct flow *flow, const struct several_one *one);
    bool (*was_so)(struct flow *flow, const struct http_reply *reply); /* whether a refusal says that it is as wanted */
    const char *kept[4];                                               /* parameters that undo needs, too, */
    const char *(*keep)(struct flow *flow, const char *parameter);     /* by this; NULL: as they were given */
    const char *given, *taken; /* "Given: %s.": what is said of the names of those that were changed */
};

enum { SEVERAL_STEPS = 50 };

/** Steps of an action whose row of this table is `several`: its flow, its prepare. */
enum flow_state several_step(struct flow *flow, const struct http_reply *reply, const struct several *several);
enum flow_state several_prepare(struct flow *flow, const struct http_reply *reply, const struct several *several);
bool several_gives(const struct flow *flow, const struct several *several);
/** A parameter's value, or what undo was given; NULL: neither. */
const char *several_value(struct flow *flow, const char *name);
/** The only row of a list that is called so, by one of `ids` or by `name`; NULL with the flow's error. */
const struct json *several_find(struct flow *flow, const struct json *list, const struct several *several,
                                const char *asked);
/** Where a row keeps what its `first` has found. */
void **several_own(struct flow *flow);
/** Those that are named, once they are known. */
const struct several_one *several_all(const struct flow *flow, size_t *count);

#endif
