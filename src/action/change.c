/* Read, write, read back. */
#include "action/change.h"

#include "api/service.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

enum { READ_DONE = CHANGE_STEPS, WRITE_DONE, LOOK, BACK_DONE, LOST };

bool change_reads_back(const struct flow *flow)
{
    return flow->step == BACK_DONE;
}

int change_is_there(struct flow *flow, const struct json *now)
{
    (void)flow;
    return now != NULL;
}

const char *change_member(struct flow *flow, const struct json *now, const char *name)
{
    auto_buf struct buf out = buf_make(1u << 20);
    buf_printf(&out, "{\"%s\":", name);
    if (json_get(now, name))
        json_write(json_get(now, name), &out);
    else
        buf_puts(&out, "null");
    buf_putc(&out, '}');
    return arena_strdup(flow->arena, buf_text(&out));
}

const char *change_restored(struct flow *flow, const char *name)
{
    struct err ignored;
    auto_json struct json *root = flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
    return arena_strdup(flow->arena, json_text(json_get(root, name)));
}

static const char *sentence(struct flow *flow, const struct change *change, enum change_end end)
{
    const char *constant = end == CHANGE_ALREADY                  ? change->already
                           : end == CHANGE_FOUND && change->found ? change->found
                                                                  : change->done;
    return constant ? constant : change->say(flow, end);
}

static enum flow_state end_well(struct flow *flow, const struct change *change, enum change_end end)
{
    if (change->shows)
        change->shows(flow, end != CHANGE_ALREADY);
    flow->message = sentence(flow, change, end);
    assert(flow->message);
    return end == CHANGE_ALREADY ? FLOW_ALREADY : FLOW_DONE;
}

static enum flow_state lagging(struct flow *flow, const struct change *change)
{
    flow->stale = !change->lags;
    if (!change->lags)
        return flow_refuse(flow, ERR_SERVICE,
                           change->stale ? change->stale
                                         : "the service accepted the change but still shows the old state",
                           change->stale_hint ? change->stale_hint : "read the user again in a few minutes");
    end_well(flow, change, CHANGE_DONE);
    return flow_done(flow, "%s%s%s", change->done_first ? flow->message : "", change->done_first ? " " : "",
                     change->lags);
}

/* The body of what was read; NULL with ERR_OK: there is none. */
static struct json *body_of(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    if (!service_check(flow->request, reply, &flow->error)) {
        if (change->none && flow->error.code == ERR_NOT_FOUND)
            flow->error = (struct err){.code = ERR_OK};
        return NULL;
    }
    struct json *body = json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
    if (json_kind(json_get(body, "error")) == JSON_OBJECT) { /* whatever stands beside it is no state of anything */
        json_free(body);
        body = NULL;
        err_set(&flow->error, ERR_PARSE, "the service answered with success and an error at once");
    }
    if (!body)
        err_hint(&flow->error,
                 "Something between here and the service answered in its place, or the reply was cut: try again");
    return body;
}

static enum flow_state send_write(struct flow *flow, const struct change *change)
{
    struct http_request *write = change->write(flow);
    if (write)
        return flow_send(flow, write, WRITE_DONE);
    return flow->error.code == ERR_OK ? end_well(flow, change, CHANGE_ALREADY) : FLOW_FAILED;
}

static enum flow_state known(struct flow *flow, const struct json *now, const struct change *change)
{
    int same = change->same ? change->same(flow, now) : 0;
    if (same < 0)
        return FLOW_FAILED;
    if (same)
        return end_well(flow, change, flow->attempts ? CHANGE_FOUND : CHANGE_ALREADY);
    flow->lag = change->lag;
    if (flow->look && change->proof == CHANGE_BLIND)
        return flow_refuse(flow, ERR_SERVICE, "whether it was asked for cannot be read back",
                           "do it again: twice does no harm");
    if (!flow->prior || !*flow->prior)
        flow->prior = change->kept   ? change_member(flow, now, change->kept)
                      : change->keep ? change->keep(flow, now)
                                     : change->keeps;
    return send_write(flow, change);
}

