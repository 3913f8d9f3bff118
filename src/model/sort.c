/* Keys as numbers where there are numbers, else the folded text with its first bytes beside the row: most comparisons look no further. */
#include "model/sort.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "model/view.h"
#include <stdlib.h>
#include <string.h>

enum {
    PREFIX = 8,
    SETS = 256,
    BLOCK = 1 << 18 /* bytes of text */,
    FEW = 16 /* of so many rows one: they are looked up one by one */
};

struct sort_key {
    uint64_t prefix; /* the first bytes of the text, or the number, in an order that compares as unsigned */
    uint32_t row;
    uint32_t text; /* where the whole folded text is */
};

/* Where the texts of licence sets are: there are few sets, and their names cost the most. */
struct sort_texts {
    bool licences;
    size_t used; /* of the last block */
    struct known_set {
        const struct guid *skus; /* NULL: free */
        size_t count;
        uint32_t text;
    } sets[SETS];
};

static const char *text_at(const struct view_sort_job *job, uint32_t text)
{
    return job->blocks[text / BLOCK] + text % BLOCK;
}

static int compare_keys(const void *left, const void *right, void *context)
{
    const struct view_sort_job *job = context;
    const struct sort_key *a = left, *b = right;
    int order = a->prefix < b->prefix ? -1 : a->prefix > b->prefix;

    if (!order && !job->numbers && a->text != b->text)
        order = strcmp(text_at(job, a->text), text_at(job, b->text));
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

static uint32_t add_text(struct view_sort_job *job, const char *text, size_t length)
{
    struct sort_texts *texts = job->texts;
    if (length >= BLOCK)
        length = BLOCK - 1; /* a key is long enough then */
    if (!job->block_count || texts->used + length + 1 > BLOCK) {
        job->blocks = grow_array(job->blocks, &job->block_capacity, job->block_count + 1, sizeof *job->blocks);
        job->blocks[job->block_count++] = xmalloc(BLOCK);
        texts->used = 0;
    }
    char *to = job->blocks[job->block_count - 1] + texts->used;
    memcpy(to, text, length);
    to[length] = '\0';
    uint32_t at = (uint32_t)((job->block_count - 1) * BLOCK + texts->used);
    texts->used += length + 1;
    return at;
}

static uint32_t add_cell(struct view_sort_job *job, const struct user *user)
{
    char cell[512], folded[1024];
    job->column->cell(user, job->names, cell, sizeof cell);
    size_t need = utf8_fold(cell, strlen(cell), folded, sizeof folded);
    return add_text(job, folded, need < sizeof folded ? need : sizeof folded - 1);
}

static uint32_t licences_text(struct view_sort_job *job, const struct user *user)
{
    uint64_t hash = user->sku_count;
    for (size_t i = 0; i < user->sku_count; i++)
        hash = (hash ^ guid_hash(&user->skus[i])) * 0x9e3779b97f4a7c15u;
    struct known_set *set = &job->texts->sets[hash >> 32 & (SETS - 1)];
    if (!set->skus || set->count != user->sku_count ||
        memcmp(set->skus, user->skus, set->count * sizeof *set->skus) != 0)
        *set = (struct known_set){user->skus, user->sku_count, add_cell(job, user)};
    return set->text;
}

static uint32_t text_of(struct view_sort_job *job, const struct user *user, const char *haystack)
{
    size_t length;
    if (!job->column->text)
        return user->sku_count && job->texts->licences ? licences_text(job, user) : add_cell(job, user);
    const char *text = user_folded(user, haystack, job->column->text, &length);
    return text ? add_text(job, text, length) : add_cell(job, user);
}

/* What is not known comes last in either direction. */
static uint64_t extra_prefix(const struct view_sort_job *job, uint32_t key)
{
    return key == EXTRA_UNKNOWN && !job->descending ? UINT64_MAX : key;
}

static void add_key(struct view_sort_job *job, uint32_t row, const struct user *user, const struct user_page *page)
{
    struct sort_key *key = &job->keys[job->count++];
    *key = (struct sort_key){.row = row};
    if (job->column && job->column->extra) {
        const uint32_t *keys = page->keys[job->column->extra];
        key->prefix = extra_prefix(job, keys ? keys[user - page->users] : EXTRA_UNKNOWN);
    } else if (job->numbers) {
        key->prefix = job->column ? (uint64_t)job->column->key(user) ^ ((uint64_t)1 << 63) : row;
    } else {
        key->text = text_of(job, user, page->haystack + user->hay);
        key->prefix = text_prefix(text_at(job, key->text));
    }
}

/* Many rows are copied in order of arrival, whatever order they have: in that order users lie in memory. */
struct view_sort_job *sort_new(const struct users *users, const struct sku_names *names, int column, bool descending,
                               const struct row_list *rows)
{
    struct view_sort_job *job = xcalloc(1, sizeof *job);
    *job = (struct view_sort_job){.users = users, .names = names, .descending = descending, .end = users_count(users)};
    job->column = column >= 0 ? &columns[column] : NULL;
    job->numbers = !job->column || job->column->key || job->column->extra;
    job->texts = xcalloc(1, sizeof *job->texts);
    job->texts->licences = job->column && !strcmp(job->column->name, "assignedLicenses");
    job->keys = xmalloc((rows->count + 1) * sizeof *job->keys);
    if (rows->count >= job->end / FEW) {
        job->shown = rows->count < job->end ? rows_marks(rows, job->end) : NULL;
        return job;
    }
    rows_room(&job->few, rows->count + 1);
    memcpy(job->few.at, rows->at, rows->count * sizeof *rows->at);
    job->end = (uint32_t)rows->count;
    return job;
}

static void copy_few(struct view_sort_job *job, uint32_t until)
{
    for (; job->next < until; job->next++) {
        uint32_t row = job->few.at[job->next];
        add_key(job, row, users_at(job->users, row), users_page_of(job->users, row));
    }
}

static void copy_shown(struct view_sort_job *job, uint32_t until)
{
    while (job->next < until) {
        uint32_t first;
        const struct user_page *page = users_page(job->users, job->page, &first);
        for (; job->next < until && job->next - first < page->count; job->next++) {
            const struct user *user = &page->users[job->next - first];
            if (!job->shown || job->shown[job->next])
                add_key(job, job->next, user, page);
        }
        if (job->next - first == page->count)
            job->page++;
    }
}

bool view_sort_job_copy(struct view_sort_job *job, size_t most)
{
    uint32_t until = job->end - job->next > most ? job->next + (uint32_t)most : job->end;
    if (job->few.at)
        copy_few(job, until);
    else
        copy_shown(job, until);
    return job->next == job->end;
}

static void free_copies(struct view_sort_job *job)
{
    for (size_t i = 0; i < job->block_count; i++)
        xfree(job->blocks[i]);
    xfree(job->blocks);
    xfree(job->keys);
    job->blocks = NULL;
    job->block_count = 0;
    job->keys = NULL;
}

/* Large memory is given back here too: that takes its time, and here it is not the screen's. */
void view_sort_job_run(struct view_sort_job *job)
{
    qsort_r(job->keys, job->count, sizeof *job->keys, compare_keys, job);
    job->rows.at = grow_array(NULL, &job->rows.capacity, job->count + 1, sizeof *job->rows.at);
    for (size_t i = 0; i < job->count; i++)
        job->rows.at[i] = job->keys[i].row;
    job->rows.count = job->count;
    free_copies(job);
}

void view_sort_job_free(struct view_sort_job *job)
{
    if (!job)
        return;
    rows_free(&job->few);
    rows_free(&job->rows);
    xfree(job->shown);
    xfree(job->texts);
    free_copies(job);
    xfree(job);
}
