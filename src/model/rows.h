/* Numbers of rows, in an order. */
#ifndef MODEL_ROWS_H
#define MODEL_ROWS_H

#include <stddef.h>
#include <stdint.h>

struct row_list {
    uint32_t *at;
    size_t count, capacity;
};

/** Make room for `more` rows, to be written behind the others. */
void rows_room(struct row_list *rows, size_t more);
void rows_push(struct row_list *rows, uint32_t row);
void rows_free(struct row_list *rows);
/** A byte for each of the first `most` rows of the table, 1 for those in the list; owned by the caller. */
unsigned char *rows_marks(const struct row_list *rows, size_t most);

#endif
