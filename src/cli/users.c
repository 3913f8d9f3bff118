/* `roster users [FILTER]`: the table on standard output, with the filter language and the columns of the screen. */
#include "cli/commands.h"

#include "base/utf8.h"
#include "output/listing.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 64, SAMPLE = 1000 };

struct table {
    struct people people;
    int chosen[MOST_COLUMNS];
    size_t count;
    bool watched; /* a person waits at standard error */
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

/* What the chosen columns take beside the users. */
static unsigned extras_of(const struct table *table)
{
    unsigned extras = 0;
    for (size_t i = 0; i < table->count; i++)
        extras |= columns[table->chosen[i]].extra ? 1u << columns[table->chosen[i]].extra : 0;
    return extras;
}

static bool list(struct engine *engine, const struct options *options, struct table *table, struct err *e)
{
    struct people *people = &table->people;
    bool ok = people_load(engine, people, options->word_count ? options->words[0] : "", extras_of(table), e);
    if (!ok && !people->in_part)
        return false;
    for (int i = 0; !options->columns && i < (int)column_count && table->count < MOST_COLUMNS; i++)
        if (columns[i].extra && view_asks(people->view, columns[i].extra))
            table->chosen[table->count++] = i; /* what was asked for is shown */
    const struct listing listing = {.users = people->users,
                                    .names = people->names,
                                    .view = people->view,
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
    if (table->watched && !view_count(people->view))
        say_error("no user matches\n");
    return ok; /* rows that were left out are told after the others */
}

int command_users(const struct options *options)
{
    if (options->tenant && !strcmp(options->tenant, "all"))
        return customers_find(options);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct table table = {.people = people_new(), .watched = isatty(STDERR_FILENO)};

    bool ok = choose(&table, options->columns, &e) && engine_open(&engine, options, &e) &&
              list(&engine, options, &table, &e);
    int code = ok ? table.people.missing : options_fail(&e);
    engine_close(&engine);
    people_free(&table.people);
    return code;
}
