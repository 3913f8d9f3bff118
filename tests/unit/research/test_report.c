/* The report beside its numbers: what was set aside, what is missing and how that is said, the timeline, and that it outlives what it
 * was made from. */
#include "unit.h"

#include "research/indicator.h"
#include "scenario_fixture.h"
#include <ctype.h>

static struct lists *lists;

static struct json *seed_of(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "scenarios/%s.json", name);
    return scenario_read(path);
}

static const struct finding *found(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i]->indicator->id, id))
            return report->findings[i];
    fail_msg("no finding %s", id);
    return NULL;
}

static void a_chain_that_is_set_aside__takes_what_it_explains_along(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, seed_of("S8"), NULL, lists);
    const struct set_aside aside = {
        .key = found(report, "P10")->key, .by = "lee", .reason = "ticket 4711, called back", .at = 7};
    struct report *again = research_judge(scenario.evidence, lists, &aside, 1);
    static const char *const ids[] = {"P05", "P06", "P07", "P10"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const struct finding *finding = found(again, ids[i]);
        assert_true(finding->aside);
        assert_int_equal(finding->points, 0);
        assert_string_equal(finding->aside_by, "lee");
        assert_string_equal(finding->aside_reason, "ticket 4711, called back");
        assert_int_equal(finding->aside_at, 7);
    }
    assert_int_equal(again->aside, 5);
    assert_int_equal(again->score_all, report->score);
    assert_int_equal(again->verdict_all, report->verdict);
    assert_true(again->score < again->score_all);
    assert_int_equal(again->verdict, VERDICT_NO_EVIDENCE);
    assert_non_null(strstr(again->sentence, "5 findings set aside"));
    assert_false(found(again, "A01")->aside);
    report_free(report);
    report_free(again);
    scenario_free(&scenario);
}

/* The acts of a containment: by whom and when, and every proof of it. */
static void what_roster_did__is_set_aside__and_nothing_beside_it(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, seed_of("S8"), NULL, lists);
    const struct finding *removed = NULL; /* what somebody else did to the account */
    for (size_t i = 0; i < report->finding_count && !removed; i++)
        if (report->findings[i]->indicator->id[0] == 'P' && !report->findings[i]->by_subject &&
            report->findings[i]->evidence_count && *report->findings[i]->about && report->findings[i]->time)
            removed = report->findings[i];
    assert_non_null(removed);
    int64_t first = INT64_MAX, last = 0;
    for (size_t i = 0; i < removed->evidence_count; i++) {
        first = removed->evidence[i].time < first ? removed->evidence[i].time : first;
        last = removed->evidence[i].time > last ? removed->evidence[i].time : last;
    }
    const struct {
        const char *by;
        int64_t from, to;
        bool own;
    } rows[] = {{removed->about, first, last, true},
                {removed->about, first + 1, last, false},
                {"somebody else", first, last, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct set_aside aside = {
            .key = "", .by = rows[i].by, .reason = "done by roster", .at = 7, .from = rows[i].from, .to = rows[i].to};
        struct report *again = research_judge(scenario.evidence, lists, &aside, 1);
        for (size_t k = 0; k < again->finding_count; k++)
            if (!strcmp(again->findings[k]->key, removed->key))
                assert_true(again->findings[k]->aside == rows[i].own && again->findings[k]->own == rows[i].own);
        assert_int_equal(again->own, again->aside); /* nobody set anything aside */
        assert_null(strstr(again->sentence, "set aside"));
        assert_int_equal(strstr(again->sentence, " done by roster") != NULL, again->own > 0);
        assert_false(found(again, "A01")->aside);
        report_free(again);
    }
    report_free(report);
    scenario_free(&scenario);
}

static void an_anchor_that_is_set_aside__links_nothing(void **state)
{
    struct scenario scenario;
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    for (const struct json *one = json_first(json_get(small, "cases")); one; one = json_next(one)) {
        if (strcmp(scenario_text(one, "case"), "k05") != 0)
            continue;
        struct report *report = scenario_judge(&scenario, scenario_small(json_get(small, "base"), one), NULL, lists);
        const struct set_aside aside = {.key = found(report, "A07")->key, .by = "lee", .reason = "his own PC"};
        struct report *again = research_judge(scenario.evidence, lists, &aside, 1);
        assert_int_equal(found(report, "P05")->modifier, MODIFIER_LINKED);
        assert_int_equal(found(again, "P05")->modifier, MODIFIER_NONE);
        report_free(report);
        report_free(again);
        scenario_free(&scenario);
    }
}

