/* Users made up for a test: rows of a table, or random ones from a small world where names meet. */
#ifndef USERS_FIXTURE_H
#define USERS_FIXTURE_H

#include "base/clock.h"
#include "base/random.h"
#include "model/users.h"
#include "random_text.h"
#include <stdio.h>
#include <string.h>

struct row {
    unsigned id; /* last digits of the GUID */
    const char *name, *upn, *mail, *title, *department, *location;
    int enabled; /* 1, 0, -1 */
    bool synced, guest;
    const char *created, *last_sync; /* NULL: never */
    const char *skus[3];
};

static inline struct text text_of(const char *text)
{
    return (struct text){text, text ? strlen(text) : 0};
}

static inline struct guid id_of(unsigned number)
{
    char text[GUID_TEXT];
    struct guid id;
    snprintf(text, sizeof text, "00000000-0000-4000-8000-%012x", number);
    guid_parse(text, 36, &id);
    return id;
}

static inline int64_t time_of(const char *text)
{
    int64_t ms = 0;
    if (text)
        clock_parse(text, strlen(text), &ms);
    return ms;
}

static inline void add_row(struct user_page *page, const struct row *row)
{
    char id[GUID_TEXT];
    struct guid guid = id_of(row->id), skus[3];
    size_t count = 0;
    while (count < 3 && row->skus[count] && guid_parse(row->skus[count], 36, &skus[count]))
        count++;
    struct user_input input = {
        .id = text_of(guid_format(&guid, id)),
        .display_name = text_of(row->name),
        .user_principal_name = text_of(row->upn),
        .mail = text_of(row->mail),
        .job_title = text_of(row->title),
        .department = text_of(row->department),
        .usage_location = text_of(row->location),
        .account_enabled = row->enabled,
        .synced = row->synced,
        .guest = row->guest,
        .created = time_of(row->created),
        .last_sync = time_of(row->last_sync),
        .skus = skus,
        .sku_count = count,
    };
    assert_true(user_page_add(page, &input));
}

static inline struct user_page *page_of_rows(const struct row *rows, size_t count)
{
    struct user_page *page = user_page_new(count);
    for (size_t i = 0; i < count; i++)
        add_row(page, &rows[i]);
    return page;
}

/* The texts live in `spare`, which must be big enough for all of them: 5 × 32. */
static inline struct row random_row(struct seeded *seeded, unsigned id, char spare[5][32])
{
    static const char *const words[] = {"ann",     "Anna", "bob", "Bö", "chen",     "山田",
                                        "finance", "IT",   "a",   "ß",  "\u202eeve"};
    static const char *const skus[] = {"06ebc4ee-1bb5-47dd-8120-11324bc54e06", "f30db892-07e9-47e9-837c-80727f46fd3d",
                                       "00000000-0000-4000-8000-0000000000aa"};
    static const char *const times[] = {NULL, "2026-11-22T00:00:00Z", "2026-01-01T00:00:00Z", "2001-05-05T05:05:05Z"};
    for (int i = 0; i < 5; i++) {
        if (!seeded_below(seeded, 6))
            random_text(seeded, spare[i], 30);
        else
            snprintf(spare[i], 32, "%s %s", words[seeded_below(seeded, 11)], words[seeded_below(seeded, 11)]);
    }
    return (struct row){
        .id = id,
        .name = spare[0],
        .upn = spare[1],
        .mail = seeded_below(seeded, 3)   ? spare[1]
                : seeded_below(seeded, 2) ? spare[2]
                                          : NULL,
        .title = seeded_below(seeded, 2) ? spare[3] : NULL,
        .department = seeded_below(seeded, 2) ? spare[4] : NULL,
        .location = seeded_below(seeded, 2) ? "NL" : NULL,
        .enabled = (int)seeded_below(seeded, 3) - 1,
        .synced = seeded_below(seeded, 2),
        .guest = !seeded_below(seeded, 4),
        .created = times[seeded_below(seeded, 4)],
        .last_sync = times[seeded_below(seeded, 4)],
        .skus = {seeded_below(seeded, 2) ? skus[seeded_below(seeded, 3)] : NULL, skus[seeded_below(seeded, 3)]},
    };
}

static inline struct user_page *random_page(struct seeded *seeded, unsigned first_id, unsigned ids, size_t count)
{
    struct user_page *page = user_page_new(count);
    char spare[5][32];
    for (size_t i = 0; i < count; i++) {
        struct row row = random_row(seeded, first_id + seeded_below(seeded, ids), spare);
        add_row(page, &row);
    }
    return page;
}

#endif
