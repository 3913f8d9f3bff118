/* One turn: sleep until something happens, answer keys, take messages for a while, write what changed. */
#include "ui/loop.h"

#include "base/clock.h"
#include "ui/screen/input.h"
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    MESSAGE_SLICE = 4000, /* µs of messages before the keys are looked at again */
    FRAME = 16,           /* ms between frames that only messages ask for */
    HASTY = 30,           /* ms between two keys that a hand does not reach; a web console that types a text does */
    SILENT_READS = 8      /* a terminal that is readable and gives nothing this often has ended */
};

struct loop {
    struct app *app;
    struct term *term;
    struct input input;
    sigset_t ours, before;
    int signals;   /* signalfd */
    int64_t drawn; /* ms */
    int silent;
    bool gone, leave;
    int64_t pressed; /* ms, of the last key */
    bool asked;      /* "jobs are running" has been said, and no other key came */
};

bool loop_messages(struct app *app, int64_t micros)
{
    struct message message;
    int64_t until = clock_micros() + micros;
    while (clock_micros() < until) {
        if (!worker_take(app->worker, &message))
            return true;
        app_message(app, &message);
    }
    return false;
}

nfds_t loop_past(const struct app *app, struct pollfd *on)
{
    const struct ui_workers *workers = app->workers;
    size_t count = workers ? workers->past_count : 0;
    for (size_t i = 0; i < count; i++)
        on[i] = (struct pollfd){.fd = worker_fd(workers->past[i].worker), .events = POLLIN};
    return count;
}

/* --- keys --- */

/* Leaving asks nothing, unless something is being changed or would be lost. */
static void consider_leaving(struct loop *loop)
{
    struct app *app = loop->app;
    size_t running = app_running_writes(app), secrets = app_secrets_waiting(app);
    if (!app->quit) {
        loop->asked = false;
        return;
    }
    if ((!running && !secrets) || loop->asked) {
        loop->leave = true;
        return;
    }
    loop->asked = true;
    app->quit = false;
    const char *quit = keymap_key(&app->keymap, "quit");
    if (secrets)
        app_status(app, ROLE_WARNING, "%zu secret%s unseen (%s). Press %s again to leave without.", secrets,
                   secrets == 1 ? "" : "s", keymap_key(&app->keymap, "jobs"), quit);
    else if (running == 1)
        app_status(app, ROLE_WARNING, "A job is running. Press %s again to leave when it has finished.", quit);
    else
        app_status(app, ROLE_WARNING, "%zu jobs are running. Press %s again to leave when they have finished.", running,
                   quit);
}

static void press(struct loop *loop, int key)
{
    struct app *app = loop->app;
    int64_t now = clock_monotonic();
    app->pasting = loop->input.pasting;
    app->hasty = now - loop->pressed < HASTY;
    loop->pressed = now;
    app->pointer_x = loop->input.x;
    app->pointer_y = loop->input.y;
    app_key(app, key);
    app->pasting = app->hasty = false;
    consider_leaving(loop);
}

static bool take_keys(struct loop *loop)
{
    int key, count = 0;
    loop->input.heard = false;
    while (!loop->leave && !loop->app->edit && (key = input_key(&loop->input)) != KEY_NOTHING) {
        press(loop, key);
        count++;
    }
    if (loop->input.answer.ground != GROUND_UNKNOWN)
        app_ground(loop->app, loop->input.answer.ground == GROUND_LIGHT);
    loop->input.answer.ground = GROUND_UNKNOWN;
    if (loop->input.heard)
        loop->silent = 0;
    else if (++loop->silent >= SILENT_READS)
        loop->gone = true;
    return count > 0;
}

/* --- signals --- */

static void resize(struct loop *loop)
{
    int width, height;
    term_resize(loop->term);
    term_size(loop->term, &width, &height);
    grid_resize(loop->app->grid, width, height);
    loop->app->redraw = true;
}

/* Stop as any program does on Ctrl-Z; where nobody could continue it (no shell), the system lets it run on. */
static void suspend(struct loop *loop)
{
    sigset_t one;
    struct timespec now = {0};
    loop->app->suspend = false;
    term_leave(loop->term);
    sigemptyset(&one);
    sigaddset(&one, SIGTSTP);
    raise(SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL); /* stops here */
    pthread_sigmask(SIG_BLOCK, &one, NULL);
    sigemptyset(&one);
    sigaddset(&one, SIGCONT);
    sigtimedwait(&one, NULL, &now); /* the one that woke us */
    term_return(loop->term);
    resize(loop);
}

/* The terminal is the editor's for as long as it runs. */
static void edit(struct loop *loop)
{
    term_leave(loop->term);
    app_edit_now(loop->app);
    term_return(loop->term);
    resize(loop);
}

