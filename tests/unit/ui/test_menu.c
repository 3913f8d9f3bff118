/* The ellipsis menu: what it holds, where it stands, what its keys do. */
#include "people_fixture.h"
#include "playbook/playbook.h"

static void menu__offers_what_applies__when_a_user_is_enabled(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "menu");
    assert_shows(app, "─ Alice Ng ─");
    assert_shows(app, " Contoso Ltd ─┘");
    assert_shows(app, " 1 Created   2026-01-01 12:00");
    assert_shows(app, " 2 Last sync –");
    assert_shows(app, " 3 GUID      00000000-0000-4000-8000-0"); /* and the rest on the next line */
    assert_shows(app, "> o View user");
    assert_shows(app, "  i More info");
    assert_shows(app, " b Block sign-in");
    assert_hides(app, "Unblock sign-in");
    type(app, "/block sign");
    assert_shows(app, " b Block sign-in");
    assert_hides(app, "│ Look"); /* no rows, no heading */
    app_end(app);
}

static void menu__offers_unblocking__when_a_user_is_blocked(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, 'j');
    hit(app, '.');
    assert_shows(app, "─ Bob Berg ─");
    assert_shows(app, " n Unblock sign-in");
    assert_hides(app, " b Block sign-in");
    app_end(app);
}

static void menu__is_for_several__when_marks_are_set(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    for (int i = 0; i < 3; i++)
        hit(app, KEY_SPACE);
    hit(app, KEY_RETURN);
    assert_shows(app, "─ 3 users ─");
    assert_shows(app, " b Block sign-in"); /* one of them is enabled */
    assert_shows(app, " n Unblock sign-in");
    assert_hides(app, "GUID");
    assert_hides(app, "More info");
    app_end(app);
}

static void menu__names_by_address__when_the_name_shows_nothing(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, 'G');
    hit(app, KEY_RETURN);
    assert_shows(app, "─ user4@contoso.example ─");
    app_end(app);
}

static void menu__copies_a_fact__when_its_key_is_pressed(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, KEY_RETURN);
    hit(app, '3');
    assert_string_equal(top_name(app), "menu");
    /* OSC 52 of base64 "00000000-0000-4000-8000-000000000001" */
    assert_non_null(strstr(buf_text(&app->copied), "MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx"));
    app_end(app);
}

static void menu__gives_way_to_the_confirmation__when_an_action_is_chosen(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, KEY_RETURN);
    hit(app, 'k');
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Alice Ng (user1@contoso.example)");
    assert_null(posted_last(TO_RUN)); /* it only asks */
    hit(app, KEY_ESCAPE);
    assert_string_equal(top_name(app), "users");
    app_end(app);
}

static void menu__does_nothing__when_text_is_pasted(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, KEY_RETURN);
    app->pasting = true;
    type(app, "buy kiwis 3q");
    assert_string_equal(top_name(app), "menu");
    assert_int_equal(app->copied.length, 0);
    app->pasting = false;
    hit(app, '/');
    app->pasting = true;
    type(app, "revo");
    assert_shows(app, "> k Revoke sessions");
    app->pasting = false;
    app_end(app);
}

static void menu__asks_for_all_of_them__when_marks_are_set(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, '*');
    hit(app, KEY_RETURN);
    hit(app, 'k');
    assert_shows(app, "Revoke all sessions of 4 users?");
    app_end(app);
}

static void menu__does_nothing_and_says_why__when_a_permission_is_missing(void **state)
{
    static const char *const held[] = {"User.Read.All", "User.RevokeSessions.All", NULL};
    struct app *app = people_start(100, 24);
    (void)state;
    struct message_tenant tenant = fixture_known;
    tenant.held.permissions[RESOURCE_GRAPH] = held;
    tenant.held.caller = CALLER_APPLICATION;
    app->model->tenant = &tenant;
    hit(app, KEY_RETURN);
    assert_shows(app, " b Block sign-in (needs the permission");
    assert_shows(app, " k Revoke sessions ");
    hit(app, 'b');
    assert_string_equal(top_name(app), "menu");
    assert_string_equal(status_of(app), "Block sign-in: needs the permission User.EnableDisableAccount.All");
    for (int i = 0; i < 4; i++)
        hit(app, KEY_ARROW_DOWN); /* past the heading, on the action */
    assert_shows(app, "> b Block sign-in");
    assert_shows(app, "│  needs the permission User.EnableDisableAccount.All");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "menu");
    app_end(app);
}

