/* Comparing folded texts. */
#include "ui/screen/match.h"

#include "base/utf8.h"
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { TEXT_BYTES = 512 };

static bool has_letters(const char *text, const char *typed)
{
    for (; *typed; typed++) {
        text = strchr(text, *typed);
        if (!text)
            return false;
        text++;
    }
    return true;
}

enum match match_text(const char *text, const char *typed)
{
    char in[TEXT_BYTES], what[TEXT_BYTES];
    utf8_fold(text, strlen(text), in, sizeof in);
    utf8_fold(typed, strlen(typed), what, sizeof what);
    const char *first = strstr(in, what);
    if (first == in)
        return MATCH_START;
    for (const char *at = first; at; at = strstr(at + 1, what))
        if (!isalnum((unsigned char)at[-1]))
            return MATCH_WORD;
    if (first)
        return MATCH_INSIDE;
    return has_letters(in, what) ? MATCH_LETTERS : MATCH_NONE;
}
