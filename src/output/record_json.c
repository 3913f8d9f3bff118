/* Values as JSON: texts as arrays, truth as true and false, numbers and times as Graph has them. */
#include "output/record_json.h"

#include "base/clock.h"
#include "codec/json.h"
#include "model/sku.h"

static void put_licences(struct json_writer *w, const struct value *value)
{
    char text[GUID_TEXT];
    json_open(w, '[');
    for (size_t i = 0; i < value->count; i++) {
        const struct held_licence *licence = &value->licences[i];
        json_open(w, '{');
        json_member_text(w, "skuId", guid_format(&licence->sku, text));
        json_name(w, "disabledPlans");
        json_open(w, '[');
        for (size_t k = 0; k < licence->disabled_count; k++)
            json_put_text(w, guid_format(&licence->disabled[k], text));
        json_close(w);
        json_close(w);
    }
    json_close(w);
}

static void put_products(struct json_writer *w, const struct value *value, const struct sku_names *names)
{
    char spare[GUID_TEXT];
    json_name(w, "licences");
    json_open(w, '[');
    for (size_t i = 0; value->known && i < value->count; i++)
        json_put_text(w, sku_name(names, &value->licences[i].sku, spare));
    json_close(w);
}

static void put_time(struct json_writer *w, int64_t time)
{
    char text[CLOCK_TEXT];
    json_put_text(w, time ? clock_format(time, text) : "0001-01-01T00:00:00Z"); /* as Graph says never */
}

static void put_texts(struct json_writer *w, const struct value *value)
{
    json_open(w, '[');
    for (size_t i = 0; i < value->count; i++)
        json_put_text(w, value->texts[i]);
    json_close(w);
}

void record_json_value(struct json_writer *w, enum field_type type, const struct value *value)
{
    if (!value->known) {
        json_put_null(w);
        return;
    }
    switch (type) {
    case FIELD_TEXT:
    case FIELD_GUID:
        json_put_text(w, value->text);
        break;
    case FIELD_BOOL:
        json_put_bool(w, value->truth);
        break;
    case FIELD_TIME:
        put_time(w, value->number);
        break;
    case FIELD_TEXTS:
        put_texts(w, value);
        break;
    case FIELD_SKUS:
        put_licences(w, value);
        break;
    default:
        json_put_int(w, value->number);
        break;
    }
}

void record_json_member(struct json_writer *w, const struct field *field, const struct value *value,
                        const struct sku_names *names)
{
    json_name(w, field->name);
    record_json_value(w, field->type, value);
    if (field->type == FIELD_SKUS)
        put_products(w, value, names);
}

void record_json(struct json_writer *w, const struct record *record, const struct sku_names *names)
{
    json_open(w, '{');
    for (size_t i = 0; i < record->kind->count; i++)
        record_json_member(w, &record->kind->fields[i], &record->values[i], names);
    json_close(w);
}
