/* The table of sources, and how a reading begins and ends. */
#include "source/source.h"

#include "api/graph/graph.h"
#include "base/buf.h"
#include "base/clock.h"
#include "codec/json.h"
#include "model/page.h"
#include "source/rows.h"
#include <assert.h>
#include <string.h>

enum { MOST_SOURCES = 128, HINT = 1024 };

#define SOURCE_FILE_LISTED(name) {name##_sources, name##_source_count},

const struct source *const *source_all(size_t *count)
{
    static const struct source *all[MOST_SOURCES]; /* filled once, before there are threads */
    static size_t filled;
    const struct {
        const struct source *rows;
        size_t count;
    } files[] = {SOURCE_FILES(SOURCE_FILE_LISTED)};
    bool first = filled == 0;
    for (size_t i = 0; first && i < sizeof files / sizeof files[0]; i++)
        for (size_t k = 0; k < files[i].count; k++) {
            assert(filled < MOST_SOURCES);
            all[filled++] = &files[i].rows[k];
        }
    *count = filled;
    return all;
}

const struct source *source_find(const char *name)
{
    size_t count;
    const struct source *const *all = source_all(&count);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(all[i]->name, name))
            return all[i];
    return NULL;
}

enum source_step reading_begin(struct reading *reading)
{
    assert(!reading->page && (reading->source->scope == SOURCE_OF_TENANT || reading->subject));
    reading->page = record_page_new(reading->source->kind);
    reading->covered_from = reading->from;
    enum source_step step = reading_step(reading, NULL);
    reading->asked = step == SOURCE_SEND ? reading->request : NULL;
    return step;
}

/* "This needs P1" is also said, now and then, in tenants that have it: what the tenant owns decides (REQUESTS §1.6). */
static enum source_step ask_what_is_owned(struct reading *reading)
{
    struct reading *owned = reading->owned = arena_alloc(reading->arena, sizeof *owned);
    *owned = (struct reading){
        .source = source_find("subscriptions"), .endpoints = reading->endpoints, .arena = reading->arena};
    enum source_step step = reading_begin(owned);
    reading->request = owned->request;
    return step;
}

static enum source_step owned_in(struct reading *reading, const struct http_reply *reply)
{
    struct reading *owned = reading->owned;
    if (reading_step(owned, reply) == SOURCE_SEND) {
        reading->request = owned->request;
        return SOURCE_SEND;
    }
    if (subscriptions_hold(owned->page, reading->source->plan)) {
        reading->why = WHY_NOT_PERMITTED;
        err_hint(&reading->error, "The tenant has the licence: grant the permission Directory.Read.All");
    } else if (owned->state == READ_WHOLE && subscriptions_tell(owned->page)) {
        bool p2 = !strcmp(reading->source->plan, "AAD_PREMIUM_P2");
        err_hint(&reading->error, "%s needs Microsoft Entra ID %s, which the tenant does not have",
                 p2 ? "Risk" : "Sign-in data", p2 ? "P2" : "P1");
    }
    reading_free(owned);
    return SOURCE_OVER;
}

enum source_step reading_step(struct reading *reading, const struct http_reply *reply)
{
    const struct source *source = reading->source;
    reading->pause = 0;
    if (reading->owned)
        return owned_in(reading, reply);
    enum source_step step = source->step ? source->step(reading, reply) : pages_step(reading, reply);
    bool doubted = step == SOURCE_OVER && reading->why == WHY_NOT_LICENSED && source->plan &&
                   strstr(reading->error.message, "NonPremiumTenant");
    return doubted ? ask_what_is_owned(reading) : step;
}

static enum read_why why_of(const struct err *e)
{
    if (graph_unlicensed(e->message))
        return WHY_NOT_LICENSED;
    switch (e->code) {
    case ERR_FORBIDDEN:
        return WHY_NOT_PERMITTED;
    case ERR_NOT_FOUND:
        return WHY_NOT_THERE;
    case ERR_THROTTLED:
        return WHY_THROTTLED;
    case ERR_TIMEOUT:
        return WHY_TIMED_OUT;
    case ERR_CANCELLED:
    case ERR_CUT:
    case ERR_NETWORK:
        return WHY_CUT_SHORT;
    default:
        return WHY_FAILED;
    }
}

