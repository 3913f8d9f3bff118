/* Microsoft's list of product names, a file the configuration names (sku_names:). */
#ifndef CONFIG_SKU_FILE_H
#define CONFIG_SKU_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/guid.h"

struct sku_file_row {
    struct guid id;
    const char *name;
    struct sku_file_row *next;
};

/** The products of the CSV at `path` in its order, in `arena`. False with `e` (the file, and the line). */
bool sku_file_read(const char *path, struct arena *arena, struct sku_file_row **first, struct err *e) MUST_USE;

#endif
