/* An app without a terminal and without a worker: what is posted is kept here, what the worker would answer is fed by hand. */
#ifndef VIEW_FIXTURE_H
#define VIEW_FIXTURE_H

#include "unit.h"

#include "ui/commands.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { MOST_POSTED = 256 };

static struct message posted[MOST_POSTED];
static size_t posted_count;

/* In place of the worker's own: this one only remembers. */
bool worker_post(struct worker *worker, struct message *message)
{
    (void)worker;
    assert_true(posted_count < MOST_POSTED);
    posted[posted_count++] = *message;
    *message = (struct message){0};
    return true;
}

static void forget_posted(void)
{
    while (posted_count)
        message_free(&posted[--posted_count]);
}

/* The last message of a kind; NULL when there is none. */
static inline struct message *posted_last(enum message_kind kind)
{
    for (size_t i = posted_count; i-- > 0;)
        if (posted[i].kind == kind)
            return &posted[i];
    return NULL;
}

/* The last reading of a source that was asked for; NULL when there is none. */
static inline struct message *posted_read(const char *source)
{
    for (size_t i = posted_count; i-- > 0;)
        if (posted[i].kind == TO_READ && !strcmp(posted[i].sources[0]->name, source))
            return &posted[i];
    return NULL;
}

/* What a reading of a source answers: records are added with record_of(). */
static inline struct message reading_of(const char *source, uint64_t job)
{
    return (struct message){.kind = FROM_READ,
                            .job = job,
                            .arena = arena_new(0),
                            .source = source_find(source),
                            .subject = "",
                            .records = record_page_new(source_find(source)->kind)};
}

/* One record more; fields by name and text, ending with NULL. Texts outlive the record. */
static inline struct record *record_of(struct message *message, const char *const texts[][2])
{
    struct record *record = record_page_add(message->records);
    for (size_t i = 0; texts[i][0]; i++)
        record_set_text(record, texts[i][0], texts[i][1]);
    return record;
}

static inline void set_number(struct record *record, const char *name, int64_t number)
{
    *(struct value *)record_value(record, name) = (struct value){.known = true, .number = number};
}

static struct config_tenant fixture_tenant = {.name = "contoso", .tenant_id = "contoso.example"};
static struct config fixture_config;
static const struct message_tenant fixture_known = {.id = "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901",
                                                    .display_name = "Contoso Ltd",
                                                    .default_domain = "contoso.example",
                                                    .operator_name = "admin@contoso.example"};

static void add_users(struct app *app, size_t count)
{
    struct user_page *page = user_page_new(count);
    for (size_t i = 0; i < count; i++) {
        char id[64], name[64], upn[64];
        snprintf(id, sizeof id, "00000000-0000-4000-8000-%012zu", i + 1);
        snprintf(name, sizeof name, i == 3 ? "=漢字漢字 Four" : "User %zu", i + 1);
        snprintf(upn, sizeof upn, "user%zu@contoso.example", i + 1);
        const struct user_input input = {.id = {id, strlen(id)},
                                         .display_name = {name, strlen(name)},
                                         .user_principal_name = {upn, strlen(upn)},
                                         .account_enabled = 1,
                                         .synced = i == 1};
        assert_true(user_page_add(page, &input));
    }
    users_append(app->model->users, page);
    app->model->whole = true;
    view_rebuild(app->model->table);
    app_move_to(app, 0);
}

static inline struct app *app_make(int width, int height, size_t users)
{
    static struct app app;
    app_init(&app, &commands_hooks, &fixture_tenant, width, height);
    app.config = &fixture_config;
    app.model->tenant = &fixture_known;
    app.worker = (struct worker *)&posted; /* never looked into */
    users_view_open(&app);
    add_users(&app, users);
    return &app;
}

static inline void app_end(struct app *app)
{
    app_free(app);
    forget_posted();
}

/* Whoever answers a question has seen it whole: the worker has said what it knows. Tests of the time before use app_key. */
static inline void see(struct app *app, int key)
{
    struct message *prepare = key == 'y' || key == KEY_RETURN ? posted_last(TO_PREPARE) : NULL;
    if (prepare && !prepare->typed && !strcmp(app->top->ops->name, "confirm")) {
        struct message end = {.kind = FROM_JOB_END, .job = prepare->job, .state = JOB_DONE};
        prepare->typed = true; /* answered: a question of ours has no use for it */
        app_message(app, &end);
        app_draw(app);
    }
}

/* Key names parted by spaces. */
static inline void press(struct app *app, const char *names)
{
    char copy[256], *rest = NULL;
    snprintf(copy, sizeof copy, "%s", names);
    for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        assert_int_not_equal(key_parse(name), KEY_NOTHING);
        see(app, key_parse(name));
        app_key(app, key_parse(name));
        app_draw(app);
    }
}

static inline void type(struct app *app, const char *text)
{
    for (; *text; text++)
        app_key(app, (unsigned char)*text);
    app_draw(app);
}

static inline bool shows(struct app *app, const char *text)
{
    app_draw(app);
    return grid_contains(app->grid, text);
}

#define assert_shows(app, text)                                                                                        \
    do {                                                                                                               \
        if (!shows(app, text)) {                                                                                       \
            struct buf all_ = buf_make(1 << 20);                                                                       \
            grid_text((app)->grid, &all_);                                                                             \
            fail_msg("\"%s\" is not shown:\n%s", text, buf_text(&all_));                                               \
        }                                                                                                              \
    } while (0)
#define assert_hides(app, text) assert_false(shows(app, text))

static inline void answer(struct app *app, struct message message)
{
    app_message(app, &message);
    app_draw(app);
}

/* A target of a job ends. */
static inline void end_target(struct app *app, uint64_t job, size_t index, enum job_state state, const char *secret)
{
    struct message message = {.kind = FROM_TARGET, .job = job, .index = index, .state = state};
    if (state == JOB_FAILED) {
        err_set(&message.error, ERR_FORBIDDEN,
                "Insufficient privileges to complete the operation. (HTTP 403 "
                "Authorization_RequestDenied)");
        err_hint(&message.error, "needs the permission User.EnableDisableAccount.All");
        snprintf(message.error.request_id, sizeof message.error.request_id, "aa303fd4-c852-42cf-a51f-8c6fa9cfb43d");
    }
    if (secret)
        message.secret = secret_new(secret, strlen(secret));
    answer(app, message);
}

static inline void end_job(struct app *app, uint64_t job, size_t ok, size_t failed)
{
    answer(app, (struct message){.kind = FROM_JOB_END,
                                 .job = job,
                                 .state = failed ? JOB_FAILED : JOB_DONE,
                                 .ok = ok,
                                 .failed = failed,
                                 .finished = ok + failed,
                                 .total = ok + failed});
}

/* Open the confirmation of `action` for the marked users, or the one at the cursor. */
static inline void ask_for(struct app *app, const struct action *action)
{
    struct arena *arena = arena_new(0);
    size_t count;
    struct target *targets = app_targets(app, arena, &count);
    confirm_view_open(app, action, targets, count);
    arena_free(arena);
    app_draw(app);
}

static inline void mark_first(struct app *app, size_t count)
{
    for (size_t i = 0; i < count; i++)
        users_mark(app->model->users, (uint32_t)i, true);
}

#endif
