/* What the files of the evidence share: texts kept once, trees of JSON, indexes. For them and nobody else. */
#ifndef RESEARCH_EVIDENCE_OWN_H
#define RESEARCH_EVIDENCE_OWN_H

#include "base/seen.h"
#include "codec/json.h"
#include "research/evidence.h"

struct tree {
    enum research_source source;
    struct json *root;
};

struct kept_page {
    enum research_source source;
    struct record_page *page;
};

struct parsed_act { /* the tree of an act that a rule looked into */
    const struct act *act;
    struct json *root, *inner;
    const struct json *data;
};

struct odd { /* of a source: what came as something else than the rules read */
    size_t count;
    const char *first;
};

struct evidence_own {
    const char **texts; /* a hash table of those in the arena */
    size_t text_count, text_capacity;
    struct tree *trees;
    size_t trees_count, trees_capacity;
    struct kept_page *pages;
    size_t pages_count, pages_capacity;
    struct raw_reader reader;
    struct parsed_act *parsed; /* a hash table */
    size_t parsed_count, parsed_capacity;
    const struct act **by_operation;        /* all acts, by operation (its address), then time */
    size_t item_from[RESEARCH_SOURCES + 1]; /* in items */
    int parts[RESEARCH_SOURCES];            /* how often evidence_end() was called */
    struct odd odd[RESEARCH_SOURCES];
    struct seen seen[RESEARCH_SOURCES]; /* of states: the objects that were taken in */
};

/** A copy in the arena, the same for equal texts; "" for NULL. */
const char *evidence_text(const struct evidence *evidence, const char *text);
/** The same of lines that are cleaned already. */
const char *evidence_lines(const struct evidence *evidence, const char *text);
/** A member by its whole name ("@odata.type"), else down a path ("a.b"). */
const struct json *evidence_member(const struct json *object, const char *path);
/** Text at a path, kept; a number as text; "" when there is none. */
const char *evidence_get(struct evidence *evidence, const struct json *object, const char *path);
/** Time of a text in any of the services' forms; without a zone it is UTC. 0: none. */
int64_t evidence_time(const char *text);
/** The same of a member called `name` (static) of what a source sent. One that nothing can have happened at (beyond the span a log was
 *  asked for, before there was the service, a day from now), or that is none, is counted as odd; a state has none then. */
int64_t evidence_when(struct evidence *evidence, enum research_source source, const char *text, const char *name);
struct place evidence_place(struct evidence *evidence, const char *address, const char *session, const char *token,
                            const char *device, const char *agent);

/* Each takes in one object; false: it is none of these. */
bool sign_in_take(struct evidence *evidence, enum research_source source, const struct record *record,
                  const struct json *object);
bool act_take(struct evidence *evidence, const struct record *record, const struct json *object);
bool state_take(struct evidence *evidence, enum research_source source, const struct record *record,
                const struct json *object);
/** These keep the tree. */
bool audit_take(struct evidence *evidence, const struct record *record, const struct json *object);
bool item_take(struct evidence *evidence, enum research_source source, const struct record *record,
               const struct json *object);
/** Logons of the audit log in place of sign-ins that cannot be read. */
void sign_ins_of_logons(struct evidence *evidence);
/** Forget the trees that rules looked into. */
void act_forget(struct evidence *evidence);

/** Count what the rules read of an object of this source and what came as something else (odd.c). */
void evidence_look_odd(struct evidence *evidence, enum research_source source, const struct json *object);
/** Count one; `what` is static; NULL: nothing. */
void evidence_note_odd(struct evidence *evidence, enum research_source source, const char *what);

void evidence_forget_asked(struct evidence *evidence, enum research_source source);

/** The place of a new last element of an array of the evidence, zeroed. */
void *evidence_push(void *array, size_t *count, size_t *capacity, size_t size);
#define EVIDENCE_PUSH(evidence, name)                                                                                  \
    (evidence_push(&(evidence)->name, &(evidence)->name##_count, &(evidence)->name##_capacity,                         \
                   sizeof *(evidence)->name))

#endif
