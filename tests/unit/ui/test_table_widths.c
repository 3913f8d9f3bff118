/* Every table of the program at every width of the terminal, with content that is wide, empty, very long and hostile. */
#include "research_fixture.h"

#include "base/utf8.h"
#include "research/foothold.h"
#include "ui/views/record_view.h"
#include "ui/views/remedy_view.h"
#include "ui/views/research_view.h"
#include "ui/views/table_view.h"
#include "ui/views/users_view.h"
#include "ui/views/views.h"
#include <stdlib.h>
#include <unistd.h>

enum { LEAST = 40, MOST = 200, HEIGHT = 24 };

static const char *const awkward[] = {
    "x",
    "",
    "漢字漢字漢字漢字漢字漢字漢字",
    "a name that never ends and goes on, and on, and on, and on, and on, and on, and on, and on, and on, and on, and on, "
    "and on, and on, and on, and on, and on, and on, and on, and on, and on, and on, and on, and on, and on, and on",
    "\033[2J\033]0;owned\a",
    "e\xcc\x81\xcc\x82\xcc\x83 combined",
    "\xe2\x80\xae"
    "turned round",
    "👩‍👩‍👧‍👦 family",
};
enum { AWKWARD = sizeof awkward / sizeof *awkward };

static const char *text_at(size_t i)
{
    return awkward[i % AWKWARD];
}

/* --- what must hold --- */

static int widest(const struct table *table, size_t column)
{
    struct table_cell cell;
    int most = 0;
    for (size_t i = 0; i < table->list.count; i++) {
        int width = utf8_width(table_cell(table, table_row(table, i), column, &cell));
        most = width > most ? width : most;
    }
    return most;
}

/* The first cluster stands where the column begins, whole, unless it is not fit to be shown or does not fit. */
static void assert_begins(const struct grid *grid, int x, int y, int width, const char *text)
{
    int cells = 1;
    size_t length = utf8_cluster(text, strlen(text), &cells);
    int room = utf8_width(text) > width ? width - 1 : width;
    bool plain = (unsigned char)*text >= ' ' && (unsigned char)*text < 127;
    if (!length || cells < 1 || cells > room || (!plain && cells < 2) || length >= CELL_TEXT)
        return;
    assert_memory_equal(grid_cell(grid, x, y)->text, text, length);
}

static void assert_column(const struct app *app, const struct table *table, size_t c, int x)
{
    struct table_cell cell;
    const struct table_column *column = &table->columns[c];
    int width = table->widths[c], whole = widest(table, c);
    if (column->flags & TABLE_IDENTIFIES)
        assert_true(width >= (whole < TABLE_READABLE ? whole : TABLE_READABLE));
    if (!table->ops->headless)
        assert_begins(app->grid, x, table->rect.y, width, column->title);
    for (size_t i = table->list.top; i < table->list.count && (int)(i - table->list.top) < table->list.height; i++) {
        int y = table->rect.y + !table->ops->headless + (int)(i - table->list.top);
        assert_string_equal(grid_cell(app->grid, x - 1, y)->text, " ");
        assert_begins(app->grid, x, y, width, table_cell(table, table_row(table, i), c, &cell));
    }
}

static void assert_layout(const struct app *app, const struct table *table)
{
    int x = table->rect.x + table_gutter(table), end = table->rect.x + table->rect.width;
    bool identified = false;
    assert_true(table->list.count && table->list.height > 0);
    assert_true(end <= app->grid->width);
    for (size_t c = 0; c < table->column_count; c++) {
        identified |= table->columns[c].flags & TABLE_IDENTIFIES;
        if (!table->widths[c]) {
            assert_false(table->columns[c].flags & (TABLE_IDENTIFIES | TABLE_KEEP));
            continue;
        }
        assert_true(x + table->widths[c] < end); /* the last cell is the scroll mark's */
        assert_column(app, table, c, x);
        x += table->widths[c] + 1;
    }
    assert_true(identified);
}

