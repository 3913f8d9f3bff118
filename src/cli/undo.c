/* `roster undo ID…`: entries of the journal, or the whole run of one, taken back by one question. */
#include "cli/commands.h"

#include "base/guid.h"
#include "output/say.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct undoing {
    struct outcomes report;
    const struct options *options;
    int64_t *ids;
    size_t count;
    struct err error;
};

static void name_outcome(struct arena *arena, const struct journal_entry *entry, struct outcome *out)
{
    const struct action *action = action_find(entry->action);
    struct guid id;
    *out = (struct outcome){.action = action && action->undo ? action_find(action->undo) : NULL,
                            .state = JOB_UNSETTLED};
    if (guid_parse(entry->target_id, strlen(entry->target_id), &id))
        guid_format(&id, out->target.id);
    out->target.user_principal_name = arena_strdup(arena, entry->target_upn);
    out->target.display_name = arena_strdup(arena, entry->target_name);
}

/* Whom the entries are about is known to the journal alone. */
static void take_entries(void *context, struct message *message)
{
    struct undoing *undoing = context;
    struct outcomes *report = &undoing->report;
    if (message->kind != FROM_JOURNAL)
        return;
    undoing->error = message->error;
    size_t count = message->entry_count, done = 0;
    int64_t *ids = arena_alloc(report->arena, (count + 1) * sizeof *ids);
    report->outcomes = arena_alloc(report->arena, (count + 1) * sizeof *report->outcomes);
    for (size_t i = 0; i < count; i++)
        done += message->entries[i].state == JOURNAL_DONE;
    for (size_t i = 0; i < count; i++) {
        const struct journal_entry *entry = &message->entries[i];
        if (undoing->options->whole_run && done && entry->state != JOURNAL_DONE)
            continue; /* what was not done, and what is taken back already, stays as it is */
        name_outcome(report->arena, entry, &report->outcomes[report->count]);
        ids[report->count++] = entry->id;
    }
    undoing->ids = ids;
    undoing->count = report->count;
}

static bool read_ids(struct undoing *undoing, struct err *e)
{
    const struct options *options = undoing->options;
    undoing->ids = arena_alloc(undoing->report.arena, options->word_count * sizeof *undoing->ids);
    for (size_t i = 0; i < options->word_count; i++) {
        char *end;
        undoing->ids[undoing->count++] = strtoll(options->words[i], &end, 10);
        if (*end || undoing->ids[i] < 1)
            return err_set(e, ERR_USAGE, "an id of `roster journal` is expected, not \"%s\"", options->words[i]);
    }
    return true;
}

static struct message about(const struct undoing *undoing, enum message_kind kind)
{
    struct message message = {.kind = kind, .entry_id_count = undoing->count, .arena = arena_new(0)};
    int64_t *ids = arena_alloc(message.arena, undoing->count * sizeof *ids);
    message.entry_ids = memcpy(ids, undoing->ids, undoing->count * sizeof *ids);
    return message;
}

static bool find_entries(struct engine *engine, struct undoing *undoing, struct err *e)
{
    struct message message = about(undoing, TO_JOURNAL);
    message.whole_runs = undoing->options->whole_run;
    bool ok = engine_run(engine, &message, take_entries, undoing, e);
    message_free(&message); /* where it was not posted */
    if (ok && undoing->error.code != ERR_OK)
        *e = undoing->error;
    return ok && undoing->error.code == ERR_OK;
}

static bool take_back(struct engine *engine, struct undoing *undoing, struct err *e)
{
    const struct options *options = undoing->options;
    struct outcomes *report = &undoing->report;
    const struct action *action = report->outcomes[0].action;
    bool typed = options->name != NULL;
    if (action && !do_names_fit(engine, options, report, action, e))
        return false;
    if (!options->yes && !options->dry_run) {
        struct message before = about(undoing, TO_PREPARE);
        bool asked = ask_before(engine, report, &before, typed, &typed, e);
        message_free(&before);
        if (!asked)
            return false;
    }
    struct message message = about(undoing, TO_RUN);
    message.plan = options->dry_run;
    message.typed = typed;
    bool ok = engine_run(engine, &message, report_take, report, e) || report->unwritten;
    message_free(&message);
    return ok;
}

