/* Guests, telephones that are registered for others, orders to devices, and what a leaver leaves. */
#include "unit.h"

#include "flow_script.h"

#define LIST(rows) "{\"value\":[" rows "]}"
#define ASKED      "?$select=id,mail,userPrincipalName,userType,creationType,externalUserState"
#define GUEST(state, type)                                                                                             \
    "{\"mail\":\"g@x.example\",\"userPrincipalName\":\"g_x.example#EXT#@c.onmicrosoft.com\",\"userType\":\"" type      \
    "\",\"externalUserState\":\"" state "\"}"
#define OWN "{\"mail\":\"ann@contoso.com\",\"userPrincipalName\":\"ann@contoso.com\",\"userType\":\"Member\"}"
#define MAIL                                                                                                           \
    "\"invitedUserEmailAddress\":\"g@x.example\",\"inviteRedirectUrl\":\"https://myapps.microsoft.com\",\"sendInvitationMessage\":true"

static const struct script guests[] = {
    {.name = "asked once more",
     .action = "resend-invitation",
     .exchanges = {READS(ASKED, 200, GUEST("PendingAcceptance", "Guest")),
                   WRITES("POST", GRAPH "/invitations", "{" MAIL "}", 201, "{}")},
     .end = FLOW_DONE,
     .says = "g@x.example gets the invitation again."},
    {.name = "accepted already",
     .action = "resend-invitation",
     .exchanges = {READS(ASKED, 200, GUEST("Accepted", "Guest"))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .hint = "reset-redemption"},
    {.name = "accepts anew",
     .action = "reset-redemption",
     .exchanges = {READS(ASKED, 200, GUEST("Accepted", "Guest")),
                   WRITES("POST", GRAPH "/invitations",
                          "{" MAIL ",\"invitedUser\":{\"id\":\"" USER_ID "\"},\"resetRedemption\":true}", 201, "{}")},
     .end = FLOW_DONE},
    {.name = "one of the tenant's own",
     .action = "reset-redemption",
     .exchanges = {READS(ASKED, 200, OWN)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
    {.name = "a member",
     .action = "set-user-type",
     .values = {{"type", "member"}},
     .exchanges = {READS(ASKED, 200, GUEST("Accepted", "Guest")),
                   WRITES("PATCH", "", "{\"userType\":\"Member\"}", 204, ""),
                   READS(ASKED, 200, GUEST("Accepted", "Member"))},
     .end = FLOW_DONE,
     .keeps = "{\"userType\":\"Guest\"}"},
    {.name = "a guest as before",
     .action = "set-user-type",
     .restore = "{\"userType\":\"Guest\"}",
     .exchanges = {READS(ASKED, 200, GUEST("Accepted", "Guest"))},
     .end = FLOW_ALREADY},
    {.name = "internal: the answer is lost, the write was not",
     .action = "convert-to-internal",
     .values = {{"userPrincipalName", "g@contoso.com"}},
     .exchanges = {READS(ASKED, 200, GUEST("Accepted", "Guest")),
                   LOSES("POST", BETA "/users/" USER_ID "/convertExternalToInternalMemberUser", NULL),
                   READS(ASKED, 200, OWN)},
     .end = FLOW_DONE,
     .says = "the password is lost"},
    {.name = "internal already",
     .action = "convert-to-internal",
     .values = {{"userPrincipalName", "g@contoso.com"}},
     .exchanges = {READS(ASKED, 200, OWN)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
    {.name = "the address is another's by now",
     .action = "resend-invitation",
     .exchanges = {READS(ASKED, 200, GUEST("PendingAcceptance", "Guest")),
                   WRITES("POST", GRAPH "/invitations", "{" MAIL "}", 201,
                          "{\"invitedUser\":{\"id\":\"99999999-0000-4000-8000-000000000009\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "another account was invited: 99999999",
     .hint = "g@x.example is not this guest's"},
};

#define MOBILE "3179e48a-750b-4051-897c-87b9720928f7"
#define PHONES "/authentication/phoneMethods"
#define PHONE(number, state)                                                                                           \
    "{\"id\":\"" MOBILE "\",\"phoneNumber\":\"" number "\",\"phoneType\":\"mobile\",\"smsSignInState\":\"" state "\"}"
#define SENT        "{\"phoneNumber\":\"+31 612345678\",\"phoneType\":\"mobile\"}"
#define PREFERENCES BETA "/users/" USER_ID "/authentication/signInPreferences"
#define PREFERS(system, method)                                                                                        \
    "{\"isSystemPreferredAuthenticationMethodEnabled\":" system                                                        \
    ",\"userPreferredMethodForSecondaryAuthentication\":\"" method "\"}"

static const struct script methods[] = {
    {.name = "a first telephone",
     .action = "set-phone-method",
     .values = {{"telephone", "+31 612345678"}, {"type", "mobile"}},
     .exchanges = {READS(PHONES, 200, LIST("")), WRITES("POST", PHONES, SENT, 201, "{}"),
                   READS(PHONES, 200, LIST(PHONE("+31 612345678", "ready")))},
     .end = FLOW_DONE,
     .keeps = "{\"type\":\"mobile\"}"},
    {.name = "another number",
     .action = "set-phone-method",
     .values = {{"telephone", "+31 612345678"}, {"type", "mobile"}},
     .exchanges = {READS(PHONES, 200, LIST(PHONE("+31 600000000", "ready"))),
                   WRITES("PATCH", PHONES "/" MOBILE, SENT, 204, ""),
                   READS(PHONES, 200, LIST(PHONE("+31 612345678", "ready")))},
     .end = FLOW_DONE,
     .keeps = "{\"type\":\"mobile\",\"number\":\"+31 600000000\"}"},
    {.name = "the same, with blanks",
     .action = "set-phone-method",
     .values = {{"telephone", "+31 612345678"}, {"type", "mobile"}},
     .exchanges = {READS(PHONES, 200, LIST(PHONE("+31 6 1234 5678", "ready")))},
     .end = FLOW_ALREADY},
    {.name = "masked numbers tell nothing",
     .action = "set-phone-method",
     .values = {{"telephone", "+31 612345678"}, {"type", "mobile"}},
     .exchanges = {READS(PHONES, 200, LIST(PHONE("+XX XXXXXXX78", "ready"))),
                   WRITES("PATCH", PHONES "/" MOBILE, SENT, 204, ""),
                   READS(PHONES, 200, LIST(PHONE("+XX XXXXXXX78", "ready")))},
     .end = FLOW_DONE},
    {.name = "taken away where there was none",
     .action = "set-phone-method",
     .restore = "{\"type\":\"mobile\"}",
     .exchanges = {READS(PHONES, 200, LIST(PHONE("+31 612345678", "ready"))),
                   WRITES("DELETE", PHONES "/" MOBILE, NULL, 204, ""), READS(PHONES, 200, LIST(""))},
     .end = FLOW_DONE,
     .says = "registered no more"},
    {.name = "no list",
     .action = "set-phone-method",
     .values = {{"telephone", "+31 612345678"}, {"type", "mobile"}},
     .exchanges = {READS(PHONES, 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "no message any more",
     .action = "set-sms-sign-in",
     .values = {{"on", "false"}},
     .exchanges = {READS(PHONES, 200, LIST(PHONE("+31 612345678", "ready"))),
                   WRITES("POST", PHONES "/" MOBILE "/disableSmsSignIn", NULL, 204, ""),
                   READS(PHONES, 200, LIST(PHONE("+31 612345678", "notEnabled")))},
     .end = FLOW_DONE,
     .keeps = "{\"on\":\"true\"}"},
    {.name = "no telephone",
     .action = "set-sms-sign-in",
     .values = {{"on", "true"}},
     .exchanges = {READS(PHONES, 200, LIST(""))},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "an address",
     .action = "add-email-method",
     .values = {{"address", "x@y.example"}},
     .exchanges = {READS("/authentication/emailMethods", 200, LIST("")),
                   WRITES("POST", "/authentication/emailMethods", "{\"emailAddress\":\"x@y.example\"}", 201, "{}"),
                   READS("/authentication/emailMethods", 200, LIST("{\"emailAddress\":\"X@y.example\"}"))},
     .end = FLOW_DONE},
    {.name = "there is another",
     .action = "add-email-method",
     .values = {{"address", "x@y.example"}},
     .exchanges = {READS("/authentication/emailMethods", 200, LIST("{\"emailAddress\":\"z@y.example\"}"))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
    {.name = "a default",
     .action = "set-default-method",
     .values = {{"method", "oath"}},
     .exchanges = {READS(PREFERENCES, 200, PREFERS("false", "push")),
                   WRITES("PATCH", PREFERENCES, "{\"userPreferredMethodForSecondaryAuthentication\":\"oath\"}", 204,
                          ""),
                   READS(PREFERENCES, 200, PREFERS("false", "oath"))},
     .end = FLOW_DONE,
     .keeps = "{\"userPreferredMethodForSecondaryAuthentication\":\"push\"}"},
    {.name = "the service chooses",
     .action = "set-default-method",
     .values = {{"method", "oath"}},
     .exchanges = {READS(PREFERENCES, 200, PREFERS("true", "push"))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
};

#define DEVICES        "/managedDevices"
#define DEVICE(orders) LIST("{\"id\":\"m\",\"deviceName\":\"Nokia\",\"deviceActionResults\":[" orders "]}")
#define AT(time)       "{\"actionName\":\"rebootNow\",\"startDateTime\":\"" time "\"}"
#define REBOOT         GRAPH "/deviceManagement/managedDevices/m/rebootNow"
#define OWNED                                                                                                          \
    "/ownedObjects/microsoft.graph.group?$select=id,displayName,onPremisesSyncEnabled,isAssignableToRole&$top=999"
#define HEIR                                                                                                           \
    READS(GRAPH "/users/bob%40contoso.com?$select=id,userPrincipalName", 200,                                          \
          "{\"id\":\"b\",\"userPrincipalName\":\"bob@contoso.com\"}")
#define OWNS(id)    "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/users/" id "\"}"
#define PHOTO       "/photo"
#define NOBODY      READS(OWNED, 200, LIST("")), READS(GRAPH "/users/b" OWNED, 200, LIST(""))
#define GIVES_ROLES "{\"id\":\"r\",\"displayName\":\"R\",\"isAssignableToRole\":true}"

static const struct script leavings[] = {
    {.name = "restarted",
     .action = "restart-device",
     .values = {{"device", "Nokia"}},
     .exchanges = {READS(DEVICES, 200, DEVICE(AT("1"))), WRITES("POST", REBOOT, NULL, 204, "")},
     .end = FLOW_DONE,
     .keeps = "{\"device\":\"m\",\"deviceName\":\"Nokia\",\"orderedBefore\":\"1\"}"},
    {.name = "the answer is lost, the order was taken",
     .action = "restart-device",
     .values = {{"device", "Nokia"}},
     .exchanges = {READS(DEVICES, 200, DEVICE(AT("1"))), LOSES("POST", REBOOT, NULL),
                   READS(DEVICES, 200, DEVICE(AT("2")))},
     .end = FLOW_DONE},
    {.name = "the answer is lost, and so is the order",
     .action = "restart-device",
     .values = {{"device", "Nokia"}},
     .exchanges = {READS(DEVICES, 200, DEVICE(AT("1"))), LOSES("POST", REBOOT, NULL),
                   READS(DEVICES, 200, DEVICE(AT("1"))), WRITES("POST", REBOOT, NULL, 204, "")},
     .end = FLOW_DONE},
    {.name = "wiped, and the files kept",
     .action = "wipe-device",
     .values = {{"device", "m"}, {"keep_data", "true"}},
     .exchanges = {READS(DEVICES, 200, DEVICE("")),
                   WRITES("POST", GRAPH "/deviceManagement/managedDevices/m/wipe",
                          "{\"keepEnrollmentData\":false,\"keepUserData\":true}", 204, "")},
     .end = FLOW_DONE},
    {.name = "groups, the new owner first",
     .action = "hand-over-groups",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {HEIR, READS(GRAPH "/users/b" OWNED, 200, LIST("")),
                   READS(OWNED, 200,
                         LIST("{\"id\":\"g\",\"displayName\":\"G\"},{\"id\":\"s\",\"onPremisesSyncEnabled\":true}")),
                   WRITES("POST", GRAPH "/groups/g/owners/$ref", OWNS("b"), 204, ""),
                   WRITES("DELETE", GRAPH "/groups/g/owners/" USER_ID "/$ref", NULL, 204, ""),
                   READS(OWNED, 200, LIST("{\"id\":\"s\",\"onPremisesSyncEnabled\":true}")),
                   READS(GRAPH "/users/b" OWNED, 200, LIST("{\"id\":\"g\"}"))},
     .end = FLOW_DONE,
     .says = "bob@contoso.com owns G.",
     .keeps =
         "{\"user\":\"bob@contoso.com\",\"userId\":\"b\",\"group\":[{\"id\":\"g\",\"displayName\":\"G\",\"both\":false}]}"},
    {.name = "back, and the other owns none of it",
     .action = "hand-over-groups",
     .restore = "{\"user\":\"b\",\"userId\":\"b\",\"group\":[{\"id\":\"g\",\"displayName\":\"G\",\"both\":false}]}",
     .exchanges = {READS(OWNED, 200, LIST("")), WRITES("POST", GRAPH "/groups/g/owners/$ref", OWNS(USER_ID), 204, ""),
                   WRITES("DELETE", GRAPH "/groups/g/owners/b/$ref", NULL, 204, ""),
                   READS(OWNED, 200, LIST("{\"id\":\"g\"}")), READS(GRAPH "/users/b" OWNED, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "back, where both had owned it",
     .action = "hand-over-groups",
     .restore = "{\"user\":\"b\",\"userId\":\"b\",\"group\":[{\"id\":\"g\",\"displayName\":\"G\",\"both\":true}]}",
     .exchanges = {READS(OWNED, 200, LIST("")), WRITES("POST", GRAPH "/groups/g/owners/$ref", OWNS(USER_ID), 204, ""),
                   READS(OWNED, 200, LIST("{\"id\":\"g\"}")), READS(GRAPH "/users/b" OWNED, 200, LIST(""))},
     .end = FLOW_DONE},
    {.name = "an error is no empty list",
     .action = "hand-over-groups",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {HEIR, READS(GRAPH "/users/b" OWNED, 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "no photo any more",
     .action = "remove-photo",
     .exchanges = {READS(PHOTO, 200, "{\"id\":\"1\"}"), WRITES("DELETE", PHOTO "/$value", NULL, 204, ""),
                   READS(PHOTO, 404, GONE)},
     .end = FLOW_DONE},
    {.name = "none before", .action = "remove-photo", .exchanges = {READS(PHOTO, 404, GONE)}, .end = FLOW_ALREADY},
    {.name = "gone for good",
     .action = "purge-user",
     .exchanges = {READS(GRAPH "/directory/deletedItems/" USER_ID, 200, "{\"id\":\"" USER_ID "\"}"),
                   WRITES("DELETE", GRAPH "/directory/deletedItems/" USER_ID, NULL, 204, ""),
                   READS(GRAPH "/directory/deletedItems/" USER_ID, 404, GONE)},
     .end = FLOW_DONE},
    {.name = "not deleted",
     .action = "purge-user",
     .exchanges = {READS(GRAPH "/directory/deletedItems/" USER_ID, 404, GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "safe",
     .action = "confirm-safe",
     .exchanges = {READS(GRAPH "/identityProtection/riskyUsers/" USER_ID, 200, "{\"riskState\":\"dismissed\"}"),
                   WRITES("POST", GRAPH "/identityProtection/riskyUsers/confirmSafe", "{\"userIds\":[\"" USER_ID "\"]}",
                          204, ""),
                   READS(GRAPH "/identityProtection/riskyUsers/" USER_ID, 200, "{\"riskState\":\"confirmedSafe\"}")},
     .end = FLOW_DONE},
    {.name = "somebody else's telephone is not wiped", /* the items of a batch were mixed up */
     .action = "wipe-device",
     .values = {{"device", "Nokia"}, {"keep_data", "true"}},
     .exchanges = {READS(
         DEVICES, 200,
         LIST("{\"id\":\"m\",\"deviceName\":\"Nokia\",\"userId\":\"99999999-0000-4000-8000-000000000009\"}"))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "about somebody else"},
    {.name = "nothing is handed to somebody else",
     .action = "hand-over-groups",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {READS(GRAPH "/users/bob%40contoso.com?$select=id,userPrincipalName", 200,
                         "{\"id\":\"c\",\"userPrincipalName\":\"carl@contoso.com\"}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "about somebody else"},
    {.name = "accepted, and nobody owns it",
     .action = "hand-over-groups",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {HEIR, READS(GRAPH "/users/b" OWNED, 200, LIST("")),
                   READS(OWNED, 200, LIST("{\"id\":\"g\",\"displayName\":\"G\"}")),
                   WRITES("POST", GRAPH "/groups/g/owners/$ref", OWNS("b"), 204, ""),
                   WRITES("DELETE", GRAPH "/groups/g/owners/" USER_ID "/$ref", NULL, 204, ""), NOBODY, NOBODY, NOBODY,
                   NOBODY, NOBODY, NOBODY},
     .end = FLOW_FAILED,
     .waits = 5,
     .code = ERR_SERVICE},
    {.name = "a group that gives roles is not among all",
     .action = "hand-over-groups",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {HEIR, READS(GRAPH "/users/b" OWNED, 200, LIST("")), READS(OWNED, 200, LIST(GIVES_ROLES))},
     .end = FLOW_ALREADY,
     .says = "Left, as they give roles: R"},
    {.name = "a group that gives roles, by its name",
     .action = "hand-over-groups",
     .values = {{"user", "bob@contoso.com"}, {"group", "r"}},
     .exchanges = {HEIR, READS(GRAPH "/users/b" OWNED, 200, LIST("")), READS(OWNED, 200, LIST(GIVES_ROLES)),
                   WRITES("POST", GRAPH "/groups/r/owners/$ref", OWNS("b"), 204, ""),
                   WRITES("DELETE", GRAPH "/groups/r/owners/" USER_ID "/$ref", NULL, 204, ""),
                   READS(OWNED, 200, LIST("")), READS(GRAPH "/users/b" OWNED, 200, LIST("{\"id\":\"r\"}"))},
     .end = FLOW_DONE},
};

static void each__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(guests));
    play_all(ALL(methods));
    play_all(ALL(leavings));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&guests[0],   &guests[2],   &guests[4],   &methods[0],  &methods[1],
                                         &methods[4],  &methods[6],  &methods[10], &leavings[0], &leavings[3],
                                         &leavings[4], &leavings[5], &leavings[6], &leavings[10]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
