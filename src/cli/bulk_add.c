/* `roster bulk-add FILE`, `roster bulk-invite FILE`: many new users or guests from a CSV file. Everything is checked before anything is
 * sent; who is there already is left alone, so that the same file twice makes nobody twice. */
#include "cli/commands.h"

#include "action/intake.h"
#include "base/place.h"
#include "cli/add.h"
#include "cli/templates.h"
#include "codec/csv.h"
#include "model/users.h"
#include "output/say.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { LARGEST = 256 << 20, TOLD = 50 /* problems, one by one */ };

struct file {
    const struct options *options;
    const char *path;
    struct arena *arena;
    struct intake intake;
    const struct add_found *found;
    size_t problems;
};

static void problem(struct file *file, int line, const char *text)
{
    if (file->problems++ < TOLD)
        say_error("%s:%d: %s\n", file->path, line, text);
}

/* --- what the rows are to each other, and to the tenant --- */

struct unfinished {
    struct file *file;
    struct intake_row **order;
    bool whole; /* the deleted users were read */
};

/* The newest entry of each counts, and it must be of this very account. */
static void take_journal(void *context, struct message *message)
{
    const struct unfinished *all = context;
    for (size_t i = message->kind == FROM_JOURNAL ? message->entry_count : 0; i-- > 0;) { /* the oldest first */
        const struct journal_entry *entry = &message->entries[i];
        if (!strcmp(entry->action, all->file->intake.action->name))
            intake_learn(&all->file->intake, all->order, entry->target_upn, entry->target_id,
                         journal_is_unfinished(entry));
    }
}

/* Whom an earlier run made and could not give everything is not somebody else. */
static bool mark_unfinished(struct engine *engine, struct file *file, struct intake_row **order, struct err *e)
{
    struct unfinished all = {.file = file, .order = order};
    struct message message = {.kind = TO_JOURNAL, .all = true, .arena = arena_new(0)};
    bool ok = engine_run(engine, &message, take_journal, &all, e);
    message_free(&message); /* where it was not posted */
    for (size_t i = 0; i < file->intake.count; i++) {
        struct intake_row *row = &file->intake.rows[i];
        if (!row->ours && !row->there)
            row->target.id[0] = '\0';
    }
    return ok;
}

/* Who is there by the name, or a guest by the address, is left alone. */
static bool mark_those_there(struct engine *engine, struct file *file, struct intake_row **order, struct err *e)
{
    struct people people = people_new();
    bool whole = people_load(engine, &people, "", 0, e);
    for (size_t i = 0; whole && i < users_count(people.users); i++) {
        const struct user *user = users_at(people.users, (uint32_t)i);
        struct intake_row *row = intake_find(&file->intake, order, intake_name_of(&file->intake, user));
        if (!row)
            continue;
        row->there = true;
        guid_format(&user->id, row->target.id);
    }
    people_free(&people);
    return whole && mark_unfinished(engine, file, order, e);
}

/* A name that somebody deleted had is free: it is said, as restoring may be what is meant, and takes another name then (REQUESTS §10.1). */
static void take_deleted(void *context, struct message *message)
{
    struct unfinished *all = context;
    if (!message_is_reading(message, "deleted-users"))
        return;
    message_targets(message);
    all->whole = message->read == READ_WHOLE;
    for (size_t i = 0; i < message->target_count; i++) {
        const struct target *deleted = &message->targets[i];
        const struct intake_row *row = intake_find(&all->file->intake, all->order, deleted->user_principal_name);
        if (row && !row->there)
            say_error("%s:%d: a deleted user, %s, had the name %s: restoring that one may be what is meant\n",
                      all->file->path, row->line, deleted->display_name, deleted->user_principal_name);
    }
}

static void say_deleted(struct engine *engine, struct file *file, struct intake_row **order)
{
    struct unfinished all = {.file = file, .order = order};
    struct message message = message_read("deleted-users", NULL, NULL);
    struct err ignored;
    if (!engine_run(engine, &message, take_deleted, &all, &ignored) || !all.whole)
        say_error("%s: whether somebody deleted had one of the names could not be read\n", file->path);
}

