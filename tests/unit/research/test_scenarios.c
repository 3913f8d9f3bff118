/* The worked cases: every scenario with its degraded runs, every small case, and what must hold when any core source is missing.
 * Groups of indicators that no rule file has yet are left out of the comparison; the moment there are rows they are in it. */
#include "unit.h"

#include "research/indicator.h"
#include "scenario_fixture.h"

static struct lists *lists;

static bool has_group(char letter)
{
    size_t files;
    const struct indicator_rows *const *all = indicator_all(&files);
    for (size_t file = 0; file < files; file++)
        for (size_t i = 0; i < all[file]->count; i++)
            if (all[file]->rows[i].id[0] == letter)
                return true;
    return false;
}

static bool all_groups(void)
{
    for (const char *letter = "ARMDPXT"; *letter; letter++)
        if (!has_group(*letter))
            return false;
    return true;
}

/* "A01 low 4|A07 medium 10|": sorted, without groups that have no rules yet. */
struct listing {
    char lines[128][48];
    size_t count;
};

static int by_line(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void add_line(struct listing *listing, const char *id, const char *severity, long long points)
{
    if (has_group(id[0]) && listing->count < 128)
        snprintf(listing->lines[listing->count++], 48, "%s %s %lld", id, severity, points);
}

static const char *listed(struct listing *listing, char *out, size_t size)
{
    size_t length = 0;
    qsort(listing->lines, listing->count, sizeof listing->lines[0], by_line);
    out[0] = '\0';
    for (size_t i = 0; i < listing->count && length < size; i++)
        length += (size_t)snprintf(out + length, size - length, "%s|", listing->lines[i]);
    return out;
}

static const char *found_in(const struct report *report, char *out, size_t size)
{
    struct listing listing = {.count = 0};
    for (size_t i = 0; i < report->finding_count; i++)
        add_line(&listing, report->findings[i]->indicator->id, severity_name(report->findings[i]->severity),
                 report->findings[i]->points);
    return listed(&listing, out, size);
}

static const char *wanted_in(const struct json *findings, char *out, size_t size)
{
    struct listing listing = {.count = 0};
    for (const struct json *one = json_first(findings); one; one = json_next(one)) {
        if (json_kind(one) == JSON_ARRAY) {
            const struct json *id = json_first(one), *severity = json_next(id);
            add_line(&listing, json_text(id), json_text(severity), json_integer(json_next(severity), -1));
        } else {
            add_line(&listing, scenario_text(one, "id"), scenario_text(one, "severity"),
                     json_integer(json_get(one, "points"), -1));
        }
    }
    return listed(&listing, out, size);
}

static const char *decisive_of(const struct report *report, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; report->decisive[i]; i++)
        length += (size_t)snprintf(out + length, size - length, "%s ", report->decisive[i]);
    return out;
}

static const char *decisive_in(const struct json *list, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (const struct json *one = json_first(list); one; one = json_next(one))
        length += (size_t)snprintf(out + length, size - length, "%s ", json_text(one));
    return out;
}

static int wrong; /* differences found: all are told before the test fails */

static void tell(const char *name, const char *what, const char *got, const char *wanted)
{
    if (strcmp(got, wanted) != 0) {
        wrong++;
        print_error("%s: %s\n   got    %s\n   wanted %s\n", name, what, got, wanted);
    }
}

static void check_outcome(const char *name, const struct report *report, const struct json *expect)
{
    char got[256], wanted[256];
    if (!all_groups() || !json_get(expect, "verdict")) /* the sum takes them all */
        return;
    tell(name, "verdict", verdict_name(report->verdict), scenario_text(expect, "verdict"));
    snprintf(got, sizeof got, "%d", report->score);
    snprintf(wanted, sizeof wanted, "%lld", json_integer(json_get(expect, "score"), -1));
    tell(name, "score", got, wanted);
    tell(name, "decisive", decisive_of(report, got, sizeof got),
         decisive_in(json_get(expect, "decisive"), wanted, sizeof wanted));
}

static void check_findings(const char *name, const struct report *report, const struct json *findings)
{
    char got[4096], wanted[4096];
    tell(name, "findings", found_in(report, got, sizeof got), wanted_in(findings, wanted, sizeof wanted));
}

