/* Parts of a mailbox that are one object: protocols, automatic replies, junk mail. */
#include "base/clock.h"
#include "base/utf8.h"
#include "tenant/exchange/exchange_handlers.h"

#include <string.h>
#include <strings.h>

const struct json *exchange_member(const struct json *object, const char *name)
{
    for (const struct json *one = json_first(object); one; one = json_next(one))
        if (!strcasecmp(json_key(one), name))
            return one;
    return NULL;
}

bool exchange_same(const struct json *a, const struct json *b)
{
    auto_buf struct buf first = buf_make(1u << 20), second = buf_make(1u << 20);
    json_write(a, &first);
    json_write(b, &second);
    return !strcmp(buf_text(&first), buf_text(&second));
}

static bool holds(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), text))
            return true;
    return false;
}

/* Whether a member of the hashtable names the text: one text, or a list of them. */
static bool names(const struct json *member, const char *text)
{
    return json_text(member) ? !strcasecmp(json_text(member), text) : holds(member, text);
}

static void push_new(struct json *list, const char *text)
{
    if (text && !holds(list, text))
        json_push(list, json_new_text(text));
}

struct json *exchange_edit_list(const struct json *old, const struct json *edit)
{
    struct json *list = json_new_array();
    bool table = json_kind(edit) == JSON_OBJECT;
    const struct json *add = table ? exchange_member(edit, "add") : edit,
                      *remove = table ? exchange_member(edit, "remove") : NULL;
    for (const struct json *one = table ? json_first(old) : NULL; one; one = json_next(one))
        if (!names(remove, json_text_or(one, "")))
            json_push(list, json_copy(one));
    push_new(list, json_text(add));
    for (const struct json *one = json_first(add); one; one = json_next(one))
        push_new(list, json_text(one));
    return list;
}

/* What every such row begins with. */
static struct json *row_of(const struct mailbox *mailbox, const struct json *part)
{
    struct json *row = json_new_object();
    json_set_text(row, "Identity", mailbox->upn);
    json_set_text(row, "DisplayName", mailbox->name);
    json_set_text(row, "PrimarySmtpAddress", mailbox->address);
    json_set_text(row, "MailboxOwnerId", mailbox->id);
    json_set_text(row, "Guid", mailbox->guid);
    for (const struct json *one = json_first(part); one; one = json_next(one))
        if (*json_key(one) != '@')
            json_set(row, json_key(one), json_copy(one));
    return row;
}

void cmdlet_get_part(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *part = mailbox_part(call->tenant, &mailbox, (enum mailbox_part)call->cmdlet->what);
    json_push(call->rows, row_of(&mailbox, part));
}

/* Write every given parameter to the member of its name. */
static void set_members(struct cmdlet_call *call, struct json *part)
{
    for (const struct parameter *row = call->cmdlet->parameters; row->name; row++) {
        const struct json *value = row->flags & PARAMETER_STORED ? call_get(call, row->name) : NULL;
        if (!value)
            continue;
        if (json_kind(value) == JSON_OBJECT || json_kind(value) == JSON_ARRAY)
            json_set(part, row->name, exchange_edit_list(json_get(part, row->name), value));
        else
            json_set(part, row->name, row->type == PARAMETER_TEXTS ? json_new_array() : json_copy(value));
    }
}

/* Text as the service writes HTML: quotes and what is no ASCII as references of either kind. */
static const char *with_references(struct arena *arena, const char *text, size_t length)
{
    auto_buf struct buf out = buf_make(1u << 20);
    for (const char *end = text + length; text < end;) {
        uint32_t point;
        size_t size = utf8_decode(text, (size_t)(end - text), &point);
        if (point == '\'' || point > 0xff)
            buf_printf(&out, "&#%u;", (unsigned)point);
        else if (point > 0x7f)
            buf_printf(&out, "&#x%X;", (unsigned)point);
        else
            buf_add(&out, text, size);
        text += size;
    }
    return arena_strdup(arena, buf_text(&out));
}

