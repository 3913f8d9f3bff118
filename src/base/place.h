/* Where files of the user's own lie, and whether they are the user's own: what others may write is never read as a setting, and
 * nothing but a regular file is read where a file is meant. */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include "base/arena.h"
#include "base/err.h"
#include <stdio.h>

/** The home directory: $HOME, else that of the system's list of users. NULL with `e` when there is none, or a relative one. */
const char *place_home(struct arena *arena, struct err *e) MUST_USE;
/** $variable/roster, or HOME/otherwise/roster. NULL with `e` when one of them is relative. */
const char *place_xdg(struct arena *arena, const char *variable, const char *otherwise, struct err *e) MUST_USE;
/** `path` as it is meant in the file `beside`: "~/" is the home directory, what is relative begins in that file's folder. NULL with
 *  `e`. */
const char *place_expand(struct arena *arena, const char *path, const char *beside, struct err *e) MUST_USE;
/** Whether what is at `path` belongs to the user (or to root), and neither it nor a folder above it can be written by others; a
 *  folder above may have the sticky bit. `what` names it in an error. */
bool place_is_own(const char *what, const char *path, struct err *e) MUST_USE;
/** Make the folder `path` (0700) with those above it, and see that it is the user's own. */
bool place_make(const char *path, struct err *e) MUST_USE;
/** A regular file for reading: never waits for the other end of a pipe. -1 with `e`; the caller closes it. */
int place_open(const char *what, const char *path, struct err *e) MUST_USE;
/** The same as a stream, without a buffer (`secret`: nothing of it stays on the heap) or with one. */
FILE *place_stream(const char *what, const char *path, bool secret, struct err *e) MUST_USE;

/** Write a new file (0600): it is on the disk whole, or not there; what is there is never replaced. `path` begins in the open folder
 *  `folder` (AT_FDCWD: where the process is). */
bool place_write(int folder, const char *path, const void *bytes, size_t length, struct err *e) MUST_USE;

#endif
