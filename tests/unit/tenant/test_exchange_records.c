/* Message trace, audit log, blocked senders, recipients. */
#include "exchange_fixture.h"

static bool is_blocked(struct directory *d, const struct mailbox *m)
{
    (void)d;
    return m->kind == MAILBOX_USER && mailbox_dice(m, 500) % 97 == 3;
}

static void blocked_sender__is_released__after_a_while(void **state)
{
    struct mailbox m = first_mailbox(*state, is_blocked), free_one = first_mailbox(*state, is_plain);
    auto_answer struct answer is = invoke(*state, "Get-BlockedSenderAddress", "\"SenderAddress\":\"%s\"", m.address);
    auto_answer struct answer all = invoke(*state, "Get-BlockedSenderAddress", "%s", "");
    auto_answer struct answer remove = invoke(*state, "Remove-BlockedSenderAddress",
                                              "\"SenderAddress\":\"%s\",\"Confirm\":false", m.address);
    auto_answer struct answer again = invoke(*state, "Remove-BlockedSenderAddress",
                                             "\"SenderAddress\":\"%s\",\"Confirm\":false", m.address);
    auto_answer struct answer listed = invoke(*state, "Get-BlockedSenderAddress", "\"SenderAddress\":\"%s\"",
                                              m.address);
    clock_set(NOON + 2000); /* it is seen after a while */
    auto_answer struct answer gone = invoke(*state, "Get-BlockedSenderAddress", "\"SenderAddress\":\"%s\"", m.address);
    auto_answer struct answer never = invoke(*state, "Get-BlockedSenderAddress", "\"SenderAddress\":\"%s\"",
                                             free_one.address);
    auto_answer struct answer left = invoke(*state, "Get-BlockedSenderAddress", "%s", "");
    assert_non_null(strstr(text_of(row_of(&is), "Reason"), "OutboundSpam"));
    assert_done(remove);
    assert_int_equal(again.status, 404);
    assert_int_equal(rows_of(&listed), 1);
    assert_int_equal(rows_of(&gone), 0);
    assert_int_equal(rows_of(&never), is_blocked(*state, &free_one));
    assert_int_equal(rows_of(&left), rows_of(&all) - 1);
}

/* --- message trace --- */

static bool has_mail(struct directory *d, const struct mailbox *m)
{
    return is_plain(d, m) && mailbox_dice(m, 599) % 14 > 6;
}

#define WEEK "\"StartDate\":\"2026-11-16T00:00:00Z\",\"EndDate\":\"2026-11-23T12:00:00Z\""

static void trace__gives__newest_first_and_goes_on_after_a_row(void **state)
{
    struct mailbox m = first_mailbox(*state, has_mail);
    auto_answer struct answer all = invoke(*state, "Get-MessageTraceV2", "\"SenderAddress\":\"%s\"," WEEK, m.address);
    auto_answer struct answer two = invoke(*state, "Get-MessageTraceV2",
                                           "\"SenderAddress\":\"%s\",\"ResultSize\":2," WEEK, m.address);
    const struct json *before = NULL;
    assert_true(rows_of(&all) > 2);
    for (const struct json *row = row_of(&all); row; row = json_next(row)) {
        assert_string_equal(text_of(row, "SenderAddress"), m.address);
        assert_true(!before || strcmp(text_of(before, "Received"), text_of(row, "Received")) >= 0);
        before = row;
    }
    assert_int_equal(rows_of(&two), 2);
    assert_warns(two, "StartingRecipientAddress");
    const struct json *last = json_next(row_of(&two)), *third = json_next(json_next(row_of(&all)));
    auto_answer struct answer rest = invoke(
        *state, "Get-MessageTraceV2",
        "\"SenderAddress\":\"%s\",\"StartDate\":\"2026-11-16T00:00:00Z\",\"EndDate\":\"%s\","
        "\"StartingRecipientAddress\":\"%s\"",
        m.address, text_of(last, "Received"), text_of(last, "RecipientAddress"));
    assert_string_equal(text_of(row_of(&rest), "MessageTraceId"), text_of(third, "MessageTraceId"));
}

