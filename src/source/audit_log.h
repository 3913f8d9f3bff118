/* The unified audit log, by whichever way it is searched: what is asked for, and its records. */
#ifndef SOURCE_AUDIT_LOG_H
#define SOURCE_AUDIT_LOG_H

#include "base/seen.h"
#include "source/rows.h"

/* Whose acts: "UserIds" means who did something, so what others did to a mailbox is asked for apart. */
enum audit_way {
    AUDIT_BY_USER,    /* the user did it */
    AUDIT_OF_USER,    /* it was done to him */
    AUDIT_OPERATIONS, /* the operations that matter, whoever did them: of the tenant */
    AUDIT_FROM,       /* from the addresses that the text names */
    AUDIT_LOGONS,     /* the user's sign-ins, where the sign-in log is closed */
    AUDIT_WAYS
};

/* What one search looks for; lists are NULL-terminated, NULL: all. */
struct audit_filter {
    const char *const *users, *const *objects, *const *addresses, *const *operations;
};

extern const struct record_kind audit_log_kind;

/** Whether an operation changes the tenant, and so concerns everybody in it. */
bool audit_is_of_tenant(const char *operation);

/** What a way asks for about the reading's user or text, in its arena. */
struct audit_filter audit_filter_of(struct reading *reading, enum audit_way way);
/** Append a record of AuditData ("CreationTime" is UTC without saying so) unless it came before. Members that v1.0 of Graph puts under
 *  "dynamicProperties" are lifted. True when it was new. */
bool audit_log_take(struct reading *reading, struct seen *seen, const struct json *data);

#endif
