/* Filtering by scanning whole pages for the rarest word, narrowing while someone types, sorting by
 * cached keys. */
#include "model/view.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "model/find.h"
#include <stdlib.h>
#include <string.h>

enum { SORT_HERE = 20000, PREFIX = 8, SETS = 256 };

struct row_list {
    uint32_t *at;
    size_t count, capacity;
};

struct user_view {
    const struct users *users;
    const struct sku_names *names;
    struct filter *filter;
    struct row_list rows;
    int column;
    bool descending;
    bool sorted;      /* the rows have that order */
    uint64_t version; /* counts every change of the rows or the order */
};

const struct preset presets[] = {
    {"All", ""},
    {"Enabled", "status:enabled"},
    {"Blocked", "status:blocked"},
    {"Guests", "type:guest"},
    {"Unlicensed", "licence:none"},
    {"Synced", "synced:yes"},
};
const size_t preset_count = sizeof presets / sizeof presets[0];

struct user_view *view_new(const struct users *users, const struct sku_names *names)
{
    struct user_view *view = xcalloc(1, sizeof *view);
    struct err e;
    *view = (struct user_view){
        .users = users, .names = names, .column = -1, .sorted = true, .filter = filter_parse("", 0, &e)};
    return view;
}

void view_free(struct user_view *view)
{
    if (!view)
        return;
    filter_free(view->filter);
    xfree(view->rows.at);
    xfree(view);
}

static void push(struct row_list *rows, uint32_t row)
{
    if (rows->count == rows->capacity)
        rows->at = grow_array(rows->at, &rows->capacity, rows->count + 1, sizeof *rows->at);
    rows->at[rows->count++] = row;
}

/* Looks for the needle in the haystack of a whole page and tests the users it is found in. */
static void scan_page(const struct user_view *view, const struct user_page *page, uint32_t first_row, size_t index,
                      struct row_list *rows)
{
    const char *needle = filter_needle(view->filter), *end = page->haystack + page->hay_length;
    bool enough = filter_needle_is_all(view->filter);
    size_t length = strlen(needle);

    while (index < page->count) {
        const char *start = page->haystack + page->users[index].hay;
        const char *found = find_text(start, (size_t)(end - start), needle, length);
        if (!found)
            return;
        size_t offset = (size_t)(found - page->haystack);
        while (page->users[index].hay + page->users[index].hay_length < offset)
            index++;
        const struct user *user = &page->users[index];
        if (enough || filter_match_user(view->filter, user, page->haystack + user->hay, view->names))
            push(rows, first_row + (uint32_t)index);
        index++;
    }
}

/* The same for a word that nobody may have: those between two places where it stands are tested. */
static void scan_page_without(const struct user_view *view, const struct user_page *page, uint32_t first_row, size_t index,
                              struct row_list *rows)
{
    const char *word = filter_unwanted(view->filter), *end = page->haystack + page->hay_length;
    bool enough = filter_unwanted_is_all(view->filter);
    size_t length = strlen(word);

    for (; index < page->count; index++) {
        const char *start = page->haystack + page->users[index].hay;
        const char *found = find_text(start, (size_t)(end - start), word, length);
        size_t offset = found ? (size_t)(found - page->haystack) : SIZE_MAX;
        for (; index < page->count && page->users[index].hay + page->users[index].hay_length < offset; index++) {
            const struct user *user = &page->users[index];
            if (enough || filter_match_user(view->filter, user, page->haystack + user->hay, view->names))
                push(rows, first_row + (uint32_t)index);
        }
    }
}

/* The rows that match, from row `from` on, in order of arrival. */
static void scan(const struct user_view *view, uint32_t from, struct row_list *rows)
{
    bool all = filter_matches_all(view->filter);
    for (size_t i = 0; i < users_page_count(view->users); i++) {
        uint32_t first;
        const struct user_page *page = users_page(view->users, i, &first);
        size_t index = first < from ? from - first : 0;
        if (index < page->count && filter_needle(view->filter)) {
            scan_page(view, page, first, index, rows);
            continue;
        }
        if (index < page->count && filter_unwanted(view->filter)) {
            scan_page_without(view, page, first, index, rows);
            continue;
        }
        for (; index < page->count; index++) {
            const struct user *user = &page->users[index];
            if (all || filter_match_user(view->filter, user, page->haystack + user->hay, view->names))
                push(rows, first + (uint32_t)index);
        }
    }
}

static bool in_order_of_arrival(const struct user_view *view)
{
    return view->column < 0 && !view->descending;
}

/* Few rows are looked up one by one; of many, a walk through the pages is faster. */
static bool is_few(const struct user_view *view)
{
    return view->rows.count < users_count(view->users) / 16;
}

