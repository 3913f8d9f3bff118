/* Automatic replies (REQUESTS §7.3). */
#include "action/change.h"
#include "action/rows.h"
#include "api/exchange/exchange.h"
#include "base/arena.h"
#include "base/clock.h"

#include <string.h>
#include <strings.h>

#define EXCHANGE_ROLES                                                                                                 \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        "Exchange Administrator", "Exchange Recipient Administrator", NULL                                             \
    }

/* What the service shall know. A text that is NULL stays as it is stored. */
struct reply_settings {
    const char *state; /* "Enabled", "Disabled", "Scheduled" */
    const char *internal, *external, *audience, *start, *end;
};

static const char *const kept[] = {"AutoReplyState",   "InternalMessage", "ExternalMessage",
                                   "ExternalAudience", "StartTime",       "EndTime"};
enum { KEPT = sizeof kept / sizeof kept[0] };

static struct http_request *read_settings(struct flow *flow)
{
    return exchange_invoke(flow->arena, flow->endpoints, "Get-MailboxAutoReplyConfiguration",
                           flow->target->user_principal_name,
                           (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

/* Plain text as HTML that shows it: nothing in it is markup. */
static const char *html_of(struct flow *flow, const char *text)
{
    auto_buf struct buf out = buf_make(1u << 19);
    buf_puts(&out, "<html><body>");
    for (; *text; text++) {
        const char *as = *text == '&'    ? "&amp;"
                         : *text == '<'  ? "&lt;"
                         : *text == '>'  ? "&gt;"
                         : *text == '\n' ? "<br>\n"
                                         : NULL;
        if (as)
            buf_puts(&out, as);
        else if (*text != '\r')
            buf_putc(&out, *text);
    }
    buf_puts(&out, "</body></html>");
    return arena_strdup(flow->arena, buf_text(&out));
}

/* HTML as the text in it, for the form. */
static char *text_of(struct arena *arena, const char *html)
{
    static const struct {
        const char *from, *to;
    } marks[] = {{"<br>\n", "\n"}, {"<br>", "\n"}, {"<br/>", "\n"}, {"<br />", "\n"}, {"</p>", "\n"},
                 {"&lt;", "<"},    {"&gt;", ">"},  {"&nbsp;", " "}, {"&quot;", "\""}, {"&amp;", "&"}};
    auto_buf struct buf out = buf_make(1u << 19);
    while (*html) {
        size_t i = 0;
        while (i < sizeof marks / sizeof marks[0] && strncasecmp(html, marks[i].from, strlen(marks[i].from)) != 0)
            i++;
        if (i < sizeof marks / sizeof marks[0]) {
            buf_puts(&out, marks[i].to);
            html += strlen(marks[i].from);
        } else if (*html == '<') {
            html += strcspn(html, ">");
            html += *html == '>';
        } else {
            buf_putc(&out, *html++);
        }
    }
    return arena_strdup(arena, buf_text(&out));
}

static const struct json *first_of(const struct json *reply)
{
    return json_first(json_get(reply, "value"));
}

static const char *keep(struct flow *flow, const struct json *now)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    for (size_t i = 0; i < KEPT; i++) {
        json_name(&w, kept[i]);
        json_put_text(&w, json_text(json_get(first_of(now), kept[i])));
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* "2026-01-31T08:00:00Z" of a parameter; NULL when it is empty. */
static const char *time_of(struct flow *flow, const char *name)
{
    const char *value = flow_value(flow, name);
    char text[CLOCK_TEXT];
    int64_t ms;
    return value && action_time(value, flow->now, &ms) ? arena_strdup(flow->arena, clock_format(ms, text)) : NULL;
}

static struct reply_settings *of_form(struct flow *flow, struct reply_settings *want)
{
    static const struct {
        const char *choice, *audience;
    } audiences[] = {{"none", "None"}, {"known", "Known"}, {"all", "All"}};
    const char *external = flow_value(flow, "external"), *choice = flow_value(flow, "audience");
    const char *from = time_of(flow, "from"), *until = time_of(flow, "until");
    char now[CLOCK_TEXT];
    want->internal = html_of(flow, flow_value(flow, "message") ? flow_value(flow, "message") : "");
    want->external = external ? html_of(flow, external) : want->internal;
    for (size_t i = 0; i < 3; i++)
        if (choice && !strcmp(audiences[i].choice, choice))
            want->audience = audiences[i].audience;
    want->state = from || until ? "Scheduled" : "Enabled";
    if (!from && !until)
        return want;
    want->start = from ? from : arena_strdup(flow->arena, clock_format(flow->now, now));
    want->end = until;
    return want;
}

static struct reply_settings *restored(struct flow *flow, struct reply_settings *want)
{
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const char **const texts[] = {&want->state,    &want->internal, &want->external,
                                  &want->audience, &want->start,    &want->end};
    for (size_t i = 0; i < KEPT; i++)
        *texts[i] = arena_strdup(flow->arena, json_text(json_get(root, kept[i])));
    if (!want->state)
        want->state = "Disabled";
    return want;
}

/* Found out once, so that "now" stays the same moment. */
static const struct reply_settings *wanted(struct flow *flow)
{
    if (flow->state)
        return flow->state;
    struct reply_settings *want = flow->state = arena_alloc(flow->arena, sizeof *want);
    if (flow->restore)
        return restored(flow, want);
    if (flow->action->params)
        return of_form(flow, want);
    want->state = "Disabled";
    return want;
}

/* Exchange keeps the moment, not the spelling. */
static bool same_time(const char *one, const char *other)
{
    int64_t a, b;
    return !strcmp(one, other) ||
           (clock_parse(one, strlen(one), &a) && clock_parse(other, strlen(other), &b) && a / 1000 == b / 1000);
}

/* Exchange puts its own frame around the texts: what can be read counts. */
static bool same_text(struct flow *flow, const char *one, const char *other)
{
    const char *a = text_of(flow->arena, one), *b = text_of(flow->arena, other);
    for (;;) {
        a += strspn(a, " \t\r\n");
        b += strspn(b, " \t\r\n");
        if (*a != *b)
            return false;
        if (!*a)
            return true;
        a++, b++;
    }
}

static int same(struct flow *flow, const struct json *now)
{
    const struct reply_settings *want = wanted(flow);
    const char *const texts[] = {want->state, want->internal, want->external, want->audience, want->start, want->end};
    bool scheduled = !strcmp(want->state, "Scheduled");
    for (size_t i = 0; i < KEPT; i++) {
        const char *is = json_text_or(json_get(first_of(now), kept[i]), "");
        bool when = !strcmp(kept[i], "StartTime") || !strcmp(kept[i], "EndTime");
        bool message = strstr(kept[i], "Message") != NULL;
        if (!texts[i] ||
            (when && (!scheduled || flow->look))) /* looking back: "now" and "+7d" mean another moment by then */
            continue;
        if (when ? !same_time(is, texts[i]) : message ? !same_text(flow, is, texts[i]) : strcmp(is, texts[i]) != 0)
            return 0;
    }
    return 1;
}

static struct http_request *write_settings(struct flow *flow)
{
    const struct reply_settings *want = wanted(flow);
    bool scheduled = !strcmp(want->state, "Scheduled");
    const struct exchange_parameter all[] = {
        {"Identity", .text = flow->target->id},
        {"AutoReplyState", .text = want->state},
        {"InternalMessage", .text = want->internal},
        {"ExternalMessage", .text = want->external},
        {"ExternalAudience", .text = want->audience},
        {"StartTime", .text = scheduled ? want->start : NULL},
        {"EndTime", .text = scheduled ? want->end : NULL},
    };
    struct exchange_parameter given[sizeof all / sizeof all[0] + 1] = {{NULL}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].text)
            given[n++] = all[i];
    return exchange_invoke(flow->arena, flow->endpoints, "Set-MailboxAutoReplyConfiguration",
                           flow->target->user_principal_name, given);
}

static const char *say(struct flow *flow, enum change_end end)
{
    const struct reply_settings *want = wanted(flow);
    if (end == CHANGE_ALREADY)
        return flow->action->params ? "Out of office is set like this already." : "Out of office was off already.";
    if (!strcmp(want->state, "Disabled"))
        return "Out of office is off; the texts are kept.";
    if (!strcmp(want->state, "Enabled"))
        return "Out of office is on until it is switched off.";
    return arena_printf(flow->arena, "Out of office is on from %s%s%s.", want->start ? want->start : "now",
                        want->end ? " until " : "", want->end ? want->end : "");
}

static bool times_good(struct param_values values, struct err *e)
{
    const char *from = param_value_of(values, "from"), *until = param_value_of(values, "until");
    int64_t now = clock_now(), start = now, end = now;
    if (from && !until) {
        err_set(e, ERR_USAGE, "out of office with a beginning needs an end");
        return err_hint(e, "give until, such as +7d");
    }
    if (!until || ((!from || action_time(from, now, &start)) && action_time(until, now, &end) && start < end))
        return true;
    err_set(e, ERR_USAGE, "out of office would end before it begins");
    return err_hint(e, "correct from and until");
}

static bool some_get_it_outside(struct param_values values)
{
    const char *audience = param_value_of(values, "audience");
    return !audience || strcmp(audience, "none") != 0;
}

static const struct change set_out_of_office = {
    .read = read_settings, .same = same, .keep = keep, .write = write_settings, .say = say};

static enum flow_state prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, read_settings(flow), 1);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    const char *state = json_text_or(json_get(first_of(now), "AutoReplyState"), "unknown");
    const char *internal = json_text_or(json_get(first_of(now), "InternalMessage"), "");
    const char *external = json_text_or(json_get(first_of(now), "ExternalMessage"), "");
    prepared_note(flow, false, "Now: %s.", state);
    prepared_param(flow, "message")->otherwise = text_of(flow->arena, internal);
    if (strcmp(internal, external) != 0)
        prepared_param(flow, "external")->otherwise = text_of(flow->arena, external);
    return flow_done(flow, "Read.");
}

const struct action out_of_office_actions[] = {
    {
        .name = "set-out-of-office",
        .label = "Set out of office",
        .key = 'w',
        .group = GROUP_MAIL,
        .flags = ACTION_BULK,
        .help = "Answer incoming mail automatically, always or for a time.",
        .confirm = "Set an out of office message for {target}?",
        .params =
            (const struct param[]){{.name = "message",
                                    .label = "Message",
                                    .kind = PARAM_MULTILINE,
                                    .required = true,
                                    .maximum = 65536,
                                    .help = "plain text, sent inside and outside"},
                                   {.name = "external",
                                    .label = "Outside, if different",
                                    .kind = PARAM_MULTILINE,
                                    .maximum = 65536,
                                    .when = some_get_it_outside,
                                    .help = "plain text for senders outside; empty: the same"},
                                   {.name = "audience",
                                    .label = "Senders outside who get it",
                                    .kind = PARAM_CHOICE,
                                    .otherwise = "all",
                                    .help = "none, known (contacts) or all",
                                    .choices = (const char *const[]){"none", "known", "all", NULL}},
                                   {.name = "from", .label = "From", .kind = PARAM_DATE_TIME, .help = "empty: now"},
                                   {.name = "until",
                                    .label = "Until",
                                    .kind = PARAM_DATE_TIME,
                                    .check = times_good,
                                    .help = "empty: until it is switched off"},
                                   {.name = NULL}},
        .cmdlets = (const char *const[]){"Get-MailboxAutoReplyConfiguration", "Set-MailboxAutoReplyConfiguration",
                                         NULL},
        .roles = EXCHANGE_ROLES,
        .prepare = prepare,
        .change = &set_out_of_office,
        .undo = "set-out-of-office",
    },
    {
        .name = "disable-out-of-office",
        .label = "Disable out of office",
        .key = 'W',
        .group = GROUP_MAIL,
        .flags = ACTION_BULK,
        .help = "Stop the automatic replies; their texts are kept.",
        .confirm = "Disable out of office for {target}?",
        .cmdlets = (const char *const[]){"Get-MailboxAutoReplyConfiguration", "Set-MailboxAutoReplyConfiguration",
                                         NULL},
        .roles = EXCHANGE_ROLES,
        .change = &set_out_of_office,
        .undo = "set-out-of-office",
    },
    {.name = NULL},
};
