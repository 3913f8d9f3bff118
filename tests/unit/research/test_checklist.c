/* The list of what one looks for, over the worked cases: what stands in it, and that each section names what it is read from. */
#include "unit.h"

#include "research/checklist.h"
#include "scenario_fixture.h"

static struct lists *lists;

static bool has(const struct report *report, const char *title, const char *what)
{
    for (size_t i = 0; i < CHECKLIST_SECTIONS; i++)
        for (size_t r = 0; r < report->checklist[i].count; r++)
            if (strstr(report->checklist[i].title, title) && strstr(report->checklist[i].rows[r].what, what))
                return true;
    return false;
}

static void checklist__holds_what_one_looks_for__of_a_stolen_session(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, scenario_read("scenarios/S1.json"), NULL, lists);
    assert_true(has(report, "Devices", "CONTOSO-LT-0142"));
    assert_true(has(report, "Forwarding", "New-InboxRule  ."));
    assert_true(has(report, "Forwarding", "Rule \".\""));
    assert_true(has(report, "Password", "Password last changed"));
    assert_true(has(report, "Password", "User registered security info"));
    assert_true(has(report, "Applications", "Consent to application"));
    assert_true(has(report, "Applications", "eM Client"));
    assert_true(has(report, "Mailbox logons", "MailItemsAccessed"));
    assert_false(has(report, "Users added", ""));
    for (size_t i = 0; i < CHECKLIST_SECTIONS; i++) {
        const struct checklist_section *section = &report->checklist[i];
        assert_true(section->sources[0] != RESEARCH_SOURCES && *section->none);
        for (size_t r = 1; r < section->count; r++)
            assert_true(section->rows[r - 1].time >= section->rows[r].time);
    }
    report_free(report);
    scenario_free(&scenario);
}

static int begin(void **state)
{
    struct err e;
    (void)state;
    lists = lists_new(NULL, 0, &e);
    return lists ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    lists_free(lists);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checklist__holds_what_one_looks_for__of_a_stolen_session),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
