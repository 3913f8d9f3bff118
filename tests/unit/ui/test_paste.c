/* Pasted text, in every view: it goes into a field that is typed in, and does nothing anywhere else. */
#include "people_fixture.h"

#include "playbook/playbook.h"
#include "ui/views/remedy_view.h"

static void open_users(struct app *app)
{
    (void)app;
}

static void open_range(struct app *app)
{
    range_view_open(app);
}

static void open_confirm(struct app *app)
{
    ask_for(app, action_find("block-sign-in"));
}

static void open_confirm_field(struct app *app)
{
    ask_for(app, action_find("set-out-of-office"));
}

static void open_jobs(struct app *app)
{
    open_confirm(app);
    press(app, "y Esc");
    jobs_view_open(app);
}

static void open_result(struct app *app)
{
    open_confirm(app);
    press(app, "y");
}

static void open_arm(struct app *app)
{
    fixture_config.read_only = true;
    arm_view_open(app, "15m because");
}

static void open_secret(struct app *app)
{
    secret_view_open(app, &fixture_tenant, "The client secret");
}

static void open_everywhere(struct app *app)
{
    everywhere_view_open(app, "alice");
}

static void open_sign_in(struct app *app)
{
    struct message message = {.kind = FROM_SIGN_IN, .arena = arena_new(0)};
    struct message_sign_in *told = arena_alloc(message.arena, sizeof *told);
    *told = (struct message_sign_in){.state = SIGN_IN_CODE,
                                     .service = "Microsoft Graph",
                                     .client_name = "Microsoft Graph Command Line Tools",
                                     .text = "",
                                     .verification_uri = "https://login.example/device",
                                     .user_code = "ABCD1234"};
    message.sign_in = told;
    answer(app, message);
}

static void open_menu_narrowed(struct app *app)
{
    press(app, "Enter /");
}

static void open_deleted_narrowed(struct app *app)
{
    press(app, "X /");
}

static void open_tenants_narrowed(struct app *app)
{
    press(app, "T /");
}

static void open_help_narrowed(struct app *app)
{
    press(app, "? /");
}

static void open_user(struct app *app)
{
    press(app, "o");
}

static void open_user_narrowed(struct app *app)
{
    press(app, "o /");
}

static void open_compare(struct app *app)
{
    mark_first(app, 2);
    press(app, "o =");
}

static void open_other(struct app *app)
{
    press(app, "o =");
}

static void open_research(struct app *app)
{
    press(app, "r");
}

static void open_list(struct app *app)
{
    press(app, "r l");
}

static void open_board(struct app *app)
{
    mark_first(app, 2);
    press(app, "r");
}

static void open_board_narrowed(struct app *app)
{
    open_board(app);
    press(app, "/");
}

static void open_playbook_question(struct app *app)
{
    app->playbooks = &playbook_offboard;
    app->playbook_count = 1;
    playbooks_view_open(app);
    press(app, "G Enter");
}

static void open_many_question(struct app *app)
{
    mark_first(app, 3);
    open_playbook_question(app);
}

static const struct {
    const char *name;
    void (*open)(struct app *app);
    bool types;
} views[] = {
    {"user", open_user, false},
    {"user", open_user_narrowed, true},
    {"compare", open_compare, false},
    {"person", open_other, true},
    {"research", open_research, false},
    {"research-list", open_list, false},
    {"researches", open_board, false},
    {"researches", open_board_narrowed, true},
    {"remedy", remedy_view_open, false},
    {"playbooks", playbooks_view_open, false},
    {"remedy-ask", open_playbook_question, false},
    {"remedy-ask", open_many_question, true},
    {"ask", bulk_view_open, true},
    {"users", open_users, false},
    {"menu", menu_view_open, false},
    {"menu", open_menu_narrowed, true},
    {"info", flyout_view_open, false},
    {"confirm", open_confirm, false},
    {"confirm", open_confirm_field, true},
    {"confirm", open_result, false},
    {"jobs", open_jobs, false},
    {"journal", journal_view_open, false},
    {"deleted", deleted_view_open, false},
    {"deleted", open_deleted_narrowed, true},
    {"help", help_view_open, false},
    {"help", open_help_narrowed, true},
    {"doctor", doctor_view_open, false},
    {"tenants", tenants_view_open, false},
    {"tenants", open_tenants_narrowed, true},
    {"secret", open_secret, true},
    {"palette", palette_view_open, true},
    {"arm", open_arm, true},
    {"everywhere", open_everywhere, false},
    {"filter", filter_bar_open, true},
    {"range", open_range, false},
    {"columns", chooser_view_open, false},
    {"export", export_view_open, true},
    {"sign-in", open_sign_in, false},
};

static void paste(struct app *app, const char *text)
{
    app->pasting = true;
    for (; *text; text++)
        app_key(app, *text == '\n' ? KEY_RETURN : *text);
    app->pasting = false;
}

static bool rows_changed(struct app *app, struct buf *before)
{
    auto_buf struct buf now = buf_make(1 << 20);
    app_draw(app);
    grid_text(app->grid, &now);
    bool changed = strcmp(buf_text(before), buf_text(&now)) != 0;
    buf_clear(before);
    buf_puts(before, buf_text(&now));
    return changed;
}

static void pasting__does_nothing__in_any_view_unless_it_is_typing(void **state)
{
    (void)state;
    clock_set(INT64_C(1793491200000)); /* durations are shown */
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        struct app *app = people_start(100, 30);
        views[i].open(app);
        if (strcmp(top_name(app), views[i].name) != 0)
            fail_msg("%s did not open: %s", views[i].name, top_name(app));
        app_status(app, ROLE_NORMAL, "%s", "");
        auto_buf struct buf screen = buf_make(1 << 20);
        rows_changed(app, &screen);
        size_t posts = posted_count;
        paste(app, "xyqdSR\n");
        if (strcmp(top_name(app), views[i].name) != 0 || posted_count != posts || app->quit || app->copied.length)
            fail_msg("a pasted text did something in %s", views[i].name);
        if (rows_changed(app, &screen) != views[i].types)
            fail_msg("%s: %s", views[i].name, buf_text(&screen));
        app_end(app);
        fixture_config.read_only = false;
    }
    clock_set(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pasting__does_nothing__in_any_view_unless_it_is_typing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
