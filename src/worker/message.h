/* What passes between the threads: values that may own one arena; putting a message moves it. */
#ifndef WORKER_MESSAGE_H
#define WORKER_MESSAGE_H

#include "action/permission.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/guid.h"
#include "base/secret.h"
#include "journal/journal.h"
#include "model/extra.h"
#include "research/sources.h"
#include "source/source.h"
#include <stdint.h>

struct playbook_tasks;   /* playbook/playbook.h */
struct report;           /* research/report.h */
struct journal_playbook; /* journal/playbook.h */
struct users;            /* model/users.h */
struct user_page;        /* model/page.h */
struct view_sort_job;    /* model/view.h */

enum message_kind {
    /* to the worker */
    TO_LOAD_USERS, /* read the whole table (job) */
    TO_READ,       /* read `sources` for each of `targets` or `texts` (job): FROM_READ each, then FROM_JOB_END */
    TO_PREPARE, /* what must be known before `action` is confirmed for `targets`, or before `entry_id` is undone (job): FROM_PREPARED
                   each, then FROM_JOB_END */
    TO_RUN, /* run `action` on `targets` with `values`, or with those `each` target has (job); or take back the journal's `entry_id` or
               `entry_ids` (`in_turn`); or carry out the tasks of `playbook` on its one target, or go on with the one that the journal names `entry_id`
               (`of_playbook`): FROM_TARGET of each target, or of each task by its index, then FROM_JOB_END, of a playbook with its number in
               the journal. `plan`: say what would be sent */
    TO_SIGN_IN, /* sign in where it was last given up, else for Graph (job): FROM_TENANT, then FROM_JOB_END with a sentence */
    TO_SIGN_IN_ANSWER, /* what a person says to the sign-in that waits: `answer`, and `secret` where it is an address */
    TO_CANCEL, /* cancel `job`; 0: all; with `research`: wait no longer for its source `only` (RESEARCH_SOURCES: for any) of the user `subject` */
    TO_SORT,   /* run `sort` and send it back */
    TO_JOURNAL, /* list the journal, or of it `entry_ids`, with their whole runs where `whole_runs` */
    TO_DOCTOR,  /* look at everything that signing in and acting needs (job): FROM_CHECK each, then FROM_JOB_END */
    TO_ARM, /* lift read-only until `until` because of `text` (job): FROM_ARMED, then FROM_JOB_END; until 0: no job, it holds again at once */
    TO_FIND_EVERYWHERE, /* find users by `text`, or what the one of `sources` has of `texts`, in every customer (job): FROM_READ of
                           "customers", then of each with the customer's tenant as `subject` and what was searched as `text`, then FROM_JOB_END */
    TO_SETTLE,   /* read back what the journal names as unsettled (job) */
    TO_RESEARCH, /* research `targets` (job) as `research` says: FROM_RESEARCH of each whenever there is more to say, then FROM_JOB_END when
                    all that was to be read is through. What is asked about somebody who is being read joins that. What is set aside is kept in the journal */
    TO_KEEP_CASE, /* write down what is known of the user `subject` who was researched, as `keep` says (job): FROM_JOB_END with `text` */
    TO_QUIT, /* finish what is in flight, then FROM_STOPPED */
    /* from the worker */
    FROM_TENANT,     /* who we are talking to: `tenant` */
    FROM_SKUS,       /* `skus`: what the tenant owns */
    FROM_USERS_PAGE, /* `page` (job) */
    FROM_READ, /* a reading is over (job): `source`, `subject`, `text` (what was searched), `index`, `read`, `why`, `records`, `covered_from`, `error` */
    FROM_PREPARED, /* target `index`: `warnings`, `wants_name`, `prepared` (may be NULL), or `error`; of several: `text` says why the
                        run will leave it out (NULL: it will not) */
    FROM_TARGET, /* target `index` of a job changed state: `state`, `text`, `error`, `secret`, `requests` (JOB_PLANNED: that would be
                        sent); while it runs: `text` and `until` say what is waited for */
    FROM_PROGRESS, /* `finished` of `total` (job); of a table: how many users there are */
    FROM_JOB_END,  /* the one terminal message of every job: `state`, `error`, counts */
    FROM_SORTED,   /* `sort` is done */
    FROM_JOURNAL,  /* `entries`, `unsettled` of them first */
    FROM_CHECK,    /* `check`: one thing was looked at (job); `error` where it is not as it must be */
    FROM_ARMED,    /* read-only is lifted until `until`; 0: it holds again */
    FROM_RESEARCH, /* what is known of `subject` now: `report` (job) */
    FROM_HEALTH,   /* `text` to show while throttled or renewing; empty: all is well */
    FROM_SIGN_IN,  /* `sign_in`: a person has to sign in, has done so, or `error` */
    FROM_NOTICE,   /* `text`: something to know, once */
    FROM_STOPPED,  /* the worker's last word */
    MESSAGE_KINDS
};
_Static_assert(MESSAGE_KINDS <= 33, "what is read is a row of src/source, not a kind of message");

