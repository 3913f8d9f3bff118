/* Sign-in errors: every code of REQUESTS §12.7 is explained, whatever form the reply has. */
#include "unit.h"

#include "api/login/aadsts.h"
#include <stdio.h>
#include <string.h>

static void aadsts__explains__every_code_of_the_catalogue(void **state)
{
    static const int codes[] = {
        50011,  50194,   9001023, 90124,   50020,  50034,  51004,  16003,  50053,  50055,  50144,  50056, 50126,
        50057,  50058,   50059,   90019,   50072,  50079,  50074,  50076,  50078,  50085,  50089,  50132, 50133,
        50173,  70000,   70008,   700082,  700084, 70043,  50097,  50129,  50131,  53000,  53001,  53002, 530032,
        50105,  50158,   50161,   50196,   53003,  530035, 53004,  53011,  50135,  65001,  65004,  90094, 90095,
        90008,  65002,   65005,   650052,  650056, 650057, 500011, 50001,  500014, 700011, 700016, 70001, 7000112,
        70002,  7000215, 7000222, 7000218, 700025, 700024, 500133, 700027, 50012,  700030, 70011,  28002, 28003,
        700022, 700023,  70016,   70018,   70019,  90002,  900023, 90033,  90006,  50033,  90024,  90012, 80014,
        90055,  90072,   9002313, 90038,   900382, 900432,
    };
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const struct aadsts *row = aadsts_find(codes[i]);
        if (!row || row->code != codes[i] || !*row->sentence || !*row->hint)
            fail_msg("AADSTS%d is not explained", codes[i]);
    }
    assert_null(aadsts_find(0));
    assert_null(aadsts_find(-1));
    assert_null(aadsts_find(99999999));
}

static void aadsts_find__finds__each_row_and_no_other(void **state)
{
    int found = 0;
    (void)state;
    for (int code = 0; code < 10000000; code += code < 100000 ? 1 : 7) {
        const struct aadsts *row = aadsts_find(code);
        assert_true(!row || row->code == code);
        found += row != NULL;
    }
    assert_true(found > 60);
}

static void aadsts_explain__understands__any_body(void **state)
{
    static const struct {
        const char *body, *message, *hint;
    } rows[] = {
        {"{\"error\":\"invalid_client\",\"error_codes\":[7000215]}", "the client secret is wrong (AADSTS7000215)",
         "value"},
        {"{\"error\":\"x\",\"error_description\":\"AADSTS700016: Application not found.\\r\\nTrace ID: 1\"}",
         "(AADSTS700016)", "client id"},
        {"{\"error\":\"x\",\"error_codes\":[1],\"error_description\":\"AADSTS1: A new one.\\r\\nTrace ID: 1\"}",
         "sign-in failed: AADSTS1: A new one. (HTTP 400)", ""},
        {"{\"error\":\"invalid_grant\"}", "sign-in failed: invalid_grant (HTTP 400)", ""},
        {"{\"error_codes\":[1e300]}", "no reason given (HTTP 400)", ""},
        {"{\"error_codes\":[-7]}", "no reason given (HTTP 400)", ""},
        {"{\"error_codes\":\"7000215\"}", "no reason given (HTTP 400)", ""},
        {"{\"error_description\":\"\\u001b[31mred\"}", "sign-in failed: ^[[31mred (HTTP 400)", ""},
        {"{\"error_description\":\"\"}", "sign-in failed (HTTP 400)", ""},
        {"", "no reason given (HTTP 400)", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {.code = ERR_OK};
        assert_false(aadsts_explain(rows[i].body, strlen(rows[i].body), 400, &e));
        assert_int_equal(e.code, ERR_SIGN_IN);
        if (!strstr(e.message, rows[i].message) || !strstr(e.hint, rows[i].hint) || (!*rows[i].hint && *e.hint))
            fail_msg("%s: %s / %s", rows[i].body, e.message, e.hint);
    }
}

/* What a proxy, a filter or a portal answers is not the sign-in service's refusal. */
static void aadsts_explain__blames__what_stands_between(void **state)
{
    static const struct {
        long status;
        const char *body;
    } rows[] = {{407, ""}, {403, "<html><title>Blocked</title></html>"}, {400, " <!doctype html>"}, {511, ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {.code = ERR_OK};
        assert_false(aadsts_explain(rows[i].body, strlen(rows[i].body), rows[i].status, &e));
        if (e.code != ERR_PROXY || !strstr(e.message, "the sign-in service") || !*e.hint)
            fail_msg("%ld %s: %s", rows[i].status, rows[i].body, e.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aadsts__explains__every_code_of_the_catalogue),
        cmocka_unit_test(aadsts_find__finds__each_row_and_no_other),
        cmocka_unit_test(aadsts_explain__understands__any_body),
        cmocka_unit_test(aadsts_explain__blames__what_stands_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
