/* Stores: records "obtained token" under a lock. */
#include "api/login/store_kind.h"

#include "base/alloc.h"
#include "base/place.h"
#include "codec/url.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct secret *read_nothing(const struct store *store, const char *key, struct err *e)
{
    (void)store, (void)key, (void)e;
    return NULL;
}

static bool write_nothing(const struct store *store, const char *key, const struct secret *record, struct err *e)
{
    (void)store, (void)key, (void)record, (void)e;
    return true;
}

static bool remove_nothing(const struct store *store, const char *key, bool *removed, struct err *e)
{
    (void)store, (void)key, (void)e;
    *removed = false;
    return true;
}

const struct store_kind store_none_kind = {"none", read_nothing, write_nothing, remove_nothing};

static struct store *open_kind(const struct store_kind *kind, const char *folder, long keyring, struct err *e)
{
    auto_str char *path = xasprintf("%s/tokens.lock", folder);
    if (kind != &store_none_kind && !place_make(folder, e))
        return NULL;
    int lock = kind == &store_none_kind ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 && kind != &store_none_kind) {
        err_set(e, ERR_FILE, "%s: %s", path, strerror(errno));
        return NULL;
    }
    struct store *store = xcalloc(1, sizeof *store);
    *store = (struct store){.kind = kind, .folder = xstrdup(folder), .keyring = keyring, .lock = lock};
    return store;
}

struct store *store_open_keyring(long keyring, const char *folder, struct err *e)
{
    return store_keyring_check(keyring, e) ? open_kind(&store_keyring_kind, folder, keyring, e) : NULL;
}

struct store *store_open(const char *kind, const char *folder, struct err *e)
{
    if (!kind || !strcmp(kind, store_keyring_kind.name))
        return store_open_keyring(store_keyring_of_user(), folder, e);
    if (!strcmp(kind, store_file_kind.name))
        return place_make(folder, e) && store_file_check(folder, e) ? open_kind(&store_file_kind, folder, 0, e) : NULL;
    if (!strcmp(kind, store_none_kind.name))
        return open_kind(&store_none_kind, folder, 0, e);
    err_set(e, ERR_CONFIG, "there is no token store \"%s\"", kind);
    err_hint(e, "there are %s", STORE_KINDS);
    return NULL;
}

void store_free(struct store *store)
{
    if (!store)
        return;
    if (store->lock >= 0)
        close(store->lock);
    xfree(store->folder);
    xfree(store);
}

char *store_key(struct arena *arena, const char *login, const char *tenant_id, const char *client_id)
{
    struct url url;
    if (!url_split(arena, login, &url))
        return arena_printf(arena, "%s %s %s", login, tenant_id, client_id);
    return arena_printf(arena, "%s:%d %s %s", url.host, url.port, tenant_id, client_id);
}

/* --- records --- */

enum { CHANGE, RENEW }; /* bytes of the lock file */

static bool take(const struct store *store, off_t byte, short type, bool wait)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    int result = 0;
    do
        result = store->lock < 0 ? 0 : fcntl(store->lock, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
    while (result && errno == EINTR);
    return !result || (errno != EAGAIN && errno != EACCES); /* a folder that knows no locks is used without */
}

static void lock(const struct store *store)
{
    (void)take(store, CHANGE, F_WRLCK, true);
}

static void unlock(const struct store *store)
{
    (void)take(store, CHANGE, F_UNLCK, false);
}

bool store_claim(struct store *store)
{
    return take(store, RENEW, F_WRLCK, false);
}

void store_release(struct store *store)
{
    (void)take(store, RENEW, F_UNLCK, false);
}

static struct secret *load(struct store *store, const char *key, int64_t *obtained, struct err *e)
{
    auto_secret struct secret *record = store->kind->read(store, key, e);
    char *end = NULL;
    long long when = record ? strtoll(secret_text(record), &end, 10) : 0;
    if (!record || *end != ' ' || !end[1])
        return NULL;
    if (obtained)
        *obtained = when;
    return secret_new(end + 1, strlen(end + 1));
}

struct secret *store_load(struct store *store, const char *key, int64_t *obtained, struct err *e)
{
    lock(store);
    struct secret *token = load(store, key, obtained, e);
    unlock(store);
    return token;
}

static struct secret *record_of(const struct secret *token, int64_t obtained)
{
    size_t size = secret_length(token) + 32;
    char *text = xmalloc(size);
    int length = snprintf(text, size, "%" PRId64 " %s", obtained, secret_text(token));
    struct secret *record = secret_new(text, (size_t)length);
    secret_wipe(text, size);
    xfree(text);
    return record;
}

bool store_save(struct store *store, const char *key, const struct secret *token, int64_t obtained, struct err *e)
{
    struct err ignored;
    int64_t there = 0;
    auto_secret struct secret *record = record_of(token, obtained);
    lock(store);
    auto_secret struct secret *old = load(store, key, &there, &ignored);
    bool ok = (old && there > obtained) || store->kind->write(store, key, record, e);
    unlock(store);
    return ok;
}

bool store_drop(struct store *store, const char *key, const struct secret *only, bool *removed, struct err *e)
{
    bool any = false, ok = true;
    struct err ignored;
    lock(store);
    auto_secret struct secret *there = only ? load(store, key, NULL, &ignored) : NULL;
    if (!only || (there && !strcmp(secret_text(there), secret_text(only))))
        ok = store->kind->remove(store, key, &any, e);
    unlock(store);
    if (removed)
        *removed = any;
    return ok;
}
