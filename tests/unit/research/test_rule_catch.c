/* What an inbox rule catches: every kind of condition, what the trace does not tell, and the three forms a rule comes in. */
#include "unit.h"

#include "base/arena.h"
#include "codec/json.h"
#include "research/rule_catch.h"
#include <string.h>

static const struct traced_message invoice = {.sender = "Billing@Northwind.example",
                                              .recipient = "casey@contoso.com",
                                              .subject = "RE: Überweisung, Invoice 4471",
                                              .status = "Delivered",
                                              .received = INT64_C(1763500000000), /* 2025-11-18T21:06:40Z */
                                              .size = 38211};

static struct rule_catch *rule_of(const char *text, struct arena *arena)
{
    struct err e;
    auto_json struct json *object = json_parse(text, strlen(text), &e);
    assert_non_null(object);
    return rule_catch_of(object, arena);
}

static void rule_catches__tells_of_each_condition__what_the_trace_can(void **state)
{
    static const struct {
        const char *members;
        enum caught caught;
    } rows[] = {
        {"\"DeleteMessage\":true", CAUGHT}, /* no condition: all mail */
        {"\"SubjectContainsWords\":[\"wire\",\"INVOICE\"]", CAUGHT},
        {"\"SubjectContainsWords\":[\"uberweisung\"]", CAUGHT},
        {"\"SubjectContainsWords\":\"payroll\"", CAUGHT_NOT},
        {"\"SubjectContainsWords\":[]", CAUGHT},
        {"\"SubjectOrBodyContainsWords\":[\"invoice\"]", CAUGHT},
        {"\"SubjectOrBodyContainsWords\":[\"payroll\"]", CAUGHT_UNTOLD},
        {"\"BodyContainsWords\":[\"invoice\"]", CAUGHT_UNTOLD},
        {"\"HeaderContainsWords\":[\"invoice\"]", CAUGHT_UNTOLD},
        {"\"HasAttachment\":true", CAUGHT_UNTOLD},
        {"\"HasAttachment\":false", CAUGHT},
        {"\"WithImportance\":\"High\"", CAUGHT_UNTOLD},
        {"\"From\":[\"\\\"Billing\\\" [SMTP:billing@northwind.example]\"]", CAUGHT},
        {"\"From\":[\"billing@fabrikam.example\"]", CAUGHT_NOT},
        {"\"From\":[\"\\\"Sam\\\" [EX:/o=ExchangeLabs/cn=sam]\"]", CAUGHT_UNTOLD},
        {"\"FromAddressContainsWords\":[\"northwind\"]", CAUGHT},
        {"\"FromAddressContainsWords\":[\"fabrikam\"]", CAUGHT_NOT},
        {"\"SentTo\":[\"casey@contoso.com\"]", CAUGHT},
        {"\"SentTo\":[\"team@contoso.com\"]", CAUGHT_UNTOLD}, /* it may have gone there as well */
        {"\"RecipientAddressContainsWords\":[\"team@\"]", CAUGHT_UNTOLD},
        {"\"WithinSizeRangeMinimum\":\"1 KB (1,024 bytes)\"", CAUGHT},
        {"\"WithinSizeRangeMinimum\":\"1 MB (1,048,576 bytes)\"", CAUGHT_NOT},
        {"\"WithinSizeRangeMaximum\":\"1 KB (1,024 bytes)\"", CAUGHT_NOT},
        {"\"ReceivedAfterDate\":\"2025-11-18T00:00:00Z\"", CAUGHT},
        {"\"ReceivedBeforeDate\":\"2025-11-18T00:00:00Z\"", CAUGHT_NOT},
        {"\"ReceivedBeforeDate\":\"yesterday\"", CAUGHT_UNTOLD},
        /* several: all have to hold; what does not decides, whatever cannot be told */
        {"\"SubjectContainsWords\":[\"invoice\"],\"HasAttachment\":true", CAUGHT_UNTOLD},
        {"\"SubjectContainsWords\":[\"payroll\"],\"HasAttachment\":true", CAUGHT_NOT},
        {"\"SubjectContainsWords\":[\"invoice\"],\"FromAddressContainsWords\":[\"northwind\"]", CAUGHT},
        {"\"ExceptIfSubjectContainsWords\":[\"invoice\"]", CAUGHT_NOT},
        {"\"ExceptIfSubjectContainsWords\":[\"payroll\"]", CAUGHT},
        {"\"ExceptIfBodyContainsWords\":[\"payroll\"]", CAUGHT_UNTOLD},
        {"\"ExceptIfSubjectOrBodyContainsWords\":[\"invoice\"]", CAUGHT_NOT},
    };
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *why;
        struct rule_catch *rule = rule_of(
            arena_printf(arena, "{\"Name\":\".\",\"RuleIdentity\":7,\"MoveToFolder\":\"RSS Feeds\",%s}",
                         rows[i].members),
            arena);
        assert_non_null(rule);
        if (rule_catches(rule, &invoice, &why, arena) != rows[i].caught)
            fail_msg("%s: %s (%s)", rows[i].members, caught_name(rule_catches(rule, &invoice, &why, arena)), why);
        assert_true(*why);
    }
}

