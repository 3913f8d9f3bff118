/* What the table shows: the rows that match the filter, in the wanted order. Holds row numbers, never pointers. */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/columns.h"
#include "model/filter.h"
#include "model/users.h"

struct user_view;
struct view_sort_job;

struct preset {
    const char *name, *filter;
};
extern const struct preset presets[];
extern const size_t preset_count;

struct user_view *view_new(const struct users *users, const struct sku_names *names);
void view_free(struct user_view *view);
/** Filter by `text` on top of the preset's `base` text; on an error `e` is set and the view stays as it was. */
bool view_set_filter(struct user_view *view, const char *base, const char *text, int64_t now, struct err *e) MUST_USE;
/** Sort by a column (-1: order of arrival). Small tables are sorted here; else false: run view_sort_job_new's job elsewhere. */
bool view_set_sort(struct user_view *view, int column, bool descending);
/** Whether the rows have the order last asked for. Not after a change of more rows than are sorted here: sort again elsewhere. */
bool view_is_sorted(const struct user_view *view);
int view_sort_column(const struct user_view *view, bool *descending);
/** Rows from `first_row` on are new. Older ones that changed are looked at again by view_rebuild only. */
void view_appended(struct user_view *view, uint32_t first_row);
/** Everything may have changed (after a refresh, a change of names). */
void view_rebuild(struct user_view *view);
/** filter_words() of what it shows. */
void view_words(const struct user_view *view, char *out, size_t size);
/** Whether filter or order ask for a column with a source of its own. */
bool view_asks(const struct user_view *view, enum extra which);
size_t view_count(const struct user_view *view);
uint32_t view_row(const struct user_view *view, size_t position);
/** The position of a row, or (size_t)-1. */
size_t view_find(const struct user_view *view, uint32_t row);

/** A sort for another thread: first a copy of every key, made bit by bit. Owned by the caller. */
struct view_sort_job *view_sort_job_new(const struct user_view *view);
/** Copy the keys of `most` more rows; true when all are there. Only while view_sort_is_for says that the view is the same. */
bool view_sort_job_copy(struct view_sort_job *job, size_t most) MUST_USE;
void view_sort_job_run(struct view_sort_job *job); /* any thread; once all is copied */
/** Whether the rows are those the job was made for; rows that were added at the end do not count. */
bool view_sort_is_for(const struct user_view *view, const struct view_sort_job *job);
/** Take the order over; false when the view has changed since (ask again). Rows that were added stand at the end then. */
bool view_sort_apply(struct user_view *view, struct view_sort_job *job);
void view_sort_job_free(struct view_sort_job *job);

#endif
