/* Finding commands by name and key, and binding keys. */
#include "ui/app/keymap.h"

#include "base/alloc.h"
#include "ui/screen/keys.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

struct keymap keymap_make(const struct ui_command *rows)
{
    size_t count = 1;
    while (rows[count - 1].name)
        count++;
    struct keymap keymap = {.rows = xcalloc(count, sizeof *rows)};
    memcpy(keymap.rows, rows, count * sizeof *rows);
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    xfree(keymap->rows);
    keymap->rows = NULL;
}

static struct ui_command *named(const struct keymap *keymap, const char *name)
{
    for (struct ui_command *row = keymap->rows; row->name; row++)
        if (!strcmp(row->name, name))
            return row;
    return NULL;
}

const struct ui_command *keymap_find(const struct keymap *keymap, const char *name)
{
    return named(keymap, name);
}

static bool has_key(const struct ui_command *row, int key)
{
    for (int i = 0; i < COMMAND_KEYS && key; i++)
        if (row->keys[i] == key)
            return true;
    return false;
}

const struct ui_command *keymap_by_key(const struct keymap *keymap, int key)
{
    for (const struct ui_command *row = keymap->rows; row->name; row++)
        if (has_key(row, key))
            return row;
    return NULL;
}

bool keymap_is(const struct keymap *keymap, const char *name, int key)
{
    const struct ui_command *row = named(keymap, name);
    assert(row); /* the code names what there is */
    return has_key(row, key);
}

const char *keymap_key(const struct keymap *keymap, const char *name)
{
    enum { TEXTS = 4, LONGEST = 40 };
    static char texts[TEXTS][LONGEST]; /* of the thread of the screen */
    static unsigned next;
    const struct ui_command *row = named(keymap, name);
    assert(row);
    char *text = texts[next++ % TEXTS];
    snprintf(text, LONGEST, "%s%s", row->keys[0] ? "" : ":", row->keys[0] ? key_name(row->keys[0]) : name);
    return text;
}

/* --- binding --- */

static bool wrong(const struct config *config, const struct config_key *key, struct err *e, const char *what,
                  const char *about)
{
    err_set(e, ERR_CONFIG, "%s:%d:%d: %s \"%s\"", config->path, key->line, key->column, what, about);
    return err_hint(e, "`?` on the screen lists commands and keys");
}

bool keymap_bind(struct keymap *keymap, const struct config *config, struct err *e)
{
    for (size_t i = 0; i < config->key_count; i++) {
        const struct config_key *key = &config->keys[i];
        struct ui_command *row = named(keymap, key->name);
        int code = key_parse(key->key);
        if (!row)
            return wrong(config, key, e, "keys: there is no command", key->name);
        if (!code)
            return wrong(config, key, e, "keys: there is no key", key->key);
        memset(row->keys, 0, sizeof row->keys);
        row->keys[0] = code;
    }
    for (size_t i = 0; i < config->key_count; i++) { /* only now is it known what else a key does */
        const struct config_key *key = &config->keys[i];
        for (const struct ui_command *row = keymap->rows; row->name; row++)
            if (has_key(row, key_parse(key->key)) && strcmp(row->name, key->name) != 0) {
                char about[96];
                snprintf(about, sizeof about, "%s\" is taken by \"%s", key->key, row->name);
                return wrong(config, key, e, "keys: the key", about);
            }
    }
    return true;
}
