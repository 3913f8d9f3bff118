/* Names of keys. */
#include "ui/screen/keys.h"

#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    int key;
} names[] = {
    {"Tab", KEY_TABULATOR},       {"Enter", KEY_RETURN},  {"Esc", KEY_ESCAPE},      {"Space", KEY_SPACE},
    {"Backspace", KEY_ERASE},     {"Up", KEY_ARROW_UP},   {"Down", KEY_ARROW_DOWN}, {"Left", KEY_ARROW_LEFT},
    {"Right", KEY_ARROW_RIGHT},   {"PgUp", KEY_PAGE_UP},  {"PgDn", KEY_PAGE_DOWN},  {"Home", KEY_FIRST_LINE},
    {"End", KEY_LAST_LINE},       {"Delete", KEY_REMOVE}, {"Insert", KEY_PUT_IN},   {"Shift-Tab", KEY_BACK_TAB},
    {"Resize", KEY_CHANGED_SIZE},
};

int key_parse(const char *text)
{
    uint32_t point = 0;
    size_t length = strlen(text);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(text, names[i].name) == 0)
            return names[i].key;
    }
    if (strncasecmp(text, "Ctrl-", 5) == 0 && length == 6) {
        int letter = text[5] & ~32;
        return letter >= 'A' && letter <= 'Z' ? KEY_CTRL(letter) : KEY_NOTHING;
    }
    if ((text[0] == 'F' || text[0] == 'f') && length > 1) {
        char *end = NULL;
        long number = strtol(text + 1, &end, 10);
        return *end == '\0' && number >= 1 && number <= 12 ? KEY_FUNCTION + (int)number : KEY_NOTHING;
    }
    if (utf8_decode(text, length, &point) != length || point <= ' ')
        return KEY_NOTHING;
    return (int)point;
}

const char *key_name(int key)
{
    static char text[16];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].key == key)
            return names[i].name;
    }
    if (key > 0 && key < 27)
        snprintf(text, sizeof text, "Ctrl-%c", key + 64);
    else if (key > KEY_FUNCTION && key <= KEY_FUNCTION + 12)
        snprintf(text, sizeof text, "F%d", key - KEY_FUNCTION);
    else if (key_is_text(key))
        text[utf8_encode((uint32_t)key, text)] = '\0';
    else
        text[0] = '\0';
    return text;
}

int key_lines(int key, int height)
{
    int page = height > 1 ? height - 1 : 1, half = height > 1 ? height / 2 : 1, all = 1 << 28;
    const struct {
        int key, lines;
    } rows[] = {{KEY_ARROW_UP, -1},   {KEY_ARROW_DOWN, 1},   {KEY_PAGE_UP, -page},   {KEY_PAGE_DOWN, page},
                {KEY_HALF_UP, -half}, {KEY_HALF_DOWN, half}, {KEY_FIRST_LINE, -all}, {KEY_LAST_LINE, all}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].key == key)
            return rows[i].lines;
    return 0;
}

bool key_is_text(int key)
{
    return key >= KEY_SPACE && key != KEY_ERASE && key < 0x110000 && !(key >= 0x80 && key < 0xa0);
}
