/* A JSON object into a record, by the fields of its kind. */
#include "base/clean.h"
#include "base/clock.h"
#include "codec/json.h"
#include "source/rows.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

static char *cleaned(struct arena *arena, const struct json *text)
{
    return clean_strdup(arena, json_text(text), strlen(json_text(text)));
}

static const struct json *member(const struct field *field, const struct json *object)
{
    return field->path ? json_path(object, field->path) : json_get(object, field->name);
}

const char *source_text(struct arena *arena, const struct json *text)
{
    return json_text(text) && *json_text(text) ? cleaned(arena, text) : NULL;
}

static struct value text_of(struct arena *arena, const struct json *from)
{
    return json_text(from) && *json_text(from) ? (struct value){.known = true, .text = cleaned(arena, from)}
                                               : (struct value){.known = false};
}

static struct value guid_of(struct arena *arena, const struct json *from)
{
    struct guid id;
    char text[GUID_TEXT];
    const char *raw = json_text_or(from, "");
    return guid_parse(raw, strlen(raw), &id)
               ? (struct value){.known = true, .text = arena_strdup(arena, guid_format(&id, text))}
               : (struct value){.known = false};
}

/* What came is something else than the field is: it is not known, and not nothing either. */
static void not_its_kind(struct record_page *page, const char *name)
{
    page->unreadable_of = page->unreadable++ ? page->unreadable_of : name;
}

static struct value time_of(const struct json *from)
{
    struct value value = {.known = false};
    const char *raw = json_text_or(from, "");
    value.known = clock_parse(raw, strlen(raw), &value.number);
    return value;
}

/* A number, or a size as Exchange writes it. */
static struct value size_of(const struct json *from)
{
    int64_t bytes = json_kind(from) == JSON_NUMBER ? json_integer(from, -1) : exchange_bytes(json_text_or(from, ""));
    return (struct value){.known = bytes >= 0, .number = bytes};
}

static struct value texts_of(struct record_page *page, const struct field *field, const struct json *from)
{
    struct arena *arena = page->arena;
    const char **texts = arena_alloc(arena, (json_count(from) + 1) * sizeof *texts);
    struct value value = {.known = json_kind(from) == JSON_ARRAY, .texts = texts};
    for (const struct json *one = value.known ? json_first(from) : NULL; one; one = json_next(one)) {
        const struct json *text = field->each ? json_get(one, field->each) : one;
        if (json_text(text))
            texts[value.count++] = cleaned(arena, text);
        else if (json_kind(text) != JSON_NULL)
            not_its_kind(page, field->name);
    }
    return value;
}

static void take_disabled(struct arena *arena, const struct json *plans, struct held_licence *licence)
{
    struct guid *disabled = arena_alloc(arena, (json_count(plans) + 1) * sizeof *disabled);
    licence->disabled = disabled;
    for (const struct json *one = json_first(plans); one; one = json_next(one)) {
        const char *raw = json_text_or(one, "");
        licence->disabled_count += guid_parse(raw, strlen(raw), &disabled[licence->disabled_count]);
    }
}

static struct value licences_of(struct arena *arena, const struct json *from)
{
    struct held_licence *licences = arena_alloc(arena, (json_count(from) + 1) * sizeof *licences);
    struct value value = {.known = json_kind(from) == JSON_ARRAY, .licences = licences};
    for (const struct json *one = value.known ? json_first(from) : NULL; one; one = json_next(one)) {
        const char *raw = json_text_or(json_get(one, "skuId"), "");
        if (!guid_parse(raw, strlen(raw), &licences[value.count].sku))
            continue;
        take_disabled(arena, json_get(one, "disabledPlans"), &licences[value.count++]);
    }
    return value;
}

static bool is_its_kind(const struct field *field, const struct json *from)
{
    enum { BOOL = 1 << JSON_BOOL, NUMBER = 1 << JSON_NUMBER, STRING = 1 << JSON_STRING, ARRAY = 1 << JSON_ARRAY };
    static const unsigned kinds[FIELD_TYPES] = {
        [FIELD_TEXT] = STRING,   [FIELD_GUID] = STRING,    [FIELD_BOOL] = BOOL,
        [FIELD_NUMBER] = NUMBER, [FIELD_TIME] = STRING,    [FIELD_SIZE] = NUMBER | STRING,
        [FIELD_TEXTS] = ARRAY,   [FIELD_PERCENT] = NUMBER, [FIELD_SKUS] = ARRAY,
    };
    return json_kind(from) == JSON_NULL || kinds[field->type] & 1u << json_kind(from);
}

static struct value value_of(struct record_page *page, const struct field *field, const struct json *object)
{
    struct arena *arena = page->arena;
    const struct json *from = member(field, object);
    switch (field->type) {
    case FIELD_TEXT:
        return text_of(arena, from);
    case FIELD_GUID:
        return guid_of(arena, from);
    case FIELD_BOOL:
        return (struct value){.known = json_kind(from) == JSON_BOOL, .truth = json_true(from)};
    case FIELD_TIME:
        return time_of(from);
    case FIELD_SIZE:
        return size_of(from);
    case FIELD_TEXTS:
        return texts_of(page, field, from);
    case FIELD_SKUS:
        return licences_of(arena, from);
    default:
        return (struct value){.known = json_kind(from) == JSON_NUMBER, .number = json_integer(from, 0)};
    }
}

