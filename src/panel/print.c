/* A panel as text and as Markdown: a page that can go into a ticket. */
#include "panel/print.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "codec/markdown.h"
#include <stdio.h>
#include <string.h>

enum { LABEL = 30, GAP = 2, VALUE = 1u << 24, WIDEST = 64, COLUMNS = 32 };

struct print {
    const struct panel *panel;
    const struct panel_readings *readings;
    const struct sku_names *names;
    int64_t now;
    enum panel_form form;
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

static void put_padded(struct print *print, const char *text, int width)
{
    int pad = width - utf8_width(text);
    put_inline(print, text);
    buf_printf(print->out, "%*s", pad > 0 ? pad : 0, "");
}

/* --- one record --- */

static void put_fact(struct print *print, const char *label, const char *text)
{
    if (print->form == PANEL_MARKDOWN) {
        buf_printf(print->out, "- %s: ", label);
    } else {
        put_padded(print, label, LABEL - 1);
        buf_putc(print->out, ' ');
    }
    put_inline(print, text);
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
        bool last = i + 1 == count;
        buf_puts(print->out, print->form == PANEL_MARKDOWN ? i ? " | " : "| " : i ? "  " : "");
        put_padded(print, cells[i], last && print->form == PANEL_TEXT ? 0 : widths[i]);
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
    for (size_t row = 0; row <= content->count; row++) {
        put_row(print, cells + row * COLUMNS, widths, count);
        if (!row)
            put_rule(print, widths, count);
    }
}

/* --- a part --- */

static void put_note(struct print *print, const char *text)
{
    if (!*text)
        return;
    buf_puts(print->out, print->form == PANEL_MARKDOWN ? "> " : "");
    put_inline(print, text);
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
                 int64_t now, enum panel_form form, struct buf *out)
{
    struct print print = {.panel = panel,
                          .readings = readings,
                          .names = names,
                          .now = now,
                          .form = form,
                          .out = out,
                          .text = buf_make(VALUE)};
    buf_printf(out, form == PANEL_MARKDOWN ? "## %s\n" : "%s\n", panel->label);
    for (size_t i = 0; i < panel->count; i++)
        if (!part_is_moot(&panel->parts[i], readings))
            put_part(&print, &panel->parts[i]);
    buf_free(&print.text);
}
