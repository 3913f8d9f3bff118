/* `roster remediate USER` and `roster resume [ID]`: research, the steps that it asks for, the question, the steps as they end, and what
 * still gives access afterwards. */
#include "cli/commands.h"

#include "action/guard.h"
#include "base/clock.h"
#include "cli/research.h"
#include "codec/json.h"
#include "journal/playbook.h"
#include "output/say.h"
#include "playbook/playbook.h"
#include "research/print.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXT = 16 << 20 };

struct remedy { /* what is at hand while a command runs */
    struct engine engine;
    struct arena *arena;
    const struct options *options;
    struct research_run research;
    struct playbook_tasks tasks;
    struct outcomes report;
    size_t chosen;    /* of them, which stand first; the others are so already */
    int64_t playbook; /* its number in the journal */
    const char *folder;
    int64_t revoked; /* when sessions were ended; 0: they were not */
};

/* --- research and choice --- */

static bool read_window(const struct options *options, int *window, struct err *e)
{
    char *end = NULL;
    long days = options->window ? strtol(options->window, &end, 10) : 0;
    *window = (int)days;
    return !options->window || (end != options->window && !*end && days >= 1 && days <= 75) ||
           err_set(e, ERR_USAGE, "--window takes 1 to 75 days, not \"%s\"", options->window);
}

static bool research(struct remedy *remedy, struct err *e)
{
    const struct options *options = remedy->options;
    struct research_run *run = &remedy->research;
    int window;
    run->targets = arena_alloc(remedy->arena, sizeof *run->targets);
    run->reports = arena_alloc(remedy->arena, sizeof(struct report *));
    bool whole = options->yes || options->dry_run;
    if (!read_window(options, &window, e) || !engine_open(&remedy->engine, options, e) ||
        !find_users_meant(&remedy->engine, remedy->arena, options->words, 1, false, whole, run->targets, &(size_t){0},
                          e))
        return false;
    run->count = 1;
    struct message message = research_ask(run, window);
    return engine_run(&remedy->engine, &message, research_take, run, e) &&
           (run->reports[0] || err_set(e, ERR_INTERNAL, "nothing was said of the user"));
}

/* Before anything is asked of anybody. */
static bool check_choice(const struct options *options, struct err *e)
{
    for (size_t i = 0; i < options->step_count; i++) {
        if (playbook_step_find(&playbook_contain, options->steps[i]))
            continue;
        auto_buf struct buf names = buf_make(4096);
        for (size_t s = 1; s < playbook_contain.count; s++)
            buf_printf(&names, "%s%s", s > 1 ? ", " : "", playbook_contain.steps[s].name);
        err_set(e, ERR_USAGE, "there is no step \"%s\"", options->steps[i]);
        return err_hint(e, "the steps are %s", buf_text(&names));
    }
    return true;
}

static void choose(struct remedy *remedy)
{
    const struct options *options = remedy->options;
    enum playbook_choice choice = options->step_count   ? CHOICE_NONE
                                  : options->everything ? CHOICE_EVERYTHING
                                  : options->classic    ? CHOICE_CLASSIC
                                                        : CHOICE_FINDINGS;
    remedy->tasks = playbook_tasks_of(remedy->arena, remedy->research.reports[0], choice);
    for (size_t i = 0; i < options->step_count; i++)
        if (!playbook_add_step(&remedy->tasks, options->steps[i]))
            say_error("roster: %s: nothing to do for this step\n", options->steps[i]);
}

/* --- the report of the steps --- */

static void lay_out_one(struct remedy *remedy, const struct playbook_task *task, enum job_state state, const char *text)
{
    remedy->report.outcomes[remedy->report.count++] = (struct outcome){.action = task->action,
                                                                       .step = task->step->name,
                                                                       .thing = task->thing,
                                                                       .because = task->because,
                                                                       .state = state,
                                                                       .message = text,
                                                                       .target = remedy->research.targets[0],
                                                                       .values = task->values};
}

/* What is chosen, and behind it what would be if it were not so already. */
static void lay_out(struct remedy *remedy)
{
    remedy->report.outcomes = arena_alloc(remedy->arena, (remedy->tasks.count + 1) * sizeof *remedy->report.outcomes);
    for (size_t i = 0; i < remedy->tasks.count; i++)
        if (remedy->tasks.items[i].chosen)
            lay_out_one(remedy, &remedy->tasks.items[i], JOB_UNSETTLED, NULL);
    remedy->chosen = remedy->report.count;
    for (size_t i = 0; i < remedy->tasks.count; i++)
        if (playbook_is_so(&remedy->tasks.items[i]))
            lay_out_one(remedy, &remedy->tasks.items[i], JOB_ALREADY, "nothing to do: already set this way");
}

