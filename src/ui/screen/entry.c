/* Editing one line. */
#include "ui/screen/entry.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "ui/screen/keys.h"
#include <string.h>

struct entry entry_make(size_t limit)
{
    return (struct entry){.text = buf_make(limit)};
}

void entry_free(struct entry *entry)
{
    if (entry->text.data)
        secret_wipe(entry->text.data, entry->text.capacity);
    buf_free(&entry->text);
}

void entry_set(struct entry *entry, const char *text)
{
    size_t length = strlen(text), fits = 0, used;
    uint32_t point;
    buf_clear(&entry->text);
    if (length <= entry->text.limit)
        fits = length;
    while (fits < length && (used = utf8_decode(text + fits, length - fits, &point)) &&
           fits + used <= entry->text.limit)
        fits += used;
    buf_add(&entry->text, text, fits);
    entry->lost = fits < length;
    entry->cursor = entry->text.length;
    entry->scroll = 0;
}

static size_t before(const struct entry *entry, size_t at)
{
    const char *text = buf_text(&entry->text);
    size_t last = 0, here = 0;
    int columns;
    while (here < at) {
        size_t used = utf8_cluster(text + here, entry->text.length - here, &columns);
        last = here;
        if (!used)
            break;
        here += used;
    }
    return last;
}

static size_t after(const struct entry *entry, size_t at)
{
    int columns;
    return at + utf8_cluster(buf_text(&entry->text) + at, entry->text.length - at, &columns);
}

static void cut(struct entry *entry, size_t from, size_t to)
{
    struct buf rest = buf_make(entry->text.limit);
    buf_add(&rest, buf_text(&entry->text), from);
    buf_add(&rest, buf_text(&entry->text) + to, entry->text.length - to);
    entry_free(entry);
    entry->text = rest;
    entry->cursor = from;
    entry->lost &= rest.length > 0;
}

bool entry_insert(struct entry *entry, int key)
{
    char bytes[4];
    size_t length = utf8_encode((uint32_t)key, bytes);
    struct buf now = buf_make(entry->text.limit);
    if (entry->text.length + length > entry->text.limit) {
        entry->lost = true;
        return true;
    }
    buf_add(&now, buf_text(&entry->text), entry->cursor);
    buf_add(&now, bytes, length);
    buf_add(&now, buf_text(&entry->text) + entry->cursor, entry->text.length - entry->cursor);
    entry_free(entry);
    entry->text = now;
    entry->cursor += length;
    return true;
}

static size_t word_start(const struct entry *entry)
{
    const char *text = buf_text(&entry->text);
    size_t at = entry->cursor;
    while (at && text[at - 1] == ' ')
        at--;
    while (at && text[at - 1] != ' ')
        at--;
    return at;
}

bool entry_edits(int key)
{
    static const int keys[] = {KEY_ARROW_LEFT, KEY_ARROW_RIGHT, KEY_FIRST_LINE, KEY_LAST_LINE, KEY_ERASE,    KEY_REMOVE,
                               KEY_CTRL('A'),  KEY_CTRL('E'),   KEY_CTRL('H'),  KEY_CTRL('U'), KEY_CTRL('W')};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i] == key)
            return true;
    return key_is_text(key);
}

bool entry_key(struct entry *entry, int key)
{
    switch (key) {
    case KEY_ARROW_LEFT:
        entry->cursor = before(entry, entry->cursor);
        return true;
    case KEY_ARROW_RIGHT:
        entry->cursor = after(entry, entry->cursor);
        return true;
    case KEY_FIRST_LINE:
    case KEY_CTRL('A'):
        entry->cursor = 0;
        return true;
    case KEY_LAST_LINE:
    case KEY_CTRL('E'):
        entry->cursor = entry->text.length;
        return true;
    case KEY_ERASE:
    case KEY_CTRL('H'):
        if (entry->cursor)
            cut(entry, before(entry, entry->cursor), entry->cursor);
        return true;
    case KEY_REMOVE:
        if (entry->cursor < entry->text.length)
            cut(entry, entry->cursor, after(entry, entry->cursor));
        entry->cursor = entry->cursor > entry->text.length ? entry->text.length : entry->cursor;
        return true;
    case KEY_CTRL('U'):
        cut(entry, 0, entry->cursor);
        return true;
    case KEY_CTRL('W'):
        cut(entry, word_start(entry), entry->cursor);
        return true;
    default:
        if (!key_is_text(key))
            return false;
        return entry_insert(entry, key);
    }
}

static int columns_of(const char *text, size_t length)
{
    int total = 0, columns;
    for (size_t at = 0, used; at < length && (used = utf8_cluster(text + at, length - at, &columns)); at += used)
        total += columns;
    return total;
}

void entry_draw(struct entry *entry, struct grid *grid, struct rect rect, int x, int y, int width, bool focus,
                bool hidden)
{
    const char *text = buf_text(&entry->text);
    struct rect field = {rect.x + x, rect.y + y, width, 1};
    if (entry->cursor < entry->scroll)
        entry->scroll = entry->cursor;
    while (columns_of(text + entry->scroll, entry->cursor - entry->scroll) >= width && entry->scroll < entry->cursor)
        entry->scroll = after(entry, entry->scroll);
    grid_fill(grid, field, ROLE_INPUT);
    int at = columns_of(text + entry->scroll, entry->cursor - entry->scroll);
    if (hidden)
        for (int i = 0; i < columns_of(text, entry->text.length) && i < width; i++)
            grid_put(grid, field, i, 0, ROLE_INPUT, "*");
    else
        grid_put(grid, field, 0, 0, ROLE_INPUT, text + entry->scroll);
    if (focus && at < width)
        grid_role(grid, (struct rect){field.x + at, field.y, 1, 1}, ROLE_CURSOR);
}