static void menu__offers_it_marked__when_a_person_probably_may_not(void **state)
{
    static const char *const roles[] = {"Helpdesk Administrator", NULL};
    struct app *app = people_start(100, 24);
    (void)state;
    struct message_tenant tenant = fixture_known;
    tenant.held.roles = roles;
    tenant.held.caller = CALLER_PERSON;
    app->model->tenant = &tenant;
    hit(app, KEY_RETURN);
    assert_shows(app, " b Block sign-in (probably not: needs ");
    assert_shows(app, " k Revoke sessions ");
    hit(app, 'b');
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "! It will probably be refused: needs the role User Administrator");
    app_end(app);
}

static void menu__refuses_every_action__when_read_only(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    app->model->read_only = true;
    hit(app, KEY_RETURN);
    assert_shows(app, " k Revoke sessions (read-only)");
    hit(app, 'k');
    assert_string_equal(top_name(app), "menu");
    assert_string_equal(status_of(app), "Revoke sessions: read-only");
    app_end(app);
}

static void menu__narrows_by_name__when_a_slash_came_before(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    hit(app, KEY_RETURN);
    type(app, "/passw");
    assert_shows(app, "> p Reset password ");
    assert_shows(app, " P Reset password (must change)");
    assert_hides(app, "Revoke sessions");
    assert_hides(app, "GUID");
    type(app, "xx");
    assert_shows(app, "No match.");
    hit(app, KEY_ESCAPE);
    assert_shows(app, "Revoke sessions");
    hit(app, KEY_ESCAPE);
    assert_string_equal(top_name(app), "users");
    app_end(app);
}

/* What has no letter stands behind one line of its group, and is found by its name. */
static void menu__folds__what_is_seldom_done(void **state)
{
    struct app *app = people_start(80, 90);
    (void)state;
    hit(app, KEY_RETURN);
    assert_hides(app, "Give admin roles");
    assert_shows(app, "b Block sign-in");
    for (int i = 0; i < 40 && !shows(app, "shows them, or leaves them out"); i++)
        hit(app, KEY_ARROW_DOWN);
    assert_shows(app, "shows them, or leaves them out");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "menu");
    assert_shows(app, "  Give admin roles");
    assert_shows(app, "⋯ fewer");
    hit(app, KEY_RETURN); /* the cursor stayed on the line */
    assert_hides(app, "Give admin roles");
    type(app, "/admin ro");
    assert_shows(app, ">   Give admin roles");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "confirm");
    app_end(app);
}

/* A letter that stands at two lines does what the first is for. */
static void menu__has_no_letter_twice__also_of_its_commands(void **state)
{
    static const char *const commands[] = {"view", "research", "info", "playbooks"};
    struct app *app = people_start(80, 24);
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < sizeof commands / sizeof *commands; c++)
            if (all[i]->key && all[i]->key == keymap_find(&app->keymap, commands[c])->keys[0])
                fail_msg("%s has the key of %s", all[i]->name, commands[c]);
    app_end(app);
}

/* Where one column does not hold it, there are two: arrows go across, and past the first one out of the menu. */
static void menu__has_two_columns__where_it_is_long(void **state)
{
    struct app *app = people_start(80, 16);
    (void)state;
    hit(app, KEY_RETURN);
    assert_shows(app, "> o View user");
    hit(app, KEY_ARROW_RIGHT);
    assert_hides(app, "> o View user");
    assert_shows(app, "  o View user");
    hit(app, KEY_ARROW_RIGHT); /* there is no third */
    assert_string_equal(top_name(app), "menu");
    hit(app, KEY_ARROW_LEFT);
    assert_shows(app, "> o View user");
    hit(app, KEY_ARROW_LEFT);
    assert_string_equal(top_name(app), "users");
    app_end(app);
}

static void menu__stands_beside_its_row__when_there_is_room(void **state)
{
    struct app *app = people_start(100, 200);
    (void)state;
    hit(app, KEY_RETURN);
    assert_int_equal(app->model->cursor_line, 3);
    assert_string_equal(grid_cell(app->grid, 40, 4)->text, "┌"); /* right under it */
    app_end(app);
}

static void menu__scrolls_to_its_cursor__when_the_screen_is_small(void **state)
{
    struct app *app = people_start(40, 12);
    (void)state;
    hit(app, KEY_RETURN);
    assert_string_equal(grid_cell(app->grid, 0, 1)->text, "┌"); /* all the width */
    assert_string_equal(grid_cell(app->grid, 39, 9)->text, "┘");
    hit(app, KEY_FIRST_LINE);
    assert_shows(app, "> 1 Created");
    hit(app, KEY_LAST_LINE);
    assert_shows(app, "h Add OneDrive shortcut");
    assert_shows(app, ">   ⋯ ");
    assert_shows(app, "▲");
    app_end(app);
}

