/* Two reports over all mailboxes and all OneDrives, two days old. */
#include "tenant/graph/usage.h"

#include "base/clock.h"
#include "tenant/exchange/exchange_handlers.h"
#include "tenant/sharepoint/sharepoint.h"
#include "tenant/state/mailbox.h"
#include "tenant/wire/objects.h"
#include "tenant/wire/page_token.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY         INT64_C(86400000)
#define GOOD_FOR    INT64_C(600000) /* ms */
#define GB          (1024.0 * 1024 * 1024)
#define REPORT_DAYS 2

struct column {
    const char *title, *name; /* of the file, and in JSON */
    bool number;
};

struct report {
    const char *function;
    const struct column *columns; /* ends with one without a title */
    bool (*row)(struct tenant *tenant, uint32_t number, const char *period, char **cells, struct arena *arena);
};

static const struct column mailbox_columns[] = {
    {"Report Refresh Date", "reportRefreshDate", false},
    {"User Principal Name", "userPrincipalName", false},
    {"Display Name", "displayName", false},
    {"Is Deleted", "isDeleted", false},
    {"Deleted Date", "deletedDate", false},
    {"Created Date", "createdDate", false},
    {"Last Activity Date", "lastActivityDate", false},
    {"Item Count", "itemCount", true},
    {"Storage Used (Byte)", "storageUsedInBytes", true},
    {"Issue Warning Quota (Byte)", "issueWarningQuotaInBytes", true},
    {"Prohibit Send Quota (Byte)", "prohibitSendQuotaInBytes", true},
    {"Prohibit Send/Receive Quota (Byte)", "prohibitSendReceiveQuotaInBytes", true},
    {"Deleted Item Count", "deletedItemCount", true},
    {"Deleted Item Size (Byte)", "deletedItemSizeInBytes", true},
    {"Has Archive", "hasArchive", false},
    {"Report Period", "reportPeriod", false},
    {NULL, NULL, false},
};
static const struct column drive_columns[] = {
    {"Report Refresh Date", "reportRefreshDate", false},
    {"Site URL", "siteUrl", false},
    {"Owner Display Name", "ownerDisplayName", false},
    {"Is Deleted", "isDeleted", false},
    {"Last Activity Date", "lastActivityDate", false},
    {"File Count", "fileCount", true},
    {"Active File Count", "activeFileCount", true},
    {"Storage Used (Byte)", "storageUsedInBytes", true},
    {"Storage Allocated (Byte)", "storageAllocatedInBytes", true},
    {"Owner Principal Name", "ownerPrincipalName", false},
    {"Report Period", "reportPeriod", false},
    {NULL, NULL, false},
};

/* --- cells --- */

static char *day(struct arena *arena, int64_t ms)
{
    char text[CLOCK_TEXT];
    return ms ? arena_strndup(arena, clock_format(ms, text), 10) : arena_strdup(arena, "");
}

static bool conceals(struct tenant *tenant)
{
    const struct json *kept = json_get(store_record(tenant->store, "reportSettings"), "displayConcealedNames");
    return !kept || json_true(kept);
}

/* The same 32 digits for the same text, every time. */
static char *shown(struct tenant *tenant, struct arena *arena, const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *c = text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    return conceals(tenant) ? arena_printf(arena, "%016" PRIX64 "%016" PRIX64, seed_mix(hash), seed_mix(hash + 1))
                            : arena_strdup(arena, text);
}

static char *number(struct arena *arena, double value)
{
    return arena_printf(arena, "%.0f", value);
}