/* Whether there are seats for all of them. */
static void count_seats(struct file *file)
{
    for (size_t s = 0; s < file->found->seat_count; s++) {
        const struct add_seats *seats = &file->found->seats[s];
        long wanted = 0;
        for (size_t i = 0; i < file->intake.count; i++) {
            const struct intake_row *row = &file->intake.rows[i];
            const char *text = row->there ? NULL : param_value_of(row->values, "licences");
            for (size_t length; text && *text; text += length + (text[length] == '\n')) {
                length = strcspn(text, "\n");
                wanted += (strlen(seats->name) == length && !strncasecmp(text, seats->name, length)) ||
                          (strlen(seats->id) == length && !strncasecmp(text, seats->id, length));
            }
        }
        if (wanted > seats->free) {
            file->problems++;
            say_error("%s: %ld of them want %s, and %ld are free\n", file->path, wanted, seats->name, seats->free);
        }
    }
}

static bool check(struct engine *engine, struct file *file, struct buf *text, struct err *e)
{
    struct intake *intake = &file->intake;
    if (!intake_read(intake, file->path, text, e))
        return false;
    struct intake_row **order = intake_by_name(intake, file->arena);
    for (size_t i = 0; i < intake->count; i++)
        if (intake_problem(&intake->rows[i]))
            problem(file, intake->rows[i].line, intake_problem(&intake->rows[i]));
    if (!file->problems && !mark_those_there(engine, file, order, e))
        return false;
    if (!file->problems)
        say_deleted(engine, file, order);
    count_seats(file);
    if (file->problems > TOLD)
        say_error("%s: and %zu more\n", file->path, file->problems - TOLD);
    if (file->problems)
        return err_set(e, ERR_USAGE, "%s has %zu problem%s: nothing was sent", file->path, file->problems,
                       file->problems == 1 ? "" : "s");
    return intake->count || err_set(e, ERR_USAGE, "%s names nobody", file->path);
}

/* --- doing it --- */

/* Those to be made come first, as the run counts them. */
static size_t fill_report(struct file *file, struct outcomes *report, int *lines)
{
    size_t n = 0, wanted;
    const struct intake *intake = &file->intake;
    report->outcomes = arena_alloc(report->arena, (intake->count + 1) * sizeof *report->outcomes);
    for (int there = 0; there < 2; there++) {
        wanted = there ? wanted : 0;
        for (size_t i = 0; i < intake->count; i++) {
            if (intake->rows[i].there != there)
                continue;
            lines[n] = intake->rows[i].line;
            report->outcomes[n++] = (struct outcome){.action = intake->action,
                                                     .state = there ? JOB_ALREADY : JOB_UNSETTLED,
                                                     .message = there ? "Already there: left unchanged." : NULL,
                                                     .target = intake->rows[i].target,
                                                     .values = intake->rows[i].values};
        }
        wanted = there ? wanted : n;
    }
    report->count = n;
    return wanted;
}

static bool run(struct engine *engine, struct file *file, struct outcomes *report, size_t count, struct err *e)
{
    const struct options *options = file->options;
    size_t all = report->count;
    bool typed = options->name != NULL, asked = true;
    report->count = count;
    say_times(report);
    if (!options->dry_run && !options->yes) {
        struct message about = do_message(report, file->intake.action, TO_PREPARE);
        asked = ask_before(engine, report, &about, typed, &typed, e);
    }
    struct err whole = {.code = ERR_OK};
    if (asked) {
        struct message message = do_message(report, file->intake.action, TO_RUN);
        message.plan = options->dry_run;
        message.typed = typed;
        if (!engine_run(engine, &message, report_take, report, &whole) && whole.code != ERR_OK && !report->unwritten)
            say_error("roster: %s\n", whole.message);
    }
    report->count = all;
    return asked;
}

/* Line, name, id, state and message of each, for nobody else's eyes. */
static bool write_result(const struct file *file, const struct outcomes *report, const int *lines, struct err *e)
{
    auto_buf struct buf out = buf_make(LARGEST);
    buf_puts(&out, "line,userPrincipalName,id,state,message\r\n");
    for (size_t i = 0; i < report->count; i++) {
        const struct outcome *one = &report->outcomes[i];
        char number[16];
        snprintf(number, sizeof number, "%d", lines[i]);
        csv_write(&out, number, true, true);
        csv_write(&out, one->target.user_principal_name, false, true);
        csv_write(&out, one->target.id, false, true);
        csv_write(&out, job_state_name(one->state), false, true);
        csv_write(&out, one->error.code != ERR_OK ? one->error.message : one->message ? one->message : "", false, true);
        buf_puts(&out, "\r\n");
    }
    return place_write(AT_FDCWD, file->options->result, buf_text(&out), out.length, e);
}

