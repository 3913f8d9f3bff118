/* Removing authentication methods (REQUESTS §6.5): by kind, the default one last, each reported. */
#include "unit.h"

#include "flow_script.h"

#define LIST             BETA "/users/" USER_ID "/authentication/methods"
#define METHOD(type, id) "{\"@odata.type\":\"#microsoft.graph." type "AuthenticationMethod\",\"id\":\"" id "\"}"
#define PASSWORD         METHOD("password", "28c10230-6103-485e-b985-444c60001490")
#define PHONE                                                                                                          \
    "{\"@odata.type\":\"#microsoft.graph.phoneAuthenticationMethod\",\"id\":\"p1\",\"phoneNumber\":\"+31 6\",\"phoneType\":\"mobile\"}"
#define APP                                                                                                            \
    "{\"@odata.type\":\"#microsoft.graph.microsoftAuthenticatorAuthenticationMethod\",\"id\":\"a1\",\"displayName\":\"Pixel\"}"
#define TWO  "{\"value\":[" PASSWORD "," PHONE "," APP "]}"
#define ONE  "{\"value\":[" PASSWORD "," PHONE "]}"
#define NONE "{\"value\":[" PASSWORD "]}"
#define DELETES(path, status, body)                                                                                    \
    {                                                                                                                  \
        "DELETE", path, "", status, body, false, NULL, NULL                                                            \
    }
#define IS_DEFAULT                                                                                                     \
    "{\"error\":{\"code\":\"badRequest\",\"message\":\"The default method cannot be removed while others remain.\"}}"
#define LIKES         BETA "/users/" USER_ID "/authentication/signInPreferences"
#define PREFERS(what) READS(LIKES, 200, "{\"userPreferredMethodForSecondaryAuthentication\":\"" what "\"}")
#define LETS(what, status)                                                                                             \
    {                                                                                                                  \
        "PATCH", LIKES, "{\"userPreferredMethodForSecondaryAuthentication\":\"" what "\"}", status,                    \
            status == 204 ? NULL : DENIED, false, NULL, NULL                                                           \
    }
#define ROGUE                                                                                                          \
    "{\"@odata.type\":\"#microsoft.graph.microsoftAuthenticatorAuthenticationMethod\",\"id\":\"a2\",\"displayName\":\"Rogue\"}"
#define THREE    "{\"value\":[" PASSWORD "," PHONE "," APP "," ROGUE "]}"
#define ROGUE_AT "/authentication/microsoftAuthenticatorMethods/a2"
#define PHONE_AT "/authentication/phoneMethods/p1"
#define APP_AT   "/authentication/microsoftAuthenticatorMethods/a1"

