/* The panel "mail": what is odd about a rule, where mail goes, how full a mailbox is, and what is not there. */
#include "unit.h"

#include "panel/print.h"
#include "reply_fixture.h"
#include <stdio.h>

#define ONE "00000000-0000-4000-8000-000000000001"
#define EXCHANGE_GONE                                                                                                  \
    "{\"error\":{\"code\":\"NotFound\",\"message\":\"m\",\"details\":[{\"message\":\"Ex1|Microsoft.Exchange."          \
    "Configuration.Tasks.ManagementObjectNotFoundException|It couldn't be found.\"}]}}"
#define LIST(rows) "{\"value\":[" rows "]}"
#define DOMAINS                                                                                                        \
    LIST("{\"DomainName\":\"contoso.com\"},{\"DomainName\":\"relay.example\",\"DomainType\":\"ExternalRelay\"}")
#define MAILBOX(members) LIST("{\"ExchangeGuid\":\"" ONE "\"," members "}")

static const struct endpoints endpoints = {.at = {[RESOURCE_EXCHANGE] = "https://outlook.office365.com"},
                                           .tenant_id = ONE};

/* Read a source: its reply in, its records kept. */
static void read_into(struct panel_readings *readings, const char *name, long status, const char *body)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = {.source = source_find(name), .subject = ONE, .endpoints = &endpoints, .arena = arena};
    struct http_reply *reply = reply_of(status, body);
    assert_int_equal(reading_begin(&reading), SOURCE_SEND);
    assert_int_equal(reading_step(&reading, reply), SOURCE_OVER);
    http_reply_free(reply);
    struct panel_reading *known = panel_reading_of(readings, reading.source);
    record_page_free(known->page);
    *known = (struct panel_reading){.source = reading.source,
                                    .over = true,
                                    .state = reading.state,
                                    .why = reading.why,
                                    .error = reading.error,
                                    .page = reading_take(&reading)};
    reading_free(&reading);
}

static const struct part *part_of(const char *title)
{
    const struct panel *panel = panel_find("mail");
    for (size_t i = 0; i < panel->count; i++)
        if (!strcmp(panel->parts[i].title, title))
            return &panel->parts[i];
    fail_msg("no part %s", title);
    return NULL;
}

/* A field of the first record of a part, as text; what it means in `*means`. */
static const char *shown(struct panel_readings *readings, const char *title, const char *field, enum meaning *means)
{
    static char text[512];
    auto_buf struct buf out = buf_make(sizeof text);
    struct part_content content = part_content(part_of(title), readings, 0);
    const struct record_kind *kind = part_kind(part_of(title));
    for (size_t i = 0; content.count && i < kind->count; i++)
        if (!strcmp(kind->fields[i].name, field)) {
            field_text(&kind->fields[i], &content.records[0].values[i], NULL, &out);
            *means = field_meaning(&kind->fields[i], &content.records[0].values[i]);
        }
    snprintf(text, sizeof text, "%s", buf_text(&out));
    part_content_free(&content);
    return text;
}

