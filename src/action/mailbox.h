/* What the actions on a mailbox share: asking Exchange about it, and reading what it says. */
#ifndef ACTION_MAILBOX_H
#define ACTION_MAILBOX_H

#include "action/change.h"
#include "api/exchange/exchange.h"

#define EXCHANGE_ROLES                                                                                                 \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        "Exchange Administrator", "Exchange Recipient Administrator", NULL                                             \
    }
#define CMDLETS(...)                                                                                                   \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

/** A call of `cmdlet` with the target's mailbox as anchor; in the flow's arena. `parameters` end with a row without a name. */
struct http_request *mailbox_invoke(struct flow *flow, const char *cmdlet, const struct exchange_parameter *parameters);
/** Get-Mailbox of the target. */
struct http_request *mailbox_read(struct flow *flow);
/** The one object of a reply, borrowed; NULL when there is none. */
const struct json *mailbox_of(const struct json *reply);
/** A member of that object as text; "" when it is not there. Borrowed. */
const char *mailbox_text(const struct json *reply, const char *name);
/** Whether it has an archive: that has an id, while its status may still be on the way (REQUESTS §2.3). */
bool mailbox_has_archive(const struct json *reply);
/** Whether something holds what is in it. */
bool mailbox_is_held(const struct json *reply);
#define MAILBOX_SMALL                                                                                                  \
    (49.0 * 1024 * 1024 * 1024) /* bytes; above them a mailbox is near the 50 GB that need no licence */
/** A member of what undo was given, copied into the flow's arena; "" when it is not there. */
const char *mailbox_restored(struct flow *flow, const char *name);
/** `value` as JSON ("null" where it is NULL), in the flow's arena. */
const char *mailbox_raw(struct flow *flow, const struct json *value);
/** `text` as a JSON string with its quotes, in the flow's arena. */
const char *mailbox_quoted(struct flow *flow, const char *text);

#endif
