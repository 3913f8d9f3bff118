/* Changes of one property: per-user MFA, password expiry, immutable id, source of authority, forced change (REQUESTS §6.3, §9). */
#include "unit.h"

#include "flow_script.h"

#define REQUIREMENTS       BETA "/users/" USER_ID "/authentication/requirements"
#define READ_POLICIES      "?$select=id,passwordPolicies,onPremisesSyncEnabled"
#define READ_IMMUTABLE     "?$select=id,onPremisesImmutableId,onPremisesSyncEnabled"
#define BEHAVIOUR          "/onPremisesSyncBehavior"
#define STATE(state)       "{\"perUserMfaState\":\"" state "\"}"
#define POLICIES(policies) "{\"passwordPolicies\":" policies "}"
#define NEVER              POLICIES("\"DisablePasswordExpiration\"")
#define NONE               POLICIES("\"None\"")
#define IMMUTABLE          "{\"onPremisesImmutableId\":\"YWJj\",\"onPremisesSyncEnabled\":false}"
#define CLEARED            "{\"onPremisesImmutableId\":null}"
#define MASTERED                                                                                                           \
    "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"Unable to update the specified properties for on-premises " \
    "mastered Directory Sync objects or objects currently undergoing migration.\"}}"
#define CLOUD       "{\"isCloudManaged\":true}"
#define ON_PREMISES "{\"isCloudManaged\":false}"
#define READ_SYNCED "?$select=id,onPremisesSyncEnabled"
#define FORCE       "{\"passwordProfile\":{\"forceChangePasswordNextSignIn\":true}}"

static const struct script mfa[] = {
    {.name = "enforce",
     .action = "set-mfa-state",
     .values = {{"state", "enforced"}},
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enforced"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("enforced"))},
     .end = FLOW_DONE,
     .says = "Per-user MFA is enforced.",
     .keeps = STATE("disabled")},
    {.name = "re-require",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("enabled"))},
     .end = FLOW_DONE,
     .says = "enabled",
     .keeps = STATE("disabled")},
    {.name = "mfa undone",
     .action = "set-mfa-state",
     .restore = STATE("enforced"),
     .exchanges = {READS(REQUIREMENTS, 200, STATE("enabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enforced"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("enforced"))},
     .end = FLOW_DONE,
     .says = "enforced"},
    {.name = "re-require moves on by itself",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("enforced"))},
     .end = FLOW_DONE,
     .says = "Per-user MFA is enforced: the user has registered a method",
     .keeps = STATE("disabled")},
    {.name = "enforced is already more than re-require asks for",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("enforced"))},
     .end = FLOW_ALREADY,
     .says = "enforced already"},
    {.name = "enabled from enforced is asked for",
     .action = "set-mfa-state",
     .values = {{"state", "enabled"}},
     .exchanges = {READS(REQUIREMENTS, 200, STATE("enforced")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("enforced"))},
     .end = FLOW_DONE,
     .says = "enforced"},
    {.name = "enforced is not disabled",
     .action = "set-mfa-state",
     .values = {{"state", "disabled"}},
     .exchanges = {READS(REQUIREMENTS, 200, STATE("enforced")),
                   WRITES("PATCH", REQUIREMENTS, STATE("disabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("disabled"))},
     .end = FLOW_DONE,
     .says = "disabled."},
    {.name = "so already",
     .action = "set-mfa-state",
     .values = {{"state", "disabled"}},
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled"))},
     .end = FLOW_ALREADY,
     .says = "already"},
    {.name = "may not read",
     .action = "set-mfa-state",
     .values = {{"state", "disabled"}},
     .exchanges = {READS(REQUIREMENTS, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "Insufficient",
     .hint = "Policy.Read.All"},
    {.name = "may not write",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Policy.ReadWrite.AuthenticationMethod"},
    {.name = "lost and done",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")), LOSES("PATCH", REQUIREMENTS, STATE("enabled")),
                   READS(REQUIREMENTS, 200, STATE("enabled"))},
     .end = FLOW_DONE,
     .keeps = STATE("disabled")},
    {.name = "lost and not done",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")), LOSES("PATCH", REQUIREMENTS, STATE("enabled")),
                   READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("enabled"))},
     .end = FLOW_DONE,
     .keeps = STATE("disabled")},
    {.name = "lags",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("disabled")), READS(REQUIREMENTS, 200, STATE("enabled"))},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "never shows",
     .action = "rerequire-mfa",
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled")),
                   WRITES("PATCH", REQUIREMENTS, STATE("enabled"), 204, NULL),
                   READS(REQUIREMENTS, 200, STATE("disabled")), READS(REQUIREMENTS, 200, STATE("disabled")),
                   READS(REQUIREMENTS, 200, STATE("disabled")), READS(REQUIREMENTS, 200, STATE("disabled")),
                   READS(REQUIREMENTS, 200, STATE("disabled")), READS(REQUIREMENTS, 200, STATE("disabled"))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "still shows the old state",
     .waits = 5},
    {.name = "looked at: done",
     .action = "rerequire-mfa",
     .look = true,
     .prior = STATE("disabled"),
     .exchanges = {READS(REQUIREMENTS, 200, STATE("enabled"))},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "rerequire-mfa",
     .look = true,
     .prior = STATE("disabled"),
     .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled"))},
     .end = FLOW_SEND},
};

