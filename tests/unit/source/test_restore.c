/* A record that was kept is made once more of its object, by every row, though nothing was asked. */
#include "unit.h"

#include "codec/json.h"
#include "source/source.h"
#include <string.h>

static void source_restore__makes_a_record__of_any_object_and_row(void **state)
{
    static const char *const objects[] = {
        "{}",
        "{\"id\":\"1\",\"createdDateTime\":\"2026-11-20T10:00:00Z\",\"roleDefinitionId\":\"2\",\"displayName\":\"x\"}",
        "{\"MessageTraceId\":\"3\",\"Received\":\"2026-11-20T10:00:00Z\",\"RecipientAddress\":\"a@b.example\","
        "\"FolderType\":\"Inbox\",\"User\":\"Default\",\"Identity\":\"i\",\"Name\":\"n\"}",
        "{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"id\":\"4\",\"displayName\":\"Global Administrator\"}",
    };
    size_t count;
    const struct source *const *all = source_all(&count);
    (void)state;
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        if (!all[i]->kind)
            continue;
        for (size_t k = 0; k < sizeof objects / sizeof objects[0]; k++) {
            struct raw_reader reader = {0};
            struct record_page *page = record_page_new(all[i]->kind);
            auto_json struct json *object = json_parse(objects[k], strlen(objects[k]), NULL);
            source_restore(all[i], page, objects[k], object);
            assert_int_equal(page->count, 1);
            assert_ptr_equal(record_raw(&page->records[0], &reader), objects[k]);
            record_page_free(page);
        }
    }
}

static void source_restore__gives_what_was_read__where_the_asking_helped(void **state)
{
    static const struct {
        const char *row, *raw, *field, *value;
    } rows[] = {
        {"folder-rights", "{\"FolderType\":\"Inbox\",\"User\":\"Default\"}", "folder", "Inbox"},
        {"roles", "{\"id\":\"1\",\"roleDefinitionId\":\"x\",\"roleDefinition\":{\"displayName\":\"Helpdesk\"}}",
         "displayName", "Helpdesk"},
        {"message-trace",
         "{\"MessageTraceId\":\"3\",\"Received\":\"2026-11-20T10:00:00Z\",\"RecipientAddress\":\"a@b.example\"}", "id",
         "3 a@b.example"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct source *source = source_find(rows[i].row);
        struct record_page *page = record_page_new(source->kind);
        auto_json struct json *object = json_parse(rows[i].raw, strlen(rows[i].raw), NULL);
        source_restore(source, page, rows[i].raw, object);
        assert_string_equal(record_text(&page->records[0], rows[i].field), rows[i].value);
        record_page_free(page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(source_restore__makes_a_record__of_any_object_and_row),
        cmocka_unit_test(source_restore__gives_what_was_read__where_the_asking_helped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
