/* What contains an incident at one stroke: all inbox rules, the protocols, the contact data; other rules, delegates; and taking it back. */
#include "unit.h"

#include "flow_script.h"

#define LIST(rows) "{\"value\":[" rows "]}"
#define EMPTY      LIST("")
#define BOX        "\"Mailbox\":\"" USER_ID "\""
#define RULES(hidden, body)                                                                                            \
    CALLS("Get-InboxRule", BOX ",\"IncludeHidden\":" hidden ",\"ResultSize\":\"Unlimited\"", 200, body)
#define RULE(number, name, on)               "{\"Identity\":\"ann\\\\" number "\",\"Name\":\"" name "\",\"Enabled\":" on "}"
#define AT(number)                           "\"Identity\":\"ann\\\\" number "\"," BOX ",\"Confirm\":false"
#define SWITCH(cmdlet, number, status, body) CALLS(cmdlet, AT(number), status, body)
#define DELEGATE                             RULE("9", "Delegate Rule -1", "true")
#define OOF                                  RULE("8", "Microsoft.Exchange.OOF.KnownExternal", "true")
#define BOTH_ON                                                                                                        \
    LIST(RULE("1", ".", "true") "," RULE("2", "Bills", "true") "," RULE("3", "Old", "false") "," DELEGATE "," OOF)
#define ONE_ON  LIST(RULE("1", ".", "false") "," RULE("2", "Bills", "true") "," DELEGATE)
#define NONE_ON LIST(RULE("1", ".", "false") "," RULE("2", "Bills", "false") "," DELEGATE)
#define BROKEN  "{\"error\":{\"code\":\"BadRequest\",\"details\":[{\"message\":\"Ex1|X|The rule is broken.\"}]}}"
#define KEPT    "{\"rules\":[\"ann\\\\1\",\"ann\\\\2\"]}"

