/* Sign-ins: the last ones, how the last thirty days were, and the log. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "panel/rows.h"
#include <string.h>

#define DAY INT64_C(86400000)

enum { DAYS = 30, SHARES = 24 };

/* --- the last thirty days --- */

static const struct field activity_fields[] = {
    {.name = "days", .label = "Days to today (? not read)"},
    {.name = "successful", .label = "Successful", .type = FIELD_NUMBER},
    {.name = "other", .label = "Not successful", .type = FIELD_NUMBER},
    {.name = "from", .label = "Counted from", .type = FIELD_TIME},
};
static const struct record_kind activity_kind = {.name = "activity",
                                                 .many = "activities",
                                                 .fields = activity_fields,
                                                 .count = COUNT_OF(activity_fields),
                                                 .id = 0,
                                                 .title = 0,
                                                 .detail = -1,
                                                 .time = -1};

static void number(struct record *record, int at, int64_t value)
{
    record->values[at] = (struct value){.known = true, .number = value};
}

/* A character a day, higher where there were more: "." none, "?" not read so far back. */
static const char *strip_of(struct arena *arena, const int counts[DAYS], int known_from)
{
    static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    auto_buf struct buf strip = buf_make(DAYS * 4);
    int most = 1;
    for (int i = 0; i < DAYS; i++)
        most = counts[i] > most ? counts[i] : most;
    for (int i = 0; i < DAYS; i++)
        buf_puts(&strip, counts[i]        ? levels[(counts[i] * (int)COUNT_OF(levels) - 1) / most]
                         : i < known_from ? "?"
                                          : "·");
    return arena_strdup(arena, buf_text(&strip));
}

static struct record_page *make_activity(const struct part_input *input)
{
    const struct record_page *log = input->from[0]->page;
    int counts[DAYS] = {0};
    int64_t successful = 0, other = 0, first = (input->now / DAY - DAYS + 1) * DAY;
    int64_t from = input->from[0]->covered_from > first ? input->from[0]->covered_from : first;
    if (!log || !log->count)
        return NULL;
    for (size_t i = 0; i < log->count; i++) {
        int64_t day = (record_number(&log->records[i], "createdDateTime", 0) - first) / DAY;
        const struct value *code = record_value(&log->records[i], "errorCode");
        if (record_number(&log->records[i], "createdDateTime", 0) < first || day >= DAYS)
            continue;
        counts[day]++;
        successful += code->known && !code->number;
        other += !code->known || code->number;
    }
    struct record_page *page = record_page_new(&activity_kind);
    struct record *record = record_page_add(page);
    record_set_text(record, "days", strip_of(page->arena, counts, (int)((from - first) / DAY)));
    number(record, 1, successful);
    number(record, 2, other);
    number(record, 3, from);
    return page;
}

/* --- by country, by client --- */

#define SHARE(kind, words)                                                                                             \
    static const struct field kind##_fields[] = {                                                                      \
        {.name = "name", .label = words, .least = 8, .most = 40},                                                      \
        {.name = "share", .label = "Share", .type = FIELD_PERCENT, .least = 6, .most = 26},                            \
        {.name = "count", .label = "Sign-ins", .type = FIELD_NUMBER, .least = 8, .most = 8},                           \
        {.name = "other", .label = "Not successful", .type = FIELD_NUMBER, .least = 8, .most = 14}};                   \
    static const struct record_kind kind##_kind = {.name = "share",                                                    \
                                                   .many = "shares",                                                   \
                                                   .fields = kind##_fields,                                            \
                                                   .count = COUNT_OF(kind##_fields),                                   \
                                                   .id = 0,                                                            \
                                                   .title = 0,                                                         \
                                                   .detail = -1,                                                       \
                                                   .time = -1}
SHARE(country, "Country");
SHARE(client, "Client");
enum { SHARE_NAME, SHARE_OF, SHARE_COUNT, SHARE_OTHER };

