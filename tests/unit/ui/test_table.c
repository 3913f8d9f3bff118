/* The table: widths, rows, cursor, marks, order, what `/` leaves; cells compared as text. */
#include "unit.h"

#include "base/alloc.h"
#include "base/random.h"
#include "base/utf8.h"
#include "ui/screen/keys.h"
#include "ui/screen/table.h"
#include <stdio.h>
#include <string.h>

struct item {
    const char *name, *address, *note;
    int age;
};

static struct item items[] = {
    {"Olga", "olga@contoso.example", "", 30},
    {"Nils Néw", "nils@contoso.example", "on leave", 4},
    {"漢字太郎", "kanji@contoso.example", "x\033[2Jy", 200},
    {"Mia", "mia@contoso.example", "a note that is much longer than any column of a list can be, and goes on and on",
     7},
};
enum { ITEMS = sizeof items / sizeof *items, NAME = 0, ADDRESS, AGE, NOTE, COLUMNS };

static const struct table_column shape[COLUMNS] = {
    [NAME] = {.name = "name", .title = "Name", .flags = TABLE_IDENTIFIES},
    [ADDRESS] = {.name = "address", .title = "Address", .least = 8, .weight = 3, .flags = TABLE_COPIED},
    [AGE] = {.name = "age", .title = "Age", .least = 3, .flags = TABLE_KEEP | TABLE_ORDERED},
    [NOTE] = {.name = "note", .title = "Note", .least = 6, .most = 30},
};

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct item *item = &((const struct item *)owner)[row];
    out->order = item->age;
    if (column == AGE)
        snprintf(out->space, sizeof out->space, "%d", item->age);
    else
        out->text = column == NAME ? item->name : column == ADDRESS ? item->address : item->note;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%s", ((const struct item *)owner)[row].address);
}

static const struct table_ops ops = {.name = "items", .what = "items", .marks = true, .cell = cell, .key = key_of};

static struct table begin(size_t rows)
{
    struct table table = table_make(&ops, items, shape, COLUMNS);
    table_changed(&table, rows);
    return table;
}

static struct grid *draw(struct table *table, int width, int height)
{
    struct grid *grid = grid_new(width, height);
    table_draw(table, grid, grid_whole(grid));
    return grid;
}

static void assert_drawn(struct table *table, int width, int height, const char *expected)
{
    struct grid *grid = draw(table, width, height);
    auto_buf struct buf text = buf_make(1 << 16);
    grid_text(grid, &text);
    assert_string_equal(buf_text(&text), expected);
    grid_free(grid);
}

static void press(struct table *table, const char *keys)
{
    for (; *keys; keys++)
        assert_true(table_key(table, (unsigned char)*keys));
}

static void narrow_to(struct table *table, const char *text)
{
    assert_true(table_do(table, TABLE_NARROW));
    press(table, text);
    assert_true(table_key(table, KEY_RETURN));
}

static void table__draws_header_and_rows__with_the_cursor_over_the_whole_row(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    table_key(&table, KEY_ARROW_DOWN);
    table_do(&table, TABLE_MARK);
    assert_drawn(&table, 72, 5,
                 "   Name      Address                Age  Note\n"
                 "   Olga      olga@contoso.example   30\n"
                 " ● Nils Néw  nils@contoso.example   4    on leave\n"
                 ">  漢字太郎  kanji@contoso.example  200  x?[2Jy\n"
                 "   Mia       mia@contoso.example    7    a note that is much longer th…\n");
    struct grid *grid = draw(&table, 72, 5);
    for (int x = 0; x < 71; x++)
        assert_int_equal(grid_cell(grid, x, 3)->role, ROLE_CURSOR);
    assert_int_equal(grid_cell(grid, 3, 2)->role, ROLE_NORMAL);
    grid_free(grid);
    table_free(&table);
}

static void table__drops_columns_from_the_end__when_there_is_no_room(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    assert_drawn(&table, 25, 2,
                 "   Name Address      Age\n"
                 ">  Olga olga@contos… 30 ▐\n");
    assert_drawn(&table, 18, 2,
                 "   Name  Age\n"
                 ">  Olga  30      ▐\n");
    table_free(&table);
}

/* Every width, with what the columns would like drawn at random. */
static void table_fit__keeps_what_identifies_readable__at_every_width(void **state)
{
    static const int wants[][COLUMNS] = {{8, 20, 3, 80},  {400, 400, 3, 400}, {0, 0, 0, 0},
                                         {16, 60, 11, 1}, {17, 1, 1, 1},      {5, 300, 300, 0}};
    (void)state;
    for (size_t w = 0; w < sizeof wants / sizeof *wants; w++)
        for (int room = 20; room <= 200; room++) {
            int widths[COLUMNS], total = 0;
            table_fit(shape, COLUMNS, wants[w], TABLE_NO_ROW, room, widths);
            for (int i = 0; i < COLUMNS; i++)
                total += widths[i] ? widths[i] + 1 : 0;
            assert_true(total - 1 <= room);
            assert_true(widths[NAME] >= (wants[w][NAME] < TABLE_READABLE ? wants[w][NAME] : TABLE_READABLE));
            assert_true(widths[AGE] > 0);
        }
}

