/* What can be read: one const row each. The reading job, the doctor, the scopes that a sign-in asks for and docs/SETUP.md are
 * derived from the rows and list nothing themselves. */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "api/endpoints.h"
#include "api/http/exchange.h"
#include "base/paging.h"
#include "model/record.h"

struct json;
struct reading;
struct user_page; /* model/page.h */

enum source_scope { SOURCE_OF_TENANT, SOURCE_OF_USER };

enum source_flag {
    SOURCE_PARTNER = 1 << 0,     /* of partners alone: others do not miss it */
    SOURCE_OPEN = 1 << 1,        /* takes no permission */
    SOURCE_404_IS_NONE = 1 << 2, /* a 404 says that there is none */
    SOURCE_BY_TEXT = 1 << 3,     /* is searched: the reading has a `text` */
    SOURCE_FIRST_PAGE = 1 << 4,  /* a search: what the first page does not hold is asked for more precisely */
    SOURCE_STREAM = 1 << 5,      /* its records are handed on page by page: there may be a million */
    SOURCE_LOG = 1 << 6,         /* newest first, `most` at a time: what is older is read with `to` */
    SOURCE_LOCAL = 1 << 7,       /* no service is asked: the worker has it */
    SOURCE_LATER = 1 << 8,       /* no sign-in asks for its permission; a person who looks at it may, message.consent */
    SOURCE_ONE = 1 << 9,         /* one object is asked for: a list is no answer */
    SOURCE_HIMSELF = 1 << 10     /* and it is about the user by its id: an answer about somebody else is none */
};

/* What the text of a source that is searched can say, where it is more than a word: "name=value", parted by commas or newlines. */
struct source_input {
    const char *name, *label, *help;
    const char *const *values; /* NULL-terminated; NULL: any */
};

enum source_phase { PHASE_STATE = 1, PHASE_LOGS, PHASE_AUDIT, PHASE_END };

enum source_step { SOURCE_SEND, SOURCE_OVER };

/* How a reading ended. What is not read is never taken for empty. */
enum read_state { READ_WHOLE, READ_IN_PART, READ_NOT, READ_GOING /* of SOURCE_STREAM: more come */ };
enum read_why {
    WHY_NOTHING, /* it is whole */
    WHY_NOT_LICENSED,
    WHY_NOT_PERMITTED,
    WHY_CLOSED,        /* to signed-in people, by design: no permission and no role opens it */
    WHY_NOT_SIGNED_IN, /* to a client of its own, and a reading asks nobody to */
    WHY_NOT_THERE,
    WHY_CUT_SHORT, /* cancelled, or the connection broke */
    WHY_TIMED_OUT,
    WHY_THROTTLED,
    WHY_FAILED,
    WHY_TOO_MANY, /* the source's `most` is reached */
    WHY_LEFT_OUT, /* rows that could not be decoded */
    WHY_DISABLED, /* it is switched off in the tenant */
    WHYS
};

/* One source as it is read for one subject, stepped by whoever has replies: the worker, a test. */
struct reading {
    /* given */
    const struct source *source;
    const char *subject; /* a user's id; NULL: the tenant */
    const char *name;    /* the sign-in name of that user, which routes what is asked of Exchange; NULL: not known */
    const char *text;    /* what is searched, or the source's inputs */
    size_t index;        /* of the subject or text, for whoever asked */
    size_t list;         /* which of the source's lists, from 0 */
    int64_t from, to;    /* ms; 0: no limit */
    const struct endpoints *endpoints;
    struct arena *arena; /* for requests; outlives the reading */
    bool raw;            /* keep each record's JSON */
    bool person;         /* a person is signed in, as far as it is known */
    bool for_evidence;   /* whatever the source's `most`; whether a member is what it should be, the evidence sees */
    bool kept;           /* nothing is asked: an object that was kept is read once more (source_restore) */
    const struct http_request *asked; /* the first request, once it has begun; NULL: none was needed */
    /* the reading's own */
    int step;
    void *own;             /* in `arena` */
    struct reading *owned; /* what the tenant owns, looked into where the service says that a licence is missing */
    bool beside;           /* what was asked last takes the source's `also`, not its `needs` */
    struct paging paging;
    size_t taken; /* records that were handed on */
    /* out */
    struct http_request *request; /* SOURCE_SEND */
    const char *sharepoint;       /* where SharePoint's administration is, which it learned on its way; else NULL */
    int64_t pause;                /* ms to wait before it is sent: the service is still at work */
    struct record_page *page;     /* owned by the reading until taken; may be empty, never NULL once begun */
    struct user_page *users;      /* of the source "users" instead: compact rows of the table; else NULL */
    enum read_state state;        /* SOURCE_OVER */
    enum read_why why;
    int64_t covered_from; /* ms: records are there from then on; 0: from the beginning */
    struct err error;     /* OK when it is whole */
};

