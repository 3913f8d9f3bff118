/* Scripts: how the screen is tried without hands and eyes. One line does one thing; # begins a comment:
 *
 *     keys j j Enter Ctrl-R   press keys, named as in the configuration (key_parse); "wait" between them is the line below
 *     type some text          press the characters of the rest of the line
 *     wait                    until every question to the worker is answered, every job has ended, also in tenants that were
 *                             left, and no view is about to do something by itself (within SOON ms)
 *     wait-for TEXT           until the screen shows the rest of the line
 *     size 40 12              the screen has this many columns and lines
 *     show                    append the screen to the dump, ended by a line of its own: "----"
 *     quit                    end here
 *
 * Waiting that lasts longer than DEADLINE, a line that cannot be read, and a line after the screen was left (q) are errors
 * "file:line: what". The last screen always goes to the dump. Without a `size` line LINES and COLUMNS say how large the
 * screen is, else it is 80 by 24. */
#include "ui/script.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "ui/loop.h"
#include "ui/screen/keys.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEADLINE = 30000, SOON = 250, SLICE = 4000, LINE_BYTES = 4096, MOST_SHOWN = 4 << 20 };

struct script {
    struct app *app;
    const char *path;
    int line;
    FILE *dump;
    bool ended;
    struct err *e;
};

static bool fail(struct script *script, const char *what, const char *about)
{
    return err_set(script->e, ERR_USAGE, "%s:%d: %s%s%s", script->path, script->line, what, *about ? " " : "", about);
}

static bool write_screen(struct script *script, const char *end)
{
    auto_buf struct buf text = buf_make(MOST_SHOWN);
    app_draw(script->app);
    if (!script->dump)
        return true;
    grid_text(script->app->grid, &text);
    return (fputs(buf_text(&text), script->dump) != EOF && fputs(end, script->dump) != EOF &&
            fflush(script->dump) == 0) || /* who waits for a screen sees it */
           fail(script, "the dump cannot be written:", strerror(errno));
}

/* --- waiting --- */

static bool is_quiet(struct script *script, const char *text)
{
    const struct app *app = script->app;
    size_t running, failed;
    (void)text;
    app_job_count(app, &running, &failed);
    return !app->model->waiting && !app->model->loading && !app->model->sorting && !running &&
           !(app->workers && app->workers->past_count) && (!app->wake || app->wake > clock_monotonic() + SOON);
}

static bool is_shown(struct script *script, const char *text)
{
    app_draw(script->app);
    return grid_contains(script->app->grid, text);
}

/* Answer messages and ticks until `reached`, tried only when none is left waiting. */
static bool wait_until(struct script *script, bool (*reached)(struct script *script, const char *text),
                       const char *text)
{
    struct app *app = script->app;
    int64_t until = clock_monotonic() + DEADLINE;
    for (;;) {
        bool emptied = loop_messages(app, SLICE);
        app_take_past(app);
        app_tick(app);
        if (emptied && reached(script, text))
            return true;
        int64_t now = clock_monotonic(), next = app->wake && app->wake < until ? app->wake : until;
        if (now >= until)
            return fail(script, "waited too long", *text ? text : "for an end");
        struct pollfd on[1 + WORKERS_PAST] = {{.fd = worker_fd(app->worker), .events = POLLIN}};
        nfds_t count = 1 + loop_past(app, on + 1);
        if (emptied)
            poll(on, count, next > now ? (int)(next - now) : 0);
    }
}

/* --- keys --- */

static bool keys(struct script *script, char *names)
{
    char *rest = NULL;
    for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        app_draw(script->app); /* a person sees what the last one did */
        if (!strcmp(name, "wait")) {
            if (!wait_until(script, is_quiet, ""))
                return false;
            continue;
        }
        int key = key_parse(name);
        if (!key)
            return fail(script, "no such key:", name);
        app_key(script->app, key);
        app_copied(script->app); /* no terminal takes it */
        if (script->app->edit)
            app_edit_now(script->app);
    }
    return true;
}

static bool type(struct script *script, char *text)
{
    uint32_t point;
    for (size_t used; (used = utf8_decode(text, strlen(text), &point)); text += used)
        app_key(script->app, (int)point);
    return true;
}

static bool size(struct script *script, char *text)
{
    int width, height, used = 0;
    if (sscanf(text, "%d %d%n", &width, &height, &used) != 2 || text[used] || width < 1 || height < 1 || width > 1000 ||
        height > 1000)
        return fail(script, "size takes columns and lines, not", text);
    grid_resize(script->app->grid, width, height);
    return true;
}

static bool show(struct script *script, char *text)
{
    (void)text;
    return write_screen(script, "----\n");
}

static bool quit(struct script *script, char *text)
{
    (void)text;
    script->ended = true;
    return true;
}

/* --- waiting, as lines --- */

static bool wait_quiet(struct script *script, char *text)
{
    (void)text;
    return wait_until(script, is_quiet, "");
}

static bool wait_for(struct script *script, char *text)
{
    return wait_until(script, is_shown, text);
}

/* --- lines --- */

static const struct {
    const char *name;
    bool (*run)(struct script *script, char *rest);
    bool takes_text;
} lines[] = {
    {"keys", keys, true}, {"type", type, true},  {"wait", wait_quiet, false}, {"wait-for", wait_for, true},
    {"size", size, true}, {"show", show, false}, {"quit", quit, false},
};

static bool run_line(struct script *script, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    if (!*line || *line == '#')
        return true;
    if (script->app->quit)
        return fail(script, "the screen has been left before", line);
    char *space = strchr(line, ' ');
    char *rest = space ? space + 1 : line + strlen(line);
    if (space)
        *space = '\0';
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strcmp(lines[i].name, line)) {
            if (lines[i].takes_text == !*rest)
                return fail(script, *rest ? "nothing may follow" : "something must follow", line);
            return lines[i].run(script, rest);
        }
    return fail(script, "no such line:", line);
}

static bool run_lines(struct script *script, FILE *file)
{
    char line[LINE_BYTES];
    app_draw(script->app);
    while (!script->ended && fgets(line, sizeof line, file)) {
        script->line++;
        if (!strchr(line, '\n') && !feof(file))
            return fail(script, "the line is too long", "");
        if (!run_line(script, line))
            return false;
        app_draw(script->app); /* as a person would see it: views lay themselves out while drawing */
    }
    return true;
}

static bool no_file(const char *path, struct err *e)
{
    return err_set(e, ERR_USAGE, "%s: %s", path, strerror(errno));
}

bool script_run(struct app *app, const char *path, const char *dump, struct err *e)
{
    struct script script = {.app = app, .path = path, .e = e};
    FILE *file = fopen(path, "re");
    if (!file)
        return no_file(path, e);
    if (dump && !(script.dump = fopen(dump, "we"))) {
        fclose(file);
        return no_file(dump, e);
    }
    bool ok = run_lines(&script, file);
    struct err ignored;
    if (!ok)
        script.e = &ignored; /* the first error counts; the screen it happened on is still written */
    ok = write_screen(&script, "") && ok;
    fclose(file);
    if (script.dump && fclose(script.dump) && ok)
        return no_file(dump, e);
    return ok;
}
