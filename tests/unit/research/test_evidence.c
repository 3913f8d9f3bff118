/* Facts from the forms in which services send them. */
#include "unit.h"

#include "research/evidence.h"
#include "scenario_fixture.h"

static struct evidence *evidence;
static struct arena *arena;

static const struct record *record_of(const char *json)
{
    struct record *record = arena_alloc(arena, sizeof *record);
    *record = (struct record){.kind = &scenario_kind, .raw = json};
    return record;
}

static bool take(enum research_source source, const char *json)
{
    return evidence_add(evidence, source, record_of(json));
}

static void addresses__are_equal_by_key__in_any_form(void **state)
{
    static const struct {
        const char *text, *plain;
    } forms[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:41022", "192.0.2.1"},
        {"[192.0.2.1]:443", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"[::ffff:192.0.2.1]:443", "192.0.2.1"},
        {"[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2:3:4:5:6"},
        {"2001:DB8:1:2::9", "2001:db8:1:2::9"},
        {"2001:db8:1:2::9%eth0", "2001:db8:1:2::9"},
    };
    char out[ADDRESS_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_true(address_normalise(forms[i].text, out));
        assert_string_equal(out, forms[i].plain);
        bool new = strchr(forms[i].plain, ':') != NULL;
        assert_true(address_equal(address_key(forms[i].text), address_key(new ? "2001:db8:1:2::" : "192.0.2.1")));
    }
    static const char *const none[] = {"", "<null>", "Microsoft", "300.1.1.1", "2001:db8:::1", "12345"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_false(address_normalise(none[i], out));
        assert_string_equal(out, "");
        assert_int_equal(address_key(none[i]).family, 0);
    }
    assert_false(address_equal(address_key(""), address_key("")));
    assert_true(address_near(address_key("192.0.2.1"), address_key("192.0.2.254")));
    assert_false(address_near(address_key("192.0.2.1"), address_key("192.0.3.1")));
    assert_false(address_equal(address_key("0.0.0.5"), address_key("::5")));
}

#define DATA                                                                                                           \
    "\"CreationTime\":\"2026-11-18T10:00:00\",\"Id\":\"one\",\"Operation\":\"New-InboxRule\",\"UserId\":"              \
    "\"Sam@contoso.com\""
#define REST                                                                                                           \
    "\"ClientIP\":\"[2001:db8::1]:99\",\"AppAccessContext\":{\"AADSessionId\":\"s\",\"UniqueTokenId\":\"t\"},"         \
    "\"Parameters\":[{\"Name\":\"MarkAsRead\",\"Value\":\"True\"}],\"Deep\":{\"Number\":7}"

static const char *const forms[] = {
    "{" DATA "," REST "}",
    "{\"id\":\"one\",\"auditData\":{" DATA "," REST "}}",
    "{\"id\":\"one\",\"auditData\":{\"@odata.type\":\"#unheard\"," DATA ",\"dynamicProperties\":{" REST "}}}",
    "{\"CreationDate\":\"2026-11-18T10:00:00\",\"AuditData\":\"{\\\"CreationTime\\\":\\\"2026-11-18T10:00:00\\\","
    "\\\"Id\\\":\\\"one\\\",\\\"Operation\\\":\\\"New-InboxRule\\\",\\\"UserId\\\":\\\"sam@contoso.com\\\","
    "\\\"ClientIP\\\":\\\"2001:db8::1\\\",\\\"SessionId\\\":\\\"other\\\",\\\"AppAccessContext\\\":{\\\"AADSessionId\\\":"
    "\\\"s\\\",\\\"UniqueTokenId\\\":\\\"t\\\"},\\\"Parameters\\\":[{\\\"Name\\\":\\\"MarkAsRead\\\",\\\"Value\\\":"
    "\\\"True\\\"}],\\\"Deep\\\":{\\\"Number\\\":7}}\"}",
};