static void keys_of_findings__are_the_same_at_the_next_look(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, seed_of("S1"), NULL, lists);
    struct report *again = research_judge(scenario.evidence, lists, NULL, 0);
    assert_int_equal(report->finding_count, again->finding_count);
    for (size_t i = 0; i < report->finding_count; i++) {
        assert_string_equal(report->findings[i]->key, again->findings[i]->key);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(report->findings[i]->key, report->findings[k]->key);
    }
    report_free(report);
    report_free(again);
    scenario_free(&scenario);
}

/* --- what is missing --- */

static const struct source_line *line_of(const struct report *report, enum research_source source)
{
    for (size_t i = 0; i < report->source_count; i++)
        if (report->sources[i].source == source)
            return &report->sources[i];
    fail_msg("no line for %s", research_source(source)->key);
    return NULL;
}

static void what_is_missing__is_said_by_its_cause(void **state)
{
    static const struct {
        enum research_source source;
        enum read_state state;
        enum read_why why;
        bool application;
        int64_t from; /* days before now; 0: the whole window */
        const char *state_name, *says, *effect, *would;
    } cases[] = {
        {RESEARCH_SIGN_INS, READ_NOT, WHY_NOT_LICENSED, true, 0, "unlicensed",
         "Sign-in log needs Entra ID P1, and no logon records are available.", "A off", "A02 Impossible travel"},
        {RESEARCH_SIGN_INS, READ_NOT, WHY_NOT_PERMITTED, true, 0, "forbidden",
         "The app lacks AuditLog.Read.All + Directory.Read.All.", "A off", "A01"},
        {RESEARCH_RULES, READ_NOT, WHY_NOT_PERMITTED, true, 0, "forbidden",
         "Role cannot read inbox rules, and Graph's list of them is closed as well: rules were not checked.",
         "M01 to M07 from the audit log only", ""},
        {RESEARCH_RULES, READ_NOT, WHY_NOT_PERMITTED, false, 0, "forbidden",
         "Your role cannot read inbox rules (Global Reader cannot): rules were not checked.",
         "M01 to M07 from the audit log only", ""},
        {RESEARCH_RULES, READ_IN_PART, WHY_NOT_PERMITTED, true, 0, "partial",
         "Role cannot read inbox rules. Graph list used: hidden rules not checked.", "M05 off", "M01"},
        {RESEARCH_AUDITS, READ_NOT, WHY_TIMED_OUT, true, 0, "timed out", "The service did not answer in time.", "P04",
         ""},
        {RESEARCH_AUDITS, READ_IN_PART, WHY_LEFT_OUT, true, 0, "partial", "Some of what came could not be read.", "P04",
         ""},
        {RESEARCH_AUDITS, READ_IN_PART, WHY_LEFT_OUT, true, 0, "partial",
         "The service answered about somebody else:", "P04", ""},
        {RESEARCH_TRACE, READ_NOT, WHY_FAILED, true, 0, "failed", "The service answered about somebody else.", "X01",
         ""},
        {RESEARCH_GRANTS, READ_NOT, WHY_NOT_PERMITTED, false, 0, "forbidden", "Your role cannot read this (", "P01",
         "P02"},
        {RESEARCH_AUDIT_LOG, READ_GOING, WHY_NOTHING, true, 0, "being read",
         "Audit search still running: result provisional.", "X03", ""},
        {RESEARCH_AUDIT_LOG, READ_IN_PART, WHY_TOO_MANY, true, 0, "partial", "More rows exist than were read.", "X03",
         ""},
        {RESEARCH_AUDITS, READ_NOT, WHY_NOT_PERMITTED, true, 0, "forbidden",
         "Changes of methods, devices, roles and consents are not recorded here; only what exists now was read.", "P04",
         ""},
        {RESEARCH_AUDITS, READ_WHOLE, WHY_NOTHING, true, 7, "partial", "Log reaches back only to 2026-11-16.", "P04",
         ""},
        {RESEARCH_TRACE, READ_NOT, WHY_THROTTLED, true, 0, "throttled", "The service asked to wait for too long.",
         "X01", ""},
        {RESEARCH_TRACE, READ_NOT, WHY_CUT_SHORT, true, 0, "cancelled", "It was cancelled, or", "X01", ""},
    };
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scenario scenario;
        report_free(scenario_judge(&scenario, json_copy(json_get(small, "base")), NULL, lists));
        struct evidence *evidence = scenario.evidence;
        evidence->of.application = cases[i].application;
        struct err error = {.code = ERR_OK};
        if (strstr(cases[i].says, "somebody else"))
            err_set(&error, ERR_SERVICE, "the service answered about somebody else: 1 row was left out");
        evidence_begin(evidence, cases[i].source);
        if (cases[i].state != READ_GOING)
            evidence_end(evidence, cases[i].source, cases[i].state, cases[i].why, &error, NULL,
                         cases[i].from ? evidence->of.now - cases[i].from * 86400000 : 0, 0);
        struct report *report = research_judge(evidence, lists, NULL, 0);
        const struct source_line *line = line_of(report, cases[i].source);
        assert_string_equal(line->state, cases[i].state_name);
        if (strstr(line->say, cases[i].says) != line->say)
            fail_msg("case %zu: \"%s\"", i, line->say);
        assert_non_null(strstr(line->effect, cases[i].effect));
        assert_non_null(strstr(line->would, cases[i].would));
        assert_int_not_equal(report->verdict, VERDICT_NO_EVIDENCE);
        assert_int_equal(report->provisional, cases[i].state == READ_GOING);
        assert_int_equal(report->core_count, 11);
        assert_int_not_equal(report->core_read, report->core_count);
        report_free(report);
        scenario_free(&scenario);
    }
}

