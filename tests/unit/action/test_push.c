/* An approval prompt (REQUESTS §6.4): one prompt, and the secret made for it is removed whatever happens. */
#include "unit.h"

#include "flow_script.h"

#define APP       "981f26a1-7f43-403b-a875-f8b09b8cd720"
#define PRINCIPAL GRAPH "/servicePrincipals(appId='" APP "')?$select=id,passwordCredentials"
#define CREATE    GRAPH "/servicePrincipals"
#define ADD       GRAPH "/servicePrincipals/sp1/addPassword"
#define REMOVE    GRAPH "/servicePrincipals/sp1/removePassword"
#define TOKEN     "https://login.microsoftonline.com/" TENANT_ID "/oauth2/token"
#define PUSH                                                                                                           \
    "https://adnotifications.windowsazure.com/StrongAuthenticationService.svc/Connector//BeginTwoWayAuthentication"
#define ADDED                                                                                                          \
    "{\"passwordCredential\":{\"displayName\":\"roster, one approval prompt\",\"startDateTime\":\"{5 minutes ago}\",\"endDateTime\":\"{in 10 minutes}\"}}"
#define MADE "{\"keyId\":\"key-1\",\"secretText\":\"s3cr3t/+value\"}"
#define KEY  "{\"keyId\":\"key-1\"}"
#define FORM                                                                                                           \
    "grant_type=client_credentials&client_id=" APP "&resource=https%3A%2F%2Fadnotifications.windowsazure.com%2F"       \
    "StrongAuthenticationService.svc%2FConnector&scope=openid&client_secret={secret}"
#define BEARER "{\"access_token\":\"t0ken\"}"
#define NOT_YET                                                                                                        \
    "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided.\",\"error_codes\":[7000215]}"
#define REFUSED_AS(code)                                                                                               \
    "{\"error\":\"x\",\"error_description\":\"AADSTS" code ": Not found.\",\"error_codes\":[" code "]}"
#define ANSWER(value, result)                                                                                          \
    "<BeginTwoWayAuthenticationResponse><Result><Value>" value "</Value></Result><AuthenticationResult>" result        \
    "</AuthenticationResult></BeginTwoWayAuthenticationResponse>"
#define NO_KEY                                                                                                         \
    "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"No password credential found with the specified keyId.\"}}"
#define BROKEN              "{\"error\":{\"code\":\"x\",\"message\":\"Broken.\"}}"
#define REMOVES             WRITES("POST", REMOVE, KEY, 204, NULL)
#define BEGINS              READS(PRINCIPAL, 200, "{\"id\":\"sp1\"}"), WRITES("POST", ADD, ADDED, 200, MADE)
#define SIGNS_IN            WRITES("POST", TOKEN, FORM, 200, BEARER)
#define ASKS(status, reply) WRITES("POST", PUSH, NULL, status, reply)

