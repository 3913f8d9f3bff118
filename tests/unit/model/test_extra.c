/* Columns with a source of their own: the store by id, and the keys beside the rows, against a naive model. */
#include "unit.h"

#include "base/alloc.h"
#include "model/view.h"
#include "users_fixture.h"

enum { WORLD = 200 };

struct naive {
    bool known[WORLD];
    struct extra_value values[WORLD];
    unsigned rounds[WORLD], round;
};

static unsigned number_of(const struct guid *id)
{
    return (unsigned)id->bytes[14] << 8 | id->bytes[15];
}

static uint32_t naive_key(const struct naive *naive, enum extra which, unsigned id)
{
    const uint32_t *at = naive->values[id].at;
    if (!naive->known[id])
        return EXTRA_UNKNOWN;
    if (which == EXTRA_MFA)
        return at[MFA_STATE];
    uint32_t newest = at[0] > at[1] ? at[0] : at[1];
    newest = at[2] > newest ? at[2] : newest;
    return newest < SIGN_IN_EARLIEST ? SIGN_IN_NEVER : newest;
}

static void compare(const struct users *users, const struct naive *naive, enum extra which)
{
    for (uint32_t row = 0; row < users_count(users); row++)
        assert_int_equal(users_key(users, which, row), naive_key(naive, which, number_of(&users_at(users, row)->id)));
    for (unsigned id = 1; id < WORLD; id++) { /* those who are in the table, and those who are not */
        struct guid guid = id_of(id);
        struct extra_value value;
        assert_int_equal(extras_find(users_extras(users), which, &guid, &value), naive->known[id]);
        if (naive->known[id])
            assert_memory_equal(&value.at, &naive->values[id].at, 2 * sizeof value.at[0]);
        assert_int_equal(extras_key(users_extras(users), which, &guid), naive_key(naive, which, id));
    }
}

static void put(struct users *users, struct naive *naive, enum extra which, struct seeded *seeded)
{
    for (unsigned n = seeded_below(seeded, 30); n; n--) {
        unsigned id = 1 + seeded_below(seeded, WORLD - 1);
        struct guid guid = id_of(id);
        struct extra_value value = {{seeded_below(seeded, 3), seeded_below(seeded, 100)}};
        if (which == EXTRA_SIGN_IN)
            value.at[LAST_SUCCESSFUL] = seeded_below(seeded, 50);
        naive->known[id] = true;
        naive->values[id] = value;
        naive->rounds[id] = naive->round;
        users_extra_put(users, which, &guid, &value, NULL);
    }
}

static void end_whole(struct users *users, struct naive *naive, enum extra which)
{
    for (unsigned id = 0; id < WORLD; id++)
        naive->known[id] &= naive->rounds[id] == naive->round;
    users_extra_end(users, which, EXTRA_WHOLE, 5, NULL, NULL);
}

static void step(struct users *users, struct naive *naive, enum extra which, struct seeded *seeded)
{
    switch (seeded_below(seeded, 6)) {
    case 0:
        users_append(users, random_page(seeded, 1, WORLD - 1, 1 + seeded_below(seeded, 40)));
        break;
    case 1:
        users_extra_begin(users, which);
        naive->round++;
        break;
    case 2:
        if (users_count(users)) {
            const struct guid id = users_at(users, seeded_below(seeded, users_count(users)))->id;
            users_remove(users, &id);
        }
        break;
    case 3:
        users_refresh_begin(users);
        users_append(users, random_page(seeded, 1, WORLD - 1, 1 + seeded_below(seeded, 40)));
        put(users, naive, which, seeded); /* while the other table is coming */
        users_append(users, random_page(seeded, 1, WORLD - 1, 1 + seeded_below(seeded, 40)));
        users_refresh_end(users, seeded_below(seeded, 2));
        break;
    case 4:
        if (naive->round)
            end_whole(users, naive, which);
        break;
    default:
        if (naive->round)
            put(users, naive, which, seeded);
    }
}

static void users_extra__agrees_with_a_naive_store__after_any_steps(void **state)
{
    struct seeded seeded = {.state = 131};
    (void)state;
    for (int round = 0; round < 80; round++) {
        static struct naive naive;
        enum extra which = round % 2 ? EXTRA_SIGN_IN : EXTRA_MFA;
        struct users *users = users_new();
        naive = (struct naive){.round = 1};
        users_extra_begin(users, which);
        for (int i = 0; i < 40; i++) {
            step(users, &naive, which, &seeded);
            compare(users, &naive, which);
        }
        users_free(users);
    }
}