/* Before anything is sent: afterwards nobody would be told what became of the lines. */
static bool result_fits(const struct options *options, struct err *e)
{
    struct stat about;
    if (!options->result || options->dry_run || lstat(options->result, &about) != 0)
        return true;
    err_set(e, ERR_USAGE, "--result %.200s is there already, and nothing is replaced", options->result);
    return err_hint(e, "name a new file");
}

/* --set gives all of them the same, unless a row says otherwise. */
static bool take_sets(struct file *file, struct err *e)
{
    const struct options *options = file->options;
    struct param_value *items = arena_alloc(file->arena, (options->set_count + 1) * sizeof *items);
    for (size_t i = 0; i < options->set_count; i++) {
        const struct param *param = param_called(file->intake.action->params, options->set[i].name);
        if (!param)
            return err_set(e, ERR_USAGE, "there is no parameter \"%.80s\"", options->set[i].name);
        items[i] = (struct param_value){param->name, options->set[i].value};
        if (action_is_grave(file->intake.action, (struct param_values){&items[i], 1}))
            return err_set(e, ERR_USAGE, "%s is not given to many at once", param->name) ||
                   err_hint(e, "leave it out; afterwards `roster do %s` does it, by name", param->gives);
    }
    file->intake.sets = (struct param_values){items, options->set_count};
    return true;
}

static bool do_it(struct engine *engine, struct file *file, struct buf *text, struct outcomes *report, struct err *e)
{
    struct intake *intake = &file->intake;
    if (!take_sets(file, e) || !result_fits(file->options, e) || !each_file(file->path, text, e))
        return false;
    intake_to_utf8(text);
    if (!engine_open(engine, file->options, e))
        return false;
    struct add_found *found = arena_alloc(file->arena, sizeof *found);
    found->arena = file->arena;
    file->found = found;
    if (!add_ask_tenant(engine, intake->action, found, e))
        return false;
    if (!intake_invites(intake->action) && !templates_choose(file->arena, engine->config, engine->tenant,
                                                             file->options->use_template, &intake->template, e))
        return false;
    if (intake->template)
        say_error("%s: what a line does not say is as the template \"%s\" has it\n", file->path,
                  intake->template->name);
    intake->domain = found->domain;
    intake->domains = found->domains;
    if (!check(engine, file, text, e))
        return false;
    int *lines = arena_alloc(file->arena, (intake->count + 1) * sizeof *lines);
    size_t count = fill_report(file, report, lines), ours = 0;
    for (size_t i = 0; i < intake->count; i++)
        ours += intake->rows[i].ours;
    if (!file->options->dry_run && !say_can(e))
        return false;
    say_error("%s: %zu to be made, %zu there already", file->path, count - ours, report->count - count);
    if (ours)
        say_error(", %zu made before and to be given what was missing", ours);
    say_error("\n");
    return (!count || run(engine, file, report, count, e)) &&
           (!file->options->result || file->options->dry_run || write_result(file, report, lines, e));
}

int command_bulk_add(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf text = buf_make(LARGEST);
    struct outcomes report = {.arena = arena, .output = options->output};
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    bool invites = !strcmp(options->command->name, "bulk-invite");
    struct file file = {.options = options, .arena = arena};
    file.intake = (struct intake){.arena = arena, .action = action_find(invites ? "invite-guest" : "add-user")};
    if (options->blank) {
        say("%s", intake_template(file.intake.action));
        return 0;
    }
    if (!options->word_count) {
        err_set(&e, ERR_USAGE, "usage: roster %s FILE", options->command->name);
        err_hint(&e, "`roster %s --template` prints how it begins", options->command->name);
        return options_fail(&e);
    }
    file.path = options->words[0];
    int code = do_it(&engine, &file, &text, &report, &e) ? report_print(&report) : options_fail(&e);
    engine_close(&engine);
    intake_free(&file.intake);
    return code;
}
