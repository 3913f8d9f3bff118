/* How each source ended, in the words that the case demands, and what could not be judged for it. */
#include "base/arena.h"
#include "base/clock.h"
#include "research/judging.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define ANY             RESEARCH_SOURCES
#define NO_SCOPE        "no-scope:" /* and the permission's name */
#define ON_DEMAND       "It is read when somebody asks for it."

enum who { ANYBODY, AN_APPLICATION, A_PERSON };

/* The first row that fits says it. */
#define ABOUT_ANOTHER "answered about somebody else" /* as a reading says it (source/source.c) */

static const struct cause {
    enum research_source source;
    const char *state; /* "forbidden"; NULL: any */
    const char *code;  /* that the reading gave, or begins so where it ends with ":"; NULL: any */
    const char *error; /* what stands in what it said; NULL: anything */
    enum read_why why; /* of what was read in part; WHY_NOTHING: any */
    enum who who;
    bool logons; /* only where logons stand in for sign-ins */
    const char *say;
    const char *effect; /* NULL: what the source's row says */
} causes[] = {
    {.source = RESEARCH_SIGN_INS,
     .state = "unlicensed",
     .logons = true,
     .say = "Sign-in log needs Entra ID P1. Used audit-log logons instead: no country, no network, no session.",
     .effect = "A01 low by address; A02 A06 A07 off; A10 from the audit log"},
    {.source = RESEARCH_SIGN_INS,
     .state = "unlicensed",
     .say = "Sign-in log needs Entra ID P1, and no logon records are available.",
     .effect = "A off; explanations could not be tested"},
    {.source = RESEARCH_SIGN_INS,
     .state = "forbidden",
     .who = AN_APPLICATION,
     .say = "The app lacks AuditLog.Read.All + Directory.Read.All.",
     .effect = "A off"},
    {.source = RESEARCH_RULES,
     .state = "partial",
     .why = WHY_NOT_PERMITTED,
     .who = AN_APPLICATION,
     .say = "Role cannot read inbox rules. Graph list used: hidden rules not checked.",
     .effect = "M05 off; M01 by a folder only where the audit log names it"},
    {.source = RESEARCH_RULES,
     .state = "forbidden",
     .who = AN_APPLICATION,
     .say = "Role cannot read inbox rules, and Graph's list of them is closed as well: rules were not checked.",
     .effect = "M01 to M07 from the audit log only"},
    {.source = RESEARCH_RULES,
     .state = "forbidden",
     .who = A_PERSON,
     .say = "Your role cannot read inbox rules (Global Reader cannot): rules were not checked.",
     .effect = "M01 to M07 from the audit log only"},
    {.source = RESEARCH_AUDIT_LOG, .state = "being read", .say = "Audit search still running: result provisional."},
    {.source = RESEARCH_AUDIT_LOG, .code = "unstable", .say = "The audit search gives unstable counts."},
    {.source = RESEARCH_AUDIT_LOG, .code = "no-asynchronous", .say = "This cloud has no asynchronous audit search."},
    {.source = RESEARCH_AUDITS,
     .state = "forbidden",
     .code = NO_SCOPE,
     .who = A_PERSON,
     .say =
         "This sign-in lacks the permission %s. Changes of methods, devices, roles and consents are not recorded here; "
         "only what exists now was read."},
    {.source = RESEARCH_AUDITS,
     .state = "forbidden",
     .say = "Changes of methods, devices, roles and consents are not recorded here; only what exists now was read."},
    {.source = RESEARCH_MAILBOX, .state = "disabled", .say = "No mailbox."},
    {.source = RESEARCH_TRACE,
     .state = "partial",
     .code = "by-name",
     .say = "The mail address could not be read: traced by the sign-in name alone."},
    {.source = ANY,
     .state = "partial",
     .error = ABOUT_ANOTHER,
     .say = "The service answered about somebody else: what is about others was left out."},
    {.source = ANY, .state = "failed", .error = ABOUT_ANOTHER, .say = "The service answered about somebody else."},
    {.source = ANY, .state = "partial", .why = WHY_TOO_MANY, .say = "More rows exist than were read."},
    {.source = ANY, .state = "partial", .why = WHY_LEFT_OUT, .say = "Some of what came could not be read."},
    {.source = ANY,
     .state = "partial",
     .code = NO_SCOPE,
     .who = A_PERSON,
     .say = "This sign-in lacks the permission %s for a part of it."},
    {.source = ANY, .state = "partial", .say = "It was not read to the end: more rows may exist than were read."},
    {.source = ANY, .state = "unlicensed", .say = "The tenant has no licence for it."},
    {.source = ANY,
     .state = "forbidden",
     .code = NO_SCOPE,
     .who = A_PERSON,
     .say = "This sign-in lacks the permission %s: your role may well be enough."},
    {.source = ANY, .state = "forbidden", .who = A_PERSON, .say = "Your role cannot read this (%s)."},
    {.source = ANY, .state = "forbidden", .who = AN_APPLICATION, .say = "The app lacks a permission for it: %s."},
    {.source = ANY, .state = "forbidden", .say = "A permission for it is lacking."},
    {.source = ANY,
     .state = "disabled",
     .code = "Request_ResourceNotFound",
     .say = "The service does not know the user: was it deleted meanwhile?"},
    {.source = ANY, .state = "disabled", .say = "There is none in this tenant."},
    {.source = ANY, .state = "throttled", .say = "The service asked to wait for too long."},
    {.source = ANY, .state = "timed out", .say = "The service did not answer in time."},
    {.source = ANY, .state = "failed", .say = "It could not be read."},
    {.source = ANY, .state = "cancelled", .say = "It was cancelled, or the connection was lost."},
    {.source = ANY, .state = "being read", .say = "It is still being read: result provisional."},
    {.source = RESEARCH_FILES, .state = "not tried", .say = ON_DEMAND},
    {.source = RESEARCH_SHARED, .state = "not tried", .say = ON_DEMAND},
    {.source = RESEARCH_RECOVERABLE_ITEMS, .state = "not tried", .say = ON_DEMAND},
    {.source = ANY, .state = "not tried", .say = "It was not tried."},
};

