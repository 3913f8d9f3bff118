/* Running one job without a screen. */
#include "cli/engine.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"
#include "cli/ask_secret.h"
#include "cli/commands.h"
#include "cli/templates.h"
#include "output/say.h"
#include "playbook/playbook.h"
#include "research/lists.h"
#include "ui/ui.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STOP_DEADLINE = 30000 };

/* The lines of `lists:` as the research wants them. */
static const struct list_line *list_lines(const struct config *config)
{
    struct list_line *lines = arena_alloc(config->arena, (config->line_count + 1) * sizeof *lines);
    for (size_t i = 0; i < config->line_count; i++)
        lines[i] = (struct list_line){config->lines[i].list, config->lines[i].line, config->lines[i].where};
    return lines;
}

bool engine_playbook(struct arena *arena, const struct config *config, const char *name, struct playbook *out,
                     struct err *e)
{
    const struct config_playbook *own = NULL;
    for (size_t i = 0; i < config->playbook_count; i++)
        if (!strcmp(config->playbooks[i].name, name))
            own = &config->playbooks[i];
    if (own && !strcmp(own->name, playbook_contain.name))
        return err_set(e, ERR_CONFIG, "%s: \"contain\" is made by the findings of a research: choose another name",
                       own->where);
    if (!own && !strcmp(name, playbook_offboard.name))
        *out = playbook_offboard;
    if (!own)
        return !strcmp(name, playbook_offboard.name) || err_set(e, ERR_USAGE, "there is no playbook \"%s\"", name) ||
               err_hint(e, "`roster play` lists them; `playbooks:` of the configuration makes more");
    struct playbook_line *lines = arena_alloc(arena, (own->count + 1) * sizeof *lines);
    for (size_t i = 0; i < own->count; i++) {
        const struct config_step *step = &own->steps[i];
        size_t count = 0;
        while (step->names[count])
            count++;
        struct param_value *values = arena_alloc(arena, (count + 1) * sizeof *values);
        for (size_t k = 0; k < count; k++)
            values[k] = (struct param_value){step->names[k], step->values[k]};
        lines[i] = (struct playbook_line){step->action, step->where, {values, count}};
    }
    return playbook_make(arena, own->name, lines, own->count, out, e);
}

static bool lists_check(const struct config *config, struct err *e)
{
    struct lists *lists = config->line_count ? lists_new(list_lines(config), config->line_count, e) : NULL;
    lists_free(lists);
    return lists || !config->line_count || err_hint(e, "docs/CONFIGURATION.md says what `lists:` takes");
}

static bool templates_check(const struct config *config, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t ignored;
    return templates_of(arena, config, &ignored, e) != NULL;
}

static bool playbooks_check(const struct config *config, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    struct playbook ignored;
    for (size_t i = 0; i < config->playbook_count; i++)
        if (!engine_playbook(arena, config, config->playbooks[i].name, &ignored, e))
            return false;
    return true;
}

struct worker *engine_start(const struct config *config, const struct options *options,
                            const struct config_tenant *tenant, const struct secret *typed, struct err *e)
{
    const struct worker_options start = {
        .tenant = tenant,
        .state_folder = config->state_folder,
        .secret = typed,
        .journal_path = arena_printf(config->arena, "%s/journal.db", config->state_folder),
        .trace_path = options->trace,
        .sku_names = config->sku_names,
        .read_only = options->read_only || config->read_only || tenant->read_only,
        .read_only_always = options->read_only,
        .looks = options->command->run == command_doctor,
        .fuse = config->fuse,
        .settle_after = config->settle_after,
        .list_lines = list_lines(config),
        .list_line_count = config->line_count,
    };
    return worker_start(&start, e);
}

struct config *engine_config(const struct options *options, struct err *e)
{
    struct config *config = config_read(options->config, e);
    if (!config ||
        (ui_check(config, e) && lists_check(config, e) && playbooks_check(config, e) && templates_check(config, e)))
        return config;
    config_free(config);
    return NULL;
}