static void take_signal(struct loop *loop, uint32_t number)
{
    switch (number) {
    case SIGWINCH:
        resize(loop);
        break;
    case SIGTSTP:
        loop->app->suspend = true;
        break;
    case SIGCONT: /* after a stop nobody could see coming */
        term_return(loop->term);
        resize(loop);
        break;
    case SIGINT:
        press(loop, KEY_CTRL('C'));
        break;
    case SIGHUP:
        loop->gone = true;
        break;
    default:
        loop->leave = true;
        break;
    }
}

static void take_signals(struct loop *loop)
{
    struct signalfd_siginfo came;
    while (read(loop->signals, &came, sizeof came) == sizeof came)
        take_signal(loop, came.ssi_signo);
}

static void open_signals(struct loop *loop)
{
    static const int numbers[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&loop->ours);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaddset(&loop->ours, numbers[i]);
    pthread_sigmask(SIG_BLOCK, &loop->ours, &loop->before);
    loop->signals = signalfd(-1, &loop->ours, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void close_signals(struct loop *loop)
{
    signal(SIGHUP, SIG_IGN); /* what is being changed is finished now, within a deadline; Ctrl-C ends that too */
    signal(SIGTERM, SIG_IGN);
    close(loop->signals);
    pthread_sigmask(SIG_SETMASK, &loop->before, NULL);
}

/* --- frames and sleep --- */

static void frame(struct loop *loop)
{
    struct app *app = loop->app;
    if (app->themed)
        term_theme(loop->term, &app->theme);
    app->themed = false;
    if (app->repaint)
        term_repaint(loop->term);
    if (app->redraw || app->repaint) {
        app_draw(app);
        term_draw(loop->term, app->grid);
        loop->drawn = clock_monotonic();
    }
    app->repaint = false;
    if (app->copied.length && !term_write(loop->term, app->copied.data, app->copied.length))
        loop->gone = true;
    app_copied(app);
}

/* Milliseconds until there is something to do without anything happening; -1: never. */
static int patience(const struct loop *loop)
{
    const struct app *app = loop->app;
    int64_t until = app->redraw ? loop->drawn + FRAME : app->wake, left;
    if (app->redraw && app->wake && app->wake < until)
        until = app->wake;
    if (!until)
        return -1;
    left = until - clock_monotonic();
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void turn(struct loop *loop)
{
    enum { KEYS, SCREEN_END, WORKER, SIGNALS, PAST, SOURCES = PAST + WORKERS_PAST };
    struct pollfd on[SOURCES] = {[KEYS] = {.fd = STDIN_FILENO, .events = POLLIN},
                                 [SCREEN_END] = {.fd = STDOUT_FILENO}, /* for its errors alone */
                                 [WORKER] = {.fd = worker_fd(loop->app->worker), .events = POLLIN},
                                 [SIGNALS] = {.fd = loop->signals, .events = POLLIN}};
    bool pressed = false;
    if (poll(on, PAST + loop_past(loop->app, on + PAST), patience(loop)) < 0)
        return;
    if (on[SIGNALS].revents)
        take_signals(loop);
    if ((on[KEYS].revents | on[SCREEN_END].revents) & (POLLHUP | POLLERR | POLLNVAL))
        loop->gone = true;
    if (on[KEYS].revents & POLLIN && !loop->gone)
        pressed = take_keys(loop);
    if (loop->app->edit && !loop->gone)
        edit(loop);
    if (!pressed && on[WORKER].revents)
        loop_messages(loop->app, MESSAGE_SLICE);
    app_take_past(loop->app);
    app_tick(loop->app);
    if (loop->app->suspend && !loop->gone)
        suspend(loop);
    loop->leave |= loop->app->quit;
    if (!loop->gone && !loop->leave && (pressed || !loop->app->redraw || clock_monotonic() - loop->drawn >= FRAME))
        frame(loop);
}

/* A terminal whose answer is still on the way would give it to whatever reads next. */
static void await_answer(struct loop *loop)
{
    int64_t end = clock_monotonic() + GROUND_LEAVE;
    struct pollfd on = {.fd = STDIN_FILENO, .events = POLLIN};
    int64_t left;
    while (!loop->gone && loop->input.answer.asked && (left = end - clock_monotonic()) > 0 &&
           poll(&on, 1, (int)left) > 0 && on.revents == POLLIN)
        while (input_key(&loop->input) != KEY_NOTHING)
            ;
}

/* Where nobody says which theme it is, the ground of the terminal does. */
static void ask_ground(struct loop *loop)
{
    const char *question = app_asks_ground(loop->app) ? ground_question(getenv("TERM")) : NULL;
    if (question && term_write(loop->term, question, strlen(question)))
        loop->input.answer.asked = clock_monotonic();
}

bool loop_run(struct app *app, struct term *term)
{
    struct loop loop = {.app = app, .term = term};
    open_signals(&loop);
    input_open(&loop.input, app->config->mouse);
    ask_ground(&loop);
    resize(&loop);
    frame(&loop);
    while (!loop.gone && !loop.leave)
        turn(&loop);
    if (ground_awaited(&loop.input.answer, clock_monotonic()))
        await_answer(&loop);
    input_close(&loop.input);
    close_signals(&loop);
    return !loop.gone;
}
