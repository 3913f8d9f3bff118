/* A grid off the screen that grows, and the window onto it. */
#include "ui/screen/sheet.h"

#include "base/utf8.h"
#include "ui/screen/keys.h"
#include <stdio.h>
#include <string.h>

enum { FIRST_LINES = 32, NAME_COLUMNS = 14, LEAST_VALUE = 20 };

struct sheet sheet_make(const struct grid *like, int width, enum role role)
{
    struct sheet sheet = {.grid = grid_new(width, FIRST_LINES), .names = NAME_COLUMNS, .role = role};
    sheet.grid->ascii = like->ascii;
    sheet.rect = grid_whole(sheet.grid);
    grid_fill(sheet.grid, sheet.rect, role);
    return sheet;
}

void sheet_free(struct sheet *sheet)
{
    grid_free(sheet->grid);
    sheet->grid = NULL;
}

void sheet_room(struct sheet *sheet, int lines)
{
    struct grid *old = sheet->grid;
    int height = old->height;
    while (height < sheet->y + lines)
        height *= 2;
    if (height == old->height)
        return;
    sheet->grid = grid_new(old->width, height);
    sheet->grid->ascii = old->ascii;
    sheet->rect = grid_whole(sheet->grid);
    grid_fill(sheet->grid, sheet->rect, sheet->role);
    memcpy(sheet->grid->cells, old->cells, (size_t)old->width * (size_t)old->height * sizeof *old->cells);
    grid_free(old);
}

/* More lines than `text` can take when wrapped: a line breaks at worst after half its width, or at a newline. */
static int most_lines(const char *text, int width)
{
    int newlines = 1;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        newlines++;
    return newlines + (int)strlen(text) * 2 / (width < 1 ? 1 : width) + 1;
}

static enum role on_sheet(const struct sheet *sheet, enum role role)
{
    return role == ROLE_NORMAL ? sheet->role : role;
}

void sheet_indent(struct sheet *sheet, int by, enum role role, const char *text)
{
    if (!text || !*text)
        return;
    int width = sheet->rect.width - by;
    sheet_room(sheet, most_lines(text, width < 4 ? 1 : width / 2));
    sheet->y += grid_wrap(sheet->grid, (struct rect){by, 0, width, sheet->rect.height}, sheet->y, on_sheet(sheet, role),
                          text);
}

void sheet_wrap(struct sheet *sheet, enum role role, const char *text)
{
    sheet_indent(sheet, 0, role, text);
}

void sheet_line(struct sheet *sheet, enum role role, const char *text)
{
    sheet_room(sheet, 1);
    grid_put(sheet->grid, sheet->rect, 0, sheet->y++, on_sheet(sheet, role), text);
}

void sheet_field(struct sheet *sheet, const char *name, enum role role, const char *value)
{
    if (!value || !*value)
        return;
    sheet_room(sheet, 1);
    grid_put(sheet->grid, sheet->rect, 0, sheet->y, ROLE_DIM, name);
    if (sheet->rect.width < sheet->names + LEAST_VALUE) {
        sheet->y++;
        sheet_indent(sheet, 2, role, value);
    } else {
        sheet_indent(sheet, sheet->names, role, value);
    }
}

void sheet_error(struct sheet *sheet, int by, const struct err *error)
{
    char id[96];
    if (error->code == ERR_OK)
        return;
    sheet_indent(sheet, by, ROLE_ERROR, error->message);
    sheet_indent(sheet, by, ROLE_NORMAL, error->hint);
    snprintf(id, sizeof id, "request id %s", error->request_id);
    sheet_indent(sheet, by, ROLE_DIM, error->request_id[0] ? id : "");
}

void sheet_gap(struct sheet *sheet)
{
    sheet_room(sheet, 1);
    sheet->y++;
}

void sheet_show(const struct sheet *sheet, struct grid *grid, struct rect rect, int *top)
{
    int last = sheet->y > rect.height ? sheet->y - rect.height : 0;
    *top = *top > last ? last : *top < 0 ? 0 : *top;
    for (int y = 0; y < rect.height && *top + y < sheet->y; y++)
        for (int x = 0; x < rect.width && x < sheet->rect.width; x++) {
            struct cell *to = grid_cell(grid, rect.x + x, rect.y + y);
            if (to)
                *to = *grid_cell(sheet->grid, x, *top + y);
        }
    struct rect edge = {rect.x + rect.width, rect.y, 1, rect.height};
    if (*top > 0)
        grid_put(grid, edge, 0, 0, ROLE_KEY, grid->ascii ? "^" : "↑");
    if (*top < last)
        grid_put(grid, edge, 0, rect.height - 1, ROLE_KEY, grid->ascii ? "v" : "↓");
}

void sheet_reveal(int *top, int line, int height)
{
    if (line < *top)
        *top = line;
    else if (line >= *top + height)
        *top = line - height + 1;
}

bool sheet_key(int *top, int height, int key)
{
    int lines = key_lines(key == KEY_SPACE ? KEY_PAGE_DOWN : key, height);
    int at = *top + lines, far = 1 << 28;
    *top = at < 0 ? 0 : at > far ? far : at; /* sheet_show brings it back to where there is something */
    return lines != 0;
}
