/* Properties of mailboxes: which values the cmdlets keep, how they show them, what they refuse. */
#include "exchange_fixture.h"

/* `{colleague}` in a parameter stands for another mailbox's address, in what is shown for its Name. */
static const struct {
    const char *set, *parameters;
    const char *refused;            /* part of the refusal; NULL: it is taken */
    const char *get, *name, *shown; /* JSON; NULL: not looked at */
} cases[] = {
    {"Set-Mailbox", "\"IssueWarningQuota\":\"1GB\"", NULL, "Get-Mailbox", "IssueWarningQuota",
     "\"1 GB (1,073,741,824 bytes)\""},
    {"Set-Mailbox", "\"IssueWarningQuota\":\"60GB\",\"ProhibitSendQuota\":\"50GB\"", "ProhibitSendQuota", NULL, NULL,
     NULL},
    {"Set-Mailbox", "\"ProhibitSendReceiveQuota\":\"900GB\"", "what its license gives", NULL, NULL, NULL},
    {"Set-Mailbox", "\"MaxSendSize\":\"900MB\"", "between 1 MB and 150 MB", NULL, NULL, NULL},
    {"Set-Mailbox", "\"RecipientLimits\":100", NULL, "Get-Mailbox", "RecipientLimits", "\"100\""},
    {"Set-Mailbox", "\"RecipientLimits\":1001", "Cannot convert", NULL, NULL, NULL},
    {"Set-Mailbox", "\"RetentionPolicy\":\"Keep\"", "Couldn't find the retention policy", NULL, NULL, NULL},
    {"Set-Mailbox", "\"RetentionPolicy\":null", NULL, "Get-Mailbox", "RetentionPolicy", "null"},
    {"Set-Mailbox", "\"RetainDeletedItemsFor\":\"30\"", NULL, "Get-Mailbox", "RetainDeletedItemsFor",
     "\"30.00:00:00\""},
    {"Set-Mailbox", "\"RetainDeletedItemsFor\":\"31.00:00:00\"", "at most 30 days", NULL, NULL, NULL},
    {"Set-Mailbox", "\"LitigationHoldDuration\":\"soon\"", "isn't a number of days", NULL, NULL, NULL},
    {"Set-Mailbox", "\"MailTip\":\"Hi\"", NULL, "Get-Mailbox", "MailTip",
     "\"<html>\\n<body>\\nHi\\n</body>\\n</html>\\n\""},
    {"Set-Mailbox", "\"AcceptMessagesOnlyFromSendersOrMembers\":[\"{colleague}\"]", NULL, "Get-Mailbox",
     "AcceptMessagesOnlyFromSendersOrMembers", "[\"{colleague}\"]"},
    {"Set-Mailbox", "\"RejectMessagesFromSendersOrMembers\":[\"x@contoso.com\"]", "Couldn't find the recipient", NULL,
     NULL, NULL},
    {"Set-Mailbox", "\"RejectMessagesFromSendersOrMembers\":null", NULL, "Get-Mailbox",
     "RejectMessagesFromSendersOrMembers", "[]"},
    {"Set-MailboxJunkEmailConfiguration", "\"TrustedSendersAndDomains\":[\"contoso.com\"]", "accepted domain", NULL,
     NULL, NULL},
    {"Set-MailboxRegionalConfiguration", "\"Language\":\"nl\"", "isn't a specific culture", NULL, NULL, NULL},
    {"Set-MailboxRegionalConfiguration", "\"Language\":\"ja-JP\"", "isn't valid for the language", NULL, NULL, NULL},
    {"Set-MailboxRegionalConfiguration", "\"Language\":\"ja-JP\",\"DateFormat\":null,\"TimeFormat\":null", NULL,
     "Get-MailboxRegionalConfiguration", "DateFormat", "\"yyyy/MM/dd\""},
    {"Set-MailboxRegionalConfiguration", "\"TimeZone\":\"Mars\"", "time zone value", NULL, NULL, NULL},
    {"Set-MailboxCalendarConfiguration", "\"WorkDays\":\"friday,Monday\"", NULL, "Get-MailboxCalendarConfiguration",
     "WorkDays", "\"Monday, Friday\""},
    {"Set-MailboxCalendarConfiguration", "\"WorkDays\":\"Someday\"", "Cannot convert", NULL, NULL, NULL},
    {"Set-MailboxCalendarConfiguration", "\"WorkingHoursEndTime\":\"07:00:00\"", "start before they end", NULL, NULL,
     NULL},
    {"Set-CalendarProcessing", "\"BookingWindowInDays\":10", "only on resource mailboxes", NULL, NULL, NULL},
    {"Set-User", "\"VIP\":true", NULL, "Get-User", "VIP", "true"},
    {"Start-ManagedFolderAssistant", "\"FullCrawl\":true", NULL, NULL, NULL, NULL},
    {"Remove-CalendarEvents", "\"Confirm\":false,\"CancelOrganizedMeetings\":true", "QueryWindowInDays are needed",
     NULL, NULL, NULL},
    {"Remove-CalendarEvents", "\"Confirm\":false,\"QueryWindowInDays\":9999,\"CancelOrganizedMeetings\":true",
     "Cannot convert", NULL, NULL, NULL},
};

