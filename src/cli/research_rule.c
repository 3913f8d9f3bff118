/* `roster research USER --rule NAME`: what of the mail that came an inbox rule takes, as far as the message trace tells. */
#include "cli/research.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "output/say.h"
#include "research/rule_catch.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXT = 16 << 20 };

struct eaten {
    struct traced_message message;
    enum caught caught;
    const char *why;
};

struct rule_search {
    struct arena *arena;
    const char *name;
    struct record_page *rules, *trace;
    struct err rules_error, trace_error;
    int64_t from, covered_from;
};

static void keep_page(struct record_page **to, struct message *message)
{
    if (!message->records)
        return;
    if (*to)
        record_page_join(*to, message->records);
    else
        *to = message->records;
    message->records = NULL;
}

static void take(void *context, struct message *message)
{
    struct rule_search *search = context;
    if (message->kind != FROM_READ)
        return;
    bool trace = message_is_reading(message, "message-trace");
    keep_page(trace ? &search->trace : &search->rules, message);
    if (message->error.code != ERR_OK)
        *(trace ? &search->trace_error : &search->rules_error) = message->error;
    if (trace)
        search->covered_from = message->covered_from;
}

static struct message ask(const struct rule_search *search, const struct target *target)
{
    struct message message = message_read("inbox-rules-all", target->id, NULL);
    const struct source **sources = arena_alloc(message.arena, 2 * sizeof *sources);
    sources[0] = source_find("inbox-rules-all");
    sources[1] = source_find("message-trace");
    message.targets->user_principal_name = arena_strdup(message.arena, target->user_principal_name);
    message.sources = sources;
    message.source_count = 2;
    message.raw = true;
    message.from = search->from;
    return message;
}

static struct rule_catch *find_rule(struct rule_search *search, struct err *e)
{
    auto_buf struct buf names = buf_make(4096);
    for (size_t i = 0; search->rules && i < search->rules->count; i++) {
        struct rule_catch *rule = rule_catch_of_record(&search->rules->records[i], search->arena);
        if (rule && !strcasecmp(rule_catch_name(rule), search->name))
            return rule;
        if (rule)
            buf_printf(&names, "%s\"%s\"", names.length ? ", " : "", rule_catch_name(rule));
    }
    if (search->rules_error.code != ERR_OK) {
        *e = search->rules_error;
        return NULL;
    }
    err_set(e, ERR_NOT_FOUND, "there is no inbox rule \"%s\"", search->name);
    err_hint(e, names.length ? "the rules are %s" : "this mailbox has no inbox rule%s", buf_text(&names));
    return NULL;
}

static int in_order(const void *a, const void *b)
{
    const struct eaten *x = a, *y = b;
    if (x->caught != y->caught)
        return x->caught > y->caught ? -1 : 1;
    return x->message.received > y->message.received ? -1 : x->message.received < y->message.received;
}

static struct eaten *match(const struct rule_search *search, const struct rule_catch *rule, size_t counts[CAUGHT + 1])
{
    size_t count = search->trace ? search->trace->count : 0, kept = 0;
    struct eaten *all = arena_alloc(search->arena, (count + 1) * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        struct eaten *one = &all[kept];
        if (!traced_message_of(&search->trace->records[i], &one->message))
            continue;
        one->caught = rule_catches(rule, &one->message, &one->why, search->arena);
        counts[one->caught]++;
        kept += one->caught != CAUGHT_NOT;
    }
    if (kept)
        qsort(all, kept, sizeof *all, in_order);
    return all;
}

/* --- printing --- */

