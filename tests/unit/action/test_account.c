/* The account's flows as what they are, pure functions: replies written by hand in, requests out. */
#include "unit.h"

#include <stdio.h>

#include "flow_script.h"

#define READ_ENABLED "?$select=id,accountEnabled"
#define DEVICES      "/registeredDevices?$select=id,deviceId,displayName,accountEnabled&$top=999"
#define DEVICE(id, on)                                                                                                 \
    "{\"id\":\"" id "\",\"deviceId\":\"x-" id "\",\"displayName\":\"PC-" id "\",\"accountEnabled\":" on "}"
#define READ_PASSWORD "?$select=id,onPremisesSyncEnabled,lastPasswordChangeDateTime"
#define READ_SESSIONS "?$select=id,signInSessionsValidFromDateTime"
#define RESET         "/authentication/methods/28c10230-6103-485e-b985-444c60001490/resetPassword"
#define OPERATION     "https://graph.microsoft.com/v1.0/users/" USER_ID "/authentication/operations/77?aadgdc=x"

#define ON         "{\"id\":\"x\",\"accountEnabled\":true}"
#define OFF        "{\"id\":\"x\",\"accountEnabled\":false}"
#define HIDDEN     "{\"id\":\"x\",\"accountEnabled\":null}"
#define CLOUD      "{\"onPremisesSyncEnabled\":null,\"lastPasswordChangeDateTime\":\"2026-01-01T00:00:00Z\"}"
#define SYNCED     "{\"onPremisesSyncEnabled\":true,\"lastPasswordChangeDateTime\":\"2026-01-01T00:00:00Z\"}"
#define BEFORE     "{\"signInSessionsValidFromDateTime\":\"2026-01-01T00:00:00Z\"}"
#define AFTER      "{\"signInSessionsValidFromDateTime\":\"2026-11-23T12:00:00Z\"}"
#define BLOCK      "{\"accountEnabled\":false}"
#define UNBLOCK    "{\"accountEnabled\":true}"
#define SET        "{\"passwordProfile\":{\"password\":\"{password}\",\"forceChangePasswordNextSignIn\":false}}"
#define SET_ONCE   "{\"passwordProfile\":{\"password\":\"{password}\",\"forceChangePasswordNextSignIn\":true}}"
#define WRITE_BACK "{\"newPassword\":\"{password}\"}"

#define ACCEPTS(where)                                                                                                 \
    {                                                                                                                  \
        "POST", RESET, WRITE_BACK, 202, NULL, false, "location", where                                                 \
    }

