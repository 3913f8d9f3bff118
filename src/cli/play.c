/* `roster play [NAME USER…]`: a playbook on users, several side by side: the steps, the question, each step as it ends. */

#include "cli/commands.h"
#include "codec/json.h"
#include "output/say.h"
#include "playbook/playbook.h"
#include <string.h>
#include <strings.h>

struct playing_one {     /* one user */
    struct arena *arena; /* NULL: not begun, or over */
    struct outcomes report;
};

struct playing { /* while the command runs */
    struct engine engine;
    struct arena *arena;
    const struct options *options;
    struct playbook playbook;
    struct playbook_tasks tasks;
    struct target *targets;
    size_t count;
    bool typed;
    struct playing_one *each;        /* one for each target */
    const struct playing_one *shown; /* whose lines stand last in the text; NULL: nobody's */
    bool any;                        /* an object of the array is printed */
    int code;
};

enum { AT_ONCE = 8 }; /* the budgets of the services decide how fast; this is how much is begun and not over */

/* --- who and what --- */

static int list_playbooks(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e;
    struct config *config = engine_config(options, &e);
    if (!config)
        return options_fail(&e);
    say("contain        %s (`roster remediate USER`)\n", playbook_contain.help);
    for (size_t i = 0; i <= config->playbook_count; i++) {
        const char *name = i ? config->playbooks[i - 1].name : playbook_offboard.name;
        struct playbook playbook;
        if (!engine_playbook(arena, config, name, &playbook, &e))
            continue; /* checked before */
        say("%-14s", name);
        for (size_t s = 1; s < playbook.count; s++)
            say("%s %s", s > 1 ? "," : "", playbook.steps[s].action);
        say("\n");
    }
    config_free(config);
    return 0;
}

static bool find(struct playing *playing, struct err *e)
{
    const struct options *options = playing->options;
    size_t words = options->word_count - 1, wrong, found = 0;
    if (!!words == !!options->where)
        return err_set(e, ERR_USAGE, "name the users, or give --where FILTER") ||
               err_hint(e, "roster play %s USER", options->words[0]);
    if (options->where)
        return people_where(&playing->engine, playing->arena, options->where, &playing->targets, &playing->count, e);
    playing->targets = arena_alloc(playing->arena, words * sizeof *playing->targets);
    if (!find_users_meant(&playing->engine, playing->arena, options->words + 1, words, false,
                          options->yes || options->dry_run, playing->targets, &wrong, e))
        return false;
    for (size_t i = 0; i < words; i++) {
        bool twice = false;
        for (size_t k = 0; k < found; k++)
            twice |= !strcmp(playing->targets[k].id, playing->targets[i].id);
        if (!twice)
            playing->targets[found++] = playing->targets[i];
    }
    playing->count = found;
    return true;
}

static void tell_steps(const struct playing *playing)
{
    int longest = playbook_longest(&playing->tasks);
    for (size_t i = 0; i < playing->tasks.count; i++) {
        const struct playbook_task *task = &playing->tasks.items[i];
        say_error("  %-*s  %s", longest, task->step->name, task->step->title);
        for (size_t k = 0; k < task->values.count; k++)
            say_error("  %s=%s", task->values.items[k].name, task->values.items[k].value);
        say_error("\n");
    }
}

static bool name_fits(struct playing *playing, const struct outcomes *about, const struct action *gravest,
                      struct err *e)
{
    const char *name = playing->options->name;
    const char *wanted = playing->count == 1 ? playing->targets[0].user_principal_name
                                             : typed_of_many(&playing->engine, about, gravest);
    if (!wanted)
        return err_set(e, ERR_USAGE, "--name confirms one user, not %zu", playing->count);
    return !strcasecmp(name, wanted) || err_set(e, ERR_USAGE, "--name is %s, but it is done to %s", name, wanted);
}

/* One question about all of it: the guards are those of the step that asks for most. */
static bool ask(struct playing *playing, bool *typed, struct err *e)
{
    const struct action *gravest = playbook_gravest(&playing->tasks);
    struct arena *arena = playing->arena;
    struct outcomes about = {.arena = arena,
                             .count = playing->count,
                             .outcomes = arena_alloc(arena, playing->count * sizeof(struct outcome))};
    struct message prepare = message_about(TO_PREPARE, gravest, playing->targets, playing->count);
    for (size_t i = 0; i < playing->count; i++)
        about.outcomes[i] = (struct outcome){.action = gravest, .target = playing->targets[i]};
    about.question = playing->count == 1
                         ? arena_printf(arena, "do these %zu steps of \"%s\" to %s?", playing->tasks.count,
                                        playing->playbook.name, playing->targets[0].user_principal_name)
                         : arena_printf(arena, "do these %zu steps of \"%s\" to each of these %zu users?",
                                        playing->tasks.count, playing->playbook.name, playing->count);
    *typed = playing->options->name != NULL;
    bool fits = !playing->options->name || name_fits(playing, &about, gravest, e);
    bool good = fits && (playing->options->yes || playing->options->dry_run ||
                         ask_before(&playing->engine, &about, &prepare, playing->options->name != NULL, typed, e));
    message_free(&prepare); /* where it was not posted */
    return good;
}

/* --- carrying it out: users side by side, each told in whole lines or as an object of its own --- */

static bool is_json(const struct playing *playing)
{
    return playing->options->output == OUTPUT_JSON;
}

/* Whose the lines are that follow. */
static void say_who(struct playing *playing, const struct playing_one *one)
{
    if (playing->shown == one || is_json(playing))
        return;
    say("%s%s\n", playing->shown ? "\n" : "", playing->targets[one - playing->each].user_principal_name);
    playing->shown = one;
}

