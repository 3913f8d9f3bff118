/* A text that must not be found afterwards: locked in memory, kept out of core files, wiped when freed. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
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
/** Put "******" in the place of every secret that lives (those of six bytes and more), as it is or escaped for JSON, a URL or XML;
 *  returns the length, which never grows. For every text that leaves: a service may send back what it was sent. */
size_t secret_mask(char *text, size_t length);
/** Overwrite memory in a way the compiler keeps. */
void secret_wipe(void *memory, size_t length);
/** Let OpenSSL, which holds what came over TLS in the clear, wipe what it frees: before anything uses it, else false. */
bool secret_wiped_by_libraries(void);
/** Switch core files off for this process and mark it undumpable. */
void secret_no_core(void);

#endif
