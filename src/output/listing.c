/* The rows of the table as CSV and as JSON, handed on in pieces. */
#include "output/listing.h"

#include "base/clock.h"

#include "codec/csv.h"
#include "codec/json.h"
#include "output/extra_json.h"
#include "output/record_json.h"
#include <string.h>

enum { PIECE = 1 << 16, MOST = 1 << 20 };

const char *listing_cell(const struct listing *listing, size_t row, size_t column, char out[LISTING_CELL])
{
    const struct user *user = users_at(listing->users, view_row(listing->view, row));
    column_cell(&columns[listing->chosen[column]], listing->users, user, listing->names, out, LISTING_CELL);
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

/* The time of a cell, ms; 0: it is none, or never. */
static int64_t time_of(const struct listing *listing, const struct column *column, const struct user *user)
{
    struct extra_value value;
    if (column->extra == EXTRA_SIGN_IN && extras_find(users_extras(listing->users), column->extra, &user->id, &value)) {
        uint32_t newest = extra_key(column->extra, &value);
        return newest == SIGN_IN_NEVER ? 0 : (int64_t)newest * 1000;
    }
    return column->type == FIELD_TIME && column->key ? column->key(user) : 0;
}

/* What stands for nothing on the screen, or for a value that was not read, is nothing in a file; the screen's times are the viewer's, a
 * file's are UTC. */
static const char *shown(const struct listing *listing, size_t row, size_t column, char out[LISTING_CELL])
{
    const struct user *user = users_at(listing->users, view_row(listing->view, row));
    int64_t time = time_of(listing, &columns[listing->chosen[column]], user);
    if (time)
        return clock_format(time, out);
    const char *text = listing_cell(listing, row, column, out);
    bool nothing = !strcmp(text, columns[listing->chosen[column]].extra ? "?" : "–");
    return nothing ? "" : text;
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
            csv_write(&out, shown(listing, r, c, text), c == 0, true);
        buf_puts(&out, "\r\n");
        good = hand_on(listing, &out, false);
    }
    return good && hand_on(listing, &out, true);
}

/* The table keeps no more of a licence than its product; show has the plans that are turned off. */
static void put_licences(const struct listing *listing, struct json_writer *w, const struct user *user)
{
    char text[GUID_TEXT];
    json_open(w, '[');
    for (size_t i = 0; i < user->sku_count; i++) {
        json_open(w, '{');
        json_member_text(w, "skuId", guid_format(&user->skus[i], text));
        json_close(w);
    }
    json_close(w);
    json_name(w, "licences");
    json_open(w, '[');
    for (size_t i = 0; i < user->sku_count; i++)
        json_put_text(w, sku_name(listing->names, &user->skus[i], text));
    json_close(w);
}

static void put_cell(const struct listing *listing, struct json_writer *w, const struct user *user, int at)
{
    const struct column *column = &columns[at];
    json_name(w, column->name);
    if (column->extra) {
        extra_json(w, users_extras(listing->users), column->extra, &user->id);
        return;
    }
    if (column->type == FIELD_SKUS) {
        put_licences(listing, w, user);
        return;
    }
    const struct value value = column->value(user);
    record_json_value(w, column->type, &value);
}

bool listing_json(const struct listing *listing)
{
    char id[GUID_TEXT];
    int id_column = column_find("id"), upn_column = column_find("userPrincipalName");
    auto_buf struct buf out = buf_make(MOST);
    bool good = true;
    for (size_t r = 0; good && r < view_count(listing->view); r++) {
        struct json_writer w = json_writer(&out);
        const struct user *user = users_at(listing->users, view_row(listing->view, r));
        buf_puts(&out, r ? ",\n" : "[");
        json_open(&w, '{');
        json_member_text(&w, "id", guid_format(&user->id, id));
        json_member_text(&w, "userPrincipalName", user->user_principal_name);
        for (size_t c = 0; c < listing->count; c++)
            if (listing->chosen[c] != id_column && listing->chosen[c] != upn_column)
                put_cell(listing, &w, user, listing->chosen[c]);
        json_close(&w);
        good = hand_on(listing, &out, false);
    }
    buf_puts(&out, view_count(listing->view) ? "]\n" : "[]\n");
    return good && hand_on(listing, &out, true);
}