/* What is said of every report: no finding without a record, no word that promises too much. */
static void check_words(const char *name, const struct report *report)
{
    static const char *const never[] = {"clean", "not compromised", " safe"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        for (size_t k = 0; report->explanation[k]; k++)
            if (strcasestr(report->explanation[k], never[i]))
                tell(name, "a word", report->explanation[k], "");
        if (strcasestr(report->sentence, never[i]))
            tell(name, "a word", report->sentence, "");
    }
    if (report->verdict == VERDICT_NO_EVIDENCE)
        assert_non_null(strstr(report->sentence, "sources, window"));
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i]->evidence_count)
            tell(name, "a finding without evidence", report->findings[i]->indicator->id, "");
}

static const char *const scenarios[] = {"S1", "S3", "S5", "S7", "S8", "S9"};

static struct json *scenario_file(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "scenarios/%s.json", name);
    return scenario_read(path);
}

static void scenarios__give_what_is_expected(void **state)
{
    (void)state;
    auto_json struct json *expected = scenario_read("scenarios/expected.json");
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        struct scenario scenario;
        struct report *report = scenario_judge(&scenario, scenario_file(scenarios[i]), NULL, lists);
        const struct json *expect = json_get(expected, scenarios[i]);
        check_findings(scenarios[i], report, json_get(expect, "findings"));
        check_outcome(scenarios[i], report, expect);
        check_words(scenarios[i], report);
        report_free(report);
        scenario_free(&scenario);
    }
    assert_int_equal(wrong, 0);
}

static bool has_finding(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i]->indicator->id, id))
            return true;
    return false;
}

static void check_degraded(const char *name, const struct json *run)
{
    struct scenario scenario;
    char title[128], denied[96];
    struct report *report = scenario_judge(&scenario, scenario_file(name), json_get(run, "deny"), lists);
    snprintf(title, sizeof title, "%s without %s", name, decisive_in(json_get(run, "deny"), denied, sizeof denied));
    for (const struct json *one = json_first(json_get(run, "remain")); one; one = json_next(one))
        if (has_group(json_text(one)[0]) && !has_finding(report, json_text(one)))
            tell(title, "gone", "", json_text(one));
    check_outcome(title, report, run);
    check_words(title, report);
    report_free(report);
    scenario_free(&scenario);
}

static void degraded_runs__give_what_is_expected(void **state)
{
    (void)state;
    auto_json struct json *expected = scenario_read("scenarios/expected.json");
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        for (const struct json *run = json_first(json_get(json_get(expected, scenarios[i]), "degraded")); run;
             run = json_next(run))
            check_degraded(scenarios[i], run);
    assert_int_equal(wrong, 0);
}

/* The base stands in the file, or in the one that it names. */
static void each_case(const char *file, void (*check)(const char *name, struct json *seed, const struct json *one))
{
    auto_json struct json *all = scenario_read(file);
    const char *base_file = json_text(json_get(all, "base"));
    auto_json struct json *other = base_file ? scenario_read(base_file) : NULL;
    const struct json *base = json_get(other ? other : all, "base");
    for (const struct json *one = json_first(json_get(all, "cases")); one; one = json_next(one)) {
        char name[160];
        snprintf(name, sizeof name, "%s %s", scenario_text(one, "case"), scenario_text(one, "title"));
        check(name, scenario_small(base, one), one);
    }
}

static void check_case(const char *name, struct json *seed, const struct json *one)
{
    struct scenario scenario;
    struct report *report = scenario_judge(&scenario, seed, json_get(one, "deny"), lists);
    check_findings(name, report, json_path(one, "expect.findings"));
    check_outcome(name, report, json_get(one, "expect"));
    check_words(name, report);
    report_free(report);
    scenario_free(&scenario);
}

static void check_cases(const char *file)
{
    each_case(file, check_case);
}

static void small_cases__give_what_is_expected(void **state)
{
    (void)state;
    check_cases("scenarios/small.json");
    assert_int_equal(wrong, 0);
}

static void cases_of_access__give_what_is_expected(void **state)
{
    (void)state;
    check_cases("tests/unit/research/access.json");
    assert_int_equal(wrong, 0);
}

static void cases_of_mailboxes__give_what_is_expected(void **state)
{
    (void)state;
    check_cases("tests/unit/research/mailbox.json");
    assert_int_equal(wrong, 0);
}

