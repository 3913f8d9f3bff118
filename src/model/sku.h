/* Names of licences: Graph has none (REQUESTS §1.5), so roster brings its own table; the user's CSV and the tenant's
 * own part numbers come on top. The UI thread's alone after the start. */
#ifndef MODEL_SKU_H
#define MODEL_SKU_H

#include "base/guid.h"

struct sku_row {
    const char *id, *part_number, *name, *brief;
};

extern const struct sku_row sku_table[]; /* sorted by id */
extern const size_t sku_table_count;

struct sku_names;

struct sku_names *sku_names_new(void);
void sku_names_free(struct sku_names *names);
/** Learn a name: a product's (from the user's CSV) or, as a fallback, the part number the tenant tells. */
void sku_names_add(struct sku_names *names, const struct guid *id, const char *name, bool fallback);
/** Changes whenever a name does; 0 for NULL. */
uint64_t sku_names_version(const struct sku_names *names);
/** The short name for the table ("E5"); the part number or the id's first digits when nothing is known. */
const char *sku_brief(const struct sku_names *names, const struct guid *id, char spare[GUID_TEXT]);
/** The product name ("Microsoft 365 E5"). */
const char *sku_name(const struct sku_names *names, const struct guid *id, char spare[GUID_TEXT]);

#endif
