/* The guards' rules as one table: who, alone or with others, what, and whether the name was typed. */
#include "unit.h"

#include "action/guard.h"
#include "base/arena.h"
#include <string.h>

static const struct action harmless = {.name = "a", .confirm = "{target}", .touches = TOUCHES_MAIL},
                           joins = {.name = "d", .touches = TOUCHES_GROUPS},
                           contains = {.name = "b", .flags = ACTION_CONTAINMENT},
                           destroys = {.name = "c", .flags = ACTION_DESTRUCTIVE};
static const struct guard_facts nobody = {.roles_known = true, .roles = ""},
                                self = {.self = true, .roles_known = true, .roles = ""},
                                glass = {.break_glass = true, .roles_known = true, .roles = ""},
                                admin = {.roles_known = true, .roles = "Global Administrator"},
                                hidden = {.roles_known = false, .roles = "", .unread = "no permission"},
                                partly = {.roles_known = false, .roles = "User Administrator"};

#define HINT_TYPED  "--name ann@c"
#define HINT_ALONE  "alone"
#define HINT_NUMBER "--name \"12 contoso.com\""

static void guard__allows_or_refuses__in_every_row(void **state)
{
    static const struct {
        const char *name;
        const struct guard_facts *facts;
        const struct action *action;
        bool bulk, typed;
        const char *refusal, *hint; /* NULL: allowed */
    } rows[] = {
        {"anybody", &nobody, &harmless, false, false, NULL, NULL},
        {"anybody, contained", &nobody, &contains, false, false, NULL, NULL},
        {"anybody, in bulk", &nobody, &contains, true, false, NULL, NULL},
        {"anybody, deleted", &nobody, &destroys, false, false, "must be typed", HINT_TYPED},
        {"anybody, deleted, typed", &nobody, &destroys, false, true, NULL, NULL},
        {"anybody, deleted in bulk", &nobody, &destroys, true, false, "how many they are", HINT_NUMBER},
        {"anybody, deleted in bulk, typed", &nobody, &destroys, true, true, NULL, NULL},
        {"break-glass, deleted in bulk", &glass, &destroys, true, false, "never part of a bulk run", HINT_ALONE},
        {"self", &self, &harmless, false, false, NULL, NULL},
        {"self, in bulk", &self, &harmless, true, false, NULL, NULL},
        {"self, contained", &self, &contains, false, false, "this is you", HINT_TYPED},
        {"self, contained, typed", &self, &contains, false, true, NULL, NULL},
        {"self, contained in bulk", &self, &contains, true, false, "this is you", HINT_ALONE},
        {"self, contained in bulk, typed", &self, &contains, true, true, "this is you", HINT_ALONE},
        {"self, deleted in bulk", &self, &destroys, true, true, "this is you", HINT_ALONE},
        {"break-glass", &glass, &harmless, false, false, "a break-glass account", HINT_TYPED},
        {"break-glass, typed", &glass, &harmless, false, true, NULL, NULL},
        {"break-glass, deleted, typed", &glass, &destroys, false, true, NULL, NULL},
        {"break-glass, in bulk", &glass, &harmless, true, false, "never part of a bulk run", HINT_ALONE},
        {"break-glass, in bulk, typed", &glass, &contains, true, true, "never part of a bulk run", HINT_ALONE},
        {"administrator", &admin, &harmless, false, false, NULL, NULL},
        {"administrator, in bulk", &admin, &harmless, true, false, NULL, NULL},
        {"administrator, contained", &admin, &contains, false, false, "holds a directory role", HINT_TYPED},
        {"administrator, contained, typed", &admin, &contains, false, true, NULL, NULL},
        {"administrator, contained in bulk", &admin, &contains, true, true, "Global Administrator", HINT_ALONE},
        {"administrator, deleted in bulk", &admin, &destroys, true, true, "Global Administrator", HINT_ALONE},
        {"nobody knows", &hidden, &harmless, false, false, NULL, NULL},
        {"nobody knows, in bulk", &hidden, &harmless, true, false, NULL, NULL},
        {"nobody knows, contained", &hidden, &contains, false, false, "could not be read: the name", HINT_TYPED},
        {"nobody knows, contained, typed", &hidden, &contains, false, true, NULL, NULL},
        {"nobody knows, contained in bulk", &hidden, &contains, true, true, "Why: no permission", HINT_ALONE},
        {"nobody knows, deleted in bulk", &hidden, &destroys, true, true, "left out", HINT_ALONE},
        {"anybody, put into a group in bulk", &nobody, &joins, true, false, NULL, NULL},
        {"self, put into a group", &self, &joins, false, false, NULL, NULL},
        {"self, put into a group in bulk", &self, &joins, true, false, "this is you", HINT_ALONE},
        {"administrator, put into a group in bulk", &admin, &joins, true, false, "Global Administrator", HINT_ALONE},
        {"nobody knows, put into a group in bulk", &hidden, &joins, true, false, "Why: no permission", HINT_ALONE},
        {"nobody knows all", &partly, &contains, true, true, "(User Administrator)", HINT_ALONE},
    };
    const struct target target = {.id = "x", .user_principal_name = "ann@c"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        bool allowed = guard_allows(rows[i].action, &target, rows[i].facts, rows[i].bulk, rows[i].typed, &e);
        if (allowed != !rows[i].refusal)
            fail_msg("%s: %s", rows[i].name, allowed ? "allowed" : e.message);
        if (allowed)
            continue;
        assert_int_equal(e.code, ERR_REFUSED);
        if (!strstr(e.message, rows[i].refusal) || !strstr(e.hint, rows[i].hint))
            fail_msg("%s: %s (%s)", rows[i].name, e.message, e.hint);
    }
}