static void table_fit__never_exceeds_the_room__and_keeps_what_is_kept(void **state)
{
    struct seeded seeded = {.state = 111};
    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct table_column random[8];
        int wants[8], widths[8], room = 7 + (int)seeded_below(&seeded, 250), total = -1, kept = 0;
        size_t count = 1 + seeded_below(&seeded, 8);
        for (size_t i = 0; i < count; i++) {
            bool keep = kept < 3 && seeded_below(&seeded, 2);
            random[i] = (struct table_column){.title = "Title",
                                              .least = (int)seeded_below(&seeded, 20),
                                              .most = seeded_below(&seeded, 2) ? 30 : 0,
                                              .weight = (int)seeded_below(&seeded, 4),
                                              .flags = keep ? TABLE_KEEP : 0};
            kept += keep;
            wants[i] = (int)seeded_below(&seeded, 80);
        }
        int sorted = (int)seeded_below(&seeded, 9) - 1;
        sorted = sorted < 0 || sorted >= (int)count ? TABLE_NO_ROW : sorted;
        table_fit(random, count, wants, sorted, room, widths);
        assert_true(sorted == TABLE_NO_ROW || widths[sorted] > 0);
        for (size_t i = 0; i < count; i++) {
            int least = random[i].least < wants[i] ? random[i].least : wants[i];
            total += widths[i] ? widths[i] + 1 : 0;
            assert_true(widths[i] > 0 || !(random[i].flags & TABLE_KEEP));
            assert_true(!widths[i] || widths[i] >= least || random[i].flags & TABLE_KEEP || (int)i == sorted);
            assert_true(!random[i].most || widths[i] <= 31);
        }
        assert_true(total <= room);
    }
}

static void table__sorts_by_any_column__and_shows_by_which(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    grid_free(draw(&table, 80, 6));
    assert_true(table_do(&table, TABLE_SORT_RIGHT));
    assert_int_equal(table_row(&table, 0), 3); /* Mia */
    assert_int_equal(table_at(&table), 0);     /* the cursor went with Olga */
    table_do(&table, TABLE_SORT_RIGHT);
    table_do(&table, TABLE_SORT_RIGHT); /* Age, by number */
    assert_int_equal(table_row(&table, 0), 1);
    table_do(&table, TABLE_SORT_INVERT);
    assert_int_equal(table_row(&table, 0), 2);
    assert_drawn(&table, 60, 3,
                 "   Name     Address               Age ▼ Note\n"
                 "   漢字太郎 kanji@contoso.example 200   x?[2Jy             ▐\n"
                 ">  Olga     olga@contoso.example  30\n");
    table_do(&table, TABLE_SORT_LEFT);
    assert_int_equal(table.sorted, ADDRESS);
    assert_false(table.descending);
    table_do(&table, TABLE_SORT_NONE);
    assert_int_equal(table_row(&table, 0), 0);
    table_free(&table);
}

static void table__sorts_and_moves__when_it_is_clicked(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    grid_free(draw(&table, 80, 6));
    assert_true(table_click(&table, 20, 3));
    assert_int_equal(table_at(&table), 2);
    assert_false(table_click(&table, 20, 5)); /* below the rows */
    assert_false(table_click(&table, 4, 0));
    assert_int_equal(table.sorted, NAME);
    assert_false(table_click(&table, 4, 0));
    assert_true(table.descending);
    assert_int_equal(table_at(&table), 2);
    table_free(&table);
}

static void table__narrows_by_every_word__and_lights_why(void **state)
{
    char position[64];
    struct table table = begin(ITEMS);
    (void)state;
    narrow_to(&table, "LEAVE new");
    assert_int_equal(table.list.count, 1);
    assert_string_equal(table_position(&table, position, sizeof position), "1/1 of 4");
    struct grid *grid = draw(&table, 80, 3);
    assert_int_equal(grid_cell(grid, 8, 1)->role, ROLE_SEARCH_HIT); /* "Néw" */
    assert_int_equal(grid_cell(grid, 7, 1)->role, ROLE_CURSOR);
    grid_free(grid);
    assert_true(table_back(&table));
    assert_int_equal(table.list.count, ITEMS);
    assert_int_equal(table_at(&table), 1); /* still with Nils */
    assert_false(table_back(&table));
    table_free(&table);
}

static void table__goes_to_the_first_match__unless_the_cursor_was_moved(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    table_key(&table, KEY_LAST_LINE);
    table_do(&table, TABLE_NARROW);
    press(&table, "contoso");
    assert_int_equal(table_at(&table), 0);
    assert_true(table_key(&table, KEY_ARROW_DOWN));
    assert_true(table_key(&table, '.'));
    assert_int_equal(table_at(&table), 1);
    assert_true(table_key(&table, KEY_ESCAPE));
    assert_false(table.narrowing);
    table_free(&table);
}