static char *filled(const char *text, const char *with)
{
    const char *hole = strstr(text, "{colleague}");
    return hole ? xasprintf("%.*s%s%s", (int)(hole - text), text, with, hole + strlen("{colleague}")) : xstrdup(text);
}

static void properties__are_kept_as_shown__or_refused(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), other = second_mailbox(*state, m.number);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *given = filled(cases[i].parameters, other.address);
        auto_answer struct answer set = invoke(*state, cases[i].set, "\"Identity\":\"%s\",%s", m.upn, given);
        if (cases[i].refused && (set.status != 400 && set.status != 404))
            fail_msg("%s %s is taken", cases[i].set, given);
        if (cases[i].refused) {
            assert_failed(set, set.status, cases[i].refused);
            continue;
        }
        assert_int_equal(set.status, 200);
        if (!cases[i].get)
            continue;
        auto_str char *shown = filled(cases[i].shown, other.id);
        auto_answer struct answer get = invoke(*state, cases[i].get, "\"Identity\":\"%s\"", m.upn);
        auto_buf struct buf text = buf_make(1 << 16);
        json_write(json_get(row_of(&get), cases[i].name), &text);
        if (strcmp(buf_text(&text), shown) != 0)
            fail_msg("%s shows %s, not %s", cases[i].name, buf_text(&text), shown);
    }
}

static double calendar_of(struct directory *d, const struct mailbox *m)
{
    auto_answer struct answer a = invoke(d, "Get-MailboxFolderStatistics",
                                         "\"Identity\":\"%s\",\"FolderScope\":\"Calendar\"", m->upn);
    return json_number(json_get(row_of(&a), "ItemsInFolder"), -1);
}

static void meetings__go__by_their_day(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    double before = calendar_of(*state, &m);
    auto_answer struct answer none = invoke(
        *state, "Remove-CalendarEvents",
        "\"Identity\":\"%s\",\"CancelOrganizedMeetings\":true,\"QueryWindowInDays\":1,\"Confirm\":false", m.upn);
    assert_done(none);
    assert_true(calendar_of(*state, &m) == before);
    auto_answer struct answer some = invoke(
        *state, "Remove-CalendarEvents",
        "\"Identity\":\"%s\",\"CancelOrganizedMeetings\":true,\"QueryWindowInDays\":730,\"Confirm\":false", m.upn);
    assert_done(some);
    assert_true(calendar_of(*state, &m) < before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(properties__are_kept_as_shown__or_refused, start, stop),
        cmocka_unit_test_setup_teardown(meetings__go__by_their_day, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
