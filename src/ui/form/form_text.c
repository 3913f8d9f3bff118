/* Text broken at the edge of its field, and the cursor in it. */
#include "ui/form/form_text.h"

#include "base/utf8.h"
#include "ui/screen/keys.h"
#include <string.h>

/* Walks the clusters of a text as they are laid out. */
struct walk {
    const char *text;
    size_t length, at; /* the cluster that comes next */
    size_t bytes;      /* of the one before `at` */
    int x, y, columns; /* where that one lies */
    int next_x, next_y, width;
};

static struct walk walk_make(const struct entry *entry, int width)
{
    return (struct walk){.text = buf_text(&entry->text), .length = entry->text.length, .width = width < 2 ? 2 : width};
}

static bool walk_on(struct walk *walk)
{
    if (walk->at >= walk->length)
        return false;
    walk->columns = 0;
    walk->bytes = 1;
    bool newline = walk->text[walk->at] == '\n';
    if (!newline)
        walk->bytes = utf8_cluster(walk->text + walk->at, walk->length - walk->at, &walk->columns);
    if (walk->next_x + walk->columns > walk->width) {
        walk->next_x = 0;
        walk->next_y++;
    }
    walk->x = walk->next_x;
    walk->y = walk->next_y;
    walk->next_x = newline ? 0 : walk->x + walk->columns;
    walk->next_y += newline;
    walk->at += walk->bytes ? walk->bytes : 1;
    return true;
}

int form_text_lines(const struct entry *entry, int width)
{
    struct walk walk = walk_make(entry, width);
    while (walk_on(&walk))
        ;
    return walk.next_y + 1;
}

static void place_of(const struct entry *entry, int width, int *x, int *y)
{
    struct walk walk = walk_make(entry, width);
    while (walk.at < entry->cursor && walk_on(&walk))
        ;
    *x = walk.next_x;
    *y = walk.next_y;
}

int form_text_line(const struct entry *entry, int width)
{
    int x, y;
    place_of(entry, width, &x, &y);
    return y;
}

/* The place nearest to column `x` of line `y`. */
static size_t find_place(const struct entry *entry, int width, int x, int y)
{
    struct walk walk = walk_make(entry, width);
    size_t last = 0;
    while (walk.next_y < y || (walk.next_y == y && walk.next_x < x)) {
        if (walk.next_y == y)
            last = walk.at;
        if (!walk_on(&walk))
            return walk.at;
        if (walk.next_y > y)
            return last > walk.at - walk.bytes ? last : walk.at - walk.bytes;
    }
    return walk.at;
}

static bool by_line(struct entry *entry, int width, int by)
{
    int x, y;
    place_of(entry, width, &x, &y);
    if (y + by < 0 || y + by >= form_text_lines(entry, width))
        return false;
    entry->cursor = find_place(entry, width, x, y + by);
    return true;
}

bool form_text_key(struct entry *entry, int width, int key)
{
    if (key == KEY_ARROW_UP || key == KEY_ARROW_DOWN)
        return by_line(entry, width, key == KEY_ARROW_UP ? -1 : 1);
    if (key == KEY_RETURN)
        return entry_insert(entry, '\n');
    return entry_key(entry, key);
}

void form_text_draw(const struct entry *entry, struct grid *grid, struct rect rect, bool focus)
{
    struct walk walk = walk_make(entry, rect.width);
    grid_fill(grid, rect, ROLE_INPUT);
    while (walk_on(&walk)) {
        char cluster[CELL_TEXT] = "?";
        if (walk.bytes < sizeof cluster) {
            memcpy(cluster, walk.text + walk.at - walk.bytes, walk.bytes);
            cluster[walk.bytes] = '\0';
        }
        if (cluster[0] != '\n')
            grid_put(grid, rect, walk.x, walk.y, ROLE_INPUT, cluster);
    }
    int x, y;
    place_of(entry, rect.width, &x, &y);
    if (focus && y < rect.height)
        grid_role(grid, (struct rect){rect.x + (x < rect.width ? x : rect.width - 1), rect.y + y, 1, 1}, ROLE_CURSOR);
}
