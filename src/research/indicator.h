/* An indicator: one row, and the rule that looks for it. A rule is a pure function over evidence, terms and window; what it finds it
 * adds with finding_add() and proves with finding_evidence(). */
#ifndef RESEARCH_INDICATOR_H
#define RESEARCH_INDICATOR_H

#include "research/report.h"
#include "research/terms.h"
#include "research/thresholds.h"

struct judging;
struct lists; /* research/lists.h */

enum indicator_flag {
    INDICATOR_UNEXPLAINABLE = 1 << 0, /* [u]: a familiar address never explains it */
    INDICATOR_DATELESS = 1 << 1       /* full points when undated, and counts as if it were dated */
};

/* When a rule is run. Within a turn, rules run in the order of their rows. */
enum indicator_turn {
    TURN_FACTS,    /* it looks at evidence alone */
    TURN_FINDINGS, /* it looks at findings of the turn before: P10, D03 */
    TURN_SUSPECTS, /* it asks what is suspect, or for anchors: X03, X07, X08, X09 */
    TURNS
};

struct indicator {
    const char *id;    /* "A01"; its first letter is the group */
    const char *name;  /* "signin.new-place" */
    const char *title; /* "Sign-in from a new country or network" */
    const char *why;   /* why it matters, one line */
    const char *false_positives;
    const char *steps[4]; /* remediation that it proposes: "S2", … */
    unsigned flags;
    enum indicator_turn turn;
    enum research_source needs[6]; /* sources it is found in, ended by RESEARCH_SOURCES; for what absence means */
    /** Look for it. NULL: the rule of another row finds it, too (a rule of the mailbox is looked at once for M01 to M06). */
    void (*find)(struct judging *judging);
    /** After the clusters are known: raise (or lower) what was found. NULL: nothing changes. */
    void (*refine)(struct judging *judging);
};

/* What a rule works with. Read-only for it, but for `arena`, which lives until the report is freed. */
struct judging {
    struct evidence *evidence;
    const struct terms *terms;
    const struct lists *lists;
    struct arena *arena;
    int64_t now, from, base;           /* window [from, now], baseline [base, from) */
    const struct indicator *indicator; /* whose rule runs */
    struct report *report;
    struct judging_own *own;
};

/* ---- what there is ---- */

enum which {
    IN_WINDOW = 1 << 0,
    IN_BASELINE = 1 << 1, /* neither: both */
    BY_SUBJECT = 1 << 2,
    BY_OTHERS = 1 << 3,
    ON_SUBJECT = 1 << 4, /* audits: he is a target; acts: his mailbox (owner, object or Parameters.Identity) */
    SUCCEEDED = 1 << 5,  /* sign-ins: success; audits: not failed; acts: ResultStatus is no failure */
    STRAY = 1 << 6,      /* sign-ins */
    INTERACTIVE = 1 << 7 /* sign-ins */
};

struct acts {
    const struct act *const *at;
    size_t count;
};
struct audits {
    const struct audit *const *at;
    size_t count;
};
struct sign_ins {
    const struct sign_in *const *at;
    size_t count;
};

/* Collections are valid until the rule is over. */

/** Acts with one of these operations ("New-InboxRule|Set-InboxRule", capitals do not count; NULL: all), oldest first. */
struct acts acts_of(struct judging *judging, const char *operations, unsigned which);
/** Directory audits that `lists/audit-activities.csv` marks for an indicator ("P05"; NULL: all), oldest first. */
struct audits audits_of(struct judging *judging, const char *indicator, unsigned which);
/** The kind ("app-password") that the list gives this audit for the indicator; NULL: it is not marked. */
const char *audit_kind(struct judging *judging, const struct audit *audit, const char *indicator);
/** Sign-ins of the subject, oldest first. */
struct sign_ins sign_ins_of(struct judging *judging, unsigned which);
/** Mail that the subject sent (BY_SUBJECT) or got (BY_OTHERS). */
struct sents {
    const struct sent *const *at;
    size_t count;
};
struct sents sents_of(struct judging *judging, unsigned which);

