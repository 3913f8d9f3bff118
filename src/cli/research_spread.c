/* Whom else a research touches, in this tenant and in those of a partner's customers: other users who signed in, or did something, from its suspect addresses, who use its suspect
 * applications, and whose mail goes where its mail is forwarded to. */
#include "cli/research.h"

#include "base/clock.h"
#include "output/say.h"
#include <string.h>
#include <strings.h>

enum { MOST = 16 /* texts of a kind */ };

static const char *const *addresses_of(const struct report *report)
{
    return report->suspect_addresses;
}

static const char *const *apps_of(const struct report *report)
{
    return report->suspect_apps;
}

static const char *const *targets_of(const struct report *report)
{
    return report->suspect_targets;
}

static const struct spread_kind {
    const char *name;  /* docs/JSON.md */
    const char *title; /* "Other users from the suspect addresses" */
    const char *word;  /* "NAME from 203.0.113.5" */
    const char *sources[3];
    const char *const *(*named)(const struct report *report);
} kinds[] = {
    {"address",
     "Other users from the suspect addresses",
     "from",
     {"sign-ins-from", "audit-search-from", NULL},
     addresses_of},
    {"application",
     "Other users of the suspect applications",
     "with application",
     {"sign-ins-with-app", NULL},
     apps_of},
    {"forwarding", "Whose mail goes where this one's is sent on to", "to", {"messages-to", NULL}, targets_of},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct search {
    struct research_run *run;
    struct arena *arena;
    struct raw_reader reader;
    const struct spread_kind *kind;
    const char *customer; /* who is told of now: of run->customers; NULL: this tenant */
};

static bool is_subject(const struct research_run *run, const char *name)
{
    for (size_t i = 0; i < run->count; i++)
        if (!strcasecmp(run->targets[i].user_principal_name, name) || !strcasecmp(run->targets[i].id, name))
            return true;
    return false;
}

static bool is_same(const struct touched *one, const struct search *search, const char *name, const char *by)
{
    return one->kind == search->kind && one->customer == search->customer && !strcasecmp(one->name, name) &&
           !strcmp(one->by, by);
}

static void note(struct search *search, const char *name, const char *by, int64_t time)
{
    struct research_run *run = search->run;
    struct touched **at = &run->touched, *one;
    if (!*name || (!search->customer && is_subject(run, name)))
        return;
    while (*at && !is_same(*at, search, name, by))
        at = &(*at)->next;
    if (!(one = *at)) {
        one = *at = arena_alloc(search->arena, sizeof *one);
        one->name = arena_strdup(search->arena, name);
        one->by = arena_strdup(search->arena, by);
        one->customer = search->customer;
        one->kind = search->kind;
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
    const char *name = json_text_or(
        json_get(object, "userPrincipalName"),
        json_text_or(json_get(object, "UserId"), json_text_or(json_get(object, "SenderAddress"), "")));
    int64_t time = record->kind->time >= 0 && record->values[record->kind->time].known
                       ? record->values[record->kind->time].number
                       : 0;
    note(search, name, search->kind->named == addresses_of ? address_of(object, asked) : asked, time);
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

static void keep_customers(struct search *search, struct message *message)
{
    struct research_run *run = search->run;
    message_customers(message);
    struct message_customer *kept = arena_alloc(search->arena, (message->customer_count + 1) * sizeof *kept);
    for (size_t i = 0; i < message->customer_count; i++)
        kept[i] = *message_customer_copy(search->arena, &message->customers[i]);
    run->customers = kept;
    run->customer_count = message->customer_count;
    if (message->error.code != ERR_OK && run->unread.code == ERR_OK)
        run->unread = message->error;
}

/* The same of the customers, by the name of each. */
static void take_everywhere(void *context, struct message *message)
{
    struct search *search = context;
    struct research_run *run = search->run;
    if (message_is_reading(message, "customers")) {
        if (!run->customers)
            keep_customers(search, message);
        return;
    }
    if (message->kind != FROM_READ)
        return;
    for (size_t i = 0; i < run->customer_count; i++)
        if (!strcmp(run->customers[i].tenant_id, message->subject))
            search->customer = run->customers[i].name;
    for (size_t i = 0; message->records && i < message->records->count; i++)
        take_record(search, &message->records->records[i], message->text);
    if (message->error.code != ERR_OK) {
        say_error("%s: %s%s%s\n", search->customer ? search->customer : message->subject, message->error.message,
                  message->error.hint[0] ? ": " : "", message->error.hint);
        run->refused++;
    }
    search->customer = NULL;
}

static bool is_listed(char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(list[i], text))
            return true;
    return false;
}

/* What all reports name of the kind, each once. */
static size_t collect(const struct research_run *run, const struct spread_kind *kind, struct arena *arena, char **texts)
{
    size_t count = 0;
    for (size_t i = 0; i < run->count; i++)
        for (const char *const *one = kind->named(run->reports[i]); one && *one; one++)
            if (count < MOST && !is_listed(texts, count, *one))
                texts[count++] = arena_strdup(arena, *one);
    return count;
}

static bool search_kind(struct engine *engine, struct search *search, bool everywhere, struct err *e)
{
    const struct research_run *run = search->run;
    struct message message = {
        .kind = everywhere ? TO_FIND_EVERYWHERE : TO_READ, .arena = arena_new(0), .raw = true, .urgent = true};
    const struct source **sources = arena_alloc(message.arena, 3 * sizeof *sources);
    char **texts = arena_alloc(message.arena, MOST * sizeof *texts);
    for (size_t i = 0; search->kind->sources[i] && (!i || !everywhere); i++) /* the first is enough elsewhere */
        sources[message.source_count++] = source_find(search->kind->sources[i]);
    message.text_count = collect(run, search->kind, message.arena, texts);
    message.sources = sources;
    message.texts = (const char *const *)texts;
    message.from = run->count ? run->reports[0]->from : 0;
    bool ok = !message.text_count || engine_run(engine, &message, everywhere ? take_everywhere : take, search, e);
    message_free(&message);
    return ok;
}

bool research_spread(struct engine *engine, struct arena *arena, struct research_run *run, struct err *e)
{
    struct search search = {.run = run, .arena = arena};
    bool ok = true;
    run->spread = true;
    for (size_t i = 0; ok && i < KINDS; i++) {
        search.kind = &kinds[i];
        ok = search_kind(engine, &search, false, e) && (!run->everywhere || search_kind(engine, &search, true, e));
    }
    raw_reader_free(&search.reader);
    return ok;
}

/* --- printing --- */

static bool is_of(const struct report *report, const struct touched *touched)
{
    for (const char *const *one = touched->kind->named(report); one && *one; one++)
        if (!strcmp(*one, touched->by))
            return true;
    return false;
}

static void print_kind(const struct research_run *run, const struct report *report, const struct spread_kind *kind,
                       bool markdown, struct buf *out)
{
    const char *const *named = kind->named(report);
    size_t count = 0;
    if (!named || !*named)
        return;
    buf_printf(out, "\n%s%s\n%s", markdown ? "## " : "", kind->title, markdown ? "\n" : "");
    for (const struct touched *one = run->touched; one; one = one->next) {
        char first[CLOCK_TEXT], last[CLOCK_TEXT];
        if (one->kind != kind || !is_of(report, one))
            continue;
        count++;
        buf_printf(out, "%s%s%s%s%s %s %s: %zu %s, %.16sZ to %.16sZ\n", markdown ? "* " : "  ", one->name,
                   one->customer ? " (" : "", one->customer ? one->customer : "", one->customer ? ")" : "", kind->word,
                   one->by, one->count, one->count == 1 ? "record" : "records", clock_format(one->first, first),
                   clock_format(one->last, last));
    }
    if (!count && run->unread.code == ERR_OK)
        buf_printf(out, "%sNobody else was found.\n", markdown ? "* " : "  ");
}

void research_print_spread(const struct research_run *run, const struct report *report, bool markdown, struct buf *out)
{
    for (size_t i = 0; run->spread && i < KINDS; i++)
        print_kind(run, report, &kinds[i], markdown, out);
    if (run->everywhere)
        buf_printf(out, "\n%zu of the partner's customers were asked, too%s.\n", run->customer_count,
                   run->refused ? "; not all of them could be read" : "");
    if (run->spread && run->unread.code != ERR_OK)
        buf_printf(out, "\nWhom else it touches is not all known: %s\n", run->unread.message);
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
        json_name(w, "customer");
        json_put_text(w, one->customer);
        json_name(w, "kind");
        json_put_text(w, one->kind->name);
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
    if (run->everywhere) {
        json_name(w, "customersAsked");
        json_put_int(w, (long long)run->customer_count);
        json_name(w, "customersNotRead");
        json_put_int(w, (long long)run->refused);
    }
    json_name(w, "spreadError");
    json_put_text(w, run->unread.code != ERR_OK ? run->unread.message : NULL);
    json_close(w);
}
