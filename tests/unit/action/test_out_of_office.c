/* Automatic replies (REQUESTS §7.3): on, for a time, off, and back as they were. */
#include "unit.h"

#include "flow_script.h"

#define ID "\"Identity\":\"" USER_ID "\""
#define SETTINGS(state, internal, external, audience, start, end)                                                      \
    "\"AutoReplyState\":\"" state "\",\"InternalMessage\":" internal ",\"ExternalMessage\":" external                  \
    ",\"ExternalAudience\":\"" audience "\",\"StartTime\":" start ",\"EndTime\":" end
#define READ(settings)                 CALLS("Get-MailboxAutoReplyConfiguration", ID, 200, "{\"value\":[{" settings "}]}")
#define SETS(parameters, status, body) CALLS("Set-MailboxAutoReplyConfiguration", ID "," parameters, status, body)
#define EMPTY                          "{\"value\":[]}"
#define HTML(text)                     "\"<html><body>" text "</body></html>\""
#define OFF                            SETTINGS("Disabled", "\"\"", "\"\"", "All", "\"2025-12-01T00:00:00\"", "\"2025-12-02T00:00:00\"")
#define AWAY(state, start, end)        SETTINGS(state, HTML("Away."), HTML("Away."), "All", start, end)
#define ON                             AWAY("Enabled", "\"2025-12-01T00:00:00\"", "\"2025-12-02T00:00:00\"")
#define ON_SENT                                                                                                        \
    "\"AutoReplyState\":\"Enabled\",\"InternalMessage\":" HTML("Away.") ",\"ExternalMessage\":" HTML("Away.")
#define SCHEDULED_SENT(start, end)                                                                                     \
    "\"AutoReplyState\":\"Scheduled\",\"InternalMessage\":" HTML("Away.") ",\"ExternalMessage\":" HTML(                \
        "Away.") ",\"StartTime\":\"" start "\",\"EndTime\":\"" end "\""
/* As Exchange keeps it: framed, seven digits, or no zone at all. */
#define FRAMED(text) "\"<html>\\n<body>\\n" text "\\n</body>\\n</html>\\n\""
#define RUNS(text, audience)                                                                                           \
    SETTINGS("Scheduled", FRAMED(text), FRAMED(text), audience, "\"2025-12-30T08:00:00\"",                             \
             "\"2026-01-06T08:00:00.0000000Z\"")
#define OFF_SENT "\"AutoReplyState\":\"Disabled\""
#define MESSAGE                                                                                                        \
    {                                                                                                                  \
        "message", "Away."                                                                                             \
    }

