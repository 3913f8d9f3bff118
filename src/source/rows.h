/* The arrays of rows, a file a domain, and what the files share. */
#ifndef SOURCE_ROWS_H
#define SOURCE_ROWS_H

#include "api/exchange/exchange.h"
#include "api/http/page.h"
#include "base/clock.h"
#include "source/source.h"

/* Each has NAME_sources[] and, below it, NAME_source_count. */
#define SOURCE_FILES(file)                                                                                             \
    file(graph_user) file(graph_activity) file(graph_security) file(graph_relation) file(graph_lookup)                 \
        file(graph_role) file(graph_sign_in) file(graph_audit) file(graph_access) file(graph_licence)                  \
            file(graph_photo) file(tenant) file(exchange) file(exchange_mailbox) file(exchange_rights)                 \
                file(exchange_research) file(exchange_trace) file(exchange_audit) file(graph_research)                 \
                    file(graph_audit_query) file(sharepoint)
#define SOURCE_FILE_DECLARED(name)                                                                                     \
    extern const struct source name##_sources[];                                                                       \
    extern const size_t name##_source_count;
SOURCE_FILES(SOURCE_FILE_DECLARED)

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
/* The Entra roles by which a person may read mailboxes, and those by which one may read inbox rules (REQUESTS §11.5). */
#define READS_MAILBOXES ANY_OF("Exchange Administrator", "Exchange Recipient Administrator", "Global Reader")
#define READS_RULES     ANY_OF("Exchange Administrator", "Exchange Recipient Administrator")
#define READS_USERS     "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"
#define READS_DIRECTORY "Directory.Read.All", "Directory.ReadWrite.All"

enum { MINUTES = 60000 };
#define DAY INT64_C(86400000) /* ms */

/** Ask once, follow each nextLink, decode by the source's kind. */
enum source_step pages_step(struct reading *reading, const struct http_reply *reply);
/** SOURCE_SEND for `reading->request`, unless it was sent before: then the service goes in circles, and the reading ends. */
enum source_step pages_once(struct reading *reading);
/** Go on to the next page by the request `next` (NULL: `e` says why not). With this one came `rows`, of which the records from `begins`
 *  on are kept: a page without any of these is none without rows. */
enum source_step pages_next(struct reading *reading, size_t begins, const struct json *rows, struct http_request *next,
                            const struct err *e);
/** The rows of an answer that has to be a list of a plain 200, and what follows them in `*link` (NULL: nothing). Rows beside what
 *  cannot be understood are rows; NULL: there is no list. `e` tells of either: it is not the whole. */
const struct json *pages_rows(const struct http_reply *reply, struct arena *arena, const struct json *body, char **link,
                              struct err *e);
/** More than one wants: the reading is over, in part. */
enum source_step reading_too_many(struct reading *reading);
/** The reading is over and well; in part when rows were left out. */
enum source_step reading_end(struct reading *reading);

/* --- what_if.c --- */

extern const struct source_input what_if_inputs[];
enum source_step what_if_step(struct reading *reading, const struct http_reply *reply);
/* --- exchange.c --- */

/** As pages_step(), of a cmdlet: `ask` gives its first call. No such mailbox is no record; a refusal names the source's roles. */
enum source_step exchange_step(struct reading *reading, const struct http_reply *reply);
#define EXCHANGE_WHOSE "ExternalDirectoryObjectId" /* what in a mailbox names its user in the directory (REQUESTS §7) */
/** A mailbox is another user's than the reading's: the reading ends with that. */
enum source_step exchange_stranger(struct reading *reading);
/** A call was refused: no such mailbox is no record; a refusal names the source's roles. */
enum source_step exchange_refused(struct reading *reading, const struct http_reply *reply, struct err *e);
/** The same where one call tells what to ask: `ask` makes the second of the first one's rows; NULL: there is nothing to ask. */
enum source_step exchange_second(struct reading *reading, const struct http_reply *reply,
                                 struct http_request *(*ask)(struct reading *reading, const struct json *first));
/** A call of the reading's about its user, `parameter` ("Identity") being the user. `more` may be NULL. */
struct http_request *exchange_ask(struct reading *reading, const char *cmdlet, const char *parameter,
                                  const struct exchange_parameter *more);

/* --- decode.c --- */

/** Append a record made of a JSON object to the page; false when it had to be left out (it is counted). */
bool decode_record(struct reading *reading, const struct json *object);
/** Append "id,displayName,…": what $select has to name for this kind. */
void decode_select(const struct record_kind *kind, struct buf *out);

/** A request about the reading's user: `rest` follows "/users/{id}". */
struct http_request *source_of_user(struct reading *reading, const char *rest);
/** A text, cleaned; NULL for none or "". */
const char *source_text(struct arena *arena, const struct json *text);
/** For a `finish`: the record cannot be read, and is counted among those left out. Always true. */
bool decode_refuse(struct record *record);
/** The same of a record that is about somebody else, which is told as that. */
bool decode_stranger(struct reading *reading, struct record *record);
/** Whether the member `whose` of an object names, by id, another user than the reading's. */
bool decode_is_another(const struct reading *reading, const struct json *object, const char *whose);
/** For `finish` of what has "servicePlans": those that the service says are switched off become "plansOff". Always true. */
bool name_plans_off(struct reading *reading, const struct json *object, struct record *record);

#endif
