/* One list as a table: its form, the embedded text, and the lines of the configuration, sorted by key. */
#ifndef RESEARCH_LIST_TABLE_H
#define RESEARCH_LIST_TABLE_H

#include "base/arena.h"
#include "research/lists.h"

struct list_table {
    struct list_row *rows;
    size_t count, added;
    const char *version; /* SHA-256 of the text that was read */
};

/** "agents.csv" */
const char *list_table_file(enum list_name name);
/** The list of a name with or without its ending; -1 when there is none. */
int list_table_named(const char *name);
/** Read one list; of `lines` those that name it. False with `e`. */
bool list_table_read(struct list_table *table, enum list_name name, struct arena *arena, const struct list_line *lines,
                     size_t count, struct err *e) MUST_USE;
/** Append the form that keys have: that of utf8_same_form(), and an en dash is a hyphen, as Microsoft's names have either. */
void list_table_key(struct buf *out, const char *text);

#endif
