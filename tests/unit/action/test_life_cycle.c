/* Deleting, restoring, and the word of identity protection (REQUESTS §9.5, V16). */
#include "unit.h"

#include "flow_script.h"

#define READ_USER "?$select=id,userPrincipalName,displayName"
#define DELETED   GRAPH "/directory/deletedItems/" USER_ID "?$select=id,displayName"
#define RESTORE   GRAPH "/directory/deletedItems/" USER_ID "/restore"
#define THERE     "{\"id\":\"" USER_ID "\",\"userPrincipalName\":\"ann@contoso.com\",\"displayName\":\"Ann\"}"
#define ADDRESSES GRAPH "/directory/deletedItems/" USER_ID "?$select=id,userPrincipalName,proxyAddresses"
#define WITH_ADDRESSES                                                                                                 \
    "{\"id\":\"" USER_ID "\",\"userPrincipalName\":\"0f8c1a2b000040008000000000000001ann@contoso.com\","               \
    "\"proxyAddresses\":[\"SMTP:Ann@contoso.com\",\"x500:/o=x\",\"smtp:alias@contoso.com\"]}"
#define HOLDER(address)                                                                                                \
    GRAPH "/users?$select=id,userPrincipalName,displayName&$top=25&$filter=userPrincipalName%20eq%20%27" address       \
          "%27%20or%20mail%20eq%20%27" address "%27%20or%20proxyAddresses%2Fany%28p%3Ap%20eq%20%27smtp%3A" address     \
          "%27%29%20or%20proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3A" address "%27%29"
#define NOBODY       "{\"value\":[]}"
#define HELD(by)     "{\"value\":[{\"id\":\"o\",\"userPrincipalName\":\"" by "\"}]}"
#define RISK         GRAPH "/identityProtection/riskyUsers/" USER_ID
#define DISMISS      GRAPH "/identityProtection/riskyUsers/dismiss"
#define CONFIRM      GRAPH "/identityProtection/riskyUsers/confirmCompromised"
#define IDS          "{\"userIds\":[\"" USER_ID "\"]}"
#define RISKY(state) "{\"riskLevel\":\"high\",\"riskState\":\"" state "\"}"
#define UNLICENSED                                                                                                     \
    "{\"error\":{\"code\":\"AccessDenied\",\"message\":\"Your tenant is not licensed for this feature.\"}}"
#define CONFLICT "{\"error\":{\"code\":\"ObjectConflict\",\"message\":\"A conflicting object exists.\"}}"

static const struct script deleting[] = {
    {.name = "delete",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE),
                   {"DELETE", "", "", 204, NULL, false, NULL, NULL},
                   READS(DELETED, 200, THERE)},
     .end = FLOW_DONE,
     .says = "30 days",
     .keeps = THERE},
    {.name = "deleted already",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 404, GONE)},
     .end = FLOW_ALREADY},
    {.name = "gone meanwhile",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE),
                   {"DELETE", "", "", 404, GONE, false, NULL, NULL},
                   READS(DELETED, 200, THERE)},
     .end = FLOW_DONE},
    {.name = "may not delete",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE), {"DELETE", "", "", 403, DENIED, false, NULL, NULL}},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User.DeleteRestore.All; Privileged Authentication Administrator"},
    {.name = "delete lost and done",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE), LOSES("DELETE", "", ""), READS(READ_USER, 404, GONE)},
     .end = FLOW_DONE},
    {.name = "delete lost, not done",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE),
                   LOSES("DELETE", "", ""),
                   READS(READ_USER, 200, THERE),
                   {"DELETE", "", "", 204, NULL, false, NULL, NULL},
                   READS(DELETED, 200, THERE)},
     .end = FLOW_DONE},
    {.name = "the list of the deleted lags",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE),
                   {"DELETE", "", "", 204, NULL, false, NULL, NULL},
                   READS(DELETED, 404, GONE),
                   READS(DELETED, 200, THERE)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "never in the list",
     .action = "delete-user",
     .exchanges = {READS(READ_USER, 200, THERE),
                   {"DELETE", "", "", 204, NULL, false, NULL, NULL},
                   READS(DELETED, 404, GONE),
                   READS(DELETED, 404, GONE),
                   READS(DELETED, 404, GONE),
                   READS(DELETED, 404, GONE),
                   READS(DELETED, 404, GONE),
                   READS(DELETED, 404, GONE)},
     .end = FLOW_DONE,
     .says = "not in the list",
     .waits = 5},
    {.name = "delete looked at: done",
     .action = "delete-user",
     .look = true,
     .prior = THERE,
     .exchanges = {READS(READ_USER, 404, GONE)},
     .end = FLOW_DONE},
    {.name = "delete looked at: not done",
     .action = "delete-user",
     .look = true,
     .prior = THERE,
     .exchanges = {READS(READ_USER, 200, THERE)},
     .end = FLOW_SEND},
    {.name = "undo of a restore",
     .action = "delete-user",
     .restore = "{\"deleted\":true}",
     .exchanges = {READS(READ_USER, 200, THERE),
                   {"DELETE", "", "", 204, NULL, false, NULL, NULL},
                   READS(DELETED, 200, THERE)},
     .end = FLOW_DONE},
};

