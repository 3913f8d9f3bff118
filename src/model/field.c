/* Values as text. */
#include "model/field.h"

#include "base/buf.h"
#include "base/clock.h"
#include "model/sku.h"
#include "model/words.h"
#include <assert.h>
#include <string.h>

enum { SHARE_MOST = 1000, LONGEST = 1 << 13 /* bytes of a text that are shown: a page is for reading */ };

struct value value_share(const struct value *used, const struct value *whole)
{
    bool known = used->known && whole->known && whole->number > 0 && used->number >= 0;
    double share = known ? (double)used->number * 100 / (double)whole->number : 0;
    return (struct value){.known = known, .number = share < SHARE_MOST ? (int64_t)share : SHARE_MOST};
}

static void put_size(struct buf *out, int64_t bytes)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    enum { UNITS = sizeof units / sizeof units[0] };
    double size = (double)bytes;
    size_t unit = 0;
    while (size >= 1024 && unit + 1 < UNITS) {
        size /= 1024;
        unit++;
    }
    long tenths = (long)(size * 10 + 0.5);
    buf_printf(out, unit && size < 100 && tenths % 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

/* What a hostile service makes a megabyte long is cut, and says so: left out it would look like nothing. */
static void put_text(struct buf *out, const char *text)
{
    size_t length = strlen(text), shown = length < LONGEST ? length : LONGEST;
    while (shown < length && ((unsigned char)text[shown] & 0xc0) == 0x80)
        shown--;
    buf_add(out, text, shown);
    if (shown < length)
        buf_printf(out, "… (%zu bytes in all)", length);
}

static void put_time(struct buf *out, int64_t time)
{
    char text[CLOCK_TEXT];
    buf_puts(out, time ? clock_format(time, text) : "never");
}

static void put_list(const struct field *field, const struct value *value, const struct sku_names *names,
                     struct buf *out)
{
    char spare[GUID_TEXT];
    for (size_t i = 0; i < value->count; i++) {
        buf_puts(out, i ? ", " : "");
        put_text(out, field->type == FIELD_TEXTS ? words_say(field->words, value->texts[i])
                                                 : sku_name(names, &value->licences[i].sku, spare));
    }
}

void field_text(const struct field *field, const struct value *value, const struct sku_names *names, struct buf *out)
{
    assert(field->type < FIELD_TYPES);
    if (!value->known)
        return;
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_GUID:
        put_text(out, words_say(field->words, value->text));
        break;
    case FIELD_BOOL:
        buf_puts(out, value->truth ? "yes" : "no");
        break;
    case FIELD_NUMBER:
        buf_printf(out, "%lld", (long long)value->number);
        break;
    case FIELD_PERCENT:
        if (value->number >= SHARE_MOST)
            buf_printf(out, "over %d%%", SHARE_MOST - 1);
        else
            buf_printf(out, "%lld%%", (long long)value->number);
        break;
    case FIELD_SIZE:
        put_size(out, value->number);
        break;
    case FIELD_TIME:
        put_time(out, value->number);
        break;
    default:
        put_list(field, value, names, out);
        break;
    }
}

enum meaning field_meaning(const struct field *field, const struct value *value)
{
    return field->means && value->known ? field->means(value) : MEANS_NOTHING;
}
