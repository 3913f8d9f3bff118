/* Finding commands by name and key, and binding keys. */
#include "ui/app/keymap.h"

#include "action/action.h"
#include "base/alloc.h"
#include "ui/screen/keys.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { BOTH = EVERYWHERE | IN_FIELDS, UPPER = ABOVE | IN_FIELDS };
#define MOVING "Moving about, everywhere"
const struct ui_command keymap_moves[] = {
    {"up", "One line up", MOVING, {KEY_ARROW_UP, 'k'}, BOTH, .becomes = KEY_ARROW_UP},
    {"down", "One line down", MOVING, {KEY_ARROW_DOWN, 'j'}, BOTH, .becomes = KEY_ARROW_DOWN},
    {"page-up", "A screenful up", MOVING, {KEY_PAGE_UP}, EVERYWHERE, .becomes = KEY_PAGE_UP},
    {"page-down", "A screenful down", MOVING, {KEY_PAGE_DOWN}, EVERYWHERE, .becomes = KEY_PAGE_DOWN},
    {"half-up", "Half a screenful up", MOVING, {KEY_CTRL('U')}, EVERYWHERE, .becomes = KEY_HALF_UP},
    {"half-down", "Half a screenful down", MOVING, {KEY_CTRL('D')}, EVERYWHERE, .becomes = KEY_HALF_DOWN},
    {"first", "The first line", MOVING, {KEY_FIRST_LINE, 'g'}, EVERYWHERE, .becomes = KEY_FIRST_LINE},
    {"last", "The last line", MOVING, {KEY_LAST_LINE, 'G'}, EVERYWHERE, .becomes = KEY_LAST_LINE},
    {"left", "To the left", MOVING, {KEY_ARROW_LEFT}, ABOVE, .becomes = KEY_ARROW_LEFT},
    {"right", "To the right", MOVING, {KEY_ARROW_RIGHT}, ABOVE, .becomes = KEY_ARROW_RIGHT},
    {"next", "The next field; to the panel beside", MOVING, {KEY_TABULATOR}, UPPER, .becomes = KEY_TABULATOR},
    {"previous", "The field before", MOVING, {KEY_BACK_TAB}, UPPER, .becomes = KEY_BACK_TAB},
    {"choose", "Do what the cursor is on", MOVING, {KEY_RETURN}, UPPER | LETTERS, .becomes = KEY_RETURN},
    {"back", "One step back, doing nothing", MOVING, {KEY_ESCAPE, 'q'}, UPPER | LETTERS, .becomes = KEY_ESCAPE},
    {"narrow", "Leave only what has a text in it", MOVING, {'/'}, ABOVE | LETTERS, .becomes = '/'},
    {.name = NULL},
};

struct keymap keymap_make(const struct ui_command *const *tables)
{
    struct keymap keymap = {.rows = NULL};
    size_t count = 0, capacity = 0;
    for (; *tables; tables++)
        for (const struct ui_command *row = *tables; row->name; row++) {
            keymap.rows = grow_array(keymap.rows, &capacity, count + 2, sizeof *keymap.rows);
            keymap.rows[count++] = *row;
        }
    keymap.rows[count] = (struct ui_command){.name = NULL};
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    xfree(keymap->rows);
    keymap->rows = NULL;
}

struct ui_command *keymap_find(const struct keymap *keymap, const char *name)
{
    for (struct ui_command *row = keymap->rows; row->name; row++)
        if (!strcmp(row->name, name))
            return row;
    return NULL;
}

static bool has_key(const struct ui_command *row, int key)
{
    for (int i = 0; i < COMMAND_KEYS && key; i++)
        if (row->keys[i] == key)
            return true;
    return false;
}

/* Bytes of the name before the dot; 0: it is of no view alone. */
static size_t scope_of(const struct ui_command *row)
{
    const char *dot = strchr(row->name, '.');
    return dot ? (size_t)(dot - row->name) : 0;
}

const struct ui_command *keymap_by_key(const struct keymap *keymap, int key, unsigned places)
{
    for (const struct ui_command *row = keymap->rows; row->name; row++)
        if ((row->in & places) && !row->becomes && !scope_of(row) && has_key(row, key))
            return row;
    return NULL;
}

bool keymap_is_of(const struct ui_command *row, const char *scope)
{
    size_t length = strlen(scope);
    return length && scope_of(row) == length && !memcmp(row->name, scope, length);
}

