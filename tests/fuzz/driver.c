/* Runs a fuzz target over its corpus and over seeded mutations of it, with any compiler: corpus_NAME FOLDER [MUTATIONS]. */
#include "base/buf.h"
#include "base/random.h"
#include "fuzz.h"
#include <dirent.h>

enum { MOST_FILES = 256, LARGEST = 1 << 16 };

static struct buf files[MOST_FILES];
static size_t count;

static bool read_file(const char *path, struct buf *out)
{
    char bytes[4096];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    *out = buf_make(LARGEST);
    while ((got = fread(bytes, 1, sizeof bytes, file)))
        buf_add(out, bytes, got);
    fclose(file);
    return !out->overflow;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* not strcoll: the same order everywhere */
}

static bool read_corpus(const char *folder)
{
    struct dirent **entries;
    int found = scandir(folder, &entries, NULL, by_name);
    for (int i = 0; i < found; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && count < MOST_FILES)
            count += read_file(path, &files[count]);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return count > 0;
}

/* A copy in memory of exactly its size, so that a sanitizer sees a read beyond the end. */
static void run(const char *data, size_t size)
{
    uint8_t *copy = xmalloc(size);
    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    xfree(copy);
}

static void mutate(struct seeded *seeded, struct buf *text)
{
    const struct buf *other = &files[seeded_below(seeded, (uint32_t)count)];
    for (unsigned steps = 1 + seeded_below(seeded, 4); steps && text->length; steps--) {
        size_t at = seeded_below(seeded, (uint32_t)text->length);
        switch (seeded_below(seeded, 5)) {
        case 0:
            text->data[at] = (char)seeded_next(seeded);
            break;
        case 1:
            text->data[at] = (char)(text->data[at] ^ (1 << seeded_below(seeded, 8)));
            break;
        case 2: /* cut out */
            memmove(text->data + at, text->data + at + 1, text->length - at - 1);
            text->length--;
            break;
        case 3: /* cut off, and go on with another */
            text->length = at;
            if (other->length) {
                size_t from = seeded_below(seeded, (uint32_t)other->length);
                buf_add(text, other->data + from, other->length - from);
            }
            break;
        default: /* the same again */
            if (text->length * 2 < LARGEST) {
                auto_str char *tail = xstrndup(text->data + at, text->length - at);
                buf_add(text, tail, strlen(tail));
            }
        }
    }
}

int main(int argc, char **argv)
{
    long mutations = argc > 2 ? strtol(argv[2], NULL, 10) : 2000;
    struct seeded seeded = {.state = 1};
    if (argc < 2 || !read_corpus(argv[1])) {
        fprintf(stderr, "usage: %s FOLDER [MUTATIONS]; the folder holds the corpus\n", argv[0]);
        return 2;
    }
    run("", 0);
    for (size_t i = 0; i < count; i++)
        run(buf_text(&files[i]), files[i].length);
    for (long i = 0; i < mutations; i++) {
        const struct buf *from = &files[seeded_below(&seeded, (uint32_t)count)];
        auto_buf struct buf text = buf_make(2 * LARGEST);
        buf_add(&text, buf_text(from), from->length);
        mutate(&seeded, &text);
        run(buf_text(&text), text.length);
    }
    printf("%zu files, %ld mutations\n", count, mutations);
    for (size_t i = 0; i < count; i++)
        buf_free(&files[i]);
    return 0;
}
