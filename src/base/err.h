/* What can go wrong, once: code, sentence and process exit code in one list. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* X(code, sentence, exit code of the process when this ends it) */
#define ERR_MAP(X)                                                                                                     \
    X(OK, "no error", 0)                                                                                               \
    X(USAGE, "wrong usage", 2)                                                                                         \
    X(CONFIG, "the configuration cannot be used", 2)                                                                   \
    X(FILE, "a file cannot be read or written", 2)                                                                     \
    X(PARSE, "the text cannot be understood", 1)                                                                       \
    X(TOO_BIG, "a reply is larger than its limit", 1)                                                                  \
    X(NETWORK, "the service could not be reached", 5)                                                                  \
    X(PROXY, "something between here and the service answered in its place", 5)                                        \
    X(TLS, "the service's certificate was refused", 5)                                                                 \
    X(TIMEOUT, "the service did not answer in time", 5)                                                                \
    X(CUT, "the connection broke before the reply was complete", 5)                                                    \
    X(SIGN_IN, "sign-in failed", 3)                                                                                    \
    X(FORBIDDEN, "a permission or role is missing", 1)                                                                 \
    X(NOT_FOUND, "not found", 2)                                                                                       \
    X(AMBIGUOUS, "more than one matches", 2)                                                                           \
    X(THROTTLED, "the service asks to wait", 1)                                                                        \
    X(SERVICE, "the service refused the request", 1)                                                                   \
    X(REFUSED, "refused by a guard", 4)                                                                                \
    X(CANCELLED, "cancelled", 1)                                                                                       \
    X(JOURNAL, "the journal cannot be used", 1)                                                                        \
    X(INTERNAL, "a defect of roster", 1)

enum err_code {
#define X(name, sentence, exit_code) ERR_##name,
    ERR_MAP(X)
#undef X
        ERR_CODES
};

/* Owned by the caller; functions that fail fill it and return false (or NULL). */
struct err {
    enum err_code code;
    char message[480]; /* one line, cleaned, no final full stop needed */
    char hint[320];    /* what to do next; may be empty */
    char request_id[64];
};

#define MUST_USE               __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((__format__(__printf__, at, first)))

/** Fill `e` (may be NULL) with code and formatted message, clearing the hint. Always returns false. */
bool err_set(struct err *e, enum err_code code, const char *text, ...) PRINTF_LIKE(3, 4);

/** Set the hint of `e` (may be NULL). Always returns false, to end a failing function with. */
bool err_hint(struct err *e, const char *text, ...) PRINTF_LIKE(2, 3);

/** Put behind the message where it comes from ("config.yaml:7:5"); `where` may be NULL. Always returns false. */
bool err_at(struct err *e, const char *where);

/** The sentence of a code, e.g. "sign-in failed". */
const char *err_sentence(enum err_code code);

/** The name of a code, e.g. "SIGN_IN". */
const char *err_name(enum err_code code);

/** The process exit code that belongs to a code. */
int err_exit_code(enum err_code code);

#endif