/** Whether the subject holds a directory role. */
bool subject_has_role(struct judging *judging);
/** The application of a service principal's id, or of an app id; NULL: not read. */
const struct application *application_of(struct judging *judging, const char *id);
/** Owner is Microsoft, or this tenant; false also when it is not known. */
bool application_is_microsoft(struct judging *judging, const struct application *application);
bool application_is_own(struct judging *judging, const struct application *application);
/** Text that lives as long as the report. */
const char *text_of(struct judging *judging, const char *format, ...) PRINTF_LIKE(2, 3);

/* ---- what is found ---- */

struct finding_fact {
    const char *id; /* NULL: the indicator whose rule runs */
    enum severity severity;
    int64_t time;              /* 0: none; when it happened */
    const struct place *place; /* NULL: none; address, session and token are taken from it */
    const char *
        about; /* what it is about: name of a rule, id of an app, device, grantee. Two of the same are one act. NULL: "" */
    const char *app_id;    /* P01, P02: linked also when this app was used from a suspect address */
    const char *target;    /* M02, M07: where mail is sent on to */
    const char *explained; /* why the rule itself takes it for explained (×0.5); NULL: only the general rule does */
    enum finding_state state;
    bool by_subject; /* an act of the subject */
    bool undated;    /* a state without a log record in the window */
    bool
        dateless; /* this one at full points though undated (D02 for everyone, a strong folder), as INDICATOR_DATELESS says of all */
    bool never_explained; /* this one as INDICATOR_UNEXPLAINABLE says of all */
    bool untestable;      /* X03 by a synchronisation of Outlook: halved where no sign-in could be read */
    bool unless_anchor;   /* `explained` does not hold near an anchor (P01) */
    bool shown_only;      /* `place` is shown, but makes nothing suspect: those of finding_place() do (A05, A10, A11) */
    bool no_anchor;       /* A: though medium or more it makes nothing suspect (A01 network only, A03 low) */
};

/** Add a finding with a text ("rule '.' moves mail to RSS Feeds"). Owned by the report. */
struct finding *finding_add(struct judging *judging, const struct finding_fact *fact, const char *text, ...)
    PRINTF_LIKE(3, 4);
/** Prove it: a record that can be opened, and the value that counts ("autonomousSystemNumber=64511"). At least one each. */
void finding_evidence(struct judging *judging, struct finding *finding, const struct fact *fact, const char *value, ...)
    PRINTF_LIKE(4, 5);
/** Another address or session that a finding is about: of its anchors (A), or by which it may be linked (P09). */
void finding_place(struct judging *judging, struct finding *finding, const struct place *place);
/** Say more: a sentence behind its text. */
void finding_more(struct judging *judging, struct finding *finding, const char *text, ...) PRINTF_LIKE(3, 4);
/** Take a finding back, as where another replaces it (P09 a P07). */
void finding_drop(struct judging *judging, struct finding *finding);

/* Findings so far, in the order they were added; `ids` as "P05|P07|P09", NULL: all. */
struct findings {
    struct finding *const *at;
    size_t count;
};
struct findings findings_of(struct judging *judging, const char *ids);

/* ---- what is suspect (TURN_SUSPECTS and refine: before that nothing is) ---- */

/** Whether the address, or the session or token, is that of an anchor or (in refine) of an act cluster. */
bool is_suspect(struct judging *judging, const struct place *place);
bool is_suspect_address(struct judging *judging, struct address_key key);
/** Whether an anchor lies between the two times. */
bool anchor_between(struct judging *judging, int64_t from, int64_t to);
/** Whether there are sign-ins (or logons) at all: without them no place can be told from another. */
bool places_are_known(struct judging *judging);

/* ---- the rows ---- */

struct indicator_rows {
    const struct indicator *rows;
    size_t count;
};

/** All rows, by files; `*count` gets the number of files. */
const struct indicator_rows *const *indicator_all(size_t *count);
const struct indicator *indicator_find(const char *id); /* NULL: there is none */

extern const struct indicator_rows sign_in_rules, session_rules, client_rules, guess_rules, risk_rules; /* A, R */
extern const struct indicator_rows mail_rules, delegation_rules;                                        /* M, D */
extern const struct indicator_rows app_rules, method_rules, device_rules;                               /* P */
extern const struct indicator_rows send_rules, domain_rules, read_rules, file_rules, chat_rules;        /* X */
extern const struct indicator_rows tenant_rules, auditing_rules;                                        /* T */

#endif
