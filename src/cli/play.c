/* `roster play [NAME USER…]`: a playbook on users, one after the other: the steps, the question, each step as it ends. */

#include "cli/commands.h"
#include "codec/json.h"
#include "output/say.h"
#include "playbook/playbook.h"
#include <string.h>
#include <strings.h>

struct playing { /* while the command runs */
    struct engine engine;
    struct arena *arena;
    const struct options *options;
    struct playbook playbook;
    struct playbook_tasks tasks;
    struct target *targets;
    size_t count;
};

struct playing_one { /* one user */
    struct outcomes report;
    int64_t number; /* in the journal */
    const char *folder;
};

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

/* --- carrying it out --- */

static void take(void *context, struct message *message)
{
    struct playing_one *one = context;
    struct outcomes *report = &one->report;
    if (message->kind == FROM_JOB_END) {
        one->number = message->entry_id;
        one->folder = arena_strdup(report->arena, message->text);
    }
    report_take(report, message);
    if (message->kind != FROM_TARGET || message->index >= report->count || message->state == JOB_QUEUED ||
        message->state == JOB_RUNNING || message->state == JOB_PLANNED)
        return;
    const struct outcome *outcome = &report->outcomes[message->index];
    say_error("roster: %s: %s: %s\n", outcome->target.user_principal_name, outcome->step,
              job_state_name(message->state));
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

static const char *tail_json(struct arena *arena, const struct playing_one *one)
{
    auto_buf struct buf out = buf_make(1u << 16);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_member_int(&w, "playbook", one->number);
    json_member_text(&w, "folder", one->folder ? one->folder : "");
    json_close(&w);
    return arena_printf(arena, ",%s", buf_text(&out) + 1);
}

/* The exit code of one user. */
static int play_one(struct playing *playing, size_t at, bool typed)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct options *options = playing->options;
    const struct target *target = &playing->targets[at];
    struct playing_one one = {.report = {.arena = arena, .output = options->output, .count = playing->tasks.count}};
    struct outcomes *report = &one.report;
    struct err e = {.code = ERR_OK};
    bool json = options->output == OUTPUT_JSON;
    report->outcomes = arena_alloc(arena, report->count * sizeof *report->outcomes);
    for (size_t i = 0; i < report->count; i++)
        report->outcomes[i] = (struct outcome){.action = playing->tasks.items[i].action,
                                               .step = playing->tasks.items[i].step->name,
                                               .thing = "",
                                               .because = "",
                                               .state = JOB_UNSETTLED,
                                               .target = *target,
                                               .values = playing->tasks.items[i].values};
    report->before = json ? head_json(arena, target, !at) : NULL;
    if (!json)
        say("%s%s\n", at ? "\n" : "", target->user_principal_name);
    struct message message = message_play(target, &playing->tasks, playing->playbook.name);
    message.plan = options->dry_run;
    message.typed = typed;
    message.bulk = playing->count > 1;
    bool good = engine_run(&playing->engine, &message, take, &one, &e) || e.code == ERR_OK || report->unwritten;
    int failed = good ? 0 : options_fail(&e);
    report->after = json ? tail_json(arena, &one) : NULL;
    int code = report_print(report);
    if (one.number)
        report_left(report);
    if (!json && one.folder)
        say("What was there before is saved in %s\n", one.folder);
    if (!json && one.number)
        say("In the journal: playbook %lld.\n", (long long)one.number);
    return failed ? failed : code;
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

int command_play(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct playing playing = {.arena = arena, .options = options};
    struct err e = {.code = ERR_OK};
    bool typed = false;
    int code = 0;
    if (!options->word_count)
        return list_playbooks(options);
    if (!prepare(&playing, &typed, &e))
        code = options_fail(&e);
    for (size_t i = 0; e.code == ERR_OK && i < playing.count && !playing.engine.until; i++) {
        int one = play_one(&playing, i, typed);
        code = code == 1 || !one ? code : one;
    }
    if (options->output == OUTPUT_JSON && e.code == ERR_OK)
        say("]\n");
    engine_close(&playing.engine);
    return code;
}
