/* The pane of a research, the board, and what stands beside them. */
#include "research_fixture.h"

#include "ui/app/researches.h"
#include "ui/views/research_view.h"
#include <stdlib.h>

enum { KNOWN = WITH_FINDINGS | WITH_RULE };

static const struct research_view *pane(const struct app *app)
{
    assert_string_equal(top_name(app), "research");
    return (const struct research_view *)app->top;
}

static struct app *begin(int width, int height, unsigned parts)
{
    setenv("TZ", "Europe/Berlin", 1);
    struct app *app = people_start(width, height);
    press(app, "r");
    assert_shows(app, "Reading the sources.");
    tell(app, ALICE, parts);
    return app;
}

/* Whatever was found or not: these words are never said. */
static void assert_no_promise(struct app *app)
{
    static const char *const words[] = {"clean", "Clean", "safe", "Safe", "not compromised"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_hides(app, words[i]);
}

/* The loop turns until nothing is left to do. */
static void let_work(struct app *app)
{
    int64_t now = clock_monotonic();
    for (int turns = 0; app->wake; turns++) {
        assert_true(turns < 1000);
        clock_set(now += 10);
        app_tick(app);
        app_draw(app);
    }
    clock_set(-1);
}

/* --- the head --- */

static void pane__says_how_sure_it_is__beside_the_verdict(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}, {40, 12}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = begin(sizes[i][0], sizes[i][1], KNOWN | GOING | REFUSED);
        assert_shows(app, "LIKELY COMPROMISED");
        assert_shows(app, "provisional: 1 source is being read");
        assert_shows(app, "Contoso Ltd");
        if (sizes[i][0] > 40) {
            assert_shows(app, "1 source not read");
            assert_shows(app, "score 84 (K6, chain)");
            assert_shows(app, "first suspicious 2026-11-19 08:36:10Z (09:36:10 +01:00)");
        }
        tell(app, ALICE, KNOWN);
        tell_end(app);
        assert_hides(app, "provisional");
        assert_hides(app, "not read");
        app_end(app);
    }
}

static void pane__promises_nothing__where_nothing_was_found(void **state)
{
    struct app *app = begin(160, 45, CALM | REFUSED);
    (void)state;
    tell_end(app);
    assert_shows(app, "NO EVIDENCE FOUND in 6 sources");
    assert_shows(app, "1 source not read");
    assert_shows(app, "No indicator has found anything in what was read.");
    assert_shows(app, "Risk detections: unlicensed. Risk details need Entra ID P2.");
    assert_no_promise(app);
    press(app, "b");
    assert_non_null(strstr(status_of(app), "No event is suspicious"));
    app_end(app);
}

static void pane__tells_why__where_nothing_came(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    press(app, "r");
    struct message end = {.kind = FROM_JOB_END, .job = posted_last(TO_RESEARCH)->job, .state = JOB_FAILED};
    err_set(&end.error, ERR_FORBIDDEN, "The sign-in is over.");
    answer(app, end);
    assert_shows(app, "The sign-in is over.");
    assert_no_promise(app);
    size_t before = posted_count;
    press(app, "F5");
    assert_int_equal(posted_count, before + 1);
    assert_shows(app, "Reading the sources.");
    app_end(app);
}

