/* The limits of REQUESTS §13.3; the clock is an argument. */
#include "unit.h"

#include "api/http/budget.h"

/* How many requests of one unit pass in `ms` when each is over at once and every wait is kept exactly. */
static int passed(enum http_workload workload, int64_t ms)
{
    struct budget budget = budget_make(0);
    int count = 0;
    for (int64_t now = 0; now <= ms;) {
        int64_t wait = budget_take(&budget, workload, 1, now);
        if (!wait) {
            budget_release(&budget, workload, 1, now);
            count++;
        } else {
            assert_true(wait > 0);
            now += wait;
        }
        if (count > 100000)
            break; /* nothing but the number at once limits it */
    }
    return count;
}

static void budget__lets_no_more_pass__than_the_service_allows(void **state)
{
    static const struct {
        enum http_workload workload;
        int64_t ms;
        int most, least;
    } rows[] = {
        {WORKLOAD_SIGN_IN_LOGS, 10000, 5, 5},                                            /* in any ten seconds */
        {WORKLOAD_SIGN_IN_LOGS, 60000, 30, 30},    {WORKLOAD_PROTECTION, 60000, 60, 59}, /* 1 per s */
        {WORKLOAD_DIRECTORY, 60000, 24500, 24400}, {WORKLOAD_MAILBOX, 600000, 11000, 10900},
        {WORKLOAD_TRACE, 299999, 100, 100},        {WORKLOAD_TRACE, 900000, 300, 300},
        {WORKLOAD_EXCHANGE, 1000, 200000, 100000}, /* no published limit */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int count = passed(rows[i].workload, rows[i].ms);
        if (count > rows[i].most || count < rows[i].least)
            fail_msg("workload %d: %d pass", (int)rows[i].workload, count);
    }
}

static void budget__holds__the_number_at_once(void **state)
{
    static const int at_once[WORKLOADS] = {
        [WORKLOAD_LOGIN] = 2,      [WORKLOAD_DIRECTORY] = 24, [WORKLOAD_SIGN_IN_LOGS] = 5, [WORKLOAD_AUDIT_QUERIES] = 8,
        [WORKLOAD_PROTECTION] = 1, [WORKLOAD_MAILBOX] = 4,    [WORKLOAD_EXCHANGE] = 4,     [WORKLOAD_TRACE] = 4,
        [WORKLOAD_SHAREPOINT] = 4, [WORKLOAD_MFA] = 4,        [WORKLOAD_CUSTOMERS] = 8};
    struct budget budget = budget_make(0);
    (void)state;
    for (int workload = 0; workload < WORKLOADS; workload++) {
        for (int i = 0; i < at_once[workload]; i++)
            assert_int_equal(budget_take(&budget, (enum http_workload)workload, 1, 0), 0);
        assert_int_equal(budget_take(&budget, (enum http_workload)workload, 1, 0), -1);
        budget_release(&budget, (enum http_workload)workload, 1, 0);
        assert_true(budget_take(&budget, (enum http_workload)workload, 1, 10001) == 0);
    }
    budget = budget_make(0);
    budget_release(&budget, WORKLOAD_LOGIN, 1, 0); /* one too many gives nothing away */
    for (int i = 0; i < 2; i++)
        assert_int_equal(budget_take(&budget, WORKLOAD_LOGIN, 1, 0), 0);
    assert_int_equal(budget_take(&budget, WORKLOAD_LOGIN, 1, 0), -1);
}

static void budget_take_spare__leaves_a_place__for_a_person(void **state)
{
    struct budget budget = budget_make(0);
    (void)state;
    for (int i = 0; i < 9; i++)
        assert_int_equal(budget_take_spare(&budget, WORKLOAD_DIRECTORY, 1, 0), 0);
    assert_int_equal(budget_take_spare(&budget, WORKLOAD_DIRECTORY, 1, 0), -1);
    for (int i = 0; i < 15; i++)
        assert_int_equal(budget_take(&budget, WORKLOAD_DIRECTORY, 1, 0), 0);
    assert_int_equal(budget_take(&budget, WORKLOAD_DIRECTORY, 1, 0), -1);
    assert_int_equal(budget_take_spare(&budget, WORKLOAD_PROTECTION, 1, 0), 0); /* there is one place alone */
    for (int i = 0; i < 90; i++) {
        assert_int_equal(budget_take_spare(&budget, WORKLOAD_TRACE, 1, 0), 0);
        budget_release(&budget, WORKLOAD_TRACE, 1, 0);
    }
    assert_int_equal(budget_take_spare(&budget, WORKLOAD_TRACE, 1, 0), 300001); /* of a hundred ten are left */
    assert_int_equal(budget_take(&budget, WORKLOAD_TRACE, 1, 0), 0);
}

