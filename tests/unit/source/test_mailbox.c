/* How readings of a mailbox end: no mailbox is none, a missing role is not permitted, and neither is taken for the other. */
#include "unit.h"

#include "reply_fixture.h"
#include "source/source.h"

#define ONE      "00000000-0000-4000-8000-000000000001"
#define EXCHANGE "https://outlook.office365.com"
#define PAGED    "\"@odata.nextLink\":\"" EXCHANGE "/adminapi/beta/" ONE "/InvokeCommand?$skiptoken=a\""
#define SAYS(text)                                                                                                     \
    "{\"error\":{\"code\":\"c\",\"message\":\"Error executing request.\",\"details\":[{\"message\":\"" text "\"}]}}"
#define NO_MAILBOX                                                                                                     \
    SAYS("Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The "                      \
         "operation couldn't be performed because object 'x' couldn't be found on 'y'.")
#define ROW  "{\"value\":[{\"User\":\"ann@contoso.com\"}]"
#define MORE "\"@adminapi.warnings\":[\"There are more results available than are currently displayed.\"]"

static const struct endpoints endpoints = {.at = {[RESOURCE_EXCHANGE] = EXCHANGE}, .tenant_id = ONE};

static struct reading reading_of(struct arena *arena, const char *name)
{
    return (struct reading){.source = source_find(name),
                            .subject = ONE,
                            .name = "ann@contoso.com",
                            .endpoints = &endpoints,
                            .arena = arena};
}

static enum source_step answer(struct reading *reading, long status, const char *body)
{
    struct http_reply *reply = reply_of(status, body);
    enum source_step step = reading_step(reading, reply);
    http_reply_free(reply);
    return step;
}

static const struct {
    const char *name, *source;
    struct {
        long status;
        const char *body;
    } replies[2];
    enum read_state ends;
    enum read_why why;
    size_t count;
    const char *says; /* a part of the hint */
} ends[] = {
    {"no mailbox", "mailbox", {{404, NO_MAILBOX}}, READ_WHOLE, WHY_NOTHING, 0, ""},
    {"no mailbox, no rules", "inbox-rules", {{400, NO_MAILBOX}}, READ_WHOLE, WHY_NOTHING, 0, ""},
    {"no mailbox, no folders", "calendar-rights", {{404, NO_MAILBOX}}, READ_WHOLE, WHY_NOTHING, 0, ""},
    {"no mailbox, nothing to be blocked", "blocked-sender", {{404, NO_MAILBOX}}, READ_WHOLE, WHY_NOTHING, 0, ""},
    {"a mailbox without an address",
     "blocked-sender",
     {{200, "{\"value\":[{\"PrimarySmtpAddress\":7}]}"}},
     READ_NOT,
     WHY_FAILED,
     0,
     ""},
    {"no list of mailboxes", "blocked-sender", {{200, "{}"}}, READ_NOT, WHY_FAILED, 0, ""},
    {"no such folder among the folders",
     "calendar-rights",
     {{200, "{\"value\":[{\"FolderType\":7}]}"}},
     READ_NOT,
     WHY_FAILED,
     0,
     ""},
    {"no archive",
     "archive-statistics",
     {{404, SAYS("Ex1|Microsoft.X|The user 'x' doesn't have an archive mailbox.")}},
     READ_WHOLE,
     WHY_NOTHING,
     0,
     ""},
    {"a 404 of something else", "mailbox", {{404, SAYS("No such page.")}}, READ_NOT, WHY_NOT_THERE, 0, ""},
    {"never opened",
     "mailbox-statistics",
     {{200, "{\"value\":[],\"@adminapi.warnings\":[\"The user hasn't logged on.\"]}"}},
     READ_WHOLE,
     WHY_NOTHING,
     0,
     ""},
    {"a role is missing, 403",
     "mailbox",
     {{403, "\0"}},
     READ_NOT,
     WHY_NOT_PERMITTED,
     0,
     "Exchange Administrator, Exchange Recipient Administrator or Global Reader"},
    {"a role is missing, 401",
     "mailbox-permissions",
     {{401, SAYS("User is not allowed to call Get-MailboxPermission")}},
     READ_NOT,
     WHY_NOT_PERMITTED,
     0,
     "Exchange Administrator"},
    {"rules out of a reader's scope",
     "inbox-rules",
     {{400,
       SAYS(
           "Ex1|Microsoft.X|The operation on mailbox \\\"x\\\" failed because it's out of the current user's read scope.")}},
     READ_NOT,
     WHY_NOT_PERMITTED,
     0,
     "Exchange Administrator or Exchange Recipient Administrator"},
    {"refused at the second call",
     "blocked-sender",
     {{200, "{\"value\":[{\"PrimarySmtpAddress\":\"ann@contoso.com\"}]}"}, {403, ""}},
     READ_NOT,
     WHY_NOT_PERMITTED,
     0,
     "Global Reader"},
    {"two pages",
     "mailbox-permissions",
     {{200, ROW "," PAGED "}"}, {200, "{\"value\":[{\"User\":\"bob@contoso.com\"}]}"}},
     READ_WHOLE,
     WHY_NOTHING,
     2,
     ""},
    {"a link that died",
     "mailbox-permissions",
     {{200, ROW "," PAGED "}"}, {404, NO_MAILBOX}},
     READ_IN_PART,
     WHY_NOT_THERE,
     1,
     ""},
    {"a link to elsewhere",
     "mailbox-permissions",
     {{200, ROW ",\"@odata.nextLink\":\"https://evil.example/\"}"}},
     READ_IN_PART,
     WHY_FAILED,
     1,
     ""},
    {"more than was given", "mailbox-permissions", {{200, ROW "," MORE "}"}}, READ_IN_PART, WHY_TOO_MANY, 1, ""},
    {"no list", "mailbox-permissions", {{200, "{\"value\":7}"}}, READ_NOT, WHY_FAILED, 0, ""},
    {"throttled", "mailbox", {{429, "{}"}}, READ_NOT, WHY_THROTTLED, 0, ""},
};

