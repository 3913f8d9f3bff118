/* The ground of the terminal, light or dark: what it answers when it is asked (OSC 11). */
#ifndef UI_GROUND_H
#define UI_GROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ground { GROUND_UNKNOWN, GROUND_DARK, GROUND_LIGHT };

enum {
    GROUND_BEGINS = ']', /* the byte behind Escape with which an answer begins */
    GROUND_LONGEST = 64, /* bytes; nothing that is longer is an answer */
    GROUND_LEAVE = 150,  /* ms for which leaving waits for it */
    GROUND_WAIT = 30000, /* ms after which what comes is no answer */
    GROUND_GAP = 500     /* ms between two bytes of one answer */
};

/* An answer that is awaited, or comes. */
struct ground_answer {
    int64_t asked, heard; /* ms; 0: not */
    bool comes, escape;   /* between its first byte and its last; the last was Escape */
    char bytes[GROUND_LONGEST];
    size_t length;
    enum ground ground; /* once it was whole and could be read */
};

/** The question; NULL for a terminal that is known (by TERM) to take it for something else. */
const char *ground_question(const char *term);
/** Whether an answer may still come. */
bool ground_awaited(const struct ground_answer *answer, int64_t now);
/** The answer begins: its first bytes were read. */
void ground_begin(struct ground_answer *answer, int64_t now);
/** A byte of it. False: it is none of it, as it is over or came too late; what came is dropped. */
bool ground_take(struct ground_answer *answer, int byte, int64_t now);
/** "11;rgb:ffff/ffff/ffff" with or without more digits; anything else is not known. */
enum ground ground_read(const char *text);

#endif
