/* The mailbox a request is anchored at, and the slots of those that are being asked. */
#include "tenant/front/anchor.h"

#include "tenant/state/lock.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *anchor_of(const struct tenant_request *request)
{
    const char *anchor = tenant_header(request, "X-AnchorMailbox");
    if (anchor && !strncasecmp(anchor, "UPN:", 4))
        anchor += 4;
    return anchor && !strstr(anchor, "SystemMailbox{") && strchr(anchor, '@') ? anchor : NULL;
}

/* The slot of an anchor, or a free one; NULL when all are taken. Under the lock. */
static struct front_mailbox *slot_of(struct tenant_front *front, const char *anchor)
{
    struct front_mailbox *open = NULL;
    assert(lock_is_held(&front->rules_lock));
    for (size_t i = 0; i < FRONT_MAILBOXES; i++) {
        struct front_mailbox *slot = &front->mailboxes[i];
        if (slot->under_way && !strcasecmp(slot->anchor, anchor))
            return slot;
        if (!slot->under_way && !open)
            open = slot;
    }
    return open;
}

bool anchor_enter(struct tenant_front *front, const struct tenant_request *request)
{
    const char *anchor = anchor_of(request);
    if (!anchor || front->mailbox_limit <= 0)
        return true;
    pthread_mutex_lock(&front->rules_lock);
    struct front_mailbox *slot = slot_of(front, anchor);
    bool entered = !slot || slot->under_way < front->mailbox_limit;
    if (slot && entered) {
        snprintf(slot->anchor, sizeof slot->anchor, "%s", anchor);
        slot->under_way++;
    }
    pthread_mutex_unlock(&front->rules_lock);
    return entered;
}

void anchor_leave(struct tenant_front *front, const struct tenant_request *request)
{
    const char *anchor = anchor_of(request);
    if (!anchor || front->mailbox_limit <= 0)
        return;
    pthread_mutex_lock(&front->rules_lock);
    struct front_mailbox *slot = slot_of(front, anchor);
    if (slot && slot->under_way)
        slot->under_way--;
    pthread_mutex_unlock(&front->rules_lock);
}
