/* The worker against a port where nobody listens: it starts, stops, and every job ends exactly once. */
#include "unit.h"

#include "base/clock.h"
#include "model/view.h"
#include "worker/worker.h"
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DEADLINE = 200000, JOBS = 32 };

struct fixture {
    char folder[64], journal[96], url[64];
    int socket, connection; /* listening: connections are made and never answered */
    struct config_tenant tenant;
    struct worker *worker;
    int ends[JOBS], stopped;
    enum job_state states[JOBS];
    enum err_code errors[JOBS];
};

/* `listening`: the port takes connections and stays silent; else it refuses them. */
static void begin(struct fixture *f, bool listening)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct err e = {0};
    strcpy(f->folder, "/tmp/roster-worker-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->journal, sizeof f->journal, "%s/journal.db", f->folder);
    f->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(f->socket, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(f->socket, (struct sockaddr *)&address, &size), 0);
    if (listening)
        assert_int_equal(listen(f->socket, 16), 0);
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    f->tenant = (struct config_tenant){.name = "t",
                                       .tenant_id = "t",
                                       .client_id = "c",
                                       .client_secret = "s",
                                       .endpoints.at[RESOURCE_LOGIN] = f->url,
                                       .endpoints.at[RESOURCE_GRAPH] = f->url,
                                       .endpoints.at[RESOURCE_EXCHANGE] = f->url};
    f->worker = worker_start(&(struct worker_options){.tenant = &f->tenant, .journal_path = f->journal, .haste = 100},
                             &e);
    if (!f->worker)
        fail_msg("%s", e.message);
}

static int set_up(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    f.connection = -1;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {"", "-wal", "-shm", "-owners"};
    close(f->socket);
    close(f->connection);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", f->journal, ends[i]);
        unlink(path);
    }
    return rmdir(f->folder);
}

static bool post(struct fixture *f, struct message message)
{
    bool taken = worker_post(f->worker, &message);
    message_free(&message);
    return taken;
}

static struct message run_of(uint64_t job, size_t targets)
{
    struct message message = {
        .kind = TO_RUN, .job = job, .arena = arena_new(0), .action = action_find("block-sign-in")};
    message.targets = arena_alloc(message.arena, (targets + 1) * sizeof *message.targets);
    message.target_count = targets;
    for (size_t i = 0; i < targets; i++) {
        snprintf(message.targets[i].id, GUID_TEXT, "00000000-0000-4000-8000-%012u", (unsigned)i & 0xffff);
        message.targets[i].user_principal_name = message.targets[i].display_name = "a@b";
    }
    return message;
}

static struct message reading_of(const char *source, uint64_t job)
{
    bool text = source_find(source)->flags & SOURCE_BY_TEXT;
    struct message message = message_read(source, "00000000-0000-4000-8000-000000000001", text ? "ann" : NULL);
    message.job = job;
    return message;
}

static struct message text_of(enum message_kind kind, uint64_t job)
{
    struct message message = {.kind = kind, .job = job, .arena = arena_new(0), .text = "ann"};
    message.targets = arena_alloc(message.arena, sizeof *message.targets);
    snprintf(message.targets->id, GUID_TEXT, "00000000-0000-4000-8000-000000000001");
    message.target_count = 1;
    return message;
}

/* One job of each kind, numbered from `first`; how many. */
static int post_every_kind(struct fixture *f, uint64_t first)
{
    assert_true(post(f, text_of(TO_LOAD_USERS, first)));
    assert_true(post(f, reading_of("profile", first + 1)));
    assert_true(post(f, reading_of("find-users", first + 2)));
    assert_true(post(f, run_of(first + 3, 3)));
    assert_true(post(f, (struct message){.kind = TO_RUN, .job = first + 4, .entry_id = 1}));
    assert_true(post(f, (struct message){.kind = TO_SETTLE, .job = first + 5}));
    return 6;
}

/* Take what waits; notes the ends of jobs. */
static void take(struct fixture *f)
{
    struct message message;
    while (worker_take(f->worker, &message)) {
        if (message.kind == FROM_JOB_END) {
            assert_in_range(message.job, 1, JOBS - 1);
            f->ends[message.job]++;
            f->states[message.job] = message.state;
            f->errors[message.job] = message.error.code;
        }
        f->stopped += message.kind == FROM_STOPPED;
        message_free(&message);
    }
}

static int ended(const struct fixture *f)
{
    int count = 0;
    for (int i = 0; i < JOBS; i++)
        count += f->ends[i];
    return count;
}

static void take_until(struct fixture *f, int ends, int stopped)
{
    int64_t until = clock_monotonic() + DEADLINE;
    for (take(f); ended(f) < ends || f->stopped < stopped; take(f)) {
        struct pollfd wait = {.fd = worker_fd(f->worker), .events = POLLIN};
        int64_t left = until - clock_monotonic();
        if (left <= 0)
            fail_msg("%d of %d jobs ended", ended(f), ends);
        poll(&wait, 1, (int)left);
    }
}

static void check_ends(const struct fixture *f, int first, int count)
{
    for (int i = 0; i < JOBS; i++)
        if (f->ends[i] != (i >= first && i < first + count))
            fail_msg("job %d ended %d times", i, f->ends[i]);
}

