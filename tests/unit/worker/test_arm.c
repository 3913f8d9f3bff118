/* Read-only and its lifting, with a journal of its own and the rest of the worker stood in for. */
#include "unit.h"

#include "base/clock.h"
#include "worker/arm.h"
#include "worker/begin.h"
#include "worker/tenant_ask.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MINUTE = 60000 };
static const int64_t now = INT64_C(1793491200000);

static struct message sent; /* the last one */
static size_t told;         /* FROM_ARMED */
static struct err refused;
static struct session_identity operator= {.operator_name = "admin@contoso.example", .tenant_id = "here"};

void work_send(struct work *work, struct message *message)
{
    (void)work;
    told += message->kind == FROM_ARMED;
    message_free(&sent);
    sent = *message;
    *message = (struct message){0};
}

void work_notice(struct work *work, const char *format, ...)
{
    (void)work, (void)format;
    fail_msg("the journal could not be written");
}

const struct session_identity *session_identity(const struct session *session)
{
    (void)session;
    return &operator;
}

void job_fail(struct job *job, const struct err *e)
{
    (void)job;
    refused = *e;
}

void job_end(struct job *job, struct message *end)
{
    (void)job, (void)end;
}

void ask_tenant(struct work *work, struct message *asked, void (*then)(struct tenant_ask *ask, const char *tenant))
{
    struct tenant_ask ask = {.job = {.work = work}, .asked = *asked};
    then(&ask, "here");
}

struct fixture {
    char folder[64], path[96];
    struct worker_options options;
    struct work work;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct err e;
    memset(&f, 0, sizeof f);
    strcpy(f.folder, "/tmp/roster-arm-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.path, sizeof f.path, "%s/journal.db", f.folder);
    f.options.read_only = true;
    f.work.options = &f.options;
    f.work.journal = journal_open(f.path, &e);
    assert_non_null(f.work.journal);
    clock_set(now);
    told = 0;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", "-owners"};
    arm_end(&f->work);
    journal_close(f->work.journal);
    message_free(&sent);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
        unlink(path);
    }
    clock_set(-1);
    return rmdir(f->folder);
}

static void lift(struct fixture *f, int minutes, const char *reason)
{
    struct message asked = {.kind = TO_ARM, .job = 1, .text = reason, .until = now + (int64_t)minutes * MINUTE};
    arm(&f->work, &asked);
}

static bool may_begin(const struct fixture *f)
{
    struct err e;
    return arm_may_begin(&f->work, &e);
}

static struct journal_entry entry(struct fixture *f, struct arena *arena)
{
    struct err e;
    size_t count;
    struct journal_entry *all = journal_list(f->work.journal, arena, NULL, 0, 9, &count, &e);
    assert_non_null(all);
    assert_true(count > 0);
    return all[0];
}

static void read_only__lets_nothing_begin_or_leave(void **state)
{
    struct fixture *f = *state;
    struct err e;
    assert_false(arm_may_begin(&f->work, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.hint, ":arm"));
    assert_false(arm_may_send(&f->work));
    f->options.read_only = false;
    assert_true(arm_may_begin(&f->work, &e));
    assert_true(arm_may_send(&f->work));
}

static void arm__lifts_it_until_its_end__and_the_journal_keeps_it(void **state)
{
    struct fixture *f = *state;
    auto_arena struct arena *arena = arena_new(0);
    lift(f, 15, "ticket 4711");
    assert_int_equal(sent.kind, FROM_ARMED);
    assert_int_equal(sent.until, now + 15 * MINUTE);
    assert_true(may_begin(f));
    assert_true(arm_may_send(&f->work));
    assert_int_equal(arm_step(&f->work, now + 14 * MINUTE), MINUTE);
    struct journal_entry kept = entry(f, arena);
    assert_string_equal(kept.action, "arm");
    assert_string_equal(kept.message, "ticket 4711");
    assert_string_equal(kept.operator_name, "admin@contoso.example");
    assert_string_equal(kept.tenant, "here");
    assert_int_equal(kept.state, JOURNAL_DONE);
    assert_int_equal(kept.ended, now + 15 * MINUTE);
    clock_set(now + 16 * MINUTE);
    assert_int_equal(arm_step(&f->work, now + 16 * MINUTE), -1);
    assert_int_equal(sent.kind, FROM_ARMED);
    assert_int_equal(sent.until, 0);
    assert_false(may_begin(f));
    assert_false(arm_may_send(&f->work));
    assert_int_equal(entry(f, arena).ended, now + 15 * MINUTE);
}

static void what_was_begun__is_finished__when_the_time_is_over(void **state)
{
    struct fixture *f = *state;
    struct job job = {.writes = true};
    lift(f, 15, "ticket 4711");
    f->work.jobs = &job;
    clock_set(now + 15 * MINUTE);
    assert_int_equal(arm_step(&f->work, now + 15 * MINUTE), -1);
    assert_false(may_begin(f));
    assert_true(arm_may_send(&f->work));
    job.ended = true;
    arm_step(&f->work, now + 15 * MINUTE);
    assert_false(arm_may_send(&f->work));
    f->work.jobs = NULL;
}

static void disarm__ends_it_at_once__or_after_what_runs(void **state)
{
    struct fixture *f = *state;
    auto_arena struct arena *arena = arena_new(0);
    struct job job = {.writes = true};
    struct message asked = {.kind = TO_ARM};
    lift(f, 15, "ticket 4711");
    clock_set(now + 3 * MINUTE);
    arm(&f->work, &asked);
    assert_false(arm_may_send(&f->work));
    assert_int_equal(entry(f, arena).ended, now + 3 * MINUTE);
    lift(f, 15, "again");
    f->work.jobs = &job;
    arm(&f->work, &asked);
    assert_false(may_begin(f));
    assert_true(arm_may_send(&f->work));
    job.ended = true;
    arm_step(&f->work, now + 3 * MINUTE);
    assert_false(arm_may_send(&f->work));
    f->work.jobs = NULL;
}

static void arm__is_refused__by_the_command_line_without_a_reason_and_where_nothing_is_closed(void **state)
{
    struct fixture *f = *state;
    lift(f, 15, "");
    assert_int_equal(sent.state, JOB_REFUSED);
    lift(f, 15, NULL);
    assert_int_equal(sent.state, JOB_REFUSED);
    f->options.read_only_always = true;
    lift(f, 15, "ticket 4711");
    assert_int_equal(sent.state, JOB_REFUSED);
    assert_non_null(strstr(sent.error.message, "--read-only"));
    f->options.read_only = f->options.read_only_always = false;
    lift(f, 15, "ticket 4711");
    assert_int_equal(sent.state, JOB_REFUSED);
    assert_int_equal(told, 0);
}

static void arm__lasts_eight_hours_at_the_most(void **state)
{
    struct fixture *f = *state;
    lift(f, 24 * 60, "a long night");
    assert_int_equal(sent.until, now + 8 * 60 * MINUTE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(read_only__lets_nothing_begin_or_leave),
        TEST(arm__lifts_it_until_its_end__and_the_journal_keeps_it),
        TEST(what_was_begun__is_finished__when_the_time_is_over),
        TEST(disarm__ends_it_at_once__or_after_what_runs),
        TEST(arm__is_refused__by_the_command_line_without_a_reason_and_where_nothing_is_closed),
        TEST(arm__lasts_eight_hours_at_the_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
