/* A form, drawn from params: a field each. What is typed is checked by params_values. */
#ifndef UI_FORM_H
#define UI_FORM_H

#include "action/action.h"
#include "ui/app/keymap.h"
#include "ui/screen/entry.h"
#include "ui/screen/sheet.h"
#include "ui/screen/table.h"

enum field_kind {
    FIELD_LINE,   /* one line of text, a number, a time */
    FIELD_LINES,  /* several lines */
    FIELD_SWITCH, /* yes or no */
    FIELD_RADIO,  /* one of the row's few choices */
    FIELD_CHECKS, /* what prepare found: a list to choose from */
    FIELD_PICK    /* values collected one by one: searched for, or written as they are */
};

struct form_option {
    const char *value, *label, *detail; /* detail may be NULL */
    const char *called;                 /* another name it may be given by; NULL: none */
    bool chosen, preset;                /* preset: prepare chose it */
};

struct form_options {
    struct form_option *items;
    size_t count, capacity;
};

/* What the service is asked while one types into a FIELD_PICK. */
struct form_search {
    bool wanted;         /* the text has changed since it was asked for */
    int64_t due;         /* monotonic ms: when the typing counts as done */
    uint64_t job;        /* the question under way; 0: none */
    bool answered;       /* `found` belongs to what is typed */
    struct arena *arena; /* of what was found */
    struct form_options found;
    struct err error;
    size_t at; /* picked values above the line of text that the cursor is up; 0: it is in the text */
};

struct form_field {
    const struct param *param;
    enum field_kind kind;
    long minimum, maximum; /* the row's, or what prepare found */
    bool touched;          /* by the user: no default replaces it any more */
    bool filled;           /* prepare put what is in force into it */
    bool shown;            /* it is there, by what the other fields say */
    struct entry entry;
    size_t choice, choices;
    bool on;
    struct form_options options; /* to choose from, or those picked */
    struct table table;          /* of the options; of what was found */
    bool preselected;            /* prepare chose some: choosing none means something else than not choosing */
    const char *before;          /* what is in force, as text; NULL: not known. Left so it is not given */
    const char *locked;          /* why it cannot be changed; NULL: it can */
    const char *suggested;       /* what was put in for the user, who may write over it; NULL: nothing */
    const char *given;           /* values to choose once the options are known; NULL: as prepare says */
    struct form_search search;
    int width;       /* columns it was last drawn in, for moving by line */
    char said[1024]; /* what the service says of the value; "": nothing */
    bool doubtful;   /* and whether it speaks against it */
    char error[512]; /* why the value cannot be taken; "": it can */
};

struct form {
    const struct param *params;
    struct form_field *fields;
    size_t count;
    struct arena *arena;         /* of the options */
    bool several;                /* it is done to several: what is one user's is not asked for */
    bool reading;                /* prepare has not answered yet */
    const struct keymap *keymap; /* for what is said of keys */
};

enum form_move {
    FORM_TAKEN,    /* the field took the key */
    FORM_NEXT,     /* on to the next field */
    FORM_PREVIOUS, /* back to the one before */
    FORM_EDIT,     /* the text is to be written in the user's editor */
    FORM_NOT_MINE
};

extern const struct ui_command form_keys[];

/** A form of `params` (NULL: without fields) with defaults, and `values` over them. Owned by the caller. */
struct form form_make(const struct param *params, const struct param_value *values, size_t count);
/** A picked value is shown by this name from now on. */
void form_name(struct form *form, const char *value, const char *name);
void form_free(struct form *form); /* wipes */
/** Put values into the fields, as if they had been typed. */
void form_fill(struct form *form, struct param_values values);
/** Values for the fields in which nobody has written; those suggested before go where they are not among them any more. */
void form_suggest(struct form *form, struct param_values values);
/** Whether the value of field `at` is the user's own, or that of a link: neither a default nor a suggestion. */
bool form_is_said(const struct form *form, size_t at);
/** What prepare says of single values is shown at their fields; NULL: nothing any more. */
void form_said(struct form *form, const struct prepared *prepared);
/** A key for field `at`. */
enum form_move form_key(struct form *form, size_t at, int key);
/** Which rows of the key map are for field `at`, as the scope of a view. */
const char *form_scope(const struct form *form, size_t at);
/** Whether field `at` is one that text is typed into. */
bool form_types(const struct form *form, size_t at);
/** The next field that is shown, from `at` on; `count` when there is none. And the next that can be changed. */
size_t form_shown(const struct form *form, size_t at);
size_t form_open(const struct form *form, size_t at);
/** The values as params_values makes them, in `arena`. False with the message at each field that is wrong, and the first of them in
 *  `*wrong`. */
bool form_values(struct form *form, struct arena *arena, struct param_values *values, size_t *wrong);
/** The text of field `at` as --set would give it; NULL when it was left empty. Valid until the next key. */
const char *form_text(const struct form *form, size_t at);
/** Which fields are shown may be another matter now. */
void form_update(struct form *form);
/** Draw every field that is shown; `focus` is the one that is typed in (count or more: none). Returns the line of that field. */
int form_draw(struct form *form, struct sheet *sheet, size_t focus);

/* --- what prepare finds (form_options.c) --- */

/** Prepare is under way: fields whose options it brings wait for them. */
void form_expect(struct form *form);
/** It has ended: defaults where nothing was typed, limits, options. NULL: nothing was found. */
void form_prepare(struct form *form, const struct prepared *prepared);
void form_options_add(struct form_options *options, struct arena *arena, const struct prepared_option *option);
/** Choose those that were given. */
void form_options_choose(struct form_field *field);
/** A table of what there is to choose from; of a field that has nothing of the kind it stays empty. */
struct table form_options_table(const struct form_field *field);
enum form_move form_checks_key(struct form_field *field, int key);
/** The chosen (or picked) values, a line each; "" when there are none. */
void form_options_text(const struct form_field *field, struct buf *out);

/* --- looking up what is typed into a field that is searched (form_lookup.c) --- */

struct app;
struct message;

/** After a key; on a tick; with a message of the worker. Answers to what was asked before the last key are forgotten. */
void form_lookup_key(struct form *form, struct app *app);
void form_lookup_tick(struct form *form, struct app *app, int64_t now);
void form_lookup_message(struct form *form, const struct message *message);
void form_lookup_end(struct form *form, struct app *app);

/* --- searching (form_pick.c) --- */

enum form_move form_pick_key(struct form *form, struct form_field *field, int key);
/** Whether the service is asked what the text of this field may mean. */
bool form_pick_searches(const struct form_field *field);
/** What is typed and waits to be looked up by `now`; NULL: nothing. */
const char *form_pick_question(struct form_field *field, int64_t now);
/** The answer. */
void form_pick_found(struct form_field *field, const struct prepared_option *options);
void form_pick_failed(struct form_field *field, const struct err *e);
/** Values of a line each become picked ones. */
void form_pick_given(struct form *form, struct form_field *field, const char *text);
/** Take a picked value off again, where it is there. */
void form_pick_drop(struct form_field *field, const char *value);
/** Take a value as it is written. */
void form_pick_add(struct form *form, struct form_field *field, const struct prepared_option *option);

#endif