static const char *head_json(struct arena *arena, const struct target *target, bool first)
{
    auto_buf struct buf out = buf_make(1u << 16);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_name(&w, "target");
    json_open(&w, '{');
    json_member_text(&w, "id", target->id);
    json_member_text(&w, "userPrincipalName", target->user_principal_name);
    json_close(&w);
    return arena_printf(arena, "%s%s,\"steps\":", first ? "[" : ",", buf_text(&out));
}

static const char *tail_json(struct arena *arena, const struct message *end)
{
    auto_buf struct buf out = buf_make(1u << 16);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_member_int(&w, "playbook", end->entry_id);
    json_member_text(&w, "folder", end->text ? end->text : "");
    json_close(&w);
    return arena_printf(arena, ",%s", buf_text(&out) + 1);
}

/* All of one user that was not printed as it came. */
static void print_end(struct playing *playing, struct playing_one *one, const struct message *end)
{
    struct outcomes *report = &one->report;
    bool bad = end->error.code != ERR_OK && !report->unwritten;
    int failed = bad ? options_fail(&end->error) : 0;
    say_who(playing, one);
    if (is_json(playing)) {
        if (!report->before)
            report->before = head_json(one->arena, &playing->targets[one - playing->each], !playing->any);
        report->after = tail_json(one->arena, end);
        playing->any = true;
    }
    int code = report_print(report);
    code = failed ? failed : code;
    playing->code = playing->code == 1 || !code ? playing->code : code;
    if (end->entry_id)
        report_left(report);
    if (!is_json(playing) && end->text)
        say("What was there before is saved in %s\n", end->text);
    if (!is_json(playing) && end->entry_id)
        say("In the journal: playbook %lld.\n", (long long)end->entry_id);
    arena_free(one->arena);
    one->arena = NULL;
}

static void tell_step(const struct outcomes *report, const struct message *message)
{
    if (message->kind != FROM_TARGET || message->index >= report->count || message->state == JOB_QUEUED ||
        message->state == JOB_RUNNING || message->state == JOB_PLANNED)
        return;
    const struct outcome *outcome = &report->outcomes[message->index];
    say_error("roster: %s: %s: %s\n", outcome->target.user_principal_name, outcome->step,
              job_state_name(message->state));
}

static void take(void *context, struct message *message)
{
    struct playing *playing = context;
    if (!message->job || message->job > playing->count)
        return;
    struct playing_one *one = &playing->each[message->job - 1];
    if (!one->arena)
        return;
    if (message->secret)
        say_who(playing, one);
    report_take(&one->report, message);
    tell_step(&one->report, message);
    if (message->kind == FROM_JOB_END)
        print_end(playing, one, message);
}

static struct message begin_one(void *context, size_t at)
{
    struct playing *playing = context;
    struct playing_one *one = &playing->each[at];
    const struct target *target = &playing->targets[at];
    one->arena = arena_new(0);
    one->report = (struct outcomes){.arena = one->arena,
                                    .output = playing->options->output,
                                    .count = playing->tasks.count,
                                    .holds = is_json(playing) && playing->count > 1};
    if (is_json(playing) && !one->report.holds)
        one->report.before = head_json(one->arena, target, true);
    one->report.outcomes = arena_alloc(one->arena, one->report.count * sizeof *one->report.outcomes);
    for (size_t i = 0; i < one->report.count; i++)
        one->report.outcomes[i] = (struct outcome){.action = playing->tasks.items[i].action,
                                                   .step = playing->tasks.items[i].step->name,
                                                   .thing = "",
                                                   .because = "",
                                                   .state = JOB_UNSETTLED,
                                                   .target = *target,
                                                   .values = playing->tasks.items[i].values};
    struct message message = message_play(target, &playing->tasks, playing->playbook.name);
    message.plan = playing->options->dry_run;
    message.typed = playing->typed;
    message.bulk = playing->count > 1;
    return message;
}

static bool prepare(struct playing *playing, bool *typed, struct err *e)
{
    const struct options *options = playing->options;
    if (!strcmp(options->words[0], playbook_contain.name))
        return err_set(e, ERR_USAGE, "what contains an account follows from a research of it") ||
               err_hint(e, "roster remediate USER");
    if (!engine_open(&playing->engine, options, e) ||
        !engine_playbook(playing->arena, playing->engine.config, options->words[0], &playing->playbook, e) ||
        !find(playing, e))
        return false;
    playing->tasks = playbook_tasks_whole(playing->arena, &playing->playbook);
    tell_steps(playing);
    return (options->dry_run || say_can(e)) && ask(playing, typed, e);
}

static bool play_all(struct playing *playing, struct err *e)
{
    playing->each = arena_alloc(playing->arena, (playing->count + 1) * sizeof *playing->each);
    memset(playing->each, 0, (playing->count + 1) * sizeof *playing->each);
    bool good = engine_run_all(
        &playing->engine,
        &(struct engine_jobs){
            .count = playing->count, .at_once = AT_ONCE, .make = begin_one, .each = take, .context = playing},
        e);
    for (size_t i = 0; i < playing->count; i++) /* that did not come to an end */
        if (playing->each[i].arena)
            print_end(playing, &playing->each[i], &(struct message){.error = *e});
    if (is_json(playing))
        say(playing->any ? "]\n" : "[]\n");
    return good;
}

int command_play(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct playing playing = {.arena = arena, .options = options};
    struct err e = {.code = ERR_OK};
    if (!options->word_count)
        return list_playbooks(options);
    if (!prepare(&playing, &playing.typed, &e) || !play_all(&playing, &e))
        playing.code = options_fail(&e);
    engine_close(&playing.engine);
    return playing.code;
}
