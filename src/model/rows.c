/* Growing, and turning a list into marks. */
#include "model/rows.h"

#include "base/alloc.h"

void rows_room(struct row_list *rows, size_t more)
{
    if (rows->capacity - rows->count < more)
        rows->at = grow_array(rows->at, &rows->capacity, rows->count + more, sizeof *rows->at);
}

void rows_push(struct row_list *rows, uint32_t row)
{
    rows_room(rows, 1);
    rows->at[rows->count++] = row;
}

void rows_free(struct row_list *rows)
{
    xfree(rows->at);
    *rows = (struct row_list){0};
}

unsigned char *rows_marks(const struct row_list *rows, size_t most)
{
    unsigned char *marks = xcalloc(most + 1, 1);
    for (size_t i = 0; i < rows->count; i++)
        marks[rows->at[i]] = 1;
    return marks;
}
