/* Who has a standing of his own: oneself and the break-glass accounts. An entry that is nobody's keeps nobody out of anything: it is an
 * error wherever it counts. */
#include "worker/standing.h"

#include "api/login/session.h"
#include <string.h>
#include <strings.h>

struct standing {
    struct arena *arena;
    struct known_account { /* of each entry */
        bool found;
        const char *const *ids; /* whose it is, NULL-terminated; kept when it is asked anew and not answered */
    } * accounts;
};

static const struct config_account *entries_of(const struct work *work)
{
    static const struct config_account none[1];
    const struct config_account *entries = work->options->tenant->break_glass;
    return entries ? entries : none;
}

static bool is_break_glass(const struct work *work, const struct target *target)
{
    const struct config_account *entries = entries_of(work);
    for (size_t i = 0; entries[i].name; i++) {
        const char *const *id = work->standing ? work->standing->accounts[i].ids : NULL;
        if (!strcasecmp(entries[i].name, target->id) || !strcasecmp(entries[i].name, target->user_principal_name))
            return true;
        for (; id && *id; id++)
            if (!strcasecmp(*id, target->id))
                return true;
    }
    return false;
}

void standing_of(const struct work *work, const struct target *target, struct guard_facts *facts)
{
    const struct session_identity *identity = session_identity(work->session);
    facts->self = identity && *identity->object_id && !strcasecmp(identity->object_id, target->id);
    facts->break_glass = is_break_glass(work, target);
}

bool standing_known(const struct work *work)
{
    const struct config_account *entries = entries_of(work);
    for (size_t i = 0; entries[i].name; i++)
        if (!work->standing || !work->standing->accounts[i].found)
            return false;
    return true;
}

size_t standing_ask(struct job *owner, read_done *done)
{
    struct work *work = owner->work;
    const struct config_account *entries = entries_of(work);
    size_t count = 0;
    while (entries[count].name)
        count++;
    if (!count)
        return 0;
    if (!work->standing) {
        struct arena *arena = arena_new(0);
        work->standing = arena_alloc(arena, sizeof *work->standing);
        work->standing->arena = arena;
        work->standing->accounts = arena_alloc(arena, count * sizeof *work->standing->accounts);
    }
    struct read_subject *subjects = arena_alloc(owner->arena, count * sizeof *subjects);
    for (size_t i = 0; i < count; i++)
        subjects[i] = (struct read_subject){.text = entries[i].name, .index = i};
    read_children(owner, "find-users", subjects, count, done);
    return count;
}

bool standing_learn(struct work *work, const struct reading *reading, struct err *e)
{
    const struct config_account *entry = &entries_of(work)[reading->index];
    struct known_account *account = &work->standing->accounts[reading->index];
    struct arena *arena = work->standing->arena;
    const struct record_page *page = reading->page;
    account->found = false;
    if (reading->state != READ_WHOLE) {
        err_set(e, reading->error.code,
                "%.200s: break_glass: whether there is a user \"%.100s\" could not be read: %.200s", entry->where,
                entry->name, reading->error.message);
        return err_hint(e, "nothing is done to several users before that is known");
    }
    if (!page->count) {
        err_set(e, ERR_CONFIG, "%.200s: break_glass: there is no user \"%.100s\"", entry->where, entry->name);
        return err_hint(
            e, "list the sign-in names or ids of accounts of this tenant; until then nothing is done to several "
               "users at once");
    }
    const char **ids = arena_alloc(arena, (page->count + 1) * sizeof *ids);
    for (size_t i = 0; i < page->count; i++)
        ids[i] = arena_strdup(arena, record_text(&page->records[i], "id"));
    account->ids = ids;
    account->found = true;
    return true;
}

void standing_free(struct work *work)
{
    if (work->standing)
        arena_free(work->standing->arena);
    work->standing = NULL;
}
