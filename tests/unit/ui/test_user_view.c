/* "View user" and its panels: what they show while they are read, then, and where something is refused; what waits for a key; how a
 * log goes on. */
#include "people_fixture.h"

#include "base/alloc.h"
#include "panel/panel.h"
#include "ui/app/screen.h"
#include <malloc.h>

#define START  INT64_C(1767268800000) /* 2026-01-01T12:00:00Z */
#define MINUTE INT64_C(60000)

/* At the tab of a panel. */
static struct app *open_at(const char *panel)
{
    struct app *app = people_start(130, 45);
    clock_set(START);
    hit(app, 'o');
    for (int key = '1'; panel_all[key - '1']; key++)
        if (!strcmp(panel_all[key - '1']->name, panel))
            hit(app, key > '9' ? '0' : key);
    clock_set(START + 200);
    app_tick(app);
    app_draw(app);
    return app;
}

static void end(struct app *app)
{
    clock_set(-1);
    app_end(app);
}

/* A reading of a source ends; `message.records` is what it brought. */
static void tell(struct app *app, struct message message)
{
    const struct message *asked = posted_read(message.source->name);
    assert_non_null(asked);
    message.job = asked->job;
    answer(app, message);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = asked->job, .state = JOB_DONE});
}

static void tell_nothing(struct app *app, const char *source)
{
    struct message message = reading_of(source, 0);
    tell(app, message);
}

static void refuse(struct app *app, const char *source, enum read_why why, const char *says, const char *hint)
{
    struct message message = reading_of(source, 0);
    message.read = READ_NOT;
    message.why = why;
    err_set(&message.error, ERR_FORBIDDEN, "%s", says);
    err_hint(&message.error, "%s", hint);
    snprintf(message.error.request_id, sizeof message.error.request_id, "r-1");
    tell(app, message);
}

static void put(struct record *record, const char *name, struct value value)
{
    *(struct value *)record_value(record, name) = value;
}

/* --- each panel, each state --- */

static const struct {
    const char *panel;
    const char *source;        /* the others bring nothing */
    const char *const *fields; /* by name and text */
    const char *shows;
    const char *none; /* where it brings nothing */
} panels[] = {
    {"overview", "methods", (const char *const[]){"id", "m", "kind", "Security key", "detail", "YubiKey 5", NULL},
     "YubiKey 5", "No method is registered."},
    {"mail", "mailbox",
     (const char *const[]){"recipientTypeDetails", "SharedMailbox", "primarySmtpAddress", "desk@contoso.example", NULL},
     "desk@contoso.example", "No mailbox in Exchange Online."},
    {"onedrive", "drive", (const char *const[]){"id", "d", "webUrl", "https://contoso-my.example/alice", NULL},
     "https://contoso-my.example/alice", "Not provisioned"},
    {"devices", "registered-devices",
     (const char *const[]){"id", "d", "displayName", "LAPTOP-1", "operatingSystem", "Windows", NULL}, "LAPTOP-1",
     "No device."},
    {"groups", "groups", (const char *const[]){"id", "g", "displayName", "Sales", "kind", "Security", NULL}, "Sales",
     "In no group."},
    {"apps", "grants",
     (const char *const[]){"id", "c", "clientId", "a1", "scope", "Mail.Read", "consentType", "Principal", NULL},
     "read mail", "The user has given no consent."},
    {"sign-ins", "sign-ins",
     (const char *const[]){"id", "s", "result", "the user name or password is wrong (50126)", "appDisplayName", "Teams",
                           "place", "Amsterdam, NL", "access", "met", NULL},
     "the user name or password is wrong (50126)", "No interactive sign-in in 30 days."},
    {"conditional-access", "policies",
     (const char *const[]){"id", "p", "displayName", "Guests sign in twice", "state", "enabled", "demands",
                           "a compliant device", "includeGuests", "b2bCollaborationGuest", NULL},
     "perhaps a guest: the profile was not read", "No policy that is in force includes this user."},
    {"history", "audit-of",
     (const char *const[]){"id", "a", "activityDisplayName", "Reset user password", "who", "desk@contoso.example",
                           "where", "portal", NULL},
     "Reset user password", "Nothing in the last 30 days."},
};
enum { PANELS = sizeof panels / sizeof panels[0] };

