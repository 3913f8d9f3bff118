/* The shape most changes have: read what is, leave it when it is as wanted, write, read back. One of these describes the change; the
 * flow is the same for all. */
#ifndef ACTION_CHANGE_H
#define ACTION_CHANGE_H

#include "action/action.h"
#include "codec/json.h"

struct change {
    /** Ask what is now. */
    struct http_request *(*read)(struct flow *flow);
    /** 1: as wanted, 0: not, -1: it may not be changed (the flow's error is set). `now`: the reply's body. */
    int (*same)(struct flow *flow, const struct json *now);
    /** What undo needs, as JSON, in the flow's arena. */
    const char *(*keep)(struct flow *flow, const struct json *now);
    /** The request that changes it. NULL with the flow's error. */
    struct http_request *(*write)(struct flow *flow);
    /** Whether a refusal of the write means that it was so already; may be NULL. */
    bool (*refused_as_same)(const struct http_reply *reply);
    /** What to say; in the flow's arena or constant. */
    const char *(*said)(struct flow *flow);
    const char *already; /* one sentence */
    const char *lag;     /* said when the write was accepted and reading still shows the old state */
};

/** Step the flow of a change. */
enum flow_state change_step(struct flow *flow, const struct http_reply *reply, const struct change *change);

#endif
