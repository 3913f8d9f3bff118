/* The rows' permissions made one list. */
#include "worker/scopes.h"

#include "base/arena.h"
#include "source/source.h"
#include <assert.h>
#include <string.h>

enum { MOST_SCOPES = 96 };

struct scopes {
    struct scope rows[MOST_SCOPES];
    size_t count;
};

static struct scope *find(struct scopes *scopes, const char *name)
{
    for (size_t i = 0; i < scopes->count; i++)
        if (!strcmp(scopes->rows[i].name, name))
            return &scopes->rows[i];
    return NULL;
}

/* What is there already suffices for more than it was taken for. */
static struct scope *find_any(struct scopes *scopes, const char *const *names)
{
    struct scope *row = NULL;
    for (; names && *names && !row; names++)
        row = find(scopes, *names);
    return row;
}

static void add(struct scopes *scopes, const char *const *names, const char *use, enum scope_when when)
{
    struct scope *row = find_any(scopes, names);
    if (!names)
        return;
    if (!row) {
        assert(scopes->count < MOST_SCOPES);
        row = &scopes->rows[scopes->count++];
        *row = (struct scope){.name = names[0], .when = when};
    }
    for (size_t i = 0; i < row->use_count; i++)
        if (row->uses[i] == use)
            return;
    assert(row->use_count < SCOPE_USES);
    row->uses[row->use_count++] = use;
}

static void add_actions(struct scopes *scopes, enum scope_when when)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    for (int reads = 0; reads < 2; reads++) /* what writes often suffices to read */
        for (size_t i = 0; i < count; i++)
            if (!(all[i]->flags & ACTION_RARE) == (when == SCOPE_ALWAYS))
                add(scopes, reads ? all[i]->reads : all[i]->needs, all[i]->label, when);
}

static enum scope_when when_of(const struct source *source)
{
    return source->flags & SOURCE_PARTNER ? SCOPE_PARTNER : source->flags & SOURCE_LATER ? SCOPE_RARE : SCOPE_ALWAYS;
}

static void add_sources(struct scopes *scopes, enum scope_when when)
{
    size_t count;
    const struct source *const *all = source_all(&count);
    for (size_t i = 0; i < count; i++)
        if (when_of(all[i]) == when) {
            add(scopes, all[i]->needs, all[i]->label, when);
            add(scopes, all[i]->also, all[i]->label, when);
        }
}

static struct scopes *filled(void)
{
    static struct scopes scopes; /* filled once, before there are threads */
    if (scopes.count)
        return &scopes;
    add_actions(&scopes, SCOPE_ALWAYS);
    add_sources(&scopes, SCOPE_ALWAYS);
    add_actions(&scopes, SCOPE_RARE);
    add_sources(&scopes, SCOPE_RARE);
    add_sources(&scopes, SCOPE_PARTNER);
    return &scopes;
}

const struct scope *scopes_all(size_t *count)
{
    *count = filled()->count;
    return filled()->rows;
}

const char *const *scopes_to_ask(struct arena *arena, const char *const *beside)
{
    const struct scopes *scopes = filled();
    size_t count = 0, more = 0;
    while (beside && beside[more])
        more++;
    const char **names = arena_alloc(arena, (scopes->count + more + 1) * sizeof *names);
    for (size_t i = 0; i < scopes->count; i++)
        if (scopes->rows[i].when == SCOPE_ALWAYS)
            names[count++] = scopes->rows[i].name;
    for (size_t i = 0; i < more; i++)
        names[count++] = beside[i];
    return names;
}

const char *scopes_one_of(const char *const *names)
{
    const struct scope *row = find_any(filled(), names);
    return row ? row->name : NULL;
}