static const struct script scripts[] = {
    {.name = "approved",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("Success", "true")), REMOVES},
     .end = FLOW_DONE,
     .says = "Approved"},
    {.name = "denied",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("PhoneAppDenied", "false")), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "Denied",
     .hint = "somebody else may know the password"},
    {.name = "no answer",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("PhoneAppNoResponse", "false")), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "No answer"},
    {.name = "number matching",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("Challenge", "challenge")), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "number matching"},
    {.name = "another word",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("UserNotFound", "false")), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "\"UserNotFound\""},
    {.name = "success without approval is none",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("Success", "false")), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE},
    {.name = "the client is made first",
     .action = "send-mfa-push",
     .exchanges = {READS(PRINCIPAL, 404, GONE),
                   WRITES("POST", CREATE, "{\"appId\":\"" APP "\"}", 201, "{\"id\":\"sp1\"}"),
                   WRITES("POST", ADD, ADDED, 200, MADE), SIGNS_IN, ASKS(200, ANSWER("Success", "true")), REMOVES},
     .end = FLOW_DONE},
    {.name = "making the client is lost",
     .action = "send-mfa-push", /* looked at, not made twice */
     .exchanges = {READS(PRINCIPAL, 404, GONE), LOSES("POST", CREATE, "{\"appId\":\"" APP "\"}"), BEGINS, SIGNS_IN,
                   ASKS(200, ANSWER("Success", "true")), REMOVES},
     .end = FLOW_DONE},
    {.name = "the secret is not known yet",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, WRITES("POST", TOKEN, FORM, 401, NOT_YET), WRITES("POST", TOKEN, FORM, 401, NOT_YET),
                   SIGNS_IN, ASKS(200, ANSWER("Success", "true")), REMOVES},
     .end = FLOW_DONE,
     .waits = 2},
    {.name = "neither principal nor application are known yet",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, WRITES("POST", TOKEN, FORM, 401, REFUSED_AS("7000229")),
                   WRITES("POST", TOKEN, FORM, 400, REFUSED_AS("700016")), SIGNS_IN,
                   ASKS(200, ANSWER("Success", "true")), REMOVES},
     .end = FLOW_DONE,
     .waits = 2},
    {.name = "may not read the client",
     .action = "send-mfa-push",
     .exchanges = {READS(PRINCIPAL, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Application.ReadWrite.All"},
    {.name = "may not make a secret",
     .action = "send-mfa-push",
     .exchanges = {READS(PRINCIPAL, 200, "{\"id\":\"sp1\"}"), WRITES("POST", ADD, ADDED, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "a policy forbids secrets",
     .action = "send-mfa-push",
     .exchanges =
         {READS(PRINCIPAL, 200, "{\"id\":\"sp1\"}"),
          WRITES(
              "POST", ADD, ADDED, 400,
              "{\"error\":{\"code\":\"CredentialInvalidForAppPolicy\",\"message\":\"Credential type not allowed as per assigned policy.\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "app management policy"},
    {.name = "the secret is lost",
     .action = "send-mfa-push",
     .exchanges = {READS(PRINCIPAL, 200, "{\"id\":\"sp1\"}"), LOSES("POST", ADD, ADDED)},
     .end = FLOW_FAILED,
     .code = ERR_CUT,
     .says = "ten minutes",
     .hint = "ends by itself"},
    {.name = "the secret is not told",
     .action = "send-mfa-push",
     .exchanges = {READS(PRINCIPAL, 200, "{\"id\":\"sp1\"}"), WRITES("POST", ADD, ADDED, 200, "{\"keyId\":\"key-1\"}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE,
     .hint = "no prompt was sent"},
    {.name = "the client is switched off",
     .action = "send-mfa-push",
     .exchanges =
         {BEGINS,
          WRITES(
              "POST", TOKEN, FORM, 401,
              "{\"error\":\"x\",\"error_description\":\"AADSTS7000112: Application is disabled.\",\"error_codes\":[7000112]}"),
          REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SIGN_IN,
     .hint = "no prompt was sent; enable the MFA client (" APP ")"},
    {.name = "the connector is switched off",
     .action = "send-mfa-push",
     .exchanges = {BEGINS,
                   WRITES(
                       "POST", TOKEN, FORM, 400,
                       "{\"error\":\"x\",\"error_description\":\"AADSTS500014: disabled.\",\"error_codes\":[500014]}"),
                   REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SIGN_IN,
     .hint = "1f5530b3-261a-47a9-b357-ded261e17918"},
    {.name = "the connector fails",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(500, ""), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "HTTP 500",
     .hint = "a prompt may have been sent"},
    {.name = "the connector refuses",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(403, ""), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "HTTP 403",
     .hint = "no prompt was sent"},
    {.name = "the connector is not reached",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(0, NULL), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_CUT,
     .hint = "no prompt was sent"},
    {.name = "the prompt is lost",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, LOSES("POST", PUSH, NULL), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_CUT,
     .hint = "a prompt may have been sent"}, /* no second prompt */
    {.name = "no XML",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, "<a"), REMOVES},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "removing is lost and was done",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("Success", "true")), LOSES("POST", REMOVE, KEY),
                   WRITES("POST", REMOVE, KEY, 400, NO_KEY)},
     .end = FLOW_DONE},
    {.name = "the client went with its secret",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("Success", "true")), WRITES("POST", REMOVE, KEY, 404, GONE)},
     .end = FLOW_DONE},
    {.name = "it cannot be removed",
     .action = "send-mfa-push",
     .exchanges = {BEGINS, SIGNS_IN, ASKS(200, ANSWER("Success", "true")), WRITES("POST", REMOVE, KEY, 500, BROKEN),
                   WRITES("POST", REMOVE, KEY, 500, BROKEN), WRITES("POST", REMOVE, KEY, 500, BROKEN),
                   WRITES("POST", REMOVE, KEY, 500, BROKEN), WRITES("POST", REMOVE, KEY, 500, BROKEN),
                   WRITES("POST", REMOVE, KEY, 500, BROKEN)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "(Success), but its secret could not be removed: Broken.",
     .hint = "key key-1"},
    {.name = "looked at",
     .action = "send-mfa-push",
     .look = true,
     .prior = "{}",
     .end = FLOW_DONE,
     .says = "Whether a prompt was sent is not known"},
};

static void push__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

static void push__plans__the_secret_the_prompt_and_the_removal(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    struct written plan = planned(arena, &scripts[0]);
    assert_int_equal(plan.count, 3);
    assert_string_equal(plan.text[0], "POST " ADD " " ADDED);
    assert_non_null(strstr(plan.text[1], "POST " PUSH " <BeginTwoWayAuthenticationRequest>"));
    assert_non_null(strstr(plan.text[1], "<ContextId>{context id}</ContextId>"));
    assert_string_equal(plan.text[2], "POST " REMOVE " {\"keyId\":\"{key id}\"}");
}

static struct flow after(struct arena *arena, size_t replies)
{
    struct flow flow = flow_of(arena, &scripts[0]);
    flow_step(&flow, NULL);
    for (size_t i = 0; i < replies; i++) {
        struct http_reply reply = answer(arena, &scripts[0].exchanges[i]);
        flow_step(&flow, &reply);
        buf_free(&reply.body);
    }
    return flow;
}

static void push__keeps_its_secrets__where_they_belong(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    struct flow flow = after(arena, 1);
    assert_string_equal(flow.request->body,
                        "{\"passwordCredential\":{\"displayName\":\"roster, one approval prompt\","
                        "\"startDateTime\":\"2026-01-01T07:55:00Z\",\"endDateTime\":\"2026-01-01T08:10:00Z\"}}");
    assert_true(flow.request->secret_reply && !flow.request->batch);
    assert_int_equal(flow.request->repeat, HTTP_CONSUMES);
    assert_false(flow.must_clean);
    flow = after(arena, 2);
    const char *form = flow.request->body;
    size_t length = flow.request->body_length;
    assert_true(flow.must_clean && flow.request->secret_body && flow.request->secret_reply);
    assert_non_null(strstr(form, "client_secret=s3cr3t%2F%2Bvalue"));
    assert_null(strstr(flow.request->shown_body, "s3cr3t"));
    struct http_reply token = answer(arena, &(struct exchange){.status = 200, .reply = BEARER});
    assert_int_equal(flow_step(&flow, &token), FLOW_SEND);
    buf_free(&token.body);
    for (size_t i = 0; i < length; i++)
        assert_int_equal(form[i], 0); /* the form is wiped once its answer is there */
    assert_string_equal(secret_text(flow.request->bearer), "t0ken");
    assert_null(strstr(flow.request->body, "t0ken"));
    assert_int_equal(flow.request->repeat, HTTP_CONSUMES);
    assert_true(flow.request->timeout_s >= 120);
    assert_non_null(flow.progress);
    assert_int_equal(flow.until, NOW + 120000);
    assert_null(flow.secret); /* nothing of it is shown */
    for (size_t i = 0; i < 2; i++)
        secret_free(flow.kept[i]);
}

/* Cancelled while the reply to the exchange after `replies` is waited for: the secret goes, once. */
static void push__removes_its_secret__when_cancelled_at_any_step(void **state)
{
    (void)state;
    for (size_t replies = 2; replies <= 4; replies++) {
        auto_arena struct arena *arena = arena_new(0);
        struct flow flow = after(arena, replies);
        struct http_reply cancelled = {.status = 0}, done = {.status = 204};
        err_set(&cancelled.error, ERR_CANCELLED, "cancelled");
        assert_true(flow.must_clean);
        flow.cancelled = true;
        assert_int_equal(flow_step(&flow, &cancelled), FLOW_SEND);
        assert_string_equal(flow.request->url, REMOVE);
        assert_string_equal(flow.request->body, KEY);
        enum flow_state end = flow_step(&flow, &done);
        assert_false(flow.must_clean);
        if (replies < 4) {
            assert_int_equal(end, FLOW_FAILED);
            assert_int_equal(flow.error.code, ERR_CANCELLED);
            assert_non_null(strstr(flow.error.message, "is removed"));
        } else {
            assert_int_equal(end, FLOW_DONE); /* the answer was in: it is told */
            assert_non_null(strstr(flow.message, "Approved"));
        }
        for (size_t i = 0; i < 2; i++)
            secret_free(flow.kept[i]);
    }
}

static void push__tells__when_cancelling_leaves_the_secret(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct flow flow = after(arena, 3);
    struct http_reply broken = {.status = 500};
    int removals = 0;
    (void)state;
    flow.cancelled = true;
    enum flow_state now = flow_step(&flow, &broken);
    for (; now == FLOW_SEND && removals < 20; removals++)
        now = flow_step(&flow, &broken);
    assert_int_equal(now, FLOW_FAILED);
    assert_int_equal(removals, 6);
    assert_false(flow.must_clean);
    assert_non_null(strstr(flow.error.message, "(cancelled), but its secret could not be removed"));
    assert_non_null(strstr(flow.error.hint, "key-1"));
    for (size_t i = 0; i < 2; i++)
        secret_free(flow.kept[i]);
}

static void push__gives_up__when_the_secret_never_is_known(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct flow flow = after(arena, 2);
    int waits = 0;
    (void)state;
    for (;;) {
        struct http_reply reply = answer(arena, &(struct exchange){.status = 401, .reply = NOT_YET});
        enum flow_state now = flow_step(&flow, &reply);
        buf_free(&reply.body);
        if (now != FLOW_WAIT)
            break;
        assert_int_equal(flow.wait, 1000);
        assert_true(++waits <= 20);
        assert_int_equal(flow_step(&flow, NULL), FLOW_SEND);
    }
    assert_int_equal(waits, 20);
    assert_string_equal(flow.request->url, REMOVE); /* and it is removed */
    for (size_t i = 0; i < 2; i++)
        secret_free(flow.kept[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(push__ends_honestly__in_every_script),
        cmocka_unit_test(push__plans__the_secret_the_prompt_and_the_removal),
        cmocka_unit_test(push__keeps_its_secrets__where_they_belong),
        cmocka_unit_test(push__removes_its_secret__when_cancelled_at_any_step),
        cmocka_unit_test(push__tells__when_cancelling_leaves_the_secret),
        cmocka_unit_test(push__gives_up__when_the_secret_never_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
