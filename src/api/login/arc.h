/* Azure Arc's challenge (REQUESTS §12.9): whoever can read a file that the agent wrote may have the machine's tokens. */
#ifndef API_LOGIN_ARC_H
#define API_LOGIN_ARC_H

#include "base/err.h"
#include "base/secret.h"

#define ARC_FOLDER "/var/opt/azcmagent/tokens" /* the agent's, which only its group can read */

/** The key that a challenge ("Basic realm=PATH") names. A file right in `folder` alone, that ends in .key and holds 4096 bytes at
 *  most: else NULL with `e`. Owned by the caller. */
struct secret *arc_key_read(const char *folder, const char *challenge, struct err *e) MUST_USE;

#endif
