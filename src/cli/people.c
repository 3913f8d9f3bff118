/* The table of users for the command line: all pages, the filter of the screen, and whom it leaves. */
#include "cli/commands.h"

#include "base/clock.h"
#include "model/extra_read.h"
#include "model/view.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

struct people people_new(void)
{
    struct people people = {.users = users_new(), .names = sku_names_new()};
    people.view = view_new(people.users, people.names);
    return people;
}

void people_free(struct people *people)
{
    view_free(people->view);
    sku_names_free(people->names);
    users_free(people->users);
}

static void take(void *context, struct message *message)
{
    struct people *people = context;
    if (message->kind == FROM_USERS_PAGE) {
        users_append(people->users, message->page);
        message->page = NULL;
    } else if (message->kind == FROM_SKUS) {
        message_names(message, people->names);
    } else if (message->kind == FROM_JOB_END) {
        people->in_part = message->state == JOB_DONE && message->error.code != ERR_OK;
    } else if (message_extra(message, people->users, clock_now()) && message->read == READ_GOING) {
        char text[160];
        snprintf(text, sizeof text, "%s: %zu read", message->source->label,
                 extras_status(users_extras(people->users), extra_of(message->source->name)).read);
        say_passing(text);
    }
}

/* A column or a term of the filter has a source of its own: what is not whole is told, and what there is stays. */
static bool read_extra(struct engine *engine, struct people *people, enum extra which)
{
    struct err e = {.code = ERR_OK};
    struct message message = message_read(extra_source(which, false), NULL, NULL);
    const char *label = message.sources[0]->label;
    bool in_part = people->in_part;
    users_extra_begin(people->users, which);
    bool ended = engine_run(engine, &message, take, people, &e);
    const struct extra_status status = extras_status(users_extras(people->users), which);
    people->in_part = in_part;
    if (ended && status.state == EXTRA_WHOLE)
        return true;
    bool told = status.state != EXTRA_READING; /* else it did not even begin */
    say_error("roster: %s: %s: %s\n", label, status.state == EXTRA_IN_PART ? "read in part" : "not read",
              told ? status.why : e.message);
    if (*(told ? status.hint : e.hint))
        say_error("roster: %s\n", told ? status.hint : e.hint);
    return false;
}

bool people_load(struct engine *engine, struct people *people, const char *filter, unsigned extras, struct err *e)
{
    struct message message = {.kind = TO_LOAD_USERS};
    if (!view_set_filter(people->view, "", filter, clock_now(), e)) {
        e->code = ERR_USAGE;
        return false;
    }
    bool whole = engine_run(engine, &message, take, people, e);
    if (!whole && !people->in_part)
        return false;
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        if (extras & 1u << which || view_asks(people->view, which))
            people->missing |= !read_extra(engine, people, which);
    view_rebuild(people->view);
    return whole;
}

/* Whom the filter leaves, once everything it asks for is known. */
static bool find_where(struct engine *engine, struct people *people, const char *filter, struct err *e)
{
    if (!filter[strspn(filter, " \t\r\n")])
        return err_set(e, ERR_USAGE, "--where without a filter would be everybody");
    if (!people_load(engine, people, filter, 0, e))
        return people->in_part ? err_hint(e, "nothing was done: whom --where means is not known") : false;
    if (people->missing) {
        err_set(e, ERR_CUT, "not all that --where asks for could be read");
        return err_hint(e, "nothing was done: whom it means is not known");
    }
    return view_count(people->view) || err_set(e, ERR_USAGE, "--where \"%s\" leaves nobody", filter);
}

bool people_where(struct engine *engine, struct arena *arena, const char *filter, struct target **out, size_t *count,
                  struct err *e)
{
    struct people people = people_new();
    bool found = find_where(engine, &people, filter, e);
    *count = found ? view_count(people.view) : 0;
    *out = arena_alloc(arena, (*count + 1) * sizeof **out);
    for (size_t i = 0; i < *count; i++)
        target_of_user(users_at(people.users, view_row(people.view, i)), arena, &(*out)[i]);
    people_free(&people);
    return found;
}