/* The steps of one that is gone on with are told first. */
static void take_taken(struct remedy *remedy, const struct message *message)
{
    struct outcomes *report = &remedy->report;
    const struct message_playbook *playbook = message->playbook;
    if (report->outcomes)
        return;
    report->outcomes = arena_alloc(remedy->arena, (playbook->count + 1) * sizeof *report->outcomes);
    report->count = playbook->count;
    for (size_t i = 0; i < playbook->count; i++)
        report->outcomes[i] = (struct outcome){.action = playbook->tasks[i].action,
                                               .step = arena_strdup(remedy->arena, playbook->tasks[i].step),
                                               .thing = arena_strdup(remedy->arena, playbook->tasks[i].thing),
                                               .because = "",
                                               .state = JOB_UNSETTLED,
                                               .target = remedy->research.targets[0]};
}

static void take(void *context, struct message *message)
{
    struct remedy *remedy = context;
    struct outcomes *report = &remedy->report;
    if (message->kind == FROM_PREPARED && message->playbook)
        take_taken(remedy, message);
    if (message->kind == FROM_JOB_END) {
        remedy->playbook = message->entry_id ? message->entry_id : remedy->playbook;
        remedy->folder = arena_strdup(remedy->arena, message->text);
    }
    report_take(report, message);
    if (message->kind != FROM_TARGET || message->index >= report->count || message->state == JOB_QUEUED)
        return;
    const struct outcome *outcome = &report->outcomes[message->index];
    bool over = message->state != JOB_RUNNING;
    if (over && outcome->action && !strcmp(outcome->action->name, "revoke-sessions") && message->state == JOB_DONE)
        remedy->revoked = clock_now();
    if (!remedy->options->dry_run && (!message->text || over))
        say_error("roster: %s%s%s: %s\n", outcome->step, *outcome->thing ? " " : "", outcome->thing,
                  over ? job_state_name(message->state) : "...");
}

/* --- what is said before and afterwards --- */

static void tell_plan(const struct remedy *remedy)
{
    const struct report *report = remedy->research.reports[0];
    int longest = playbook_longest(&remedy->tasks);
    say_error("%s: %s\n", report->name, report->sentence);
    for (size_t i = 0; report->explanation[i]; i++)
        say_error("  %s\n", report->explanation[i]);
    for (size_t i = 0; remedy->tasks.notes[i]; i++)
        say_error("! %s\n", remedy->tasks.notes[i]);
    for (size_t i = 0; i < remedy->tasks.count; i++) {
        const struct playbook_task *task = &remedy->tasks.items[i];
        if (playbook_is_so(task))
            say_error("  %-*s  %s%s%s: already set this way\n", longest, task->step->name, task->step->title,
                      *task->thing ? ": " : "", task->thing);
        if (remedy->tasks.items[i].chosen)
            say_error("  %-*s  %s%s%s%s%s%s\n", longest, task->step->name, task->step->title, *task->thing ? ": " : "",
                      task->thing, *task->because ? "  (" : "", task->because, *task->because ? ")" : "");
    }
}

static const bool *done_of(const struct remedy *remedy)
{
    bool *done = arena_alloc(remedy->arena, (remedy->tasks.count + 1) * sizeof *done);
    size_t at = 0;
    for (size_t i = 0; i < remedy->tasks.count; i++) {
        if (!remedy->tasks.items[i].chosen)
            continue;
        enum job_state state = remedy->report.outcomes[at++].state;
        done[i] = state == JOB_DONE || state == JOB_ALREADY;
    }
    return done;
}

static void write_lines(struct json_writer *w, const char *name, const char *const *lines)
{
    json_name(w, name);
    json_open(w, '[');
    for (; *lines; lines++)
        json_put_text(w, *lines);
    json_close(w);
}

static void write_head(struct json_writer *w, const struct remedy *remedy)
{
    const struct target *target = &remedy->research.targets[0];
    json_open(w, '{');
    json_name(w, "target");
    json_open(w, '{');
    json_member_text(w, "id", target->id);
    json_member_text(w, "userPrincipalName", target->user_principal_name);
    json_close(w);
    if (remedy->research.reports && remedy->research.reports[0]) {
        json_member_text(w, "verdict", remedy->research.reports[0]->sentence);
        write_lines(w, "notes", remedy->tasks.notes);
    }
}