static void assert_every_width(struct app *app, const struct table *table)
{
    assert_true(table->list.count >= AWKWARD);
    for (int width = LEAST; width <= MOST; width++) {
        grid_resize(app->grid, width, HEIGHT);
        app_draw(app);
        assert_layout(app, table);
    }
    press(app, "G");
    assert_layout(app, table);
    grid_resize(app->grid, LEAST, APP_LEAST_HEIGHT);
    app->grid->ascii = true;
    app_draw(app);
    app_end(app);
}

static const struct table *top_table(const struct app *app, const char *name)
{
    assert_string_equal(top_name(app), name);
    return &((const struct table_view *)app->top)->table;
}

static struct app *begin(void)
{
    struct app *app = app_make(80, HEIGHT, 0);
    struct message message = {.kind = FROM_USERS_PAGE, .page = user_page_new(3 * AWKWARD)};
    for (int i = 0; i < 3 * AWKWARD; i++)
        add_person(message.page, i + 1, text_at((size_t)i), i % 2);
    app_message(app, &message);
    app_draw(app);
    return app;
}

static struct target *awkward_targets(struct arena *arena)
{
    struct target *targets = arena_alloc(arena, AWKWARD * sizeof *targets);
    for (size_t i = 0; i < AWKWARD; i++)
        targets[i] = (struct target){.user_principal_name = text_at(i + 2), .display_name = text_at(i), .deleted = 1};
    for (size_t i = 0; i < AWKWARD; i++)
        snprintf(targets[i].id, sizeof targets[i].id, "00000000-0000-4000-8000-%012zu", i);
    return targets;
}

/* The same as records, each with an id of its own. */
static const char *id_at(size_t i)
{
    static char ids[AWKWARD][GUID_TEXT];
    snprintf(ids[i], sizeof ids[i], "00000000-0000-4000-8000-%012zu", i);
    return ids[i];
}

static void awkward_users(struct message *message)
{
    for (size_t i = 0; i < AWKWARD; i++)
        record_of(message,
                  (const char *const[][2]){
                      {"id", id_at(i)}, {"displayName", text_at(i)}, {"userPrincipalName", text_at(i + 2)}, {NULL}});
}

/* --- the tables --- */

static void users__fit_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    app->chosen_count = 0;
    for (size_t i = 0; i < column_count; i++)
        app->chosen[app->chosen_count++] = (int)i;
    assert_every_width(app, &((struct users_view *)app->top)->table);
}

static void deleted__fit_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    press(app, "X");
    struct message message = reading_of("deleted-users", posted_read("deleted-users")->job);
    awkward_users(&message);
    answer(app, message);
    assert_every_width(app, top_table(app, "deleted"));
}

static void jobs__fit_every_width(void **state)
{
    struct app *app = begin();
    struct arena *arena = arena_new(0);
    (void)state;
    clock_set(INT64_C(1793491200000)); /* what they took does not grow meanwhile */
    struct target *targets = awkward_targets(arena);
    for (size_t i = 0; i < AWKWARD; i++)
        app_post_run(app, action_find(i % 2 ? "require-password-change" : "block-sign-in"), &targets[i], 1, NULL, 0, 0);
    press(app, "J");
    assert_every_width(app, top_table(app, "jobs"));
    clock_set(-1);
    arena_free(arena);
}

static void journal__fits_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    press(app, "L");
    struct message message = {
        .kind = FROM_JOURNAL, .job = posted_last(TO_JOURNAL)->job, .arena = arena_new(0), .entry_count = AWKWARD};
    struct journal_entry *entries = arena_alloc(message.arena, AWKWARD * sizeof *entries);
    for (size_t i = 0; i < AWKWARD; i++)
        entries[i] = (struct journal_entry){.id = (int64_t)i,
                                            .begun = 1,
                                            .tenant = "",
                                            .action = text_at(i + 1),
                                            .target_id = text_at(i + 2),
                                            .target_upn = text_at(i),
                                            .operator_name = text_at(i + 3),
                                            .state = i % 2 ? JOURNAL_UNSETTLED : JOURNAL_DONE};
    message.entries = entries;
    answer(app, message);
    assert_every_width(app, top_table(app, "journal"));
}

