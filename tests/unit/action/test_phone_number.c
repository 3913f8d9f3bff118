/* Telephone numbers of Teams (REQUESTS §7.13). */
#include "unit.h"

#include "flow_script.h"

#define NUMBERS   GRAPH "/admin/teams/telephoneNumberManagement/numberAssignments"
#define LIST(...) READS(NUMBERS, 200, "{\"value\":[" __VA_ARGS__ "]}")
#define ROW(owner, status)                                                                                             \
    "{\"telephoneNumber\":\"+3120\",\"numberType\":\"callingPlan\",\"assignmentStatus\":\"" status                     \
    "\",\"assignmentTargetId\":" owner ",\"assignmentCategory\":\"primary\",\"locationId\":\"l\"}"
#define HIS      ROW("\"" USER_ID "\"", "userAssigned")
#define FREE     ROW("null", "unassigned")
#define ANOTHER  "{\"telephoneNumber\":\"+3199\",\"numberType\":\"callingPlan\",\"assignmentTargetId\":\"" USER_ID "\"}"
#define ASSIGN   NUMBERS "/assignNumber"
#define UNASSIGN NUMBERS "/unassignNumber"
#define GIVEN                                                                                                          \
    "{\"telephoneNumber\":\"+3120\",\"assignmentTargetId\":\"" USER_ID                                                 \
    "\",\"numberType\":\"callingPlan\",\"assignmentCategory\":\"primary\",\"locationId\":\"l\"}"
#define TAKEN "{\"telephoneNumber\":\"+3120\",\"numberType\":\"callingPlan\"}"
#define KEPT                                                                                                           \
    "{\"telephoneNumber\":\"+3120\",\"numberType\":\"callingPlan\",\"assignmentCategory\":\"primary\",\"locationId\":\"l\"}"
#define ONE .values = {{"number", "+3120"}, {"type", "found"}, {"category", "primary"}}

static const struct script scripts[] = {
    {.name = "given, after a while",
     .action = "assign-phone-number",
     ONE,
     .exchanges = {LIST(FREE), WRITES("POST", ASSIGN, GIVEN, 202, NULL), LIST(FREE), LIST(HIS)},
     .end = FLOW_DONE,
     .says = "+3120 is the user's number",
     .waits = 1,
     .keeps = KEPT},
    {.name = "had already", .action = "assign-phone-number", ONE, .exchanges = {LIST(HIS)}, .end = FLOW_ALREADY},
    {.name = "somebody else's",
     .action = "assign-phone-number",
     ONE,
     .exchanges = {LIST(ROW("\"other\"", "userAssigned"))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "somebody else has the number +3120"},
    {.name = "has another",
     .action = "assign-phone-number",
     ONE,
     .exchanges = {LIST(FREE "," ANOTHER)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the user has the number +3199"},
    {.name = "in no list",
     .action = "assign-phone-number",
     ONE,
     .exchanges = {LIST("")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "directRouting"},
    {.name = "in no list, of direct routing",
     .action = "assign-phone-number",
     .values = {{"number", "+3120"}, {"type", "directRouting"}, {"category", "primary"}},
     .exchanges = {LIST(""),
                   WRITES("POST", ASSIGN,
                          "{\"telephoneNumber\":\"+3120\",\"assignmentTargetId\":\"" USER_ID
                          "\",\"numberType\":\"directRouting\",\"assignmentCategory\":\"primary\"}",
                          202, NULL),
                   LIST(HIS)},
     .end = FLOW_DONE},
    {.name = "the answer is lost, it was given",
     .action = "assign-phone-number",
     ONE,
     .exchanges = {LIST(FREE), LOSES("POST", ASSIGN, GIVEN), LIST(HIS)},
     .end = FLOW_DONE},
    {.name = "taken: the user's own",
     .action = "unassign-phone-number",
     .exchanges = {LIST(HIS), WRITES("POST", UNASSIGN, TAKEN, 202, NULL), LIST(FREE)},
     .end = FLOW_DONE,
     .says = "+3120 is free again",
     .keeps = KEPT},
    {.name = "taken: has none", .action = "unassign-phone-number", .exchanges = {LIST(FREE)}, .end = FLOW_ALREADY},
    {.name = "taken: not that one",
     .action = "unassign-phone-number",
     .values = {{"number", "+3120"}},
     .exchanges = {LIST(ROW("\"other\"", "userAssigned"))},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "does not have that number"},
    {.name = "taking undone",
     .action = "assign-phone-number",
     .restore = KEPT,
     .exchanges = {LIST(FREE), WRITES("POST", ASSIGN, GIVEN, 202, NULL), LIST(HIS)},
     .end = FLOW_DONE},
    {.name = "giving undone, somebody took it meanwhile: nothing to do",
     .action = "unassign-phone-number",
     .restore = KEPT,
     .exchanges = {LIST(ROW("\"other\"", "userAssigned"))},
     .end = FLOW_ALREADY},
    {.name = "not permitted",
     .action = "unassign-phone-number",
     .exchanges = {READS(NUMBERS, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "TeamsTelephoneNumber.ReadWrite.All"},
};

static void numbers__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers__end_honestly__in_every_script)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
