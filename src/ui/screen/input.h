/* Keys from the terminal, one at a time, as keys.h names them. */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "ui/screen/ground.h"
#include "ui/screen/keys.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    void *pad;     /* ncurses' window to read by: reading must not draw */
    char bytes[4]; /* a character that has not come whole yet */
    size_t length;
    bool pasting;
    bool heard;      /* something came, if only what means nothing; the reader clears it */
    int x, y;        /* of the last click */
    int64_t clicked; /* when */
    int64_t escaped; /* ms, of the last Escape that was nothing else */
    struct ground_answer answer;
};

/** Read keys from the terminal that term_open has taken. */
void input_open(struct input *input, bool mouse);
void input_close(struct input *input);
/** The next key that waits; KEY_NOTHING when there is none. Never waits longer than an escape sequence may take. */
int input_key(struct input *input);

#endif
