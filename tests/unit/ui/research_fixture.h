/* Reports made by hand: somebody whose session was stolen, half read or whole. */
#ifndef RESEARCH_FIXTURE_H
#define RESEARCH_FIXTURE_H

#include "people_fixture.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "research/checklist.h"
#include "research/indicator.h"
#include "research/report.h"

#define ALICE "00000000-0000-4000-8000-000000000001"
#define BOB   "00000000-0000-4000-8000-000000000002"
#define NIGHT INT64_C(1795077370000) /* 2026-11-19T08:36:10Z */

enum { MINUTE_MS = 60000, DAY_MS = 24 * 60 * MINUTE_MS };

static const struct indicator replay = {.id = "A06",
                                        .name = "session.replayed",
                                        .title = "Session used from another place",
                                        .why = "A stolen token opens the mailbox without a password.",
                                        .false_positives = "A private relay that changes its exit."};
static const struct indicator hiding = {.id = "M01",
                                        .name = "rule.hides",
                                        .title = "Inbox rule hides mail",
                                        .why = "Who answers in his name hides the replies.",
                                        .false_positives = "A newsletter rule of his own."};
static const struct indicator phone = {.id = "P05",
                                       .name = "method.added",
                                       .title = "New sign-in method",
                                       .why = "It stays.",
                                       .false_positives = "A new phone."};

static const struct record_kind fixture_kind = {
    .name = "fact", .many = "facts", .id = -1, .title = -1, .detail = -1, .time = -1};
static const struct record fixture_record = {.kind = &fixture_kind, .raw = "{\"ipAddress\":\"192.0.2.201\"}"};

/* What of it there is. */
enum report_part {
    WITH_FINDINGS = 1,
    WITH_RULE = 2, /* one that came later, and is worse */
    GOING = 4,     /* the audit log is still read */
    REFUSED = 8,   /* risk is not licensed */
    MANY = 16,     /* 200,000 events */
    ASIDE = 32,
    CALM = 64 /* nothing was found */
};

static inline struct finding *report_finding(struct report *report, const struct indicator *indicator,
                                             enum severity severity, const char *key, const char *text, int64_t time)
{
    struct finding *finding = arena_alloc(report->arena, sizeof *finding);
    struct evidence_ref *ref = arena_alloc(report->arena, sizeof *ref);
    *ref = (struct evidence_ref){&fixture_record, RESEARCH_SIGN_INS, time, "ipAddress=192.0.2.201"};
    *finding = (struct finding){
        .indicator = indicator,
        .severity = severity,
        .points = 24,
        .because = "",
        .state = FINDING_ACTIVE,
        .time = time,
        .text = text,
        .key = key,
        .about = "",
        .place = {"192.0.2.201", address_key("192.0.2.201"), "45356788-7781", "", "", "axios/1.7"},
        .evidence = ref,
        .evidence_count = 1,
        .open = true};
    report->findings[report->finding_count++] = finding;
    return finding;
}

static inline void report_source(struct report *report, enum research_source source, const char *state, const char *say,
                                 const char *effect, size_t count, bool core)
{
    report->sources[report->source_count++] = (struct source_line){.source = source,
                                                                   .state = state,
                                                                   .say = say,
                                                                   .effect = effect,
                                                                   .would = "",
                                                                   .from = report->from,
                                                                   .to = report->now,
                                                                   .count = count,
                                                                   .core = core};
}

static inline struct timeline_row *report_event(struct report *report, int64_t time, const char *verb,
                                                const char *object, const char *address)
{
    struct timeline_row *row = &report->timeline[report->timeline_count++];
    bool home = !strcmp(address, "198.51.100.24");
    struct timeline_who *who = arena_alloc(report->arena, sizeof *who);
    *who = (struct timeline_who){.actor = report->name,
                                 .address = address,
                                 .where = home ? "FR" : "NG",
                                 .session = home ? "11112222-3333" : "45356788-7781",
                                 .app = "",
                                 .agent = home ? "Edge" : "axios/1.7"};
    *row = (struct timeline_row){.time = time,
                                 .last = time,
                                 .run = 1,
                                 .verb = verb,
                                 .object = object,
                                 .who = who,
                                 .source = RESEARCH_SIGN_INS,
                                 .record = &fixture_record,
                                 .suspect = !home};
    return row;
}

static inline void report_events(struct report *report, unsigned parts)
{
    size_t usual = parts & MANY ? 200000 : 30;
    for (size_t i = 0; i < usual; i++)
        report_event(report, report->from + (int64_t)i * (NIGHT - report->from - DAY_MS) / (int64_t)usual, "signed in",
                     "Outlook", "198.51.100.24")
            ->run = (uint32_t)(1 + i % 3);
    if (parts & CALM)
        return;
    struct timeline_row *first = report_event(report, NIGHT, "signed in", "OfficeHome", "203.0.113.77");
    report_event(report, NIGHT + MINUTE_MS, "signed in", "Outlook", "192.0.2.201");
    report_event(report, NIGHT + 4 * MINUTE_MS, "New-InboxRule", "\".\"", "192.0.2.201");
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i]->indicator == &replay) {
            first->findings = arena_alloc(report->arena, sizeof *first->findings);
            first->findings[first->finding_count++] = report->findings[i];
        }
}

