/* What the screen can do beside the actions, as rows: the key map, the palette, the help and the hints derive from them. */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

struct app;
struct config;

enum { COMMAND_KEYS = 3 };

struct ui_command {
    const char *name;       /* "refresh": the configuration's keys:, the palette */
    const char *label;      /* "Read the table again" */
    const char *group;      /* "Table", "Marks", … for the help */
    int keys[COMMAND_KEYS]; /* defaults; 0 ends */
    void (*run)(struct app *app);
};

/** All rows, ended by a row without a name. The keys are as the configuration binds them after commands_bind. */
const struct ui_command *commands_all(void);
const struct ui_command *commands_by_key(int key);
const struct ui_command *commands_find(const char *name);
/** Bind the keys as `config` wants; unknown names, unreadable keys and clashes are errors with file, line and column. */
bool commands_bind(const struct config *config, struct err *e) MUST_USE;

#endif