static void rule_catches__minds_whether_it_was_delivered(void **state)
{
    static const struct {
        const char *status;
        enum caught caught;
    } rows[] = {{"Delivered", CAUGHT},
                {"", CAUGHT},
                {"Failed", CAUGHT_NOT},
                {"Quarantined", CAUGHT_NOT},
                {"FilteredAsSpam", CAUGHT_UNTOLD},
                {"Pending", CAUGHT_UNTOLD}};
    auto_arena struct arena *arena = arena_new(0);
    const char *why;
    (void)state;
    struct rule_catch *rule = rule_of("{\"RuleIdentity\":7,\"SubjectContainsWords\":[\"invoice\"]}", arena);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct traced_message message = invoice;
        message.status = rows[i].status;
        assert_int_equal(rule_catches(rule, &message, &why, arena), rows[i].caught);
    }
}

static void rule_catch_of__reads_each_form_a_rule_comes_in(void **state)
{
    static const struct {
        const char *text, *name;
        unsigned conditions;
        enum caught caught;
    } rows[] = {
        {"{\"displayName\":\"G\",\"isEnabled\":true,\"conditions\":{\"subjectContains\":[\"invoice\"],\"fromAddresses\":"
         "[{\"emailAddress\":{\"address\":\"billing@northwind.example\",\"name\":\"B\"}}],\"withinSizeRange\":"
         "{\"minimumSize\":1,\"maximumSize\":100}},\"actions\":{\"delete\":true},\"exceptions\":{\"senderContains\":[\"fabrikam\"]}}",
         "G", 5, CAUGHT},
        {"{\"displayName\":\"E\",\"conditions\":{},\"actions\":{\"delete\":true},\"exceptions\":{\"senderContains\":[\"northwind\"]}}",
         "E", 1, CAUGHT_NOT},
        {"{\"AuditData\":\"{\\\"Operation\\\":\\\"New-InboxRule\\\",\\\"Parameters\\\":[{\\\"Name\\\":\\\"Name\\\",\\\"Value\\\":\\\"L\\\"},"
         "{\\\"Name\\\":\\\"SubjectContainsWords\\\",\\\"Value\\\":\\\"wire;invoice\\\"}]}\"}",
         "L", 1, CAUGHT},
        {"{\"auditData\":{\"Operation\":\"Set-InboxRule\",\"dynamicProperties\":{\"Parameters\":[{\"Name\":\"Name\",\"Value\":\"D\"},"
         "{\"Name\":\"BodyContainsWords\",\"Value\":\"wire\"}]}}}",
         "D", 1, CAUGHT_UNTOLD},
    };
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned count;
        const char *why;
        struct rule_catch *rule = rule_of(rows[i].text, arena);
        assert_non_null(rule);
        assert_string_equal(rule_catch_name(rule), rows[i].name);
        rule_catch_conditions(rule, &count);
        assert_int_equal(count, rows[i].conditions);
        assert_int_equal(rule_catches(rule, &invoice, &why, arena), rows[i].caught);
    }
    assert_null(rule_of("{\"displayName\":\"a user\"}", arena));
    assert_null(
        rule_of("{\"AuditData\":\"{\\\"Operation\\\":\\\"Remove-InboxRule\\\",\\\"Parameters\\\":[]}\"}", arena));
}

static void rule_catch_conditions__are_said_for_people(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    unsigned count;
    (void)state;
    struct rule_catch *rule = rule_of("{\"RuleIdentity\":7,\"SubjectOrBodyContainsWords\":[\"Invoice\",\"wire\"],"
                                      "\"ExceptIfFrom\":[\"a@b.example\"],\"HasAttachment\":true}",
                                      arena);
    const char *const *texts = rule_catch_conditions(rule, &count);
    assert_int_equal(count, 3);
    assert_string_equal(texts[0], "words in the subject or the body: invoice, wire");
    assert_string_equal(texts[1], "not: from: a@b.example");
    assert_string_equal(texts[2], "has an attachment");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_catches__tells_of_each_condition__what_the_trace_can),
        cmocka_unit_test(rule_catches__minds_whether_it_was_delivered),
        cmocka_unit_test(rule_catch_of__reads_each_form_a_rule_comes_in),
        cmocka_unit_test(rule_catch_conditions__are_said_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
