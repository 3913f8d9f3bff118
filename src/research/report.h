/* What a research says: findings with their evidence, verdict, score and what it could not see. Immutable once it is made; owns
 * all that it shows but the records, whose pages it keeps. */
#ifndef RESEARCH_REPORT_H
#define RESEARCH_REPORT_H

#include "research/evidence.h"

struct indicator;
struct lists;
struct checklist_section;
struct foothold;

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITIES };
enum finding_state { FINDING_UNKNOWN, FINDING_ACTIVE, FINDING_PAST };
enum modifier {
    MODIFIER_NONE,
    MODIFIER_LINKED,
    MODIFIER_EXPLAINED,
    MODIFIER_UNTESTED,
    MODIFIER_UNDATED,
    MODIFIER_ASIDE
};
enum verdict { VERDICT_NO_EVIDENCE, VERDICT_INCONCLUSIVE, VERDICT_SUSPICIOUS, VERDICT_LIKELY };
enum group { GROUP_A, GROUP_R, GROUP_M, GROUP_D, GROUP_P, GROUP_X, GROUP_T, FINDING_GROUPS };

struct evidence_ref {
    const struct record *record;
    enum research_source source;
    int64_t time;
    const char *value; /* "ipAddress=192.0.2.201" */
};

struct finding {
    const struct indicator *indicator;
    enum severity severity;
    int points;
    enum modifier modifier;
    const char *because; /* of the modifier: "same address as a suspicious sign-in"; "" */
    enum finding_state state;
    int64_t time; /* 0: none */
    const char *text;
    const char *key; /* names it over several researches of a user: "M01 a rule", for setting aside and "since last" */
    const char *about, *app_id;
    const char *target;          /* an address that mail is sent on to; "" */
    struct place place;          /* of the act; key.family 0: none */
    const struct place **places; /* further ones */
    size_t place_count;
    struct evidence_ref *evidence;
    size_t evidence_count, evidence_more; /* more: left out, there are so many */
    const char *explained;                /* by its rule; NULL: not */
    bool by_subject, undated, dateless, unexplainable, untestable, unless_anchor, shown_only, no_anchor, dropped;
    bool aside; /* set aside by an administrator, or roster's own act */
    bool own;   /* of those: roster's own act */
    const char *aside_by, *aside_reason;
    int64_t aside_at;
    bool open;     /* counts as "still open" */
    size_t number; /* order in which it was added */
};

struct set_aside { /* one finding that an administrator takes for explained */
    const char *key, *by, *reason;
    int64_t at;
    int64_t from, to; /* instead of a key: whatever `by` did between them was done by roster; 0: it has a key */
};

struct source_line { /* how a source ended, as the report shows it */
    enum research_source source;
    const char *state;  /* "ok", "partial", … */
    const char *say;    /* what its state means, one sentence; "" when it is whole */
    const char *effect; /* what could not be judged for it: "M05 off"; "" */
    const char *would;  /* what it would have decided; "" */
    int64_t from, to;
    size_t count;
    bool core;
    bool waits; /* it is read only when somebody asks for it, and nobody has: nothing is missing */
};

/* Who did something, and from where: rows of which this is equal share it. Of 200,000 rows there are a few hundred. */
struct timeline_who {
    const char *actor, *address, *where, *session, *app, *agent;
};

struct timeline_row {
    int64_t time, last; /* of the last of a run of equal ones */
    const char *verb, *object;
    const struct timeline_who *who;
    const struct record *record;
    const struct finding **findings; /* that rest on it */
    uint32_t run;                    /* how many it stands for */
    uint16_t finding_count;
    uint8_t source; /* enum research_source */
    bool suspect;   /* its session or address is */
};

struct report {
    struct arena *arena;
    const char *user_id, *name;
    const char *rules; /* "ioc-2" */
    const char *lists; /* version of the lists */
    int64_t now, from, base;
    bool provisional; /* sources are still being read */
    enum verdict verdict;
    const char *sentence; /* "LIKELY COMPROMISED", "NO EVIDENCE FOUND in 11 sources, window …" */
    int score;
    enum verdict verdict_all; /* if nothing were set aside */
    int score_all;
    int raw[FINDING_GROUPS], capped[FINDING_GROUPS];
    const char *const *decisive; /* "K2", "chain"; NULL-terminated */
    const char *pattern;         /* "Token theft"; "unknown", "none" */
    int64_t first, last;         /* suspicious event; 0: none */
    size_t open, aside, own;     /* findings; own: of those aside, what roster itself did */
    size_t core_read, core_count;
    const char *const *explanation; /* three to five sentences, NULL-terminated */
    const char *const *notes;       /* baseline, window too short, silence that proves nothing, … NULL-terminated */
    struct finding **findings;      /* worst first; those that were dropped are not among them */
    size_t finding_count;
    struct source_line *sources; /* all that were tried or should have been, core first */
    size_t source_count;
    struct address_key *suspects;
    const char *const *suspect_addresses, *const *suspect_sessions; /* NULL-terminated */
    const char *const *suspect_apps, *const
                                         *suspect_targets; /* of findings that count: ids, addresses; NULL-terminated */
    const char *const *clusters;                           /* addresses, NULL-terminated */
    struct timeline_row *timeline;                         /* oldest first; not in the arena */
    size_t timeline_count;
    struct record_page **pages; /* a share of each that the records stand in */
    size_t page_count;
    const struct checklist_section *checklist; /* CHECKLIST_SECTIONS of them: checklist.h */
    const struct foothold *footholds;          /* what gives access: foothold.h */
    size_t foothold_count;
    size_t baseline_count; /* successes of the baseline */
    bool baseline, weak_baseline;
};

/** Judge what there is. `aside`: set-aside findings, `count` of them. Owned by the caller. */
struct report *research_judge(struct evidence *evidence, const struct lists *lists, const struct set_aside *aside,
                              size_t count);
void report_free(struct report *report); /* NULL is fine */

const char *severity_name(enum severity severity); /* "info", … */
/** What stands before a source's `effect`: what was read of one in part is judged all the same. */
const char *source_line_lacks(const struct source_line *line);
const char *verdict_name(enum verdict verdict);    /* "LIKELY COMPROMISED", … */
const char *modifier_name(enum modifier modifier); /* "linked ×1.5", …; "" */
/** Whether Microsoft says so still: nothing of the account is to be closed for it, so that it is not open. */
bool finding_is_reported(const struct finding *finding);
enum group indicator_group(const struct indicator *indicator);

#endif