static const struct script rules[] = {
    {.name = "all off",
     .action = "disable-all-inbox-rules",
     .values = {{"hidden", "false"}},
     .exchanges = {RULES("false", BOTH_ON), SWITCH("Disable-InboxRule", "1", 200, EMPTY),
                   SWITCH("Disable-InboxRule", "2", 200, EMPTY), RULES("false", NONE_ON)},
     .end = FLOW_DONE,
     .says = "Off, read back: ., Bills. Rules that Outlook alone runs are gone with the change. Those of delegates",
     .keeps = KEPT},
    {.name = "hidden ones too",
     .action = "disable-all-inbox-rules",
     .values = {{"hidden", "true"}},
     .exchanges = {RULES("true", ONE_ON), SWITCH("Disable-InboxRule", "2", 200, EMPTY), RULES("true", NONE_ON)},
     .end = FLOW_DONE},
    {.name = "none is on",
     .action = "disable-all-inbox-rules",
     .values = {{"hidden", "false"}},
     .exchanges = {RULES("false", NONE_ON)},
     .end = FLOW_ALREADY,
     .says = "No rule is to be switched. Those of delegates"},
    {.name = "one refuses, the other goes",
     .action = "disable-all-inbox-rules",
     .values = {{"hidden", "false"}},
     .exchanges = {RULES("false", BOTH_ON), SWITCH("Disable-InboxRule", "1", 400, BROKEN),
                   SWITCH("Disable-InboxRule", "2", 200, EMPTY), RULES("false", LIST(RULE("1", ".", "true")))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "1 of 2 rules could not be switched: . (The rule is broken"},
    {.name = "the second answer is lost, and it was not done",
     .action = "disable-all-inbox-rules",
     .values = {{"hidden", "false"}},
     .exchanges = {RULES("false", BOTH_ON), SWITCH("Disable-InboxRule", "1", 200, EMPTY),
                   LOSES_CALL("Disable-InboxRule", AT("2")), RULES("false", ONE_ON),
                   SWITCH("Disable-InboxRule", "1", 200, EMPTY), SWITCH("Disable-InboxRule", "2", 200, EMPTY),
                   RULES("false", NONE_ON)},
     .end = FLOW_DONE},
    {.name = "may not",
     .action = "disable-all-inbox-rules",
     .values = {{"hidden", "false"}},
     .exchanges = {RULES("false", BOTH_ON), SWITCH("Disable-InboxRule", "1", 403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "on again, those that were",
     .action = "disable-all-inbox-rules",
     .restore = KEPT,
     .exchanges = {RULES("true", NONE_ON), SWITCH("Enable-InboxRule", "1", 200, EMPTY),
                   SWITCH("Enable-InboxRule", "2", 200, EMPTY), RULES("true", BOTH_ON)},
     .end = FLOW_DONE,
     .says = "On again, read back: ., Bills."},
};

#define CAS(body)        CALLS("Get-CASMailbox", "\"Identity\":\"" USER_ID "\"", 200, LIST(body))
#define SETS(parameters) CALLS("Set-CASMailbox", "\"Identity\":\"" USER_ID "\"," parameters, 200, EMPTY)
#define OPEN             "{\"ImapEnabled\":true,\"PopEnabled\":false,\"SmtpClientAuthenticationDisabled\":null,\"OWAEnabled\":true}"
#define SHUT                                                                                                           \
    "{\"ImapEnabled\":false,\"PopEnabled\":false,\"SmtpClientAuthenticationDisabled\":true,\"OWAEnabled\":true}"
#define WAS "{\"ImapEnabled\":true,\"PopEnabled\":false,\"SmtpClientAuthenticationDisabled\":null}"
#define BYPASS(value)                                                                                                  \
    CALLS("Get-MailboxAuditBypassAssociation", "\"Identity\":\"" USER_ID "\"", 200,                                    \
          LIST("{\"AuditBypassEnabled\":" value "}"))

static const struct script settings[] = {
    {.name = "frozen: only what is open is written, what is not told is left alone",
     .action = "freeze-protocols",
     .values = {{"everything", "false"}},
     .exchanges = {CAS(OPEN), SETS("\"ImapEnabled\":false,\"SmtpClientAuthenticationDisabled\":true"), CAS(SHUT)},
     .end = FLOW_DONE,
     .says = "Mail stays open to applications through Graph",
     .keeps = WAS},
    {.name = "everything",
     .action = "freeze-protocols",
     .values = {{"everything", "true"}},
     .exchanges = {CAS(SHUT), SETS("\"OWAEnabled\":false"), CAS("{\"ImapEnabled\":false,\"OWAEnabled\":false}")},
     .end = FLOW_DONE},
    {.name = "frozen already",
     .action = "freeze-protocols",
     .values = {{"everything", "false"}},
     .exchanges = {CAS(SHUT)},
     .end = FLOW_ALREADY},
    {.name = "back to what was, the organisation's value as such",
     .action = "restore-protocols",
     .restore = WAS,
     .exchanges = {CAS(SHUT), SETS("\"ImapEnabled\":true,\"SmtpClientAuthenticationDisabled\":null"), CAS(OPEN)},
     .end = FLOW_DONE,
     .says = "as they were"},
    {.name = "audited again",
     .action = "clear-audit-bypass",
     .exchanges = {BYPASS("true"),
                   CALLS("Set-MailboxAuditBypassAssociation",
                         "\"Identity\":\"" USER_ID "\",\"AuditBypassEnabled\":false", 200, EMPTY),
                   BYPASS("false")},
     .end = FLOW_DONE,
     .keeps = "{\"AuditBypassEnabled\":true}"},
    {.name = "nothing is told of the mailbox",
     .action = "clear-audit-bypass",
     .exchanges = {CALLS("Get-MailboxAuditBypassAssociation", "\"Identity\":\"" USER_ID "\"", 200, EMPTY)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
};

#define SELECT                "?$select=id,mobilePhone,otherMails"
#define CONTACT(phone, mails) "{\"mobilePhone\":" phone ",\"otherMails\":" mails "}"
#define HIS                   CONTACT("\"+31 6\"", "[\"x@evil.example\"]")

static const struct script contact[] = {
    {.name = "cleared",
     .action = "clear-contact-data",
     .values = {{"phone", "true"}, {"mails", "true"}},
     .exchanges = {READS(SELECT, 200, HIS), WRITES("PATCH", "", CONTACT("null", "[]"), 204, ""),
                   READS(SELECT, 200, CONTACT("null", "[]"))},
     .end = FLOW_DONE,
     .keeps = HIS},
    {.name = "the addresses alone",
     .action = "clear-contact-data",
     .values = {{"phone", "false"}, {"mails", "true"}},
     .exchanges = {READS(SELECT, 200, HIS), WRITES("PATCH", "", "{\"otherMails\":[]}", 204, ""),
                   READS(SELECT, 200, CONTACT("\"+31 6\"", "[]"))},
     .end = FLOW_DONE,
     .keeps = "{\"otherMails\":[\"x@evil.example\"]}"},
    {.name = "back",
     .action = "clear-contact-data",
     .restore = HIS,
     .exchanges = {READS(SELECT, 200, CONTACT("null", "[]")), WRITES("PATCH", "", HIS, 204, ""),
                   READS(SELECT, 200, HIS)},
     .end = FLOW_DONE},
    {.name = "back: the phone, which was left alone, stays",
     .action = "clear-contact-data",
     .restore = "{\"otherMails\":[\"x@evil.example\"]}",
     .exchanges = {READS(SELECT, 200, CONTACT("\"+31 6\"", "[]")),
                   WRITES("PATCH", "", "{\"otherMails\":[\"x@evil.example\"]}", 204, ""), READS(SELECT, 200, HIS)},
     .end = FLOW_DONE},
    {.name = "there is none",
     .action = "clear-contact-data",
     .values = {{"phone", "true"}, {"mails", "true"}},
     .exchanges = {READS(SELECT, 200, CONTACT("null", "[]"))},
     .end = FLOW_ALREADY},
};

#define SWEEPS(on)                                                                                                     \
    CALLS("Get-SweepRule", BOX, 200, LIST("{\"Identity\":\"ann\\\\7\",\"Name\":\"Tidy\",\"Enabled\":" on "}"))
#define SWEEP_AT "\"Identity\":\"ann\\\\7\"," BOX ",\"Confirm\":false"
#define FLOWS(state)                                                                                                   \
    CALLS("Get-TransportRule", "", 200, LIST("{\"Identity\":\"Tidy\",\"Name\":\"Tidy\",\"State\":\"" state "\"}"))
#define SWEEP_WAS "{\"Identity\":\"ann\\\\7\",\"Name\":\"Tidy\",\"Enabled\":true,\"rule\":\"ann\\\\7\",\"was\":\"on\"}"
#define MAILBOX(names)                                                                                                 \
    CALLS("Get-Mailbox", "\"Identity\":\"" USER_ID "\"", 200, LIST("{\"GrantSendOnBehalfTo\":[" names "]}"))
#define EDITS(how)                                                                                                     \
    CALLS("Set-Mailbox",                                                                                               \
          "\"Identity\":\"" USER_ID                                                                                    \
          "\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"" how "\":\"Bob\"}",           \
          200, EMPTY)
#define FOLDERS                                                                                                        \
    CALLS("Get-MailboxFolderStatistics", "\"Identity\":\"" USER_ID "\"", 200,                                          \
          LIST("{\"FolderType\":\"Inbox\",\"FolderId\":\"i\"},{\"FolderType\":\"Calendar\",\"FolderId\":\"c=\"}"))
#define FOLDER           "\"Identity\":\"" USER_ID ":c=\""
#define MAY(user, right) "{\"User\":\"" user "\",\"AccessRights\":[\"" right "\"],\"SharingPermissionFlags\":null}"
#define LOOKERS(rows)    CALLS("Get-MailboxFolderPermission", FOLDER, 200, LIST(rows))
#define EVERYBODY(right) MAY("Default", right)
#define BOB_WAS                                                                                                        \
    "{\"User\":\"Bob\",\"AccessRights\":[\"Editor\"],\"SharingPermissionFlags\":null,\"folder\":\"Calendar\",\"user\":\"Bob\"}"

static const struct script others[] = {
    {.name = "a sweep rule",
     .action = "disable-sweep-rule",
     .values = {{"rule", "tidy"}},
     .exchanges = {SWEEPS("true"), CALLS("Disable-SweepRule", SWEEP_AT, 200, EMPTY), SWEEPS("false")},
     .end = FLOW_DONE,
     .keeps = SWEEP_WAS},
    {.name = "a sweep rule, on again",
     .action = "disable-sweep-rule",
     .restore = SWEEP_WAS,
     .exchanges = {SWEEPS("false"), CALLS("Enable-SweepRule", SWEEP_AT, 200, EMPTY), SWEEPS("true")},
     .end = FLOW_DONE,
     .says = "on again"},
    {.name = "a mail flow rule",
     .action = "disable-transport-rule",
     .values = {{"rule", "Tidy"}},
     .exchanges = {FLOWS("Enabled"),
                   CALLS("Disable-TransportRule", "\"Identity\":\"Tidy\",\"Confirm\":false", 200, EMPTY),
                   FLOWS("Disabled")},
     .end = FLOW_DONE,
     .says = "for the whole organisation"},
    {.name = "off already",
     .action = "disable-transport-rule",
     .values = {{"rule", "Tidy"}},
     .exchanges = {FLOWS("Disabled")},
     .end = FLOW_ALREADY},
    {.name = "no right to send for the user any more",
     .action = "remove-send-on-behalf",
     .values = {{"user", "Bob"}},
     .exchanges = {MAILBOX("\"Bob\",\"Eve\""), EDITS("remove"), MAILBOX("\"Eve\"")},
     .end = FLOW_DONE,
     .keeps = "{\"user\":\"Bob\"}"},
    {.name = "the right to send for the user again",
     .action = "remove-send-on-behalf",
     .restore = "{\"user\":\"Bob\"}",
     .exchanges = {MAILBOX(""), EDITS("add"), MAILBOX("\"Bob\"")},
     .end = FLOW_DONE,
     .keeps = "{\"user\":\"Bob\",\"undoneBy\":\"remove-send-on-behalf\"}"},
    {.name = "not one of those who may",
     .action = "remove-send-on-behalf",
     .values = {{"user", "Bob"}},
     .exchanges = {MAILBOX("\"Eve\"")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "as Exchange lists them: Eve"},
    {.name = "a right on the calendar",
     .action = "remove-folder-permission",
     .values = {{"folder", "Calendar"}, {"user", "Bob"}},
     .exchanges = {FOLDERS, LOOKERS(EVERYBODY("AvailabilityOnly") "," MAY("Bob", "Editor")),
                   CALLS("Remove-MailboxFolderPermission", FOLDER ",\"User\":\"Bob\",\"Confirm\":false", 200, EMPTY),
                   LOOKERS(EVERYBODY("AvailabilityOnly"))},
     .end = FLOW_DONE,
     .keeps = BOB_WAS},
    {.name = "a right on the calendar, again",
     .action = "remove-folder-permission",
     .restore = BOB_WAS,
     .exchanges = {FOLDERS, LOOKERS(""),
                   CALLS("Add-MailboxFolderPermission",
                         FOLDER ",\"User\":\"Bob\",\"AccessRights\":[\"Editor\"],\"Confirm\":false", 200, EMPTY),
                   LOOKERS(MAY("Bob", "Editor"))},
     .end = FLOW_DONE},
    {.name = "everybody's is set, not removed",
     .action = "remove-folder-permission",
     .values = {{"folder", "Calendar"}, {"user", "Default"}},
     .exchanges = {FOLDERS, LOOKERS(EVERYBODY("Editor")),
                   CALLS("Set-MailboxFolderPermission",
                         FOLDER ",\"User\":\"Default\",\"AccessRights\":[\"AvailabilityOnly\"],\"Confirm\":false", 200,
                         EMPTY),
                   LOOKERS(EVERYBODY("AvailabilityOnly"))},
     .end = FLOW_DONE},
};

#define MAIL(hold, recovery, days)                                                                                     \
    CALLS("Get-Mailbox", "\"Identity\":\"" USER_ID "\"", 200,                                                          \
          LIST("{\"LitigationHoldEnabled\":" hold ",\"SingleItemRecoveryEnabled\":" recovery                           \
               ",\"RetainDeletedItemsFor\":\"" days ".00:00:00\"}"))
#define SETS_MAIL(status, parameters, body)                                                                            \
    CALLS("Set-Mailbox", "\"Identity\":\"" USER_ID "\"," parameters, status, body)
#define UNLICENSED                                                                                                     \
    "{\"error\":{\"code\":\"BadRequest\",\"details\":[{\"message\":\"Ex1|X|The mailbox needs an Exchange Online Plan 2 license.\"}]}}"
#define HELD_WAS                                                                                                       \
    "{\"LitigationHoldEnabled\":false,\"SingleItemRecoveryEnabled\":false,\"RetainDeletedItemsFor\":\"14.00:00:00\"}"
#define SENDER       "\"SenderAddress\":\"ann@contoso.com\""
#define BLOCKS(rows) CALLS("Get-BlockedSenderAddress", SENDER, 200, LIST(rows))
#define RELEASES     CALLS("Remove-BlockedSenderAddress", SENDER ",\"Confirm\":false", 200, EMPTY)
#define A_BLOCK      "{\"SenderAddress\":\"ann@contoso.com\",\"Reason\":\"spam\"}"

static const struct script holds[] = {
    {.name = "on hold",
     .action = "start-litigation-hold",
     .exchanges = {MAIL("false", "false", "14"), SETS_MAIL(200, "\"LitigationHoldEnabled\":true", EMPTY),
                   MAIL("true", "false", "14")},
     .end = FLOW_DONE,
     .keeps = HELD_WAS},
    {.name = "no licence for it: what is deleted is kept instead",
     .action = "start-litigation-hold",
     .exchanges = {MAIL("false", "false", "14"), SETS_MAIL(400, "\"LitigationHoldEnabled\":true", UNLICENSED),
                   SETS_MAIL(200, "\"SingleItemRecoveryEnabled\":true,\"RetainDeletedItemsFor\":\"30.00:00:00\"",
                             EMPTY),
                   MAIL("false", "true", "30")},
     .end = FLOW_DONE,
     .says = "for 30 days instead"},
    {.name = "refused for another reason",
     .action = "start-litigation-hold",
     .exchanges = {MAIL("false", "false", "14"), SETS_MAIL(403, "\"LitigationHoldEnabled\":true", NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "back, with what stood beside it",
     .action = "end-litigation-hold",
     .restore = HELD_WAS,
     .exchanges = {MAIL("false", "true", "30"),
                   SETS_MAIL(200, "\"SingleItemRecoveryEnabled\":false,\"RetainDeletedItemsFor\":\"14.00:00:00\"",
                             EMPTY),
                   MAIL("false", "false", "14")},
     .end = FLOW_DONE},
    {.name = "the hold ends, what stands beside it stays",
     .action = "end-litigation-hold",
     .exchanges = {MAIL("true", "true", "30"), SETS_MAIL(200, "\"LitigationHoldEnabled\":false", EMPTY),
                   MAIL("false", "true", "30")},
     .end = FLOW_DONE},
    {.name = "released, seen after a while",
     .action = "release-sender",
     .exchanges = {BLOCKS(A_BLOCK), RELEASES, BLOCKS(A_BLOCK), BLOCKS("")},
     .end = FLOW_DONE,
     .waits = 1,
     .keeps = A_BLOCK},
    {.name = "released, and still listed",
     .action = "release-sender",
     .exchanges = {BLOCKS(A_BLOCK), RELEASES, BLOCKS(A_BLOCK), BLOCKS(A_BLOCK), BLOCKS(A_BLOCK), BLOCKS(A_BLOCK),
                   BLOCKS(A_BLOCK), BLOCKS(A_BLOCK)},
     .end = FLOW_DONE,
     .says = "within an hour",
     .waits = 5},
    {.name = "not blocked", .action = "release-sender", .exchanges = {BLOCKS("")}, .end = FLOW_ALREADY},
};

static void holds__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(holds));
}

static void others__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(others));
}

static void all_rules__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(rules));
}

static void settings__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(settings));
}

static void contact_data__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(contact));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&rules[0],   &rules[6],   &settings[0], &settings[3], &settings[4],
                                         &contact[0], &contact[2], &others[0],   &others[1],   &others[4],
                                         &others[8],  &holds[0],   &holds[3],    &holds[5]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_rules__end_honestly__in_every_script),
        cmocka_unit_test(settings__end_honestly__in_every_script),
        cmocka_unit_test(holds__end_honestly__in_every_script),
        cmocka_unit_test(others__end_honestly__in_every_script),
        cmocka_unit_test(contact_data__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
