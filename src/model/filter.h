/* The filter language of the table (UI.md "Users"): words, "phrases", field:value, field>value, field<value, -negation. */
#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H

#include "base/err.h"
#include "model/sku.h"
#include "model/users.h"

struct filter;

/** Parse; `now` (ms) is what "<30d" counts from. The empty text matches everyone. NULL with `e` (naming the column of the
 *  text, from 1) when it cannot be read. Owned by the caller. */
struct filter *filter_parse(const char *text, int64_t now, struct err *e) MUST_USE;
void filter_free(struct filter *filter);
/** Whether a row matches. `names` for licence:…; may be NULL. */
bool filter_match(const struct filter *filter, const struct users *users, uint32_t row, const struct sku_names *names);
/** The same where the user and its folded text are at hand. */
bool filter_match_user(const struct filter *filter, const struct user *user, const char *haystack,
                       const struct sku_names *names);
/** A word every match contains (folded), to search for first; NULL when there is none. */
const char *filter_needle(const struct filter *filter);
/** Nothing but that one word: a row whose haystack holds it needs no further test. */
bool filter_needle_is_all(const struct filter *filter);
/** A word no match contains, and whether there is nothing but that. */
const char *filter_unwanted(const struct filter *filter);
bool filter_unwanted_is_all(const struct filter *filter);
bool filter_matches_all(const struct filter *filter);
/** Whatever `now` matches, `before` matched too: typing on only narrows. */
bool filter_narrows(const struct filter *before, const struct filter *now);
/** For a help: the spellings of the field number `index` (from 0) and what it takes. False when there are no more fields. */
bool filter_field_help(size_t index, char *names, size_t names_size, char *takes, size_t takes_size);

#endif
