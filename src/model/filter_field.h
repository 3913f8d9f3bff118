/* The fields of the filter language as rows: how they are spelled and what they take. The filter's own. */
#ifndef MODEL_FILTER_FIELD_H
#define MODEL_FILTER_FIELD_H

#include "model/extra.h"

enum filter_field {
    ANYWHERE,
    NAME,
    MAIL,
    UPN,
    TITLE,
    DEPARTMENT, /* up to here: a text that contains the value */
    LICENCE,
    STATUS,
    SYNCED,
    TYPE,
    LOCATION,
    CREATED,
    LAST_SYNC,
    SIGN_IN,
    MFA,
    ID,
    FILTER_FIELDS
};

struct filter_choice { /* a value of a field of fixed values */
    enum filter_field field;
    const char *value;
    const char *means;  /* STATUS, SYNCED, TYPE: "yes", "no" */
    uint32_t low, high; /* SIGN_IN, MFA: the keys, both included */
};

/** The field spelled like this (folded); ANYWHERE when there is none. */
enum filter_field filter_field_find(const char *spelling);
/** NULL when the field takes no such value. */
const struct filter_choice *filter_field_choice(enum filter_field field, const char *value);
/** A spelling of each field, parted by commas. */
void filter_field_list(char *out, size_t size);
/** The spelling that is nearest to one that is none; NULL: none is near. */
const char *filter_field_nearest(const char *spelling);
bool filter_field_is_flag(enum filter_field field); /* takes choices that stand for a flag of the user */
bool filter_field_is_time(enum filter_field field);
/** The source of its own that the field asks; EXTRA_NONE when it asks the users. */
enum extra filter_field_extra(enum filter_field field);

#endif