static const struct script scripts[] = {
    {.name = "on",
     .action = "set-out-of-office",
     .values = {MESSAGE},
     .exchanges = {READ(OFF), SETS(ON_SENT, 200, EMPTY), READ(ON)},
     .end = FLOW_DONE,
     .says = "until it is switched off",
     .keeps = "{" OFF "}"},
    {.name = "for a time",
     .action = "set-out-of-office",
     .values = {MESSAGE, {"from", "2026-02-01T08:00Z"}, {"until", "2026-02-08"}},
     .exchanges = {READ(OFF), SETS(SCHEDULED_SENT("2026-02-01T08:00:00Z", "2026-02-08T00:00:00Z"), 200, EMPTY),
                   READ(AWAY("Scheduled", "\"2026-02-01T08:00:00+00:00\"", "\"2026-02-08T00:00:00Z\""))},
     .end = FLOW_DONE,
     .says = "from 2026-02-01T08:00:00Z until 2026-02-08T00:00:00Z"},
    {.name = "for a week from now",
     .action = "set-out-of-office",
     .values = {MESSAGE, {"until", "+7d"}},
     .exchanges = {READ(OFF), SETS(SCHEDULED_SENT("2026-01-01T08:00:00Z", "2026-01-08T08:00:00Z"), 200, EMPTY),
                   READ(AWAY("Scheduled", "\"2026-01-01T08:00:00Z\"", "\"2026-01-08T08:00:00Z\""))},
     .end = FLOW_DONE},
    {.name = "another text outside, to contacts; nothing is markup",
     .action = "set-out-of-office",
     .values = {{"message", "A <b> & c\nd"}, {"external", "Out."}, {"audience", "known"}},
     .exchanges =
         {READ(OFF),
          SETS(
              "\"AutoReplyState\":\"Enabled\",\"InternalMessage\":" HTML(
                  "A &lt;b&gt; &amp; c<br>\\u000ad") ",\"ExternalMessage\":" HTML("Out.") ",\"ExternalAudience\":\"Known\"",
              200, EMPTY),
          READ(SETTINGS("Enabled", "\"<html>\\n<head></head><body>A &lt;b&gt; &amp; c<br>d</body></html>\"",
                        HTML("Out."), "Known", "null", "null"))},
     .end = FLOW_DONE}, /* Exchange's own frame is no difference */
    {.name = "on already",
     .action = "set-out-of-office",
     .values = {MESSAGE},
     .exchanges = {READ(ON)},
     .end = FLOW_ALREADY},
    {.name = "undone to off",
     .action = "set-out-of-office",
     .restore = "{" OFF "}",
     .exchanges = {READ(ON),
                   SETS("\"AutoReplyState\":\"Disabled\",\"InternalMessage\":\"\",\"ExternalMessage\":\"\"", 200,
                        EMPTY),
                   READ(OFF)},
     .end = FLOW_DONE},
    {.name = "undone to a time",
     .action = "set-out-of-office",
     .restore = "{" AWAY("Scheduled", "\"2026-02-01T08:00:00Z\"", "\"2026-02-08T00:00:00Z\"") "}",
     .exchanges = {READ(OFF), SETS(SCHEDULED_SENT("2026-02-01T08:00:00Z", "2026-02-08T00:00:00Z"), 200, EMPTY),
                   READ(AWAY("Scheduled", "\"2026-02-01T08:00:00Z\"", "\"2026-02-08T00:00:00Z\""))},
     .end = FLOW_DONE},
    {.name = "a letter is corrected, schedule and senders stay",
     .action = "set-out-of-office",
     .values = {MESSAGE},
     .exchanges = {READ(RUNS("Awai.", "Known")),
                   SETS("\"InternalMessage\":" HTML("Away.") ",\"ExternalMessage\":" HTML("Away."), 200, EMPTY),
                   READ(RUNS("Away.", "Known"))},
     .end = FLOW_DONE,
     .says = "its schedule stays"},
    {.name = "the texts outside differ and stay",
     .action = "set-out-of-office",
     .values = {MESSAGE},
     .exchanges = {READ(SETTINGS("Enabled", FRAMED("Awai."), FRAMED("Out."), "All", "null", "null")),
                   SETS("\"InternalMessage\":" HTML("Away."), 200, EMPTY),
                   READ(SETTINGS("Enabled", FRAMED("Away."), FRAMED("Out."), "All", "null", "null"))},
     .end = FLOW_DONE},
    {.name = "the end alone is moved",
     .action = "set-out-of-office",
     .values = {MESSAGE, {"until", "2099-01-09T08:00:00Z"}},
     .exchanges = {READ(RUNS("Away.", "Known")),
                   SETS("\"AutoReplyState\":\"Scheduled\",\"StartTime\":\"2025-12-30T08:00:00\",\"EndTime\":\"2099-01-"
                        "09T08:00:00Z\"",
                        200, EMPTY),
                   READ(SETTINGS("Scheduled", FRAMED("Away."), FRAMED("Away."), "Known", "\"2025-12-30T08:00:00\"",
                                 "\"2099-01-09T08:00:00.0000000Z\""))},
     .end = FLOW_DONE},
    {.name = "the schedule is taken away, the rest stays",
     .action = "set-out-of-office",
     .values = {MESSAGE, {"from", ""}, {"until", ""}},
     .exchanges = {READ(RUNS("Away.", "Known")), SETS("\"AutoReplyState\":\"Enabled\"", 200, EMPTY),
                   READ(SETTINGS("Enabled", FRAMED("Away."), FRAMED("Away."), "Known", "null", "null"))},
     .end = FLOW_DONE,
     .says = "until it is switched off"},
    {.name = "a schedule that runs, set like this already",
     .action = "set-out-of-office",
     .values = {MESSAGE, {"audience", "known"}, {"until", "2026-01-06T08:00Z"}, {"from", "2025-12-30T08:00:00Z"}},
     .exchanges = {READ(RUNS("Away.", "Known"))},
     .end = FLOW_ALREADY},
    {.name = "off",
     .action = "disable-out-of-office",
     .exchanges = {READ(ON), SETS(OFF_SENT, 200, EMPTY), READ(OFF)},
     .end = FLOW_DONE,
     .says = "texts are kept",
     .keeps = "{" ON "}"},
    {.name = "off already", .action = "disable-out-of-office", .exchanges = {READ(OFF)}, .end = FLOW_ALREADY},
    {.name = "no mailbox",
     .action = "disable-out-of-office",
     .exchanges = {CALLS("Get-MailboxAutoReplyConfiguration", ID, 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "may not",
     .action = "disable-out-of-office",
     .exchanges = {READ(ON), SETS(OFF_SENT, 403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Exchange.ManageAsApp and the role Exchange Administrator"},
    {.name = "lost and done",
     .action = "disable-out-of-office",
     .exchanges = {READ(ON), LOSES_CALL("Set-MailboxAutoReplyConfiguration", ID "," OFF_SENT), READ(OFF)},
     .end = FLOW_DONE},
    {.name = "lost, not done",
     .action = "disable-out-of-office",
     .exchanges = {READ(ON), LOSES_CALL("Set-MailboxAutoReplyConfiguration", ID "," OFF_SENT), READ(ON),
                   SETS(OFF_SENT, 200, EMPTY), READ(OFF)},
     .end = FLOW_DONE},
    {.name = "lags",
     .action = "disable-out-of-office",
     .exchanges = {READ(ON), SETS(OFF_SENT, 200, EMPTY), READ(ON), READ(OFF)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "looked at: done",
     .action = "disable-out-of-office",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(OFF)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "disable-out-of-office",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(ON)},
     .end = FLOW_SEND},
    {.name = "looked at days later: done",
     .action = "set-out-of-office",
     .look = true,
     .prior = "{}",
     .values = {MESSAGE, {"until", "+7d"}},
     .exchanges = {READ(AWAY("Scheduled", "\"2025-12-30T08:00:00Z\"", "\"2026-01-06T08:00:00Z\""))},
     .end = FLOW_DONE},
};

static void out_of_office__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&scripts[0], &scripts[1], &scripts[2], &scripts[3],
                                         &scripts[5], &scripts[6], &scripts[7]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

static void prepare__gives_back__the_stored_texts(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "one text", .action = "set-out-of-office", .exchanges = {READ(ON)}},
                  "- Now: Enabled.\nmessage=Away.\naudience=all\n");
    check_prepare(
        &(struct script){.name = "runs", .action = "set-out-of-office", .exchanges = {READ(RUNS("Away.", "Known"))}},
        "- Now: Scheduled, from 2025-12-30T08:00:00Z until 2026-01-06T08:00:00Z.\nmessage=Away.\n"
        "audience=known\nfrom=2025-12-30T08:00:00Z\nuntil=2026-01-06T08:00:00Z\n");
    check_prepare(&(struct script){.name = "two texts",
                                   .action = "set-out-of-office",
                                   .exchanges = {READ(SETTINGS("Disabled", "\"<p>a &amp; b</p>c &lt;d&gt;\"", "\"Out\"",
                                                               "All", "null", "null"))}},
                  "- Now: Disabled.\nmessage=a & b\nc <d>\nexternal=Out\naudience=all\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_of_office__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(prepare__gives_back__the_stored_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
