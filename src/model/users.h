/* All users of the table, in pages, with the marks. The UI thread's alone: no lock. A row is remembered by its id. */
#ifndef MODEL_USERS_H
#define MODEL_USERS_H

#include "model/page.h"

#define NO_ROW UINT32_MAX

struct users;

struct users *users_new(void);
void users_free(struct users *users);
/** Move a page in. Users that are there already (a refresh, or twice in the pages) are replaced in place. */
void users_append(struct users *users, struct user_page *page);
/** So many are to come: room for them is made at once, so that no page has to wait for it later. */
void users_expect(struct users *users, size_t count);
uint32_t users_count(const struct users *users);
const struct user *users_at(const struct users *users, uint32_t row);
/** The folded text of a row: `user->hay_length` bytes. */
const char *users_haystack(const struct users *users, uint32_t row);
uint32_t users_find(const struct users *users, const struct guid *id); /* NO_ROW when unknown */
/** A refresh begins: pages that follow are the new state. When it ends well, users that did not come again are gone and
 *  rows may have moved (look ids up again); when it failed, everything known stays. Marks stay with their ids. */
void users_refresh_begin(struct users *users);
void users_refresh_end(struct users *users, bool complete);
/** A user is gone: rows may have moved. */
void users_remove(struct users *users, const struct guid *id);
/** What an action changed. */
void users_set_enabled(struct users *users, const struct guid *id, bool enabled);

/* Columns with a source of their own (extra.h): values of users that are not in the table wait for them. */
const struct extras *users_extras(const struct users *users);
void users_extra_begin(struct users *users, enum extra which);
/** A value was read; `methods` as in extras_put(). */
void users_extra_put(struct users *users, enum extra which, const struct guid *id, const struct extra_value *value,
                     const char *methods);
/** The reading is over, as in extras_end(). A whole one makes unknown what it did not bring again. */
void users_extra_end(struct users *users, enum extra which, enum extra_state state, int64_t now, const char *why,
                     const char *hint);
/** EXTRA_UNKNOWN when it is not known. */
uint32_t users_key(const struct users *users, enum extra which, uint32_t row);

void users_mark(struct users *users, uint32_t row, bool marked);
bool users_marked(const struct users *users, uint32_t row);
uint32_t users_marked_count(const struct users *users);
void users_unmark_all(struct users *users);

/* The pages, for scanning: the haystack of page `index` and the row its first user has. */
size_t users_page_count(const struct users *users);
const struct user_page *users_page(const struct users *users, size_t index, uint32_t *first_row);
const struct user_page *users_page_of(const struct users *users, uint32_t row);

#endif