static void table__keeps_cursor_and_marks_with_their_rows__when_the_rows_change(void **state)
{
    struct item others[] = {items[3], items[2], items[0]}; /* Nils has gone */
    char marks[64];
    struct table table = begin(ITEMS);
    (void)state;
    table_do(&table, TABLE_MARK); /* Olga */
    table_do(&table, TABLE_MARK); /* Nils */
    assert_int_equal(table_at(&table), 2);
    table.owner = others;
    table_changed(&table, 3);
    assert_int_equal(table_at(&table), 1);
    assert_int_equal(table.mark_count, 1);
    assert_true(table_is_marked(&table, 2));
    narrow_to(&table, "mia");
    assert_string_equal(table_marks(&table, marks, sizeof marks), "1 marked, 1 not shown");
    table_do(&table, TABLE_UNMARK);
    assert_string_equal(table_marks(&table, marks, sizeof marks), "");
    table_free(&table);
}

static void table__marks_a_range__from_either_end(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    table_key(&table, KEY_LAST_LINE);
    table_do(&table, TABLE_RANGE);
    table_key(&table, KEY_ARROW_UP);
    table_key(&table, KEY_ARROW_UP);
    table_key(&table, KEY_SPACE);
    assert_int_equal(table.mark_count, 3);
    assert_false(table_is_marked(&table, 0));
    table_do(&table, TABLE_RANGE);
    assert_true(table_back(&table)); /* left again */
    assert_int_equal(table.mark_count, 3);
    table_do(&table, TABLE_MARK_ALL);
    assert_int_equal(table.mark_count, ITEMS);
    table_free(&table);
}

static void table__copies_what_is_meant_to_be(void **state)
{
    struct table_cell text;
    struct table table = begin(ITEMS);
    (void)state;
    assert_string_equal(table_copied(&table, 1, &text), "nils@contoso.example");
    table_free(&table);
}

static void table__shows_where_it_is__by_a_mark_at_the_side(void **state)
{
    struct table table = begin(ITEMS);
    (void)state;
    struct grid *grid = draw(&table, 40, 3);
    assert_string_equal(grid_cell(grid, 39, 1)->text, "▐");
    grid_free(grid);
    table_key(&table, KEY_LAST_LINE);
    grid = draw(&table, 40, 3);
    assert_string_equal(grid_cell(grid, 39, 1)->text, " ");
    assert_string_equal(grid_cell(grid, 39, 2)->text, "▐");
    grid_free(grid);
    table_free(&table);
}

static void table__does_nothing__when_it_is_empty(void **state)
{
    static const enum table_command commands[] = {TABLE_SORT_LEFT, TABLE_SORT_RIGHT, TABLE_SORT_INVERT, TABLE_MARK,
                                                  TABLE_RANGE,     TABLE_MARK_ALL,   TABLE_UNMARK};
    struct table table = begin(0);
    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        assert_true(table_do(&table, commands[i]));
    for (int key = KEY_FIRST; key <= KEY_HALF_DOWN; key++)
        table_key(&table, key);
    assert_int_equal(table_at(&table), TABLE_NO_ROW);
    narrow_to(&table, "nobody");
    grid_free(draw(&table, 40, 5));
    grid_free(draw(&table, 1, 1));
    table_free(&table);
}

/* Before the first answer there is a table without rows, and keys come as ever. */
static void table__takes_every_key__before_there_is_anything(void **state)
{
    struct table table = table_make(&ops, items, shape, COLUMNS);
    (void)state;
    for (enum table_command command = TABLE_SORT_LEFT; command <= TABLE_NARROW; command++)
        table_do(&table, command);
    assert_int_equal(table.mark_count, 0);
    assert_int_equal(table_at(&table), TABLE_NO_ROW);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__takes_every_key__before_there_is_anything),
        cmocka_unit_test(table__draws_header_and_rows__with_the_cursor_over_the_whole_row),
        cmocka_unit_test(table__drops_columns_from_the_end__when_there_is_no_room),
        cmocka_unit_test(table_fit__keeps_what_identifies_readable__at_every_width),
        cmocka_unit_test(table_fit__never_exceeds_the_room__and_keeps_what_is_kept),
        cmocka_unit_test(table__sorts_by_any_column__and_shows_by_which),
        cmocka_unit_test(table__sorts_and_moves__when_it_is_clicked),
        cmocka_unit_test(table__narrows_by_every_word__and_lights_why),
        cmocka_unit_test(table__goes_to_the_first_match__unless_the_cursor_was_moved),
        cmocka_unit_test(table__keeps_cursor_and_marks_with_their_rows__when_the_rows_change),
        cmocka_unit_test(table__marks_a_range__from_either_end),
        cmocka_unit_test(table__copies_what_is_meant_to_be),
        cmocka_unit_test(table__shows_where_it_is__by_a_mark_at_the_side),
        cmocka_unit_test(table__does_nothing__when_it_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
