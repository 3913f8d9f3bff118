/* How well a name fits what was typed: for the menu, the palette and the help. */
#ifndef UI_MATCH_H
#define UI_MATCH_H

enum match {
    MATCH_START,   /* the text begins with it */
    MATCH_WORD,    /* a word does */
    MATCH_INSIDE,  /* it stands somewhere in the text */
    MATCH_LETTERS, /* its letters do, in this order */
    MATCH_NONE
};

/** Case and accents do not count. Nothing typed fits everything. */
enum match match_text(const char *text, const char *typed);

#endif
