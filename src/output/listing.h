/* The table as a file or a stream: what is shown (filter, order, columns), as CSV or JSON. Shared by the screen's export and
 * the command line. */
#ifndef OUTPUT_LISTING_H
#define OUTPUT_LISTING_H

#include "model/view.h"

enum { LISTING_CELL = 1 << 14 }; /* the licences of a user who has hundreds */

struct listing {
    const struct users *users;
    const struct sku_names *names;
    const struct user_view *view;
    const int *chosen; /* columns */
    size_t count;
    /** Takes the text piece by piece; false ends the listing. */
    bool (*write)(void *context, const char *bytes, size_t length);
    void *context;
};

/** The text of a cell into `out`; returns it. */
const char *listing_cell(const struct listing *listing, size_t row, size_t column, char out[LISTING_CELL]);
/** A header of Graph's property names, then a record for each row; cells that a spreadsheet would take for a formula are
 *  made harmless. False when `write` was. */
bool listing_csv(const struct listing *listing);
/** An array of objects with Graph's property names, id and userPrincipalName always among them. */
bool listing_json(const struct listing *listing);

#endif
