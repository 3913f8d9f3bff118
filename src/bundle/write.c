/* Writing a bundle: into a folder of its own, a file at a time, the manifest last. */
#include "base/alloc.h"
#include "base/place.h"
#include "base/secret.h"
#include "bundle/manifest.h"
#include "codec/digest.h"
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct bundle {
    char *folder;
    int fd;
    bool made, ended;
    struct buf manifest;
    char chain[BUNDLE_HASH + 1];
    uint64_t size;
    char **names;
    size_t count, capacity;
};

static bool is_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    bool empty = dir != NULL;
    for (const struct dirent *entry; empty && (entry = readdir(dir));)
        empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
    if (dir)
        closedir(dir);
    return empty;
}

struct bundle *bundle_begin(const char *folder, struct err *e)
{
    bool made = !mkdir(folder, 0700);
    if (!made && errno != EEXIST) {
        err_set(e, ERR_FILE, "the folder %.200s cannot be made: %s", folder, strerror(errno));
        return NULL;
    }
    if (!place_is_own("folder for evidence", folder, e)) {
        if (made)
            rmdir(folder);
        return NULL;
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || !is_empty(folder)) {
        err_set(e, ERR_FILE, "%.200s is not an empty folder", folder);
        err_hint(e, "evidence is never written over something else: name a folder that is not there yet");
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    struct bundle *bundle = xcalloc(1, sizeof *bundle);
    *bundle = (struct bundle){.folder = xstrdup(folder), .fd = fd, .made = made, .manifest = buf_make(MANIFEST_MOST)};
    buf_puts(&bundle->manifest, MANIFEST_FIRST);
    manifest_begin(bundle->chain);
    return bundle;
}

static bool is_taken(const struct bundle *bundle, const char *name)
{
    if (!strcasecmp(name, BUNDLE_MANIFEST))
        return true;
    for (size_t i = 0; i < bundle->count; i++)
        if (!strcasecmp(name, bundle->names[i])) /* a bundle may be copied to where capitals do not count */
            return true;
    return false;
}

/* "rules.json", "rules-2.json", … */
static void free_name(const struct bundle *bundle, const char *wanted, char out[MANIFEST_NAME + 1])
{
    char base[MANIFEST_NAME + 1];
    manifest_name(wanted, base);
    const char *dot = strrchr(base, '.');
    int before = dot && dot != base ? (int)(dot - base) : (int)strlen(base);
    snprintf(out, MANIFEST_NAME + 1, "%s", base);
    for (unsigned n = 2; is_taken(bundle, out); n++)
        snprintf(out, MANIFEST_NAME + 1, "%.*s-%u%s", before, base, n, base + before);
    assert(manifest_name_is_good(out));
}

const char *bundle_add(struct bundle *bundle, const char *name, const void *bytes, size_t length, struct err *e)
{
    struct manifest_line line = {0};
    auto_buf struct buf hash = buf_make(BUNDLE_HASH + 1);
    assert(!bundle->ended);
    if (length > BUNDLE_FILE_MOST || bundle->count >= BUNDLE_FILES_MOST) {
        err_set(e, ERR_TOO_BIG, "%.100s does not fit into a bundle", name);
        return NULL;
    }
    auto_str char *masked = xmalloc(length + 1); /* a service may have sent back what it was sent */
    memcpy(masked, bytes, length);
    masked[length] = '\0';
    line.size = secret_mask(masked, length);
    free_name(bundle, name, line.name);
    if (!place_write(bundle->fd, line.name, masked, line.size, e))
        return NULL;
    digest_sha256_hex(&hash, masked, line.size);
    memcpy(line.hash, buf_text(&hash), BUNDLE_HASH);
    manifest_add(&bundle->manifest, bundle->chain, &line);
    bundle->size += line.size;
    bundle->names = grow_array(bundle->names, &bundle->capacity, bundle->count + 1, sizeof *bundle->names);
    return bundle->names[bundle->count++] = xstrdup(line.name);
}

bool bundle_end(struct bundle *bundle, struct err *e)
{
    assert(!bundle->ended && !bundle->manifest.overflow);
    manifest_add(&bundle->manifest, bundle->chain,
                 &(struct manifest_line){.end = true, .count = bundle->count, .size = bundle->size});
    bundle->ended = place_write(bundle->fd, BUNDLE_MANIFEST, buf_text(&bundle->manifest), bundle->manifest.length, e);
    return bundle->ended;
}

const char *bundle_seal(const struct bundle *bundle)
{
    return bundle->ended ? bundle->chain : "";
}

size_t bundle_files(const struct bundle *bundle)
{
    return bundle->count;
}

void bundle_free(struct bundle *bundle)
{
    if (!bundle)
        return;
    for (size_t i = 0; i < bundle->count; i++) {
        if (!bundle->ended)
            unlinkat(bundle->fd, bundle->names[i], 0);
        xfree(bundle->names[i]);
    }
    if (!bundle->ended && bundle->made)
        rmdir(bundle->folder);
    close(bundle->fd);
    buf_free(&bundle->manifest);
    xfree(bundle->names);
    xfree(bundle->folder);
    xfree(bundle);
}
