/* Where the rows of each domain are. Only action.c reads this. */
#ifndef ACTION_ROWS_H
#define ACTION_ROWS_H

#include "action/action.h"

/* Each ends with a row without a name. */
extern const struct action account_actions[];
extern const struct action user_property_actions[];
extern const struct action life_cycle_actions[];
extern const struct action licences_actions[];
extern const struct action reprocess_actions[];
extern const struct action tap_actions[];
extern const struct action methods_actions[];
extern const struct action push_actions[];
extern const struct action mailbox_actions[];
extern const struct action forwarding_actions[];
extern const struct action inbox_rule_actions[];
extern const struct action mailbox_rights_actions[];
extern const struct action out_of_office_actions[];
extern const struct action membership_actions[];
extern const struct action onedrive_actions[];
extern const struct action shortcut_actions[];

#endif
