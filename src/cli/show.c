/* `roster show USER`: one user in detail. */
#include "cli/commands.h"

#include "base/utf8.h"
#include "codec/json.h"
#include "model/sku.h"
#include "output/record_json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

struct show {
    enum output output;
    struct buf out;
    struct sku_names *names;
    struct err error; /* why not all of it was read */
};

static void print_field(struct show *show, const struct field *field, const struct value *value)
{
    enum { LABEL = 26 };
    int pad = LABEL - utf8_width(field->label);
    auto_buf struct buf text = buf_make(1u << 16);
    field_text(field, value, show->names, &text);
    if (text.length)
        buf_printf(&show->out, "%s%*s%s\n", field->label, pad > 0 ? pad : 1, "", buf_text(&text));
}

static void take_user(struct show *show, const struct record *user)
{
    if (show->output == OUTPUT_JSON) {
        struct json_writer w = json_writer(&show->out);
        record_json(&w, user, show->names);
        buf_putc(&show->out, '\n');
        return;
    }
    for (size_t i = 0; i < user->kind->count; i++)
        print_field(show, &user->kind->fields[i], &user->values[i]);
}

static void take(void *context, struct message *message)
{
    struct show *show = context;
    if (message->kind == FROM_SKUS)
        message_names(message, show->names);
    if (!message_is_reading(message, "profile") || message->read == READ_NOT)
        return;
    show->error = message->error;
    for (size_t i = 0; i < message->records->count; i++)
        take_user(show, &message->records->records[i]);
}

int command_show(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct show show = {.output = options->output, .out = buf_make(1u << 20), .names = sku_names_new()};
    struct target target;

    bool ok = engine_open(&engine, options, &e) &&
              find_users_meant(&engine, arena, options->words, 1, false, false, &target, &(size_t){0}, &e);
    if (ok) {
        struct message message = message_read("profile", target.id, NULL);
        ok = engine_run(&engine, &message, take, &show, &e);
    }
    if (ok)
        (show.output == OUTPUT_JSON ? say_json : say_lines)(buf_text(&show.out), show.out.length);
    int code = !ok ? options_fail(&e) : show.error.code != ERR_OK ? options_fail(&show.error) : 0;
    buf_free(&show.out);
    sku_names_free(show.names);
    engine_close(&engine);
    return code;
}
