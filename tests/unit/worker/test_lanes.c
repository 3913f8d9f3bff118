/* Two lanes: what a person waits for is sent before what runs in the background, and the background is not left out for ever. */
#include "unit.h"

#include "held_transport.h"
#include "worker/engine.h"
#include "worker/tokens.h"

enum { CALLS = 128, AT_ONCE = 24, KEPT = 15 }; /* of the directory */

static const char *held_answer(const char *url)
{
    (void)url;
    return "{}";
}

struct fixture {
    struct work work;
    struct secret *bearer;
    struct job person, background;
    struct http_request requests[CALLS];
    size_t asked;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct err e;
    f = (struct fixture){.work = {.transport = transport_new(NULL, &e), .budget = budget_make(clock_monotonic())},
                         .bearer = secret_new("b", 1)};
    f.person.work = f.background.work = &f.work;
    f.background.lane = LANE_BACKGROUND;
    f.work.clock_told = true;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    calls_free(&f->work);
    secret_free(f->bearer);
    return 0;
}

static void replied(void *owner, const struct call *call, const struct http_reply *reply)
{
    (void)owner, (void)call, (void)reply;
}

/* `name` is the address. */
static void ask(struct fixture *f, struct job *job, const char *name)
{
    struct http_request *request = &f->requests[f->asked++];
    *request = (struct http_request){.method = "GET", .url = name, .workload = WORKLOAD_DIRECTORY, .bearer = f->bearer};
    call_begin(job, request, 1, replied, f);
}

/* The replies to the first `count` that are open. */
static void answer(struct fixture *f, size_t count)
{
    for (size_t i = 0; i < held.count && count; i++)
        if (!held.requests[i].answered) {
            held.requests[i].answered = true;
            count--;
        }
    calls_take(&f->work);
    calls_step(&f->work);
}

/* The address of the request that was sent as number `at`, from 0; "" when not that many were. */
static const char *sent(size_t at)
{
    return at < held.count ? held.requests[at].url : "";
}

static void background__leaves_places_free__for_a_person(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 2 * AT_ONCE; i++)
        ask(f, &f->background, "background");
    calls_step(&f->work);
    assert_int_equal(held.count, AT_ONCE - KEPT);
    for (int i = 0; i < 2 * KEPT; i++)
        ask(f, &f->person, "person");
    calls_step(&f->work);
    assert_int_equal(held.count, AT_ONCE);
    for (size_t i = AT_ONCE - KEPT; i < AT_ONCE; i++)
        assert_string_equal(sent(i), "GET person");
}

static void person__is_sent_first__of_what_waits_when_the_budget_is_full(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 2 * AT_ONCE; i++)
        ask(f, &f->background, "background");
    calls_step(&f->work);
    for (int i = 0; i < KEPT; i++)
        ask(f, &f->person, "one");
    calls_step(&f->work);
    assert_int_equal(held.count, AT_ONCE);
    ask(f, &f->person, "other");
    calls_step(&f->work);
    assert_int_equal(held.count, AT_ONCE);
    answer(f, 1);
    assert_int_equal(held.count, AT_ONCE + 1);
    assert_string_equal(sent(AT_ONCE), "GET other");
    answer(f, 1);
    assert_string_equal(sent(AT_ONCE + 1), "GET background");
}

static void background__has_its_turn__while_persons_ask_without_end(void **state)
{
    struct fixture *f = *state;
    size_t at = 0;
    for (int i = 0; i < AT_ONCE; i++)
        ask(f, &f->person, "person");
    ask(f, &f->background, "background");
    calls_step(&f->work);
    while (f->asked < CALLS) {
        ask(f, &f->person, "person");
        answer(f, 1);
    }
    while (at < held.count && strcmp(sent(at), "GET background") != 0)
        at++;
    assert_in_range(at, AT_ONCE, held.count - 1);
}

/* The token's call is begun while those of the background are looked at: nothing else would wake the worker for it. */
static void token__is_asked_for__when_only_the_background_wants_it(void **state)
{
    struct fixture *f = *state;
    const struct endpoints endpoints = {.at = {[RESOURCE_LOGIN] = "https://login.example"}, .tenant_id = "t"};
    auto_secret struct secret *secret = secret_new("s", 1);
    f->work.session = session_new(&(struct session_options){
        .grant = GRANT_SECRET, .endpoints = &endpoints, .tenant_id = "t", .client_id = "c", .client_secret = secret});
    ask(f, &f->background, "background");
    f->work.want_token = tokens_want;
    f->requests[0].bearer = NULL;
    f->requests[0].resource = RESOURCE_GRAPH;
    do {
        f->work.busy = false;
        calls_step(&f->work);
    } while (f->work.busy); /* as a turn of the worker */
    assert_non_null(strstr(sent(0), "/oauth2/"));
    calls_free(&f->work);
    session_free(f->work.session);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(background__leaves_places_free__for_a_person),
        TEST(person__is_sent_first__of_what_waits_when_the_budget_is_full),
        TEST(background__has_its_turn__while_persons_ask_without_end),
        TEST(token__is_asked_for__when_only_the_background_wants_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
