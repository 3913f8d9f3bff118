/* A screen without a terminal: a few users in the model, a worker that reaches nobody, keys in and cells out. */
#ifndef SCREEN_FIXTURE_H
#define SCREEN_FIXTURE_H

#include "unit.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app.h"
#include "ui/views.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct screen {
    struct app app;
    struct config config;
    struct config_tenant tenant_config;
    struct message_tenant tenant;
    char folder[64], journal[96];
};

static inline struct text text_of(const char *bytes)
{
    return (struct text){.bytes = bytes, .length = bytes ? strlen(bytes) : 0};
}

/* A user "Name" with the id …-0000000000NN and the address name@contoso.example. */
static inline void add_user(struct user_page *page, int number, const char *name, bool enabled)
{
    char id[GUID_TEXT], address[64];
    snprintf(id, sizeof id, "00000000-0000-4000-8000-%012d", number);
    snprintf(address, sizeof address, "user%d@contoso.example", number);
    struct user_input input = {.id = text_of(id), .display_name = text_of(name), .user_principal_name = text_of(address),
                               .mail = text_of(address), .job_title = text_of("Clerk"), .usage_location = text_of("DE"),
                               .account_enabled = enabled, .created = INT64_C(1767268800000)};
    assert_true(user_page_add(page, &input));
}

static inline void load_users(struct app *app)
{
    struct message message = {.kind = FROM_USERS_PAGE, .job = app->load_job, .page = user_page_new(4)};
    add_user(message.page, 1, "Alice Ng", true);
    add_user(message.page, 2, "Bob Berg", false);
    add_user(message.page, 3, "漢字 太郎", true);
    add_user(message.page, 4, "\xe3\x80\x80", true);
    app_message(app, &message);
}

/* Nothing listens on port 1 of the loopback. */
static inline struct worker *idle_worker(struct screen *screen)
{
    struct err e;
    struct config_tenant *tenant = &screen->tenant_config;
    *tenant = (struct config_tenant){.name = "production", .tenant_id = "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901",
                                     .client_id = "b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2", .client_secret = "none",
                                     .login = "http://127.0.0.1:1/login", .graph = "http://127.0.0.1:1/graph",
                                     .exchange = "http://127.0.0.1:1/exchange", .sharepoint = "http://127.0.0.1:1/sharepoint",
                                     .mfa = "http://127.0.0.1:1/mfa"};
    const struct worker_options options = {.tenant = tenant, .journal_path = screen->journal};
    struct worker *worker = worker_start(&options, &e);
    if (!worker)
        fail_msg("%s", e.message);
    return worker;
}

static inline struct screen *screen_start(int width, int height)
{
    struct screen *screen = xcalloc(1, sizeof *screen);
    snprintf(screen->folder, sizeof screen->folder, "/tmp/roster-unit-XXXXXX");
    assert_non_null(mkdtemp(screen->folder));
    snprintf(screen->journal, sizeof screen->journal, "%s/journal", screen->folder);
    app_init(&screen->app, width, height);
    screen->app.config = &screen->config;
    screen->app.tenant_config = &screen->tenant_config;
    screen->app.worker = idle_worker(screen);
    screen->tenant = (struct message_tenant){.display_name = "Contoso Ltd", .default_domain = "contoso.example"};
    screen->app.tenant = &screen->tenant;
    screen->app.load_job = 77;
    users_view_open(&screen->app);
    load_users(&screen->app);
    app_draw(&screen->app);
    return screen;
}

static inline void screen_end(struct screen *screen)
{
    clock_set(-1);
    app_free(&screen->app);
    worker_stop(screen->app.worker, 5000);
    static const char *const endings[] = {"", "-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", screen->journal, endings[i]);
        unlink(path);
    }
    rmdir(screen->folder);
    xfree(screen);
}

static inline void press(struct screen *screen, int key)
{
    app_key(&screen->app, key);
    app_draw(&screen->app);
}

static inline void type(struct screen *screen, const char *text)
{
    for (; *text; text++)
        press(screen, *text);
}

static inline void size(struct screen *screen, int width, int height)
{
    grid_resize(screen->app.grid, width, height);
    app_draw(&screen->app);
}

static inline const char *top_name(const struct screen *screen)
{
    return screen->app.top->ops->name;
}

static inline const char *status_of(const struct screen *screen)
{
    return buf_text(&screen->app.status);
}

#define assert_shown(screen, text)                                                                 \
    do {                                                                                           \
        if (!grid_contains((screen)->app.grid, text))                                              \
            screen_fail(screen, "is not shown: ", text);                                           \
    } while (0)
#define assert_not_shown(screen, text)                                                             \
    do {                                                                                           \
        if (grid_contains((screen)->app.grid, text))                                               \
            screen_fail(screen, "is shown: ", text);                                               \
    } while (0)

static inline void screen_fail(const struct screen *screen, const char *what, const char *text)
{
    auto_buf struct buf all = buf_make(1 << 20);
    grid_text(screen->app.grid, &all);
    fprintf(stderr, "%s\n", buf_text(&all)); /* longer than what cmocka prints */
    fail_msg("%s%s", what, text);
}

/* No cell holds anything but printable ASCII, the users' own text aside. */
static inline bool is_ascii(const struct grid *grid)
{
    for (int y = 0; y < grid->height; y++)
        for (int x = 0; x < grid->width; x++)
            for (const char *c = grid_cell(grid, x, y)->text; *c; c++)
                if ((unsigned char)*c > 126)
                    return false;
    return true;
}

#endif