static const struct script blocking[] = {
    {"block",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), WRITES("PATCH", "", BLOCK, 204, NULL), READS(READ_ENABLED, 200, OFF)},
     FLOW_DONE,
     "Sign-in blocked.",
     ERR_OK,
     0},
    {"unblock",
     "unblock-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, OFF), WRITES("PATCH", "", UNBLOCK, 204, NULL), READS(READ_ENABLED, 200, ON)},
     FLOW_DONE,
     "Sign-in allowed.",
     ERR_OK,
     0},
    {"blocked already",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, OFF)},
     FLOW_ALREADY,
     "already blocked",
     ERR_OK,
     0},
    {"unblocked already",
     "unblock-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON)},
     FLOW_ALREADY,
     "already allowed",
     ERR_OK,
     0},
    {"may not read",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 403, DENIED)},
     FLOW_FAILED,
     "Insufficient privileges",
     ERR_FORBIDDEN,
     0},
    {"may not write",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), WRITES("PATCH", "", BLOCK, 403, DENIED)},
     FLOW_FAILED,
     "Insufficient privileges",
     ERR_FORBIDDEN,
     0},
    {"gone",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 404, GONE)},
     FLOW_FAILED,
     "does not exist",
     ERR_NOT_FOUND,
     0},
    {"gone while writing",
     "unblock-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, OFF), WRITES("PATCH", "", UNBLOCK, 404, GONE)},
     FLOW_FAILED,
     "does not exist",
     ERR_NOT_FOUND,
     0},
    {"the state is hidden",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, HIDDEN), WRITES("PATCH", "", BLOCK, 204, NULL), READS(READ_ENABLED, 200, HIDDEN)},
     FLOW_DONE,
     "Sign-in blocked.",
     ERR_OK,
     0},
    {"the answer is lost, the write was not",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), LOSES("PATCH", "", BLOCK), READS(READ_ENABLED, 200, OFF)},
     FLOW_DONE,
     "Sign-in blocked, read back.",
     ERR_OK,
     0},
    {"answer and write are lost",
     "unblock-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, OFF), LOSES("PATCH", "", UNBLOCK), READS(READ_ENABLED, 200, OFF),
      WRITES("PATCH", "", UNBLOCK, 204, NULL), READS(READ_ENABLED, 200, ON)},
     FLOW_DONE,
     "Sign-in allowed.",
     ERR_OK,
     0},
    {"the answer is lost, and then the right to read",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), LOSES("PATCH", "", BLOCK), READS(READ_ENABLED, 403, DENIED)},
     FLOW_FAILED,
     "Insufficient",
     ERR_FORBIDDEN,
     0},
    {"reads lag behind",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), WRITES("PATCH", "", BLOCK, 204, NULL), READS(READ_ENABLED, 200, ON),
      READS(READ_ENABLED, 200, ON), READS(READ_ENABLED, 200, OFF)},
     FLOW_DONE,
     "Sign-in blocked.",
     ERR_OK,
     2},
    {"a sync sets it back",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), WRITES("PATCH", "", BLOCK, 204, NULL), READS(READ_ENABLED, 200, ON),
      READS(READ_ENABLED, 200, ON), READS(READ_ENABLED, 200, ON), READS(READ_ENABLED, 200, ON),
      READS(READ_ENABLED, 200, ON), READS(READ_ENABLED, 200, ON)},
     FLOW_FAILED,
     "still shows the old state",
     ERR_SERVICE,
     5},
    {"no JSON",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, "<html>")},
     FLOW_FAILED,
     "not JSON",
     ERR_PARSE,
     0},
    {"looked at: done",
     "block-sign-in",
     0,
     1,
     UNBLOCK,
     {READS(READ_ENABLED, 200, OFF)},
     FLOW_DONE,
     "read back",
     ERR_OK,
     0},
    {"looked at: not done", "block-sign-in", 0, 1, UNBLOCK, {READS(READ_ENABLED, 200, ON)}, FLOW_SEND, NULL, ERR_OK, 0},
    {.name = "unblock, a suspect device is on",
     .action = "unblock-sign-in",
     .suspects = {"d9", "d1"},
     .exchanges = {READS(DEVICES, 200, "{\"value\":[" DEVICE("d0", "true") "," DEVICE("d1", "true") "]}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the device PC-d1 speaks for somebody else and is not off",
     .hint = "disable-device ann@contoso.com --set device=d1"},
    {.name = "unblock, the hint is a line for a shell",
     .action = "unblock-sign-in",
     .suspects = {"d'1; $(id)"},
     .exchanges = {READS(DEVICES, 200, "{\"value\":[" DEVICE("d'1; $(id)", "true") "]}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .hint = "disable-device ann@contoso.com --set 'device=d'\\''1; $(id)' --yes;"},
    {.name = "unblock, whether a suspect device is on is not said",
     .action = "unblock-sign-in",
     .suspects = {"D1"},
     .exchanges = {READS(DEVICES, 200, "{\"value\":[" DEVICE("d1", "null") "]}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
    {.name = "unblock, a suspect device is on the next page",
     .action = "unblock-sign-in",
     .suspects = {"d1"},
     .exchanges = {READS(DEVICES, 200, "{\"value\":[],\"@odata.nextLink\":\"" GRAPH "/next\"}"),
                   READS(GRAPH "/next", 200, "{\"value\":[" DEVICE("d1", "true") "]}")},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED},
    {.name = "unblock, devices cannot be read",
     .action = "unblock-sign-in",
     .suspects = {"d1"},
     .exchanges = {READS(DEVICES, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "unblock, the suspect device is off",
     .action = "unblock-sign-in",
     .suspects = {"d1"},
     .exchanges = {READS(DEVICES, 200, "{\"value\":[" DEVICE("d0", "true") "," DEVICE("d1", "false") "]}"),
                   READS(READ_ENABLED, 200, OFF), WRITES("PATCH", "", UNBLOCK, 204, NULL),
                   READS(READ_ENABLED, 200, ON)},
     .end = FLOW_DONE,
     .says = "Sign-in allowed."},
    {.name = "unblock, looked at",
     .action = "unblock-sign-in",
     .suspects = {"d1"},
     .look = true,
     .prior = "{\"accountEnabled\":false}",
     .exchanges = {READS(READ_ENABLED, 200, ON)},
     .end = FLOW_DONE},
    {.name = "block, whatever devices there are",
     .action = "block-sign-in",
     .suspects = {"d1"},
     .exchanges = {READS(READ_ENABLED, 200, ON), WRITES("PATCH", "", BLOCK, 204, NULL), READS(READ_ENABLED, 200, OFF)},
     .end = FLOW_DONE},
    {"somebody else is blocked", /* the items of a batch were mixed up */
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, "{\"id\":\"99999999-0000-4000-8000-000000000009\",\"accountEnabled\":false}")},
     FLOW_FAILED,
     "about somebody else",
     ERR_SERVICE,
     0},
    {"somebody else is read back",
     "block-sign-in",
     0,
     0,
     NULL,
     {READS(READ_ENABLED, 200, ON), WRITES("PATCH", "", BLOCK, 204, NULL),
      READS(READ_ENABLED, 200, "{\"id\":\"99999999-0000-4000-8000-000000000009\",\"accountEnabled\":false}")},
     FLOW_FAILED,
     "about somebody else",
     ERR_SERVICE,
     0,
     .hint = "check whether it was done"},
};

static const struct script passwords[] = {
    {"reset",
     "reset-password",
     0,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, CLOUD), WRITES("PATCH", "", SET, 204, NULL)},
     FLOW_DONE,
     "Password reset.",
     ERR_OK,
     0},
    {"reset, must change",
     "reset-password-must-change",
     0,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, CLOUD), WRITES("PATCH", "", SET_ONCE, 204, NULL)},
     FLOW_DONE,
     "next sign-in",
     ERR_OK,
     0},
    {"may not write",
     "reset-password",
     0,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, CLOUD), WRITES("PATCH", "", SET, 403, DENIED)},
     FLOW_FAILED,
     "Insufficient privileges",
     ERR_FORBIDDEN,
     0},
    {"gone",
     "reset-password-must-change",
     0,
     0,
     NULL,
     {READS(READ_PASSWORD, 404, GONE)},
     FLOW_FAILED,
     "does not exist",
     ERR_NOT_FOUND,
     0},
    {"the answer is lost",
     "reset-password",
     0,
     0,
     NULL, /* the same password again: whichever copy arrives, it holds */
     {READS(READ_PASSWORD, 200, CLOUD), LOSES("PATCH", "", SET), WRITES("PATCH", "", SET, 204, NULL)},
     FLOW_DONE,
     "Password reset.",
     ERR_OK,
     0},
    {"the answer is lost again and again",
     "reset-password",
     0,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, CLOUD), LOSES("PATCH", "", SET), LOSES("PATCH", "", SET), LOSES("PATCH", "", SET),
      LOSES("PATCH", "", SET), LOSES("PATCH", "", SET), LOSES("PATCH", "", SET)},
     FLOW_FAILED,
     "may have been changed",
     ERR_CUT,
     0},
    {"synced, by an application",
     "reset-password",
     0,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED)},
     FLOW_FAILED,
     "Active Directory",
     ERR_REFUSED,
     0},
    {"synced, by an administrator",
     "reset-password",
     1,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED),
      ACCEPTS(OPERATION),
      READS(OPERATION, 200, "{\"status\":\"running\"}"),
      {"GET", OPERATION, NULL, 200, "{\"status\":\"notStarted\"}", false, "retry-after", "7"},
      READS(OPERATION, 200, "{\"status\":\"succeeded\"}")},
     FLOW_DONE,
     "written back to Active Directory",
     ERR_OK,
     2},
    {"synced, writeback fails",
     "reset-password-must-change",
     1,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED), ACCEPTS(OPERATION),
      READS(OPERATION, 200, "{\"status\":\"failed\",\"statusDetail\":\"no agent\"}")},
     FLOW_FAILED,
     "no agent",
     ERR_SERVICE,
     0},
    {"synced, writeback off",
     "reset-password",
     1,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED),
      WRITES("POST", RESET, WRITE_BACK, 403,
             "{\"error\":{\"code\":\"x\",\"message\":\"OnPremises password writeback is not enabled\"}}")},
     FLOW_FAILED,
     "not enabled",
     ERR_FORBIDDEN,
     0,
     .hint = "writeback is off"},
    {"synced, no right to methods",
     "reset-password",
     1,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED), WRITES("POST", RESET, WRITE_BACK, 403, DENIED)},
     FLOW_FAILED,
     "Insufficient",
     ERR_FORBIDDEN,
     0,
     .hint = "UserAuthenticationMethod.ReadWrite.All"},
    {"synced, the answer is lost",
     "reset-password",
     1,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED), LOSES("POST", RESET, WRITE_BACK)},
     FLOW_FAILED,
     "may have been changed",
     ERR_CUT,
     0}, /* it is never sent twice */
    {"synced, pointed elsewhere",
     "reset-password",
     1,
     0,
     NULL,
     {READS(READ_PASSWORD, 200, SYNCED), ACCEPTS("https://graph.microsoft.com.evil.example/v1.0/x")},
     FLOW_FAILED,
     "not followed",
     ERR_REFUSED,
     0},
    {"looked at: done",
     "reset-password",
     0,
     1,
     "{\"onPremisesSyncEnabled\":false,\"lastPasswordChangeDateTime\":\"2025-01-01T00:00:00Z\"}",
     {READS(READ_PASSWORD, 200, CLOUD)},
     FLOW_DONE,
     "the new one is lost",
     ERR_OK,
     0},
    {"looked at: not done",
     "reset-password",
     0,
     1,
     "{\"onPremisesSyncEnabled\":false,\"lastPasswordChangeDateTime\":\"2026-01-01T00:00:00Z\"}",
     {READS(READ_PASSWORD, 200, CLOUD)},
     FLOW_SEND,
     NULL,
     ERR_OK,
     0},
};

