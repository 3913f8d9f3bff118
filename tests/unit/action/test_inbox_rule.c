/* One inbox rule through Exchange (REQUESTS §7.5), and rights on the mailbox (§7.6). */
#include "unit.h"

#include "flow_script.h"

#define BOX "\"Mailbox\":\"" USER_ID "\""
#define READ(status, body)                                                                                             \
    CALLS("Get-InboxRule", BOX ",\"IncludeHidden\":true,\"ResultSize\":\"Unlimited\"", status, body)
#define LIST(rows) "{\"value\":[" rows "]}"
#define RULE(number, name, on)                                                                                         \
    "{\"Identity\":\"ann\\\\" number "\",\"Name\":\"" name "\",\"Enabled\":" on ",\"ForwardTo\":[\"x@evil.example\"]}"
#define ON                                LIST(RULE("13372037854775807001", ".", "true") "," RULE("2", "Bills", "true"))
#define OFF                               LIST(RULE("13372037854775807001", ".", "false") "," RULE("2", "Bills", "true"))
#define WITHOUT                           LIST(RULE("2", "Bills", "true"))
#define TWINS                             LIST(RULE("1", ".", "true") "," RULE("2", ".", "true"))
#define WHICH                             "\"Identity\":\"ann\\\\13372037854775807001\"," BOX ",\"Confirm\":false"
#define WRITES_RULE(cmdlet, status, body) CALLS(cmdlet, WHICH, status, body)
#define DONE_EMPTY                        "{\"value\":[]}"
#define KEPT                              "{\"rule\":\"13372037854775807001\",\"Name\":\".\"}"
static const struct script rules[] = {
    {.name = "off",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, ON), WRITES_RULE("Disable-InboxRule", 200, DONE_EMPTY), READ(200, OFF)},
     .end = FLOW_DONE,
     .says = "The rule is off, read back.",
     .keeps = KEPT},
    {.name = "off by number",
     .action = "disable-inbox-rule",
     .values = {{"rule", "13372037854775807001"}},
     .exchanges = {READ(200, ON), WRITES_RULE("Disable-InboxRule", 200, DONE_EMPTY), READ(200, OFF)},
     .end = FLOW_DONE},
    {.name = "off already",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, OFF)},
     .end = FLOW_ALREADY},
    {.name = "on, as undo",
     .action = "enable-inbox-rule",
     .restore = KEPT,
     .exchanges = {READ(200, OFF), WRITES_RULE("Enable-InboxRule", 200, DONE_EMPTY), READ(200, ON)},
     .end = FLOW_DONE,
     .says = "The rule is on"},
    {.name = "two of a name",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, TWINS)},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "2 rules are called",
     .hint = "give the number of one: 1, 2"},
    {.name = "the other one of the name is on the second page",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200,
                        "{\"value\":[" RULE("1", ".", "true") "],\"@odata.nextLink\":\"" INVOKE "?$skiptoken=2\"}"),
                   {"POST", INVOKE "?$skiptoken=2",
                    CMDLET("Get-InboxRule", BOX ",\"IncludeHidden\":true,\"ResultSize\":\"Unlimited\""), 200,
                    LIST(RULE("2", ".", "true"))}},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "2 rules are called"},
    {.name = "no such rule",
     .action = "disable-inbox-rule",
     .values = {{"rule", "x"}},
     .exchanges = {READ(200, ON)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no inbox rule \"x\""},
    {.name = "no mailbox",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "licence"},
    {.name = "may not read rules",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "a delegate's", /* no write at all: it would delete others' rules for nothing */
     .action = "disable-inbox-rule",
     .values = {{"rule", "Delegate Rule -1"}},
     .exchanges = {READ(200, LIST(RULE("1", "Delegate Rule -1", "true")))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "a delegate can be neither"},
    {.name = "lost and done",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, ON), LOSES_CALL("Disable-InboxRule", WHICH), READ(200, OFF)},
     .end = FLOW_DONE},
    {.name = "lost and not done",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, ON), LOSES_CALL("Disable-InboxRule", WHICH), READ(200, ON),
                   WRITES_RULE("Disable-InboxRule", 200, DONE_EMPTY), READ(200, OFF)},
     .end = FLOW_DONE},
    {.name = "shown late",
     .action = "disable-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, ON), WRITES_RULE("Disable-InboxRule", 200, DONE_EMPTY), READ(200, ON), READ(200, OFF)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "deleted",
     .action = "delete-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, ON), WRITES_RULE("Remove-InboxRule", 200, DONE_EMPTY), READ(200, WITHOUT)},
     .end = FLOW_DONE,
     .says = "is deleted",
     .keeps = RULE("13372037854775807001", ".", "true")},
    {.name = "a wrong name deletes nothing",
     .action = "delete-inbox-rule",
     .values = {{"rule", "x"}},
     .exchanges = {READ(200, ON)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "delete: two of a name",
     .action = "delete-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, TWINS)},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS},
    {.name = "delete: lost and done",
     .action = "delete-inbox-rule",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, ON), LOSES_CALL("Remove-InboxRule", WHICH), READ(200, WITHOUT)},
     .end = FLOW_DONE},
    {.name = "delete: looked at, gone",
     .action = "delete-inbox-rule",
     .look = true,
     .prior = "{}",
     .values = {{"rule", "."}},
     .exchanges = {READ(200, WITHOUT)},
     .end = FLOW_DONE},
};

