/* Roles by name: at once, with an end, eligible, within a unit; and administrative units. */
#include "unit.h"

#include "base/clock.h"
#include "flow_script.h"

#define LIST(rows)    "{\"value\":[" rows "]}"
#define DIRECTORY     GRAPH "/roleManagement/directory"
#define DEFINITIONS   DIRECTORY "/roleDefinitions?$select=id,templateId,displayName,description,isBuiltIn,isEnabled"
#define HELD          DIRECTORY "/roleAssignments?$filter=principalId%20eq%20'" USER_ID "'"
#define SCHEDULED     DIRECTORY "/roleAssignmentScheduleInstances?$filter=principalId%20eq%20'" USER_ID "'"
#define ELIGIBLE      DIRECTORY "/roleEligibilityScheduleInstances?$filter=principalId%20eq%20'" USER_ID "'"
#define GLOBAL        "62e90394-69f5-4237-9190-012177145e10"
#define GLOBALS(rows) READS(DIRECTORY "/roleAssignments?$filter=roleDefinitionId%20eq%20'" GLOBAL "'", 200, LIST(rows))
#define OTHER_GLOBAL  "{\"principalId\":\"x\",\"roleDefinitionId\":\"" GLOBAL "\"}"
#define ROLES                                                                                                          \
    READS(DEFINITIONS, 200,                                                                                            \
          LIST("{\"id\":\"" GLOBAL "\",\"displayName\":\"Global Administrator\",\"isEnabled\":true},"                  \
               "{\"id\":\"h\",\"templateId\":\"h\",\"displayName\":\"Helpdesk Administrator\",\"isEnabled\":true},"    \
               "{\"id\":\"u\",\"displayName\":\"User Administrator\"},"                                                \
               "{\"id\":\"o\",\"displayName\":\"Old Role\",\"isEnabled\":false}"))
#define HAS(id, role) "{\"id\":\"" id "\",\"roleDefinitionId\":\"" role "\",\"directoryScopeId\":\"/\"}"
#define OTHERS(id, role)                                                                                               \
    "{\"id\":\"" id "\",\"principalId\":\"99999999-0000-4000-8000-000000000009\",\"roleDefinitionId\":\"" role         \
    "\",\"directoryScopeId\":\"/\"}"
#define GIVES(role) "{\"principalId\":\"" USER_ID "\",\"roleDefinitionId\":\"" role "\",\"directoryScopeId\":\"/\"}"
#define ASKS(action, role, scope, rest)                                                                                \
    "{\"action\":\"" action "\",\"principalId\":\"" USER_ID "\",\"roleDefinitionId\":\"" role                          \
    "\",\"directoryScopeId\":\"" scope "\"" rest "}"
#define UNTIL                                                                                                          \
    ",\"justification\":\"on call\",\"scheduleInfo\":{\"startDateTime\":\"2026-01-01T08:00:00Z\",\"expiration\":{"     \
    "\"type\":\"afterDateTime\",\"endDateTime\":\"2026-01-01T12:00:00Z\"}}"
#define FOR_EVER                                                                                                       \
    ",\"scheduleInfo\":{\"startDateTime\":\"2026-01-01T08:00:00Z\",\"expiration\":{\"type\":\"noExpiration\"}}"
#define UNITS                                                                                                          \
    READS(GRAPH "/directory/administrativeUnits?$select=id,displayName&$top=999", 200,                                 \
          LIST("{\"id\":\"a\",\"displayName\":\"Berlin\"}"))

