/* The kinds of store: how one record is read, written and removed. Nobody outside src/api/login includes this. */
#ifndef API_LOGIN_STORE_KIND_H
#define API_LOGIN_STORE_KIND_H

#include "api/login/store.h"

struct store_kind {
    const char *name;
    /** The record, or NULL (with `e` set: it could not be read). */
    struct secret *(*read)(const struct store *store, const char *key, struct err *e);
    bool (*write)(const struct store *store, const char *key, const struct secret *record, struct err *e);
    /** True also when there was none; `*removed` tells. */
    bool (*remove)(const struct store *store, const char *key, bool *removed, struct err *e);
};

struct store {
    const struct store_kind *kind;
    char *folder;
    long keyring;
    int lock; /* descriptor */
};

extern const struct store_kind store_keyring_kind, store_file_kind, store_none_kind;

/** The keyring can be used. */
bool store_keyring_check(long keyring, struct err *e) MUST_USE;
/** The user's own keyring, which lives as long as the user has processes, and its entries until their time-out. */
long store_keyring_of_user(void);
/** The folder is this user's own and closed to others. */
bool store_file_check(const char *folder, struct err *e) MUST_USE;

#endif
