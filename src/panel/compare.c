/* Two users side by side. What of one of them was not read is not lacking. */
#include "panel/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/json.h"
#include "model/sku.h"
#include "output/record_json.h"
#include "panel/rows.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_held(const struct record *licence)
{
    return strcmp(record_text(licence, "state"), "Error") != 0; /* what a group could not give is no licence */
}

/* As where a new user is made like another: who gets roles by a group is asked about by its name. */
static const char *why_group_is_kept(const struct record *group)
{
    const struct value *changes = record_value(group, "isChangeable");
    return record_true(group, "isAssignableToRole") ? "it gives roles: add it by its name"
           : changes->known && !changes->truth      ? "its members follow a rule or Active Directory"
                                                    : NULL;
}

static const struct aspect {
    const char *what, *title, *source;
    const char *same; /* the field by which one's is the other's */
    const char *name; /* the field that names it; NULL: it is a product */
    bool (*counts)(const struct record *record);
    const char *(*kept)(const struct record *record); /* why it is not given from here; NULL: it is */
} aspects[] = {
    {"licence", "Licences", "licence-states", "skuId", NULL, is_held, NULL},
    {"group", "Groups", "groups", "id", "displayName", NULL, why_group_is_kept},
    {"role", "Roles", "roles", "displayName", "displayName", NULL, NULL},
    {"authentication method", "Authentication methods", "methods", "kind", "kind", NULL, NULL},
    {"full access", "Full access to the mailbox", "mailbox-permissions", "user", "user", NULL, NULL},
    {"send as", "Sending as the mailbox", "send-as", "trustee", "trustee", NULL, NULL},
};

const struct source *const *compare_sources(void)
{
    static const struct source *all[COUNT_OF(aspects) + 1];
    for (size_t i = 0; i < COUNT_OF(aspects); i++)
        all[i] = source_find(aspects[i].source);
    return all;
}

/* --- who has what --- */

static const struct field fields[] = {
    {.name = "what", .label = "What"},   {.name = "name", .label = "Name"},
    {.name = "first", .label = "First"}, {.name = "second", .label = "Second"},
    {.name = "id", .label = "Id"},       {.name = "kept", .label = "Not given from here"},
};
static const struct record_kind kind = {.name = "comparison",
                                        .many = "comparisons",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = 4,
                                        .title = 1,
                                        .detail = 0,
                                        .time = -1};

static const struct panel_reading *reading_of(const struct compared *of, const struct aspect *aspect)
{
    return panel_reading_known(of->readings, source_find(aspect->source));
}

static bool has(const struct panel_reading *reading, const struct aspect *aspect, const char *id)
{
    for (size_t i = 0; reading->page && i < reading->page->count; i++)
        if (!strcasecmp(record_text(&reading->page->records[i], aspect->same), id) &&
            (!aspect->counts || aspect->counts(&reading->page->records[i])))
            return true;
    return false;
}

static const char *words_of(const struct panel_reading *reading, const struct aspect *aspect, const char *id)
{
    bool whole = reading->over && reading->state == READ_WHOLE;
    return has(reading, aspect, id) ? "has" : whole ? "lacks" : "not read";
}

static const char *name_of(struct arena *arena, const struct aspect *aspect, const struct record *record,
                           const struct sku_names *names)
{
    char spare[GUID_TEXT];
    struct guid sku;
    const char *id = record_text(record, aspect->same);
    if (aspect->name)
        return arena_strdup(arena, record_text(record, aspect->name));
    return guid_parse(id, strlen(id), &sku) ? arena_strdup(arena, sku_name(names, &sku, spare)) : "";
}

static bool is_listed(const struct record_page *page, const struct aspect *aspect, const char *id)
{
    for (size_t i = 0; i < page->count; i++)
        if (!strcmp(record_text(&page->records[i], "what"), aspect->what) &&
            !strcasecmp(record_text(&page->records[i], "id"), id))
            return true;
    return false;
}

/* What `of[from]` has, where the two differ, or where they do not. */
static void add_all(struct record_page *page, const struct compared of[2], int from, bool same,
                    const struct aspect *aspect, const struct sku_names *names)
{
    const struct panel_reading *both[] = {reading_of(&of[0], aspect), reading_of(&of[1], aspect)};
    for (size_t i = 0; both[from]->page && i < both[from]->page->count; i++) {
        const struct record *its = &both[from]->page->records[i];
        const char *id = record_text(its, aspect->same);
        if (!*id || (aspect->counts && !aspect->counts(its)) || is_listed(page, aspect, id) ||
            (has(both[0], aspect, id) && has(both[1], aspect, id)) != same)
            continue;
        struct record *record = record_page_add(page);
        record_set_text(record, "what", aspect->what);
        record_set_text(record, "name", name_of(page->arena, aspect, its, names));
        record_set_text(record, "first", words_of(both[0], aspect, id));
        record_set_text(record, "second", words_of(both[1], aspect, id));
        record_set_text(record, "id", arena_strdup(page->arena, id));
        record_set_text(record, "kept", aspect->kept ? aspect->kept(its) : NULL);
    }
}