static void mailbox__ends__as_exchange_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, ends[i].source);
        enum source_step step = reading_begin(&reading);
        for (size_t k = 0; k < 2 && ends[i].replies[k].status; k++) {
            assert_int_equal(step, SOURCE_SEND);
            assert_string_equal(header_of(reading.request, "X-AnchorMailbox"), "UPN:ann@contoso.com");
            step = answer(&reading, ends[i].replies[k].status, ends[i].replies[k].body);
        }
        if (step != SOURCE_OVER || reading.state != ends[i].ends || reading.why != ends[i].why ||
            reading.page->count != ends[i].count || !strstr(reading.error.hint, ends[i].says))
            fail_msg("%s: %s, %s, %zu: %s; %s", ends[i].name, read_state_name(reading.state),
                     read_why_name(reading.why), reading.page->count, reading.error.message, reading.error.hint);
        assert_null(strstr(reading.error.hint, "onsent"));
        reading_free(&reading);
    }
}

/* null is the organisation's value; what is not in the reply at all is not known. */
static void protocols__have_three_states(void **state)
{
    static const struct {
        const char *members, *field, *text;
    } rows[] = {
        {"\"OWAEnabled\":true", "owaEnabled", "on"},
        {"\"OWAEnabled\":false", "owaEnabled", "off"},
        {"\"EwsEnabled\":null", "ewsEnabled", "as the organisation has it"},
        {"\"SmtpClientAuthenticationDisabled\":true", "smtpClientAuthentication", "off"},
        {"\"SmtpClientAuthenticationDisabled\":false", "smtpClientAuthentication", "on"},
        {"\"OWAEnabled\":true", "smtpClientAuthentication", ""},
        {"\"OWAEnabled\":\"x\"", "owaEnabled", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "mailbox-protocols");
        (void)reading_begin(&reading);
        answer(&reading, 200, arena_printf(arena, "{\"value\":[{\"Guid\":\"" ONE "\",%s}]}", rows[i].members));
        assert_string_equal(record_text(reading.page->records, rows[i].field), rows[i].text);
        reading_free(&reading);
    }
}

/* The service keeps the texts and times of a reply that is off. */
static void automatic_replies__show__what_is_in_force(void **state)
{
    static const struct {
        const char *state;
        bool text, time;
    } rows[] = {{"Disabled", false, false}, {"Enabled", true, false}, {"Scheduled", true, true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "automatic-replies");
        (void)reading_begin(&reading);
        answer(&reading, 200,
               arena_printf(arena,
                            "{\"value\":[{\"AutoReplyState\":\"%s\",\"InternalMessage\":\"Away\","
                            "\"EndTime\":\"2026-01-01T08:00:00\"}]}",
                            rows[i].state));
        assert_int_equal(record_value(reading.page->records, "internalMessage")->known, rows[i].text);
        assert_int_equal(record_value(reading.page->records, "endTime")->known, rows[i].time);
        reading_free(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mailbox__ends__as_exchange_says),
        cmocka_unit_test(protocols__have_three_states),
        cmocka_unit_test(automatic_replies__show__what_is_in_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
