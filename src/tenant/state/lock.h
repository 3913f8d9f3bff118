/* Whether a lock is held, for assertions alone: by whom cannot be told. */
#ifndef TENANT_LOCK_H
#define TENANT_LOCK_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

static inline bool lock_is_held(pthread_mutex_t *lock)
{
    return pthread_mutex_trylock(lock) == EBUSY;
}

#endif
