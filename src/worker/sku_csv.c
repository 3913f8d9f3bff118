/* Microsoft's list of product names (CSV: Product_Display_Name, String_Id, GUID, …; a row for each service plan). */
#include "worker/engine.h"

#include "base/alloc.h"
#include "codec/csv.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define CSV_LIMIT ((size_t)32 << 20)

static bool read_all(const char *path, struct buf *text, struct err *e)
{
    char bytes[1 << 14];
    ssize_t got = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (got = read(fd, bytes, sizeof bytes)) > 0 && buf_add(text, bytes, (size_t)got))
        continue;
    int why = errno;
    if (fd >= 0)
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

static void add(struct message *out, size_t *capacity, struct message_sku **skus, const char *id, const char *name)
{
    struct message_sku sku = {0};
    if (!guid_parse(id, strlen(id), &sku.sku_id) || !*name)
        return;
    if (out->sku_count && guid_equal(&(*skus)[out->sku_count - 1].sku_id, &sku.sku_id))
        return; /* another service plan of the same product */
    sku.name = arena_strdup(out->arena, name);
    *skus = grow_array(*skus, capacity, out->sku_count + 1, sizeof **skus);
    (*skus)[out->sku_count++] = sku;
}

bool sku_csv_read(const char *path, struct message *out, struct err *e)
{
    auto_buf struct buf text = buf_make(CSV_LIMIT);
    struct message_sku *skus = NULL, *copy;
    size_t capacity = 0;
    struct err why = {.code = ERR_OK};
    if (!read_all(path, &text, e))
        return false;
    struct csv_reader reader = csv_reader(buf_text(&text), text.length);
    size_t name = SIZE_MAX, id = SIZE_MAX;
    if (csv_next(&reader, &why)) {
        name = column(&reader, "Product_Display_Name");
        id = column(&reader, "GUID");
    }
    *out = (struct message){.kind = FROM_SKUS, .arena = arena_new(0)};
    bool good = name != SIZE_MAX && id != SIZE_MAX;
    if (!good)
        err_set(e, ERR_CONFIG, "sku_names: %s has no columns Product_Display_Name and GUID", path);
    while (good && csv_next(&reader, &why))
        add(out, &capacity, &skus, csv_field(&reader, id), csv_field(&reader, name));
    if (good && why.code != ERR_OK)
        good = err_set(e, ERR_CONFIG, "sku_names: %s: %s", path, why.message);
    copy = arena_alloc(out->arena, (out->sku_count + 1) * sizeof *copy);
    if (out->sku_count)
        memcpy(copy, skus, out->sku_count * sizeof *copy);
    out->skus = copy;
    xfree(skus);
    csv_free(&reader);
    if (!good)
        message_free(out);
    return good;
}
