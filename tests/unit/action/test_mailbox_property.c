/* Properties of a mailbox that one cmdlet shows and another sets (REQUESTS §7.10), and the meetings of somebody who leaves. */
#include "unit.h"

#include "flow_script.h"

#define ID             "\"Identity\":\"" USER_ID "\""
#define MAILBOX(rows)  "{\"value\":[{" rows "}]}"
#define READ(rows)     CALLS("Get-Mailbox", ID, 200, MAILBOX(rows))
#define SETS(sent)     CALLS("Set-Mailbox", ID "," sent, 200, "{\"value\":[]}")
#define HIDDEN(is)     "\"HiddenFromAddressListsEnabled\":" is
#define CANCELS(given) ID ",\"CancelOrganizedMeetings\":true,\"QueryWindowInDays\":" given ",\"Confirm\":false"

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
