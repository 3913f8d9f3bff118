/* Loading: how fast the demo tenant answers, how long the client takes for 100,000 users beside libcurl for the same pages, and
 * for the names of a command line. */
#include "base/alloc.h"
#include "bench.h"
#include "fetch.h"
#include "model/users.h"
#include "model/view.h"
#include <stdio.h>

enum { RUNS = 7, SAMPLE = 100, NAMES = 80, LATENCY = 150 };

/* What loading takes, sign-in, organisation and licences included. */
static double load_once(const struct serve *serve)
{
    struct users *users = users_new();
    struct user_view *view = view_new(users, NULL);
    double took = serve_load(serve, users, view, NULL);
    view_free(view);
    users_free(users);
    return took;
}

/* By turns, so that a machine that changes its speed changes it for both; the first of each warms up. */
static void measure_load(const struct serve *serve)
{
    double ours[RUNS], theirs[RUNS], ratios[RUNS];
    struct fetch fetch;
    fetch_pages(serve, SIZE_MAX, true, &fetch);
    load_once(serve);
    for (int i = 0; i < RUNS; i++) {
        theirs[i] = fetch_pages(serve, SIZE_MAX, true, &fetch) ? fetch.all_ms : -1;
        ours[i] = load_once(serve);
        ratios[i] = ours[i] < 0 ? -1 : ours[i] / theirs[i];
    }
    double ratio = bench_quantile(ratios, RUNS, 0.5), least = bench_quantile(ratios, RUNS, 0);
    double median = bench_quantile(ours, RUNS, 0.5), curl = bench_quantile(theirs, RUNS, 0.5);
    bench_row("loading 100,000 users, beside curl for the same pages", least < 0 ? -1 : ratio, "x", 1.2,
              "roster %.0f ms, curl %.0f ms for %zu pages", median, curl, fetch.pages);
}

static void measure_tenant(void)
{
    struct serve serve;
    struct fetch packed = {0}, plain = {0};
    bool good = serve_start(&serve, 1000000, 0) && fetch_pages(&serve, SAMPLE, true, &packed) &&
                fetch_pages(&serve, SAMPLE, false, &plain);
    bench_row("demo tenant of 1,000,000 users: start to listening", good ? serve.ready_ms : -1, "ms", 300, NULL);
    bench_row("  first page of 999", packed.first_ms, "ms", 0, "%.0f kB, plain %.0f kB",
              (double)packed.wire / SAMPLE / 1e3, (double)plain.wire / SAMPLE / 1e3);
    bench_row("  pages a second to curl, one after the other", SAMPLE / packed.all_ms * 1e3, "/s", 0,
              "uncompressed %.0f /s", SAMPLE / plain.all_ms * 1e3);
    bench_row("  its memory after these (VmRSS)", bench_status(serve.pid, "VmRSS"), "MiB", 0, NULL);
    serve_stop(&serve);
}

/* What the command line takes for `count` names; negative when it fails. */
static double time_names(const struct serve *serve, int count)
{
    char command[1024];
    snprintf(command, sizeof command,
             "head -n %d %s/names | xargs -d '\\n' " BUILD_DIR "/roster --config %s do block-sign-in --dry-run", count,
             serve->folder, serve->config);
    return bench_command(command, 3);
}

/* Whoever is named is looked up with the others: a round trip for all of them, not one each. Who is left out of bulk runs is not
 * among them: leaving out is no success. */
static void measure_names(void)
{
    struct serve serve;
    char command[1024];
    double one = -1, many = -1;
    if (serve_start(&serve, 400, LATENCY)) {
        snprintf(
            command, sizeof command,
            BUILD_DIR
            "/roster --config %s users status:enabled -o csv --columns userPrincipalName | tail -n +2 | tr -d '\\r' | "
            "grep -v '^breakglass@' | head -n %d > %s/names",
            serve.config, NAMES, serve.folder);
        if (bench_command(command, 1) >= 0) {
            one = time_names(&serve, 1);
            many = time_names(&serve, NAMES);
        }
    }
    bench_row("`do` on 80 names at 150 ms, beside one name", one < 0 || many < 0 ? -1 : many / one, "x", 2,
              "%.0f ms, one name %.0f ms", many, one);
    serve_stop(&serve);
}

/* The command line writes every user as JSON, from its start to its end; libcurl has signed in before. */
static void measure_json(const struct serve *serve, const char *many, double budget)
{
    double ratios[RUNS], ours[RUNS], theirs[RUNS];
    struct fetch fetch;
    char command[256], what[96];
    snprintf(command, sizeof command, BUILD_DIR "/roster --config %s users -o json >/dev/null", serve->config);
    snprintf(what, sizeof what, "`roster users -o json`, %s users, beside curl", many);
    fetch_pages(serve, SIZE_MAX, true, &fetch);
    for (int i = 0; i < RUNS; i++) {
        theirs[i] = fetch_pages(serve, SIZE_MAX, true, &fetch) ? fetch.all_ms : -1;
        ours[i] = bench_command(command, 1);
        ratios[i] = ours[i] < 0 || theirs[i] < 0 ? -1 : ours[i] / theirs[i];
    }
    double least = bench_quantile(ratios, RUNS, 0);
    bench_row(what, least < 0 ? -1 : bench_quantile(ratios, RUNS, 0.5), "x", budget, "roster %.0f ms, curl %.0f ms",
              bench_quantile(ours, RUNS, 0.5), bench_quantile(theirs, RUNS, 0.5));
}

int main(void)
{
    struct serve serve;
    measure_tenant();
    measure_names();
    if (serve_start(&serve, 100000, 0)) {
        measure_load(&serve);
        measure_json(&serve, "100,000", 1.2);
    }
    serve_stop(&serve);
    if (serve_start(&serve, 10000, 0))
        measure_json(&serve, "10,000", 0); /* more than half of it is the start of the process */
    serve_stop(&serve);
    return 0;
}