static void answer_rest(struct app *app, size_t i)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_asked(panel_find(panels[i].panel), sources);
    for (const struct source **source = sources; *source; source++)
        if (strcmp((*source)->name, panels[i].source) != 0)
            tell_nothing(app, (*source)->name);
}

static void panel__shows__that_it_is_being_read(void **state)
{
    (void)state;
    assert_null(panel_all[PANELS]); /* none is missing here */
    for (size_t i = 0; i < PANELS; i++) {
        struct app *app = open_at(panels[i].panel);
        char text[128];
        snprintf(text, sizeof text, "%s: being read ...", source_find(panels[i].source)->label);
        assert_shows(app, text);
        assert_hides(app, panels[i].none);
        assert_true(posted_read(panels[i].source)->raw);
        end(app);
    }
}

static void panel__shows__what_came(void **state)
{
    (void)state;
    for (size_t i = 0; i < PANELS; i++) {
        struct app *app = open_at(panels[i].panel);
        struct message message = reading_of(panels[i].source, 0);
        struct record *record = record_page_add(message.records);
        for (const char *const *field = panels[i].fields; *field; field += 2)
            record_set_text(record, field[0], field[1]);
        record->raw = "{\"as\":\"sent\"}";
        answer_rest(app, i);
        tell(app, message);
        assert_shows(app, panels[i].shows);
        assert_hides(app, panels[i].none);
        end(app);
    }
}

static void panel__shows__that_there_is_nothing__only_when_all_was_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < PANELS; i++) {
        struct app *app = open_at(panels[i].panel);
        answer_rest(app, i);
        assert_hides(app, panels[i].none);
        tell_nothing(app, panels[i].source);
        assert_shows(app, panels[i].none);
        end(app);
    }
}

static void panel__shows__why_it_is_not_read(void **state)
{
    static const struct {
        enum read_why why;
        const char *words;
    } rows[] = {{WHY_NOT_LICENSED, "not read: not licensed: refused; request id r-1"},
                {WHY_NOT_PERMITTED, "not read: not permitted: refused; request id r-1"},
                {WHY_FAILED, "not read: failed: refused; request id r-1"}};
    (void)state;
    for (size_t i = 0; i < PANELS; i++)
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            struct app *app = open_at(panels[i].panel);
            answer_rest(app, i);
            refuse(app, panels[i].source, rows[k].why, "refused", "what helps");
            assert_shows(app, rows[k].words);
            assert_shows(app, "what helps");
            assert_hides(app, panels[i].none);
            end(app);
        }
}

/* --- what waits for a key --- */

static void part__is_read__when_it_is_asked_for(void **state)
{
    struct app *app = open_at("sign-ins");
    (void)state;
    assert_null(posted_read("sign-ins-non-interactive"));
    assert_shows(app, "Not read yet: m reads it.");
    hit(app, KEY_CTRL('R'));
    assert_null(posted_read("sign-ins-non-interactive"));
    hit(app, 'm');
    assert_non_null(posted_read("sign-ins-non-interactive"));
    assert_shows(app, "The log of non-interactive sign-ins: being read ...");
    tell_nothing(app, "sign-ins-non-interactive");
    assert_shows(app, "No non-interactive sign-in in 30 days.");
    end(app);
}

