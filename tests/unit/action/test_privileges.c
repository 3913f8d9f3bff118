/* Roles that are taken, applications that are switched off for all, and what makes one of the tenant's own a way in. */
#include "unit.h"

#include "flow_script.h"

#define LIST(rows)    "{\"value\":[" rows "]}"
#define ASSIGNMENTS   GRAPH "/roleManagement/directory/roleAssignments"
#define GLOBAL        "62e90394-69f5-4237-9190-012177145e10"
#define GLOBALS(rows) READS(ASSIGNMENTS "?$filter=roleDefinitionId%20eq%20'" GLOBAL "'", 200, LIST(rows))
#define HAS(rows)     READS(ASSIGNMENTS "?$filter=principalId%20eq%20'" USER_ID "'&$expand=roleDefinition", 200, LIST(rows))
#define HIS           "{\"principalId\":\"" USER_ID "\"}"
#define NEXT          GRAPH "/next"
#define OTHERS        "{\"principalId\":\"x\",\"roleDefinitionId\":\"" GLOBAL "\"}"
#define ROLE(id, role, name)                                                                                           \
    "{\"id\":\"" id "\",\"principalId\":\"" USER_ID "\",\"roleDefinitionId\":\"" role                                  \
    "\",\"directoryScopeId\":\"/\",\"roleDefinition\":{\"displayName\":\"" name "\"}}"
#define AS_GLOBAL ROLE("a1", GLOBAL, "Global Administrator")
#define AS_HELPER ROLE("a2", "h", "Helpdesk Administrator")