static const char *head_json(const struct remedy *remedy)
{
    auto_buf struct buf out = buf_make(TEXT);
    struct json_writer w = json_writer(&out);
    write_head(&w, remedy);
    return arena_printf(remedy->arena, "%s,\"steps\":", buf_text(&out));
}

/* Written as an object of its own, whose opening is the end of the steps. */
static const char *tail_json(const struct remedy *remedy)
{
    auto_buf struct buf out = buf_make(TEXT);
    struct json_writer w = json_writer(&out);
    const struct report *report = remedy->research.reports ? remedy->research.reports[0] : NULL;
    char time[CLOCK_TEXT];
    json_open(&w, '{');
    if (remedy->playbook)
        json_member_int(&w, "playbook", remedy->playbook);
    json_member_text(&w, "folder", remedy->folder ? remedy->folder : "");
    if (remedy->revoked) {
        clock_format(remedy->revoked + PLAYBOOK_TOKEN_LIFE, time);
        json_member_text(&w, "tokensUntil", time);
    }
    if (report && !remedy->options->dry_run) {
        write_lines(&w, "left", playbook_left(remedy->arena, report, &remedy->tasks, done_of(remedy)));
        write_lines(&w, "next", playbook_next(remedy->arena, report));
    }
    json_close(&w);
    return arena_printf(remedy->arena, ",%s", buf_text(&out) + 1);
}

static void say_all(const char *title, const char *const *lines)
{
    if (*lines)
        say("\n%s\n", title);
    for (; *lines; lines++)
        say("  - %s\n", *lines);
}

static void print_end(const struct remedy *remedy)
{
    const struct report *report = remedy->research.reports ? remedy->research.reports[0] : NULL;
    char time[CLOCK_TEXT];
    if (report && !remedy->options->dry_run) {
        say_all("What still gives access:", playbook_left(remedy->arena, report, &remedy->tasks, done_of(remedy)));
        say_all("What to do next:", playbook_next(remedy->arena, report));
    }
    if (remedy->revoked) {
        clock_format(remedy->revoked + PLAYBOOK_TOKEN_LIFE, time);
        say("\nTokens that were issued before live until about %s; services that check continuously end them within minutes.\n",
            time);
    }
    if (remedy->folder)
        say("What was there before is saved in %s\n", remedy->folder);
    if (remedy->playbook)
        say("In the journal: playbook %lld.\n", (long long)remedy->playbook);
}

static int print(struct remedy *remedy)
{
    bool json = remedy->options->output == OUTPUT_JSON;
    if (json)
        remedy->report.after = tail_json(remedy);
    int code = report_print(&remedy->report);
    if (remedy->playbook)
        report_left(&remedy->report);
    if (!json)
        print_end(remedy);
    return code;
}

/* --- the question --- */

static bool ask(struct remedy *remedy, const char *question, const struct action *action, bool *typed, struct err *e)
{
    const struct options *options = remedy->options;
    const char *upn = remedy->research.targets[0].user_principal_name;
    *typed = options->name != NULL;
    if (options->name && strcasecmp(options->name, upn) != 0)
        return err_set(e, ERR_USAGE, "--name is %s, but the user is %s", options->name, upn);
    if (options->yes || options->dry_run)
        return true;
    struct outcome one = {.action = action, .target = remedy->research.targets[0]};
    struct outcomes about = {.arena = remedy->arena, .outcomes = &one, .count = 1, .question = question};
    struct message prepare = message_about(TO_PREPARE, action, &one.target, 1);
    return ask_before(&remedy->engine, &about, &prepare, options->name != NULL, typed, e);
}

static bool carry_out(struct remedy *remedy, struct message *message, struct err *e)
{
    struct err whole = {.code = ERR_OK};
    if (engine_run(&remedy->engine, message, take, remedy, &whole) || whole.code == ERR_OK || remedy->report.unwritten)
        return true;
    for (size_t i = 0; whole.code != ERR_REFUSED && i < remedy->report.count; i++) /* else nothing was begun */
        if (remedy->report.outcomes[i].printed ||
            (remedy->report.outcomes[i].state != JOB_UNSETTLED && remedy->report.outcomes[i].state != JOB_RUNNING)) {
            options_fail(&whole); /* what was done is told all the same */
            return true;
        }
    *e = whole;
    return false;
}

