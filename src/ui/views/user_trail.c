/* From one user to another, and back. */
#include "ui/views/user_trail.h"

#include "base/alloc.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

void user_trail_push(struct user_trail *trail, const struct been *been)
{
    trail->been = grow_array(trail->been, &trail->capacity, trail->count + 1, sizeof *trail->been);
    trail->been[trail->count++] = *been;
}

struct been user_trail_pop(struct user_trail *trail)
{
    assert(trail->count);
    return trail->been[--trail->count];
}

void user_trail_clear(struct user_trail *trail)
{
    while (trail->count)
        arena_free(trail->been[--trail->count].arena);
}

void user_trail_free(struct user_trail *trail)
{
    user_trail_clear(trail);
    xfree(trail->been);
    *trail = (struct user_trail){.been = NULL};
}

bool user_trail_person(const struct app *app, const struct record *person, struct arena *arena, struct target *out)
{
    struct guid id;
    const char *text = record_text(person, "id");
    if (!guid_parse(text, strlen(text), &id) || !*record_text(person, "userPrincipalName"))
        return false;
    uint32_t row = users_find(app->model->users, &id);
    if (row != NO_ROW) {
        app_target(users_at(app->model->users, row), arena, out);
        return true;
    }
    *out = (struct target){.display_name = record_text(person, "displayName"),
                           .user_principal_name = record_text(person, "userPrincipalName")};
    guid_format(&id, out->id);
    return true;
}