static void risk_without_a_licence__is_no_gap_but_is_said(void **state)
{
    struct scenario scenario;
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    report_free(scenario_judge(&scenario, json_copy(json_get(small, "base")), NULL, lists));
    evidence_begin(scenario.evidence, RESEARCH_RISKS);
    evidence_end(scenario.evidence, RESEARCH_RISKS, READ_NOT, WHY_NOT_LICENSED, NULL, NULL, 0, 0);
    struct report *report = research_judge(scenario.evidence, lists, NULL, 0);
    assert_int_equal(report->verdict, VERDICT_NO_EVIDENCE);
    assert_int_equal(report->core_count, 10);
    assert_string_equal(line_of(report, RESEARCH_RISKS)->state, "unlicensed");
    report_free(report);
    scenario.evidence->of.risk_licensed = true;
    report = research_judge(scenario.evidence, lists, NULL, 0);
    assert_int_equal(report->verdict, VERDICT_INCONCLUSIVE);
    report_free(report);
    scenario_free(&scenario);
}

/* Since when a log is off: the act that switched it off is the last that it has; else its configuration tells. */
static void a_log_that_is_off__is_told__since_when(void **state)
{
    static const struct {
        const char *config, *act, *says, *finding;
    } rows[] = {
        {"{\"UnifiedAuditLogIngestionEnabled\":false}", NULL, "switched off since ?. Past acts",
         "the unified audit log is switched off; silence"},
        {"{\"UnifiedAuditLogIngestionEnabled\":false,\"WhenChangedUTC\":\"2026-10-16T09:00:00Z\"}", NULL,
         "switched off since at the latest 2026-10-16T09:00Z. Past acts",
         "since at the latest 2026-10-16T09:00Z; silence"},
        {"{\"UnifiedAuditLogIngestionEnabled\":false,\"WhenChangedUTC\":\"2026-11-18T09:00:05Z\"}",
         "{\"CreationTime\":\"2026-11-18T09:00:00\",\"Id\":\"off\",\"Operation\":\"Set-AdminAuditLogConfig\",\"UserId\":"
         "\"admin@contoso.com\",\"Parameters\":[{\"Name\":\"UnifiedAuditLogIngestionEnabled\",\"Value\":\"False\"}]}",
         "switched off since 2026-11-18T09:00Z. Past acts", "since 2026-11-18T09:00Z by admin@contoso.com; silence"},
    };
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scenario scenario;
        struct err e;
        struct json *root = json_copy(json_get(small, "base"));
        json_set(scenario_at(root, "exo"), "Get-AdminAuditLogConfig",
                 json_parse(rows[i].config, strlen(rows[i].config), &e));
        if (rows[i].act)
            json_push(scenario_at(root, "unifiedAuditLog"), json_parse(rows[i].act, strlen(rows[i].act), &e));
        struct report *report = scenario_judge(&scenario, root, NULL, lists);
        const struct source_line *line = line_of(report, RESEARCH_AUDIT_LOG);
        assert_string_equal(line->state, "disabled");
        assert_non_null(strstr(line->say, rows[i].says));
        assert_string_equal(report->findings[0]->indicator->id, "T02");
        assert_non_null(strstr(report->findings[0]->text, rows[i].finding));
        assert_int_equal(report->findings[0]->evidence_count, rows[i].act ? 2 : 1);
        report_free(report);
        scenario_free(&scenario);
    }
}