/* What is done to the user is not in what was read before: the screen says so, writes no case of it, and reads again by itself, once. */
static void pane__is_old_and_read_again__when_something_was_done(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    struct research *research = researches_of(app, ALICE);
    (void)state;
    tell_end(app);
    assert_shows(app, "as of ");
    clock_set(research->report->now + 1);
    uint64_t plan = app_post_run(app, action_find("block-sign-in"), &research->target, 1, NULL, 0, RUN_PLAN);
    answer(app, (struct message){.kind = FROM_TARGET, .job = plan, .state = JOB_DONE});
    assert_hides(app, "before what was done");
    uint64_t job = app_post_run(app, action_find("block-sign-in"), &research->target, 1, NULL, 0, 0);
    answer(app, (struct message){.kind = FROM_TARGET, .job = job, .state = JOB_ALREADY});
    assert_hides(app, "before what was done");
    answer(app, (struct message){.kind = FROM_TARGET, .job = job, .state = JOB_DONE});
    assert_shows(app, "before what was done since: F5 reads it again");
    size_t before = posted_count;
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
    assert_int_equal(posted_count, before + 1);
    assert_int_equal(posted[before].kind, TO_RESEARCH);
    assert_shows(app, "before what was done since: it is read again");
    press(app, "w");
    assert_int_equal(posted_count, before + 1);
    assert_non_null(strstr(status_of(app), "read before what was done"));
    press(app, "R 4 Enter");
    assert_int_equal(posted_count, before + 1);
    assert_hides(app, "[x]");
    press(app, "Esc");
    struct message end = {.kind = FROM_JOB_END, .job = posted_last(TO_RESEARCH)->job, .state = JOB_FAILED};
    err_set(&end.error, ERR_NETWORK, "No network.");
    answer(app, end);
    assert_int_equal(posted_count, before + 1); /* not again and again */
    assert_shows(app, "F5 reads it again");
    press(app, "R");
    assert_int_equal(posted_count, before + 2); /* a view that is opened is another reason */
    press(app, "Esc");
    tell(app, ALICE, KNOWN);
    research->report->now += 2;
    tell_end(app);
    assert_hides(app, "before what was done");
    press(app, "w");
    assert_non_null(posted_last(TO_KEEP_CASE));
    clock_set(-1);
    app_end(app);
}

/* --- moving about --- */

static void pane__goes_on_with_tab__and_shows_all_where_there_is_room(void **state)
{
    struct app *app = begin(80, 24, KNOWN);
    (void)state;
    assert_hides(app, "New-InboxRule");
    press(app, "Tab Tab");
    assert_shows(app, "[Timeline 33]");
    assert_shows(app, "New-InboxRule");
    press(app, "Tab");
    assert_shows(app, "[Sources 6]");
    press(app, "Tab");
    assert_shows(app, "[Findings 3]");
    press(app, "Shift-Tab 1 Esc");
    assert_string_equal(top_name(app), "users");
    app_end(app);
    app = begin(160, 45, KNOWN);
    assert_shows(app, "CRIT Inbox rule hides mail");
    assert_shows(app, "New-InboxRule");
    assert_shows(app, "Sources 6");
    app_end(app);
}

static void pane__keeps_its_place__when_another_report_comes(void **state)
{
    struct app *app = begin(160, 45, WITH_FINDINGS | GOING);
    (void)state;
    press(app, "j");
    assert_shows(app, "> HIGH Session used from another place");
    press(app, "3 k k");
    int64_t time = research_timeline_at(&pane(app)->timeline)->time;
    tell(app, ALICE, KNOWN);
    assert_shows(app, "CRIT Inbox rule hides mail");
    assert_string_equal(research_finding(pane(app))->key, "A06 session");
    assert_int_equal(research_timeline_at(&pane(app)->timeline)->time, time);
    press(app, "b");
    assert_int_equal(research_timeline_at(&pane(app)->timeline)->time, NIGHT);
    app_end(app);
}

/* What was found before is known; what comes when it is looked at again is new. */
static void pane__says_what_is_new__when_it_is_looked_at_again(void **state)
{
    struct app *app = begin(160, 45, WITH_FINDINGS);
    (void)state;
    tell_end(app);
    assert_hides(app, "new");
    press(app, "F5");
    tell(app, ALICE, KNOWN);
    assert_shows(app, "1 new");
    assert_shows(app, "NEW");
    assert_int_equal(researches_of(app, ALICE)->last.at != 0, true);
    app_end(app);
}

static void pane__holds_at_every_size__in_every_pane(void **state)
{
    struct app *app = begin(80, 24, KNOWN | GOING | REFUSED | ASIDE);
    (void)state;
    for (int width = APP_LEAST_WIDTH; width <= 200; width += 7)
        for (int height = APP_LEAST_HEIGHT; height <= 50; height += 5) {
            grid_resize(app->grid, width, height);
            press(app, "1 j 2 j 3 j 4 j 1 G");
        }
    app->grid->ascii = true;
    grid_resize(app->grid, 120, 40);
    app_draw(app);
    app_end(app);
}

/* --- findings and evidence --- */

static void evidence__explains__and_opens_the_record(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    (void)state;
    press(app, "j");
    assert_shows(app, "Who answers in his name hides the replies.");
    assert_shows(app, "critical, 24 points, still open");
    press(app, "Enter");
    assert_shows(app, "> 11-19 08:40:10Z  Sign-ins  ipAddress=192.0.2.201");
    press(app, "Enter");
    assert_string_equal(top_name(app), "record");
    assert_shows(app, "\"ipAddress\": \"192.0.2.201\"");
    app_end(app);
}

