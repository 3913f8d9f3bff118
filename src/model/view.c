/* Filtering by scanning whole pages for the rarest word, narrowing while someone types, sorting by
 * cached keys. */
#include "model/view.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

enum { SORT_HERE = 20000, PREFIX = 8 };

struct user_view {
    const struct users *users;
    const struct sku_names *names;
    struct filter *filter;
    uint32_t *rows;
    size_t count, capacity;
    int column;
    bool descending;
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
        .users = users, .names = names, .column = -1, .filter = filter_parse("", 0, &e)};
    return view;
}

void view_free(struct user_view *view)
{
    if (!view)
        return;
    filter_free(view->filter);
    xfree(view->rows);
    xfree(view);
}

static void push(struct user_view *view, uint32_t row)
{
    if (view->count == view->capacity)
        view->rows = grow_array(view->rows, &view->capacity, view->count + 1, sizeof *view->rows);
    view->rows[view->count++] = row;
}

/* Looks for the needle in the haystack of a whole page and tests the rows it is found in. */
static void scan_page(struct user_view *view, const struct user_page *page, uint32_t first_row,
                      uint32_t from)
{
    const char *needle = filter_needle(view->filter), *end = page->haystack + page->hay_length;
    bool enough = filter_needle_is_all(view->filter);
    size_t length = strlen(needle), index = from > first_row ? from - first_row : 0;

    while (index < page->count) {
        const char *start = page->haystack + page->users[index].hay;
        const char *found = memmem(start, (size_t)(end - start), needle, length);
        if (!found)
            return;
        size_t offset = (size_t)(found - page->haystack);
        while (page->users[index].hay + page->users[index].hay_length < offset)
            index++;
        if (enough ||
            filter_match(view->filter, view->users, first_row + (uint32_t)index, view->names))
            push(view, first_row + (uint32_t)index);
        index++;
    }
}

static void scan(struct user_view *view, uint32_t from)
{
    for (size_t i = 0; i < users_page_count(view->users); i++) {
        uint32_t first;
        const struct user_page *page = users_page(view->users, i, &first);
        if (first + page->count <= from)
            continue;
        if (filter_needle(view->filter)) {
            scan_page(view, page, first, from);
            continue;
        }
        bool all = filter_matches_all(view->filter);
        for (uint32_t row = first < from ? from : first; row < first + page->count; row++)
            if (all || filter_match(view->filter, view->users, row, view->names))
                push(view, row);
    }
}

static void narrow(struct user_view *view)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->count; i++)
        if (filter_match(view->filter, view->users, view->rows[i], view->names))
            view->rows[kept++] = view->rows[i];
    view->count = kept;
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

struct view_sort_job *view_sort_job_new(const struct user_view *view)
{
    struct view_sort_job *job = xcalloc(1, sizeof *job);
    const struct column *column = view->column >= 0 ? &columns[view->column] : NULL;
    size_t length = 0, capacity = 0;

    *job = (struct view_sort_job){.count = view->count,
                                  .numbers = !column || column->key,
                                  .descending = view->descending,
                                  .version = view->version};
    job->keys = xmalloc(view->count * sizeof *job->keys);
    for (size_t i = 0; i < view->count; i++) {
        const struct user *user = users_at(view->users, view->rows[i]);
        struct sort_key *key = &job->keys[i];
        *key = (struct sort_key){.row = view->rows[i]};
        if (job->numbers) {
            key->prefix =
                column ? (uint64_t)column->key(user) ^ ((uint64_t)1 << 63) : view->rows[i];
            continue;
        }
        char cell[512], folded[1024];
        column->cell(user, view->names, cell, sizeof cell);
        size_t need = utf8_fold(cell, strlen(cell), folded, sizeof folded);
        need = need < sizeof folded ? need : sizeof folded - 1;
        job->texts = grow_array(job->texts, &capacity, length + need + 1, 1);
        memcpy(job->texts + length, folded, need + 1);
        key->text = (uint32_t)length;
        key->prefix = text_prefix(job->texts + length);
        length += need + 1;
    }
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
        view->rows[i] = job->keys[i].row;
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
    if (view->column < 0 && !view->descending)
        return true; /* rows are gathered in that order */
    if (view->count > SORT_HERE)
        return false;
    struct view_sort_job *job = view_sort_job_new(view);
    view_sort_job_run(job);
    bool applied = view_sort_apply(view, job);
    view_sort_job_free(job);
    return applied;
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
    bool narrows = filter_narrows(view->filter, filter);
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

int view_sort_column(const struct user_view *view, bool *descending)
{
    *descending = view->descending;
    return view->column;
}

void view_appended(struct user_view *view, uint32_t first_row)
{
    scan(view, first_row);
    view->version++;
    (void)sort_here(view);
}

void view_rebuild(struct user_view *view)
{
    view->count = 0;
    scan(view, 0);
    view->version++;
    (void)sort_here(view);
}

size_t view_count(const struct user_view *view)
{
    return view->count;
}

uint32_t view_row(const struct user_view *view, size_t position)
{
    return view->rows[position];
}

size_t view_find(const struct user_view *view, uint32_t row)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->rows[i] == row)
            return i;
    return (size_t)-1;
}
