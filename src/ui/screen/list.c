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

bool list_key(struct list *list, int key)
{
    int lines = key_lines(key, list->height);
    size_t by = (size_t)(lines < 0 ? -lines : lines), left = list->count - list->cursor;
    if (lines > 0)
        list_move_to(list, left > by ? list->cursor + by : list->count ? list->count - 1 : 0);
    else if (lines)
        list_move_to(list, list->cursor > by ? list->cursor - by : 0);
    return lines != 0;
}