bool engine_open(struct engine *engine, const struct options *options, struct err *e)
{
    *engine = (struct engine){
        .config = engine_config(options, e), .pastes = isatty(STDIN_FILENO), .soon = engine->soon};
    if (!engine->config)
        return false;
    engine->tenant = config_tenant(engine->config, options->tenant, e);
    if (!engine->tenant)
        return false;
    const char *wanted = worker_wants_secret(engine->tenant, engine->config->arena);
    auto_secret struct secret *typed = wanted ? ask_secret(wanted, e) : NULL;
    if (wanted && !typed)
        return false;
    worker_take_secrets(engine->config);
    if (!zone_is_known())
        say_error("roster: " ZONE_UNKNOWN "\n", getenv("TZ"));
    engine->worker = engine_start(engine->config, options, engine->tenant, typed, e);
    return engine->worker != NULL;
}

void engine_close(struct engine *engine)
{
    if (engine->worker)
        worker_stop(engine->worker, STOP_DEADLINE);
    config_free(engine->config);
    if (engine->line.data)
        secret_wipe(engine->line.data, engine->line.capacity);
    buf_free(&engine->line);
    *engine = (struct engine){0};
}

/* --- signals: what is under way is finished, nothing new is begun --- */

static volatile sig_atomic_t asked_to_end;

static void note_signal(int number)
{
    asked_to_end = number;
    signal(number, SIG_DFL); /* the second one means it */
}

/* Block them but while waiting, so that none is missed between a look and the wait. */
static void watch_signals(struct engine *engine)
{
    static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t mask;
    sigemptyset(&mask);
    for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) {
        struct sigaction now;
        sigaction(watched[i], NULL, &now);
        if (now.sa_handler == SIG_IGN) /* nohup */
            continue;
        sigaddset(&mask, watched[i]);
        sigaction(watched[i], &(struct sigaction){.sa_handler = note_signal}, NULL);
    }
    pthread_sigmask(SIG_BLOCK, &mask, &engine->waiting);
}

/* Tell the worker once; it says at the end what was finished and what was not begun. */
static void pass_on_signal(struct engine *engine)
{
    struct message cancel = {.kind = TO_CANCEL}; /* all that was posted */
    if (!asked_to_end || engine->until)
        return;
    say_error("roster: ending: what is under way is finished, nothing more is begun\n");
    worker_post(engine->worker, &cancel);
    engine->until = clock_monotonic() + STOP_DEADLINE;
}

/* A line of standard input is the address that the browser ended at. */
static void take_line(struct engine *engine)
{
    char part[4096];
    ssize_t got = read(STDIN_FILENO, part, sizeof part);
    if (got <= 0) {
        engine->pastes = false;
        return;
    }
    buf_add(&engine->line, part, (size_t)got);
    secret_wipe(part, sizeof part);
    size_t length = strcspn(buf_text(&engine->line), "\n");
    if (length == engine->line.length && !engine->line.overflow)
        return;
    struct message pasted = {.kind = TO_SIGN_IN_ANSWER, .answer = ANSWER_ADDRESS};
    pasted.secret = secret_new(buf_text(&engine->line), length);
    if (length && !worker_post(engine->worker, &pasted))
        say_error("roster: busy; paste it again\n");
    message_free(&pasted);
    secret_wipe(engine->line.data, engine->line.capacity);
    buf_clear(&engine->line);
}

/* --- what is said while it waits: a line that is drawn over, or one line where nobody watches --- */

enum { WATCHED_MS = 1000, UNWATCHED_MS = 10000 };

