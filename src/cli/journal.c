/* `roster journal`: what was done, by whom, when. */
#include "cli/commands.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "codec/json.h"
#include "output/say.h"
#include <stdlib.h>
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

/* What is asked of the journal. */
struct asked {
    enum output output;
    int64_t since; /* ms */
    const char *action;
    char *user; /* folded; NULL: whoever */
    size_t limit;
};

static char *folded(const char *text)
{
    size_t need = utf8_fold(text, strlen(text), NULL, 0) + 1;
    char *out = xmalloc(need);
    utf8_fold(text, strlen(text), out, need);
    return out;
}

static bool has(const char *text, const char *part)
{
    char *all = folded(text ? text : "");
    bool found = strstr(all, part) != NULL;
    xfree(all);
    return found;
}

static bool is_asked(const struct asked *asked, const struct journal_entry *entry)
{
    return entry->begun >= asked->since && (!asked->action || !strcmp(asked->action, entry->action)) &&
           (!asked->user || has(entry->target_upn, asked->user) || has(entry->target_name, asked->user) ||
            has(entry->target_id, asked->user));
}

static void take(void *context, struct message *message)
{
    const struct asked *asked = context;
    auto_buf struct buf out = buf_make((size_t)256 << 20);
    struct json_writer w = json_writer(&out);
    size_t told = 0, unsettled = 0;

    if (message->kind != FROM_JOURNAL)
        return;
    json_open(&w, '[');
    for (size_t i = 0; i < message->entry_count && told < asked->limit; i++) {
        const struct journal_entry *entry = &message->entries[i];
        if (!is_asked(asked, entry))
            continue;
        told++;
        unsettled += entry->state == JOURNAL_UNSETTLED;
        if (asked->output == OUTPUT_JSON)
            write_entry(&w, entry);
        else
            print_entry(entry);
    }
    json_close(&w);
    if (asked->output == OUTPUT_JSON) {
        buf_putc(&out, '\n');
        say_json(buf_text(&out), out.length);
    } else if (!message->entry_count)
        say("The journal is empty: nothing has been changed yet.\n");
    else if (!told)
        say("The journal has %zu entries, and none that match.\n", message->entry_count);
    if (asked->output != OUTPUT_JSON && unsettled)
        say_error("%zu %s unsettled: the outcome is not known (`roster settle` reads it back)\n", unsettled,
                  unsettled == 1 ? "entry is" : "entries are");
}

/* "7d", "24h", "2w": so long ago; else a time. */
static bool read_since(const char *text, int64_t *since, struct err *e)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
    char *end;
    long count = strtol(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (end != text && *end == units[i].unit && !end[1] && count >= 0 && count <= 100000) {
            *since = clock_now() - count * units[i].ms;
            return true;
        }
    if (zone_read(text, clock_now(), since))
        return true;
    return err_set(e, ERR_USAGE, "--since takes how long ago (30m, 24h, 7d, 2w) or a time (" ZONE_FORMS "), not \"%s\"",
                   text);
}

static bool read_asked(const struct options *options, struct asked *asked, struct err *e)
{
    char *end = NULL;
    *asked = (struct asked){.output = options->output, .action = options->action, .limit = SIZE_MAX};
    if (options->since && !read_since(options->since, &asked->since, e))
        return false;
    if (options->action && !do_action(options->action, e))
        return false;
    long limit = options->limit ? strtol(options->limit, &end, 10) : 0;
    if (options->limit && (end == options->limit || *end || limit < 1))
        return err_set(e, ERR_USAGE, "--limit takes a number from 1 on, not \"%s\"", options->limit);
    asked->limit = limit ? (size_t)limit : SIZE_MAX;
    asked->user = options->user ? folded(options->user) : NULL;
    return true;
}

int command_journal(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct asked asked;
    if (!read_asked(options, &asked, &e))
        return options_fail(&e);
    struct message message = {.kind = TO_JOURNAL, .all = true, .arena = arena_new(0)};

    bool ok = engine_open(&engine, options, &e) && engine_run(&engine, &message, take, &asked, &e);
    message_free(&message); /* where it was not posted */
    int code = ok ? 0 : options_fail(&e);
    engine_close(&engine);
    xfree(asked.user);
    return code;
}
