/* Values as people read them, and pages of records. */
#include "unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/record.h"
#include <stdio.h>
#include <string.h>

static const char *const two[] = {"a", "b"};
static const struct held_licence e5 = {
    .sku = {{0x06, 0xeb, 0xc4, 0xee, 0x1b, 0xb5, 0x47, 0xdd, 0x81, 0x20, 0x11, 0x32, 0x4b, 0xc5, 0x4e, 0x06}}};

static void field_text__reads__as_people_do(void **state)
{
    static const struct {
        enum field_type type;
        struct value value;
        const char *text;
    } rows[] = {
        {FIELD_TEXT, {.known = false}, ""},
        {FIELD_TEXT, {.known = true, .text = "x"}, "x"},
        {FIELD_BOOL, {.known = true, .truth = true}, "yes"},
        {FIELD_BOOL, {.known = true}, "no"},
        {FIELD_NUMBER, {.known = true, .number = -7}, "-7"},
        {FIELD_SIZE, {.known = true, .number = 512}, "512 B"},
        {FIELD_SIZE, {.known = true, .number = 1536}, "1.5 KB"},
        {FIELD_SIZE, {.known = true, .number = 53687091200}, "50 GB"},
        {FIELD_SIZE, {.known = true, .number = 53150220288}, "49.5 GB"},
        {FIELD_TIME, {.known = true, .number = 1767254400000}, "2026-01-01T08:00:00Z"},
        {FIELD_TIME, {.known = true}, "never"},
        {FIELD_TEXTS, {.known = true, .texts = two, .count = 2}, "a, b"},
        {FIELD_SKUS, {.known = true, .licences = &e5, .count = 1}, "Microsoft 365 E5"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(256);
        const struct field field = {.name = "f", .label = "F", .type = rows[i].type};
        field_text(&field, &rows[i].value, NULL, &out);
        assert_string_equal(buf_text(&out), rows[i].text);
    }
}

static const struct field fields[] = {{.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
                                      {.name = "size", .label = "Size", .type = FIELD_SIZE}};
static const struct record_kind kind = {
    .name = "thing", .many = "things", .fields = fields, .count = 2, .id = 0, .title = 0, .detail = -1, .time = -1};

static void record_page__holds__what_is_added_and_counts_what_is_left_out(void **state)
{
    enum { MANY = 1000 };
    struct record_page *page = record_page_new(&kind);
    (void)state;
    for (int i = 0; i < MANY; i++) {
        struct record *record = record_page_add(page);
        assert_false(record->values[0].known || record->values[1].known);
        record->values[1] = (struct value){.known = true, .number = i};
        record_set_text(record, "id", i == 7 ? "seven" : NULL);
    }
    record_page_add(page);
    record_page_leave_out(page);
    assert_int_equal(page->count, MANY);
    assert_int_equal(page->left_out, 1);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(record_number(&page->records[i], "size", -1), i);
        assert_string_equal(record_text(&page->records[i], "id"), i == 7 ? "seven" : "");
    }
    assert_string_equal(record_text_at(&page->records[7], -1), "");
    assert_string_equal(record_text(&page->records[7], "size"), ""); /* no text */
    record_page_free(page);
    record_page_free(NULL);
}

static void record_page__takes_what_is_older__without_doubles(void **state)
{
    static const char *const ids[][3] = {{"a", "b", "c"}, {"c", "d", "e"}, {"e", "e", "f"}};
    struct record_page *page = record_page_new(&kind);
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct record_page *more = i ? record_page_new(&kind) : page;
        for (int k = 0; k < 3; k++)
            record_set_text(record_page_add(more), "id", ids[i][k]);
        more->left_out += (size_t)i;
        if (i)
            assert_int_equal(record_page_join(page, more), i == 1 ? 2 : 1);
    }
    assert_int_equal(page->count, 6);
    assert_int_equal(page->left_out, 3);
    for (size_t i = 0; i < page->count; i++)
        assert_int_equal(record_text(&page->records[i], "id")[0], "abcdef"[i]);
    record_page_free(page); /* and those that were joined */
}

