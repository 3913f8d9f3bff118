/* What happened to each target, as text or as JSON. */
#include "cli/commands.h"

#include "base/secret.h"
#include "codec/json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static const struct plan_request *copy_requests(struct arena *arena, const struct message *message, bool many)
{
    struct plan_request *copy = arena_alloc(arena, (message->request_count + 1) * sizeof *copy);
    for (size_t i = 0; i < message->request_count; i++)
        copy[i] = (struct plan_request){.method = arena_strdup(arena, message->requests[i].method),
                                        .url = arena_strdup(arena, message->requests[i].url),
                                        .body = arena_strdup(arena, message->requests[i].body),
                                        .together = many ? message->requests[i].together : 0};
    return copy;
}

/* On the command line what was cancelled before anything was changed was skipped. */
static const char *state_of(const struct outcome *outcome)
{
    return job_state_name(outcome->state == JOB_CANCELLED ? JOB_SKIPPED : outcome->state);
}

static const char *message_of(const struct outcome *outcome)
{
    if (outcome->error.code != ERR_OK)
        return outcome->error.message;
    if (outcome->state == JOB_PLANNED)
        return "nothing was sent";
    return outcome->message ? outcome->message : "";
}

static void write_requests(struct json_writer *w, const struct outcome *outcome)
{
    json_name(w, "requests");
    json_open(w, '[');
    for (size_t i = 0; i < outcome->request_count; i++) {
        const struct plan_request *request = &outcome->requests[i];
        json_open(w, '{');
        json_name(w, "method");
        json_put_text(w, request->method);
        json_name(w, "url");
        json_put_text(w, request->url);
        json_name(w, "body");
        json_put_body(w, request->body);
        if (request->together) {
            json_name(w, "together");
            json_put_int(w, (long long)request->together);
        }
        json_close(w);
    }
    json_close(w);
}

static void write_outcome(struct json_writer *w, const struct outcome *outcome)
{
    json_open(w, '{');
    if (outcome->step) {
        json_member_text(w, "step", outcome->step);
        json_member_text(w, "thing", outcome->thing);
        json_member_text(w, "because", outcome->because);
    }
    json_name(w, "action");
    json_put_text(w, outcome->action ? outcome->action->name : "");
    json_name(w, "target");
    json_open(w, '{');
    json_name(w, "id");
    json_put_text(w, outcome->target.id);
    json_name(w, "userPrincipalName");
    json_put_text(w, outcome->target.user_principal_name);
    json_close(w);
    json_name(w, "state");
    json_put_text(w, state_of(outcome));
    json_name(w, "message");
    json_put_text(w, message_of(outcome));
    if (outcome->error.hint[0]) {
        json_name(w, "hint");
        json_put_text(w, outcome->error.hint);
    }
    if (outcome->secret) {
        json_name(w, "secret");
        json_put_text(w, outcome->secret);
        json_name(w, "secretName");
        json_put_text(w, outcome->secret_name ? outcome->secret_name : "password");
    }
    write_requests(w, outcome);
    json_close(w);
}

static void print_text(const struct outcome *outcome)
{
    if (outcome->step)
        say("%-9s %s%s%s: %s\n", state_of(outcome), outcome->step, *outcome->thing ? " " : "", outcome->thing,
            message_of(outcome));
    else
        say("%-9s %s: %s\n", state_of(outcome), outcome->target.user_principal_name, message_of(outcome));
    if (outcome->error.hint[0])
        say("          %s\n", outcome->error.hint);
    if (outcome->error.request_id[0])
        say("          request id %s\n", outcome->error.request_id);
    if (outcome->secret) {
        say("          %s%s", outcome->secret_name ? outcome->secret_name : "", outcome->secret_name ? ": " : "");
        say_secret(outcome->secret);
        say("\n");
    }
    if (outcome->state == JOB_PLANNED)
        for (size_t i = 0; i < outcome->request_count; i++) {
            const struct plan_request *request = &outcome->requests[i];
            say("  %s %s\n", request->method, request->url);
            if (request->together)
                say("  up to %zu users in one call\n", request->together);
            if (request->body) { /* what is copied out of it has to be what would be sent */
                say("  ");
                say_json(request->body, strlen(request->body));
                say("\n");
            }
        }
}

/* Lines to be copied; what is not to be sent is a comment in all three. */
static void print_spelled(const struct outcomes *report, const struct outcome *outcome)
{
    auto_buf struct buf out = buf_make((size_t)64 << 20);
    say("# %s  %s: %s, %s\n", outcome->action->label, outcome->target.user_principal_name, state_of(outcome),
        message_of(outcome));
    if (outcome->state == JOB_PLANNED && report->as == SPELLED_ROSTER)
        spelled_do(outcome->action, report->tenant, &outcome->target, 1, outcome->values, &out);
    for (size_t i = 0; outcome->state == JOB_PLANNED && report->as != SPELLED_ROSTER && i < outcome->request_count; i++)
        spelled_request(report->as, outcome->requests[i].method, outcome->requests[i].url, outcome->requests[i].body,
                        &out);
    say_lines(buf_text(&out), out.length);
}

