/* Facts to copy and actions to choose, as lines with their keys: what the menu and the flyout share. The lines are made
 * anew for each frame; the cursor stays on what it was on. */
#ifndef UI_ACTION_LIST_H
#define UI_ACTION_LIST_H

#include "ui/app/app.h"
#include "ui/screen/list.h"

enum action_line_kind { LINE_HEADING, LINE_FACT, LINE_COMMAND, LINE_ACTION, LINE_FOLD };

struct action_line {
    enum action_line_kind kind;
    const char *label;
    int key;           /* 0: none */
    const char *value; /* a fact: all of it, to copy */
    const char *shown; /* a fact: what of it stands on this line, */
    int part;          /* which is the first (0) or a later one */
    const struct ui_command *command;
    const struct action *action;
    enum action_group group; /* a fold: what is in it */
    enum permission may;     /* PERMISSION_CANNOT: it cannot be chosen */
    const char *now;         /* what it is now, of what the action changes; "": that is not known */
    const char *reason;      /* why not, or why it will probably be refused; NULL: nothing against it is known */
};

struct action_list {
    struct list list; /* of the lines */
    struct action_line *lines;
    size_t count, capacity;
    struct arena *arena;          /* of their texts */
    int width, label_width;       /* of a line, of the label of a fact */
    int columns;                  /* it was drawn in */
    const char *narrow;           /* only what has this in its name; "" for all */
    const char *heading;          /* comes before the next line */
    const struct target *targets; /* whom the actions would be done to; the view's */
    size_t target_count;
    unsigned open;             /* by group: what has no letter is shown, too */
    struct action_line before; /* where the cursor was, by kind, label and part; the label is owned */
};

void action_list_free(struct action_list *list);
/** Make the lines: begin, then headings and what is under them, then end. */
void action_list_begin(struct action_list *list, int width, int label_width, const char *narrow);
/** Shown when a line follows. */
void action_list_heading(struct action_list *list, const char *title);
/** A value with its name, wrapped; empty ones are left out. */
void action_list_fact(struct action_list *list, const char *label, const char *value, int key);
void action_list_command(struct action_list *list, const struct ui_command *command);
/** The rows that are offered for any of the targets (for several: those that may be done to several), by group. Those without a letter
 *  are folded into one line of their group, until it is opened or a part of a name is given. */
void action_list_actions(struct action_list *list, const struct app *app, const struct target *targets, size_t count);
void action_list_end(struct action_list *list);

/** Whether the menu has the action for these targets. */
bool action_list_offered(const struct action *action, const struct target *targets, size_t count);
/** Whether `action` can be done now; if not, or probably not, `*reason` says why, in `arena`: read-only, what is missing. Else NULL. */
enum permission action_list_may(const struct app *app, const struct action *action, struct arena *arena,
                                const char **reason);

/** In so many columns (1 or more) of one width, one after the other. */
void action_list_draw(struct action_list *list, struct grid *grid, struct rect rect, int across, bool focus);
/** From one column to the next (`by` 1) or the one before (-1). False: there is none. */
bool action_list_across(struct action_list *list, int by);
/** What is to be known of the line at the cursor: what it does, or why it cannot. */
void action_list_draw_note(const struct action_list *list, const struct app *app, struct grid *grid, struct rect rect);
/** The line at the cursor; NULL when there is none. */
const struct action_line *action_list_at(const struct action_list *list);
/** Put the cursor on the first line that does something. */
void action_list_to_first(struct action_list *list);
/** The line with this key; NULL when there is none. */
const struct action_line *action_list_find(const struct action_list *list, int key);
/** Moves by anything but letters, which are for the lines. False when the key is no movement. */
bool action_list_move(struct action_list *list, int key);
/** Do what a line is for; true when that opened another view. */
bool action_list_choose(struct action_list *list, struct app *app, const struct action_line *line);

#endif
