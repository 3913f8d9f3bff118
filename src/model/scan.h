/* Which users match a filter, a whole page at once: what a keystroke of the filter takes its time for. */
#ifndef MODEL_SCAN_H
#define MODEL_SCAN_H

#include "model/filter.h"
#include "model/rows.h"

/** Add the rows that match, from row `from` on, in order of arrival. */
void scan_users(const struct filter *filter, const struct users *users, uint32_t from, const struct sku_names *names,
                struct row_list *rows);

#endif
