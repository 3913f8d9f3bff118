/* What the admin center calls mail settings: properties of a mailbox as parameters (REQUESTS §7.10). */
#include "action/mailbox_property.h"
#include "action/rows.h"

/* --- the address lists --- */

static const struct mailbox_property hidden[] = {{.name = "HiddenFromAddressListsEnabled", .wants = "true"},
                                                 {.name = NULL}};
static const struct mailbox_property shown[] = {{.name = "HiddenFromAddressListsEnabled", .wants = "false"},
                                                {.name = NULL}};

static const struct change hide = {
    MAILBOX_PROPERTIES(hidden),
    .done =
        "Hidden from the address lists, read back; mail to the address still arrives. Outlook shows it within a day.",
    .already = "Hidden from the address lists already.",
};

static const struct change show = {
    MAILBOX_PROPERTIES(shown),
    .done = "In the address lists again, read back. Outlook shows it within a day.",
    .already = "In the address lists already.",
};

const struct action mailbox_properties_actions[] = {
    {
        .name = "hide-from-address-list",
        .label = "Hide from address lists",
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Take the mailbox out of the address lists; mail to it still arrives.",
        .confirm = "Hide {target} from the address lists?",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &hide,
        .undo = "show-in-address-list",
    },
    {
        .name = "show-in-address-list",
        .label = "Show in address lists",
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Put the mailbox into the address lists.",
        .confirm = "Show {target} in the address lists?",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &show,
        .undo = "hide-from-address-list",
    },
    {.name = NULL},
};
