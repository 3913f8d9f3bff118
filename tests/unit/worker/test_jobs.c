/* Every job there is, cancelled between a request and its reply. */
#include "unit.h"

#include "held_transport.h"
#include "worker/worker.h"
#include <stdlib.h>
#include <unistd.h>

enum { ROUNDS = 4 }; /* of replies that come before it is cancelled: 0 to 3 */

struct fixture {
    char folder[64], journal[96];
    struct config_tenant tenant;
    struct worker *worker;
    int ends;
    enum job_state state;
};

#define EMPTY(id) "{\"id\":\"" id "\",\"status\":200,\"body\":{\"value\":[]}}"
static const char *held_answer(const char *url)
{
    if (strstr(url, "/organization"))
        return "{\"value\":[{\"id\":\"t\",\"displayName\":\"T\","
               "\"verifiedDomains\":[{\"name\":\"t.example\",\"isDefault\":true}]}]}";
    if (strstr(url, "/$batch"))
        return "{\"responses\":[" EMPTY("1") "," EMPTY("2") "," EMPTY("3") "," EMPTY("4") "," EMPTY("5") "," EMPTY(
            "6") "," EMPTY("7") "," EMPTY("8") "," EMPTY("9") "," EMPTY("10") "," EMPTY("11") "," EMPTY("12") "]}";
    if (strstr(url, "/v1.0/users/00000000"))
        return "{\"id\":\"00000000-0000-4000-8000-000000000001\",\"accountEnabled\":true}";
    return "{\"value\":[{\"id\":\"00000000-0000-4000-8000-000000000001\",\"userPrincipalName\":\"a@t.example\","
           "\"customer\":{\"tenantId\":\"00000000-0000-4000-8000-000000000002\",\"displayName\":\"C\"}}]}";
}

/* --- the messages that begin a job: a row each, and the others by name, so that a new kind has to be put here --- */

static void as_is(struct message *message)
{
    (void)message;
}

static void with_targets(struct message *message)
{
    message->action = action_find("block-sign-in");
    message->targets = arena_alloc(message->arena, sizeof *message->targets);
    *message->targets = (struct target){.id = "00000000-0000-4000-8000-000000000001"};
    message->targets->user_principal_name = message->targets->display_name = "a@t.example";
    message->target_count = 1;
}

static void with_many_targets(struct message *message)
{
    enum { MANY = 3 };
    with_targets(message);
    struct target one = *message->targets;
    message->targets = arena_alloc(message->arena, MANY * sizeof one);
    for (size_t i = 0; i < MANY; i++)
        message->targets[i] = one;
    message->target_count = MANY;
}

static void with_playbook(struct message *message)
{
    struct message_task *tasks = arena_alloc(message->arena, 2 * sizeof *tasks);
    struct message_playbook *playbook = arena_alloc(message->arena, sizeof *playbook);
    with_targets(message);
    tasks[0] = (struct message_task){.step = "block", .title = "Block", .thing = "", .action = message->action};
    tasks[1] = tasks[0];
    tasks[1].stage = 1;
    *playbook = (struct message_playbook){"contain", tasks, 2};
    message->playbook = playbook;
    message->action = NULL;
}

static void with_snapshot(struct message *message)
{
    with_playbook(message);
    ((struct message_task *)(uintptr_t)message->playbook->tasks)[0].action = NULL;
}

static void with_entry(struct message *message)
{
    message->entry_id = 1;
}

static void with_open_playbook(struct message *message)
{
    message->entry_id = 1;
    message->of_playbook = true;
}

static void with_plan(struct message *message)
{
    with_targets(message);
    message->plan = true;
}

static void with_profile(struct message *message)
{
    with_targets(message);
    static const struct source *one[1];
    one[0] = source_find("profile");
    message->sources = one;
    message->source_count = 1;
}

static void with_all_sources(struct message *message)
{
    static const char *const texts[] = {"ann", "bob"};
    with_many_targets(message);
    message->sources = source_all(&message->source_count);
    message->texts = texts;
    message->text_count = 2;
}

static void with_time(struct message *message)
{
    message->until = clock_now() + 900000;
}

