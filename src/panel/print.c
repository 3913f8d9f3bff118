/* A panel as text and as Markdown: a page that can go into a ticket. */
#include "panel/print.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "codec/markdown.h"
#include <stdio.h>
#include <string.h>

enum { LABEL = 30, GAP = 2, VALUE = 1u << 24, WIDEST = 64, COLUMNS = 32 };
enum { LEAST = 6, TIME = 20, LEAST_ROOM = 20 }; /* columns */

struct print {
    const struct panel *panel;
    const struct panel_readings *readings;
    const struct sku_names *names;
    int64_t now;
    enum panel_form form;
    int width; /* columns there are; 0: as many as it takes */
    struct buf *out;
    struct buf text; /* of a value */
};

static const char *aged_text(struct print *print, const struct field *field, const struct value *value)
{
    char age[PANEL_AGE];
    buf_clear(&print->text);
    field_text(field, value, print->names, &print->text);
    buf_puts(&print->text, part_age(field, value, print->now, age));
    return buf_text(&print->text);
}

static void put_inline(struct print *print, const char *text)
{
    if (print->form == PANEL_MARKDOWN) {
        markdown_puts(print->out, text);
        return;
    }
    for (; *text; text++)
        buf_putc(print->out, *text == '\n' || *text == '\r' ? ' ' : *text);
}

/* What does not fit is cut, and seen to be. */
static void put_padded(struct print *print, const char *text, int width, bool cut)
{
    int used = utf8_width(text);
    if (cut && used > width) {
        auto_str char *some = xasprintf("%.*s…", (int)utf8_fit(text, width - 1, &used), text);
        put_inline(print, some);
        used++;
    } else {
        put_inline(print, text);
    }
    buf_printf(print->out, "%*s", width > used ? width - used : 0, "");
}

/* Behind `indent` columns, broken between words. */
static void put_wrapped(struct print *print, const char *text, int indent)
{
    int room = print->width - indent, used;
    while (print->width && room >= LEAST_ROOM && utf8_width(text) > room) {
        size_t fits = utf8_fit(text, room, &used), end = fits;
        while (end && text[end] != ' ')
            end--;
        end = end ? end : fits;
        auto_str char *line = xasprintf("%.*s", (int)end, text);
        put_inline(print, line);
        buf_printf(print->out, "\n%*s", indent, "");
        text += end + (text[end] == ' ');
    }
    put_inline(print, text);
}

/* --- one record --- */

static void put_fact(struct print *print, const char *label, const char *text)
{
    if (print->form == PANEL_MARKDOWN) {
        buf_printf(print->out, "- %s: ", label);
    } else {
        put_padded(print, label, LABEL - 1, false);
        buf_putc(print->out, ' ');
    }
    put_wrapped(print, text, LABEL);
    buf_putc(print->out, '\n');
}

static bool put_facts(struct print *print, const struct part *part, const struct record *record)
{
    const struct record_kind *kind = record->kind;
    size_t before = print->out->length;
    for (int at, place = 0; (at = part_field(part, (size_t)place)) >= 0; place++) {
        const struct field *field = &kind->fields[at];
        const char *text = aged_text(print, field, &record->values[at]);
        if (*text)
            put_fact(print, field->label, text);
    }
    return print->out->length != before;
}

/* --- many --- */

static void put_row(struct print *print, const char *const *cells, const int *widths, size_t count)
{
    while (print->form == PANEL_TEXT && count > 1 && !*cells[count - 1]) /* no blanks at the end of a line */
        count--;
    for (size_t i = 0; i < count; i++) {
        bool ends = i + 1 == count && print->form == PANEL_TEXT; /* no blanks at the end of a line */
        bool cut = print->width && utf8_width(cells[i]) > widths[i];
        buf_puts(print->out, print->form == PANEL_MARKDOWN ? i ? " | " : "| " : i ? "  " : "");
        put_padded(print, cells[i], ends && !cut ? 0 : widths[i], cut);
    }
    buf_puts(print->out, print->form == PANEL_MARKDOWN ? " |\n" : "\n");
}

static void put_rule(struct print *print, const int *widths, size_t count)
{
    for (size_t i = 0; print->form == PANEL_MARKDOWN && i < count; i++) {
        buf_puts(print->out, i ? " | " : "| ");
        for (int k = 0; k < widths[i]; k++)
            buf_putc(print->out, '-');
    }
    buf_puts(print->out, print->form == PANEL_MARKDOWN ? " |\n" : "");
}

static int sum_of(const int *widths, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += widths[i] + (i ? GAP : 0);
    return sum;
}

/* A time is read whole or not at all. */
static int least_of(const struct part *part, size_t place)
{
    const struct field *field = &part_kind(part)->fields[part_field(part, place)];
    return field->type == FIELD_TIME ? TIME : field->least ? field->least : LEAST;
}

/* Columns become narrower, the widest first; where that is not enough the last ones give way. How many are left. */
static size_t fit(const struct print *print, const struct part *part, int *widths, size_t count)
{
    while (print->width && count > 1 && sum_of(widths, count) > print->width) {
        size_t widest = count;
        for (size_t i = 0; i < count; i++)
            if (widths[i] > least_of(part, i) && (widest == count || widths[i] > widths[widest]))
                widest = i;
        if (widest < count)
            widths[widest]--;
        else
            count--;
    }
    return count;
}

static void put_rest(struct print *print, const char *const *titles, size_t shown, size_t count)
{
    auto_buf struct buf text = buf_make(VALUE);
    for (size_t i = shown; i < count; i++)
        buf_printf(&text, "%s%s", i > shown ? ", " : "(no room for: ", titles[i]);
    if (shown < count) {
        buf_puts(&text, "; a wider terminal, a file or a pipe has all)");
        put_wrapped(print, buf_text(&text), 0);
        buf_putc(print->out, '\n');
    }
}