static void an_act__is_the_same__in_each_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        evidence_begin(evidence, RESEARCH_AUDIT_LOG);
        assert_true(take(RESEARCH_AUDIT_LOG, forms[i]));
        evidence_ready(evidence);
        assert_int_equal(evidence->acts_count, 1);
        const struct act *act = &evidence->acts[0];
        assert_int_equal(act->fact.time, scenario_time("2026-11-18T10:00:00Z"));
        assert_string_equal(act->place.address, "2001:db8::1");
        assert_string_equal(act->place.session, "s");
        assert_string_equal(act->place.token, "t");
        assert_true(act->by_subject);
        assert_string_equal(act_parameter(evidence, act, "markasread"), "True");
        assert_null(act_parameter(evidence, act, "Name"));
        assert_string_equal(act_text(evidence, act, "Deep.Number"), "7");
        assert_string_equal(act_text(evidence, act, "Deep.None"), "");
    }
}

static void what_two_ways_tell__is_there_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        assert_true(take(RESEARCH_AUDIT_LOG, forms[i]));
    evidence_ready(evidence);
    assert_int_equal(evidence->acts_count, 1);
    assert_int_equal(evidence->sources[RESEARCH_AUDIT_LOG].count, 1);
}

static void one_message__has_a_row_for_each_recipient(void **state)
{
    (void)state;
    for (size_t twice = 0; twice < 2; twice++) {
        assert_true(take(RESEARCH_TRACE,
                         "{\"MessageTraceId\":\"m\",\"Received\":\"2026-11-18T10:00:00.1234567\","
                         "\"SenderAddress\":\"sam@contoso.com\",\"RecipientAddress\":\"a@b.example\"}"));
        assert_true(take(RESEARCH_TRACE,
                         "{\"id\":\"m\",\"receivedDateTime\":\"2026-11-18T10:00:00Z\",\"senderAddress\":"
                         "\"x@b.example\",\"recipientAddress\":\"SAM@contoso.com\",\"fromIP\":\"192.0.2.1\"}"));
    }
    evidence_ready(evidence);
    assert_int_equal(evidence->sent_count, 2);
    assert_true(evidence->sent[0].to_subject && !evidence->sent[0].by_subject);
    assert_string_equal(evidence->sent[0].place.address, "192.0.2.1");
    assert_true(evidence->sent[1].by_subject);
}

static void a_record_that_cannot_be_read__is_told(void **state)
{
    (void)state;
    assert_false(take(RESEARCH_AUDIT_LOG, "{\"id\":\"one\"}"));
    assert_false(take(RESEARCH_AUDIT_LOG, "{\"AuditData\":\"no json\",\"Operation\":1}"));
    assert_false(take(RESEARCH_SIGN_INS, "{\"id\":\"one\"}"));
    assert_false(take(RESEARCH_SIGN_INS, "[]"));
    assert_false(take(RESEARCH_USER, NULL));
    assert_int_equal(evidence->sources[RESEARCH_AUDIT_LOG].count, 0);
}

/* Two lists of one source come in the order in which they are answered. */
static void what_was_at_one_time__has_an_order(void **state)
{
    static const char *const rows[] = {
        "{\"id\":\"a\",\"activityDateTime\":\"2026-11-18T10:00:00Z\",\"activityDisplayName\":\"x\"}",
        "{\"id\":\"b\",\"activityDateTime\":\"2026-11-18T10:00:00Z\",\"activityDisplayName\":\"x\"}",
        "{\"id\":\"c\",\"activityDateTime\":\"2026-11-18T09:00:00Z\",\"activityDisplayName\":\"x\"}"};
    (void)state;
    for (size_t first = 0; first < 3; first++) {
        evidence_begin(evidence, RESEARCH_AUDITS);
        for (size_t i = 0; i < 3; i++)
            assert_true(take(RESEARCH_AUDITS, rows[(first + i) % 3]));
        evidence_ready(evidence);
        assert_int_equal(evidence->audits_count, 3);
        assert_string_equal(evidence->audits[0].id, "c");
        assert_string_equal(evidence->audits[1].id, "a");
        assert_string_equal(evidence->audits[2].id, "b");
    }
}

