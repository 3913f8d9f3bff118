/* Editing a user: only what differs is written, in the requests it takes; what one service refuses leaves what another took. */
#include "unit.h"

#include "flow_script.h"

#include "action/person_format.h"
#include <string.h>

#define SELECT                                                                                                                            \
    "?$select=id,onPremisesSyncEnabled,proxyAddresses,displayName,givenName,surname,userPrincipalName,mailNickname,usageLocation,"        \
    "jobTitle,department,companyName,officeLocation,employeeId,employeeType,employeeHireDate,employeeOrgData,businessPhones,mobilePhone," \
    "faxNumber,otherMails,streetAddress,city,state,postalCode,country,preferredLanguage,onPremisesExtensionAttributes"                    \
    "&$expand=manager($select=id,displayName,userPrincipalName)"
#define ANN(rest)                                                                                                      \
    "{\"id\":\"" USER_ID "\",\"displayName\":\"Ann\",\"givenName\":\"Ännchen\",\"surname\":\"van der Støl\","        \
    "\"userPrincipalName\":\"ann@contoso.com\",\"mailNickname\":\"ann\"," rest "}"
#define STATE(department, phone, manager)                                                                              \
    ANN("\"department\":" department ",\"mobilePhone\":" phone ",\"manager\":" manager                                 \
        ",\"employeeOrgData\":{\"division\":\"North\",\"costCenter\":\"7\"},\"businessPhones\":[\"+31 1\"]")
#define OLD                      STATE("\"Sales\"", "\"+31 6\"", "{\"id\":\"m1\"}")
#define READ(body)               READS(SELECT, 200, body)
#define PATCH(body)              WRITES("PATCH", "", body, 204, "")
#define BOX                      "\"Identity\":\"" USER_ID "\""
#define MAIL(list)               CALLS("Get-Mailbox", BOX, 200, "{\"value\":[{\"EmailAddresses\":[" list "]}]}")
#define SETS(list, status, body) CALLS("Set-Mailbox", BOX ",\"EmailAddresses\":[" list "]", status, body)
#define BAD                      "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"Invalid: usage location.\"}}"
#define MANAGER                  "/manager/$ref"

#define PROFILE "?$select=aboutMe,mySite,interests,skills,responsibilities,schools,pastProjects"