static void what_if__is_asked__by_a_form(void **state)
{
    struct app *app = open_at("conditional-access");
    (void)state;
    assert_null(posted_read("what-if"));
    assert_shows(app, "m asks for a sign-in, and tells what would happen to it.");
    hit(app, 'm');
    assert_string_equal(top_name(app), "ask");
    type(app, "teams");
    press(app, "Tab Tab Tab Tab");
    type(app, "nl");
    press(app, "Enter");
    assert_string_equal(top_name(app), "user");
    const struct message *asked = posted_read("what-if");
    assert_non_null(asked);
    assert_string_equal(asked->texts[0], "application=teams, country=nl");
    assert_int_equal(asked->target_count, 1);
    assert_shows(app, "The what-if: being read ...");
    struct message message = reading_of("what-if", 0);
    record_of(&message,
              (const char *const[][2]){{"id", "p"}, {"displayName", "Block"}, {"verdict", "applies, blocks"}, {NULL}});
    tell(app, message);
    assert_shows(app, "Asked for application=teams, country=nl.");
    assert_shows(app, "applies, blocks");
    hit(app, 'm'); /* again: another question, and no answer of the first beneath it */
    press(app, "Enter");
    assert_hides(app, "applies, blocks");
    end(app);
}

/* --- a log goes on --- */

/* Records from `time` on, one a minute, with ids from `first` on. */
static struct message log_of(size_t first, size_t count, int64_t time, bool goes_on)
{
    static char ids[64][8];
    struct message message = reading_of("sign-ins", 0);
    for (size_t i = 0; i < count; i++) {
        struct record *record = record_page_add(message.records);
        snprintf(ids[first + i], sizeof ids[0], "s%zu", first + i);
        record_set_text(record, "id", ids[first + i]);
        record_set_text(record, "result", ids[first + i]);
        put(record, "createdDateTime", (struct value){.known = true, .number = time - (int64_t)(first + i) * MINUTE});
    }
    message.read = goes_on ? READ_IN_PART : READ_WHOLE;
    message.why = goes_on ? WHY_TOO_MANY : WHY_NOTHING;
    message.covered_from = goes_on ? time - (int64_t)(first + count - 1) * MINUTE : 0;
    return message;
}

static void log__is_read_on__at_its_end__without_doubles(void **state)
{
    struct app *app = open_at("sign-ins");
    (void)state;
    tell(app, log_of(0, 5, START, true));
    assert_shows(app, "5, back to");
    assert_shows(app, "Further down is read when the cursor comes here.");
    size_t before = posted_count;
    for (int i = 0; i < 40 && posted_count == before; i++)
        hit(app, KEY_ARROW_DOWN);
    const struct message *asked = posted_read("sign-ins");
    assert_int_equal(posted_count, before + 1);
    assert_int_equal(asked->to, START - 4 * MINUTE);
    assert_shows(app, "Reading what is older ...");
    tell(app, log_of(4, 3, START, false)); /* the fifth comes twice */
    assert_shows(app, "s6");
    assert_hides(app, "Further down is read");
    assert_hides(app, "back to");
    const struct panel_reading *reading = panel_reading_known(&app->model->readings.of[0], source_find("sign-ins"));
    assert_int_equal(reading->page->count, 7);
    end(app);
}

static void log__keeps_what_it_has__when_what_is_older_is_refused(void **state)
{
    struct app *app = open_at("sign-ins");
    (void)state;
    tell(app, log_of(0, 5, START, true));
    size_t before = posted_count;
    for (int i = 0; i < 40 && posted_count == before; i++)
        hit(app, KEY_ARROW_DOWN);
    refuse(app, "sign-ins", WHY_THROTTLED, "too many requests", "wait");
    assert_shows(app, "s4");
    assert_shows(app, "The sign-in log: read in part: too many requests");
    end(app);
}

static void log__ends__when_it_gives_the_same_again(void **state)
{
    struct app *app = open_at("sign-ins");
    (void)state;
    tell(app, log_of(0, 5, START, true));
    size_t before = posted_count;
    for (int i = 0; i < 40 && posted_count == before; i++)
        hit(app, KEY_ARROW_DOWN);
    tell(app, log_of(0, 5, START, true));
    assert_shows(app, "the service gives the same rows again");
    assert_hides(app, "Further down is read");
    end(app);
}

/* --- the keys --- */

static void history__opens__from_the_table_and_from_any_panel(void **state)
{
    struct app *app = people_start(130, 45);
    (void)state;
    hit(app, 'H');
    assert_shows(app, "What was done to this user, and what this user did");
    hit(app, '1');
    assert_hides(app, "What was done to this user, and what this user did");
    hit(app, 'H');
    assert_shows(app, "What was done to this user, and what this user did");
    end(app);
}

