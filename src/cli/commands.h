/* The commands: what each takes, and what runs it. Each returns the exit code of the process. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "action/spelled.h"
#include "cli/engine.h"
#include "cli/options.h"

int command_demo(const struct options *options);
int command_users(const struct options *options);
int command_show(const struct options *options);
int command_research(const struct options *options);
int command_open(const struct options *options);
int command_verify(const struct options *options);
int command_remediate(const struct options *options);
int command_play(const struct options *options);
int command_resume(const struct options *options);
int command_do(const struct options *options);
int command_plan(const struct options *options);
int command_apply(const struct options *options);
/** `do ACTION --help`. */
bool do_help(const struct options *options, struct err *e);
/** What is said of a parameter, and a command line that carries out an action: for the help and the manual. */
void do_help_param(const struct param *param, struct buf *out);
void do_help_example(const struct action *action, struct buf *out);
int command_help(const struct options *options);
/** `help WORD`: a command or an action. */
bool help_of(const struct options *options, struct err *e);
int command_version(const struct options *options);
int command_manual(const struct options *options);
/** The names of the pages, "roster-users.1", one after the other. */
void manual_names(void (*each)(void *context, const char *name), void *context);
int command_completion(const struct options *options);
int command_paths(const struct options *options);
int command_config(const struct options *options);
int command_api(const struct options *options);
/** The action of this name; NULL with `e`, which names the nearest. */
const struct action *do_action(const char *name, struct err *e);
struct outcomes;
/** Whether --name, where it is given, is who is meant, or how many and where. False with `e`. */
bool do_names_fit(struct engine *engine, const struct options *options, const struct outcomes *report,
                  const struct action *action, struct err *e) MUST_USE;
/** Whether the words, or the file or filter instead, say who is meant. False with `e`. */
bool do_who(const struct options *options, struct err *e) MUST_USE;
/** Find those who are meant, with their values, into `report`: as many as the action takes. False with `e`. */
bool do_find(struct engine *engine, const struct options *options, struct outcomes *report, const struct action *action,
             struct err *e) MUST_USE;
/** A `kind` about those of `report`, each with his values. */
struct message do_message(const struct outcomes *report, const struct action *action, enum message_kind kind);
/** `edit USER…`: `do edit-user`. */
int command_edit(const struct options *options);
/** `add`: somebody new. */
int command_add(const struct options *options);
/** The name of the tenant that `customer` (of a link; may be NULL) means by its name or id; else as --tenant says, and the tenant is
 *  asked for its domains. */
const char *add_tenant(const struct options *options, const char *customer);
/** `bulk-add` and `bulk-invite`. */
int command_bulk_add(const struct options *options);
/** `livelink`: link templates. */
int command_template(const struct options *options);
int command_livelink(const struct options *options);
int command_actions(const struct options *options);
void actions_markdown(void); /* docs/ACTIONS.md */
void actions_setup(void);    /* docs/SETUP.md */
int command_journal(const struct options *options);
int command_undo(const struct options *options);
int command_settle(const struct options *options);
int command_login(const struct options *options);
int command_logout(const struct options *options);
int command_tenants(const struct options *options);
int command_doctor(const struct options *options);
/** `tenants --customers`. */
int customers_list(const struct options *options);
/** `users --tenant all TEXT`: a person searched in every customer of the default tenant. */
int customers_find(const struct options *options);
int command_screen(const struct options *options); /* no command: the terminal UI */

/* Users with values of their own, from a file. */
struct each {
    char **words; /* who */
    struct param_values *values;
    int *lines; /* of the file; NULL without one */
    size_t count;
};

/** Read `--each FILE`: CSV, whose first line names the columns, "user" and parameters of `action`; each other line is a user with his
 *  values, on top of those `--set` gives to all. In `arena`. False with `e` (file and line). */
bool each_read(struct arena *arena, const struct action *action, const struct options *options, struct each *out,
               struct err *e) MUST_USE;

/** The text of a file, without NUL bytes. False with `e`. */
bool each_file(const char *path, struct buf *text, struct err *e) MUST_USE;

