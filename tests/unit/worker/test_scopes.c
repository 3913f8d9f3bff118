/* What a sign-in asks for and what the rows take are the same. */
#include "unit.h"

#include "base/arena.h"
#include "source/source.h"
#include "worker/scopes.h"
#include <string.h>

static bool is_among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (!strcmp(*names, name))
            return true;
    return false;
}

/* Whether a sign-in can ask for one of them: at once, or when it is first needed. */
static void check_asked(const char *row, const char *const *names, bool rare)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *one = scopes_one_of(names);
    if (!names)
        return;
    if (!one || !is_among(names, one))
        fail_msg("%s takes %s, for which no sign-in asks", row, names[0]);
    if (!rare && !is_among(scopes_to_ask(arena, NULL), one))
        fail_msg("%s takes %s, for which a sign-in does not ask at once", row, one);
}

static void scopes__suffice__for_every_row(void **state)
{
    size_t actions, sources;
    const struct action *const *all = action_all(&actions);
    const struct source *const *read = source_all(&sources);
    (void)state;
    for (size_t i = 0; i < actions; i++) {
        check_asked(all[i]->name, all[i]->needs, all[i]->flags & ACTION_RARE);
        check_asked(all[i]->name, all[i]->reads, all[i]->flags & ACTION_RARE);
    }
    for (size_t i = 0; i < sources; i++) {
        check_asked(read[i]->name, read[i]->needs, read[i]->flags & (SOURCE_PARTNER | SOURCE_LATER));
        check_asked(read[i]->name, read[i]->also, read[i]->flags & (SOURCE_PARTNER | SOURCE_LATER));
    }
}

static bool is_taken(const char *name)
{
    size_t actions, sources;
    const struct action *const *all = action_all(&actions);
    const struct source *const *read = source_all(&sources);
    bool taken = false;
    for (size_t i = 0; i < actions; i++)
        taken |= is_among(all[i]->needs, name) || is_among(all[i]->reads, name);
    for (size_t i = 0; i < sources; i++)
        taken |= is_among(read[i]->needs, name) || is_among(read[i]->also, name);
    return taken;
}

static void scopes__are_asked_for__only_where_a_row_takes_them(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count, at_once = 0;
    const struct scope *all = scopes_all(&count);
    const char *const *asked = scopes_to_ask(arena, NULL);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_true(is_taken(all[i].name) && all[i].use_count > 0);
        assert_int_equal(is_among(asked, all[i].name), all[i].when == SCOPE_ALWAYS);
        at_once += all[i].when == SCOPE_ALWAYS;
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(all[i].name, all[k].name);
    }
    for (size_t i = 0; asked[i]; i++)
        at_once--;
    assert_int_equal(at_once, 0);
}

static void scopes__of_rare_rows__are_asked_for_beside_the_others(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *const beside[] = {"Application.ReadWrite.All", NULL};
    (void)state;
    assert_string_equal(scopes_one_of(action_find("send-mfa-push")->needs), beside[0]);
    assert_false(is_among(scopes_to_ask(arena, NULL), beside[0]));
    assert_true(is_among(scopes_to_ask(arena, beside), beside[0]));
    assert_true(is_among(scopes_to_ask(arena, beside), "User.EnableDisableAccount.All"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scopes__suffice__for_every_row),
        cmocka_unit_test(scopes__are_asked_for__only_where_a_row_takes_them),
        cmocka_unit_test(scopes__of_rare_rows__are_asked_for_beside_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