struct record_page *compare_users(const struct compared of[2], const struct sku_names *names)
{
    struct record_page *page = record_page_new(&kind);
    for (size_t i = 0; i < COUNT_OF(aspects); i++) {
        add_all(page, of, 0, false, &aspects[i], names);
        add_all(page, of, 1, false, &aspects[i], names);
        add_all(page, of, 0, true, &aspects[i], names);
    }
    return page;
}

/* --- as text --- */

/* The columns are called by the two users' names. */
static struct record_kind named(struct arena *arena, const struct compared of[2])
{
    struct record_kind its = kind;
    struct field *called = arena_alloc(arena, sizeof fields);
    memcpy(called, fields, sizeof fields);
    bool tells = *of[0].display_name && *of[1].display_name && strcmp(of[0].display_name, of[1].display_name) != 0;
    for (int i = 0; i < 2; i++)
        called[2 + i].label = tells ? of[i].display_name : of[i].user_principal_name;
    its.fields = called;
    return its;
}

static size_t count_of(const struct record_page *page, size_t from, const char *what)
{
    size_t count = 0;
    while (from + count < page->count && !strcmp(record_text(&page->records[from + count], "what"), what))
        count++;
    return count;
}

static void put_unread(const struct compared *of, const struct aspect *aspect, enum panel_form form, struct buf *out)
{
    const struct panel_reading *reading = reading_of(of, aspect);
    const char *state = panel_reading_state(reading);
    char text[1024];
    snprintf(text, sizeof text, "%.200s, %s: %s%s%s", of->user_principal_name,
             reading->source ? reading->source->label : aspect->what, state, *reading->error.message ? ": " : "",
             reading->error.message);
    if (*state)
        panel_print_note(text, form, out);
}

void compare_print(const struct compared of[2], const struct sku_names *names, int64_t now, enum panel_form form,
                   struct buf *out)
{
    auto_arena struct arena *arena = arena_new(0);
    struct record_page *page = compare_users(of, names);
    struct record_kind its = named(arena, of);
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(aspects); i++) {
        struct part part = {.sources = {aspects[i].source},
                            .form = PART_LIST,
                            .kind = &its,
                            .fields = FIELDS("name", "first", "second")};
        struct part_content content = {.records = page->records + at, .count = count_of(page, at, aspects[i].what)};
        at += content.count;
        panel_print_heading(aspects[i].title, form, out);
        for (int k = 0; k < 2; k++)
            put_unread(&of[k], &aspects[i], form, out);
        if (content.count)
            panel_print_list(&part, &content, names, now, form, out);
        else if (part_is_whole(&part, of[0].readings) && part_is_whole(&part, of[1].readings))
            panel_print_note("Neither has one.", form, out);
    }
    assert(at == page->count);
    record_page_free(page);
}

/* --- as JSON --- */

static void put_user(struct json_writer *w, const struct compared *of)
{
    json_open(w, '{');
    json_name(w, "id");
    json_put_text(w, of->id);
    json_name(w, "displayName");
    json_put_text(w, of->display_name);
    json_name(w, "userPrincipalName");
    json_put_text(w, of->user_principal_name);
    json_name(w, "sources");
    json_open(w, '[');
    for (size_t i = 0; i < COUNT_OF(aspects); i++)
        panel_json_source(w, source_find(aspects[i].source), reading_of(of, &aspects[i]));
    json_close(w);
    json_close(w);
}

void compare_write_json(const struct compared of[2], const struct sku_names *names, struct buf *out)
{
    struct json_writer w = json_writer(out);
    struct record_page *page = compare_users(of, names);
    json_open(&w, '{');
    json_name(&w, "users");
    json_open(&w, '[');
    put_user(&w, &of[0]);
    put_user(&w, &of[1]);
    json_close(&w);
    json_name(&w, "rows");
    json_open(&w, '[');
    for (size_t i = 0; i < page->count; i++)
        record_json(&w, &page->records[i], names);
    json_close(&w);
    json_close(&w);
    buf_putc(out, '\n');
    record_page_free(page);
}
