/* The handler of fatal signals: only what may be called at any time, then whoever had the signal before. */
#include "ui/screen/crash.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 512, STACK = 65536 };

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { FATAL = sizeof fatal / sizeof *fatal };

/* Owned by this file; written while no handler is set. */
static struct {
    char bytes[MOST_BYTES];
    size_t length;
    struct termios settings;
    struct sigaction before[FATAL];
    char stack[STACK]; /* the usual one may be what overflowed */
} guard;

static void crashed(int signal_number)
{
    ssize_t ignored = write(STDOUT_FILENO, guard.bytes, guard.length);
    (void)ignored;
    tcsetattr(STDIN_FILENO, TCSANOW, &guard.settings);
    for (int i = 0; i < FATAL; i++)
        sigaction(fatal[i], &guard.before[i], NULL);
    raise(signal_number); /* is held back until this returns */
}

void crash_guard(const char *bytes, size_t length, const struct termios *settings)
{
    struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_ONSTACK};
    stack_t stack = {.ss_sp = guard.stack, .ss_size = sizeof guard.stack};
    guard.length = length < MOST_BYTES ? length : MOST_BYTES;
    memcpy(guard.bytes, bytes, guard.length);
    guard.settings = *settings;
    sigaltstack(&stack, NULL);
    for (int i = 0; i < FATAL; i++)
        sigaction(fatal[i], &action, &guard.before[i]);
}

void crash_unguard(void)
{
    for (int i = 0; i < FATAL; i++)
        sigaction(fatal[i], &guard.before[i], NULL);
}
