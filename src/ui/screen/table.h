/* One widget for every list: columns, rows by a callback, a cursor, marks, what `/` leaves, an order. It knows no app. */
#ifndef UI_TABLE_H
#define UI_TABLE_H

#include "ui/screen/entry.h"
#include "ui/screen/list.h"
#include <stdint.h>

enum { TABLE_CELL = 512, TABLE_KEY = 64, TABLE_COLUMNS = 32, TABLE_READABLE = 16, TABLE_NO_ROW = -1 };

enum table_flag {
    TABLE_IDENTIFIES = 1, /* never falls below TABLE_READABLE or its content, whichever is less */
    TABLE_KEEP = 2,       /* never disappears */
    TABLE_COPIED = 4,     /* what is copied of a row; without one, the column that identifies */
    TABLE_HIDDEN = 8,     /* never drawn: found by `/` and exported */
    TABLE_ORDERED = 16,   /* sorted by `order` of its cells, not by their text */
    TABLE_ROOM = 32       /* only where all others have what they want and it has it too */
};

struct table_column {
    const char *name;  /* in exports: "target" */
    const char *title; /* in the header: "Target" */
    int least, most;   /* width; most 0: as its content */
    int weight;        /* its share while there is less room than content; 0 is 1 */
    unsigned flags;
};

struct table_cell {
    const char *text; /* `space`, or memory of the owner */
    char space[TABLE_CELL];
    enum role role;
    int64_t order;
};

struct table_ops {
    const char *name;    /* in the name of an exported file: "journal" */
    const char *what;    /* after the count: "entries" */
    const char *reading; /* instead of rows: while they are read, */
    const char *empty;   /* when there are none, */
    bool marks;          /* rows can be marked here */
    bool ordered;        /* the order of the rows is the owner's: no sorting */
    bool plain;          /* rows are found and sorted by the owner: position and row are the same */
    bool more;           /* a sign at the end of each row: there is a menu */
    bool headless;       /* no header */
    bool growing; /* rows come in one by one: until it is moved, the cursor stays in its place, not with its row */
    /** The text of a cell, its role and its order; `cell` comes empty. */
    void (*cell)(const void *owner, size_t row, size_t column, struct table_cell *cell);
    /** Who a row is, also after another reading; NULL: its number. Text of TABLE_KEY bytes at most. */
    void (*key)(const void *owner, size_t row, char out[TABLE_KEY]);
    bool (*marked)(const void *owner, size_t row); /* rows the owner marks by itself; may be NULL */
    /** Why a row is here that shows none of `words`: a few words for its end; "" when there is nothing to say. May be NULL. */
    void (*beside)(const void *owner, size_t row, char *out, size_t size);
};

struct table {
    const struct table_ops *ops;
    const void *owner;
    const struct table_column *columns;
    size_t column_count;
    enum role role;    /* of what has none of its own: ROLE_NORMAL, ROLE_MODAL */
    bool still;        /* the keys are elsewhere: no cursor is drawn */
    const char *words; /* folded, a line each: lit where they stand, instead of those of `narrow`; NULL: none */
    struct list list;  /* of what is shown */
    size_t rows;       /* all there are */
    size_t *shown;     /* rows in the order they are shown in */
    size_t capacity;
    struct entry narrow; /* what `/` was told */
    bool narrowing;      /* keys go into it */
    bool moved;          /* the cursor, by hand, since something was typed there */
    int sorted;          /* a column; TABLE_NO_ROW: as the rows came */
    bool descending;
    char at[TABLE_KEY];       /* who is under the cursor */
    bool *marked;             /* by row */
    char (*marks)[TABLE_KEY]; /* who is marked */
    size_t mark_count, mark_capacity, marked_capacity;
    size_t anchor; /* position a range began at; TABLE_NO_ROW: no range */
    /* as last drawn */
    int wants[TABLE_COLUMNS]; /* widths the contents would like; they only grow, and nothing jumps */
    int widths[TABLE_COLUMNS];
    struct rect rect;
};

enum table_command {
    TABLE_NOTHING,
    TABLE_SORT_LEFT,
    TABLE_SORT_RIGHT,
    TABLE_SORT_INVERT,
    TABLE_SORT_NONE,
    TABLE_MARK,
    TABLE_RANGE,
    TABLE_MARK_ALL,
    TABLE_UNMARK,
    TABLE_NARROW
};

/** An empty table; what it names must outlive it. */
struct table table_make(const struct table_ops *ops, const void *owner, const struct table_column *columns,
                        size_t column_count);
void table_free(struct table *table);
/** The owner's rows are others now: cursor and marks stay with whom they were on. */
void table_changed(struct table *table, size_t rows);
/** Other columns: their widths are found anew. */
void table_columns(struct table *table, const struct table_column *columns, size_t count);

/** The owner's row at a position of what is shown. */
size_t table_row(const struct table *table, size_t position);
/** The row under the cursor; TABLE_NO_ROW when nothing is shown. */
int table_at(const struct table *table);
/** Move the cursor to a row, if it is shown. */
void table_go_to(struct table *table, size_t row);
bool table_is_marked(const struct table *table, size_t row);
/** A cell, cleared first. */
const char *table_cell(const struct table *table, size_t row, size_t column, struct table_cell *cell);
/** What to copy of a row: valid as long as `cell` and the owner's rows. */
const char *table_copied(const struct table *table, size_t row, struct table_cell *cell);
/** "12/300", "2/5 of 300" where `/` leaves five, "" without rows. */
const char *table_position(const struct table *table, char *out, size_t size);
/** "3 marked", "3 marked, 1 not shown", "" without marks. */
const char *table_marks(const struct table *table, char *out, size_t size);

/** Movement, and while something is typed after `/` or a range is under way, their keys. False: it is not for the table. */
bool table_key(struct table *table, int key);
/** What a command asks for; false when this table has none of it. */
bool table_do(struct table *table, enum table_command command);
/** A click at a place of the screen: on a row the cursor goes there, on the header the column is sorted by. True: on a row. */
bool table_click(struct table *table, int x, int y);
/** The column whose title stands there; TABLE_NO_ROW: none. */
int table_column_at(const struct table *table, int x, int y);
/** Undo one thing before a view is left: a range, what was typed after `/`. False: there is none. */
bool table_back(struct table *table);

/* --- table_draw.c --- */

/** Header and rows into `rect`, a scroll mark in its last column. */
void table_draw(struct table *table, struct grid *grid, struct rect rect);
/** Columns before the first one: the cursor's sign, and the mark's where rows have marks. */
int table_gutter(const struct table *table);
/** The line of `/`, when there is one; returns what it leaves of `rect`. */
struct rect table_draw_narrow(const struct table *table, struct grid *grid, struct rect rect);
/** Share `room` out: a space between two columns; a column without room gets 0, but never the one that is `sorted` by (TABLE_NO_ROW:
 *  none), as rows in an order that nothing tells of look unsorted. */
void table_fit(const struct table_column *columns, size_t count, const int *wants, int sorted, int room, int *widths);

#endif
