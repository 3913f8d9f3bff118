/* Automatic replies (REQUESTS §7.3). */
#include "action/change.h"
#include "action/rows.h"
#include "api/exchange/exchange.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"
#include "codec/html.h"

#include <string.h>
#include <strings.h>

#define EXCHANGE_ROLES                                                                                                 \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        "Exchange Administrator", "Exchange Recipient Administrator", NULL                                             \
    }

/* From START on they go with a schedule alone, from EVENT on they are switches, from EVENT_SUBJECT on texts again. */
enum setting {
    STATE,
    INTERNAL,
    EXTERNAL,
    AUDIENCE,
    START,
    END,
    EVENT,
    DECLINE_NEW,
    DECLINE,
    DECLINE_ALL,
    EVENT_SUBJECT,
    DECLINE_TEXT,
    SETTINGS
};

static const char *const names[SETTINGS] = {[STATE] = "AutoReplyState",
                                            [INTERNAL] = "InternalMessage",
                                            [EXTERNAL] = "ExternalMessage",
                                            [AUDIENCE] = "ExternalAudience",
                                            [START] = "StartTime",
                                            [END] = "EndTime",
                                            [EVENT] = "CreateOOFEvent",
                                            [DECLINE_NEW] = "AutoDeclineFutureRequestsWhenOOF",
                                            [DECLINE] = "DeclineEventsForScheduledOOF",
                                            [DECLINE_ALL] = "DeclineAllEventsForScheduledOOF",
                                            [EVENT_SUBJECT] = "OOFEventSubject",
                                            [DECLINE_TEXT] = "DeclineMeetingMessage"};

static bool is_switch(enum setting setting)
{
    return setting >= EVENT && setting < EVENT_SUBJECT;
}

/* What the service shall know. What is NULL stays as it is stored. */
struct reply_settings {
    const char *text[SETTINGS]; /* the state is "Enabled", "Disabled" or "Scheduled" */
    bool differs[SETTINGS];     /* from what was read last */
};

static bool is_scheduled(const struct reply_settings *settings)
{
    return !strcmp(settings->text[STATE], "Scheduled");
}