static void close_all(struct remedy *remedy)
{
    for (size_t i = 0; i < remedy->research.count && remedy->research.reports; i++)
        report_free(remedy->research.reports[i]);
    engine_close(&remedy->engine);
}

static bool remediate(struct remedy *remedy, struct err *e)
{
    bool typed;
    if (!check_choice(remedy->options, e) || !research(remedy, e))
        return false;
    choose(remedy);
    lay_out(remedy);
    remedy->report.before = head_json(remedy);
    tell_plan(remedy);
    if (!remedy->chosen)
        return true;
    if (!remedy->options->dry_run && !say_can(e))
        return false;
    if (!ask(remedy,
             arena_printf(remedy->arena, "do these %zu steps to %s?", remedy->chosen,
                          remedy->research.targets[0].user_principal_name),
             playbook_gravest(&remedy->tasks), &typed, e))
        return false;
    struct message message = message_play(remedy->research.targets, &remedy->tasks, playbook_contain.name);
    message.plan = remedy->options->dry_run;
    message.typed = typed;
    return carry_out(remedy, &message, e);
}

int command_remediate(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct remedy remedy = {.arena = arena, .options = options, .report = {.arena = arena, .output = options->output}};
    struct err e = {.code = ERR_OK};
    bool ok = remediate(&remedy, &e);
    if (ok && !remedy.report.count && options->output != OUTPUT_JSON)
        say("Nothing is done: no finding asks for a step. --classic, --everything or --step choose some all the same.\n");
    int code = ok ? (remedy.report.count || options->output == OUTPUT_JSON ? print(&remedy) : 0) : options_fail(&e);
    close_all(&remedy);
    return code;
}

/* --- going on --- */

/* Of another tenant, as far as the configuration says which this one is. */
static bool is_elsewhere(const struct remedy *remedy, const struct journal_playbook *playbook)
{
    const char *here = remedy->engine.tenant->tenant_id;
    struct guid id;
    return guid_parse(here, strlen(here), &id) && strcasecmp(here, playbook->tenant) != 0;
}

static void take_open(void *context, struct message *message)
{
    struct remedy *remedy = context;
    const char *wanted = remedy->options->word_count ? remedy->options->words[0] : NULL;
    struct target *target = remedy->research.targets;
    for (size_t i = 0; message->kind == FROM_JOURNAL && i < message->playbook_count && !remedy->playbook; i++) {
        const struct journal_playbook *one = &message->playbooks[i];
        struct guid id;
        if (wanted ? strtoll(wanted, NULL, 10) != one->id : is_elsewhere(remedy, one))
            continue;
        remedy->playbook = one->id;
        if (guid_parse(one->target_id, strlen(one->target_id), &id))
            guid_format(&id, target->id);
        target->user_principal_name = arena_strdup(remedy->arena, one->target_upn);
        target->display_name = arena_strdup(remedy->arena, one->target_name);
    }
}

static bool resume(struct remedy *remedy, struct err *e)
{
    const struct options *options = remedy->options;
    struct message list = {.kind = TO_JOURNAL};
    bool typed;
    remedy->research.targets = arena_alloc(remedy->arena, sizeof *remedy->research.targets);
    if (!engine_open(&remedy->engine, options, e) || !engine_run(&remedy->engine, &list, take_open, remedy, e))
        return false;
    if (!remedy->playbook && options->word_count)
        return err_set(e, ERR_NOT_FOUND, "there is no playbook %s that could be gone on with", options->words[0]);
    if (!remedy->playbook)
        return true;
    remedy->report.before = head_json(remedy);
    if (!say_can(e) || !ask(remedy,
                            arena_printf(remedy->arena, "go on with playbook %lld on %s?", (long long)remedy->playbook,
                                         remedy->research.targets[0].user_principal_name),
                            action_find("block-sign-in"), &typed, e))
        return false;
    struct message message = {
        .kind = TO_RUN, .entry_id = remedy->playbook, .of_playbook = true, .typed = typed, .arena = arena_new(0)};
    return carry_out(remedy, &message, e);
}

int command_resume(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct remedy remedy = {.arena = arena, .options = options, .report = {.arena = arena, .output = options->output}};
    struct err e = {.code = ERR_OK};
    bool ok = resume(&remedy, &e);
    bool none = ok && !remedy.playbook;
    if (none && options->output != OUTPUT_JSON)
        say("Nothing was interrupted.\n");
    int code = !ok ? options_fail(&e) : none && options->output != OUTPUT_JSON ? 0 : print(&remedy);
    close_all(&remedy);
    return code;
}
