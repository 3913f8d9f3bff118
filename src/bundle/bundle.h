/* A bundle: a folder of files that are evidence, and a manifest by which anybody finds out whether one of them was altered, removed,
 * added or renamed since. The manifest has a line for each file, in the order they were added:
 *
 *     roster bundle 1
 *     CHAIN SHA256 SIZE NAME
 *     CHAIN end COUNT SIZE
 *
 * CHAIN is the SHA-256 of the CHAIN of the line before (of the first line itself where there is none), a newline, and the rest of the
 * line: the last one, the seal, covers all. Who can write the folder can make another bundle, but not one with the same seal. */
#ifndef BUNDLE_BUNDLE_H
#define BUNDLE_BUNDLE_H

#include "base/arena.h"
#include "base/err.h"
#include <stdint.h>

#define BUNDLE_MANIFEST "MANIFEST"
enum { BUNDLE_HASH = 64 /* digits */, BUNDLE_FILE_MOST = 256 << 20 /* bytes */, BUNDLE_FILES_MOST = 100000 };

struct bundle;

/** Make the folder (0700), or take one that is there, empty and the user's own alone to write. NULL with `e`. */
struct bundle *bundle_begin(const char *folder, struct err *e) MUST_USE;
/** Write a file (0600): it is on the disk whole, or not there, without any secret that lives. What a name may not hold becomes "_", and a name that is taken gets a
 *  number: the name it has, owned by the bundle, comes back. NULL with `e`. */
const char *bundle_add(struct bundle *bundle, const char *name, const void *bytes, size_t length,
                       struct err *e) MUST_USE;
/** Write the manifest: only now it is a bundle. Nothing can be added afterwards. */
bool bundle_end(struct bundle *bundle, struct err *e) MUST_USE;
/** The last link of the chain, 64 digits: what has to be written down elsewhere. "" before the end. */
const char *bundle_seal(const struct bundle *bundle);
size_t bundle_files(const struct bundle *bundle);
/** Free it; one that was not ended is removed from the disk. NULL is fine. */
void bundle_free(struct bundle *bundle);

enum bundle_fault_kind { BUNDLE_ALTERED, BUNDLE_MISSING, BUNDLE_EXTRA, BUNDLE_BROKEN /* a line of the manifest */ };

struct bundle_fault {
    enum bundle_fault_kind kind;
    const char *name; /* of the file, cleaned; of BUNDLE_BROKEN the manifest's */
    size_t line;      /* of the manifest, from 1; 0: of BUNDLE_EXTRA */
    const char *text; /* "rules.json is altered: it has 12 bytes and had 13" */
};

struct bundle_check {
    struct arena *arena; /* of the texts; free it */
    size_t files;
    uint64_t bytes;
    char seal[BUNDLE_HASH + 1]; /* as the manifest says it; "" when it has none */
    struct bundle_fault *faults;
    size_t fault_count;
};

/** Compare the folder with its manifest; nothing is written. `take` (may be NULL) gets each file that is as it was, in the order of the
 *  manifest, with the very bytes that were compared and a NUL after them; whoever keeps them (xfree()) sets `*bytes` to NULL. True: it was looked at, and `out` says what is wrong. False with `e`: it is no
 *  folder that can be read. */
bool bundle_check(const char *folder, struct bundle_check *out,
                  void (*take)(void *context, const char *name, char **bytes, size_t length), void *context,
                  struct err *e) MUST_USE;
void bundle_check_free(struct bundle_check *check);

#endif
