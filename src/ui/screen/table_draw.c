/* Drawing a table: the widths of its columns, header, rows, where in it one is. */
#include "base/utf8.h"
#include "ui/screen/table.h"
#include <stdio.h>
#include <string.h>

enum {
    ARROW = 2,
    SCROLL = 1,
    MORE = 2,
    ASCII_MORE = 4,
    BESIDE_LEAST = 10,
    BESIDE_MOST = 28,

    TITLE = 96,
    FOLDED = 4 * TABLE_CELL
};

/* --- widths --- */

static int taken(const int *widths, size_t count)
{
    int total = 0, drawn = 0;
    for (size_t i = 0; i < count; i++) {
        total += widths[i];
        drawn += widths[i] > 0;
    }
    return total + (drawn ? drawn - 1 : 0);
}

/* What a column would like to have. */
static int wish(const struct table_column *column, int want)
{
    int title = utf8_width(column->title), wide = want > title ? want : title;
    wide = wide < 1 ? 1 : wide;
    return column->most && wide > column->most ? column->most : wide;
}

/* What it has before anything is shared. */
static int floor_of(const struct table_column *column, int want)
{
    int wide = wish(column, want), least = column->flags & TABLE_IDENTIFIES ? TABLE_READABLE : column->least;
    least = least < column->least ? column->least : least;
    least = least < 1 ? 1 : least;
    return wide < least ? wide : least;
}

/* Columns for which there is room come in, the first ones first, whole or not at all. Returns what is left. */
static int add(const struct table_column *columns, size_t count, const int *wants, int left, int *widths)
{
    for (size_t i = 0; i < count; i++) {
        if (!(columns[i].flags & TABLE_ROOM) || widths[i])
            continue;
        int wide = wish(&columns[i], wants[i]);
        if (wide >= left) /* and the space before it */
            break;
        widths[i] = wide;
        left -= wide + 1;
    }
    return left;
}

/* Room that nobody needs sets the columns further apart. */
static void spread(size_t count, int left, int *widths)
{
    int gaps = -1;
    for (size_t i = 0; i < count; i++)
        gaps += widths[i] > 0;
    for (size_t i = 0; i < count && left >= gaps && gaps > 0; i++)
        if (widths[i]) {
            widths[i]++;
            left--;
            gaps--;
        }
}

/* Columns that are kept give way, the last ones first, and at the very last the one that identifies a row. */
static void squeeze(const struct table_column *columns, size_t count, int room, int *widths)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = count; i-- > 0;)
            while (widths[i] > 1 && taken(widths, count) > room && (pass || !(columns[i].flags & TABLE_IDENTIFIES)))
                widths[i]--;
}

void table_fit(const struct table_column *columns, size_t count, const int *wants, int sorted, int room, int *widths)
{
    const unsigned stays = TABLE_IDENTIFIES | TABLE_KEEP;
    for (size_t i = 0; i < count; i++)
        widths[i] = columns[i].flags & (TABLE_HIDDEN | TABLE_ROOM) && (int)i != sorted
                        ? 0
                        : floor_of(&columns[i], wants[i]);
    for (size_t i = count; i-- > 0 && taken(widths, count) > room;) /* the last ones go first */
        if (!(columns[i].flags & stays) && (int)i != sorted)
            widths[i] = 0;
    squeeze(columns, count, room, widths);
    int left = room - taken(widths, count);
    for (bool grew = true; grew && left > 0;) { /* to each in turn, by its weight */
        grew = false;
        for (size_t i = 0; i < count; i++) {
            int by = widths[i] ? wish(&columns[i], wants[i]) - widths[i] : 0;
            int share = columns[i].weight > 1 ? columns[i].weight : 1;
            by = by > share ? share : by;
            by = by > left ? left : by;
            widths[i] += by > 0 ? by : 0;
            left -= by > 0 ? by : 0;
            grew |= by > 0;
        }
    }
    spread(count, add(columns, count, wants, left, widths), widths);
}

