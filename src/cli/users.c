/* `roster users [FILTER]`: the table on standard output, with the filter language and the columns of the screen. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "codec/csv.h"
#include "codec/json.h"
#include "model/view.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 64, CELL = 512, SAMPLE = 1000 };

struct listing {
    struct users *users;
    struct sku_names *names;
    struct user_view *view;
    int chosen[MOST_COLUMNS];
    size_t count;
    bool watched; /* a person waits at standard error */
};

static bool choose(struct listing *listing, const char *text, struct err *e)
{
    if (!text) {
        for (size_t i = 0; i < column_count; i++)
            if (columns[i].shown && listing->count < MOST_COLUMNS)
                listing->chosen[listing->count++] = (int)i;
        return true;
    }
    while (*text) {
        size_t length = strcspn(text, ",");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, text);
        int column = column_find(name);
        if (column < 0 || listing->count == MOST_COLUMNS) {
            err_set(e, ERR_USAGE, "--columns: there is no column \"%s\"", name);
            char list[300] = "";
            for (size_t i = 0, at = 0; i < column_count && at < sizeof list; i++)
                at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "", columns[i].name);
            return err_hint(e, "there are %s", list);
        }
        listing->chosen[listing->count++] = column;
        text += length + (text[length] == ',');
    }
    return listing->count || err_set(e, ERR_USAGE, "--columns names no column");
}

static void take(void *context, struct message *message)
{
    struct listing *listing = context;
    if (message->kind == FROM_USERS_PAGE) {
        users_append(listing->users, message->page);
        message->page = NULL;
        if (listing->watched)
            fprintf(stderr, "\r%zu users read", message->finished);
    } else if (message->kind == FROM_SKUS) {
        for (size_t i = 0; i < message->sku_count; i++) {
            const struct message_sku *sku = &message->skus[i];
            sku_names_add(listing->names, &sku->sku_id, sku->name ? sku->name : sku->sku_part_number, !sku->name);
        }
    }
}

static const char *cell(const struct listing *listing, size_t row, size_t column, char out[CELL])
{
    const struct user *user = users_at(listing->users, view_row(listing->view, row));
    columns[listing->chosen[column]].cell(user, listing->names, out, CELL);
    return out;
}

static void write_out(struct buf *out, bool force)
{
    if (out->length > 1u << 16 || force) {
        fwrite(buf_text(out), 1, out->length, stdout);
        buf_clear(out);
    }
}

static void print_csv(const struct listing *listing, struct buf *out)
{
    char text[CELL];
    for (size_t c = 0; c < listing->count; c++)
        csv_write(out, columns[listing->chosen[c]].name, c == 0, false);
    buf_puts(out, "\r\n");
    for (size_t r = 0; r < view_count(listing->view); r++) {
        for (size_t c = 0; c < listing->count; c++)
            csv_write(out, cell(listing, r, c, text), c == 0, true);
        buf_puts(out, "\r\n");
        write_out(out, false);
    }
}

static void write_time(struct json_writer *w, int64_t time)
{
    char text[CLOCK_TEXT];
    json_put_text(w, time ? clock_format(time, text) : NULL);
}

/* A value as a machine wants it; `shown` is what a person sees, a dash where there is nothing. */
static void write_value(struct json_writer *w, const struct user *user, const char *name, const char *shown)
{
    if (!strcmp(name, "accountEnabled") && user->flags & USER_ENABLED_KNOWN)
        json_put_bool(w, user->flags & USER_ENABLED);
    else if (!strcmp(name, "accountEnabled"))
        json_put_null(w);
    else if (!strcmp(name, "onPremisesSyncEnabled"))
        json_put_bool(w, user->flags & USER_SYNCED);
    else if (!strcmp(name, "createdDateTime"))
        write_time(w, user->created);
    else if (!strcmp(name, "onPremisesLastSyncDateTime"))
        write_time(w, user->last_sync);
    else
        json_put_text(w, strcmp(shown, "–") != 0 ? shown : NULL);
}