static void worker__stops_at_once__when_it_has_nothing_to_do(void **state)
{
    struct fixture *f = *state;
    begin(f, false);
    take(f);
    assert_int_equal(ended(f), 0);
    assert_true(worker_stop(f->worker, DEADLINE));
}

static void worker__ends_every_job_once__when_nobody_answers_the_door(void **state)
{
    struct fixture *f = *state;
    begin(f, false);
    int count = post_every_kind(f, 1);
    assert_true(post(f, run_of(7, 0))); /* nobody to do it to */
    take_until(f, count + 1, 0);
    check_ends(f, 1, 7);
    for (int job = 1; job <= count; job++) {
        assert_int_equal(f->states[job], JOB_FAILED);
        if (job != 4) /* each target of a run has its own error */
            assert_int_equal(f->errors[job], ERR_NETWORK);
    }
    assert_int_equal(f->states[7], JOB_DONE);
    assert_true(worker_stop(f->worker, DEADLINE));
}

/* `waiting`: cancelled only when the worker waits for an answer that never comes. */
static void cancel_all(struct fixture *f, bool waiting)
{
    begin(f, true);
    int count = post_every_kind(f, 1);
    if (waiting)
        f->connection = accept(f->socket, NULL, NULL); /* it has connected: something is under way */
    for (uint64_t job = 1; job <= (uint64_t)count; job++)
        for (int twice = 0; twice < 2; twice++)
            assert_true(post(f, (struct message){.kind = TO_CANCEL, .job = job}));
    assert_true(post(f, (struct message){.kind = TO_CANCEL, .job = 99})); /* there is no such job */
    take_until(f, count, 0);
    check_ends(f, 1, count);
    for (int job = 1; job <= count; job++)
        assert_int_equal(f->states[job], JOB_CANCELLED);
    assert_true(worker_stop(f->worker, DEADLINE));
}

static void worker__ends_every_job_once__when_cancelled_at_once(void **state)
{
    cancel_all(*state, false);
}

static void worker__ends_every_job_once__when_cancelled_while_it_waits(void **state)
{
    cancel_all(*state, true);
}

/* What is posted behind the wish to quit never begins, and is told so; what the worker does not take is told by worker_post. */
static void worker__answers_what_it_took__when_asked_to_quit(void **state)
{
    struct fixture *f = *state;
    int taken = 0;
    begin(f, true);
    assert_true(post(f, text_of(TO_LOAD_USERS, 1)));
    assert_true(post(f, (struct message){.kind = TO_QUIT}));
    for (uint64_t job = 2; job < JOBS; job++)
        taken += post(f, reading_of("find-users", job));
    take_until(f, 1 + taken, 1);
    check_ends(f, 1, 1 + taken);
    assert_false(post(f, reading_of("find-users", 2))); /* nobody would answer */
    take(f);
    assert_int_equal(f->stopped, 1);
    worker_stop(f->worker, 0);
}

static void worker_stop__ends_what_is_on_its_way__at_the_deadline(void **state)
{
    struct fixture *f = *state;
    begin(f, true);
    post_every_kind(f, 1);
    assert_false(worker_stop(f->worker, 1)); /* the run waits for an answer that never comes */
}

static void worker__sorts__what_it_is_sent(void **state)
{
    struct fixture *f = *state;
    struct users *users = users_new();
    struct user_view *view = view_new(users, NULL);
    struct message message = {.kind = TO_SORT, .job = 1, .sort = view_sort_job_new(view)};
    begin(f, false);
    assert_true(worker_post(f->worker, &message));
    assert_null(message.sort);
    int64_t until = clock_monotonic() + DEADLINE;
    while (!worker_take(f->worker, &message) && clock_monotonic() < until) {
        struct pollfd wait = {.fd = worker_fd(f->worker), .events = POLLIN};
        poll(&wait, 1, DEADLINE);
    }
    assert_int_equal(message.kind, FROM_SORTED);
    assert_true(view_sort_apply(view, message.sort));
    message_free(&message);
    assert_true(worker_stop(f->worker, DEADLINE));
    view_free(view);
    users_free(users);
}

static void worker_start__says_why__when_it_cannot(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    begin(f, false);
    assert_true(worker_stop(f->worker, DEADLINE));
    struct worker_options options = {.tenant = &f->tenant, .journal_path = "/proc/self/absent/journal.db"};
    struct worker *reading = worker_start(&options, &e); /* needs no journal */
    assert_non_null(reading);
    assert_true(worker_stop(reading, DEADLINE));
    options.journal_path = f->journal;
    options.sku_names = "/proc/self/absent/names.csv";
    assert_null(worker_start(&options, &e));
    assert_int_equal(e.code, ERR_FILE);
    f->tenant.client_secret = NULL;
    f->tenant.secret_env = "ROSTER_TEST_NO_SUCH_SECRET";
    assert_null(worker_start(&options, &e));
    assert_int_equal(e.code, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(worker__stops_at_once__when_it_has_nothing_to_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker__ends_every_job_once__when_nobody_answers_the_door, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker__ends_every_job_once__when_cancelled_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker__ends_every_job_once__when_cancelled_while_it_waits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker__answers_what_it_took__when_asked_to_quit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker_stop__ends_what_is_on_its_way__at_the_deadline, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker__sorts__what_it_is_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(worker_start__says_why__when_it_cannot, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
