/* Users no list of names would hold. */
#include "tenant/seed/seed_names.h"

#include <stddef.h>

#define LONG_WORD " Extraordinarily-Long"
#define LONG                                                                                                           \
    "Lengthy" LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD

/* In any order; what an attacker or a careless import leaves in a directory. */
const struct seed_special seed_specials[] = {
    {"+1 800 555 0100 Reception", "reception", .what = "what a spreadsheet takes for a formula"},
    {"Adele \x1b[2J\x1b[31mAdmin\x1b[0m", "adele.clear", .what = "ESC [ sequences",
     .job_title = "\x1b]8;;https://evil.example\x1b\\Director\x1b]8;;\x1b\\"},
    {"Bell\x07 and \x08"
     "Back",
     "bell.back", .what = "BEL and backspace"},
    {"Carriage\rReturn", "carriage", .what = "a carriage return that overprints"},
    {"Christine O'Neill", "christine.o'neill", .what = "an apostrophe, in the address too"},
    {"Clip\x1b]52;c;cm0gLXJm\x07 Board", "clip.board", .what = "an OSC 52 sequence that fills the clipboard"},
    {"D\xc3\xb8"
     "gg, \"Quote\" \\ Back",
     "quote.back", .what = "quotes, a comma and a backslash", .synced = true},
    {"Family \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6 Desk",
     "family.desk", .what = "emoji joined into one"},
    {"Invoice\xe2\x80\xae"
     "fdp.exe",
     "rlo.invoice", .what = "a right-to-left override", .department = "Pay\xe2\x80\xaellor"},
    {LONG, "long.name", .what = "a very long name"},
    {"Line\nBreak", "line.break", .what = "a newline"},
    {"Nul\xc2\x85"
     "C1\xc2\x9b"
     "31m",
     "c1.controls", .what = "C1 controls"},
    {"Pay\xe2\x80\x8b"
     "pal\xe2\x80\x8c Su\xc2\xad"
     "pport\xef\xbb\xbf",
     "zero.width", .what = "zero-width characters, a soft hyphen"},
    {"Ros\xc3\xa9 M\xc3\xbc"
     "ller-L\xc3\xbc"
     "denscheidt",
     "rose.mueller", .what = "accents", .synced = true},
    {"Tab\tStop", "tab.stop", .what = "a tab"},
    {"Title\x1b]0;owned\x07 Setter", "title.setter", .what = "an OSC sequence that sets the window's title"},
    {"Zalgo Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a\xcc\x8b\xcc\x8c", "zalgo",
     .what = "a pile of combining marks"},
    {"e\xcc\x81milie de\xcc\x81"
     "compose\xcc\x81"
     "e",
     "emilie", .what = "combining accents"},
    {"\xd0\x90l\xd1\x96"
     "ce Ng",
     "homoglyph", .what = "Cyrillic letters that look Latin"},
    {"\xd7\x93\xd7\x95\xd7\x93 \xd7\x9b\xd7\x94\xd7\x9f", "dawid.kohen", .what = "right-to-left script"},
    {"\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xa7\xd9\x84\xd8\xb4\xd8\xb1\xd9\x8a\xd9\x81", "mohammed", .what = "Arabic"},
    {"\xe0\xa4\xb8\xe0\xa5\x81\xe0\xa4\xa8\xe0\xa5\x80\xe0\xa4\xa4\xe0\xa4\xbe \xe0\xa4\xb6\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xae"
     "\xe0\xa4\xbe",
     "sunita", .what = "Devanagari"},
    {"\xe3\x80\x80", "only.space", .what = "an ideographic space alone", .no_mail = true},
    {"\xe5\xb1\xb1\xe7\x94\xb0\xe5\xa4\xaa\xe9\x83\x8e", "yamada.taro", .what = "wide characters"},
    {"\xed\x99\x8d\xea\xb8\xb8\xeb\x8f\x99", "hong", .what = "Hangul"},
    {"\xf0\x9f\x94\xa5 Incident Room \xf0\x9f\x94\xa5", "incident.room", .what = "emoji"},
};
const int seed_special_count = sizeof seed_specials / sizeof *seed_specials;