static void menu__is_ascii__when_the_screen_is(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    app->grid->ascii = true;
    hit(app, '/'); /* one user without other letters */
    type(app, "alice");
    hit(app, KEY_RETURN);
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "menu");
    assert_true(is_ascii(app->grid));
    app_end(app);
}

static void menu__opens_not__when_there_is_no_user(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    app_set_filter(app, "nobody");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "users");
    assert_string_equal(status_of(app), "There is no user here.");
    app_end(app);
}

static void playbooks__are_done_to_each_that_is_marked__when_it_is_answered(void **state)
{
    struct app *app = people_start(100, 40);
    size_t begun = 0;
    (void)state;
    app->playbooks = &playbook_offboard;
    app->playbook_count = 1;
    mark_first(app, 2);
    hit(app, '+');
    assert_string_equal(top_name(app), "playbooks");
    assert_shows(app, "Playbooks for 2 users");
    assert_hides(app, "contain ");
    assert_shows(app, " Leave the groups  all=true");
    hit(app, KEY_RETURN);
    assert_shows(app, "to each of these 2 users?");
    assert_shows(app, "user2@contoso.example");
    assert_shows(app, "Type 2 "); /* meetings are cancelled for good */
    type(app, "2 contoso.example");
    hit(app, KEY_RETURN); /* who they are is not known yet */
    assert_null(posted_last(TO_RUN));
    struct message prepared = {
        .kind = FROM_PREPARED, .job = posted_last(TO_PREPARE)->job, .index = 1, .arena = arena_new(0)};
    prepared.text = "Global Administrator";
    answer(app, prepared);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted_last(TO_PREPARE)->job, .state = JOB_DONE});
    assert_shows(app, "user2@contoso.example: left out (Global Administrator)");
    hit(app, KEY_RETURN);
    for (size_t i = 0; i < posted_count; i++)
        if (posted[i].kind == TO_RUN) {
            begun++;
            assert_true(posted[i].bulk);
            assert_int_equal(posted[i].target_count, 1);
            assert_string_equal(posted[i].playbook->name, "offboard");
            assert_int_equal(posted[i].playbook->count, playbook_offboard.count);
        }
    assert_int_equal(begun, 2);
    hit(app, KEY_ESCAPE);
    hit(app, 'J');
    assert_shows(app, "Offboard user1@contoso.example");
    assert_shows(app, "17 steps");
    app_end(app);
}

static void playbooks__lead_to_the_containment__when_it_is_one_user(void **state)
{
    struct app *app = people_start(100, 40);
    (void)state;
    hit(app, KEY_RETURN);
    assert_shows(app, " + Playbooks");
    hit(app, '+');
    assert_shows(app, "> contain ");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "remedy");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(menu__offers_what_applies__when_a_user_is_enabled),
        cmocka_unit_test(menu__offers_unblocking__when_a_user_is_blocked),
        cmocka_unit_test(menu__is_for_several__when_marks_are_set),
        cmocka_unit_test(menu__names_by_address__when_the_name_shows_nothing),
        cmocka_unit_test(menu__copies_a_fact__when_its_key_is_pressed),
        cmocka_unit_test(menu__gives_way_to_the_confirmation__when_an_action_is_chosen),
        cmocka_unit_test(menu__does_nothing__when_text_is_pasted),
        cmocka_unit_test(menu__asks_for_all_of_them__when_marks_are_set),
        cmocka_unit_test(menu__does_nothing_and_says_why__when_a_permission_is_missing),
        cmocka_unit_test(menu__offers_it_marked__when_a_person_probably_may_not),
        cmocka_unit_test(menu__refuses_every_action__when_read_only),
        cmocka_unit_test(menu__narrows_by_name__when_a_slash_came_before),
        cmocka_unit_test(menu__folds__what_is_seldom_done),
        cmocka_unit_test(menu__has_no_letter_twice__also_of_its_commands),
        cmocka_unit_test(menu__has_two_columns__where_it_is_long),
        cmocka_unit_test(menu__stands_beside_its_row__when_there_is_room),
        cmocka_unit_test(menu__scrolls_to_its_cursor__when_the_screen_is_small),
        cmocka_unit_test(menu__is_ascii__when_the_screen_is),
        cmocka_unit_test(menu__opens_not__when_there_is_no_user),
        cmocka_unit_test(playbooks__are_done_to_each_that_is_marked__when_it_is_answered),
        cmocka_unit_test(playbooks__lead_to_the_containment__when_it_is_one_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
