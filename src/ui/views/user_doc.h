/* A panel of a user as lines of the screen: made when something of it changes, drawn each frame. */
#ifndef UI_USER_DOC_H
#define UI_USER_DOC_H

#include "panel/panel.h"
#include "ui/app/app.h"
#include "ui/screen/list.h"
#include "ui/views/user_marks.h"

enum doc_kind { DOC_GAP, DOC_HEADING, DOC_NOTE, DOC_FACT, DOC_COLUMNS, DOC_ROW };

/* Columns: of labels, of what stands before a line, of a bar; narrow is what has fewer than DOC_NARROW. */
enum { DOC_NARROW = 60, DOC_LABEL = 32, DOC_LABEL_NARROW = 15, DOC_INDENT = 2, DOC_BAR = 20 };

struct doc_table { /* of a part that is a list */
    struct table_column columns[TABLE_COLUMNS];
    int wants[TABLE_COLUMNS];
    size_t count;
};

struct doc_line {
    enum doc_kind kind;
    const struct part *part;
    size_t place;                /* of the part's content */
    const struct record *record; /* of DOC_FACT, DOC_ROW */
    const struct source *source; /* of a DOC_NOTE: what was not read; else the part's first */
    const char *label;           /* of a fact: "" on its later lines; of a heading: its title */
    const char *text;            /* of a fact, a note: what stands there; of a heading: at its end */
    const char *value;           /* of a fact: all of it, to copy */
    int share;                   /* of a fact that is a percentage: 0 to 100; -1: it is none */
    enum role role;
    const struct doc_table *table; /* of DOC_COLUMNS, DOC_ROW */
    const char *id;                /* of DOC_ROW: what identifies the record */
    const char *const *cells;
    const enum role *roles;
    bool marked;
    bool last; /* of a log that goes on: what is older is read from here */
};

struct user_doc {
    struct arena *arena;
    struct doc_line *lines;
    size_t count, capacity;
    struct part_content *contents;
    size_t content_count;
    struct list list;
    struct user_marks marks;
};

/** Make the lines anew, `width` columns wide, of what has `narrow` in it ("" for all). The cursor stays on what it was on. */
void user_doc_make(struct user_doc *doc, const struct app *app, const struct panel *panel,
                   const struct panel_readings *readings, int width, const char *narrow);
void user_doc_free(struct user_doc *doc);
void user_doc_draw(struct user_doc *doc, struct grid *grid, struct rect rect);
/** The cursor to where a part begins. */
void user_doc_go_to(struct user_doc *doc, const struct part *part);
/** Move by a key, over what is no line to stand on. False when the key is no movement. */
bool user_doc_key(struct user_doc *doc, int key);
/** Mark the row at the cursor, or take its mark away. False: nothing can be done to several rows of its kind. */
bool user_doc_mark(struct user_doc *doc);
/** Mark all that is shown of the part at the cursor. False: as above. */
bool user_doc_mark_all(struct user_doc *doc);
/** The records of a part as they were when the lines were made; of none where it is not shown. */
const struct part_content *user_doc_content(const struct user_doc *doc, const struct part *part);
/** The line at the cursor; NULL without lines. */
const struct doc_line *user_doc_at(const struct user_doc *doc);

#endif
