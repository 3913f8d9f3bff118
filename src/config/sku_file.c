/* Microsoft's list of product names (CSV: Product_Display_Name, String_Id, GUID, …; a row for each service plan). */
#include "config/sku_file.h"

#include "base/buf.h"
#include "base/clean.h"
#include "base/place.h"
#include "codec/csv.h"
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define CSV_LIMIT ((size_t)32 << 20)

static bool read_all(const char *path, struct buf *text, struct err *e)
{
    char bytes[1 << 14];
    ssize_t got = -1;
    int fd = place_open("sku_names", path, e);
    if (fd < 0)
        return false;
    while ((got = read(fd, bytes, sizeof bytes)) > 0 && buf_add(text, bytes, (size_t)got))
        continue;
    int why = errno;
    close(fd);
    if (got < 0)
        return err_set(e, ERR_FILE, "sku_names: %s: %s", path, strerror(why));
    return !text->overflow || err_set(e, ERR_FILE, "sku_names: %s is larger than 32 MiB", path);
}

static size_t column(const struct csv_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->count; i++)
        if (!strcasecmp(csv_field(reader, i), name))
            return i;
    return SIZE_MAX;
}

/* NULL when the row names nothing, or another service plan of the same product. */
static struct sku_file_row *row_of(struct arena *arena, const struct sku_file_row *last, const char *id,
                                   const char *name)
{
    struct guid guid;
    if (!guid_parse(id, strlen(id), &guid) || !*name || (last && guid_equal(&last->id, &guid)))
        return NULL;
    struct sku_file_row *row = arena_alloc(arena, sizeof *row);
    *row = (struct sku_file_row){.id = guid, .name = clean_strdup(arena, name, strlen(name))};
    return row;
}

bool sku_file_read(const char *path, struct arena *arena, struct sku_file_row **first, struct err *e)
{
    auto_buf struct buf text = buf_make(CSV_LIMIT);
    struct sku_file_row *last = NULL, *row;
    struct err why = {.code = ERR_OK};
    *first = NULL;
    if (!read_all(path, &text, e))
        return false;
    struct csv_reader reader = csv_reader(buf_text(&text), text.length);
    size_t name = SIZE_MAX, id = SIZE_MAX;
    if (csv_next(&reader, &why)) {
        name = column(&reader, "Product_Display_Name");
        id = column(&reader, "GUID");
    }
    bool good = name != SIZE_MAX && id != SIZE_MAX;
    if (!good)
        err_set(e, ERR_CONFIG, "sku_names: %s has no columns Product_Display_Name and GUID", path);
    while (good && csv_next(&reader, &why)) {
        row = row_of(arena, last, csv_field(&reader, id), csv_field(&reader, name));
        if (row && last)
            last->next = row;
        else if (row)
            *first = row;
        last = row ? row : last;
    }
    if (good && why.code != ERR_OK)
        good = err_set(e, ERR_CONFIG, "sku_names: %s: %s", path, why.message);
    csv_free(&reader);
    return good;
}