#define ID                      "\"Identity\":\"" USER_ID "\""
#define WHO                     "\"User\":\"bob@contoso.com\""
#define READ_FULL(status, body) CALLS("Get-MailboxPermission", ID "," WHO, status, body)
#define READ_AS(status, body)   CALLS("Get-RecipientPermission", ID ",\"Trustee\":\"bob@contoso.com\"", status, body)
#define FULL                    "\"AccessRights\":[\"FullAccess\"]"
#define AS                      ID ",\"Trustee\":\"bob@contoso.com\",\"AccessRights\":[\"SendAs\"],\"Confirm\":false"
#define TAKES                   ID "," WHO "," FULL ",\"Confirm\":false"
#define GIVES(reaches, maps)                                                                                           \
    ID "," WHO "," FULL ",\"InheritanceType\":\"" reaches "\",\"AutoMapping\":" maps ",\"Confirm\":false"
#define HAS_FULL LIST("{\"User\":\"bob\",\"AccessRights\":[\"FullAccess\"],\"InheritanceType\":\"Descendents\"}")
#define HAS_AS   LIST("{\"Trustee\":\"bob\",\"AccessRights\":[\"SendAs\"],\"InheritanceType\":\"None\"}")
#define IS_BOB                                                                                                         \
    {                                                                                                                  \
        {                                                                                                              \
            "user", "bob@contoso.com"                                                                                  \
        }                                                                                                              \
    }
#define KEPT_BOB "{\"user\":\"bob@contoso.com\",\"InheritanceType\":\"Descendents\"}"

static const struct script rights[] = {
    {.name = "taken",
     .action = "remove-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(200, HAS_FULL), CALLS("Remove-MailboxPermission", TAKES, 200, DONE_EMPTY),
                   READ_FULL(200, DONE_EMPTY)},
     .end = FLOW_DONE,
     .says = "bob@contoso.com may not open the mailbox any more",
     .keeps = KEPT_BOB},
    {.name = "taken, undone",
     .action = "give-full-access",
     .restore = KEPT_BOB,
     .exchanges = {READ_FULL(200, DONE_EMPTY),
                   CALLS("Add-MailboxPermission", GIVES("Descendents", "false"), 200, DONE_EMPTY),
                   READ_FULL(200, HAS_FULL)},
     .end = FLOW_DONE,
     .says = "does not appear in Outlook by itself"},
    {.name = "given",
     .action = "give-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(200, DONE_EMPTY), CALLS("Add-MailboxPermission", GIVES("All", "true"), 200, DONE_EMPTY),
                   READ_FULL(200, HAS_FULL)},
     .end = FLOW_DONE,
     .says = "may open the mailbox now"},
    {.name = "given already",
     .action = "give-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(200, HAS_FULL)},
     .end = FLOW_ALREADY},
    {.name = "nothing to take",
     .action = "remove-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(200, LIST("{\"User\":\"bob\",\"AccessRights\":[\"ReadPermission\"]},"
                                       "{\"User\":\"bob\",\"AccessRights\":[\"FullAccess\"],\"IsInherited\":true},"
                                       "{\"User\":\"bob\",\"AccessRights\":[\"FullAccess\"],\"Deny\":true}"))},
     .end = FLOW_ALREADY},
    {.name = "no mailbox",
     .action = "remove-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "no role",
     .action = "remove-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(200, HAS_FULL), CALLS("Remove-MailboxPermission", TAKES, 403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "lost and done",
     .action = "remove-full-access",
     .values = IS_BOB,
     .exchanges = {READ_FULL(200, HAS_FULL), LOSES_CALL("Remove-MailboxPermission", TAKES), READ_FULL(200, DONE_EMPTY)},
     .end = FLOW_DONE},
    {.name = "send as taken",
     .action = "remove-send-as",
     .values = IS_BOB,
     .exchanges = {READ_AS(200, HAS_AS), CALLS("Remove-RecipientPermission", AS, 200, DONE_EMPTY),
                   READ_AS(200, DONE_EMPTY)},
     .end = FLOW_DONE,
     .says = "may not send as the user any more"},
    {.name = "send as given",
     .action = "give-send-as",
     .values = IS_BOB,
     .exchanges = {READ_AS(200, DONE_EMPTY), CALLS("Add-RecipientPermission", AS, 200, DONE_EMPTY),
                   READ_AS(200, DONE_EMPTY), READ_AS(200, HAS_AS)},
     .end = FLOW_DONE,
     .waits = 1},
};

static void rule__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(rules));
}

static void right__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(rights));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&rules[0],  &rules[3],  &rules[12], &rights[0],
                                         &rights[2], &rights[8], &rights[9]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

static void prepare__tells__which_rules_there_are(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "some", .action = "delete-inbox-rule", .exchanges = {READ(200, OFF)}},
                  "- ., off: 13372037854775807001\n- Bills, on: 2\n"
                  "! Any change made here deletes the rules that Outlook alone runs, on a computer.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule__ends_honestly__in_every_script),
        cmocka_unit_test(right__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(prepare__tells__which_rules_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
