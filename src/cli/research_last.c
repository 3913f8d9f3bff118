/* What a research found, kept for the next one: hashes of findings and of the records they rest on, and when it was. */
#include "cli/research.h"

#include "base/clock.h"
#include "base/place.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 8 << 20 };

static char *path_of(struct arena *arena, const char *state_folder, const struct report *report)
{
    return arena_printf(arena, "%s/research/%s.json", state_folder, report->user_id);
}

static const uint64_t *hashes(struct arena *arena, const struct json *list, size_t *count)
{
    uint64_t *all = arena_alloc(arena, (json_count(list) + 1) * sizeof *all);
    *count = 0;
    for (const struct json *one = json_first(list); one; one = json_next(one))
        all[(*count)++] = strtoull(json_text_or(one, "0"), NULL, 16);
    return all;
}

void research_last(const char *state_folder, struct arena *arena, const struct report *report, struct last_look *out)
{
    struct err ignored;
    const char *path = path_of(arena, state_folder, report);
    auto_buf struct buf text = buf_make(MOST);
    char room[4096];
    *out = (struct last_look){.at = 0};
    if (access(path, F_OK) != 0 || !place_is_own("what was found the last time", path, &ignored))
        return;
    FILE *file = place_stream("what was found the last time", path, false, &ignored);
    for (size_t got; file && (got = fread(room, 1, sizeof room, file)) > 0;)
        buf_add(&text, room, got);
    if (file)
        fclose(file);
    auto_json struct json *json = json_parse(buf_text(&text), text.length, &ignored);
    const char *at = json_text_or(json_get(json, "at"), "");
    if (!clock_parse(at, strlen(at), &out->at))
        return;
    for (const struct json *one = json_first(json_get(json, "unread")); one; one = json_next(one)) {
        enum research_source source = research_source_find(json_text_or(one, ""));
        if (source < RESEARCH_SOURCES)
            out->unread[source] = true;
    }
    out->findings = hashes(arena, json_get(json, "findings"), &out->finding_count);
    out->evidence = hashes(arena, json_get(json, "evidence"), &out->evidence_count);
}

static void put_hash(struct json_writer *w, uint64_t hash)
{
    char text[17];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    if (hash)
        json_put_text(w, text);
}

static void put_hashes(struct json_writer *w, const char *name, const uint64_t *hashes, size_t count)
{
    json_name(w, name);
    json_open(w, '[');
    for (size_t i = 0; i < count; i++)
        put_hash(w, hashes[i]);
    json_close(w);
}

static void put(const struct last_look *look, struct buf *out)
{
    char at[CLOCK_TEXT];
    struct json_writer w = json_writer(out);
    json_open(&w, '{');
    json_name(&w, "at");
    json_put_text(&w, clock_format(look->at, at));
    put_hashes(&w, "findings", look->findings, look->finding_count);
    put_hashes(&w, "evidence", look->evidence, look->evidence_count);
    json_name(&w, "unread");
    json_open(&w, '[');
    for (int i = 0; i < RESEARCH_SOURCES; i++)
        if (look->unread[i])
            json_put_text(&w, research_source((enum research_source)i)->key);
    json_close(&w);
    json_close(&w);
}

/* Written beside and moved over it, so that it is never half there. */
bool research_keep(const char *state_folder, const struct report *report, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf text = buf_make(MOST);
    const char *path = path_of(arena, state_folder, report),
               *beside = arena_printf(arena, "%s.%ld", path, (long)getpid());
    if (report->provisional)
        return true;
    if (!place_make(arena_printf(arena, "%s/research", state_folder), e))
        return false;
    const struct last_look look = look_of(report, arena);
    put(&look, &text);
    (void)unlink(beside); /* of a process that had this number and was killed */
    if (!place_write(AT_FDCWD, beside, buf_text(&text), text.length, e))
        return false;
    bool ok = rename(beside, path) == 0 ||
              err_set(e, ERR_INTERNAL, "what was found cannot be kept in %s: %s", path, strerror(errno));
    if (!ok)
        (void)unlink(beside);
    return ok;
}