/* Texts get Exchange's own frame; dates are shown as .NET writes them: one with seven digits, one of unspecified kind without
 * a zone (REQUESTS §7.3). */
static void normalise(struct arena *arena, struct json *part)
{
    static const char *const texts[] = {"InternalMessage", "ExternalMessage"}, *const dates[] = {"StartTime",
                                                                                                 "EndTime"};
    static const char begin[] = "<html>\n<body>\n", end[] = "\n</body>\n</html>\n";
    for (size_t i = 0; i < 2; i++) {
        const char *text = json_text_or(json_get(part, texts[i]), "");
        const char *inner = !strncasecmp(text, "<html><body>", 12) ? text + 12 : text,
                   *last = strcasestr(inner, "</body>");
        if (*text && strncmp(text, begin, strlen(begin)) != 0)
            json_set_text(part, texts[i],
                          arena_printf(arena, "%s%s%s", begin,
                                       with_references(arena, inner, last ? (size_t)(last - inner) : strlen(inner)),
                                       end));
    }
    for (size_t i = 0; i < 2; i++) {
        const char *date = json_text_or(json_get(part, dates[i]), "");
        char text[CLOCK_TEXT];
        int64_t ms;
        if (clock_parse(date, strlen(date), &ms))
            json_set_text(part, dates[i], arena_printf(arena, "%.19s%s", clock_format(ms, text), i ? ".0000000Z" : ""));
    }
}

void exchange_keep_part(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    auto_json struct json *before = mailbox_part(call->tenant, mailbox, (enum mailbox_part)call->cmdlet->what);
    struct json *after = json_copy(before);
    set_members(call, after);
    normalise(call->arena, after);
    if (exchange_same(before, after))
        call_warn(call, "The command completed successfully but no settings of '%s' have been modified.", mailbox->upn);
    mailbox_keep(call->tenant, mailbox->number, (enum mailbox_part)call->cmdlet->what, after);
}

void cmdlet_set_part(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (call_mailbox(call, "Identity", &mailbox))
        exchange_keep_part(call, &mailbox);
}

/* Dates and what hangs on them belong to a scheduled reply. */
static bool schedule_fits(struct cmdlet_call *call, const struct json *part)
{
    static const char *const scheduled[] = {"StartTime",
                                            "EndTime",
                                            "CreateOOFEvent",
                                            "OOFEventSubject",
                                            "AutoDeclineFutureRequestsWhenOOF",
                                            "DeclineEventsForScheduledOOF",
                                            "DeclineAllEventsForScheduledOOF",
                                            "DeclineMeetingMessage"};
    const char *state = call_text(call, "AutoReplyState");
    const char *from = call_text(call, "StartTime"), *to = call_text(call, "EndTime");
    state = state ? state : json_text_or(json_get(part, "AutoReplyState"), "");
    for (size_t i = 0; i < sizeof scheduled / sizeof *scheduled; i++)
        if (strcasecmp(state, "Scheduled") != 0 && call_get(call, scheduled[i])) {
            call_fail(call, 400, EX_ARGUMENT, "The parameter %s can be used only when AutoReplyState is Scheduled.",
                      scheduled[i]);
            return false;
        }
    int64_t began = 0, ended = 0;
    from = from ? from : json_text_or(json_get(part, "StartTime"), "");
    to = to ? to : json_text_or(json_get(part, "EndTime"), "");
    if (strcasecmp(state, "Scheduled") != 0 ||
        (clock_parse(from, strlen(from), &began) && clock_parse(to, strlen(to), &ended) && began < ended))
        return true;
    call_fail(call, 400, EX_ARGUMENT, "The value of EndTime must be later than the value of StartTime.");
    return false;
}

void cmdlet_set_replies(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *part = mailbox_part(call->tenant, &mailbox, MAILBOX_REPLIES);
    if (schedule_fits(call, part))
        exchange_keep_part(call, &mailbox);
}
