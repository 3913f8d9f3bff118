/* `roster users [FILTER]`: the table on standard output, with the filter language and the columns of the screen. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "model/extra_read.h"
#include "output/listing.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 64, SAMPLE = 1000 };

struct table {
    struct users *users;
    struct sku_names *names;
    struct user_view *view;
    int chosen[MOST_COLUMNS];
    size_t count;
    bool in_part; /* rows were left out */
    bool watched; /* a person waits at standard error */
    bool missing; /* something beside the users was not read whole */
};

static bool choose(struct table *table, const char *text, struct err *e)
{
    if (!text) {
        for (size_t i = 0; i < column_count; i++)
            if (columns[i].shown && table->count < MOST_COLUMNS)
                table->chosen[table->count++] = (int)i;
        return true;
    }
    while (*text) {
        size_t length = strcspn(text, ",");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, text);
        int column = column_find(name);
        if (column < 0 || table->count == MOST_COLUMNS) {
            err_set(e, ERR_USAGE, "--columns: there is no column \"%s\"", name);
            auto_buf struct buf list = buf_make(1024);
            column_names(&list);
            return err_hint(e, "there are %s", buf_text(&list));
        }
        table->chosen[table->count++] = column;
        text += length + (text[length] == ',');
    }
    return table->count || err_set(e, ERR_USAGE, "--columns names no column");
}

static void take(void *context, struct message *message)
{
    struct table *table = context;
    if (message->kind == FROM_USERS_PAGE) {
        users_append(table->users, message->page);
        message->page = NULL;
    } else if (message->kind == FROM_SKUS) {
        message_names(message, table->names);
    } else if (message->kind == FROM_JOB_END) {
        table->in_part = message->state == JOB_DONE && message->error.code != ERR_OK;
    } else if (message_extra(message, table->users, clock_now()) && message->read == READ_GOING) {
        char text[160];
        snprintf(text, sizeof text, "%s: %zu read", message->source->label,
                 extras_status(users_extras(table->users), extra_of(message->source->name)).read);
        say_passing(text);
    }
}

static bool to_stdout(void *context, const char *bytes, size_t length)
{
    return context ? say_json(bytes, length) : say_lines(bytes, length);
}

static void put_padded(struct buf *out, const char *text, int width, bool last)
{
    int used;
    size_t bytes = utf8_fit(text, width, &used);
    buf_add(out, text, last ? strlen(text) : bytes);
    if (!last)
        buf_printf(out, "%*s", width - used + 2, "");
}

static void print_table(const struct listing *listing)
{
    char text[LISTING_CELL];
    int widths[MOST_COLUMNS];
    size_t rows = view_count(listing->view);
    auto_buf struct buf out = buf_make((size_t)1 << 20);
    for (size_t c = 0; c < listing->count; c++) {
        widths[c] = utf8_width(columns[listing->chosen[c]].title);
        for (size_t r = 0; r < rows && r < SAMPLE; r++) {
            int width = utf8_width(listing_cell(listing, r, c, text));
            widths[c] = width > widths[c] ? width : widths[c];
        }
        widths[c] = widths[c] > 48 ? 48 : widths[c];
    }
    for (size_t c = 0; c < listing->count; c++)
        put_padded(&out, columns[listing->chosen[c]].title, widths[c], c + 1 == listing->count);
    buf_putc(&out, '\n');
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < listing->count; c++)
            put_padded(&out, listing_cell(listing, r, c, text), widths[c], c + 1 == listing->count);
        buf_putc(&out, '\n');
        if (out.length > 1u << 16) {
            to_stdout(NULL, buf_text(&out), out.length);
            buf_clear(&out);
        }
    }
    to_stdout(NULL, buf_text(&out), out.length);
}

static bool asks(const struct table *table, enum extra which)
{
    for (size_t i = 0; i < table->count; i++)
        if (columns[table->chosen[i]].extra == which)
            return true;
    return view_asks(table->view, which);
}

/* A column or a term of the filter has a source of its own: what is not whole is told, and the rest printed. */
static bool read_extra(struct engine *engine, struct table *table, enum extra which)
{
    struct err e = {.code = ERR_OK};
    struct message message = message_read(extra_source(which, false), NULL, NULL);
    const char *label = message.sources[0]->label;
    users_extra_begin(table->users, which);
    bool ended = engine_run(engine, &message, take, table, &e);
    const struct extra_status status = extras_status(users_extras(table->users), which);
    if (ended && status.state == EXTRA_WHOLE)
        return true;
    bool told = status.state != EXTRA_READING; /* else it did not even begin */
    say_error("roster: %s: %s: %s\n", label, status.state == EXTRA_IN_PART ? "read in part" : "not read",
              told ? status.why : e.message);
    if (*(told ? status.hint : e.hint))
        say_error("roster: %s\n", told ? status.hint : e.hint);
    return false;
}

static bool read_extras(struct engine *engine, struct table *table)
{
    bool whole = true;
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        if (asks(table, which))
            whole &= read_extra(engine, table, which);
    return whole;
}

static bool list(struct engine *engine, const struct options *options, struct table *table, struct err *e)
{
    struct message message = {.kind = TO_LOAD_USERS};
    const char *filter = options->word_count ? options->words[0] : "";
    if (!view_set_filter(table->view, "", filter, clock_now(), e)) {
        e->code = ERR_USAGE;
        return false;
    }
    for (int i = 0; !options->columns && i < (int)column_count && table->count < MOST_COLUMNS; i++)
        if (columns[i].extra && view_asks(table->view, columns[i].extra))
            table->chosen[table->count++] = i; /* what was asked for is shown */
    bool ok = engine_run(engine, &message, take, table, e);
    if (!ok && !table->in_part)
        return false;
    table->missing = !read_extras(engine, table);
    view_rebuild(table->view);
    const struct listing listing = {.users = table->users,
                                    .names = table->names,
                                    .view = table->view,
                                    .chosen = table->chosen,
                                    .count = table->count,
                                    .write = to_stdout,
                                    .context = options->output == OUTPUT_JSON ? table : NULL};
    if (options->output == OUTPUT_JSON)
        listing_json(&listing);
    else if (options->output == OUTPUT_CSV)
        listing_csv(&listing);
    else
        print_table(&listing);
    if (table->watched && !view_count(table->view))
        say_error("no user matches\n");
    return ok; /* rows that were left out are told after the others */
}

int command_users(const struct options *options)
{
    if (options->tenant && !strcmp(options->tenant, "all"))
        return customers_find(options);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct table table = {.users = users_new(), .names = sku_names_new(), .watched = isatty(STDERR_FILENO)};
    table.view = view_new(table.users, table.names);

    bool ok = choose(&table, options->columns, &e) && engine_open(&engine, options, &e) &&
              list(&engine, options, &table, &e);
    int code = ok ? table.missing : options_fail(&e);
    engine_close(&engine);
    view_free(table.view);
    sku_names_free(table.names);
    users_free(table.users);
    return code;
}
