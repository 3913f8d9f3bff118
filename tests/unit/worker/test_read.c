/* The reading job: what travels together, and that every reading ends by itself. */
#include "unit.h"

#include "held_transport.h"
#include "worker/worker.h"
#include <stdlib.h>
#include <unistd.h>

enum { PEOPLE = 25, NOBODY = 7 /* is not there */ };

/* Of a batch: each item by its place; the one user who is not there is asked about in the first. */
static const char *batch_answer(void)
{
    static char text[1 << 16];
    static int batches; /* answered so far */
    int before = 20 * batches++;
    size_t at = (size_t)snprintf(text, sizeof text, "{\"responses\":[");
    for (int i = 1; i <= 20; i++)
        at += i == NOBODY ? (size_t)snprintf(text + at, sizeof text - at,
                                             ",{\"id\":\"%d\",\"status\":404,\"body\":{\"error\":{\"code\":\"x\"}}}", i)
                          : (size_t)snprintf(
                                text + at, sizeof text - at,
                                "%s{\"id\":\"%d\",\"status\":200,\"body\":{\"id\":\"00000000-0000-4000-8000-%012d\"}}",
                                i > 1 ? "," : "", i, before + i);
    snprintf(text + at, sizeof text - at, "]}");
    return text;
}

static const char *held_answer(const char *url)
{
    if (strstr(url, "/$batch"))
        return batch_answer();
    if (strstr(url, "/organization"))
        return "{\"value\":[{\"id\":\"00000000-0000-4000-8000-000000000002\",\"displayName\":\"T\"}]}";
    return "{\"id\":\"00000000-0000-4000-8000-000000000001\"}";
}

struct fixture {
    char folder[64], journal[96];
    struct config_tenant tenant;
    struct worker *worker;
    size_t whole, not_there, ends, organizations;
    bool seen[PEOPLE];
    enum job_state state;
};

static void begin(struct fixture *f)
{
    struct err e = {0};
    *f = (struct fixture){.folder = "/tmp/roster-read-XXXXXX"};
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->journal, sizeof f->journal, "%s/journal.db", f->folder);
    f->tenant = (struct config_tenant){.name = "t",
                                       .tenant_id = "t",
                                       .client_id = "c",
                                       .client_secret = "s",
                                       .endpoints.at[RESOURCE_LOGIN] = "https://login.example",
                                       .endpoints.at[RESOURCE_GRAPH] = "https://graph.example"};
    f->worker = worker_start(&(struct worker_options){.tenant = &f->tenant, .journal_path = f->journal}, &e);
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
    rmdir(f->folder);
}

static void take_reading(struct fixture *f, const struct message *message)
{
    if (message_is_reading(message, "organization")) {
        f->organizations++;
        assert_string_equal(message->subject, "");
        assert_string_equal(record_text(message->records->records, "displayName"), "T");
        return;
    }
    assert_true(message->index < PEOPLE && !f->seen[message->index]);
    f->seen[message->index] = true;
    assert_int_equal(strtol(message->subject + 24, NULL, 10), message->index + 1);
    f->whole += message->read == READ_WHOLE && message->records->count == 1;
    f->not_there += message->read == READ_NOT && message->why == WHY_NOT_THERE;
}

static void take(struct fixture *f)
{
    struct message message;
    while (worker_take(f->worker, &message)) {
        if (message.kind == FROM_READ)
            take_reading(f, &message);
        if (message.kind == FROM_JOB_END) {
            f->ends++;
            f->state = message.state;
        }
        message_free(&message);
    }
}

/* The profiles of the people, and the organization. */
static struct message question(void)
{
    struct message message = message_read("profile", NULL, NULL);
    const struct source **sources = arena_alloc(message.arena, 2 * sizeof *sources);
    sources[0] = source_find("profile");
    sources[1] = source_find("organization");
    message.sources = sources;
    message.source_count = 2;
    message.job = 1;
    message.targets = arena_alloc(message.arena, PEOPLE * sizeof *message.targets);
    message.target_count = PEOPLE;
    for (int i = 0; i < PEOPLE; i++)
        snprintf(message.targets[i].id, GUID_TEXT, "00000000-0000-4000-8000-%012d", i + 1);
    return message;
}

