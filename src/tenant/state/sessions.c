/* Ended sessions, a line each user. */
#include "tenant/state/sessions.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <stdio.h>
#include <strings.h>

void sessions_init(struct sessions *sessions)
{
    *sessions = (struct sessions){.given = 0};
    pthread_mutex_init(&sessions->lock, NULL);
}

void sessions_free(struct sessions *sessions)
{
    xfree(sessions->ends);
    pthread_mutex_destroy(&sessions->lock);
}

uint64_t sessions_next(struct sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    uint64_t number = ++sessions->given;
    pthread_mutex_unlock(&sessions->lock);
    return number;
}

static struct sessions_end *find(const struct sessions *sessions, const char *oid)
{
    for (size_t i = 0; i < sessions->count; i++)
        if (!strcasecmp(sessions->ends[i].oid, oid))
            return &sessions->ends[i];
    return NULL;
}

void sessions_end(struct sessions *sessions, const char *oid)
{
    pthread_mutex_lock(&sessions->lock);
    struct sessions_end *end = find(sessions, oid);
    if (!end) {
        sessions->ends = grow_array(sessions->ends, &sessions->capacity, sessions->count + 1, sizeof *sessions->ends);
        end = &sessions->ends[sessions->count++];
        snprintf(end->oid, sizeof end->oid, "%s", oid);
    }
    end->last = sessions->given;
    end->time = clock_now();
    pthread_mutex_unlock(&sessions->lock);
}

int64_t sessions_ended(struct sessions *sessions, const char *oid, uint64_t number)
{
    pthread_mutex_lock(&sessions->lock);
    const struct sessions_end *end = find(sessions, oid);
    int64_t time = end && number <= end->last ? end->time : 0;
    pthread_mutex_unlock(&sessions->lock);
    return time;
}