static void trace__takes__several_addresses_at_once(void **state)
{
    struct mailbox m = first_mailbox(*state, has_mail);
    auto_answer struct answer one = invoke(*state, "Get-MessageTraceV2", "\"SenderAddress\":\"%s\"," WEEK, m.address);
    auto_answer struct answer two = invoke(*state, "Get-MessageTraceV2",
                                           "\"SenderAddress\":[\"%s\",\"ap@northwind.example\"]," WEEK, m.address);
    auto_answer struct answer none = invoke(*state, "Get-MessageTraceV2", "\"SenderAddress\":[]," WEEK);
    auto_answer struct answer odd = invoke(*state, "Get-MessageTraceV2",
                                           "\"SenderAddress\":\"a@b.example,c@d.example\"," WEEK);
    size_t others = 0;
    for (const struct json *row = row_of(&two); row; row = json_next(row))
        others += strcmp(text_of(row, "SenderAddress"), m.address) != 0;
    assert_true(rows_of(&one) > 0);
    assert_int_equal(rows_of(&two) - others, rows_of(&one));
    assert_int_equal(none.status, 400);
    assert_int_equal(odd.status, 400);
}

static void trace__is_refused__beyond_its_windows(void **state)
{
    static const struct {
        const char *parameters, *part;
    } cases[] = {
        {"\"StartDate\":\"2026-11-16T00:00:00Z\"", "given together"},
        {"\"StartDate\":\"2026-11-12T00:00:00Z\",\"EndDate\":\"2026-11-23T00:00:00Z\"", "more than 10 days"},
        {"\"StartDate\":\"2026-11-23T00:00:00Z\",\"EndDate\":\"2026-11-22T00:00:00Z\"", "later than StartDate"},
        {"\"StartDate\":\"2026-08-01T00:00:00Z\",\"EndDate\":\"2026-08-05T00:00:00Z\"", "more than 90 days ago"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke(*state, "Get-MessageTraceV2", "%s", cases[i].parameters);
        assert_failed(a, 400, cases[i].part);
    }
    for (size_t i = sizeof cases / sizeof *cases; i < 100; i++) {
        auto_answer struct answer a = invoke(*state, "Get-MessageTraceV2", "\"SenderAddress\":\"a@b.example\"");
        assert_int_equal(rows_of(&a), 0);
    }
    auto_answer struct answer full = invoke(*state, "Get-MessageTraceV2", "\"SenderAddress\":\"a@b.example\"");
    assert_failed(full, 429, "five minutes");
    assert_non_null(full.retry_after);
    clock_set(NOON + 300000);
    auto_answer struct answer later = invoke(*state, "Get-MessageTraceV2", "\"SenderAddress\":\"a@b.example\"");
    assert_int_equal(later.status, 200);
    clock_set(NOON);
}

/* --- audit log --- */

static void audit__needs__a_session_that_stays_the_same(void **state)
{
    auto_answer struct answer id = invoke(*state, "Search-UnifiedAuditLog", WEEK ",\"SessionId\":\"s\"");
    auto_answer struct answer backwards = invoke(
        *state, "Search-UnifiedAuditLog",
        "\"StartDate\":\"2026-11-23T00:00:00Z\",\"EndDate\":\"2026-11-22T00:00:00Z\"");
    auto_answer struct answer first = invoke(*state, "Search-UnifiedAuditLog",
                                             WEEK ",\"SessionId\":\"s\",\"SessionCommand\":\"ReturnLargeSet\"");
    auto_answer struct answer other = invoke(
        *state, "Search-UnifiedAuditLog",
        WEEK ",\"SessionId\":\"s\",\"SessionCommand\":\"ReturnLargeSet\",\"ResultSize\":7");
    assert_failed(id, 400, "given together");
    assert_failed(backwards, 400, "EndDate must be later");
    assert_int_equal(rows_of(&first), 100); /* unless it is told otherwise */
    assert_failed(other, 400, "was another one");
}

static bool seen_before(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(ids[i], id))
            return true;
    return false;
}

static void audit__is_read__until_no_rows_are_left(void **state)
{
    struct arena *arena = arena_new(0);
    const char *ids[6000];
    size_t count = 0, calls = 0, twice = 0, rows, total = 0;
    do {
        auto_answer struct answer a = invoke(*state, "Search-UnifiedAuditLog",
                                             WEEK
                                             ",\"SessionId\":\"all\",\"SessionCommand\":"
                                             "\"ReturnLargeSet\",\"ResultSize\":100,\"Operations\":[\"UserLoggedIn\"]");
        rows = rows_of(&a);
        for (const struct json *row = json_first(json_get(a.json, "value")); row; row = json_next(row)) {
            struct err e;
            const char *data = text_of(row, "AuditData"), *id = text_of(row, "Identity");
            auto_json struct json *record = json_parse(data, strlen(data), &e);
            total = (size_t)json_number(json_get(row, "ResultCount"), 0);
            assert_string_equal(text_of(record, "Operation"), "UserLoggedIn");
            if (seen_before(ids, count, id))
                twice++;
            else if (count < 6000)
                ids[count++] = arena_strdup(arena, id);
        }
        calls++;
    } while (rows > 0 && calls < 50);
    assert_true(calls > 2);
    assert_true(twice > 0);
    assert_int_equal(count, total);
    arena_free(arena);
}