/* Between a message and the next frame a key finds the lines of what is there now. */
static void record__opens__of_what_is_there_now(void **state)
{
    struct app *app = open_at("sign-ins");
    (void)state;
    tell(app, log_of(0, 5, START, false));
    press(app, "End Up Up Up"); /* the last sign-in */
    hit(app, KEY_CTRL('R'));
    struct message message = log_of(0, 5, START, false);
    message.job = posted_read("sign-ins")->job;
    app_message(app, &message); /* the page of before is gone, and nothing is drawn */
    app_key(app, KEY_RETURN);
    assert_string_equal(top_name(app), "record");
    assert_shows(app, "s4");
    end(app);
}

/* --- marks --- */

/* Three groups, two of which are called alike. */
static struct message groups_of_three(const char *source)
{
    static const char *const rows[][2] = {{"00000000-0000-4000-8000-0000000000a1", "Sales"},
                                          {"00000000-0000-4000-8000-0000000000a2", "Sales"},
                                          {"00000000-0000-4000-8000-0000000000a3", "Desk"}};
    struct message message = reading_of(source, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct record *record = record_page_add(message.records);
        record_set_text(record, "id", rows[i][0]);
        record_set_text(record, "displayName", rows[i][1]);
        put(record, "isChangeable", (struct value){.known = true, .truth = i < 2});
    }
    return message;
}

/* Answer the question that is open: which groups it was about. */
static const char *ordered_groups(struct app *app)
{
    hit(app, 'y');
    const struct message *run = posted_last(TO_RUN);
    assert_non_null(run);
    return param_value_of((struct param_values){run->values, run->value_count}, "group");
}

static void rows__are_marked__and_asked_about_together(void **state)
{
    struct app *app = open_at("groups");
    (void)state;
    tell(app, groups_of_three("groups"));
    tell(app, groups_of_three("owned-groups"));
    hit(app, KEY_SPACE);
    assert_shows(app, "Here is nothing that is done to several at once."); /* on the heading */
    press(app, "Down Space Space");                                        /* from one to the next of the same name */
    assert_shows(app, "2 of 3 marked");
    assert_string_equal(status_of(app), "2 marked. Enter: Remove from group.");
    hit(app, KEY_SPACE); /* of the third the members follow a rule */
    assert_string_equal(status_of(app), "Remove from group cannot be done to this one: its details tell why.");
    hit(app, KEY_CTRL('R')); /* read again, they are still marked */
    tell(app, groups_of_three("groups"));
    assert_shows(app, "2 of 3 marked");
    press(app, "Up Enter");
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Remove Alice Ng (user1@contoso.example) from groups?");
    assert_string_equal(ordered_groups(app),
                        "00000000-0000-4000-8000-0000000000a1\n00000000-0000-4000-8000-0000000000a2");
    press(app, "Esc Esc");
    hit(app, 'U');
    assert_hides(app, "marked");
    end(app);
}

static void rows__are_marked__all_that_are_shown(void **state)
{
    struct app *app = open_at("groups");
    (void)state;
    tell(app, groups_of_three("groups"));
    tell(app, groups_of_three("owned-groups"));
    hit(app, '/');
    type(app, "sales");
    press(app, "Enter End");
    hit(app, '*');
    assert_string_equal(status_of(app), "2 marked. Enter: Add to group.");
    hit(app, KEY_ESCAPE);
    assert_shows(app, "2 of 3 marked"); /* of those he owns: the cursor was there */
    press(app, "Home Down Enter");      /* a row of the others: none of these is marked */
    assert_string_equal(top_name(app), "record");
    hit(app, KEY_ESCAPE);
    hit(app, 'n');
    clock_set(START + 400);
    app_tick(app);
    tell(app, groups_of_three("owned-groups"));
    assert_hides(app, "marked"); /* another user's rows are not */
    end(app);
}

/* --- people --- */

