/* Drawing into cells. Every byte that reaches a cell is looked at here: no control byte passes. */
#include "ui/screen/grid.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void blank(struct cell *cell, enum role role)
{
    *cell = (struct cell){.text = " ", .width = 1, .role = (uint8_t)role, .ground = cell->ground};
}

struct grid *grid_new(int width, int height)
{
    struct grid *grid = xcalloc(1, sizeof *grid);

    grid_resize(grid, width, height);
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid)
        xfree(grid->cells);
    xfree(grid);
}

void grid_resize(struct grid *grid, int width, int height)
{
    grid->width = width < 1 ? 1 : width;
    grid->height = height < 1 ? 1 : height;
    xfree(grid->cells);
    grid->cells = xcalloc((size_t)grid->width * (size_t)grid->height, sizeof *grid->cells);
    grid_fill(grid, grid_whole(grid), ROLE_NORMAL);
}

struct rect grid_whole(const struct grid *grid)
{
    return (struct rect){0, 0, grid->width, grid->height};
}

struct cell *grid_cell(const struct grid *grid, int x, int y)
{
    if (x < 0 || y < 0 || x >= grid->width || y >= grid->height)
        return NULL;
    return &grid->cells[(size_t)y * (size_t)grid->width + (size_t)x];
}

/* Half a wide character must not stay when the other half is overwritten. */
static void part_wide(struct grid *grid, int x, int y)
{
    struct cell *cell = grid_cell(grid, x, y);
    struct cell *other = NULL;

    if (cell && cell->width == 2)
        other = grid_cell(grid, x + 1, y);
    else if (cell && cell->width == 0)
        other = grid_cell(grid, x - 1, y);
    if (other)
        blank(other, other->role);
}

static void set_cell(struct grid *grid, int x, int y, enum role role, const char *text, size_t length, int width)
{
    struct cell *cell = grid_cell(grid, x, y);

    if (!cell)
        return;
    part_wide(grid, x, y);
    if (width == 2)
        part_wide(grid, x + 1, y);
    blank(cell, role);
    bool hostile = (unsigned char)text[0] < ' ' || text[0] == 127 ||
                   ((unsigned char)text[0] == 0xc2 && (unsigned char)text[1] < 0xa0);
    if (hostile || length >= CELL_TEXT) {
        cell->text[0] = '?';
        cell->width = 1;
        if (width == 2 && (cell = grid_cell(grid, x + 1, y)))
            blank(cell, role);
        return;
    }
    memcpy(cell->text, text, length);
    cell->text[length] = '\0';
    cell->width = (uint8_t)width;
    if (width == 2 && (cell = grid_cell(grid, x + 1, y)))
        *cell = (struct cell){.role = (uint8_t)role, .ground = cell->ground};
}

int grid_put(struct grid *grid, struct rect rect, int x, int y, enum role role, const char *text)
{
    int room = rect.width - x, used = 0;
    bool cut = text && utf8_width(text) > room;

    if (!text || y < 0 || y >= rect.height || x < 0 || room <= 0)
        return 0;
    while (*text) {
        int width = 1;
        size_t length = utf8_cluster(text, strlen(text), &width);
        width = width < 1 ? 1 : width > 2 ? 2 : width;
        if (used + width > (cut ? room - 1 : room))
            break;
        set_cell(grid, rect.x + x + used, rect.y + y, role, text, length, width);
        used += width;
        text += length;
    }
    if (*text && used < room) {
        set_cell(grid, rect.x + x + used, rect.y + y, role, grid->ascii ? "~" : "…", grid->ascii ? 1 : 3, 1);
        used++;
    }
    return used;
}

int grid_printf(struct grid *grid, struct rect rect, int x, int y, enum role role, const char *format, ...)
{
    char text[1024];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return grid_put(grid, rect, x, y, role, text);
}

int grid_put_right(struct grid *grid, struct rect rect, int y, enum role role, const char *text)
{
    int at = rect.width - utf8_width(text);

    at = at < 0 ? 0 : at;
    grid_put(grid, rect, at, y, role, text);
    return at;
}

void grid_fill(struct grid *grid, struct rect rect, enum role role)
{
    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++) {
            struct cell *cell = grid_cell(grid, x, y);
            set_cell(grid, x, y, role, " ", 1, 1);
            if (cell)
                cell->ground = (uint8_t)role;
        }
    }
}

void grid_role(struct grid *grid, struct rect rect, enum role role)
{
    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++) {
            struct cell *cell = grid_cell(grid, x, y);
            if (cell)
                cell->role = (uint8_t)role;
        }
    }
}

struct rect grid_box(struct grid *grid, struct rect rect, enum role role, const char *title)
{
    static const char *const lines[2][6] = {{"─", "│", "┌", "┐", "└", "┘"}, {"-", "|", "+", "+", "+", "+"}};
    const char *const *line = lines[grid->ascii];
    int right = rect.width - 1, bottom = rect.height - 1;

    for (int x = 1; x < right; x++) {
        grid_put(grid, rect, x, 0, role, line[0]);
        grid_put(grid, rect, x, bottom, role, line[0]);
    }
    for (int y = 1; y < bottom; y++) {
        grid_put(grid, rect, 0, y, role, line[1]);
        grid_put(grid, rect, right, y, role, line[1]);
    }
    grid_put(grid, rect, 0, 0, role, line[2]);
    grid_put(grid, rect, right, 0, role, line[3]);
    grid_put(grid, rect, 0, bottom, role, line[4]);
    grid_put(grid, rect, right, bottom, role, line[5]);
    if (title && rect.width > 6) {
        struct rect room = {rect.x + 2, rect.y, rect.width - 4, 1};
        grid_printf(grid, room, 0, 0, role, " %s ", title);
    }
    return (struct rect){rect.x + 1, rect.y + 1, rect.width - 2, rect.height - 2};
}

size_t grid_wrap_part(const char *text, int width, size_t *skip)
{
    int used = 0;
    size_t length = utf8_fit(text, width, &used);
    const char *newline = memchr(text, '\n', length);

    *skip = 0;
    if (newline) {
        *skip = 1;
        return (size_t)(newline - text);
    }
    if (!text[length])
        return length;
    size_t space = length;
    while (space > 0 && text[space] != ' ')
        space--;
    length = space ? space : length ? length : utf8_cluster(text, strlen(text), &used);
    *skip = text[length] == ' ';
    return length;
}

int grid_wrap(struct grid *grid, struct rect rect, int y, enum role role, const char *text)
{
    int first = y;

    while (text && *text && rect.width > 0) {
        size_t skip, length = grid_wrap_part(text, rect.width, &skip);
        auto_str char *part = xstrndup(text, length);
        grid_put(grid, rect, 0, y++, role, part);
        text += length + skip;
    }
    return y - first;
}

struct rect grid_centre(const struct grid *grid, int width, int height)
{
    width = width > grid->width ? grid->width : width;
    height = height > grid->height ? grid->height : height;
    return (struct rect){(grid->width - width) / 2, (grid->height - height) / 2, width, height};
}

void grid_text(const struct grid *grid, struct buf *out)
{
    for (int y = 0; y < grid->height; y++) {
        int last = grid->width;
        while (last > 0 && strcmp(grid_cell(grid, last - 1, y)->text, " ") == 0)
            last--;
        for (int x = 0; x < last; x++)
            buf_puts(out, grid_cell(grid, x, y)->text);
        buf_putc(out, '\n');
    }
}

bool grid_contains(const struct grid *grid, const char *text)
{
    auto_buf struct buf all = buf_make(4 << 20);

    grid_text(grid, &all);
    return strstr(buf_text(&all), text) != NULL;
}
