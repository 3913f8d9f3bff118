/* The filter language of the table: words, "phrases", field:value, field>value, field<value, -negation, one OR another. */
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
bool filter_matches_all(const struct filter *filter);
/** The words that are looked for everywhere, folded, a line each, as far as they fit: why a row matches. Negated ones are left out. */
void filter_words(const struct filter *filter, char *out, size_t size);
/** Whether a term asks for a column with a source of its own. */
bool filter_asks(const struct filter *filter, enum extra which);
/** Whatever `now` matches, `before` matched too: typing on only narrows. */
bool filter_narrows(const struct filter *before, const struct filter *now);

/* The terms one by one, for whoever asks a whole page at once (scan.h). All of them must hold. Several with OR between them are one,
 * a FILTER_USER. */
enum filter_kind {
    FILTER_WORD,     /* the word stands in the folded text of the user */
    FILTER_TEXT,     /* it stands there, in `text` */
    FILTER_FLAGS,    /* those flags of the user have that value */
    FILTER_LICENCES, /* a question to the licences of the user alone */
    FILTER_KEYS,     /* the key of `extra` is from `low` to `high` */
    FILTER_USER      /* anything else */
};
struct filter_term {
    enum filter_kind kind;
    bool negated;
    const char *word;
    size_t length;
    enum user_text text;
    uint8_t flags, wanted;
    enum extra extra;
    uint32_t low, high;
};

/** Whether a FILTER_KEYS term lets a key pass, its negation counted. A key that is not known passes neither the term nor its
 *  negation, unless the term asks for just those. */
static inline bool filter_key_matches(uint32_t low, uint32_t high, bool negated, uint32_t key)
{
    return (key != EXTRA_UNKNOWN || low == EXTRA_UNKNOWN) && (key >= low && key <= high) != negated;
}

size_t filter_count(const struct filter *filter);
struct filter_term filter_term(const struct filter *filter, size_t index);
/** What the term says of user `i` of a page, or of a set of licences, not negated. */
bool filter_term_holds(const struct filter *filter, size_t index, const struct user_page *page, size_t i,
                       const struct sku_names *names);
bool filter_term_licences(const struct filter *filter, size_t index, const struct guid *skus, size_t count,
                          const struct sku_names *names);

/** For a help: the spellings of the field number `index` (from 0) and what it takes. False when there are no more fields. */
bool filter_field_help(size_t index, char *names, size_t names_size, char *takes, size_t takes_size);

#endif
