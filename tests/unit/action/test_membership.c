/* Groups (REQUESTS §3.1 E6–E9, §3.5): the right way for each kind, and undo of what was changed alone. */
#include "unit.h"

#include "flow_script.h"

#define FIELDS                                                                                                         \
    "id,displayName,mail,mailEnabled,securityEnabled,groupTypes,onPremisesSyncEnabled,membershipRule,isAssignableToRole,resourceProvisioningOptions,assignedLicenses,visibility"
#define SEC  "aaaaaaaa-0000-4000-8000-000000000001"
#define LIST "aaaaaaaa-0000-4000-8000-000000000002"
#define TEAM "aaaaaaaa-0000-4000-8000-000000000003"
#define SEC_GROUP                                                                                                      \
    "{\"id\":\"" SEC "\",\"displayName\":\"Sales\",\"mailEnabled\":false,\"securityEnabled\":true,\"groupTypes\":[]}"
#define LIST_GROUP                                                                                                     \
    "{\"id\":\"" LIST                                                                                                  \
    "\",\"displayName\":\"News\",\"mail\":\"news@contoso.com\",\"mailEnabled\":true,\"securityEnabled\":false,\"groupTypes\":[]}"
#define TEAM_GROUP                                                                                                     \
    "{\"id\":\"" TEAM                                                                                                  \
    "\",\"displayName\":\"Team\",\"mailEnabled\":true,\"securityEnabled\":false,\"groupTypes\":[\"Unified\"]}"
#define DYNAMIC                                                                                                        \
    "{\"id\":\"" SEC "\",\"displayName\":\"Rule\",\"securityEnabled\":true,\"groupTypes\":[\"DynamicMembership\"]}"
#define RULED                                                                                                          \
    "{\"id\":\"" TEAM "\",\"displayName\":\"Rule\",\"securityEnabled\":true,\"groupTypes\":[\"DynamicMembership\"]}"
#define SYNCED          "{\"id\":\"" SEC "\",\"displayName\":\"Old\",\"securityEnabled\":true,\"onPremisesSyncEnabled\":true}"
#define ROLES           "{\"id\":\"" SEC "\",\"displayName\":\"Admins\",\"securityEnabled\":true,\"isAssignableToRole\":true}"
#define BY_ID(id, body) READS(GRAPH "/groups/" id "?$select=" FIELDS, 200, body)
#define BY_NAME(name, body)                                                                                            \
    READS(GRAPH "/groups?$filter=startsWith(displayName,%27" name "%27)%20or%20startsWith(mail,%27" name               \
                "%27)&$select=" FIELDS "&$top=25",                                                                     \
          200, body)
#define CALLED(name, body)                                                                                             \
    READS(GRAPH "/groups?$filter=displayName%20eq%20%27" name "%27%20or%20mail%20eq%20%27" name "%27&$select=" FIELDS  \
                "&$top=100",                                                                                           \
          200, body)
#define NONE                  "{\"value\":[]}"
#define MEMBER_OF             "/memberOf?$select=" FIELDS "&$top=999"
#define LISTS(groups)         READS(MEMBER_OF, 200, "{\"value\":[" groups "]}")
#define REF                   "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/" USER_ID "\"}"
#define ADD(id, status, body) WRITES("POST", GRAPH "/groups/" id "/members/$ref", REF, status, body)
#define TAKE(id, status, body)                                                                                         \
    {                                                                                                                  \
        "DELETE", GRAPH "/groups/" id "/members/" USER_ID "/$ref", "", status, body, false, NULL, NULL                 \
    }
#define IN_LIST                 "\"Identity\":\"" LIST "\",\"Member\":\"ann@contoso.com\",\"BypassSecurityGroupManagerCheck\":true"
#define ADD_LIST(status, body)  CALLS("Add-DistributionGroupMember", IN_LIST, status, body)
#define TAKE_LIST(status, body) CALLS("Remove-DistributionGroupMember", IN_LIST ",\"Confirm\":false", status, body)
#define EMPTY                   "{\"value\":[]}"
#define THERE                                                                                                          \
    "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"One or more added object references already exist for the following modified properties: 'members'.\"}}"
#define WRONG_WAY                                                                                                      \
    "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"Cannot Update a mail-enabled security groups and or distribution list.\"}}"
#define SAYS(exception)                                                                                                           \
    "{\"error\":{\"code\":\"BadRequest\",\"message\":\"Error.\",\"details\":[{\"message\":\"ExAAAA|Microsoft.Exchange." exception \
    "|The recipient.\"}]}}"