static const struct script revoking[] = {
    {"revoke",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, BEFORE), WRITES("POST", "/revokeSignInSessions", "{}", 200, "{\"value\":true}"),
      READS(READ_SESSIONS, 200, AFTER)},
     FLOW_DONE,
     "Sessions revoked.",
     ERR_OK,
     0},
    {"what was accepted cannot be read back",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, BEFORE), WRITES("POST", "/revokeSignInSessions", "{}", 200, "{\"value\":true}"),
      READS(READ_SESSIONS, 403, DENIED)},
     FLOW_DONE,
     "could not be read back yet",
     ERR_OK,
     0},
    {"it shows the second of the last one",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, "{\"signInSessionsValidFromDateTime\":\"2026-01-01T07:59:59Z\"}"),
      WRITES("POST", "/revokeSignInSessions", "{}", 200, "{\"value\":true}"),
      READS(READ_SESSIONS, 200, "{\"signInSessionsValidFromDateTime\":\"2026-01-01T07:59:59Z\"}")},
     FLOW_DONE,
     "Sessions revoked.",
     ERR_OK,
     0},
    {"nothing was revoked",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, BEFORE), WRITES("POST", "/revokeSignInSessions", "{}", 200, "{\"value\":false}")},
     FLOW_FAILED,
     "no session was revoked",
     ERR_SERVICE,
     0},
    {"may not",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, BEFORE), WRITES("POST", "/revokeSignInSessions", "{}", 403, DENIED)},
     FLOW_FAILED,
     "Insufficient privileges",
     ERR_FORBIDDEN,
     0},
    {"gone",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 404, GONE)},
     FLOW_FAILED,
     "does not exist",
     ERR_NOT_FOUND,
     0},
    {"the answer is lost, the write was not",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, BEFORE), LOSES("POST", "/revokeSignInSessions", "{}"),
      READS(READ_SESSIONS, 200, AFTER)},
     FLOW_DONE,
     "read back",
     ERR_OK,
     0},
    {"answer and write are lost",
     "revoke-sessions",
     0,
     0,
     NULL,
     {READS(READ_SESSIONS, 200, BEFORE), LOSES("POST", "/revokeSignInSessions", "{}"),
      READS(READ_SESSIONS, 200, BEFORE), WRITES("POST", "/revokeSignInSessions", "{}", 200, "{\"value\":true}"),
      READS(READ_SESSIONS, 200, AFTER)},
     FLOW_DONE,
     "Sessions revoked.",
     ERR_OK,
     0},
    {"looked at: done",
     "revoke-sessions",
     0,
     1,
     BEFORE,
     {READS(READ_SESSIONS, 200, AFTER)},
     FLOW_DONE,
     "read back",
     ERR_OK,
     0},
    {"looked at: not done",
     "revoke-sessions",
     0,
     1,
     BEFORE,
     {READS(READ_SESSIONS, 200, BEFORE)},
     FLOW_SEND,
     NULL,
     ERR_OK,
     0},
};