/* Customers by awkward names, and those of a partner who asked for them. */
static struct message awkward_customers(uint64_t job)
{
    struct message message = reading_of("customers", job);
    for (size_t i = 0; i < AWKWARD; i++)
        set_number(record_of(&message, (const char *const[][2]){{"tenantId", id_at(i)},
                                                                {"name", text_at(i)},
                                                                {"defaultDomainName", text_at(i + 1)},
                                                                {"status", text_at(i + 4)},
                                                                {NULL}}),
                   "endDateTime", 1);
    return message;
}

static void tenants__fit_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    press(app, "T c");
    answer(app, awkward_customers(posted_read("customers")->job));
    assert_int_equal(app->customer_count, AWKWARD);
    assert_every_width(app, top_table(app, "tenants"));
}

static void everywhere__fits_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    everywhere_view_open(app, "any");
    answer(app, awkward_customers(posted_last(TO_FIND_EVERYWHERE)->job));
    for (size_t i = 0; i < AWKWARD; i++) {
        struct message message = reading_of("find-users", posted_last(TO_FIND_EVERYWHERE)->job);
        message.subject = id_at(i);
        if (i % 3) {
            awkward_users(&message);
        } else {
            message.read = READ_NOT;
            err_set(&message.error, ERR_FORBIDDEN, "%.200s", text_at(i));
        }
        answer(app, message);
    }
    assert_true(((const struct table_view *)app->top)->table.list.count > AWKWARD);
    assert_every_width(app, top_table(app, "everywhere"));
}

static void doctor__fits_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    doctor_view_open(app);
    for (size_t i = 0; i < 2 * AWKWARD; i++) {
        struct message message = {.kind = FROM_CHECK, .job = posted_last(TO_DOCTOR)->job, .arena = arena_new(0)};
        struct message_check *check = arena_alloc(message.arena, sizeof *check);
        *check = (struct message_check){.state = (enum check_state)(i % 5),
                                        .area = i % 2 ? "network" : "permissions",
                                        .name = text_at(i),
                                        .text = text_at(i + 1),
                                        .needed = text_at(i + 2),
                                        .held = text_at(i + 3)};
        message.check = check;
        answer(app, message);
    }
    press(app, "a");
    assert_every_width(app, top_table(app, "doctor"));
}

/* --- a research --- */

static struct message awkward_report(const char *id)
{
    static struct indicator indicators[AWKWARD];
    struct report *report = report_make(id, WITH_FINDINGS | WITH_RULE | GOING | REFUSED | ASIDE);
    while (report->finding_count < AWKWARD)
        report_finding(report, &replay, SEVERITY_MEDIUM, text_at(report->finding_count), "", NIGHT);
    for (size_t i = 0; i < report->finding_count; i++) {
        indicators[i] = *report->findings[i]->indicator;
        indicators[i].title = text_at(i);
        report->findings[i]->indicator = &indicators[i];
        report->findings[i]->text = text_at(i + 1);
        report->findings[i]->target = text_at(i + 2);
    }
    for (size_t i = 0; i < report->timeline_count; i++) {
        struct timeline_row *row = &report->timeline[i];
        struct timeline_who *who = arena_alloc(report->arena, sizeof *who);
        *who = *row->who;
        who->actor = text_at(i + 1);
        who->address = who->session = text_at(i + 3);
        who->agent = who->app = text_at(i + 4);
        row->who = who;
        row->verb = text_at(i);
        row->object = text_at(i + 2);
    }
    for (size_t i = 0; i < report->source_count; i++) {
        report->sources[i].say = text_at(i);
        report->sources[i].effect = text_at(i + 1);
    }
    report->pattern = text_at(3);
    return (struct message){
        .kind = FROM_RESEARCH, .job = posted_last(TO_RESEARCH)->job, .subject = report->user_id, .report = report};
}