static void guard__wants_the_name__where_it_hurts(void **state)
{
    static const struct {
        const struct guard_facts *facts;
        bool harmless, contains, destroys;
    } rows[] = {{&nobody, false, false, true}, {&self, false, true, true},   {&glass, true, true, true},
                {&admin, false, true, true},   {&hidden, false, true, true}, {&partly, false, true, true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(guard_wants_name(&harmless, rows[i].facts), rows[i].harmless);
        assert_int_equal(guard_wants_name(&contains, rows[i].facts), rows[i].contains);
        assert_int_equal(guard_wants_name(&destroys, rows[i].facts), rows[i].destroys);
    }
}

static void guard__warns__of_each_fact(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct target synced = {.id = "x", .user_principal_name = "ann@c", .synced = true};
    const struct guard_facts all = {
        .self = true, .break_glass = true, .roles_known = true, .roles = "Global Administrator, User Administrator"};
    const char **warnings = guard_warnings(arena, action_find("block-sign-in"), &synced, &all);
    (void)state;
    assert_non_null(strstr(warnings[0], "Active Directory"));
    assert_non_null(strstr(warnings[1], "break-glass"));
    assert_non_null(strstr(warnings[2], "This is you"));
    assert_string_equal(
        warnings[3],
        "Privileged: Global Administrator, User Administrator. It takes the role Privileged Authentication Administrator.");
    assert_null(warnings[4]);
    warnings = guard_warnings(arena, &harmless, &synced, &admin);
    assert_string_equal(warnings[0], "Privileged: Global Administrator.");
    assert_null(warnings[1]);
    warnings = guard_warnings(arena, &harmless, &synced, &hidden);
    assert_non_null(strstr(warnings[0], "could not be read"));
    assert_null(warnings[1]);
    assert_null(guard_warnings(arena, &harmless, &synced, &nobody)[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guard__allows_or_refuses__in_every_row),
        cmocka_unit_test(guard__wants_the_name__where_it_hurts),
        cmocka_unit_test(guard__warns__of_each_fact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