static void finding__is_set_aside__with_a_reason(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    (void)state;
    tell_end(app);
    press(app, "a"); /* the summary is no finding */
    assert_string_equal(top_name(app), "research");
    size_t before = posted_count;
    press(app, "j a Enter"); /* without a reason */
    assert_string_equal(top_name(app), "aside");
    assert_int_equal(posted_count, before);
    type(app, "his own rule");
    press(app, "Enter");
    const struct message *asked = posted_last(TO_RESEARCH);
    assert_int_equal(posted_count, before + 1);
    assert_true(asked->research->judge);
    assert_string_equal(asked->research->aside, "M01 .");
    assert_string_equal(asked->research->reason, "his own rule");
    tell(app, ALICE, KNOWN | ASIDE);
    assert_shows(app, "1 finding set aside");
    press(app, "G");
    assert_shows(app, "set aside: ");
    assert_shows(app, "with what does not count");
    assert_shows(app, "Set aside by admin@contoso.example");
    tell_end(app);
    press(app, "a Enter"); /* and counts again */
    assert_string_equal(posted_last(TO_RESEARCH)->research->aside, "P05 phone");
    assert_null(posted_last(TO_RESEARCH)->research->reason);
    app_end(app);
}

/* --- the timeline --- */

static void timeline__is_filtered__by_words_and_by_what_a_row_has(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    (void)state;
    press(app, "f");
    type(app, "inboxrule");
    let_work(app);
    assert_shows(app, "1 of 33 events");
    press(app, "Esc b p");
    assert_shows(app, "Address  203.0.113.77");
    press(app, "j Enter"); /* the session */
    let_work(app);
    assert_shows(app, "Session 45356788-7781   3 of 33 events");
    press(app, "Esc");
    let_work(app);
    assert_hides(app, "of 33 events");
    press(app, "!");
    let_work(app);
    assert_shows(app, "3 of 33 events");
    press(app, "f");
    type(app, "nothing has this");
    let_work(app);
    assert_shows(app, "No event matches.");
    app_end(app);
}

static void timeline__of_200000_events__is_filtered_a_part_at_a_time(void **state)
{
    struct app *app = begin(80, 24, KNOWN | MANY);
    (void)state;
    press(app, "3 f");
    type(app, "new-inboxrule");
    assert_true(pane(app)->timeline.looked_at < 200000);
    assert_shows(app, "filtering ...");
    let_work(app);
    assert_shows(app, "1 of 200003 events");
    assert_shows(app, "> ! 11-19 08:40:10Z");
    press(app, "Esc G");
    let_work(app);
    assert_shows(app, "> ! 11-19 08:40:10Z");
    press(app, "g");
    assert_shows(app, ">   11-09 08:36:10Z");
    app_end(app);
}

static void pivot__goes_on_to_all_users__who_were_looked_at(void **state)
{
    struct app *app = people_start(160, 45);
    (void)state;
    mark_first(app, 2);
    press(app, "r");
    tell(app, BOB, KNOWN);
    tell(app, ALICE, KNOWN);
    press(app, "Enter b p G Enter"); /* the client */
    assert_string_equal(top_name(app), "spread");
    assert_shows(app, "All users: Client axios/1.7");
    assert_shows(app, "user1@contoso.example");
    assert_shows(app, "user2@contoso.example");
    assert_shows(app, "no log can be asked");
    app_end(app);
}

static void pivot__of_an_address__asks_the_sign_in_log_of_everybody(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    (void)state;
    press(app, "b p Down Down Down Down Enter");
    const struct message *asked = posted_read("sign-ins-from");
    assert_non_null(asked);
    assert_string_equal(asked->texts[0], "203.0.113.77");
    struct message reading = reading_of("sign-ins-from", asked->job);
    struct record *record = record_of(&reading, (const char *const[][2]){{"userPrincipalName", "eve@contoso.example"},
                                                                         {"appDisplayName", "Teams"},
                                                                         {"ipAddress", "203.0.113.77"},
                                                                         {NULL, NULL}});
    set_number(record, "createdDateTime", NIGHT);
    answer(app, reading);
    assert_shows(app, "eve@contoso.example");
    assert_shows(app, "sign-in log");
    app_end(app);
}

