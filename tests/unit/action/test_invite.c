/* Inviting a guest (REQUESTS §10.2): nobody twice, and no mail on a guess. */
#include "unit.h"

#include "flow_script.h"

#define GUEST "a@b.c"
#define FIND                                                                                                           \
    GRAPH                                                                                                              \
    "/users?$select=id,displayName,userPrincipalName,userType&$top=25&$filter=userPrincipalName%20eq%20%27a%40b.c%27"  \
    "%20or%20mail%20eq%20%27a%40b.c%27%20or%20proxyAddresses%2Fany%28p%3Ap%20eq%20%27smtp%3Aa%40b.c%27%29%20or%20"     \
    "proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3Aa%40b.c%27%29"
#define FOUND(list)          READS(FIND, 200, "{\"value\":[" list "]}")
#define POLICY(status, body) READS(GRAPH "/policies/authorizationPolicy?$select=id,allowInvitesFrom", status, body)
#define EVERYONE             POLICY(200, "{\"allowInvitesFrom\":\"everyone\"}")
#define BODY                                                                                                           \
    "{\"invitedUserEmailAddress\":\"a@b.c\",\"inviteRedirectUrl\":\"https://myapps.microsoft.com\",\"sendInvitationMessage\":"
#define INVITES(rest, status, body) WRITES("POST", GRAPH "/invitations", BODY rest "}", status, body)
#define MADE                        "{\"inviteRedeemUrl\":\"https://r/1\",\"invitedUser\":{\"id\":\"" USER_ID "\"}}"
#define ONE_GUEST                   "{\"id\":\"" USER_ID "\",\"userType\":\"Guest\"}"
#define WHOM                                                                                                           \
    {                                                                                                                  \
        "email", GUEST                                                                                                 \
    }

static const struct script scripts[] = {
    {.name = "invited",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {EVERYONE, FOUND(""), INVITES("true", 201, MADE)},
     .end = FLOW_DONE,
     .says = "the mail is on its way"},
    {.name = "without a mail the link is told",
     .action = "invite-guest",
     .values = {WHOM, {"send", "false"}},
     .exchanges = {EVERYONE, FOUND(""), INVITES("false", 201, MADE)},
     .end = FLOW_DONE,
     .says = "https://r/1"},
    {.name = "a message and one copy",
     .action = "invite-guest",
     .values = {WHOM, {"message", "Hi."}, {"cc", "d@e.f"}},
     .exchanges = {EVERYONE, FOUND(""),
                   INVITES("true,\"invitedUserMessageInfo\":{\"customizedMessageBody\":\"Hi.\",\"ccRecipients\":[{"
                           "\"emailAddress\":{\"address\":\"d@e.f\"}}]}",
                           201, MADE)},
     .end = FLOW_DONE},
    {.name = "there already",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {EVERYONE, FOUND(ONE_GUEST)},
     .end = FLOW_ALREADY,
     .says = "there already"},
    {.name = "a member",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {EVERYONE, FOUND("{\"id\":\"x\",\"userType\":\"Member\",\"userPrincipalName\":\"bob@contoso.com\"}")},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "bob@contoso.com, who is no guest"},
    {.name = "no application may",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {POLICY(200, "{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .hint = "sign in as an administrator"},
    {.name = "a person may",
     .action = "invite-guest",
     .delegated = true,
     .values = {WHOM},
     .exchanges = {POLICY(200, "{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}"), FOUND(""),
                   INVITES("true", 201, MADE)},
     .end = FLOW_DONE},
    {.name = "the policy may not be read",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {POLICY(403, DENIED), FOUND(""), INVITES("true", 201, MADE)},
     .end = FLOW_DONE},
    {.name = "lost, and done",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {EVERYONE, FOUND(""), LOSES("POST", GRAPH "/invitations", NULL), FOUND(ONE_GUEST)},
     .end = FLOW_DONE,
     .says = "Invited, read back."},
    {.name = "lost, and not to be seen",
     .action = "invite-guest",
     .values = {WHOM},
     .exchanges = {EVERYONE, FOUND(""), LOSES("POST", GRAPH "/invitations", NULL), FOUND("")},
     .end = FLOW_FAILED,
     .code = ERR_CUT,
     .hint = "before inviting again"},
};

static void invite_guest__mails_once(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(invite_guest__mails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