static const struct script restoring[] = {
    {.name = "restore",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 200, "{}"), READS(READ_USER, 200, THERE)},
     .end = FLOW_DONE,
     .says = "licences",
     .keeps = "{\"deleted\":true}"},
    {.name = "restore under another name",
     .action = "restore-user",
     .values = {{"upn", "ann2@contoso.com"}, {"reconcile", "true"}},
     .exchanges = {READS(ADDRESSES, 200, WITH_ADDRESSES), READS(READ_USER ",proxyAddresses", 404, GONE),
                   WRITES("POST", BETA "/directory/deletedItems/" USER_ID "/restore",
                          "{\"autoReconcileProxyConflict\":true,\"newUserPrincipalName\":\"ann2@contoso.com\"}", 200,
                          "{}"),
                   READS(READ_USER ",proxyAddresses", 200,
                         "{\"id\":\"x\",\"proxyAddresses\":[\"smtp:ann@contoso.com\",\"x500:/o=x\"]}")},
     .end = FLOW_DONE,
     .says = "Others have these addresses by now: alias@contoso.com."},
    {.name = "restore with reconcile, not deleted",
     .action = "restore-user",
     .values = {{"reconcile", "true"}},
     .exchanges = {READS(ADDRESSES, 404, GONE), READS(READ_USER ",proxyAddresses", 200, THERE)},
     .end = FLOW_ALREADY},
    {.name = "undo of a delete",
     .action = "restore-user",
     .restore = THERE,
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 200, "{}"), READS(READ_USER, 200, THERE)},
     .end = FLOW_DONE},
    {.name = "not deleted", .action = "restore-user", .exchanges = {READS(READ_USER, 200, THERE)}, .end = FLOW_ALREADY},
    {.name = "name taken (409)",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 409, CONFLICT)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "reconcile"},
    {.name = "name taken (400)",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 400, CONFLICT)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "new upn"},
    {.name = "gone for good",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 404, GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "may not restore",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User.DeleteRestore.All"},
    {.name = "may not read",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN},
    {.name = "restore lost and done",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), LOSES("POST", RESTORE, "{}"), READS(READ_USER, 200, THERE)},
     .end = FLOW_DONE},
    {.name = "restore lags",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 200, "{}"), READS(READ_USER, 404, GONE),
                   READS(READ_USER, 200, THERE)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "restore never shows",
     .action = "restore-user",
     .exchanges = {READS(READ_USER, 404, GONE), WRITES("POST", RESTORE, "{}", 200, "{}"), READS(READ_USER, 404, GONE),
                   READS(READ_USER, 404, GONE), READS(READ_USER, 404, GONE), READS(READ_USER, 404, GONE),
                   READS(READ_USER, 404, GONE), READS(READ_USER, 404, GONE)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .waits = 5},
    {.name = "restore looked at: done",
     .action = "restore-user",
     .look = true,
     .prior = "{}",
     .exchanges = {READS(READ_USER, 200, THERE)},
     .end = FLOW_DONE},
    {.name = "restore looked at: not done",
     .action = "restore-user",
     .look = true,
     .prior = "{}",
     .exchanges = {READS(READ_USER, 404, GONE)},
     .end = FLOW_SEND},
};

