/* Rows of texts as CSV or JSON: what a list of the screen shows, whatever it lists. */
#ifndef OUTPUT_ROWS_H
#define OUTPUT_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct rows {
    size_t columns, count;
    const char *(*name)(void *from, size_t column); /* of the column */
    /** The text of a cell, valid until the next call; "" is nothing. */
    const char *(*cell)(void *from, size_t row, size_t column);
    void *from;
    /** Takes the text piece by piece; false ends it. */
    bool (*write)(void *context, const char *bytes, size_t length);
    void *context;
};

/** A header of the columns' names, then a record a row; cells that a spreadsheet would take for a formula are made
 *  harmless. False when `write` was. */
bool rows_csv(const struct rows *rows);
/** An array of objects by the columns' names; nothing is null. */
bool rows_json(const struct rows *rows);

#endif