static bool is_code(const char *wanted, const char *code)
{
    size_t length = strlen(wanted);
    return code && (wanted[length - 1] == ':' ? !strncmp(wanted, code, length) : !strcmp(wanted, code));
}

static const struct cause *cause_of(struct judging *judging, enum research_source source)
{
    const struct evidence *evidence = judging->evidence;
    const struct source_span *span = &evidence->sources[source];
    const char *state = evidence_state(evidence, source);
    enum who who = evidence->of.application ? AN_APPLICATION : A_PERSON;
    for (size_t i = 0; i < COUNT_OF(causes); i++) {
        const struct cause *row = &causes[i];
        if ((row->source == ANY || row->source == source) && (!row->state || !strcmp(row->state, state)) &&
            (!row->code || is_code(row->code, span->code)) && (!row->why || row->why == span->why) &&
            (!row->error || (span->error && strstr(span->error, row->error))) && (!row->who || row->who == who) &&
            (!row->logons || places_are_known(judging)))
            return row;
    }
    return NULL;
}

/* "Exchange Administrator, Security Reader": the roles that can read what serves the source. */
static const char *roles_of(struct judging *judging, enum research_source source)
{
    const char *roles = "";
    const char *const *served = research_source(source)->served;
    const struct source *row = served[0] ? source_find(served[0]) : NULL;
    for (size_t i = 0; row && row->roles && row->roles[i]; i++)
        roles = text_of(judging, "%s%s%s", roles, i ? ", " : "", row->roles[i]);
    return *roles ? roles : "another role can";
}

