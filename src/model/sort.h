/* Sorting apart from the table: the keys are copied bit by bit where the table is, sorted anywhere, and the order taken over. */
#ifndef MODEL_SORT_H
#define MODEL_SORT_H

#include "model/columns.h"
#include "model/rows.h"
#include "model/users.h"

struct view_sort_job {
    /* where the copy stands: the thread of the table alone */
    const struct users *users;
    const struct sku_names *names;
    const struct column *column; /* NULL: order of arrival */
    struct row_list few;         /* the rows, when they are few */
    unsigned char *shown;        /* else a mark for each row of the table; NULL: all are shown */
    uint32_t end, next;          /* rows, or places in `few` */
    size_t page;                 /* the one that holds row `next` */
    struct sort_texts *texts;
    uint64_t version; /* of the view it is for */
    /* what was copied, for the thread that sorts */
    struct sort_key *keys;
    size_t count;
    char **blocks; /* the texts, in blocks: one that grew would be moved in the middle of a slice */
    size_t block_count, block_capacity;
    bool numbers, descending;
    /* what comes out */
    struct row_list rows;
};

/** Begin; `users`, `names` and the rows must not change otherwise than by rows added at the end until all is copied. */
struct view_sort_job *sort_new(const struct users *users, const struct sku_names *names, int column, bool descending,
                               const struct row_list *rows);

#endif
