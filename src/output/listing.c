/* The rows of the table as CSV and as JSON, handed on in pieces. */
#include "output/listing.h"

#include "base/clock.h"
#include "codec/csv.h"
#include "codec/json.h"
#include <string.h>

enum { PIECE = 1 << 16, MOST = 1 << 20 };

const char *listing_cell(const struct listing *listing, size_t row, size_t column, char out[LISTING_CELL])
{
    const struct user *user = users_at(listing->users, view_row(listing->view, row));
    columns[listing->chosen[column]].cell(user, listing->names, out, LISTING_CELL);
    return out;
}

static bool hand_on(const struct listing *listing, struct buf *out, bool all)
{
    if (!all && out->length < PIECE)
        return true;
    bool good = listing->write(listing->context, buf_text(out), out->length);
    buf_clear(out);
    return good;
}

/* What stands for nothing on the screen is nothing in a file. */
static const char *value(const struct listing *listing, size_t row, size_t column, char out[LISTING_CELL])
{
    const char *text = listing_cell(listing, row, column, out);
    return strcmp(text, "–") != 0 ? text : "";
}

bool listing_csv(const struct listing *listing)
{
    char text[LISTING_CELL];
    auto_buf struct buf out = buf_make(MOST);
    bool good = true;
    for (size_t c = 0; c < listing->count; c++)
        csv_write(&out, columns[listing->chosen[c]].name, c == 0, false);
    buf_puts(&out, "\r\n");
    for (size_t r = 0; good && r < view_count(listing->view); r++) {
        for (size_t c = 0; c < listing->count; c++)
            csv_write(&out, value(listing, r, c, text), c == 0, true);
        buf_puts(&out, "\r\n");
        good = hand_on(listing, &out, false);
    }
    return good && hand_on(listing, &out, true);
}

static void put_time(struct json_writer *w, int64_t time)
{
    char text[CLOCK_TEXT];
    json_put_text(w, time ? clock_format(time, text) : NULL);
}

/* A value as a machine wants it. */
static void put_cell(const struct listing *listing, struct json_writer *w, size_t row, size_t at)
{
    char text[LISTING_CELL];
    const struct column *column = &columns[listing->chosen[at]];
    const struct user *user = users_at(listing->users, view_row(listing->view, row));
    if (!strcmp(column->name, "id") || !strcmp(column->name, "userPrincipalName"))
        return;
    json_name(w, column->name);
    if (!strcmp(column->name, "accountEnabled") && user->flags & USER_ENABLED_KNOWN)
        json_put_bool(w, user->flags & USER_ENABLED);
    else if (!strcmp(column->name, "accountEnabled"))
        json_put_null(w);
    else if (!strcmp(column->name, "onPremisesSyncEnabled"))
        json_put_bool(w, user->flags & USER_SYNCED);
    else if (!strcmp(column->name, "createdDateTime"))
        put_time(w, user->created);
    else if (!strcmp(column->name, "onPremisesLastSyncDateTime"))
        put_time(w, user->last_sync);
    else
        json_put_text(w, *value(listing, row, at, text) ? text : NULL);
}

bool listing_json(const struct listing *listing)
{
    char id[GUID_TEXT];
    auto_buf struct buf out = buf_make(MOST);
    bool good = true;
    for (size_t r = 0; good && r < view_count(listing->view); r++) {
        struct json_writer w = json_writer(&out);
        const struct user *user = users_at(listing->users, view_row(listing->view, r));
        buf_puts(&out, r ? ",\n" : "[");
        json_open(&w, '{');
        json_name(&w, "id");
        json_put_text(&w, guid_format(&user->id, id));
        json_name(&w, "userPrincipalName");
        json_put_text(&w, user->user_principal_name);
        for (size_t c = 0; c < listing->count; c++)
            put_cell(listing, &w, r, c);
        json_close(&w);
        good = hand_on(listing, &out, false);
    }
    buf_puts(&out, view_count(listing->view) ? "]\n" : "[]\n");
    return good && hand_on(listing, &out, true);
}