/* "AuditLog.Read.All", "an Exchange role with Get-RecoverableItems": what an application has to be given. */
static const char *lacking_of(struct judging *judging, enum research_source source)
{
    const char *const *served = research_source(source)->served;
    const struct source *row = served[0] ? source_find(served[0]) : NULL;
    const char *all = row && row->cmdlets ? "an Exchange role with " : "";
    const char *const *names = row ? row->cmdlets ? row->cmdlets : row->needs : NULL;
    for (size_t i = 0; names && names[i]; i++)
        all = text_of(judging, "%s%s%s", all, i ? ", " : "", names[i]);
    return *all ? all : "the roles of the service say which";
}

/* Titles of the indicators that are found in it. */
static const char *would_decide(struct judging *judging, enum research_source source)
{
    size_t files;
    const char *all = "";
    const struct indicator_rows *const *rows = indicator_all(&files);
    for (size_t file = 0; file < files; file++)
        for (size_t i = 0; i < rows[file]->count; i++)
            for (size_t k = 0; rows[file]->rows[i].needs[k] != RESEARCH_SOURCES; k++)
                if (rows[file]->rows[i].needs[k] == source)
                    all = text_of(judging, "%s%s%s %s", all, *all ? ", " : "", rows[file]->rows[i].id,
                                  rows[file]->rows[i].title);
    return all;
}

static const char *reach(struct judging *judging, const struct source_span *span)
{
    char from[CLOCK_TEXT];
    return text_of(judging, "Log reaches back only to %.10s.", clock_format(span->from, from));
}

static const char *log_off(struct judging *judging)
{
    bool at_the_latest;
    char since[CLOCK_TEXT] = "?";
    int64_t time = evidence_log_off_since(judging->evidence, &at_the_latest);
    return text_of(judging, "Unified audit log is switched off since %s%.16s%s. Past acts are not recoverable.",
                   time && at_the_latest ? "at the latest " : "", time ? clock_format(time, since) : since,
                   time ? "Z" : "");
}

static void explain(struct judging *judging, struct source_line *line)
{
    const struct evidence *evidence = judging->evidence;
    const struct source_span *span = &evidence->sources[line->source];
    const struct cause *cause = cause_of(judging, line->source);
    line->say = line->effect = line->would = "";
    if (!evidence_reaches(evidence, line->source)) {
        line->say = reach(judging, span);
        line->state = !strcmp(line->state, "ok") ? "partial" : line->state;
    } else if (cause) {
        bool scope = cause->code && !strcmp(cause->code, NO_SCOPE);
        const char *mark = strstr(cause->say, "%s");
        line->say = !mark ? cause->say
                          : text_of(judging, "%.*s%s%s", (int)(mark - cause->say), cause->say,
                                    scope                          ? span->code + strlen(NO_SCOPE)
                                    : cause->who == AN_APPLICATION ? lacking_of(judging, line->source)
                                                                   : roles_of(judging, line->source),
                                    mark + 2);
    }
    if (strcmp(line->state, "ok") != 0) {
        line->effect = cause && cause->effect ? cause->effect : research_source(line->source)->effect;
        line->would = would_decide(judging, line->source);
    }
    if (line->source == RESEARCH_AUDIT_LOG && evidence_log_is_off(evidence)) {
        line->state = "disabled";
        line->say = log_off(judging);
        line->effect = research_source(line->source)->effect;
    }
}

void explain_sources(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    struct report *report = judging->report;
    report->sources = arena_alloc(judging->arena, RESEARCH_SOURCES * sizeof *report->sources);
    for (int core = 1; core >= 0; core--)
        for (int source = 0; source < RESEARCH_SOURCES; source++) {
            const struct research_source_row *row = research_source(source);
            const struct source_span *span = &evidence->sources[source];
            if ((row->core != NULL) != core || (!row->core && !span->tried && !research_on_demand(source)))
                continue;
            struct source_line *line = &report->sources[report->source_count++];
            *line = (struct source_line){.source = source,
                                         .state = evidence_state(evidence, source),
                                         .from = span->from ? span->from : judging->from,
                                         .to = span->to ? span->to : judging->now,
                                         .count = span->count,
                                         .core = core,
                                         .waits = research_on_demand(source) && !span->tried};
            explain(judging, line);
        }
}