static struct message manager_of(const char *id, const char *name, const char *sign_in)
{
    struct message message = reading_of("manager", 0);
    record_of(&message,
              (const char *const[][2]){{"id", id}, {"displayName", name}, {"userPrincipalName", sign_in}, {NULL}});
    return message;
}

static void go_to_manager(struct app *app, const char *name)
{
    hit(app, '/');
    type(app, name);
    press(app, "Enter End Enter");
    clock_set(clock_now() + 200);
    app_tick(app);
    app_draw(app);
}

static void person__opens__and_escape_comes_back(void **state)
{
    struct app *app = open_at("overview");
    (void)state;
    tell(app, manager_of("00000000-0000-4000-8000-000000000002", "Bob Berg", "user2@contoso.example"));
    go_to_manager(app, "berg");
    assert_shows(app, "Bob Berg  user2@contoso.example");
    assert_shows(app, "BLOCKED"); /* the table knows it */
    assert_string_equal(posted_read("manager")->targets[0].id, "00000000-0000-4000-8000-000000000002");
    tell(app, manager_of("00000000-0000-4000-8000-0000000000ff", "Eve Else", "eve@contoso.example"));
    hit(app, KEY_ESCAPE); /* what was looked for */
    go_to_manager(app, "eve");
    assert_shows(app, "Eve Else  eve@contoso.example"); /* whom the table has not */
    hit(app, KEY_ESCAPE);
    hit(app, KEY_ESCAPE);
    assert_shows(app, "Bob Berg  user2@contoso.example");
    hit(app, KEY_ESCAPE);
    assert_shows(app, "Alice Ng  user1@contoso.example");
    assert_string_equal(top_name(app), "user");
    hit(app, KEY_ESCAPE);
    assert_string_not_equal(top_name(app), "user");
    end(app);
}

static void person__has_details_alone__who_is_no_user(void **state)
{
    struct app *app = open_at("overview");
    (void)state;
    tell(app, manager_of("00000000-0000-4000-8000-0000000000ff", "A Contact", NULL));
    go_to_manager(app, "a contact");
    assert_string_equal(top_name(app), "record");
    end(app);
}

/* --- stepping from user to user --- */

/* The next user, so long after the last that all of him is asked for again. */
static void step_and_rest(struct app *app, size_t at)
{
    hit(app, at / 3 % 2 ? 'p' : 'n');
    clock_set(clock_monotonic() + 40 * MINUTE);
    app_tick(app);
    app_draw(app);
}

static void step__cancels__all_that_was_asked_of_who_is_left(void **state)
{
    struct app *app = open_at("overview");
    (void)state;
    hit(app, 'n');
    size_t reads = 0, cancels = 0;
    for (size_t i = 0; i < posted_count; i++) {
        reads += posted[i].kind == TO_READ && posted[i].target_count;
        cancels += posted[i].kind == TO_CANCEL;
    }
    assert_true(reads > 10);
    assert_int_equal(cancels, reads);
    clock_set(START + 210); /* nobody has rested here */
    app_tick(app);
    for (size_t i = 0; i < posted_count; i++)
        if (posted[i].kind == TO_READ && posted[i].target_count)
            assert_string_equal(posted[i].targets[0].id, "00000000-0000-4000-8000-000000000001");
    end(app);
}

/* What is kept of users is bounded: four hundred steps hold no more than forty. */
static void steps__leave_nothing_behind(void **state)
{
    size_t held_after[2];
    struct app *app = open_at("overview");
    (void)state;
    for (size_t at = 0; at < 400; at++) {
        step_and_rest(app, at);
        struct message message = reading_of("profile", 0);
        record_of(&message, (const char *const[][2]){{"mobilePhone", "+49 30 1234567"}, {NULL}});
        tell(app, message);
        forget_posted();
        if (at == 39 || at == 399)
            held_after[at == 399] = mallinfo2().uordblks;
    }
    if (held_after[0]) /* under a sanitizer nothing is told of the heap; what leaks it tells itself */
        assert_in_range(held_after[1], 1, held_after[0] + held_after[0] / 50);
    end(app);
}

