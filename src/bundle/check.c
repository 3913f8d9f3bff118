/* Comparing a bundle with its manifest: every line, every file, and what is there beside. */
#include "base/alloc.h"
#include "base/clean.h"
#include "bundle/manifest.h"
#include "codec/digest.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct listed {
    char name[MANIFEST_NAME + 1];
};

struct checking {
    struct bundle_check *out;
    int folder;
    struct listed *listed;
    size_t listed_count, listed_capacity, fault_capacity;
    void (*take)(void *context, const char *name, char **bytes, size_t length);
    void *context;
};

static void fault(struct checking *checking, struct bundle_fault found)
{
    struct bundle_check *out = checking->out;
    out->faults = grow_array(out->faults, &checking->fault_capacity, out->fault_count + 1, sizeof *out->faults);
    out->faults[out->fault_count++] = found;
}

static void broken(struct checking *checking, size_t line, const char *why)
{
    fault(checking, (struct bundle_fault){.kind = BUNDLE_BROKEN,
                                          .name = BUNDLE_MANIFEST,
                                          .line = line,
                                          .text = arena_printf(checking->out->arena, "%s is altered at line %zu: %s",
                                                               BUNDLE_MANIFEST, line, why)});
}

struct bytes {
    char *text; /* NUL-terminated; NULL: there are none */
    size_t length;
};

/* In one piece: of a large bundle these are most of the bytes there are. NULL: it is longer or shorter than it was said to be. */
static char *read_all(int file, size_t length)
{
    char *bytes = xmalloc(length + 1);
    size_t had = 0;
    for (ssize_t got; had <= length && (got = read(file, bytes + had, length + 1 - had)) > 0;)
        had += (size_t)got;
    if (had != length) {
        xfree(bytes);
        return NULL;
    }
    bytes[length] = '\0';
    return bytes;
}

