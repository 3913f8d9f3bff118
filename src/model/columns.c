/* The rows, and sharing out the width. */
#include "model/columns.h"

#include "base/clock.h"
#include "base/utf8.h"
#include <string.h>

static void put(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) { /* back to the start of a character */
        length = size - 1;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

static void name_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->display_name);
}

static void mail_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->mail ? user->mail : "–");
}

static void licences_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    char spare[GUID_TEXT];
    size_t used = 0;

    put(out, size, user->sku_count ? "" : "–");
    for (size_t i = 0; i < user->sku_count; i++) {
        const char *name = sku_brief(names, &user->skus[i], spare);
        put(out + used, size - used, i ? ", " : "");
        used += strlen(out + used);
        put(out + used, size - used, name);
        if (strlen(out + used) < strlen(name))
            return; /* full */
        used += strlen(out + used);
    }
}

static void status_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, !(user->flags & USER_ENABLED_KNOWN) ? "?" : user->flags & USER_ENABLED ? "Enabled" : "BLOCKED");
}

static int64_t status_key(const struct user *user)
{
    return user->flags & (USER_ENABLED | USER_ENABLED_KNOWN);
}

static void synced_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->flags & USER_SYNCED ? "AD" : "–");
}

static int64_t synced_key(const struct user *user)
{
    return !(user->flags & USER_SYNCED);
}

static void upn_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->user_principal_name);
}

static void type_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->flags & USER_GUEST ? "Guest" : "Member");
}

static int64_t type_key(const struct user *user)
{
    return user->flags & USER_GUEST;
}

static void title_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->job_title ? user->job_title : "–");
}

static void department_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->department ? user->department : "–");
}

static void time_cell(int64_t time, char *out, size_t size)
{
    char text[CLOCK_TEXT];
    if (time) {
        clock_format(time, text);
        text[10] = ' ';
        text[16] = '\0';
    }
    put(out, size, time ? text : "–");
}

static void created_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    time_cell(user->created, out, size);
}

static int64_t created_key(const struct user *user)
{
    return user->created;
}

static void last_sync_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    time_cell(user->last_sync, out, size);
}

static int64_t last_sync_key(const struct user *user)
{
    return user->last_sync;
}

static void location_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    put(out, size, user->usage_location[0] ? user->usage_location : "–");
}

static void id_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    char text[GUID_TEXT];
    (void)names;
    put(out, size, guid_format(&user->id, text));
}

const struct column columns[] = {
    {"displayName", "Display name", 12, 40, true, true, name_cell, NULL, TEXT_NAME},
    {"mail", "Email address", 12, 44, true, false, mail_cell, NULL, TEXT_MAIL},
    {"assignedLicenses", "Licences", 8, 34, true, false, licences_cell, NULL, 0},
    {"accountEnabled", "Status", 7, 7, true, true, status_cell, status_key, 0},
    {"onPremisesSyncEnabled", "Synced", 6, 6, true, false, synced_cell, synced_key, 0},
    {"userPrincipalName", "User principal name", 12, 48, false, false, upn_cell, NULL, TEXT_UPN},
    {"userType", "Type", 6, 6, false, false, type_cell, type_key, 0},
    {"jobTitle", "Job title", 8, 30, false, false, title_cell, NULL, TEXT_TITLE},
    {"department", "Department", 8, 24, false, false, department_cell, NULL, TEXT_DEPARTMENT},
    {"createdDateTime", "Created", 16, 16, false, false, created_cell, created_key, 0},
    {"onPremisesLastSyncDateTime", "Last sync", 16, 16, false, false, last_sync_cell, last_sync_key, 0},
    {"usageLocation", "Usage location", 5, 14, false, false, location_cell, NULL, 0},
    {"id", "Id", 36, 36, false, false, id_cell, NULL, 0},
};

const size_t column_count = sizeof columns / sizeof columns[0];

int column_find(const char *name)
{
    for (size_t i = 0; i < column_count; i++)
        if (!strcmp(columns[i].name, name) || !strcmp(columns[i].title, name))
            return (int)i;
    return -1;
}

static int taken(const int *widths, size_t count)
{
    int total = 0, shown = 0;
    for (size_t i = 0; i < count; i++) {
        total += widths[i];
        shown += widths[i] > 0;
    }
    return total + (shown ? shown - 1 : 0);
}

static int wish(const int *chosen, const int *wants, size_t i)
{
    const struct column *column = &columns[chosen[i]];
    int title = utf8_width(column->title), wide = wants[i] > title ? wants[i] : title;
    return wide > column->most ? column->most : wide < column->least ? column->least : wide;
}

void columns_fit(const int *chosen, const int *wants, size_t count, int room, int *widths)
{
    for (size_t i = 0; i < count; i++)
        widths[i] = columns[chosen[i]].least;
    for (size_t i = count; i-- > 0 && taken(widths, count) > room;) /* the last ones go first */
        if (!columns[chosen[i]].keep)
            widths[i] = 0;
    bool grew = true;
    while (grew && taken(widths, count) < room) { /* a column at a time to each, in turn */
        grew = false;
        for (size_t i = 0; i < count && taken(widths, count) < room; i++)
            if (widths[i] && widths[i] < wish(chosen, wants, i)) {
                widths[i]++;
                grew = true;
            }
    }
    for (size_t i = 0; i < count && taken(widths, count) > room; i++) /* even the kept ones may not fit */
        if (widths[i] > 1)
            widths[i] -= taken(widths, count) - room < widths[i] ? taken(widths, count) - room : widths[i] - 1;
}
