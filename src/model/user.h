/* One user as the table knows it. Text is cleaned and lives in its page's arena. */
#ifndef MODEL_USER_H
#define MODEL_USER_H

#include "base/guid.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum user_flag {
    USER_ENABLED = 1 << 0,
    USER_ENABLED_KNOWN = 1 << 1, /* the service said whether it is enabled */
    USER_SYNCED = 1 << 2,        /* onPremisesSyncEnabled is true; null and false are not synced */
    USER_GUEST = 1 << 3,
    USER_SYNC_ENDED = 1 << 4 /* onPremisesSyncEnabled is false: it was synced once; null is neither */
};

struct user {
    struct guid id;
    const char *display_name, *user_principal_name, *mail; /* mail: NULL for none; the same pointer as UPN when equal */
    const char *job_title, *department;                    /* NULL for none */
    const struct guid *skus;                               /* assigned licences */
    int64_t created, last_sync;                            /* ms; 0: unknown or never */
    uint32_t hay, hay_length;                              /* folded text in the page's haystack */
    uint16_t sku_count;
    uint8_t flags;
    char usage_location[3];
};

enum user_text { TEXT_NAME = 1, TEXT_MAIL, TEXT_UPN, TEXT_TITLE, TEXT_DEPARTMENT }; /* in the order of the haystack */

/** A text of the user as it stands folded in its `haystack`; NULL when it has none. */
const char *user_folded(const struct user *user, const char *haystack, enum user_text text, size_t *length);
/** The e-mail address to show: mail, else "". */
const char *user_mail(const struct user *user);

#endif
