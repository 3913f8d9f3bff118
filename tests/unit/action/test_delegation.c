/* Rights given to others in a mailbox (REQUESTS §7.6), its archive (§7.2), its phones (§7.9), what was deleted from it (§7.12). */
#include "unit.h"

#include "flow_script.h"

#define ID        "\"Identity\":\"" USER_ID "\""
#define ROWS(...) "{\"value\":[" __VA_ARGS__ "]}"
#define BOB                                                                                                            \
    CALLS("Get-Recipient", "\"Identity\":\"bob@contoso.com\"", 200,                                                    \
          ROWS("{\"PrimarySmtpAddress\":\"b@contoso.com\",\"Name\":\"bob-1\"}"))
#define LISTS(names) CALLS("Get-Mailbox", ID, 200, ROWS("{\"GrantSendOnBehalfTo\":[" names "]}"))
#define EDITS(how, status)                                                                                             \
    CALLS("Set-Mailbox",                                                                                               \
          ID ",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"" how                         \
             "\":\"b@contoso.com\"}",                                                                                  \
          status, ROWS(""))
#define FOLDERS      CALLS("Get-MailboxFolderStatistics", ID, 200, ROWS("{\"FolderType\":\"Calendar\",\"FolderId\":\"f\"}"))
#define FOLDER       "\"Identity\":\"" USER_ID ":f\""
#define RIGHTS(rows) CALLS("Get-MailboxFolderPermission", FOLDER, 200, ROWS(rows))
#define BOB_HAS(right, flags)                                                                                          \
    "{\"User\":\"bob-1\",\"AccessRights\":[\"" right "\"],\"SharingPermissionFlags\":" flags "}"
#define DEFAULT(right) "{\"User\":\"Default\",\"AccessRights\":[\"" right "\"]}"
#define GIVES(cmdlet, rest)                                                                                            \
    CALLS(cmdlet "-MailboxFolderPermission", FOLDER ",\"User\":\"b@contoso.com\"" rest ",\"Confirm\":false", 200,      \
          ROWS(""))
#define PHONES(more)                                                                                                   \
    CALLS("Get-MobileDeviceStatistics", "\"Mailbox\":\"" USER_ID "\"", 200,                                            \
          ROWS("{\"Identity\":\"ann\\\\1\",\"DeviceID\":\"x1\",\"DeviceFriendlyName\":\"Nokia\"" more "}"))
#define ACCESS(blocked, allowed)                                                                                       \
    CALLS("Get-CASMailbox", ID, 200,                                                                                   \
          ROWS("{\"ActiveSyncBlockedDeviceIDs\":[" blocked "],\"ActiveSyncAllowedDeviceIDs\":[" allowed "]}"))
#define HASH(how) "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"" how "\":\"x1\"}"
#define SETS_ACCESS(blocked, allowed)                                                                                  \
    CALLS("Set-CASMailbox",                                                                                            \
          ID ",\"ActiveSyncBlockedDeviceIDs\":" HASH(blocked) ",\"ActiveSyncAllowedDeviceIDs\":" HASH(allowed), 200,   \
          ROWS(""))
#define ARCHIVE(guid, expands)                                                                                         \
    CALLS("Get-Mailbox", ID, 200, ROWS("{\"ArchiveGuid\":\"" guid "\",\"AutoExpandingArchiveEnabled\":" expands "}"))
#define NO_GUID "00000000-0000-0000-0000-000000000000"
#define ITEMS(cmdlet, status, rows)                                                                                     \
    CALLS(                                                                                                              \
        cmdlet "-RecoverableItems",                                                                                     \
        ID                                                                                                              \
        ",\"SourceFolder\":\"DeletedItems\",\"SubjectContains\":\"bill\",\"FilterStartTime\":\"2025-12-01T00:00:00Z\"," \
        "\"ResultSize\":1000",                                                                                          \
        status, ROWS(rows))
#define BILLS .values = {{"subject", "bill"}, {"folder", "deleted"}, {"from", "2025-12-01T00:00:00Z"}}

