/* The table: pages in order of arrival, an index by id, marks by row that are carried over by id.
 */
#include "model/users.h"

#include "base/alloc.h"
#include <string.h>

enum { MOST_EXPECTED = 20000000 }; /* what a service may say without being asked for memory right away */

struct users {
    struct user_page **pages;
    uint32_t *first_rows;
    size_t page_count, page_capacity, first_capacity;
    uint32_t count;
    struct slot {
        uint32_t row, hash; /* row + 1, 0: free; the hash of its id */
    } * index;              /* open addressing */
    size_t index_size;
    uint8_t *marks;
    size_t mark_capacity;
    uint32_t marked;
    struct extras *extras; /* shared with `coming` */
    struct users *coming;  /* a refresh under way fills this */
};

struct users *users_new(void)
{
    struct users *users = xcalloc(1, sizeof *users);
    users->extras = extras_new();
    return users;
}

static void release(struct users *users)
{
    for (size_t i = 0; i < users->page_count; i++)
        user_page_free(users->pages[i]);
    xfree(users->pages);
    xfree(users->first_rows);
    xfree(users->index);
    xfree(users->marks);
}

static void free_coming(struct users *users)
{
    if (users->coming)
        release(users->coming);
    xfree(users->coming);
    users->coming = NULL;
}

void users_free(struct users *users)
{
    if (!users)
        return;
    free_coming(users);
    release(users);
    extras_free(users->extras);
    xfree(users);
}

uint32_t users_count(const struct users *users)
{
    return users->count;
}

