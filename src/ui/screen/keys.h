/* Keys as numbers: a code point, or one of our own above Unicode. */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdbool.h>

enum key {
    KEY_NOTHING = 0,
    KEY_CTRL_A = 1, /* Ctrl-A … Ctrl-Z are 1 … 26: KEY_CTRL('R') */
    KEY_TABULATOR = 9,
    KEY_RETURN = 13,
    KEY_ESCAPE = 27,
    KEY_SPACE = 32,
    KEY_ERASE = 127, /* Backspace */
    KEY_FIRST = 0x200000,
    KEY_ARROW_UP = KEY_FIRST,
    KEY_ARROW_DOWN,
    KEY_ARROW_LEFT,
    KEY_ARROW_RIGHT,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_FIRST_LINE, /* Home */
    KEY_LAST_LINE,  /* End */
    KEY_REMOVE,     /* Delete */
    KEY_PUT_IN,     /* Insert */
    KEY_BACK_TAB,
    KEY_HALF_UP, /* half a page: no key of a keyboard is this, the key map says which mean it */
    KEY_HALF_DOWN,
    KEY_EDIT,     /* the same: the editor for a long text */
    KEY_FUNCTION, /* F1 is KEY_FUNCTION + 1 */
    KEY_CHANGED_SIZE = KEY_FIRST + 64,
    KEY_CLICK, /* at pointer_x, pointer_y of the app */
    KEY_CLICK_TWICE
};

#define KEY_CTRL(letter) ((letter)&31)

/** "Ctrl-R", "F5", "Esc", "PgUp", "a", "é"; KEY_NOTHING when it is none. */
int key_parse(const char *text);
/** The name key_parse reads; valid until the next call. */
const char *key_name(int key);
/** Whether the key writes a character. */
bool key_is_text(int key);
/** Lines a key moves by in a window of `height` lines, far more than there are for the first and the last; 0: it does not move. */
int key_lines(int key, int height);

#endif
