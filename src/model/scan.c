/* Term by term: each asks the whole page, in memory that lies side by side, and drops the users it does not hold for. The cheap terms
 * come first; when they leave few users, the others ask those one by one. */
#include "model/scan.h"

#include "base/alloc.h"
#include "model/find.h"
#include <string.h>

enum { LONG_WORD = 3 };

struct scan {
    const struct filter *filter;
    const struct sku_names *names;
    const struct user_page *page;
    size_t from;         /* the first user of the page that is looked at */
    unsigned char *keep; /* one byte a user: 1 while every term so far holds for it */
    unsigned char *hits; /* the same of one term */
    size_t left;         /* users kept */
};

static void drop(struct scan *scan, bool negated)
{
    const unsigned char turn = negated;
    size_t left = 0;
    for (size_t i = scan->from; i < scan->page->count; i++) {
        scan->keep[i] &= scan->hits[i] ^ turn;
        left += scan->keep[i];
    }
    scan->left = left;
}

/* The user whose text holds the byte at `offset`; it is `index` or one after it. */
static size_t user_at(const struct user_page *page, size_t index, size_t offset)
{
    while (index + 1 < page->count && page->facts[index + 1].hay <= offset)
        index++;
    return index;
}

/* Finds the next user from `index` on whose text holds the word; page->count when there is none. */
static size_t next_with(const struct user_page *page, size_t index, const char *word, size_t length)
{
    if (index >= page->count)
        return page->count;
    const char *start = page->haystack + page->facts[index].hay;
    const char *found = find_text(start, page->hay_length - page->facts[index].hay, word, length);
    return found ? user_at(page, index, (size_t)(found - page->haystack)) : page->count;
}

/* The end of a user's text, where its \0 stands. */
static size_t end_of(const struct user_page *page, size_t i)
{
    return (i + 1 < page->count ? page->facts[i + 1].hay : page->hay_length) - 1;
}

/* Of those that are kept, each on its own: it is better when many have been dropped. */
static void ask_kept(struct scan *scan, const struct filter_term *term)
{
    const struct user_page *page = scan->page;
    for (size_t i = scan->from; i < page->count; i++) {
        size_t at = page->facts[i].hay;
        scan->hits[i] = scan->keep[i] && find_text(page->haystack + at, end_of(page, i) - at, term->word, term->length);
    }
    drop(scan, term->negated);
}

static void find_words(struct scan *scan, const struct filter_term *term)
{
    size_t i = scan->from;
    memset(scan->hits, 0, scan->page->count);
    while ((i = next_with(scan->page, i, term->word, term->length)) < scan->page->count)
        scan->hits[i++] = 1;
}

static void ask_words(struct scan *scan, const struct filter_term *term)
{
    find_words(scan, term);
    drop(scan, term->negated);
}

/* One text of a user, found without a look at the user itself unless the e-mail address is elsewhere. */
static const char *part_of(const struct user_page *page, size_t i, enum user_text text, size_t *length)
{
    const char *at = page->haystack + page->facts[i].hay;
    const char *end = page->haystack + end_of(page, i);
    if (text == TEXT_MAIL)
        return user_folded(&page->users[i], at, text, length);
    if (text == TEXT_NAME) {
        *length = (size_t)((const char *)memchr(at, '\n', (size_t)(end - at)) - at);
        return at;
    }
    for (int before = TEXT_DEPARTMENT; before > (int)text; before--)
        end = memrchr(at, '\n', (size_t)(end - at));
    at = (const char *)memrchr(at, '\n', (size_t)(end - at)) + 1;
    *length = (size_t)(end - at);
    return at;
}

/* A long word stands in few users: first it is looked for everywhere. */
static void ask_texts(struct scan *scan, const struct filter_term *term)
{
    if (term->length >= LONG_WORD)
        find_words(scan, term);
    else
        memcpy(scan->hits, scan->keep, scan->page->count);
    for (size_t i = scan->from; i < scan->page->count; i++) {
        size_t length;
        const char *text = scan->hits[i] & scan->keep[i] ? part_of(scan->page, i, term->text, &length) : NULL;
        scan->hits[i] = text && find_text(text, length, term->word, term->length);
    }
    drop(scan, term->negated);
}

static void ask_flags(struct scan *scan, const struct filter_term *term)
{
    const struct user_facts *facts = scan->page->facts;
    for (size_t i = scan->from; i < scan->page->count; i++)
        scan->hits[i] = (facts[i].flags & term->flags) == term->wanted;
    drop(scan, term->negated);
}

static void ask_keys(struct scan *scan, const struct filter_term *term)
{
    const uint32_t *keys = scan->page->keys[term->extra];
    for (size_t i = scan->from; i < scan->page->count; i++)
        scan->hits[i] = filter_key_matches(term->low, term->high, term->negated, keys ? keys[i] : EXTRA_UNKNOWN);
    drop(scan, false);
}

