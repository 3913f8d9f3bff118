/* What is the same for all actions: finding, confirming, warning, permitting, parameters. */
#include "unit.h"

#include "action/permission.h"
#include "base/arena.h"
#include <string.h>

static const char *const colours[] = {"red", "green", NULL};

static const struct param params[] = {
    {.name = "note", .label = "Note", .kind = PARAM_TEXT, .minimum = 2, .maximum = 5},
    {.name = "colour", .label = "Colour", .kind = PARAM_CHOICE, .choices = colours, .otherwise = "green"},
    {.name = "sure", .label = "Sure", .kind = PARAM_BOOL, .otherwise = "false"},
    {.name = "hours", .label = "Hours", .kind = PARAM_NUMBER, .minimum = 1, .maximum = 8},
    {.name = "any", .label = "Any", .kind = PARAM_NUMBER},
    {.name = "from", .label = "From", .kind = PARAM_DATE_TIME},
    {.name = "reason", .label = "Reason", .kind = PARAM_MULTILINE, .required = true},
    {0},
};

static const struct action made_up = {.name = "made-up", .confirm = "Do it to {target} now?", .params = params};

static bool values(struct arena *arena, const char *name, const char *value, struct param_value **out, size_t *count,
                   struct err *e)
{
    const struct param_value given[] = {{"reason", "r"}, {name, value}};
    return action_values(arena, &made_up, given, name ? 2 : 1, out, count, e);
}

