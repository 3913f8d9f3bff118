/* The panels in the order of their tabs, and those that are parts and nothing else. One with functions has a file of its own. */
#include "panel/rows.h"

#define PANELS(row)                                                                                                    \
    row(overview) row(sign_ins) row(conditional_access) row(mail) row(onedrive) row(devices) row(groups) row(apps)     \
        row(history)
#define DECLARED(name) extern const struct panel panel_##name;
#define LISTED(name)   &panel_##name,
PANELS(DECLARED)
const struct panel *const panel_all[] = {PANELS(LISTED) NULL};

#define SHOWN FIELDS("displayName", "kind", "marks", "mail")

static const struct row_action leave[] = {{"remove-from-group", "group", "id", "isChangeable", true}, {.action = NULL}},
                               join[] = {{"add-to-group", "group", "id", "isChangeable", true}, {.action = NULL}};

static const struct part groups_parts[] = {
    {.title = "Member of",
     .sources = {"groups"},
     .form = PART_LIST,
     .fields = SHOWN,
     .none = "In no group.",
     .actions = leave},
    {.title = "Owner of",
     .sources = {"owned-groups"},
     .form = PART_LIST,
     .fields = SHOWN,
     .none = "Owns no group.",
     .actions = join},
};
const struct panel panel_groups = {
    .name = "groups", .label = "Groups", .parts = groups_parts, .count = COUNT_OF(groups_parts)};

/* What "More info" reads beside what the table knows of a user; no tab. */
static const struct part info_parts[] = {
    {.title = "Profile", .sources = {"profile"}},
    {.title = "Licences",
     .sources = {"licence-states", "groups", "subscriptions"},
     .form = PART_LIST,
     .fields = FIELDS("assigned", "from", "state"),
     .make = panel_licences,
     .kind = &panel_licence_kind},
};
const struct panel panel_info = {
    .name = "info", .label = "More info", .parts = info_parts, .count = COUNT_OF(info_parts)};
