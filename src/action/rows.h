/* Where the rows of each domain are. Only action.c reads this. */
#ifndef ACTION_ROWS_H
#define ACTION_ROWS_H

#include "action/action.h"

/* Each has NAME_actions[], which ends with a row without a name. */
#define ACTION_FILES(file)                                                                                             \
    file(account) file(user_property) file(life_cycle) file(licences) file(reprocess) file(tap) file(methods)          \
        file(push) file(mailbox) file(forwarding) file(inbox_rule) file(mailbox_rights) file(out_of_office)            \
            file(membership) file(onedrive) file(shortcut) file(devices) file(consents) file(inbox_rules)              \
                file(contact) file(mailbox_settings) file(other_rules) file(delegation) file(add_user) file(edit_user) \
                    file(invite) file(privileges) file(applications) file(mailbox_hold) file(mailbox_properties)       \
                        file(mailbox_calendar) file(meetings) file(recoverable) file(phone_number) file(links)         \
                            file(role_group) file(roles) file(onedrive_access) file(administrative_units)              \
                                file(managed_devices) file(risk) file(guests) file(method_add) file(leavings)
#define ACTION_FILE_DECLARED(name) extern const struct action name##_actions[];
ACTION_FILES(ACTION_FILE_DECLARED)

#endif