static bool mailbox_row(struct tenant *tenant, uint32_t who, const char *period, char **cells, struct arena *arena)
{
    struct mailbox mailbox;
    int64_t refreshed = store_people(tenant->store)->today - REPORT_DAYS * DAY;
    if (!mailbox_load(tenant, who, &mailbox))
        return false;
    auto_json struct json *content = mailbox_part(tenant, &mailbox, MAILBOX_CONTENT);
    auto_json struct json *settings = mailbox_part(tenant, &mailbox, MAILBOX_SETTINGS);
    int64_t seen = mailbox.user.seed.last_sign_in;
    size_t n = 0;
    cells[n++] = day(arena, refreshed);
    cells[n++] = shown(tenant, arena, mailbox.upn);
    cells[n++] = shown(tenant, arena, mailbox.name);
    cells[n++] = arena_strdup(arena, "False");
    cells[n++] = arena_strdup(arena, "");
    cells[n++] = day(arena, mailbox.user.seed.created);
    cells[n++] = day(arena, seen < refreshed ? seen : refreshed);
    cells[n++] = number(arena, json_number(json_get(content, "Items"), 0));
    cells[n++] = number(arena, json_number(json_get(content, "Bytes"), 0));
    static const char *const quotas[] = {"IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"};
    for (size_t q = 0; q < 3; q++)
        cells[n++] = number(arena, mailbox_size_bytes(json_text_or(json_get(settings, quotas[q]), "0")));
    cells[n++] = number(arena, json_number(json_get(content, "DeletedItems"), 0));
    cells[n++] = number(arena, json_number(json_get(content, "DeletedBytes"), 0));
    cells[n++] = arena_strdup(arena, exchange_has_archive(settings) ? "True" : "False");
    cells[n] = arena_strdup(arena, period + 1);
    return true;
}

static bool drive_row(struct tenant *tenant, uint32_t who, const char *period, char **cells, struct arena *arena)
{
    struct user_record user;
    char scratch[SEED_TEXT];
    int64_t refreshed = store_people(tenant->store)->today - REPORT_DAYS * DAY;
    if (store_life(tenant->store, who) != LIFE_ALIVE || tenant_onedrive_state(tenant, who) != ONEDRIVE_READY)
        return false;
    user_record_load(&user, tenant->store, who);
    uint64_t dice = seed_mix(user.seed.dice + 9);
    size_t n = 0;
    cells[n++] = day(arena, refreshed);
    cells[n++] = conceals(tenant) ? arena_strdup(arena, "") : tenant_onedrive_url(tenant, who, arena);
    cells[n++] = shown(tenant, arena, mailbox_user_text(&user, "displayName", scratch));
    cells[n++] = arena_strdup(arena, "False");
    cells[n++] = day(arena, user.seed.last_sign_in < refreshed ? user.seed.last_sign_in : refreshed);
    cells[n++] = number(arena, (double)(dice % 20000));
    cells[n++] = number(arena, (double)(dice % 200));
    cells[n++] = number(arena, tenant_onedrive_used(tenant, who));
    cells[n++] = number(arena, 1024 * GB);
    cells[n++] = shown(tenant, arena, mailbox_user_text(&user, "userPrincipalName", scratch));
    cells[n] = arena_strdup(arena, period + 1);
    return true;
}

static const struct report reports[] = {
    {"getMailboxUsageDetail", mailbox_columns, mailbox_row},
    {"getOneDriveUsageAccountDetail", drive_columns, drive_row},
};
enum { REPORTS = sizeof reports / sizeof *reports, CELLS = 16 };

/* --- as a file, and as JSON --- */

static void put_cell(struct buf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        buf_puts(out, text);
        return;
    }
    buf_putc(out, '"');
    for (; *text; text++)
        buf_printf(out, "%s%c", *text == '"' ? "\"" : "", *text);
    buf_putc(out, '"');
}

static void write_file(struct tenant *tenant, const struct report *report, const char *period, struct buf *out)
{
    uint32_t count = store_people(tenant->store)->count;
    buf_puts(out, "\xef\xbb\xbf");
    for (size_t i = 0; report->columns[i].title; i++)
        buf_printf(out, "%s%s", i ? "," : "", report->columns[i].title);
    for (uint32_t who = 0; who < count; who++) {
        struct arena *arena = arena_new(0);
        char *cells[CELLS];
        bool there = report->row(tenant, who, period, cells, arena);
        for (size_t i = 0; there && report->columns[i].title; i++) {
            buf_puts(out, i ? "," : "\n");
            put_cell(out, cells[i]);
        }
        arena_free(arena);
    }
    buf_putc(out, '\n');
}

