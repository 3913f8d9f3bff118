/* Columns with a source of their own in a file: Graph's names and types, and not known is nothing. */
#include "unit.h"

#include "base/buf.h"
#include "output/listing.h"
#include "users_fixture.h"

static bool add(void *context, const char *bytes, size_t length)
{
    buf_add(context, bytes, length);
    return true;
}

static struct users *made(void)
{
    static const struct row rows[] = {{.id = 1, .upn = "a@c"}, {.id = 2, .upn = "b@c"}, {.id = 3, .upn = "c@c"}};
    static const struct extra_value sign_in = {{1700000000, 0, 1600000000}}, never = {{0}},
                                    capable = {{MFA_CAPABLE, 1700000000}}, none = {{MFA_NONE, 1700000000}};
    struct users *users = users_new();
    users_append(users, page_of_rows(rows, 3));
    users_extra_put(users, EXTRA_SIGN_IN, &users_at(users, 0)->id, &sign_in, NULL);
    users_extra_put(users, EXTRA_SIGN_IN, &users_at(users, 1)->id, &never, NULL);
    users_extra_put(users, EXTRA_MFA, &users_at(users, 0)->id, &capable, "mobilePhone,fido2SecurityKey");
    users_extra_put(users, EXTRA_MFA, &users_at(users, 1)->id, &none, NULL);
    return users;
}

static void listing__writes_what_was_read_beside_the_users(void **state)
{
    const int chosen[] = {column_find("lastSignIn"), column_find("mfa")};
    struct users *users = made();
    struct user_view *view = view_new(users, NULL);
    auto_buf struct buf out = buf_make(1u << 16);
    const struct listing listing = {
        .users = users, .view = view, .chosen = chosen, .count = 2, .write = add, .context = &out};
    (void)state;
    view_rebuild(view);
    assert_true(listing_csv(&listing));
    assert_string_equal(buf_text(&out), "signInActivity,userRegistrationDetails\r\n2023-11-14T22:13:20Z,Capable\r\n"
                                        "never,None\r\n,\r\n");
    buf_clear(&out);
    assert_true(listing_json(&listing));
    assert_string_equal(
        buf_text(&out),
        "[{\"id\":\"00000000-0000-4000-8000-000000000001\",\"userPrincipalName\":\"a@c\",\"signInActivity\":"
        "{\"lastSignInDateTime\":\"2023-11-14T22:13:20Z\",\"lastNonInteractiveSignInDateTime\":null,"
        "\"lastSuccessfulSignInDateTime\":\"2020-09-13T12:26:40Z\"},\"userRegistrationDetails\":"
        "{\"isMfaRegistered\":true,\"isMfaCapable\":true,\"methodsRegistered\":[\"mobilePhone\",\"fido2SecurityKey\"],"
        "\"lastUpdatedDateTime\":\"2023-11-14T22:13:20Z\"}},\n"
        "{\"id\":\"00000000-0000-4000-8000-000000000002\",\"userPrincipalName\":\"b@c\",\"signInActivity\":"
        "{\"lastSignInDateTime\":null,\"lastNonInteractiveSignInDateTime\":null,\"lastSuccessfulSignInDateTime\":null},"
        "\"userRegistrationDetails\":{\"isMfaRegistered\":false,\"isMfaCapable\":false,\"methodsRegistered\":[],"
        "\"lastUpdatedDateTime\":\"2023-11-14T22:13:20Z\"}},\n"
        "{\"id\":\"00000000-0000-4000-8000-000000000003\",\"userPrincipalName\":\"c@c\",\"signInActivity\":null,"
        "\"userRegistrationDetails\":null}]\n");
    view_free(view);
    users_free(users);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listing__writes_what_was_read_beside_the_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