/* Pages have any length; the one that holds a row is found by halving. */
static size_t page_of(const struct users *users, uint32_t row)
{
    size_t low = 0, high = users->page_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (users->first_rows[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const struct user *users_at(const struct users *users, uint32_t row)
{
    size_t page = page_of(users, row);
    return &users->pages[page]->users[row - users->first_rows[page]];
}

const char *users_haystack(const struct users *users, uint32_t row)
{
    size_t page = page_of(users, row);
    return users->pages[page]->haystack + users->pages[page]->users[row - users->first_rows[page]].hay;
}

static size_t slot_of(const struct users *users, const struct guid *id, uint32_t hash)
{
    size_t mask = users->index_size - 1, slot = hash & mask;
    for (; users->index[slot].row; slot = (slot + 1) & mask)
        if (users->index[slot].hash == hash && guid_equal(&users_at(users, users->index[slot].row - 1)->id, id))
            break;
    return slot;
}

/* The hashes are in the old slots: no user is looked at, so that a page that makes a million rows move holds up no frame. */
static void grow_index(struct users *users, size_t count)
{
    size_t size = users->index_size ? users->index_size : 1024;
    while (count * 4 >= size * 3)
        size *= 2;
    if (size == users->index_size)
        return;
    struct slot *index = xcalloc(size, sizeof *index);
    for (size_t i = 0; i < users->index_size; i++) {
        size_t to = users->index[i].hash & (size - 1);
        if (!users->index[i].row)
            continue;
        while (index[to].row)
            to = (to + 1) & (size - 1);
        index[to] = users->index[i];
    }
    xfree(users->index);
    users->index = index;
    users->index_size = size;
}

static void index_rows(struct users *users, uint32_t from)
{
    grow_index(users, users->count);
    for (uint32_t row = from; row < users->count; row++) {
        const struct guid *id = &users_at(users, row)->id;
        uint32_t hash = (uint32_t)guid_hash(id);
        users->index[slot_of(users, id, hash)] = (struct slot){row + 1, hash};
    }
}

void users_expect(struct users *users, size_t count)
{
    if (users->coming)
        users = users->coming;
    if (count < MOST_EXPECTED)
        grow_index(users, count);
}

uint32_t users_find(const struct users *users, const struct guid *id)
{
    if (!users->index_size)
        return NO_ROW;
    uint32_t found = users->index[slot_of(users, id, (uint32_t)guid_hash(id))].row;
    return found ? found - 1 : NO_ROW;
}

/* The last row of each id in a page of its own: users that come again later in it are `gone`. */
static void find_repeated(const struct user_page *page, bool *gone)
{
    size_t size = 16;
    while (size <= page->count * 2)
        size *= 2;
    uint32_t *last = xcalloc(size, sizeof *last); /* row + 1 */
    for (uint32_t i = 0; i < page->count; i++) {
        size_t slot = guid_hash(&page->users[i].id) & (size - 1);
        while (last[slot] && !guid_equal(&page->users[last[slot] - 1].id, &page->users[i].id))
            slot = (slot + 1) & (size - 1);
        if (last[slot])
            gone[last[slot] - 1] = true;
        last[slot] = i + 1;
    }
    xfree(last);
}

/* The service may give an object twice while it pages: the first row stays, the last state wins. */
static void drop_known(struct users *users, struct user_page *page)
{
    bool *gone = xcalloc(page->count, sizeof *gone), some = false;

    find_repeated(page, gone);
    for (size_t i = 0; i < page->count; i++) {
        uint32_t row = gone[i] ? NO_ROW : users_find(users, &page->users[i].id);
        if (row != NO_ROW) {
            size_t old = page_of(users, row);
            user_page_replace(users->pages[old], row - users->first_rows[old], page, i);
            gone[i] = true;
        }
        some |= gone[i];
    }
    if (some)
        user_page_remove(page, gone);
    xfree(gone);
}

static void take_keys(const struct users *users, struct user_page *page)
{
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        for (size_t i = 0; extras_any(users->extras, which) && i < page->count; i++)
            user_page_set_key(page, which, i, extras_key(users->extras, which, &page->users[i].id));
}

void users_append(struct users *users, struct user_page *page)
{
    if (users->coming)
        users = users->coming;
    drop_known(users, page);
    if (!page->count) {
        user_page_free(page);
        return;
    }
    take_keys(users, page);
    users->pages = grow_array(users->pages, &users->page_capacity, users->page_count + 1, sizeof *users->pages);
    users->first_rows = grow_array(users->first_rows, &users->first_capacity, users->page_count + 1,
                                   sizeof *users->first_rows);
    users->pages[users->page_count] = page;
    users->first_rows[users->page_count++] = users->count;
    size_t before = users->mark_capacity;
    users->marks = grow_array(users->marks, &users->mark_capacity, users->count + page->count, 1);
    if (users->mark_capacity > before)
        memset(users->marks + before, 0, users->mark_capacity - before);
    uint32_t from = users->count;
    users->count += (uint32_t)page->count;
    index_rows(users, from);
}

void users_refresh_begin(struct users *users)
{
    free_coming(users);
    users->coming = xcalloc(1, sizeof *users->coming);
    users->coming->extras = users->extras;
}

void users_refresh_end(struct users *users, bool complete)
{
    struct users *coming = users->coming;

    if (!coming || !complete) {
        free_coming(users);
        return;
    }
    users->coming = NULL;
    for (uint32_t row = 0; row < users->count; row++)
        if (users->marks[row]) {
            uint32_t now = users_find(coming, &users_at(users, row)->id);
            if (now != NO_ROW)
                users_mark(coming, now, true);
        }
    release(users);
    *users = *coming;
    xfree(coming);
}

void users_remove(struct users *users, const struct guid *id)
{
    uint32_t row = users_find(users, id);
    if (row == NO_ROW)
        return;
    size_t at = page_of(users, row);
    bool *gone = xcalloc(users->pages[at]->count, sizeof *gone);
    gone[row - users->first_rows[at]] = true;
    user_page_remove(users->pages[at], gone);
    xfree(gone);
    users_mark(users, row, false);
    memmove(users->marks + row, users->marks + row + 1, users->count - row - 1);
    users->marks[--users->count] = 0;
    while (++at < users->page_count)
        users->first_rows[at]--;
    memset(users->index, 0, users->index_size * sizeof *users->index);
    index_rows(users, 0);
}

void users_set_enabled(struct users *users, const struct guid *id, bool enabled)
{
    uint32_t row = users_find(users, id);
    if (row == NO_ROW)
        return;
    size_t page = page_of(users, row);
    uint8_t others = users_at(users, row)->flags & (uint8_t)~USER_ENABLED;
    user_page_set_flags(users->pages[page], row - users->first_rows[page],
                        (uint8_t)(others | USER_ENABLED_KNOWN | (enabled ? USER_ENABLED : 0)));
}

/* --- columns with a source of their own --- */

const struct extras *users_extras(const struct users *users)
{
    return users->extras;
}

static void set_key(struct users *users, enum extra which, const struct guid *id, uint32_t key)
{
    uint32_t row = users ? users_find(users, id) : NO_ROW;
    if (row == NO_ROW)
        return;
    size_t page = page_of(users, row);
    user_page_set_key(users->pages[page], which, row - users->first_rows[page], key);
}

void users_extra_begin(struct users *users, enum extra which)
{
    extras_begin(users->extras, which, users->count);
}

void users_extra_put(struct users *users, enum extra which, const struct guid *id, const struct extra_value *value,
                     const char *methods)
{
    uint32_t key = extra_key(which, value);
    extras_put(users->extras, which, id, value, methods);
    set_key(users, which, id, key);
    set_key(users->coming, which, id, key);
}

struct forgetting {
    struct users *users;
    enum extra which;
};

static void forget_key(void *context, const struct guid *id)
{
    struct forgetting *at = context;
    set_key(at->users, at->which, id, EXTRA_UNKNOWN);
    set_key(at->users->coming, at->which, id, EXTRA_UNKNOWN);
}

void users_extra_end(struct users *users, enum extra which, enum extra_state state, int64_t now, const char *why,
                     const char *hint)
{
    struct forgetting at = {users, which};
    extras_end(users->extras, which, state, now, why, hint);
    if (state == EXTRA_WHOLE)
        extras_forget_old(users->extras, which, forget_key, &at);
}

uint32_t users_key(const struct users *users, enum extra which, uint32_t row)
{
    size_t page = page_of(users, row);
    const uint32_t *keys = users->pages[page]->keys[which];
    return keys ? keys[row - users->first_rows[page]] : EXTRA_UNKNOWN;
}

void users_mark(struct users *users, uint32_t row, bool marked)
{
    if (users->marks[row] == marked)
        return;
    users->marks[row] = marked;
    users->marked += marked ? 1u : -1u;
}

bool users_marked(const struct users *users, uint32_t row)
{
    return users->marks[row];
}

uint32_t users_marked_count(const struct users *users)
{
    return users->marked;
}

void users_unmark_all(struct users *users)
{
    if (users->marks)
        memset(users->marks, 0, users->mark_capacity);
    users->marked = 0;
}

size_t users_page_count(const struct users *users)
{
    return users->page_count;
}

const struct user_page *users_page(const struct users *users, size_t index, uint32_t *first_row)
{
    *first_row = users->first_rows[index];
    return users->pages[index];
}

const struct user_page *users_page_of(const struct users *users, uint32_t row)
{
    return users->pages[page_of(users, row)];
}
