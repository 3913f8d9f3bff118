/* `roster demo`: the terminal UI on a private demo tenant, which ends with it and leaves nothing behind. */
#include "cli/commands.h"

#include "base/alloc.h"
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_DEADLINE = 30000, MOST_ARGUMENTS = 64 };

struct demo {
    char folder[PATH_MAX];
    char *config, *state;
    pid_t tenant;
};

/* The demo tenant's program lies beside this one. */
static bool tenant_program(char out[PATH_MAX], struct err *e)
{
    ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - sizeof "-tenant");
    if (length <= 0)
        return err_set(e, ERR_FILE, "this program's own path is not known");
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    snprintf(slash + 1, (size_t)(out + PATH_MAX - slash - 1), "roster-tenant");
    if (access(out, X_OK) == 0)
        return true;
    err_set(e, ERR_FILE, "%s: %s", out, strerror(errno));
    return err_hint(e, "the demo tenant's program belongs beside roster");
}

static void arguments_of(const struct options *options, const struct demo *demo, char *program, char **arguments)
{
    const struct {
        const char *name, *value;
    } rows[] = {{"--listen", "127.0.0.1:0"},
                {"--write-config", demo->config},
                {"--users", options->users},
                {"--seed", options->seed},
                {"--latency", options->latency}};
    static const char *const unless_said[] = {"--scenario", "S1", "--licence", "p2"};
    size_t n = 0;
    arguments[n++] = program;
    arguments[n++] = (char *)"--die-with-parent";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].value) {
            arguments[n++] = (char *)rows[i].name;
            arguments[n++] = (char *)rows[i].value;
        }
    for (size_t i = 0; i < options->scenario_count; i++) {
        arguments[n++] = (char *)"--scenario";
        arguments[n++] = (char *)options->scenarios[i];
    }
    if (!options->scenario_count) /* the first of ours, in a tenant that has bought everything */
        for (size_t i = 0; i < sizeof unless_said / sizeof unless_said[0]; i++)
            arguments[n++] = (char *)unless_said[i];
    arguments[n] = NULL;
}

/* The child prints its address once it listens; nothing before the deadline means it never will. */
static bool wait_ready(int pipe_end, struct err *e)
{
    char line[256];
    struct pollfd wait = {.fd = pipe_end, .events = POLLIN};
    if (poll(&wait, 1, START_DEADLINE) == 1 && read(pipe_end, line, sizeof line) > 0)
        return true;
    return err_set(e, ERR_INTERNAL, "the demo tenant did not start");
}

static bool start_tenant(const struct options *options, struct demo *demo, struct err *e)
{
    char program[PATH_MAX];
    char *arguments[MOST_ARGUMENTS];
    int ends[2];
    if (!tenant_program(program, e))
        return false;
    arguments_of(options, demo, program, arguments);
    if (pipe(ends))
        return err_set(e, ERR_INTERNAL, "pipe: %s", strerror(errno));
    demo->tenant = fork();
    if (demo->tenant == 0) {
        setpgid(0, 0); /* the terminal's signals are for the screen alone */
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(program, arguments);
        _exit(127);
    }
    close(ends[1]);
    bool ready = demo->tenant > 0 && wait_ready(ends[0], e);
    close(ends[0]);
    return ready;
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *ftw)
{
    (void)about, (void)flag, (void)ftw;
    return remove(path);
}

static void clean_up(struct demo *demo)
{
    if (demo->tenant > 0) {
        kill(demo->tenant, SIGTERM);
        waitpid(demo->tenant, NULL, 0);
    }
    if (demo->folder[0])
        nftw(demo->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    xfree(demo->config);
    xfree(demo->state);
}

static bool prepare(struct demo *demo, struct err *e)
{
    const char *base = getenv("TMPDIR");
    snprintf(demo->folder, sizeof demo->folder, "%s/roster-demo-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(demo->folder)) {
        err_set(e, ERR_FILE, "%s: %s", demo->folder, strerror(errno));
        demo->folder[0] = '\0';
        return false;
    }
    demo->config = xasprintf("%s/config.yaml", demo->folder);
    demo->state = xasprintf("%s/state", demo->folder);
    setenv("XDG_STATE_HOME", demo->state, 1); /* a demo's journal is its own */
    return true;
}

int command_demo(const struct options *options)
{
    struct demo demo = {0};
    struct err e = {.code = ERR_OK};
    struct options screen = *options;
    int code;
    if (prepare(&demo, &e) && start_tenant(options, &demo, &e)) {
        screen.config = demo.config;
        code = command_screen(&screen);
    } else {
        code = options_fail(&e);
    }
    clean_up(&demo);
    return code;
}
