/* Rows of new ones from a CSV file. */
#include "action/intake.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "codec/csv.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LARGEST = 256 << 20 };

void intake_to_utf8(struct buf *text)
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

/* --- one row --- */

/* What is given to all, then the row; what can be made of other columns is. */
static struct param_values gather(const struct intake *intake, struct arena *arena, struct param_values own,
                                  struct err *e)
{
    struct param_value *all = arena_alloc(arena, (intake->sets.count + own.count + 1) * sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < intake->sets.count; i++)
        all[n++] = intake->sets.items[i];
    for (size_t i = 0; i < own.count; i++)
        all[n++] = own.items[i];
    struct param_values given = {all, n};
    if (intake_invites(intake->action))
        return given;
    given = template_fill(arena, intake->template, given, e);
    if (!param_value_of(given, "domain") && intake->domain) {
        struct param_value *more = arena_alloc(arena, (given.count + 1) * sizeof *more);
        memcpy(more, given.items, given.count * sizeof *more);
        more[given.count] = (struct param_value){"domain", intake->domain};
        given = (struct param_values){more, given.count + 1};
    }
    return given;
}

/* A text that is there already, in the row itself or in the one before, or a copy: files say the same of many. */
static const char *keep(struct intake *intake, struct param_values had, struct param_value one)
{
    const struct intake_row *before = intake->count > 1 ? &intake->rows[intake->count - 2] : NULL;
    const char *const there[] = {param_value_of(had, one.name),
                                 before ? param_value_of(before->values, one.name) : NULL};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (there[i] && !strcmp(there[i], one.value))
            return there[i];
    return arena_strdup(intake->arena, one.value);
}

/* The values that are there, in the intake's arena. */
static struct param_values kept(struct intake *intake, struct param_values had, struct param_values from)
{
    size_t count = 0, n = 0;
    for (size_t i = 0; i < from.count; i++)
        count += from.items[i].value && *from.items[i].value;
    struct param_value *items = arena_alloc(intake->arena, (count + 1) * sizeof *items);
    for (size_t i = 0; i < from.count; i++)
        if (from.items[i].value && *from.items[i].value)
            items[n++] = (struct param_value){from.items[i].name, keep(intake, had, from.items[i])};
    return (struct param_values){items, n};
}

static bool is_domain(const struct intake *intake, const char *name)
{
    for (const char *const *one = intake->domains; one && *one; one++)
        if (!strcasecmp(*one, name))
            return true;
    return !intake->domains; /* they may not be read: the service tells */
}

static void wrong(struct intake *intake, struct intake_row *row, const char *column, const char *text)
{
    row->column = column;
    row->problem = arena_strdup(intake->arena, text);
}

static void check_row(struct intake *intake, struct intake_row *row)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct param *params = intake->action->params, *which = NULL;
    struct param_values values;
    struct err e = {.code = ERR_OK};
    row->column = row->problem = NULL;
    row->values = (struct param_values){NULL, 0};
    row->target = (struct target){.display_name = "", .user_principal_name = ""};
    struct err unmade = {.code = ERR_OK};
    struct param_values given = gather(intake, arena, row->given, &unmade);
    if (!params_values(arena, params, given, &values, &which, &e)) {
        bool needed = unmade.code != ERR_OK && !strncmp(e.message, "needs ", strlen("needs "));
        wrong(intake, row, which ? which->name : NULL, needed ? unmade.message : e.message);
        return;
    }
    const char *domain = param_value_of(values, "domain");
    if (!intake_invites(intake->action) && (!domain || !is_domain(intake, domain))) {
        wrong(intake, row, "domain",
              domain ? arena_printf(arena, "domain: %s is no verified domain of this tenant", domain)
                     : "domain is needed: the tenant's default is not known");
        return;
    }
    row->values = kept(intake, row->given, values);
    intake->action->names(intake->arena, row->values, &row->target);
}

void intake_change(struct intake *intake, size_t row, struct param_values given)
{
    struct intake_row *to = &intake->rows[row];
    to->given = kept(intake, to->given, given);
    to->there = to->ours = false;
    check_row(intake, to);
}

void intake_drop(struct intake *intake, size_t row)
{
    memmove(&intake->rows[row], &intake->rows[row + 1], (--intake->count - row) * sizeof *intake->rows);
}

/* --- all of them --- */

/* An administrator is made one at a time, by name. */
static const struct param **refuse_grave(const struct param *column, const char *file, struct err *e)
{
    err_set(e, ERR_USAGE, "%s:1: %s is not given to many out of a file", file, column->name);
    err_hint(e, "leave the column out; afterwards `roster do %s` does it, by name", column->gives);
    return NULL;
}