/* One way to search alone: nothing is missing, but it is said why. */
static void a_cloud_without_queries__is_told(void **state)
{
    struct scenario scenario;
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    report_free(scenario_judge(&scenario, json_copy(json_get(small, "base")), NULL, lists));
    evidence_end(scenario.evidence, RESEARCH_AUDIT_LOG, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    evidence_begin(scenario.evidence, RESEARCH_AUDIT_LOG);
    evidence_end(scenario.evidence, RESEARCH_AUDIT_LOG, READ_WHOLE, WHY_NOTHING, NULL, "no-asynchronous", 0, 0);
    struct report *report = research_judge(scenario.evidence, lists, NULL, 0);
    const struct source_line *line = line_of(report, RESEARCH_AUDIT_LOG);
    assert_string_equal(line->state, "ok");
    assert_string_equal(line->say, "This cloud has no asynchronous audit search.");
    assert_string_equal(line->effect, "");
    assert_int_equal(report->core_read, report->core_count);
    report_free(report);
    scenario_free(&scenario);
}

/* How the risk came to be is told among the events; it is no finding. */
static void history_of_a_risk__stands_in_the_timeline(void **state)
{
    struct scenario scenario;
    struct record record = {.kind = &scenario_kind,
                            .raw = "{\"id\":\"h\",\"riskState\":\"dismissed\",\"riskLevel\":\"none\",\"riskDetail\":"
                                   "\"adminDismissedAllRiskForUser\",\"initiatedBy\":\"admin@contoso.com\","
                                   "\"riskLastUpdatedDateTime\":\"2026-11-18T10:00:00Z\"}"};
    bool told = false;
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    report_free(scenario_judge(&scenario, json_copy(json_get(small, "base")), NULL, lists));
    evidence_begin(scenario.evidence, RESEARCH_RISK_HISTORY);
    assert_true(evidence_add(scenario.evidence, RESEARCH_RISK_HISTORY, &record));
    evidence_end(scenario.evidence, RESEARCH_RISK_HISTORY, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    struct report *report = research_judge(scenario.evidence, lists, NULL, 0);
    for (size_t i = 0; i < report->timeline_count; i++)
        told |= !strcmp(report->timeline[i].who->actor, "admin@contoso.com") &&
                !strcmp(report->timeline[i].object, "dismissed, level none: adminDismissedAllRiskForUser");
    assert_true(told);
    assert_int_equal(report->finding_count, 0);
    report_free(report);
    scenario_free(&scenario);
}

/* Links that were made are open or gone only where somebody asked how the files are shared now. */
static void what_is_shared_now__tells_whether_it_is_open(void **state)
{
    static const struct {
        const char *now; /* NULL: nobody asked */
        enum finding_state state;
        size_t evidence;
    } rows[] = {{NULL, FINDING_UNKNOWN, 1},
                {"[{\"id\":\"o\",\"roles\":[\"owner\"],\"sharedUrl\":\"https://f\"}]", FINDING_PAST, 1},
                {"[{\"id\":\"p\",\"roles\":[\"read\"],\"link\":{\"scope\":\"anonymous\"},\"sharedUrl\":\"https://f\"},"
                 "{\"id\":\"q\",\"roles\":[\"read\"],\"sharedUrl\":\"https://other\"}]",
                 FINDING_ACTIVE, 2}};
    static const char act[] =
        "{\"CreationTime\":\"2026-11-18T10:00:00\",\"Id\":\"l\",\"Operation\":\"AnonymousLinkCreated\","
        "\"UserId\":\"sam.user@contoso.com\",\"ClientIP\":\"198.51.100.24\",\"ObjectId\":\"https://f\"}";
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scenario scenario;
        struct err e;
        struct json *root = json_copy(json_get(small, "base"));
        json_push(scenario_at(root, "unifiedAuditLog"), json_parse(act, strlen(act), &e));
        if (rows[i].now)
            json_set(scenario_at(root, "graph"), "sharedFiles", json_parse(rows[i].now, strlen(rows[i].now), &e));
        struct report *report = scenario_judge(&scenario, root, NULL, lists);
        assert_int_equal(report->finding_count, 1);
        assert_string_equal(report->findings[0]->indicator->id, "X06");
        assert_int_equal(report->findings[0]->state, rows[i].state);
        assert_int_equal(report->findings[0]->evidence_count, rows[i].evidence);
        report_free(report);
        scenario_free(&scenario);
    }
}

static bool notes(const struct report *report, const char *text)
{
    for (size_t i = 0; report->notes[i]; i++)
        if (strstr(report->notes[i], text))
            return true;
    return false;
}

static void a_short_history__is_said(void **state)
{
    struct scenario scenario;
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    struct json *seed = json_copy(json_get(small, "base")), *nothing = json_new_array();
    json_set(scenario_at(seed, "graph"), "signIns", nothing);
    struct report *report = scenario_judge(&scenario, seed, NULL, lists);
    assert_int_equal(report->verdict, VERDICT_INCONCLUSIVE);
    assert_true(notes(report, "Too little history: place rules use the usage location only."));
    report_free(report);
    scenario_free(&scenario);
}

/* --- words --- */

static void sentences__name_what_time_and_place(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, seed_of("S1"), NULL, lists);
    size_t count = 0;
    while (report->explanation[count])
        count++;
    assert_non_null(strstr(report->explanation[0], ", 2026-11-19 "));
    assert_in_range(count, 3, 5);
    assert_int_equal(report->first, scenario_time("2026-11-19T08:36:10Z"));
    assert_true(report->last >= scenario_time("2026-11-19T10:47:00Z"));
    assert_string_equal(report->pattern, "Token theft");
    assert_true(report->open > 0);
    assert_string_equal(report->clusters[0], "192.0.2.201");
    assert_null(report->clusters[1]);
    report_free(report);
    scenario_free(&scenario);
    report = scenario_judge(&scenario, seed_of("S8"), NULL, lists);
    bool ticket = false;
    for (size_t i = 0; report->explanation[i]; i++)
        ticket |= strstr(report->explanation[i], "confirm the ticket by telephone") != NULL;
    assert_true(ticket);
    report_free(report);
    scenario_free(&scenario);
}