#define OTHER "aaaaaaaa-0000-4000-8000-0000000000aa"
#define OF_OTHER(groups)                                                                                               \
    READS(GRAPH "/users/" OTHER "?$select=id,displayName,userPrincipalName", 200, "{\"id\":\"" OTHER "\"}"),           \
        READS(GRAPH "/users/" OTHER MEMBER_OF, 200, "{\"value\":[" groups "]}")
#define PUBLIC_TEAM                                                                                                    \
    "{\"id\":\"" TEAM                                                                                                  \
    "\",\"displayName\":\"Open\",\"mailEnabled\":true,\"groupTypes\":[\"Unified\"],\"visibility\":\"Public\"}"

static const struct script adding[] = {
    {.name = "security",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), ADD(SEC, 204, NULL), LISTS(SEC_GROUP)},
     .end = FLOW_DONE,
     .says = "Added to Sales.",
     .keeps = "{\"group\":[\"" SEC "\"]}"},
    {.name = "Microsoft 365",
     .action = "add-to-group",
     .values = {{"group", TEAM}},
     .exchanges = {BY_ID(TEAM, TEAM_GROUP), LISTS(""), ADD(TEAM, 204, NULL), LISTS(TEAM_GROUP)},
     .end = FLOW_DONE},
    {.name = "distribution list",
     .action = "add-to-group",
     .values = {{"group", LIST}},
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(""), ADD_LIST(200, EMPTY), LISTS(LIST_GROUP)},
     .end = FLOW_DONE,
     .says = "Added to News."},
    {.name = "two, one of them there",
     .action = "add-to-group",
     .values = {{"group", SEC}, {"group", LIST}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), BY_ID(LIST, LIST_GROUP), LISTS(SEC_GROUP), ADD_LIST(200, EMPTY),
                   LISTS(SEC_GROUP "," LIST_GROUP)},
     .end = FLOW_DONE,
     .says = "Added to News.",
     .keeps = "{\"group\":[\"" LIST "\"]}"},
    {.name = "by its name",
     .action = "add-to-group",
     .values = {{"group", "Sales"}},
     .exchanges = {CALLED("Sales", "{\"value\":[" SEC_GROUP "]}"), LISTS(""), ADD(SEC, 204, NULL), LISTS(SEC_GROUP)},
     .end = FLOW_DONE},
    {.name = "by a part of its name",
     .action = "add-to-group",
     .values = {{"group", "Sal"}},
     .exchanges = {CALLED("Sal", NONE), BY_NAME("Sal", "{\"value\":[" SEC_GROUP "]}")},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "no group is called \"Sal\"; similar: Sales (" SEC ")"},
    {.name = "by the name of two",
     .action = "add-to-group",
     .values = {{"group", "Sales"}},
     .exchanges = {CALLED("Sales", "{\"value\":[{\"id\":\"x\",\"displayName\":\"sales\"}," SEC_GROUP "]}")},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "2 groups are called \"Sales\": sales (x), Sales (" SEC ")",
     .hint = "id"},
    {.name = "by a part of two names",
     .action = "add-to-group",
     .values = {{"group", "S"}},
     .exchanges = {CALLED("S", NONE),
                   BY_NAME("S", "{\"value\":[{\"id\":\"x\",\"displayName\":\"Sales EU\"}," SEC_GROUP "]}")},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS},
    {.name = "a quote in the name",
     .action = "add-to-group",
     .values = {{"group", "O'x"}},
     .exchanges = {CALLED("O%27%27x", NONE), BY_NAME("O%27%27x", EMPTY)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no group \"O'x\"",
     .hint = "id"},
    {.name = "dynamic",
     .action = "add-to-group",
     .values = {{"group", LIST}, {"group", SEC}}, /* nothing is changed */
     .exchanges = {BY_ID(LIST, LIST_GROUP), BY_ID(SEC, DYNAMIC)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "follow from a rule"},
    {.name = "synced",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SYNCED)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "Active Directory"},
    {.name = "already",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(SEC_GROUP)},
     .end = FLOW_ALREADY,
     .says = "Already a member of Sales."},
    {.name = "already, as the service says",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), ADD(SEC, 400, THERE), LISTS(SEC_GROUP)},
     .end = FLOW_ALREADY},
    {.name = "already, as Exchange says",
     .action = "add-to-group",
     .values = {{"group", LIST}},
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(""),
                   ADD_LIST(400, SAYS("Management.Tasks.MemberAlreadyExistsException")), LISTS(LIST_GROUP)},
     .end = FLOW_ALREADY},
    {.name = "the wrong way",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), ADD(SEC, 400, WRONG_WAY)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "through Exchange"},
    {.name = "not in Exchange yet",
     .action = "add-to-group",
     .values = {{"group", LIST}},
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(""), ADD_LIST(404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "5 to 15 minutes"},
    {.name = "may not",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), ADD(SEC, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "GroupMember.ReadWrite.All"},
    {.name = "may not in Exchange",
     .action = "add-to-group",
     .values = {{"group", LIST}},
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(""), ADD_LIST(403, NULL)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Exchange.ManageAsApp"},
    {.name = "gives roles",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, ROLES), LISTS(""), ADD(SEC, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "RoleManagement.ReadWrite.Directory"},
    {.name = "lost and done",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), LOSES("POST", GRAPH "/groups/" SEC "/members/$ref", REF),
                   ADD(SEC, 400, THERE), LISTS(SEC_GROUP)},
     .end = FLOW_DONE,
     .says = "Added to Sales."},
    {.name = "lags",
     .action = "add-to-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), ADD(SEC, 204, NULL), LISTS(""), LISTS(SEC_GROUP)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "looked at: done",
     .action = "add-to-group",
     .look = true,
     .prior = "{}",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(SEC_GROUP)},
     .end = FLOW_DONE,
     .says = "Added to Sales."},
    {.name = "looked at: not done",
     .action = "add-to-group",
     .look = true,
     .prior = "{}",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS("")},
     .end = FLOW_SEND},
    {.name = "undo of a removal",
     .action = "add-to-group",
     .restore = "{\"group\":[\"" SEC "\"]}",
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(""), ADD(SEC, 204, NULL), LISTS(SEC_GROUP)},
     .end = FLOW_DONE},
    {.name = "the groups of another user",
     .action = "add-to-group",
     .values = {{"copyFrom", OTHER}},
     .exchanges = {OF_OTHER(RULED "," PUBLIC_TEAM "," SEC_GROUP "," LIST_GROUP), LISTS(SEC_GROUP), ADD_LIST(200, EMPTY),
                   LISTS(SEC_GROUP "," LIST_GROUP)},
     .end = FLOW_DONE,
     .says =
         "Added to News. Already a member of Sales. Not copied: Rule (its members follow from a rule), Open (it is public: anybody can join).",
     .keeps = "{\"group\":[\"" LIST "\"]}"},
    {.name = "the groups of another user, beside one that is named",
     .action = "add-to-group",
     .values = {{"group", SEC}, {"copyFrom", OTHER}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), OF_OTHER(SEC_GROUP "," TEAM_GROUP), LISTS(""), ADD(SEC, 204, NULL),
                   ADD(TEAM, 204, NULL), LISTS(SEC_GROUP "," TEAM_GROUP)},
     .end = FLOW_DONE,
     .says = "Added to Sales, Team."},
    {.name = "the groups of somebody who is in none that is copied",
     .action = "add-to-group",
     .values = {{"copyFrom", OTHER}},
     .exchanges = {OF_OTHER(ROLES), LISTS("")},
     .end = FLOW_ALREADY,
     .says = "In no group that is copied. Not copied: Admins (it gives roles: add it by its name)."},
    {.name = "the groups of another user may not be read",
     .action = "add-to-group",
     .values = {{"copyFrom", OTHER}},
     .exchanges = {READS(GRAPH "/users/" OTHER "?$select=id,displayName,userPrincipalName", 200,
                         "{\"id\":\"" OTHER "\"}"),
                   READS(GRAPH "/users/" OTHER MEMBER_OF, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "one of several is refused",
     .action = "add-to-group",
     .values = {{"group", SEC}, {"group", TEAM}},
     .exchanges = {BY_ID(SEC, ROLES), BY_ID(TEAM, TEAM_GROUP), LISTS(""), ADD(SEC, 403, DENIED), ADD(TEAM, 204, NULL),
                   LISTS(TEAM_GROUP)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "added to Team, not to Admins: ",
     .hint = "RoleManagement.ReadWrite.Directory"},
    {.name = "all of several are refused",
     .action = "add-to-group",
     .values = {{"group", SEC}, {"group", LIST}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), BY_ID(LIST, LIST_GROUP), LISTS(""), ADD(SEC, 403, DENIED),
                   ADD_LIST(403, NULL), LISTS("")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "added to no group, not to Sales: "},
};

#define NEXT GRAPH "/users/" USER_ID "/memberOf?$skiptoken=2"

static const struct script removing[] = {
    {.name = "security",
     .action = "remove-from-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(SEC_GROUP), TAKE(SEC, 204, NULL), LISTS("")},
     .end = FLOW_DONE,
     .says = "Removed from Sales.",
     .keeps = "{\"group\":[\"" SEC "\"]}"},
    {.name = "distribution list",
     .action = "remove-from-group",
     .values = {{"group", LIST}},
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(LIST_GROUP), TAKE_LIST(200, EMPTY), LISTS("")},
     .end = FLOW_DONE},
    {.name = "all",
     .action = "remove-from-group",
     .values = {{"all", "true"}},
     .exchanges = {LISTS(SEC_GROUP "," RULED "," LIST_GROUP), TAKE(SEC, 204, NULL), TAKE_LIST(200, EMPTY),
                   LISTS(RULED)},
     .end = FLOW_DONE,
     .says = "Removed from Sales, News. Stays a member of ",
     .keeps = "{\"group\":[\"" SEC "\",\"" LIST "\"]}"},
    {.name = "all, and none can be left",
     .action = "remove-from-group",
     .values = {{"all", "true"}},
     .exchanges = {LISTS(DYNAMIC)},
     .end = FLOW_ALREADY,
     .says = "In no group that can be left. Stays a member of "},
    {.name = "all, looked at: some are left",
     .action = "remove-from-group",
     .look = true,
     .prior = "{}",
     .values = {{"all", "true"}},
     .exchanges = {LISTS(SEC_GROUP)},
     .end = FLOW_SEND},
    {.name = "no member",
     .action = "remove-from-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS("")},
     .end = FLOW_ALREADY,
     .says = "No member of Sales."},
    {.name = "gone meanwhile",
     .action = "remove-from-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(SEC_GROUP), TAKE(SEC, 404, GONE), LISTS("")},
     .end = FLOW_ALREADY},
    {.name = "gone, as Exchange says",
     .action = "remove-from-group",
     .values = {{"group", LIST}},
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(LIST_GROUP),
                   TAKE_LIST(400, SAYS("Management.Tasks.MemberNotFoundException")), LISTS("")},
     .end = FLOW_ALREADY},
    {.name = "on the second page",
     .action = "remove-from-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), READS(MEMBER_OF, 200, "{\"value\":[],\"@odata.nextLink\":\"" NEXT "\"}"),
                   READS(NEXT, 200, "{\"value\":[" SEC_GROUP "]}"), TAKE(SEC, 204, NULL), LISTS("")},
     .end = FLOW_DONE},
    {.name = "the next page leads away",
     .action = "remove-from-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP),
                   READS(MEMBER_OF, 200, "{\"value\":[],\"@odata.nextLink\":\"https://graph.microsoft.com.evil/x\"}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "not followed"},
    {.name = "undo of an addition",
     .action = "remove-from-group",
     .restore = "{\"group\":[\"" LIST "\"]}",
     .exchanges = {BY_ID(LIST, LIST_GROUP), LISTS(SEC_GROUP "," LIST_GROUP), TAKE_LIST(200, EMPTY), LISTS(SEC_GROUP)},
     .end = FLOW_DONE},
    {.name = "undo of nothing", .action = "remove-from-group", .restore = "{\"group\":[]}", .end = FLOW_ALREADY},
    {.name = "lost and done",
     .action = "remove-from-group",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(SEC_GROUP),
                   LOSES("DELETE", GRAPH "/groups/" SEC "/members/" USER_ID "/$ref", ""), TAKE(SEC, 404, GONE),
                   LISTS("")},
     .end = FLOW_DONE},
    {.name = "looked at: done",
     .action = "remove-from-group",
     .look = true,
     .prior = "{}",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS("")},
     .end = FLOW_DONE,
     .says = "Removed from Sales."},
    {.name = "looked at: not done",
     .action = "remove-from-group",
     .look = true,
     .prior = "{}",
     .values = {{"group", SEC}},
     .exchanges = {BY_ID(SEC, SEC_GROUP), LISTS(SEC_GROUP)},
     .end = FLOW_SEND},
};

static void add__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(adding));
}

static void remove__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(removing));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&adding[0],   &adding[1],   &adding[2],   &adding[3],   &adding[23],
                                         &removing[0], &removing[1], &removing[2], &removing[10]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

static void prepare__offers__groups_that_can_be_left(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "some",
                                   .action = "remove-from-group",
                                   .exchanges = {LISTS(
                                       "{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"id\":\"r\"}," LIST_GROUP
                                       "," DYNAMIC "," TEAM_GROUP)}},
                  "group\n  " LIST " | News | distribution list, news@contoso.com\n  " TEAM
                  " | Team | Microsoft 365 group\n");
    check_prepare(&(struct script){.name = "none", .action = "remove-from-group", .exchanges = {LISTS("")}},
                  "- The user is in no group.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add__ends_honestly__in_every_script),
        cmocka_unit_test(remove__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(prepare__offers__groups_that_can_be_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
