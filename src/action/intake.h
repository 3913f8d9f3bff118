/* Many new ones from a CSV file: each row is checked by itself and beside the others, and what is wrong is said at its column. */
#ifndef ACTION_INTAKE_H
#define ACTION_INTAKE_H

#include "action/action.h"
#include "action/template.h"
#include "base/buf.h"
#include "model/user.h"

struct intake_row {
    int line;                   /* of the file, from 1 */
    struct param_values given;  /* as they are written, without those that are empty */
    struct param_values values; /* checked, with what is the same for all; none while something is wrong */
    struct target target;       /* who it will be */
    const char *column;         /* which value is wrong; NULL: the row as a whole */
    const char *problem;        /* NULL: none */
    const char *twin;           /* another row is the same one, in words; NULL: none */
    bool there;                 /* in the tenant by the name: left alone */
    const char *deleted;        /* somebody deleted had the name: who; NULL: nobody is known */
    bool ours;                  /* there, made by an earlier run that could not give all of it: that is gone on with */
};

struct intake {
    struct arena *arena;             /* given */
    const struct action *action;     /* that creates one of them */
    const char *domain;              /* the default; NULL: not known */
    const char *const *domains;      /* all of the tenant, NULL-terminated; NULL: they may not be read */
    const struct template *template; /* of what a row and `sets` do not say; NULL: none */
    struct param_values sets;        /* the same for all; a row's own value wins */
    struct intake_row *rows;
    size_t count, capacity;
};

/** Put the text of a file into UTF-8, where it is Latin-1, as older programs write it. */
void intake_to_utf8(struct buf *text);
/** Read the rows of `text`, from the file called `name`. False with `e` where the header or the CSV itself cannot be read; what is wrong
 *  with a row stands in it. */
bool intake_read(struct intake *intake, const char *name, const struct buf *text, struct err *e) MUST_USE;
/** Other values for a row. */
void intake_change(struct intake *intake, size_t row, struct param_values given);
/** Take a row out. */
void intake_drop(struct intake *intake, size_t row);
/** The rows by their names, letters of both cases alike, in `arena`; those that are the same one know it now. */
struct intake_row **intake_by_name(struct intake *intake, struct arena *arena);
/** The row of this name in what intake_by_name gave; NULL: none. */
struct intake_row *intake_find(const struct intake *intake, struct intake_row **by_name, const char *name);
/** Whether `action` makes guests, who are called by an address of elsewhere. */
bool intake_invites(const struct action *action);
/** By which name a user of the tenant would be one of the rows; NULL: by none. */
const char *intake_name_of(const struct intake *intake, const struct user *user);
/** What an earlier run wrote down about the account `id` ("": it did not learn the id) of this name: whether it could not give all of it. In
 *  the order of time; once it is known who is there. */
void intake_learn(struct intake *intake, struct intake_row **by_name, const char *name, const char *id,
                  bool unfinished);
/** What is wrong with a row; NULL: nothing. */
const char *intake_problem(const struct intake_row *row);
/** A header and an example of what `action` takes. */
const char *intake_template(const struct action *action);
void intake_free(struct intake *intake);

#endif
