/* Names that imitate others: domains one letter off (X02), applications called like a product or written in two alphabets (P02). */
#ifndef RESEARCH_LOOK_ALIKE_H
#define RESEARCH_LOOK_ALIKE_H

#include "base/buf.h"
#include <stdbool.h>

struct lists;

/** Edits between two texts: insert, delete, replace, swap neighbours; more than `most` gives `most` + 1. */
unsigned look_alike_distance(const char *a, const char *b, unsigned most);
/** Whether `domain` is not `original` but one or two edits from it, or the same to a hasty eye (vv is w, rn is m, 0 is o, 1 and l are
 *  i, 5 is s, hyphens are none). */
bool look_alike_domain(const char *domain, const char *original);
/** Append a domain as a hasty eye sees it: two that are the same then look alike. */
void look_alike_fold(struct buf *out, const char *domain);
/** Whether a name has letters of Latin and of an alphabet that has the same shapes (Cyrillic, Greek, Armenian, Cherokee). */
bool look_alike_mixed(const char *name);
/** Append a name as it looks: letters of other alphabets become the Latin ones of their shape; lower case. */
void look_alike_shape(struct buf *out, const char *name);
/** The product of LIST_PRODUCT_NAMES that a name imitates: the same shape, with or without "online", "for business", "cloud",
 *  "security", "microsoft", a year. NULL: none. */
const char *look_alike_product(const struct lists *lists, const char *name);

#endif