/* --- timeline --- */

static void the_timeline__merges_all_logs_and_runs_of_equal_rows(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, seed_of("S1"), NULL, lists);
    size_t run = 0, named = 0, suspect = 0, events = 0;
    for (size_t i = 0; i < report->timeline_count; i++) {
        const struct timeline_row *row = &report->timeline[i];
        assert_true(i == 0 || row->time >= report->timeline[i - 1].time);
        assert_non_null(row->record);
        run = row->run > run ? row->run : run;
        named += row->finding_count > 0;
        suspect += row->suspect;
        events += row->run;
    }
    assert_true(named >= 10);
    assert_true(suspect >= 5);
    assert_true(events >= 64 + 20); /* the mails of the burst, the days at home */
    report_free(report);
    scenario_free(&scenario);
}

static void a_logon__that_the_sign_in_log_tells__is_left_out(void **state)
{
    struct scenario scenario;
    (void)state;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    struct json *seed = json_copy(json_get(small, "base"));
    static const char *const row =
        "{\"id\":\"x\",\"createdDateTime\":\"2026-11-18T10:00:00Z\",\"ipAddress\":\"198.51.100.24\","
        "\"correlationId\":\"c-1\",\"status\":{\"errorCode\":0}}";
    static const char *const logon =
        "{\"CreationTime\":\"2026-11-18T10:00:0%d\",\"Id\":\"l%d\",\"Operation\":\"UserLoggedIn\","
        "\"UserId\":\"sam.user@contoso.com\",\"InterSystemsId\":\"c-%d\"}";
    char text[512];
    json_push(scenario_at(seed, "graph/signIns"), json_parse(row, strlen(row), NULL));
    for (int i = 1; i <= 2; i++) {
        snprintf(text, sizeof text, logon, i, i, i);
        json_push(scenario_at(seed, "unifiedAuditLog"), json_parse(text, strlen(text), NULL));
    }
    struct report *report = scenario_judge(&scenario, seed, NULL, lists);
    size_t logons = 0;
    for (size_t i = 0; i < report->timeline_count; i++)
        logons += !strcmp(report->timeline[i].verb, "UserLoggedIn");
    assert_int_equal(logons, 1);
    report_free(report);
    scenario_free(&scenario);
}