static void put_list(struct print *print, const struct part *part, const struct part_content *content)
{
    const struct record_kind *kind = part_kind(part);
    auto_arena struct arena *arena = arena_new(0);
    const char **cells = arena_alloc(arena, (content->count + 1) * COLUMNS * sizeof *cells);
    int widths[COLUMNS] = {0};
    size_t count = 0;
    for (int at; count < COLUMNS && (at = part_field(part, count)) >= 0; count++) {
        cells[count] = kind->fields[at].label;
        widths[count] = utf8_width(cells[count]);
        for (size_t row = 0; row < content->count; row++) {
            const char *text = aged_text(print, &kind->fields[at], &content->records[row].values[at]);
            int width = utf8_width(text);
            cells[(row + 1) * COLUMNS + count] = arena_strdup(arena, text);
            widths[count] = width > widths[count] ? width : widths[count];
        }
    }
    for (size_t i = 0; i < count; i++)
        widths[i] = widths[i] > WIDEST ? WIDEST : widths[i];
    size_t shown = fit(print, part, widths, count);
    for (size_t row = 0; row <= content->count; row++) {
        put_row(print, cells + row * COLUMNS, widths, shown);
        if (!row)
            put_rule(print, widths, shown);
    }
    put_rest(print, cells, shown, count);
}

/* --- a part --- */

static void put_note(struct print *print, const char *text)
{
    if (!*text)
        return;
    buf_puts(print->out, print->form == PANEL_MARKDOWN ? "> " : "");
    put_wrapped(print, text, 0);
    buf_puts(print->out, print->form == PANEL_MARKDOWN ? "\n>\n" : "\n");
}

static void put_states(struct print *print, const struct part *part)
{
    const struct source *source;
    for (size_t i = 0; (source = part_source(part, i)); i++) {
        const struct panel_reading *reading = panel_reading_known(print->readings, source);
        const char *state = panel_reading_state(reading);
        char text[1536];
        if (!*state)
            continue;
        if (panel_told_before(print->panel, print->readings, part, source, print->now)) { /* why stands there */
            snprintf(text, sizeof text, "%s: %s", source->label, state);
            put_note(print, text);
            continue;
        }
        snprintf(text, sizeof text, "%s: %s%s%s%s%s", source->label, state, reading->over ? ": " : "",
                 reading->over ? reading->error.message : "", *reading->error.request_id ? "; request id " : "",
                 reading->error.request_id);
        put_note(print, text);
        put_note(print, reading->over ? reading->error.hint : "");
    }
}

static void put_part(struct print *print, const struct part *part)
{
    if (part_waits(part, print->readings))
        return;
    auto_arena struct arena *arena = arena_new(0);
    const char *note = part_note(part, print->readings, print->now, arena);
    struct part_content content = part_content(part, print->readings, print->now);
    if (part_is_left_out(part, &content)) {
        part_content_free(&content);
        return;
    }
    panel_print_heading(part->title, print->form, print->out);
    put_states(print, part);
    put_note(print, note ? note : "");
    if (!content.count && part_is_whole(part, print->readings) && !note)
        put_note(print, part->none ? part->none : "None.");
    for (size_t i = 0; part->form == PART_FACTS && i < content.count; i++)
        if (!put_facts(print, part, &content.records[i]) && part_is_whole(part, print->readings)) /* nothing in it */
            put_note(print, part->none ? part->none : "Nothing is filled in.");
    if (part->form == PART_LIST && content.count)
        put_list(print, part, &content);
    part_content_free(&content);
}

void panel_print_whom(const char *display_name, const char *sign_in_name, const char *tenant, int64_t read,
                      enum panel_form form, struct buf *out)
{
    struct print print = {.form = form, .out = out};
    char when[CLOCK_TEXT], text[512];
    buf_puts(out, form == PANEL_MARKDOWN ? "# " : "");
    put_inline(&print, display_name);
    buf_puts(out, "  ");
    put_inline(&print, sign_in_name);
    buf_puts(out, form == PANEL_MARKDOWN ? "\n\n" : "\n");
    snprintf(text, sizeof text, "Read at %s in the tenant %.256s.", clock_format(read, when), tenant);
    put_inline(&print, text);
    buf_putc(out, '\n');
}

void panel_print_heading(const char *title, enum panel_form form, struct buf *out)
{
    buf_printf(out, form == PANEL_MARKDOWN ? "\n### %s\n\n" : "\n%s\n", title);
}

void panel_print_note(const char *text, enum panel_form form, struct buf *out)
{
    struct print print = {.form = form, .out = out};
    put_note(&print, text);
}

void panel_print_list(const struct part *part, const struct part_content *content, const struct sku_names *names,
                      int64_t now, enum panel_form form, struct buf *out)
{
    struct print print = {.names = names, .now = now, .form = form, .out = out, .text = buf_make(VALUE)};
    put_list(&print, part, content);
    buf_free(&print.text);
}

void panel_print(const struct panel *panel, const struct panel_readings *readings, const struct sku_names *names,
                 int64_t now, enum panel_form form, int width, struct buf *out)
{
    struct print print = {.panel = panel,
                          .readings = readings,
                          .names = names,
                          .now = now,
                          .form = form,
                          .width = form == PANEL_TEXT ? width : 0,
                          .out = out,
                          .text = buf_make(VALUE)};
    buf_printf(out, form == PANEL_MARKDOWN ? "## %s\n" : "%s\n", panel->label);
    for (size_t i = 0; i < panel->count; i++)
        if (!part_is_moot(&panel->parts[i], readings))
            put_part(&print, &panel->parts[i]);
    buf_free(&print.text);
}
