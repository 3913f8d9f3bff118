/* What a session starts from: the configuration, and secrets from where it says they are. */
#ifndef WORKER_SESSION_START_H
#define WORKER_SESSION_START_H

#include "worker/work.h"

/** The session as the configuration says, with what the store has. False with `e`. */
bool session_start(struct work *work, struct err *e) MUST_USE;
/** The client's secret, or the passphrase of its certificate, from where the configuration says, or `asked` (what a person
 *  typed). False with `e`; `*out` (owned by the caller) may be NULL for a certificate. */
bool secret_source_read(const struct config_tenant *tenant, const struct secret *asked, struct secret **out,
                        struct err *e) MUST_USE;
/** The value of an environment variable, which is taken out of the environment and kept for the next time; NULL when it is not
 *  there. Borrowed. Only before the thread starts. */
const struct secret *secret_from_environment(const char *name);

#endif