/* What is not told is not counted: there are not none. */
static void heading__counts__only_what_is_known(void **state)
{
    struct app *app = open_at("conditional-access");
    struct message message = reading_of("sign-ins", 0);
    auto_buf struct buf shown = buf_make(1 << 16);
    (void)state;
    record_of(&message, (const char *const[][2]){{"id", "s"}, {"result", "success"}, {NULL}}); /* and no policies */
    const struct source *sources[PANEL_SOURCES + 1];
    panel_asked(panel_find("conditional-access"), sources);
    for (const struct source **source = sources; *source; source++)
        if (strcmp((*source)->name, "sign-ins") != 0)
            tell_nothing(app, (*source)->name);
    tell(app, message);
    assert_shows(app, "the service does not tell you which policies applied");
    grid_text(app->grid, &shown);
    const char *none = strstr(buf_text(&shown), " Policies that only report "),
               *met = strstr(buf_text(&shown), " What the last sign-ins met");
    assert_non_null(none);
    assert_int_equal(none[strcspn(none, "\n") - 1], '0');
    assert_non_null(met);
    assert_int_equal(strcspn(met, "0123456789\n"), strcspn(met, "\n"));
    end(app);
}

/* --- whose it is --- */

static void frame__has_the_tenant_whole__whatever_the_title(void **state)
{
    struct app *app = people_start(80, 24);
    const struct rect whole = {0, 0, 80, 24};
    char title[160];
    (void)state;
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    screen_draw(app, app->grid, whole, title, "BLOCKED  guest  1/16");
    auto_buf struct buf shown = buf_make(1 << 16);
    grid_text(app->grid, &shown);
    auto_str char *first = xasprintf("%.*s", (int)strcspn(buf_text(&shown), "\n"), buf_text(&shown));
    assert_non_null(strstr(first, app_tenant_title(app)));
    assert_non_null(strstr(first, "BLOCKED  guest  1/16"));
    assert_non_null(strstr(first, "xxxxxxxx"));
    app_end(app);
}

/* --- two users --- */

/* A reading of one of the two ends. */
static void tell_of(struct app *app, const char *source, const char *id, struct message message)
{
    for (size_t i = posted_count; i-- > 0;)
        if (posted[i].kind == TO_READ && !strcmp(posted[i].sources[0]->name, source) && posted[i].target_count &&
            !strcmp(posted[i].targets[0].id, id)) {
            message.job = posted[i].job;
            answer(app, message);
            answer(app, (struct message){.kind = FROM_JOB_END, .job = posted[i].job, .state = JOB_DONE});
            return;
        }
    fail_msg("%s of %s was not asked for", source, id);
}

static void compared__gives__what_is_known_to_be_lacking(void **state)
{
    static const char alice[] = "00000000-0000-4000-8000-000000000001", bob[] = "00000000-0000-4000-8000-000000000002";
    struct app *app = open_at("overview");
    (void)state;
    hit(app, '=');
    assert_string_equal(top_name(app), "person"); /* nobody is marked: who it is is asked */
    hit(app, KEY_ESCAPE);
    hit(app, KEY_ESCAPE);
    press(app, "Down Space Home");
    hit(app, 'o');
    hit(app, '=');
    assert_string_equal(top_name(app), "compare");
    struct message message = reading_of("groups", 0);
    record_of(&message, (const char *const[][2]){
                            {"id", "00000000-0000-4000-8000-0000000000a1"}, {"displayName", "Sales"}, {NULL}});
    tell_of(app, "groups", alice, message);
    assert_shows(app, "Alice Ng beside Bob Berg");
    assert_shows(app, "not read");
    assert_shows(app, "11 of 12 being read ...");
    assert_hides(app, "lacks");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "compare");
    tell_of(app, "groups", bob, reading_of("groups", 0));
    assert_shows(app, "lacks");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Bob Berg");
    assert_shows(app, "Sales"); /* by its name, not by its id */
    assert_hides(app, "00000000-0000-4000-8000-0000000000a1");
    end(app);
}