static const struct script scripts[] = {
    {.name = "for the user: by address, listed by name",
     .action = "give-send-on-behalf",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {BOB, LISTS("\"eve-1\""), EDITS("add", 200), LISTS("\"eve-1\",\"bob-1\"")},
     .end = FLOW_DONE,
     .says = "bob@contoso.com may send on behalf of the user, read back.",
     .keeps = "{\"user\":\"bob@contoso.com\",\"undoneBy\":\"give-send-on-behalf\"}"},
    {.name = "for the user: already",
     .action = "give-send-on-behalf",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {BOB, LISTS("\"bob-1\"")},
     .end = FLOW_ALREADY,
     .says = "already"},
    {.name = "for the user: nobody",
     .action = "give-send-on-behalf",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {CALLS("Get-Recipient", "\"Identity\":\"bob@contoso.com\"", 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no recipient \"bob@contoso.com\""},
    {.name = "for the user: lost, and done",
     .action = "give-send-on-behalf",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {BOB, LISTS(""),
                   LOSES_CALL("Set-Mailbox",
                              ID ",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":"
                                 "\"b@contoso.com\"}"),
                   LISTS("\"bob-1\"")},
     .end = FLOW_DONE},
    {.name = "for the user: taken back",
     .action = "remove-send-on-behalf",
     .restore = "{\"user\":\"bob@contoso.com\",\"undoneBy\":\"give-send-on-behalf\"}",
     .exchanges = {BOB, LISTS("\"eve-1\",\"bob-1\""), EDITS("remove", 200), LISTS("\"eve-1\"")},
     .end = FLOW_DONE,
     .says = "not send on behalf of the user any more"},
    {.name = "a folder: a new right",
     .action = "give-folder-permission",
     .values = {{"user", "bob@contoso.com"}, {"right", "Editor"}, {"delegate", "yes"}, {"folder", "Calendar"}},
     .exchanges = {FOLDERS, BOB, RIGHTS(DEFAULT("None")),
                   GIVES("Add", ",\"AccessRights\":[\"Editor\"],\"SharingPermissionFlags\":\"Delegate\""),
                   RIGHTS(DEFAULT("None") "," BOB_HAS("Editor", "\"Delegate\""))},
     .end = FLOW_DONE,
     .says = "is given",
     .keeps = "{\"folder\":\"Calendar\",\"user\":\"bob@contoso.com\",\"given\":\"by address\"}"},
    {.name = "a folder: another right than there was",
     .action = "give-folder-permission",
     .values = {{"user", "bob@contoso.com"}, {"right", "Reviewer"}, {"folder", "Calendar"}},
     .exchanges = {FOLDERS, BOB, RIGHTS(BOB_HAS("Editor", "null")), GIVES("Set", ",\"AccessRights\":[\"Reviewer\"]"),
                   RIGHTS(BOB_HAS("Reviewer", "null"))},
     .end = FLOW_DONE},
    {.name = "a folder: already",
     .action = "give-folder-permission",
     .values = {{"user", "bob@contoso.com"}, {"right", "Reviewer"}, {"folder", "Calendar"}},
     .exchanges = {FOLDERS, BOB, RIGHTS(BOB_HAS("Reviewer", "null"))},
     .end = FLOW_ALREADY},
    {.name = "a folder: taken back, there was none",
     .action = "give-folder-permission",
     .restore = "{\"folder\":\"Calendar\",\"user\":\"bob@contoso.com\",\"given\":\"by address\"}",
     .exchanges = {FOLDERS, BOB, RIGHTS(BOB_HAS("Editor", "null")), GIVES("Remove", ""), RIGHTS("")},
     .end = FLOW_DONE,
     .says = "as it was"},
    {.name = "a folder: taken back, there was another",
     .action = "give-folder-permission",
     .restore =
         "{\"folder\":\"Calendar\",\"user\":\"bob@contoso.com\",\"given\":\"by address\",\"AccessRights\":[\"Author\"]}",
     .exchanges = {FOLDERS, BOB, RIGHTS(BOB_HAS("Editor", "null")), GIVES("Set", ",\"AccessRights\":[\"Author\"]"),
                   RIGHTS(BOB_HAS("Author", "null"))},
     .end = FLOW_DONE},
    {.name = "a folder: everybody inside, who is no recipient",
     .action = "give-folder-permission",
     .values = {{"user", "Default"}, {"right", "LimitedDetails"}, {"folder", "Calendar"}},
     .exchanges = {FOLDERS, RIGHTS(DEFAULT("AvailabilityOnly")),
                   CALLS("Set-MailboxFolderPermission",
                         FOLDER ",\"User\":\"Default\",\"AccessRights\":[\"LimitedDetails\"],\"Confirm\":false", 200,
                         ROWS("")),
                   RIGHTS(DEFAULT("LimitedDetails"))},
     .end = FLOW_DONE},
    {.name = "a phone: allowed, and off the other list",
     .action = "allow-phone",
     .values = {{"device", "Nokia"}},
     .exchanges = {PHONES(""), ACCESS("\"x1\"", ""), SETS_ACCESS("remove", "add"), ACCESS("", "\"x1\"")},
     .end = FLOW_DONE,
     .says = "may synchronise mail, whatever",
     .keeps = "{\"device\":\"x1\",\"blocked\":\"yes\"}"},
    {.name = "a phone: as it was, on neither",
     .action = "allow-phone",
     .restore = "{\"device\":\"x1\"}",
     .exchanges = {ACCESS("", "\"x1\""), SETS_ACCESS("remove", "remove"), ACCESS("", "")},
     .end = FLOW_DONE,
     .says = "as before"},
    {.name = "a phone: wiped of the account's data alone",
     .action = "wipe-phone",
     .values = {{"device", "Nokia"}},
     .exchanges = {PHONES(",\"DeviceWipeRequestTime\":null"),
                   CALLS("Clear-MobileDevice", "\"Identity\":\"ann\\\\1\",\"AccountOnly\":true,\"Confirm\":false", 200,
                         ROWS("")),
                   PHONES(",\"DeviceWipeRequestTime\":\"2026-01-01T08:00:00Z\"")},
     .end = FLOW_DONE,
     .says = "asked for, read back"},
    {.name = "a phone: the wipe is called off",
     .action = "wipe-phone",
     .restore = "{\"Identity\":\"ann\\\\1\",\"device\":\"Nokia\"}",
     .exchanges = {PHONES(",\"DeviceWipeRequestTime\":\"2026-01-01T08:00:00Z\""),
                   CALLS("Clear-MobileDevice", "\"Identity\":\"ann\\\\1\",\"Cancel\":true,\"Confirm\":false", 200,
                         ROWS("")),
                   PHONES("")},
     .end = FLOW_DONE,
     .says = "called off"},
    {.name = "an archive: off",
     .action = "disable-archive",
     .exchanges = {ARCHIVE("a-1", "false"),
                   CALLS("Disable-Mailbox", ID ",\"Archive\":true,\"Confirm\":false", 200, ROWS("")),
                   ARCHIVE(NO_GUID, "false")},
     .end = FLOW_DONE,
     .says = "kept for 30 days"},
    {.name = "an archive: off already",
     .action = "disable-archive",
     .exchanges = {ARCHIVE(NO_GUID, "false")},
     .end = FLOW_ALREADY},
    {.name = "an archive: grows by itself",
     .action = "expand-archive",
     .exchanges = {ARCHIVE("a-1", "false"), CALLS("Enable-Mailbox", ID ",\"AutoExpandingArchive\":true", 200, ROWS("")),
                   ARCHIVE("a-1", "true")},
     .end = FLOW_DONE},
    {.name = "retention: asked for, once more when the answer was lost",
     .action = "start-retention",
     .exchanges = {CALLS("Get-Mailbox", ID, 200, ROWS("{}")), LOSES_CALL("Start-ManagedFolderAssistant", ID),
                   CALLS("Start-ManagedFolderAssistant", ID, 200, ROWS(""))},
     .end = FLOW_DONE,
     .says = "nothing shows when"},
    {.name = "items: back, counted",
     .action = "restore-deleted-items",
     BILLS,
     .exchanges = {ITEMS("Get", 200, "{},{}"), ITEMS("Restore", 200, "{},{}"), ITEMS("Get", 200, "")},
     .end = FLOW_DONE,
     .says = "2 items are back"},
    {.name = "items: none fits",
     .action = "restore-deleted-items",
     BILLS,
     .exchanges = {ITEMS("Get", 200, "")},
     .end = FLOW_ALREADY},
    {.name = "items: the answer is lost, they are back",
     .action = "restore-deleted-items",
     BILLS,
     .exchanges = {ITEMS("Get", 200, "{}"),
                   LOSES_CALL("Restore-RecoverableItems",
                              ID ",\"SourceFolder\":\"DeletedItems\",\"SubjectContains\":\"bill\",\"FilterStartTime\":"
                                 "\"2025-12-01T00:00:00Z\",\"ResultSize\":1000"),
                   ITEMS("Get", 200, "")},
     .end = FLOW_DONE,
     .says = "1 item is back"},
};

static void rights_and_rest__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rights_and_rest__end_honestly__in_every_script)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
