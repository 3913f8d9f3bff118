/* What an inbox rule catches, as far as the message trace tells: sender, recipient, subject, size and time are in the trace, the body,
 * attachments and headers are not. What it cannot tell is said, never taken for "not caught". */
#ifndef RESEARCH_RULE_CATCH_H
#define RESEARCH_RULE_CATCH_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct json;
struct record;
struct rule_catch;

enum caught { CAUGHT_NOT, CAUGHT_UNTOLD, CAUGHT };

struct traced_message { /* one that came to the mailbox */
    const char *sender, *recipient, *subject, *status;
    int64_t received, size; /* ms; bytes, 0: not told */
};

/** An inbox rule as Exchange or Graph lists it, or the record of the audit log that made it. Of `arena`, which keeps its texts. NULL: the
 *  object is none. */
struct rule_catch *rule_catch_of(const struct json *object, struct arena *arena);
/** The same of the JSON that a record keeps. NULL: the record is NULL, or no rule. */
struct rule_catch *rule_catch_of_record(const struct record *record, struct arena *arena);
const char *rule_catch_name(const struct rule_catch *rule); /* "" when it has none */
/** What it looks for, for people: "words in the subject or the body: invoice, wire". `*count` gets their number; 0: it takes all mail. */
const char *const *rule_catch_conditions(const struct rule_catch *rule, unsigned *count);
/** Whether it takes the message, and (never NULL) why. */
enum caught rule_catches(const struct rule_catch *rule, const struct traced_message *message, const char **why,
                         struct arena *arena);
/** The message of a record of the message trace; false: it did not come to the mailbox that was traced. */
bool traced_message_of(const struct record *record, struct traced_message *out);
const char *caught_name(enum caught caught); /* "not caught", "cannot be told", "caught" */

#endif
