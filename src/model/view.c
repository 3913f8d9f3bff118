/* Filtering by scanning whole pages, narrowing while someone types, sorting few rows at once and many elsewhere. */
#include "model/view.h"

#include "base/alloc.h"
#include "model/scan.h"
#include "model/sort.h"

enum { SORT_HERE = 20000 };

struct user_view {
    const struct users *users;
    const struct sku_names *names;
    struct filter *filter;
    struct row_list rows;
    int column;
    bool descending;
    bool sorted;      /* the rows have that order */
    uint64_t version; /* counts every change of the rows or the order, but not rows that are added at the end */
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
    rows_free(&view->rows);
    xfree(view);
}

/* The rows that match, from row `from` on, in order of arrival. */
static void scan(const struct user_view *view, uint32_t from, struct row_list *rows)
{
    scan_users(view->filter, view->users, from, view->names, rows);
}

static bool in_order_of_arrival(const struct user_view *view)
{
    return view->column < 0 && !view->descending;
}

/* Few rows are looked up one by one; of many, a walk through the pages is faster. */
static bool is_few(const struct user_view *view)
{
    return view->rows.count < users_count(view->users) / 64;
}

/* Keep those that match, in the order they have. */
static void narrow(struct user_view *view)
{
    struct row_list *rows = &view->rows, found = {0};
    bool few = is_few(view);
    size_t kept = 0;

    if (!few)
        scan(view, 0, &found);
    unsigned char *matches = few ? NULL : rows_marks(&found, users_count(view->users));
    for (size_t i = 0; i < rows->count; i++)
        if (few ? filter_match(view->filter, view->users, rows->at[i], view->names) : matches[rows->at[i]])
            rows->at[kept++] = rows->at[i];
    rows->count = kept;
    rows_free(&found);
    xfree(matches);
}

/* --- sorting
 * -----------------------------------------------------------------------------------------------------
 */

struct view_sort_job *view_sort_job_new(const struct user_view *view)
{
    struct view_sort_job *job = sort_new(view->users, view->names, view->column, view->descending, &view->rows);
    job->version = view->version;
    return job;
}

bool view_sort_is_for(const struct user_view *view, const struct view_sort_job *job)
{
    return job->version == view->version;
}

/* Rows that came meanwhile stand at the end, unsorted. */
bool view_sort_apply(struct user_view *view, struct view_sort_job *job)
{
    size_t count = job->rows.count;
    if (!view_sort_is_for(view, job))
        return false;
    view->sorted = count == view->rows.count;
    for (size_t i = count; i < view->rows.count; i++)
        rows_push(&job->rows, view->rows.at[i]);
    rows_free(&view->rows);
    view->rows = job->rows;
    job->rows = (struct row_list){0};
    view->version++;
    return true;
}

static bool sort_here(struct user_view *view)
{
    view->sorted = in_order_of_arrival(view); /* rows are gathered in that order */
    if (!view->sorted && view->rows.count <= SORT_HERE) {
        struct view_sort_job *job = view_sort_job_new(view);
        while (!view_sort_job_copy(job, SORT_HERE))
            ;
        view_sort_job_run(job);
        view_sort_apply(view, job);
        view_sort_job_free(job);
    }
    return view->sorted;
}

/* --- changes
 * -----------------------------------------------------------------------------------------------------
 */

bool view_set_filter(struct user_view *view, const char *base, const char *text, int64_t now, struct err *e)
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
    (void)sort_here(view);
}

void view_rebuild(struct user_view *view)
{
    view->rows.count = 0;
    scan(view, 0, &view->rows);
    view->version++;
    (void)sort_here(view);
}

void view_words(const struct user_view *view, char *out, size_t size)
{
    filter_words(view->filter, out, size);
}

bool view_asks(const struct user_view *view, enum extra which)
{
    return filter_asks(view->filter, which) || (view->column >= 0 && columns[view->column].extra == which);
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
