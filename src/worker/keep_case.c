/* Writing down what is known of a user who was researched: a bundle, a note. It is done in one go, so that what is written is of one
 * moment: nothing of it is read anew. */
#include "action/action.h"
#include "base/clock.h"
#include "base/place.h"
#include "bundle/case.h"
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/research.h"
#include <fcntl.h>
#include <string.h>

enum { NOTE = 64 << 20, ENTRIES = 1000 };

static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

/* What this journal knows of the user in this tenant. */
static void take_actions(struct work *work, struct arena *arena, const char *user_id, struct case_about *about)
{
    struct err e = {.code = ERR_OK};
    size_t count = 0;
    struct journal_entry *entries = journal_list_of(work->journal, arena, user_id, ENTRIES, &count, &e);
    struct case_action *actions = arena_alloc(arena, (count + 1) * sizeof *actions);
    if (!entries)
        about->actions_unread = arena_strdup(arena, e.message);
    for (size_t i = 0; entries && i < count; i++) {
        const struct journal_entry *entry = &entries[i];
        const struct action *action = action_find(entry->action);
        if (strcmp(or_nothing(entry->tenant), about->tenant_id) != 0)
            continue;
        actions[about->action_count++] = (struct case_action){.number = entry->id,
                                                              .begun = entry->begun,
                                                              .ended = entry->ended,
                                                              .label = action ? action->label : entry->action,
                                                              .by = or_nothing(entry->operator_name),
                                                              .state = journal_state_name(entry->state),
                                                              .message = or_nothing(entry->message),
                                                              .request_id = or_nothing(entry->request_id),
                                                              .nothing = entry->state == JOURNAL_ALREADY};
    }
    about->actions = actions;
}

static struct case_about about_of(struct work *work, struct arena *arena, const struct case_file *file)
{
    const struct session_identity *identity = work->session ? session_identity(work->session) : NULL;
    struct case_about about = {.made = clock_now(),
                               .by = or_nothing(identity ? identity->operator_name : work->tenant.operator_name),
                               .tenant = or_nothing(work->tenant.display_name),
                               .tenant_id = or_nothing(file->evidence->of.tenant_id),
                               .lines = work->options->list_lines,
                               .line_count = work->options->list_line_count,
                               .aside = file->aside,
                               .aside_count = file->aside_count};
    take_actions(work, arena, file->id, &about);
    return about;
}

/* What came of it, in `arena`; NULL with `e`. */
static const char *write_bundle(struct arena *arena, const char *folder, const struct case_file *file,
                                const struct report *report, const struct case_about *about, struct err *e)
{
    const char *said = NULL;
    struct bundle *bundle = bundle_begin(folder, e);
    if (bundle && case_write(bundle, file->evidence, report, about, e) && bundle_end(bundle, e))
        said = arena_printf(arena, "%zu files in %s, seal %s", bundle_files(bundle), folder, bundle_seal(bundle));
    bundle_free(bundle);
    return said;
}

static const char *write_note(struct arena *arena, const char *path, const struct report *report,
                              const struct case_about *about, struct err *e)
{
    auto_buf struct buf text = buf_make(NOTE);
    case_note(report, about, &text);
    text.length = text.data ? secret_mask(text.data, text.length) : 0;
    return place_write(AT_FDCWD, path, buf_text(&text), text.length, e) ? arena_printf(arena, "the note is in %s", path)
                                                                        : NULL;
}

static const char *keep(struct work *work, struct arena *arena, const struct message *asked, struct err *e)
{
    struct case_file *file = work->cases;
    while (file && strcmp(file->id, asked->subject) != 0)
        file = file->next;
    if (!file || !file->evidence) {
        err_set(e, ERR_NOT_FOUND, "nothing is known of this user: he was not researched, or so many were since");
        return NULL;
    }
    struct case_about about = about_of(work, arena, file);
    struct report *report = research_judge(file->evidence, case_lists(work), file->aside, file->aside_count);
    const char *said = asked->keep->folder ? write_bundle(arena, asked->keep->folder, file, report, &about, e) : "";
    const char *note = said && asked->keep->note ? write_note(arena, asked->keep->note, report, &about, e) : "";
    report_free(report);
    return !said || !note ? NULL : *said && *note ? arena_printf(arena, "%s; %s", said, note) : *said ? said : note;
}

void keep_case(struct work *work, struct message *asked)
{
    static const struct job_kind kind = {.name = "keep-case", .size = sizeof(struct job)};
    struct job *job = job_begin(work, &kind, asked->job);
    struct message end = {.state = JOB_DONE, .arena = arena_new(0)};
    struct err e = {.code = ERR_OK};
    end.text = keep(work, end.arena, asked, &e);
    if (end.text) {
        job_end(job, &end);
        return;
    }
    message_free(&end);
    job_fail(job, &e);
}
