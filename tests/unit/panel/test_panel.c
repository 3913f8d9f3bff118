/* The rows of the panels, and what their parts make of what was read. */
#include "unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "panel/print.h"
#include <string.h>

static bool has_field(const struct record_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->count; i++)
        if (!strcmp(kind->fields[i].name, name))
            return true;
    return false;
}

static void check_part(const struct panel *panel, const struct part *part)
{
    if (!part->sources[0] || !part->title)
        fail_msg("%s has a part without a source or a title", panel->name);
    for (size_t i = 0; i < PART_SOURCES && part->sources[i]; i++)
        if (!source_find(part->sources[i]))
            fail_msg("%s, %s: there is no source %s", panel->name, part->title, part->sources[i]);
    if (part->with && !source_find(part->with))
        fail_msg("%s, %s: there is no source %s", panel->name, part->title, part->with);
    if (part->kind && !part->make)
        fail_msg("%s, %s: nothing is made of this kind", panel->name, part->title);
    for (const char *const *field = part->fields; field && *field; field++)
        if (!has_field(part_kind(part), *field))
            fail_msg("%s, %s: there is no field %s", panel->name, part->title, *field);
    for (const struct row_action *action = part->actions; action && action->action; action++)
        if (!has_field(part_kind(part), action->field))
            fail_msg("%s, %s: there is no field %s", panel->name, part->title, action->field);
}

static void rows__name_what_exists(void **state)
{
    (void)state;
    for (const struct panel *const *panel = panel_all; *panel; panel++) {
        const struct source *sources[PANEL_SOURCES + 1];
        assert_ptr_equal(panel_find((*panel)->name), *panel);
        for (size_t i = 0; i < (*panel)->count; i++)
            check_part(*panel, &(*panel)->parts[i]);
        panel_sources(*panel, sources);
        assert_non_null(sources[0]);
    }
    assert_null(panel_find("nothing"));
}

/* --- readings without a service --- */

struct pair {
    const char *name, *text;
};

static struct record *add(struct panel_readings *readings, const char *source, const struct pair *pairs, size_t count)
{
    struct panel_reading *reading = panel_reading_of(readings, source_find(source));
    if (!reading->page)
        reading->page = record_page_new(reading->source->kind);
    reading->over = true;
    struct record *record = record_page_add(reading->page);
    for (size_t i = 0; i < count; i++)
        record_set_text(record, pairs[i].name, pairs[i].text);
    return record;
}
#define ADD(readings, source, ...)                                                                                     \
    add(readings, source, (const struct pair[]){__VA_ARGS__},                                                          \
        sizeof((const struct pair[]){__VA_ARGS__}) / sizeof(struct pair))

static void refuse(struct panel_readings *readings, const char *source, enum read_why why)
{
    struct panel_reading *reading = panel_reading_of(readings, source_find(source));
    reading->over = true;
    reading->state = READ_NOT;
    reading->why = why;
    err_set(&reading->error, ERR_FORBIDDEN, "refused");
}

static const struct part *part_of(const char *panel)
{
    return &panel_find(panel)->parts[0];
}

static void devices__are_one_row__where_the_device_id_is_one(void **state)
{
    struct panel_readings readings = {.subject = "u"};
    (void)state;
    ADD(&readings, "registered-devices", {"deviceId", "d1"}, {"displayName", "LAPTOP"});
    ADD(&readings, "registered-devices", {"displayName", "no id"});
    ADD(&readings, "owned-devices", {"deviceId", "d1"}, {"displayName", "LAPTOP"});
    ADD(&readings, "owned-devices", {"displayName", "no id"});
    ADD(&readings, "managed-devices", {"azureADDeviceId", "d1"}, {"complianceState", "noncompliant"});
    ADD(&readings, "managed-devices", {"azureADDeviceId", "d9"}, {"deviceName", "Intune alone"});
    struct part_content content = part_content(part_of("devices"), &readings, 0);
    assert_int_equal(content.count, 4);
    assert_string_equal(record_text(&content.records[0], "relation"), "user, owner");
    assert_string_equal(record_text(&content.records[0], "complianceState"), "noncompliant");
    assert_string_equal(record_text(&content.records[3], "displayName"), "Intune alone");
    part_content_free(&content);
    panel_readings_free(&readings);
}

