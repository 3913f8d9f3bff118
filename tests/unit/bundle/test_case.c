/* A case that is written down and opened says the same, and nothing in its files does anything but be read. */
#include "unit.h"

#include "base/alloc.h"
#include "base/secret.h"
#include "bundle/case.h"
#include "codec/json.h"
#include "research/print.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USER   "00000000-0000-4000-8000-000000000001"
#define SECRET "ey.canary.of.a.token"
enum { MANY = 3000 };

static const int64_t now = INT64_C(1795860000000); /* 2026-11-28 */
static char base[64], folder[96];
static struct lists *lists;

static void add(struct evidence *evidence, enum research_source source, const char *row, const char *json)
{
    struct record_page *page = record_page_new(source_find(row)->kind);
    auto_json struct json *object = json_parse(json, strlen(json), NULL);
    assert_non_null(object);
    char *raw = arena_strdup(page->arena, json);
    source_restore(source_find(row), page, raw, object);
    assert_int_equal(evidence_add_page(evidence, source, page), 0);
    record_page_free(page);
}

/* Rule, consent and sign-ins of somebody who has read how names are shown. */
static struct evidence *hostile_evidence(void)
{
    static const char *const domains[] = {"contoso.com", NULL};
    struct evidence *evidence = evidence_new(&(struct research_case){
        .user_id = USER, .name = "ann@contoso.com", .tenant_id = "t", .domains = domains, .now = now});
    add(evidence, RESEARCH_USER, "profile", "{\"id\":\"" USER "\",\"userPrincipalName\":\"ann@contoso.com\"}");
    add(evidence, RESEARCH_RULES, "inbox-rules-shown",
        "{\"RuleIdentity\":\"1\",\"Name\":\"![x](http://evil.example/p) <b>\\u001b[2J\\u202e # \\n- |\",\"Enabled\":true,"
        "\"ForwardTo\":[\"\\\"x\\\" [SMTP:x@evil.example]\"],\"Description\":\"" SECRET "\",\"DeleteMessage\":true}");
    for (int i = 0; i < MANY; i++) {
        auto_str char *act = xasprintf(
            "{\"Id\":\"id-%d\",\"Operation\":\"New-InboxRule\",\"RecordType\":1,\"UserId\":\"ann@contoso.com\","
            "\"CreationTime\":\"2026-11-%02dT%02d:%02d:00\",\"ClientIP\":\"198.51.100.7\",\"ResultStatus\":\"True\","
            "\"Parameters\":[{\"Name\":\"Name\",\"Value\":\"\\u009b31m<script>\"}]}",
            i, 20 + i % 8, i / 60 % 24, i % 60);
        add(evidence, RESEARCH_AUDIT_LOG, "audit-search", act);
    }
    evidence_end(evidence, RESEARCH_USER, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    evidence_end(evidence, RESEARCH_RULES, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    struct err e;
    err_set(&e, ERR_THROTTLED, "the service asks to wait <b> ![x](http://evil.example)");
    evidence_end(evidence, RESEARCH_AUDIT_LOG, READ_IN_PART, WHY_THROTTLED, &e, "429", now - 86400000, 0);
    evidence_end(evidence, RESEARCH_SIGN_INS, READ_NOT, WHY_NOT_LICENSED, &e, "403", 0, 0);
    evidence_ask(
        evidence, RESEARCH_RULES,
        &(struct asked){.row = "inbox-rules-shown", .method = "POST", .url = "https://x", .body = "{\"a\":1}"});
    return evidence;
}

static struct case_about about(void)
{
    static const struct case_action action = {.number = 7,
                                              .begun = INT64_C(1795850000000),
                                              .label = "Block sign-in",
                                              .by = "adm@contoso.com",
                                              .state = "done",
                                              .message = "[x](http://evil.example) **now**",
                                              .request_id = "5f1e"};
    return (struct case_about){.made = now,
                               .by = "adm@contoso.com",
                               .tenant = "Contoso <b>",
                               .tenant_id = "t",
                               .actions = &action,
                               .action_count = 1};
}

static void report_text(const struct report *report, struct buf *out)
{
    struct json_writer w = json_writer(out);
    report_print_json(report, NULL, &w);
}

static void write_case(struct buf *said)
{
    struct err e = {0};
    struct evidence *evidence = hostile_evidence();
    struct case_about of = about();
    struct report *report = research_judge(evidence, lists, NULL, 0);
    auto_secret struct secret *secret = secret_new(SECRET, strlen(SECRET));
    struct bundle *bundle = bundle_begin(folder, &e);
    assert_non_null(bundle);
    assert_true(case_write(bundle, evidence, report, &of, &e) && bundle_end(bundle, &e));
    bundle_free(bundle);
    report_text(report, said);
    report_free(report);
    evidence_free(evidence);
}

static void remove_case(void)
{
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    rmdir(folder);
}

static int setup(void **state)
{
    struct err e;
    (void)state;
    strcpy(base, "/tmp/case-XXXXXX");
    lists = lists_new(NULL, 0, &e);
    if (!mkdtemp(base) || !lists)
        return -1;
    snprintf(folder, sizeof folder, "%s/case", base);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    lists_free(lists);
    remove_case();
    return rmdir(base);
}

static void case_open__says_what_was_judged__when_nothing_changed(void **state)
{
    struct case_opened opened;
    struct err e = {0};
    auto_buf struct buf before = buf_make(16u << 20), after = buf_make(16u << 20);
    (void)state;
    write_case(&before);
    if (!case_open(folder, &opened, &e))
        fail_msg("%s", e.message);
    report_text(opened.report, &after);
    assert_string_equal(buf_text(&after), buf_text(&before));
    assert_false(opened.differs);
    assert_true(opened.report->finding_count > 0);
    assert_int_equal(opened.evidence->acts_count, MANY);
    assert_string_equal(opened.about.by, "adm@contoso.com");
    assert_int_equal(opened.about.made, now);
    assert_non_null(strstr(opened.note, "request id 5f1e"));
    case_close(&opened);
    remove_case();
}

static void take(void *context, const char *name, char **file, size_t length)
{
    size_t *seen = context;
    const char *bytes = *file;
    (*seen)++;
    assert_null(memmem(bytes, length, SECRET, strlen(SECRET)));
    assert_null(memmem(bytes, length, "\xe2\x80\xae", 3));
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool c1 = byte == 0xc2 && i + 1 < length && (unsigned char)bytes[i + 1] < 0xa0;
        if ((byte < 0x20 && byte != '\n') || byte == 0x7f || c1)
            fail_msg("%s has %02x at %zu", name, byte, i);
    }
    if (strcmp(name, "note.md") != 0)
        return;
    static const char *const active[] = {"![", "](http:", "<b>", "<script", "http://", "\n- ", "**now**"};
    for (size_t i = 0; i < sizeof active / sizeof active[0]; i++)
        for (const char *at = bytes, *end = bytes + length;
             (at = memmem(at, (size_t)(end - at), active[i], strlen(active[i]))); at++)
            if (at == bytes || at[-1] != '\\')
                fail_msg("the note has %s", active[i]);
    assert_non_null(memmem(bytes, length, "evil.example", 12)); /* it is told all the same */
}

static void case_write__leaves_nothing_alive__of_hostile_names_and_secrets(void **state)
{
    struct bundle_check check;
    struct err e = {0};
    auto_buf struct buf said = buf_make(16u << 20);
    size_t seen = 0;
    (void)state;
    write_case(&said);
    assert_true(bundle_check(folder, &check, take, &seen, &e));
    assert_int_equal(check.fault_count, 0);
    assert_int_equal(seen, 6); /* user, rules, audit log; case, report, note */
    bundle_check_free(&check);
    remove_case();
}

static void case_open__refuses_and_names_the_file__when_it_is_damaged(void **state)
{
    struct case_opened opened;
    struct err e = {0};
    auto_buf struct buf said = buf_make(16u << 20);
    (void)state;
    write_case(&said);
    auto_str char *path = xasprintf("%s/unifiedAuditLog.jsonl", folder);
    int file = open(path, O_WRONLY);
    assert_true(file >= 0 && pwrite(file, "X", 1, 5000) == 1 && !close(file));
    assert_false(case_open(folder, &opened, &e));
    assert_null(opened.report);
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.message, "unifiedAuditLog.jsonl is altered"));
    case_close(&opened);
    remove_case();
}