/* --- ownership --- */

static void a_report__outlives_evidence_and_pages(void **state)
{
    static const struct record_kind kind = {.name = "x", .many = "x", .id = -1, .title = -1, .detail = -1, .time = -1};
    static const char *const blocked =
        "{\"SenderAddress\":\"sam@contoso.com\",\"CreatedDatetime\":\"2026-11-18T10:47:00Z\"}";
    static const char *const domains[] = {"contoso.com", NULL};
    (void)state;
    struct evidence *evidence = evidence_new(&(struct research_case){.user_id = "u",
                                                                     .name = "sam@contoso.com",
                                                                     .tenant_id = "t",
                                                                     .domains = domains,
                                                                     .now = scenario_time("2026-11-23T12:00:00Z")});
    struct record_page *page = record_page_new(&kind);
    record_page_add(page);
    record_page_keep_raw(page, blocked, strlen(blocked));
    record_page_close(page);
    evidence_begin(evidence, RESEARCH_BLOCKED_SENDERS);
    assert_int_equal(evidence_add_page(evidence, RESEARCH_BLOCKED_SENDERS, page), 0);
    record_page_free(page);
    struct report *report = research_judge(evidence, lists, NULL, 0);
    evidence_free(evidence);
    struct raw_reader reader = {0};
    const struct finding *finding = found(report, "R03");
    assert_string_equal(record_raw(finding->evidence[0].record, &reader), blocked);
    assert_string_equal(finding->about, "sam@contoso.com");
    assert_true(report->provisional); /* the source was never said to be over */
    raw_reader_free(&reader);
    report_free(report);
}