static const struct kind {
    enum message_kind kind;
    void (*fill)(struct message *message); /* NULL: it begins no job that could be cancelled */
    int reads;                             /* then it writes, and what has written is finished; 0: it never does */
} kinds[] = {
    {.kind = TO_LOAD_USERS, .fill = as_is},
    {.kind = TO_READ, .fill = with_profile},
    {.kind = TO_READ, .fill = with_all_sources},
    {.kind = TO_PREPARE, .fill = with_targets},
    {.kind = TO_PREPARE, .fill = with_many_targets},
    {.kind = TO_RUN, .fill = with_targets, .reads = 2},
    {.kind = TO_RUN, .fill = with_many_targets, .reads = 2},
    {.kind = TO_RUN, .fill = with_plan},
    {.kind = TO_SIGN_IN, .fill = as_is},
    {.kind = TO_RUN, .fill = with_entry},
    {.kind = TO_PREPARE, .fill = with_entry},
    {.kind = TO_RUN, .fill = with_open_playbook},
    {.kind = TO_SETTLE, .fill = as_is},
    {.kind = TO_DOCTOR, .fill = as_is},
    {.kind = TO_ARM, .fill = with_time},
    {.kind = TO_FIND_EVERYWHERE, .fill = as_is},
    {.kind = TO_RESEARCH, .fill = with_targets, .reads = 2},
    {.kind = TO_KEEP_CASE},
    {.kind = TO_RUN, .fill = with_playbook, .reads = 3},
    {.kind = TO_RUN, .fill = with_snapshot, .reads = 4},
    {.kind = TO_SIGN_IN_ANSWER},
    {.kind = TO_CANCEL},
    {.kind = TO_SORT},
    {.kind = TO_JOURNAL},
    {.kind = TO_QUIT},
};

/* --- cancelling them --- */

static void begin(struct fixture *f, bool read_only)
{
    struct err e = {0};
    *f = (struct fixture){.folder = "/tmp/roster-jobs-XXXXXX"};
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->journal, sizeof f->journal, "%s/journal.db", f->folder);
    f->tenant = (struct config_tenant){.name = "t",
                                       .tenant_id = "t",
                                       .client_id = "c",
                                       .client_secret = "s",
                                       .endpoints.at[RESOURCE_LOGIN] = "https://login.example",
                                       .endpoints.at[RESOURCE_GRAPH] = "https://graph.example",
                                       .endpoints.at[RESOURCE_EXCHANGE] = "https://exchange.example"};
    f->worker = worker_start(
        &(struct worker_options){.tenant = &f->tenant, .journal_path = f->journal, .read_only = read_only}, &e);
    if (!f->worker)
        fail_msg("%s", e.message);
}

static void end(struct fixture *f)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-owners"};
    assert_true(worker_stop(f->worker, HELD_DEADLINE));
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", f->journal, ends[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0);
}

static void take(struct fixture *f)
{
    struct message message;
    while (worker_take(f->worker, &message)) {
        if (message.kind == FROM_JOB_END && message.job == 1) {
            f->ends++;
            f->state = message.state;
        }
        message_free(&message);
    }
}

/* Whether the job waits for replies, or for its turn; else it has ended. */
static bool is_asking(struct fixture *f, const struct kind *kind)
{
    held_settle();
    take(f);
    if (!f->ends && !held_open() && !held_pauses())
        fail_msg("message kind %d asks nothing and does not end", kind->kind);
    return !f->ends;
}

/* False when the job ended before. */
static bool cancel_after(const struct kind *kind, int rounds)
{
    struct fixture f;
    struct message asked = {.kind = kind->kind, .job = 1, .arena = arena_new(0), .text = "ann"};
    struct message cancel = {.kind = TO_CANCEL, .job = 1};
    begin(&f, kind->kind == TO_ARM);
    kind->fill(&asked);
    assert_true(worker_post(f.worker, &asked));
    bool asking = is_asking(&f, kind);
    for (; asking && rounds; rounds--) {
        held_release();
        asking = is_asking(&f, kind);
    }
    if (asking) {
        assert_true(worker_post(f.worker, &cancel));
        held_settle();
        take(&f);
        if (f.state != JOB_CANCELLED)
            fail_msg("message kind %d ended as %s", kind->kind, job_state_name(f.state));
        held_release();
    }
    end(&f);
    if (f.ends != 1)
        fail_msg("message kind %d ended %d times", kind->kind, f.ends);
    return asking;
}

static void every_job__ends_once_as_cancelled__when_cancelled_between_request_and_reply(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!kinds[i].fill)
            continue;
        if (!cancel_after(&kinds[i], 0))
            fail_msg("message kind %d asks nothing", kinds[i].kind);
        int most = kinds[i].reads ? kinds[i].reads : ROUNDS;
        for (int rounds = 1; rounds < most && cancel_after(&kinds[i], rounds); rounds++)
            continue;
    }
}

static void every_message__is_in_the_table(void **state)
{
    (void)state;
    for (int kind = 0; kind < FROM_TENANT; kind++) { /* the first that comes back */
        bool there = false;
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
            there |= (int)kinds[i].kind == kind;
        if (!there)
            fail_msg("message kind %d has no row in this test", kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message__is_in_the_table),
        cmocka_unit_test(every_job__ends_once_as_cancelled__when_cancelled_between_request_and_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
