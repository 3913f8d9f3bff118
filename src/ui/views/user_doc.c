/* The lines of a panel. */
#include "ui/views/user_doc.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "model/words.h"
#include "ui/app/screen.h"
#include <stdio.h>
#include <string.h>

enum { TEXT = 2048, FOLDED = 4096, VALUE = 1u << 16 };

struct making {
    struct user_doc *doc;
    const struct app *app;
    const struct panel *panel;
    const struct panel_readings *readings;
    const struct part *part;
    int width, label;
    char narrow[FOLDED]; /* folded */
    struct buf text;
};

static struct doc_line *add(struct making *making, enum doc_kind kind)
{
    struct user_doc *doc = making->doc;
    doc->lines = grow_array(doc->lines, &doc->capacity, doc->count + 1, sizeof *doc->lines);
    struct doc_line *line = &doc->lines[doc->count++];
    *line = (struct doc_line){.kind = kind,
                              .part = making->part,
                              .place = doc->content_count,
                              .source = making->part ? part_source(making->part, 0) : NULL,
                              .label = "",
                              .text = "",
                              .value = "",
                              .id = "",
                              .share = -1,
                              .role = ROLE_NORMAL};
    return line;
}

static bool has(const struct making *making, const char *text)
{
    char folded[FOLDED];
    utf8_fold(text, strlen(text), folded, sizeof folded);
    return strstr(folded, making->narrow) != NULL;
}

static bool fits(const struct making *making, const char *label, const char *text)
{
    return !*making->narrow || has(making, label) || has(making, text);
}

static enum role role_of(const struct field *field, const struct value *value)
{
    static const enum role roles[] = {
        [MEANS_NOTHING] = ROLE_NORMAL, [MEANS_GOOD] = ROLE_OK, [MEANS_ODD] = ROLE_WARNING, [MEANS_BAD] = ROLE_BLOCKED};
    return roles[field_meaning(field, value)];
}

/* A time is the viewer's, everything else as it is everywhere. */
static const char *text_of(struct making *making, const struct field *field, const struct value *value, bool brief)
{
    char when[64], age[PANEL_AGE];
    buf_clear(&making->text);
    if (field->type != FIELD_TIME || !value->known) {
        field_text(field, value, making->app->model->names, &making->text);
    } else if (brief) {
        buf_printf(&making->text, "%s%s", value->number ? (screen_time(value->number, when), when) : "never",
                   part_age(field, value, clock_now(), age));
    } else {
        buf_printf(&making->text, "%s%s", value->number ? zone_show(value->number, when) : "never",
                   part_age(field, value, clock_now(), age));
    }
    return arena_strdup(making->doc->arena, buf_text(&making->text));
}

/* --- notes --- */

static void add_wrapped(struct making *making, const struct source *source, enum role role, const char *text)
{
    while (*text) {
        size_t skip, part = grid_wrap_part(text, making->width - DOC_INDENT - 1, &skip);
        struct doc_line *line = add(making, DOC_NOTE);
        line->source = source;
        line->role = role;
        line->text = arena_strndup(making->doc->arena, text, part);
        text += part + skip;
    }
}

static void add_state(struct making *making, const struct source *source)
{
    const struct panel_reading *reading = panel_reading_known(making->readings, source);
    const char *state = panel_reading_state(reading);
    char text[TEXT];
    if (reading->job && !reading->page) {
        snprintf(text, sizeof text, "%s: being read ...", source->label);
        add_wrapped(making, source, ROLE_DIM, text);
    } else if (reading->over && *state &&
               !panel_reading_goes_on(reading)) { /* how far back it goes is in the heading */
        const struct err *e = &reading->error;
        if (panel_told_before(making->panel, making->readings, making->part, source,
                              clock_now())) { /* why stands there */
            snprintf(text, sizeof text, "%s: %s", source->label, state);
            add_wrapped(making, source, ROLE_WARNING, text);
            return;
        }
        snprintf(text, sizeof text, "%s: %s: %s%s%s", source->label, state, e->message,
                 *e->request_id ? "; request id " : "", e->request_id);
        add_wrapped(making, source, ROLE_WARNING, text);
        add_wrapped(making, source, ROLE_DIM, e->hint);
    }
}

