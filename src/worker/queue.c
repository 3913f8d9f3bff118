/* A ring of messages under one lock, held only to move a value. */
#include "worker/queue.h"

#include "base/alloc.h"

void queue_init(struct queue *queue, size_t limit)
{
    *queue = (struct queue){.limit = limit};
    pthread_mutex_init(&queue->lock, NULL);
}

void queue_free(struct queue *queue)
{
    struct message message;
    while (queue_take(queue, &message))
        message_free(&message);
    xfree(queue->ring);
    pthread_mutex_destroy(&queue->lock);
}

static void grow(struct queue *queue)
{
    size_t capacity = queue->capacity ? queue->capacity * 2 : 16;
    struct message *ring = xcalloc(capacity, sizeof *ring);
    for (size_t i = 0; i < queue->count; i++)
        ring[i] = queue->ring[(queue->first + i) % queue->capacity];
    xfree(queue->ring);
    queue->ring = ring;
    queue->first = 0;
    queue->capacity = capacity;
}

bool queue_put(struct queue *queue, struct message *message, bool *was_empty)
{
    pthread_mutex_lock(&queue->lock);
    bool fits = !queue->closed && (!queue->limit || queue->count < queue->limit);
    if (was_empty)
        *was_empty = queue->count == 0;
    if (fits) {
        if (queue->count == queue->capacity)
            grow(queue);
        queue->ring[(queue->first + queue->count++) % queue->capacity] = *message;
        *message = (struct message){0};
    }
    pthread_mutex_unlock(&queue->lock);
    return fits;
}

bool queue_take(struct queue *queue, struct message *message)
{
    pthread_mutex_lock(&queue->lock);
    bool some = queue->count > 0;
    if (some) {
        *message = queue->ring[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
    }
    pthread_mutex_unlock(&queue->lock);
    return some;
}

bool queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = queue->count == 0;
    bool closed = queue->closed;
    pthread_mutex_unlock(&queue->lock);
    return closed;
}
