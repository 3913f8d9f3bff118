/* CSV: every record within the text; what was read is written and read again as the same. */
#include "codec/csv.h"
#include "fuzz.h"

void fuzz_csv(const uint8_t *data, size_t size)
{
    struct csv_reader reader = csv_reader((const char *)data, size);
    struct err e;
    int line = 0;
    while (csv_next(&reader, &e)) {
        MUST(reader.count >= 1 && reader.line >= line);
        line = reader.line;
        auto_buf struct buf out = buf_make(4 << 20);
        for (size_t i = 0; i < reader.count; i++)
            csv_write(&out, csv_field(&reader, i), i == 0, false);
        if (!out.length || !strncmp(buf_text(&out), "\xef\xbb\xbf", 3))
            continue; /* an empty line is no record; a mark at the beginning is none of it */
        struct csv_reader again = csv_reader(buf_text(&out), out.length);
        MUST(csv_next(&again, &e) && again.count == reader.count);
        for (size_t i = 0; i < reader.count; i++)
            MUST(!strcmp(csv_field(&again, i), csv_field(&reader, i)));
        csv_free(&again);
    }
    csv_free(&reader);
}
