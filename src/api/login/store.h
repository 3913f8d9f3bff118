/* Where refresh tokens stay between two runs: the kernel's keyring (never on a disk), a file, or nowhere. Processes of one user
 * share them: changes are made under a lock, and the newest token wins. */
#ifndef API_LOGIN_STORE_H
#define API_LOGIN_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include <stdint.h>

#define STORE_KINDS "keyring, file or none"

struct store;

/** Open the store called `kind` (NULL: keyring). `folder` (the state folder, private to the user) has the lock, and the file of
 *  that kind. NULL with `e` when there is no such store here. Owned by the caller. */
struct store *store_open(const char *kind, const char *folder, struct err *e) MUST_USE;
/** A keyring store on a keyring of the caller's choice, by its serial number. */
struct store *store_open_keyring(long keyring, const char *folder, struct err *e) MUST_USE;
void store_free(struct store *store); /* NULL is fine; what is stored stays */

/** What a token is stored under: the sign-in service's host, the tenant and the client, in `arena`. */
char *store_key(struct arena *arena, const char *login, const char *tenant_id, const char *client_id);
/** The token stored under `key` and when it was obtained (ms; `obtained` may be NULL). NULL: none, or `e` is set. */
struct secret *store_load(struct store *store, const char *key, int64_t *obtained, struct err *e) MUST_USE;
/** Store a token unless a newer one is there. */
bool store_save(struct store *store, const char *key, const struct secret *token, int64_t obtained,
                struct err *e) MUST_USE;
/** Remove what is stored under `key`; with `only`, just that token: another process may have a better one. `*removed` (may be
 *  NULL) says whether there was anything. */
bool store_drop(struct store *store, const char *key, const struct secret *only, bool *removed, struct err *e) MUST_USE;
/** Claim the right to renew what is stored: one process at a time, until the release (or its end). False when another has it. */
bool store_claim(struct store *store) MUST_USE;
void store_release(struct store *store);

#endif