/* Rows that a session gives in all, called with each of the commands ("LPL": large, preview, large), until none come. */
static size_t rows_by(void *state, const char *commands, bool *sorted)
{
    size_t all = 0, rows;
    char before[CLOCK_TEXT] = "9";
    *sorted = true;
    for (size_t call = 0;; call++) {
        size_t last = strlen(commands) - 1;
        auto_answer struct answer a = invoke(
            state, "Search-UnifiedAuditLog",
            WEEK ",\"SessionId\":\"%s\",\"SessionCommand\":\"%s\",\"ResultSize\":1000,\"Operations\":[\"Many\"]",
            commands, commands[call < last ? call : last] == 'L' ? "ReturnLargeSet" : "ReturnNextPreviewPage");
        assert_int_equal(a.status, 200);
        rows = rows_of(&a);
        for (const struct json *row = json_first(json_get(a.json, "value")); row; row = json_next(row)) {
            *sorted &= strcmp(text_of(row, "CreationDate"), before) <= 0;
            snprintf(before, sizeof before, "%s", text_of(row, "CreationDate"));
            assert_int_equal(json_number(json_get(row, "ResultCount"), 0), 12000);
        }
        if (!rows)
            return all;
        all += rows - (call > 0); /* one comes twice */
    }
}

static void audit__session__has_a_ceiling_by_its_commands(void **state)
{
    static const struct {
        const char *commands;
        size_t rows;
        bool sorted;
    } cases[] = {{"L", 12000, false}, {"P", 5000, true}, {"LP", 10000, false}, {"PLL", 10000, false}};
    struct json *many = json_new_array();
    for (int i = 0; i < 12000; i++) {
        char id[40], time[32];
        struct json *one = json_new_object();
        snprintf(id, sizeof id, "aaaaaaaa-0000-4000-8000-%012d", i);
        snprintf(time, sizeof time, "2026-11-20T%02d:%02d:%02d", i * 7 % 24, i % 60, i % 59);
        json_set_text(one, "Id", id);
        json_set_text(one, "CreationTime", time);
        json_set_text(one, "Operation", "Many");
        json_push(many, one);
    }
    mailboxes_keep(&((struct directory *)*state)->front.tenant, MAILBOXES_AUDIT, many);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool sorted;
        assert_int_equal(rows_by(*state, cases[i].commands, &sorted), cases[i].rows);
        assert_int_equal(sorted, cases[i].sorted);
    }
    mailboxes_keep(&((struct directory *)*state)->front.tenant, MAILBOXES_AUDIT, json_new_array());
}

static void audit__filters__by_user_and_operation(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    mailboxes_keep(&((struct directory *)*state)->front.tenant, MAILBOXES_AUDIT, json_new_array());
    auto_answer struct answer a = invoke(*state, "Search-UnifiedAuditLog",
                                         WEEK ",\"ResultSize\":5000,\"UserIds\":[\"%s\"]", m.upn);
    auto_answer struct answer none = invoke(*state, "Search-UnifiedAuditLog",
                                            WEEK ",\"UserIds\":[\"%s\"],\"Operations\":[\"Nothing\"]", m.upn);
    for (const struct json *row = json_first(json_get(a.json, "value")); row; row = json_next(row))
        assert_string_equal(text_of(row, "UserIds"), m.upn);
    assert_int_equal(rows_of(&none), 0);
    auto_answer struct answer on = invoke(*state, "Get-AdminAuditLogConfig", "%s", "");
    assert_true(json_true(json_get(row_of(&on), "UnifiedAuditLogIngestionEnabled")));
}

static void recipients__are__mailboxes_guests_and_groups(void **state)
{
    struct mailbox none = first_mailbox(*state, has_none);
    auto_answer struct answer group = invoke(*state, "Get-Recipient", "\"Identity\":\"allstaff@contoso.com\"");
    auto_answer struct answer nobody = invoke(*state, "Get-Recipient", "\"Identity\":\"%s\"", none.upn);
    auto_answer struct answer all = invoke(*state, "Get-Recipient", "\"ResultSize\":\"Unlimited\"");
    bool guest = false;
    for (const struct json *row = row_of(&all); row; row = json_next(row))
        guest = guest || !strcmp(text_of(row, "RecipientTypeDetails"), "GuestMailUser");
    assert_string_equal(text_of(row_of(&group), "RecipientType"), "MailUniversalDistributionGroup");
    assert_int_equal(nobody.status, 404);
    assert_true(guest);
}

