/* The key map: what the screen can do beside the actions, and the keys that do it. Palette, help, hints and texts that name a key
 * ask here for the one in force. The rows stand in ui/commands.c. */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include "config/config.h"
#include "model/view.h"

struct app;

enum { COMMAND_KEYS = 3 };

struct ui_command {
    const char *name;       /* "refresh": the configuration's keys:, the palette */
    const char *label;      /* "Read the table again" */
    const char *group;      /* "Table", "Marks", … for the help */
    int keys[COMMAND_KEYS]; /* 0 ends */
    void (*run)(struct app *app);
    const struct preset *preset; /* what it shows instead of running something; NULL: it runs */
};

struct keymap {
    struct ui_command *rows; /* ended by a row without a name */
};

/** A copy of `rows` (ended by one without a name) with their own keys; owned by the caller. */
struct keymap keymap_make(const struct ui_command *rows);
void keymap_free(struct keymap *keymap);
/** Bind the keys as `config` wants; unknown names, unreadable keys and clashes are errors with file, line and column. */
bool keymap_bind(struct keymap *keymap, const struct config *config, struct err *e) MUST_USE;
/** NULL when there is none. */
const struct ui_command *keymap_find(const struct keymap *keymap, const char *name);
const struct ui_command *keymap_by_key(const struct keymap *keymap, int key);
/** Whether `key` is one of the keys of the command `name`. */
bool keymap_is(const struct keymap *keymap, const char *name, int key);
/** The key of a command as a text names it: "J"; ":doctor" for a command without a key. Valid for the next few calls. */
const char *keymap_key(const struct keymap *keymap, const char *name);

#endif