static void block_and_unblock__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(blocking));
}

static void reset_password__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(passwords));
}

static void revoke_sessions__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(revoking));
}

static void block__tells_the_table__what_it_must_show_now(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    struct played done = play(arena, &blocking[0]), already = play(arena, &blocking[3]);
    assert_true(done.flow.enabled_changed && !done.flow.enabled_now);
    assert_true(already.flow.enabled_changed && already.flow.enabled_now);
    assert_string_equal(done.flow.prior, "{\"accountEnabled\":true}"); /* what undo goes back to */
}

/* The password is in the body that is sent, in the secret that is shown, and nowhere else. */
static void reset_password__sends_the_secret__it_gives(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct flow flow = {.action = action_find("reset-password"),
                        .target = &script_target,
                        .endpoints = &script_endpoints,
                        .arena = arena};
    struct http_reply known = answer(arena, &(struct exchange){.status = 200, .reply = CLOUD}), lost = {.unsure = true},
                      sent = {.status = 204};
    char first[256];
    (void)state;
    flow_step(&flow, NULL);
    flow_step(&flow, &known);
    buf_free(&known.body);
    const char *secret = secret_text(flow.secret), *body = flow.request->body;
    assert_int_equal(strlen(secret), 14);
    assert_non_null(strstr(body, secret));
    assert_null(strstr(flow.request->shown_body, secret));
    assert_true(flow.request->secret_body);
    snprintf(first, sizeof first, "%s", body);
    assert_int_equal(flow_step(&flow, &lost), FLOW_SEND);
    assert_string_equal(flow.request->body, first); /* the same one again */
    for (size_t i = 0; i < strlen(first); i++)
        assert_int_equal(body[i], 0); /* and the copy that is over is wiped */
    assert_int_equal(flow_step(&flow, &sent), FLOW_DONE);
    auto_secret struct secret *taken = flow_take_secret(&flow);
    assert_non_null(strstr(first, secret_text(taken)));
    assert_null(flow.secret);
    assert_null(strstr(flow.message, secret_text(taken)));
}