/* --- how the tenant and a mailbox stand --- */

static void posture__is_read__from_what_is_kept(void **state)
{
    static const struct {
        const char *cmdlet;
        size_t rows;
    } cases[] = {{"Get-TransportRule", 0},  {"Get-InboundConnector", 0}, {"Get-OutboundConnector", 0},
                 {"Get-RemoteDomain", 1},   {"Get-JournalRule", 0},      {"Get-AcceptedDomain", 2},
                 {"Get-TransportConfig", 1}};
    struct directory *d = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke(d, cases[i].cmdlet, "%s", "");
        assert_int_equal(rows_of(&a), cases[i].rows);
    }
    struct json *rules = json_new_array(), *rule = json_new_object();
    json_set_text(rule, "Name", "Copy all");
    json_push(rules, rule);
    mailboxes_keep(&d->front.tenant, MAILBOXES_TRANSPORT_RULES, rules);
    auto_answer struct answer kept = invoke(d, "Get-TransportRule", "%s", "");
    assert_string_equal(text_of(row_of(&kept), "Name"), "Copy all");
}

static void audit_bypass__is_set__and_read(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer on = invoke(*state, "Set-MailboxAuditBypassAssociation",
                                          "\"Identity\":\"%s\",\"AuditBypassEnabled\":true", m.upn);
    auto_answer struct answer is = invoke(*state, "Get-MailboxAuditBypassAssociation", "\"Identity\":\"%s\"", m.upn);
    auto_answer struct answer off = invoke(*state, "Set-MailboxAuditBypassAssociation",
                                           "\"Identity\":\"%s\",\"AuditBypassEnabled\":false", m.upn);
    auto_answer struct answer all = invoke(*state, "Get-MailboxAuditBypassAssociation", "\"ResultSize\":\"Unlimited\"");
    assert_done(on);
    assert_true(json_true(json_get(row_of(&is), "AuditBypassEnabled")));
    assert_done(off);
    assert_true(rows_of(&all) > 100);
    for (const struct json *row = row_of(&all); row; row = json_next(row))
        assert_false(json_true(json_get(row, "AuditBypassEnabled")));
}

static void sweep_rule__is_switched_off(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, is_plain);
    struct json *rules = json_new_array(), *rule = json_new_object();
    json_set_text(rule, "Name", "Sweep");
    json_set_bool(rule, "Enabled", true);
    json_push(rules, rule);
    mailbox_keep(&d->front.tenant, m.number, MAILBOX_SWEEPS, rules);
    auto_answer struct answer off = invoke(d, "Disable-SweepRule",
                                           "\"Identity\":\"Sweep\",\"Mailbox\":\"%s\",\"Confirm\":false", m.upn);
    auto_answer struct answer none = invoke(d, "Disable-SweepRule",
                                            "\"Identity\":\"Other\",\"Mailbox\":\"%s\",\"Confirm\":false", m.upn);
    auto_answer struct answer is = invoke(d, "Get-SweepRule", "\"Mailbox\":\"%s\"", m.upn);
    auto_answer struct answer signature = invoke(d, "Get-MailboxMessageConfiguration", "\"Identity\":\"%s\"", m.upn);
    assert_done(off);
    assert_int_equal(none.status, 404);
    assert_int_equal(json_kind(json_get(row_of(&is), "Enabled")), JSON_BOOL);
    assert_false(json_true(json_get(row_of(&is), "Enabled")));
    assert_non_null(strstr(text_of(row_of(&signature), "SignatureText"), m.name));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(blocked_sender__is_released__after_a_while),
        TEST(trace__gives__newest_first_and_goes_on_after_a_row),
        TEST(trace__takes__several_addresses_at_once),
        TEST(trace__is_refused__beyond_its_windows),
        TEST(audit__needs__a_session_that_stays_the_same),
        TEST(audit__is_read__until_no_rows_are_left),
        TEST(audit__session__has_a_ceiling_by_its_commands),
        TEST(audit__filters__by_user_and_operation),
        TEST(recipients__are__mailboxes_guests_and_groups),
        TEST(posture__is_read__from_what_is_kept),
        TEST(audit_bypass__is_set__and_read),
        TEST(sweep_rule__is_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