/* What is there reaches back to the oldest record: logs come newest first. */
static void cover(struct reading *reading)
{
    const struct record_page *page = reading->page;
    const struct value *last = page->count && page->kind->time >= 0
                                   ? &page->records[page->count - 1].values[page->kind->time]
                                   : NULL;
    if (last && last->known)
        reading->covered_from = last->number;
}

static enum source_step in_part(struct reading *reading, enum read_why why)
{
    reading->state = READ_IN_PART;
    reading->why = why;
    return SOURCE_OVER;
}

enum source_step reading_too_many(struct reading *reading)
{
    char back[CLOCK_TEXT];
    cover(reading);
    if (reading->source->flags & SOURCE_LOG)
        err_set(&reading->error, ERR_TOO_BIG, "the newest %zu %s, back to %s", reading->page->count,
                reading->source->kind->many, clock_format(reading->covered_from, back));
    else
        err_set(&reading->error, ERR_TOO_BIG, "more than %zu %s: the rest was not read", reading->page->count,
                reading->source->kind->many);
    return in_part(reading, WHY_TOO_MANY);
}

bool reading_left_out(struct err *e, size_t count, const char *what)
{
    return err_set(e, ERR_PARSE, "%zu %s left out: no readable %s", count, count == 1 ? "row was" : "rows were", what);
}

enum source_step reading_end(struct reading *reading)
{
    const struct source *source = reading->source;
    struct record_page *page = reading->page;
    if (page->strangers) { /* whatever else: an answer to another question is the graver fault */
        err_set(&reading->error, ERR_SERVICE, "the service answered about somebody else: %zu %s left out",
                page->strangers, page->strangers == 1 ? "row was" : "rows were");
        (void)in_part(reading, WHY_LEFT_OUT);
        if (!page->count && !reading->taken)
            reading->state = READ_NOT;
        return SOURCE_OVER;
    }
    if (page->left_out) {
        reading_left_out(&reading->error, page->left_out, source->kind->fields[source->kind->id].name);
        (void)in_part(reading, WHY_LEFT_OUT);
        if (!page->count && !reading->taken && !reading->users) /* no row of all that came */
            reading->state = READ_NOT;
        return SOURCE_OVER;
    }
    if (page->unreadable) {
        err_set(&reading->error, ERR_PARSE, "%zu %s %s", page->unreadable,
                page->unreadable == 1 ? "value could not be read:" : "values could not be read, the first:",
                page->unreadable_of);
        return in_part(reading, WHY_LEFT_OUT);
    }
    reading->state = READ_WHOLE;
    reading->why = WHY_NOTHING;
    return SOURCE_OVER;
}

/* What was refused says by its code that a permission or a role is missing, not which: the row knows (REQUESTS §0.4). An application
 * without the permission may be told something else (REQUESTS §2.5). */
static void say_what_it_takes(const struct reading *reading, struct err *e)
{
    const struct source *source = reading->source;
    static const char *const codes[] = {"Authorization_RequestDenied)", "AccessDenied)",
                                        "Authentication_MSGraphPermissionMissing)"};
    auto_buf struct buf names = buf_make(HINT);
    bool told = false;
    for (size_t i = 0; source->roles && source->roles[i]; i++)
        buf_printf(&names, "%s%s", !i ? "" : source->roles[i + 1] ? ", " : " or ", source->roles[i]);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        told |= strstr(e->message, codes[i]) != NULL;
    if (reading->why == WHY_CLOSED)
        err_hint(e, "%s", source->closed);
    else if (names.length && strstr(e->message, "UnsupportedUserRole"))
        err_hint(e, "Your role cannot read this: %s can", buf_text(&names));
    else if (told && source->needs)
        err_hint(e, "It takes the permission %s%s%s%s%s", source->needs[0], source->also ? " and " : "",
                 source->also ? source->also[0] : "", names.length ? "; of a person also the role " : "",
                 buf_text(&names));
}