/* An object of the array of all, or some lines. */
static void print_one(struct outcomes *report, const struct outcome *outcome)
{
    auto_buf struct buf out = buf_make((size_t)64 << 20);
    struct json_writer w = json_writer(&out);
    if (report->output != OUTPUT_JSON) {
        if (report->spelled)
            print_spelled(report, outcome);
        else
            print_text(outcome);
        say_flush();
        return;
    }
    write_outcome(&w, outcome);
    say("%s%s", report->any || !report->before ? "" : report->before, report->any ? "," : "[");
    report->any = true;
    if (outcome->secret)
        say_secret_json(buf_text(&out), out.length);
    else
        say_json(buf_text(&out), out.length);
    if (out.data)
        secret_wipe(out.data, out.length);
}

void report_know(const struct outcomes *report, struct outcome *outcome, const struct message *message)
{
    if (outcome->action || !message->action || !message->target_count)
        return;
    outcome->action = message->action;
    outcome->target = target_copy(report->arena, message->targets);
}

void report_take(void *context, struct message *message)
{
    struct outcomes *report = context;

    if (message->kind == FROM_JOB_END && message->error.code == ERR_JOURNAL) { /* what happened is known all the same */
        report->unwritten = true;
        report->why = message->error;
    }
    if (message->kind != FROM_TARGET || message->index >= report->count)
        return;
    struct outcome *outcome = &report->outcomes[message->index];
    outcome->state = message->state;
    outcome->error = message->error;
    report_know(report, outcome, message);
    if (outcome->action && outcome->action->flags & ACTION_CREATES && message->targets) /* known once it is made */
        memcpy(outcome->target.id, message->targets->id, sizeof outcome->target.id);
    if (message->state == JOB_RUNNING && message->text &&
        (!outcome->message || strcmp(outcome->message, message->text) != 0))
        say_error("%s: %s ...\n", outcome->step ? outcome->step : outcome->target.user_principal_name, message->text);
    if (message->text)
        outcome->message = arena_strdup(report->arena, message->text);
    if (message->requests) {
        outcome->requests = copy_requests(report->arena, message, report->count > 1);
        outcome->request_count = message->request_count;
    }
    outcome->secret_name = arena_strdup(report->arena, message->secret_name);
    if (message->secret && report->holds) {
        secret_free(outcome->held);
        outcome->held = message->secret;
        message->secret = NULL;
    } else if (message->secret) { /* shown once, at once: whatever happens to the others, and to this process */
        outcome->secret = secret_text(message->secret);
        print_one(report, outcome);
        outcome->secret = NULL;
        outcome->printed = true;
    }
}

static int exit_code(const struct outcome *outcome)
{
    switch (outcome->state) {
    case JOB_DONE:
    case JOB_ALREADY:
    case JOB_PLANNED:
        return 0;
    case JOB_REFUSED:
        return err_exit_code(ERR_REFUSED);
    case JOB_FAILED: /* a name that means several things is asked for again */
        return outcome->error.code == ERR_AMBIGUOUS ? err_exit_code(ERR_AMBIGUOUS) : 1;
    default:
        return 1;
    }
}

void report_left(const struct outcomes *report)
{
    size_t left = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct outcome *one = &report->outcomes[i];
        left += one->state == JOB_UNSETTLED || one->state == JOB_CANCELLED ||
                (one->state == JOB_FAILED && err_exit_code(one->error.code) == err_exit_code(ERR_NETWORK));
    }
    if (left)
        say_error("roster: %zu %s left: `roster resume` goes on\n", left, left == 1 ? "step is" : "steps are");
}

int report_print(struct outcomes *report)
{
    int code = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct outcome *outcome = &report->outcomes[i];
        int one = exit_code(outcome);
        code = code == 1 || !one ? code : one;
        if (!outcome->printed) {
            report->outcomes[i].secret = outcome->held ? secret_text(outcome->held) : NULL;
            print_one(report, outcome);
            report->outcomes[i].secret = NULL;
            secret_free(outcome->held);
            report->outcomes[i].held = NULL;
        }
    }
    if (report->output == OUTPUT_JSON)
        say("%s%s%s\n", report->any || !report->before ? "" : report->before, report->any ? "]" : "[]",
            report->after ? report->after : "");
    return report->unwritten ? options_fail(&report->why) : code;
}
