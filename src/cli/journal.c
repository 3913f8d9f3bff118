/* `roster journal`: what was done, by whom, when. */
#include "cli/commands.h"

#include "base/clock.h"
#include "codec/json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static void write_entry(struct json_writer *w, const struct journal_entry *entry)
{
    char begun[CLOCK_TEXT], ended[CLOCK_TEXT];
    const struct {
        const char *name, *value;
    } texts[] = {
        {"begun", clock_format(entry->begun, begun)},
        {"ended", entry->ended ? clock_format(entry->ended, ended) : NULL},
        {"state", journal_state_name(entry->state)},
        {"action", entry->action},
        {"tenant", entry->tenant},
        {"operator", entry->operator_name},
        {"targetId", entry->target_id},
        {"targetUserPrincipalName", entry->target_upn},
        {"targetDisplayName", entry->target_name},
        {"requestId", entry->request_id},
        {"message", entry->message},
    };
    json_open(w, '{');
    json_member_int(w, "id", entry->id);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_member_text(w, texts[i].name, texts[i].value);
    }
    json_name(w, "undoes");
    if (entry->undoes)
        json_put_int(w, entry->undoes);
    else
        json_put_null(w);
    json_name(w, "run");
    if (entry->run)
        json_put_int(w, entry->run);
    else
        json_put_null(w);
    json_name(w, "prior");
    json_put_raw(w, entry->prior ? entry->prior : "null", strlen(entry->prior ? entry->prior : "null"));
    json_name(w, "requests");
    json_put_raw(w, entry->requests ? entry->requests : "[]", strlen(entry->requests ? entry->requests : "[]"));
    json_close(w);
}

static void print_entry(const struct journal_entry *entry)
{
    char begun[CLOCK_TEXT];
    say("%6lld  %s  %-10s %-28s %s  %s\n", (long long)entry->id, clock_format(entry->begun, begun),
        journal_state_name(entry->state), entry->action, entry->target_upn, entry->message ? entry->message : "");
}

static void take(void *context, struct message *message)
{
    enum output output = *(enum output *)context;
    auto_buf struct buf out = buf_make((size_t)64 << 20);
    struct json_writer w = json_writer(&out);

    if (message->kind != FROM_JOURNAL)
        return;
    json_open(&w, '[');
    for (size_t i = 0; i < message->entry_count; i++) {
        if (output == OUTPUT_JSON)
            write_entry(&w, &message->entries[i]);
        else
            print_entry(&message->entries[i]);
    }
    json_close(&w);
    if (output == OUTPUT_JSON) {
        buf_putc(&out, '\n');
        say_json(buf_text(&out), out.length);
    } else if (!message->entry_count)
        say("The journal is empty: nothing has been changed yet.\n");
    else if (message->unsettled)
        say_error("%zu %s unsettled: the outcome is not known (`roster settle` reads it back)\n", message->unsettled,
                  message->unsettled == 1 ? "entry is" : "entries are");
}

int command_journal(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    enum output output = options->output;
    struct message message = {.kind = TO_JOURNAL, .arena = arena_new(0)};

    bool ok = engine_open(&engine, options, &e) && engine_run(&engine, &message, take, &output, &e);
    message_free(&message); /* where it was not posted */
    int code = ok ? 0 : options_fail(&e);
    engine_close(&engine);
    return code;
}
