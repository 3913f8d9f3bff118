/* One file in the state folder, for machines without a keyring. It is the user's own and closed to others, or it is not used. */
#include "api/login/store_kind.h"

#include "base/alloc.h"
#include "codec/json.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 1 << 20 };

static char *path_of(const struct store *store, const char *end)
{
    return xasprintf("%s/tokens.json%s", store->folder, end);
}

static bool is_private(const struct stat *about, const char *path, struct err *e)
{
    if (about->st_uid != geteuid())
        return err_set(e, ERR_FILE, "%s belongs to somebody else: no token is kept there", path);
    if (!(about->st_mode & 077))
        return true;
    err_set(e, ERR_FILE, "%s is open to others: no token is kept there", path);
    return err_hint(e, "chmod go= %s, and `roster logout` if somebody may have looked", path);
}

bool store_file_check(const char *folder, struct err *e)
{
    struct stat about;
    if (lstat(folder, &about) || !S_ISDIR(about.st_mode))
        return err_set(e, ERR_FILE, "%s is no folder for tokens", folder);
    return is_private(&about, folder, e);
}

/* What the file holds; an empty object when there is none. NULL with `e`. */
static struct json *read_all(const struct store *store, struct err *e)
{
    auto_str char *path = path_of(store, "");
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 && errno == ENOENT)
        return json_new_object();
    if (file < 0 || fstat(file, &about) || !S_ISREG(about.st_mode) || about.st_nlink != 1 || about.st_size > LARGEST) {
        err_set(e, ERR_FILE, "%s is not a file for tokens%s%s", path, file < 0 ? ": " : "",
                file < 0 ? strerror(errno) : "");
        if (file >= 0)
            close(file);
        return NULL;
    }
    struct json *all = NULL;
    if (is_private(&about, path, e)) {
        char *text = xcalloc(1, (size_t)about.st_size + 1);
        ssize_t length = read(file, text, (size_t)about.st_size);
        all = json_parse(text, length < 0 ? 0 : (size_t)length, e);
        secret_wipe(text, (size_t)about.st_size);
        xfree(text);
        if (json_kind(all) != JSON_OBJECT) {
            json_free(all);
            all = NULL;
            err_set(e, ERR_FILE, "%s is damaged", path);
            err_hint(e, "remove it and sign in again");
        }
    }
    close(file);
    return all;
}

static bool put(int file, const struct buf *text)
{
    return !fchmod(file, 0600) && write(file, text->data, text->length) == (ssize_t)text->length && !fsync(file);
}

/* A new file in the place of the old one: whoever reads meanwhile reads one of the two whole. */
static bool write_all(const struct store *store, const struct json *all, struct err *e)
{
    auto_str char *path = path_of(store, ""), *partial = path_of(store, ".new");
    auto_buf struct buf text = buf_make(LARGEST);
    if (!store_file_check(store->folder, e))
        return false;
    (void)unlink(partial);
    int file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = file >= 0 && json_write(all, &text) && put(file, &text);
    if (file >= 0)
        close(file);
    ok = ok && !rename(partial, path);
    if (!ok) {
        err_set(e, ERR_FILE, "%s: %s", path, strerror(errno));
        (void)unlink(partial);
    }
    if (text.data)
        secret_wipe(text.data, text.length);
    return ok;
}

static struct secret *read_record(const struct store *store, const char *key, struct err *e)
{
    auto_json_wiped struct json *all = read_all(store, e);
    const char *record = json_text(json_get(all, key));
    return record ? secret_new(record, strlen(record)) : NULL;
}

static bool write_record(const struct store *store, const char *key, const struct secret *record, struct err *e)
{
    auto_json_wiped struct json *all = read_all(store, e);
    if (!all)
        return false;
    json_set_text(all, key, secret_text(record));
    return write_all(store, all, e);
}

static bool remove_record(const struct store *store, const char *key, bool *removed, struct err *e)
{
    auto_str char *path = path_of(store, "");
    auto_json_wiped struct json *all = read_all(store, e);
    if (!all)
        return false;
    if (!json_get(all, key))
        return true;
    *removed = true;
    json_remove(all, key);
    if (json_count(all))
        return write_all(store, all, e);
    return !unlink(path) || err_set(e, ERR_FILE, "%s: %s", path, strerror(errno));
}

const struct store_kind store_file_kind = {"file", read_record, write_record, remove_record};