/* --- facts --- */

static void add_fact(struct making *making, const struct record *record, const struct field *field, const char *label,
                     const char *text, enum role role)
{
    const struct value *value = record_value(record, field->name);
    int room = making->width - DOC_INDENT - making->label - 1;
    const char *all = text;
    do {
        size_t skip = 0, part = room > 4 ? grid_wrap_part(text, room, &skip) : strlen(text);
        struct doc_line *line = add(making, DOC_FACT);
        line->record = record;
        line->label = text == all ? label : "";
        line->text = arena_strndup(making->doc->arena, text, part);
        line->value = all;
        line->role = role;
        line->share = field->type == FIELD_PERCENT ? (int)value->number : -1;
        text += part + skip;
    } while (*text);
}

static void add_facts(struct making *making, const struct record *record)
{
    for (int at, place = 0; (at = part_field(making->part, (size_t)place)) >= 0; place++) {
        const struct field *field = &record->kind->fields[at];
        const struct value *value = &record->values[at];
        bool each = field->type == FIELD_TEXTS && value->known;
        for (size_t i = 0; each && i < value->count; i++) {
            const char *one = words_say(field->words, value->texts[i]);
            if (fits(making, field->label, one))
                add_fact(making, record, field, i ? "" : field->label, one, role_of(field, value));
        }
        const char *text = each ? "" : text_of(making, field, value, false);
        if (*text && fits(making, field->label, text))
            add_fact(making, record, field, field->label, text, role_of(field, value));
    }
}

/* --- lists --- */

static struct doc_table *make_table(struct making *making)
{
    const struct record_kind *kind = part_kind(making->part);
    struct doc_table *table = arena_alloc(making->doc->arena, sizeof *table);
    for (int at; table->count < TABLE_COLUMNS && (at = part_field(making->part, table->count)) >= 0; table->count++) {
        const struct field *field = &kind->fields[at];
        bool names = at == kind->title || (kind->title < 0 && !table->count);
        table->columns[table->count] = (struct table_column){
            .name = field->name,
            .title = field->label,
            .least = field->least ? field->least : 6,
            .most = field->most,
            .weight = names ? 3 : 1,
            .flags = (unsigned)(names ? TABLE_IDENTIFIES : 0) | (unsigned)(field->flags & FIELD_KEEP ? TABLE_KEEP : 0)};
    }
    return table;
}

/* "████░░░░  45%" */
static const char *bar_of(struct making *making, const struct value *value)
{
    bool ascii = making->app->grid->ascii;
    int full = value->number > 100 ? DOC_BAR : (int)value->number * DOC_BAR / 100;
    buf_clear(&making->text);
    for (int i = 0; i < DOC_BAR; i++)
        buf_puts(&making->text, i < full ? ascii ? "#" : "█" : ascii ? "." : "░");
    buf_printf(&making->text, " %3lld%%", (long long)value->number);
    return arena_strdup(making->doc->arena, buf_text(&making->text));
}

static void add_row(struct making *making, struct doc_table *table, const struct record *record)
{
    struct arena *arena = making->doc->arena;
    const char **cells = arena_alloc(arena, (table->count + 1) * sizeof *cells);
    enum role *roles = arena_alloc(arena, (table->count + 1) * sizeof *roles);
    bool shown = !*making->narrow;
    for (size_t i = 0; i < table->count; i++) {
        int at = part_field(making->part, i);
        const struct field *field = &record->kind->fields[at];
        bool bar = field->type == FIELD_PERCENT && record->values[at].known && making->width >= DOC_NARROW;
        cells[i] = bar ? bar_of(making, &record->values[at]) : text_of(making, field, &record->values[at], true);
        roles[i] = role_of(&record->kind->fields[at], &record->values[at]);
        shown |= fits(making, "", cells[i]);
    }
    if (!shown)
        return;
    for (size_t i = 0; i < table->count; i++) {
        int width = utf8_width(cells[i]);
        table->wants[i] = width > table->wants[i] ? width : table->wants[i];
    }
    struct doc_line *line = add(making, DOC_ROW);
    line->record = record;
    line->id = arena_strdup(arena, record_text_at(record, record->kind->id));
    line->marked = user_marks_has(&making->doc->marks, making->part, record);
    line->table = table;
    line->cells = cells;
    line->roles = roles;
    line->value = cells[0];
}