static void note_progress(struct engine *engine, const struct message *asked, const struct message *came)
{
    if (came->kind == FROM_PROGRESS || came->kind == FROM_USERS_PAGE) {
        engine->finished = came->finished;
        engine->total = came->total;
    } else if (came->kind == FROM_TARGET && came->state != JOB_RUNNING) {
        engine->finished++;
        engine->total = asked->target_count;
    } else if (came->kind == FROM_SIGN_IN) {
        engine->person = came->sign_in->state == SIGN_IN_CODE;
    } else if (came->kind == FROM_HEALTH) {
        snprintf(engine->health, sizeof engine->health, "%s", came->text ? came->text : "");
    }
}

static void tell_progress(struct engine *engine)
{
    const char *whom = engine->person ? "somebody to sign in" : "the service";
    long long seconds = (long long)(clock_monotonic() - engine->begun) / 1000;
    char far[64] = "", text[320];
    if (engine->total)
        snprintf(far, sizeof far, "%zu of %zu, ", engine->finished, engine->total);
    else if (engine->finished)
        snprintf(far, sizeof far, "%zu so far, ", engine->finished);
    snprintf(text, sizeof text, "%swaiting for %s (%lld s)%s%s", far, whom, seconds, *engine->health ? ": " : "",
             engine->health);
    if (say_is_watched())
        say_passing(text);
    else
        say_error("roster: %s\n", text);
    engine->told = clock_monotonic();
}

/* Milliseconds until there is something to say about the waiting; -1: never. */
static int64_t until_told(struct engine *engine)
{
    bool watched = say_is_watched();
    int64_t since = engine->told ? engine->told : engine->begun;
    int64_t left = since + (watched ? WATCHED_MS : UNWATCHED_MS) - clock_monotonic();
    if (engine->told && !watched)
        return -1;
    if (left > 0)
        return left;
    tell_progress(engine);
    return watched ? WATCHED_MS : -1;
}

/* Wait for a message; false when a signal came so long ago that the end cannot wait for the worker. */
static bool wait_message(struct engine *engine)
{
    struct pollfd wait[] = {{.fd = worker_fd(engine->worker), .events = POLLIN},
                            {.fd = STDIN_FILENO, .events = POLLIN}};
    pass_on_signal(engine);
    int64_t left = engine->until ? engine->until - clock_monotonic() : 0;
    if (engine->until && left <= 0)
        return false;
    int64_t told = until_told(engine);
    left = !engine->until ? told : told < 0 || left < told ? left : told;
    struct timespec most = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
    bool reads = engine->pastes && engine->line.limit;
    if (ppoll(wait, reads ? 2 : 1, left < 0 ? NULL : &most, &engine->waiting) > 0 && reads && wait[1].revents)
        take_line(engine);
    return true;
}

/* Where to go with a browser, and what to do on a machine that has none. */
static void tell_address(struct engine *engine, const struct message_sign_in *told)
{
    if (told->problem) {
        say_error("roster: %s\n", told->problem);
        return;
    }
    if (told->why)
        say_error("roster: %s\n", told->why);
    say_error("roster: to sign in to %s, open in a browser on this machine\n%s\n", told->service,
              told->verification_uri);
    say_error("roster: on another machine: `ssh -L %d:localhost:%d` to this one first, or open it there and paste here "
              "the address that the browser ends at (the page will not load)\n",
              told->port, told->port);
    if (told->client_name)
        say_error("roster: the page will name \"%s\", Microsoft's own client for it\n", told->client_name);
    if (!engine->line.limit)
        engine->line = buf_make(16384);
}

/* What concerns every command: it is said beside its output. */
static void tell_person(struct engine *engine, const struct message *came)
{
    const struct message_sign_in *told = came->sign_in;
    if (came->kind == FROM_NOTICE)
        say_error("roster: %s\n", came->text);
    if (came->kind != FROM_SIGN_IN || told->state == SIGN_IN_FAILED)
        return;
    if (told->state == SIGN_IN_BROWSER) {
        tell_address(engine, told);
        return;
    }
    if (told->state == SIGN_IN_DONE) {
        say_error("roster: signed in to %s\n", told->service);
        return;
    }
    if (told->why)
        say_error("roster: %s\n", told->why);
    say_error("roster: to sign in to %s, open %s and enter the code %s\n", told->service, told->verification_uri,
              told->user_code);
    if (told->client_name)
        say_error("roster: the page will name \"%s\", Microsoft's own client for it\n", told->client_name);
}

