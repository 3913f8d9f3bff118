/* Looking licences up. */
#include "model/sku.h"

#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

struct learnt {
    struct guid id;
    char *name;
    bool fallback;
};

struct sku_names {
    struct learnt *learnt;
    size_t count, capacity;
    uint64_t version;
};

struct sku_names *sku_names_new(void)
{
    struct sku_names *names = xcalloc(1, sizeof *names);
    names->version = 1;
    return names;
}

void sku_names_free(struct sku_names *names)
{
    if (!names)
        return;
    for (size_t i = 0; i < names->count; i++)
        xfree(names->learnt[i].name);
    xfree(names->learnt);
    xfree(names);
}

static struct learnt *find_learnt(const struct sku_names *names, const struct guid *id)
{
    for (size_t i = 0; names && i < names->count; i++)
        if (guid_equal(&names->learnt[i].id, id))
            return &names->learnt[i];
    return NULL;
}

void sku_names_add(struct sku_names *names, const struct guid *id, const char *name, bool fallback)
{
    struct learnt *known = find_learnt(names, id);

    names->version++;
    if (known) {
        if (fallback && !known->fallback)
            return;
        xfree(known->name);
        known->name = xstrdup(name);
        known->fallback = fallback;
        return;
    }
    names->learnt = grow_array(names->learnt, &names->capacity, names->count + 1, sizeof *names->learnt);
    names->learnt[names->count++] = (struct learnt){.id = *id, .name = xstrdup(name), .fallback = fallback};
}

uint64_t sku_names_version(const struct sku_names *names)
{
    return names ? names->version : 0;
}

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct sku_row *)row)->id);
}

static const char *look_up(const struct sku_names *names, const struct guid *id, char spare[GUID_TEXT], bool brief)
{
    const struct learnt *learnt = find_learnt(names, id);

    if (learnt && !learnt->fallback)
        return learnt->name;
    guid_format(id, spare);
    const struct sku_row *row = bsearch(spare, sku_table, sku_table_count, sizeof *sku_table, compare);
    if (row)
        return brief ? row->brief : row->name;
    if (learnt)
        return learnt->name;
    spare[8] = '\0';
    return spare;
}

const char *sku_brief(const struct sku_names *names, const struct guid *id, char spare[GUID_TEXT])
{
    return look_up(names, id, spare, true);
}

const char *sku_name(const struct sku_names *names, const struct guid *id, char spare[GUID_TEXT])
{
    return look_up(names, id, spare, false);
}