static void consents__say_what_is_risky__and_only_of_what_is_known(void **state)
{
    struct panel_readings readings = {.subject = "u"};
    (void)state;
    ADD(&readings, "grants", {"clientId", "a1"}, {"scope", "openid Mail.Read offline_access"});
    ADD(&readings, "grants", {"clientId", "a2"}, {"scope", "Mail.Read"});
    ADD(&readings, "grants", {"clientId", "a3"}, {"scope", "Mail.Read"});
    struct part_content content = part_content(part_of("apps"), &readings, 0);
    assert_string_equal(record_text(&content.records[0], "remark"), ""); /* no application was read */
    assert_string_equal(record_text(&content.records[0], "displayName"), "a1");
    part_content_free(&content);
    ADD(&readings, "applications", {"id", "a1"}, {"displayName", "Mail Pro"});
    ADD(&readings, "applications", {"id", "a2"}, {"displayName", "Outlook"}, {"publisher", "Microsoft"});
    content = part_content(part_of("apps"), &readings, 0);
    assert_string_equal(record_text(&content.records[0], "remark"), "keeps reaching data, unverified");
    assert_string_equal(record_text(&content.records[1], "remark"), "");
    assert_string_equal(record_text(&content.records[2], "remark"), "reaches data, the application is gone");
    part_content_free(&content);
    panel_readings_free(&readings);
}

/* --- as text --- */

static const char *printed(const char *panel, const struct panel_readings *readings, enum panel_form form,
                           struct buf *out)
{
    buf_clear(out);
    panel_print(panel_find(panel), readings, NULL, 0, form, 0, out);
    return buf_text(out);
}

static void none__is_said__only_where_all_was_read(void **state)
{
    struct panel_readings readings = {.subject = "u"};
    auto_buf struct buf out = buf_make(1u << 16);
    (void)state;
    panel_reading_of(&readings, source_find("registered-devices"))->over = true;
    panel_reading_of(&readings, source_find("owned-devices"))->over = true;
    refuse(&readings, "managed-devices", WHY_NOT_PERMITTED);
    const char *text = printed("devices", &readings, PANEL_TEXT, &out);
    assert_null(strstr(text, "No device."));
    assert_non_null(strstr(text, "Intune devices: not read: not permitted: refused"));
    struct panel_reading *managed = panel_reading_of(&readings, source_find("managed-devices"));
    *managed = (struct panel_reading){.source = managed->source, .over = true};
    assert_non_null(strstr(printed("devices", &readings, PANEL_TEXT, &out), "No device."));
    ADD(&readings, "risk", {"id", "u"}); /* there is one, of which nothing could be read */
    panel_reading_of(&readings, source_find("risk"))->state = READ_IN_PART;
    assert_null(strstr(printed("overview", &readings, PANEL_TEXT, &out), "Not risky"));
    panel_readings_free(&readings);
}

static void markdown__is_not_broken__by_what_a_name_holds(void **state)
{
    struct panel_readings readings = {.subject = "u"};
    auto_buf struct buf out = buf_make(1u << 16);
    (void)state;
    ADD(&readings, "groups", {"displayName", "a|b *c*\n# d"});
    const char *text = printed("groups", &readings, PANEL_MARKDOWN, &out);
    assert_non_null(strstr(text, "| a\\|b \\*c\\* \\# d"));
    panel_readings_free(&readings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__name_what_exists),
        cmocka_unit_test(devices__are_one_row__where_the_device_id_is_one),
        cmocka_unit_test(consents__say_what_is_risky__and_only_of_what_is_known),
        cmocka_unit_test(none__is_said__only_where_all_was_read),
        cmocka_unit_test(markdown__is_not_broken__by_what_a_name_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