/* Of a partner every customer is asked, and whose user it is stands beside the name. */
static void pivot__of_an_address__asks_the_customers_too(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    const struct message *asked = NULL;
    static const struct message_customer well = {
        .tenant_id = "w", .name = "Well", .domain = "", .status = "", .roles = ""};
    (void)state;
    press(app, "b p Down Down Down Down Enter");
    app->customers = &well;
    app->customer_count = 1;
    uint64_t job = posted_read("sign-ins-from")->job;
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
    press(app, "c");
    asked = posted_last(TO_FIND_EVERYWHERE);
    assert_non_null(asked);
    assert_string_equal(asked->texts[0], "203.0.113.77");
    struct message reading = reading_of("sign-ins-from", asked->job);
    reading.subject = arena_strdup(reading.arena, "w");
    (void)record_of(&reading, (const char *const[][2]){{"userPrincipalName", "eve@well.example"}, {NULL, NULL}});
    answer(app, reading);
    assert_shows(app, "eve@well.example (Well)");
    app->customer_count = 0;
    app_end(app);
}

static void pivot__of_a_session__asks_for_its_addresses(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    (void)state;
    press(app, "b p Down Down Down Down Down Enter");
    assert_shows(app, "All users: Session 45356788");
    const struct message *asked = posted_read("sign-ins-from");
    assert_non_null(asked);
    assert_int_equal(asked->text_count, 2);
    assert_string_equal(asked->texts[0], "203.0.113.77");
    app_end(app);
}

static void pivot__of_where_mail_goes__asks_the_message_trace(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    (void)state;
    press(app, "1 g j p G Enter"); /* the last: the rule's target, among all users */
    const struct message *asked = posted_read("messages-to");
    assert_non_null(asked);
    assert_string_equal(asked->texts[0], "drop@mailbox.example");
    struct message reading = reading_of("messages-to", asked->job);
    struct record *record = record_of(
        &reading,
        (const char *const[][2]){{"sender", "eve@contoso.example"}, {"subject", "FW: Invoice"}, {NULL, NULL}});
    set_number(record, "received", NIGHT);
    answer(app, reading);
    assert_shows(app, "eve@contoso.example");
    assert_shows(app, "message trace");
    app_end(app);
}

/* --- sources --- */

static void source__is_cancelled_and_read_again__by_itself(void **state)
{
    struct app *app = begin(80, 24, KNOWN | GOING | REFUSED);
    (void)state;
    press(app, "4 j c");
    const struct message *cancelled = posted_last(TO_CANCEL);
    assert_non_null(cancelled);
    assert_int_equal(cancelled->research->only, RESEARCH_AUDIT_LOG);
    assert_string_equal(cancelled->subject, ALICE);
    press(app, "k"); /* what is missing comes first */
    assert_shows(app, "Risk details need Entra ID P2. Not judged: R01 R02");
    press(app, "t");
    assert_int_equal(posted_last(TO_RESEARCH)->research->only, RESEARCH_RISKS);
    press(app, "1 c");
    assert_int_equal(posted_last(TO_CANCEL)->research->only, RESEARCH_SOURCES);
    app_end(app);
}

/* --- by kind --- */

static void source__that_waits__names_the_key_that_reads_it(void **state)
{
    struct app *app = begin(160, 45, KNOWN);
    struct report *report = researches_of(app, ALICE)->report;
    (void)state;
    tell_end(app);
    struct source_line *line = &report->sources[report->source_count - 1];
    line->waits = true;
    line->state = "not tried";
    line->would = "X06 Mail destroyed";
    press(app, "4 G");
    assert_shows(app, "t reads it: it is read only when somebody asks. It would decide X06");
    press(app, "t");
    struct message end = {.kind = FROM_JOB_END, .job = posted_last(TO_RESEARCH)->job, .state = JOB_FAILED};
    err_set(&end.error, ERR_FORBIDDEN, "2000010;reason=raw");
    answer(app, end);
    assert_hides(app, "not read to the end"); /* the rest was */
    assert_hides(app, "2000010");
    app_end(app);
}

