/* What the files of the panels share. */
#ifndef PANEL_ROWS_H
#define PANEL_ROWS_H

#include "panel/panel.h"

/** The licences as they were assigned: of "licence-states", "groups" and "subscriptions", in this order. */
struct record_page *panel_licences(const struct part_input *input);
extern const struct record_kind panel_licence_kind;

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define FIELDS(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

#endif
