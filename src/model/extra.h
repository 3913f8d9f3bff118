/* Values of columns that have a source of their own (last sign-in, MFA state), by user id: read only when asked for, kept
 * when the table is read again. What is not known is never taken for "never" or "none". */
#ifndef MODEL_EXTRA_H
#define MODEL_EXTRA_H

#include "base/guid.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum extra { EXTRA_NONE, EXTRA_SIGN_IN, EXTRA_MFA, EXTRA_COUNT };

/* A key is what filter and order compare: 32 bits, kept side by side for all users of a page. */
enum {
    EXTRA_UNKNOWN = 0,    /* not read, or the source does not list the user */
    SIGN_IN_NEVER = 1,    /* listed without a sign-in; the service knows them since April 2020 */
    SIGN_IN_EARLIEST = 2, /* from here on: seconds since 1970, the newest of the three times */
    MFA_NONE = 1,         /* no method that can be a second factor is registered */
    MFA_REGISTERED = 2,   /* one is registered, but the tenant's policy does not allow it */
    MFA_CAPABLE = 3       /* one is registered and allowed */
};

enum { LAST_INTERACTIVE, LAST_NON_INTERACTIVE, LAST_SUCCESSFUL }; /* EXTRA_SIGN_IN: places in `at` */
enum { MFA_STATE, MFA_UPDATED, MFA_METHODS };                     /* EXTRA_MFA: the same */

struct extra_value {
    uint32_t
        at[3]; /* times: seconds since 1970, 0: never. MFA_STATE: the key. MFA_METHODS: the store's (extras_text()) */
};

enum extra_state { EXTRA_NOT_ASKED, EXTRA_READING, EXTRA_WHOLE, EXTRA_IN_PART, EXTRA_NOT_READ };

struct extra_status {
    enum extra_state state;
    size_t read;            /* values that came with this reading */
    int64_t as_of;          /* ms: the last reading that was whole; 0: there was none */
    const char *why, *hint; /* in part, not read: why, and what to do about it; else "" */
};

struct extras;

struct extras *extras_new(void);
void extras_free(struct extras *extras); /* NULL is fine */
struct extra_status extras_status(const struct extras *extras, enum extra which);
/** A reading of about `expected` values begins: old values stay until new ones come. */
void extras_begin(struct extras *extras, enum extra which, size_t expected);
/** The reading is over: whole, in part or not read. The texts are copied; NULL is "". */
void extras_end(struct extras *extras, enum extra which, enum extra_state state, int64_t now, const char *why,
                const char *hint);
/** Forget the values that came before this reading; `forgotten` hears of each. */
void extras_forget_old(struct extras *extras, enum extra which, void (*forgotten)(void *context, const struct guid *id),
                       void *context);

/** Keep a value and, of EXTRA_MFA, its methods ("a,b"; NULL: none). */
void extras_put(struct extras *extras, enum extra which, const struct guid *id, const struct extra_value *value,
                const char *methods);
/** False when the user's value is not known. */
bool extras_find(const struct extras *extras, enum extra which, const struct guid *id, struct extra_value *out);
uint32_t extras_key(const struct extras *extras, enum extra which, const struct guid *id);
bool extras_any(const struct extras *extras, enum extra which);
/** The methods of a value; "" for none. */
const char *extras_text(const struct extras *extras, uint32_t number);

uint32_t extra_key(enum extra which, const struct extra_value *value);

#endif