/* What is wrong with a file that should hold `size` bytes (-1: any number of them); NULL: it was read. A link is no file of the bundle. */
static const char *read_file(struct checking *checking, const char *name, int64_t size, struct bytes *out,
                             enum bundle_fault_kind *kind)
{
    struct arena *arena = checking->out->arena;
    struct stat about;
    int file = openat(checking->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    const char *wrong = NULL;
    *kind = BUNDLE_ALTERED;
    if (file < 0) {
        *kind = errno == ENOENT ? BUNDLE_MISSING : BUNDLE_ALTERED;
        return errno == ENOENT ? arena_printf(arena, "%s is missing", name)
                               : arena_printf(arena, "%s cannot be read: %s", name, strerror(errno));
    }
    if (fstat(file, &about) || !S_ISREG(about.st_mode))
        wrong = arena_printf(arena, "%s is altered: it is no regular file", name);
    else if (size >= 0 && about.st_size != size)
        wrong = arena_printf(arena, "%s is altered: it has %jd bytes and had %" PRId64, name, (intmax_t)about.st_size,
                             size);
    else if (about.st_size > BUNDLE_FILE_MOST || !(out->text = read_all(file, (size_t)about.st_size)))
        wrong = arena_printf(arena, "%s cannot be read whole", name);
    close(file);
    out->length = wrong ? 0 : (size_t)about.st_size;
    return wrong;
}

static void check_file(struct checking *checking, const struct manifest_line *line, size_t number)
{
    auto_buf struct buf hash = buf_make(BUNDLE_HASH + 1);
    struct bytes bytes = {NULL, 0};
    enum bundle_fault_kind kind;
    int64_t size = line->size <= BUNDLE_FILE_MOST ? (int64_t)line->size : INT64_MAX;
    const char *wrong = read_file(checking, line->name, size, &bytes, &kind);
    if (!wrong) {
        digest_sha256_hex(&hash, bytes.text, bytes.length);
        if (strcmp(buf_text(&hash), line->hash) != 0)
            wrong = arena_printf(checking->out->arena, "%s is altered: its content is another one", line->name);
    }
    if (wrong)
        fault(checking, (struct bundle_fault){kind, arena_strdup(checking->out->arena, line->name), number, wrong});
    else if (checking->take)
        checking->take(checking->context, line->name, &bytes.text, bytes.length);
    xfree(bytes.text); /* where nobody keeps them */
}

static void list(struct checking *checking, const char *name)
{
    checking->listed = grow_array(checking->listed, &checking->listed_capacity, checking->listed_count + 1,
                                  sizeof *checking->listed);
    snprintf(checking->listed[checking->listed_count++].name, sizeof checking->listed->name, "%s", name);
}

static void check_line(struct checking *checking, const char *text, size_t length, size_t number,
                       char chain[BUNDLE_HASH + 1])
{
    struct manifest_line line;
    struct bundle_check *out = checking->out;
    bool good = manifest_read(text, length, chain, &line);
    if (*line.name)
        list(checking, line.name);
    if (*out->seal)
        broken(checking, number, "it is behind the end");
    else if (!good)
        broken(checking, number, "it is not what was written, or not what followed the line before");
    else if (line.end && (line.count != out->files || line.size != out->bytes))
        broken(checking, number, "lines are missing before it");
    else if (!line.end)
        check_file(checking, &line, number);
    out->files += !line.end;
    out->bytes += line.end ? 0 : line.size;
    if (good && line.end)
        memcpy(out->seal, chain, BUNDLE_HASH);
}

static void check_lines(struct checking *checking, const char *at, const char *end)
{
    char chain[BUNDLE_HASH + 1];
    size_t number = 1, first = strlen(MANIFEST_FIRST);
    manifest_begin(chain);
    if ((size_t)(end - at) < first || memcmp(at, MANIFEST_FIRST, first) != 0)
        broken(checking, 1, "it does not begin as one");
    for (const char *next; at < end; at = next + 1, number++) {
        next = memchr(at, '\n', (size_t)(end - at));
        if (!next) {
            broken(checking, number, "it ends within the line");
            return;
        }
        if (number > 1)
            check_line(checking, at, (size_t)(next - at), number, chain);
    }
    if (!*checking->out->seal)
        broken(checking, number, "it has no end");
}

static void check_manifest(struct checking *checking)
{
    struct bytes bytes = {NULL, 0};
    enum bundle_fault_kind kind;
    const char *wrong = read_file(checking, BUNDLE_MANIFEST, -1, &bytes, &kind);
    if (wrong)
        fault(checking, (struct bundle_fault){kind, BUNDLE_MANIFEST, 1, wrong});
    else
        check_lines(checking, bytes.text, bytes.text + bytes.length);
    xfree(bytes.text);
}

static int by_name(const void *one, const void *other)
{
    return strcmp(((const struct listed *)one)->name, ((const struct listed *)other)->name);
}

static int by_text(const void *one, const void *other)
{
    return strcmp(((const struct bundle_fault *)one)->name, ((const struct bundle_fault *)other)->name);
}

/* What is in the folder and not in the manifest. */
static void check_beside(struct checking *checking, DIR *dir)
{
    struct arena *arena = checking->out->arena;
    size_t before = checking->out->fault_count;
    if (checking->listed_count)
        qsort(checking->listed, checking->listed_count, sizeof *checking->listed, by_name);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        struct listed key;
        snprintf(key.name, sizeof key.name, "%.*s", MANIFEST_NAME, name);
        if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, BUNDLE_MANIFEST) ||
            (strlen(name) <= MANIFEST_NAME && checking->listed_count &&
             bsearch(&key, checking->listed, checking->listed_count, sizeof key, by_name)))
            continue;
        const char *shown = clean_strdup(arena, name, strlen(name));
        fault(checking, (struct bundle_fault){.kind = BUNDLE_EXTRA,
                                              .name = shown,
                                              .text = arena_printf(arena, "%s does not belong to the bundle", shown)});
    }
    if (checking->out->fault_count > before + 1)
        qsort(checking->out->faults + before, checking->out->fault_count - before, sizeof *checking->out->faults,
              by_text);
}

bool bundle_check(const char *folder, struct bundle_check *out,
                  void (*take)(void *context, const char *name, char **bytes, size_t length), void *context,
                  struct err *e)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return err_set(e, ERR_FILE, "the bundle %.200s cannot be read: %s", folder, strerror(errno));
    *out = (struct bundle_check){.arena = arena_new(0)};
    struct checking checking = {.out = out, .folder = dirfd(dir), .take = take, .context = context};
    check_manifest(&checking);
    check_beside(&checking, dir);
    xfree(checking.listed);
    closedir(dir);
    return true;
}

void bundle_check_free(struct bundle_check *check)
{
    arena_free(check->arena);
    xfree(check->faults);
    *check = (struct bundle_check){0};
}
