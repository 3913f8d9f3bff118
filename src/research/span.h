/* How many different things happen within a span of time: twenty recipients of one subject in a day, a hundred files in an hour. */
#ifndef RESEARCH_SPAN_H
#define RESEARCH_SPAN_H

#include <stddef.h>
#include <stdint.h>

/* What happened: a recipient, a message, a file; two with the same number are the same. */
struct span_row {
    uint64_t what;
    int64_t time; /* ms */
    size_t at;    /* the caller's own: where it stands */
};

struct span {
    size_t first, last; /* rows of it */
    size_t count;       /* different things; 0: there is none */
};

/** FNV-1a of a text without regard to the case of ASCII letters. */
uint64_t span_hash(const char *text);
/** The first span of `length` ms with at least `least` different things, of rows in the order of time, as far as it goes. */
struct span span_reaching(const struct span_row *rows, size_t count, int64_t length, size_t least);
/** The span with the most. */
struct span span_most(const struct span_row *rows, size_t count, int64_t length);

#endif
