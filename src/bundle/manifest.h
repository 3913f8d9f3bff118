/* The lines of a bundle's manifest: writing one, and reading it back by its exact form. */
#ifndef BUNDLE_MANIFEST_H
#define BUNDLE_MANIFEST_H

#include "base/buf.h"
#include "bundle/bundle.h"

#define MANIFEST_FIRST "roster bundle 1\n"
enum { MANIFEST_NAME = 120 /* bytes */, MANIFEST_MOST = 64 << 20 };

struct manifest_line {
    bool end; /* `size` is of all, `count` of files */
    char hash[BUNDLE_HASH + 1];
    uint64_t size, count;
    char name[MANIFEST_NAME + 1];
};

/** The chain before the first line. */
void manifest_begin(char chain[BUNDLE_HASH + 1]);
/** Append the line and go on in the chain. */
void manifest_add(struct buf *out, char chain[BUNDLE_HASH + 1], const struct manifest_line *line);
/** Read `length` bytes without the newline. False: it is none, not in the very form it is written in, or does not follow `chain`, which
 *  becomes what the line says. */
bool manifest_read(const char *text, size_t length, char chain[BUNDLE_HASH + 1], struct manifest_line *out);
/** Whether a file may have this name in a bundle. */
bool manifest_name_is_good(const char *name);
/** Make it one. */
void manifest_name(const char *from, char out[MANIFEST_NAME + 1]);

#endif