static void write_json(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       const struct report *report, const char *period)
{
    struct json_writer w = json_writer(&reply->body);
    uint32_t count = store_people(tenant->store)->count;
    reply->status = 200;
    json_open(&w, '{');
    json_member_text(&w, "@odata.context",
                     arena_printf(request->arena, "%s/%s/$metadata#reports", request->origin, request->version));
    json_name(&w, "value");
    json_open(&w, '[');
    for (uint32_t who = 0; who < count; who++) {
        struct arena *arena = arena_new(0);
        char *cells[CELLS];
        bool there = report->row(tenant, who, period, cells, arena);
        if (there)
            json_open(&w, '{');
        for (size_t i = 0; there && report->columns[i].title; i++) {
            json_name(&w, report->columns[i].name);
            if (report->columns[i].number)
                json_put_raw(&w, cells[i], strlen(cells[i]));
            else if (!strcmp(cells[i], "True") || !strcmp(cells[i], "False"))
                json_put_bool(&w, cells[i][0] == 'T');
            else
                json_put_text(&w, *cells[i] ? cells[i] : NULL);
        }
        if (there)
            json_close(&w);
        arena_free(arena);
    }
    json_close(&w);
    json_close(&w);
}

/* --- asking --- */

/* "getMailboxUsageDetail(period='D7')"; the report's row, and the period in the arena; NULL after answering 400. */
static const struct report *report_of(const struct tenant_request *request, struct tenant_reply *reply,
                                      const char **period)
{
    static const char *const periods[] = {"D7", "D30", "D90", "D180"};
    const char *segment = request->segments[1], *open = strchr(segment, '(');
    char wanted[32];
    for (size_t p = 0; open && p < 4; p++) {
        snprintf(wanted, sizeof wanted, "(period='%s')", periods[p]);
        if (!strcmp(open, wanted))
            *period = periods[p];
    }
    for (size_t r = 0; *period && r < REPORTS; r++)
        if (strlen(reports[r].function) == (size_t)(open - segment) &&
            !strncasecmp(reports[r].function, segment, (size_t)(open - segment)))
            return &reports[r];
    tenant_errorf(request, reply, 400, "BadRequest", "Resource not found for the segment '%s'.", segment);
    return NULL;
}

void usage_report(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const beta_options[] = {"$format", NULL}, *const none[] = {NULL};
    const char *period = NULL, *format = tenant_query(request, "$format");
    bool beta = !strcmp(request->version, "beta");
    const struct report *report = report_of(request, reply, &period);
    if (!report || !tenant_allow_query(request, reply, beta ? beta_options : none))
        return;
    if (format && !strcasecmp(format, "application/json")) {
        write_json(tenant, request, reply, report, period);
        return;
    }
    struct page_token token = {
        .kind = 'u', .a = (uint64_t)(report - reports), .b = (uint64_t)(clock_now() + GOOD_FOR), .select = period};
    tenant_reply_header(reply, "Location",
                        arena_printf(request->arena, "%s/reports/download?token=%s", request->origin,
                                     page_token_write(request->arena, &token)));
    tenant_empty(reply, 302);
}

void usage_download(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *text = tenant_query(request, "token");
    struct page_token token;
    bool good = text && page_token_read(request->arena, text, 'u', &token) && token.a < REPORTS &&
                (int64_t)token.b > clock_now();
    if (tenant_header(request, "Authorization") || !good) { /* the address alone is what lets in */
        reply->status = good ? 400 : 403;
        reply->content_type = "text/plain";
        buf_puts(&reply->body, good ? "An Authorization header is not expected here." : "The link has expired.");
        return;
    }
    pthread_mutex_lock(&tenant->lock);
    write_file(tenant, &reports[token.a], token.select, &reply->body);
    pthread_mutex_unlock(&tenant->lock);
    reply->status = 200;
    reply->content_type = "application/octet-stream";
}

/* --- whether names are concealed --- */

static const char *const setting_names[] = {"displayConcealedNames", NULL};
static const struct object_kind settings_kind = {
    .type = "adminReportSettings", .set = "admin/reportSettings", .properties = setting_names};

void usage_settings(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *one = json_new_object();
    json_set_bool(one, "displayConcealedNames", conceals(tenant));
    objects_answer(request, reply, &settings_kind, 200, one);
}

void usage_set_settings(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, setting_names, true)
                                                                     : NULL;
    const struct json *wanted = json_get(body, "displayConcealedNames");
    if (!body)
        return;
    if (json_kind(wanted) != JSON_BOOL) {
        objects_refuse(request, reply, "BadRequest", "displayConcealedNames", "A Boolean is expected.");
        return;
    }
    json_set_bool(store_record(tenant->store, "reportSettings"), "displayConcealedNames", json_true(wanted));
    tenant_empty(reply, 204);
}
