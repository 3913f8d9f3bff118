/* The queue between the threads: in order, bounded, owning what is in it. */
#include "unit.h"

#include "worker/queue.h"
#include <sched.h>

static void queue__gives_back__in_the_order_of_coming(void **state)
{
    struct queue queue;
    struct message message;
    uint64_t put = 0, taken = 0;
    bool was_empty;
    (void)state;
    queue_init(&queue, 0);
    assert_false(queue_take(&queue, &message));
    for (int round = 0; round < 50; round++) { /* grows while its beginning is anywhere in the ring */
        for (int i = 0; i < round; i++) {
            message = (struct message){.job = ++put};
            assert_true(queue_put(&queue, &message, &was_empty));
            assert_int_equal(was_empty, put == taken + 1);
            assert_int_equal(message.job, 0);
        }
        for (int i = 0; i < round - 3 || (round == 49 && taken < put); i++) {
            assert_true(queue_take(&queue, &message));
            assert_int_equal(message.job, ++taken);
        }
    }
    assert_int_equal(taken, put);
    queue_free(&queue);
}

static void queue__refuses__when_it_is_full_or_closed(void **state)
{
    struct queue queue;
    struct message message;
    (void)state;
    queue_init(&queue, 2);
    for (uint64_t i = 1; i < 4; i++) {
        message = (struct message){.job = i};
        assert_int_equal(queue_put(&queue, &message, NULL), i < 3);
    }
    assert_int_equal(message.job, 3);  /* it stays with its sender */
    assert_false(queue_close(&queue)); /* something is in it */
    assert_true(queue_take(&queue, &message) && queue_take(&queue, &message));
    assert_true(queue_close(&queue));
    message = (struct message){.job = 4};
    assert_false(queue_put(&queue, &message, NULL));
    queue_free(&queue);
}

static void queue_free__frees__what_nobody_took(void **state)
{
    struct queue queue;
    (void)state;
    queue_init(&queue, 0);
    for (int i = 0; i < 40; i++) { /* the address sanitizer looks */
        struct message message = {.arena = arena_new(0), .secret = secret_new("x", 1)};
        assert_true(queue_put(&queue, &message, NULL));
    }
    queue_free(&queue);
}

enum { EACH = 3000, WRITERS = 3 };

struct writer {
    struct queue *queue;
    uint64_t number;
};

static void *write_all(void *context)
{
    struct writer *writer = context;
    for (size_t i = 0; i < EACH;) {
        struct message message = {.job = writer->number, .index = i};
        if (queue_put(writer->queue, &message, NULL))
            i++;
        else
            sched_yield(); /* full */
    }
    return NULL;
}

static void queue__loses_nothing__between_threads(void **state)
{
    pthread_t threads[WRITERS];
    struct writer writers[WRITERS];
    size_t next[WRITERS] = {0}, taken = 0;
    struct queue queue;
    (void)state;
    queue_init(&queue, 64);
    for (size_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.queue = &queue, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, write_all, &writers[i]), 0);
    }
    while (taken < (size_t)EACH * WRITERS) {
        struct message message;
        if (!queue_take(&queue, &message)) {
            sched_yield();
            continue;
        }
        assert_int_equal(message.index, next[message.job]++); /* each writer's in its order */
        taken++;
    }
    for (size_t i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    assert_true(queue_close(&queue));
    queue_free(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue__gives_back__in_the_order_of_coming),
        cmocka_unit_test(queue__refuses__when_it_is_full_or_closed),
        cmocka_unit_test(queue_free__frees__what_nobody_took),
        cmocka_unit_test(queue__loses_nothing__between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
