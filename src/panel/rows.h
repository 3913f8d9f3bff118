/* The panels, a file each. */
#ifndef PANEL_ROWS_H
#define PANEL_ROWS_H

#include "panel/panel.h"

extern const struct panel panel_overview, panel_sign_ins, panel_conditional_access, panel_mail, panel_onedrive,
    panel_devices, panel_groups, panel_apps, panel_history;

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define FIELDS(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

#endif