static void cases_of_persistence__give_what_is_expected(void **state)
{
    (void)state;
    check_cases("tests/unit/research/persistence.json");
    assert_int_equal(wrong, 0);
}

static void cases_of_use__give_what_is_expected(void **state)
{
    (void)state;
    check_cases("tests/unit/research/use.json");
    assert_int_equal(wrong, 0);
}

/* --- three for each indicator: one that fires it, one that just does not, its known false positive --- */

/* The seed of a case of any of the files; NULL: there is none. To be freed. */
static struct json *seed_called(const char *name)
{
    static const char *const files[] = {"tests/unit/research/access.json", "tests/unit/research/mailbox.json",
                                        "tests/unit/research/persistence.json", "tests/unit/research/use.json",
                                        "scenarios/small.json"};
    struct json *seed = NULL;
    auto_json struct json *small = scenario_read("scenarios/small.json");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        auto_json struct json *all = scenario_read(files[i]);
        for (const struct json *one = json_first(json_get(all, "cases")); one && !seed; one = json_next(one))
            if (!strcmp(scenario_text(one, "case"), name))
                seed = scenario_small(json_get(small, "base"), one);
    }
    return seed;
}

static void check_three(const char *id, const char *name, size_t at)
{
    struct scenario scenario;
    char title[64];
    struct json *seed = seed_called(name);
    snprintf(title, sizeof title, "%s in %s", id, name);
    if (!seed) {
        tell(title, "no such case", "", name);
        return;
    }
    struct report *report = scenario_judge(&scenario, seed, NULL, lists);
    if (at < 2 && has_finding(report, id) != !at)
        tell(title, at ? "just does not fire" : "fires", has_finding(report, id) ? "fired" : "did not fire", "");
    if (at == 2 && report->verdict == VERDICT_LIKELY)
        tell(title, "a known false positive", verdict_name(report->verdict), "less");
    report_free(report);
    scenario_free(&scenario);
}

static void each_indicator__is_tried__in_three_ways(void **state)
{
    size_t files, count = 0;
    const struct indicator_rows *const *all = indicator_all(&files);
    (void)state;
    auto_json struct json *three = scenario_read("tests/unit/research/three.json");
    for (size_t file = 0; file < files; file++)
        for (size_t i = 0; i < all[file]->count; i++, count++) {
            const struct json *names = json_get(three, all[file]->rows[i].id);
            size_t at = 0;
            if (json_count(names) != 3)
                tell(all[file]->rows[i].id, "tests", "", "three");
            for (const struct json *one = json_first(names); one; one = json_next(one))
                check_three(all[file]->rows[i].id, json_text(one), at++);
        }
    assert_int_equal(count, 52);
    assert_int_equal(wrong, 0);
}

/* --- what is still open --- */

/* S1 after its remediation: no method, grant and rule of the intruder's is left. */
static void remediate(struct json *root)
{
    struct json *methods = json_new_array(), *grants = json_new_array(), *rules = json_new_array();
    for (const struct json *one = json_first(json_path(root, "graph.authenticationMethods")); one; one = json_next(one))
        if (strcmp(scenario_text(one, "displayName"), "SM-S918B") != 0)
            json_push(methods, json_copy(one));
    for (const struct json *one = json_first(json_path(root, "graph.oauth2PermissionGrants")); one;
         one = json_next(one))
        if (strcmp(scenario_text(one, "id"), "g-em") != 0)
            json_push(grants, json_copy(one));
    for (const struct json *one = json_first(json_path(root, "exo.Get-InboxRule")); one; one = json_next(one)) {
        struct json *rule = json_copy(one);
        json_set_bool(rule, "Enabled", false);
        json_push(rules, rule);
    }
    json_set(scenario_at(root, "graph"), "authenticationMethods", methods);
    json_set(scenario_at(root, "graph"), "oauth2PermissionGrants", grants);
    json_set(scenario_at(root, "exo"), "Get-InboxRule", rules);
}

static void remediation__closes_what_is_open__and_leaves_the_verdict(void **state)
{
    struct scenario scenario;
    (void)state;
    struct report *report = scenario_judge(&scenario, scenario_file("S1"), NULL, lists);
    assert_int_equal(report->open, 5); /* "Open items 0 of 5", as its page says */
    report_free(report);
    scenario_free(&scenario);
    struct json *after = scenario_file("S1");
    remediate(after);
    report = scenario_judge(&scenario, after, NULL, lists);
    assert_int_equal(report->open, 0);
    assert_int_equal(report->verdict, VERDICT_LIKELY);
    report_free(report);
    scenario_free(&scenario);
}

