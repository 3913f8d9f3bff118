/* Finding the user a word of the command line means. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct search {
    struct arena *arena;
    const char *text;
    bool deleted; /* all the deleted users come: pick those who are meant */
    struct target *found;
    size_t count;
    struct err error; /* rows were left out: whoever is meant may be among them */
};

/* A deleted user's sign-in name has its id before it: a part of the name is enough. */
static bool is_meant(const struct search *search, const struct target *one)
{
    return !search->deleted || !strcasecmp(one->id, search->text) ||
           strcasestr(one->user_principal_name, search->text) || strcasestr(one->display_name, search->text);
}

static void take(void *context, struct message *message)
{
    struct search *search = context;
    if (message->kind != FROM_READ)
        return;
    if (message->why == WHY_LEFT_OUT)
        search->error = message->error;
    message_targets(message);
    search->found = arena_alloc(search->arena, (message->target_count + 1) * sizeof *search->found);
    for (size_t i = 0; i < message->target_count; i++) {
        if (!is_meant(search, &message->targets[i]))
            continue;
        struct target *to = &search->found[search->count++];
        *to = message->targets[i];
        to->user_principal_name = arena_strdup(search->arena, to->user_principal_name);
        to->display_name = arena_strdup(search->arena, to->display_name);
    }
}

/* Several share a part of the name: one whose whole name or address it is wins. */
static struct target *exact(const struct search *search)
{
    struct target *only = NULL;
    for (size_t i = 0; i < search->count; i++) {
        struct target *one = &search->found[i];
        if (strcasecmp(one->display_name, search->text) != 0 && strcasecmp(one->user_principal_name, search->text) != 0)
            continue;
        if (only)
            return NULL;
        only = one;
    }
    return only;
}

static bool ambiguous(const struct search *search, struct err *e)
{
    enum { NAMED = 3 };
    char names[240] = "";
    size_t at = 0;
    for (size_t i = 0; i < search->count && i < NAMED && at < sizeof names; i++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "",
                               search->found[i].user_principal_name);
    err_set(e, ERR_AMBIGUOUS, "\"%s\" matches %zu%s users", search->text, search->count,
            search->count >= 25 ? " or more" : "");
    return err_hint(e, "say more of it, or the address: %s%s", names, search->count > NAMED ? ", …" : "");
}

static bool choose(struct search *search, struct target *out, struct err *e)
{
    if (search->error.code != ERR_OK) {
        *e = search->error;
        return false;
    }
    struct target *one = search->count == 1 ? search->found : exact(search);
    if (one)
        *out = *one;
    return one || ambiguous(search, e);
}

bool find_user(struct engine *engine, struct arena *arena, const char *text, struct target *out, struct err *e)
{
    struct search search = {.arena = arena, .text = text};
    if (!*text) {
        err_set(e, ERR_USAGE, "a user's name is empty");
        return err_hint(e, "say an address, an id or a part of a name");
    }
    struct message message = message_read("find-users", NULL, text);
    if (!engine_run(engine, &message, take, &search, e))
        return false;
    if (search.count || search.error.code != ERR_OK)
        return choose(&search, out, e);
    err_set(e, ERR_NOT_FOUND, "there is no user \"%s\"", text);
    return err_hint(e, "`roster users %s` searches everywhere in the name, title and department", text);
}

bool find_deleted_user(struct engine *engine, struct arena *arena, const char *text, struct target *out, struct err *e)
{
    struct search search = {.arena = arena, .text = text, .deleted = true};
    struct message message = message_read("deleted-users", NULL, NULL);
    if (!engine_run(engine, &message, take, &search, e))
        return false;
    if (*text && search.count)
        return choose(&search, out, e);
    return find_user(engine, arena, text, out, e); /* one who is there is told so */
}
