/* A run of one action on its targets: shared by the parts that step flows, send requests and keep the journal. */
#ifndef WORKER_RUN_H
#define WORKER_RUN_H

#include "action/guard.h"
#include "api/http/batch.h"
#include "worker/consent.h"
#include "worker/engine.h"
#include "worker/item.h"
#include "worker/read.h"

enum {
    MOST_WRITES = 32,  /* a flow's own writes that are told */
    MOST_ACTIVE = 160, /* targets begun and not over */
    MOST_SENDINGS = 4  /* requests or batches under way */
};

enum run_phase {
    TARGET_FRESH,
    TARGET_ASKED,  /* its roles are asked for; the flow has not begun */
    TARGET_READY,  /* its request is to be sent */
    TARGET_RESEND, /* the same request again when due */
    TARGET_WAIT,   /* the flow waits, then steps on */
    TARGET_SENT,
    TARGET_OVER
};

struct run_target {
    struct target *target;
    struct flow flow;
    enum run_phase phase;
    struct item item; /* of the present request */
    int64_t due;      /* of TARGET_WAIT */
    int64_t entry;    /* journal; 0: none yet */
    bool wrote;       /* a write has left */
    bool unsure;      /* and its outcome is not known */
    bool accepted;    /* the service answered the last one with success */
    bool unread;      /* the last reply was to a read, and said nothing */
    bool told;        /* RUNNING was reported */
    unsigned looked;  /* reading back: how often it was not found carried out */
    int64_t decided;  /* and when that counts at the earliest, ms */
    struct guard_facts facts;
    struct plan_request writes[MOST_WRITES];
    const char *before; /* its prior state when it first wanted to write */
    size_t write_count;
    char request_id[64];
};

struct run;

struct sending { /* one request or one batch under way */
    struct run *run;
    struct sending *next;
    struct sending *other; /* of any run: work->sendings */
    struct arena *arena;
    struct http_request *request;
    struct call *call; /* until its reply is in */
    struct run_target *targets[BATCH_MAX];
    const char *objects[BATCH_MAX]; /* that they write to beside their user, in `arena`; NULL: none */
    size_t count;
    bool batch;
};

/* A run may undo journal entries or look back at them; arrays with one for each target, or NULL. */
struct run_extra {
    const struct journal_entry *undoes; /* one for each target */
    const struct journal_entry *looks;
};

/* What a run that is a part of something larger has from it: it is of one target, and tells under the other's number. */
struct run_part {
    struct job *of;                  /* whose child it is; NULL: it is nobody's part */
    size_t index;                    /* what that knows it by */
    int64_t number;                  /* of the run in the journal */
    bool bulk;                       /* the same is done to others: the guards of many hold */
    const struct guard_facts *facts; /* what is known of the target: nothing is asked; NULL: it is asked */
    /** The target is over; `told` is borrowed. */
    void (*over)(struct job *of, size_t index, const struct message *told);
};

struct run {
    struct job job;
    struct run_part part;
    int64_t number;                  /* in the journal: random, the same for all of its entries */
    struct arena *arena;             /* of the message that asked */
    const struct action *action;     /* NULL when each entry looked at has its own */
    struct param_values values;      /* of all targets */
    const struct param_values *each; /* of each target, instead; NULL: `values` */
    bool plan;
    bool hurried;           /* the user quits: no person is waited for */
    struct consent consent; /* of an action whose permission is asked for when it is first used */
    bool prepare;           /* only what the form needs to know: no flow is run */
    bool typed;             /* the target's name was typed */
    bool guarded;           /* who the break-glass accounts are was asked, if it had to be; */
    size_t standing;        /* answers to that which are not in */
    const char *stop;       /* why no more are begun; NULL: they are */
    struct run_extra extra;
    const struct plan_expect *expects; /* of each target, what was planned; NULL: nothing was */
    int64_t planned;                   /* when, ms */
    struct run_target *targets;
    size_t count, low, next; /* below `low` all are over; from `next` on none has begun */
    size_t active, over, ok, failed, skipped, told;
    struct sending *sendings;
    size_t sending_count;
    bool abandoned;                           /* roster ends now: nothing is tried again */
    int64_t intents_until;                    /* the journal is waited for; 0: it is not */
    struct outcome *outcomes, **outcomes_end; /* not yet in the journal */
    int64_t outcomes_until;
    size_t lost; /* outcomes that the journal did not take */
    struct err lost_why;
};

/** Begin a run of what was asked (its arena is moved). `extra` may be NULL. */
void run_begin(struct work *work, struct message *asked, const struct run_extra *extra);
/** The same as a part of something larger. */
void run_begin_part(struct message *asked, const struct run_extra *extra, const struct run_part *part);
/** What is told about a target, as of the job and the index that the other side knows. */
struct message run_message(const struct run *run, const struct run_target *t, enum message_kind kind,
                           enum job_state state);
/** Make the flow of a target (anew). */
void run_flow_begin(struct run *run, struct run_target *t);
/** Step the flow of a target until it wants something sent, waits, or ends. */
void run_advance(struct run *run, struct run_target *t, const struct http_reply *reply);
/** Whether the last write that the flow wants is the one that was planned in this place, from what there was then. True where nothing
 *  was planned; false with `e`. */
bool run_expected(const struct run *run, const struct run_target *t, struct err *e) MUST_USE;
/** Remove what the flow made on the way: nobody waits for it any more. */
void run_clean(struct run *run, struct run_target *t);
/** End a target: journal, message, counts. `text` may be NULL; `e` may be NULL. */
void run_finish(struct run *run, struct run_target *t, enum job_state state, const char *text, const struct err *e);
/** Whether the target must be looked at before its flow (it is TARGET_ASKED), or is over. */
bool run_guard(struct run *run, struct run_target *t);
/** Whether those whom the flow changes beside its target may be changed by it; else the target is over. */
bool run_guard_others(struct run *run, struct run_target *t) MUST_USE;
/** Whether it is waited for who the break-glass accounts are: no bulk run begins before. */
bool run_guard_waits(struct run *run);
/** Ask for the roles of those from `from` on who must be looked at; their flows begin when the answers are in. */
void run_guard_ask(struct run *run, size_t from);
/** How many more targets may be begun now: the first of a large run goes alone, then waves follow (waves.c). */
size_t run_room(const struct run *run);
/** What the reading of a user's roles says: names in `arena`. */
void run_guard_learn(struct guard_facts *facts, const struct reading *reading, struct arena *arena);
/** Too many have failed: end what has not begun. */
void run_fuse(struct run *run);
/** Whether the target's next request waits for its intent: it is not sent before. */
bool run_wants_intent(const struct run_target *t);
/** Whether the token allows the action; asked when something has been read with it. */
bool run_permitted(struct run *run, struct err *e);
/** Intents for every ready first write, in one transaction; targets that may not go on end here. -1, or the ms after which it is to
 * be called again: the journal is another process's turn. */
int64_t run_intents(struct run *run, int64_t now);
/** Keep the outcome of a target that has an entry, or took one back without a write, for run_outcomes. */
void run_note(struct run *run, const struct run_target *t, enum job_state state, const char *text);
/** Write the outcomes that were noted. -1: none is left, or they were given up (run_lost); else the ms after which to call again. */
int64_t run_outcomes(struct run *run, int64_t now);
/** Whether outcomes were given up; then `e` says how many and why. */
bool run_lost(const struct run *run, struct err *e);
/** Send what is ready. */
void run_send(struct run *run);
void run_drop_sendings(struct run *run);
/** Drop what is under way for targets that have changed nothing; they are ready again. */
void run_drop_reads(struct run *run);

#endif