/* That there is none only the service can say, in an error with a code: the 404 of a filter or a proxy says nothing. */
static bool says_none(const struct http_reply *reply)
{
    struct err ignored;
    auto_json struct json *body = reply && reply->status == 404
                                      ? json_parse(buf_text(&reply->body), reply->body.length, &ignored)
                                      : NULL;
    return *json_text_or(json_path(body, "error.code"), "") != '\0';
}

enum source_step reading_stop(struct reading *reading, const struct http_reply *reply, const struct err *e)
{
    assert(e->code != ERR_OK);
    if (reading->source->flags & SOURCE_404_IS_NONE && says_none(reply))
        return reading_end(reading);
    reading->error = *e;
    reading->why = why_of(e);
    if (reading->why == WHY_NOT_PERMITTED && reading->source->closed && reading->person)
        reading->why = WHY_CLOSED;
    if (reading->why == WHY_NOT_PERMITTED || reading->why == WHY_CLOSED)
        say_what_it_takes(reading, &reading->error);
    if (reading->source->plan && strstr(reading->error.message, "not licensed for this feature"))
        err_hint(&reading->error, "This needs Microsoft Entra ID %s",
                 !strcmp(reading->source->plan, "AAD_PREMIUM") ? "P1" : "P2");
    reading->state = reading->page->count + reading->taken ? READ_IN_PART : READ_NOT;
    if (reading->page->count)
        cover(reading);
    return SOURCE_OVER;
}

void reading_join(struct reading *reading, struct reading *more)
{
    assert(reading->source == more->source && reading->source->lists);
    if (reading->state == READ_WHOLE) {
        reading->state = more->state;
        reading->why = more->why;
        reading->beside = more->beside;
        reading->error = more->error;
    }
    if (more->page)
        record_page_join(reading->page, more->page);
    more->page = NULL;
    if (reading->state != READ_WHOLE)
        reading->state = reading->page->count ? READ_IN_PART : READ_NOT;
}

struct record_page *reading_take(struct reading *reading)
{
    struct record_page *page = reading->page;
    reading->page = record_page_new(page->kind);
    reading->page->left_out = page->left_out; /* told at the end, of all pages */
    reading->page->strangers = page->strangers;
    reading->page->unreadable = page->unreadable;
    reading->page->unreadable_of = page->unreadable_of;
    reading->taken += page->count;
    record_page_close(page);
    return page;
}

void reading_free(struct reading *reading)
{
    if (reading->owned)
        reading_free(reading->owned);
    record_page_free(reading->page);
    user_page_free(reading->users);
    reading->page = NULL;
    reading->users = NULL;
}

const char *read_state_name(enum read_state state)
{
    static const char *const names[] = {
        [READ_WHOLE] = "read", [READ_IN_PART] = "read in part", [READ_NOT] = "not read", [READ_GOING] = "being read"};
    return names[state];
}

const char *read_why_name(enum read_why why)
{
    static const char *const names[WHYS] = {[WHY_NOTHING] = "",
                                            [WHY_NOT_LICENSED] = "not licensed",
                                            [WHY_NOT_PERMITTED] = "not permitted",
                                            [WHY_CLOSED] = "closed to people",
                                            [WHY_NOT_SIGNED_IN] = "not signed in",
                                            [WHY_NOT_THERE] = "not there",
                                            [WHY_CUT_SHORT] = "cut short",
                                            [WHY_TIMED_OUT] = "timed out",
                                            [WHY_THROTTLED] = "throttled",
                                            [WHY_FAILED] = "failed",
                                            [WHY_TOO_MANY] = "too many",
                                            [WHY_LEFT_OUT] = "rows left out",
                                            [WHY_DISABLED] = "switched off"};
    return names[why];
}