enum job_state {
    JOB_QUEUED,
    JOB_RUNNING,
    JOB_DONE,
    JOB_ALREADY,
    JOB_FAILED,
    JOB_SKIPPED,
    JOB_REFUSED,
    JOB_UNSETTLED,
    JOB_CANCELLED,
    JOB_PLANNED
};

struct plan_request {                /* as shown and as sent, secrets as {placeholders} */
    const char *method, *url, *body; /* body NULL: none */
    size_t together;                 /* in one call for up to so many targets; 0: for this one alone */
};

/* What was planned for a target, and from what: a run that carries a plan out sends this and nothing else. */
struct plan_expect {
    const char *before; /* what was there when it was planned, as FROM_TARGET said; NULL: nothing was told */
    const struct plan_request *requests;
    size_t count; /* 0: already set this way */
};

struct message_sku {
    struct guid sku_id;
    const char *sku_part_number;
    const char *name; /* from Microsoft's CSV; NULL: only the part number is known */
    long consumed, enabled;
};

struct message_tenant {
    const char *id, *display_name, *default_domain;
    struct held held;
    const char *operator_name;
    bool delegated;
};

enum sign_in_state { SIGN_IN_CODE, SIGN_IN_BROWSER, SIGN_IN_DONE, SIGN_IN_FAILED };

enum sign_in_answer {
    ANSWER_GIVE_UP,
    ANSWER_BY_CODE,    /* by a device code, now and later */
    ANSWER_BY_BROWSER, /* by a browser, now and later */
    ANSWER_ADDRESS     /* the address that the browser ended at */
};

struct message_sign_in { /* cleaned; "" where it does not apply */
    enum sign_in_state state;
    const char *service;                             /* "Exchange Online" */
    const char *client_name;                         /* whose name the page will show; NULL: the app registration's */
    const char *user_code, *verification_uri, *text; /* SIGN_IN_BROWSER: `verification_uri` is the address to open */
    int port;                                        /* SIGN_IN_BROWSER: of this machine, where the browser ends */
    const char *problem; /* SIGN_IN_BROWSER: why what came last was no answer; NULL: nothing came */
    const char *why;     /* NULL: the first sign-in; else why there has to be another */
    int64_t expires;     /* ms */
};

enum check_state { CHECK_OK, CHECK_NOTE, CHECK_MISSING, CHECK_FAILED, CHECK_SKIPPED };

struct message_check { /* cleaned */
    enum check_state state;
    const char *area; /* "network" */
    const char *name; /* "sign-in service", or an action's name */
    const char *text;
    const char *needed, *held; /* of an action: what it takes and what of it is there; else NULL */
};

struct message_customer { /* of a partner; cleaned */
    const char *tenant_id, *name;
    const char *domain; /* "" unknown */
    const char *status; /* "active", "expiring"; "contract": no delegated administration is known */
    const char *roles;  /* "User Administrator, Global Reader"; "" unknown */
    int64_t ends;       /* of the relationship, ms; 0: unknown */
    bool renews;        /* it is extended by itself then */
};

struct message_research { /* how the targets of a TO_RESEARCH are looked at */
    int window;           /* days; 0: as usual */
    enum research_source
        only;           /* read this one anew, and judge with what is kept of the others; RESEARCH_SOURCES: all */
    bool judge;         /* read nothing that was read: judge once more what is kept */
    const char *aside;  /* key of a finding of the one target that is set aside from now on; NULL: none */
    const char *reason; /* of that; NULL: it counts again */
};

struct message_keep {
    const char *folder; /* of a bundle; NULL: none */
    const char *note;   /* file of a note; NULL: none */
};

/* A task of a playbook, as it is carried out. */
struct message_task {
    const char *step;            /* "devices" */
    const char *title;           /* "Disable the device" */
    const char *thing;           /* "DESKTOP-8F3K2L1Q"; "" */
    int stage;                   /* begins when those before are over */
    const struct action *action; /* NULL: the snapshot */
    struct param_values values;
    const char *saved; /* it destroys: source that the snapshot must hold before; NULL: it does not */
};

struct message_playbook {
    const char *name; /* "contain" */
    const struct message_task *tasks;
    size_t count;
};