const struct ui_command *keymap_own(const struct keymap *keymap, const char *scope, int key)
{
    for (const struct ui_command *row = keymap->rows; row->name; row++)
        if (keymap_is_of(row, scope) && has_key(row, key))
            return row;
    return NULL;
}

int keymap_means(const struct keymap *keymap, int key, unsigned places)
{
    int means = key;
    for (const struct ui_command *row = keymap->rows; row->name; row++) {
        if (!row->becomes || !(row->in & places) || scope_of(row))
            continue;
        if (has_key(row, key))
            return row->becomes;
        if (row->becomes == key)
            means = KEY_NOTHING;
    }
    return means;
}

bool keymap_is(const struct keymap *keymap, const char *name, int key)
{
    const struct ui_command *row = keymap_find(keymap, name);
    assert(row); /* the code names what there is */
    return has_key(row, key);
}

const char *keymap_key(const struct keymap *keymap, const char *name)
{
    enum { TEXTS = 4, LONGEST = 40 };
    static char texts[TEXTS][LONGEST]; /* of the thread of the screen */
    static unsigned next;
    const struct ui_command *row = keymap_find(keymap, name);
    assert(row);
    char *text = texts[next++ % TEXTS];
    snprintf(text, LONGEST, "%s%s", row->keys[0] ? "" : ":", row->keys[0] ? key_name(row->keys[0]) : name);
    return text;
}

/* --- binding --- */

bool keymap_meet(const struct ui_command *one, const struct ui_command *other)
{
    size_t scope = scope_of(one), length = scope_of(other);
    bool apart = scope && length && (scope != length || memcmp(one->name, other->name, length) != 0);
    return (one->in & other->in & EVERYWHERE) && !apart;
}

/* Who else has a key of `row` where that counts: a row, or an action in the menu; NULL: nobody. */
static const char *taken(const struct keymap *keymap, const struct ui_command *row, int key)
{
    size_t count;
    const struct action *const *actions = action_all(&count);
    for (const struct ui_command *other = keymap->rows; other->name; other++)
        if (other != row && has_key(other, key) && keymap_meet(row, other))
            return other->name;
    for (size_t i = 0; i < count && (row->in & LETTERS); i++)
        if (actions[i]->key == key)
            return actions[i]->name;
    return NULL;
}

static bool wrong(const struct config *config, const struct config_key *key, struct err *e, const char *what,
                  const char *about)
{
    err_set(e, ERR_CONFIG, "%s:%d:%d: keys: %s \"%s\"", config->path, key->line, key->column, what, about);
    return err_hint(e, "docs/CONFIGURATION.md lists what has a key, and where it counts");
}

static bool bind(struct keymap *keymap, const struct config *config, size_t index, struct err *e)
{
    const struct config_key *key = &config->keys[index];
    struct ui_command *row = keymap_find(keymap, key->name);
    int code = key_parse(key->key), used = 0;
    for (size_t i = 0; i < index; i++)
        used += !strcmp(config->keys[i].name, key->name);
    if (!row)
        return wrong(config, key, e, "there is no command", key->name);
    if (!code)
        return wrong(config, key, e, "there is no key", key->key);
    if (used == COMMAND_KEYS)
        return wrong(config, key, e, "no more than three keys for", key->name);
    if (!used)
        memset(row->keys, 0, sizeof row->keys);
    row->keys[used] = code;
    return true;
}

/* A row that fields need has a key that is not typed into them. */
static bool is_reachable(const struct ui_command *row)
{
    bool reachable = !(row->in & IN_FIELDS);
    for (int i = 0; i < COMMAND_KEYS && row->keys[i]; i++)
        reachable |= !key_is_text(row->keys[i]);
    return reachable;
}

bool keymap_bind(struct keymap *keymap, const struct config *config, struct err *e)
{
    for (size_t i = 0; i < config->key_count; i++)
        if (!bind(keymap, config, i, e))
            return false;
    for (size_t i = 0; i < config->key_count; i++) { /* only now is it known what else a key does */
        const struct config_key *key = &config->keys[i];
        const struct ui_command *row = keymap_find(keymap, key->name);
        const char *other = taken(keymap, row, key_parse(key->key));
        char about[96];
        snprintf(about, sizeof about, "%s\" is taken by \"%s", key->key, other ? other : "");
        if (other)
            return wrong(config, key, e, "the key", about);
        if (!is_reachable(row))
            return wrong(config, key, e, "a key that writes no letter is needed, too, for", key->name);
    }
    return true;
}