static bool is_complete(const struct record *record)
{
    for (size_t i = 0; i < record->kind->count; i++)
        if (record->kind->fields[i].flags & FIELD_REQUIRED && !record->values[i].known)
            return false;
    return true;
}

/* Of what may have hundreds of thousands of records, in little room. */
static void keep_raw(struct record_page *page, const struct source *source, const struct json *object)
{
    auto_buf struct buf text = buf_make(1u << 20);
    if (!json_write(object, &text))
        return;
    if (source->flags & SOURCE_STREAM)
        record_page_keep_raw(page, buf_text(&text), text.length);
    else
        page->records[page->count - 1].raw = arena_strdup(page->arena, buf_text(&text));
}

static bool is_other(const struct reading *reading, const char *id)
{
    struct guid asked;
    return *id && reading->subject && guid_parse(reading->subject, strlen(reading->subject), &asked) &&
           strcasecmp(id, reading->subject) != 0;
}

bool decode_is_another(const struct reading *reading, const struct json *object, const char *whose)
{
    return is_other(reading, json_text_or(json_path(object, whose), ""));
}

bool decode_stranger(struct reading *reading, struct record *record)
{
    reading->page->strangers++;
    return decode_refuse(record);
}

/* What a row of a user says of whom it is about. Where it says nothing the question stands for it. */
static bool is_of_another(const struct reading *reading, const struct json *object, const struct record *record)
{
    const struct source *source = reading->source;
    return (source->flags & SOURCE_HIMSELF && is_other(reading, record_text_at(record, record->kind->id))) ||
           (source->whose && decode_is_another(reading, object, source->whose));
}

bool decode_refuse(struct record *record)
{
    record->values[record->kind->id].known = false; /* a required one */
    return true;
}

/* What `finish` made a value of has been read. */
static void count_unreadable(struct record_page *page, const struct record *record, const struct json *object)
{
    for (size_t i = 0; i < page->kind->count; i++) {
        const struct field *field = &page->kind->fields[i];
        const struct json *from = member(field, object);
        bool no_time = field->type == FIELD_TIME && *json_text_or(from, "") && !time_of(from).known;
        if (!record->values[i].known && (no_time || !is_its_kind(field, from)))
            not_its_kind(page, field->name);
    }
}

/* "#microsoft.graph.group", or none at all. */
static bool is_type(const struct json *type)
{
    return json_kind(type) == JSON_NULL || *json_text_or(type, "") == '#';
}

bool decode_record(struct reading *reading, const struct json *object)
{
    struct record_page *page = reading->page;
    const struct source *source = reading->source;
    struct record *record = record_page_add(page);
    for (size_t i = 0; i < page->kind->count; i++)
        record->values[i] = value_of(page, &page->kind->fields[i], object);
    if (!json_count(object)) { /* whatever a source's own rules make of it: an object of nothing tells nothing */
        record_page_leave_out(page);
        return false;
    }
    if (source->finish && json_kind(object) == JSON_OBJECT && !source->finish(reading, object, record)) {
        page->count--; /* an object of another kind is no row of this one */
        if (!is_type(json_get(object, "@odata.type")))
            not_its_kind(page, "@odata.type");
        if (reading->for_evidence) /* nobody sees it any more */
            count_unreadable(page, record, object);
        return true;
    }
    if (!reading->for_evidence)
        count_unreadable(page, record, object);
    if (is_of_another(reading, object, record))
        decode_stranger(reading, record);
    if (!is_complete(record)) {
        record_page_leave_out(page);
        return false;
    }
    if (reading->raw)
        keep_raw(page, source, object);
    return true;
}

/* Several fields may stand in one property. */
static bool is_named(const struct record_kind *kind, size_t before, const char *name, size_t length)
{
    for (size_t i = 0; i < before; i++) {
        const char *other = kind->fields[i].path ? kind->fields[i].path : kind->fields[i].name;
        if (!(kind->fields[i].flags & FIELD_BESIDE) && strcspn(other, ".") == length && !strncmp(other, name, length))
            return true;
    }
    return false;
}

void source_restore(const struct source *source, struct record_page *page, const char *raw, const struct json *object)
{
    struct reading reading = {.source = source, .page = page, .arena = page->arena, .kept = true};
    struct record *record = record_page_add(page);
    for (size_t i = 0; i < page->kind->count; i++)
        record->values[i] = value_of(page, &page->kind->fields[i], object);
    if (source->finish)
        (void)source->finish(&reading, object, record); /* it was a row when it was read */
    record->raw = raw;
}

void decode_select(const struct record_kind *kind, struct buf *out)
{
    const char *between = "";
    for (size_t i = 0; i < kind->count; i++) {
        const char *name = kind->fields[i].path ? kind->fields[i].path : kind->fields[i].name;
        size_t length = strcspn(name, ".");
        if (kind->fields[i].flags & FIELD_BESIDE || is_named(kind, i, name, length))
            continue;
        buf_printf(out, "%s%.*s", between, (int)length, name);
        between = ",";
    }
}