/* A byte for each row of the table, set for those in the list; owned by the caller. */
static unsigned char *mark_rows(const struct user_view *view, const struct row_list *rows)
{
    unsigned char *marks = xcalloc((size_t)users_count(view->users) + 1, 1);
    for (size_t i = 0; i < rows->count; i++)
        marks[rows->at[i]] = 1;
    return marks;
}

/* Keep those that match, in the order they have. */
static void narrow(struct user_view *view)
{
    struct row_list *rows = &view->rows, found = {0};
    bool few = is_few(view);
    size_t kept = 0;

    if (!few)
        scan(view, 0, &found);
    unsigned char *matches = few ? NULL : mark_rows(view, &found);
    for (size_t i = 0; i < rows->count; i++)
        if (few ? filter_match(view->filter, view->users, rows->at[i], view->names) : matches[rows->at[i]])
            rows->at[kept++] = rows->at[i];
    rows->count = kept;
    xfree(found.at);
    xfree(matches);
}

/* --- sorting
 * -----------------------------------------------------------------------------------------------------
 */

struct sort_key {
    uint64_t prefix; /* the first bytes of the text, or the number, in an order that compares as
                        unsigned */
    uint32_t row;
    uint32_t text; /* offset of the whole folded text */
};

struct view_sort_job {
    struct sort_key *keys;
    size_t count;
    char *texts;
    bool numbers, descending;
    uint64_t version;
};

static int compare_keys(const void *left, const void *right, void *context)
{
    const struct view_sort_job *job = context;
    const struct sort_key *a = left, *b = right;
    int order = a->prefix < b->prefix ? -1 : a->prefix > b->prefix;

    if (!order && !job->numbers)
        order = strcmp(job->texts + a->text, job->texts + b->text);
    if (order)
        return job->descending ? -order : order;
    return a->row < b->row ? -1 : a->row > b->row; /* stable: in order of arrival */
}

static uint64_t text_prefix(const char *text)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < PREFIX; i++) {
        prefix = prefix << 8 | (unsigned char)*text;
        text += *text != '\0';
    }
    return prefix;
}

/* The texts of a job under way, and where those of licence sets are: there are few sets, and their names cost the most. */
struct key_texts {
    const struct user_view *view;
    const struct column *column;
    bool licences;
    char *bytes;
    size_t length, capacity;
    struct licence_set {
        const struct guid *skus; /* NULL: free */
        size_t count;
        uint32_t text;
    } sets[SETS];
};

static uint32_t add_text(struct key_texts *texts, const char *text, size_t length)
{
    size_t at = texts->length;
    texts->bytes = grow_array(texts->bytes, &texts->capacity, at + length + 1, 1);
    memcpy(texts->bytes + at, text, length);
    texts->bytes[at + length] = '\0';
    texts->length += length + 1;
    return (uint32_t)at;
}

static uint32_t add_cell(struct key_texts *texts, const struct user *user)
{
    char cell[512], folded[1024];
    texts->column->cell(user, texts->view->names, cell, sizeof cell);
    size_t need = utf8_fold(cell, strlen(cell), folded, sizeof folded);
    return add_text(texts, folded, need < sizeof folded ? need : sizeof folded - 1);
}

static uint32_t licences_text(struct key_texts *texts, const struct user *user)
{
    uint64_t hash = user->sku_count;
    for (size_t i = 0; i < user->sku_count; i++)
        hash = (hash ^ guid_hash(&user->skus[i])) * 0x9e3779b97f4a7c15u;
    struct licence_set *set = &texts->sets[hash >> 32 & (SETS - 1)];
    if (!set->skus || set->count != user->sku_count || memcmp(set->skus, user->skus, set->count * sizeof *set->skus) != 0)
        *set = (struct licence_set){user->skus, user->sku_count, add_cell(texts, user)};
    return set->text;
}

static uint32_t text_of(struct key_texts *texts, const struct user *user, const char *haystack)
{
    size_t length;
    if (!texts->column->text)
        return user->sku_count && texts->licences ? licences_text(texts, user) : add_cell(texts, user);
    const char *text = user_folded(user, haystack, texts->column->text, &length);
    return text ? add_text(texts, text, length) : add_cell(texts, user);
}

static void add_key(struct view_sort_job *job, struct key_texts *texts, uint32_t row, const struct user *user,
                    const char *haystack)
{
    const struct column *column = texts->column;
    struct sort_key *key = &job->keys[job->count++];
    *key = (struct sort_key){.row = row};
    if (job->numbers) {
        key->prefix = column ? (uint64_t)column->key(user) ^ ((uint64_t)1 << 63) : row;
    } else {
        key->text = text_of(texts, user, haystack);
        key->prefix = text_prefix(texts->bytes + key->text);
    }
}