static void measure(struct table *table, int lines)
{
    struct table_cell cell;
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].flags & TABLE_HIDDEN)
            continue;
        int most = table->columns[c].most;
        int title = utf8_width(table->columns[c].title) + (table->sorted == (int)c ? ARROW : 0);
        table->wants[c] = title > table->wants[c] ? title : table->wants[c];
        for (size_t i = table->list.top; i < table->list.count && i < table->list.top + (size_t)lines; i++) {
            if (most && table->wants[c] >= most)
                break; /* it gets no more */
            int width = utf8_width(table_cell(table, table_row(table, i), c, &cell));
            table->wants[c] = width > table->wants[c] ? width : table->wants[c];
        }
    }
}

int table_gutter(const struct table *table)
{
    return table->ops->marks || table->ops->marked ? 3 : 2;
}

static int more_width(const struct table *table, const struct grid *grid)
{
    return !table->ops->more ? 0 : grid->ascii ? ASCII_MORE : MORE;
}

/* --- header --- */

static void draw_header(const struct table *table, struct grid *grid, struct rect rect)
{
    int x = table_gutter(table);
    const char *up = grid->ascii ? " ^" : " ▲", *down = grid->ascii ? " v" : " ▼";
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_HEADER);
    for (size_t c = 0; c < table->column_count; c++) {
        struct rect title = {rect.x + x, rect.y, table->widths[c], 1};
        if (!title.width)
            continue;
        if (table->sorted == (int)c) { /* the arrow is seen however narrow the column is */
            title.width -= title.width > ARROW ? ARROW : 0;
            int used = grid_put(grid, title, 0, 0, ROLE_HEADER, table->columns[c].title);
            grid_put(grid, (struct rect){title.x, title.y, table->widths[c], 1}, used, 0, ROLE_HEADER,
                     table->descending ? down : up);
        } else {
            grid_put(grid, title, 0, 0, ROLE_HEADER, table->columns[c].title);
        }
        x += table->widths[c] + 1;
    }
}

/* --- a row --- */

/* Whether `text` begins with the folded `word`; its columns then. */
static int begins(const char *text, const char *word)
{
    char folded[FOLDED];
    size_t length = strlen(word), used = 0;
    int columns = 0;
    while (text[used]) {
        int width = 1;
        used += utf8_cluster(text + used, strlen(text + used), &width);
        columns += width;
        size_t so_far = utf8_fold(text, used, folded, sizeof folded);
        if (so_far >= length || so_far >= sizeof folded)
            return strncmp(folded, word, length) ? 0 : columns;
        if (strncmp(folded, word, so_far) != 0)
            return 0;
    }
    return 0;
}

/* Light the first place of a word that was typed: why the row is here. */
static void light(const char *word, const char *text, struct grid *grid, struct rect cell, int used)
{
    int x = 0, width = 1;
    while (*text && x < used) {
        int hit = begins(text, word);
        if (hit) {
            grid_role(grid, (struct rect){cell.x + x, cell.y, x + hit > used ? used - x : hit, 1}, ROLE_SEARCH_HIT);
            return;
        }
        text += utf8_cluster(text, strlen(text), &width);
        x += width;
    }
}

static void light_all(const struct table *table, const char *text, struct grid *grid, struct rect cell, int used)
{
    char words[TABLE_CELL], *rest = NULL;
    const char *parted = table->words ? "\n" : " ";
    if (table->words)
        snprintf(words, sizeof words, "%s", table->words);
    else
        utf8_fold(buf_text(&table->narrow.text), table->narrow.text.length, words, sizeof words);
    for (char *word = strtok_r(words, parted, &rest); word; word = strtok_r(NULL, parted, &rest))
        light(word, text, grid, cell, used);
}

static bool in_range(const struct table *table, size_t position)
{
    size_t from = table->anchor, to = table->list.cursor;
    return from != (size_t)TABLE_NO_ROW && position >= (from < to ? from : to) && position <= (from < to ? to : from);
}

/* Where a remark of so many columns has room: at the end of the row, if nothing that is kept stands there, else over the last column
 * that may go. */
static struct rect room_beside(const struct table *table, struct rect rect, int width)
{
    int x = table_gutter(table), kept = x;
    struct rect over = {0};
    for (size_t c = 0; c < table->column_count; c++) {
        int wide = table->widths[c];
        if (wide && table->columns[c].flags & (TABLE_IDENTIFIES | TABLE_KEEP))
            kept = x + wide + 1;
        else if (wide >= BESIDE_LEAST)
            over = (struct rect){rect.x + x, rect.y, wide, 1};
        x += wide ? wide + 1 : 0;
    }
    int left = rect.width - kept;
    return left > width ? (struct rect){rect.x + rect.width - width, rect.y, width, 1} : over;
}

