/* The retry policy of REQUESTS §13.2, row by row; the time is passed in. */
#include "unit.h"

#include "api/http/retry.h"
#include "reply_fixture.h"

static const int64_t now = 784111777000; /* Sun, 06 Nov 1994 08:49:37 GMT */

#define VIOLATION "{\"error\":{\"code\":\"Directory_ConcurrencyViolation\"}}"
#define BUSY      "{\"error\":{\"code\":\"x\",\"message\":\"Resource temporarily unavailable\"}}"

struct row {
    const char *name;
    long status;
    enum err_code error; /* when there is no status */
    enum http_repeat repeat;
    bool unsure;
    int attempt, renewals;
    const char *after, *body;
    enum retry_what what;
    int64_t ms; /* -1: a back-off of its own */
};

#define R HTTP_READ
#define I HTTP_IDEMPOTENT
#define C HTTP_CONSUMES

static const struct row rows[] = {
    {"success", 200, 0, R, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"created", 201, 0, C, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"bad request", 400, 0, R, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"first 401", 401, 0, R, 0, 1, 0, NULL, NULL, RETRY_RENEW_TOKEN, 0},
    {"first 401 of a write", 401, 0, C, 0, 1, 0, NULL, NULL, RETRY_RENEW_TOKEN, 0},
    {"second 401", 401, 0, R, 0, 2, 1, NULL, NULL, RETRY_GIVE_UP, 0},
    {"a 401 about a right", 401, 0, R, 0, 1, 0, NULL, "User is not allowed to call Get-Mailbox", RETRY_GIVE_UP, 0},
    {"403 is never repeated", 403, 0, R, 0, 1, 0, "1", "Too many requests", RETRY_GIVE_UP, 0},
    {"404", 404, 0, R, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"423", 423, 0, I, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"507 of a read", 507, 0, R, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"507 of a write", 507, 0, I, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"499 of a write", 499, 0, I, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"520 of a read", 520, 0, R, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"520 of what creates", 520, 0, C, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"a status of a service nobody knows", 700, 0, I, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"an interim status as the last one", 100, 0, I, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"501 of a write", 501, 0, I, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"429 with a wait", 429, 0, R, 0, 1, 0, "7", NULL, RETRY_AGAIN, 7000},
    {"429 of what creates", 429, 0, C, 0, 1, 0, "7", NULL, RETRY_AGAIN, 7000},
    {"429 with a wait longer than anybody waits", 429, 0, R, 0, 1, 0, "99999999999", NULL, RETRY_GIVE_UP, 0},
    {"429 with the longest wait", 429, 0, R, 0, 1, 0, "600", NULL, RETRY_AGAIN, 600000},
    {"429 with no wait at all", 429, 0, R, 0, 1, 0, "0", NULL, RETRY_AGAIN, 0},
    {"429 with no wait, again", 429, 0, R, 0, 2, 0, "0", NULL, RETRY_AGAIN, 583},
    {"503 with hardly a wait, again", 503, 0, I, 0, 2, 0, "0.01", NULL, RETRY_AGAIN, 583},
    {"429 without a wait", 429, 0, R, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"429 for the eighth time", 429, 0, R, 0, 8, 0, "7", NULL, RETRY_GIVE_UP, 0},
    {"503 with a date", 503, 0, I, 0, 1, 0, "Sun, 06 Nov 1994 08:49:40 GMT", NULL, RETRY_AGAIN, 3000},
    {"503 of what creates, with a wait", 503, 0, C, 0, 1, 0, "2", NULL, RETRY_AGAIN, 2000},
    {"503 of what creates, without", 503, 0, C, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"503 of a write, without", 503, 0, I, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"408 of a read", 408, 0, R, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"500 of a read", 500, 0, R, 0, 4, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"500 of a read, for the fifth time", 500, 0, R, 0, 5, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"502 of a read", 502, 0, R, 0, 1, 0, "3", NULL, RETRY_AGAIN, 3000},
    {"504 of a write", 504, 0, I, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"500 of what creates", 500, 0, C, 0, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"a conflict of writes", 409, 0, I, 0, 1, 0, NULL, VIOLATION, RETRY_AGAIN, -1},
    {"a conflict, once more", 412, 0, I, 0, 2, 0, NULL, VIOLATION, RETRY_AGAIN, -1},
    {"a conflict that stays", 409, 0, I, 0, 3, 0, NULL, VIOLATION, RETRY_GIVE_UP, 0},
    {"a conflict of what creates", 409, 0, C, 0, 1, 0, NULL, VIOLATION, RETRY_GIVE_UP, 0},
    {"another 409", 409, 0, I, 0, 1, 0, NULL, "{\"error\":{\"code\":\"ObjectConflict\"}}", RETRY_GIVE_UP, 0},
    {"busy by its message", 400, 0, I, 0, 1, 0, NULL, BUSY, RETRY_AGAIN, -1},
    {"busy by its message, too often", 400, 0, I, 0, 8, 0, NULL, BUSY, RETRY_GIVE_UP, 0},
    {"the same words in a success", 200, 0, R, 0, 1, 0, NULL, BUSY, RETRY_GIVE_UP, 0},
    {"no connection", 0, ERR_NETWORK, C, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"no connection, three times", 0, ERR_NETWORK, R, 0, 3, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"a read cut short", 0, ERR_CUT, R, 0, 4, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"a read without an answer", 0, ERR_TIMEOUT, R, 0, 1, 0, NULL, NULL, RETRY_AGAIN, -1},
    {"a write cut after it left", 0, ERR_CUT, I, 1, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"what creates, cut after it left", 0, ERR_TIMEOUT, C, 1, 1, 0, NULL, NULL, RETRY_READ_BACK, 0},
    {"a write cancelled on its way", 0, ERR_CANCELLED, I, 1, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"a certificate", 0, ERR_TLS, R, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
    {"too big", 0, ERR_TOO_BIG, R, 0, 1, 0, NULL, NULL, RETRY_GIVE_UP, 0},
};

static void retry_decide__follows_the_policy__in_every_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        struct http_request request = {
            .method = row->repeat == R ? "GET" : "POST", .url = "", .repeat = row->repeat, .resource = RESOURCE_GRAPH};
        struct http_reply *reply = reply_of(row->status, row->body ? row->body : "");
        if (!row->status)
            reply->error.code = row->error;
        reply->unsure = row->unsure;
        if (row->after)
            set_header(reply, "retry-after", row->after);
        struct retry_decision got = retry_decide(&request, reply, row->attempt, row->renewals, now, 12345);
        if (got.what != row->what || (row->ms >= 0 ? got.ms != row->ms : got.ms < 1000))
            fail_msg("%s: %d after %lld ms", row->name, (int)got.what, (long long)got.ms);
        http_reply_free(reply);
    }
}

