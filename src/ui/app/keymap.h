/* The key map: what the screen can do beside the actions, and the keys that do it, as rows: the commands (ui/commands.c), moving
 * about (keymap_moves), and what each view has for itself (beside its handlers). Dispatch, palette, help, hints and every text
 * that names a key ask here for the one in force. */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include "config/config.h"
#include "model/view.h"
#include "ui/screen/table.h"

struct app;
struct view;
struct target;

enum { COMMAND_KEYS = 3 };

/* What a view made of a key. */
enum reaction {
    REACT_NONE,
    REACT_REDRAW,
    REACT_CLOSE,    /* pop and free this view */
    REACT_UNHANDLED /* the view below may have it (unless this one is modal) */
};

/* Where a key counts: what counts in one place at once must have keys of its own. */
enum command_place {
    IN_USERS = 1,  /* the users' table */
    IN_LISTS = 2,  /* the other tables */
    IN_OTHERS = 4, /* menus, panels, questions */
    IN_TABLES = IN_USERS | IN_LISTS,
    ABOVE = IN_LISTS | IN_OTHERS,
    EVERYWHERE = IN_USERS | ABOVE,
    OVER = 8,       /* a command that opens over any view that is not a question */
    ALWAYS = 16,    /* one that works over a question too */
    IN_FIELDS = 32, /* needed while something is typed: one of its keys writes no letter */
    LETTERS = 64    /* counts where letters are actions */
};

struct ui_command {
    const char
        *name; /* "refresh": the configuration's keys:, the palette; "jobs.cancel": of the view or state "jobs" */
    const char *label;      /* "Read the table again" */
    const char *group;      /* "Table", "Marks", … for the help */
    int keys[COMMAND_KEYS]; /* 0 ends */
    unsigned in;            /* enum command_place */
    /* what it is for: one of these */
    void (*run)(struct app *app);
    void (*run_for)(struct app *app, const struct target *targets,
                    size_t count);                            /* beside `run`: where it is known for whom */
    const struct preset *preset;                              /* shown */
    int own;                                                  /* the n-th view of the configuration, from 1 */
    enum reaction (*act)(struct view *view, struct app *app); /* of one view */
    int becomes;                                              /* the key the views know it by */
    /* and in the tables other than the users' */
    enum table_command table;
};

struct keymap {
    struct ui_command *rows; /* ended by a row without a name */
};

extern const struct ui_command keymap_moves[];

/** A copy of the rows of `tables` (ended by NULL, each by a row without a name) with their own keys; owned by the caller. */
struct keymap keymap_make(const struct ui_command *const *tables);
void keymap_free(struct keymap *keymap);
/** Bind the keys as `config` wants; unknown names, unreadable keys and clashes are errors with file, line and column. */
bool keymap_bind(struct keymap *keymap, const struct config *config, struct err *e) MUST_USE;
/** NULL when there is none. */
struct ui_command *keymap_find(const struct keymap *keymap, const char *name);
/** The command with this key that counts in one of `places`; NULL when there is none. */
const struct ui_command *keymap_by_key(const struct keymap *keymap, int key, unsigned places);
/** What a view or a state of it has for itself on this key; NULL: nothing. */
const struct ui_command *keymap_own(const struct keymap *keymap, const char *scope, int key);
/** Whether a row is what the view or the state `scope` has for itself. */
bool keymap_is_of(const struct ui_command *row, const char *scope);
/** The key that the views know `key` by in one of `places`: 'j' is KEY_ARROW_DOWN. KEY_NOTHING: what it meant is bound elsewhere. */
int keymap_means(const struct keymap *keymap, int key, unsigned places);
/** Whether `key` is one of the keys of the command `name`. */
bool keymap_is(const struct keymap *keymap, const char *name, int key);
/** The key of a command as a text names it: "J"; ":doctor" for a command without a key. Valid for the next few calls. */
const char *keymap_key(const struct keymap *keymap, const char *name);
/** Whether two rows may be asked for by a key in the same place. */
bool keymap_meet(const struct ui_command *one, const struct ui_command *other);

#endif