static const struct script risk[] = {
    {.name = "dismiss",
     .action = "dismiss-risk",
     .exchanges = {READS(RISK, 200, RISKY("atRisk")), WRITES("POST", DISMISS, IDS, 204, NULL),
                   READS(RISK, 200, RISKY("dismissed"))},
     .end = FLOW_DONE,
     .says = "dismissed",
     .keeps = "{\"riskState\":\"atRisk\",\"riskLevel\":\"high\"}"},
    {.name = "confirm",
     .action = "confirm-compromised",
     .exchanges = {READS(RISK, 404, GONE), WRITES("POST", CONFIRM, IDS, 204, NULL),
                   READS(RISK, 200, RISKY("confirmedCompromised"))},
     .end = FLOW_DONE,
     .says = "Confirmed"},
    {.name = "not at risk", .action = "dismiss-risk", .exchanges = {READS(RISK, 404, GONE)}, .end = FLOW_ALREADY},
    {.name = "dismissed",
     .action = "dismiss-risk",
     .exchanges = {READS(RISK, 200, RISKY("dismissed"))},
     .end = FLOW_ALREADY},
    {.name = "remediated",
     .action = "dismiss-risk",
     .exchanges = {READS(RISK, 200, RISKY("remediated"))},
     .end = FLOW_ALREADY},
    {.name = "safe",
     .action = "dismiss-risk",
     .exchanges = {READS(RISK, 200, RISKY("confirmedSafe"))},
     .end = FLOW_ALREADY},
    {.name = "confirmed already",
     .action = "confirm-compromised",
     .exchanges = {READS(RISK, 200, RISKY("confirmedCompromised"))},
     .end = FLOW_ALREADY},
    {.name = "no P2",
     .action = "confirm-compromised",
     .exchanges = {READS(RISK, 403, UNLICENSED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "not licensed",
     .hint = "Entra ID P2"},
    {.name = "may not",
     .action = "dismiss-risk",
     .exchanges = {READS(RISK, 200, RISKY("atRisk")), WRITES("POST", DISMISS, IDS, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "IdentityRiskyUser.ReadWrite.All"},
    {.name = "lost and done",
     .action = "dismiss-risk",
     .exchanges = {READS(RISK, 200, RISKY("atRisk")), LOSES("POST", DISMISS, IDS),
                   READS(RISK, 200, RISKY("dismissed"))},
     .end = FLOW_DONE},
    {.name = "lost, not done",
     .action = "confirm-compromised",
     .exchanges = {READS(RISK, 404, GONE), LOSES("POST", CONFIRM, IDS), READS(RISK, 404, GONE),
                   WRITES("POST", CONFIRM, IDS, 204, NULL), READS(RISK, 200, RISKY("confirmedCompromised"))},
     .end = FLOW_DONE},
    {.name = "lags",
     .action = "confirm-compromised",
     .exchanges = {READS(RISK, 404, GONE), WRITES("POST", CONFIRM, IDS, 204, NULL), READS(RISK, 404, GONE),
                   READS(RISK, 404, GONE), READS(RISK, 404, GONE), READS(RISK, 404, GONE), READS(RISK, 404, GONE),
                   READS(RISK, 404, GONE)},
     .end = FLOW_DONE,
     .says = "in some minutes",
     .waits = 5},
    {.name = "looked at: done",
     .action = "confirm-compromised",
     .look = true,
     .prior = "{}",
     .exchanges = {READS(RISK, 200, RISKY("confirmedCompromised"))},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "confirm-compromised",
     .look = true,
     .prior = "{}",
     .exchanges = {READS(RISK, 404, GONE)},
     .end = FLOW_SEND},
};

static void delete_user__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(deleting));
}

/* Each of its addresses is looked at once, the name first. */
static void prepare__warns__of_what_others_have_by_now(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "free",
                                   .action = "restore-user",
                                   .exchanges = {READS(ADDRESSES, 200, WITH_ADDRESSES),
                                                 READS(HOLDER("ann%40contoso.com"), 200, NOBODY),
                                                 READS(HOLDER("alias%40contoso.com"), 200, NOBODY)}},
                  "");
    check_prepare(&(struct script){.name = "taken",
                                   .action = "restore-user",
                                   .exchanges = {READS(ADDRESSES, 200, WITH_ADDRESSES),
                                                 READS(HOLDER("ann%40contoso.com"), 200, HELD("ann@contoso.com")),
                                                 READS(HOLDER("alias%40contoso.com"), 200, HELD("bob@contoso.com"))}},
                  "! ann@contoso.com is the name of another user by now: give a new one.\n"
                  "! bob@contoso.com has the address alias@contoso.com by now: it can be dropped.\n");
    check_prepare(
        &(struct script){
            .name = "nobody may look", .action = "restore-user", .exchanges = {READS(ADDRESSES, 403, DENIED)}},
        "FORBIDDEN: Insufficient privileges to complete the operation. (HTTP 403 Authorization_RequestDenied)");
}

static void restore_user__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(restoring));
}

static void risk__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(risk));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&deleting[0], &restoring[0], &restoring[1], &risk[0], &risk[1]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

static void life_cycle__tells_the_table__what_it_must_show(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    assert_true(play(arena, &deleting[0]).flow.removed && play(arena, &deleting[1]).flow.removed);
    assert_true(play(arena, &restoring[0]).flow.row_changed && play(arena, &restoring[3]).flow.row_changed);
    assert_false(play(arena, &deleting[3]).flow.removed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delete_user__ends_honestly__in_every_script),
        cmocka_unit_test(prepare__warns__of_what_others_have_by_now),
        cmocka_unit_test(restore_user__ends_honestly__in_every_script),
        cmocka_unit_test(risk__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(life_cycle__tells_the_table__what_it_must_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