static void sign_ins_of_others__stand_aside(void **state)
{
    (void)state;
    take(RESEARCH_SIGN_INS, "{\"id\":\"1\",\"userId\":\"U\",\"createdDateTime\":\"2026-11-18T10:00:00Z\"}");
    take(RESEARCH_SIGN_INS, "{\"id\":\"2\",\"userId\":\"v\",\"createdDateTime\":\"2026-11-18T10:00:00Z\"}");
    take(RESEARCH_ADDRESS_SIGN_INS, "{\"id\":\"1\",\"userId\":\"u\",\"createdDateTime\":\"2026-11-18T10:00:00Z\"}");
    evidence_ready(evidence);
    assert_int_equal(evidence->sign_ins_count, 1);
    assert_int_equal(evidence->others_count, 2);
}

static void logons__stand_in__only_where_the_sign_in_log_cannot_be_read(void **state)
{
    static const char *const logon =
        "{\"CreationTime\":\"2026-11-18T10:00:00\",\"Id\":\"l\",\"Operation\":\"UserLoggedIn\",\"ResultStatus\":"
        "\"Succeeded\",\"UserId\":\"sam@contoso.com\",\"ActorIpAddress\":\"192.0.2.1\",\"ErrorNumber\":\"50126\"}";
    (void)state;
    take(RESEARCH_AUDIT_LOG, logon);
    evidence_end(evidence, RESEARCH_AUDIT_LOG, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    evidence_end(evidence, RESEARCH_SIGN_INS, READ_NOT, WHY_NOT_LICENSED, NULL, NULL, 0, 0);
    evidence_ready(evidence);
    assert_true(evidence->by_logons);
    assert_int_equal(evidence->sign_ins_count, 1);
    assert_int_equal(evidence->sign_ins[0].error, 50126); /* "Succeeded" does not mean that it did */
    evidence_begin(evidence, RESEARCH_SIGN_INS);
    evidence_end(evidence, RESEARCH_SIGN_INS, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    evidence_ready(evidence);
    assert_false(evidence->by_logons);
    assert_int_equal(evidence->sign_ins_count, 0);
}

static void a_source_read_again__replaces_what_it_told(void **state)
{
    (void)state;
    take(RESEARCH_DEVICES, "{\"id\":\"1\",\"deviceId\":\"d\"}");
    take(RESEARCH_METHODS, "{\"@odata.type\":\"#microsoft.graph.phoneAuthenticationMethod\",\"id\":\"m\"}");
    evidence_begin(evidence, RESEARCH_DEVICES);
    take(RESEARCH_DEVICES, "{\"id\":\"2\",\"deviceId\":\"e\"}");
    evidence_ready(evidence);
    assert_int_equal(evidence->devices_count, 1);
    assert_string_equal(evidence->devices[0].device_id, "e");
    assert_int_equal(evidence->methods_count, 1);
    assert_string_equal(evidence->methods[0].type, "phone");
    size_t count;
    evidence_items(evidence, RESEARCH_DEVICES, &count);
    assert_int_equal(count, 1);
}

static void a_source_of_parts__is_whole__when_all_are(void **state)
{
    static const struct err refused = {.code = ERR_FORBIDDEN, .message = "no"};
    (void)state;
    assert_string_equal(evidence_state(evidence, RESEARCH_AUDITS), "not tried");
    take(RESEARCH_METHODS, "{\"id\":\"m\"}");
    assert_string_equal(evidence_state(evidence, RESEARCH_METHODS), "being read"); /* nobody said that it is over */
    evidence_begin(evidence, RESEARCH_AUDITS);
    assert_string_equal(evidence_state(evidence, RESEARCH_AUDITS), "being read");
    evidence_end(evidence, RESEARCH_AUDITS, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    assert_true(evidence_whole(evidence, RESEARCH_AUDITS));
    evidence_end(evidence, RESEARCH_AUDITS, READ_NOT, WHY_NOT_PERMITTED, &refused, NULL, 0, 0);
    assert_string_equal(evidence_state(evidence, RESEARCH_AUDITS), "partial");
    assert_true(evidence_has(evidence, RESEARCH_AUDITS));
    evidence_begin(evidence, RESEARCH_AUDITS);
    evidence_end(evidence, RESEARCH_AUDITS, READ_NOT, WHY_NOT_PERMITTED, &refused, NULL, 0, 0);
    evidence_end(evidence, RESEARCH_AUDITS, READ_NOT, WHY_THROTTLED, NULL, NULL, 0, 0);
    assert_string_equal(evidence_state(evidence, RESEARCH_AUDITS), "forbidden");
    assert_false(evidence_has(evidence, RESEARCH_AUDITS));
}

/* A type that nobody foresaw takes the verdict only where an indicator reads the member. */
static void what_came_as_something_else__counts_where_a_rule_reads_it(void **state)
{
    static const struct {
        enum research_source source;
        const char *json, *name; /* state of the source */
    } rows[] = {
        {RESEARCH_SIGN_INS,
         "{\"createdDateTime\":\"2026-11-18T10:00:00Z\",\"riskLevelAggregated\":7,\"status\":{\"errorCode\":0}}", "ok"},
        {RESEARCH_SIGN_INS, "{\"createdDateTime\":\"2026-11-18T10:00:00Z\",\"status\":{\"errorCode\":\"0\"}}",
         "partial"},
        {RESEARCH_SIGN_INS,
         "{\"createdDateTime\":\"2026-11-18T10:00:00Z\",\"deviceDetail\":null,\"sessionId\":null,\"status\":{"
         "\"errorCode\":0}}",
         "ok"},
        {RESEARCH_SIGN_INS, "{\"createdDateTime\":\"2026-11-18T10:00:00Z\",\"status\":null}", "partial"},
        {RESEARCH_GRANTS, "{\"id\":\"g\",\"clientId\":null,\"consentType\":null,\"scope\":null}", "partial"},
        {RESEARCH_MAILBOX_RIGHTS, "{\"User\":null,\"AccessRights\":null}", "partial"},
        {RESEARCH_ADMIN_AUDIT_CONFIG, "{\"UnifiedAuditLogIngestionEnabled\":null}", "partial"},
        {RESEARCH_RISKS, "{\"id\":\"r\",\"riskEventType\":null,\"riskState\":\"atRisk\"}", "partial"},
        {RESEARCH_MAILBOX, "{\"Guid\":7,\"DeliverToMailboxAndForward\":\"False\"}", "ok"},
        {RESEARCH_MAILBOX, "{\"ForwardingSmtpAddress\":[\"smtp:x@y.example\"]}", "partial"},
        {RESEARCH_METHODS, "{\"@odata.type\":7,\"id\":\"m\"}", "partial"},
        {RESEARCH_AUDIT_LOG, "{\"auditData\":{\"dynamicProperties\":{" DATA ",\"Folders\":\"x\"}}}", "partial"},
        {RESEARCH_AUDIT_LOG, "{" DATA ",\"Parameters\":\"-Name x\",\"Version\":\"1\"}",
         "ok"}, /* as compliance writes them */
        {RESEARCH_AUDITS, "{\"activityDisplayName\":\"Add user\"}",
         "failed"}, /* no time: it is no fact, and there is no other */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        evidence_begin(evidence, rows[i].source);
        (void)take(rows[i].source, rows[i].json);
        evidence_end(evidence, rows[i].source, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
        if (strcmp(evidence_state(evidence, rows[i].source), rows[i].name) != 0)
            fail_msg("%s: %s", rows[i].json, evidence_state(evidence, rows[i].source));
        if (strcmp(rows[i].name, "ok") != 0)
            assert_non_null(strstr(evidence->sources[rows[i].source].error, "could not be read"));
    }
}

/* What was asked for ends with the day of the asking; a clock may be off by hours, and a service may tell of anybody. */
static void what_nobody_asked_for__is_not_read_as_nothing(void **state)
{
#define DONE ",\"status\":{\"errorCode\":0}}"
    static const struct {
        enum research_source source;
        const char *json, *name, *first; /* state of the source, and what it says */
    } rows[] = {
        {RESEARCH_SIGN_INS, "{\"userId\":\"v\",\"createdDateTime\":\"2026-11-18T10:00:00Z\"" DONE, "partial", "userId"},
        {RESEARCH_SIGN_INS, "{\"createdDateTime\":\"2026-11-23T20:00:00Z\"" DONE, "ok", NULL}, /* now is 12:00 */
        {RESEARCH_SIGN_INS, "{\"createdDateTime\":\"2126-11-18T10:00:00Z\"" DONE, "partial", "createdDateTime"},
        {RESEARCH_SIGN_INS, "{\"createdDateTime\":\"1601-01-01T00:00:00Z\"" DONE, "partial", "createdDateTime"},
        {RESEARCH_SIGN_INS, "{\"createdDateTime\":\"yesterday\"" DONE, "failed", "createdDateTime"},
        {RESEARCH_AUDITS, "{\"activityDateTime\":\"2126-11-18T10:00:00Z\",\"activityDisplayName\":\"x\"}", "partial",
         "activityDateTime"},
        {RESEARCH_AUDIT_LOG, "{\"CreationTime\":\"2026-08-01T10:00:00\",\"Operation\":\"Send\"}", "partial",
         "CreationTime"},
        {RESEARCH_TRACE, "{\"MessageTraceId\":\"m\",\"Received\":\"2126-11-18T10:00:00\"}", "partial", "the time of"},
        {RESEARCH_METHODS, "{\"@odata.type\":\"x\",\"createdDateTime\":\"2019-11-18T10:00:00Z\"}", "ok", NULL},
        {RESEARCH_METHODS, "{\"@odata.type\":\"x\",\"createdDateTime\":\"2126-11-18T10:00:00Z\"}", "partial",
         "createdDateTime"},
        {RESEARCH_DEVICES, "{\"deviceId\":\"d\",\"registrationDateTime\":\"soon\"}", "partial", "registrationDateTime"},
        {RESEARCH_DEVICES, "{\"deviceId\":\"d\",\"registrationDateTime\":\"1601-01-01T00:00:00Z\"}", "partial",
         "registrationDateTime"},
        {RESEARCH_DEVICES, "{\"deviceId\":\"d\",\"registrationDateTime\":\"0001-01-01T00:00:00Z\"}", "ok", NULL},
        {RESEARCH_RISKS,
         "{\"riskEventType\":\"x\",\"riskState\":\"atRisk\",\"activityDateTime\":\"2126-01-01T00:00:00Z\"}", "partial",
         "activityDateTime"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        evidence_begin(evidence, rows[i].source);
        (void)take(rows[i].source, rows[i].json);
        evidence_end(evidence, rows[i].source, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
        if (strcmp(evidence_state(evidence, rows[i].source), rows[i].name) != 0)
            fail_msg("%s: %s", rows[i].json, evidence_state(evidence, rows[i].source));
        if (rows[i].first)
            assert_non_null(strstr(evidence->sources[rows[i].source].error, rows[i].first));
    }
    evidence_ready(evidence);
    assert_int_equal(evidence->devices[0].fact.time, 0); /* one of 1601 would have been known for long */
}

static void what_a_page_tells_twice__is_there_once(void **state)
{
    size_t count;
    (void)state;
    for (int twice = 0; twice < 2; twice++) {
        assert_true(take(RESEARCH_RULES, "{\"Name\":\"a\",\"RuleIdentity\":7}"));
        assert_true(take(RESEARCH_DEVICES, "{\"id\":\"1\",\"deviceId\":\"d\"}"));
        assert_true(take(RESEARCH_SIGN_INS, "{\"id\":\"s\",\"createdDateTime\":\"2026-11-18T10:00:00Z\"" DONE));
    }
    assert_true(take(RESEARCH_RULES, "{\"Name\":\"a\",\"RuleIdentity\":8}")); /* two may have one name */
    evidence_ready(evidence);
    evidence_items(evidence, RESEARCH_RULES, &count);
    assert_int_equal(count, 2);
    assert_int_equal(evidence->sources[RESEARCH_RULES].count, 2);
    assert_int_equal(evidence->sources[RESEARCH_DEVICES].count, 1);
    assert_int_equal(evidence->sources[RESEARCH_SIGN_INS].count, 1);
}

static void his_addresses__are_those_of_user_and_mailbox(void **state)
{
    (void)state;
    take(RESEARCH_USER, "{\"userPrincipalName\":\"sam@contoso.com\",\"proxyAddresses\":[\"SMTP:s.user@contoso.com\","
                        "\"X500:/o=x\",\"smtp:old@fabrikam.example\"]}");
    take(RESEARCH_MAILBOX, "{\"PrimarySmtpAddress\":\"box@contoso.com\"}");
    evidence_ready(evidence);
    assert_true(evidence_is_subject(evidence, "OLD@fabrikam.example"));
    assert_true(evidence_is_subject(evidence, "box@contoso.com"));
    assert_true(evidence_is_subject(evidence, "u"));
    assert_false(evidence_is_subject(evidence, ""));
    assert_false(evidence_is_subject(evidence, "other@contoso.com"));
    assert_false(evidence_is_external(evidence, "x@CONTOSO.com"));
    assert_true(evidence_is_external(evidence, "x@sub.contoso.com"));
    assert_true(evidence_is_external(evidence, "x_mail.example#EXT#@contoso.com"));
    assert_false(evidence_is_external(evidence, "Everyone"));
}

static void values_of_audits__lose_their_quotes(void **state)
{
    (void)state;
    take(
        RESEARCH_AUDITS,
        "{\"id\":\"1\",\"activityDateTime\":\"2026-11-18T10:00:00Z\",\"activityDisplayName\":\"Update application \xe2\x80\x93 "
        "Certificates and secrets management\",\"initiatedBy\":{\"user\":{\"id\":\"U\"}},\"additionalDetails\":[{\"key\":"
        "\"User-Agent\",\"value\":\"Dsreg\"}],\"targetResources\":[{\"type\":\"Device\",\"displayName\":\"PC\"},{\"id\":\"u\","
        "\"type\":\"User\",\"modifiedProperties\":[{\"displayName\":\"Role.DisplayName\",\"newValue\":\"\\\"Global "
        "Administrator\\\"\",\"oldValue\":null},{\"displayName\":\"Mobile\",\"newValue\":\"[\\\"+1\\\"]\"}]}]}");
    evidence_ready(evidence);
    const struct audit *audit = &evidence->audits[0];
    assert_true(audit_is(audit, "update Application - certificates and secrets management"));
    assert_false(audit_is(audit, "Update application"));
    assert_string_equal(audit_new(audit, "role.displayname"), "Global Administrator");
    assert_string_equal(audit_old(audit, "Role.DisplayName"), "");
    assert_string_equal(audit_new(audit, "Mobile"), "+1");
    assert_string_equal(audit_object(audit), "PC");
    assert_string_equal(audit->place.agent, "Dsreg");
    assert_true(audit->by_subject && audit->on_subject);
}

static int make(void **state)
{
    static const char *const domains[] = {"contoso.com", NULL};
    (void)state;
    arena = arena_new(0);
    evidence = evidence_new(&(struct research_case){.user_id = "u",
                                                    .name = "sam@contoso.com",
                                                    .tenant_id = "t",
                                                    .domains = domains,
                                                    .now = scenario_time("2026-11-23T12:00:00Z")});
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    evidence_free(evidence);
    arena_free(arena);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(addresses__are_equal_by_key__in_any_form),
        TEST(an_act__is_the_same__in_each_form),
        TEST(what_two_ways_tell__is_there_once),
        TEST(one_message__has_a_row_for_each_recipient),
        TEST(a_record_that_cannot_be_read__is_told),
        TEST(what_came_as_something_else__counts_where_a_rule_reads_it),
        TEST(what_nobody_asked_for__is_not_read_as_nothing),
        TEST(what_a_page_tells_twice__is_there_once),
        TEST(what_was_at_one_time__has_an_order),
        TEST(sign_ins_of_others__stand_aside),
        TEST(logons__stand_in__only_where_the_sign_in_log_cannot_be_read),
        TEST(a_source_read_again__replaces_what_it_told),
        TEST(a_source_of_parts__is_whole__when_all_are),
        TEST(his_addresses__are_those_of_user_and_mailbox),
        TEST(values_of_audits__lose_their_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
