/* From a file to records: times as of now, one record for each of a $repeat or a $series. */
#include "tenant/state/scenario.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND = 1000, ISO_LENGTH = 19 };

/* --- times --- */

/* "2026-11-23T12:00:00" at the beginning of the text. */
static bool is_iso(const char *text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    for (size_t i = 0; i < ISO_LENGTH; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return false;
    return true;
}

/* The text of the same length, moved. */
static void put_iso(const char *text, int64_t by, struct buf *out)
{
    char whole[ISO_LENGTH + 2], moved[CLOCK_TEXT];
    int64_t ms;
    snprintf(whole, sizeof whole, "%.*sZ", ISO_LENGTH, text);
    if (clock_parse(whole, ISO_LENGTH + 1, &ms) && ms)
        buf_add(out, clock_format(ms + by, moved), ISO_LENGTH);
    else
        buf_add(out, text, ISO_LENGTH);
}

/* "11/16/2026 6:00:00 AM", as PowerShell writes dates into parameters: its length, 0 for none; appended, moved. */
static size_t put_american(const char *text, int64_t by, struct buf *out)
{
    int month, day, year, hour, minute, second, length = 0;
    char half[3] = "", whole[CLOCK_TEXT];
    int64_t ms;
    if (sscanf(text, "%2d/%2d/%4d %2d:%2d:%2d %2[AMP]%n", &month, &day, &year, &hour, &minute, &second, half,
               &length) != 7 ||
        half[1] != 'M' || year < 1900)
        return 0;
    snprintf(whole, sizeof whole, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)day % 100, (unsigned)(hour % 12 + (half[0] == 'P' ? 12 : 0)), (unsigned)minute % 100,
             (unsigned)second % 100);
    if (!clock_parse(whole, strlen(whole), &ms))
        return 0;
    clock_format(ms + by, whole);
    hour = (int)strtol(whole + 11, NULL, 10);
    buf_printf(out, "%ld/%ld/%ld %d:%.5s %s", strtol(whole + 5, NULL, 10), strtol(whole + 8, NULL, 10),
               strtol(whole, NULL, 10), hour % 12 ? hour % 12 : 12, whole + 14, hour < 12 ? "AM" : "PM");
    return (size_t)length;
}

void scenario_move(const char *text, int64_t by, struct buf *out)
{
    bool inside = false; /* of a number */
    for (const char *at = text; *at;) {
        size_t length = 0;
        if (!inside && isdigit((unsigned char)*at)) {
            if (is_iso(at)) {
                put_iso(at, by, out);
                length = ISO_LENGTH;
            } else {
                length = put_american(at, by, out);
            }
        }
        inside = !length && isdigit((unsigned char)*at);
        if (!length)
            buf_putc(out, *at);
        at += length ? length : 1;
    }
}

/* --- trees --- */

struct unfolding {
    int64_t by;
    const char *from, *to;
};

static struct json *unfold(const struct unfolding *with, const struct json *value, const char *list);

static struct json *unfold_text(const struct unfolding *with, const char *text)
{
    if (with->from && !strcmp(text, with->from))
        return json_new_text(with->to);
    struct buf moved = buf_make(1u << 24);
    scenario_move(text, with->by, &moved);
    struct json *one = json_new_text(buf_text(&moved));
    buf_free(&moved);
    return one;
}

/* What each list calls its records' time and id. */
static const struct {
    const char *list, *time, *id;
} lists[] = {
    {"signIns", "createdDateTime", "id"},         {"directoryAudits", "activityDateTime", "id"},
    {"riskDetections", "detectedDateTime", "id"}, {"alerts_v2", "createdDateTime", "id"},
    {"unifiedAuditLog", "CreationTime", "Id"},    {"Get-MessageTraceV2", "Received", "MessageTraceId"},
};

static const char *name_of(const char *list, bool id)
{
    for (size_t i = 0; list && i < sizeof lists / sizeof *lists; i++)
        if (!strcmp(lists[i].list, list))
            return id ? lists[i].id : lists[i].time;
    return NULL;
}

const char *scenario_time_of(const char *list)
{
    return name_of(list, false);
}

