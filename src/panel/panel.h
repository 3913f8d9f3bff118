/* The panels of one user, as rows: which sources each is made of, and the form in which their records are shown. The screen's "View
 * user" and `roster show` are made from the rows and know no source by name. */
#ifndef PANEL_PANEL_H
#define PANEL_PANEL_H

#include "panel/readings.h"

enum part_form {
    PART_FACTS, /* a record: a line a field */
    PART_LIST   /* records: a line each, a column a field */
};

enum { PART_SOURCES = 4 };

/* What a part is made of. */
struct part_input {
    const char *subject;                            /* the user's id */
    const struct panel_reading *from[PART_SOURCES]; /* of the part's sources, in their order; never NULL */
    int64_t now;                                    /* ms */
};

/* What can be done to the user about the record at the cursor. */
struct row_action {
    const char *action; /* a row of src/action */
    const char *param;  /* that gets */
    const char *field;  /* the text of this field */
    const char *when;   /* a field that is yes or no: offered unless it is known to be other than */
    bool is;            /* that; NULL: always */
};

/* A section of a panel. */
struct part {
    const char *title;
    const char *sources[PART_SOURCES]; /* names; NULL after the last */
    enum part_form form;
    const char *const *fields; /* which, in which order; NULL: all that are not hidden */
    const char *none;          /* instead of records where all was read and there are none */
    bool log;                  /* a line each of logs: what is older is read where the list ends */
    bool on_key;               /* read when somebody asks for it, not with the panel */
    const char
        *with; /* a source: where it was read and has no record, there is nothing to say here; NULL: there always is */
    bool only_some; /* left out where there are no records: its sources stand in parts before it */
    bool people;    /* its records are users, by id: choosing one opens him */
    /** The records to show, owned by the caller: made from those of several sources, or a choice of them. NULL: the first source's. */
    struct record_page *(*make)(const struct part_input *input);
    /** What is to be known above the records, in `arena`; NULL: nothing, then or ever. */
    const char *(*note)(const struct part_input *input, struct arena *arena);
    const struct record_kind *kind;   /* of the records that `make` gives; NULL: the first source's */
    const struct row_action *actions; /* ended by a row without an action; NULL: none */
};

struct panel {
    const char *name;  /* "sign-ins": --panel */
    const char *label; /* "Sign-ins": a tab */
    const char *is; /* the source whose record is the user himself: in JSON its members are the panel's; NULL: none */
    const struct part *parts;
    size_t count;
};

/** All rows, in the order of the tabs, ended by NULL. Static. */
extern const struct panel *const panel_all[];
/** Of "More info"; none of the tabs. Its parts: the profile, and the licences as they were assigned. */
extern const struct panel panel_info;
const struct panel *panel_find(const char *name); /* NULL when there is none */
/** The sources of a panel, each once, ended by NULL; at most PANEL_SOURCES. */
enum { PANEL_SOURCES = 24 };
void panel_sources(const struct panel *panel, const struct source *out[PANEL_SOURCES + 1]);
/** Those of them that are asked with the panel: not those of parts that wait for a key. */
void panel_asked(const struct panel *panel, const struct source *out[PANEL_SOURCES + 1]);

/* --- what a part shows --- */

struct part_content {
    const struct record *records;
    size_t count;
    struct record_page *made; /* owned; NULL: the records are the reading's */
};

/** The kind of the records that a part shows. */
const struct record_kind *part_kind(const struct part *part);
/** The source of a part at this place; NULL after the last. */
const struct source *part_source(const struct part *part, size_t place);
/** Whether all that the part is made of was read, and whole: only then "none" can be said. */
bool part_is_whole(const struct part *part, const struct panel_readings *readings);
/** Whether a part waits for a key: nobody has asked for it. */
bool part_waits(const struct part *part, const struct panel_readings *readings);
/** Whether a part of what was read is left out: it is told only where there is something. */
bool part_is_left_out(const struct part *part, const struct part_content *content);
/** The part that a key reads: the first that waits, else the last that can be asked anew; NULL: none of them. */
const struct part *panel_waiting(const struct panel *panel, const struct panel_readings *readings);
/** Whether a source is of such parts alone. */
bool panel_waits(const struct panel *panel, const struct panel_readings *readings, const struct source *source);
/** Whether a part that is shown before this one is made of the source, too: why it is missing was said there. */
bool panel_told_before(const struct panel *panel, const struct panel_readings *readings, const struct part *part,
                       const struct source *source, int64_t now);
/** Whether an action makes sense for a record. */
bool row_action_fits(const struct row_action *action, const struct record *record);
/** What is to be known above the records, in `arena`; NULL: nothing. */
const char *part_note(const struct part *part, const struct panel_readings *readings, int64_t now, struct arena *arena);
/** Whether the part is about something that is not there: it is not shown. */
bool part_is_moot(const struct part *part, const struct panel_readings *readings);
/** The records of a part as they are known now. */
struct part_content part_content(const struct part *part, const struct panel_readings *readings, int64_t now);
void part_content_free(struct part_content *content);
/** How long ago it was, of a field that wants it said: "  (3d ago)"; else "". `out` has PANEL_AGE bytes. */
enum { PANEL_AGE = 48 };
const char *part_age(const struct field *field, const struct value *value, int64_t now, char *out);
/** The field that a part shows at this place: its index in the kind; -1 after the last. */
int part_field(const struct part *part, size_t place);

#endif
