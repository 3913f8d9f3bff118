/* The containment over the worked cases: what is chosen, in which order, and what is left. */
#include "unit.h"

#include "../research/scenario_fixture.h"
#include "playbook/playbook.h"
#include "research/indicator.h"

static struct lists *lists;

/* "block, devices DESKTOP-1, …" of what is chosen. */
static char *chosen(struct arena *arena, const struct playbook_tasks *tasks)
{
    char *text = arena_strdup(arena, "");
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].chosen)
            text = arena_printf(arena, "%s%s%s%s%s", text, *text ? ", " : "", tasks->items[i].step->name,
                                *tasks->items[i].thing ? " " : "", tasks->items[i].thing);
    return text;
}

static const struct {
    const char *file;
    enum playbook_choice choice;
    const char *chosen;
} cases[] = {
    {"S1", CHOICE_FINDINGS,
     "snapshot, block, grants eM Client, revoke, password, rules ., methods SM-S918B, revoke-again"},
    {"S3", CHOICE_FINDINGS, "snapshot, block, revoke, password, protocols, revoke-again"},
    {"S5", CHOICE_FINDINGS, ""},
    {"S7", CHOICE_FINDINGS,
     "snapshot, block, revoke, devices DESKTOP-8F3K2L1Q, password, methods DESKTOP-8F3K2L1Q, revoke-again"},
    {"S1", CHOICE_CLASSIC, "snapshot, block, revoke, password, rules ., revoke-again"},
    {"S5", CHOICE_CLASSIC, "snapshot, block, revoke, password, rules Travel receipts, revoke-again"},
    {"S7", CHOICE_EVERYTHING,
     "snapshot, block, revoke, devices DESKTOP-8F3K2L1Q, password, protocols, methods DESKTOP-8F3K2L1Q, revoke-again"},
    {"S7", CHOICE_NONE, ""},
};

static void contain__chooses__what_the_findings_ask_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario scenario;
        struct arena *arena = arena_new(0);
        struct report *report = scenario_judge(
            &scenario, scenario_read(arena_printf(arena, "scenarios/%s.json", cases[i].file)), NULL, lists);
        struct playbook_tasks tasks = playbook_tasks_of(arena, report, cases[i].choice);
        assert_string_equal(chosen(arena, &tasks), cases[i].chosen);
        for (size_t k = 1; k < tasks.count; k++)
            assert_true(tasks.items[k - 1].stage <= tasks.items[k].stage);
        report_free(report);
        scenario_free(&scenario);
        arena_free(arena);
    }
}

/* What concerns the whole tenant is offered, and done when it is asked for by its name alone. */
static void contain__offers__to_disable_the_application(void **state)
{
    static const enum playbook_choice choices[] = {CHOICE_FINDINGS, CHOICE_CLASSIC, CHOICE_EVERYTHING};
    struct scenario scenario;
    struct arena *arena = arena_new(0);
    (void)state;
    struct report *report = scenario_judge(&scenario, scenario_read("scenarios/S1.json"), NULL, lists);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        struct playbook_tasks tasks = playbook_tasks_of(arena, report, choices[i]);
        assert_null(strstr(chosen(arena, &tasks), "application"));
        assert_null(strstr(chosen(arena, &tasks), "confirm-risk"));
        assert_true(playbook_add_step(&tasks, "application"));
        assert_non_null(strstr(chosen(arena, &tasks), "application eM Client"));
    }
    report_free(report);
    scenario_free(&scenario);
    arena_free(arena);
}

/* The rows name what there is: an action, its parameter, a source; and no name twice. */
static void contain__names__actions_and_parameters_that_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < playbook_contain.count; i++) {
        const struct playbook_step *step = &playbook_contain.steps[i];
        const struct action *action = step->action ? action_find(step->action) : NULL;
        const struct param *param = action ? action->params : NULL;
        assert_ptr_equal(playbook_step_find(&playbook_contain, step->name), step);
        assert_true(!step->action == !action && *step->title && *step->why);
        while (step->param && param && param->name && strcmp(param->name, step->param) != 0)
            param++;
        if (step->param && !(param && param->name))
            fail_msg("%s: %s takes no %s", step->name, step->action, step->param);
    }
}

/* Whether the snapshot reads the source: it is one of a research's states of the user, or is told by a text, the action's first value. */
static bool is_in_snapshot(const struct action *action)
{
    const struct source *source = source_find(action->saved);
    if (!source)
        return false;
    if (source->flags & SOURCE_BY_TEXT)
        return action->params && action->params->required;
    for (int as = 0; as < RESEARCH_SOURCES; as++) {
        const struct research_source_row *row = research_source((enum research_source)as);
        for (size_t i = 0; row->phase <= 1 && i < sizeof row->served / sizeof *row->served && row->served[i]; i++)
            if (!strcmp(row->served[i], action->saved))
                return source->scope == SOURCE_OF_USER;
    }
    return false;
}

