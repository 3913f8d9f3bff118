/* One entry of the journal, whole. */
#include "ui/views/journal_view.h"

#include "base/clock.h"
#include "output/pretty.h"
#include "ui/app/dialog.h"
#include "ui/app/screen.h"
#include "ui/screen/sheet.h"
#include <stdio.h>
#include <string.h>

enum { TEXT = 1 << 20 };

static void put_json(struct sheet *sheet, const char *name, const char *json)
{
    auto_buf struct buf text = buf_make(TEXT);
    if (!json || !*json)
        return;
    pretty_json(json, &text);
    sheet_gap(sheet);
    sheet_line(sheet, ROLE_DIM, name);
    sheet_indent(sheet, 2, ROLE_NORMAL, buf_text(&text));
}

static void put_times(struct sheet *sheet, const struct journal_entry *entry)
{
    char begun[CLOCK_TEXT], took[32], text[96];
    clock_format(entry->begun, begun);
    if (entry->ended) {
        screen_duration(entry->ended - entry->begun, took);
        snprintf(text, sizeof text, "%s, took %s", begun, took);
    } else {
        snprintf(text, sizeof text, "%s, no outcome yet", begun);
    }
    sheet_field(sheet, "When", ROLE_NORMAL, text);
}

static void put_undo(const struct app *app, struct sheet *sheet, const struct journal_entry *entry)
{
    struct err e;
    char text[64];
    if (entry->undoes) {
        snprintf(text, sizeof text, "took back entry #%lld", (long long)entry->undoes);
        sheet_field(sheet, "Undo", ROLE_NORMAL, text);
    } else if (journal_may_undo(app, entry, &e)) {
        snprintf(text, sizeof text, "%s takes it back", keymap_key(&app->keymap, "journal.undo"));
        sheet_field(sheet, "Undo", ROLE_KEY, text);
    } else {
        sheet_field(sheet, "Undo", ROLE_DIM, e.message);
    }
}

static void draw_entry(const struct app *app, struct sheet *sheet, const struct journal_entry *entry)
{
    char target[512];
    snprintf(target, sizeof target, "%.200s%s%.200s", entry->target_name ? entry->target_name : "",
             entry->target_name && *entry->target_name ? "  " : "", entry->target_upn ? entry->target_upn : "");
    sheet_field(sheet, "Action", ROLE_TITLE, journal_action(entry));
    sheet_field(sheet, "Target", ROLE_NORMAL, target);
    sheet_field(sheet, "Target id", ROLE_NORMAL, entry->target_id);
    sheet_field(sheet, "State", journal_role(entry->state), journal_word(entry->state));
    sheet_field(sheet, "Message", ROLE_NORMAL, entry->message);
    put_times(sheet, entry);
    sheet_field(sheet, "By", ROLE_NORMAL, entry->operator_name);
    sheet_field(sheet, "Tenant id", ROLE_NORMAL, entry->tenant);
    sheet_field(sheet, "Request id", ROLE_NORMAL, entry->request_id);
    put_undo(app, sheet, entry);
    put_json(sheet, "Before", entry->prior);
    put_json(sheet, "Requests", entry->requests);
}

void journal_detail_draw(struct journal_view *view, struct app *app, struct grid *grid)
{
    const struct journal_entry *entry = journal_at(view);
    char title[48];
    if (!entry)
        return;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    draw_entry(app, &sheet, entry);
    snprintf(title, sizeof title, "Journal #%lld", (long long)entry->id);
    struct rect in = dialog_frame(app, grid, title, sheet.y, 0);
    view->height = in.height;
    sheet_show(&sheet, grid, in, &view->top);
}
