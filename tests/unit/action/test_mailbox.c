/* The mailbox through Exchange (REQUESTS §7.1, §7.2, §7.4, §11): type, archive, forwarding. */
#include "unit.h"

#include "flow_script.h"

#define ID                             "\"Identity\":\"" USER_ID "\""
#define MAILBOX(fields)                "{\"value\":[{" fields "}]}"
#define READ(fields)                   CALLS("Get-Mailbox", ID, 200, MAILBOX(fields))
#define DONE_EMPTY                     "{\"value\":[]}"
#define TYPE(type)                     "\"RecipientTypeDetails\":\"" type "\""
#define SETS(parameters, status, body) CALLS("Set-Mailbox", ID "," parameters, status, body)
#define LOSES_SET(parameters)          LOSES_CALL("Set-Mailbox", ID "," parameters)
#define SHARED                         "\"Type\":\"Shared\""
#define FAILS(type, text)                                                                                                                        \
    "{\"error\":{\"code\":\"BadRequest\",\"message\":\"Error executing request.\",\"details\":[{\"message\":\"Ex94914C|Microsoft.Exchange." type \
    "|" text "\"}]}}"
#define SYNCED                                                                                                         \
    FAILS(                                                                                                             \
        "Management.Tasks.RecipientTaskException",                                                                     \
        "The operation on mailbox 'x' failed because it's out of the current user's write scope. The object is being synchronized from your on-premises organization.")

static const struct script converting[] = {
    {.name = "shared",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("UserMailbox")), SETS(SHARED, 200, DONE_EMPTY), READ(TYPE("SharedMailbox"))},
     .end = FLOW_DONE,
     .says = "shared mailbox",
     .keeps = "{" TYPE("UserMailbox") "}"},
    {.name = "regular",
     .action = "convert-mailbox",
     .values = {{"type", "regular"}},
     .exchanges = {READ(TYPE("SharedMailbox")), SETS("\"Type\":\"Regular\"", 200, DONE_EMPTY),
                   READ(TYPE("UserMailbox"))},
     .end = FLOW_DONE},
    {.name = "room",
     .action = "convert-mailbox",
     .values = {{"type", "room"}},
     .exchanges = {READ(TYPE("UserMailbox")), SETS("\"Type\":\"Room\"", 200, DONE_EMPTY), READ(TYPE("RoomMailbox"))},
     .end = FLOW_DONE},
    {.name = "equipment",
     .action = "convert-mailbox",
     .values = {{"type", "equipment"}},
     .exchanges = {READ(TYPE("UserMailbox")),
                   SETS("\"Type\":\"Equipment\"", 200, "{\"value\":[],\"@adminapi.warnings\":[\"w\"]}"),
                   READ(TYPE("EquipmentMailbox"))},
     .end = FLOW_DONE},
    {.name = "undone",
     .action = "convert-mailbox",
     .restore = "{" TYPE("RoomMailbox") "}",
     .exchanges = {READ(TYPE("SharedMailbox")), SETS("\"Type\":\"Room\"", 200, DONE_EMPTY), READ(TYPE("RoomMailbox"))},
     .end = FLOW_DONE},
    {.name = "undo to what cannot be made",
     .action = "convert-mailbox",
     .restore = "{" TYPE("LinkedMailbox") "}",
     .exchanges = {READ(TYPE("SharedMailbox"))},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .hint = "regular"},
    {.name = "shared already",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("SharedMailbox"))},
     .end = FLOW_ALREADY},
    {.name = "no mailbox",
     .action = "convert-to-shared",
     .exchanges = {CALLS("Get-Mailbox", ID, 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "The operation couldn't be performed because object 'x'",
     .hint = "Exchange licence"},
    {.name = "synced",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("UserMailbox")), SETS(SHARED, 400, SYNCED)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "write scope",
     .hint = "Active Directory"},
    {.name = "may not",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("UserMailbox")),
                   {"POST", INVOKE, CMDLET("Set-Mailbox", ID "," SHARED), 403, NULL, false, "x-ms-diagnostics",
                    "2000010;reason=\"The role assigned is not enough.\""}},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "not enough",
     .hint = "Exchange.ManageAsApp and the role Exchange Administrator"},
    {.name = "lost and done",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("UserMailbox")), LOSES_SET(SHARED), READ(TYPE("SharedMailbox"))},
     .end = FLOW_DONE},
    {.name = "lost, not done",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("UserMailbox")), LOSES_SET(SHARED), READ(TYPE("UserMailbox")),
                   SETS(SHARED, 200, DONE_EMPTY), READ(TYPE("SharedMailbox"))},
     .end = FLOW_DONE},
    {.name = "takes minutes",
     .action = "convert-to-shared",
     .exchanges = {READ(TYPE("UserMailbox")), SETS(SHARED, 200, DONE_EMPTY), READ(TYPE("UserMailbox")),
                   READ(TYPE("UserMailbox")), READ(TYPE("UserMailbox")), READ(TYPE("UserMailbox")),
                   READ(TYPE("UserMailbox")), READ(TYPE("UserMailbox"))},
     .end = FLOW_DONE,
     .says = "in some minutes",
     .waits = 5},
    {.name = "looked at: done",
     .action = "convert-to-shared",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(TYPE("SharedMailbox"))},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "convert-to-shared",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(TYPE("UserMailbox"))},
     .end = FLOW_SEND},
};

