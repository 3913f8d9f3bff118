/* Values of columns that have a source of their own, as Graph writes them. */
#ifndef OUTPUT_EXTRA_JSON_H
#define OUTPUT_EXTRA_JSON_H

#include "model/extra.h"

struct json_writer;

/** The object, with Graph's names; null when the value is not known. A user who never signed in has an object of nulls. */
void extra_json(struct json_writer *w, const struct extras *extras, enum extra which, const struct guid *id);

#endif
