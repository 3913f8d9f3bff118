/* Records as JSON with Graph's types. */
#ifndef OUTPUT_RECORD_JSON_H
#define OUTPUT_RECORD_JSON_H

#include "model/record.h"

struct json_writer; /* codec/json.h */

/** A value; null where it is not known. */
void record_json_value(struct json_writer *w, enum field_type type, const struct value *value);
/** A member: its name and value; what is not known is null. Assigned licences are Graph's objects, and the names of the products
 *  follow as "licences". `names` may be NULL. */
void record_json_member(struct json_writer *w, const struct field *field, const struct value *value,
                        const struct sku_names *names);
/** All fields of a record as an object. */
void record_json(struct json_writer *w, const struct record *record, const struct sku_names *names);

#endif
