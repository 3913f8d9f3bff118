/* A queue of messages between two threads: bounded on the way in, unbounded on the way out (the reader always empties it). */
#ifndef WORKER_QUEUE_H
#define WORKER_QUEUE_H

#include "worker/message.h"
#include <pthread.h>

struct queue {
    pthread_mutex_t lock;
    struct message *ring;
    size_t first, count, capacity;
    size_t limit; /* 0: none */
    bool closed;
};

void queue_init(struct queue *queue, size_t limit);
void queue_free(struct queue *queue); /* with the messages in it */
/** Move `message` in (it is cleared); false, and it stays, when the queue is full or closed. `*was_empty` (may be NULL): a wake is due. */
bool queue_put(struct queue *queue, struct message *message, bool *was_empty);
bool queue_take(struct queue *queue, struct message *message);
/** Take nothing more, if the queue is empty; false when there is something in it to be taken first. */
bool queue_close(struct queue *queue);

#endif
