/* A cursor in a list, and its scrolling: the one implementation all lists move by. */
#ifndef UI_LIST_H
#define UI_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    size_t count, cursor, top;
    int height; /* lines it is drawn in; 0: not drawn yet */
};

/** Count and height as they are now; cursor and top are kept within them. */
void list_fit(struct list *list, size_t count, int height);
void list_move_to(struct list *list, size_t cursor);
/** Moves as key_lines says. False when the key is no movement. */
bool list_key(struct list *list, int key);

#endif