static void list__never_takes_unread_for_none__by_kind(void **state)
{
    struct app *app = begin(160, 45, KNOWN | GOING);
    (void)state;
    press(app, "l");
    assert_shows(app, "Mobile: SM-S918B Android");
    assert_shows(app, "Nothing is forwarded.");
    assert_shows(app, "Grants: not read");
    assert_hides(app, "No application.");
    assert_shows(app, "Audit log: being read ...");
    assert_hides(app, "No access.");
    press(app, "j Enter");
    assert_string_equal(top_name(app), "record");
    press(app, "Esc Tab");
    assert_shows(app, ">                    Forwarding and inbox rules");
    tell(app, ALICE, KNOWN);
    assert_shows(app, "Audit log: read in part");
    assert_hides(app, "No access.");
    app_end(app);
}

/* --- several --- */

static void board__puts_the_worst_first__and_opens_one(void **state)
{
    struct app *app = people_start(120, 30);
    (void)state;
    mark_first(app, 2);
    press(app, "r");
    assert_string_equal(top_name(app), "researches");
    assert_int_equal(posted_last(TO_RESEARCH)->target_count, 2);
    assert_shows(app, "not known yet");
    tell(app, ALICE, CALM | GOING);
    tell(app, BOB, KNOWN);
    assert_shows(app, "> Bob Berg");
    assert_shows(app, "NO EVIDENCE FOUND (prov.)");
    tell_end(app);
    press(app, "Enter");
    assert_string_equal(top_name(app), "research");
    assert_shows(app, "user2@contoso.example");
    app_end(app);
}

static void research__is_kept__when_the_view_is_left(void **state)
{
    struct app *app = begin(80, 24, KNOWN);
    (void)state;
    tell_end(app);
    size_t before = posted_count;
    press(app, "Esc r");
    assert_shows(app, "LIKELY COMPROMISED");
    assert_int_equal(posted_count, before);
    app_end(app);
}

static void research__opens__from_menu_flyout_and_user_view(void **state)
{
    static const char *const ways[] = {"Enter r", "i Tab r", "i r", "o r"};
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct app *app = people_start(120, 40);
        press(app, ways[i]);
        assert_string_equal(top_name(app), "research");
        assert_string_equal(posted_last(TO_RESEARCH)->targets[0].id, ALICE);
        app_end(app);
    }
    struct app *app = people_start(120, 40);
    mark_first(app, 2);
    press(app, "Enter");
    assert_shows(app, "Research compromised account");
    press(app, "r");
    assert_string_equal(top_name(app), "researches");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pane__says_how_sure_it_is__beside_the_verdict),
        cmocka_unit_test(pane__promises_nothing__where_nothing_was_found),
        cmocka_unit_test(pane__tells_why__where_nothing_came),
        cmocka_unit_test(pane__is_old_and_read_again__when_something_was_done),
        cmocka_unit_test(pane__goes_on_with_tab__and_shows_all_where_there_is_room),
        cmocka_unit_test(pane__keeps_its_place__when_another_report_comes),
        cmocka_unit_test(pane__holds_at_every_size__in_every_pane),
        cmocka_unit_test(evidence__explains__and_opens_the_record),
        cmocka_unit_test(finding__is_set_aside__with_a_reason),
        cmocka_unit_test(timeline__is_filtered__by_words_and_by_what_a_row_has),
        cmocka_unit_test(timeline__of_200000_events__is_filtered_a_part_at_a_time),
        cmocka_unit_test(pivot__goes_on_to_all_users__who_were_looked_at),
        cmocka_unit_test(pivot__of_an_address__asks_the_sign_in_log_of_everybody),
        cmocka_unit_test(pivot__of_an_address__asks_the_customers_too),
        cmocka_unit_test(pane__says_what_is_new__when_it_is_looked_at_again),
        cmocka_unit_test(pivot__of_a_session__asks_for_its_addresses),
        cmocka_unit_test(pivot__of_where_mail_goes__asks_the_message_trace),
        cmocka_unit_test(source__is_cancelled_and_read_again__by_itself),
        cmocka_unit_test(source__that_waits__names_the_key_that_reads_it),
        cmocka_unit_test(list__never_takes_unread_for_none__by_kind),
        cmocka_unit_test(board__puts_the_worst_first__and_opens_one),
        cmocka_unit_test(research__is_kept__when_the_view_is_left),
        cmocka_unit_test(research__opens__from_menu_flyout_and_user_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