static bool is_last(const struct message *asked, const struct message *came)
{
    if (came->kind == FROM_STOPPED)
        return true;
    return asked->kind == TO_JOURNAL ? came->kind == FROM_JOURNAL : came->kind == FROM_JOB_END;
}

static bool take_until_end(struct engine *engine, const struct message *asked,
                           void (*each)(void *context, struct message *message), void *context, struct err *e)
{
    bool ended = false, ok = true;
    while (!ended) {
        struct message came;
        if (!wait_message(engine)) {
            err_set(e, ERR_CANCELLED, "roster had to end before everything was known");
            return err_hint(e, "`roster journal` names what is unsettled, `roster settle` reads it back");
        }
        while (!ended && worker_take(engine->worker, &came)) {
            ended = is_last(asked, &came);
            if (ended && came.error.code != ERR_OK) {
                *e = came.error;
                ok = false;
            }
            tell_person(engine, &came);
            note_progress(engine, asked, &came);
            if (each)
                each(context, &came);
            message_free(&came);
        }
    }
    return ok;
}

/* --- several jobs side by side --- */

static bool post_next(struct engine *engine, const struct engine_jobs *jobs, size_t at)
{
    if (asked_to_end)
        return false;
    struct message message = jobs->make(jobs->context, at);
    message.job = at + 1;
    bool posted = worker_post(engine->worker, &message);
    if (!posted)
        message_free(&message);
    return posted;
}

static bool take_all(struct engine *engine, const struct engine_jobs *jobs, struct err *e)
{
    size_t begun = 0, ended = 0;
    bool more = true;
    for (;;) {
        struct message came;
        while (more && begun < jobs->count && begun - ended < jobs->at_once)
            more = post_next(engine, jobs, begun) && ++begun;
        if (begun == ended)
            return begun == jobs->count || err_set(e, ERR_CANCELLED, "ended before all of it was begun");
        if (!wait_message(engine)) {
            err_set(e, ERR_CANCELLED, "roster had to end before everything was known");
            return err_hint(e, "`roster resume` goes on with what was begun");
        }
        while (worker_take(engine->worker, &came)) {
            ended += came.kind == FROM_JOB_END && came.job;
            more &= came.kind != FROM_STOPPED;
            ended = came.kind == FROM_STOPPED ? begun : ended;
            tell_person(engine, &came);
            engine->finished = ended;
            engine->total = jobs->count;
            jobs->each(jobs->context, &came);
            message_free(&came);
        }
    }
}

bool engine_run_all(struct engine *engine, const struct engine_jobs *jobs, struct err *e)
{
    watch_signals(engine);
    engine->begun = clock_monotonic();
    engine->finished = engine->total = 0;
    bool ok = take_all(engine, jobs, e);
    say_passing(NULL);
    pthread_sigmask(SIG_SETMASK, &engine->waiting, NULL);
    return ok;
}

bool engine_run(struct engine *engine, struct message *message, void (*each)(void *context, struct message *message),
                void *context, struct err *e)
{
    const struct message asked = *message;
    message->job = 1;
    message->soon = engine->soon;
    if (asked_to_end || !worker_post(engine->worker, message)) {
        message_free(message);
        err_set(e, ERR_CANCELLED, "ended before anything was changed");
        return err_hint(e, "start it again when you want it");
    }
    watch_signals(engine);
    engine->begun = clock_monotonic();
    engine->finished = engine->total = 0;
    bool ok = take_until_end(engine, &asked, each, context, e);
    say_passing(NULL);
    pthread_sigmask(SIG_SETMASK, &engine->waiting, NULL);
    return ok;
}
