/* What the screen has read of single users: the last few stay, and what is wanted of one is asked for, a job a source. */
#ifndef UI_USER_READINGS_H
#define UI_USER_READINGS_H

#include "panel/readings.h"
#include "ui/app/app.h"

/** What is known of the user; who was not looked at for the longest time makes room. Valid until the next call. */
struct panel_readings *user_readings_of(struct app *app, const struct target *user);
/** Ask for a source of the user unless it is known, or under way; one that failed is asked for by user_readings_again() alone.
 *  False: the worker takes no more just now. */
bool user_readings_want(struct app *app, struct panel_readings *readings, const struct source *source);
/** Ask for it anew; what is known stays until then. */
bool user_readings_again(struct app *app, struct panel_readings *readings, const struct source *source);
/** Ask a source with inputs; what it answered before goes. */
bool user_readings_ask(struct app *app, struct panel_readings *readings, const struct source *source, const char *text);
/** Read on in a log, behind what is there, unless it ends there or is being read. */
bool user_readings_older(struct app *app, struct panel_readings *readings, const struct source *source);
/** Cancel what is under way: of one source, or all (NULL). True: something was. */
bool user_readings_cancel(struct app *app, struct panel_readings *readings, const struct source *source);
/** Take an answer; note that a run may have changed what is known of its target. */
void user_readings_message(struct app *app, struct message *message);
/** The same because a person does not wait any longer: it is not asked for again until it is wanted anew. */
bool user_readings_give_up(struct app *app, struct panel_readings *readings, const struct source *source);

#endif
