/* `roster research USER…`: what is known of accounts that may be in other hands, worst first. */
#include "cli/commands.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "cli/research.h"
#include "output/say.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    TEXT = 64 << 20,
    WINDOW = 14 /* days */,
    LONGEST = 75 /* days; of what is kept ninety, the baseline takes its part */
};

static bool read_window(const struct options *options, int *window, struct err *e)
{
    char *end = NULL;
    long days = options->window ? strtol(options->window, &end, 10) : 0;
    *window = (int)days;
    if (options->window && (end == options->window || *end || days < 1 || days > LONGEST))
        return err_set(e, ERR_USAGE, "--window takes 1 to %d days, not \"%s\"", LONGEST, options->window);
    return true;
}

struct message research_ask(const struct research_run *run, int window)
{
    struct message message = message_about(TO_RESEARCH, NULL, run->targets, run->count);
    struct message_research *how = arena_alloc(message.arena, sizeof *how);
    *how = (struct message_research){.window = window, .only = RESEARCH_SOURCES};
    message.research = how;
    return message;
}

void research_take(void *context, struct message *message)
{
    struct research_run *run = context;
    if (message->kind != FROM_RESEARCH)
        return;
    for (size_t i = 0; i < run->count; i++)
        if (!strcmp(run->targets[i].id, message->subject)) {
            report_free(run->reports[i]);
            run->reports[i] = message->report;
            message->report = NULL;
            return;
        }
}

/* --- printing --- */

static int worst_first(const void *a, const void *b)
{
    const struct report *x = *(struct report *const *)a, *y = *(struct report *const *)b;
    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? 1 : -1;
    return x->score != y->score ? (x->score < y->score ? 1 : -1) : strcmp(x->name, y->name);
}

static void print_json(const struct research_run *run, struct buf *out)
{
    struct json_writer w = json_writer(out);
    if (run->count > 1)
        json_open(&w, '[');
    for (size_t i = 0; i < run->count; i++)
        research_print_json(run, run->reports[i], &w);
    if (run->count > 1)
        json_close(&w);
    buf_putc(out, '\n');
    say_json(buf_text(out), out->length);
}

static void print_text(const struct research_run *run, bool markdown, struct buf *out)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct last_look *last = run->since_last ? &run->lasts[i] : NULL;
        buf_puts(out, i ? "\n" : "");
        (markdown ? report_print_markdown : report_print_text)(run->reports[i], last, out);
        research_print_spread(run, run->reports[i], markdown, out);
    }
    say_lines(buf_text(out), out->length);
}

static void print(const struct research_run *run, const struct options *options)
{
    auto_buf struct buf out = buf_make(TEXT);
    if (options->output == OUTPUT_JSON)
        print_json(run, &out);
    else
        print_text(run, options->output == OUTPUT_MARKDOWN, &out);
}

/* --- writing down --- */

static void said(void *context, struct message *message)
{
    (void)context;
    if (message->kind == FROM_JOB_END && message->text)
        say_error("roster: %s\n", message->text);
}

/* Of several users each has a folder, or a file, of his own in the folder that was named. */
static const char *place_of(struct arena *arena, const char *path, const char *name, const char *ending, bool many)
{
    return path && many ? arena_printf(arena, "%s/%s%s", path, name, ending) : path;
}

static bool make_folders(const struct options *options, struct err *e)
{
    const char *const folders[] = {options->bundle, options->note};
    for (size_t i = 0; i < 2; i++)
        if (folders[i] && mkdir(folders[i], 0700) && errno != EEXIST)
            return err_set(e, ERR_FILE, "%s cannot be made: %s", folders[i], strerror(errno));
    return true;
}

static bool keep(struct engine *engine, const struct options *options, const struct research_run *run, struct err *e)
{
    bool many = run->count > 1;
    if ((!options->bundle && !options->note) || (many && !make_folders(options, e)))
        return !options->bundle && !options->note;
    for (size_t i = 0; i < run->count; i++) {
        const struct report *report = run->reports[i];
        struct message message = {.kind = TO_KEEP_CASE, .arena = arena_new(0)};
        struct message_keep *how = arena_alloc(message.arena, sizeof *how);
        how->folder = place_of(message.arena, options->bundle, report->user_id, "", many);
        how->note = place_of(message.arena, options->note, report->user_id, ".md", many);
        message.keep = how;
        message.subject = arena_strdup(message.arena, report->user_id);
        if (!engine_run(engine, &message, said, NULL, e))
            return false;
    }
    return true;
}

/* --- the command --- */

static bool find(struct engine *engine, struct arena *arena, const struct options *options, struct research_run *run,
                 struct err *e)
{
    run->targets = arena_alloc(arena, options->word_count * sizeof *run->targets);
    run->reports = arena_alloc(arena, options->word_count * sizeof(struct report *));
    run->lasts = arena_alloc(arena, options->word_count * sizeof *run->lasts);
    if (!find_users_meant(engine, arena, options->words, options->word_count, false, false, run->targets, &(size_t){0},
                          e))
        return false;
    for (size_t i = 0; i < options->word_count; i++) { /* two words may mean one user */
        bool known = false;
        for (size_t k = 0; k < run->count; k++)
            known |= !strcmp(run->targets[k].id, run->targets[i].id);
        if (!known)
            run->targets[run->count++] = run->targets[i];
    }
    return true;
}

static bool research(struct engine *engine, struct arena *arena, const struct options *options,
                     struct research_run *run, struct err *e)
{
    int window;
    if (!read_window(options, &window, e) || !engine_open(engine, options, e) || !find(engine, arena, options, run, e))
        return false;
    if (!research_asides_check(options, run->count, e))
        return false;
    if (options->rule)
        return run->count == 1 ? research_rule(engine, arena, options, run->targets,
                                               clock_now() - (int64_t)(window ? window : WINDOW) * 86400000, e)
                               : err_set(e, ERR_USAGE, "--rule is about one user's rule");
    struct message message = research_ask(run, window);
    if (!engine_run(engine, &message, research_take, run, e))
        return false;
    for (size_t i = 0; i < run->count; i++)
        if (!run->reports[i])
            return err_set(e, ERR_INTERNAL, "nothing was said of %s", run->targets[i].user_principal_name);
    if (!research_asides(engine, options, run, e))
        return false;
    qsort(run->reports, run->count, sizeof(struct report *), worst_first);
    for (size_t i = 0; i < run->count; i++)
        if (run->since_last)
            research_last(engine->config->state_folder, arena, run->reports[i], &run->lasts[i]);
    return !options->spread || research_spread(engine, arena, run, e);
}

int command_research(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct research_run run = {.since_last = options->since_last, .everywhere = options->customers};
    bool ok = research(&engine, arena, options, &run, &e);
    if (ok && !options->rule)
        print(&run, options);
    ok = ok && (options->rule || keep(&engine, options, &run, &e));
    for (size_t i = 0; ok && !options->rule && i < run.count; i++)
        if (!research_keep(engine.config->state_folder, run.reports[i], &e))
            say_error("roster: %s\n", e.message); /* what was found is told all the same */
    int code = ok ? 0 : options_fail(&e);
    for (size_t i = 0; i < run.count; i++)
        report_free(run.reports[i]); /* NULL: only a rule was asked about */
    engine_close(&engine);
    return code;
}