/** The users of standard input, a line each, without values; `lines` are its lines. In `arena`. False with `e`. */
bool each_lines(struct arena *arena, struct each *out, struct err *e) MUST_USE;

struct users;
struct sku_names;
struct user_view;

/* The table of users as the command line has it. */
struct people {
    struct users *users;
    struct sku_names *names;
    struct user_view *view;
    bool in_part; /* rows were left out */
    bool missing; /* something beside the users was not read whole, and that was said */
};

struct people people_new(void);
void people_free(struct people *people);
/** Set the filter, read every user, and each extra that the filter asks for or whose bit of `extras` is set. False with `e`: the filter
 *  cannot be read, or not all of the users were (`in_part`: but some). */
bool people_load(struct engine *engine, struct people *people, const char *filter, unsigned extras,
                 struct err *e) MUST_USE;
/** Those whom `filter` leaves, in `arena`: read whole or not at all. False with `e`, also when there is nobody. */
bool people_where(struct engine *engine, struct arena *arena, const char *filter, struct target **out, size_t *count,
                  struct err *e) MUST_USE;

/* What a command with targets reports about each (docs/JSON.md). */
struct outcome {
    const struct action *action;        /* NULL: the snapshot of a playbook */
    const char *step, *thing, *because; /* of a task of a playbook; NULL: it is none */
    struct target target;
    struct param_values values;
    enum job_state state;
    const char *message, *secret_name;
    const char *secret;  /* while it is printed */
    struct secret *held; /* until it is printed, where the report holds them; NULL: none, or it was printed */
    bool printed;        /* as it came: it held a secret */
    const struct plan_request *requests;
    size_t request_count;
    struct err error;
};

struct outcomes {
    struct arena *arena;
    struct outcome *outcomes;
    size_t count;
    enum output output;
    const char *tenant; /* as the configuration names it */
    bool spelled;       /* a plan is printed as `as` says */
    enum spelling as;
    const char *question; /* that is asked instead of the action's; NULL: the action's */
    bool piped;           /* standard input held the users: whoever is asked sits at the terminal itself */
    bool any;             /* an object of the array is printed */
    bool holds; /* secrets are printed with the others, and not as they come: the output is of another report now */
    const char *before; /* JSON that the array stands behind; NULL: nothing */
    const char *after;  /* and that follows it */
    bool unwritten;     /* the journal did not take every outcome: */
    struct err why;
};

/** Take a worker message into the report (FROM_TARGET, FROM_JOB_END): the callback of engine_run. */
void report_take(void *report, struct message *message);
/** Who and what it is about, where only the journal knew before. */
void report_know(const struct outcomes *report, struct outcome *outcome, const struct message *message);
/** Say how what is left of a playbook is gone on with, where something is. */
void report_left(const struct outcomes *report);
/** Print the outcomes that were not printed as they came; returns the exit code that all add up to. */
int report_print(struct outcomes *report);

/** Find the user whom each of `count` words (UPN, id or an unambiguous part of a name) means, into `out`, in their order; strings in
 *  `arena`. `deleted`: among the deleted users; who is none of them, among the others. `whole`: a part of a name means nobody, as no person
 *  is asked whether it is the right one. False with the first word's error; `*wrong` is its number, or `count` where the error is of
 *  none. */
bool find_users_meant(struct engine *engine, struct arena *arena, char *const *words, size_t count, bool deleted,
                      bool whole, struct target *out, size_t *wrong, struct err *e) MUST_USE;
/** Say which of two hours is meant, where the clock is put back over a time that was given. */
void say_times(const struct outcomes *report);
/** What has to be typed before it is done to the several targets of `report`: how many they are, and the tenant where it destroys. NULL:
 *  nothing. */
const char *typed_of_many(struct engine *engine, const struct outcomes *report, const struct action *action);
/** Tell where and to whom `about` (a TO_PREPARE, moved) would be done, and what there is to mind, and ask; `named`: the name was
 *  given already. `*typed` is set when the name had to be typed and was. */
bool ask_before(struct engine *engine, struct outcomes *report, struct message *about, bool named, bool *typed,
                struct err *e) MUST_USE;

#endif
