/* Adding a user (REQUESTS §10.1): what is looked for first, a lost answer in each outcome, and what is left when a later step fails. */
#include "unit.h"

#include "action/person.h"
#include "action/prefill.h"
#include "flow_script.h"

#define SELECT      "?$select=id,displayName,userPrincipalName"
#define DOMAINS(of) READS(GRAPH "/domains?$select=id,authenticationType,isDefault,isVerified", 200, of)
#define CONTOSO                                                                                                        \
    "{\"value\":[{\"id\":\"contoso.com\",\"authenticationType\":\"Managed\",\"isVerified\":true,\"isDefault\":true},"  \
    "{\"id\":\"fed.contoso.com\",\"authenticationType\":\"Federated\",\"isVerified\":true}]}"
#define NAMED(status, body) READS(GRAPH "/users/ann%40contoso.com" SELECT ",createdDateTime", status, body)
#define FIND(address)                                                                                                  \
    GRAPH "/users" SELECT "&$top=25&$filter=userPrincipalName%20eq%20%27" address "%27%20or%20mail%20eq%20%27" address \
          "%27%20or%20proxyAddresses%2Fany%28p%3Ap%20eq%20%27smtp%3A" address                                          \
          "%27%29%20or%20proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3A" address "%27%29"
#define HOLDER(list) READS(FIND("ann%40contoso.com"), 200, "{\"value\":[" list "]}")
#define FREE         DOMAINS(CONTOSO), NAMED(404, GONE), HOLDER("")
#define BODY                                                                                                               \
    "{\"displayName\":\"Ann\",\"mailNickname\":\"ann\",\"accountEnabled\":true,\"userPrincipalName\":\"ann@contoso.com\"," \
    "\"passwordProfile\":{\"password\":\"{password}\",\"forceChangePasswordNextSignIn\":true}}"
#define MAKES(status, body) WRITES("POST", GRAPH "/users", BODY, status, body)
#define MADE_LATELY         "{\"id\":\"" USER_ID "\",\"createdDateTime\":\"2026-01-01T08:00:01Z\"}"
#define MADE_LONG_AGO       "{\"id\":\"" USER_ID "\",\"displayName\":\"Other\",\"createdDateTime\":\"2025-06-01T08:00:00Z\"}"
#define THERE(status, body) READS("?$select=id,userPrincipalName,displayName", status, body)
#define ANN                 "{\"id\":\"" USER_ID "\"}"
#define BOSS                "aaaaaaaa-0000-4000-8000-00000000000b"
#define CONFLICT                                                                                                       \
    "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"Another object with the same value for property "       \
    "userPrincipalName already exists.\"}}"
#define VALUES                                                                                                         \
    {"displayName", "Ann"}, {"mailNickname", "ann"},                                                                   \
    {                                                                                                                  \
        "domain", "contoso.com"                                                                                        \
    }
#define MANAGER(status, body)                                                                                          \
    WRITES("PUT", "/manager/$ref", "{\"@odata.id\":\"" GRAPH "/users/" BOSS "\"}", status, body)

