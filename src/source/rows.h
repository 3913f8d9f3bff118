/* The arrays of rows, a file a domain, and what the files share. */
#ifndef SOURCE_ROWS_H
#define SOURCE_ROWS_H

#include "source/source.h"

extern const struct source graph_activity_sources[], graph_security_sources[], graph_relation_sources[],
    graph_user_sources[], graph_lookup_sources[], graph_role_sources[], graph_sign_in_sources[], graph_audit_sources[],
    graph_access_sources[], tenant_sources[], exchange_sources[];
extern const size_t graph_activity_source_count, graph_security_source_count, graph_relation_source_count,
    graph_user_source_count, graph_lookup_source_count, graph_role_source_count, graph_sign_in_source_count,
    graph_audit_source_count, graph_access_source_count, tenant_source_count, exchange_source_count;

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
#define READS_USERS     "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"
#define READS_DIRECTORY "Directory.Read.All", "Directory.ReadWrite.All"

enum { MINUTES = 60000, DAYS = 24 * 60 * MINUTES };

/** Ask once, follow each nextLink, decode by the source's kind. */
enum source_step pages_step(struct reading *reading, const struct http_reply *reply);
/** SOURCE_SEND for `reading->request`, unless it was sent before: then the service goes in circles, and the reading ends. */
enum source_step pages_once(struct reading *reading);
/** More than one wants: the reading is over, in part. */
enum source_step reading_too_many(struct reading *reading);
/** The reading is over and well; in part when rows were left out. */
enum source_step reading_end(struct reading *reading);

/* --- what_if.c --- */

extern const struct source_input what_if_inputs[];
enum source_step what_if_step(struct reading *reading, const struct http_reply *reply);

/* --- decode.c --- */

/** Append a record made of a JSON object to the page; false when it had to be left out (it is counted). */
bool decode_record(struct reading *reading, const struct json *object);
/** Append "id,displayName,…": what $select has to name for this kind. */
void decode_select(const struct record_kind *kind, struct buf *out);

/** A text, cleaned; NULL for none or "". */
const char *source_text(struct arena *arena, const struct json *text);
/** For a `finish`: a value that is made from other members. The kind has such a field. */
void decode_set(struct record *record, const char *name, struct value value);
/** For a `finish`: the record cannot be read, and is counted among those left out. Always true. */
bool decode_refuse(struct record *record);

#endif
