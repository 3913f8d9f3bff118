/* A file of 100,000 new users: read, checked, compared with each other. */
#include "action/intake.h"
#include "bench.h"
#include <stdio.h>
#include <unistd.h>

enum { ROWS = 100000, REPEATS = 3 };

static void write_rows(struct buf *out)
{
    buf_puts(out,
             "displayName,givenName,surname,mailNickname,usageLocation,jobTitle,department,city,country,mobilePhone\n");
    for (int i = 0; i < ROWS; i++)
        buf_printf(out, "User %d,Given%d,Sur%d,user.%d,NL,Engineer,Research,Delft,Nederland,+31 6 %d\n", i, i, i, i, i);
}

static double check(const struct buf *text, double *memory)
{
    auto_arena struct arena *arena = arena_new(0);
    static const char *const domains[] = {"contoso.com", NULL};
    struct intake intake = {
        .arena = arena, .action = action_find("add-user"), .domain = "contoso.com", .domains = domains};
    struct err e = {.code = ERR_OK};
    double before = bench_status(getpid(), "VmRSS"), from = bench_cpu();
    bool good = intake_read(&intake, "bench", text, &e);
    intake_by_name(&intake, arena);
    double took = bench_cpu() - from;
    for (size_t i = 0; i < intake.count; i++)
        good &= !intake_problem(&intake.rows[i]);
    good &= intake.count == ROWS;
    double now = bench_status(getpid(), "VmRSS");
    *memory = now - before > *memory ? now - before : *memory;
    intake_free(&intake);
    return good ? took : -1;
}

int main(void)
{
    auto_buf struct buf text = buf_make(64 << 20);
    double took[REPEATS], memory = 0;
    write_rows(&text);
    for (int i = 0; i < REPEATS; i++)
        took[i] = check(&text, &memory);
    bench_row("a file of 100,000 new users, every row checked", bench_quantile(took, REPEATS, 0.5), "ms", 2000,
              "of its processor");
    bench_row("  memory of its rows", memory, "MiB", 128, "%.1f MiB of text", (double)text.length / 1048576);
    return 0;
}