static struct record *share_of(struct record_page *page, const char *name)
{
    for (size_t i = 0; i < page->count; i++)
        if (!strcmp(page->records[i].values[SHARE_NAME].text, name) || i + 1 == SHARES)
            return &page->records[i];
    struct record *record = record_page_add(page);
    record_set_text(record, "name", page->count == SHARES ? "others" : arena_strdup(page->arena, name));
    number(record, SHARE_COUNT, 0);
    number(record, SHARE_OTHER, 0);
    return record;
}

static void most_first(struct record_page *page)
{
    for (size_t i = 1; i < page->count; i++)
        for (size_t k = i;
             k && page->records[k].values[SHARE_COUNT].number > page->records[k - 1].values[SHARE_COUNT].number; k--) {
            struct record one = page->records[k];
            page->records[k] = page->records[k - 1];
            page->records[k - 1] = one;
        }
}

/* In per cent; what is there is not none. */
static int64_t share_in(int64_t count, int64_t of)
{
    int64_t share = count * 100 / of;
    return share || !count ? share : 1;
}

static struct record_page *shares(const struct part_input *input, const struct record_kind *kind, const char *field)
{
    const struct record_page *log = input->from[0]->page;
    if (!log || !log->count)
        return NULL;
    struct record_page *page = record_page_new(kind);
    for (size_t i = 0; i < log->count; i++) {
        const char *name = record_text(&log->records[i], field);
        const struct value *code = record_value(&log->records[i], "errorCode");
        struct record *share = share_of(page, *name ? name : "not told");
        share->values[SHARE_COUNT].number++;
        share->values[SHARE_OTHER].number += !code->known || code->number;
    }
    for (size_t i = 0; i < page->count; i++)
        number(&page->records[i], SHARE_OF, share_in(page->records[i].values[SHARE_COUNT].number, (int64_t)log->count));
    most_first(page);
    return page;
}

static struct record_page *make_countries(const struct part_input *input)
{
    return shares(input, &country_kind, "countryOrRegion");
}

static struct record_page *make_clients(const struct part_input *input)
{
    return shares(input, &client_kind, "clientAppUsed");
}

/* --- the panel --- */

#define LOG                                                                                                            \
    FIELDS("createdDateTime", "result", "appDisplayName", "clientAppUsed", "ipAddress", "place", "device", "access",   \
           "riskLevelDuringSignIn")

static const struct part parts[] = {
    {.title = "Last sign-in",
     .sources = {"last-sign-in"},
     .fields = FIELDS("lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime"),
     .none = "No sign-in is recorded."},
    {.title = "Risk detections",
     .sources = {"risk-detections"},
     .form = PART_LIST,
     .fields = FIELDS("detectedDateTime", "riskEventType", "riskLevel", "riskState", "ipAddress", "place"),
     .none = "Identity protection has seen nothing."},
    {.title = "The last 30 days",
     .sources = {"sign-ins"},
     .make = make_activity,
     .kind = &activity_kind,
     .none = "No interactive sign-in in 30 days."},
    {.title = "By country", .sources = {"sign-ins"}, .form = PART_LIST, .make = make_countries, .kind = &country_kind},
    {.title = "By client", .sources = {"sign-ins"}, .form = PART_LIST, .make = make_clients, .kind = &client_kind},
    {.title = "Interactive sign-ins",
     .sources = {"sign-ins"},
     .form = PART_LIST,
     .fields = LOG,
     .log = true,
     .none = "No interactive sign-in in 30 days."},
    {.title = "Non-interactive sign-ins",
     .sources = {"sign-ins-non-interactive"},
     .form = PART_LIST,
     .fields = LOG,
     .log = true,
     .none = "No non-interactive sign-in in 30 days.",
     .on_key = true},
};
const struct panel panel_sign_ins = {.name = "sign-ins", .label = "Sign-ins", .parts = parts, .count = COUNT_OF(parts)};
