/* The rows of a table: which are shown and in which order, the cursor, the marks. */
#include "ui/screen/table.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "ui/screen/keys.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDED = 4096, NARROW_BYTES = 128 };
static const size_t no_row = (size_t)TABLE_NO_ROW;

struct table table_make(const struct table_ops *ops, const void *owner, const struct table_column *columns,
                        size_t column_count)
{
    assert(column_count <= TABLE_COLUMNS);
    return (struct table){.ops = ops,
                          .owner = owner,
                          .columns = columns,
                          .column_count = column_count,
                          .narrow = entry_make(NARROW_BYTES),
                          .sorted = TABLE_NO_ROW,
                          .anchor = no_row};
}

void table_free(struct table *table)
{
    entry_free(&table->narrow);
    xfree(table->shown);
    xfree(table->marked);
    xfree(table->marks);
}

void table_columns(struct table *table, const struct table_column *columns, size_t count)
{
    assert(count <= TABLE_COLUMNS);
    table->columns = columns;
    table->column_count = count;
    memset(table->wants, 0, sizeof table->wants);
}

/* --- one row --- */

size_t table_row(const struct table *table, size_t position)
{
    return table->ops->plain ? position : table->shown[position];
}

int table_at(const struct table *table)
{
    return table->list.cursor < table->list.count ? (int)table_row(table, table->list.cursor) : TABLE_NO_ROW;
}

const char *table_cell(const struct table *table, size_t row, size_t column, struct table_cell *cell)
{
    cell->text = cell->space;
    cell->space[0] = '\0';
    cell->role = table->role;
    cell->order = 0;
    table->ops->cell(table->owner, row, column, cell);
    if (!cell->text)
        cell->text = "";
    return cell->text;
}

const char *table_copied(const struct table *table, size_t row, struct table_cell *cell)
{
    size_t column = 0;
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].flags & TABLE_COPIED)
            return table_cell(table, row, c, cell);
        else if (table->columns[c].flags & TABLE_IDENTIFIES)
            column = c;
    return table_cell(table, row, column, cell);
}

static void key_of(const struct table *table, size_t row, char out[TABLE_KEY])
{
    if (table->ops->key)
        table->ops->key(table->owner, row, out);
    else
        snprintf(out, TABLE_KEY, "%zu", row);
}

/* The cursor was moved: it stays with whom it is on now. */
static void stay(struct table *table)
{
    int row = table_at(table);
    table->at[0] = '\0';
    if (row != TABLE_NO_ROW && !table->ops->plain)
        key_of(table, (size_t)row, table->at);
}

void table_go_to(struct table *table, size_t row)
{
    for (size_t i = 0; i < table->list.count; i++)
        if (table_row(table, i) == row) {
            list_move_to(&table->list, i);
            stay(table);
            return;
        }
}

/* --- what is shown, and in which order --- */

struct sorted {
    size_t row;
    int64_t order;
    const char *text;
};

static int by_order(const void *a, const void *b)
{
    const struct sorted *one = a, *other = b;
    int order = (one->order > other->order) - (one->order < other->order);
    return order ? order : one->text && other->text ? strcmp(one->text, other->text) : 0;
}

static int ascending(const void *a, const void *b)
{
    const struct sorted *one = a, *other = b;
    int order = by_order(a, b);
    return order ? order : (one->row > other->row) - (one->row < other->row);
}

static int descending(const void *a, const void *b)
{
    const struct sorted *one = a, *other = b;
    int order = by_order(b, a);
    return order ? order : (one->row > other->row) - (one->row < other->row);
}

static void sort_shown(struct table *table, size_t count)
{
    auto_arena struct arena *arena = arena_new(0);
    struct sorted *rows = arena_alloc(arena, (count + 1) * sizeof *rows);
    bool by_text = !(table->columns[table->sorted].flags & TABLE_ORDERED);
    struct table_cell cell;
    char folded[FOLDED];
    for (size_t i = 0; i < count; i++) {
        const char *text = table_cell(table, table->shown[i], (size_t)table->sorted, &cell);
        utf8_fold(text, strlen(text), folded, sizeof folded);
        rows[i] = (struct sorted){.row = table->shown[i],
                                  .order = by_text ? 0 : cell.order,
                                  .text = by_text ? arena_strdup(arena, folded) : NULL};
    }
    if (count)
        qsort(rows, count, sizeof *rows, table->descending ? descending : ascending);
    for (size_t i = 0; i < count; i++)
        table->shown[i] = rows[i].row;
}