static void print_json(const struct listing *listing, struct buf *out)
{
    char text[CELL], id[GUID_TEXT];
    for (size_t r = 0; r < view_count(listing->view); r++) {
        struct json_writer w = json_writer(out);
        const struct user *user = users_at(listing->users, view_row(listing->view, r));
        buf_puts(out, r ? ",\n" : "[");
        json_open(&w, '{');
        json_name(&w, "id");
        json_put_text(&w, guid_format(&user->id, id));
        json_name(&w, "userPrincipalName");
        json_put_text(&w, user->user_principal_name);
        for (size_t c = 0; c < listing->count; c++) {
            const struct column *column = &columns[listing->chosen[c]];
            if (!strcmp(column->name, "id") || !strcmp(column->name, "userPrincipalName"))
                continue;
            json_name(&w, column->name);
            write_value(&w, user, column->name, cell(listing, r, c, text));
        }
        json_close(&w);
        write_out(out, false);
    }
    buf_puts(out, view_count(listing->view) ? "]\n" : "[]\n");
}

static void put_padded(struct buf *out, const char *text, int width, bool last)
{
    int used;
    size_t bytes = utf8_fit(text, width, &used);
    buf_add(out, text, last ? strlen(text) : bytes);
    if (!last)
        buf_printf(out, "%*s", width - used + 2, "");
}

static void print_table(const struct listing *listing, struct buf *out)
{
    char text[CELL];
    int widths[MOST_COLUMNS];
    size_t rows = view_count(listing->view);
    for (size_t c = 0; c < listing->count; c++) {
        widths[c] = utf8_width(columns[listing->chosen[c]].title);
        for (size_t r = 0; r < rows && r < SAMPLE; r++) {
            int width = utf8_width(cell(listing, r, c, text));
            widths[c] = width > widths[c] ? width : widths[c];
        }
        widths[c] = widths[c] > 48 ? 48 : widths[c];
    }
    for (size_t c = 0; c < listing->count; c++)
        put_padded(out, columns[listing->chosen[c]].title, widths[c], c + 1 == listing->count);
    buf_putc(out, '\n');
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < listing->count; c++)
            put_padded(out, cell(listing, r, c, text), widths[c], c + 1 == listing->count);
        buf_putc(out, '\n');
        write_out(out, false);
    }
}

static bool list(struct engine *engine, const struct options *options, struct listing *listing, struct err *e)
{
    struct message message = {.kind = TO_LOAD_USERS};
    const char *filter = options->word_count ? options->words[0] : "";
    auto_buf struct buf out = buf_make((size_t)1 << 20);
    if (!view_set_filter(listing->view, "", filter, clock_now(), e)) {
        e->code = ERR_USAGE;
        return false;
    }
    bool ok = engine_run(engine, &message, take, listing, e);
    if (listing->watched)
        fputs("\r                              \r", stderr);
    if (!ok)
        return false;
    view_rebuild(listing->view);
    if (options->output == OUTPUT_JSON)
        print_json(listing, &out);
    else if (options->output == OUTPUT_CSV)
        print_csv(listing, &out);
    else
        print_table(listing, &out);
    write_out(&out, true);
    if (listing->watched && !view_count(listing->view))
        fputs("no user matches\n", stderr);
    return true;
}

int command_users(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct listing listing = {.users = users_new(), .names = sku_names_new(), .watched = isatty(STDERR_FILENO)};
    listing.view = view_new(listing.users, listing.names);

    bool ok = choose(&listing, options->columns, &e) && engine_open(&engine, options, &e) &&
              list(&engine, options, &listing, &e);
    int code = ok ? 0 : options_fail(&e);
    engine_close(&engine);
    view_free(listing.view);
    sku_names_free(listing.names);
    users_free(listing.users);
    return code;
}