/* 40,000 records of a kilobyte: their JSON takes a small part of it, and each reads back as it was, in whatever order. */
static void record_raw__is_kept_in_little_room__and_reads_back(void **state)
{
    enum { MANY = 40000, LONG = 1000 };
    struct record_page *page = record_page_new(&kind);
    struct raw_reader reader = {0};
    char text[LONG + 1];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        record_page_add(page);
        memset(text, 'a' + i % 26, LONG);
        text[LONG] = '\0';
        int n = snprintf(text, sizeof text, "{\"n\":%d", i);
        text[n] = ' ';
        record_page_keep_raw(page, text, LONG);
        if (i == MANY / 2)
            assert_memory_equal(record_raw(&page->records[i], &reader), text, LONG); /* before its block is full */
    }
    record_page_close(page);
    assert_true(arena_size(page->arena) < (size_t)MANY * LONG / 3);
    for (int i = MANY - 1; i >= 0; i -= i % 977 + 1) {
        snprintf(text, sizeof text, "{\"n\":%d", i);
        const char *raw = record_raw(&page->records[i], &reader);
        assert_memory_equal(raw, text, strlen(text));
        assert_int_equal(strlen(raw), LONG);
    }
    raw_reader_free(&reader);
    record_page_free(page);
}

static void record_page__is_there__until_its_last_holder_gives_it_back(void **state)
{
    struct record_page *page = record_page_new(&kind);
    (void)state;
    record_set_text(record_page_add(page), "id", "one");
    struct record_page *mine = record_page_keep(page), *his = record_page_keep(page);
    record_page_free(page);
    record_page_free(his);
    assert_string_equal(record_text(&mine->records[0], "id"), "one");
    record_page_free(mine); /* the sanitizer tells when anything stays or is freed twice */
}

static void value_share__says_what_can_be_said(void **state)
{
    static const struct {
        struct value used, whole;
        const char *text;
    } rows[] = {
        {{.known = true, .number = 45}, {.known = true, .number = 100}, "45%"},
        {{.known = true, .number = 104}, {.known = true, .number = 100}, "104%"}, /* a mailbox may be over its quota */
        {{.known = true, .number = 0}, {.known = true, .number = 100}, "0%"},
        {{.known = true, .number = 999999}, {.known = true, .number = 100000}, "999%"},
        {{.known = true, .number = 1000}, {.known = true, .number = 100}, "over 999%"},
        {{.known = true, .number = INT64_MAX}, {.known = true, .number = 1}, "over 999%"},
        {{.known = true, .number = 5}, {.known = true, .number = 0}, ""},
        {{.known = true, .number = 5}, {.known = true, .number = -100}, ""},
        {{.known = true, .number = -5}, {.known = true, .number = 100}, ""},
        {{.known = false}, {.known = true, .number = 100}, ""},
    };
    static const struct field field = {.name = "used", .label = "Used", .type = FIELD_PERCENT};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(64);
        const struct value share = value_share(&rows[i].used, &rows[i].whole);
        field_text(&field, &share, NULL, &out);
        assert_string_equal(buf_text(&out), rows[i].text);
    }
}

/* What is too long for a page is cut between two letters, and says so: it is not left out. */
static void field_text__is_cut__where_it_is_hostile(void **state)
{
    const struct field field = {.name = "x", .label = "X"}, list = {.name = "x", .label = "X", .type = FIELD_TEXTS};
    auto_buf struct buf out = buf_make(1u << 16), text = buf_make(1u << 21);
    (void)state;
    buf_putc(&text, 'a');
    while (text.length < 1u << 20)
        buf_puts(&text, "é");
    const char *one = buf_text(&text);
    field_text(&field, &(struct value){.known = true, .text = one}, NULL, &out);
    assert_in_range(out.length, 8000, 8400);
    assert_true(utf8_valid(buf_text(&out), out.length));
    assert_non_null(strstr(buf_text(&out), "é… (1048577 bytes in all)"));
    buf_clear(&out);
    field_text(&list, &(struct value){.known = true, .texts = (const char *const[]){one, "last"}, .count = 2}, NULL,
               &out);
    assert_non_null(strstr(buf_text(&out), "in all), last"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_share__says_what_can_be_said),
        cmocka_unit_test(field_text__reads__as_people_do),
        cmocka_unit_test(field_text__is_cut__where_it_is_hostile),
        cmocka_unit_test(record_page__holds__what_is_added_and_counts_what_is_left_out),
        cmocka_unit_test(record_page__takes_what_is_older__without_doubles),
        cmocka_unit_test(record_raw__is_kept_in_little_room__and_reads_back),
        cmocka_unit_test(record_page__is_there__until_its_last_holder_gives_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