static void retry_decide__never_renews__a_request_without_a_token(void **state)
{
    struct http_request login = {.method = "POST", .url = "", .resource = RESOURCE_NONE};
    struct http_reply *reply = reply_of(401, "");
    (void)state;
    assert_int_equal(retry_decide(&login, reply, 1, 0, now, 0).what, RETRY_GIVE_UP);
    http_reply_free(reply);
}

/* 2^n seconds and up to half of it again, never more than a minute and a half. */
static void retry_decide__backs_off__further_each_time(void **state)
{
    struct http_request get = {.method = "GET", .url = "", .resource = RESOURCE_GRAPH};
    struct http_reply *reply = reply_of(429, "");
    (void)state;
    for (int attempt = 1; attempt < 8; attempt++) {
        int64_t base = attempt > 6 ? 60000 : 1000 << (attempt - 1), least = INT64_MAX, most = 0;
        for (uint32_t chance = 0; chance < 100; chance++) {
            int64_t ms = retry_decide(&get, reply, attempt, 0, now, chance * 42949672u).ms;
            least = ms < least ? ms : least;
            most = ms > most ? ms : most;
        }
        assert_true(least >= base && most <= base + base / 2);
        assert_true(most > least);
    }
    http_reply_free(reply);
}

static void retry_after__reads__seconds_and_dates(void **state)
{
    static const struct {
        const char *value;
        int64_t ms;
    } table[] = {
        {"0", 0},
        {"7", 7000},
        {"86400", 86400000},
        {"86401", 86400000}, /* told as a day */
        {"99999999999999999999", 86400000},
        {"5.5", 5500},
        {"0.25", 250},
        {" 7 ", 7000},
        {"6,120", 120000}, /* of two headers in one line, the longer */
        {"120, 6", 120000},
        {"6, soon", -1},
        {"6,", -1},
        {"1e3", -1},
        {"0x10", -1},
        {"inf", -1},
        {"nan", -1},
        {"5.", -1},
        {".5", -1},
        {"-1", -1},
        {"", -1},
        {"soon", -1},
        {"7s", -1},
        {"Sun, 06 Nov 1994 08:49:40 GMT", 3000},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sat, 05 Nov 1994 08:49:37 GMT", 0},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 86400000},
        {"Sun, 06 Nox 1994 08:49:40 GMT", -1},
        {"Sun, 06 ovD 1994 08:49:40 GMT", -1},
        {"Sun, 00 Nov 1994 08:49:40 GMT", -1},
        {"Sun, 06 Nov 1994", -1},
        {"1994-11-06T08:49:40Z", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct http_reply *reply = reply_of(429, "");
        set_header(reply, "retry-after", table[i].value);
        if (retry_after(reply, now) != table[i].ms)
            fail_msg("%s: %lld", table[i].value, (long long)retry_after(reply, now));
        http_reply_free(reply);
    }
    struct http_reply *twice = reply_of(429, "");
    set_header(twice, "retry-after", "3");
    set_header(twice, "retry-after", "20");
    set_header(twice, "retry-after", "4");
    assert_int_equal(retry_after(twice, now), 20000);
    http_reply_free(twice);
    struct http_reply *without = reply_of(429, "");
    assert_int_equal(retry_after(without, now), -1);
    http_reply_free(without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retry_decide__follows_the_policy__in_every_row),
        cmocka_unit_test(retry_decide__never_renews__a_request_without_a_token),
        cmocka_unit_test(retry_decide__backs_off__further_each_time),
        cmocka_unit_test(retry_after__reads__seconds_and_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
