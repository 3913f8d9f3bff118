/* The lines of a panel on the screen: the cursor goes from one to the other, and each is drawn. */
#include "ui/views/user_doc.h"

#include <string.h>

void user_doc_go_to(struct user_doc *doc, const struct part *part)
{
    for (size_t i = 0; i < doc->count; i++)
        if (doc->lines[i].part == part && doc->lines[i].kind == DOC_HEADING) {
            list_move_to(&doc->list, i);
            doc->list.top = i;
            return;
        }
}

const struct doc_line *user_doc_at(const struct user_doc *doc)
{
    return doc->list.cursor < doc->count ? &doc->lines[doc->list.cursor] : NULL;
}

static bool is_stop(const struct user_doc *doc, size_t at)
{
    return at < doc->count && doc->lines[at].kind != DOC_GAP && doc->lines[at].kind != DOC_COLUMNS;
}

bool user_doc_key(struct user_doc *doc, int key)
{
    size_t was = doc->list.cursor;
    if (!list_key(&doc->list, key))
        return false;
    bool up = doc->list.cursor < was;
    size_t at = doc->list.cursor;
    while (at < doc->count && !is_stop(doc, at) && (!up || at))
        at = up ? at - 1 : at + 1;
    if (is_stop(doc, at))
        list_move_to(&doc->list, at);
    return true;
}

/* --- marks --- */

static void set_mark(struct user_doc *doc, struct doc_line *line, bool marked)
{
    user_marks_set(&doc->marks, line->part, line->record, marked);
    line->marked = user_marks_has(&doc->marks, line->part, line->record);
}

bool user_doc_mark(struct user_doc *doc)
{
    struct doc_line *line = doc->list.cursor < doc->count ? &doc->lines[doc->list.cursor] : NULL;
    if (!line || line->kind != DOC_ROW || !user_marks_wanted(line->part))
        return false;
    set_mark(doc, line, !line->marked);
    return true;
}

bool user_doc_mark_all(struct user_doc *doc)
{
    const struct doc_line *at = user_doc_at(doc);
    if (!at || !at->part || !user_marks_wanted(at->part))
        return false;
    for (size_t i = 0; i < doc->count; i++)
        if (doc->lines[i].kind == DOC_ROW && doc->lines[i].part == at->part)
            set_mark(doc, &doc->lines[i], true);
    return true;
}

const struct part_content *user_doc_content(const struct user_doc *doc, const struct part *part)
{
    static const struct part_content none;
    for (size_t i = 0; i < doc->count; i++)
        if (doc->lines[i].part == part)
            return &doc->contents[doc->lines[i].place];
    return &none;
}

/* --- drawing --- */

static void draw_bar(const struct doc_line *line, struct grid *grid, struct rect rect, int x)
{
    int full = line->share * DOC_BAR / 100;
    for (int i = 0; i < DOC_BAR && x + i < rect.width; i++)
        grid_put(grid, rect, x + i, 0, i < full ? ROLE_PROGRESS : ROLE_DIM,
                 grid->ascii ? i < full ? "#" : "."
                 : i < full  ? "█"
                             : "░");
}

static void draw_cells(const struct doc_line *line, struct grid *grid, struct rect rect, bool header)
{
    int widths[TABLE_COLUMNS], wants[TABLE_COLUMNS], x = 0;
    memcpy(wants, line->table->wants, sizeof wants);
    table_fit(line->table->columns, line->table->count, wants, TABLE_NO_ROW, rect.width, widths);
    for (size_t i = 0; i < line->table->count; i++) {
        struct rect cell = {rect.x + x, rect.y, widths[i], 1};
        if (widths[i])
            grid_put(grid, cell, 0, 0, header ? ROLE_DIM : line->roles[i],
                     header ? line->table->columns[i].title : line->cells[i]);
        x += widths[i] ? widths[i] + 1 : 0;
    }
}

static void draw_line(const struct doc_line *line, struct grid *grid, struct rect rect)
{
    struct rect in = {rect.x + DOC_INDENT, rect.y, rect.width - DOC_INDENT - 1, 1};
    int label = rect.width < DOC_NARROW ? DOC_LABEL_NARROW : DOC_LABEL;
    switch (line->kind) {
    case DOC_HEADING:
        grid_put(grid, rect, 1, 0, ROLE_TITLE, line->label);
        if (*line->text)
            grid_put_right(grid, in, 0, ROLE_DIM, line->text);
        break;
    case DOC_NOTE:
        grid_put(grid, in, 0, 0, line->role, line->text);
        break;
    case DOC_FACT:
        grid_put(grid, (struct rect){in.x, in.y, label - 1, 1}, 0, 0, ROLE_DIM, line->label);
        grid_put(grid, in, label, 0, line->role, line->text);
        if (line->share >= 0)
            draw_bar(line, grid, in, label + 6);
        break;
    case DOC_COLUMNS:
    case DOC_ROW:
        draw_cells(line, grid, in, line->kind == DOC_COLUMNS);
        break;
    case DOC_GAP:
        break;
    }
}

void user_doc_draw(struct user_doc *doc, struct grid *grid, struct rect rect)
{
    list_fit(&doc->list, doc->count, rect.height);
    for (int y = 0; y < rect.height && doc->list.top + (size_t)y < doc->count; y++) {
        struct rect row = {rect.x, rect.y + y, rect.width, 1};
        size_t at = doc->list.top + (size_t)y;
        if (at == doc->list.cursor) {
            grid_fill(grid, row, ROLE_CURSOR);
            grid_put(grid, row, 0, 0, ROLE_CURSOR, ">");
        }
        draw_line(&doc->lines[at], grid, row);
        if (doc->lines[at].marked)
            grid_put(grid, row, 1, 0, at == doc->list.cursor ? ROLE_CURSOR : ROLE_MARK, grid->ascii ? "*" : "●");
    }
    if (doc->list.top + (size_t)rect.height < doc->count)
        grid_put(grid, rect, rect.width - 1, rect.height - 1, ROLE_DIM, grid->ascii ? "v" : "▼");
    if (doc->list.top)
        grid_put(grid, rect, rect.width - 1, 0, ROLE_DIM, grid->ascii ? "^" : "▲");
}