static const struct script scripts[] = {
    {.name = "two at once",
     .action = "give-role",
     .values = {{"role", "helpdesk administrator\nu"}, {"as", "active"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST("")),
                   WRITES("POST", DIRECTORY "/roleAssignments", GIVES("h"), 201, "{}"),
                   WRITES("POST", DIRECTORY "/roleAssignments", GIVES("u"), 201, "{}"),
                   READS(HELD, 200, LIST(HAS("1", "h") "," HAS("2", "u")))},
     .end = FLOW_DONE,
     .says = "Role given: Helpdesk Administrator, User Administrator.",
     .keeps = "{\"role\":[{\"id\":\"h\",\"name\":\"Helpdesk Administrator\"},{\"id\":\"u\",\"name\":\"User "
              "Administrator\"}],\"as\":\"active\",\"scope\":\"/\"}"},
    {.name = "until a time",
     .action = "give-role",
     .values = {{"role", "h"}, {"as", "active"}, {"until", "2026-01-01T12:00:00Z"}, {"reason", "on call"}},
     .exchanges = {ROLES, READS(SCHEDULED, 200, LIST("")),
                   WRITES("POST", DIRECTORY "/roleAssignmentScheduleRequests", ASKS("adminAssign", "h", "/", UNTIL),
                          201, "{}"),
                   READS(SCHEDULED, 200, LIST(HAS("1", "h")))},
     .end = FLOW_DONE,
     .says = "Role given: Helpdesk Administrator."},
    {.name = "eligible within a unit",
     .action = "give-role",
     .values = {{"role", "h"}, {"as", "eligible"}, {"unit", "berlin"}},
     .exchanges =
         {UNITS, ROLES, READS(ELIGIBLE, 200, LIST(HAS("1", "h"))), /* in the whole tenant, which is another */
          WRITES("POST", DIRECTORY "/roleEligibilityScheduleRequests",
                 ASKS("adminAssign", "h", "/administrativeUnits/a", FOR_EVER), 201, "{}"),
          READS(ELIGIBLE, 200,
                LIST("{\"id\":\"2\",\"roleDefinitionId\":\"h\",\"directoryScopeId\":\"/administrativeUnits/a\"}"))},
     .end = FLOW_DONE},
    {.name = "had already",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST(HAS("1", "h")))},
     .end = FLOW_ALREADY},
    {.name = "one of two is had: undo leaves it",
     .action = "give-role",
     .values = {{"role", "h\nu"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST(HAS("1", "h"))),
                   WRITES("POST", DIRECTORY "/roleAssignments", GIVES("u"), 201, "{}"),
                   READS(HELD, 200, LIST(HAS("1", "h") "," HAS("2", "u")))},
     .end = FLOW_DONE,
     .says = "Role given: User Administrator.",
     .keeps = "{\"role\":[{\"id\":\"u\",\"name\":\"User Administrator\"}],\"as\":\"active\",\"scope\":\"/\"}"},
    {.name = "the answer is lost, the write was not",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST("")), LOSES("POST", DIRECTORY "/roleAssignments", GIVES("h")),
                   READS(HELD, 200, LIST(HAS("1", "h")))},
     .end = FLOW_DONE,
     .says = "Role given: Helpdesk Administrator."},
    {.name = "the answer is lost, and so was the write",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST("")), LOSES("POST", DIRECTORY "/roleAssignments", GIVES("h")),
                   READS(HELD, 200, LIST("")), WRITES("POST", DIRECTORY "/roleAssignments", GIVES("h"), 201, "{}"),
                   READS(HELD, 200, LIST(HAS("1", "h")))},
     .end = FLOW_DONE},
    {.name = "somebody else gave it meanwhile",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST("")),
                   WRITES("POST", DIRECTORY "/roleAssignments", GIVES("h"), 400,
                          "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"A conflicting object with one or "
                          "more\"}}"),
                   READS(HELD, 200, LIST(HAS("1", "h")))},
     .end = FLOW_ALREADY},
    {.name = "refused",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST("")),
                   WRITES("POST", DIRECTORY "/roleAssignments", GIVES("h"), 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "RoleManagement.ReadWrite.Directory"},
    {.name = "no list",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "switched off",
     .action = "give-role",
     .values = {{"role", "Old Role"}},
     .exchanges = {ROLES},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "switched off"},
    {.name = "a part of a name gives nothing",
     .action = "give-role",
     .values = {{"role", "h\nUser"}},
     .exchanges = {ROLES},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "User Administrator"},
    {.name = "given for an end, taken back",
     .action = "take-role",
     .restore = "{\"role\":[{\"id\":\"h\",\"name\":\"H\"}],\"as\":\"active\",\"scope\":\"/"
                "\",\"until\":\"2026-01-01T12:00:00Z\"}",
     .exchanges = {GLOBALS(""), READS(SCHEDULED, 200, LIST(HAS("1", "h"))),
                   WRITES("POST", DIRECTORY "/roleAssignmentScheduleRequests", ASKS("adminRemove", "h", "/", ""), 201,
                          "{}"),
                   READS(SCHEDULED, 200, LIST(""))},
     .end = FLOW_DONE,
     .says = "Role taken"},
    {.name = "taken by name",
     .action = "take-role",
     .values = {{"role", "h"}},
     .exchanges = {GLOBALS(OTHER_GLOBAL), ROLES, READS(HELD, 200, LIST(HAS("1", "h"))),
                   WRITES("DELETE", DIRECTORY "/roleAssignments/1", NULL, 204, ""), READS(HELD, 200, LIST(""))},
     .end = FLOW_DONE,
     .keeps = "{\"role\":[{\"id\":\"h\",\"name\":\"Helpdesk Administrator\"}],\"as\":\"active\",\"scope\":\"/\"}"},
    {.name = "gone, says the service, and shows it",
     .action = "take-role",
     .values = {{"role", "h"}},
     .exchanges = {GLOBALS(OTHER_GLOBAL), ROLES, READS(HELD, 200, LIST(HAS("1", "h"))),
                   WRITES("DELETE", DIRECTORY "/roleAssignments/1", NULL, 404, GONE),
                   READS(HELD, 200, LIST(HAS("1", "h"))), READS(HELD, 200, LIST(HAS("1", "h"))),
                   READS(HELD, 200, LIST(HAS("1", "h"))), READS(HELD, 200, LIST(HAS("1", "h"))),
                   READS(HELD, 200, LIST(HAS("1", "h"))), READS(HELD, 200, LIST(HAS("1", "h")))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "still shows the opposite",
     .waits = 5},
    {.name = "given again with its end",
     .action = "give-role",
     .restore = "{\"role\":[{\"id\":\"h\",\"name\":\"H\",\"until\":\"2026-01-01T12:00:00Z\"}],\"as\":\"scheduled\","
                "\"scope\":\"/\",\"reason\":\"on call\"}",
     .exchanges = {READS(SCHEDULED, 200, LIST("")),
                   WRITES("POST", DIRECTORY "/roleAssignmentScheduleRequests", ASKS("adminAssign", "h", "/", UNTIL),
                          201, "{}"),
                   READS(SCHEDULED, 200, LIST(HAS("1", "h")))},
     .end = FLOW_DONE},
    {.name = "the last Global Administrator, behind another role",
     .action = "take-role",
     .values = {{"role", "h\nGlobal Administrator"}},
     .exchanges = {GLOBALS("{\"principalId\":\"" USER_ID "\"}"), ROLES,
                   READS(HELD, 200, LIST(HAS("1", "h") "," HAS("2", GLOBAL)))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the last Global Administrator"},
    {.name = "one of several",
     .action = "take-role",
     .values = {{"role", GLOBAL}},
     .exchanges = {GLOBALS(OTHER_GLOBAL), ROLES, READS(HELD, 200, LIST(HAS("2", GLOBAL))),
                   WRITES("DELETE", DIRECTORY "/roleAssignments/2", NULL, 204, ""), READS(HELD, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "joins a unit",
     .action = "join-administrative-unit",
     .values = {{"unit", "BERLIN"}},
     .exchanges = {READS(GRAPH "/directory/administrativeUnits?$select=id,displayName,description,membershipType,"
                               "isMemberManagementRestricted&$top=999",
                         200, LIST("{\"id\":\"a\",\"displayName\":\"Berlin\",\"membershipType\":\"Assigned\"}")),
                   READS("/memberOf/microsoft.graph.administrativeUnit?$select=id,displayName&$top=999", 200, LIST("")),
                   WRITES("POST", GRAPH "/directory/administrativeUnits/a/members/$ref",
                          "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/users/" USER_ID "\"}", 204, ""),
                   READS("/memberOf/microsoft.graph.administrativeUnit?$select=id,displayName&$top=999", 200,
                         LIST("{\"id\":\"a\"}"))},
     .end = FLOW_DONE,
     .says = "Joined: Berlin."},
    {.name = "leaves it again",
     .action = "leave-administrative-unit",
     .restore = "{\"unit\":[{\"id\":\"a\",\"name\":\"Berlin\"}]}",
     .exchanges = {READS("/memberOf/microsoft.graph.administrativeUnit?$select=id,displayName&$top=999", 200,
                         LIST("{\"id\":\"a\"}")),
                   WRITES("DELETE", GRAPH "/directory/administrativeUnits/a/members/" USER_ID "/$ref", NULL, 404, GONE),
                   READS("/memberOf/microsoft.graph.administrativeUnit?$select=id,displayName&$top=999", 200,
                         LIST(""))},
     .end = FLOW_ALREADY},
    {.name = "somebody else's is not taken", /* the items of a batch were mixed up */
     .action = "take-role",
     .values = {{"role", "h"}},
     .exchanges = {GLOBALS(OTHER_GLOBAL), ROLES, READS(HELD, 200, LIST(OTHERS("1", "h")))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "about somebody else"},
    {.name = "somebody else's is none that is there",
     .action = "give-role",
     .values = {{"role", "h"}},
     .exchanges = {ROLES, READS(HELD, 200, LIST(OTHERS("1", "h")))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "about somebody else"},
    {.name = "accepted, and still held",
     .action = "take-role",
     .values = {{"role", "h"}},
     .exchanges = {GLOBALS(OTHER_GLOBAL), ROLES, READS(HELD, 200, LIST(HAS("1", "h"))),
                   WRITES("DELETE", DIRECTORY "/roleAssignments/1", NULL, 204, ""),
                   READS(HELD, 200, LIST(HAS("1", "h"))), READS(HELD, 200, LIST(HAS("1", "h"))),
                   READS(HELD, 200, LIST(HAS("1", "h"))), READS(HELD, 200, LIST(HAS("1", "h"))),
                   READS(HELD, 200, LIST(HAS("1", "h"))), READS(HELD, 200, LIST(HAS("1", "h")))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "still shows the opposite",
     .waits = 5},
    {.name = "who holds another role is no Global Administrator", /* a service that leaves out the filter */
     .action = "take-role",
     .values = {{"role", GLOBAL}},
     .exchanges = {GLOBALS("{\"principalId\":\"x\",\"roleDefinitionId\":\"h\"}"), ROLES,
                   READS(HELD, 200, LIST(HAS("2", GLOBAL)))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the last Global Administrator"},
};

static void several__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    static const size_t rows[] = {0, 1, 2, 4, 12, 13, 15, 17, 18};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(&scripts[rows[i]]);
}

int main(void)
{
    clock_set(NOW);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
