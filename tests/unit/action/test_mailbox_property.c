/* Properties of a mailbox that one cmdlet shows and another sets (REQUESTS §7.10), and the meetings of somebody who leaves. */
#include "unit.h"

#include "flow_script.h"

#define ID             "\"Identity\":\"" USER_ID "\""
#define MAILBOX(rows)  "{\"value\":[{" rows "}]}"
#define READ(rows)     CALLS("Get-Mailbox", ID, 200, MAILBOX(rows))
#define SETS(sent)     CALLS("Set-Mailbox", ID "," sent, 200, "{\"value\":[]}")
#define HIDDEN(is)     "\"HiddenFromAddressListsEnabled\":" is
#define CANCELS(given) ID ",\"CancelOrganizedMeetings\":true,\"QueryWindowInDays\":" given ",\"Confirm\":false"

#define APPS(owa, imap, smtp, ews)                                                                                     \
    CALLS("Get-CASMailbox", ID, 200,                                                                                   \
          MAILBOX("\"OWAEnabled\":" owa ",\"ImapEnabled\":" imap ",\"SmtpClientAuthenticationDisabled\":" smtp         \
                  ",\"EwsEnabled\":" ews))
#define LIMITS(warning, recipients)                                                                                    \
    "\"IssueWarningQuota\":\"" warning                                                                                 \
    "\",\"ProhibitSendReceiveQuota\":\"50 GB (53,687,091,200 bytes)\",\"RecipientLimits\":\"" recipients "\""
#define RETENTION(on, until, deleted)                                                                                  \
    "\"RetentionHoldEnabled\":" on ",\"EndDateForRetentionHold\":" until ",\"RetainDeletedItemsFor\":\"" deleted "\""
#define REGION(language, date, time)                                                                                   \
    CALLS("Get-MailboxRegionalConfiguration", ID, 200,                                                                 \
          MAILBOX("\"Language\":\"" language "\",\"DateFormat\":\"" date "\",\"TimeFormat\":\"" time "\""))
#define HOURS(days) CALLS("Get-MailboxCalendarConfiguration", ID, 200, MAILBOX("\"WorkDays\":\"" days "\""))
#define JUNK(list)  CALLS("Get-MailboxJunkEmailConfiguration", ID, 200, MAILBOX("\"TrustedSendersAndDomains\":" list))
#define HELD(on, days, note)                                                                                           \
    "\"LitigationHoldEnabled\":" on ",\"LitigationHoldDuration\":\"" days "\",\"RetentionComment\":\"" note            \
    "\",\"SingleItemRecoveryEnabled\":true,\"RetainDeletedItemsFor\":\"14.00:00:00\""
#define PERSON(is) CALLS("Get-User", ID, 200, MAILBOX("\"VIP\":" is))