struct message {
    enum message_kind kind;
    uint64_t job;        /* chosen by the asking side, from 1 */
    struct arena *arena; /* owns every pointer below but page, sort, secret, records and report */
    const struct action *action;
    struct target *targets;
    size_t target_count;
    const struct param_value *values;
    size_t value_count;
    const struct param_values *each; /* TO_RUN: one set for each target, instead of `values`; NULL: one for all */
    bool plan;
    bool bulk;  /* a playbook: it is carried out on others, too */
    bool typed; /* TO_RUN: the target's name was typed */
    size_t index;
    enum job_state state;
    const char *text;
    const char
        *doubt; /* FROM_PREPARED: why the action will be refused, or probably; NULL: nothing against it is known */
    struct err error;
    size_t total, finished, ok, failed, skipped;
    bool enabled_changed, enabled_now, removed;
    int64_t until;               /* ms */
    const char *const *warnings; /* NULL-terminated */
    bool wants_name;
    const struct prepared *prepared;
    struct secret *secret;               /* moves with the message */
    const char *secret_name;             /* what it is; NULL: a password */
    const struct plan_request *requests; /* writes only, in order */
    size_t request_count;
    const char *before;                /* of JOB_PLANNED: JSON of what is there and would be changed; NULL: none */
    const struct plan_expect *expects; /* TO_RUN: what was planned for each target; NULL: it is no plan of earlier */
    int64_t planned;                   /* and when, ms */
    struct user_page *page;            /* moves with the message */
    struct view_sort_job *sort;        /* moves with the message */
    struct report *report;             /* moves with the message */
    const struct message_research *research;
    const struct message_keep *keep;
    const struct message_playbook *playbook; /* TO_RUN; FROM_PREPARED of one that is gone on with: what it is */
    const struct message_tenant *tenant;
    const struct message_sign_in *sign_in;
    enum sign_in_answer answer;
    const struct message_sku *skus;
    size_t sku_count;
    const struct message_check *check;
    const struct message_customer *customers; /* by message_customers() */
    size_t customer_count;
    /* TO_READ: each source that is of a user is read for each of `targets` (their ids count, and the sign-in names that are known), each that is searched for each of
     * `texts`, the others once */
    const struct source *const *sources;
    size_t source_count;
    const struct source *const
        *soon; /* that will be asked when the answer has come, NULL-terminated; NULL: not known */
    const char *const *texts;
    size_t text_count;
    int64_t from, to; /* ms; 0: no limit */
    bool raw;         /* each record keeps its JSON */
    bool consent;     /* ask for what SOURCE_LATER takes, first */
    bool urgent;      /* a person waits for it */
    /* FROM_READ; `index` of the target or text, `error` why it is not whole */
    const struct source *source;
    const char *subject; /* the target's id or the text; "" for the tenant */
    enum read_state read;
    enum read_why why;
    int64_t covered_from;        /* ms */
    struct record_page *records; /* moves with the message */
    const struct journal_entry *entries;
    size_t entry_count, unsettled;
    const struct journal_playbook *playbooks; /* FROM_JOURNAL: that can be gone on with */
    size_t playbook_count;
    int64_t entry_id;         /* also of FROM_TARGET: what the journal has of it; 0: nothing */
    const char *request_id;   /* FROM_TARGET: the service's, of the last write; NULL: none */
    const int64_t *entry_ids; /* TO_RUN, TO_PREPARE: several at once; NULL: `entry_id` alone */
    size_t entry_id_count;
    bool
        of_playbook; /* `entry_id` is a playbook's: TO_JOURNAL lists what it did, the last first; TO_RUN goes on with it */
    bool
        in_turn; /* TO_RUN: `entry_ids` are taken back one after the other, whatever did them: a FROM_TARGET of each by its index */
    bool whole_runs;
    bool all; /* TO_JOURNAL: not the newest ones alone */
};

/** Free what the message owns (arena, page, sort, secret, records, report) and clear it. */
void message_free(struct message *message);
/** A `kind` about `action` and these targets, copied. */
struct message message_about(enum message_kind kind, const struct action *action, const struct target *targets,
                             size_t count);
/** A TO_RUN of the chosen ones of `tasks`, copied. */
struct message message_play(const struct target *target, const struct playbook_tasks *tasks, const char *name);
/** A TO_READ of one source, for a person: of the user with the id `subject`, or of the tenant (NULL), or searched for `text`. */
struct message message_read(const char *source, const char *subject, const char *text);
/** Learn the names of a FROM_SKUS, and the part numbers of a FROM_READ of "subscriptions". */
void message_names(const struct message *message, struct sku_names *names);
/** Whether it is a reading of this source. */
bool message_is_reading(const struct message *message, const char *source);
/** The records of a FROM_READ as the screen and the command line use them, copied into the message's arena. */
void message_targets(struct message *message);   /* users: `targets`, `target_count` */
void message_customers(struct message *message); /* `customers`, `customer_count` */
struct message_customer *message_customer_copy(struct arena *arena, const struct message_customer *customer);
/** Whatever can be chosen: id, title and detail of each record; NULL for none. */
const struct prepared_option *message_options(const struct message *message);
/** A FROM_READ of the source of a column: into the table, with the state of the column at its end. EXTRA_NONE: it is none. */
enum extra message_extra(const struct message *message, struct users *users, int64_t now);
const char *check_state_name(enum check_state state); /* "ok", "note", "missing", "failed", "skipped" */
const char *job_state_name(enum job_state state);     /* "done", "already", "failed", … as in docs/JSON.md */

#endif
