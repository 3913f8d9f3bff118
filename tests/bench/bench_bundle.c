/* A bundle of 100,000 records: compared with its manifest, read, judged. */
#include "base/arena.h"
#include "base/clock.h"
#include "bench.h"
#include "bundle/case.h"
#include "codec/json.h"
#include "source/source.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 100000, PAGE = 5000, REPEATS = 3 };

/* A row as Search-UnifiedAuditLog tells it. */
static size_t write_row(char *out, size_t size, int64_t now, unsigned number)
{
    static const char *const operations[] = {"MailItemsAccessed", "FileDownloaded", "HardDelete", "Send",
                                             "UserLoggedIn"};
    char time[CLOCK_TEXT];
    clock_format(now - (int64_t)number * 5000, time);
    return (size_t)snprintf(
        out, size,
        "{\"CreationDate\":\"%.19s\",\"UserIds\":\"sam@contoso.com\",\"Identity\":\"id-%u\",\"AuditData\":\"{\\\"CreationTime\\\":"
        "\\\"%.19s\\\",\\\"Id\\\":\\\"id-%u\\\",\\\"Operation\\\":\\\"%s\\\",\\\"RecordType\\\":50,\\\"UserId\\\":"
        "\\\"sam@contoso.com\\\",\\\"ClientIP\\\":\\\"203.0.113.%u\\\",\\\"ObjectId\\\":\\\"https://contoso.sharepoint.com/f%u\\\","
        "\\\"AppAccessContext\\\":{\\\"AADSessionId\\\":\\\"s%u\\\",\\\"UniqueTokenId\\\":\\\"t%u\\\"}}\"}",
        time, number, time, number, operations[number % 5], number % 50, number % 3000, number % 40, number);
}

static struct evidence *evidence_of(int64_t now)
{
    static const char *const domains[] = {"contoso.com", NULL};
    const struct source *row = source_find("audit-search");
    struct evidence *evidence = evidence_new(&(struct research_case){
        .user_id = "u", .name = "sam@contoso.com", .tenant_id = "t", .domains = domains, .now = now});
    for (unsigned from = 0; from < RECORDS; from += PAGE) {
        struct record_page *page = record_page_new(row->kind);
        char text[2048];
        for (unsigned i = from; i < from + PAGE; i++) {
            char *raw = arena_strndup(page->arena, text, write_row(text, sizeof text, now, i));
            auto_json struct json *object = json_parse(raw, strlen(raw), NULL);
            source_restore(row, page, raw, object);
        }
        evidence_add_page(evidence, RESEARCH_AUDIT_LOG, page);
        record_page_free(page);
    }
    evidence_end(evidence, RESEARCH_AUDIT_LOG, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    return evidence;
}

static bool write_case(const char *folder, struct lists *lists, struct err *e)
{
    int64_t now = clock_now();
    struct evidence *evidence = evidence_of(now);
    struct report *report = research_judge(evidence, lists, NULL, 0);
    struct bundle *bundle = bundle_begin(folder, e);
    const struct case_about about = {.made = now, .by = "", .tenant = "", .tenant_id = "t"};
    bool good = bundle && case_write(bundle, evidence, report, &about, e) && bundle_end(bundle, e);
    bundle_free(bundle);
    report_free(report);
    evidence_free(evidence);
    return good;
}

int main(void)
{
    char base[] = "/tmp/roster-bench-XXXXXX", folder[64], command[96];
    struct err e = {.code = ERR_OK};
    struct lists *lists = lists_new(NULL, 0, &e);
    double took[REPEATS];
    if (!mkdtemp(base))
        return 1;
    snprintf(folder, sizeof folder, "%s/case", base);
    bool good = write_case(folder, lists, &e);
    for (int i = 0; good && i < REPEATS; i++) {
        struct case_opened opened;
        double begun = bench_now();
        good = case_open(folder, &opened, &e);
        took[i] = bench_now() - begun;
        case_close(&opened);
    }
    if (good)
        bench_row("bundle: 100,000 records opened", bench_quantile(took, REPEATS, 0.5), "ms", 1000, NULL);
    else
        printf("bundle: %s\n", e.message);
    snprintf(command, sizeof command, "rm -r %s", base);
    lists_free(lists);
    return bench_command(command, 1) < 0 || !good;
}
