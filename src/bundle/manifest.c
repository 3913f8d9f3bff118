/* Lines of a manifest, each chained to the one before. */
#include "bundle/manifest.h"

#include "codec/digest.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LINE = 2 * BUNDLE_HASH + MANIFEST_NAME + 80 };

static void hash_of(const struct buf *text, char out[BUNDLE_HASH + 1])
{
    auto_buf struct buf hex = buf_make(BUNDLE_HASH + 1);
    digest_sha256_hex(&hex, buf_text(text), text->length);
    memcpy(out, buf_text(&hex), BUNDLE_HASH + 1);
}

void manifest_begin(char chain[BUNDLE_HASH + 1])
{
    auto_buf struct buf first = buf_make(LINE);
    buf_puts(&first, MANIFEST_FIRST);
    hash_of(&first, chain);
}

static void put_rest(struct buf *out, const struct manifest_line *line)
{
    if (line->end)
        buf_printf(out, "end %" PRIu64 " %" PRIu64, line->count, line->size);
    else
        buf_printf(out, "%s %" PRIu64 " %s", line->hash, line->size, line->name);
}

void manifest_add(struct buf *out, char chain[BUNDLE_HASH + 1], const struct manifest_line *line)
{
    auto_buf struct buf link = buf_make(LINE);
    buf_printf(&link, "%s\n", chain);
    put_rest(&link, line);
    hash_of(&link, chain);
    buf_printf(out, "%s ", chain);
    put_rest(out, line);
    buf_putc(out, '\n');
}

static bool is_hash(const char *text)
{
    return strspn(text, "0123456789abcdef") >= BUNDLE_HASH;
}

/* Loosely: whether it is in its own form, the comparison with what would be written decides. */
static bool read_rest(const char *rest, struct manifest_line *out)
{
    char *end = NULL;
    *out = (struct manifest_line){.end = !strncmp(rest, "end ", 4)};
    if (out->end)
        out->count = strtoull(rest + 4, &end, 10);
    else if (is_hash(rest) && rest[BUNDLE_HASH] == ' ')
        memcpy(out->hash, rest, BUNDLE_HASH);
    else
        return false;
    out->size = strtoull(out->end ? end : rest + BUNDLE_HASH, &end, 10);
    if (out->end)
        return true;
    if (*end != ' ' || strlen(end + 1) > MANIFEST_NAME || !manifest_name_is_good(end + 1))
        return false;
    memcpy(out->name, end + 1, strlen(end + 1));
    return true;
}

bool manifest_read(const char *text, size_t length, char chain[BUNDLE_HASH + 1], struct manifest_line *out)
{
    char line[LINE];
    auto_buf struct buf written = buf_make(LINE);
    *out = (struct manifest_line){0};
    if (length >= sizeof line || memchr(text, '\0', length))
        return false;
    memcpy(line, text, length);
    line[length] = '\0';
    if (!is_hash(line) || line[BUNDLE_HASH] != ' ' || !read_rest(line + BUNDLE_HASH + 1, out))
        return false;
    manifest_add(&written, chain, out);
    memcpy(chain, line, BUNDLE_HASH); /* one line is wrong, not all behind it */
    return written.length == length + 1 && !memcmp(buf_text(&written), line, length);
}

static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte && strchr("._@+-", byte));
}

bool manifest_name_is_good(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++)
        if (!is_plain(name[i]))
            return false;
    return length && length <= MANIFEST_NAME && !strchr(".-", *name) && name[length - 1] != '.' &&
           strcasecmp(name, BUNDLE_MANIFEST) != 0;
}

void manifest_name(const char *from, char out[MANIFEST_NAME + 1])
{
    size_t length = strnlen(from, MANIFEST_NAME - 8); /* the rest is for a number */
    for (size_t i = 0; i < length; i++)
        out[i] = is_plain(from[i]) && !(!i && strchr(".-", from[i])) ? from[i] : '_';
    if (!length)
        out[length++] = '_';
    if (out[length - 1] == '.')
        out[length - 1] = '_';
    out[length] = '\0';
}