/* The member a pattern fills. */
static const char *filled_by(const char *pattern)
{
    static const char *const members[][2] = {
        {"recipientPattern", "RecipientAddress"}, {"senderPattern", "SenderAddress"}, {"objectPattern", "ObjectId"}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (!strcmp(members[i][0], pattern))
            return members[i][1];
    return NULL;
}

/* "contact%03d@customer.example" with a number. */
static void fill(struct json *record, const char *member, const char *pattern, unsigned number)
{
    auto_buf struct buf text = buf_make(4096);
    const char *at = strchr(pattern, '%');
    size_t digits = at ? strspn(at + 1, "0123456789") : 0;
    if (!at || at[1 + digits] != 'd') {
        json_set_text(record, member, pattern);
        return;
    }
    buf_add(&text, pattern, (size_t)(at - pattern));
    buf_printf(&text, "%0*u", (int)(strtoul(at + 1, NULL, 10) % 20), number);
    buf_puts(&text, at + digits + 2);
    json_set_text(record, member, buf_text(&text));
}

/* Another record than the one it was copied from. */
static void set_own_id(struct json *record, const char *list, size_t which)
{
    const char *name = name_of(list, true), *old = name ? json_text(json_get(record, name)) : NULL;
    char id[UUID_TEXT];
    if (!old || !which)
        return;
    struct seeded seeded = {.state = hash_bytes(HASH_NOTHING, old, strlen(old)) + which};
    json_set_text(record, name, seeded_uuid(&seeded, id));
}

static void set_time(struct json *record, const char *list, int64_t by)
{
    const char *name = name_of(list, false), *text = name ? json_text(json_get(record, name)) : NULL;
    auto_buf struct buf moved = buf_make(256);
    if (!text)
        return;
    scenario_move(text, by, &moved);
    json_set_text(record, name, buf_text(&moved));
}

static void push_series(struct json *out, const struct json *record, const char *list)
{
    const struct json *series = json_get(record, "$series");
    size_t count = (size_t)json_integer(json_get(series, "count"), 0);
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_copy(record);
        json_remove(one, "$series");
        for (const struct json *member = json_first(series); member; member = json_next(member))
            if (filled_by(json_key(member)))
                fill(one, filled_by(json_key(member)), json_text_or(member, ""), (unsigned)i + 1);
        set_time(one, list, (int64_t)i * json_integer(json_get(series, "stepSeconds"), 0) * SECOND);
        set_own_id(one, list, i);
        json_push(out, one);
    }
}

static void push_repeat(struct json *out, const struct json *record, const char *list)
{
    size_t i = 0;
    for (const struct json *time = json_first(json_get(record, "$repeat")); time; time = json_next(time), i++) {
        struct json *one = json_copy(record);
        json_remove(one, "$repeat");
        if (name_of(list, false))
            json_set(one, name_of(list, false), json_copy(time));
        set_own_id(one, list, i);
        json_push(out, one);
    }
}

/* The service says of every sign-in what kind it is; a file may leave it out. */
static void set_kind(struct json *record, const char *list)
{
    if (!list || strcmp(list, "signIns") != 0 || json_get(record, "signInEventTypes"))
        return;
    struct json *kinds = json_new_array();
    json_push(kinds,
              json_new_text(json_true(json_get(record, "isInteractive")) ? "interactiveUser" : "nonInteractiveUser"));
    json_set(record, "signInEventTypes", kinds);
}

static struct json *unfold_list(const struct unfolding *with, const struct json *array, const char *list)
{
    struct json *out = json_new_array();
    for (const struct json *item = json_first(array); item; item = json_next(item)) {
        struct json *one = unfold(with, item, NULL);
        set_kind(one, list);
        if (json_get(one, "$repeat"))
            push_repeat(out, one, list);
        else if (json_get(one, "$series"))
            push_series(out, one, list);
        else {
            json_push(out, one);
            continue;
        }
        json_free(one);
    }
    return out;
}

static struct json *unfold(const struct unfolding *with, const struct json *value, const char *list)
{
    if (json_kind(value) == JSON_STRING)
        return unfold_text(with, json_text(value));
    if (json_kind(value) == JSON_ARRAY)
        return unfold_list(with, value, list);
    if (json_kind(value) != JSON_OBJECT)
        return json_copy(value);
    struct json *out = json_new_object();
    for (const struct json *member = json_first(value); member; member = json_next(member))
        json_set(out, json_key(member), unfold(with, member, json_key(member)));
    return out;
}

struct json *scenario_unfold(const struct json *root, int64_t by, const char *from, const char *to)
{
    const struct unfolding with = {.by = by, .from = from, .to = to};
    return unfold(&with, root, NULL);
}