static void research__fits_every_width__in_every_pane(void **state)
{
    struct app *app = begin();
    (void)state;
    press(app, "r");
    answer(app, awkward_report(ALICE));
    assert_string_equal(top_name(app), "research");
    const struct research_view *view = (const struct research_view *)app->top;
    const struct {
        const char *key;
        const struct table *table;
    } panes[] = {{"1", &view->findings}, {"2", NULL}, {"3", &view->timeline.table}, {"4", &view->sources}};
    for (int width = LEAST; width <= MOST; width++) {
        grid_resize(app->grid, width, HEIGHT);
        for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
            press(app, panes[i].key);
            app_draw(app);
            if (panes[i].table)
                assert_layout(app, panes[i].table);
        }
    }
    assert_true(view->findings.list.count > AWKWARD && view->timeline.table.list.count > AWKWARD);
    app_end(app);
}

static void researches__fit_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    mark_first(app, AWKWARD);
    press(app, "r");
    for (size_t i = 0; i < AWKWARD; i++)
        answer(app, awkward_report(posted_last(TO_RESEARCH)->targets[i].id));
    assert_every_width(app, top_table(app, "researches"));
}

static void remedy__fits_every_width__with_awkward_things(void **state)
{
    static struct foothold footholds[AWKWARD];
    struct app *app = begin();
    (void)state;
    for (size_t i = 0; i < AWKWARD; i++)
        footholds[i] = (struct foothold){.kind = FOOTHOLD_GRANT,
                                         .id = ALICE,
                                         .name = text_at(i),
                                         .detail = "",
                                         .because = text_at(i),
                                         .suspect = i % 2};
    remedy_view_open(app);
    struct message message = awkward_report(ALICE);
    ((struct report *)message.report)->footholds = footholds;
    ((struct report *)message.report)->foothold_count = AWKWARD;
    answer(app, message);
    assert_string_equal(top_name(app), "remedy");
    struct remedy_view *view = (struct remedy_view *)app->top;
    assert_true(view->tasks.count >= AWKWARD);
    for (int width = LEAST; width <= MOST; width++) {
        for (size_t i = 0; i < view->tasks.count; i++)
            view->tasks.items[i].thing = view->tasks.items[i].because = text_at(i + (size_t)width);
        grid_resize(app->grid, width, HEIGHT);
        app_draw(app);
        assert_layout(app, &view->table);
    }
    app_end(app);
}

/* --- what newer views list --- */

/* A reading of a user that was asked for ends. */
static void answer_of(struct app *app, const char *source, const char *id, bool awkwardly)
{
    size_t i = posted_count;
    while (i && !(posted[i - 1].kind == TO_READ && !strcmp(posted[i - 1].sources[0]->name, source) &&
                  posted[i - 1].target_count && !strcmp(posted[i - 1].targets[0].id, id)))
        i--;
    assert_true(i);
    struct message message = reading_of(source, posted[i - 1].job);
    for (size_t k = 0; awkwardly && k < AWKWARD; k++)
        record_of(&message, (const char *const[][2]){{"id", id_at(k)}, {"displayName", text_at(k)}, {NULL}});
    answer(app, message);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted[i - 1].job, .state = JOB_DONE});
}

static void compare__fits_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    mark_first(app, 2);
    press(app, "Home o");
    hit(app, '=');
    const struct table *table = top_table(app, "compare");
    answer_of(app, "groups", ALICE, true);
    answer_of(app, "groups", BOB, false);
    assert_every_width(app, table);
}

static void playbooks__show_what_they_are_called__at_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    playbooks_view_open(app);
    assert_string_equal(top_name(app), "playbooks");
    for (int width = LEAST; width <= MOST; width++) {
        grid_resize(app->grid, width, HEIGHT);
        app_draw(app);
        assert_shows(app, "contain ");
        assert_shows(app, "Block sign-in");
    }
    app_end(app);
}