struct source {
    const char *name;  /* "profile" */
    const char *label; /* "The profile of a user" */
    enum source_scope scope;
    unsigned flags;
    const struct record_kind *kind;
    const char *const *needs;   /* Graph permissions, any of, NULL-terminated; NULL: none is needed */
    const char *const *also;    /* Graph permissions that it takes beside, any of; NULL: none */
    const char *const *cmdlets; /* Exchange cmdlets, all of; NULL: none */
    const char *const *roles;   /* Entra roles, each of which suffices */
    const char *whose;          /* the path of what in a row names the user it is about, by id; NULL: rows do not say */
    const char *closed; /* why a signed-in person is refused, whatever permissions and roles; NULL: these decide */
    const char *plan;   /* service plan without which there is nothing to read; NULL: none */
    enum source_phase phase;
    int64_t fresh; /* ms that a reading is good for; 0: it is read anew each time */
    size_t most;   /* records; 0: no limit */
    size_t lists;  /* that are asked together, a reading for each, and joined; 0: it is one */
    const struct source_input
        *inputs; /* of its text; ended by one without a name; NULL: the text is what is searched */
    struct http_request *(*ask)(struct reading *reading); /* the first request */
    /** After a record was decoded: fill what is made from other members. False: the object is none of these. NULL: nothing to do. */
    bool (*finish)(struct reading *reading, const struct json *object, struct record *record);
    /** Instead of pages_step(). */
    enum source_step (*step)(struct reading *reading, const struct http_reply *reply);
};

/** All rows; `*count` gets their number. Static. */
const struct source *const *source_all(size_t *count);
const struct source *source_find(const char *name); /* NULL when there is none */

/** Make a record once more of the object that one of this source was made of, and of its text, both of which outlive the page. What only
 *  the asking knew is not known. */
void source_restore(const struct source *source, struct record_page *page, const char *raw, const struct json *object);

/** Begin: the first request. */
enum source_step reading_begin(struct reading *reading);
/** Go on with the reply to the last request. */
enum source_step reading_step(struct reading *reading, const struct http_reply *reply);
/** Take what another list of the same source has read behind what is there. Both are over; `more` keeps nothing. */
void reading_join(struct reading *reading, struct reading *more);
/** End it with what it has so far: the service, or the caller (cancelled), does not go on. */
enum source_step reading_stop(struct reading *reading, const struct http_reply *reply, const struct err *e);
/** Hand on the records so far; the reading goes on with an empty page. Owned by the caller. */
struct record_page *reading_take(struct reading *reading);
/** Free what was not taken. */
void reading_free(struct reading *reading);

/** Whether a product (a record of the source "subscriptions") is in use, a grace period included. */
bool subscription_in_use(const struct record *subscription);
/** Whether one of its service plans works: the product is in use, and the plan is not switched off in it. */
bool subscription_runs(const struct record *subscription, const char *plan);
/** Whether one of those in use has a service plan whose name begins so, and which is not switched off. */
bool subscriptions_hold(const struct record_page *page, const char *plan);
/** Whether each of those in use says which service plans it has: only then "none of them" can be said. */
bool subscriptions_tell(const struct record_page *page);
/** "3 rows were left out: no readable id". Always false. */
bool reading_left_out(struct err *e, size_t count, const char *what);
const char *read_state_name(enum read_state state); /* "read", "read in part", "not read", "being read" */
const char *read_why_name(enum read_why why);       /* "not licensed", …; "" for WHY_NOTHING */

#endif