static const struct param **read_header(struct intake *intake, const char *file, struct csv_reader *reader,
                                        struct err *e)
{
    if (!csv_next(reader, e)) {
        if (e->code == ERR_OK)
            err_set(e, ERR_USAGE, "%s is empty", file);
        return NULL;
    }
    const struct param **columns = arena_alloc(intake->arena, (reader->count + 1) * sizeof *columns);
    for (size_t i = 0; i < reader->count; i++) {
        const char *name = csv_field(reader, i);
        columns[i] = param_called(intake->action->params, name);
        if (!columns[i]) {
            err_set(e, ERR_USAGE, "%s:1: there is no parameter for the column \"%.80s\"", file, name);
            err_hint(e, "`roster bulk-add --template` and `roster bulk-invite --template` print a header");
            return NULL;
        }
        if (columns[i]->gives && action_find(columns[i]->gives)->flags & ACTION_DESTRUCTIVE)
            return refuse_grave(columns[i], file, e);
        for (size_t k = 0; k < i; k++)
            if (columns[k] == columns[i]) {
                err_set(e, ERR_USAGE, "%s:1: the columns %zu and %zu are the same", file, k + 1, i + 1);
                return NULL;
            }
    }
    return columns;
}

static void read_row(struct intake *intake, const struct csv_reader *reader, const struct param **columns,
                     size_t column_count)
{
    intake->rows = grow_array(intake->rows, &intake->capacity, intake->count + 1, sizeof *intake->rows);
    struct intake_row *row = &intake->rows[intake->count++];
    struct param_value given[sizeof reader->offsets / sizeof *reader->offsets];
    size_t n = 0;
    *row = (struct intake_row){.line = reader->line};
    for (size_t i = 0; i < column_count && i < reader->count; i++)
        given[n++] = (struct param_value){columns[i]->name, csv_field(reader, i)};
    row->given = kept(intake, (struct param_values){NULL, 0}, (struct param_values){given, n});
    check_row(intake, row);
    if (reader->count > column_count && !row->problem)
        wrong(intake, row, NULL, "there are more fields than columns");
}

bool intake_read(struct intake *intake, const char *name, const struct buf *text, struct err *e)
{
    struct csv_reader reader = csv_reader(buf_text(text), text->length);
    reader.separator = separator_of(buf_text(text));
    const struct param **columns = read_header(intake, name, &reader, e);
    size_t column_count = reader.count;
    while (columns && csv_next(&reader, e))
        if (reader.count > 1 || *csv_field(&reader, 0))
            read_row(intake, &reader, columns, column_count);
    csv_free(&reader);
    return columns && e->code == ERR_OK;
}

static int compare(const void *a, const void *b)
{
    const struct intake_row *x = *(struct intake_row *const *)a, *y = *(struct intake_row *const *)b;
    int order = strcasecmp(x->target.user_principal_name, y->target.user_principal_name);
    return order ? order : x->line - y->line;
}

struct intake_row **intake_by_name(struct intake *intake, struct arena *arena)
{
    struct intake_row **order = arena_alloc(arena, (intake->count + 1) * sizeof *order);
    for (size_t i = 0; i < intake->count; i++) {
        order[i] = &intake->rows[i];
        order[i]->twin = NULL;
    }
    if (intake->count)
        qsort(order, intake->count, sizeof *order, compare);
    for (size_t i = 1; i < intake->count; i++) {
        const char *name = order[i]->target.user_principal_name;
        if (*name && !strcasecmp(order[i - 1]->target.user_principal_name, name))
            order[i]->twin = arena_printf(intake->arena, "%s stands in line %d already", name, order[i - 1]->line);
    }
    return order;
}

static int compare_name(const void *key, const void *row)
{
    return strcasecmp(key, (*(struct intake_row *const *)row)->target.user_principal_name);
}

struct intake_row *intake_find(const struct intake *intake, struct intake_row **by_name, const char *name)
{
    struct intake_row **found = intake->count && name && *name
                                    ? bsearch(name, by_name, intake->count, sizeof *by_name, compare_name)
                                    : NULL;
    return found ? *found : NULL;
}

void intake_learn(struct intake *intake, struct intake_row **by_name, const char *name, const char *id, bool unfinished)
{
    struct intake_row *row = intake_find(intake, by_name, name);
    if (row && (row->there || row->ours) && (!id || !*id || !strcasecmp(id, row->target.id))) {
        row->ours = unfinished;
        row->there = !unfinished;
    }
}

bool intake_invites(const struct action *action)
{
    return !param_called(action->params, "domain");
}

const char *intake_name_of(const struct intake *intake, const struct user *user)
{
    if (!intake_invites(intake->action))
        return user->user_principal_name;
    return user->flags & USER_GUEST ? user->mail : NULL; /* a member is refused by name */
}

const char *intake_problem(const struct intake_row *row)
{
    return row->problem ? row->problem : row->twin;
}

const char *intake_template(const struct action *action)
{
    return !intake_invites(action)
               ? "displayName,givenName,surname,mailNickname,domain,usageLocation,jobTitle,department,mobilePhone,"
                 "businessPhones,streetAddress,postalCode,city,state,country\n"
                 "Ann Example,Ann,Example,ann.example,contoso.com,NL,Engineer,Research,+31 6 1,+31 20 1,Damrak 1,1012 LG,"
                 "Amsterdam,,Nederland\n"
               : "email,displayName,send,message,language,cc,redirect\n"
                 "pia.partner@fabrikam.example,Pia Partner,true,,nl-NL,,https://myapps.microsoft.com\n";
}

void intake_free(struct intake *intake)
{
    xfree(intake->rows);
    intake->rows = NULL;
    intake->count = intake->capacity = 0;
}
