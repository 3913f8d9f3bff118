/* Finding the users that the words of the command line mean: all of them are looked up at once. */
#include "cli/commands.h"

#include "action/meaning.h"
#include "base/guid.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { A_NAME = 1024 };

struct search { /* of one word */
    struct arena *arena;
    const char *text;
    struct target *found;
    size_t count;
    bool answered;
    struct err error;
    bool first_page; /* there are more than were read, and several already */
};

/* Searches that one message is about. */
struct searches {
    struct search *items;
    size_t count;
    struct search **asked; /* in the order of the message's texts; NULL: the deleted users come, for all of them */
};

/* A deleted user's sign-in name has its id before it: a part of the name is enough. */
static bool is_meant(const struct search *search, const struct target *deleted)
{
    return *search->text &&
           (!strcasecmp(deleted->id, search->text) || strcasestr(deleted->user_principal_name, search->text) ||
            strcasestr(deleted->display_name, search->text));
}

static void take_found(struct search *search, const struct message *message, bool deleted)
{
    search->found = arena_alloc(search->arena, (message->target_count + 1) * sizeof *search->found);
    search->answered = true;
    search->error = (struct err){.code = ERR_OK};
    if (message->read != READ_WHOLE) /* whoever is meant may be among those that were not read */
        search->error = message->error;
    search->first_page = message->why == WHY_TOO_MANY && message->target_count > 1;
    for (size_t i = 0; i < message->target_count; i++) {
        if (deleted && !is_meant(search, &message->targets[i]))
            continue;
        search->found[search->count++] = target_copy(search->arena, &message->targets[i]);
    }
}

static void take(void *context, struct message *message)
{
    struct searches *searches = context;
    if (message->kind != FROM_READ)
        return;
    message_targets(message);
    for (size_t i = 0; !searches->asked && i < searches->count; i++)
        take_found(&searches->items[i], message, true);
    if (searches->asked)
        take_found(searches->asked[message->index], message, false);
}

/* Several share a part of the name: one whose whole name or address it is wins. */
static struct target *exact(const struct search *search)
{
    struct target *only = NULL;
    for (size_t i = 0; i < search->count; i++) {
        struct target *one = &search->found[i];
        if (!strchr(search->text, '@') && strcasecmp(one->display_name, search->text) != 0 &&
            strcasecmp(one->user_principal_name, search->text) != 0)
            continue;
        if (only)
            return NULL;
        only = one;
    }
    return only;
}

/* What it may be, with their ids. */
static bool ambiguous(const struct search *search, bool whole, struct err *e)
{
    auto_buf struct buf list = buf_make(1024);
    struct candidate *candidates = arena_alloc(search->arena, (search->count + 1) * sizeof *candidates);
    for (size_t i = 0; i < search->count; i++)
        candidates[i] = (struct candidate){.name = search->found[i].user_principal_name, .id = search->found[i].id};
    meaning_list(&list, candidates, search->count, false, 280);
    if (whole && search->count == 1)
        err_set(e, ERR_AMBIGUOUS, "\"%s\" is only a part of a user's name", search->text);
    else
        err_set(e, ERR_AMBIGUOUS, "\"%s\" matches %zu%s users", search->text, search->count,
                search->count >= 25 ? " or more" : "");
    return err_hint(e, "%s: %s", whole ? "give the address or the id" : "give more of it, or the address",
                    buf_text(&list));
}

/* Whether the one that was found is named by all of its name or address, or by its id. */
static bool is_named(const struct search *search, const struct target *one)
{
    struct guid id;
    return guid_parse(search->text, strlen(search->text), &id) || strchr(search->text, '@') ||
           !strcasecmp(one->display_name, search->text) || !strcasecmp(one->user_principal_name, search->text);
}

static bool choose(struct search *search, bool whole, struct target *out, struct err *e)
{
    struct target *one = search->count == 1 ? search->found : exact(search);
    if (strlen(search->text) > A_NAME)
        return err_set(e, ERR_USAGE, "a user's name is longer than %d bytes", A_NAME);
    if (!*search->text) {
        err_set(e, ERR_USAGE, "a user's name is empty");
        return err_hint(e, "give an address, an id or a part of a name");
    }
    if (search->error.code != ERR_OK && search->first_page && !one)
        return ambiguous(search, whole, e);
    if (search->error.code != ERR_OK) {
        *e = search->error;
        return search->error.code == ERR_TOO_BIG ? err_hint(e, "give the whole address or the id") : false;
    }
    if (one && whole && !is_named(search, one))
        return ambiguous(search, whole, e);
    if (one)
        *out = *one;
    if (one || search->count)
        return one || ambiguous(search, whole, e);
    err_set(e, ERR_NOT_FOUND, "there is no user \"%s\"", search->text);
    return err_hint(e, "`roster users %s` searches everywhere in the name, title and department", search->text);
}

static bool ask_for_deleted(struct engine *engine, struct searches *searches, struct err *e)
{
    struct message message = message_read("deleted-users", NULL, NULL);
    return engine_run(engine, &message, take, searches, e);
}

/* Those of whom nobody is known yet, in one message. */
static bool ask_for_rest(struct engine *engine, struct arena *arena, struct searches *searches, struct err *e)
{
    struct message message = message_read("find-users", NULL, "");
    const char **texts = arena_alloc(message.arena, (searches->count + 1) * sizeof *texts);
    size_t count = 0;
    searches->asked = arena_alloc(arena, (searches->count + 1) * sizeof(struct search *));
    for (size_t i = 0; i < searches->count; i++) {
        struct search *search = &searches->items[i];
        if (search->count || !*search->text || strlen(search->text) > A_NAME)
            continue;
        texts[count] = arena_strdup(message.arena, search->text);
        search->answered = false;
        searches->asked[count++] = search;
    }
    message.texts = texts;
    message.text_count = count;
    if (!count) {
        message_free(&message);
        return true;
    }
    if (engine_run(engine, &message, take, searches, e))
        return true;
    for (size_t i = 0; i < count; i++) /* one that failed is told in its turn; an end without an answer is one of all */
        if (!searches->asked[i]->answered)
            return false;
    return true;
}

bool find_users_meant(struct engine *engine, struct arena *arena, char *const *words, size_t count, bool deleted,
                      bool whole, struct target *out, size_t *wrong, struct err *e)
{
    struct searches searches = {.items = arena_alloc(arena, (count + 1) * sizeof *searches.items), .count = count};
    for (size_t i = 0; i < count; i++)
        searches.items[i] = (struct search){.arena = arena, .text = meaning_word(arena, words[i])};
    *wrong = count;
    if (deleted && !ask_for_deleted(engine, &searches, e))
        return false;
    if (!ask_for_rest(engine, arena, &searches, e))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!choose(&searches.items[i], whole, &out[i], e)) {
            *wrong = i;
            return false;
        }
    return true;
}
