/* The table at 100,000 and 1,000,000 users, in this process: keystrokes of a filter, sorting, pages coming in, memory. */
#include "base/alloc.h"
#include "base/arena.h"
#include "bench.h"
#include "model/columns.h"
#include "model/view.h"
#include "serve.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPEATS = 5, LONGEST = 32, SORT_STEP = 1000 /* rows */, SORT_SLICE = 4 /* ms, as in ui/app/app_table.c */ };

struct table {
    struct users *users;
    struct user_view *view;
    unsigned count;
    double load, page; /* ms: all of it, and the longest the model took for one page */
};

static bool load(struct table *table, unsigned count)
{
    struct serve serve;
    *table = (struct table){.users = users_new(), .count = count, .load = -1};
    table->view = view_new(table->users, NULL);
    if (serve_start(&serve, count, 0))
        table->load = serve_load(&serve, table->users, table->view, &table->page);
    serve_stop(&serve);
    return table->load >= 0 && users_count(table->users) == count;
}

/* --- filter --- */

static double keystroke(struct table *table, const char *text, size_t letters)
{
    auto_str char *typed = xstrndup(text, letters);
    struct err e;
    double from = bench_now();
    bool good = view_set_filter(table->view, "", typed, 0, &e);
    return good ? bench_now() - from : -1;
}

/* Types a text letter by letter, several times; the slowest keystroke, each at its best: what it is compared with is taken so too. */
static double slowest_keystroke(struct table *table, const char *text)
{
    size_t length = strlen(text);
    double took[LONGEST][REPEATS], slowest = 0;
    for (int i = 0; i < REPEATS; i++) {
        keystroke(table, "", 0);
        for (size_t letters = 1; letters <= length; letters++)
            took[letters - 1][i] = keystroke(table, text, letters);
    }
    for (size_t at = 0; at < length; at++) {
        double best = bench_quantile(took[at], REPEATS, 0);
        slowest = best > slowest ? best : slowest;
    }
    return slowest;
}

/* The same text, a line a user, for the programs that search in files. */
static char *write_lines(const struct table *table)
{
    char *path = xstrdup("/tmp/roster-bench-lines-XXXXXX");
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    for (uint32_t row = 0; file && row < table->count; row++) {
        const char *at = users_haystack(table->users, row), *end = at + users_at(table->users, row)->hay_length;
        for (; at < end; at++)
            fputc(*at == '\n' ? '\t' : *at, file);
        fputc('\n', file);
    }
    if (file)
        fclose(file);
    return path;
}

static void measure_filter(struct table *table, const char *lines)
{
    static const char *const texts[] = {"finance ali",
                                        "alicia torres",
                                        "status:blocked",
                                        "dept:finance",
                                        "zzz",
                                        "-guest a",
                                        "licence:e5",
                                        "signin<2024-06-01",
                                        "signin:never",
                                        "mfa:none",
                                        "-mfa:capable dept:finance"};
    double budget = table->count / 100000 * 2;
    auto_str char *what = xasprintf("filter keystroke, %u users: first letter", table->count);
    const char *program = bench_installed("rg") ? "rg" : bench_installed("fzf") ? "fzf" : "grep";
    const char *options = !strcmp(program, "fzf") ? "--filter" : "-c";
    auto_str char *letter = xasprintf("LC_ALL=C %s %s a %s", program, options, lines);
    auto_str char *word = xasprintf("LC_ALL=C %s %s finance %s", program, options, lines);
    double took[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        keystroke(table, "", 0);
        took[i] = keystroke(table, "a", 1);
    }
    bench_row(what, bench_quantile(took, REPEATS, 0), "ms", budget, "%s: %.1f ms", program,
              bench_command(letter, REPEATS));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        auto_str char *typing = xasprintf("  slowest letter of typing \"%s\"", texts[i]);
        double slowest = slowest_keystroke(table, texts[i]);
        if (i == 0)
            bench_row(typing, slowest, "ms", budget, "%s finance: %.1f ms", program, bench_command(word, REPEATS));
        else
            bench_row(typing, slowest, "ms", budget, NULL);
    }
    keystroke(table, "", 0);
}

/* --- sorting --- */

/* As the screen does it, a key looked for after each slice; the longest one, the first began at `from`. */
static double copy_in_slices(struct view_sort_job *job, double from)
{
    double longest = 0;
    for (bool copied = false; !copied;) {
        do
            copied = view_sort_job_copy(job, SORT_STEP);
        while (!copied && bench_now() - from < SORT_SLICE);
        double now = bench_now();
        longest = now - from > longest ? now - from : longest;
        from = now;
    }
    return longest;
}