/* Each set of the page is asked once. */
static void ask_licences(struct scan *scan, const struct filter_term *term, size_t index)
{
    const struct user_page *page = scan->page;
    unsigned char *sets = xmalloc(page->set_count);
    for (size_t i = 0; i < page->set_count; i++)
        sets[i] = filter_term_licences(scan->filter, index, page->sets[i].skus, page->sets[i].count, scan->names);
    for (size_t i = scan->from; i < page->count; i++)
        scan->hits[i] = sets[page->facts[i].licences];
    drop(scan, term->negated);
    xfree(sets);
}

static void ask_each(struct scan *scan, const struct filter_term *term, size_t index)
{
    for (size_t i = scan->from; i < scan->page->count; i++)
        scan->hits[i] = scan->keep[i] && filter_term_holds(scan->filter, index, scan->page, i, scan->names);
    drop(scan, term->negated);
}

static void ask(struct scan *scan, const struct filter_term *term, size_t index)
{
    if (term->kind == FILTER_FLAGS)
        ask_flags(scan, term);
    else if (term->kind == FILTER_KEYS)
        ask_keys(scan, term);
    else if (term->kind == FILTER_LICENCES)
        ask_licences(scan, term, index);
    else if (term->kind == FILTER_WORD && scan->left > scan->page->count / 4)
        ask_words(scan, term);
    else if (term->kind == FILTER_WORD)
        ask_kept(scan, term);
    else if (term->kind == FILTER_TEXT)
        ask_texts(scan, term);
    else
        ask_each(scan, term, index);
}

/* The whole filter is one word, or nothing: most keystrokes. */
static void scan_word(const struct scan *scan, const char *word, size_t length, uint32_t first, struct row_list *rows)
{
    size_t i = scan->from;
    rows_room(rows, scan->page->count);
    while ((i = next_with(scan->page, i, word, length)) < scan->page->count)
        rows->at[rows->count++] = first + (uint32_t)i++;
}

static void scan_page(struct scan *scan, const size_t *order, uint32_t first, struct row_list *rows)
{
    const struct user_page *page = scan->page;
    size_t count = filter_count(scan->filter);
    scan->left = page->count - scan->from;
    memset(scan->keep, 1, page->count);
    for (size_t i = 0; i < count && scan->left; i++) {
        const struct filter_term term = filter_term(scan->filter, order[i]);
        ask(scan, &term, order[i]);
    }
    rows_room(rows, page->count);
    for (size_t i = scan->from; scan->left && i < page->count; i++) {
        rows->at[rows->count] = first + (uint32_t)i;
        rows->count += scan->keep[i];
    }
}

/* Flags and licences before words, long words before short ones (they are rarer), the rest last. */
static bool is_before(const struct filter_term *a, const struct filter_term *b)
{
    static const int ranks[] = {[FILTER_FLAGS] = 0, [FILTER_KEYS] = 0, [FILTER_LICENCES] = 0,
                                [FILTER_WORD] = 1,  [FILTER_TEXT] = 2, [FILTER_USER] = 3};
    return ranks[a->kind] != ranks[b->kind] ? ranks[a->kind] < ranks[b->kind] : a->length > b->length;
}

static size_t *put_in_order(const struct filter *filter)
{
    size_t count = filter_count(filter), *order = xcalloc(count + 1, sizeof *order);
    for (size_t i = 0; i < count; i++) {
        const struct filter_term term = filter_term(filter, i);
        size_t at = i;
        for (; at; at--) {
            const struct filter_term other = filter_term(filter, order[at - 1]);
            if (!is_before(&term, &other))
                break;
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    return order;
}

static size_t longest_page(const struct users *users)
{
    size_t longest = 0;
    uint32_t first;
    for (size_t i = 0; i < users_page_count(users); i++) {
        size_t count = users_page(users, i, &first)->count;
        longest = count > longest ? count : longest;
    }
    return longest;
}

void scan_users(const struct filter *filter, const struct users *users, uint32_t from, const struct sku_names *names,
                struct row_list *rows)
{
    size_t room = longest_page(users) + 1;
    struct scan scan = {.filter = filter, .names = names, .keep = xmalloc(room), .hits = xmalloc(room)};
    size_t *order = put_in_order(filter);
    const struct filter_term only = filter_count(filter) == 1 ? filter_term(filter, 0)
                                                              : (struct filter_term){.negated = true};
    for (size_t i = 0; i < users_page_count(users); i++) {
        uint32_t first;
        scan.page = users_page(users, i, &first);
        if (first + scan.page->count <= from)
            continue;
        scan.from = first < from ? from - first : 0;
        if (only.kind == FILTER_WORD && !only.negated)
            scan_word(&scan, only.word, only.length, first, rows);
        else
            scan_page(&scan, order, first, rows);
    }
    xfree(order);
    xfree(scan.keep);
    xfree(scan.hits);
}
