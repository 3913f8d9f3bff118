/* A plan that was signed off, as a file: who planned what for whom, in which tenant, which requests that is, and from which state. No
 * secret is in it. */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "worker/message.h"

struct plan_person {
    const char *name;    /* of the sign-in */
    const char *account; /* of this machine's user */
    bool delegated;      /* a person is signed in; else an application, and the account alone tells who it is */
};

struct plan_target {
    struct target target;
    struct param_values values;
    struct plan_expect expect;
    int line; /* of the file */
};

struct plan_file {
    struct plan_person by;
    int64_t at; /* ms */
    const char *tenant_id;
    const char *tenant; /* as the configuration called it */
    const struct action *action;
    struct plan_target *targets;
    size_t count;
    char digest[65]; /* SHA-256 of the rest, which both of them see */
};

/** Write a new file, and set `digest`. False with `e`, also when there is such a file. */
bool plan_file_write(struct plan_file *plan, const char *path, struct err *e) MUST_USE;
/** Read one; in `arena`. False with `e` (file and line): it is none, or it is not as it was written. */
bool plan_file_read(struct arena *arena, const char *path, struct plan_file *out, struct err *e) MUST_USE;

#endif
