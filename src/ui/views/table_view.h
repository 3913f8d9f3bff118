/* A whole screen that is one table of what one question brought: frame, notices, keys. */
#ifndef UI_TABLE_VIEW_H
#define UI_TABLE_VIEW_H

#include "ui/app/question.h"
#include "ui/screen/table.h"

/* What the last line says while a part of a name is typed. */
#define TABLE_VIEW_NARROWING "type a part of the name  {choose} keeps it  {back} all again"

/* The first member of the views that are such a screen. */
struct table_view {
    struct view view;
    struct table table;
    struct question question;
    const char *warning; /* above the rows; NULL: none */
    const char *empty;   /* instead of the table's own words; NULL: those */
    /* each may be NULL */
    void (*ask)(struct table_view *view, struct app *app);    /* F5 */
    void (*choose)(struct table_view *view, struct app *app); /* Enter, a double click */
    void (*copy)(struct table_view *view, struct app *app);   /* instead of what the table has for it */
};

/** The `key` of the view's operations. */
enum reaction table_view_key(struct view *view, struct app *app, int key);
/** Frame, notices and table; `right` (may be "") stands above, before the position. Returns the `details` lines left below. */
struct rect table_view_draw(struct table_view *view, struct app *app, struct grid *grid, struct rect rect,
                            const char *title, const char *right, int details);
/** A line across the top of what is left below; returns the rest. */
struct rect table_view_rule(struct grid *grid, struct rect rect);
/** The `hints` of the view: while something is typed or a range is marked. */
const char *table_view_hints(const struct view *view, const struct app *app);
/** The `typing` of the view. */
bool table_view_types(const struct view *view);
/** The `close` of the view. */
void table_view_close(struct view *view, struct app *app);

#endif
