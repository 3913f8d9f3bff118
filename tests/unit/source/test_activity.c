/* Sources with a row for each user: page by page, to the end, and what of them becomes the value of a column. */
#include "unit.h"

#include "model/extra_read.h"
#include "reply_fixture.h"
#include "source/source.h"
#include "users_fixture.h"

#define ID(n)   "00000000-0000-4000-8000-00000000000" n
#define NEXT(n) "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/x?$skiptoken=" n "\""
#define PERSON  "{\"id\":\"" ID("1") "\"}"
#define OTHER   "{\"id\":\"" ID("2") "\"}"

static const struct endpoints endpoints = {.at = {[RESOURCE_GRAPH] = "https://graph.microsoft.com"}};

static struct reading reading_of(struct arena *arena, const char *name)
{
    struct reading reading = {.source = source_find(name), .endpoints = &endpoints, .arena = arena};
    assert_non_null(reading.source);
    return reading;
}

static enum source_step answer(struct reading *reading, long status, const char *body)
{
    struct http_reply *reply = reply_of(status, body);
    enum source_step step = reading_step(reading, reply);
    http_reply_free(reply);
    return step;
}

/* Every page is taken out of the reading; the number of records that were. */
static size_t take(struct reading *reading)
{
    if (!reading->page->count)
        return 0;
    struct record_page *page = reading_take(reading);
    size_t count = page->count;
    record_page_free(page);
    return count;
}

static void pages__are_handed_on__one_by_one(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "last-sign-ins");
    (void)state;
    assert_int_equal(reading_begin(&reading), SOURCE_SEND);
    assert_int_equal(take(&reading), 0);
    assert_int_equal(answer(&reading, 200, "{\"value\":[" PERSON "]," NEXT("a") "}"), SOURCE_SEND);
    assert_int_equal(take(&reading), 1);
    assert_int_equal(answer(&reading, 200, "{\"value\":[{\"id\":\"7\"}]," NEXT("b") "}"), SOURCE_SEND);
    assert_int_equal(take(&reading), 0);
    assert_int_equal(answer(&reading, 200, "{\"value\":[" OTHER "]," NEXT("c") "}"), SOURCE_SEND);
    assert_int_equal(take(&reading), 1);
    assert_int_equal(answer(&reading, 200, "{\"value\":[]}"), SOURCE_OVER);
    assert_int_equal(reading.state, READ_IN_PART); /* the row whose id cannot be read is not forgotten with its page */
    assert_int_equal(reading.why, WHY_LEFT_OUT);
    assert_int_equal(reading.taken, 2);
    reading_free(&reading);
}

static void pages__end_with_a_word__when_what_was_handed_on_comes_again(void **state)
{
    static const char *const again[] = {"{\"value\":[" PERSON "," OTHER "]," NEXT("a") "}",
                                        "{\"value\":[" PERSON "," OTHER "]," NEXT("b") "}"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "mfa-registrations");
        (void)reading_begin(&reading);
        assert_int_equal(answer(&reading, 200, again[0]), SOURCE_SEND);
        assert_int_equal(take(&reading), 2);
        assert_int_equal(answer(&reading, 200, again[i]), SOURCE_OVER);
        assert_int_equal(reading.state, READ_IN_PART);
        assert_int_equal(reading.why, WHY_FAILED);
        assert_non_null(strstr(reading.error.message, "do not come to an end: stopped after"));
        reading_free(&reading);
    }
}

static void reading__is_in_part__when_a_page_fails_after_others_were_handed_on(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "last-sign-ins");
    (void)state;
    (void)reading_begin(&reading);
    assert_int_equal(answer(&reading, 200, "{\"value\":[" PERSON "]," NEXT("a") "}"), SOURCE_SEND);
    assert_int_equal(take(&reading), 1);
    assert_int_equal(answer(&reading, 500, "{}"), SOURCE_OVER);
    assert_int_equal(reading.state, READ_IN_PART);
    reading_free(&reading);
}

static struct users *learned(enum extra which, const char *body)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, extra_source(which, false));
    struct users *users = users_new();
    (void)reading_begin(&reading);
    assert_int_equal(answer(&reading, 200, body), SOURCE_OVER);
    extra_take(users, which, reading.page);
    reading_free(&reading);
    return users;
}