static const struct script scripts[] = {
    {.name = "made",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {FREE, MAKES(201, ANN), THERE(404, GONE), THERE(200, ANN)},
     .end = FLOW_DONE,
     .says = "Added.",
     .waits = 1},
    {.name = "the domains may not be read",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {READS(GRAPH "/domains?$select=id,authenticationType,isDefault,isVerified", 403, DENIED),
                   NAMED(404, GONE), HOLDER(""), MAKES(201, ANN), THERE(200, ANN)},
     .end = FLOW_DONE,
     .says = "Added."},
    {.name = "no such domain",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {DOMAINS("{\"value\":[{\"id\":\"other.com\",\"isVerified\":true}]}")},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "contoso.com is no verified domain",
     .hint = "other.com"},
    {.name = "federated",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {DOMAINS(
         "{\"value\":[{\"id\":\"contoso.com\",\"authenticationType\":\"Federated\",\"isVerified\":true}]}")},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "contoso.com is federated",
     .hint = "onPremisesImmutableId"},
    {.name = "the name is taken",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {DOMAINS(CONTOSO), NAMED(200, MADE_LONG_AGO)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "ann@contoso.com is there already: Other"},
    {.name = "the address is another one's",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {DOMAINS(CONTOSO), NAMED(404, GONE),
                   HOLDER("{\"id\":\"x\",\"userPrincipalName\":\"bob@contoso.com\"}")},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "ann@contoso.com is an address of bob@contoso.com"},
    {.name = "the hire date is not an application's to set",
     .action = "add-user",
     .values = {VALUES, {"employeeHireDate", "2026-12-01"}},
     .exchanges = {DOMAINS(CONTOSO)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "employeeHireDate"},
    {.name = "the answer is lost, the account was made, and is found late",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {FREE, LOSES("POST", GRAPH "/users", BODY), NAMED(404, GONE), NAMED(404, GONE),
                   NAMED(200, MADE_LATELY), THERE(200, ANN)},
     .end = FLOW_DONE,
     .says = "Added.",
     .waits = 3},
    {.name = "the answer is lost, it is sent again, and the conflict is with our own",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {FREE, LOSES("POST", GRAPH "/users", BODY), NAMED(404, GONE), NAMED(404, GONE), NAMED(404, GONE),
                   NAMED(404, GONE), NAMED(404, GONE), NAMED(404, GONE), MAKES(400, CONFLICT), NAMED(200, MADE_LATELY),
                   THERE(200, ANN)},
     .end = FLOW_DONE,
     .says = "Added.",
     .waits = 7},
    {.name = "the answer is lost, and somebody else has the name",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {FREE, LOSES("POST", GRAPH "/users", BODY), NAMED(200, MADE_LONG_AGO)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "is there already",
     .waits = 1},
    {.name = "refused",
     .action = "add-user",
     .values = {VALUES},
     .exchanges = {FREE, MAKES(403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User.ReadWrite.All"},
    {.name = "looking back",
     .action = "add-user",
     .look = true,
     .prior = "{}",
     .values = {VALUES},
     .exchanges = {DOMAINS(CONTOSO), NAMED(200, MADE_LATELY)},
     .end = FLOW_DONE,
     .says = "read back"},
    {.name = "a manager, known late",
     .action = "add-user",
     .values = {VALUES, {"manager", BOSS}},
     .exchanges = {FREE, READS(GRAPH "/users/" BOSS SELECT, 200, "{\"id\":\"" BOSS "\"}"), MAKES(201, ANN),
                   THERE(200, ANN), READS(GRAPH "/users/" BOSS SELECT, 200, "{\"id\":\"" BOSS "\"}"),
                   READS("/manager?$select=id", 404, GONE), MANAGER(404, GONE),
                   READS(GRAPH "/users/" BOSS SELECT, 200, "{\"id\":\"" BOSS "\"}"),
                   READS("/manager?$select=id", 404, GONE), MANAGER(204, NULL),
                   READS("/manager?$select=id", 200, "{\"id\":\"" BOSS "\"}")},
     .end = FLOW_DONE,
     .says = "Added.",
     .waits = 1},
    {.name = "a manager who is nobody stops it before",
     .action = "add-user",
     .values = {VALUES, {"manager", BOSS}},
     .exchanges = {FREE, READS(GRAPH "/users/" BOSS SELECT, 404, GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "manager " BOSS},
    {.name = "a manager who is refused leaves the user",
     .action = "add-user",
     .values = {VALUES, {"manager", BOSS}},
     .exchanges = {FREE, READS(GRAPH "/users/" BOSS SELECT, 200, "{\"id\":\"" BOSS "\"}"), MAKES(201, ANN),
                   THERE(200, ANN), READS(GRAPH "/users/" BOSS SELECT, 200, "{\"id\":\"" BOSS "\"}"),
                   READS("/manager?$select=id", 404, GONE), MANAGER(403, DENIED), THERE(200, ANN)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "added, but not all of it is there: manager " BOSS " (",
     .hint = "the user stays"},
};

static void add_user__goes_as_far_as_it_can(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

static void add_user__prepares__what_there_is_to_choose_from(void **state)
{
    static const struct script script = {
        .name = "prepare",
        .action = "add-user",
        .nobody = true,
        .exchanges = {
            DOMAINS(CONTOSO),
            READS(GRAPH "/subscribedSkus", 200,
                  "{\"value\":[{\"skuId\":\"s\",\"skuPartNumber\":\"SPE_E3\",\"consumedUnits\":3,\"prepaidUnits\":"
                  "{\"enabled\":5}}]}"),
            READS(
                GRAPH "/directory/administrativeUnits?$select=id,displayName,description,membershipType&$top=999", 200,
                "{\"value\":[{\"id\":\"u\",\"displayName\":\"North\"},{\"id\":\"v\",\"displayName\":\"Rule\",\"membershipType\":\"Dynamic\"}]}"),
            READS(GRAPH "/roleManagement/directory/roleDefinitions?$select=id,displayName,description,isEnabled", 403,
                  DENIED)}};
    (void)state;
    check_prepare(&script, "domain=contoso.com\n  *contoso.com | contoso.com | \n"
                           "  fed.contoso.com | fed.contoso.com | federated: needs an immutable ID\n"
                           "licences\n  s | SPE_E3 | 2 of 5 free\nadministrativeUnit\n  u | North | \n");
}

static void add_user__prepares__whether_a_name_is_free(void **state)
{
    static const struct script script = {
        .name = "prepare",
        .action = "add-user",
        .values = {VALUES},
        .exchanges = {HOLDER("{\"id\":\"x\",\"displayName\":\"Bob\"}"),
                      READS(GRAPH
                            "/directory/deletedItems/microsoft.graph.user?$select=id,displayName&$count=true&$filter="
                            "endsWith%28userPrincipalName%2C%27ann%40contoso.com%27%29",
                            200, "{\"value\":[{\"displayName\":\"Old Ann\"}]}")}};
    (void)state;
    check_prepare(&script,
                  "! ann@contoso.com is a name or an address of Bob: take another one.\n"
                  "! A deleted user, Old Ann, had this name: restoring that one may be what is meant, and takes "
                  "another name once somebody new has it.\nmailNickname\n");
}

#define LIKE_BOSS                                                                                                      \
    "?$select=id,displayName,userPrincipalName,jobTitle,department,companyName,officeLocation,employeeType,"           \
    "employeeOrgData,faxNumber,streetAddress,city,state,postalCode,country,preferredLanguage,usageLocation,"           \
    "assignedLicenses,licenseAssignmentStates&$expand=manager($select=id,displayName,userPrincipalName)"
#define GROUPS_OF_BOSS(list)                                                                                           \
    READS(GRAPH "/users/" BOSS                                                                                         \
                "/memberOf?$select=id,displayName,mail,mailEnabled,securityEnabled,groupTypes,onPremisesSyncEnabled,"  \
                "membershipRule,isAssignableToRole,resourceProvisioningOptions,assignedLicenses,visibility&$top=999",  \
          200, "{\"value\":[" list "]}")

/* As another user has it: what comes from a group stays with the group. */
static void add_user__prepares__what_another_user_has(void **state)
{
    static const struct script script = {
        .name = "copy",
        .action = "add-user",
        .values = {VALUES, {"copyFrom", BOSS}},
        .exchanges = {
            HOLDER(""),
            READS(GRAPH "/directory/deletedItems/microsoft.graph.user?$select=id,displayName&$count=true&$filter="
                        "endsWith%28userPrincipalName%2C%27ann%40contoso.com%27%29",
                  200, "{\"value\":[]}"),
            READS(GRAPH "/users/" BOSS SELECT, 200, "{\"id\":\"" BOSS "\"}"),
            READS(
                GRAPH "/users/" BOSS LIKE_BOSS, 200,
                "{\"id\":\"" BOSS "\",\"userPrincipalName\":\"b@contoso.com\",\"department\":\"IT\",\"city\":null,"
                "\"employeeOrgData\":{\"division\":\"North\"},\"assignedLicenses\":[{\"skuId\":\"s\"},{\"skuId\":\"g\"}],"
                "\"licenseAssignmentStates\":[{\"skuId\":\"g\",\"assignedByGroup\":\"x\"},{\"skuId\":\"s\"}]}"),
            GROUPS_OF_BOSS(
                "{\"id\":\"g1\",\"displayName\":\"Sales\",\"securityEnabled\":true,\"groupTypes\":[]},{\"id\":\"g2\","
                "\"displayName\":\"Rule\",\"securityEnabled\":true,\"groupTypes\":[\"DynamicMembership\"]}")}};
    (void)state;
    check_prepare(&script, "- ann@contoso.com is free.\n- Not copied: Rule (its members follow from a rule).\n"
                           "mailNickname\ndepartment=IT\ndivision=North\nlicences=s\ngroup=g1\n"
                           "  *g1 | Sales | security group\n");
}

/* Each value that cannot be taken has a message of its own. */
static void person__refuses__each_bad_value(void **state)
{
    static const struct {
        struct param_value value;
        const char *says;
    } cases[] = {
        {{"mailNickname", "a b"}, "mailNickname cannot have \" \" in it"},
        {{"mailNickname", "j\xc3\xbcrgen"}, "mailNickname cannot have \"\xc3\xbc\" in it"},
        {{"mailNickname", ".ann"}, "mailNickname cannot begin with a dot"},
        {{"mailNickname", "ann."}, "mailNickname cannot end with a dot"},
        {{"mailNickname", "a..b"}, "mailNickname cannot have two dots in a row"},
        {{"mailNickname", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg"}, "longer than 64"},
        {{"domain", "@contoso.com"}, "domain cannot be \"@contoso.com\""},
        {{"domain", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee.com"}, "domain is longer than 48"},
        {{"usageLocation", "Netherlands"}, "usageLocation cannot be"},
        {{"preferredLanguage", "Dutch"}, "preferredLanguage cannot be"},
        {{"password", "short"}, "8 to 256"},
        {{"password", "alllowercase"}, "three of"},
        {{"otherMails", "nowhere"}, "\"nowhere\" is no address"},
        {{"aliases", "x@contoso.com"}, "a mailbox needs a licence"},
        {{"licences", "SPE_E3"}, "licences need a usage location"},
        {{"withoutApps", "YAMMER_ENTERPRISE"}, "goes with licences alone"},
        {{"businessPhones", "1\n2"}, "takes one number"},
        {{"employeeId", "12345678901234567"}, "employeeId is longer than 16 characters"},
        {{"employeeHireDate", "soon"}, "employeeHireDate cannot be \"soon\""},
        {{"mustChange", "perhaps"}, "mustChange must be true or false"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_arena struct arena *arena = arena_new(0);
        const struct param_value given[] = {{"displayName", "Ann"}, {"mailNickname", "ann"}, cases[i].value};
        struct param_values out;
        struct err e = {.code = ERR_OK};
        const struct param *wrong;
        if (params_values(arena, person_new, (struct param_values){given, 3}, &out, &wrong, &e) ||
            !strstr(e.message, cases[i].says))
            fail_msg("%s=%s: %s", cases[i].value.name, cases[i].value.value, e.message);
        assert_string_equal(wrong->name, cases[i].value.name);
    }
    /* Characters are counted, not bytes. */
    struct err e = {.code = ERR_OK};
    assert_true(param_check(param_called(person_new, "EMPLOYEEID"),
                            "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", &e));
}

/* Each parameter of CIPP's table, in each form of a link. */
static void prefill__reads__each_parameter(void **state)
{
    static const struct {
        const char *name, *value, *param, *wanted;
    } cases[] = {
        {"businessPhones", "%2B31%2020%201", "businessPhones", "+31 20 1"},
        {"city", "Rotterdam", "city", "Rotterdam"},
        {"companyName", "A%26B", "companyName", "A&B"},
        {"country", "The+Netherlands", "country", "The Netherlands"},
        {"department", "R%C3%A9seau", "department", "R\xc3\xa9seau"},
        {"displayName", "Ann%20New", "displayName", "Ann New"},
        {"givenName", "Ann", "givenName", "Ann"},
        {"jobTitle", "CEO", "jobTitle", "CEO"},
        {"mailNickname", "ann.new", "mailNickname", "ann.new"},
        {"mobilePhone", "+316", "mobilePhone", "+316"},
        {"addedAliasses", "a%40c.com%0D%0Ab%40c.com", "aliases", "a@c.com\nb@c.com"},
        {"addedAliases", "a%40c.com%0Ab%40c.com", "aliases", "a@c.com\nb@c.com"},
        {"postalCode", "3011%20AA", "postalCode", "3011 AA"},
        {"streetAddress", "Coolsingel%201", "streetAddress", "Coolsingel 1"},
        {"surname", "New", "surname", "New"},
        {"usageLocation", "NL", "usageLocation", "NL"},
        {"primDomain", "contoso.com", "domain", "contoso.com"},
        {"primDomain", "https%3A%2F%2Fwww.contoso.com%2F", "domain", "contoso.com"},
        {"MustChangePass", "True", "mustChange", "true"},
        {"mustchangepass", "0", "mustChange", "false"},
    };
    static const char *const forms[] = {"https://cipp.example/identity/administration/users/add?customerId=c.com&%s=%s",
                                        "roster:add?customerId=c.com&%s=%s", "roster:customerId=c.com&%s=%s",
                                        "customerId=c.com&%s=%s", " ?customerId=c.com&%s=%s#top\n"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
            auto_arena struct arena *arena = arena_new(0);
            struct prefill prefill;
            struct err e;
            const char *hole = strstr(forms[k], "%s");
            const char *link = arena_printf(arena, "%.*s%s=%s%s", (int)(hole - forms[k]), forms[k], cases[i].name,
                                            cases[i].value, hole + 5);
            if (!prefill_read(arena, link, &prefill, &e))
                fail_msg("%s: %s", link, e.message);
            assert_string_equal(prefill.customer, "c.com");
            bool changes = !strcmp(cases[i].param, "mustChange"); /* which is off where the link does not say */
            assert_int_equal(prefill.values.count, 2 - changes);
            if (!changes)
                assert_string_equal(param_value_of(prefill.values, "mustChange"), "false");
            assert_string_equal(prefill.values.items[0].name, cases[i].param);
            assert_string_equal(prefill.values.items[0].value, cases[i].wanted);
            assert_null(prefill.problems[0]);
        }
}

static void prefill__names__what_it_cannot_take(void **state)
{
    static const struct {
        const char *query, *says;
        size_t values;
    } cases[] = {
        {"shoeSize=41&city=R", "There is no parameter \"shoeSize\".", 2},
        {"password=x&city=R", "\"password\" is not taken from a link: type it.", 2},
        {"MustChangePass=maybe&city=R", "mustChange cannot be \"maybe\": it is true or false.", 1},
        {"city=%ZZ&country=NL", "city has a broken %-escape: it is left out.", 2},
        {"city=a&city=b", "city is there twice: the last one counts.", 2},
        {"usageLocation=Holland", "usageLocation cannot be \"Holland\".", 2},
        {"mailNickname=a b", "mailNickname cannot have \" \" in it.", 2},
        {"employeeId=12345678901234567", "employeeId is longer than 16 characters.", 2},
    };
    struct prefill prefill;
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_arena struct arena *arena = arena_new(0);
        assert_true(prefill_read(arena, cases[i].query, &prefill, &e));
        assert_non_null(prefill.problems[0]);
        assert_string_equal(prefill.problems[0], cases[i].says);
        assert_null(prefill.problems[1]);
        assert_int_equal(prefill.values.count, cases[i].values);
    }
    auto_arena struct arena *arena = arena_new(0);
    assert_false(prefill_read(arena, "https://cipp.example/users", &prefill, &e));
    assert_false(prefill_read(arena, "", &prefill, &e));
    assert_true(prefill_is_one("https://x/add?customerId=a") && prefill_is_one("roster:city=a"));
    assert_false(prefill_is_one("Ann New") || prefill_is_one("https://x/") || prefill_is_one("a=b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add_user__goes_as_far_as_it_can),
        cmocka_unit_test(add_user__prepares__what_there_is_to_choose_from),
        cmocka_unit_test(add_user__prepares__whether_a_name_is_free),
        cmocka_unit_test(add_user__prepares__what_another_user_has),
        cmocka_unit_test(person__refuses__each_bad_value),
        cmocka_unit_test(prefill__reads__each_parameter),
        cmocka_unit_test(prefill__names__what_it_cannot_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