static void measure_sort(struct table *table, const char *lines)
{
    static const char *const names[] = {"displayName",     "mail",           "assignedLicenses",
                                        "createdDateTime", "signInActivity", "userRegistrationDetails"};
    auto_str char *command = xasprintf("LC_ALL=C sort --parallel=1 %s", lines);
    double slowest_key = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        auto_str char *what = xasprintf("sorting %u users by %s", table->count, names[i]);
        double from = bench_now();
        if (view_set_sort(table->view, column_find(names[i]), true))
            continue;
        struct view_sort_job *job = view_sort_job_new(table->view);
        double slice = copy_in_slices(job, from);
        view_sort_job_run(job);
        double sorted = bench_now();
        bool good = view_sort_apply(table->view, job);
        view_sort_job_free(job);
        double end = bench_now(), last = end - sorted;
        slowest_key = slice > slowest_key ? slice : slowest_key;
        slowest_key = last > slowest_key ? last : slowest_key;
        if (i == 0)
            bench_row(what, good ? end - from : -1, "ms", 0, "sort: %.0f ms", bench_command(command, 1));
        else
            bench_row(what, good ? end - from : -1, "ms", 0, NULL);
    }
    bench_row("  of it on the screen's thread between two keys, at most", slowest_key, "ms", 16,
              "a frame; the rest is the worker's");
    view_set_sort(table->view, -1, false);
}

/* --- columns with a source of their own --- */

static struct extra_value sign_in_of(uint32_t row)
{
    return row % 11 ? (struct extra_value){{1700000000 + row * 61u % 90000000, row % 10 ? 1690000000 : 0}}
                    : (struct extra_value){{0}};
}

static struct extra_value mfa_of(uint32_t row)
{
    return (struct extra_value){{[MFA_STATE] = row % 7   ? MFA_CAPABLE
                                               : row % 2 ? MFA_NONE
                                                         : MFA_REGISTERED,
                                 [MFA_UPDATED] = 1700000000 + row}};
}

/* Who signed in when, or who has MFA, of everybody and in another order than the table's, as the service lists them page by page. */
static void learn(struct table *table, enum extra which)
{
    enum { LISTED = 500 };
    auto_str char *what = xasprintf("%s of %u users, slowest page of 500", which == EXTRA_MFA ? "MFA" : "last sign-ins",
                                    table->count);
    double slowest = 0;
    users_extra_begin(table->users, which);
    for (uint32_t at = 0; at < table->count;) {
        double from = bench_cpu();
        for (int i = 0; i < LISTED && at < table->count; i++, at++) {
            uint32_t row = (uint32_t)((uint64_t)at * 7919 % table->count);
            const struct extra_value value = which == EXTRA_MFA ? mfa_of(row) : sign_in_of(row);
            users_extra_put(table->users, which, &users_at(table->users, row)->id, &value,
                            which == EXTRA_MFA && row % 7 ? "mobilePhone,microsoftAuthenticatorPush" : NULL);
        }
        double took = bench_cpu() - from;
        slowest = took > slowest ? took : slowest;
    }
    double from = bench_cpu();
    users_extra_end(table->users, which, EXTRA_WHOLE, 1, NULL, NULL);
    double took = bench_cpu() - from;
    bench_row(what, took > slowest ? took : slowest, "ms", 16, "a frame, of its processor");
}

/* --- memory --- */

static void measure_memory(const struct table *table)
{
    double held = 0, text = 0;
    for (size_t i = 0; i < users_page_count(table->users); i++) {
        uint32_t first;
        const struct user_page *page = users_page(table->users, i, &first);
        held += (double)arena_size(page->arena) + (double)page->hay_capacity +
                (double)(page->capacity * sizeof *page->users) + (double)(page->fact_capacity * sizeof *page->facts) +
                (double)(page->set_capacity * sizeof *page->sets);
        text += (double)page->hay_length;
    }
    bench_row("bytes a user beside the folded text", (held - text) / table->count, "B", 256, "the text itself: %.0f B",
              text / table->count);
}

static void measure(unsigned count)
{
    struct table table;
    if (load(&table, count)) {
        auto_str char *lines = write_lines(&table);
        auto_str char *what = xasprintf("one page into the table while %u come, slowest", count);
        learn(&table, EXTRA_SIGN_IN);
        learn(&table, EXTRA_MFA);
        measure_filter(&table, lines);
        measure_sort(&table, lines);
        bench_row(what, table.page, "ms", 16, "a frame, of its processor");
        measure_memory(&table);
        unlink(lines);
    } else {
        bench_row("loading", -1, "ms", 0, NULL);
    }
    view_free(table.view);
    users_free(table.users);
}

int main(void)
{
    measure(100000);
    measure(1000000);
    return 0;
}
