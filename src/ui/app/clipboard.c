/* Text to the clipboard of whoever sits at the terminal: by OSC 52, through screen, and by tmux itself, which as it is installed
 * takes no OSC 52 from a program. */
#include "ui/app/app.h"

#include "base/alloc.h"
#include "base/secret.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_COPIED = 74994 /* what terminals are known to take, before encoding */, TMUX_ANSWERS = 2000 /* ms */ };

static void base64(struct buf *out, const char *text, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = (const unsigned char *)text;
    for (size_t i = 0; i < length; i += 3) {
        unsigned long bits = (unsigned long)in[i] << 16;
        bits |= i + 1 < length ? (unsigned long)in[i + 1] << 8 : 0;
        bits |= i + 2 < length ? in[i + 2] : 0;
        char four[4] = {letters[bits >> 18 & 63], letters[bits >> 12 & 63], letters[bits >> 6 & 63],
                        letters[bits & 63]};
        if (i + 2 >= length)
            four[3] = '=';
        if (i + 1 >= length)
            four[2] = '=';
        buf_add(out, four, sizeof four);
    }
}

static void put(struct buf *out, const char *begins, const char *text, size_t length, const char *ends)
{
    buf_puts(out, begins);
    base64(out, text, length);
    buf_puts(out, ends);
}

/* --- tmux --- */

static bool start_tmux(int text, pid_t *child)
{
    char *arguments[] = {(char *)"tmux", (char *)"load-buffer", (char *)"-w", (char *)"-", NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, text, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawnp(child, arguments[0], &files, &how, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return !failed;
}

/* Whether it ended well, and soon. */
static bool ended_well(pid_t child)
{
    int status = -1;
    struct pollfd end = {.fd = pidfd_open(child, 0), .events = POLLIN};
    if (end.fd < 0 || poll(&end, 1, TMUX_ANSWERS) != 1)
        kill(child, SIGKILL);
    if (end.fd >= 0)
        close(end.fd);
    return waitpid(child, &status, 0) == child && status == 0;
}

/* From version 3.2 on it hands its buffer to the terminal (-w). The text goes through memory, never through an argument or a file. */
static bool give_tmux(const char *text, size_t length)
{
    pid_t child;
    int fd = memfd_create("copied", MFD_CLOEXEC);
    bool given = fd >= 0 && write(fd, text, length) == (ssize_t)length && lseek(fd, 0, SEEK_SET) == 0 &&
                 start_tmux(fd, &child) && ended_well(child);
    if (fd >= 0)
        close(fd);
    return given;
}

/* --- the terminal --- */

void app_copied(struct app *app)
{
    if (app->copied.data)
        secret_wipe(app->copied.data, app->copied.capacity);
    buf_clear(&app->copied);
}

bool app_copy(struct app *app, const char *text)
{
    const char *term = getenv("TERM");
    size_t length = strlen(text);
    bool tmux = getenv("TMUX") != NULL, screen = !tmux && term && !strncmp(term, "screen", 6);
    if (length > MOST_COPIED) {
        app_status(app, ROLE_WARNING, "Too long to copy.");
        return false;
    }
    if (term && !strcmp(term, "linux")) {
        app_status(app, ROLE_WARNING, "The Linux console has no clipboard.");
        return false;
    }
    app_copied(app);
    if (tmux && !app->off_screen && give_tmux(text, length)) {
        app_status(app, ROLE_OK, "In tmux's buffer, and sent to the terminal's clipboard.");
        return true;
    }
    /* room at once: growing would leave pieces of what may be a secret behind */
    app->copied.data = grow_array(app->copied.data, &app->copied.capacity, 2 * (length / 3 * 4 + 64), 1);
    app->copied.data[0] = '\0';
    if (!screen)
        put(&app->copied, "\033]52;c;", text, length, "\a");
    if (tmux || screen) /* an older tmux takes one form or the other, by its settings */
        put(&app->copied, tmux ? "\033Ptmux;\033\033]52;c;" : "\033P\033]52;c;", text, length, "\a\033\\");
    app_status(app, ROLE_OK, "Sent to the terminal's clipboard."); /* nothing confirms that it arrived */
    return true;
}
