/* The panels, a file each. */
#ifndef PANEL_ROWS_H
#define PANEL_ROWS_H

#include "panel/panel.h"

extern const struct panel panel_overview, panel_onedrive, panel_devices, panel_groups, panel_apps;

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define FIELDS(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

#endif