static const struct script expiry[] = {
    {.name = "never",
     .action = "set-password-expiry",
     .values = {{"expires", "never"}},
     .exchanges = {READS(READ_POLICIES, 200, POLICIES("null")), WRITES("PATCH", "", NEVER, 204, NULL),
                   READS(READ_POLICIES, 200, NEVER)},
     .end = FLOW_DONE,
     .says = "never expires",
     .keeps = POLICIES("null")},
    {.name = "as the policy says",
     .action = "set-password-expiry",
     .values = {{"expires", "policy"}},
     .exchanges = {READS(READ_POLICIES, 200, NEVER), WRITES("PATCH", "", NONE, 204, NULL),
                   READS(READ_POLICIES, 200, NONE)},
     .end = FLOW_DONE,
     .says = "policy",
     .keeps = NEVER},
    {.name = "the other policy stays",
     .action = "set-password-expiry",
     .values = {{"expires", "never"}},
     .exchanges = {READS(READ_POLICIES, 200, POLICIES("\"DisableStrongPassword\"")),
                   WRITES("PATCH", "", POLICIES("\"DisablePasswordExpiration, DisableStrongPassword\""), 204, NULL),
                   READS(READ_POLICIES, 200, POLICIES("\"DisableStrongPassword, DisablePasswordExpiration\""))},
     .end = FLOW_DONE},
    {.name = "undone",
     .action = "set-password-expiry",
     .restore = POLICIES("\"DisableStrongPassword\""),
     .exchanges = {READS(READ_POLICIES, 200, POLICIES("\"DisablePasswordExpiration, DisableStrongPassword\"")),
                   WRITES("PATCH", "", POLICIES("\"DisableStrongPassword\""), 204, NULL),
                   READS(READ_POLICIES, 200, POLICIES("\"DisableStrongPassword\""))},
     .end = FLOW_DONE},
    {.name = "undone to nothing",
     .action = "set-password-expiry",
     .restore = POLICIES("null"),
     .exchanges = {READS(READ_POLICIES, 200, NEVER), WRITES("PATCH", "", NONE, 204, NULL),
                   READS(READ_POLICIES, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "expiry already",
     .action = "set-password-expiry",
     .values = {{"expires", "policy"}},
     .exchanges = {READS(READ_POLICIES, 200, NONE)},
     .end = FLOW_ALREADY},
    {.name = "expiry forbidden",
     .action = "set-password-expiry",
     .values = {{"expires", "policy"}},
     .exchanges = {READS(READ_POLICIES, 200, NEVER), WRITES("PATCH", "", NONE, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User.ReadWrite.All; Privileged Authentication Administrator"},
    {.name = "expiry lost",
     .action = "set-password-expiry",
     .values = {{"expires", "policy"}},
     .exchanges = {READS(READ_POLICIES, 200, NEVER), LOSES("PATCH", "", NONE), READS(READ_POLICIES, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "expiry looked at: done",
     .action = "set-password-expiry",
     .values = {{"expires", "policy"}},
     .look = true,
     .prior = NEVER,
     .exchanges = {READS(READ_POLICIES, 200, NONE)},
     .end = FLOW_DONE},
    {.name = "expiry looked at: not",
     .action = "set-password-expiry",
     .values = {{"expires", "policy"}},
     .look = true,
     .prior = NEVER,
     .exchanges = {READS(READ_POLICIES, 200, NEVER)},
     .end = FLOW_SEND},
};

static const struct script immutable[] = {
    {.name = "clear",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE), WRITES("PATCH", "", CLEARED, 204, NULL),
                   READS(READ_IMMUTABLE, 200, CLEARED)},
     .end = FLOW_DONE,
     .says = "cleared",
     .keeps = "{\"onPremisesImmutableId\":\"YWJj\"}"},
    {.name = "v1.0 refuses, beta takes it",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE),
                   WRITES("PATCH", "", CLEARED, 400,
                          "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"Invalid value.\"}}"),
                   WRITES("PATCH", BETA "/users/" USER_ID, CLEARED, 204, NULL), READS(READ_IMMUTABLE, 200, CLEARED)},
     .end = FLOW_DONE},
    {.name = "both refuse",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE),
                   WRITES("PATCH", "", CLEARED, 400,
                          "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"usage location\"}}"),
                   WRITES("PATCH", BETA "/users/" USER_ID, CLEARED, 400,
                          "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"usage location\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "usage location"},
    {.name = "synced",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, "{\"onPremisesImmutableId\":\"YWJj\",\"onPremisesSyncEnabled\":true}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "belongs to the sync",
     .hint = "out of the sync's scope"},
    {.name = "mastered on the premises",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE), WRITES("PATCH", "", CLEARED, 400, MASTERED)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "on-premises mastered",
     .hint = "Active Directory"},
    {.name = "none there",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, CLEARED)},
     .end = FLOW_ALREADY},
    {.name = "given back",
     .action = "clear-immutable-id",
     .restore = "{\"onPremisesImmutableId\":\"YWJj\"}",
     .exchanges = {READS(READ_IMMUTABLE, 200, CLEARED),
                   WRITES("PATCH", "", "{\"onPremisesImmutableId\":\"YWJj\"}", 204, NULL),
                   READS(READ_IMMUTABLE, 200, IMMUTABLE)},
     .end = FLOW_DONE,
     .says = "back"},
    {.name = "may not",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE), WRITES("PATCH", "", CLEARED, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User.ReadWrite.All"},
    {.name = "lost",
     .action = "clear-immutable-id",
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE), LOSES("PATCH", "", CLEARED),
                   READS(READ_IMMUTABLE, 200, CLEARED)},
     .end = FLOW_DONE},
    {.name = "looked at: done",
     .action = "clear-immutable-id",
     .look = true,
     .prior = IMMUTABLE,
     .exchanges = {READS(READ_IMMUTABLE, 200, CLEARED)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "clear-immutable-id",
     .look = true,
     .prior = IMMUTABLE,
     .exchanges = {READS(READ_IMMUTABLE, 200, IMMUTABLE)},
     .end = FLOW_SEND},
};