/* Alice beside Bob, who lacks two groups and what may open her mailbox; both have no more than that. */
static struct app *compared(void)
{
    static const char alice[] = "00000000-0000-4000-8000-000000000001", bob[] = "00000000-0000-4000-8000-000000000002";
    struct app *app = open_at("overview");
    hit(app, KEY_ESCAPE);
    press(app, "Down Space Home");
    hit(app, 'o');
    hit(app, '=');
    struct message groups = reading_of("groups", 0), rights = reading_of("mailbox-permissions", 0);
    record_of(&groups, (const char *const[][2]){
                           {"id", "00000000-0000-4000-8000-0000000000a1"}, {"displayName", "Sales"}, {NULL}});
    record_of(&groups, (const char *const[][2]){
                           {"id", "00000000-0000-4000-8000-0000000000a2"}, {"displayName", "Legal"}, {NULL}});
    record_of(&rights, (const char *const[][2]){{"user", "carol@contoso.example"}, {NULL}});
    tell_of(app, "groups", alice, groups);
    tell_of(app, "groups", bob, reading_of("groups", 0));
    tell_of(app, "mailbox-permissions", alice, rights);
    tell_of(app, "mailbox-permissions", bob, reading_of("mailbox-permissions", 0));
    return app;
}

static void compared__gives__all_that_is_marked_by_one_question(void **state)
{
    struct app *app = compared();
    (void)state;
    press(app, "Space Space"); /* both groups: one action, one run */
    assert_shows(app, "2 marked");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Sales");
    assert_shows(app, "Legal");
    hit(app, 'y');
    const struct message *run = posted_last(TO_RUN);
    assert_non_null(run);
    assert_string_equal(run->action->name, "add-to-group");
    assert_string_equal(run->targets[0].user_principal_name, "user2@contoso.example");
    assert_string_equal(run->values[0].value,
                        "00000000-0000-4000-8000-0000000000a1\n00000000-0000-4000-8000-0000000000a2");
    end(app);
}

static void compared__gives__what_takes_several_actions_one_after_the_other(void **state)
{
    struct app *app = compared();
    (void)state;
    hit(app, '*');
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "remedy-ask");
    assert_shows(app, "Do these 3 steps to Bob Berg");
    assert_shows(app, "Add to group: Sales");
    assert_shows(app, "Add to group: Legal");
    assert_shows(app, "Give full access to mailbox: carol@contoso.example");
    assert_null(posted_last(TO_RUN));
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted_last(TO_PREPARE)->job, .state = JOB_DONE});
    hit(app, 'y');
    const struct message *asked = posted_last(TO_RUN);
    assert_non_null(asked);
    assert_string_equal(asked->targets[0].user_principal_name, "user2@contoso.example");
    assert_int_equal(asked->playbook->count, 3);
    assert_string_equal(asked->playbook->tasks[2].action->name, "give-full-access");
    assert_string_equal(asked->playbook->tasks[2].values.items[0].value, "carol@contoso.example");
    assert_int_not_equal(asked->playbook->tasks[0].stage, asked->playbook->tasks[1].stage);
    end(app);
}

static void compared__gives__nothing_to_two_at_once(void **state)
{
    static const char alice[] = "00000000-0000-4000-8000-000000000001", bob[] = "00000000-0000-4000-8000-000000000002";
    struct app *app = compared();
    (void)state;
    struct message rights = reading_of("send-as", 0);
    record_of(&rights, (const char *const[][2]){{"trustee", "dora@contoso.example"}, {NULL}});
    tell_of(app, "send-as", alice, reading_of("send-as", 0));
    tell_of(app, "send-as", bob, rights);
    hit(app, '*');
    assert_shows(app, "4 marked");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "compare");
    assert_non_null(strstr(status_of(app), "mark what one of them is to get"));
    end(app);
}

