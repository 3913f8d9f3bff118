/* Asking for a secret on the terminal. */
#ifndef CLI_ASK_SECRET_H
#define CLI_ASK_SECRET_H

#include "base/err.h"
#include "base/secret.h"

/** Ask with `prompt` on the terminal, without showing what is typed. Owned by the caller; NULL with `e` when there is no
 *  terminal, nothing was typed, or Ctrl-C was pressed. */
struct secret *ask_secret(const char *prompt, struct err *e) MUST_USE;

#endif
