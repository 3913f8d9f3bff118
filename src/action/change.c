/* Read, write, read back. */
#include "action/change.h"

#include "api/service.h"
#include "base/arena.h"

enum { READ, READ_DONE, WRITE_DONE, VERIFY, VERIFY_DONE };
enum { TRIES = 5 };

static struct json *body_of(struct flow *flow, const struct http_reply *reply)
{
    if (!service_check(flow->request, reply, &flow->error))
        return NULL;
    return json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
}

/* In a plan what is read back answers itself: it is as it was just written. */
static enum flow_state verify(struct flow *flow, const struct change *change)
{
    if (flow->plan)
        return flow_done(flow, "%s", change->said(flow));
    return flow_send(flow, change->read(flow), VERIFY_DONE);
}

static enum flow_state read_done(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    auto_json struct json *now = body_of(flow, reply);
    if (!now)
        return flow_fail(flow, reply);
    int same = change->same(flow, now);
    if (same < 0)
        return FLOW_FAILED;
    if (same && !flow->plan)
        return flow->attempts ? flow_done(flow, "%s", change->said(flow)) : flow_already(flow, "%s", change->already);
    if (!flow->prior && change->keep)
        flow->prior = change->keep(flow, now);
    struct http_request *write = change->write(flow);
    return write ? flow_send(flow, write, WRITE_DONE) : FLOW_FAILED;
}

static enum flow_state write_done(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    if (reply->unsure && flow->attempts++ < TRIES) /* its answer was lost: look before doing it again */
        return flow_send(flow, change->read(flow), READ_DONE);
    if (service_check(flow->request, reply, &flow->error))
        return verify(flow, change);
    if (change->refused_as_same && change->refused_as_same(reply)) {
        flow->error = (struct err){.code = ERR_OK};
        return flow_already(flow, "%s", change->already);
    }
    return flow_fail(flow, reply);
}

static enum flow_state verify_done(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    auto_json struct json *now = body_of(flow, reply);
    if (!now)
        return flow_fail(flow, reply);
    if (change->same(flow, now) > 0)
        return flow_done(flow, "%s", change->said(flow));
    if (flow->attempts++ < TRIES) /* reads may lag behind writes */
        return flow_wait(flow, 500L << (flow->attempts < 4 ? flow->attempts : 4), VERIFY);
    if (change->lag)
        return flow_done(flow, "%s", change->lag);
    return flow_refuse(flow, ERR_SERVICE, "the service accepted the change but still shows the old state",
                       "read the user again in a few minutes");
}

enum flow_state change_step(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    switch (flow->step) {
    case READ_DONE:
        return read_done(flow, reply, change);
    case WRITE_DONE:
        return write_done(flow, reply, change);
    case VERIFY:
        return flow_send(flow, change->read(flow), VERIFY_DONE);
    case VERIFY_DONE:
        return verify_done(flow, reply, change);
    default:
        return flow_send(flow, change->read(flow), READ_DONE);
    }
}