static void rules__are_told_apart__by_what_attackers_do(void **state)
{
    static const struct {
        const char *rule, *notice;
        enum meaning means;
        bool domains; /* were not read */
    } rows[] = {
        {"\"Name\":\"Bills\",\"ForwardTo\":[\"ann@contoso.com\"]", "", MEANS_NOTHING, false},
        {"\"Name\":\"Bills\",\"ForwardTo\":[\"\\\"Ann\\\" [SMTP:ann@CONTOSO.com]\"]", "", MEANS_NOTHING, false},
        {"\"Name\":\"Bills\",\"ForwardTo\":[\"a@contoso.com\",\"x@evil.example\"]", "sends outside", MEANS_BAD, false},
        {"\"Name\":\"Bills\",\"RedirectTo\":[\"\\\"X\\\" [SMTP:x@evil.example]\"]", "sends outside", MEANS_BAD, false},
        {"\"Name\":\"Bills\",\"ForwardAsAttachmentTo\":[\"x@relay.example\"]", "sends outside", MEANS_BAD, false},
        {"\"Name\":\"Bills\",\"RedirectTo\":[\"\\\"X\\\" [EX:/o=x]\"]", "sends on, unknown where", MEANS_ODD, false},
        {"\"Name\":\"Bills\",\"ForwardTo\":[\"x@evil.example\"]", "sends on, unknown where", MEANS_ODD, true},
        {"\"Name\":\"Bills\",\"MoveToFolder\":\"RSS Feeds\"", "hides mail", MEANS_BAD, false},
        {"\"Name\":\"Bills\",\"MoveToFolder\":\"ann:\\\\conversation history\"", "hides mail", MEANS_BAD, false},
        {"\"Name\":\"Bills\",\"MoveToFolder\":\"Projects\"", "", MEANS_NOTHING, false},
        {"\"Name\":\"Bills\",\"DeleteMessage\":true", "deletes", MEANS_ODD, false},
        {"\"Name\":\"Bills\",\"SoftDeleteMessage\":true", "deletes", MEANS_ODD, false},
        {"\"Name\":\".\"", "odd name", MEANS_ODD, false},
        {"\"Name\":\"...\"", "odd name", MEANS_ODD, false},
        {"\"Name\":\"a\"", "odd name", MEANS_ODD, false},
        {"\"Name\":\"\xe8\xab\x8b\xe6\xb1\x82\"", "", MEANS_NOTHING, false},
        {"\"Name\":\".\",\"DeleteMessage\":true,\"ForwardTo\":[\"x@evil.example\"]", "sends outside, deletes, odd name",
         MEANS_BAD, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct panel_readings readings = {.subject = ONE};
        enum meaning means = MEANS_NOTHING;
        read_into(&readings, "inbox-rules", 200,
                  arena_printf(arena, LIST("{\"Identity\":\"ann\\\\1\",%s}"), rows[i].rule));
        read_into(&readings, "accepted-domains", rows[i].domains ? 403 : 200, rows[i].domains ? "" : DOMAINS);
        const char *notice = shown(&readings, "Inbox rules", "notice", &means);
        if (strcmp(notice, rows[i].notice) != 0 || means != rows[i].means)
            fail_msg("%s: \"%s\", %d", rows[i].rule, notice, (int)means);
        panel_readings_free(&readings);
    }
}

/* No condition that is read is not yet every message. */
static void rules__say__when_they_act(void **state)
{
    static const struct {
        const char *rule, *when;
    } rows[] = {
        {"\"HasAttachment\":false,\"SentTo\":null", "every message"},
        {"\"HasAttachment\":true", "other conditions"},
        {"\"SentTo\":[\"ann@contoso.com\"],\"From\":[\"bob@contoso.com\"]", "from bob@contoso.com, other conditions"},
        {"\"HasAttachment\":false,\"SubjectContainsWords\":[\"a\",\"b\"]", "subject has \"a\", subject has \"b\""},
        {"\"Name\":\"x\"", "not known"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct panel_readings readings = {.subject = ONE};
        enum meaning means;
        read_into(&readings, "inbox-rules", 200,
                  arena_printf(arena, LIST("{\"Identity\":\"ann\\\\1\",%s}"), rows[i].rule));
        assert_string_equal(shown(&readings, "Inbox rules", "when", &means), rows[i].when);
        panel_readings_free(&readings);
    }
}

static void forwarding__leads__where_the_domains_say(void **state)
{
    static const struct {
        const char *mailbox, *forwarded, *to, *leads;
        enum meaning means;
    } rows[] = {
        {"\"ForwardingAddress\":null", "no", "", "", MEANS_NOTHING},
        {"\"ForwardingSmtpAddress\":\"smtp:x@evil.example\"", "yes", "x@evil.example", "outside", MEANS_BAD},
        {"\"ForwardingSmtpAddress\":\"smtp:bob@contoso.com\"", "yes", "bob@contoso.com", "inside", MEANS_NOTHING},
        {"\"ForwardingAddress\":\"Bob\"", "yes", "Bob", "not known", MEANS_ODD},
        {"\"ForwardingAddress\":\"bob@contoso.com\",\"ForwardingSmtpAddress\":\"smtp:x@evil.example\"", "yes",
         "bob@contoso.com", "inside", MEANS_NOTHING}, /* the other one has no effect */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct panel_readings readings = {.subject = ONE};
        enum meaning means = MEANS_NOTHING;
        read_into(&readings, "mailbox", 200, arena_printf(arena, MAILBOX("%s"), rows[i].mailbox));
        read_into(&readings, "accepted-domains", 200, DOMAINS);
        assert_string_equal(shown(&readings, "Forwarding", "forwarded", &means), rows[i].forwarded);
        assert_string_equal(shown(&readings, "Forwarding", "to", &means), rows[i].to);
        assert_string_equal(shown(&readings, "Forwarding", "leads", &means), rows[i].leads);
        assert_int_equal(means, rows[i].means);
        panel_readings_free(&readings);
    }
}

#define SIZE(text) LIST("{\"MailboxGuid\":\"" ONE "\",\"TotalItemSize\":\"" text "\"}")

static void usage__is_a_share__where_both_are_known(void **state)
{
    static const struct {
        const char *size, *quota, *share;
        enum meaning means;
    } rows[] = {
        {SIZE("25 GB (26,843,545,600 bytes)"), "50 GB (53,687,091,200 bytes)", "50%", MEANS_NOTHING},
        {SIZE("49 GB (52,613,349,376 bytes)"), "50 GB (53,687,091,200 bytes)", "98%", MEANS_ODD},
        {SIZE("51 GB (54,760,833,024 bytes)"), "50 GB (53,687,091,200 bytes)", "102%", MEANS_BAD},
        {SIZE("25 GB (26,843,545,600 bytes)"), "Unlimited", "", MEANS_NOTHING},
        {SIZE("?"), "50 GB (53,687,091,200 bytes)", "", MEANS_NOTHING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct panel_readings readings = {.subject = ONE};
        enum meaning means = MEANS_NOTHING;
        read_into(&readings, "mailbox", 200,
                  arena_printf(arena, MAILBOX("\"ProhibitSendReceiveQuota\":\"%s\""), rows[i].quota));
        read_into(&readings, "mailbox-statistics", 200, rows[i].size);
        assert_string_equal(shown(&readings, "Usage", "used", &means), rows[i].share);
        assert_int_equal(means, rows[i].means);
        panel_readings_free(&readings);
    }
}

/* Without a mailbox nothing is said of its parts; where it was not read, they say what they know. */
static void mail__is_one_line__without_a_mailbox(void **state)
{
    (void)state;
    for (int refused = 0; refused < 2; refused++) {
        auto_buf struct buf out = buf_make(1 << 16);
        struct panel_readings readings = {.subject = ONE};
        read_into(&readings, "mailbox", refused ? 403 : 404, refused ? "" : EXCHANGE_GONE);
        read_into(&readings, "mailbox-protocols", refused ? 403 : 404, refused ? "" : EXCHANGE_GONE);
        panel_print(panel_find("mail"), &readings, NULL, 0, PANEL_TEXT, 0, &out);
        assert_int_equal(!strstr(buf_text(&out), "No mailbox in Exchange Online."), refused);
        assert_int_equal(!strstr(buf_text(&out), "Protocols"), !refused);
        assert_int_equal(!strstr(buf_text(&out), "not read: not permitted"), !refused);
        panel_readings_free(&readings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules__are_told_apart__by_what_attackers_do),
        cmocka_unit_test(rules__say__when_they_act),
        cmocka_unit_test(forwarding__leads__where_the_domains_say),
        cmocka_unit_test(usage__is_a_share__where_both_are_known),
        cmocka_unit_test(mail__is_one_line__without_a_mailbox),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
