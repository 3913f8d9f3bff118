/* A research of 200,000 records of the audit log: taking them in, judging, memory. */
#include "base/arena.h"
#include "base/clock.h"
#include "bench.h"
#include "program.h"
#include "research/evidence.h"
#include "research/lists.h"
#include "research/report.h"
#include "serve.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { RECORDS = 200000, PAGE = 5000, REPEATS = 5 };

static const struct record_kind kind = {
    .name = "record", .many = "records", .id = -1, .title = -1, .detail = -1, .time = -1};

/* A row as Search-UnifiedAuditLog tells it. */
static size_t write_row(char *out, size_t size, int64_t now, unsigned number)
{
    static const char *const operations[] = {"MailItemsAccessed", "FileDownloaded", "HardDelete", "Send",
                                             "UserLoggedIn"};
    char time[CLOCK_TEXT];
    clock_format(now - (int64_t)number * 5000, time);
    return (size_t)snprintf(
        out, size,
        "{\"CreationDate\":\"%.19s\",\"UserIds\":\"sam@contoso.com\",\"AuditData\":\"{\\\"CreationTime\\\":\\\"%.19s\\\","
        "\\\"Id\\\":\\\"id-%u\\\",\\\"Operation\\\":\\\"%s\\\",\\\"RecordType\\\":50,\\\"UserId\\\":\\\"sam@contoso.com\\\","
        "\\\"ClientIP\\\":\\\"203.0.113.%u\\\",\\\"ObjectId\\\":\\\"https://contoso.sharepoint.com/f%u\\\",\\\"ErrorNumber\\\":"
        "\\\"0\\\",\\\"MailboxOwnerUPN\\\":\\\"sam@contoso.com\\\",\\\"OperationProperties\\\":[{\\\"Name\\\":\\\"MailAccessType"
        "\\\",\\\"Value\\\":\\\"Bind\\\"}],\\\"AffectedItems\\\":[{\\\"Subject\\\":\\\"A new device was added\\\"}],"
        "\\\"AppAccessContext\\\":{\\\"AADSessionId\\\":\\\"s%u\\\",\\\"UniqueTokenId\\\":\\\"t%u\\\"}}\"}",
        time, time, number, operations[number % 5], number % 50, number % 3000, number % 40, number);
}

static double take_in(struct evidence *evidence, int64_t now)
{
    double took = 0;
    for (unsigned from = 0; from < RECORDS; from += PAGE) {
        struct record_page *page = record_page_new(&kind);
        char text[2048];
        for (unsigned i = from; i < from + PAGE; i++) {
            size_t length = write_row(text, sizeof text, now, i);
            record_page_add(page);
            record_page_keep_raw(page, text, length);
        }
        record_page_close(page);
        double begun = bench_now();
        evidence_add_page(evidence, RESEARCH_AUDIT_LOG, page);
        took += bench_now() - begun;
        record_page_free(page);
    }
    evidence_end(evidence, RESEARCH_AUDIT_LOG, READ_WHOLE, WHY_NOTHING, NULL, NULL, 0, 0);
    return took;
}

enum { SLOW = 6000 };

/* Whatever is slow, the rest is read meanwhile: sign-ins, on which most of the judging rests. */
static void measure_slowest(void)
{
    struct serve serve;
    char command[512];
    static const char *const more[] = {
        "--scenario", "S1", "--audit-delay", "100", "--fault", "match=GET /auditLogs/signIns*,delay=6000", NULL};
    bool good = serve_start_with(&serve, 40, 0, more);
    snprintf(command, sizeof command, BUILD_DIR "/roster --config %s research casey.finance@contoso.com", serve.config);
    double took = good ? bench_command(command, 1) : -1;
    bench_row("research: its time, beside its slowest source (6 s)", took < 0 ? -1 : took / SLOW, "x", 1.1, "%.0f ms",
              took);
    serve_stop(&serve);
}

static bool shows(const struct program *program, const void *text)
{
    return program_shows(program, text);
}

/* All is slow but the sign-ins, which hold findings: from the key to the first of them on the screen. */
static void measure_first(void)
{
    struct serve serve;
    struct program program = {.pid = -1};
    static const char *const more[] = {"--scenario", "S1",
                                       "--fault",    "match=POST /exchange/*InvokeCommand*,delay=6000",
                                       "--fault",    "match=GET /auditLogs/directoryAudits*,delay=6000",
                                       "--fault",    "match=GET /identityProtection/*,delay=6000",
                                       NULL};
    bool good = serve_start_with(&serve, 40, 0, more);
    const char *const arguments[] = {BUILD_DIR "/roster", "--config", serve.config, NULL};
    double first = -1;
    if (good && program_start(&program, arguments) && program_until(&program, shows, "as of") >= 0) {
        program_type(&program, "/casey.finance\r");
        (void)program_until(&program, shows, "1 of ");
        double asked = bench_now();
        program_type(&program, "r");
        if (program_until(&program, shows, "Impossible travel") >= 0)
            first = bench_now() - asked;
    }
    bench_row("research: the first finding, where sign-ins alone are fast", first, "ms", 1000, NULL);
    program_stop(&program);
    serve_stop(&serve);
}

/* Two reports of one case, as when it was judged anew and the screen still shows the former. */
static void measure_two(struct evidence *evidence, const struct lists *lists)
{
    struct rusage usage;
    struct report *first = research_judge(evidence, lists, NULL, 0), *second = research_judge(evidence, lists, NULL, 0);
    getrusage(RUSAGE_SELF, &usage);
    bench_row("research: memory of 200,000 records and two reports of them", (double)usage.ru_maxrss / 1024, "MiB", 200,
              NULL);
    report_free(first);
    report_free(second);
}

int main(void)
{
    static const char *const domains[] = {"contoso.com", NULL};
    struct err e;
    struct lists *lists = lists_new(NULL, 0, &e);
    int64_t now = clock_now();
    struct evidence *evidence = evidence_new(&(struct research_case){
        .user_id = "u", .name = "sam@contoso.com", .tenant_id = "t", .domains = domains, .now = now});
    bench_row("research: 200,000 records taken in", take_in(evidence, now), "ms", 5000, NULL);
    double took[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        double begun = bench_now();
        struct report *report = research_judge(evidence, lists, NULL, 0);
        took[i] = bench_now() - begun;
        report_free(report);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    bench_row("research: 200,000 records judged", bench_quantile(took, REPEATS, 0.5), "ms", 1000, NULL);
    bench_row("research: memory of 200,000 records", (double)usage.ru_maxrss / 1024, "MiB", 200, NULL);
    measure_two(evidence, lists);
    measure_slowest();
    measure_first();
    evidence_free(evidence);
    lists_free(lists);
    return 0;
}
