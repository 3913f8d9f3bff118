/* A text that must not be found afterwards: locked in memory, kept out of core files, wiped when freed. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

struct secret;

/** A copy of `length` bytes; the caller wipes its own. Owned by the caller. */
struct secret *secret_new(const char *text, size_t length);
void secret_free(struct secret *secret); /* wipes; NULL is fine */
void secret_cleanup(struct secret **secret);
#define auto_secret __attribute__((cleanup(secret_cleanup)))
/** The text, NUL-terminated; valid until freed. "" for NULL. */
const char *secret_text(const struct secret *secret);
size_t secret_length(const struct secret *secret);
/** Overwrite memory in a way the compiler keeps. */
void secret_wipe(void *memory, size_t length);
/** Switch core files off for this process and mark it undumpable. */
void secret_no_core(void);

#endif
