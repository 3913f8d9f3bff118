/* The handlers behind the rows of exchange_rows.c. */
#ifndef TENANT_EXCHANGE_HANDLERS_H
#define TENANT_EXCHANGE_HANDLERS_H

#include "tenant/exchange/exchange_cmdlet.h"

/* exchange_mailbox.c, exchange_mailbox_set.c */
void cmdlet_get_mailbox(struct cmdlet_call *call);
void cmdlet_get_statistics(struct cmdlet_call *call);
void cmdlet_get_folder_statistics(struct cmdlet_call *call);
void cmdlet_set_mailbox(struct cmdlet_call *call);
void cmdlet_enable_mailbox(struct cmdlet_call *call);
void cmdlet_disable_mailbox(struct cmdlet_call *call);
struct json *exchange_mailbox_row(const struct tenant *tenant, const struct mailbox *mailbox);
struct json *exchange_statistics_row(const struct tenant *tenant, const struct mailbox *mailbox, bool archive);
bool exchange_has_archive(const struct json *settings);

/* exchange_settings.c: a part that is one object */
void cmdlet_get_part(struct cmdlet_call *call);
void cmdlet_set_part(struct cmdlet_call *call);
void cmdlet_set_replies(struct cmdlet_call *call);
/** Apply "add" and "remove" of a hashtable, or a whole list, to a list of texts (comparing in any case); owned by the caller. */
struct json *exchange_edit_list(const struct json *old, const struct json *edit);
bool exchange_same(const struct json *a, const struct json *b);                  /* written the same */
const struct json *exchange_member(const struct json *object, const char *name); /* any case */

/** Write every given parameter that is stored to the member of its name, in the part the row names. */
void exchange_keep_part(struct cmdlet_call *call, const struct mailbox *mailbox);

/* exchange_settings_set.c: parts with rules of their own */
void cmdlet_set_junk(struct cmdlet_call *call);
void cmdlet_set_region(struct cmdlet_call *call);
void cmdlet_set_hours(struct cmdlet_call *call);
void cmdlet_set_booking(struct cmdlet_call *call);
void cmdlet_start_assistant(struct cmdlet_call *call);

/* exchange_mailbox_limits.c: what Set-Mailbox checks beside kind, hold and addresses, in the settings as they would be */
bool exchange_limits_fit(struct cmdlet_call *call, const struct mailbox *mailbox, struct json *settings);
/** The recipients in a list or in "add" and "remove", as `name` gives each; NULL after failing. Owned by the caller. */
struct json *exchange_resolved(struct cmdlet_call *call, const struct json *edit,
                               const char *(*name)(struct cmdlet_call *, const char *));

/* exchange_rules.c */
void cmdlet_get_rules(struct cmdlet_call *call);
void cmdlet_new_rule(struct cmdlet_call *call);
void cmdlet_remove_rule(struct cmdlet_call *call);
void cmdlet_enable_rule(struct cmdlet_call *call);
void cmdlet_disable_rule(struct cmdlet_call *call);

/* exchange_permissions.c */
void cmdlet_get_permissions(struct cmdlet_call *call);
void cmdlet_add_permission(struct cmdlet_call *call);
void cmdlet_remove_permission(struct cmdlet_call *call);
void cmdlet_get_trustees(struct cmdlet_call *call);
void cmdlet_add_trustee(struct cmdlet_call *call);
void cmdlet_remove_trustee(struct cmdlet_call *call);

/* exchange_folders.c */
void cmdlet_get_folder_permissions(struct cmdlet_call *call);
void cmdlet_add_folder_permission(struct cmdlet_call *call);
void cmdlet_set_folder_permission(struct cmdlet_call *call);
void cmdlet_remove_folder_permission(struct cmdlet_call *call);
char *exchange_folder_id(const struct mailbox *mailbox, const char *path, struct arena *arena);

/* exchange_calendar.c */
void cmdlet_remove_events(struct cmdlet_call *call);

/* exchange_devices.c */
void cmdlet_get_devices(struct cmdlet_call *call);
void cmdlet_remove_device(struct cmdlet_call *call);
void cmdlet_clear_device(struct cmdlet_call *call);

/* exchange_organization.c, exchange_trace.c, exchange_audit.c */
void cmdlet_get_organization(struct cmdlet_call *call);
void cmdlet_get_audit_config(struct cmdlet_call *call);
void cmdlet_get_blocked(struct cmdlet_call *call);
void cmdlet_remove_blocked(struct cmdlet_call *call);
void cmdlet_get_trace(struct cmdlet_call *call);
void cmdlet_search_audit(struct cmdlet_call *call);

/* exchange_posture.c */
void cmdlet_get_record(struct cmdlet_call *call);
void cmdlet_get_bypass(struct cmdlet_call *call);
void cmdlet_set_bypass(struct cmdlet_call *call);
void cmdlet_get_recoverable(struct cmdlet_call *call);
void cmdlet_restore_recoverable(struct cmdlet_call *call);
void cmdlet_get_list(struct cmdlet_call *call);
void cmdlet_disable_sweep(struct cmdlet_call *call);
void cmdlet_enable_sweep(struct cmdlet_call *call);
void cmdlet_new_sweep(struct cmdlet_call *call);
void cmdlet_disable_flow_rule(struct cmdlet_call *call);
void cmdlet_enable_flow_rule(struct cmdlet_call *call);
void cmdlet_new_flow_rule(struct cmdlet_call *call);

/* exchange_role_groups.c */
void cmdlet_get_role_members(struct cmdlet_call *call);
void cmdlet_add_role_member(struct cmdlet_call *call);
void cmdlet_remove_role_member(struct cmdlet_call *call);

/* exchange_groups.c */
void cmdlet_get_group(struct cmdlet_call *call);
void cmdlet_get_members(struct cmdlet_call *call);
void cmdlet_get_recipient(struct cmdlet_call *call);
void cmdlet_add_member(struct cmdlet_call *call);
void cmdlet_remove_member(struct cmdlet_call *call);
void exchange_walk(struct cmdlet_call *call, bool (*wanted)(struct cmdlet_call *, const struct mailbox *, const void *),
                   const void *with, struct json *(*row)(struct cmdlet_call *, const struct mailbox *));

#endif
