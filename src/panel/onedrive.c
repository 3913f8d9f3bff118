/* OneDrive: how full, in which state, where. */
#include "panel/rows.h"

static const struct part parts[] = {
    {.title = "OneDrive",
     .sources = {"drive"},
     .fields = FIELDS("part", "used", "total", "deleted", "state", "webUrl"),
     .none = "Not provisioned: the action \"Pre-provision OneDrive\" makes it."},
    {.title = "Sharing",
     .sources = {"onedrive-site"},
     .fields = FIELDS("sharing", "lockState", "url"),
     .none = "SharePoint knows of no OneDrive."},
};
const struct panel panel_onedrive = {.name = "onedrive", .label = "OneDrive", .parts = parts, .count = COUNT_OF(parts)};
