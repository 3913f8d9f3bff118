/* Moving a cursor through a list. */
#include "ui/screen/list.h"

#include "ui/screen/keys.h"

void list_fit(struct list *list, size_t count, int height)
{
    size_t lines = (size_t)height;

    list->count = count;
    list->height = height;
    if (list->cursor >= count)
        list->cursor = count ? count - 1 : 0;
    if (height < 1) /* not drawn yet: nothing to scroll */
        return;
    if (list->top > list->cursor)
        list->top = list->cursor;
    if (list->cursor - list->top >= lines)
        list->top = list->cursor - lines + 1;
    if (list->top + lines > count)
        list->top = count > lines ? count - lines : 0;
}

void list_move_to(struct list *list, size_t cursor)
{
    list->cursor = cursor;
    list_fit(list, list->count, list->height);
}

static void list_move(struct list *list, bool down, size_t by)
{
    if (down)
        list_move_to(list, list->count - list->cursor > by ? list->cursor + by : list->count ? list->count - 1 : 0);
    else
        list_move_to(list, list->cursor > by ? list->cursor - by : 0);
}

bool list_key(struct list *list, int key)
{
    size_t page = list->height > 1 ? (size_t)list->height - 1 : 1;
    size_t half = list->height > 1 ? (size_t)list->height / 2 : 1;

    switch (key) {
    case KEY_ARROW_UP:
    case 'k':
        list_move(list, false, 1);
        return true;
    case KEY_ARROW_DOWN:
    case 'j':
        list_move(list, true, 1);
        return true;
    case KEY_PAGE_UP:
        list_move(list, false, page);
        return true;
    case KEY_PAGE_DOWN:
        list_move(list, true, page);
        return true;
    case KEY_CTRL('U'):
        list_move(list, false, half);
        return true;
    case KEY_CTRL('D'):
        list_move(list, true, half);
        return true;
    case KEY_FIRST_LINE:
    case 'g':
        list_move_to(list, 0);
        return true;
    case KEY_LAST_LINE:
    case 'G':
        list_move_to(list, list->count);
        return true;
    default:
        return false;
    }
}
