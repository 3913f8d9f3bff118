/* The kernel's keyring: in memory of the kernel's own, never on a disk, gone when its time is over. */
#include "api/login/store_kind.h"

#include "base/alloc.h"
#include <errno.h>
#include <keyutils.h>
#include <string.h>

enum { TIME_OUT = 12 * 3600 /* s without a renewal */ };

static char *description(const char *key)
{
    return xasprintf("roster:%s", key);
}

static bool fail(struct err *e, const char *what)
{
    int why = errno;
    err_set(e, ERR_FILE, "the kernel's keyring %s: %s", what,
            why == EDQUOT ? "the user's quota is used up" : strerror(why));
    return err_hint(e, "`token_store: file` keeps tokens in a file of the user's own, `none` keeps none");
}

long store_keyring_of_user(void)
{
    /* a process whose session does not hold the user's keyring could write to it and not read */
    (void)keyctl_link(KEY_SPEC_USER_KEYRING, KEY_SPEC_SESSION_KEYRING);
    return KEY_SPEC_USER_KEYRING;
}

bool store_keyring_check(long keyring, struct err *e)
{
    return keyctl_get_keyring_ID((key_serial_t)keyring, 1) != -1 || fail(e, "cannot be used");
}

static long find(const struct store *store, const char *key)
{
    auto_str char *name = description(key);
    return keyctl_search((key_serial_t)store->keyring, "user", name, 0);
}

static bool is_absent(void)
{
    return errno == ENOKEY || errno == EKEYEXPIRED || errno == EKEYREVOKED;
}

static struct secret *read_record(const struct store *store, const char *key, struct err *e)
{
    char text[16384];
    long serial = find(store, key);
    long length = serial == -1 ? -1 : keyctl_read((key_serial_t)serial, text, sizeof text);
    if (length == -1 && !is_absent())
        fail(e, "cannot be read");
    struct secret *record = length > 0 && (size_t)length <= sizeof text ? secret_new(text, (size_t)length) : NULL;
    secret_wipe(text, sizeof text);
    return record;
}

static bool write_record(const struct store *store, const char *key, const struct secret *record, struct err *e)
{
    const key_perm_t own = KEY_POS_ALL | KEY_USR_VIEW | KEY_USR_READ | KEY_USR_WRITE | KEY_USR_SEARCH | KEY_USR_SETATTR;
    auto_str char *name = description(key);
    key_serial_t serial = add_key("user", name, secret_text(record), secret_length(record),
                                  (key_serial_t)store->keyring);
    if (serial == -1)
        return fail(e, "cannot be written");
    (void)keyctl_setperm(serial, own);
    if (keyctl_set_timeout(serial, TIME_OUT) == 0)
        return true;
    fail(e, "gives no time-out");
    (void)keyctl_unlink(serial, (key_serial_t)store->keyring); /* nothing stays for ever */
    return false;
}

static bool remove_record(const struct store *store, const char *key, bool *removed, struct err *e)
{
    long serial = find(store, key);
    if (serial == -1)
        return is_absent() || fail(e, "cannot be searched");
    if (keyctl_invalidate((key_serial_t)serial) && keyctl_revoke((key_serial_t)serial))
        return fail(e, "cannot forget a token");
    (void)keyctl_unlink((key_serial_t)serial, (key_serial_t)store->keyring);
    *removed = true;
    return true;
}

const struct store_kind store_keyring_kind = {"keyring", read_record, write_record, remove_record};
