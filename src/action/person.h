/* The properties of a person: one table that form, command line, links, CSV files and requests go by. */
#ifndef ACTION_PERSON_H
#define ACTION_PERSON_H

#include "action/action.h"
#include "codec/json.h"

/* What is asked for of somebody new, and what of somebody who is there can be changed. */
extern const struct param person_new[], person_edit[];

/** Write the members of a body: every parameter that is a property and has a value; with `clears` an empty value clears the property,
 *  without it is left out. False: there was none. */
bool person_body(struct json_writer *w, const struct param *params, struct param_values values, bool clears);
/** "name@domain" in `arena`; NULL when either is missing. */
const char *person_name(struct arena *arena, struct param_values values);
/** Whether what is put into a value of it is made fit for an address. */
bool person_is_address(const struct param *param);

#endif
