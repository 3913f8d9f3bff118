/* Groups: which the user is in, directly and through others, and which are his. */
#include "panel/rows.h"

#define SHOWN FIELDS("displayName", "kind", "marks", "mail")

static const struct row_action leave[] = {{"remove-from-group", "group", "id", "isChangeable", true}, {.action = NULL}},
                               join[] = {{"add-to-group", "group", "id", "isChangeable", true}, {.action = NULL}};

static const struct part parts[] = {
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
const struct panel panel_groups = {.name = "groups", .label = "Groups", .parts = parts, .count = COUNT_OF(parts)};
