/* Which of a user's devices speak for somebody else, as far as roster was told. */
#include "worker/suspects.h"

#include "codec/json.h"
#include "journal/aside.h"
#include "journal/playbook.h"
#include "worker/research.h"
#include <string.h>
#include <strings.h>

enum { MOST_ENTRIES = 500 };

static const char *device_of(struct arena *arena, const char *parameters)
{
    struct err ignored;
    auto_json struct json *root = parameters ? json_parse(parameters, strlen(parameters), &ignored) : NULL;
    return arena_strdup(arena, json_text_or(json_get(root, "device"), ""));
}

/* The last that was done to it by roster: it was switched on. */
static bool is_let_on(struct arena *arena, const struct journal_entry *entries, size_t count, const char *id,
                      const char *name)
{
    for (size_t i = 0; i < count; i++) {
        bool on = !strcmp(entries[i].action, "enable-device"), off = !strcmp(entries[i].action, "disable-device");
        const char *device = on || off ? device_of(arena, entries[i].parameters) : "";
        if (*device && (!strcasecmp(device, id) || !strcasecmp(device, name)) && entries[i].state == JOURNAL_DONE)
            return on;
    }
    return false;
}

/* "P09 DESKTOP-8F3K2L1Q": the key of a finding about a device names it, and nothing else. Whoever registers one chooses its name. */
static bool is_aside(const struct journal_aside *asides, size_t count, const char *id, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        const char *key = asides[i].finding, *about = key + sizeof "P07";
        if ((!strncmp(key, "P07 ", sizeof "P07") || !strncmp(key, "P09 ", sizeof "P09")) &&
            (!strcasecmp(about, id) || (*name && !strcasecmp(about, name))))
            return true;
    }
    return false;
}

/* What a step calls the device, where no other one is called so; else "": the name does not tell which is meant. */
static const char *name_of(struct arena *arena, const struct journal_step *steps, size_t count, size_t at,
                           const char *id)
{
    const char *name = steps[at].thing ? steps[at].thing : "";
    for (size_t i = 0; i < count; i++)
        if (!strcasecmp(steps[i].thing ? steps[i].thing : "", name) &&
            strcasecmp(device_of(arena, steps[i].parameters), id) != 0)
            return "";
    return name;
}

static const struct case_file *case_of(const struct work *work, const char *user_id)
{
    const struct case_file *file = work->cases;
    while (file && strcmp(file->id, user_id) != 0)
        file = file->next;
    return file;
}

const char *const *suspect_devices(struct work *work, struct arena *arena, const char *user_id, struct err *e)
{
    size_t entry_count = 0, aside_count = 0, step_count = 0, found = 0, count = 0;
    const struct journal_entry *entries = journal_list_of(work->journal, arena, user_id, MOST_ENTRIES, &entry_count, e);
    const struct journal_aside *asides = entries ? journal_asides(work->journal, arena, user_id, &aside_count, e)
                                                 : NULL;
    const struct journal_step *steps = asides ? journal_playbook_steps_of(work->journal, arena, user_id,
                                                                          "disable-device", &step_count, e)
                                              : NULL;
    const struct case_file *file = case_of(work, user_id);
    if (!steps)
        return NULL;
    while (file && file->suspects && file->suspects[found])
        found++;
    const char **out = arena_alloc(arena, (found + step_count + 1) * sizeof *out);
    for (size_t i = 0; i < found; i++)
        if (!is_let_on(arena, entries, entry_count, file->suspects[i], file->suspects[i]))
            out[count++] = arena_strdup(arena, file->suspects[i]);
    for (size_t i = 0; i < step_count; i++) {
        const char *id = device_of(arena, steps[i].parameters), *name = name_of(arena, steps, step_count, i, id);
        if (*id && !is_aside(asides, aside_count, id, name) && !is_let_on(arena, entries, entry_count, id, name))
            out[count++] = id;
    }
    return out;
}
