/* `roster bulk-add FILE`: many new users from a CSV file. Everything is checked before anything is sent; who is there already is left as
 * he is, so that the same file twice makes nobody twice. */
#include "cli/commands.h"

#include "base/alloc.h"
#include "base/place.h"
#include "base/utf8.h"
#include "cli/add.h"
#include "codec/csv.h"
#include "model/users.h"
#include "model/view.h"
#include "output/say.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { LARGEST = 256 << 20, TOLD = 50 /* problems, one by one */ };

struct row {
    int line;
    struct param_values values;
    struct target target;
    bool there; /* in the tenant, by the name: left as he is */
    bool ours;  /* there, made by an earlier run that could not give all of it: that is gone on with */
};

struct file {
    const struct options *options;
    const char *path;
    struct arena *arena;
    const struct action *action;
    const struct add_found *found;
    const struct param **columns;
    size_t column_count;
    struct row *rows;
    size_t count, capacity, problems;
};

static void problem(struct file *file, int line, const char *text)
{
    if (file->problems++ < TOLD)
        say_error("%s:%d: %s\n", file->path, line, text);
}

/* --- reading --- */

/* What is no UTF-8 is taken for Latin-1, as older programs write it. */
static void to_utf8(struct buf *text)
{
    const unsigned char *from = (const unsigned char *)buf_text(text);
    if (utf8_valid(buf_text(text), text->length))
        return;
    struct buf out = buf_make(LARGEST);
    for (size_t i = 0; i < text->length; i++)
        if (from[i] < 0x80) {
            buf_putc(&out, (char)from[i]);
        } else {
            buf_putc(&out, (char)(0xc0 | from[i] >> 6));
            buf_putc(&out, (char)(0x80 | (from[i] & 0x3f)));
        }
    buf_free(text);
    *text = out;
}

static char separator_of(const char *text)
{
    size_t line = strcspn(text, "\r\n"), commas = 0, others = 0;
    for (size_t i = 0; i < line; i++) {
        commas += text[i] == ',';
        others += text[i] == ';';
    }
    return others > commas ? ';' : ',';
}

static bool read_header(struct file *file, struct csv_reader *reader, struct err *e)
{
    if (!csv_next(reader, e))
        return e->code != ERR_OK || err_set(e, ERR_USAGE, "%s is empty", file->path);
    file->columns = arena_alloc(file->arena, (reader->count + 1) * sizeof *file->columns);
    file->column_count = reader->count;
    for (size_t i = 0; i < reader->count; i++) {
        const char *name = csv_field(reader, i);
        file->columns[i] = param_called(file->action->params, name);
        if (!file->columns[i]) {
            err_set(e, ERR_USAGE, "%s:1: there is no parameter for the column \"%.80s\"", file->path, name);
            return err_hint(e, "`roster bulk-add --template` prints a header");
        }
        for (size_t k = 0; k < i; k++)
            if (file->columns[k] == file->columns[i])
                return err_set(e, ERR_USAGE, "%s:1: the columns %zu and %zu are the same", file->path, k + 1, i + 1);
    }
    return true;
}

static bool is_given(const struct param_value *given, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(given[i].name, name))
            return true;
    return false;
}

/* What --set gives to all, then this line; what can be made from other columns is. */
static size_t gather(const struct file *file, struct arena *arena, const struct csv_reader *reader,
                     struct param_value *given)
{
    size_t n = 0;
    const char *first = NULL, *last = NULL;
    for (size_t i = 0; i < file->options->set_count; i++) {
        const struct param *param = param_called(file->action->params, file->options->set[i].name);
        given[n++] = (struct param_value){param->name, file->options->set[i].value};
    }
    for (size_t i = 0; i < file->column_count; i++) {
        const char *value = csv_field(reader, i), *name = file->columns[i]->name;
        if (!*value)
            continue;
        given[n++] = (struct param_value){name, value};
        first = strcmp(name, "givenName") ? first : value;
        last = strcmp(name, "surname") ? last : value;
    }
    if (!is_given(given, n, "displayName") && first && last)
        given[n++] = (struct param_value){"displayName", arena_printf(arena, "%s %s", first, last)};
    if (!is_given(given, n, "domain") && file->found->domain)
        given[n++] = (struct param_value){"domain", file->found->domain};
    return n;
}

/* The values that are there, without those that are empty. */
static struct param_values kept(struct file *file, struct param_values from)
{
    struct param_value *items = arena_alloc(file->arena, (from.count + 1) * sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < from.count; i++)
        if (from.items[i].value && *from.items[i].value)
            items[n++] = (struct param_value){from.items[i].name, arena_strdup(file->arena, from.items[i].value)};
    return (struct param_values){items, n};
}

static bool is_domain(const struct add_found *found, const char *name)
{
    for (const char *const *one = (const char *const *)found->domains; one && *one; one++)
        if (!strcasecmp(*one, name))
            return true;
    return !found->domains; /* they may not be read: the service tells */
}