static void spread__fits_every_width(void **state)
{
    const struct pivot pivot = {.kind = PIVOT_ADDRESS, .text = "203.0.113.77"};
    const struct target alice = {.id = ALICE, .user_principal_name = text_at(3), .display_name = text_at(3)};
    struct app *app = begin();
    (void)state;
    research_spread_open(app, &alice, &pivot);
    struct message message = reading_of("sign-ins-from", posted_read("sign-ins-from")->job);
    for (size_t i = 0; i < AWKWARD; i++)
        set_number(record_of(&message, (const char *const[][2]){{"id", id_at(i)},
                                                                {"userPrincipalName", text_at(i)},
                                                                {"appDisplayName", text_at(i + 1)},
                                                                {"ipAddress", text_at(i + 2)},
                                                                {"clientAppUsed", text_at(i + 4)},
                                                                {NULL}}),
                   "createdDateTime", NIGHT);
    answer(app, message);
    assert_every_width(app, top_table(app, "spread"));
}

static void rule__fits_every_width(void **state)
{
    const struct record rule = {
        .kind = source_find("inbox-rules")->kind,
        .raw = "{\"RuleIdentity\":\"1\",\"Name\":\"\u202e rule\",\"Enabled\":true,\"DeleteMessage\":true}"};
    const struct target alice = {.id = ALICE, .user_principal_name = text_at(3), .display_name = text_at(3)};
    struct app *app = begin();
    (void)state;
    rule_view_open(app, &alice, &rule, NIGHT);
    struct message message = reading_of("message-trace", posted_read("message-trace")->job);
    for (size_t i = 0; i < AWKWARD; i++) {
        struct record *record = record_of(&message, (const char *const[][2]){{"id", id_at(i)},
                                                                             {"subject", text_at(i)},
                                                                             {"sender", text_at(i + 1)},
                                                                             {"recipient", text_at(i + 2)},
                                                                             {"status", "Delivered"},
                                                                             {NULL}});
        set_number(record, "received", NIGHT);
        *(struct value *)record_value(record, "came") = (struct value){.known = true, .truth = true};
    }
    answer(app, message);
    assert_every_width(app, top_table(app, "rule"));
}

static void list__fits_every_width(void **state)
{
    struct app *app = begin();
    (void)state;
    press(app, "r");
    answer(app, awkward_report(ALICE));
    press(app, "l");
    const struct table *table = top_table(app, "research-list");
    for (int width = LEAST; width <= MOST; width++) {
        grid_resize(app->grid, width, HEIGHT);
        app_draw(app);
        assert_layout(app, table);
    }
    app_end(app);
}

static void bulk__fits_every_width(void **state)
{
    char path[] = "/tmp/roster-widths-XXXXXX";
    int fd = mkstemp(path);
    struct app *app = begin();
    struct err e;
    (void)state;
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    fputs("displayName,mailNickname\n", file);
    for (size_t i = 0; i < AWKWARD; i++)
        fprintf(file, "\"%s\",\"%s\"\n", text_at(i), text_at(i + 1));
    fclose(file);
    if (!bulk_view_open_with(app, path, &e))
        fail_msg("%s", e.message);
    answer(app, (struct message){.kind = FROM_PREPARED, .job = posted_last(TO_PREPARE)->job, .arena = arena_new(0)});
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted_last(TO_PREPARE)->job, .state = JOB_DONE});
    unlink(path);
    assert_every_width(app, top_table(app, "bulk"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users__fit_every_width),
        cmocka_unit_test(deleted__fit_every_width),
        cmocka_unit_test(jobs__fit_every_width),
        cmocka_unit_test(journal__fits_every_width),
        cmocka_unit_test(tenants__fit_every_width),
        cmocka_unit_test(everywhere__fits_every_width),
        cmocka_unit_test(doctor__fits_every_width),
        cmocka_unit_test(research__fits_every_width__in_every_pane),
        cmocka_unit_test(researches__fit_every_width),
        cmocka_unit_test(remedy__fits_every_width__with_awkward_things),
        cmocka_unit_test(compare__fits_every_width),
        cmocka_unit_test(playbooks__show_what_they_are_called__at_every_width),
        cmocka_unit_test(spread__fits_every_width),
        cmocka_unit_test(rule__fits_every_width),
        cmocka_unit_test(list__fits_every_width),
        cmocka_unit_test(bulk__fits_every_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