/* Every word that was typed stands somewhere in the row. */
static bool matches(const struct table *table, size_t row, const char *wanted)
{
    char text[FOLDED], folded[FOLDED], words[NARROW_BYTES * 4], *rest = NULL;
    struct table_cell cell;
    size_t length = 0;
    for (size_t c = 0; c < table->column_count && length < sizeof text; c++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s\n", table_cell(table, row, c, &cell));
    utf8_fold(text, strlen(text), folded, sizeof folded);
    snprintf(words, sizeof words, "%s", wanted);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        if (!strstr(folded, word))
            return false;
    return true;
}

/* Back to whom the cursor was on; else it stays where it was. */
static void find_cursor(struct table *table)
{
    char key[TABLE_KEY];
    bool still = table->ops->growing && !table->moved;
    for (size_t i = 0; i < table->list.count && table->at[0] && !still; i++) {
        key_of(table, table->shown[i], key);
        if (!strcmp(key, table->at)) {
            list_move_to(&table->list, i);
            return;
        }
    }
    stay(table);
}

static void show(struct table *table)
{
    char wanted[NARROW_BYTES * 4];
    size_t count = 0;
    utf8_fold(buf_text(&table->narrow.text), table->narrow.text.length, wanted, sizeof wanted);
    table->shown = grow_array(table->shown, &table->capacity, table->rows + 1, sizeof *table->shown);
    for (size_t row = 0; row < table->rows; row++)
        if (!*wanted || matches(table, row, wanted))
            table->shown[count++] = row;
    if (table->sorted != TABLE_NO_ROW)
        sort_shown(table, count);
    table->anchor = no_row; /* a range is of positions, which are others now */
    list_fit(&table->list, count, table->list.height > 0 ? table->list.height : 1);
    find_cursor(table);
}

/* --- marks --- */

static int by_key(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Those who were marked and are still there. */
static void find_marked(struct table *table)
{
    size_t count = 0;
    char key[TABLE_KEY];
    table->marked = grow_array(table->marked, &table->marked_capacity, table->rows + 1, sizeof *table->marked);
    memset(table->marked, 0, (table->rows + 1) * sizeof *table->marked);
    if (!table->mark_count)
        return;
    qsort(table->marks, table->mark_count, sizeof *table->marks, by_key);
    for (size_t row = 0; row < table->rows; row++) {
        key_of(table, row, key);
        table->marked[row] = bsearch(key, table->marks, table->mark_count, sizeof *table->marks, by_key) != NULL;
    }
    for (size_t row = 0; row < table->rows; row++)
        if (table->marked[row])
            key_of(table, row, table->marks[count++]);
    table->mark_count = count;
}

bool table_is_marked(const struct table *table, size_t row)
{
    return table->ops->marked ? table->ops->marked(table->owner, row) : table->ops->marks && table->marked[row];
}

static void mark(struct table *table, size_t row, bool on)
{
    char key[TABLE_KEY];
    if (table->marked[row] == on)
        return;
    table->marked[row] = on;
    key_of(table, row, key);
    if (on) {
        table->marks = grow_array(table->marks, &table->mark_capacity, table->mark_count + 1, sizeof *table->marks);
        memcpy(table->marks[table->mark_count++], key, sizeof key);
        return;
    }
    for (size_t i = 0; i < table->mark_count; i++)
        if (!strcmp(table->marks[i], key)) {
            memmove(table->marks[i], table->marks[--table->mark_count], sizeof key);
            return;
        }
}

static void mark_range(struct table *table)
{
    size_t from = table->anchor, to = table->list.cursor;
    for (size_t i = from < to ? from : to; i <= (from < to ? to : from) && i < table->list.count; i++)
        mark(table, table->shown[i], true);
    table->anchor = no_row;
}

void table_changed(struct table *table, size_t rows)
{
    table->rows = rows;
    if (table->ops->plain) {
        list_fit(&table->list, rows, table->list.height);
        return;
    }
    if (table->ops->marks)
        find_marked(table);
    show(table);
}

/* --- what it says of itself --- */

const char *table_position(const struct table *table, char *out, size_t size)
{
    size_t count = table->list.count;
    if (!table->rows)
        out[0] = '\0';
    else if (count != table->rows)
        snprintf(out, size, "%zu/%zu of %zu", count ? table->list.cursor + 1 : 0, count, table->rows);
    else
        snprintf(out, size, "%zu/%zu", table->list.cursor + 1, count);
    return out;
}

const char *table_marks(const struct table *table, char *out, size_t size)
{
    size_t seen = 0;
    for (size_t i = 0; i < table->list.count && table->mark_count; i++)
        seen += table->marked[table->shown[i]];
    out[0] = '\0';
    if (table->mark_count > seen)
        snprintf(out, size, "%zu marked, %zu not shown", table->mark_count, table->mark_count - seen);
    else if (seen)
        snprintf(out, size, "%zu marked", seen);
    return out;
}

/* --- keys --- */

static bool narrow_key(struct table *table, int key)
{
    bool ends = key == KEY_ESCAPE || key == KEY_RETURN;
    if (key == KEY_ESCAPE)
        entry_set(&table->narrow, "");
    else if (!ends && !entry_key(&table->narrow, key))
        return false;
    table->narrowing = !ends;
    if (key == KEY_RETURN)
        return true;
    if (!table->moved) { /* the first match, unless somebody has looked further */
        table->list.cursor = 0;
        table->at[0] = '\0';
    }
    show(table);
    return true;
}

bool table_key(struct table *table, int key)
{
    if (table->narrowing && narrow_key(table, key))
        return true;
    if (table->narrowing && key_is_text(key))
        return false;
    if (table->anchor != no_row && (key == KEY_SPACE || key == KEY_RETURN)) {
        mark_range(table);
        return true;
    }
    if (!list_key(&table->list, key))
        return false;
    table->moved = true;
    stay(table);
    return true;
}

bool table_back(struct table *table)
{
    bool ranging = table->anchor != no_row;
    table->anchor = no_row;
    if (ranging || !table->narrow.text.length)
        return ranging;
    entry_set(&table->narrow, "");
    show(table);
    return true;
}

static void sort_by(struct table *table, int column, bool down)
{
    table->sorted = column;
    table->descending = down;
    show(table);
}

/* The next column to one side that is drawn: nobody sorts by what is not seen. */
static int next_column(const struct table *table, int by)
{
    int count = (int)table->column_count, at = table->sorted == TABLE_NO_ROW && by < 0 ? count : table->sorted;
    for (int i = 0; i < count; i++) {
        at = (at + by + count) % count;
        if (table->widths[at])
            return at;
    }
    return 0;
}

static void mark_all(struct table *table)
{
    for (size_t i = 0; i < table->list.count; i++)
        mark(table, table->shown[i], true);
}

static void unmark_all(struct table *table)
{
    table->mark_count = 0;
    if (table->rows)
        memset(table->marked, 0, table->rows * sizeof *table->marked);
}

static void mark_here(struct table *table)
{
    int row = table_at(table);
    if (row == TABLE_NO_ROW)
        return;
    mark(table, (size_t)row, !table->marked[row]);
    list_move_to(&table->list, table->list.cursor + 1);
    stay(table);
}

static void range(struct table *table)
{
    if (table->anchor != no_row)
        mark_range(table);
    else if (table->list.count)
        table->anchor = table->list.cursor;
}

static bool do_sort(struct table *table, enum table_command command)
{
    if (table->ops->plain || table->ops->ordered)
        return false;
    if (command == TABLE_SORT_INVERT)
        sort_by(table, table->sorted == TABLE_NO_ROW ? next_column(table, 1) : table->sorted, !table->descending);
    else if (command == TABLE_SORT_NONE)
        sort_by(table, TABLE_NO_ROW, false);
    else
        sort_by(table, next_column(table, command == TABLE_SORT_LEFT ? -1 : 1), false);
    return true;
}

bool table_do(struct table *table, enum table_command command)
{
    static void (*const marking[])(struct table *) = {
        [TABLE_MARK] = mark_here, [TABLE_RANGE] = range, [TABLE_MARK_ALL] = mark_all, [TABLE_UNMARK] = unmark_all};
    if (command >= TABLE_SORT_LEFT && command <= TABLE_SORT_NONE)
        return do_sort(table, command);
    if (command >= TABLE_MARK && command <= TABLE_UNMARK && table->ops->marks && !table->ops->plain) {
        marking[command](table);
        return true;
    }
    if (command != TABLE_NARROW || table->ops->plain)
        return false;
    table->narrowing = true;
    table->moved = false;
    return true;
}

int table_column_at(const struct table *table, int x, int y)
{
    int at = table->rect.x + table_gutter(table);
    for (size_t c = 0; y == table->rect.y && !table->ops->headless && c < table->column_count; c++) {
        if (x >= at && x < at + table->widths[c])
            return (int)c;
        at += table->widths[c] ? table->widths[c] + 1 : 0;
    }
    return TABLE_NO_ROW;
}

bool table_click(struct table *table, int x, int y)
{
    int line = y - table->rect.y - !table->ops->headless, column = table_column_at(table, x, y);
    bool inside = x >= table->rect.x && x < table->rect.x + table->rect.width && line >= 0 && line < table->list.height;
    if (column != TABLE_NO_ROW && !table->ops->plain && !table->ops->ordered)
        sort_by(table, column, table->sorted == column && !table->descending);
    if (!inside || table->list.top + (size_t)line >= table->list.count)
        return false;
    list_move_to(&table->list, table->list.top + (size_t)line);
    table->moved = true;
    stay(table);
    return true;
}