static const struct script roles[] = {
    {.name = "a role by its name",
     .action = "remove-role",
     .values = {{"assignment", "helpdesk administrator"}},
     .exchanges = {GLOBALS(OTHERS), HAS(AS_GLOBAL "," AS_HELPER), WRITES("DELETE", ASSIGNMENTS "/a2", NULL, 204, ""),
                   HAS(AS_GLOBAL)},
     .end = FLOW_DONE,
     .keeps = AS_HELPER},
    {.name = "one of several global administrators",
     .action = "remove-role",
     .values = {{"assignment", "a1"}},
     .exchanges = {GLOBALS(HIS "," OTHERS), HAS(AS_GLOBAL), WRITES("DELETE", ASSIGNMENTS "/a1", NULL, 204, ""),
                   HAS("")},
     .end = FLOW_DONE},
    {.name = "the last global administrator",
     .action = "remove-role",
     .values = {{"assignment", "a1"}},
     .exchanges = {GLOBALS(HIS), HAS(AS_GLOBAL)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the last Global Administrator"},
    {.name = "given again",
     .action = "remove-role",
     .restore = AS_HELPER,
     .exchanges = {GLOBALS(HIS), HAS(""),
                   WRITES("POST", ASSIGNMENTS,
                          "{\"principalId\":\"" USER_ID "\",\"roleDefinitionId\":\"h\",\"directoryScopeId\":\"/\"}",
                          201, "{}"),
                   HAS(AS_HELPER)},
     .end = FLOW_DONE,
     .says = "given again"},
    {.name = "somebody without a name is no other",
     .action = "remove-role",
     .values = {{"assignment", "a1"}},
     .exchanges = {GLOBALS(HIS ",{\"id\":\"a9\"}"), HAS(AS_GLOBAL)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the last Global Administrator"},
    {.name = "nor is a page that is not there",
     .action = "remove-role",
     .values = {{"assignment", "a1"}},
     .exchanges = {READS(ASSIGNMENTS "?$filter=roleDefinitionId%20eq%20'" GLOBAL "'", 200,
                         "{\"value\":[" HIS "],\"@odata.nextLink\":null}"),
                   HAS(AS_GLOBAL)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the last Global Administrator"},
    {.name = "read back without a list",
     .action = "remove-role",
     .values = {{"assignment", "a2"}},
     .exchanges = {GLOBALS(OTHERS), HAS(AS_GLOBAL "," AS_HELPER), WRITES("DELETE", ASSIGNMENTS "/a2", NULL, 204, ""),
                   READS(ASSIGNMENTS "?$filter=principalId%20eq%20'" USER_ID "'&$expand=roleDefinition", 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .says = "cannot be read"},
    {.name = "read back as an error and an empty list",
     .action = "remove-role",
     .values = {{"assignment", "a2"}},
     .exchanges = {GLOBALS(OTHERS), HAS(AS_GLOBAL "," AS_HELPER), WRITES("DELETE", ASSIGNMENTS "/a2", NULL, 204, ""),
                   READS(ASSIGNMENTS "?$filter=principalId%20eq%20'" USER_ID "'&$expand=roleDefinition", 200,
                         "{\"error\":{\"code\":\"X\"},\"value\":[]}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .says = "success and an error"},
    {.name = "pages without end",
     .action = "remove-role",
     .values = {{"assignment", "a2"}},
     .exchanges = {GLOBALS(OTHERS),
                   READS(ASSIGNMENTS "?$filter=principalId%20eq%20'" USER_ID "'&$expand=roleDefinition", 200,
                         "{\"value\":[" AS_GLOBAL "],\"@odata.nextLink\":\"" NEXT "\"}"),
                   READS(NEXT, 200, "{\"value\":[],\"@odata.nextLink\":\"" NEXT "\"}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "do not come to an end"},
};

#define OF_GROUP      "\"Identity\":\"Organization Management\",\"ResultSize\":\"Unlimited\""
#define MEMBERS(rows) CALLS("Get-RoleGroupMember", OF_GROUP, 200, LIST(rows))
#define CHANGES(verb)                                                                                                  \
    CALLS(verb "-RoleGroupMember",                                                                                     \
          "\"Identity\":\"Organization Management\",\"Member\":\"" USER_ID                                             \
          "\",\"BypassSecurityGroupManagerCheck\":true,\"Confirm\":false",                                             \
          200, LIST(""))
#define HIMSELF "{\"Name\":\"ann\",\"ExternalDirectoryObjectId\":\"" USER_ID "\"}"
#define ADMINS  "{\"Name\":\"ExchangeServiceAdmins_-1\",\"ExternalDirectoryObjectId\":\"\"}"
#define IN_GROUP                                                                                                       \
    {                                                                                                                  \
        {                                                                                                              \
            "group", "Organization Management"                                                                         \
        }                                                                                                              \
    }
#define KEPT_GROUP "{\"group\":\"Organization Management\"}"

static const struct script role_groups[] = {
    {.name = "out of a role group",
     .action = "remove-role-group-member",
     .values = IN_GROUP,
     .exchanges = {MEMBERS(ADMINS "," HIMSELF), CHANGES("Remove"), MEMBERS(ADMINS)},
     .end = FLOW_DONE,
     .keeps = KEPT_GROUP},
    {.name = "no member",
     .action = "remove-role-group-member",
     .values = IN_GROUP,
     .exchanges = {MEMBERS(ADMINS)},
     .end = FLOW_ALREADY,
     .says = "unless by a group"},
    {.name = "the last one",
     .action = "remove-role-group-member",
     .values = IN_GROUP,
     .exchanges = {MEMBERS(HIMSELF)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the last member"},
    {.name = "no list of members",
     .action = "remove-role-group-member",
     .values = IN_GROUP,
     .exchanges = {CALLS("Get-RoleGroupMember", OF_GROUP, 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "no such role group",
     .action = "remove-role-group-member",
     .values = IN_GROUP,
     .exchanges = {CALLS("Get-RoleGroupMember", OF_GROUP, 404, EXCHANGE_GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no role group"},
    {.name = "an answer that was lost",
     .action = "remove-role-group-member",
     .values = IN_GROUP,
     .exchanges = {MEMBERS(ADMINS "," HIMSELF),
                   LOSES_CALL("Remove-RoleGroupMember",
                              "\"Identity\":\"Organization Management\",\"Member\":\"" USER_ID
                              "\",\"BypassSecurityGroupManagerCheck\":true,\"Confirm\":false"),
                   MEMBERS(ADMINS)},
     .end = FLOW_DONE},
    {.name = "put back",
     .action = "remove-role-group-member",
     .restore = KEPT_GROUP,
     .exchanges = {MEMBERS(ADMINS), CHANGES("Add"), MEMBERS(ADMINS "," HIMSELF)},
     .end = FLOW_DONE,
     .keeps = "{\"group\":\"Organization Management\",\"undoneBy\":\"remove-role-group-member\"}",
     .says = "again"},
};

#define APP "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b02"
#define PRINCIPALS(rows)                                                                                               \
    READS(GRAPH "/servicePrincipals?$filter=id%20eq%20'" APP "'%20or%20appId%20eq%20'" APP                             \
                "'&$select=id,appId,displayName,appOwnerOrganizationId,accountEnabled",                                \
          200, LIST(rows))
#define PRINCIPAL(owner, on)                                                                                           \
    "{\"id\":\"p1\",\"appId\":\"" APP "\",\"displayName\":\"Mail\",\"appOwnerOrganizationId\":\"" owner                \
    "\",\"accountEnabled\":" on "}"

static const struct script applications[] = {
    {.name = "off for all",
     .action = "disable-service-principal",
     .values = {{"app", APP}},
     .exchanges = {PRINCIPALS(PRINCIPAL("x", "true")),
                   WRITES("PATCH", GRAPH "/servicePrincipals/p1", "{\"accountEnabled\":false}", 204, ""),
                   PRINCIPALS(PRINCIPAL("x", "false"))},
     .end = FLOW_DONE,
     .keeps = "{\"app\":\"p1\",\"displayName\":\"Mail\"}"},
    {.name = "Microsoft's own",
     .action = "disable-service-principal",
     .values = {{"app", APP}},
     .exchanges = {PRINCIPALS(PRINCIPAL("f8cdef31-a31e-4b4a-93e4-5f571e91255a", "true"))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "Microsoft's own"},
    {.name = "there is none",
     .action = "enable-service-principal",
     .values = {{"app", APP}},
     .exchanges = {PRINCIPALS("")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
};

#define OWN(rows)                                                                                                      \
    READS(GRAPH "/applications?$filter=id%20eq%20'" APP "'%20or%20appId%20eq%20'" APP                                  \
                "'&$select=id,appId,displayName,passwordCredentials,keyCredentials",                                   \
          200, LIST(rows))
#define ISSUERS(rows)       READS(GRAPH "/applications/o1/federatedIdentityCredentials", 200, LIST(rows))
#define KEY(id)             "{\"keyId\":\"" id "\"}"
#define WITH(secrets, keys) "{\"id\":\"o1\",\"passwordCredentials\":[" secrets "],\"keyCredentials\":[" keys "]}"
#define ISSUER              "{\"id\":\"f1\"}"
#define DROPS(id)           WRITES("POST", GRAPH "/applications/o1/removePassword", KEY(id), 204, "")

static const struct script credentials[] = {
    {.name = "all of them",
     .action = "remove-app-credentials",
     .values = {{"app", APP}},
     .exchanges = {OWN(WITH(KEY("s1") "," KEY("s2"), KEY("c1") "," KEY("c2"))), ISSUERS(ISSUER), DROPS("s1"),
                   DROPS("s2"), WRITES("PATCH", GRAPH "/applications/o1", "{\"keyCredentials\":[]}", 204, ""),
                   WRITES("DELETE", GRAPH "/applications/o1/federatedIdentityCredentials/f1", NULL, 204, ""),
                   OWN(WITH("", "")), ISSUERS("")},
     .end = FLOW_DONE,
     .keeps = "{\"id\":\"o1\",\"passwordCredentials\":[" KEY("s1") "," KEY("s2") "],\"keyCredentials\":[" KEY(
         "c1") "," KEY("c2") "],\"federatedIdentityCredentials\":[" ISSUER "]}"},
    {.name = "one certificate: the other stays",
     .action = "remove-app-credentials",
     .values = {{"app", APP}, {"credential", "c1"}},
     .exchanges = {OWN(WITH(KEY("s1"), KEY("c1") "," KEY("c2"))), ISSUERS(""),
                   WRITES("PATCH", GRAPH "/applications/o1", "{\"keyCredentials\":[" KEY("c2") "]}", 204, ""),
                   OWN(WITH(KEY("s1"), KEY("c2"))), ISSUERS("")},
     .end = FLOW_DONE},
    {.name = "the answer to the first is lost",
     .action = "remove-app-credentials",
     .values = {{"app", APP}},
     .exchanges = {OWN(WITH(KEY("s1"), KEY("c1"))), ISSUERS(""),
                   LOSES("POST", GRAPH "/applications/o1/removePassword", KEY("s1")), OWN(WITH("", KEY("c1"))),
                   ISSUERS(""), WRITES("PATCH", GRAPH "/applications/o1", "{\"keyCredentials\":[]}", 204, ""),
                   OWN(WITH("", "")), ISSUERS("")},
     .end = FLOW_DONE},
    {.name = "there are none",
     .action = "remove-app-credentials",
     .values = {{"app", APP}},
     .exchanges = {OWN(WITH("", "")), ISSUERS("")},
     .end = FLOW_ALREADY},
    {.name = "not of this tenant",
     .action = "remove-app-credentials",
     .values = {{"app", APP}},
     .exchanges = {OWN("")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no application"},
    {.name = "an owner",
     .action = "remove-app-owner",
     .values = {{"app", APP}, {"owner", "eve@contoso.com"}},
     .exchanges = {READS(GRAPH "/applications/" APP "/owners?$select=id,displayName,userPrincipalName&$top=999", 200,
                         LIST("{\"id\":\"e\",\"userPrincipalName\":\"eve@contoso.com\"}")),
                   WRITES("DELETE", GRAPH "/applications/" APP "/owners/e/$ref", NULL, 204, ""),
                   READS(GRAPH "/applications/" APP "/owners?$select=id,displayName,userPrincipalName&$top=999", 200,
                         LIST(""))},
     .end = FLOW_DONE,
     .keeps = "{\"id\":\"e\",\"userPrincipalName\":\"eve@contoso.com\",\"app\":\"" APP "\"}"},
    {.name = "an owner again",
     .action = "remove-app-owner",
     .restore = "{\"id\":\"e\",\"app\":\"" APP "\"}",
     .exchanges = {READS(GRAPH "/applications/" APP "/owners?$select=id,displayName,userPrincipalName&$top=999", 200,
                         LIST("")),
                   WRITES("POST", GRAPH "/applications/" APP "/owners/$ref",
                          "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/directoryObjects/e\"}", 204, ""),
                   READS(GRAPH "/applications/" APP "/owners?$select=id,displayName,userPrincipalName&$top=999", 200,
                         LIST("{\"id\":\"e\"}"))},
     .end = FLOW_DONE},
};

static void role__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(roles));
}

static void role_group__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(role_groups));
}

static void application__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(applications));
    play_all(ALL(credentials));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&roles[0],       &roles[3],       &applications[0], &credentials[0],
                                         &credentials[1], &credentials[6], &role_groups[0],  &role_groups[6]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(role__ends_honestly__in_every_script),
        cmocka_unit_test(role_group__ends_honestly__in_every_script),
        cmocka_unit_test(application__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