static const struct script authority[] = {
    {.name = "to the cloud",
     .action = "set-source-of-authority",
     .values = {{"authority", "cloud"}},
     .exchanges = {READS(BEHAVIOUR, 200, ON_PREMISES), WRITES("PATCH", BEHAVIOUR, CLOUD, 204, NULL),
                   READS(BEHAVIOUR, 200, CLOUD)},
     .end = FLOW_DONE,
     .says = "The cloud",
     .keeps = ON_PREMISES},
    {.name = "back",
     .action = "set-source-of-authority",
     .values = {{"authority", "on-premises"}},
     .exchanges = {READS(BEHAVIOUR, 200, CLOUD), WRITES("PATCH", BEHAVIOUR, ON_PREMISES, 204, NULL),
                   READS(BEHAVIOUR, 200, ON_PREMISES)},
     .end = FLOW_DONE,
     .says = "Active Directory",
     .keeps = CLOUD},
    {.name = "undone",
     .action = "set-source-of-authority",
     .restore = ON_PREMISES,
     .exchanges = {READS(BEHAVIOUR, 200, CLOUD), WRITES("PATCH", BEHAVIOUR, ON_PREMISES, 204, NULL),
                   READS(BEHAVIOUR, 200, ON_PREMISES)},
     .end = FLOW_DONE},
    {.name = "already",
     .action = "set-source-of-authority",
     .exchanges = {READS(BEHAVIOUR, 200, CLOUD)},
     .end = FLOW_ALREADY},
    {.name = "forbidden",
     .action = "set-source-of-authority",
     .exchanges = {READS(BEHAVIOUR, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User-OnPremisesSyncBehavior.ReadWrite.All"},
    {.name = "lost",
     .action = "set-source-of-authority",
     .exchanges = {READS(BEHAVIOUR, 200, ON_PREMISES), LOSES("PATCH", BEHAVIOUR, CLOUD), READS(BEHAVIOUR, 200, CLOUD)},
     .end = FLOW_DONE},
    {.name = "looked at: done",
     .action = "set-source-of-authority",
     .look = true,
     .prior = ON_PREMISES,
     .exchanges = {READS(BEHAVIOUR, 200, CLOUD)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "set-source-of-authority",
     .look = true,
     .prior = ON_PREMISES,
     .exchanges = {READS(BEHAVIOUR, 200, ON_PREMISES)},
     .end = FLOW_SEND},
};

static const struct script forced[] = {
    {.name = "force",
     .action = "require-password-change",
     .exchanges = {READS(READ_SYNCED, 200, "{\"onPremisesSyncEnabled\":null}"), WRITES("PATCH", "", FORCE, 204, NULL)},
     .end = FLOW_DONE,
     .says = "next sign-in"},
    {.name = "synced",
     .action = "require-password-change",
     .exchanges = {READS(READ_SYNCED, 200, "{\"onPremisesSyncEnabled\":true}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .hint = "Set-ADUser"},
    {.name = "forbidden",
     .action = "require-password-change",
     .exchanges = {READS(READ_SYNCED, 200, "{}"), WRITES("PATCH", "", FORCE, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User-PasswordProfile.ReadWrite.All and the role User Administrator"},
    {.name = "lost",
     .action = "require-password-change", /* cannot be read back; the same end twice */
     .exchanges = {READS(READ_SYNCED, 200, "{}"), LOSES("PATCH", "", FORCE), WRITES("PATCH", "", FORCE, 204, NULL)},
     .end = FLOW_DONE},
    {.name = "lost for good",
     .action = "require-password-change",
     .exchanges = {READS(READ_SYNCED, 200, "{}"), LOSES("PATCH", "", FORCE), LOSES("PATCH", "", FORCE),
                   LOSES("PATCH", "", FORCE), LOSES("PATCH", "", FORCE), LOSES("PATCH", "", FORCE),
                   LOSES("PATCH", "", FORCE)},
     .waits = 4, /* after the first one */
     .end = FLOW_FAILED,
     .code = ERR_CUT},
    {.name = "looked at",
     .action = "require-password-change",
     .look = true,
     .prior = "",
     .exchanges = {READS(READ_SYNCED, 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "cannot be read back",
     .hint = "again"},
};

static void mfa_state__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(mfa));
}

static void password_expiry__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(expiry));
}

static void immutable_id__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(immutable));
}

static void source_of_authority__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(authority));
}

static void forced_change__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(forced));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&mfa[0],       &mfa[1],       &mfa[2],       &expiry[0],
                                         &expiry[1],    &expiry[2],    &immutable[0], &immutable[6],
                                         &authority[0], &authority[1], &forced[0]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

static void prepare__tells__what_is_now(void **state)
{
    static const char ca[] =
        "- Conditional Access and security defaults ask for MFA on their own, whatever is set here.\n";
    char text[256];
    (void)state;
    snprintf(text, sizeof text, "- Now: enforced.\n%sstate=enforced\n", ca);
    check_prepare(&(struct script){.name = "mfa",
                                   .action = "set-mfa-state",
                                   .exchanges = {READS(REQUIREMENTS, 200, STATE("enforced"))}},
                  text);
    snprintf(text, sizeof text, "- Now: disabled.\n%s", ca);
    check_prepare(&(struct script){.name = "re-require",
                                   .action = "rerequire-mfa",
                                   .exchanges = {READS(REQUIREMENTS, 200, STATE("disabled"))}},
                  text);
    check_prepare(&(struct script){.name = "never",
                                   .action = "set-password-expiry",
                                   .exchanges = {READS(READ_POLICIES, 200, NEVER)}},
                  "- Now: never expires.\nexpires=never\n");
    check_prepare(&(struct script){.name = "policy",
                                   .action = "set-password-expiry",
                                   .exchanges = {READS(READ_POLICIES, 200, NONE)}},
                  "- Now: expires as the domain's policy says.\nexpires=policy\n");
    check_prepare(&(struct script){.name = "gone",
                                   .action = "set-password-expiry",
                                   .exchanges = {READS(READ_POLICIES, 404, GONE)}},
                  "NOT_FOUND: Resource 'x' does not exist. (HTTP 404 Request_ResourceNotFound)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mfa_state__ends_honestly__in_every_script),
        cmocka_unit_test(password_expiry__ends_honestly__in_every_script),
        cmocka_unit_test(immutable_id__ends_honestly__in_every_script),
        cmocka_unit_test(source_of_authority__ends_honestly__in_every_script),
        cmocka_unit_test(forced_change__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(prepare__tells__what_is_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