/* A bundle that is whole and no case, or one of another roster: an error, never a crash. */
static void case_open__says_so__when_it_is_no_case(void **state)
{
    static const char *const cases[] = {
        NULL,
        "",
        "[]",
        "{\"format\":\"roster case 2\"}",
        "{\"format\":\"roster case 1\",\"sources\":[{\"id\":\"nobody\"}]}",
        "{\"format\":\"roster case 1\",\"sources\":[{\"id\":\"user\",\"files\":[{\"name\":\"gone\",\"row\":\"profile\"}]}]}",
        "{\"format\":\"roster case 1\",\"sources\":[{\"id\":\"user\",\"files\":[{\"name\":\"a\",\"row\":\"none\"}]}]}",
        "{\"format\":\"roster case 1\",\"sources\":[{\"id\":\"user\",\"files\":[{\"name\":\"a\",\"row\":\"profile\"}]}]}",
        "{\"format\":\"roster case 1\",\"lists\":[{\"list\":\"none\",\"line\":\"x\"}]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct case_opened opened;
        struct err e = {0};
        struct bundle *bundle = bundle_begin(folder, &e);
        assert_non_null(bundle_add(bundle, "a", "no object\n", 10, &e));
        assert_true(!cases[i] || bundle_add(bundle, "case.json", cases[i], strlen(cases[i]), &e));
        assert_true(bundle_end(bundle, &e));
        bundle_free(bundle);
        e = (struct err){0};
        assert_false(case_open(folder, &opened, &e));
        assert_true(*e.message);
        case_close(&opened);
        remove_case();
    }
}

/* What was done after the reading is not in it: the note never lets what was found stand as what is open now. */
static void case_note__says_that_it_is_old__when_something_was_done_since(void **state)
{
    struct evidence *evidence = hostile_evidence();
    struct report *report = research_judge(evidence, lists, NULL, 0);
    (void)state;
    for (int i = 0; i < 3; i++) {
        auto_buf struct buf note = buf_make(16u << 20);
        const struct case_action action = {.number = 7,
                                           .begun = report->now + (i == 1 ? -2 : 1),
                                           .ended = report->now + (i == 1 ? -1 : 2),
                                           .label = "Block sign-in",
                                           .by = "",
                                           .state = "done",
                                           .message = "",
                                           .request_id = "",
                                           .nothing = i == 2};
        struct case_about of = about();
        of.actions = &action;
        case_note(report, &of, &note);
        assert_int_equal(
            strstr(buf_text(&note), "before 1 of the actions above: what they changed is not seen") != NULL, i == 0);
    }
    report_free(report);
    evidence_free(evidence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_open__says_what_was_judged__when_nothing_changed),
        cmocka_unit_test(case_write__leaves_nothing_alive__of_hostile_names_and_secrets),
        cmocka_unit_test(case_open__refuses_and_names_the_file__when_it_is_damaged),
        cmocka_unit_test(case_open__says_so__when_it_is_no_case),
        cmocka_unit_test(case_note__says_that_it_is_old__when_something_was_done_since),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
