/* What a playbook did, taken back by one question: the last step first, what can be. */
#include "ui/views/journal_view.h"

#include "base/alloc.h"
#include "playbook/playbook.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/remedy_view.h"
#include <stdio.h>
#include <string.h>

enum { LONGEST = 1 << 12 };

struct journal_back { /* as long as the question stands */
    struct arena *arena;
    struct target target;
    struct playbook_tasks tasks;
    int64_t *ids; /* of the tasks */
    const char *title;
};

void journal_back_free(struct journal_view *view)
{
    if (view->back)
        arena_free(view->back->arena);
    xfree(view->back);
    view->back = NULL;
}

/* A step that takes the entry back, by the name of what it takes back. */
static struct playbook_task task_of(struct arena *arena, const struct journal_entry *entry)
{
    struct playbook_step *step = arena_alloc(arena, sizeof *step);
    const struct action *done = action_find(entry->action);
    *step = (struct playbook_step){.name = done->name, .title = arena_printf(arena, "Take back: %s", done->label)};
    return (struct playbook_task){.step = step,
                                  .action = action_find(done->undo),
                                  .thing = arena_strdup(arena, entry->thing ? entry->thing : ""),
                                  .detail = "",
                                  .because = "",
                                  .chosen = true};
}

static void carry_out(struct app *app, void *owner, bool typed)
{
    struct journal_view *view = owner;
    struct journal_back *back = view->back;
    uint64_t job = app_post_take_back(app, back->ids, &back->target, &back->tasks, back->title, typed ? RUN_TYPED : 0);
    if (job)
        confirm_job_open(app, job);
    else
        app_status(app, ROLE_WARNING, "The worker takes no more just now; try again.");
}

/* "End all sessions, Reset password": what stays as it is. */
static void name_left(struct buf *out, const struct journal_entry *entry)
{
    const struct action *action = action_find(entry->action);
    if (entry->state == JOURNAL_DONE && !(action && action->undo) && !strstr(buf_text(out), journal_action(entry)))
        buf_printf(out, "%s%s", out->length ? ", " : "", journal_action(entry));
}

void journal_take_back(struct journal_view *view, struct app *app, const struct journal_row *row)
{
    struct arena *arena = arena_new(0);
    struct journal_back *back = xcalloc(1, sizeof *back);
    auto_buf struct buf left = buf_make(LONGEST);
    struct err why = {.code = ERR_OK};
    const struct journal_entry *first = row->entries[0];
    journal_back_free(view);
    view->back = back;
    *back = (struct journal_back){.arena = arena};
    back->tasks.items = arena_alloc(arena, (row->count + 1) * sizeof *back->tasks.items);
    back->ids = arena_alloc(arena, (row->count + 1) * sizeof *back->ids);
    for (size_t i = 0; i < row->count; i++) { /* the newest come first */
        name_left(&left, row->entries[i]);
        if (!journal_may_undo(app, row->entries[i], &why))
            continue;
        back->ids[back->tasks.count] = row->entries[i]->id;
        back->tasks.items[back->tasks.count++] = task_of(arena, row->entries[i]);
    }
    if (!back->tasks.count) {
        app_status(app, ROLE_WARNING, "%s", why.code != ERR_OK ? why.message : "There is nothing to take back.");
        return;
    }
    snprintf(back->target.id, sizeof back->target.id, "%s", first->target_id);
    back->target.user_principal_name = arena_strdup(arena, first->target_upn ? first->target_upn : "");
    back->target.display_name = arena_strdup(arena, first->target_name ? first->target_name : "");
    back->title = arena_printf(arena, "Take back %s of %s", first->playbook_name, back->target.user_principal_name);
    const char *text = arena_printf(arena, "Take %zu step%s of \"%s\" back, the last first, from %s?%s%s%s",
                                    back->tasks.count, back->tasks.count == 1 ? "" : "s", first->playbook_name,
                                    back->target.user_principal_name, left.length ? " These stay as they are: " : "",
                                    buf_text(&left), left.length ? "." : "");
    remedy_ask_open(app, &(struct remedy_question){.title = "Take back",
                                                   .text = text,
                                                   .targets = &back->target,
                                                   .count = 1,
                                                   .tasks = &back->tasks,
                                                   .then = carry_out,
                                                   .owner = view});
}
