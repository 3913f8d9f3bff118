/* The rows. */
#include "model/columns.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/zone.h"
#include <assert.h>
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

void column_time(int64_t time, char *out, size_t size)
{
    char text[CLOCK_TEXT];
    if (time)
        zone_show(time, text)[16] = '\0'; /* without the offset */
    put(out, size, time ? text : "–");
}

static void created_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    column_time(user->created, out, size);
}

static int64_t created_key(const struct user *user)
{
    return user->created;
}

static void last_sync_cell(const struct user *user, const struct sku_names *names, char *out, size_t size)
{
    (void)names;
    column_time(user->last_sync, out, size);
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

/* --- values --- */

static struct value text_value(const char *text)
{
    return (struct value){.known = text && *text, .text = text};
}

static struct value time_value(int64_t time)
{
    return (struct value){.known = time != 0, .number = time};
}

static struct value name_value(const struct user *user)
{
    return text_value(user->display_name);
}

static struct value mail_value(const struct user *user)
{
    return text_value(user->mail);
}

static struct value upn_value(const struct user *user)
{
    return text_value(user->user_principal_name);
}

static struct value type_value(const struct user *user)
{
    return text_value(user->flags & USER_GUEST ? "Guest" : "Member");
}

static struct value title_value(const struct user *user)
{
    return text_value(user->job_title);
}

static struct value department_value(const struct user *user)
{
    return text_value(user->department);
}

static struct value created_value(const struct user *user)
{
    return time_value(user->created);
}

static struct value last_sync_value(const struct user *user)
{
    return time_value(user->last_sync);
}

static struct value location_value(const struct user *user)
{
    return text_value(user->usage_location);
}

static struct value status_value(const struct user *user)
{
    return (struct value){.known = user->flags & USER_ENABLED_KNOWN, .truth = user->flags & USER_ENABLED};
}

static struct value synced_value(const struct user *user)
{
    return (struct value){.known = user->flags & (USER_SYNCED | USER_SYNC_ENDED), .truth = user->flags & USER_SYNCED};
}

static void sign_in_cell(const struct extra_value *value, char *out, size_t size)
{
    uint32_t newest = extra_key(EXTRA_SIGN_IN, value);
    if (newest == SIGN_IN_NEVER)
        put(out, size, "never");
    else
        column_time((int64_t)newest * 1000, out, size);
}

static void mfa_cell(const struct extra_value *value, char *out, size_t size)
{
    static const char *const names[] = {
        [MFA_NONE] = "None", [MFA_REGISTERED] = "Registered", [MFA_CAPABLE] = "Capable"};
    uint32_t state = value->at[MFA_STATE];
    put(out, size, state <= MFA_CAPABLE && names[state] ? names[state] : "?");
}

const struct column columns[] = {
    {.name = "displayName",
     .title = "Display name",
     .least = 12,
     .most = 40,
     .shown = true,
     .keep = true,
     .cell = name_cell,
     .value = name_value,
     .text = TEXT_NAME},
    {.name = "mail",
     .title = "Email address",
     .least = 12,
     .most = 44,
     .shown = true,
     .cell = mail_cell,
     .value = mail_value,
     .text = TEXT_MAIL},
    {.name = "assignedLicenses",
     .title = "Licences",
     .type = FIELD_SKUS,
     .least = 8,
     .most = 34,
     .shown = true,
     .cell = licences_cell},
    {.name = "accountEnabled",
     .title = "Status",
     .type = FIELD_BOOL,
     .least = 7,
     .most = 7,
     .shown = true,
     .keep = true,
     .cell = status_cell,
     .value = status_value,
     .key = status_key},
    {.name = "onPremisesSyncEnabled",
     .title = "Synced",
     .type = FIELD_BOOL,
     .least = 6,
     .most = 6,
     .shown = true,
     .cell = synced_cell,
     .value = synced_value,
     .key = synced_key},
    {.name = "userPrincipalName",
     .title = "User principal name",
     .least = 12,
     .most = 48,
     .cell = upn_cell,
     .value = upn_value,
     .text = TEXT_UPN},
    {.name = "userType",
     .title = "Type",
     .room = 1,
     .least = 6,
     .most = 6,
     .cell = type_cell,
     .value = type_value,
     .key = type_key},
    {.name = "jobTitle",
     .title = "Job title",
     .room = 4,
     .least = 8,
     .most = 30,
     .cell = title_cell,
     .value = title_value,
     .text = TEXT_TITLE},
    {.name = "department",
     .title = "Department",
     .room = 2,
     .least = 8,
     .most = 24,
     .cell = department_cell,
     .value = department_value,
     .text = TEXT_DEPARTMENT},
    {.name = "createdDateTime",
     .title = "Created",
     .type = FIELD_TIME,
     .room = 3,
     .least = 16,
     .most = 16,
     .cell = created_cell,
     .value = created_value,
     .key = created_key},
    {.name = "onPremisesLastSyncDateTime",
     .title = "Last sync",
     .type = FIELD_TIME,
     .least = 16,
     .most = 16,
     .cell = last_sync_cell,
     .value = last_sync_value,
     .key = last_sync_key},
    {.name = "signInActivity",
     .alias = "lastSignIn",
     .title = "Last sign-in",
     .least = 16,
     .most = 16,
     .extra_cell = sign_in_cell,
     .extra = EXTRA_SIGN_IN},
    {.name = "userRegistrationDetails",
     .alias = "mfa",
     .title = "MFA",
     .least = 10,
     .most = 10,
     .extra_cell = mfa_cell,
     .extra = EXTRA_MFA},
    {.name = "usageLocation",
     .title = "Usage location",
     .least = 5,
     .most = 14,
     .cell = location_cell,
     .value = location_value},
    {.name = "id", .title = "Id", .type = FIELD_GUID, .least = 36, .most = 36, .cell = id_cell},
};

const size_t column_count = sizeof columns / sizeof columns[0];

void column_names(struct buf *out)
{
    for (size_t i = 0; i < column_count; i++)
        buf_printf(out, "%s%s", i ? ", " : "", columns[i].alias ? columns[i].alias : columns[i].name);
}

int column_find(const char *name)
{
    for (size_t i = 0; i < column_count; i++)
        if (!strcmp(columns[i].name, name) || !strcmp(columns[i].title, name) ||
            (columns[i].alias && !strcmp(columns[i].alias, name)))
            return (int)i;
    return -1;
}

void column_cell(const struct column *column, const struct users *users, const struct user *user,
                 const struct sku_names *names, char *out, size_t size)
{
    struct extra_value value;
    assert(!column->cell == !!column->extra_cell);
    if (column->cell)
        column->cell(user, names, out, size);
    else if (extras_find(users_extras(users), column->extra, &user->id, &value))
        column->extra_cell(&value, out, size);
    else
        put(out, size, "?");
}
