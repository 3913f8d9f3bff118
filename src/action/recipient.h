/* Who of the organisation has an address or a name, and by which names Exchange lists him (REQUESTS §7.6). */
#ifndef ACTION_RECIPIENT_H
#define ACTION_RECIPIENT_H

#include "action/mailbox.h"

enum { RECIPIENT_NAMES = 6 };

struct recipient {
    const char *given;                  /* what was typed */
    const char *names[RECIPIENT_NAMES]; /* the first is the address, by which it is written; "": there is none */
    struct recipient *next;
};

/** Get-Recipient of an address, an id or a name. */
struct http_request *recipient_ask(struct flow *flow, const char *given);
/** Who that is, in the flow's arena; NULL with the flow's error. */
struct recipient *recipient_read(struct flow *flow, const struct http_reply *reply, const char *given);
/** Whether `listed` is a name of it. */
bool recipient_is(const struct recipient *recipient, const char *listed);

#endif