static void reset_password__is_not_repeated_blindly__for_a_synced_account(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct flow flow = {.action = action_find("reset-password"),
                        .target = &script_target,
                        .endpoints = &script_endpoints,
                        .arena = arena,
                        .delegated = true};
    struct http_reply known = answer(arena, &(struct exchange){.status = 200, .reply = SYNCED});
    (void)state;
    flow_step(&flow, NULL);
    flow_step(&flow, &known);
    buf_free(&known.body);
    assert_int_equal(flow.request->repeat, HTTP_CONSUMES);
    assert_false(flow.request->batch); /* its Location would be lost */
    secret_free(flow_take_secret(&flow));
}

static void flow__waits_as_long__as_the_service_asks(void **state)
{
    static const struct {
        const char *asked;
        int64_t wait;
    } rows[] = {{NULL, 2000}, {"7", 7000}, {"0", 2000}, {"-1", 2000}, {"soon", 2000}, {"86400", 2000}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct flow flow = {.action = action_find("reset-password"),
                            .target = &script_target,
                            .endpoints = &script_endpoints,
                            .arena = arena,
                            .delegated = true};
        const struct exchange given[] = {READS(READ_PASSWORD, 200, SYNCED),
                                         ACCEPTS(OPERATION),
                                         {"GET", OPERATION, NULL, 200, "{\"status\":\"running\"}", false,
                                          rows[i].asked ? "retry-after" : NULL, rows[i].asked}};
        enum flow_state now = flow_step(&flow, NULL);
        for (size_t j = 0; j < 3; j++) {
            struct http_reply reply = answer(arena, &given[j]);
            now = flow_step(&flow, &reply);
            buf_free(&reply.body);
        }
        assert_int_equal(now, FLOW_WAIT);
        assert_int_equal(flow.wait, rows[i].wait);
        secret_free(flow_take_secret(&flow));
    }
}

/* --- plans --- */

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&blocking[0],  &blocking[1],  &passwords[0],
                                         &passwords[1], &passwords[7], &revoking[0]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_and_unblock__end_honestly__in_every_script),
        cmocka_unit_test(reset_password__ends_honestly__in_every_script),
        cmocka_unit_test(revoke_sessions__ends_honestly__in_every_script),
        cmocka_unit_test(block__tells_the_table__what_it_must_show_now),
        cmocka_unit_test(reset_password__sends_the_secret__it_gives),
        cmocka_unit_test(reset_password__is_not_repeated_blindly__for_a_synced_account),
        cmocka_unit_test(flow__waits_as_long__as_the_service_asks),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
