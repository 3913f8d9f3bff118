/* A secret from the terminal: the echo is off while it is typed and on again whatever ends the typing. */
#include "cli/ask_secret.h"

#include "base/clean.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LONGEST = 4096 };

/* What ends or stops the typing: the terminal is put right first, and then the signal does what it does. */
static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGTSTP, SIGTTIN, SIGTTOU};
enum { ENDS = sizeof ends / sizeof ends[0] };

static volatile sig_atomic_t came;

static void note_signal(int number)
{
    came = number;
}

/* One line; its length, -1 when none came. Cut lines are no secrets. */
static ssize_t read_line(int terminal, char *line, size_t size, const sigset_t *outside)
{
    struct pollfd wait = {.fd = terminal, .events = POLLIN};
    size_t length = 0;
    while (length < size) {
        if (ppoll(&wait, 1, NULL, outside) < 0)
            return -1;
        ssize_t got = read(terminal, line + length, 1);
        if (got != 1)
            return -1;
        if (line[length] == '\n' || line[length] == '\r')
            return (ssize_t)length;
        length++;
    }
    return -1;
}

/* The names in it are those of the configuration. */
static void show(int terminal, const char *text)
{
    char clean[512];
    clean_text(text, strlen(text), clean, sizeof clean);
    (void)!write(terminal, clean, strlen(clean));
}

/* Once: the signals wait until the echo is off, are let in while somebody types, and wait again until it is on. */
static ssize_t ask_once(int terminal, const char *prompt, char *line, size_t size, const sigset_t *block)
{
    struct termios before, silent;
    struct sigaction old[ENDS], note = {.sa_handler = note_signal}; /* without SA_RESTART: it ends the read */
    sigset_t outside;
    came = 0;
    pthread_sigmask(SIG_BLOCK, block, &outside);
    for (size_t i = 0; i < ENDS; i++) {
        sigaction(ends[i], NULL, &old[i]);
        if (old[i].sa_handler != SIG_IGN) /* nohup */
            sigaction(ends[i], &note, NULL);
    }
    ssize_t length = -1;
    if (!tcgetattr(terminal, &before)) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
        tcsetattr(terminal, TCSAFLUSH, &silent);
        show(terminal, prompt); /* not before: what is typed at it has to be unseen */
        show(terminal, ": ");
        length = read_line(terminal, line, size, &outside);
        tcsetattr(terminal, TCSAFLUSH, &before);
        (void)!write(terminal, "\n", 1);
    }
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &old[i], NULL);
    int signal = came;
    if (signal && signal != SIGINT)
        raise(signal); /* it comes when they are let in: the process ends, or stops here until it goes on */
    pthread_sigmask(SIG_SETMASK, &outside, NULL);
    return signal ? -1 : length;
}

static ssize_t ask_silently(int terminal, const char *prompt, char *line, size_t size)
{
    sigset_t block;
    ssize_t length;
    sigemptyset(&block);
    for (size_t i = 0; i < ENDS; i++)
        sigaddset(&block, ends[i]);
    do
        length = ask_once(terminal, prompt, line, size, &block);
    while (length < 0 && (came == SIGTSTP || came == SIGTTIN || came == SIGTTOU)); /* it went on: asked again */
    return length;
}

struct secret *ask_secret(const char *prompt, struct err *e)
{
    char line[LONGEST];
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) {
        err_set(e, ERR_CONFIG, "%s is needed, and there is no terminal to ask on", prompt);
        err_hint(e, "set secret_file, secret_env or secret_command in the configuration");
        return NULL;
    }
    ssize_t length = ask_silently(terminal, prompt, line, sizeof line);
    close(terminal);
    struct secret *secret = length > 0 ? secret_new(line, (size_t)length) : NULL;
    secret_wipe(line, sizeof line);
    if (!secret)
        err_set(e, came ? ERR_CANCELLED : ERR_CONFIG, came ? "cancelled" : "nothing was typed");
    return secret;
}
