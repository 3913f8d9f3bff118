/* A panel as JSON: what was asked, how it ended, what is there. */
#include "panel/print.h"

#include "base/clock.h"
#include "codec/json.h"
#include "output/record_json.h"

static void put_text(struct json_writer *w, const char *name, const char *text)
{
    json_name(w, name);
    if (text && *text)
        json_put_text(w, text);
    else
        json_put_null(w);
}

void panel_json_source(struct json_writer *w, const struct source *source, const struct panel_reading *reading)
{
    char when[CLOCK_TEXT];
    json_open(w, '{');
    put_text(w, "name", source->name);
    put_text(w, "state", reading->over ? read_state_name(reading->state) : "not asked");
    put_text(w, "why", reading->over ? read_why_name(reading->why) : "");
    json_member_int(w, "count", reading->page ? (int64_t)reading->page->count : 0);
    put_text(w, "coveredFrom", reading->covered_from ? clock_format(reading->covered_from, when) : "");
    put_text(w, "message", reading->error.message);
    put_text(w, "hint", reading->error.hint);
    put_text(w, "requestId", reading->error.request_id);
    json_close(w);
}

static void put_part(struct json_writer *w, const struct part *part, const struct panel_readings *readings,
                     const struct sku_names *names, int64_t now)
{
    const struct record_kind *kind = part_kind(part);
    auto_arena struct arena *arena = arena_new(0);
    struct part_content content = part_content(part, readings, now);
    const struct source *source;
    json_open(w, '{');
    put_text(w, "title", part->title);
    json_name(w, "sources");
    json_open(w, '[');
    for (size_t i = 0; (source = part_source(part, i)); i++)
        json_put_text(w, source->name);
    json_close(w);
    put_text(w, "note", part_note(part, readings, now, arena));
    json_name(w, "records");
    json_open(w, '[');
    for (size_t i = 0; i < content.count; i++) {
        json_open(w, '{');
        for (int at, place = 0; (at = part_field(part, (size_t)place)) >= 0; place++)
            record_json_member(w, &kind->fields[at], &content.records[i].values[at], names);
        json_close(w);
    }
    json_close(w);
    json_close(w);
    part_content_free(&content);
}

static void put_user(struct json_writer *w, const struct panel *panel, const struct panel_readings *readings,
                     const struct sku_names *names)
{
    const struct panel_reading *reading = panel->is ? panel_reading_known(readings, source_find(panel->is)) : NULL;
    const struct record *user = reading && reading->page && reading->page->count ? reading->page->records : NULL;
    for (size_t i = 0; user && i < user->kind->count; i++)
        record_json_member(w, &user->kind->fields[i], &user->values[i], names);
}

void panel_json(struct json_writer *w, const struct panel *panel, const struct panel_readings *readings,
                const struct sku_names *names, int64_t now)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_sources(panel, sources);
    json_open(w, '{');
    put_user(w, panel, readings, names);
    put_text(w, "panel", panel->name);
    put_text(w, "userId", readings->subject);
    json_name(w, "sources");
    json_open(w, '[');
    for (const struct source **source = sources; *source; source++)
        panel_json_source(w, *source, panel_reading_known(readings, *source));
    json_close(w);
    json_name(w, "parts");
    json_open(w, '[');
    for (size_t i = 0; i < panel->count; i++)
        put_part(w, &panel->parts[i], readings, names, now);
    json_close(w);
    json_close(w);
}

void panel_write_json(const struct panel *panel, const struct panel_readings *readings, const struct sku_names *names,
                      int64_t now, struct buf *out)
{
    struct json_writer w = json_writer(out);
    panel_json(&w, panel, readings, names, now);
    buf_putc(out, '\n');
}
