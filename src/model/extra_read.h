/* From what a source brought to the values of its column. */
#ifndef MODEL_EXTRA_READ_H
#define MODEL_EXTRA_READ_H

#include "model/record.h"
#include "model/users.h"

/** The source that a column is read from: of all users, or of one. */
const char *extra_source(enum extra which, bool of_one);
/** The column that is read from a source, of all users or of one; EXTRA_NONE when there is none. */
enum extra extra_of(const char *source);
/** Keep the values of a page. */
void extra_take(struct users *users, enum extra which, const struct record_page *page);

#endif
