/* Where the rows of each domain are. Only action.c reads this. */
#ifndef ACTION_ROWS_H
#define ACTION_ROWS_H

#include "action/action.h"

extern const struct action account_actions[]; /* account.c; ends with a row without a name */

#endif