/* --- a playbook --- */

static void take_playbook(void *context, struct message *message)
{
    struct undoing *undoing = context;
    struct outcomes *report = &undoing->report;
    if (message->kind != FROM_JOURNAL)
        return;
    undoing->error = message->error;
    undoing->ids = arena_alloc(report->arena, (message->entry_count + 1) * sizeof *undoing->ids);
    report->outcomes = arena_alloc(report->arena, (message->entry_count + 1) * sizeof *report->outcomes);
    for (size_t i = 0; i < message->entry_count; i++) {
        const struct journal_entry *entry = &message->entries[i];
        struct outcome *outcome = &report->outcomes[report->count];
        name_outcome(report->arena, entry, outcome);
        if (outcome->action)
            undoing->ids[report->count++] = entry->id;
        else
            say_error("roster: %s cannot be taken back\n", entry->action);
    }
    undoing->count = report->count;
}

static bool take_steps_back(struct engine *engine, struct undoing *undoing, bool typed, struct err *e)
{
    struct message message = about(undoing, TO_RUN);
    message.in_turn = true;
    message.plan = undoing->options->dry_run;
    message.typed = typed;
    bool ok = engine_run(engine, &message, report_take, &undoing->report, e) || undoing->report.unwritten;
    message_free(&message);
    return ok || e->code == ERR_OK;
}

static bool undo_playbook(struct engine *engine, struct undoing *undoing, struct err *e)
{
    const struct options *options = undoing->options;
    struct outcomes *report = &undoing->report;
    int64_t number = undoing->ids[0];
    struct message list = {.kind = TO_JOURNAL, .entry_id = number, .of_playbook = true};
    bool typed = options->name != NULL;
    if (undoing->count != 1)
        return err_set(e, ERR_USAGE, "one playbook at a time");
    if (!engine_run(engine, &list, take_playbook, undoing, e) || undoing->error.code != ERR_OK) {
        if (undoing->error.code != ERR_OK)
            *e = undoing->error;
        return false;
    }
    if (!report->count) {
        say_error("roster: nothing of playbook %lld is left to take back: what can be is taken back already\n",
                  (long long)number);
        return true;
    }
    if (options->name && strcasecmp(options->name, report->outcomes[0].target.user_principal_name) != 0)
        return err_set(e, ERR_USAGE, "--name is %s, but the user is %s", options->name,
                       report->outcomes[0].target.user_principal_name);
    if (!options->yes && !options->dry_run) {
        struct outcomes alone = *report; /* the question is about the step that was the first */
        alone.outcomes = &report->outcomes[report->count - 1];
        alone.count = 1;
        alone.question = arena_printf(report->arena, "take %zu steps back, the last first, from %s?", report->count,
                                      report->outcomes[0].target.user_principal_name);
        struct message before = {.kind = TO_PREPARE, .entry_id_count = 1, .arena = arena_new(0)};
        int64_t *id = arena_alloc(before.arena, sizeof *id);
        *id = undoing->ids[report->count - 1];
        before.entry_ids = id;
        bool asked = ask_before(engine, &alone, &before, typed, &typed, e);
        message_free(&before);
        if (!asked)
            return false;
    }
    return take_steps_back(engine, undoing, typed, e);
}

int command_undo(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct undoing undoing = {.report = {.arena = arena, .output = options->output}, .options = options};
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    if (!read_ids(&undoing, &e))
        return options_fail(&e);
    bool ok = engine_open(&engine, options, &e) &&
              (options->of_playbook ? undo_playbook(&engine, &undoing, &e)
                                    : find_entries(&engine, &undoing, &e) && take_back(&engine, &undoing, &e));
    int code = ok ? report_print(&undoing.report) : options_fail(&e);
    engine_close(&engine);
    return code;
}