/* Who gets roles by a group is asked about by its name, not among twenty others. */
static void compared__keeps__a_group_that_gives_roles(void **state)
{
    static const char alice[] = "00000000-0000-4000-8000-000000000001", bob[] = "00000000-0000-4000-8000-000000000002";
    struct app *app = compared();
    struct message groups = reading_of("groups", 0);
    (void)state;
    record_of(&groups, (const char *const[][2]){
                           {"id", "00000000-0000-4000-8000-0000000000a1"}, {"displayName", "Helpdesk"}, {NULL}});
    record_set(groups.records->records, "isAssignableToRole", (struct value){.known = true, .truth = true});
    press(app, "F5");
    tell_of(app, "groups", alice, groups);
    tell_of(app, "groups", bob, reading_of("groups", 0));
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "compare");
    assert_non_null(strstr(status_of(app), "Helpdesk is not given from here: it gives roles"));
    hit(app, ' '); /* marked, and the cursor stands on the next row: the marked one is spoken of */
    hit(app, KEY_RETURN);
    assert_non_null(strstr(status_of(app), "Helpdesk is not given from here: it gives roles"));
    hit(app, '*'); /* the group, and full access */
    hit(app, KEY_RETURN);
    assert_hides(app, "Helpdesk is");
    assert_shows(app, "carol@contoso.example");
    assert_string_equal(top_name(app), "confirm");
    end(app);
}

static void help__names_the_keys_of_the_tabs__over_a_user(void **state)
{
    struct app *app = open_at(panel_all[0]->name);
    (void)state;
    press(app, "?");
    assert_shows(app, "1 to 9, 0");
    assert_shows(app, "the tab of that number");
    end(app);
}

static void compared__is_looked_for__where_nobody_is_marked(void **state)
{
    struct app *app = open_at("overview");
    (void)state;
    hit(app, '=');
    for (const char *c = "berg"; *c; c++)
        hit(app, *c);
    clock_set(clock_monotonic() + 1000);
    app_tick(app);
    struct message found = reading_of("find-users", 0);
    record_of(&found, (const char *const[][2]){{"id", "00000000-0000-4000-8000-000000000002"},
                                               {"displayName", "Bob Berg"},
                                               {"userPrincipalName", "user2@contoso.example"},
                                               {NULL}});
    tell(app, found);
    assert_shows(app, "Bob Berg");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "compare");
    assert_shows(app, "Alice Ng beside Bob Berg");
    end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panel__shows__that_it_is_being_read),
        cmocka_unit_test(help__names_the_keys_of_the_tabs__over_a_user),
        cmocka_unit_test(panel__shows__what_came),
        cmocka_unit_test(panel__shows__that_there_is_nothing__only_when_all_was_read),
        cmocka_unit_test(panel__shows__why_it_is_not_read),
        cmocka_unit_test(part__is_read__when_it_is_asked_for),
        cmocka_unit_test(what_if__is_asked__by_a_form),
        cmocka_unit_test(log__is_read_on__at_its_end__without_doubles),
        cmocka_unit_test(log__keeps_what_it_has__when_what_is_older_is_refused),
        cmocka_unit_test(log__ends__when_it_gives_the_same_again),
        cmocka_unit_test(history__opens__from_the_table_and_from_any_panel),
        cmocka_unit_test(record__opens__of_what_is_there_now),
        cmocka_unit_test(rows__are_marked__and_asked_about_together),
        cmocka_unit_test(rows__are_marked__all_that_are_shown),
        cmocka_unit_test(step__cancels__all_that_was_asked_of_who_is_left),
        cmocka_unit_test(steps__leave_nothing_behind),
        cmocka_unit_test(heading__counts__only_what_is_known),
        cmocka_unit_test(frame__has_the_tenant_whole__whatever_the_title),
        cmocka_unit_test(compared__gives__what_is_known_to_be_lacking),
        cmocka_unit_test(compared__gives__all_that_is_marked_by_one_question),
        cmocka_unit_test(compared__gives__what_takes_several_actions_one_after_the_other),
        cmocka_unit_test(compared__gives__nothing_to_two_at_once),
        cmocka_unit_test(compared__keeps__a_group_that_gives_roles),
        cmocka_unit_test(compared__is_looked_for__where_nobody_is_marked),
        cmocka_unit_test(person__opens__and_escape_comes_back),
        cmocka_unit_test(person__has_details_alone__who_is_no_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
