/* The connector's secrets and sessions. They have a lock of their own: the sign-in service asks for them, too. */
#include "tenant/mfa/mfa_connector.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "tenant/mfa/mfa_connector_state.h"
#include <string.h>

struct mfa_connector *mfa_connector_new(void)
{
    struct mfa_connector *connector = xcalloc(1, sizeof *connector);
    pthread_mutex_init(&connector->lock, NULL);
    return connector;
}

void mfa_connector_free(struct mfa_connector *connector)
{
    if (!connector)
        return;
    for (size_t i = 0; i < connector->key_count; i++) {
        xfree(connector->keys[i].id);
        xfree(connector->keys[i].secret);
    }
    xfree(connector->keys);
    xfree(connector->sessions);
    pthread_mutex_destroy(&connector->lock);
    xfree(connector);
}

void tenant_mfa_secret_add(struct tenant *tenant, const char *key_id, const char *secret, int64_t end)
{
    struct mfa_connector *connector = tenant->mfa_connector;
    pthread_mutex_lock(&connector->lock);
    connector->keys = grow_array(connector->keys, &connector->key_capacity, connector->key_count + 1,
                                 sizeof *connector->keys);
    connector->keys[connector->key_count++] = (struct mfa_key){
        .id = xstrdup(key_id), .secret = xstrdup(secret), .end = end};
    pthread_mutex_unlock(&connector->lock);
}

bool tenant_mfa_secret_remove(struct tenant *tenant, const char *key_id)
{
    struct mfa_connector *connector = tenant->mfa_connector;
    bool found = false;
    pthread_mutex_lock(&connector->lock);
    for (size_t i = 0; i < connector->key_count && !found; i++) {
        if (strcmp(connector->keys[i].id, key_id) != 0)
            continue;
        xfree(connector->keys[i].id);
        xfree(connector->keys[i].secret);
        connector->keys[i] = connector->keys[--connector->key_count];
        found = true;
    }
    pthread_mutex_unlock(&connector->lock);
    return found;
}

enum mfa_secret tenant_mfa_secret_state(struct tenant *tenant, const char *secret)
{
    struct mfa_connector *connector = tenant->mfa_connector;
    enum mfa_secret state = MFA_SECRET_UNKNOWN;
    pthread_mutex_lock(&connector->lock);
    for (size_t i = 0; i < connector->key_count; i++) {
        struct mfa_key *key = &connector->keys[i];
        if (strcmp(key->secret, secret) != 0)
            continue;
        if (key->asked <= MFA_SECRET_UNKNOWN) /* not every server knows it yet */
            state = (enum mfa_secret)key->asked++;
        else
            state = clock_now() < key->end ? MFA_SECRET_GOOD : MFA_SECRET_EXPIRED;
    }
    pthread_mutex_unlock(&connector->lock);
    return state;
}

bool tenant_mfa_secret_valid(struct tenant *tenant, const char *secret)
{
    return tenant_mfa_secret_state(tenant, secret) == MFA_SECRET_GOOD;
}