static void add_list(struct making *making, const struct part_content *content)
{
    struct doc_table *table = make_table(making);
    size_t before = making->doc->count;
    if (table->count > 1)
        add(making, DOC_COLUMNS)->table = table;
    size_t rows = making->doc->count;
    for (size_t i = 0; i < content->count; i++)
        add_row(making, table, &content->records[i]);
    if (making->doc->count == rows) /* none has what is looked for */
        making->doc->count = before;
}

/* --- parts --- */

/* The log of the part that goes on; NULL: none does. */
static const struct panel_reading *goes_on(const struct making *making)
{
    const struct source *source;
    for (size_t i = 0; making->part->log && (source = part_source(making->part, i)); i++)
        if (panel_reading_goes_on(panel_reading_known(making->readings, source)))
            return panel_reading_known(making->readings, source);
    return NULL;
}

/* How far back all of its logs go. */
static int64_t reach_of(const struct making *making)
{
    int64_t reach = 0;
    const struct source *source;
    for (size_t i = 0; making->part->log && (source = part_source(making->part, i)); i++) {
        const struct panel_reading *reading = panel_reading_known(making->readings, source);
        if (panel_reading_goes_on(reading) && reading->covered_from > reach)
            reach = reading->covered_from;
    }
    return reach;
}

/* Going to the end of a log reads what is older. */
static void add_end(struct making *making)
{
    const struct panel_reading *reading = goes_on(making);
    if (!reading || !making->doc->count)
        return;
    making->doc->lines[making->doc->count - 1].last = true;
    add_wrapped(making, reading->source, ROLE_DIM,
                reading->job ? "Reading what is older ..." : "Further down is read when the cursor comes here.");
    making->doc->lines[making->doc->count - 1].last = true;
}

static void add_waiting(struct making *making)
{
    const struct source *source = part_source(making->part, 0);
    add_wrapped(making, source, ROLE_DIM,
                arena_printf(making->doc->arena,
                             source->inputs ? "%s asks for a sign-in, and tells what would happen to it."
                                            : "Not read yet: %s reads it.",
                             keymap_key(&making->app->keymap, "user.more")));
}

static void add_heading(struct making *making, const struct part_content *content, bool untold)
{
    size_t count = content->count, marked = user_marks_in(&making->doc->marks, making->part, content);
    const struct panel_reading *reading = panel_reading_known(making->readings, part_source(making->part, 0));
    int64_t age = reading->at ? clock_now() - reading->at : 0;
    char text[128] = "", old[32] = "", back[64];
    int64_t reach = reach_of(making);
    if (reading->at && age > 60000)
        screen_duration(age, old);
    bool none = !untold && part_is_whole(making->part, making->readings); /* only then 0 is a number */
    if (making->part->form == PART_LIST && reading->page && (count || none))
        snprintf(text, sizeof text, "%zu", count);
    if (*text && reach) {
        screen_time(reach, back);
        snprintf(text, sizeof text, "%zu, back to %s", count, back);
    }
    if (marked)
        snprintf(text, sizeof text, "%zu of %zu marked", marked, count);
    if (making->doc->count)
        add(making, DOC_GAP);
    struct doc_line *line = add(making, DOC_HEADING);
    line->label = making->part->title;
    line->role = ROLE_TITLE;
    line->text = arena_printf(making->doc->arena, "%s%s%s%s%s", text, *text && *old ? ", " : "", *old ? "read " : "",
                              old,
                              *old                            ? " ago"
                              : reading->job && reading->page ? " reading ..."
                                                              : "");
}