static const struct script scripts[] = {
    {.name = "hidden",
     .action = "hide-from-address-list",
     .exchanges = {READ(HIDDEN("false")), SETS(HIDDEN("true")), READ(HIDDEN("true"))},
     .end = FLOW_DONE,
     .says = "still arrives",
     .keeps = "{" HIDDEN("false") "}"},
    {.name = "hidden already",
     .action = "hide-from-address-list",
     .exchanges = {READ(HIDDEN("true"))},
     .end = FLOW_ALREADY},
    {.name = "not told: nothing is changed",
     .action = "hide-from-address-list",
     .exchanges = {READ("\"Name\":\"ann\"")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "does not show HiddenFromAddressListsEnabled"},
    {.name = "no mailbox in the answer",
     .action = "hide-from-address-list",
     .exchanges = {CALLS("Get-Mailbox", ID, 200, "{\"value\":[]}")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "Exchange licence"},
    {.name = "gone",
     .action = "hide-from-address-list",
     .exchanges = {CALLS("Get-Mailbox", ID, 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "lost and done",
     .action = "show-in-address-list",
     .exchanges = {READ(HIDDEN("true")), LOSES_CALL("Set-Mailbox", ID "," HIDDEN("false")), READ(HIDDEN("false"))},
     .end = FLOW_DONE},
    {.name = "lost, not done",
     .action = "show-in-address-list",
     .exchanges = {READ(HIDDEN("true")), LOSES_CALL("Set-Mailbox", ID "," HIDDEN("false")), READ(HIDDEN("true")),
                   SETS(HIDDEN("false")), READ(HIDDEN("false"))},
     .end = FLOW_DONE},
    {.name = "undone: as it was",
     .action = "show-in-address-list",
     .restore = "{" HIDDEN("false") "}",
     .exchanges = {READ(HIDDEN("true")), SETS(HIDDEN("false")), READ(HIDDEN("false"))},
     .end = FLOW_DONE,
     .keeps = "{" HIDDEN("true") "}"},
    {.name = "apps: what differs alone, the one that is turned round, the organisation's",
     .action = "set-mail-apps",
     .values = {{"owa", "off"}, {"imap", "on"}, {"smtp", "organisation"}, {"ews", "off"}},
     .exchanges = {APPS("true", "true", "true", "null"),
                   CALLS("Set-CASMailbox",
                         ID ",\"OWAEnabled\":false,\"EwsEnabled\":false,\"SmtpClientAuthenticationDisabled\":null", 200,
                         "{\"value\":[]}"),
                   APPS("false", "true", "null", "false")},
     .end = FLOW_DONE,
     .says = "Set and read back: Outlook on the web, Exchange web services, IMAP, Authenticated SMTP.",
     .keeps = "{\"OWAEnabled\":true,\"EwsEnabled\":null,\"SmtpClientAuthenticationDisabled\":true}"},
    {.name = "apps: as they were",
     .action = "set-mail-apps",
     .restore = "{\"OWAEnabled\":true,\"EwsEnabled\":null}",
     .exchanges = {APPS("false", "true", "true", "false"),
                   CALLS("Set-CASMailbox", ID ",\"OWAEnabled\":true,\"EwsEnabled\":null", 200, "{\"value\":[]}"),
                   APPS("true", "true", "true", "null")},
     .end = FLOW_DONE,
     .says = "as before"},
    {.name = "nothing given: refused before anything is asked",
     .action = "set-mail-apps",
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "nothing is to be changed"},
    {.name = "sizes by their bytes, days, a moment",
     .action = "set-mailbox-limits",
     .values = {{"warning", "1.5 gb"}, {"full", "50 GB"}, {"recipients", "0100"}},
     .exchanges = {READ(LIMITS("48 GB (51,539,607,552 bytes)", "500")),
                   SETS("\"IssueWarningQuota\":\"1536MB\",\"RecipientLimits\":100"),
                   READ(LIMITS("1.5 GB (1,610,612,736 bytes)", "100"))},
     .end = FLOW_DONE,
     .keeps = "{\"IssueWarningQuota\":\"48 GB (51,539,607,552 bytes)\",\"RecipientLimits\":\"500\"}"},
    {.name = "sizes and limits: as they were",
     .action = "set-mailbox-limits",
     .restore = "{\"IssueWarningQuota\":\"48 GB (51,539,607,552 bytes)\",\"RecipientLimits\":\"500\"}",
     .exchanges = {READ(LIMITS("1.5 GB (1,610,612,736 bytes)", "100")),
                   SETS("\"IssueWarningQuota\":\"48 GB (51,539,607,552 bytes)\",\"RecipientLimits\":500"),
                   READ(LIMITS("48 GB (51,539,607,552 bytes)", "500"))},
     .end = FLOW_DONE},
    {.name = "a hold until a moment, with other letters in the answer",
     .action = "set-retention",
     .values = {{"hold", "on"}, {"hold_until", "+7d"}, {"deleted_days", "030"}},
     .exchanges =
         {READ(RETENTION("false", "null", "14.00:00:00")),
          SETS(
              "\"RetentionHoldEnabled\":true,\"EndDateForRetentionHold\":\"2026-01-08T08:00:00Z\",\"RetainDeletedItemsFor\":\"30.00:00:00\""),
          READ(RETENTION("true", "\"2026-01-08T08:00:00.0000000Z\"", "30.00:00:00"))},
     .end = FLOW_DONE},
    {.name = "a language: its formats go with it, the folders if wanted",
     .action = "set-mailbox-language",
     .values = {{"language", "nl-NL"}, {"rename_folders", "true"}},
     .exchanges =
         {REGION("en-US", "M/d/yyyy", "h:mm tt"),
          CALLS("Set-MailboxRegionalConfiguration",
                ID ",\"Language\":\"nl-NL\",\"DateFormat\":null,\"TimeFormat\":null,\"LocalizeDefaultFolderName\":true",
                200, "{\"value\":[]}"),
          REGION("nl-NL", "d-M-yyyy", "HH:mm")},
     .end = FLOW_DONE,
     .keeps =
         "{\"Language\":\"en-US\",\"DateFormat\":\"M/d/yyyy\",\"TimeFormat\":\"h:mm tt\",\"LocalizeDefaultFolderName\":true}"},
    {.name = "a language: back with its formats",
     .action = "set-mailbox-language",
     .restore =
         "{\"Language\":\"en-US\",\"DateFormat\":\"M/d/yyyy\",\"TimeFormat\":\"h:mm tt\",\"LocalizeDefaultFolderName\":true}",
     .exchanges =
         {REGION("nl-NL", "d-M-yyyy", "HH:mm"),
          CALLS(
              "Set-MailboxRegionalConfiguration",
              ID
              ",\"Language\":\"en-US\",\"DateFormat\":\"M/d/yyyy\",\"TimeFormat\":\"h:mm tt\",\"LocalizeDefaultFolderName\":true",
              200, "{\"value\":[]}"),
          REGION("en-US", "M/d/yyyy", "h:mm tt")},
     .end = FLOW_DONE},
    {.name = "days of the week in any spelling",
     .action = "set-working-hours",
     .values = {{"days", "friday, MONDAY,tuesday ,Wednesday,Thursday"}},
     .exchanges = {HOURS("Weekdays")},
     .end = FLOW_ALREADY},
    {.name = "who may write: by address, shown by name",
     .action = "set-delivery",
     .values = {{"only_from", "bob@contoso.com"}},
     .exchanges = {CALLS("Get-Recipient", "\"Identity\":\"bob@contoso.com\"", 200,
                         "{\"value\":[{\"PrimarySmtpAddress\":\"b@contoso.com\",\"Name\":\"bob-1\"}]}"),
                   READ("\"AcceptMessagesOnlyFromSendersOrMembers\":[\"eve-1\"]"),
                   SETS("\"AcceptMessagesOnlyFromSendersOrMembers\":[\"b@contoso.com\"]"),
                   READ("\"AcceptMessagesOnlyFromSendersOrMembers\":[\"bob-1\"]")},
     .end = FLOW_DONE,
     .keeps = "{\"AcceptMessagesOnlyFromSendersOrMembers\":[\"eve-1\"]}"},
    {.name = "who may write: nobody of that address",
     .action = "set-delivery",
     .values = {{"only_from", "x@contoso.com"}},
     .exchanges = {CALLS("Get-Recipient", "\"Identity\":\"x@contoso.com\"", 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "x@contoso.com"},
    {.name = "a tip in Exchange's frame",
     .action = "set-delivery",
     .values = {{"mailtip", "On leave"}},
     .exchanges = {READ("\"MailTip\":\"<html>\\n<body>\\nOn leave\\n</body>\\n</html>\\n\"")},
     .end = FLOW_ALREADY},
    {.name = "safe senders: only what is not there yet, only what is there",
     .action = "set-safe-senders",
     .values = {{"trust", "a.example\nb.example"}, {"untrust", "c.example\nd.example"}},
     .exchanges =
         {JUNK("[\"A.example\",\"c.example\"]"),
          CALLS(
              "Set-MailboxJunkEmailConfiguration",
              ID
              ",\"TrustedSendersAndDomains\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":[\"b.example\"],"
              "\"remove\":[\"c.example\"]}",
              200, "{\"value\":[]}"),
          JUNK("[\"A.example\",\"b.example\"]")},
     .end = FLOW_DONE,
     .keeps = "{\"TrustedSendersAndDomains\":{\"add\":[\"c.example\"],\"remove\":[\"b.example\"]}}"},
    {.name = "safe senders: what was added is taken out, what somebody else added stays",
     .action = "set-safe-senders",
     .restore = "{\"TrustedSendersAndDomains\":{\"add\":[\"c.example\"],\"remove\":[\"b.example\"]}}",
     .exchanges =
         {JUNK("[\"b.example\",\"other.example\"]"),
          CALLS(
              "Set-MailboxJunkEmailConfiguration",
              ID
              ",\"TrustedSendersAndDomains\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":[\"c.example\"],"
              "\"remove\":[\"b.example\"]}",
              200, "{\"value\":[]}"),
          JUNK("[\"other.example\",\"c.example\"]")},
     .end = FLOW_DONE},
    {.name = "a hold with days, a note and a page",
     .action = "start-litigation-hold",
     .values = {{"days", "90"}, {"note", "Case 7"}},
     .exchanges =
         {READ(HELD("false", "Unlimited", "")),
          SETS(
              "\"LitigationHoldEnabled\":true,\"LitigationHoldDuration\":\"90.00:00:00\",\"RetentionComment\":\"Case 7\""),
          READ(HELD("true", "90.00:00:00", "Case 7"))},
     .end = FLOW_DONE,
     .keeps = "{\"LitigationHoldEnabled\":false,\"LitigationHoldDuration\":\"Unlimited\",\"RetentionComment\":\"\","
              "\"SingleItemRecoveryEnabled\":true,\"RetainDeletedItemsFor\":\"14.00:00:00\"}"},
    {.name = "still the old state: it is said",
     .action = "set-priority-account",
     .values = {{"priority", "on"}},
     .exchanges = {PERSON("false"), CALLS("Set-User", ID ",\"VIP\":true", 200, "{\"value\":[]}"), PERSON("false"),
                   PERSON("false"), PERSON("false"), PERSON("false"), PERSON("false"), PERSON("false")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "still shows the old state",
     .waits = 5},
    {.name = "cancelled",
     .action = "cancel-meetings",
     .values = {{"days", "730"}},
     .exchanges = {READ(""), CALLS("Remove-CalendarEvents", CANCELS("730"), 200, "{\"value\":[]}")},
     .end = FLOW_DONE,
     .says = "get a message each"},
    {.name = "cancelled from a day on",
     .action = "cancel-meetings",
     .values = {{"days", "30"}, {"from", "2026-02-01T00:00:00Z"}},
     .exchanges = {READ(""),
                   CALLS("Remove-CalendarEvents", CANCELS("30") ",\"QueryStartDate\":\"2026-02-01T00:00:00Z\"", 200,
                         "{\"value\":[]}")},
     .end = FLOW_DONE},
    {.name = "the answer is lost: never sent twice",
     .action = "cancel-meetings",
     .values = {{"days", "730"}},
     .exchanges = {READ(""), LOSES_CALL("Remove-CalendarEvents", CANCELS("730")), READ("")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "may be cancelled",
     .hint = "look into the calendar"},
    {.name = "cancelling is refused",
     .action = "cancel-meetings",
     .values = {{"days", "730"}},
     .exchanges = {READ(""), CALLS("Remove-CalendarEvents", CANCELS("730"), 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
};

static void properties__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties__end_honestly__in_every_script)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
