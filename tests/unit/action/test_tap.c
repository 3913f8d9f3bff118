/* Temporary Access Pass (REQUESTS §6.1): within the policy, told once, never made twice. */
#include "unit.h"

#include "flow_script.h"

#define POLICY    GRAPH "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"
#define PASSES    "/authentication/temporaryAccessPassMethods"
#define GROUPS    "/transitiveMemberOf?$select=id&$top=999"
#define LIMITS    "\"minimumLifetimeInMinutes\":60,\"maximumLifetimeInMinutes\":480,\"defaultLifetimeInMinutes\":90"
#define EVERYBODY "\"includeTargets\":[{\"id\":\"all_users\"}]"
#define OPEN      "{\"state\":\"enabled\",\"isUsableOnce\":false," LIMITS "," EVERYBODY ",\"excludeTargets\":[]}"
#define ONCE_ONLY "{\"state\":\"enabled\",\"isUsableOnce\":true," LIMITS "," EVERYBODY "}"
#define SOME                                                                                                           \
    "{\"state\":\"enabled\"," LIMITS ",\"includeTargets\":[{\"id\":\"g1\"}],\"excludeTargets\":[{\"id\":\"g2\"}]}"
#define OFF     "{\"state\":\"disabled\"," EVERYBODY "}"
#define NO_PASS "{\"value\":[]}"
#define A_PASS  "{\"value\":[{\"id\":\"old\"}]}"
#define MADE                                                                                                           \
    "{\"temporaryAccessPass\":\"S3cr3t+P4ss\",\"lifetimeInMinutes\":90,\"isUsableOnce\":true,\"isUsable\":true}"
#define BODY(minutes, once)       "{\"lifetimeInMinutes\":" minutes ",\"isUsableOnce\":" once "}"
#define MAKES(sent, status, body) WRITES("POST", PASSES, sent, status, body)