static void extras_status__tells__how_far_a_reading_is(void **state)
{
    struct users *users = users_new();
    const struct extras *extras = users_extras(users);
    const struct guid first = id_of(1), second = id_of(2);
    const struct extra_value value = {{70}};
    (void)state;
    assert_int_equal(extras_status(extras, EXTRA_SIGN_IN).state, EXTRA_NOT_ASKED);
    assert_false(extras_any(extras, EXTRA_SIGN_IN));
    users_extra_begin(users, EXTRA_SIGN_IN);
    users_extra_put(users, EXTRA_SIGN_IN, &first, &value, NULL);
    users_extra_put(users, EXTRA_SIGN_IN, &second, &value, NULL);
    assert_int_equal(extras_status(extras, EXTRA_SIGN_IN).state, EXTRA_READING);
    assert_int_equal(extras_status(extras, EXTRA_SIGN_IN).read, 2);
    assert_int_equal(extras_status(extras, EXTRA_SIGN_IN).as_of, 0);
    users_extra_end(users, EXTRA_SIGN_IN, EXTRA_WHOLE, 1000, NULL, NULL);
    assert_int_equal(extras_status(extras, EXTRA_SIGN_IN).as_of, 1000);
    users_extra_begin(users, EXTRA_SIGN_IN); /* what was known stays, with its age */
    users_extra_put(users, EXTRA_SIGN_IN, &first, &value, NULL);
    users_extra_end(users, EXTRA_SIGN_IN, EXTRA_IN_PART, 2000, "cut", "try again");
    struct extra_status status = extras_status(extras, EXTRA_SIGN_IN);
    assert_int_equal(status.state, EXTRA_IN_PART);
    assert_int_equal(status.read, 1);
    assert_int_equal(status.as_of, 1000);
    assert_string_equal(status.why, "cut");
    assert_string_equal(status.hint, "try again");
    assert_int_equal(extras_key(extras, EXTRA_SIGN_IN, &second), 70);
    assert_int_equal(extras_status(extras, EXTRA_MFA).state, EXTRA_NOT_ASKED);
    assert_string_equal(extras_status(extras, EXTRA_MFA).why, "");
    users_extra_begin(users, EXTRA_SIGN_IN);
    users_extra_put(users, EXTRA_SIGN_IN, &second, &value, NULL);
    users_extra_end(users, EXTRA_SIGN_IN, EXTRA_WHOLE, 3000, NULL, NULL);
    assert_string_equal(extras_status(extras, EXTRA_SIGN_IN).why, "");
    assert_int_equal(extras_key(extras, EXTRA_SIGN_IN, &first),
                     EXTRA_UNKNOWN); /* the service does not list him any more */
    users_free(users);
}

static void extras_put__keeps_methods__once_for_all_who_have_them(void **state)
{
    struct extras *extras = extras_new();
    const struct extra_value value = {{MFA_CAPABLE}};
    struct extra_value got[2];
    char text[32];
    (void)state;
    for (unsigned id = 1; id <= 3000; id++) {
        struct guid guid = id_of(id);
        snprintf(text, sizeof text, "mobilePhone,%u", id % 500);
        extras_put(extras, EXTRA_MFA, &guid, &value, id % 7 ? text : NULL);
    }
    for (unsigned id = 1; id <= 3000; id++) {
        struct guid guid = id_of(id);
        assert_true(extras_find(extras, EXTRA_MFA, &guid, &got[0]));
        snprintf(text, sizeof text, "mobilePhone,%u", id % 500);
        assert_string_equal(extras_text(extras, got[0].at[MFA_METHODS]), id % 7 ? text : "");
    }
    const struct guid one = id_of(1), other = id_of(501);
    assert_true(extras_find(extras, EXTRA_MFA, &one, &got[0]) && extras_find(extras, EXTRA_MFA, &other, &got[1]));
    assert_int_equal(got[0].at[MFA_METHODS], got[1].at[MFA_METHODS]);
    extras_free(extras);
    extras_free(NULL);
}

static void view_asks__says__what_filter_and_order_need(void **state)
{
    struct users *users = users_new();
    struct user_view *view = view_new(users, NULL);
    struct err e;
    (void)state;
    assert_false(view_asks(view, EXTRA_SIGN_IN) || view_asks(view, EXTRA_MFA));
    assert_true(view_set_filter(view, "", "a -mfa:none", 0, &e));
    assert_true(view_asks(view, EXTRA_MFA) && !view_asks(view, EXTRA_SIGN_IN));
    assert_true(view_set_filter(view, "signin:never", "", 0, &e));
    assert_true(view_asks(view, EXTRA_SIGN_IN) && !view_asks(view, EXTRA_MFA));
    assert_true(view_set_sort(view, column_find("mfa"), false));
    assert_true(view_asks(view, EXTRA_SIGN_IN) && view_asks(view, EXTRA_MFA));
    view_free(view);
    users_free(users);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_extra__agrees_with_a_naive_store__after_any_steps),
        cmocka_unit_test(extras_status__tells__how_far_a_reading_is),
        cmocka_unit_test(extras_put__keeps_methods__once_for_all_who_have_them),
        cmocka_unit_test(view_asks__says__what_filter_and_order_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
