/* Jobs and their children: who is told when one ends, and what a cancelled parent waits for. */
#include "unit.h"

#include "worker/engine.h"
#include "worker/queue.h"
#include <sys/eventfd.h>
#include <unistd.h>

struct fixture {
    struct queue out;
    struct work work;
};

struct plain {
    struct job job;
};

struct parent {
    struct job job;
    size_t ended;
    enum job_state last;
};

static size_t freed; /* of the kinds below */

static void count_free(struct job *job)
{
    (void)job;
    freed++;
}

/* It finishes what it has begun, as a run does. */
static void goes_on(struct job *job)
{
    (void)job;
}

static void note_end(struct job *job, struct job *child, const struct message *end)
{
    struct parent *parent = (struct parent *)job;
    assert_ptr_equal(child->parent, job);
    parent->ended++;
    parent->last = end->state;
    if (parent->ended == 2)
        job_done(job);
}

static const struct job_kind plain_kind = {.size = sizeof(struct plain), .free = count_free},
                             stubborn_kind = {.size = sizeof(struct plain), .free = count_free, .cancel = goes_on},
                             parent_kind = {.size = sizeof(struct parent), .free = count_free, .child_ended = note_end};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){.work = {.out = &f.out, .event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)}};
    queue_init(&f.out, 0);
    freed = 0;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    jobs_free_ended(&f->work);
    assert_null(f->work.jobs);
    queue_free(&f->out);
    return close(f->work.event);
}

/* The next end that was told: its job's number, 0: none; `state` may be NULL. */
static uint64_t told(struct fixture *f, enum job_state *state)
{
    struct message message = {0};
    uint64_t job = queue_take(&f->out, &message) ? message.job : 0;
    if (state)
        *state = message.state;
    message_free(&message);
    return job;
}

static void job_end__tells_once__who_asked_under_a_number(void **state)
{
    struct fixture *f = *state;
    struct job *asked = job_begin(&f->work, &plain_kind, 7), *unasked = job_begin(&f->work, &plain_kind, 0);
    enum job_state how;
    job_done(unasked);
    job_done(asked);
    job_cancel(asked);
    job_done(asked);
    assert_int_equal(told(f, &how), 7);
    assert_int_equal(how, JOB_DONE);
    assert_int_equal(told(f, NULL), 0);
}

static void jobs_cancel__ends_as_cancelled__the_one_with_the_number(void **state)
{
    struct fixture *f = *state;
    struct job *one = job_begin(&f->work, &plain_kind, 1), *other = job_begin(&f->work, &plain_kind, 2);
    enum job_state how;
    jobs_cancel(&f->work, 1);
    jobs_cancel(&f->work, 3);
    assert_true(one->ended);
    assert_false(other->ended);
    assert_int_equal(told(f, &how), 1);
    assert_int_equal(how, JOB_CANCELLED);
    job_done(other);
}

static void child__ends_to_its_parent__and_to_the_other_side_when_it_has_a_number(void **state)
{
    struct fixture *f = *state;
    struct parent *parent = job_begin(&f->work, &parent_kind, 1);
    parent->job.lane = LANE_BACKGROUND;
    struct job *quiet = job_begin_child(&parent->job, &plain_kind, 0),
               *known = job_begin_child(&parent->job, &plain_kind, 2);
    struct err e;
    assert_int_equal(quiet->lane, LANE_BACKGROUND);
    job_done(quiet);
    assert_int_equal(parent->ended, 1);
    assert_int_equal(parent->last, JOB_DONE);
    assert_int_equal(told(f, NULL), 0);
    err_set(&e, ERR_NETWORK, "no way");
    job_fail(known, &e);
    assert_int_equal(parent->last, JOB_FAILED);
    assert_true(parent->job.ended);
    assert_int_equal(told(f, NULL) + told(f, NULL), 3); /* both, in either order */
}

static void parent__is_freed__after_its_children(void **state)
{
    struct fixture *f = *state;
    struct parent *parent = job_begin(&f->work, &parent_kind, 1);
    struct job *child = job_begin_child(&parent->job, &stubborn_kind, 0);
    job_done(&parent->job);
    assert_true(child->cancelled);
    jobs_free_ended(&f->work);
    assert_int_equal(freed, 0);
    job_done(child);
    assert_int_equal(parent->ended, 0); /* it had ended: it is not asked again */
    jobs_free_ended(&f->work);
    assert_int_equal(freed, 2);
}

static void cancelled_parent__ends__when_its_last_child_has(void **state)
{
    struct fixture *f = *state;
    struct parent *parent = job_begin(&f->work, &parent_kind, 1);
    struct job *quick = job_begin_child(&parent->job, &plain_kind, 0),
               *slow = job_begin_child(&parent->job, &stubborn_kind, 0);
    enum job_state how;
    job_cancel(&parent->job);
    assert_true(quick->ended);
    assert_false(slow->ended);
    assert_false(parent->job.ended);
    job_done(slow);
    assert_int_equal(told(f, &how), 1);
    assert_int_equal(how, JOB_CANCELLED);
    assert_int_equal(parent->ended, 0); /* and begins nothing more */
    assert_int_equal(told(f, NULL), 0);
}

static void job_hand_over__says_nothing(void **state)
{
    struct fixture *f = *state;
    struct job *job = job_begin(&f->work, &plain_kind, 1);
    job_hand_over(job);
    assert_true(job->ended);
    assert_int_equal(told(f, NULL), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(job_end__tells_once__who_asked_under_a_number),
        TEST(jobs_cancel__ends_as_cancelled__the_one_with_the_number),
        TEST(child__ends_to_its_parent__and_to_the_other_side_when_it_has_a_number),
        TEST(parent__is_freed__after_its_children),
        TEST(cancelled_parent__ends__when_its_last_child_has),
        TEST(job_hand_over__says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