static enum flow_state read_back(struct flow *flow, const struct json *now, const struct change *change)
{
    int settled = (change->settled ? change->settled : change->same)(flow, now);
    if (settled < 0)
        return FLOW_FAILED;
    if (settled)
        return end_well(flow, change, CHANGE_DONE);
    if (!change->looks)
        return flow_look_again(flow, LOOK) ? FLOW_WAIT : lagging(flow, change);
    if (flow->looks++ >= change->looks)
        return lagging(flow, change);
    flow->progress = change->progress;
    flow->until = flow->now + (change->looks - flow->looks + 1) * change->every;
    return flow_wait(flow, change->every, LOOK);
}

static enum flow_state read_done(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    bool back = change_reads_back(flow);
    auto_json struct json *now = body_of(flow, reply, change);
    if (change->hidden && flow->delegated && flow->error.code == ERR_FORBIDDEN && !flow->look) {
        flow->error = (struct err){.code = ERR_OK};
        return back ? lagging(flow, change) : known(flow, NULL, change);
    }
    struct http_request *more = change->more && flow->error.code == ERR_OK ? change->more(flow, reply) : NULL;
    if (more)
        return flow_send(flow, more, flow->step);
    if (flow->error.code != ERR_OK && back && change->trusted) {
        flow->error = (struct err){.code = ERR_OK};
        return lagging(flow, change);
    }
    if (flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    enum flow_state state = back ? read_back(flow, now, change) : known(flow, now, change);
    return state == FLOW_FAILED ? flow_fail(flow, reply) : state;
}

/* In a plan what is read back answers itself: it is as it was just written. */
static enum flow_state written(struct flow *flow, const struct change *change)
{
    struct http_request *next = change->next ? change->next(flow) : NULL;
    if (next)
        return flow_send(flow, next, WRITE_DONE);
    if (flow->plan || change->proof != CHANGE_READ_BACK)
        return end_well(flow, change, CHANGE_DONE);
    return flow_send(flow, (change->back ? change->back : change->read)(flow), BACK_DONE);
}

/* Looked at before it is repeated, unless twice is as good as once. */
static enum flow_state after_loss(struct flow *flow, const struct change *change)
{
    return change->again ? flow_send(flow, flow->request, WRITE_DONE) : flow_send(flow, change->read(flow), READ_DONE);
}

static enum flow_state write_done(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    if (flow_answer_lost(flow, reply)) /* a service that is in trouble gets time */
        return flow->attempts == 1 ? after_loss(flow, change) : flow_wait(flow, 1000 << (flow->attempts - 2), LOST);
    if (!service_check(flow->request, reply, &flow->error)) {
        enum change_refusal refusal = change->refused ? change->refused(flow, reply) : CHANGE_REFUSED;
        if (refusal == CHANGE_REFUSED)
            return flow_fail(flow, reply);
        flow->error = (struct err){.code = ERR_OK};
        if (refusal == CHANGE_WAS_SO)
            return end_well(flow, change, CHANGE_ALREADY);
    } else if (change->accepted && !change->accepted(flow, reply)) {
        return flow_fail(flow, reply);
    }
    return written(flow, change);
}

enum flow_state change_step(struct flow *flow, const struct http_reply *reply, const struct change *change)
{
    enum flow_state state;
    assert(change->done || change->say);
    assert(change->same || change->proof == CHANGE_BLIND);
    switch (flow->step) {
    case READ_DONE:
    case BACK_DONE:
        return read_done(flow, reply, change);
    case WRITE_DONE:
        return write_done(flow, reply, change);
    case LOST:
        return after_loss(flow, change);
    case LOOK:
        return flow_send(flow, (change->back ? change->back : change->read)(flow), BACK_DONE);
    default:
        state = change->before ? change->before(flow, reply) : FLOW_DONE;
        return state == FLOW_DONE ? flow_send(flow, change->read(flow), READ_DONE) : state;
    }
}
