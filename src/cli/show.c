/* `roster show USER`: one user in detail. */
#include "cli/commands.h"

#include "base/utf8.h"
#include "codec/json.h"
#include <stdio.h>
#include <string.h>

struct show {
    enum output output;
    struct buf out;
};

static void print_field(struct show *show, const struct message_field *field)
{
    enum { LABEL = 26 };
    int pad = LABEL - utf8_width(field->label);
    if (*field->value)
        buf_printf(&show->out, "%s%*s%s\n", field->label, pad > 0 ? pad : 1, "", field->value);
}

static void write_value(struct json_writer *w, const struct message_field *field)
{
    bool truth = !strcmp(field->name, "accountEnabled") || !strcmp(field->name, "onPremisesSyncEnabled");
    if (!*field->value)
        json_put_null(w);
    else if (truth)
        json_put_bool(w, !strcmp(field->value, "yes"));
    else
        json_put_text(w, field->value);
}

static void take(void *context, struct message *message)
{
    struct show *show = context;
    if (message->kind != FROM_USER)
        return;
    if (show->output != OUTPUT_JSON) {
        for (size_t i = 0; i < message->field_count; i++)
            print_field(show, &message->fields[i]);
        return;
    }
    struct json_writer w = json_writer(&show->out);
    json_open(&w, '{');
    for (size_t i = 0; i < message->field_count; i++) {
        json_name(&w, message->fields[i].name);
        write_value(&w, &message->fields[i]);
    }
    json_close(&w);
    buf_putc(&show->out, '\n');
}

int command_show(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct show show = {.output = options->output, .out = buf_make(1u << 20)};
    struct message message = {.kind = TO_READ_USER, .arena = arena_new(0), .target_count = 1};
    message.targets = arena_alloc(message.arena, sizeof *message.targets);

    bool ok = engine_open(&engine, options, &e) && find_user(&engine, arena, options->words[0], message.targets, &e) &&
              engine_run(&engine, &message, take, &show, &e);
    message_free(&message); /* where it was not posted */
    if (ok)
        fputs(buf_text(&show.out), stdout);
    buf_free(&show.out);
    int code = ok ? 0 : options_fail(&e);
    engine_close(&engine);
    return code;
}
