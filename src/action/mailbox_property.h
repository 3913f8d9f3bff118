/* Properties of a mailbox that one cmdlet shows and another sets: what the parameters of an action want of each, what differs, what
 * undo puts back. An action of this shape is a row, a list of properties and MAILBOX_PROPERTIES. */
#ifndef ACTION_MAILBOX_PROPERTY_H
#define ACTION_MAILBOX_PROPERTY_H

#include "action/mailbox.h"

/* How the text of a parameter and Exchange's value of a property go together. */
enum mailbox_value {
    VALUE_SWITCH, /* "on", "off"; "organisation" is null */
    VALUE_SHUT,   /* the same, Exchange's being turned round */
    VALUE_TEXT,   /* empty: null */
    VALUE_HTML,   /* Exchange puts a frame around it: what can be read counts */
    VALUE_SIZE,   /* "48 GB", compared in bytes */
    VALUE_NUMBER,
    VALUE_DAYS,  /* "30" of "30.00:00:00" */
    VALUE_TIME,  /* a moment */
    VALUE_HOUR,  /* "08:30" of "08:30:00" */
    VALUE_WEEK,  /* "Monday, Tuesday", "Weekdays" */
    VALUE_WHO,   /* the whole list, of recipients; empty: everybody */
    VALUE_EDIT,  /* a list of texts: what `param` adds and `removes` takes */
    VALUE_RESET, /* a text; null where the property before it in the list is written and it is not given itself */
    VALUE_ALONG /* a switch of the write alone, which no reading shows: sent with a change when its parameter is true */
};

struct mailbox_property {
    const char *name; /* as Exchange has it, where it is shown and where it is set; NULL ends a list */
    enum mailbox_value value;
    const char *param;   /* gives it: empty clears, not given (or "unchanged") leaves alone; NULL: `wants` */
    const char *removes; /* VALUE_EDIT: gives what is taken */
    const char *wants;   /* JSON, of a property that the action itself sets */
};

enum { MAILBOX_PROPERTIES_MOST = 20 };

/** Days of the week, by names or "Weekdays", as bits from Sunday on; 0: one of them is none. */
unsigned mailbox_property_week(const char *text);
/** The bytes of "48 GB", or of a size as Exchange shows it; -1: it is none ("unlimited" too). */
double mailbox_property_size(const char *text);
/** What has to be asked first: who the recipients are that the parameters name. For `before`. */
enum flow_state mailbox_property_before(struct flow *flow, const struct http_reply *reply);
/** What a row keeps beside, 0 at first. */
int *mailbox_property_own(struct flow *flow);
struct http_request *mailbox_property_read(struct flow *flow);
int mailbox_property_same(struct flow *flow, const struct json *now);
const char *mailbox_property_keep(struct flow *flow, const struct json *now);
struct http_request *mailbox_property_write(struct flow *flow);
const char *mailbox_property_say(struct flow *flow, enum change_end end);
/** For `prepare`: the form shows what is. */
enum flow_state mailbox_property_prepare(struct flow *flow, const struct http_reply *reply);

/* A change of the properties in `list_`, by the two cmdlets of the row: the first shows them, the second sets them. */
#define MAILBOX_PROPERTIES(list_)                                                                                      \
    .properties = (list_), .before = mailbox_property_before, .read = mailbox_property_read,                           \
    .same = mailbox_property_same, .keep = mailbox_property_keep, .write = mailbox_property_write,                     \
    .say = mailbox_property_say

#define SWITCH_PARAM(name_, label_, help_)                                                                             \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_CHOICE, .otherwise = "unchanged",                                \
        .choices = (const char *const[]){"unchanged", "on", "off", NULL}, .help = help_                                \
    }
#define TEXT_PARAM(name_, label_, most_, help_)                                                                        \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_TEXT, .maximum = most_, .help = help_                            \
    }
#define KEPT_PARAM(name_, label_, most_, help_)                                                                        \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_TEXT, .maximum = most_, .never_empty = true, .help = help_       \
    }
#define NUMBER_PARAM(name_, label_, least_, most_, help_)                                                              \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_NUMBER, .minimum = least_, .maximum = most_,                     \
        .never_empty = true, .help = help_                                                                             \
    }
#define LIST_PARAM(name_, label_, help_)                                                                               \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_TEXT, .many = true, .longest = 320, .help = help_                \
    }
#define TRI_PARAM(name_, label_, help_)                                                                                \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_CHOICE, .otherwise = "unchanged",                                \
        .choices = (const char *const[]){"unchanged", "on", "off", "organisation", NULL}, .help = help_                \
    }
#define PARAMS_END                                                                                                     \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

#endif