/* What destroys and cannot be undone says where it is saved before; or it stands here, with what there is to be read. */
static void contain__saves__whatever_is_destroyed(void **state)
{
    static const struct {
        const char *action, *why;
    } unread[] = {
        {"reset-password", "nobody reads a password"},
        {"reset-password-must-change", "nobody reads a password"},
        {"revoke-sessions", "there is no list of sessions"},
        {"confirm-compromised", "it adds a mark"},
        {"add-email-method", "it adds"},
        {"end-litigation-hold", "what only the hold keeps is mail"},
        {"cancel-meetings", "the mailbox keeps its own calendar"},
        {"retire-device", "what is on a device nobody reads"},
        {"wipe-device", "what is on a device nobody reads"},
        {"reset-redemption", "the guest accepts anew"},
        {"convert-to-internal", "the sign-in moves, the account stays"},
        {"purge-user", "a deleted user has no lists any more"},
    };
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < sizeof unread / sizeof *unread && strcmp(unread[at].action, all[i]->name) != 0)
            at++;
        bool listed = at < sizeof unread / sizeof *unread;
        bool destroys = all[i]->flags & (ACTION_CONTAINMENT | ACTION_DESTRUCTIVE) && !all[i]->undo;
        if (destroys != (listed || (all[i]->saved && !all[i]->undo)))
            fail_msg("%s: where is it saved before?", all[i]->name);
        if (all[i]->saved && !is_in_snapshot(all[i]))
            fail_msg("%s: a snapshot does not read %s", all[i]->name, all[i]->saved);
    }
}

/* One thing of a step can be left out and taken again; the snapshot goes with whatever is done, the second revoke with the first. */
static void contain__follows__what_is_marked(void **state)
{
    struct scenario scenario;
    struct arena *arena = arena_new(0);
    (void)state;
    struct report *report = scenario_judge(&scenario, scenario_read("scenarios/S7.json"), NULL, lists);
    struct playbook_tasks tasks = playbook_tasks_of(arena, report, CHOICE_NONE);
    assert_false(playbook_add_step(&tasks, "rules"));
    assert_true(playbook_add_step(&tasks, "devices"));
    assert_string_equal(chosen(arena, &tasks), "snapshot, devices DESKTOP-8F3K2L1Q");
    assert_true(playbook_add_step(&tasks, "revoke"));
    assert_string_equal(chosen(arena, &tasks), "snapshot, revoke, devices DESKTOP-8F3K2L1Q, revoke-again");
    for (size_t i = 0; i < tasks.count; i++)
        if (!strcmp(tasks.items[i].step->name, "revoke") || !strcmp(tasks.items[i].step->name, "devices"))
            playbook_mark(&tasks, i, false);
    assert_string_equal(chosen(arena, &tasks), "");
    report_free(report);
    scenario_free(&scenario);
    arena_free(arena);
}

static bool says(const char *const *lines, const char *what)
{
    for (; *lines; lines++)
        if (strstr(*lines, what))
            return true;
    return false;
}

static void contain__tells__what_still_gives_access(void **state)
{
    struct scenario scenario;
    struct arena *arena = arena_new(0);
    auto_json struct json *denied = json_new_array();
    (void)state;
    json_push(denied, json_new_text("authenticationMethods"));
    struct report *report = scenario_judge(&scenario, scenario_read("scenarios/S7.json"), denied, lists);
    struct playbook_tasks tasks = playbook_tasks_of(arena, report, CHOICE_FINDINGS);
    bool *done = arena_alloc(arena, tasks.count * sizeof *done);
    const char *const *left = playbook_left(arena, report, &tasks, done);
    assert_true(says(left, "DESKTOP-8F3K2L1Q is not disabled") && says(left, "Sign-in is not blocked"));
    assert_false(says(left, "CONTOSO-LT-0231"));
    assert_true(says(left, "Sign-in methods: not read whole (forbidden)"));
    for (size_t i = 0; i < tasks.count; i++)
        done[i] = tasks.items[i].chosen;
    left = playbook_left(arena, report, &tasks, done);
    assert_false(says(left, "DESKTOP-8F3K2L1Q") || says(left, "Sign-in is not blocked"));
    assert_true(says(playbook_next(arena, report), "Unblock only when the device is off"));
    report_free(report);
    scenario_free(&scenario);
    arena_free(arena);
}

/* --- the three cases in which what the findings name comes later --- */

static struct report *with_pattern(struct report *report, const char *pattern)
{
    report->pattern = pattern;
    return report;
}

static void contain__waits__where_the_ticket_or_the_code_decides(void **state)
{
    struct scenario scenario;
    struct arena *arena = arena_new(0);
    (void)state;
    struct report *report = scenario_judge(&scenario, scenario_read("scenarios/S7.json"), NULL, lists);
    static const char *const none[] = {NULL};
    report->decisive = none;
    struct playbook_tasks tasks = playbook_tasks_of(
        arena, with_pattern(report, "Method change after a helpdesk act (…)"), CHOICE_FINDINGS);
    assert_string_equal(chosen(arena, &tasks), "");
    assert_true(says(tasks.notes, "by telephone"));
    tasks = playbook_tasks_of(arena, with_pattern(report, "Delegated access abuse (…)"), CHOICE_FINDINGS);
    assert_null(strstr(chosen(arena, &tasks), "password"));
    assert_true(says(tasks.notes, "can watch"));
    tasks = playbook_tasks_of(arena, with_pattern(report, "Stolen authorization code"), CHOICE_FINDINGS);
    assert_non_null(strstr(chosen(arena, &tasks), "devices DESKTOP-8F3K2L1Q")); /* a kit's device is nobody's own */
    assert_true(says(tasks.notes, "devices stay on"));
    report_free(report);
    scenario_free(&scenario);
    arena_free(arena);
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
        cmocka_unit_test(contain__chooses__what_the_findings_ask_for),
        cmocka_unit_test(contain__offers__to_disable_the_application),
        cmocka_unit_test(contain__names__actions_and_parameters_that_exist),
        cmocka_unit_test(contain__saves__whatever_is_destroyed),
        cmocka_unit_test(contain__follows__what_is_marked),
        cmocka_unit_test(contain__tells__what_still_gives_access),
        cmocka_unit_test(contain__waits__where_the_ticket_or_the_code_decides),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
