/* Pages of records, and reading a record by the names of its fields. */
#include "model/record.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/pack.h"
#include <assert.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

enum { FIRST_ROOM = 8, BLOCK = 1 << 15 /* bytes of JSON that are compressed, and given back, together */ };

struct raw_block {
    struct raw_block *next;
    struct buf open; /* the text, until the block is full */
    struct packed packed;
};

struct record_page *record_page_new(const struct record_kind *kind)
{
    struct arena *arena = arena_new(0);
    struct record_page *page = arena_alloc(arena, sizeof *page);
    *page = (struct record_page){.arena = arena, .kind = kind};
    return page;
}

struct record_page *record_page_keep(struct record_page *page)
{
    assert(!page->blocks || page->blocks->packed.bytes);
    atomic_fetch_add(&page->shares, 1);
    return page;
}

/* Whether somebody else holds it still. Who finds no other holder is the last one: nobody can begin to hold it any more. */
static bool given_back(struct record_page *page)
{
    unsigned shares = atomic_load(&page->shares);
    while (shares && !atomic_compare_exchange_weak(&page->shares, &shares, shares - 1))
        ;
    return shares > 0;
}

void record_page_free(struct record_page *page)
{
    while (page && !given_back(page)) {
        struct record_page *next = page->joined;
        for (struct raw_block *block = page->blocks; block; block = block->next)
            buf_free(&block->open);
        xfree(page->records);
        arena_free(page->arena);
        page = next;
    }
}

void record_page_reserve(struct record_page *page, size_t count)
{
    if (count <= page->capacity)
        return;
    page->capacity = count;
    page->records = xrealloc(page->records, count * sizeof *page->records);
}

static struct record *append(struct record_page *page)
{
    if (page->count == page->capacity) {
        page->capacity = page->capacity ? page->capacity * 2 : FIRST_ROOM;
        page->records = xrealloc(page->records, page->capacity * sizeof *page->records);
    }
    return &page->records[page->count++];
}

struct record *record_page_add(struct record_page *page)
{
    struct record *record = append(page);
    *record = (struct record){.kind = page->kind,
                              .values = arena_alloc(page->arena, page->kind->count * sizeof *record->values)};
    return record;
}

void record_page_leave_out(struct record_page *page)
{
    assert(page->count);
    page->count--;
    page->left_out++;
}

/* --- the JSON of records --- */

static void close_block(struct arena *arena, struct raw_block *block)
{
    if (block->packed.bytes)
        return;
    block->packed = pack(arena, buf_text(&block->open), block->open.length);
    buf_free(&block->open);
}

void record_page_keep_raw(struct record_page *page, const char *json, size_t length)
{
    struct record *record = &page->records[page->count - 1];
    struct raw_block *block = page->blocks;
    assert(page->count && length < UINT32_MAX - BLOCK);
    if (!block || block->packed.bytes) {
        block = arena_alloc(page->arena, sizeof *block);
        *block = (struct raw_block){.next = page->blocks, .open = buf_make(UINT32_MAX)};
        page->blocks = block;
    }
    record->block = block;
    record->raw_at = (uint32_t)block->open.length;
    buf_add(&block->open, json, length);
    buf_putc(&block->open, '\0');
    if (block->open.length >= BLOCK)
        close_block(page->arena, block);
}

void record_page_close(struct record_page *page)
{
    if (page->blocks)
        close_block(page->arena, page->blocks);
    if (page->count) {
        page->capacity = page->count;
        page->records = xrealloc(page->records, page->capacity * sizeof *page->records);
    }
}

const char *record_raw(const struct record *record, struct raw_reader *reader)
{
    const struct raw_block *block = record->block;
    if (!block)
        return record->raw;
    if (!block->packed.bytes)
        return block->open.data + record->raw_at;
    if (reader->block != block) {
        if (reader->room < block->packed.plain)
            reader->text = xrealloc(reader->text, reader->room = block->packed.plain);
        unpack(&block->packed, reader->text);
        reader->block = block;
    }
    return reader->text + record->raw_at;
}

void raw_reader_free(struct raw_reader *reader)
{
    xfree(reader->text);
    *reader = (struct raw_reader){0};
}

/* --- joining --- */

static bool has_id(const struct record_page *page, size_t count, const char *id)
{
    for (size_t i = count; i-- > 0;) /* doubles are where one reading ends and the next begins */
        if (!strcmp(record_text_at(&page->records[i], page->kind->id), id))
            return true;
    return false;
}

size_t record_page_join(struct record_page *page, struct record_page *more)
{
    size_t before = page->count;
    assert(page->kind == more->kind && !more->joined && !atomic_load(&page->shares));
    for (size_t i = 0; i < more->count; i++)
        if (!has_id(page, before, record_text_at(&more->records[i], more->kind->id)))
            *append(page) = more->records[i];
    page->left_out += more->left_out;
    page->strangers += more->strangers;
    page->unreadable += more->unreadable;
    page->unreadable_of = page->unreadable_of ? page->unreadable_of : more->unreadable_of;
    more->joined = page->joined;
    page->joined = more;
    return page->count - before;
}

int record_field(const struct record_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->count; i++)
        if (!strcmp(kind->fields[i].name, name))
            return (int)i;
    return -1;
}

const struct value *record_value(const struct record *record, const char *name)
{
    static const struct value unknown = {.known = false};
    int index = record_field(record->kind, name);
    return index < 0 ? &unknown : &record->values[index];
}

static bool is_text(const struct record_kind *kind, int index)
{
    return kind->fields[index].type == FIELD_TEXT || kind->fields[index].type == FIELD_GUID;
}

const char *record_text_at(const struct record *record, int index)
{
    return index >= 0 && record->values[index].known && is_text(record->kind, index) ? record->values[index].text : "";
}

const char *record_text(const struct record *record, const char *name)
{
    return record_text_at(record, record_field(record->kind, name));
}

bool record_true(const struct record *record, const char *name)
{
    const struct value *value = record_value(record, name);
    return value->known && value->truth;
}

int64_t record_number(const struct record *record, const char *name, int64_t otherwise)
{
    const struct value *value = record_value(record, name);
    return value->known ? value->number : otherwise;
}

void record_set(struct record *record, const char *name, struct value value)
{
    int index = record_field(record->kind, name);
    assert(index >= 0);
    record->values[index] = value;
}

void record_take(struct record *record, const char *name, const struct record *from, const char *its)
{
    const struct value *value = record_value(from, its);
    if (value->known)
        record_set(record, name, *value);
}

void record_set_text(struct record *record, const char *name, const char *text)
{
    int index = record_field(record->kind, name);
    assert(index >= 0 && is_text(record->kind, index));
    record->values[index] = (struct value){.known = text != NULL, .text = text};
}

struct record *record_page_find(const struct record_page *page, const char *name, const char *text)
{
    for (size_t i = 0; page && *text && i < page->count; i++)
        if (!strcasecmp(record_text(&page->records[i], name), text))
            return &page->records[i];
    return NULL;
}