static void read_row(struct file *file, const struct csv_reader *reader)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_value *given = arena_alloc(arena, (file->options->set_count + file->column_count + 4) * sizeof *given);
    struct param_values values;
    struct err e = {.code = ERR_OK};
    if (reader->count > file->column_count) {
        problem(file, reader->line, "there are more fields than columns");
        return;
    }
    size_t n = gather(file, arena, reader, given);
    if (!params_values(arena, file->action->params, (struct param_values){given, n}, &values, NULL, &e)) {
        problem(file, reader->line, e.message);
        return;
    }
    const char *domain = param_value_of(values, "domain");
    if (!domain || !is_domain(file->found, domain)) {
        problem(file, reader->line,
                domain ? arena_printf(arena, "domain: %s is no verified domain of this tenant", domain)
                       : "domain is needed: the tenant's default is not known");
        return;
    }
    file->rows = grow_array(file->rows, &file->capacity, file->count + 1, sizeof *file->rows);
    struct row *row = &file->rows[file->count++];
    *row = (struct row){.line = reader->line, .values = kept(file, values)};
    file->action->names(file->arena, row->values, &row->target);
}

static bool read_rows(struct file *file, struct buf *text, struct err *e)
{
    struct csv_reader reader = csv_reader(buf_text(text), text->length);
    reader.separator = separator_of(buf_text(text));
    bool good = read_header(file, &reader, e);
    while (good && csv_next(&reader, e))
        if (reader.count > 1 || *csv_field(&reader, 0))
            read_row(file, &reader);
    csv_free(&reader);
    return good && e->code == ERR_OK;
}

/* --- what the rows are to each other, and to the tenant --- */

static int by_name(const void *a, const void *b)
{
    const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
    int order = strcasecmp(x->target.user_principal_name, y->target.user_principal_name);
    return order ? order : x->line - y->line;
}

static struct row **sorted(struct file *file)
{
    struct row **order = arena_alloc(file->arena, (file->count + 1) * sizeof *order);
    for (size_t i = 0; i < file->count; i++)
        order[i] = &file->rows[i];
    qsort(order, file->count, sizeof *order, by_name);
    for (size_t i = 1; i < file->count; i++)
        if (!strcasecmp(order[i - 1]->target.user_principal_name, order[i]->target.user_principal_name))
            problem(file, order[i]->line,
                    arena_printf(file->arena, "%s stands in line %d already", order[i]->target.user_principal_name,
                                 order[i - 1]->line));
    return order;
}

static int find_name(const void *key, const void *row)
{
    return strcasecmp(key, (*(const struct row *const *)row)->target.user_principal_name);
}

struct unfinished {
    struct file *file;
    struct row **order;
    bool whole; /* the deleted users were read */
};

/* The newest entry of each counts, and it must be of this very account. */
static void take_journal(void *context, struct message *message)
{
    const struct unfinished *all = context;
    for (size_t i = message->kind == FROM_JOURNAL ? message->entry_count : 0; i-- > 0;) { /* the oldest first */
        const struct journal_entry *entry = &message->entries[i];
        struct row **found = !strcmp(entry->action, "add-user") && entry->target_upn
                                 ? bsearch(entry->target_upn, all->order, all->file->count, sizeof *all->order,
                                           find_name)
                                 : NULL;
        struct row *row = found ? *found : NULL;
        if (row && row->there &&
            (!entry->target_id || !*entry->target_id || !strcasecmp(entry->target_id, row->target.id)))
            row->ours = entry->state == JOURNAL_FAILED || entry->state == JOURNAL_UNSETTLED ||
                        entry->state == JOURNAL_INTENT;
    }
}

/* Whom an earlier run made and could not give everything is not somebody else. */
static bool mark_unfinished(struct engine *engine, struct file *file, struct row **order, struct err *e)
{
    struct unfinished all = {.file = file, .order = order};
    struct message message = {.kind = TO_JOURNAL, .all = true, .arena = arena_new(0)};
    bool ok = engine_run(engine, &message, take_journal, &all, e);
    message_free(&message); /* where it was not posted */
    for (size_t i = 0; i < file->count; i++) {
        struct row *row = &file->rows[i];
        row->there &= !row->ours;
        if (!row->ours)
            row->target.id[0] = '\0';
    }
    return ok;
}

/* Who is there by the name is left as he is. */
static bool mark_those_there(struct engine *engine, struct file *file, struct row **order, struct err *e)
{
    struct people people = people_new();
    bool whole = people_load(engine, &people, "", 0, e);
    for (size_t i = 0; whole && i < users_count(people.users); i++) {
        struct row **found = bsearch(users_at(people.users, (uint32_t)i)->user_principal_name, order, file->count,
                                     sizeof *order, find_name);
        if (!found)
            continue;
        (*found)->there = true;
        guid_format(&users_at(people.users, (uint32_t)i)->id, (*found)->target.id);
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
        struct row **found = bsearch(deleted->user_principal_name, all->order, all->file->count, sizeof *all->order,
                                     find_name);
        if (found && !(*found)->there)
            say_error("%s:%d: a deleted user, %s, had the name %s: restoring that one may be what is meant\n",
                      all->file->path, (*found)->line, deleted->display_name, deleted->user_principal_name);
    }
}