/* The shown rows in order of arrival, whatever order they have: in that order users lie in memory. */
static void add_keys(struct view_sort_job *job, struct key_texts *texts, const struct user_view *view)
{
    unsigned char *shown = mark_rows(view, &view->rows);
    for (size_t i = 0; i < users_page_count(view->users); i++) {
        uint32_t first;
        const struct user_page *page = users_page(view->users, i, &first);
        for (uint32_t index = 0; index < page->count; index++)
            if (shown[first + index])
                add_key(job, texts, first + index, &page->users[index], page->haystack + page->users[index].hay);
    }
    xfree(shown);
}

struct view_sort_job *view_sort_job_new(const struct user_view *view)
{
    struct view_sort_job *job = xcalloc(1, sizeof *job);
    const struct column *column = view->column >= 0 ? &columns[view->column] : NULL;
    struct key_texts texts = {.view = view, .column = column};

    texts.licences = column && !strcmp(column->name, "assignedLicenses");
    *job = (struct view_sort_job){.numbers = !column || column->key,
                                  .descending = view->descending,
                                  .version = view->version};
    job->keys = xmalloc(view->rows.count * sizeof *job->keys);
    if (is_few(view))
        for (size_t i = 0; i < view->rows.count; i++) {
            uint32_t row = view->rows.at[i];
            add_key(job, &texts, row, users_at(view->users, row), users_haystack(view->users, row));
        }
    else
        add_keys(job, &texts, view);
    job->texts = texts.bytes;
    return job;
}

void view_sort_job_run(struct view_sort_job *job)
{
    qsort_r(job->keys, job->count, sizeof *job->keys, compare_keys, job);
}

bool view_sort_apply(struct user_view *view, const struct view_sort_job *job)
{
    if (job->version != view->version)
        return false;
    for (size_t i = 0; i < job->count; i++)
        view->rows.at[i] = job->keys[i].row;
    view->sorted = true;
    view->version++;
    return true;
}

void view_sort_job_free(struct view_sort_job *job)
{
    if (!job)
        return;
    xfree(job->keys);
    xfree(job->texts);
    xfree(job);
}

static bool sort_here(struct user_view *view)
{
    view->sorted = in_order_of_arrival(view); /* rows are gathered in that order */
    if (!view->sorted && view->rows.count <= SORT_HERE) {
        struct view_sort_job *job = view_sort_job_new(view);
        view_sort_job_run(job);
        view_sort_apply(view, job);
        view_sort_job_free(job);
    }
    return view->sorted;
}

/* --- changes
 * -----------------------------------------------------------------------------------------------------
 */

bool view_set_filter(struct user_view *view, const char *base, const char *text, int64_t now,
                     struct err *e)
{
    auto_str char *whole = xasprintf("%s %s", base, text);
    struct err problem;
    struct filter *filter = filter_parse(text, now, e);

    if (!filter)
        return false;
    filter_free(filter);
    filter = filter_parse(whole, now, &problem);
    if (!filter)
        return err_set(e, problem.code, "%s", problem.message);
    bool narrows = filter_narrows(view->filter, filter) &&
                   (!in_order_of_arrival(view) || is_few(view)); /* else a new scan is as good */
    filter_free(view->filter);
    view->filter = filter;
    view->version++;
    if (narrows)
        narrow(view);
    else
        view_rebuild(view);
    return true;
}

bool view_set_sort(struct user_view *view, int column, bool descending)
{
    view->column = column;
    view->descending = descending;
    view->version++;
    if (column < 0 && !descending) {
        view_rebuild(view);
        return true;
    }
    return sort_here(view);
}

bool view_is_sorted(const struct user_view *view)
{
    return view->sorted;
}

int view_sort_column(const struct user_view *view, bool *descending)
{
    *descending = view->descending;
    return view->column;
}

void view_appended(struct user_view *view, uint32_t first_row)
{
    scan(view, first_row, &view->rows);
    view->version++;
    (void)sort_here(view);
}

void view_rebuild(struct user_view *view)
{
    view->rows.count = 0;
    scan(view, 0, &view->rows);
    view->version++;
    (void)sort_here(view);
}

size_t view_count(const struct user_view *view)
{
    return view->rows.count;
}

uint32_t view_row(const struct user_view *view, size_t position)
{
    return view->rows.at[position];
}

size_t view_find(const struct user_view *view, uint32_t row)
{
    for (size_t i = 0; i < view->rows.count; i++)
        if (view->rows.at[i] == row)
            return i;
    return (size_t)-1;
}
