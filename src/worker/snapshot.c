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

struct saved {                 /* a list that was read */
    const char *source, *text; /* text NULL: the user's */
    const char *file;          /* without its ending */
    const char *why;           /* it was not read whole; NULL: it was */
};

struct snapshot {
    struct job *owner;
    void (*done)(struct job *owner);
    const struct target *target;
    const char *folder; /* that it is written into */
    struct bundle *bundle;
    struct err error;
    bool ended;
    struct saved *saved;
    size_t count, open;
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

static bool write_records(struct snapshot *snapshot, const struct reading *reading, const char *file)
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
    const char *name = arena_printf(snapshot->owner->arena, "%s.json", file);
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
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->saved[i].why)
            json_member_text(&w, snapshot->saved[i].file, snapshot->saved[i].why);
    json_close(&w);
    json_name(&w, "of"); /* what the files are about that are not about the user */
    json_open(&w, '{');
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->saved[i].text)
            json_member_text(&w, snapshot->saved[i].file, snapshot->saved[i].text);
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

/* "shared-file 2": those of texts are numbered. */
static const char *file_of(const struct snapshot *snapshot, const char *source)
{
    size_t before = 1;
    for (size_t i = 0; i < snapshot->count; i++)
        before += !strcmp(snapshot->saved[i].source, source);
    return before == 1 ? source : arena_printf(snapshot->owner->arena, "%s %zu", source, before);
}

static void source_in(struct job *job, struct reading *reading)
{
    struct snapshot *snapshot = ((struct reading_of *)job)->snapshot;
    struct arena *arena = snapshot->owner->arena;
    const char *name = reading->source->name, *file = file_of(snapshot, name);
    if (snapshot->error.code == ERR_OK && write_records(snapshot, reading, file))
        snapshot->saved[snapshot->count++] = (struct saved){
            .source = name,
            .text = reading->source->flags & SOURCE_BY_TEXT ? arena_strdup(arena, reading->text) : NULL,
            .file = file,
            .why = reading->state == READ_WHOLE ? NULL : arena_strdup(arena, reading->error.message)};
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

struct snapshot *snapshot_begin(struct job *owner, const struct target *target, const struct snapshot_also *also,
                                size_t also_count, const char *folder, void (*done)(struct job *owner))
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
    snapshot->open = count + also_count;
    snapshot->saved = arena_alloc(owner->arena, (snapshot->open + 1) * sizeof *snapshot->saved);
    for (size_t i = 0; i < count; i++) /* each by itself: one that is slow or refused keeps no other waiting */
        read_children(&of->job, sources[i]->name,
                      &(struct read_subject){.id = target->id, .name = target->user_principal_name, .raw = true}, 1,
                      source_in);
    for (size_t i = 0; i < also_count; i++)
        read_children(&of->job, also[i].source, &(struct read_subject){.text = also[i].text, .raw = true}, 1,
                      source_in);
    return snapshot;
}

const char *snapshot_folder(const struct snapshot *snapshot, struct err *e)
{
    if (!snapshot->ended && e)
        *e = snapshot->error;
    return snapshot->ended ? snapshot->folder : NULL;
}

const char *snapshot_lacks(const struct snapshot *snapshot, const char *source, const char *text)
{
    const char *why = NULL;
    for (size_t i = 0; snapshot->ended && i < snapshot->count; i++) {
        const struct saved *one = &snapshot->saved[i];
        if (strcmp(one->source, source) != 0 || (text && (!one->text || strcmp(one->text, text) != 0)))
            continue;
        if (!one->why)
            return NULL;
        why = one->why;
    }
    return arena_printf(snapshot->owner->arena, "%s was not read whole%s%s", source, why ? ": " : "", why ? why : "");
}

void snapshot_count(const struct snapshot *snapshot, size_t *whole, size_t *not_whole)
{
    *whole = *not_whole = 0;
    for (size_t i = 0; i < snapshot->count; i++)
        ++*(snapshot->saved[i].why ? not_whole : whole);
}

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot)
        bundle_free(snapshot->bundle);
}
