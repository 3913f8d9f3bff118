/* Loading: the tenant's pages, the client's load beside curl for the same pages, and the memory it leaves. */
#include "base/alloc.h"
#include "bench.h"
#include "model/view.h"
#include "serve.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RUNS = 5 };

int main(void)
{
    struct serve serve;
    if (!serve_start(&serve, 100000, 0)) return 0;
    for (int i = 0; i < RUNS; i++) {
    struct users *users = users_new();
    struct user_view *view = view_new(users, NULL);
    double longest = 0, took = serve_load(&serve, users, view, &longest);
    printf("%u users in %.1f ms, longest %.2f, RSS %.1f HWM %.1f\n", users_count(users), took, longest, bench_status(getpid(), "VmRSS"), bench_status(getpid(), "VmHWM"));
    view_free(view);
    users_free(users);
    printf("after free RSS %.1f\n", bench_status(getpid(), "VmRSS"));
    }
    serve_stop(&serve);
}
