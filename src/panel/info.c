/* What "More info" reads beside what the table knows of a user. */
#include "panel/rows.h"

static const struct part parts[] = {
    {.title = "Profile", .sources = {"profile"}},
    {.title = "Licences",
     .sources = {"licence-states", "groups", "subscriptions"},
     .form = PART_LIST,
     .fields = FIELDS("assigned", "from", "state"),
     .make = panel_licences,
     .kind = &panel_licence_kind},
};
const struct panel panel_info = {.name = "info", .label = "More info", .parts = parts, .count = COUNT_OF(parts)};
