/* When the process crashes the terminal is put right first. */
#ifndef UI_CRASH_H
#define UI_CRASH_H

#include <stddef.h>
#include <termios.h>

/** From now on a crash writes `bytes` to the terminal and gives it `settings` back. Both are copied. */
void crash_guard(const char *bytes, size_t length, const struct termios *settings);
void crash_unguard(void);

#endif