static const struct script scripts[] = {
    {.name = "the tenant's default",
     .action = "create-tap",
     .values = {{"once", "true"}},
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, A_PASS), MAKES(BODY("90", "true"), 201, MADE)},
     .end = FLOW_DONE,
     .says = "valid for 90 minutes, once.",
     .keeps = "{\"passes\":[\"old\"]}"},
    {.name = "all chosen",
     .action = "create-tap",
     .values = {{"lifetime", "120"}, {"once", "false"}, {"start", "2026-01-01T09:00Z"}},
     .exchanges =
         {READS(POLICY, 200, OPEN), READS(PASSES, 200, NO_PASS),
          MAKES("{\"lifetimeInMinutes\":120,\"isUsableOnce\":false,\"startDateTime\":\"2026-01-01T09:00:00Z\"}", 201,
                "{\"temporaryAccessPass\":\"x\",\"lifetimeInMinutes\":120,\"isUsableOnce\":false,\"isUsable\":false}")},
     .end = FLOW_DONE,
     .says = "valid for 120 minutes, not usable yet."},
    {.name = "a beginning that is over",
     .action = "create-tap",
     .values = {{"start", "2025-01-01"}, {"once", "true"}},
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, NO_PASS), MAKES(BODY("90", "true"), 201, MADE)},
     .end = FLOW_DONE},
    {.name = "once, as the tenant says",
     .action = "create-tap",
     .values = {{"once", "true"}},
     .exchanges = {READS(POLICY, 200, ONCE_ONLY), READS(PASSES, 200, NO_PASS), MAKES(BODY("90", "true"), 201, MADE)},
     .end = FLOW_DONE},
    {.name = "in a group of the policy",
     .action = "create-tap",
     .values = {{"once", "true"}},
     .exchanges = {READS(POLICY, 200, SOME), READS(GROUPS, 200, "{\"value\":[{\"id\":\"g0\"},{\"id\":\"g1\"}]}"),
                   READS(PASSES, 200, NO_PASS), MAKES(BODY("90", "true"), 201, MADE)},
     .end = FLOW_DONE},
    {.name = "in no group of the policy",
     .action = "create-tap",
     .exchanges = {READS(POLICY, 200, SOME), READS(GROUPS, 200, "{\"value\":[{\"id\":\"g0\"}]}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "does not offer",
     .hint = "targets"},
    {.name = "left out by the policy",
     .action = "create-tap",
     .exchanges = {READS(POLICY, 200, SOME), READS(GROUPS, 200, "{\"value\":[{\"id\":\"g1\"},{\"id\":\"g2\"}]}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
    {.name = "off",
     .action = "create-tap",
     .exchanges = {READS(POLICY, 200, OFF)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "is off",
     .hint = "Authentication methods"},
    {.name = "a guest",
     .action = "create-tap",
     .guest = true,
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "another tenant"},
    {.name = "too long",
     .action = "create-tap",
     .values = {{"lifetime", "481"}},
     .exchanges = {READS(POLICY, 200, OPEN)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "60 to 480 minutes"},
    {.name = "too short",
     .action = "create-tap",
     .values = {{"lifetime", "59"}},
     .exchanges = {READS(POLICY, 200, OPEN)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE},
    {.name = "more than once",
     .action = "create-tap",
     .values = {{"once", "false"}},
     .exchanges = {READS(POLICY, 200, ONCE_ONLY)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "one-time"},
    {.name = "the policy is hidden",
     .action = "create-tap",
     .values = {{"once", "true"}},
     .exchanges = {READS(POLICY, 403, DENIED), READS(PASSES, 200, NO_PASS),
                   MAKES("{\"isUsableOnce\":true}", 201, MADE)},
     .end = FLOW_DONE},
    {.name = "the service knows other limits",
     .action = "create-tap",
     .values = {{"lifetime", "60"}, {"once", "true"}},
     .exchanges =
         {READS(POLICY, 200, OPEN), READS(PASSES, 200, NO_PASS),
          MAKES(
              BODY("60", "true"), 400,
              "{\"error\":{\"code\":\"badRequest\",\"message\":\"Invalid LifetimeInMinutes specified. The valid range between 10 and 50.\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "between 10 and 50",
     .hint = "limits"},
    {.name = "may not",
     .action = "create-tap",
     .values = {{"once", "true"}},
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, NO_PASS),
                   MAKES(BODY("90", "true"), 403,
                         "{\"error\":{\"code\":\"accessDenied\",\"message\":\"Request Authorization failed\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "UserAuthMethod-TAP.ReadWrite.All; Privileged Authentication Administrator"},
    {.name = "lost",
     .action = "create-tap",
     .values = {{"once", "true"}}, /* never a second one */
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, NO_PASS), LOSES("POST", PASSES, BODY("90", "true"))},
     .end = FLOW_FAILED,
     .code = ERR_CUT,
     .says = "may have been made",
     .hint = "replaces"},
    {.name = "made and not told",
     .action = "create-tap",
     .values = {{"once", "true"}},
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, NO_PASS),
                   MAKES(BODY("90", "true"), 201, "{\"temporaryAccessPass\":null}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "looked at: done",
     .action = "create-tap",
     .look = true,
     .prior = "{\"passes\":[]}",
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, A_PASS)},
     .end = FLOW_DONE,
     .says = "is lost"},
    {.name = "looked at: not done",
     .action = "create-tap",
     .look = true,
     .prior = "{\"passes\":[\"old\"]}",
     .exchanges = {READS(POLICY, 200, OPEN), READS(PASSES, 200, A_PASS)},
     .end = FLOW_SEND},
};

static void create_tap__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < 5; i++)
        check_plan(&scripts[i]);
}

/* The pass is in the secret that is shown, and nowhere else. */
static void create_tap__gives_the_pass__once(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    struct played played = play(arena, &scripts[0]);
    assert_true(played.flow.request->secret_reply);
    assert_int_equal(played.flow.request->repeat, HTTP_CONSUMES);
    assert_null(strstr(played.flow.message, "S3cr3t"));
    assert_null(strstr(played.flow.prior, "S3cr3t"));
    assert_string_equal(played.flow.secret_name, "Temporary Access Pass");
    auto_secret struct secret *pass = flow_take_secret(&played.flow);
    assert_string_equal(secret_text(pass), "S3cr3t+P4ss");
    assert_null(played.flow.secret);
}

static void prepare__tells__what_the_tenant_allows(void **state)
{
    static const char limits[] = "- The tenant allows 60 to 480 minutes.\n",
                      replaces[] = "- A new pass replaces the one there may be.\n";
    char text[512];
    (void)state;
    snprintf(text, sizeof text, "%s%slifetime=90 60..480\n", limits, replaces);
    check_prepare(&(struct script){.name = "open", .action = "create-tap", .exchanges = {READS(POLICY, 200, OPEN)}},
                  text);
    snprintf(text, sizeof text, "%s- The tenant allows one-time passes only.\n%slifetime=90 60..480\nonce=true\n",
             limits, replaces);
    check_prepare(
        &(struct script){.name = "once", .action = "create-tap", .exchanges = {READS(POLICY, 200, ONCE_ONLY)}}, text);
    check_prepare(&(struct script){.name = "off", .action = "create-tap", .exchanges = {READS(POLICY, 200, OFF)}},
                  "REFUSED: Temporary Access Pass is off in this tenant");
    check_prepare(&(struct script){.name = "out of scope",
                                   .action = "create-tap",
                                   .exchanges = {READS(POLICY, 200, SOME), READS(GROUPS, 200, NO_PASS)}},
                  "REFUSED: the tenant's policy does not offer Temporary Access Passes to this user");
    check_prepare(&(struct script){.name = "hidden", .action = "create-tap", .exchanges = {READS(POLICY, 403, DENIED)}},
                  "! The tenant's policy for passes could not be read (Policy.Read.AuthenticationMethod).\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(create_tap__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(create_tap__gives_the_pass__once),
        cmocka_unit_test(prepare__tells__what_the_tenant_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