static const struct script edits[] = {
    {.name = "a property; another that is so already is not written",
     .action = "edit-user",
     .values = {{"department", "Legal"}, {"mobilePhone", "+31 6"}},
     .exchanges = {READ(OLD), PATCH("{\"department\":\"Legal\"}"),
                   READ(STATE("\"Legal\"", "\"+31 6\"", "{\"id\":\"m1\"}"))},
     .end = FLOW_DONE,
     .says = "Changed: Department.",
     .keeps = "{\"department\":\"Sales\"}"},
    {.name = "what takes more rights over administrators goes alone",
     .action = "edit-user",
     .values = {{"department", "Legal"}, {"mobilePhone", ""}, {"businessPhones", ""}},
     .exchanges = {READ(OLD), PATCH("{\"department\":\"Legal\"}"),
                   PATCH("{\"businessPhones\":[],\"mobilePhone\":null}"),
                   READ(ANN("\"department\":\"Legal\",\"businessPhones\":[]"))},
     .end = FLOW_DONE},
    {.name = "the phones are refused, the department is changed: both are told",
     .action = "edit-user",
     .values = {{"department", "Legal"}, {"mobilePhone", "+31 7"}},
     .exchanges = {READ(OLD), PATCH("{\"department\":\"Legal\"}"),
                   WRITES("PATCH", "", "{\"mobilePhone\":\"+31 7\"}", 403, DENIED),
                   READ(STATE("\"Legal\"", "\"+31 6\"", "null"))},
     .end = FLOW_FAILED,
     .says = "not all was changed. Changed: Department. Refused: names, phones and other mails: ",
     .code = ERR_SERVICE},
    {.name = "the other way round: the mailbox's addresses are refused last",
     .action = "edit-user",
     .values = {{"department", "Legal"}, {"primaryAddress", "a@contoso.com"}},
     .exchanges = {READ(OLD), MAIL("\"SMTP:ann@contoso.com\""), PATCH("{\"department\":\"Legal\"}"),
                   SETS("\"SMTP:a@contoso.com\",\"smtp:ann@contoso.com\"", 400, BAD),
                   READ(STATE("\"Legal\"", "null", "null")), MAIL("\"SMTP:ann@contoso.com\"")},
     .end = FLOW_FAILED,
     .says = "Changed: Department. Refused: the addresses: ",
     .code = ERR_SERVICE},
    {.name = "all that there was to change is refused: that alone is said",
     .action = "edit-user",
     .values = {{"department", "Legal"}},
     .exchanges = {READ(OLD), WRITES("PATCH", "", "{\"department\":\"Legal\"}", 400, BAD)},
     .end = FLOW_FAILED,
     .says = "Invalid: usage location.",
     .code = ERR_SERVICE},
    {.name = "a part of what has parts is cleared",
     .action = "edit-user",
     .values = {{"division", ""}},
     .exchanges = {READ(OLD), PATCH("{\"employeeOrgData\":{\"division\":null}}"),
                   READ(ANN("\"department\":\"Sales\""))},
     .end = FLOW_DONE,
     .keeps = "{\"division\":\"North\"}"},
    {.name = "made of each one's own",
     .action = "edit-user",
     .values = {{"jobTitle", "{displayName} of {department}"}, {"userPrincipalName", "{f}.{last}@contoso.nl"}},
     .exchanges = {READ(OLD), PATCH("{\"jobTitle\":\"Ann of Sales\"}"),
                   PATCH("{\"userPrincipalName\":\"a.vanderstol@contoso.nl\"}"),
                   READ("{\"jobTitle\":\"Ann of Sales\",\"userPrincipalName\":\"a.vanderstol@contoso.nl\"}")},
     .end = FLOW_DONE},
    {.name = "made of what is empty",
     .action = "edit-user",
     .values = {{"city", "{country}"}},
     .exchanges = {READ(OLD)},
     .end = FLOW_FAILED,
     .says = "{country} is empty",
     .code = ERR_USAGE},
    {.name = "nothing stands for it",
     .action = "edit-user",
     .values = {{"city", "{nope}"}},
     .exchanges = {READ(OLD)},
     .end = FLOW_FAILED,
     .says = "no property \"nope\"",
     .code = ERR_USAGE},
    {.name = "{} clears, and what cannot be cleared is refused",
     .action = "edit-user",
     .values = {{"displayName", "{}"}},
     .exchanges = {READ(OLD)},
     .end = FLOW_FAILED,
     .says = "displayName cannot be cleared",
     .code = ERR_USAGE},
    {.name = "no manager any more; the service's 404 says that there is none",
     .action = "edit-user",
     .values = {{"manager", ""}},
     .exchanges = {READ(OLD), WRITES("DELETE", MANAGER, "", 404, GONE), READ(ANN("\"department\":\"Sales\""))},
     .end = FLOW_DONE,
     .keeps = "{\"manager\":\"m1\"}"},
    {.name = "it was changed meanwhile: nothing is written",
     .action = "edit-user",
     .values = {{"department", "Legal"}, {"seen", "{\"department\":\"Finance\"}"}},
     .exchanges = {READ(OLD)},
     .end = FLOW_FAILED,
     .says = "Department was changed meanwhile: it was \"Finance\" when it was shown and is \"Sales\" now",
     .code = ERR_REFUSED},
    {.name = "something else was changed meanwhile",
     .action = "edit-user",
     .values = {{"department", "Legal"}, {"seen", "{\"department\":\"Sales\",\"city\":\"Delft\"}"}},
     .exchanges = {READ(OLD), PATCH("{\"department\":\"Legal\"}"), READ(STATE("\"Legal\"", "null", "null"))},
     .end = FLOW_DONE},
    {.name = "synchronised",
     .action = "edit-user",
     .values = {{"department", "Legal"}},
     .exchanges = {READ("{\"onPremisesSyncEnabled\":true,\"department\":\"Sales\"}")},
     .end = FLOW_FAILED,
     .says = "Department comes from Active Directory",
     .hint = "the next sync",
     .code = ERR_REFUSED},
    {.name = "synchronised: the usage location is the cloud's",
     .action = "edit-user",
     .values = {{"usageLocation", "nl"}},
     .exchanges = {READ("{\"onPremisesSyncEnabled\":true,\"usageLocation\":\"DE\"}"),
                   PATCH("{\"usageLocation\":\"NL\"}"),
                   READ("{\"onPremisesSyncEnabled\":true,\"usageLocation\":\"NL\"}")},
     .end = FLOW_DONE},
    {.name = "the addresses: primary, more, fewer; what is no mail stays",
     .action = "edit-user",
     .values = {{"primaryAddress", "B@contoso.com"},
                {"addAliases", "c@contoso.com"},
                {"removeAliases", "old@contoso.com"}},
     .exchanges =
         {READ(OLD),
          MAIL("\"SIP:ann@contoso.com\",\"smtp:b@contoso.com\",\"SMTP:ann@contoso.com\",\"smtp:old@contoso.com\""),
          SETS("\"SMTP:B@contoso.com\",\"SIP:ann@contoso.com\",\"smtp:ann@contoso.com\",\"smtp:c@contoso.com\"", 200,
               "{\"value\":[]}"),
          READ(OLD),
          MAIL("\"SMTP:B@contoso.com\",\"SIP:ann@contoso.com\",\"smtp:ann@contoso.com\",\"smtp:c@contoso.com\"")},
     .end = FLOW_DONE,
     .says = "Changed: Addresses.",
     .keeps =
         "{\"addresses\":\"SIP:ann@contoso.com\\u000asmtp:b@contoso.com\\u000aSMTP:ann@contoso.com\\u000asmtp:old@contoso.com\"}"},
    {.name = "the addresses are so already, in whatever order",
     .action = "edit-user",
     .values = {{"primaryAddress", "ann@contoso.com"}},
     .exchanges = {READ(OLD), MAIL("\"smtp:b@contoso.com\",\"SMTP:ann@contoso.com\"")},
     .end = FLOW_ALREADY},
    {.name = "no mailbox",
     .action = "edit-user",
     .values = {{"addAliases", "c@contoso.com"}},
     .exchanges = {READ(OLD), CALLS("Get-Mailbox", BOX, 200, "{\"value\":[]}")},
     .end = FLOW_FAILED,
     .says = "no mailbox",
     .code = ERR_REFUSED},
    {.name = "the answer is lost: sent again, as twice does no harm",
     .action = "edit-user",
     .values = {{"department", "Legal"}},
     .exchanges = {READ(OLD), LOSES("PATCH", "", "{\"department\":\"Legal\"}"), PATCH("{\"department\":\"Legal\"}"),
                   READ(STATE("\"Legal\"", "null", "null"))},
     .end = FLOW_DONE},
    {.name = "taken back: properties, what was empty, manager, addresses",
     .action = "edit-user",
     .restore =
         "{\"manager\":\"m0\",\"department\":\"Sales\",\"mobilePhone\":\"\",\"addresses\":\"SMTP:ann@contoso.com\"}",
     .exchanges = {READ(STATE("\"Legal\"", "\"+31 7\"", "null")), MAIL("\"SMTP:a@contoso.com\""),
                   PATCH("{\"department\":\"Sales\"}"), PATCH("{\"mobilePhone\":null}"),
                   WRITES("PUT", MANAGER, "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/users/m0\"}", 204, ""),
                   SETS("\"SMTP:ann@contoso.com\"", 200, "{\"value\":[]}"),
                   READ(STATE("\"Sales\"", "null", "{\"id\":\"m0\"}")), MAIL("\"SMTP:ann@contoso.com\"")},
     .end = FLOW_DONE},
    {.name = "nothing is to be changed",
     .action = "edit-user",
     .end = FLOW_FAILED,
     .says = "nothing is to be changed",
     .code = ERR_USAGE},
    {.name = "a day is the same day wherever one looks from",
     .action = "edit-user",
     .delegated = true,
     .values = {{"employeeHireDate", "2030-01-02"}},
     .exchanges = {READ("{\"employeeHireDate\":\"2030-01-02T00:00:00Z\"}")},
     .end = FLOW_ALREADY},
    {.name = "an application cannot set the first day",
     .action = "edit-user",
     .values = {{"employeeHireDate", "2030-01-01"}},
     .exchanges = {READ(OLD)},
     .end = FLOW_FAILED,
     .says = "a person's to set",
     .code = ERR_REFUSED},
    {.name = "the profile has requests of its own",
     .action = "edit-user",
     .delegated = true,
     .values = {{"department", "Legal"}, {"aboutMe", "Ann."}, {"skills", "C\nGo"}, {"interests", ""}},
     .exchanges = {READ(OLD), READS(PROFILE, 200, "{\"aboutMe\":null,\"interests\":[\"Chess\"],\"skills\":[\"C\"]}"),
                   PATCH("{\"department\":\"Legal\"}"),
                   PATCH("{\"aboutMe\":\"Ann.\",\"interests\":[],\"skills\":[\"C\",\"Go\"]}"),
                   READ(STATE("\"Legal\"", "null", "null")),
                   READS(PROFILE, 200, "{\"aboutMe\":\"Ann.\",\"interests\":[],\"skills\":[\"C\",\"Go\"]}")},
     .end = FLOW_DONE,
     .says = "Changed: Department, About, Interests, Skills.",
     .keeps = "{\"department\":\"Sales\",\"aboutMe\":\"\",\"interests\":\"Chess\",\"skills\":\"C\"}"},
    {.name = "an application does not ask for the profile",
     .action = "edit-user",
     .values = {{"aboutMe", "Ann."}},
     .exchanges = {{.method = NULL}},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "a person's to change",
     .hint = "sign in as an administrator"},
    {.name = "a synchronised account has its profile here",
     .action = "edit-user",
     .delegated = true,
     .values = {{"aboutMe", "Ann."}},
     .exchanges = {READ(ANN("\"onPremisesSyncEnabled\":true")), READS(PROFILE, 200, "{\"aboutMe\":null}"),
                   PATCH("{\"aboutMe\":\"Ann.\"}"), READ(ANN("\"onPremisesSyncEnabled\":true")),
                   READS(PROFILE, 200, "{\"aboutMe\":\"Ann.\"}")},
     .end = FLOW_DONE},
    {.name = "the profile is taken back",
     .action = "edit-user",
     .delegated = true,
     .restore = "{\"aboutMe\":\"\"}",
     .exchanges = {READ(OLD), READS(PROFILE, 200, "{\"aboutMe\":\"Ann.\"}"), PATCH("{\"aboutMe\":null}"), READ(OLD),
                   READS(PROFILE, 200, "{\"aboutMe\":null}")},
     .end = FLOW_DONE},
};