#define NO_ARCHIVE            "\"ArchiveGuid\":\"00000000-0000-0000-0000-000000000000\",\"ArchiveStatus\":\"None\""
#define ARCHIVE               "\"ArchiveGuid\":\"cccccccc-0000-4000-8000-000000000001\",\"ArchiveStatus\":\"None\""
#define ENABLES(status, body) CALLS("Enable-Mailbox", ID ",\"Archive\":true", status, body)

static const struct script archiving[] = {
    {.name = "archive",
     .action = "enable-archive",
     .exchanges = {READ(NO_ARCHIVE), ENABLES(200, DONE_EMPTY), READ(ARCHIVE)},
     .end = FLOW_DONE,
     .says = "archive is on"},
    {.name = "archive already", .action = "enable-archive", .exchanges = {READ(ARCHIVE)}, .end = FLOW_ALREADY},
    {.name = "archive meanwhile",
     .action = "enable-archive",
     .exchanges = {READ(NO_ARCHIVE), ENABLES(400, FAILS("X", "The mailbox 'x' already has an archive."))},
     .end = FLOW_ALREADY},
    {.name = "archive without a licence",
     .action = "enable-archive",
     .exchanges = {READ(NO_ARCHIVE), ENABLES(400, FAILS("X", "The user isn't licensed for an archive."))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "licence"},
    {.name = "archive forbidden",
     .action = "enable-archive",
     .exchanges = {CALLS("Get-Mailbox", ID, 403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Exchange.Manage"},
    {.name = "archive lost",
     .action = "enable-archive",
     .exchanges = {READ(NO_ARCHIVE), LOSES_CALL("Enable-Mailbox", ID ",\"Archive\":true"), READ(ARCHIVE)},
     .end = FLOW_DONE},
    {.name = "archive looked at: done",
     .action = "enable-archive",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(ARCHIVE)},
     .end = FLOW_DONE},
    {.name = "archive looked at: not",
     .action = "enable-archive",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(NO_ARCHIVE)},
     .end = FLOW_SEND},
};

#define FORWARDS(internal, smtp, both)                                                                                 \
    "\"ForwardingAddress\":" internal ",\"ForwardingSmtpAddress\":" smtp ",\"DeliverToMailboxAndForward\":" both
#define OFF                          FORWARDS("null", "null", "false")
#define OUT                          FORWARDS("null", "\"smtp:x@evil.example\"", "false")
#define SENT_OUT                     FORWARDS("null", "\"x@evil.example\"", "false")
#define FINDS(address, status, body) CALLS("Get-Recipient", "\"Identity\":\"" address "\"", status, body)
#define BOB                          MAILBOX("\"Name\":\"bob1\",\"Identity\":\"Bob\",\"PrimarySmtpAddress\":\"bob@contoso.com\"")

static const struct script forwarding[] = {
    {.name = "off",
     .action = "disable-forwarding",
     .exchanges = {READ(OUT), SETS(OFF, 200, DONE_EMPTY), READ(OFF)},
     .end = FLOW_DONE,
     .says = "it went to x@evil.example",
     .keeps = "{" OUT "}"},
    {.name = "off already", .action = "disable-forwarding", .exchanges = {READ(OFF)}, .end = FLOW_ALREADY},
    {.name = "only the copy is left",
     .action = "disable-forwarding",
     .exchanges = {READ(FORWARDS("null", "null", "true")), SETS(OFF, 200, DONE_EMPTY), READ(OFF)},
     .end = FLOW_DONE},
    {.name = "undone",
     .action = "set-forwarding",
     .restore = "{" OUT "}",
     .exchanges = {READ(OFF), SETS(SENT_OUT, 200, DONE_EMPTY), READ(OUT)},
     .end = FLOW_DONE},
    {.name = "undone inside",
     .action = "set-forwarding",
     .restore = "{" FORWARDS("\"bob\"", "null", "true") "}",
     .exchanges = {READ(OFF), SETS(FORWARDS("\"bob\"", "null", "true"), 200, DONE_EMPTY),
                   READ(FORWARDS("\"bob\"", "null", "true"))},
     .end = FLOW_DONE},
    {.name = "inside",
     .action = "set-forwarding",
     .values = {{"address", "bob@contoso.com"}},
     .exchanges = {FINDS("bob@contoso.com", 200, BOB), READ(OFF),
                   SETS(FORWARDS("\"bob@contoso.com\"", "null", "true"), 200, DONE_EMPTY),
                   READ(FORWARDS("\"Bob\"", "null", "true"))}, /* Exchange shows it by its name */
     .end = FLOW_DONE,
     .says = "forwarded to bob@contoso.com, and kept",
     .keeps = "{" OFF "}"},
    {.name = "outside",
     .action = "set-forwarding",
     .values = {{"address", "x@evil.example"}, {"keep_copy", "false"}},
     .exchanges = {FINDS("x@evil.example", 404, EXCHANGE_GONE), READ(OFF), SETS(SENT_OUT, 200, DONE_EMPTY), READ(OUT)},
     .end = FLOW_DONE,
     .says = "5.7.520"},
    {.name = "nobody inside",
     .action = "set-forwarding",
     .values = {{"address", "nobdy@contoso.com"}, {"keep_copy", "false"}},
     .exchanges = {FINDS("nobdy@contoso.com", 404, EXCHANGE_GONE), READ(OFF),
                   SETS(FORWARDS("null", "\"nobdy@contoso.com\"", "false"), 200, DONE_EMPTY),
                   READ(FORWARDS("null", "\"smtp:nobdy@contoso.com\"", "false"))},
     .end = FLOW_DONE,
     .says = "Nobody of the tenant has that address"},
    {.name = "outside, found as nothing",
     .action = "set-forwarding",
     .values = {{"address", "x@evil.example"}, {"keep_copy", "false"}},
     .exchanges = {FINDS("x@evil.example", 200, DONE_EMPTY), READ(OFF), SETS(SENT_OUT, 200, DONE_EMPTY), READ(OUT)},
     .end = FLOW_DONE},
    {.name = "so already",
     .action = "set-forwarding",
     .values = {{"address", "bob@contoso.com"}},
     .exchanges = {FINDS("bob@contoso.com", 200, BOB), READ(FORWARDS("\"bob1\"", "null", "true"))},
     .end = FLOW_ALREADY},
    {.name = "no address",
     .action = "set-forwarding",
     .values = {{"address", "bob"}},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .hint = "name@domain"},
    {.name = "may not look up",
     .action = "set-forwarding",
     .values = {{"address", "bob@contoso.com"}},
     .exchanges = {FINDS("bob@contoso.com", 403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Exchange Administrator"},
    {.name = "lost and done",
     .action = "disable-forwarding",
     .exchanges = {READ(OUT), LOSES_SET(OFF), READ(OFF)},
     .end = FLOW_DONE,
     .keeps = "{" OUT "}"},
    {.name = "never shows",
     .action = "disable-forwarding",
     .exchanges = {READ(OUT), SETS(OFF, 200, DONE_EMPTY), READ(OUT), READ(OUT), READ(OUT), READ(OUT), READ(OUT),
                   READ(OUT)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "still shows",
     .waits = 5},
    {.name = "looked at: done",
     .action = "disable-forwarding",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(OFF)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "disable-forwarding",
     .look = true,
     .prior = "{}",
     .exchanges = {READ(OUT)},
     .end = FLOW_SEND},
    {.name = "set, looked at: done",
     .action = "set-forwarding",
     .look = true,
     .prior = "{}",
     .values = {{"address", "bob@contoso.com"}},
     .exchanges = {FINDS("bob@contoso.com", 200, BOB), READ(FORWARDS("\"Bob\"", "null", "true"))},
     .end = FLOW_DONE},
};

static void convert__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(converting));
}

static void archive__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(archiving));
}

static void forwarding__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(forwarding));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&converting[0], &converting[1], &converting[2], &converting[4],
                                         &archiving[0],  &forwarding[0], &forwarding[3], &forwarding[5]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

#define SIZE(text) CALLS("Get-MailboxStatistics", ID, 200, MAILBOX("\"TotalItemSize\":\"" text "\""))

static void prepare__tells__what_converting_takes(void **state)
{
    (void)state;
    check_prepare(
        &(struct script){.name = "small",
                         .action = "convert-mailbox",
                         .exchanges = {READ(TYPE("UserMailbox") "," NO_ARCHIVE), SIZE("1.5 GB (1,610,612,736 bytes)")}},
        "- Now: UserMailbox.\n- Size: 1.5 GB.\ntype=regular\n");
    check_prepare(
        &(struct script){
            .name = "large, held, with an archive, synced",
            .action = "convert-to-shared",
            .exchanges = {READ(TYPE("UserMailbox") "," ARCHIVE
                                                   ",\"IsDirSynced\":true,\"InPlaceHolds\":[\"-mbx1\",\"UniH2\"]"),
                          SIZE("49.5 GB (53,150,220,288 bytes)")}},
        "- Now: UserMailbox.\n! The mailbox is on hold: a shared one still needs Exchange Online Plan 2 for that.\n"
        "! The mailbox has an archive: a shared one still needs a licence for that.\n"
        "! Synchronised from Active Directory: convert the remote mailbox there too.\n"
        "! The mailbox is 49.5 GB: over 50 GB a shared one needs Exchange Online Plan 2.\n");
    check_prepare(&(struct script){.name = "left out of a policy, size hidden",
                                   .action = "convert-to-shared",
                                   .exchanges = {READ(TYPE("UserMailbox") ",\"InPlaceHolds\":[\"-mbx1\"]"),
                                                 CALLS("Get-MailboxStatistics", ID, 403, NULL)}},
                  "- Now: UserMailbox.\n! How large the mailbox is could not be read.\n");
    check_prepare(
        &(struct script){.name = "no mailbox",
                         .action = "convert-to-shared",
                         .exchanges = {CALLS("Get-Mailbox", ID, 404, EXCHANGE_GONE)}},
        "NOT_FOUND: The operation couldn't be performed because object 'x' couldn't be found. (HTTP 404 NotFound)");
}

static void prepare__tells__where_mail_goes(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "outside", .action = "disable-forwarding", .exchanges = {READ(OUT)}},
                  "! Now forwarded to x@evil.example.\n");
    check_prepare(&(struct script){.name = "hostile",
                                   .action = "disable-forwarding",
                                   .exchanges = {READ(FORWARDS("\"b\xc2\x9bob\\u202e\"", "null", "true"))}},
                  "! Now forwarded to b<009B>ob<202E>.\n");
    check_prepare(&(struct script){.name = "both",
                                   .action = "disable-forwarding",
                                   .exchanges = {READ(FORWARDS("\"bob\"", "\"smtp:x@y.z\"", "true"))}},
                  "! Now forwarded to bob and x@y.z.\n");
    check_prepare(
        &(struct script){.name = "nowhere", .action = "set-forwarding", .exchanges = {READ(OFF)}},
        "- Nothing is forwarded now.\n- An address outside gets mail only if the outbound spam policy allows it.\n");
}