static void extra_take__keeps_the_three_times__and_never(void **state)
{
    struct users *users = learned(
        EXTRA_SIGN_IN,
        "{\"value\":[{\"id\":\"" ID(
            "1") "\",\"signInActivity\":{\"lastSignInDateTime\":\"2023-11-14T22:13:20Z\","
                 "\"lastNonInteractiveSignInDateTime\":\"2023-11-14T22:13:21Z\",\"lastSuccessfulSignInDateTime\":null}},"
                 "{\"id\":\"" ID("2") "\",\"signInActivity\":null},{\"id\":\"" ID(
                     "3") "\"},"
                          "{\"id\":\"" ID(
                              "4") "\",\"signInActivity\":{\"lastSignInDateTime\":\"0001-01-01T00:00:00Z\"}}]}");
    const struct extras *extras = users_extras(users);
    struct extra_value value;
    const struct guid ids[] = {id_of(1), id_of(2), id_of(3), id_of(4), id_of(5)};
    (void)state;
    assert_true(extras_find(extras, EXTRA_SIGN_IN, &ids[0], &value));
    assert_int_equal(value.at[LAST_INTERACTIVE], 1700000000);
    assert_int_equal(value.at[LAST_NON_INTERACTIVE], 1700000001);
    assert_int_equal(value.at[LAST_SUCCESSFUL], 0);
    assert_int_equal(extras_key(extras, EXTRA_SIGN_IN, &ids[0]), 1700000001); /* the newest */
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(extras_key(extras, EXTRA_SIGN_IN, &ids[i]), SIGN_IN_NEVER);
    assert_int_equal(extras_key(extras, EXTRA_SIGN_IN, &ids[4]), EXTRA_UNKNOWN);
    users_free(users);
}

static void extra_take__tells_none_from_not_told(void **state)
{
    struct users *users = learned(
        EXTRA_MFA,
        "{\"value\":[{\"id\":\"" ID(
            "1") "\",\"isMfaRegistered\":true,\"isMfaCapable\":true,\"methodsRegistered\":"
                 "[\"mobilePhone\",\"fido2SecurityKey\"],\"lastUpdatedDateTime\":\"2023-11-14T22:13:20Z\"},"
                 "{\"id\":\"" ID(
                     "2") "\",\"isMfaRegistered\":true,\"isMfaCapable\":false},"
                          "{\"id\":\"" ID(
                              "3") "\",\"isMfaRegistered\":false,\"isMfaCapable\":false,\"methodsRegistered\":[]},"
                                   "{\"id\":\"" ID("4") "\",\"isMfaCapable\":false}]}");
    static const uint32_t keys[] = {MFA_CAPABLE, MFA_REGISTERED, MFA_NONE, EXTRA_UNKNOWN};
    const struct extras *extras = users_extras(users);
    struct extra_value value;
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        const struct guid id = id_of(i + 1);
        assert_int_equal(extras_key(extras, EXTRA_MFA, &id), keys[i]);
        if (i == 0) {
            assert_true(extras_find(extras, EXTRA_MFA, &id, &value));
            assert_string_equal(extras_text(extras, value.at[MFA_METHODS]), "mobilePhone,fido2SecurityKey");
            assert_int_equal(value.at[MFA_UPDATED], 1700000000);
        }
    }
    users_free(users);
}

static void extra_of__finds_the_column_of_a_source(void **state)
{
    (void)state;
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++) {
        assert_int_equal(extra_of(extra_source(which, false)), which);
        assert_int_equal(extra_of(extra_source(which, true)), which);
        assert_int_equal(source_find(extra_source(which, false))->scope, SOURCE_OF_TENANT);
        assert_int_equal(source_find(extra_source(which, true))->scope, SOURCE_OF_USER);
    }
    assert_int_equal(extra_of("profile"), EXTRA_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages__are_handed_on__one_by_one),
        cmocka_unit_test(pages__end_with_a_word__when_what_was_handed_on_comes_again),
        cmocka_unit_test(reading__is_in_part__when_a_page_fails_after_others_were_handed_on),
        cmocka_unit_test(extra_take__keeps_the_three_times__and_never),
        cmocka_unit_test(extra_take__tells_none_from_not_told),
        cmocka_unit_test(extra_of__finds_the_column_of_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
