/* Whom else a research touches: other users who signed in, or did something, from its suspect addresses. */
#include "cli/research.h"

#include "base/clock.h"
#include "output/say.h"
#include <string.h>
#include <strings.h>

enum { ADDRESSES = 16 };

struct search {
    struct research_run *run;
    struct arena *arena;
    struct raw_reader reader;
};

static bool is_subject(const struct research_run *run, const char *name)
{
    for (size_t i = 0; i < run->count; i++)
        if (!strcasecmp(run->targets[i].user_principal_name, name) || !strcasecmp(run->targets[i].id, name))
            return true;
    return false;
}

static void note(struct search *search, const char *name, const char *by, int64_t time)
{
    struct research_run *run = search->run;
    struct touched **at = &run->touched, *one;
    if (!*name || is_subject(run, name))
        return;
    while (*at && (strcasecmp((*at)->name, name) != 0 || strcmp((*at)->by, by) != 0))
        at = &(*at)->next;
    if (!(one = *at)) {
        one = *at = arena_alloc(search->arena, sizeof *one);
        one->name = arena_strdup(search->arena, name);
        one->by = arena_strdup(search->arena, by);
        one->first = time;
    }
    one->count++;
    one->first = time && time < one->first ? time : one->first;
    one->last = time > one->last ? time : one->last;
}

/* A search for several addresses at once does not say which of them it was: the record does. */
static const char *address_of(const struct json *object, const char *asked)
{
    const char *address = json_text_or(json_get(object, "ClientIP"),
                                       json_text_or(json_get(object, "ipAddress"), asked));
    return strstr(address, asked) ? asked : address;
}

static void take_record(struct search *search, const struct record *record, const char *asked)
{
    struct err ignored;
    const char *raw = record_raw(record, &search->reader);
    auto_json struct json *object = raw ? json_parse(raw, strlen(raw), &ignored) : NULL;
    const char *name = json_text_or(json_get(object, "userPrincipalName"),
                                    json_text_or(json_get(object, "UserId"), ""));
    int64_t time = record->kind->time >= 0 && record->values[record->kind->time].known
                       ? record->values[record->kind->time].number
                       : 0;
    note(search, name, address_of(object, asked), time);
}

static void take(void *context, struct message *message)
{
    struct search *search = context;
    if (message->kind != FROM_READ)
        return;
    for (size_t i = 0; message->records && i < message->records->count; i++)
        take_record(search, &message->records->records[i], message->subject);
    if (message->error.code != ERR_OK && search->run->unread.code == ERR_OK)
        search->run->unread = message->error;
}

static bool is_listed(char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(list[i], text))
            return true;
    return false;
}

bool research_spread(struct engine *engine, struct arena *arena, struct research_run *run, struct err *e)
{
    static const char *const names[] = {"sign-ins-from", "audit-search-from"};
    struct message message = {.kind = TO_READ, .arena = arena_new(0), .raw = true, .urgent = true};
    const struct source **sources = arena_alloc(message.arena, 2 * sizeof *sources);
    char **texts = arena_alloc(message.arena, ADDRESSES * sizeof *texts);
    struct search search = {.run = run, .arena = arena};
    run->spread = true;
    for (size_t i = 0; i < run->count; i++)
        for (const char *const *one = run->reports[i]->suspect_addresses; one && *one; one++)
            if (message.text_count < ADDRESSES && !is_listed(texts, message.text_count, *one))
                texts[message.text_count++] = arena_strdup(message.arena, *one);
    for (size_t i = 0; i < 2; i++)
        sources[message.source_count++] = source_find(names[i]);
    message.sources = sources;
    message.texts = (const char *const *)texts;
    message.from = run->count ? run->reports[0]->from : 0;
    bool ok = !message.text_count || engine_run(engine, &message, take, &search, e);
    message_free(&message);
    raw_reader_free(&search.reader);
    return ok;
}

/* --- printing --- */

static bool is_of(const struct report *report, const struct touched *touched)
{
    for (const char *const *one = report->suspect_addresses; one && *one; one++)
        if (!strcmp(*one, touched->by))
            return true;
    return false;
}

void research_print_spread(const struct research_run *run, const struct report *report, bool markdown, struct buf *out)
{
    size_t count = 0;
    if (!run->spread)
        return;
    buf_printf(out, "\n%sOther users from the suspect addresses\n%s", markdown ? "## " : "", markdown ? "\n" : "");
    for (const struct touched *one = run->touched; one; one = one->next) {
        char first[CLOCK_TEXT], last[CLOCK_TEXT];
        if (!is_of(report, one))
            continue;
        count++;
        buf_printf(out, "%s%s from %s: %zu %s, %.16s to %.16s\n", markdown ? "* " : "  ", one->name, one->by,
                   one->count, one->count == 1 ? "record" : "records", clock_format(one->first, first),
                   clock_format(one->last, last));
    }
    if (run->unread.code != ERR_OK)
        buf_printf(out, "%sNot everything was read: %s\n", markdown ? "* " : "  ", run->unread.message);
    else if (!count)
        buf_printf(out, "%sNobody else was found.\n", markdown ? "* " : "  ");
}

void research_print_json(const struct research_run *run, const struct report *report, struct json_writer *w)
{
    size_t at = (size_t)0;
    while (run->reports[at] != report)
        at++;
    if (run->spread) {
        json_open(w, '{');
        json_name(w, "research");
    }
    report_print_json(report, run->since_last ? &run->lasts[at] : NULL, w);
    if (!run->spread)
        return;
    json_name(w, "spread");
    json_open(w, '[');
    for (const struct touched *one = run->touched; one; one = one->next) {
        char time[CLOCK_TEXT];
        if (!is_of(report, one))
            continue;
        json_open(w, '{');
        json_name(w, "userPrincipalName");
        json_put_text(w, one->name);
        json_name(w, "by");
        json_put_text(w, one->by);
        json_name(w, "count");
        json_put_int(w, (long long)one->count);
        json_name(w, "first");
        json_put_text(w, clock_format(one->first, time));
        json_name(w, "last");
        json_put_text(w, clock_format(one->last, time));
        json_close(w);
    }
    json_close(w);
    json_name(w, "spreadError");
    json_put_text(w, run->unread.code != ERR_OK ? run->unread.message : NULL);
    json_close(w);
}