static void prepare__tells__what_goes_with_the_account(void **state)
{
    (void)state;
    check_prepare(
        &(struct script){.name = "shared",
                         .action = "delete-user",
                         .exchanges = {READ(TYPE("SharedMailbox") "," FORWARDS("null", "\"x@y.z\"", "true"))}},
        "! Its mailbox is a SharedMailbox: whoever works in it loses it.\n"
        "! Its mailbox forwards to x@y.z: that ends.\n"
        "! For somebody who leaves there is the playbook offboard, which keeps the mailbox: roster play offboard, or "
        "Playbooks in the menu.\n");
    check_prepare(
        &(struct script){.name = "his own", .action = "delete-user", .exchanges = {READ(TYPE("UserMailbox") "," OFF)}},
        "");
    check_prepare(&(struct script){.name = "none",
                                   .action = "delete-user",
                                   .exchanges = {CALLS("Get-Mailbox", ID, 404, EXCHANGE_GONE)}},
                  "");
    check_prepare(&(struct script){.name = "may not look",
                                   .action = "delete-user",
                                   .exchanges = {CALLS("Get-Mailbox", ID, 403, "")}},
                  "! Its mailbox was not looked at: one that is shared, or that forwards, goes with the account.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convert__ends_honestly__in_every_script),
        cmocka_unit_test(archive__ends_honestly__in_every_script),
        cmocka_unit_test(forwarding__ends_honestly__in_every_script),
        cmocka_unit_test(prepare__tells__what_goes_with_the_account),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(prepare__tells__what_converting_takes),
        cmocka_unit_test(prepare__tells__where_mail_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
