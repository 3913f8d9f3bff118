/* The snapshot before a playbook: every state of the user that a research knows of, read anew and side by side, a file each. */
#include "worker/snapshot.h"

#include "base/clock.h"
#include "base/place.h"
#include "bundle/bundle.h"
#include "codec/json.h"
#include "research/sources.h"
#include "worker/engine.h"
#include "worker/read.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SOURCES = 64, FILE_MOST = 64 << 20, MOST_IN_A_SECOND = 100 };

struct snapshot {
    struct job *owner;
    void (*done)(struct job *owner);
    const struct target *target;
    const char *folder; /* that it is written into */
    struct bundle *bundle;
    struct err error;
    bool ended;
    const char *whole[MOST_SOURCES], *parts[MOST_SOURCES], *why[MOST_SOURCES];
    size_t whole_count, part_count, open;
};

/* "ann@contoso.com" as a name of a folder. */
static const char *folder_of(struct arena *arena, const char *below, const struct target *target)
{
    char time[CLOCK_TEXT], *name = arena_strdup(arena, target->user_principal_name);
    clock_format(clock_now(), time);
    for (char *at = name; *at; at++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@", *at) ||
            (at == name && *at == '.'))
            *at = '_';
    for (char *at = time; *at; at++)
        if (*at == ':')
            *at = '-';
    const char *folder = arena_printf(arena, "%s/cases/%.128s %s", below, name, time);
    for (int again = 2; again < MOST_IN_A_SECOND && !access(folder, F_OK); again++) /* the user's last was just now */
        folder = arena_printf(arena, "%s/cases/%.128s %s %d", below, name, time, again);
    return folder;
}

static bool write_records(struct snapshot *snapshot, const struct reading *reading)
{
    auto_buf struct buf out = buf_make(FILE_MOST);
    struct raw_reader reader = {0};
    buf_putc(&out, '[');
    for (size_t i = 0; i < reading->page->count; i++) {
        const char *raw = record_raw(&reading->page->records[i], &reader);
        buf_printf(&out, "%s\n%s", i ? "," : "", raw ? raw : "null");
    }
    buf_puts(&out, "\n]\n");
    raw_reader_free(&reader);
    const char *name = arena_printf(snapshot->owner->arena, "%s.json", reading->source->name);
    return (!out.overflow || err_set(&snapshot->error, ERR_INTERNAL, "%s is too large to be saved", name)) &&
           bundle_add(snapshot->bundle, name, buf_text(&out), out.length, &snapshot->error);
}

/* Who, when, and what could not be read. */
static bool write_head(struct snapshot *snapshot)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    char time[CLOCK_TEXT];
    clock_format(clock_now(), time);
    json_open(&w, '{');
    json_member_text(&w, "id", snapshot->target->id);
    json_member_text(&w, "userPrincipalName", snapshot->target->user_principal_name);
    json_member_text(&w, "time", time);
    json_name(&w, "notReadWhole");
    json_open(&w, '{');
    for (size_t i = 0; i < snapshot->part_count; i++)
        json_member_text(&w, snapshot->parts[i], snapshot->why[i]);
    json_close(&w);
    json_close(&w);
    buf_putc(&out, '\n');
    return bundle_add(snapshot->bundle, "snapshot.json", buf_text(&out), out.length, &snapshot->error) != NULL;
}

static void end(struct snapshot *snapshot)
{
    snapshot->ended = snapshot->error.code == ERR_OK && write_head(snapshot) &&
                      bundle_end(snapshot->bundle, &snapshot->error);
    bundle_free(snapshot->bundle);
    snapshot->bundle = NULL;
    snapshot->owner->work->busy = true;
    snapshot->done(snapshot->owner);
}

struct reading_of { /* the readings have an owner, which knows its snapshot */
    struct job job;
    struct snapshot *snapshot;
};

static void source_in(struct job *job, struct reading *reading)
{
    struct snapshot *snapshot = ((struct reading_of *)job)->snapshot;
    const char *name = reading->source->name;
    bool good = snapshot->error.code == ERR_OK && write_records(snapshot, reading);
    if (good && reading->state == READ_WHOLE) {
        snapshot->whole[snapshot->whole_count++] = name;
    } else if (good) {
        snapshot->why[snapshot->part_count] = arena_strdup(snapshot->owner->arena, reading->error.message);
        snapshot->parts[snapshot->part_count++] = name;
    }
    if (--snapshot->open)
        return;
    end(snapshot);
    job_done(job);
}

/* The states of the user that the sources of a research name; what is searched for, or is a log, is none. */
static size_t sources_of(const struct source **out)
{
    size_t count = 0;
    for (int as = 0; as < RESEARCH_SOURCES; as++) {
        const struct research_source_row *row = research_source((enum research_source)as);
        for (size_t i = 0; row->phase <= 1 && i < sizeof row->served / sizeof *row->served && row->served[i]; i++) {
            const struct source *source = source_find(row->served[i]);
            if (source->scope == SOURCE_OF_USER && !(source->flags & (SOURCE_BY_TEXT | SOURCE_LOG | SOURCE_LOCAL)) &&
                count < MOST_SOURCES)
                out[count++] = source;
        }
    }
    return count;
}

struct snapshot *snapshot_begin(struct job *owner, const struct target *target, const char *folder,
                                void (*done)(struct job *owner))
{
    static const struct job_kind kind = {.name = "snapshot", .size = sizeof(struct reading_of)};
    struct snapshot *snapshot = arena_alloc(owner->arena, sizeof *snapshot);
    const struct source *sources[MOST_SOURCES];
    size_t count = sources_of(sources);
    struct reading_of *of = job_begin_child(owner, &kind, 0);
    *snapshot = (struct snapshot){.owner = owner, .done = done, .target = target};
    of->snapshot = snapshot;
    if (!folder) {
        err_set(&snapshot->error, ERR_INTERNAL, "there is no folder for it");
    } else if (place_make(arena_printf(owner->arena, "%s/cases", folder), &snapshot->error)) {
        snapshot->error.code = ERR_OK;
        snapshot->folder = folder_of(owner->arena, folder, target);
        snapshot->bundle = bundle_begin(snapshot->folder, &snapshot->error);
        if (snapshot->bundle)
            snapshot->error.code = ERR_OK;
    }
    snapshot->open = count;
    for (size_t i = 0; i < count; i++) /* each by itself: one that is slow or refused keeps no other waiting */
        read_children(&of->job, sources[i]->name,
                      &(struct read_subject){.id = target->id, .name = target->user_principal_name, .raw = true}, 1,
                      source_in);
    return snapshot;
}

const char *snapshot_folder(const struct snapshot *snapshot, struct err *e)
{
    if (!snapshot->ended && e)
        *e = snapshot->error;
    return snapshot->ended ? snapshot->folder : NULL;
}

bool snapshot_holds(const struct snapshot *snapshot, const char *source)
{
    for (size_t i = 0; snapshot->ended && i < snapshot->whole_count; i++)
        if (!strcmp(snapshot->whole[i], source))
            return true;
    return false;
}

void snapshot_count(const struct snapshot *snapshot, size_t *whole, size_t *not_whole)
{
    *whole = snapshot->whole_count;
    *not_whole = snapshot->part_count;
}

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot)
        bundle_free(snapshot->bundle);
}