/* --- what is missing --- */

static bool rests_on(const struct finding *finding, enum research_source source)
{
    for (size_t i = 0; i < finding->evidence_count; i++)
        if (finding->evidence[i].source == source ||
            (source == RESEARCH_RULES && finding->evidence[i].source == RESEARCH_ALL_RULES))
            return true;
    return false;
}

/* Judge anew without one source, beside those that are denied anyway, and with a part of it: never nothing, and nothing is gone that can
 * still be read. */
static void check_missing(const char *name, const struct json *seed, const struct report *whole,
                          const struct json *before, const char *key)
{
    struct scenario scenario;
    char title[256];
    enum research_source source = research_source_find(key);
    auto_json struct json *denied = before ? json_copy(before) : json_new_array();
    json_push(denied, json_new_text(key));
    struct report *report = scenario_judge(&scenario, json_copy(seed), denied, lists);
    snprintf(title, sizeof title, "%s without %s", name, key);
    if (report->verdict == VERDICT_NO_EVIDENCE)
        tell(title, "verdict", verdict_name(report->verdict), "anything else");
    for (size_t i = 0; i < whole->finding_count; i++)
        if (!rests_on(whole->findings[i], source) && !has_finding(report, whole->findings[i]->indicator->id))
            tell(title, "gone", "", whole->findings[i]->indicator->id);
    report_free(report);
    evidence_end(scenario.evidence, source, READ_IN_PART, WHY_TOO_MANY, NULL, NULL, 0, 0);
    report = research_judge(scenario.evidence, lists, NULL, 0);
    if (report->verdict == VERDICT_NO_EVIDENCE)
        tell(title, "verdict, in part", verdict_name(report->verdict), "anything else");
    report_free(report);
    scenario_free(&scenario);
}

static void check_each_missing(const char *name, const struct json *seed, const struct json *denied)
{
    struct scenario scenario;
    struct report *whole = scenario_judge(&scenario, json_copy(seed), denied, lists);
    for (int source = 0; source < RESEARCH_SOURCES; source++)
        if (research_source(source)->core)
            check_missing(name, seed, whole, denied, research_source(source)->key);
    report_free(whole);
    scenario_free(&scenario);
}

/* Under a sanitizer, which takes twenty times as long, one case in five. */
static void check_case_missing(const char *name, struct json *seed, const struct json *one)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static unsigned counted;
    bool tried = counted++ % 5 == 0;
#else
    bool tried = true;
#endif
    if (tried)
        check_each_missing(name, seed, json_get(one, "deny"));
    json_free(seed);
}

static void a_missing_source__never_clears_and_hides_nothing_else(void **state)
{
    static const char *const files[] = {"scenarios/small.json", "tests/unit/research/access.json",
                                        "tests/unit/research/mailbox.json", "tests/unit/research/persistence.json",
                                        "tests/unit/research/use.json"};
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        auto_json struct json *seed = scenario_file(scenarios[i]);
        check_each_missing(scenarios[i], seed, NULL);
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        each_case(files[i], check_case_missing);
    assert_int_equal(wrong, 0);
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

static int forget(void **state)
{
    (void)state;
    wrong = 0;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(scenarios__give_what_is_expected, forget),
        cmocka_unit_test_setup(degraded_runs__give_what_is_expected, forget),
        cmocka_unit_test_setup(small_cases__give_what_is_expected, forget),
        cmocka_unit_test_setup(cases_of_access__give_what_is_expected, forget),
        cmocka_unit_test_setup(remediation__closes_what_is_open__and_leaves_the_verdict, forget),
        cmocka_unit_test_setup(cases_of_mailboxes__give_what_is_expected, forget),
        cmocka_unit_test_setup(cases_of_persistence__give_what_is_expected, forget),
        cmocka_unit_test_setup(cases_of_use__give_what_is_expected, forget),
        cmocka_unit_test_setup(each_indicator__is_tried__in_three_ways, forget),
        cmocka_unit_test_setup(a_missing_source__never_clears_and_hides_nothing_else, forget),
    };
    return cmocka_run_group_tests(tests, read_lists, free_lists);
}