/* What was typed stands in no cell of this row: where it does. */
static void draw_beside(const struct table *table, struct grid *grid, struct rect rect, size_t row, enum role role)
{
    char text[TABLE_CELL];
    table->ops->beside(table->owner, row, text, sizeof text);
    int width = utf8_width(text);
    struct rect at = room_beside(table, rect, width > BESIDE_MOST ? BESIDE_MOST : width);
    if (!width || !at.width)
        return;
    grid_fill(grid, at, role == ROLE_CURSOR ? ROLE_CURSOR : table->role);
    light_all(table, text, grid, at, grid_put(grid, at, 0, 0, role, text));
}

static void draw_row(const struct table *table, struct grid *grid, struct rect rect, size_t position)
{
    bool here = position == table->list.cursor && !table->still;
    size_t row = table_row(table, position);
    struct table_cell cell;
    int x = table_gutter(table);
    if (here) {
        grid_fill(grid, rect, ROLE_CURSOR);
        grid_put(grid, rect, 0, 0, ROLE_CURSOR, ">");
    }
    if (x > 2 && (table_is_marked(table, row) || in_range(table, position)))
        grid_put(grid, rect, 1, 0, here ? ROLE_CURSOR : ROLE_MARK, grid->ascii ? "*" : "●");
    for (size_t c = 0; c < table->column_count; c++) {
        struct rect room = {rect.x + x, rect.y, table->widths[c], 1};
        if (!room.width)
            continue;
        table_cell(table, row, c, &cell);
        int used = grid_put(grid, room, 0, 0, here ? ROLE_CURSOR : cell.role, cell.text);
        if (table->words || table->narrow.text.length)
            light_all(table, cell.text, grid, room, used);
        x += room.width + 1;
    }
    if (table->words && table->ops->beside)
        draw_beside(table, grid, (struct rect){rect.x, rect.y, rect.width - more_width(table, grid), 1}, row,
                    here ? ROLE_CURSOR : ROLE_DIM);
    if (table->ops->more)
        grid_put_right(grid, rect, 0, here ? ROLE_CURSOR : table->role, grid->ascii ? "..." : "⋯");
}

/* Which part of the rows is seen: at the ends only at the ends. */
static void draw_scroll(const struct table *table, struct grid *grid, struct rect rect)
{
    size_t count = table->list.count, height = (size_t)rect.height;
    if (rect.height < 1 || count <= height)
        return;
    size_t size = height * height / count, past = count - height;
    size = size < 1 ? 1 : size;
    size_t way = height - size, from = table->list.top * way / past;
    if (!from && table->list.top && way > 1)
        from = 1;
    for (size_t i = 0; i < size; i++)
        grid_put(grid, rect, rect.width - 1, (int)(from + i), ROLE_BORDER, grid->ascii ? "#" : "▐");
}

void table_draw(struct table *table, struct grid *grid, struct rect rect)
{
    int head = table->ops->headless ? 0 : 1, rows = rect.height - head;
    table->rect = rect;
    list_fit(&table->list, table->list.count, rows > 0 ? rows : 0);
    measure(table, rows);
    table_fit(table->columns, table->column_count, table->wants, table->sorted,
              rect.width - table_gutter(table) - more_width(table, grid) - SCROLL, table->widths);
    if (head)
        draw_header(table, grid, rect);
    for (int y = 0; y < rows && table->list.top + (size_t)y < table->list.count; y++)
        draw_row(table, grid, (struct rect){rect.x, rect.y + head + y, rect.width - SCROLL, 1},
                 table->list.top + (size_t)y);
    draw_scroll(table, grid, (struct rect){rect.x, rect.y + head, rect.width, rows});
}

struct rect table_draw_narrow(const struct table *table, struct grid *grid, struct rect rect)
{
    if (!table->narrowing && !table->narrow.text.length)
        return rect;
    grid_put(grid, rect, 1, 0, ROLE_KEY, "/");
    entry_draw((struct entry *)&table->narrow, grid, rect, 2, 0, rect.width - 4, table->narrowing, false);
    return (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 1};
}