static void patterns__are_those_of_the_worked_cases(void **state)
{
    static const struct {
        const char *scenario, *pattern;
    } cases[] = {
        {"S1", "Token theft"},
        {"S3", "Password spray or guessing over an old protocol"},
        {"S5", "none"},
        {"S7", "Rogue device"},
        {"S8", "Method change after a helpdesk act (confirm the ticket by telephone)"},
        {"S9", "none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scenario scenario;
        struct report *report = scenario_judge(&scenario, seed_of(cases[i].scenario), NULL, lists);
        assert_string_equal(report->pattern, cases[i].pattern);
        report_free(report);
        scenario_free(&scenario);
    }
}

static void never_said(const char *text)
{
    static const char *const never[] = {"clean", "not compromised", "safe"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strcasestr(text, never[i]))
            fail_msg("it says \"%s\": %s", never[i], text);
}

static void no_word__promises_too_much(void **state)
{
    size_t files;
    (void)state;
    const struct indicator_rows *const *rows = indicator_all(&files);
    for (size_t file = 0; file < files; file++)
        for (size_t i = 0; i < rows[file]->count; i++) {
            never_said(rows[file]->rows[i].name);
            never_said(rows[file]->rows[i].title);
            never_said(rows[file]->rows[i].why);
        }
    for (int source = 0; source < RESEARCH_SOURCES; source++)
        never_said(research_source((enum research_source)source)->label);
    for (int verdict = 0; verdict <= VERDICT_LIKELY; verdict++)
        never_said(verdict_name((enum verdict)verdict));
    for (const char *const *name = (const char *const[]){"S1", "S5", "S8", "S9", NULL}; *name; name++) {
        struct scenario scenario;
        struct report *report = scenario_judge(&scenario, seed_of(*name), NULL, lists);
        never_said(report->sentence);
        never_said(report->pattern);
        for (size_t i = 0; report->explanation[i]; i++)
            never_said(report->explanation[i]);
        for (size_t i = 0; report->notes[i]; i++)
            never_said(report->notes[i]);
        for (size_t i = 0; i < report->finding_count; i++)
            never_said(report->findings[i]->text);
        report_free(report);
        scenario_free(&scenario);
    }
}

static void indicators__are_all_there_and_say_what_they_are(void **state)
{
    static const char *const all =
        "A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 R01 R02 R03 R04 M01 M02 M03 M04 M05 M06 M07 M08 D01 D02 D03 P01 P02 "
        "P03 P04 P05 P06 P07 P08 P09 P10 P11 X01 X02 X03 X04 X05 X06 X07 X08 X09 T01 T02 T03 T04 T05 T06";
    size_t files, count = 0;
    (void)state;
    const struct indicator_rows *const *rows = indicator_all(&files);
    for (size_t file = 0; file < files; file++)
        for (size_t i = 0; i < rows[file]->count; i++, count++) {
            const struct indicator *row = &rows[file]->rows[i];
            assert_non_null(strstr(all, row->id));
            assert_ptr_equal(indicator_find(row->id), row); /* no second row of the id */
            assert_true(row->name && row->title && row->why && row->false_positives);
            assert_int_equal(row->needs[0] < RESEARCH_SOURCES, true);
            assert_true(isupper((unsigned char)*row->title) && row->why[strlen(row->why) - 1] == '.');
            assert_false(isupper((unsigned char)row->false_positives[0]) &&
                         islower((unsigned char)row->false_positives[1]));
            assert_true(row->false_positives[strlen(row->false_positives) - 1] != '.');
        }
    assert_int_equal(count, 52);
    assert_int_equal((strlen(all) + 1) / 4, 52);
}

static int read_lists(void **state)
{
    struct err e;
    (void)state;
    lists = lists_new(NULL, 0, &e);
    return lists ? 0 : -1;
}

static int free_lists(void **state)
{
    (void)state;
    lists_free(lists);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_that_is_set_aside__takes_what_it_explains_along),
        cmocka_unit_test(what_roster_did__is_set_aside__and_nothing_beside_it),
        cmocka_unit_test(an_anchor_that_is_set_aside__links_nothing),
        cmocka_unit_test(keys_of_findings__are_the_same_at_the_next_look),
        cmocka_unit_test(what_is_missing__is_said_by_its_cause),
        cmocka_unit_test(a_log_that_is_off__is_told__since_when),
        cmocka_unit_test(a_cloud_without_queries__is_told),
        cmocka_unit_test(what_is_shared_now__tells_whether_it_is_open),
        cmocka_unit_test(history_of_a_risk__stands_in_the_timeline),
        cmocka_unit_test(risk_without_a_licence__is_no_gap_but_is_said),
        cmocka_unit_test(a_short_history__is_said),
        cmocka_unit_test(sentences__name_what_time_and_place),
        cmocka_unit_test(the_timeline__merges_all_logs_and_runs_of_equal_rows),
        cmocka_unit_test(a_logon__that_the_sign_in_log_tells__is_left_out),
        cmocka_unit_test(a_report__outlives_evidence_and_pages),
        cmocka_unit_test(patterns__are_those_of_the_worked_cases),
        cmocka_unit_test(no_word__promises_too_much),
        cmocka_unit_test(indicators__are_all_there_and_say_what_they_are),
    };
    return cmocka_run_group_tests(tests, read_lists, free_lists);
}