static void print_text(const struct rule_search *search, const struct rule_catch *rule, const struct eaten *all,
                       const size_t counts[CAUGHT + 1], bool markdown, struct buf *out)
{
    char text[CLOCK_TEXT];
    unsigned count;
    const char *const *conditions = rule_catch_conditions(rule, &count), *item = markdown ? "* " : "  ";
    buf_printf(out, "%sRule \"%s\", on the mail that came since %.10s\n%s", markdown ? "## " : "",
               rule_catch_name(rule), clock_format(search->from, text), markdown ? "\n" : "");
    for (unsigned i = 0; i < count; i++)
        buf_printf(out, "%sif %s\n", item, conditions[i]);
    if (!count)
        buf_printf(out, "%sno condition: it takes all mail\n", item);
    buf_printf(out, "%s%zu caught, %zu cannot be told, %zu not caught.\n%s", markdown ? "\n" : "", counts[CAUGHT],
               counts[CAUGHT_UNTOLD], counts[CAUGHT_NOT], markdown ? "\n" : "");
    for (size_t i = 0; i < counts[CAUGHT] + counts[CAUGHT_UNTOLD]; i++)
        buf_printf(out, "%s%-14s  %.16sZ  %s  %s  (%s)\n", item, caught_name(all[i].caught),
                   clock_format(all[i].message.received, text), all[i].message.sender, all[i].message.subject,
                   all[i].why);
    buf_puts(out, markdown ? "\n" : "");
    buf_puts(out, "What came before the rule was made is among these: the research tells when that was.\n");
    if (search->trace_error.code != ERR_OK)
        buf_printf(out, "Not every message was read: %s\n", search->trace_error.message);
}

static void put(struct json_writer *w, const char *name, const char *text)
{
    json_name(w, name);
    json_put_text(w, text);
}

static void put_message(struct json_writer *w, const struct eaten *one)
{
    char text[CLOCK_TEXT];
    json_open(w, '{');
    put(w, "state", one->caught == CAUGHT ? "caught" : "untold");
    put(w, "received", clock_format(one->message.received, text));
    put(w, "sender", one->message.sender);
    put(w, "recipient", one->message.recipient);
    put(w, "subject", one->message.subject);
    put(w, "status", one->message.status);
    put(w, "reason", one->why);
    json_close(w);
}

static void print_json(const struct rule_search *search, const struct rule_catch *rule, const struct eaten *all,
                       const size_t counts[CAUGHT + 1], struct buf *out)
{
    static const char *const names[] = {[CAUGHT_NOT] = "notCaught", [CAUGHT_UNTOLD] = "untold", [CAUGHT] = "caught"};
    struct json_writer w = json_writer(out);
    char text[CLOCK_TEXT];
    unsigned count;
    const char *const *conditions = rule_catch_conditions(rule, &count);
    json_open(&w, '{');
    put(&w, "rule", rule_catch_name(rule));
    put(&w, "from", clock_format(search->covered_from > search->from ? search->covered_from : search->from, text));
    json_name(&w, "conditions");
    json_open(&w, '[');
    for (unsigned i = 0; i < count; i++)
        json_put_text(&w, conditions[i]);
    json_close(&w);
    for (int i = 0; i <= CAUGHT; i++) {
        json_name(&w, names[i]);
        json_put_int(&w, (long long)counts[i]);
    }
    json_name(&w, "messages");
    json_open(&w, '[');
    for (size_t i = 0; i < counts[CAUGHT] + counts[CAUGHT_UNTOLD]; i++)
        put_message(&w, &all[i]);
    json_close(&w);
    put(&w, "error", search->trace_error.code != ERR_OK ? search->trace_error.message : NULL);
    json_close(&w);
    buf_putc(out, '\n');
}

bool research_rule(struct engine *engine, struct arena *arena, const struct options *options,
                   const struct target *target, int64_t from, struct err *e)
{
    struct rule_search search = {.arena = arena, .name = options->rule, .from = from};
    struct message message = ask(&search, target);
    size_t counts[CAUGHT + 1] = {0};
    auto_buf struct buf out = buf_make(TEXT);
    bool ok = engine_run(engine, &message, take, &search, e);
    const struct rule_catch *rule = ok ? find_rule(&search, e) : NULL;
    message_free(&message);
    ok = rule != NULL;
    if (ok && !search.trace && search.trace_error.code != ERR_OK) {
        *e = search.trace_error;
        ok = false;
    }
    const struct eaten *all = ok ? match(&search, rule, counts) : NULL;
    if (ok && options->output == OUTPUT_JSON) {
        print_json(&search, rule, all, counts, &out);
        say_json(buf_text(&out), out.length);
    } else if (ok) {
        print_text(&search, rule, all, counts, options->output == OUTPUT_MARKDOWN, &out);
        say_lines(buf_text(&out), out.length);
    }
    record_page_free(search.rules);
    record_page_free(search.trace);
    return ok;
}
