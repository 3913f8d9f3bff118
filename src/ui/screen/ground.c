/* OSC 11: the question, the bytes of the answer as they come, and what they say. */
#include "ui/screen/ground.h"

#include <stdlib.h>
#include <string.h>

const char *ground_question(const char *term)
{
    static const char *const deaf[] = {"linux", "vt", "ansi", "cons", "sun", "dumb", "screen"}; /* how TERM begins */
    for (size_t i = 0; i < sizeof deaf / sizeof deaf[0]; i++)
        if (!term || !strncmp(term, deaf[i], strlen(deaf[i])))
            return NULL;
    return "\033]11;?\033\\";
}

bool ground_awaited(const struct ground_answer *answer, int64_t now)
{
    return answer->asked && answer->ground == GROUND_UNKNOWN && now - answer->asked < GROUND_WAIT;
}

void ground_begin(struct ground_answer *answer, int64_t now)
{
    answer->comes = true;
    answer->escape = false;
    answer->length = 0;
    answer->heard = now;
}

static void end(struct ground_answer *answer, bool whole)
{
    answer->bytes[answer->length] = '\0';
    answer->comes = false;
    if (whole && answer->asked) /* else it answers nothing that was asked */
        answer->ground = ground_read(answer->bytes);
    if (answer->ground != GROUND_UNKNOWN || whole)
        answer->asked = 0; /* there is one answer, and this was it */
}

bool ground_take(struct ground_answer *answer, int byte, int64_t now)
{
    if (now - answer->heard > GROUND_GAP) {
        end(answer, false);
        return false;
    }
    answer->heard = now;
    if (byte == '\a' || answer->escape) {
        end(answer, true);
        return byte == '\a' || byte == '\\';
    }
    answer->escape = byte == '\033';
    if (answer->escape)
        return true;
    if (answer->length + 1 == sizeof answer->bytes || byte < ' ' || byte > '~') {
        end(answer, false);
        return false;
    }
    answer->bytes[answer->length++] = (char)byte;
    return true;
}

/* One to four hexadecimal digits as a share of the most they can be, in thousandths; -1: none. */
static long share(const char **text)
{
    size_t digits = strspn(*text, "0123456789abcdefABCDEF");
    char number[5] = "";
    if (digits < 1 || digits > 4)
        return -1;
    memcpy(number, *text, digits);
    *text += digits;
    return strtol(number, NULL, 16) * 1000 / ((1L << (4 * digits)) - 1);
}

enum ground ground_read(const char *text)
{
    static const long weight[] = {299, 587, 114}; /* of red, green and blue in how bright it looks */
    long bright = 0;
    if (strncmp(text, "11;rgb", 6) != 0)
        return GROUND_UNKNOWN;
    text += 6;
    text += *text == 'a';
    if (*text++ != ':')
        return GROUND_UNKNOWN;
    for (int i = 0; i < 3; i++) {
        long part = share(&text);
        if (part < 0 || (i < 2 && *text++ != '/'))
            return GROUND_UNKNOWN;
        bright += part * weight[i];
    }
    if (*text && *text != '/')
        return GROUND_UNKNOWN;
    return bright > 500000 ? GROUND_LIGHT : GROUND_DARK;
}