static void budget__charges__what_a_request_costs(void **state)
{
    struct budget budget = budget_make(1000);
    (void)state;
    assert_int_equal(budget_take(&budget, WORKLOAD_DIRECTORY, 3490, 1000), 0);
    int64_t wait = budget_take(&budget, WORKLOAD_DIRECTORY, 20, 1000);
    assert_in_range(wait, 28, 30); /* ten units at 0.35 a millisecond */
    assert_true(budget_take(&budget, WORKLOAD_DIRECTORY, 20, 1000 + wait - 2) > 0);
    assert_int_equal(budget_take(&budget, WORKLOAD_DIRECTORY, 20, 1000 + wait), 0);
    budget = budget_make(0);
    assert_int_equal(budget_take(&budget, WORKLOAD_LOGIN, 1000, 0), 0);
}

/* The items of a batch count one by one, and a request counts from its reply: when it came in is not known more exactly. */
static void budget__counts_items__in_any_span(void **state)
{
    struct budget budget = budget_make(0);
    (void)state;
    assert_int_equal(budget_room(WORKLOAD_SIGN_IN_LOGS), 5);
    assert_int_equal(budget_room(WORKLOAD_PROTECTION), 1);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 2, 0), 0);
    budget_release(&budget, WORKLOAD_SIGN_IN_LOGS, 2, 4000);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 3, 9000), 0);
    budget_release(&budget, WORKLOAD_SIGN_IN_LOGS, 3, 9000);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 10000), 4001);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 3, 10000), 9001);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 2, 14001), 0);
}

/* Several may be under way; the place of one is free when its own reply is old enough, whichever was sent first. */
static void budget__counts_those_under_way__until_they_are_old(void **state)
{
    struct budget budget = budget_make(0);
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 0), 0);
    budget_release(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 1000);
    budget_release(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 3000);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 10500), 501); /* three are still under way */
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 3, 20000), -1);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 2, 20000), 0);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 20000), -1);
    for (int i = 0; i < 5; i++)
        budget_release(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 21000);
    assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 30000), 1001);
}

static void budget__stays_closed__until_the_service_opens_it(void **state)
{
    struct budget budget = budget_make(0);
    (void)state;
    budget_throttled(&budget, WORKLOAD_DIRECTORY, 5000);
    budget_throttled(&budget, WORKLOAD_DIRECTORY, 3000); /* never earlier */
    assert_int_equal(budget_take(&budget, WORKLOAD_DIRECTORY, 1, 1000), 4000);
    assert_int_equal(budget_closed_until(&budget, WORKLOAD_DIRECTORY, 1000), 5000);
    assert_int_equal(budget_take(&budget, WORKLOAD_MAILBOX, 1, 1000), 0); /* the others go on */
    assert_int_equal(budget_closed_until(&budget, WORKLOAD_DIRECTORY, 5000), 0);
    assert_int_equal(budget_take(&budget, WORKLOAD_DIRECTORY, 1, 5000), 0);
}

static void budget__gains_nothing__when_the_clock_goes_back(void **state)
{
    struct budget budget = budget_make(10000);
    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 10000), 0);
        budget_release(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 10000);
    }
    assert_true(budget_take(&budget, WORKLOAD_SIGN_IN_LOGS, 1, 5000) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budget__lets_no_more_pass__than_the_service_allows),
        cmocka_unit_test(budget__holds__the_number_at_once),
        cmocka_unit_test(budget__counts_items__in_any_span),
        cmocka_unit_test(budget__counts_those_under_way__until_they_are_old),
        cmocka_unit_test(budget_take_spare__leaves_a_place__for_a_person),
        cmocka_unit_test(budget__charges__what_a_request_costs),
        cmocka_unit_test(budget__stays_closed__until_the_service_opens_it),
        cmocka_unit_test(budget__gains_nothing__when_the_clock_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
