/* The rows of a user's panels that are marked: by what identifies them, so that marks outlive a reading. */
#include "ui/views/user_marks.h"

#include "base/alloc.h"
#include "ui/confirm/confirm_view.h"
#include <string.h>

enum { VALUES = 1u << 16 };

struct user_mark {
    const struct part *part;
    char id[128];
};

static const char *id_of(const struct record *record)
{
    return record_text_at(record, record->kind->id);
}

void user_marks_free(struct user_marks *marks)
{
    xfree(marks->items);
}

void user_marks_clear(struct user_marks *marks)
{
    marks->count = 0;
}

/* An action whose parameter takes several values; NULL: none does. */
static const struct row_action *of_several(const struct part *part)
{
    for (const struct row_action *row = part->actions; row && row->action; row++) {
        const struct param *param = param_called(action_find(row->action)->params, row->param);
        if (param && param->many)
            return row;
    }
    return NULL;
}

bool user_marks_wanted(const struct part *part)
{
    return of_several(part) != NULL;
}

const char *user_marks_label(const struct part *part)
{
    return action_find(of_several(part)->action)->label;
}

static size_t place_of(const struct user_marks *marks, const struct part *part, const char *id)
{
    size_t at = 0;
    while (at < marks->count && (marks->items[at].part != part || strcmp(marks->items[at].id, id) != 0))
        at++;
    return at;
}

bool user_marks_has(const struct user_marks *marks, const struct part *part, const struct record *record)
{
    return place_of(marks, part, id_of(record)) < marks->count;
}

void user_marks_set(struct user_marks *marks, const struct part *part, const struct record *record, bool marked)
{
    const char *id = id_of(record);
    size_t at = place_of(marks, part, id);
    if (marked && !row_action_fits(of_several(part), record)) /* it cannot be done to this one */
        return;
    if (!*id || strlen(id) >= sizeof marks->items->id || marked == (at < marks->count))
        return;
    if (!marked) {
        marks->items[at] = marks->items[--marks->count];
        return;
    }
    marks->items = grow_array(marks->items, &marks->capacity, marks->count + 1, sizeof *marks->items);
    struct user_mark *mark = &marks->items[marks->count++];
    mark->part = part;
    memcpy(mark->id, id, strlen(id) + 1);
}

size_t user_marks_in(const struct user_marks *marks, const struct part *part, const struct part_content *content)
{
    size_t count = 0;
    for (size_t i = 0; marks->count && i < content->count; i++)
        count += user_marks_has(marks, part, &content->records[i]);
    return count;
}

bool user_marks_ask(const struct user_marks *marks, struct app *app, const struct target *target,
                    const struct part *part, const struct part_content *content)
{
    const struct row_action *row = of_several(part);
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf values = buf_make(VALUES);
    const char **names = arena_alloc(arena, (content->count + 1) * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; row && i < content->count; i++) {
        const struct record *record = &content->records[i];
        if (!user_marks_has(marks, part, record))
            continue;
        buf_printf(&values, "%s%s", count ? "\n" : "", record_text(record, row->field));
        names[count++] = record_text_at(record, record->kind->title);
    }
    struct param_value value = {.name = row ? row->param : "", .value = buf_text(&values)};
    if (count)
        confirm_open_named(app, action_find(row->action), target, &value, names);
    return count > 0;
}
