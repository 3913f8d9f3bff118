/* The table of panels, and what their parts show. */
#include "panel/panel.h"

#include "base/clock.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MINUTE INT64_C(60000)

const struct panel *panel_find(const char *name)
{
    for (const struct panel *const *panel = panel_all; *panel; panel++)
        if (!strcmp((*panel)->name, name))
            return *panel;
    return NULL;
}

const struct source *part_source(const struct part *part, size_t place)
{
    return place < PART_SOURCES && part->sources[place] ? source_find(part->sources[place]) : NULL;
}

bool part_is_whole(const struct part *part, const struct panel_readings *readings)
{
    const struct source *source;
    for (size_t i = 0; (source = part_source(part, i)); i++) {
        const struct panel_reading *known = panel_reading_known(readings, source);
        if (!known->over || known->state != READ_WHOLE)
            return false;
    }
    return true;
}

bool part_is_moot(const struct part *part, const struct panel_readings *readings)
{
    const struct panel_reading *known = part->with ? panel_reading_known(readings, source_find(part->with)) : NULL;
    return known && known->over && known->state == READ_WHOLE && !(known->page && known->page->count);
}

static void add_once(const struct source *source, const struct source **out)
{
    size_t at = 0;
    while (out[at] && out[at] != source)
        at++;
    assert(source && at < PANEL_SOURCES);
    out[at] = source;
}

static void collect(const struct panel *panel, bool all, const struct source *out[PANEL_SOURCES + 1])
{
    memset(out, 0, (PANEL_SOURCES + 1) * sizeof *out);
    const struct source *source;
    for (size_t i = 0; i < panel->count; i++)
        for (size_t k = 0; (all || !panel->parts[i].on_key) && (source = part_source(&panel->parts[i], k)); k++)
            add_once(source, out);
}

void panel_sources(const struct panel *panel, const struct source *out[PANEL_SOURCES + 1])
{
    collect(panel, true, out);
}

void panel_asked(const struct panel *panel, const struct source *out[PANEL_SOURCES + 1])
{
    collect(panel, false, out);
}

bool part_waits(const struct part *part, const struct panel_readings *readings)
{
    const struct panel_reading *reading = panel_reading_known(readings, part_source(part, 0));
    return part->on_key && !reading->over && !reading->job;
}

const struct part *panel_waiting(const struct panel *panel, const struct panel_readings *readings)
{
    const struct part *first = NULL;
    for (size_t i = panel->count; i-- > 0;) {
        const struct part *part = &panel->parts[i];
        if (part->on_key && (!first || part_waits(part, readings) || part_source(part, 0)->inputs))
            first = part;
    }
    return first;
}

bool panel_waits(const struct panel *panel, const struct panel_readings *readings, const struct source *source)
{
    const struct source *asked[PANEL_SOURCES + 1];
    const struct panel_reading *reading = panel_reading_known(readings, source);
    panel_asked(panel, asked);
    for (const struct source **one = asked; *one; one++)
        if (*one == source)
            return false;
    return !reading->over && !reading->job;
}

bool part_is_left_out(const struct part *part, const struct part_content *content)
{
    return part->only_some && !content->count;
}

const char *part_age(const struct field *field, const struct value *value, int64_t now, char *out)
{
    char ago[CLOCK_TEXT];
    *out = '\0';
    bool past = value->known && value->number && value->number < now + MINUTE; /* of what is to come there is no age */
    if (field->flags & FIELD_AGED && field->type == FIELD_TIME && past)
        snprintf(out, PANEL_AGE, now - value->number < MINUTE ? "  (%s)" : "  (%s ago)",
                 clock_ago(value->number, now, ago));
    return out;
}

bool row_action_fits(const struct row_action *action, const struct record *record)
{
    const struct value *value = action->when ? record_value(record, action->when) : NULL;
    return !value || !value->known || value->truth == action->is;
}

static struct part_input input_of(const struct part *part, const struct panel_readings *readings, int64_t now)
{
    struct part_input input = {.subject = readings->subject, .now = now};
    const struct source *source;
    for (size_t i = 0; (source = part_source(part, i)); i++)
        input.from[i] = panel_reading_known(readings, source);
    return input;
}

const char *part_note(const struct part *part, const struct panel_readings *readings, int64_t now, struct arena *arena)
{
    struct part_input input = input_of(part, readings, now);
    return part->note ? part->note(&input, arena) : NULL;
}

struct part_content part_content(const struct part *part, const struct panel_readings *readings, int64_t now)
{
    struct part_input input = input_of(part, readings, now);
    struct part_content content = {.count = 0};
    content.made = part->make ? part->make(&input) : NULL;
    const struct record_page *page = part->make ? content.made : input.from[0]->page;
    if (page) {
        content.records = page->records;
        content.count = page->count;
    }
    return content;
}

void part_content_free(struct part_content *content)
{
    record_page_free(content->made);
    *content = (struct part_content){.count = 0};
}

static bool is_shown(const struct part *part, const struct panel_readings *readings, int64_t now)
{
    if (part_is_moot(part, readings) || part_waits(part, readings))
        return false;
    struct part_content content = part->only_some ? part_content(part, readings, now)
                                                  : (struct part_content){.count = 0};
    bool left_out = part_is_left_out(part, &content);
    part_content_free(&content);
    return !left_out;
}

bool panel_told_before(const struct panel *panel, const struct panel_readings *readings, const struct part *part,
                       const struct source *source, int64_t now)
{
    const struct source *one;
    for (const struct part *before = panel->parts; before < part; before++)
        for (size_t i = 0; (one = part_source(before, i)); i++)
            if (one == source && is_shown(before, readings, now))
                return true;
    return false;
}

const struct record_kind *part_kind(const struct part *part)
{
    return part->kind ? part->kind : source_find(part->sources[0])->kind;
}

/* The fields that are not hidden, where the part names none. */
static int visible(const struct record_kind *kind, size_t place)
{
    for (size_t i = 0; i < kind->count; i++)
        if (!(kind->fields[i].flags & FIELD_HIDDEN) && place-- == 0)
            return (int)i;
    return -1;
}

int part_field(const struct part *part, size_t place)
{
    const struct record_kind *kind = part_kind(part);
    if (!part->fields)
        return visible(kind, place);
    for (size_t i = 0; i < place; i++)
        if (!part->fields[i])
            return -1;
    return part->fields[place] ? record_field(kind, part->fields[place]) : -1;
}
