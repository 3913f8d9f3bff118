/* ncurses as a reader of keys; characters are put together here, because they may come in two reads. */
#define NCURSES_NOMACROS
#include <ncurses.h>

#include "ui/screen/input.h"

#include "base/clock.h"
#include "base/utf8.h"

enum { PASTE_BEGINS = KEY_MAX + 100, PASTE_ENDS, DOUBLE_CLICK = 400 };

/* What terminals send whatever their description says. */
static const struct {
    const char *bytes;
    int code;
} more[] = {
    {"\033[200~", PASTE_BEGINS}, {"\033[201~", PASTE_ENDS}, {"\033[A", KEY_UP},    {"\033[B", KEY_DOWN},
    {"\033[C", KEY_RIGHT},       {"\033[D", KEY_LEFT},      {"\033OA", KEY_UP},    {"\033OB", KEY_DOWN},
    {"\033OC", KEY_RIGHT},       {"\033OD", KEY_LEFT},      {"\033[H", KEY_HOME},  {"\033[F", KEY_END},
    {"\033OH", KEY_HOME},        {"\033OF", KEY_END},       {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END},
    {"\033[7~", KEY_HOME},       {"\033[8~", KEY_END},      {"\033[2~", KEY_IC},   {"\033[3~", KEY_DC},
    {"\033[5~", KEY_PPAGE},      {"\033[6~", KEY_NPAGE},    {"\033[Z", KEY_BTAB},
};

static const struct {
    int code, key;
} named[] = {
    {KEY_UP, KEY_ARROW_UP},     {KEY_DOWN, KEY_ARROW_DOWN}, {KEY_LEFT, KEY_ARROW_LEFT},  {KEY_RIGHT, KEY_ARROW_RIGHT},
    {KEY_PPAGE, KEY_PAGE_UP},   {KEY_NPAGE, KEY_PAGE_DOWN}, {KEY_HOME, KEY_FIRST_LINE},  {KEY_END, KEY_LAST_LINE},
    {KEY_DC, KEY_REMOVE},       {KEY_IC, KEY_PUT_IN},       {KEY_BTAB, KEY_BACK_TAB},    {KEY_ENTER, KEY_RETURN},
    {KEY_BACKSPACE, KEY_ERASE}, {KEY_FIND, KEY_FIRST_LINE}, {KEY_SELECT, KEY_LAST_LINE},
};

void input_open(struct input *input, bool mouse)
{
    *input = (struct input){.pad = newpad(1, 1)};
    keypad(input->pad, TRUE);
    nodelay(input->pad, TRUE);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        define_key(more[i].bytes, more[i].code);
    if (mouse) {
        mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
        mouseinterval(0);
    }
}

void input_close(struct input *input)
{
    delwin(input->pad);
}

static int mouse_key(struct input *input)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return KEY_NOTHING;
    if (event.bstate & BUTTON4_PRESSED)
        return KEY_ARROW_UP;
    if (event.bstate & BUTTON5_PRESSED)
        return KEY_ARROW_DOWN;
    if (!(event.bstate & BUTTON1_PRESSED))
        return KEY_NOTHING;
    int64_t now = clock_monotonic();
    bool again = event.x == input->x && event.y == input->y && input->clicked && now - input->clicked < DOUBLE_CLICK;
    input->x = event.x;
    input->y = event.y;
    input->clicked = again ? 0 : now;
    return again ? KEY_CLICK_TWICE : KEY_CLICK;
}

static int special_key(struct input *input, int code)
{
    if (code == PASTE_BEGINS || code == PASTE_ENDS) {
        input->pasting = code == PASTE_BEGINS;
        return KEY_NOTHING;
    }
    if (input->pasting)
        return KEY_NOTHING;
    if (code == KEY_MOUSE)
        return mouse_key(input);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].code == code)
            return named[i].key;
    return code > KEY_F0 && code <= KEY_F0 + 12 ? KEY_FUNCTION + code - KEY_F0 : KEY_NOTHING;
}

/* What the terminal answers stands between keys, and may come in pieces: none of its letters is a command. */
static bool is_answer(struct input *input, int byte)
{
    struct ground_answer *answer = &input->answer;
    int64_t now = clock_monotonic();
    if (answer->comes)
        return ground_take(answer, byte, now);
    if (byte != GROUND_BEGINS || !ground_awaited(answer, now) || now - input->escaped > GROUND_GAP)
        return false;
    ground_begin(answer, now);
    return true;
}

/* A sequence nobody knows is dropped whole: its letters are no commands. */
static int escape(struct input *input)
{
    int next = wgetch(input->pad);
    input->escaped = clock_monotonic();
    if (next == ERR)
        return KEY_ESCAPE;
    if (next == GROUND_BEGINS) { /* no key begins so: an answer, though nobody waits for it any more */
        ground_begin(&input->answer, input->escaped);
        return KEY_NOTHING;
    }
    if (next != '[' && next != 'O') {
        ungetch(next);
        return KEY_ESCAPE;
    }
    int last = next == 'O' ? wgetch(input->pad) : ERR;
    while (next == '[' && (last = wgetch(input->pad)) >= 0x20 && last < 0x40)
        ;
    return last == ERR && next == '[' ? KEY_ESCAPE : KEY_NOTHING;
}

/* One byte more of a character; the character once it is whole. */
static int gather(struct input *input, unsigned char byte)
{
    uint32_t point = 0;
    if (byte < 0x80 || byte >= 0xc0)
        input->length = 0; /* what came before it is never made whole now */
    if (byte >= 0x80 && byte < 0xc0 && !input->length)
        return KEY_NOTHING;
    input->bytes[input->length++] = (char)byte;
    unsigned char first = (unsigned char)input->bytes[0];
    size_t whole = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (input->length < whole)
        return KEY_NOTHING;
    input->length = 0;
    bool read = utf8_decode(input->bytes, whole, &point) == whole;
    return read && (point < 0x80 || key_is_text((int)point)) ? (int)point : KEY_NOTHING; /* no key writes a C1 */
}

static int from_byte(struct input *input, int byte)
{
    if (byte == KEY_ESCAPE && !input->pasting)
        return escape(input);
    int key = gather(input, (unsigned char)byte);
    if (key == '\n')
        key = KEY_RETURN;
    if (input->pasting && (key == KEY_RETURN || key == KEY_TABULATOR))
        key = KEY_SPACE; /* a pasted line is no decision */
    if (input->pasting && !key_is_text(key))
        key = KEY_NOTHING;
    return key;
}

int input_key(struct input *input)
{
    int key = KEY_NOTHING, code;
    while (key == KEY_NOTHING && (code = wgetch(input->pad)) != ERR) {
        input->heard = true;
        if (code <= 255 && !input->pasting && is_answer(input, code))
            continue;
        key = code > 255 ? special_key(input, code) : from_byte(input, code);
    }
    return key;
}