static void editing__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(edits));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++)
        check_plan(&edits[i]);
    check_plan(&edits[15]);
}

static const char *of(const void *context, const char *name)
{
    const struct param_value *one = context;
    for (; one->name; one++)
        if (!strcmp(one->name, name))
            return one->value;
    return NULL;
}

static void format__puts_names_in__and_folds_them_for_addresses(void **state)
{
    static const struct param_value people[] = {
        {"givenName", "Çağrı Émile"}, {"surname", "Łukasiewicz-Strauß"}, {"x", "王"}, {NULL, NULL}};
    static const struct {
        const char *format, *made;
        bool address;
    } rows[] = {{"{first}.{last}", "cagriemile.lukasiewicz-strauss", true},
                {"{f}{last}@x.nl", "clukasiewicz-strauss@x.nl", true},
                {"{f}{l}", "ÇŁ", false},
                {"{last}, {first}", "Łukasiewicz-Strauß, Çağrı Émile", false},
                {"{}", "", false},
                {"a { b", "a { b", false},
                {"{x}@x.nl", NULL, true},
                {"{nobody}", NULL, false}};
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct person_names names = {of, people};
        struct err e = {.code = ERR_OK};
        const char *made = person_format(arena, rows[i].format, rows[i].address, &names, &e);
        if (!rows[i].made)
            assert_int_equal(e.code, ERR_USAGE);
        else
            assert_string_equal(made, rows[i].made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editing__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(format__puts_names_in__and_folds_them_for_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