static inline void report_checklist(struct report *report, unsigned parts)
{
    static const struct {
        const char *title, *none;
        enum research_source source;
    } sections[CHECKLIST_SECTIONS] = {{"Devices, with their first synchronisation", "No device.", RESEARCH_DEVICES},
                                      {"Forwarding and inbox rules", "Nothing is forwarded.", RESEARCH_RULES},
                                      {"Users added by this account", "It added no user.", RESEARCH_AUDITS},
                                      {"Last logons", "No sign-in.", RESEARCH_SIGN_INS},
                                      {"Password and sign-in methods", "No change.", RESEARCH_METHODS},
                                      {"Rights on the mailbox", "Nobody else.", RESEARCH_MAILBOX_RIGHTS},
                                      {"Applications", "No application.", RESEARCH_GRANTS},
                                      {"Mailbox logons", "No access.", RESEARCH_AUDIT_LOG}};
    struct checklist_section *list = arena_alloc(report->arena, CHECKLIST_SECTIONS * sizeof *list);
    for (size_t i = 0; i < CHECKLIST_SECTIONS; i++)
        list[i] = (struct checklist_section){
            .title = sections[i].title, .none = sections[i].none, .sources = {sections[i].source, RESEARCH_SOURCES}};
    list[0].rows = arena_alloc(report->arena, sizeof *list[0].rows);
    list[0].rows[list[0].count++] = (struct checklist_row){
        NIGHT, "Mobile: SM-S918B Android", "first synchronisation", &fixture_record, RESEARCH_DEVICES, true};
    report->checklist = list;
    (void)parts;
}

static inline void report_sources(struct report *report, unsigned parts)
{
    report->sources = arena_alloc(report->arena, 12 * sizeof *report->sources);
    report_source(report, RESEARCH_SIGN_INS, "ok", "", "A", 212, true);
    report_source(report, RESEARCH_AUDIT_LOG, parts & GOING ? "being read" : "partial",
                  parts & GOING ? "" : "More rows exist than were read.", "M06 D01 X03", 5000, true);
    report_source(report, RESEARCH_RISKS, parts & REFUSED ? "unlicensed" : "ok",
                  parts & REFUSED ? "Risk details need Entra ID P2." : "", "R01 R02", 0, true);
    report_source(report, RESEARCH_RULES, "ok", "", "M05", 3, true);
    report_source(report, RESEARCH_DEVICES, "ok", "", "P09", 1, false);
    report_source(report, RESEARCH_AUDITS, "ok", "", "P05", 2, true);
}

static inline struct report *report_make(const char *id, unsigned parts)
{
    static const char *const decisive[] = {"K6", "chain", NULL}, *const none[] = {NULL};
    static const char *const explanation[] = {
        "The session that signed in from FR at 08:36 was used from NG a minute later (A06).",
        "An inbox rule hides mail about invoices (M01).", NULL};
    static const char *const suspects[] = {"192.0.2.201", "203.0.113.77", NULL};
    struct arena *arena = arena_new(0);
    struct report *report = arena_alloc(arena, sizeof *report);
    *report = (struct report){.arena = arena,
                              .user_id = id,
                              .name = !strcmp(id, ALICE) ? "user1@contoso.example" : "user2@contoso.example",
                              .rules = "ioc-2",
                              .lists = "0123456789abcdef",
                              .now = NIGHT + 4 * DAY_MS,
                              .from = NIGHT - 10 * (int64_t)DAY_MS,
                              .provisional = parts & GOING,
                              .verdict = parts & CALM ? VERDICT_NO_EVIDENCE : VERDICT_LIKELY,
                              .sentence = parts & CALM    ? "NO EVIDENCE FOUND in 6 sources"
                                          : parts & ASIDE ? "LIKELY COMPROMISED, 1 finding set aside"
                                                          : "LIKELY COMPROMISED",
                              .score = parts & CALM ? 0 : 84,
                              .decisive = parts & CALM ? none : decisive,
                              .pattern = parts & CALM ? "none" : "Token theft",
                              .first = parts & CALM ? 0 : NIGHT,
                              .last = parts & CALM ? 0 : NIGHT + 4 * MINUTE_MS,
                              .open = parts & CALM ? 0 : 2,
                              .aside = parts & ASIDE ? 1 : 0,
                              .core_read = 9,
                              .core_count = 11,
                              .explanation = parts & CALM ? none : explanation,
                              .notes = none,
                              .suspect_addresses = parts & CALM ? none : suspects,
                              .suspect_sessions = none,
                              .clusters = none};
    report->findings = arena_alloc(arena, 8 * sizeof *report->findings);
    report->timeline = xcalloc(parts & MANY ? 200100 : 64, sizeof *report->timeline);
    if (parts & WITH_RULE)
        report_finding(report, &hiding, SEVERITY_CRITICAL, "M01 .", "rule \".\" moves mail to RSS Feeds",
                       NIGHT + 4 * MINUTE_MS)
            ->target = "drop@mailbox.example";
    if (parts & WITH_FINDINGS) {
        report_finding(report, &replay, SEVERITY_HIGH, "A06 session", "session used from NG", NIGHT);
        struct finding *added = report_finding(report, &phone, SEVERITY_MEDIUM, "P05 phone", "phone added",
                                               NIGHT + 2 * MINUTE_MS);
        added->aside = parts & ASIDE;
        added->aside_by = "admin@contoso.example";
        added->aside_reason = "helpdesk ticket 4711";
        added->aside_at = NIGHT + DAY_MS;
    }
    report_sources(report, parts);
    report_events(report, parts);
    report_checklist(report, parts);
    return report;
}

/* The worker says what it knows of somebody. */
static inline void tell(struct app *app, const char *id, unsigned parts)
{
    answer(app, (struct message){.kind = FROM_RESEARCH,
                                 .job = posted_last(TO_RESEARCH) ? posted_last(TO_RESEARCH)->job : 0,
                                 .subject = id,
                                 .report = report_make(id, parts)});
}

static inline void tell_end(struct app *app)
{
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted_last(TO_RESEARCH)->job, .state = JOB_DONE});
}

#endif
