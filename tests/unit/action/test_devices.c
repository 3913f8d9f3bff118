/* A device of the user in the directory, and a phone that synchronises with the mailbox. */
#include "unit.h"

#include "flow_script.h"

#define SELECT               "/registeredDevices?$select=id,deviceId,displayName,operatingSystem,accountEnabled&$top=999"
#define DEVICE(id, name, on) "{\"id\":\"" id "\",\"displayName\":\"" name "\",\"accountEnabled\":" on "}"
#define LIST(rows)           "{\"value\":[" rows "]}"
#define ON                   LIST(DEVICE("d1", "LAPTOP-1", "true") "," DEVICE("d2", "Phone", "true"))
#define OFF                  LIST(DEVICE("d1", "LAPTOP-1", "false") "," DEVICE("d2", "Phone", "true"))
#define TWINS                LIST(DEVICE("d1", "Phone", "true") "," DEVICE("d2", "Phone", "true"))
#define SWITCH_OFF           "{\"accountEnabled\":false}"
#define KEPT                 "{\"device\":\"d1\",\"displayName\":\"LAPTOP-1\"}"
#define PHONE(number)                                                                                                  \
    "{\"Identity\":\"ann\\\\" number "\",\"DeviceID\":\"x" number "\",\"DeviceFriendlyName\":\"Pixel 9\"}"
#define READS_PHONES(body)    CALLS("Get-MobileDeviceStatistics", "\"Mailbox\":\"" USER_ID "\"", 200, body)
#define REMOVES(status, body) CALLS("Remove-MobileDevice", "\"Identity\":\"ann\\\\1\",\"Confirm\":false", status, body)

#define ACCESS(blocked, allowed)                                                                                       \
    CALLS("Get-CASMailbox", "\"Identity\":\"" USER_ID "\"", 200,                                                       \
          LIST("{\"ActiveSyncBlockedDeviceIDs\":[" blocked "],\"ActiveSyncAllowedDeviceIDs\":[" allowed "]}"))
#define HASH(how) "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"" how "\":\"x1\"}"
#define ACCESSES(blocked, allowed)                                                                                     \
    CALLS("Set-CASMailbox",                                                                                            \
          "\"Identity\":\"" USER_ID                                                                                    \
          "\",\"ActiveSyncBlockedDeviceIDs\":" HASH(blocked) ",\"ActiveSyncAllowedDeviceIDs\":" HASH(allowed),         \
          200, "{\"value\":[]}")
#define MANAGED(state)                                                                                                 \
    READS("/managedDevices", 200, LIST("{\"id\":\"m1\",\"deviceName\":\"LAPTOP-1\",\"managementState\":\"" state "\"}"))
#define RETIRES(status, body) WRITES("POST", GRAPH "/deviceManagement/managedDevices/m1/retire", NULL, status, body)

static const struct script devices[] = {
    {.name = "off",
     .action = "disable-device",
     .values = {{"device", "laptop-1"}},
     .exchanges = {READS(SELECT, 200, ON), WRITES("PATCH", GRAPH "/devices/d1", SWITCH_OFF, 204, ""),
                   READS(SELECT, 200, OFF)},
     .end = FLOW_DONE,
     .says = "The device is disabled, read back.",
     .keeps = KEPT},
    {.name = "off already",
     .action = "disable-device",
     .values = {{"device", "d1"}},
     .exchanges = {READS(SELECT, 200, OFF)},
     .end = FLOW_ALREADY},
    {.name = "on, as undo",
     .action = "enable-device",
     .restore = KEPT,
     .exchanges = {READS(SELECT, 200, OFF), WRITES("PATCH", GRAPH "/devices/d1", "{\"accountEnabled\":true}", 204, ""),
                   READS(SELECT, 200, ON)},
     .end = FLOW_DONE},
    {.name = "two of a name",
     .action = "disable-device",
     .values = {{"device", "Phone"}},
     .exchanges = {READS(SELECT, 200, TWINS)},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "2 devices are called"},
    {.name = "none of the name",
     .action = "disable-device",
     .values = {{"device", "x"}},
     .exchanges = {READS(SELECT, 200, ON)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no device \"x\""},
    {.name = "a phone is removed",
     .action = "remove-phone",
     .values = {{"device", "x1"}},
     .exchanges = {READS_PHONES(LIST(PHONE("1") "," PHONE("2"))), REMOVES(200, "{\"value\":[]}"),
                   READS_PHONES(LIST(PHONE("2")))},
     .end = FLOW_DONE},
    {.name = "a phone is blocked that was allowed",
     .action = "block-phone",
     .values = {{"device", "x1"}},
     .exchanges = {READS_PHONES(LIST(PHONE("1") "," PHONE("2"))), ACCESS("", "\"x1\""), ACCESSES("add", "remove"),
                   ACCESS("\"x1\"", "")},
     .end = FLOW_DONE,
     .keeps = "{\"device\":\"x1\",\"allowed\":\"yes\"}"},
    {.name = "a phone may again, as before",
     .action = "block-phone",
     .restore = "{\"device\":\"x1\",\"allowed\":\"yes\"}",
     .exchanges = {ACCESS("\"x1\"", ""), ACCESSES("remove", "add"), ACCESS("", "\"x1\"")},
     .end = FLOW_DONE},
    {.name = "a phone is blocked already",
     .action = "block-phone",
     .values = {{"device", "x1"}},
     .exchanges = {READS_PHONES(LIST(PHONE("1"))), ACCESS("\"x1\"", "")},
     .end = FLOW_ALREADY},
    {.name = "a device is retired",
     .action = "retire-device",
     .values = {{"device", "laptop-1"}},
     .exchanges = {MANAGED("managed"), RETIRES(204, ""), MANAGED("retirePending")},
     .end = FLOW_DONE},
    {.name = "retiring takes a role in Intune",
     .action = "retire-device",
     .values = {{"device", "m1"}},
     .exchanges =
         {MANAGED("managed"),
          RETIRES(
              401,
              "{\"error\":{\"code\":\"UnknownError\",\"message\":\"{\\\"Message\\\":\\\"{\\\\\\\"ErrorCode\\\\\\\":\\\\\\\"Forbidden\\\\\\\"}\\\"}\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "two phones of a name",
     .action = "remove-phone",
     .values = {{"device", "Pixel 9"}},
     .exchanges = {READS_PHONES(LIST(PHONE("1") "," PHONE("2")))},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "2 phones are called"},
    {.name = "whether it is on is not told",
     .action = "disable-device",
     .values = {{"device", "d1"}},
     .exchanges = {READS(SELECT, 200, LIST(DEVICE("d1", "LAPTOP-1", "null")))},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .says = "cannot be read"},
};

static void device__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(devices));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    (void)state;
    check_plan(&devices[0]);
    check_plan(&devices[5]);
    check_plan(&devices[6]);
    check_plan(&devices[7]);
    check_plan(&devices[9]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(device__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
