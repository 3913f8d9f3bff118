/* The shape of nearly every action: read what is, leave it when it is as wanted, write, read back. A `struct change` says
 * what an action reads, writes and says; the order of the requests, what a lost answer means and how long to look again
 * are the same for all.
 *
 * Five actions are something else and step themselves: resetting a password and making a Temporary Access Pass (the secret
 * cannot be read back), sending an MFA push (a secret is made, used and removed whatever happens), resetting MFA methods
 * (each method ends in its own way, and the default one must wait for the others) and adding a shortcut (a second one
 * would be made: nothing but looking tells). */
#ifndef ACTION_CHANGE_H
#define ACTION_CHANGE_H

#include "action/action.h"
#include "codec/json.h"

/* What proves that a write was carried out. */
enum change_proof {
    CHANGE_READ_BACK, /* the state, read again */
    CHANGE_REPLY, /* the service's answer; what is read tells only whether a write whose answer was lost was carried out */
    CHANGE_BLIND /* the service's answer; nothing that can be read shows it */
};

/* What a refusal of the write means. */
enum change_refusal { CHANGE_REFUSED, CHANGE_WAS_SO, CHANGE_REACHED };

/* How a change ends well; which sentence is asked for. */
enum change_end { CHANGE_DONE, CHANGE_ALREADY, CHANGE_FOUND };

enum { CHANGE_STEPS = 100 }; /* the steps of a change begin here; those below belong to `before` */

struct thing;
struct mailbox_property;

struct change {
    const struct thing *thing; /* which one out of a list it is about (thing.h); NULL: it is about no such thing */
    const struct mailbox_property *properties; /* what it sets of a mailbox (mailbox_property.h); NULL: no such list */
    /** What has to be known first, with steps of its own below CHANGE_STEPS; FLOW_DONE: the reading begins. NULL: nothing. */
    enum flow_state (*before)(struct flow *flow, const struct http_reply *reply);
    /** Ask what is now. Reading begins anew with it. */
    struct http_request *(*read)(struct flow *flow);
    /** What has to be asked beside; NULL: all is read, or the flow's error is set. NULL: one request does. */
    struct http_request *(*more)(struct flow *flow, const struct http_reply *reply);
    bool none; /* the service's 404 to a reading is an answer: there is none, and `now` is NULL */
    bool
        hidden; /* a 403 to the reading of a person is no failure: it cannot be looked at, and the service accepting it counts */
    /** 1: as wanted, 0: not, -1: it may not be changed (the flow's error is set). `now`: the last body that was read. NULL: never. */
    int (*same)(struct flow *flow, const struct json *now);
    const char *kept;  /* the member of `now` that undo needs */
    const char *keeps; /* what undo needs, as JSON, where it is always the same */
    /** What undo needs, as JSON, where it is neither. In the flow's arena; all three NULL: nothing. */
    const char *(*keep)(struct flow *flow, const struct json *now);
    /** The request that changes it. NULL: there is nothing to change, or the flow's error is set. */
    struct http_request *(*write)(struct flow *flow);
    /** The write after one that was carried out; NULL: that was the last. NULL: there is one. */
    struct http_request *(*next)(struct flow *flow);
    bool again; /* a write whose answer was lost is sent again, as twice does no harm; else reading tells */
    /** What a refusal means. The flow's error holds it. NULL: what it says. */
    enum change_refusal (*refused)(struct flow *flow, const struct http_reply *reply);
    /** Whether the answer to a write says that it was taken; else the flow's error is set. NULL: a success does. */
    bool (*accepted)(struct flow *flow, const struct http_reply *reply);
    enum change_proof proof;
    /** What is read back. NULL: as `read`. */
    struct http_request *(*back)(struct flow *flow);
    /** When what is read back counts as reached (the service normalises a value, hides it, needs time for the rest); as
     *  `same`. NULL: as `same`. */
    int (*settled)(struct flow *flow, const struct json *now);
    int looks;            /* how often to look again at most; 0: as flow_look_again() */
    int64_t every;        /* with `looks`: ms between them */
    const char *progress; /* with `looks`: what is waited for */
    bool trusted;         /* when it cannot be read back at all, the service's acceptance counts: `lags` is said */
    /* Sentences. Those that are NULL are asked for by `say`; `found` (a write whose answer was lost turns out to have been
     * carried out) by CHANGE_FOUND. */
    const char *done, *already, *found;
    const char *(*say)(struct flow *flow, enum change_end end); /* in the flow's arena or constant */
    const char *lags; /* the write was accepted and reading still shows the old state; NULL: that is a failure */
    int64_t lag; /* with `lags`: ms for which it may not show; reading back decides nothing before. 0: it shows soon */
    bool done_first;                /* `lags` is said after the sentence for done */
    const char *stale, *stale_hint; /* that failure; NULL: in general words */
    /** What the table must show after a good end; `changed`: this run changed it. May be NULL. */
    void (*shows)(struct flow *flow, bool changed);
};

/** Step the flow of a change. */
enum flow_state change_step(struct flow *flow, const struct http_reply *reply, const struct change *change);
/** Whether the reply at hand is of a reading back, for `more`. */
bool change_reads_back(const struct flow *flow);
/** For `same` and `settled`, where something must be there, whatever it is. */
int change_is_there(struct flow *flow, const struct json *now);
/** {"name": value} of a member of `now` (null when it is not there), in the flow's arena. */
const char *change_member(struct flow *flow, const struct json *now, const char *name);
/** A text of what undo was given, in the flow's arena; NULL when it was null or this is no undo. */
const char *change_restored(struct flow *flow, const char *name);

#endif
