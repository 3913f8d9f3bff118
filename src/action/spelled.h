/* A plan in the words of others: as a command of roster, for curl in a POSIX shell, for PowerShell. Whatever a name holds, it stays one
 * word: nothing of it is carried out by who pastes it, and nothing of it hides. */
#ifndef ACTION_SPELLED_H
#define ACTION_SPELLED_H

#include "action/action.h"
#include "base/buf.h"

enum spelling { SPELLED_ROSTER, SPELLED_POWERSHELL, SPELLED_CURL, SPELLINGS };

/** "roster", "powershell", "curl". */
const char *spelled_name(enum spelling spelling);
/** SPELLINGS: there is none of this name. */
enum spelling spelled_find(const char *name);

/** Append `text` as one word of a POSIX shell, or as one value of PowerShell. A shell takes line breaks at the end of a text with hidden
 *  characters away. */
void spelled_sh(struct buf *out, const char *text);
void spelled_powershell(struct buf *out, const char *text);

/** Append a request as a line (not SPELLED_ROSTER). The token is a variable of the environment; {placeholders} of secrets stay. `body`
 *  may be NULL. */
void spelled_request(enum spelling spelling, const char *method, const char *url, const char *body, struct buf *out);

/** Append "roster do …" as a line for a POSIX shell. A secret is left out: roster asks for it. */
void spelled_do(const struct action *action, const char *tenant, const struct target *targets, size_t count,
                struct param_values values, struct buf *out);

#endif