static void say_deleted(struct engine *engine, struct file *file, struct row **order)
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
        for (size_t i = 0; i < file->count; i++) {
            const char *text = file->rows[i].there ? NULL : param_value_of(file->rows[i].values, "licences");
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
    if (!read_rows(file, text, e))
        return false;
    struct row **order = sorted(file);
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
    return file->count || err_set(e, ERR_USAGE, "%s names nobody", file->path);
}

/* --- doing it --- */

/* Those to be made come first, as the run counts them. */
static size_t fill_report(struct file *file, struct outcomes *report, int *lines)
{
    size_t n = 0, wanted;
    report->outcomes = arena_alloc(report->arena, (file->count + 1) * sizeof *report->outcomes);
    for (int there = 0; there < 2; there++) {
        wanted = there ? wanted : 0;
        for (size_t i = 0; i < file->count; i++) {
            if (file->rows[i].there != there)
                continue;
            lines[n] = file->rows[i].line;
            report->outcomes[n++] = (struct outcome){.action = file->action,
                                                     .state = there ? JOB_ALREADY : JOB_UNSETTLED,
                                                     .message = there ? "There already: left as it is." : NULL,
                                                     .target = file->rows[i].target,
                                                     .values = file->rows[i].values};
        }
        wanted = there ? wanted : n;
    }
    report->count = n;
    return wanted;
}

static struct message run_message(const struct outcomes *report, const struct action *action, size_t count,
                                  enum message_kind kind)
{
    struct message message = {.kind = kind, .action = action, .arena = arena_new(0), .target_count = count};
    struct param_values *each = arena_alloc(message.arena, (count + 1) * sizeof *each);
    message.targets = arena_alloc(message.arena, (count + 1) * sizeof *message.targets);
    for (size_t i = 0; i < count; i++) {
        message.targets[i] = report->outcomes[i].target;
        message.targets[i].display_name = arena_strdup(message.arena, message.targets[i].display_name);
        message.targets[i].user_principal_name = arena_strdup(message.arena, message.targets[i].user_principal_name);
        each[i] = param_values_copy(message.arena, report->outcomes[i].values);
    }
    message.each = each;
    return message;
}

static bool run(struct engine *engine, struct file *file, struct outcomes *report, size_t count, struct err *e)
{
    const struct options *options = file->options;
    size_t all = report->count;
    bool typed = options->name != NULL, asked = true;
    report->count = count;
    say_times(report);
    if (!options->dry_run && !options->yes) {
        struct message about = run_message(report, file->action, count, TO_PREPARE);
        asked = ask_before(engine, report, &about, typed, &typed, e);
    }
    struct err whole = {.code = ERR_OK};
    if (asked) {
        struct message message = run_message(report, file->action, count, TO_RUN);
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

static bool sets_fit(const struct file *file, struct err *e)
{
    for (size_t i = 0; i < file->options->set_count; i++)
        if (!param_called(file->action->params, file->options->set[i].name))
            return err_set(e, ERR_USAGE, "there is no parameter \"%.80s\"", file->options->set[i].name);
    return true;
}

static int template(void)
{
    say("displayName,givenName,surname,mailNickname,domain,usageLocation,jobTitle,department,mobilePhone,businessPhones,"
        "streetAddress,postalCode,city,state,country\n"
        "Ann Example,Ann,Example,ann.example,contoso.com,NL,Engineer,Research,+31 6 1,+31 20 1,Damrak 1,1012 LG,Amsterdam,,Nederland\n");
    return 0;
}

static bool do_it(struct engine *engine, struct file *file, struct buf *text, struct outcomes *report, struct err *e)
{
    if (!sets_fit(file, e) || !result_fits(file->options, e) || !each_file(file->path, text, e))
        return false;
    to_utf8(text);
    if (!engine_open(engine, file->options, e))
        return false;
    struct add_found *found = arena_alloc(file->arena, sizeof *found);
    found->arena = file->arena;
    file->found = found;
    if (!add_ask_tenant(engine, file->action, found, e) || !check(engine, file, text, e))
        return false;
    int *lines = arena_alloc(file->arena, (file->count + 1) * sizeof *lines);
    size_t count = fill_report(file, report, lines), ours = 0;
    for (size_t i = 0; i < file->count; i++)
        ours += file->rows[i].ours;
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
    struct file file = {.options = options, .arena = arena, .action = action_find("add-user")};
    if (options->blank)
        return template();
    if (!options->word_count) {
        err_set(&e, ERR_USAGE, "usage: roster bulk-add FILE");
        err_hint(&e, "`roster bulk-add --template` prints how it begins");
        return options_fail(&e);
    }
    file.path = options->words[0];
    int code = do_it(&engine, &file, &text, &report, &e) ? report_print(&report) : options_fail(&e);
    engine_close(&engine);
    xfree(file.rows);
    return code;
}