static struct http_request *read_settings(struct flow *flow)
{
    return exchange_invoke(flow->arena, flow->endpoints, "Get-MailboxAutoReplyConfiguration",
                           flow->target->user_principal_name,
                           (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

/* Plain text as HTML that shows it: nothing in it is markup. */
static const char *html_of(struct flow *flow, const char *text)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
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

static const struct json *first_of(const struct json *reply)
{
    return json_first(json_get(reply, "value"));
}

static const char *keep(struct flow *flow, const struct json *now)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct json *value = json_get(first_of(now), names[i]);
        if (i > END && !value)
            continue;
        if (is_switch((enum setting)i))
            json_member_text(&w, names[i], json_kind(value) == JSON_BOOL ? json_true(value) ? "true" : "false" : NULL);
        else
            json_member_text(&w, names[i], json_text(value));
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* Exchange keeps the moment, not the spelling. */
static bool same_time(const char *one, const char *other)
{
    int64_t a, b;
    return !strcmp(one, other) ||
           (clock_parse(one, strlen(one), &a) && clock_parse(other, strlen(other), &b) && a / 1000 == b / 1000);
}

/* A no-break space is one, however it is written. */
static const char *behind_blanks(const char *text)
{
    static const char no_break[] = "\xc2\xa0";
    for (;;) {
        size_t blanks = strspn(text, " \t\r\n");
        if (!blanks && strncmp(text, no_break, strlen(no_break)) != 0)
            return text;
        text += blanks ? blanks : strlen(no_break);
    }
}

/* Exchange puts its own frame around the texts: what can be read counts. */
static bool same_text(struct flow *flow, const char *one, const char *other)
{
    const char *a = html_text(flow->arena, one), *b = html_text(flow->arena, other);
    for (;;) {
        a = behind_blanks(a);
        b = behind_blanks(b);
        if (*a != *b)
            return false;
        if (!*a)
            return true;
        a++, b++;
    }
}

/* "2026-01-31T08:00:00Z" of a parameter; NULL when it is empty. */
static const char *time_of(struct flow *flow, const char *name)
{
    const char *value = flow_value(flow, name);
    char text[CLOCK_TEXT];
    int64_t ms;
    return value && zone_read(value, flow->now, &ms) ? arena_strdup(flow->arena, clock_format(ms, text)) : NULL;
}

static const char *stored(const struct json *now, enum setting setting)
{
    const struct json *value = json_get(first_of(now), names[setting]);
    return is_switch(setting) ? json_true(value) ? "true" : "false" : json_text_or(value, "");
}

/* Whether a schedule is in force or still to come. */
static bool schedule_runs(struct flow *flow, const struct json *now)
{
    const char *end = stored(now, END);
    int64_t ms;
    return !strcmp(stored(now, STATE), "Scheduled") &&
           (flow->look || (clock_parse(end, strlen(end), &ms) && ms > flow->now));
}

static const struct {
    const char *choice, *audience;
} audiences[] = {{"none", "None"}, {"known", "Known"}, {"all", "All"}};

/* When: what is left out stays as it is in force; what is given empty means "until it is switched off". */
static void times_of_form(struct flow *flow, struct reply_settings *want, const struct json *now)
{
    bool runs = schedule_runs(flow, now), given = flow_given(flow, "from") || flow_given(flow, "until");
    const char *from = time_of(flow, "from"), *until = time_of(flow, "until");
    char moment[CLOCK_TEXT];
    want->text[STATE] = from || until || (runs && !given) ? "Scheduled" : "Enabled";
    if (!from && !until)
        return;
    if (!from && runs && !flow_given(flow, "from"))
        from = arena_strdup(flow->arena, stored(now, START));
    if (!until && runs && !flow_given(flow, "until"))
        until = arena_strdup(flow->arena, stored(now, END));
    want->text[START] = from ? from : arena_strdup(flow->arena, clock_format(flow->now, moment));
    want->text[END] = until;
}

/* Meetings that were there are cancelled only when new ones are declined too. */
static void calendar_of_form(struct flow *flow, struct reply_settings *want)
{
    const char *blocks = flow_value(flow, "calendar"), *declines = flow_value(flow, "meetings");
    if (blocks && strcmp(blocks, "unchanged") != 0)
        want->text[EVENT] = !strcmp(blocks, "blocked") ? "true" : "false";
    if (declines && strcmp(declines, "unchanged") != 0) {
        bool all = !strcmp(declines, "cancel-all");
        want->text[DECLINE_NEW] = strcmp(declines, "keep") ? "true" : "false";
        want->text[DECLINE] = want->text[DECLINE_ALL] = all ? "true" : "false";
    }
    if (flow_given(flow, "calendar_subject"))
        want->text[EVENT_SUBJECT] = flow_value(flow, "calendar_subject") ? flow_value(flow, "calendar_subject") : "";
    if (flow_given(flow, "decline_text"))
        want->text[DECLINE_TEXT] = html_of(flow,
                                           flow_value(flow, "decline_text") ? flow_value(flow, "decline_text") : "");
}

static struct reply_settings *of_form(struct flow *flow, struct reply_settings *want, const struct json *now)
{
    const char *external = flow_value(flow, "external"), *choice = flow_value(flow, "audience");
    bool one_text = !*stored(now, EXTERNAL) || same_text(flow, stored(now, INTERNAL), stored(now, EXTERNAL));
    want->text[INTERNAL] = html_of(flow, flow_value(flow, "message") ? flow_value(flow, "message") : "");
    if (external)
        want->text[EXTERNAL] = html_of(flow, external);
    else if (one_text || flow_given(flow, "external"))
        want->text[EXTERNAL] = want->text[INTERNAL];
    for (size_t i = 0; i < sizeof audiences / sizeof audiences[0]; i++)
        if (choice && !strcmp(audiences[i].choice, choice))
            want->text[AUDIENCE] = audiences[i].audience;
    times_of_form(flow, want, now);
    calendar_of_form(flow, want);
    return want;
}

static struct reply_settings *restored(struct flow *flow, struct reply_settings *want)
{
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    for (size_t i = 0; i < SETTINGS; i++)
        want->text[i] = arena_strdup(flow->arena, json_text(json_get(root, names[i])));
    if (!want->text[STATE])
        want->text[STATE] = "Disabled";
    return want;
}

/* Found out once, from what was read first, so that "now" stays the same moment. */
static struct reply_settings *wanted(struct flow *flow, const struct json *now)
{
    if (flow->state)
        return flow->state;
    struct reply_settings *want = flow->state = arena_alloc(flow->arena, sizeof *want);
    if (flow->restore)
        return restored(flow, want);
    if (flow->action->params)
        return of_form(flow, want, now);
    want->text[STATE] = "Disabled";
    return want;
}

static bool same_setting(struct flow *flow, enum setting setting, const char *is, const char *want)
{
    return setting == START || setting == END                                      ? same_time(is, want)
           : setting == INTERNAL || setting == EXTERNAL || setting == DECLINE_TEXT ? same_text(flow, is, want)
                                                                                   : !strcmp(is, want);
}

static int same(struct flow *flow, const struct json *now)
{
    struct reply_settings *want = wanted(flow, now);
    bool all = true;
    for (enum setting i = STATE; i < SETTINGS; i++) {
        /* times of a schedule only; and looking back: "now" and "+7d" mean another moment by then */
        bool counts = want->text[i] && (i < START || (is_scheduled(want) && (i > END || !flow->look)));
        want->differs[i] = counts && !same_setting(flow, i, stored(now, i), want->text[i]);
        all &= !want->differs[i];
    }
    return all;
}

/* What differs, and no more: a letter that stays keeps its markup. Times go together, and with the state. */
static struct http_request *write_settings(struct flow *flow)
{
    const struct reply_settings *want = flow->state;
    struct exchange_parameter given[SETTINGS + 2] = {{"Identity", .text = flow->target->id}};
    bool times = is_scheduled(want) && (want->differs[STATE] || want->differs[START] || want->differs[END]);
    bool nothing = true; /* of a plan alone: all of it is shown */
    for (enum setting i = STATE; i < SETTINGS; i++)
        nothing &= !want->differs[i];
    for (enum setting i = STATE, n = 1; i < SETTINGS; i++) {
        bool goes = nothing || want->differs[i] || (times && (i == STATE || i == START || i == END));
        if (want->text[i] && goes && (i < START || is_scheduled(want)))
            given[n++] = is_switch(i) ? (struct exchange_parameter){names[i], .raw = want->text[i]}
                                      : (struct exchange_parameter){names[i], .text = want->text[i]};
    }
    return exchange_invoke(flow->arena, flow->endpoints, "Set-MailboxAutoReplyConfiguration",
                           flow->target->user_principal_name, given);
}

static const char *say(struct flow *flow, enum change_end end)
{
    const struct reply_settings *want = flow->state;
    if (end == CHANGE_ALREADY)
        return flow->action->params ? "Out of office is set like this already." : "Out of office was off already.";
    if (!strcmp(want->text[STATE], "Disabled"))
        return "Out of office is off; the texts are kept.";
    if (!is_scheduled(want))
        return "Out of office is on until it is switched off.";
    if (!want->text[START])
        return "Out of office is set; its schedule stays.";
    return arena_printf(flow->arena, "Out of office is on from %s%s%s.", want->text[START],
                        want->text[END] ? " until " : "", want->text[END] ? want->text[END] : "");
}

static bool times_good(struct param_values values, struct err *e)
{
    const char *from = param_value_of(values, "from"), *until = param_value_of(values, "until");
    int64_t now = clock_now(), start = now, end = now;
    if (from && !until) {
        err_set(e, ERR_USAGE, "out of office with a beginning needs an end");
        return err_hint(e, "give until, such as +7d");
    }
    if (!until || ((!from || zone_read(from, now, &start)) && zone_read(until, now, &end) && start < end))
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

/* A date of Exchange as parameters take it. */
static const char *moment_of(struct flow *flow, const char *date)
{
    char text[CLOCK_TEXT];
    int64_t ms;
    return clock_parse(date, strlen(date), &ms) ? arena_strdup(flow->arena, clock_format(ms, text)) : "unknown";
}

static enum flow_state prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, read_settings(flow), 1);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    const char *state = *stored(now, STATE) ? stored(now, STATE) : "unknown";
    bool runs = schedule_runs(flow, now);
    if (!strcmp(state, "Scheduled"))
        prepared_note(flow, false, "Now: %s, from %s until %s.", state, moment_of(flow, stored(now, START)),
                      moment_of(flow, stored(now, END)));
    else
        prepared_note(flow, false, "Now: %s.", state);
    prepared_param(flow, "message")->otherwise = html_text(flow->arena, stored(now, INTERNAL));
    if (!same_text(flow, stored(now, INTERNAL), stored(now, EXTERNAL)))
        prepared_param(flow, "external")->otherwise = html_text(flow->arena, stored(now, EXTERNAL));
    for (size_t i = 0; i < sizeof audiences / sizeof audiences[0]; i++)
        if (!strcmp(audiences[i].audience, stored(now, AUDIENCE)))
            prepared_param(flow, "audience")->otherwise = audiences[i].choice;
    if (runs) {
        prepared_param(flow, "from")->otherwise = moment_of(flow, stored(now, START));
        prepared_param(flow, "until")->otherwise = moment_of(flow, stored(now, END));
    }
    return flow_done(flow, "Read.");
}

/* Blocking and declining belong to a schedule. */
static bool is_for_a_time(struct param_values values)
{
    return param_value_of(values, "until") != NULL;
}

const struct action out_of_office_actions[] = {
    {
        .name = "set-out-of-office",
        .label = "Set out of office",
        .key = 'w',
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Answer incoming mail automatically, always or for a time.",
        .confirm = "Set an out of office message for {target}?",
        .params =
            (const struct param[]){
                {.name = "message",
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
                 .help = "plain text for senders outside; empty: the same; not given: unchanged"},
                {.name = "audience",
                 .label = "Senders outside who get it",
                 .kind = PARAM_CHOICE,
                 .otherwise = "unchanged",
                 .help = "none, known (contacts), all, or unchanged",
                 .choices = (const char *const[]){"unchanged", "none", "known", "all", NULL}},
                {.name = "from", .label = "From", .kind = PARAM_DATE_TIME, .help = "empty: now; not given: unchanged"},
                {.name = "until",
                 .label = "Until",
                 .kind = PARAM_DATE_TIME,
                 .check = times_good,
                 .help = "empty: until it is switched off; not given: unchanged"},
                {.name = "calendar",
                 .label = "Calendar in that time",
                 .kind = PARAM_CHOICE,
                 .otherwise = "unchanged",
                 .when = is_for_a_time,
                 .choices = (const char *const[]){"unchanged", "blocked", "free", NULL},
                 .help = "blocked: an appointment fills it"},
                {.name = "calendar_subject",
                 .label = "Subject of the appointment",
                 .kind = PARAM_TEXT,
                 .maximum = 255,
                 .when = is_for_a_time,
                 .help = "what the calendar shows; empty: Exchange's own"},
                {.name = "meetings",
                 .label = "Meetings in that time",
                 .kind = PARAM_CHOICE,
                 .otherwise = "unchanged",
                 .when = is_for_a_time,
                 .choices = (const char *const[]){"unchanged", "keep", "decline-new", "cancel-all", NULL},
                 .help = "decline-new: invitations are declined; cancel-all: those that stand there are cancelled too"},
                {.name = "decline_text",
                 .label = "Text with it",
                 .kind = PARAM_MULTILINE,
                 .maximum = 65536,
                 .when = is_for_a_time,
                 .help = "plain text that the others get"},
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
        .touches = TOUCHES_MAIL,
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
