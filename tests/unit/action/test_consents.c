/* Consents and assignments of a user: one out of a list, taken and given back. */
#include "unit.h"

#include "flow_script.h"

#define GRANTS "/oauth2PermissionGrants?$top=999"
#define APPS   "/appRoleAssignments?$top=999"
#define GRANT(id, scope)                                                                                                 \
    "{\"id\":\"" id                                                                                                      \
    "\",\"clientId\":\"c1\",\"consentType\":\"Principal\",\"principalId\":\"u\",\"resourceId\":\"r\",\"scope\":\"" scope \
    "\"}"
#define LIST(rows) "{\"value\":[" rows "]}"
#define POSTED                                                                                                         \
    "{\"clientId\":\"c1\",\"consentType\":\"Principal\",\"principalId\":\"u\",\"resourceId\":\"r\",\"scope\":\"Mail.Read\"}"
#define UNDONE                                                                                                                             \
    "{\"id\":\"g1\",\"clientId\":\"c1\",\"consentType\":\"Principal\",\"principalId\":\"u\",\"resourceId\":\"r\",\"scope\":\"Mail.Read\"," \
    "\"undoneBy\":\"remove-grant\"}"
#define NEXT       GRAPH "/users/" USER_ID "/oauth2PermissionGrants?$skiptoken=2"
#define PAGE(rows) "{\"value\":[" rows "],\"@odata.nextLink\":\"" NEXT "\"}"

static const struct script consents[] = {
    {.name = "taken back",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g1", "Mail.Read") "," GRANT("g2", "User.Read"))),
                   WRITES("DELETE", GRAPH "/oauth2PermissionGrants/g1", NULL, 204, ""),
                   READS(GRANTS, 200, LIST(GRANT("g2", "User.Read")))},
     .end = FLOW_DONE,
     .says = "The consent is taken back",
     .keeps = GRANT("g1", "Mail.Read")},
    {.name = "given again, as undo",
     .action = "remove-grant",
     .restore = GRANT("g1", "Mail.Read"),
     .exchanges = {READS(GRANTS, 200, LIST("")), WRITES("POST", GRAPH "/oauth2PermissionGrants", POSTED, 201, "{}"),
                   READS(GRANTS, 200, LIST(GRANT("g9", "Mail.Read")))},
     .end = FLOW_DONE,
     .says = "given again",
     .keeps = UNDONE},
    {.name = "taken once more, as undo of the undo",
     .action = "remove-grant",
     .restore = UNDONE,
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g9", "Mail.Read"))),
                   WRITES("DELETE", GRAPH "/oauth2PermissionGrants/g9", NULL, 204, ""), READS(GRANTS, 200, LIST(""))},
     .end = FLOW_DONE,
     .says = "The consent is taken back"},
    {.name = "given already, as undo",
     .action = "remove-grant",
     .restore = GRANT("g1", "Mail.Read"),
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g9", "Mail.Read")))},
     .end = FLOW_ALREADY},
    {.name = "the lost answer came after it was done",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g1", "Mail.Read"))),
                   LOSES("DELETE", GRAPH "/oauth2PermissionGrants/g1", NULL), READS(GRANTS, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "somebody else was faster",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g1", "Mail.Read"))),
                   WRITES("DELETE", GRAPH "/oauth2PermissionGrants/g1", NULL, 404, GONE), READS(GRANTS, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "refused",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g1", "Mail.Read"))),
                   WRITES("DELETE", GRAPH "/oauth2PermissionGrants/g1", NULL, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "two of an application",
     .action = "remove-grant",
     .values = {{"grant", "c1"}},
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g1", "Mail.Read") "," GRANT("g2", "User.Read")))},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .hint = "g1, g2"},
    {.name = "on the second page, and gone from both",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, PAGE("{\"id\":\"g0\"}")), READS(NEXT, 200, LIST(GRANT("g1", "Mail.Read"))),
                   WRITES("DELETE", GRAPH "/oauth2PermissionGrants/g1", NULL, 204, ""),
                   READS(GRANTS, 200, PAGE("{\"id\":\"g0\"}")), READS(NEXT, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "a link to the next page that is none",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, "{\"value\":[],\"@odata.nextLink\":12}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .says = "next page cannot be understood"},
    {.name = "read back to a link that is none",
     .action = "remove-grant",
     .values = {{"grant", "g1"}},
     .exchanges = {READS(GRANTS, 200, LIST(GRANT("g1", "Mail.Read"))),
                   WRITES("DELETE", GRAPH "/oauth2PermissionGrants/g1", NULL, 204, ""),
                   READS(GRANTS, 200, "{\"@odata.nextLink\":{},\"value\":[]}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .says = "next page cannot be understood"},
    {.name = "as many as fit, on two pages",
     .action = "remove-grant",
     .values = {{"grant", "c1"}},
     .exchanges = {READS(GRANTS, 200, PAGE(GRANT("g1", "Mail.Read"))),
                   READS(NEXT, 200, LIST(GRANT("g2", "User.Read")))},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .hint = "g1, g2"},
    {.name = "an assignment",
     .action = "remove-app-assignment",
     .values = {{"assignment", "EXPENSES"}},
     .exchanges = {READS(APPS, 200, LIST("{\"id\":\"a/1\",\"resourceDisplayName\":\"Expenses\"}")),
                   WRITES("DELETE", "/appRoleAssignments/a%2F1", NULL, 204, ""), READS(APPS, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "somebody else's is left", /* the items of a batch were mixed up */
     .action = "remove-grant",
     .values = {{"grant", "c1"}},
     .exchanges = {READS(
         GRANTS, 200,
         LIST("{\"id\":\"g1\",\"clientId\":\"c1\",\"principalId\":\"99999999-0000-4000-8000-000000000009\"}"))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "about somebody else"},
};

static void consent__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(consents));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    (void)state;
    check_plan(&consents[0]);
    check_plan(&consents[12]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(consent__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
