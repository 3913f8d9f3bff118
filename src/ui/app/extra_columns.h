/* Columns with a source of their own on the screen: they are read when they are shown, filtered or sorted by. */
#ifndef UI_EXTRA_COLUMNS_H
#define UI_EXTRA_COLUMNS_H

#include "ui/app/app.h"

/** Ask for what is wanted and was not asked for since the table was read last. What a column holds stays until it comes anew. */
void extra_columns_ask(struct app *app);
/** Take what came for them. */
void extra_columns_message(struct app *app, struct message *message);
/** What follows the title in the header: " …" while it is read, " !" when it is not whole; else "". */
const char *extra_columns_mark(const struct app *app, const struct column *column);
/** Whether all that filter and order ask for is known. */
bool extra_columns_whole(const struct app *app);
/** A line about those that are shown or asked for and are not whole; false when there is nothing to say. */
bool extra_columns_notice(const struct app *app, char *out, size_t size, bool *trouble);

#endif
