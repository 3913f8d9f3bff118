/* The confirmation from the inside: one modal that asks, shows the requests, and then shows what came of them. */
#ifndef UI_CONFIRM_H
#define UI_CONFIRM_H

#include "action/spelled.h"
#include "ui/confirm/confirm_view.h"
#include "ui/form/form.h"
#include "ui/screen/list.h"

enum confirm_stage { CONFIRM_ASK, CONFIRM_PLAN, CONFIRM_RESULT };

struct confirm {
    struct view view;
    struct arena *arena;
    enum confirm_stage stage;
    const struct action *action; /* NULL: a job without one (a reading back) */
    const char *title, *text;    /* what it is, and what is asked */
    const char *about;           /* which thing of the user it is done to, by its name; NULL: the form says it */
    struct target *targets;
    size_t count;
    struct confirm_one *ones;  /* of each target, where there are several (confirm_many.c) */
    struct list looked;        /* the list of them */
    size_t taken;              /* those whom nobody left out here */
    size_t going;              /* those it is done to: who is left out, here or by the run, is not among them */
    bool look;                 /* the list was moved in: its cursor has to be in sight */
    int64_t *entries;          /* journal entries to take back, one for each target; NULL: none */
    struct param_values *each; /* what is given to each target, asked for before; NULL: the form asks */
    /* what is known before (confirm_prepare.c) */
    uint64_t prepare;            /* the question under way; 0: none */
    struct confirm_known *known; /* of each target */
    size_t known_count;          /* of those that were answered */
    struct arena *said;          /* of the warnings, which are made anew when more is known */
    bool more_known;
    const char **warnings;
    size_t warning_count;
    struct prepared_note *notes; /* what the action's prepare had to say */
    enum permission may;         /* as far as is known; and what is missing: */
    struct err forbidden;
    struct err failed; /* why it cannot be done at all; OK: it can */
    /* asking (confirm_form.c) */
    struct form form;
    const char *wanted; /* what must be typed; NULL: nothing */
    struct entry typed;
    char typed_error[96];
    size_t focus; /* a field, then what is typed, then the buttons */
    int top;      /* first line shown */
    int height;   /* lines shown */
    bool seen;    /* the question was on the screen with all that is known before: Yes is an answer from now on */
    /* asking again for what depends on a value (confirm_asks.c) */
    const char *answered; /* the value; NULL: none */
    bool taking;          /* what it brought stands in the fields */
    uint64_t asks_job;    /* the question under way; 0: none */
    /* of somebody new (confirm_create.c) */
    const char *customer;            /* the tenant that a link names; NULL: none */
    const char **problems;           /* what of the link was not understood, NULL-terminated; NULL: nothing */
    const struct template *template; /* by which fields are filled in; NULL: by none */
    struct param_values taken_over;  /* of another user; for what nobody wrote */
    const char *asked;               /* the name that was asked for last */
    uint64_t name_job;               /* whether it is free; 0: not asked */
    int64_t name_due;                /* monotonic ms when it is worth asking; 0: it is not */
    /* the requests (confirm_plan.c) */
    uint64_t plan;
    int plan_top;
    enum spelling spelling; /* as what the next copy is; in the order of its names */
    /* the result (confirm_result.c, confirm_secrets.c) */
    uint64_t job;
    struct secret **secrets; /* one for each target of the job, or NULL */
    size_t secret_slots, secret_count;
    struct list list; /* of the secrets */
    bool copied, warned;
};

/* What the worker says of a target before it is done. */
struct confirm_known {
    bool answered;
    const char *const *warnings;
    const char *left_out; /* why a run of several will leave it out; NULL: it will not */
};

struct confirm_one {
    bool out;    /* somebody left him out */
    bool hidden; /* the table's filter hides him */
};

/* Of many. */
/** After the targets are there: `chosen` from the table, where the filter may hide some. Says what is asked and has to be typed. */
void confirm_many_begin(struct confirm *confirm, const struct app *app, bool chosen);
bool confirm_is_taken(const struct confirm *confirm, size_t target);
/** What is asked and has to be typed, again: after somebody was left out, or more is known. */
void confirm_many_retell(struct confirm *confirm, const struct app *app);
/** Those whom nobody left out here, in `arena`; their strings are the confirmation's. */
struct target *confirm_taken(const struct confirm *confirm, struct arena *arena, size_t *count);
/** The journal entries of those, in `arena`. */
int64_t *confirm_taken_entries(const struct confirm *confirm, struct arena *arena);
/** The values of those, in `arena`. */
struct param_values *confirm_taken_each(const struct confirm *confirm, struct arena *arena);
/** The list; the line of its cursor, or -1 where there is none. */
int confirm_many_draw(struct confirm *confirm, const struct app *app, struct sheet *sheet);
/** Moves through the list. False when the key does not, or there is no further. */
bool confirm_many_key(struct confirm *confirm, int key);
enum reaction confirm_leave(struct view *view, struct app *app);
enum reaction confirm_hidden(struct view *view, struct app *app);