/* While something is looked for, only what has it stands there. */
static void leave_found(struct making *making, size_t before, size_t rows)
{
    if (*making->narrow && making->doc->count == rows)
        making->doc->count = before;
}

static void add_part(struct making *making, struct part_content *content)
{
    const struct source *source;
    size_t before = making->doc->count;
    *content = part_content(making->part, making->readings, clock_now());
    if (part_is_left_out(making->part, content))
        return;
    const char *note = part_note(making->part, making->readings, clock_now(), making->doc->arena);
    add_heading(making, content, note);
    for (size_t i = 0; (source = part_source(making->part, i)); i++)
        add_state(making, source);
    if (part_waits(making->part, making->readings))
        add_waiting(making);
    add_wrapped(making, NULL, ROLE_DIM, note ? note : "");
    size_t rows = making->doc->count;
    if (!*making->narrow && !content->count && !note && part_is_whole(making->part, making->readings))
        add_wrapped(making, NULL, ROLE_DIM, making->part->none ? making->part->none : "None.");
    for (size_t i = 0; making->part->form == PART_FACTS && i < content->count; i++)
        add_facts(making, &content->records[i]);
    if (making->part->form == PART_LIST && content->count)
        add_list(making, content);
    if (!*making->narrow && content->count && making->doc->count == rows &&
        part_is_whole(making->part, making->readings)) /* a record with nothing in it */
        add_wrapped(making, NULL, ROLE_DIM, making->part->none ? making->part->none : "Nothing is filled in.");
    if (!*making->narrow)
        add_end(making);
    leave_found(making, before, rows);
}

static void clear(struct user_doc *doc)
{
    for (size_t i = 0; i < doc->content_count; i++)
        part_content_free(&doc->contents[i]);
    arena_free(doc->arena);
    doc->arena = NULL;
    doc->count = doc->content_count = 0;
}

void user_doc_free(struct user_doc *doc)
{
    clear(doc);
    user_marks_free(&doc->marks);
    xfree(doc->lines);
}

/* Where the cursor was, found again in the new lines: the same part, and the same text. */
struct place {
    const struct part *part;
    enum doc_kind kind;
    char label[64], value[128], id[128];
};

static struct place place_of(const struct doc_line *line)
{
    struct place place = {.part = line ? line->part : NULL, .kind = line ? line->kind : DOC_GAP};
    snprintf(place.label, sizeof place.label, "%s", line ? line->label : "");
    snprintf(place.value, sizeof place.value, "%s", line ? line->value : "");
    snprintf(place.id, sizeof place.id, "%s", line ? line->id : "");
    return place;
}

static void back_to(struct user_doc *doc, const struct place *place)
{
    for (size_t i = 0; place->part && i < doc->count; i++) {
        struct place here = place_of(&doc->lines[i]);
        if (here.part == place->part && here.kind == place->kind && !strcmp(here.label, place->label) &&
            !strcmp(here.value, place->value) && !strcmp(here.id, place->id)) {
            list_move_to(&doc->list, i);
            return;
        }
    }
}

void user_doc_make(struct user_doc *doc, const struct app *app, const struct panel *panel,
                   const struct panel_readings *readings, int width, const char *narrow)
{
    struct place place = place_of(user_doc_at(doc));
    struct making making = {.doc = doc,
                            .app = app,
                            .panel = panel,
                            .readings = readings,
                            .width = width,
                            .label = width < DOC_NARROW ? DOC_LABEL_NARROW : DOC_LABEL,
                            .text = buf_make(VALUE)};
    utf8_fold(narrow, strlen(narrow), making.narrow, sizeof making.narrow);
    clear(doc);
    doc->arena = arena_new(0);
    doc->contents = arena_alloc(doc->arena, panel->count * sizeof *doc->contents);
    for (; doc->content_count < panel->count; doc->content_count++) {
        making.part = &panel->parts[doc->content_count];
        if (!part_is_moot(making.part, readings))
            add_part(&making, &doc->contents[doc->content_count]);
    }
    buf_free(&making.text);
    list_fit(&doc->list, doc->count, doc->list.height);
    back_to(doc, &place);
}
