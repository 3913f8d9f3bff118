/* `roster doctor`: what signing in and acting needs, looked at from the configuration to the last permission. */
#include "cli/commands.h"

#include "base/buf.h"
#include "codec/json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static const char *const areas[] = {"configuration", "network", "sign-in", "services", "licences", "permissions"};
enum { AREAS = sizeof areas / sizeof areas[0], MOST = 1 << 20 };

struct findings {
    bool as_json;
    struct buf out;
    struct json_writer json;
    struct buf texts[AREAS]; /* answers come as they come; they are printed by area */
};

static void write_check(struct json_writer *w, const struct message_check *check, const struct err *e)
{
    const struct {
        const char *name, *value;
    } texts[] = {{"area", check->area},
                 {"name", check->name},
                 {"state", check_state_name(check->state)},
                 {"message", check->text},
                 {"needed", check->needed},
                 {"held", check->held},
                 {"hint", e->hint[0] ? e->hint : NULL},
                 {"requestId", e->request_id[0] ? e->request_id : NULL}};
    json_open(w, '{');
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_member_text(w, texts[i].name, texts[i].value);
    }
    json_close(w);
}

static struct buf *text_of(struct findings *findings, const char *area)
{
    size_t i = 0;
    while (i + 1 < AREAS && strcmp(areas[i], area) != 0)
        i++;
    return &findings->texts[i];
}

static void print_check(struct findings *findings, const struct message_check *check, const struct err *e)
{
    struct buf *out = text_of(findings, check->area);
    buf_printf(out, "  %-8s %-27s %s\n", check_state_name(check->state), check->name, check->text);
    if (check->needed && check->state != CHECK_OK)
        buf_printf(out, "           needed: %s\n           held: %s\n", check->needed,
                   *check->held ? check->held : "none of it");
    if (e->hint[0])
        buf_printf(out, "           %s\n", e->hint);
    if (e->request_id[0])
        buf_printf(out, "           request id %s\n", e->request_id);
}

static void take(void *context, struct message *message)
{
    struct findings *findings = context;
    if (message->kind == FROM_CHECK && findings->as_json)
        write_check(&findings->json, message->check, &message->error);
    else if (message->kind == FROM_CHECK)
        print_check(findings, message->check, &message->error);
}

static bool look(struct engine *engine, struct findings *findings, struct err *e)
{
    struct message message = {.kind = TO_DOCTOR};
    json_open(&findings->json, '[');
    bool ok = engine_run(engine, &message, take, findings, e);
    json_close(&findings->json);
    if (findings->as_json) {
        buf_putc(&findings->out, '\n');
        say_json(buf_text(&findings->out), findings->out.length);
    }
    for (size_t i = 0; i < AREAS; i++)
        if (findings->texts[i].length) {
            say(i ? "\n%s\n" : "%s\n", areas[i]);
            say_lines(buf_text(&findings->texts[i]), findings->texts[i].length);
        }
    return ok;
}

int command_doctor(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct findings findings = {.as_json = options->output == OUTPUT_JSON, .out = buf_make(MOST)};
    findings.json = json_writer(&findings.out);
    for (size_t i = 0; i < AREAS; i++)
        findings.texts[i] = buf_make(MOST);
    bool ok = engine_open(&engine, options, &e) && look(&engine, &findings, &e);
    engine_close(&engine);
    for (size_t i = 0; i < AREAS; i++)
        buf_free(&findings.texts[i]);
    buf_free(&findings.out);
    return ok ? 0 : options_fail(&e);
}