/** Whether asking again makes sense for this target of a job. */
bool confirm_is_left(const struct app_job *job, size_t target);

/* Before: warnings and what the form needs to know. */
void confirm_prepare_begin(struct confirm *confirm, struct app *app);
/** The sign-in name must be typed from now on. */
void confirm_want_name(struct confirm *confirm);
void confirm_prepare_end(struct confirm *confirm, struct app *app);
void confirm_prepare_message(struct confirm *confirm, const struct app *app, const struct message *message);
/** Make the warnings anew when more is known. */
void confirm_prepare_tell(struct confirm *confirm, const struct app *app);

/* What depends on the value of a field. */
void confirm_asks_key(struct confirm *confirm, struct app *app); /* after each */
void confirm_asks_take(struct confirm *confirm, const struct prepared *prepared);
void confirm_asks_message(struct confirm *confirm, struct app *app, const struct message *message);
void confirm_asks_end(struct confirm *confirm, struct app *app);
/** What came of it stands in the fields by now: the run does not ask again. */
void confirm_asks_settle(const struct confirm *confirm, struct param_values *values);

/* Of somebody new. */
bool confirm_creates(const struct confirm *confirm);
void confirm_create_begin(struct confirm *confirm, struct app *app, const struct prefill *prefill);
void confirm_create_key(struct confirm *confirm, struct app *app); /* after each */
void confirm_create_tick(struct confirm *confirm, struct app *app, int64_t now);
void confirm_create_message(struct confirm *confirm, struct app *app, const struct message *message);
void confirm_create_end(struct confirm *confirm, struct app *app);
/** Fill in, by the template, what nobody has said; and the template after the one that is used. */
void confirm_create_suggest(struct confirm *confirm);
enum reaction confirm_create_template(struct confirm *confirm, struct app *app);
/** A line that says which template it is; nothing where there is none to choose. */
void confirm_create_tell(const struct confirm *confirm, const struct app *app, struct sheet *sheet);
/** Whether the tenant is the one that the link is for, when its domains are known; else it fails. */
void confirm_create_tenant(struct confirm *confirm, const struct app *app, const struct message *message);
/** Name the target by the values; false with the focus on what is missing. */
bool confirm_create_name(struct confirm *confirm, struct param_values values);

/* Each stage draws, takes keys and has hints. */
void confirm_form_begin(struct confirm *confirm, const struct app *app, const struct param_value *values, size_t count);
void confirm_form_draw(struct confirm *confirm, struct app *app, struct grid *grid);
enum reaction confirm_form_key(struct confirm *confirm, struct app *app, int key);
/** On a button, where nothing can be changed. */
void confirm_form_settle(struct confirm *confirm, const struct app *app);
/** The rows of the key map that count where the focus is. */
const char *confirm_form_scope(const struct confirm *confirm);
/** Whether keys go into a field now. */
bool confirm_form_types(const struct confirm *confirm);
/** The checked values in `arena`; false with the focus on what is wrong. */
bool confirm_form_values(struct confirm *confirm, struct arena *arena, struct param_values *values);
bool confirm_plan_begin(struct confirm *confirm, struct app *app);
void confirm_plan_end(struct confirm *confirm, struct app *app);
void confirm_plan_draw(struct confirm *confirm, struct app *app, struct grid *grid);
/** Copy the requests that are shown: as a command of roster, the next time for PowerShell, then for curl. */
enum reaction confirm_plan_copy(struct confirm *confirm, struct app *app);
enum reaction confirm_plan_key(struct confirm *confirm, struct app *app, int key);
void confirm_result_begin(struct confirm *confirm, struct app *app, uint64_t job);
void confirm_result_draw(struct confirm *confirm, struct app *app, struct grid *grid);
enum reaction confirm_result_key(struct confirm *confirm, struct app *app, int key);
const char *confirm_result_hints(const struct confirm *confirm, const struct app *app);
/** The secrets of an ended job, taken out of it: shown once, wiped with the view. */
void confirm_secrets_take(struct confirm *confirm, struct app *app);
void confirm_secrets_free(struct confirm *confirm);
/** Lines that the secrets want. */
int confirm_secrets_lines(const struct confirm *confirm, int width);
void confirm_secrets_draw(struct confirm *confirm, struct app *app, struct grid *grid, struct rect rect);
enum reaction confirm_secrets_copy(struct view *view, struct app *app);
enum reaction confirm_secrets_copy_all(struct view *view, struct app *app);
bool confirm_secrets_key(struct confirm *confirm, int key);

#endif