static const struct script scripts[] = {
    {.name = "all",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, TWO), PREFERS("push"), DELETES(PHONE_AT, 204, NULL), DELETES(APP_AT, 204, NULL),
                   READS(LIST, 200, NONE)},
     .end = FLOW_DONE,
     .says = "2 removed: phone +31 6, Authenticator Pixel.",
     .keeps = "[" PASSWORD "," PHONE "," APP "]"},
    {.name = "two of the default's kind keep each other: another becomes the default, and goes last",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, THREE), PREFERS("push"), LETS("sms", 204), DELETES(APP_AT, 204, NULL),
                   DELETES(ROGUE_AT, 204, NULL), DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, NONE)},
     .end = FLOW_DONE,
     .says = "3 removed: phone +31 6, Authenticator Pixel, Authenticator Rogue."},
    {.name = "one by its id",
     .action = "reset-mfa-methods",
     .values = {{"methods", "a1"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(APP_AT, 204, NULL), READS(LIST, 200, ONE)},
     .end = FLOW_DONE,
     .says = "1 removed: Authenticator"},
    {.name = "one at its row",
     .action = "remove-method",
     .values = {{"method", "a1"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(APP_AT, 204, NULL), READS(LIST, 200, ONE)},
     .end = FLOW_DONE,
     .says = "1 removed: Authenticator"},
    {.name = "the default one, alone: another becomes the default",
     .action = "remove-method",
     .values = {{"method", "p1"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(PHONE_AT, 400, IS_DEFAULT), PREFERS("sms"), LETS("push", 204),
                   DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, "{\"value\":[" APP "]}")},
     .end = FLOW_DONE,
     .says = "1 removed: phone +31 6. The default is now the approval in Authenticator."},
    {.name = "the default one of two of its kind: the kind stays the default",
     .action = "remove-method",
     .values = {{"method", "a2"}},
     .exchanges = {READS(LIST, 200, THREE), DELETES(ROGUE_AT, 400, IS_DEFAULT), PREFERS("push"), LETS("sms", 204),
                   DELETES(ROGUE_AT, 204, NULL), LETS("push", 204), READS(LIST, 200, TWO)},
     .end = FLOW_DONE,
     .says = "1 removed: Authenticator Rogue."},
    {.name = "the default one of two of its kind: it cannot be put back",
     .action = "remove-method",
     .values = {{"method", "a2"}},
     .exchanges = {READS(LIST, 200, THREE), DELETES(ROGUE_AT, 400, IS_DEFAULT), PREFERS("push"), LETS("sms", 204),
                   DELETES(ROGUE_AT, 204, NULL), LETS("push", 403), READS(LIST, 200, TWO)},
     .end = FLOW_DONE,
     .says = "1 removed: Authenticator Rogue. The default is now a text message."},
    {.name = "the default one, the change is lost and made again",
     .action = "remove-method",
     .values = {{"method", "p1"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(PHONE_AT, 400, IS_DEFAULT), PREFERS("sms"),
                   LOSES("PATCH", LIKES, "{\"userPreferredMethodForSecondaryAuthentication\":\"push\"}"),
                   LETS("push", 204), DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, "{\"value\":[" APP "]}")},
     .end = FLOW_DONE,
     .says = "1 removed: phone"},
    {.name = "the default one, and the system decides",
     .action = "remove-method",
     .values = {{"method", "p1"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(PHONE_AT, 400, IS_DEFAULT), PREFERS("sms"), LETS("push", 204),
                   DELETES(PHONE_AT, 400, IS_DEFAULT), LETS("sms", 204), READS(LIST, 200, TWO)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "0 removed, 1 not: phone +31 6 (The default"},
    {.name = "the default one, which it is cannot be told",
     .action = "remove-method",
     .values = {{"method", "p1"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(PHONE_AT, 400, IS_DEFAULT), READS(LIKES, 403, DENIED),
                   READS(LIST, 200, TWO)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "0 removed, 1 not: phone +31 6 (The default"},
    {.name = "the default one, and nothing else can be it",
     .action = "remove-method",
     .values = {{"method", "p1"}},
     .exchanges = {READS(LIST, 200, ONE), DELETES(PHONE_AT, 400, IS_DEFAULT), PREFERS("sms"), READS(LIST, 200, ONE)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "0 removed, 1 not: phone +31 6 (The default"},
    {.name = "one that is not there",
     .action = "remove-method",
     .values = {{"method", "x"}},
     .exchanges = {READS(LIST, 200, TWO)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no authentication method \"x\""},
    {.name = "one by its kind",
     .action = "reset-mfa-methods",
     .values = {{"methods", "phone"}},
     .exchanges = {READS(LIST, 200, TWO), DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, "{\"value\":[" APP "]}")},
     .end = FLOW_DONE,
     .says = "1 removed: phone"},
    {.name = "two named",
     .action = "reset-mfa-methods",
     .values = {{"methods", "p1"}, {"methods", "a1"}},
     .exchanges = {READS(LIST, 200, TWO), PREFERS("sms"), DELETES(APP_AT, 204, NULL), DELETES(PHONE_AT, 204, NULL),
                   READS(LIST, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "the default one goes last",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, TWO), READS(LIKES, 403, DENIED), DELETES(APP_AT, 400, IS_DEFAULT),
                   DELETES(PHONE_AT, 204, NULL), DELETES(APP_AT, 204, NULL), READS(LIST, 200, NONE)},
     .end = FLOW_DONE,
     .says = "2 removed"},
    {.name = "the default one stays",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, TWO), PREFERS("sms"), DELETES(APP_AT, 204, NULL),
                   DELETES(PHONE_AT, 400, IS_DEFAULT), DELETES(PHONE_AT, 400, IS_DEFAULT), READS(LIST, 200, ONE)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "1 removed, 1 not: phone +31 6 (The default",
     .hint = "Privileged Authentication Administrator"},
    {.name = "gone meanwhile",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, ONE), DELETES(PHONE_AT, 404, GONE), READS(LIST, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "a method on the second page",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, "{\"value\":[" PASSWORD "],\"@odata.nextLink\":\"" LIST "?$skiptoken=2\"}"),
                   READS(LIST "?$skiptoken=2", 200, "{\"value\":[" PHONE "]}"), DELETES(PHONE_AT, 204, NULL),
                   READS(LIST, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "a link that is none",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, "{\"value\":[" PASSWORD "],\"@odata.nextLink\":12}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .says = "next page cannot be understood"},
    {.name = "no method", .action = "reset-mfa-methods", .exchanges = {READS(LIST, 200, NONE)}, .end = FLOW_ALREADY},
    {.name = "may not remove",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, ONE), DELETES(PHONE_AT, 403, DENIED), READS(LIST, 200, ONE)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "0 removed, 1 not: phone +31 6 (Insufficient",
     .hint = "UserAuthenticationMethod.ReadWrite.All"},
    {.name = "may not list",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "UserAuthenticationMethod.ReadWrite.All"},
    {.name = "lost",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, ONE), LOSES("DELETE", PHONE_AT, ""), DELETES(PHONE_AT, 404, GONE),
                   READS(LIST, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "lags",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, ONE), DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, ONE), READS(LIST, 200, NONE)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "comes back",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, ONE), DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, ONE), READS(LIST, 200, ONE),
                   READS(LIST, 200, ONE), READS(LIST, 200, ONE), READS(LIST, 200, ONE), READS(LIST, 200, ONE)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "still there",
     .waits = 5},
    {.name = "looked at: done",
     .action = "reset-mfa-methods",
     .look = true,
     .prior = "[]",
     .exchanges = {READS(LIST, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "reset-mfa-methods",
     .look = true,
     .prior = "[]",
     .exchanges = {READS(LIST, 200, ONE)},
     .end = FLOW_SEND},
    {.name = "an unknown kind",
     .action = "reset-mfa-methods",
     .exchanges = {READS(LIST, 200, "{\"value\":[" PHONE "," METHOD("voiceprint", "v") "]}"),
                   DELETES(PHONE_AT, 204, NULL), READS(LIST, 200, NONE)},
     .end = FLOW_DONE,
     .says = "does not know"},
};

static void reset_methods__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

/* The table of §6.5, row for row. */
static void reset_methods__deletes__every_kind_where_it_is(void **state)
{
    static const struct {
        const char *type, *path; /* path: whole */
    } rows[] = {
        {"phone", GRAPH "/users/" USER_ID "/authentication/phoneMethods/m"},
        {"microsoftAuthenticator", GRAPH "/users/" USER_ID "/authentication/microsoftAuthenticatorMethods/m"},
        {"softwareOath", GRAPH "/users/" USER_ID "/authentication/softwareOathMethods/m"},
        {"fido2", GRAPH "/users/" USER_ID "/authentication/fido2Methods/m"},
        {"windowsHelloForBusiness", GRAPH "/users/" USER_ID "/authentication/windowsHelloForBusinessMethods/m"},
        {"email", GRAPH "/users/" USER_ID "/authentication/emailMethods/m"},
        {"temporaryAccessPass", GRAPH "/users/" USER_ID "/authentication/temporaryAccessPassMethods/m"},
        {"platformCredential", GRAPH "/users/" USER_ID "/authentication/platformCredentialMethods/m"},
        {"external", GRAPH "/users/" USER_ID "/authentication/externalAuthenticationMethods/m"},
        {"hardwareOath", BETA "/users/" USER_ID "/authentication/hardwareOathMethods/m"},
        {"passwordlessMicrosoftAuthenticator",
         BETA "/users/" USER_ID "/authentication/passwordlessMicrosoftAuthenticatorMethods/m"},
        {"qrCodePin", BETA "/users/" USER_ID "/authentication/qrCodePinMethod"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char list[512];
        snprintf(list, sizeof list,
                 "{\"value\":[{\"@odata.type\":\"#microsoft.graph.%sAuthenticationMethod\",\"id\":\"m\"}]}",
                 rows[i].type);
        struct script script = {
            .name = rows[i].type,
            .action = "reset-mfa-methods",
            .exchanges = {READS(LIST, 200, list), DELETES(rows[i].path, 204, NULL), READS(LIST, 200, NONE)},
            .end = FLOW_DONE};
        play_and_check(&script);
        check_plan(&script);
    }
}

static void prepare__offers__what_is_registered(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "two", .action = "reset-mfa-methods", .exchanges = {READS(LIST, 200, TWO)}},
                  "methods\n  *p1 | phone +31 6 | \n  *a1 | Authenticator Pixel | \n");
    check_prepare(
        &(struct script){.name = "none", .action = "reset-mfa-methods", .exchanges = {READS(LIST, 200, NONE)}},
        "- No method is registered.\n");
    check_prepare(
        &(struct script){.name = "unknown",
                         .action = "reset-mfa-methods",
                         .exchanges = {READS(LIST, 200, "{\"value\":[" PHONE "," METHOD("new", "n") "]}")}},
        "! Methods of a kind this program does not know are registered too.\nmethods\n  *p1 | phone +31 6 | \n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reset_methods__ends_honestly__in_every_script),
        cmocka_unit_test(reset_methods__deletes__every_kind_where_it_is),
        cmocka_unit_test(prepare__offers__what_is_registered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
