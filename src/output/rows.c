/* Rows of texts, handed on one by one. */
#include "output/rows.h"

#include "codec/csv.h"
#include "codec/json.h"

enum { MOST = 1 << 20 };

static bool hand_on(const struct rows *rows, struct buf *out)
{
    bool good = rows->write(rows->context, buf_text(out), out->length);
    buf_clear(out);
    return good;
}

bool rows_csv(const struct rows *rows)
{
    auto_buf struct buf out = buf_make(MOST);
    for (size_t c = 0; c < rows->columns; c++)
        csv_write(&out, rows->name(rows->from, c), c == 0, false);
    buf_puts(&out, "\r\n");
    bool good = hand_on(rows, &out);
    for (size_t r = 0; good && r < rows->count; r++) {
        for (size_t c = 0; c < rows->columns; c++)
            csv_write(&out, rows->cell(rows->from, r, c), c == 0, true);
        buf_puts(&out, "\r\n");
        good = hand_on(rows, &out);
    }
    return good;
}

bool rows_json(const struct rows *rows)
{
    auto_buf struct buf out = buf_make(MOST);
    bool good = true;
    for (size_t r = 0; good && r < rows->count; r++) {
        struct json_writer w = json_writer(&out);
        buf_puts(&out, r ? ",\n" : "[");
        json_open(&w, '{');
        for (size_t c = 0; c < rows->columns; c++) {
            const char *text = rows->cell(rows->from, r, c);
            json_member_text(&w, rows->name(rows->from, c), *text ? text : NULL);
        }
        json_close(&w);
        good = hand_on(rows, &out);
    }
    buf_puts(&out, rows->count ? "]\n" : "[]\n");
    return good && hand_on(rows, &out);
}
