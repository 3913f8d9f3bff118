/* A table of four people who look different, on the screen of view_fixture.h, and keys by their numbers. */
#ifndef PEOPLE_FIXTURE_H
#define PEOPLE_FIXTURE_H

#include "view_fixture.h"

#include "base/clock.h"

static inline struct text bytes_of(const char *bytes)
{
    return (struct text){.bytes = bytes, .length = strlen(bytes)};
}

static inline void add_person(struct user_page *page, int number, const char *name, bool enabled)
{
    char id[GUID_TEXT], address[64];
    snprintf(id, sizeof id, "00000000-0000-4000-8000-%012d", number);
    snprintf(address, sizeof address, "user%d@contoso.example", number);
    struct user_input input = {.id = bytes_of(id),
                               .display_name = bytes_of(name),
                               .user_principal_name = bytes_of(address),
                               .mail = bytes_of(address),
                               .job_title = bytes_of("Clerk"),
                               .usage_location = bytes_of("DE"),
                               .account_enabled = enabled,
                               .created = INT64_C(1767268800000)};
    assert_true(user_page_add(page, &input));
}

static inline struct app *people_start(int width, int height)
{
    struct app *app = app_make(width, height, 0);
    struct message message = {.kind = FROM_USERS_PAGE, .job = app->model->load_job = 77, .page = user_page_new(4)};
    add_person(message.page, 1, "Alice Ng", true);
    add_person(message.page, 2, "Bob Berg", false);
    add_person(message.page, 3, "漢字 太郎", true);
    add_person(message.page, 4, "\xe3\x80\x80", true); /* a wide space */
    app_message(app, &message);
    app_draw(app);
    return app;
}

static inline void hit(struct app *app, int key)
{
    see(app, key);
    app_key(app, key);
    app_draw(app);
}

static inline const char *top_name(const struct app *app)
{
    return app->top->ops->name;
}

static inline const char *status_of(const struct app *app)
{
    return buf_text(&app->status);
}

/* The dash of an empty field aside, which is put in ASCII on its way to the terminal. */
static inline bool is_ascii(const struct grid *grid)
{
    for (int i = 0; i < grid->width * grid->height; i++)
        for (const char *c = grid->cells[i].text; *c && strcmp(grid->cells[i].text, "–") != 0; c++)
            if ((unsigned char)*c > 126)
                return false;
    return true;
}

#endif