static size_t count_asked(const char *part)
{
    size_t count = 0;
    pthread_mutex_lock(&held.lock);
    for (size_t i = 0; i < held.count; i++)
        count += strstr(held.requests[i].url, part) != NULL;
    pthread_mutex_unlock(&held.lock);
    return count;
}

static void read__asks_in_batches__and_tells_each_end(void **state)
{
    struct fixture f;
    struct message asked = question();
    (void)state;
    begin(&f);
    assert_true(worker_post(f.worker, &asked));
    held_settle();
    assert_int_equal(count_asked("/$batch"), 2); /* 20 and 5 */
    assert_int_equal(count_asked("/organization"), 1);
    assert_int_equal(count_asked("/v1.0/users/"), 0);
    while (held_open()) {
        held_release();
        take(&f);
    }
    assert_int_equal(f.whole, PEOPLE - 1);
    assert_int_equal(f.not_there, 1);
    assert_int_equal(f.organizations, 1);
    assert_int_equal(f.ends, 1);
    assert_int_equal(f.state, JOB_DONE);
    end(&f);
}

static void read__ends_well__when_nothing_is_asked(void **state)
{
    struct fixture f;
    struct message asked = message_read("find-users", NULL, "ann");
    (void)state;
    begin(&f);
    asked.job = 1;
    asked.source_count = 0;
    assert_true(worker_post(f.worker, &asked));
    held_settle();
    take(&f);
    assert_int_equal(f.ends, 1);
    assert_int_equal(f.state, JOB_DONE);
    end(&f);
}

/* --- what no service is asked --- */

static const char reader[] = "00000000-0000-4000-8000-000000000001";

/* Two entries of the one who is read, and one of somebody else. */
static void write_journal(const char *path)
{
    struct err e = {.code = ERR_OK};
    int64_t ids[3];
    struct journal *journal = journal_open(path, &e);
    struct journal_entry entries[3];
    assert_non_null(journal);
    for (int i = 0; i < 3; i++)
        entries[i] = (struct journal_entry){.begun = 1000 + i,
                                            .tenant = "t",
                                            .operator_name = "me@c",
                                            .action = i == 2 ? "of-a-newer-roster" : "block-sign-in",
                                            .target_id = i == 1 ? "00000000-0000-4000-8000-000000000002" : reader,
                                            .target_upn = "a@c",
                                            .target_name = "A",
                                            .requests = "[]"};
    assert_true(journal_intents(journal, entries, 3, ids, &e));
    entries[0] = (struct journal_entry){.id = ids[0], .state = JOURNAL_DONE, .message = "Blocked.", .request_id = "r"};
    assert_true(journal_outcome(journal, &entries[0], &e));
    journal_close(journal);
}

static void read__takes_the_journal__as_a_source(void **state)
{
    struct fixture f;
    struct message asked = message_read("journal", reader, NULL), message;
    bool told = false;
    (void)state;
    begin(&f);
    write_journal(f.journal);
    asked.job = 1;
    assert_true(worker_post(f.worker, &asked));
    held_settle();
    while (worker_take(f.worker, &message)) {
        if (message.kind == FROM_READ) {
            const struct record *rows = message.records->records;
            told = true;
            assert_int_equal(message.read, READ_WHOLE);
            assert_int_equal(message.records->count, 2);
            assert_string_equal(record_text(&rows[0], "action"), "of-a-newer-roster"); /* the newest first */
            assert_string_equal(record_text(&rows[1], "action"), "Block sign-in");
            assert_string_equal(record_text(&rows[1], "operator"), "me@c");
            assert_string_equal(record_text(&rows[1], "state"), "done");
            assert_string_equal(record_text(&rows[1], "message"), "Blocked.");
            assert_true(record_value(&rows[1], "begun")->known);
        }
        message_free(&message);
    }
    assert_true(told);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__asks_in_batches__and_tells_each_end),
        cmocka_unit_test(read__ends_well__when_nothing_is_asked),
        cmocka_unit_test(read__takes_the_journal__as_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