static void action_values__takes_or_refuses__in_every_row(void **state)
{
    static const struct {
        const char *name, *value, *message; /* NULL: taken */
    } rows[] = {
        {"note", "abc", NULL},
        {"note", "", NULL},
        {"note", "abcdef", "note is longer than 5 bytes"},
        {"note", "a", "note is shorter than 2 bytes"},
        {"colour", "red", NULL},
        {"colour", "blue", "colour cannot be \"blue\""},
        {"colour", "Red", "colour cannot be \"Red\""},
        {"sure", "true", NULL},
        {"sure", "yes", "sure must be true or false"},
        {"hours", "8", NULL},
        {"hours", "9", "hours must be a number from 1 to 8"},
        {"hours", "0", "hours must be a number from 1 to 8"},
        {"hours", "1x", "hours must be a number from 1 to 8"},
        {"hours", "", NULL}, /* left empty */
        {"hours", "99999999999999999999", "hours must be a number from 1 to 8"},
        {"any", "-12345", NULL},
        {"any", "many", "any must be a number"},
        {"from", "2026-11-23T12:00:00Z", NULL},
        {"from", "+90m", NULL},
        {"from", "now", NULL},
        {"from", "someday", "from cannot be \"someday\""},
        {"reason", "two\nlines", NULL},
        {"reason", "", "made-up needs reason"},
        {"nosuch", "x", "has no parameter \"nosuch\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct param_value *out;
        size_t count;
        struct err e = {0};
        bool taken = values(arena, rows[i].name, rows[i].value, &out, &count, &e);
        if (taken != !rows[i].message || (!taken && !strstr(e.message, rows[i].message)))
            fail_msg("%s=%s: %s", rows[i].name, rows[i].value, taken ? "taken" : e.message);
        if (!taken) {
            assert_int_equal(e.code, ERR_USAGE);
            assert_non_null(strstr(e.message, "made-up"));
            continue;
        }
        struct flow flow = {.values = out, .value_count = count};
        const char *value = flow_value(&flow, rows[i].name);
        if (*rows[i].value)
            assert_string_equal(value, rows[i].value);
        else
            assert_null(value); /* empty is as not given */
    }
}

static void action_values__fills_in__what_was_not_given(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_value *out;
    size_t count;
    struct err e;
    (void)state;
    assert_true(values(arena, NULL, NULL, &out, &count, &e));
    struct flow flow = {.values = out, .value_count = count};
    assert_int_equal(count, 7);
    assert_string_equal(flow_value(&flow, "colour"), "green");
    assert_string_equal(flow_value(&flow, "sure"), "false");
    assert_null(flow_value(&flow, "hours"));
    assert_null(flow_value(&flow, "nosuch"));
    assert_false(action_values(arena, &made_up, NULL, 0, &out, &count, &e));
    assert_non_null(strstr(e.message, "--set reason="));
    const struct param_value twice[] = {{"reason", "old"}, {"reason", "new"}};
    assert_true(action_values(arena, &made_up, twice, 2, &out, &count, &e));
    flow = (struct flow){.values = out, .value_count = count};
    assert_string_equal(flow_value(&flow, "reason"), "new");
    assert_true(action_values(arena, action_find("block-sign-in"), NULL, 0, &out, &count, &e));
    assert_int_equal(count, 0);
}

static bool is_large(struct param_values values)
{
    const char *size = param_value_of(values, "size");
    return size && !strcmp(size, "large");
}

static bool not_odd(struct param_values values, struct err *e)
{
    const char *why = param_value_of(values, "why");
    return (why && strcmp(why, "odd") != 0) || err_set(e, ERR_USAGE, "that is odd");
}

static void params_values__asks__what_goes_with_what(void **state)
{
    static const char *const sizes[] = {"small", "large", NULL};
    static const struct param few[] = {
        {.name = "why", .kind = PARAM_TEXT, .when = is_large, .required = true, .check = not_odd},
        {.name = "size", .kind = PARAM_CHOICE, .choices = sizes, .otherwise = "small"},
        {0}};
    static const struct {
        struct param_value given[2];
        const char *wrong, *message; /* NULL: taken */
        size_t kept;
    } rows[] = {
        {{{"size", "small"}}, NULL, NULL, 1},
        {{{"why", ""}}, NULL, NULL, 1}, /* left empty */
        {{{"size", "large"}, {"why", "x"}}, NULL, NULL, 2},
        {{{"size", "large"}}, "why", "needs why", 0},
        {{{"why", "x"}}, "why", "why does not go with the other values", 0},
        {{{"size", "large"}, {"why", "odd"}}, "why", "that is odd", 0},
        {{{"size", "huge"}}, "size", "size cannot be \"huge\"", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct param_values given = {rows[i].given, 1 + (rows[i].given[1].name != NULL)}, out;
        const struct param *wrong;
        struct err e = {0};
        bool taken = params_values(arena, few, given, &out, &wrong, &e);
        if (taken != !rows[i].message || (!taken && !strstr(e.message, rows[i].message)))
            fail_msg("row %zu: %s", i, taken ? "taken" : e.message);
        if (taken)
            assert_int_equal(out.count, rows[i].kept);
        else
            assert_string_equal(wrong->name, rows[i].wrong);
    }
}

static void out_of_office__takes__times_that_fit_together(void **state)
{
    static const struct {
        struct param_value given[3];
        const char *message; /* NULL: taken */
    } rows[] = {
        {{{"message", "x"}}, NULL},
        {{{"message", "x"}, {"until", "+7d"}}, NULL},
        {{{"message", "x"}, {"from", "2026-02-01"}, {"until", "2026-02-02"}}, NULL},
        {{{"message", "x"}, {"from", "2026-02-02"}, {"until", "2026-02-01"}}, "end before it begins"},
        {{{"message", "x"}, {"until", "2025-12-31"}}, "end before it begins"},
        {{{"message", "x"}, {"from", "2026-02-02"}}, "needs an end"},
        {{{"message", "x"}, {"audience", "none"}, {"external", "y"}}, "external does not go with"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct param_value *out;
        size_t count = 1, kept;
        struct err e = {0};
        while (count < 3 && rows[i].given[count].name)
            count++;
        bool taken = action_values(arena, action_find("set-out-of-office"), rows[i].given, count, &out, &kept, &e);
        if (taken != !rows[i].message || (!taken && (!strstr(e.message, rows[i].message) || !e.hint[0])))
            fail_msg("row %zu: %s", i, taken ? "taken" : e.message);
    }
}

static void action_confirm_text__names__one_target_or_how_many(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct target targets[] = {{.display_name = "Ann", .user_principal_name = "ann@c"},
                                     {.display_name = "", .user_principal_name = "x@c"},
                                     {.user_principal_name = "y@c"}};
    (void)state;
    assert_string_equal(action_confirm_text(arena, &made_up, targets, 1), "Do it to Ann (ann@c) now?");
    assert_string_equal(action_confirm_text(arena, &made_up, targets + 1, 1), "Do it to x@c (x@c) now?");
    assert_string_equal(action_confirm_text(arena, &made_up, targets + 2, 1), "Do it to y@c (y@c) now?");
    assert_string_equal(action_confirm_text(arena, &made_up, targets, 3), "Do it to 3 users now?");
    assert_string_equal(action_confirm_text(arena, &(struct action){.confirm = "100%s"}, targets, 1), "100%s");
}

static size_t warnings(const char *action, const struct target *target)
{
    auto_arena struct arena *arena = arena_new(0);
    const char **all = action_warnings(arena, action_find(action), target);
    size_t n = 0;
    while (all[n])
        n++;
    return n;
}

static void action_offered__is_false__for_what_must_fail(void **state)
{
    static const struct target plain = {.id = "x"}, synced = {.synced = true}, guest = {.guest = true};
    static const struct {
        const char *action;
        const struct target *target;
        bool offered;
    } rows[] = {
        {"clear-immutable-id", &plain, true},
        {"clear-immutable-id", &synced, false},
        {"require-password-change", &plain, true},
        {"require-password-change", &synced, false},
        {"create-tap", &plain, true},
        {"create-tap", &guest, false},
        {"revoke-sessions", &synced, true},
        {"revoke-sessions", &guest, true},
        {"restore-user", &plain, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (action_offered(action_find(rows[i].action), rows[i].target) != rows[i].offered)
            fail_msg("row %zu", i);
}

static void action_warnings__say__what_will_not_last(void **state)
{
    const struct target plain = {.id = "x"}, synced = {.synced = true}, guest = {.guest = true},
                        both = {.synced = true, .guest = true};
    (void)state;
    assert_int_equal(warnings("block-sign-in", &plain), 0);
    assert_int_equal(warnings("block-sign-in", &synced), 1);
    assert_int_equal(warnings("unblock-sign-in", &synced), 1);
    assert_int_equal(warnings("delete-user", &synced), 1);
    assert_int_equal(warnings("reset-password", &synced), 1);
    assert_int_equal(warnings("revoke-sessions", &synced), 0);
    assert_int_equal(warnings("revoke-sessions", &guest), 1);
    assert_int_equal(warnings("unblock-sign-in", &guest), 0);
    assert_int_equal(warnings("reset-password", &both), 2);
}

static void permission_of__needs_any__of_its_permissions(void **state)
{
    static const char *const none[] = {NULL}, *const other[] = {"User.Read.All", NULL},
                             *const wide[] = {"User.Read.All", "Directory.ReadWrite.All", NULL};
    const struct action *block = action_find("block-sign-in");
    struct err e = {0};
    (void)state;
    struct held held = {.caller = CALLER_APPLICATION};
    assert_int_equal(permission_of(block, &held, &e), PERMISSION_MAY); /* not known: the service will say */
    held.permissions[RESOURCE_GRAPH] = wide;
    assert_int_equal(permission_of(block, &held, &e), PERMISSION_MAY);
    held.permissions[RESOURCE_GRAPH] = none;
    assert_int_equal(permission_of(block, &held, &e), PERMISSION_CANNOT);
    held.permissions[RESOURCE_GRAPH] = other;
    assert_int_equal(permission_of(block, &held, &e), PERMISSION_CANNOT);
    assert_int_equal(e.code, ERR_FORBIDDEN);
    assert_non_null(strstr(e.message, "User.EnableDisableAccount.All"));
    assert_int_equal(permission_of(&made_up, &held, &e), PERMISSION_MAY);
    held.caller = CALLER_PERSON; /* what is known of a person explains, and forbids nothing */
    assert_int_equal(permission_of(block, &held, &e), PERMISSION_PROBABLY_NOT);
    assert_non_null(strstr(e.hint, "User Administrator"));
}

/* What is held, and how far it goes: a case a row. */
static void permission_of__has_three_degrees__by_what_is_known(void **state)
{
    static const char *const lists[][5] = {
        {"User.ReadWrite.All", NULL},
        {"Directory.AccessAsUser.All", NULL},
        {"AdminApi.AccessAsUser.All", NULL},
        {"Helpdesk Administrator", NULL},
        {"User Administrator", NULL},
        {"Get-Recipient", "Get-Mailbox", NULL},
        {"Get-Recipient", "Get-Mailbox", "Set-Mailbox", NULL},
        {NULL},
    };
    enum { WRITES, AS_USER, ADMIN_API, HELPDESK, USERS, LOOKS, RECIPIENTS, NOTHING, UNKNOWN };
    static const struct {
        const char *action;
        enum caller caller;
        int graph, exchange, roles, cmdlets;
        enum permission may;
        const char *says;
    } rows[] = {
        {"block-sign-in", CALLER_PERSON, AS_USER, UNKNOWN, UNKNOWN, UNKNOWN, PERMISSION_MAY, ""},
        {"block-sign-in", CALLER_APPLICATION, AS_USER, UNKNOWN, UNKNOWN, UNKNOWN, PERMISSION_CANNOT, "EnableDisable"},
        {"block-sign-in", CALLER_PERSON, WRITES, UNKNOWN, HELPDESK, UNKNOWN, PERMISSION_PROBABLY_NOT,
         "needs the role User Administrator, Authentication"},
        {"revoke-sessions", CALLER_PERSON, WRITES, UNKNOWN, HELPDESK, UNKNOWN, PERMISSION_MAY, ""},
        {"reset-password", CALLER_PERSON, AS_USER, UNKNOWN, HELPDESK, UNKNOWN, PERMISSION_MAY, ""},
        {"set-forwarding", CALLER_PERSON, WRITES, ADMIN_API, UNKNOWN, UNKNOWN, PERMISSION_MAY, ""},
        {"set-forwarding", CALLER_PERSON, WRITES, ADMIN_API, HELPDESK, RECIPIENTS, PERMISSION_MAY, ""},
        {"set-forwarding", CALLER_PERSON, WRITES, ADMIN_API, HELPDESK, UNKNOWN, PERMISSION_PROBABLY_NOT, "Exchange"},
        {"set-forwarding", CALLER_PERSON, WRITES, ADMIN_API, UNKNOWN, LOOKS, PERMISSION_CANNOT, "Set-Mailbox"},
        {"set-forwarding", CALLER_APPLICATION, WRITES, NOTHING, UNKNOWN, UNKNOWN, PERMISSION_CANNOT,
         "Exchange.ManageAsApp"},
        {"set-forwarding", CALLER_UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, PERMISSION_MAY, ""},
        {"set-source-of-authority", CALLER_APPLICATION, WRITES, UNKNOWN, NOTHING, UNKNOWN, PERMISSION_CANNOT,
         "User-OnPremisesSyncBehavior"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct held held = {.caller = rows[i].caller};
        struct err e = {.code = ERR_OK};
        held.permissions[RESOURCE_GRAPH] = rows[i].graph == UNKNOWN ? NULL : lists[rows[i].graph];
        held.permissions[RESOURCE_EXCHANGE] = rows[i].exchange == UNKNOWN ? NULL : lists[rows[i].exchange];
        held.roles = rows[i].roles == UNKNOWN ? NULL : lists[rows[i].roles];
        held.cmdlets = rows[i].cmdlets == UNKNOWN ? NULL : lists[rows[i].cmdlets];
        enum permission may = permission_of(action_find(rows[i].action), &held, &e);
        if (may != rows[i].may || !strstr(e.message, rows[i].says))
            fail_msg("row %zu, %s: degree %d, \"%s\"", i, rows[i].action, may, e.message);
    }
}

static void permission_of__names_the_role__an_application_needs_beside_the_permission(void **state)
{
    static const char *const writes[] = {"User-PasswordProfile.ReadWrite.All", NULL}, *const none[] = {NULL};
    struct held held = {.caller = CALLER_APPLICATION, .permissions[RESOURCE_GRAPH] = writes, .roles = none};
    struct err e = {.code = ERR_OK};
    (void)state;
    assert_int_equal(permission_of(action_find("reset-password"), &held, &e), PERMISSION_PROBABLY_NOT);
    assert_non_null(strstr(e.message, "needs the role User Administrator"));
    assert_non_null(strstr(e.hint, "to the application"));
}

static void permission_of__cannot__where_a_service_gave_no_token(void **state)
{
    struct held held = {.caller = CALLER_PERSON, .no_token[RESOURCE_EXCHANGE] = "AADSTS50105: not assigned"};
    struct err e = {.code = ERR_OK};
    (void)state;
    assert_int_equal(permission_of(action_find("set-forwarding"), &held, &e), PERMISSION_CANNOT);
    assert_non_null(strstr(e.message, "Exchange Online gave no token: AADSTS50105"));
    assert_int_equal(permission_of(action_find("block-sign-in"), &held, &e), PERMISSION_MAY);
}

static void action__is_offered__where_it_applies(void **state)
{
    const struct target enabled = {.enabled_known = true, .enabled = true}, blocked = {.enabled_known = true},
                        unknown = {.enabled = false};
    const struct action *block = action_find("block-sign-in"), *unblock = action_find("unblock-sign-in");
    (void)state;
    assert_true(block->offered(&enabled) && !block->offered(&blocked) && block->offered(&unknown));
    assert_true(!unblock->offered(&enabled) && unblock->offered(&blocked) && unblock->offered(&unknown));
    assert_null(action_find("nosuch"));
    assert_null(action_by_key('\x01'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(action_values__takes_or_refuses__in_every_row),
        cmocka_unit_test(action_values__fills_in__what_was_not_given),
        cmocka_unit_test(params_values__asks__what_goes_with_what),
        cmocka_unit_test(out_of_office__takes__times_that_fit_together),
        cmocka_unit_test(action_confirm_text__names__one_target_or_how_many),
        cmocka_unit_test(action_offered__is_false__for_what_must_fail),
        cmocka_unit_test(action_warnings__say__what_will_not_last),
        cmocka_unit_test(permission_of__needs_any__of_its_permissions),
        cmocka_unit_test(permission_of__has_three_degrees__by_what_is_known),
        cmocka_unit_test(permission_of__names_the_role__an_application_needs_beside_the_permission),
        cmocka_unit_test(permission_of__cannot__where_a_service_gave_no_token),
        cmocka_unit_test(action__is_offered__where_it_applies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
