/* What an inbox rule catches: one row for each member that it may have. All conditions have to hold, of several values of one any does,
 * and no exception may. */
#include "research/rule_catch.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "model/record.h"
#include "research/mail_text.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

enum { MOST_TEXT = 1 << 16, KILO = 1024 };

struct condition {
    const struct member *member;
    bool exception;
    const char **values; /* as they are compared: folded, addresses in lower case */
    unsigned count;
    bool directory;   /* some of its addresses are entries of the directory, whose address is not told */
    int64_t number;   /* bytes, or ms */
    const char *text; /* for people */
};

struct rule_catch {
    const char *name;
    struct condition *conditions;
    unsigned count, capacity;
    const char **texts;
};

/* --- what the trace tells of one condition --- */

static bool holds_word(const char *text, const struct condition *condition, const char **hit)
{
    size_t room = strlen(text) * 4 + 16;
    auto_str char *folded_text = xmalloc(room);
    utf8_fold(text, strlen(text), folded_text, room);
    *hit = NULL;
    for (unsigned i = 0; i < condition->count && !*hit; i++)
        *hit = strstr(folded_text, condition->values[i]) ? condition->values[i] : NULL;
    return *hit != NULL;
}

static bool is_address(const char *text, const struct condition *condition, const char **hit)
{
    *hit = NULL;
    for (unsigned i = 0; i < condition->count && !*hit; i++)
        *hit = strcasecmp(text, condition->values[i]) ? NULL : condition->values[i];
    return *hit != NULL;
}

static enum caught in_subject(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    return holds_word(message->subject, condition, hit) ? CAUGHT : CAUGHT_NOT;
}

/* The body may hold what the subject does not. */
static enum caught in_subject_or_body(const struct condition *condition, const struct traced_message *message,
                                      const char **hit)
{
    return holds_word(message->subject, condition, hit) ? CAUGHT : CAUGHT_UNTOLD;
}

static enum caught in_sender(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    return holds_word(message->sender, condition, hit) ? CAUGHT : CAUGHT_NOT;
}

static enum caught from_one_of(const struct condition *condition, const struct traced_message *message,
                               const char **hit)
{
    if (is_address(message->sender, condition, hit))
        return CAUGHT;
    return condition->directory ? CAUGHT_UNTOLD : CAUGHT_NOT;
}

/* The trace of a mailbox does not name the other recipients of a message. */
static enum caught in_recipients(const struct condition *condition, const struct traced_message *message,
                                 const char **hit)
{
    return holds_word(message->recipient, condition, hit) ? CAUGHT : CAUGHT_UNTOLD;
}

static enum caught to_one_of(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    return is_address(message->recipient, condition, hit) ? CAUGHT : CAUGHT_UNTOLD;
}

static enum caught compare(bool known, bool holds)
{
    return !known ? CAUGHT_UNTOLD : holds ? CAUGHT : CAUGHT_NOT;
}

static enum caught at_least(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    (void)hit;
    return compare(message->size > 0, message->size >= condition->number);
}

static enum caught at_most(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    (void)hit;
    return compare(message->size > 0, message->size <= condition->number);
}

static enum caught later(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    (void)hit;
    return compare(condition->number != 0, message->received > condition->number);
}

static enum caught earlier(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    (void)hit;
    return compare(condition->number != 0, message->received < condition->number);
}

static enum caught not_told(const struct condition *condition, const struct traced_message *message, const char **hit)
{
    (void)condition, (void)message, (void)hit;
    return CAUGHT_UNTOLD;
}

/* --- the members of a rule --- */

enum value_kind { VALUE_WORDS, VALUE_ADDRESSES, VALUE_BYTES, VALUE_TIME, VALUE_ANY };

static const struct member {
    const char *name, *graph; /* as Exchange and as Graph call it; NULL: it has none */
    const char *label;
    enum value_kind kind;
    enum caught (*holds)(const struct condition *condition, const struct traced_message *message, const char **hit);
} members[] = {
    {"SubjectContainsWords", "subjectContains", "words in the subject", VALUE_WORDS, in_subject},
    {"SubjectOrBodyContainsWords", "bodyOrSubjectContains", "words in the subject or the body", VALUE_WORDS,
     in_subject_or_body},
    {"BodyContainsWords", "bodyContains", "words in the body", VALUE_WORDS, not_told},
    {"HeaderContainsWords", "headerContains", "words in the header", VALUE_WORDS, not_told},
    {"FromAddressContainsWords", "senderContains", "words in the sender's address", VALUE_WORDS, in_sender},
    {"From", "fromAddresses", "from", VALUE_ADDRESSES, from_one_of},
    {"RecipientAddressContainsWords", "recipientContains", "words in a recipient's address", VALUE_WORDS,
     in_recipients},
    {"SentTo", "sentToAddresses", "sent to", VALUE_ADDRESSES, to_one_of},
    {"WithinSizeRangeMinimum", "minimumSize", "size at least", VALUE_BYTES, at_least},
    {"WithinSizeRangeMaximum", "maximumSize", "size at most", VALUE_BYTES, at_most},
    {"ReceivedAfterDate", NULL, "received after", VALUE_TIME, later},
    {"ReceivedBeforeDate", NULL, "received before", VALUE_TIME, earlier},
    {"HasAttachment", "hasAttachments", "has an attachment", VALUE_ANY, not_told},
    {"HasClassification", NULL, "classification", VALUE_ANY, not_told},
    {"FlaggedForAction", "messageActionFlag", "flagged for", VALUE_ANY, not_told},
    {"FromSubscription", NULL, "from a subscription", VALUE_ANY, not_told},
    {"MessageTypeMatches", NULL, "kind of message", VALUE_ANY, not_told},
    {"MyNameInToBox", "sentToMe", "sent to the user himself", VALUE_ANY, not_told},
    {"MyNameInCcBox", "sentCcMe", "the user gets a copy", VALUE_ANY, not_told},
    {"MyNameInToOrCcBox", "sentToOrCcMe", "sent or copied to the user", VALUE_ANY, not_told},
    {"MyNameNotInToBox", "notSentToMe", "not sent to the user himself", VALUE_ANY, not_told},
    {"SentOnlyToMe", "sentOnlyToMe", "sent to the user alone", VALUE_ANY, not_told},
    {"WithImportance", "importance", "importance", VALUE_ANY, not_told},
    {"WithSensitivity", "sensitivity", "sensitivity", VALUE_ANY, not_told},
    {NULL, "isApprovalRequest", "kind of message: approval request", VALUE_ANY, not_told},
    {NULL, "isAutomaticForward", "kind of message: automatic forward", VALUE_ANY, not_told},
    {NULL, "isAutomaticReply", "kind of message: automatic reply", VALUE_ANY, not_told},
    {NULL, "isEncrypted", "kind of message: encrypted", VALUE_ANY, not_told},
    {NULL, "isMeetingRequest", "kind of message: meeting request", VALUE_ANY, not_told},
    {NULL, "isMeetingResponse", "kind of message: meeting response", VALUE_ANY, not_told},
    {NULL, "isNonDeliveryReport", "kind of message: non-delivery report", VALUE_ANY, not_told},
    {NULL, "isPermissionControlled", "kind of message: permission controlled", VALUE_ANY, not_told},
    {NULL, "isReadReceipt", "kind of message: read receipt", VALUE_ANY, not_told},
    {NULL, "isSigned", "kind of message: signed", VALUE_ANY, not_told},
    {NULL, "isVoicemail", "kind of message: voicemail", VALUE_ANY, not_told},
};

enum { MEMBERS = sizeof members / sizeof members[0] };

static const char exception_prefix[] = "ExceptIf";

static const struct member *member_of(const char *name, bool *exception)
{
    size_t prefix = sizeof exception_prefix - 1;
    *exception = !strncasecmp(name, exception_prefix, prefix);
    name += *exception ? prefix : 0;
    for (size_t i = 0; i < MEMBERS; i++)
        if ((members[i].name && !strcasecmp(members[i].name, name)) ||
            (members[i].graph && !strcasecmp(members[i].graph, name)))
            return &members[i];
    return NULL;
}

/* --- reading a rule --- */

static const char *folded(const char *text, struct arena *arena)
{
    size_t room = strlen(text) * 4 + 16;
    char *out = arena_alloc(arena, room);
    utf8_fold(text, strlen(text), out, room);
    return out;
}

static void add_value(struct condition *condition, const char *value)
{
    condition->values[condition->count++] = value;
}

/* The values of one text: addresses however they are written, words of a parameter parted by semicolons. */
static void add_text(struct condition *condition, const char *text, bool parted, struct arena *arena)
{
    struct mail_address address;
    size_t length = strlen(text);
    const char **more = arena_alloc(arena, (condition->count + length / 2 + 2) * sizeof *more);
    if (condition->count)
        memcpy(more, condition->values, condition->count * sizeof *more);
    condition->values = more;
    if (condition->member->kind == VALUE_ADDRESSES) {
        while (mail_text_address(&text, &address)) {
            condition->directory |= !*address.address;
            if (*address.address)
                add_value(condition, arena_strdup(arena, address.address));
        }
        return;
    }
    while (*text) {
        size_t part = parted ? strcspn(text, ";") : strlen(text);
        const char *word = folded(arena_strndup(arena, text, part), arena);
        if (*word)
            add_value(condition, word);
        text += part + (text[part] == ';');
    }
}

/* "1023", "1 KB (1,023 bytes)": bytes. Graph writes kilobytes. */
static int64_t bytes_of(const char *text, bool kilo)
{
    const char *bracket = strchr(text, '(');
    int64_t bytes = 0;
    for (const char *at = bracket ? bracket + 1 : text;
         ((*at >= '0' && *at <= '9') || *at == ',') && bytes < INT64_MAX / 10240; at++)
        bytes = *at == ',' ? bytes : bytes * 10 + (*at - '0');
    return kilo ? bytes * KILO : bytes;
}

static void take_value(struct condition *condition, const struct json *value, bool parted, struct arena *arena)
{
    const char *text = json_kind(value) == JSON_NUMBER ? arena_printf(arena, "%lld", json_integer(value, 0))
                                                       : json_text_or(value, "");
    if (condition->member->kind == VALUE_BYTES)
        condition->number = bytes_of(text, json_kind(value) == JSON_NUMBER);
    else if (condition->member->kind == VALUE_TIME)
        clock_parse(text, strlen(text), &condition->number);
    else if (*text)
        add_text(condition, text, parted, arena);
    for (const struct json *one = json_first(value); one && !*text; one = json_next(one))
        if (json_get(one, "emailAddress"))
            take_value(condition, json_get(json_get(one, "emailAddress"), "address"), false, arena);
        else
            take_value(condition, one, false, arena);
}

/* Whether the member says anything: what is off, empty or absent is no condition. */
static bool is_set(const struct json *value)
{
    const char *text = json_text(value);
    return json_kind(value) == JSON_NUMBER || json_true(value) || json_first(value) ||
           (text && *text && strcasecmp(text, "false") != 0);
}

/* "words in the subject: invoice, wire". */
static const char *say(const struct condition *condition, const struct json *value, struct arena *arena)
{
    auto_buf struct buf text = buf_make(MOST_TEXT);
    buf_printf(&text, "%s%s", condition->exception ? "not: " : "", condition->member->label);
    for (unsigned i = 0; i < condition->count; i++)
        buf_printf(&text, "%s%s", i ? ", " : ": ", condition->values[i]);
    if (!condition->count && json_text(value) && strcasecmp(json_text(value), "true") != 0)
        buf_printf(&text, ": %s", json_text(value));
    if (!condition->count && json_kind(value) == JSON_NUMBER)
        buf_printf(&text, ": %lld KB", json_integer(value, 0));
    return arena_strdup(arena, buf_text(&text));
}

static void take_member(struct rule_catch *rule, const char *name, const struct json *value, bool exceptions,
                        bool parted, struct arena *arena)
{
    bool exception;
    const struct member *member = member_of(name, &exception);
    if (!strcasecmp(name, "withinSizeRange"))
        for (const struct json *one = json_first(value); one; one = json_next(one))
            take_member(rule, json_key(one), one, exceptions, parted, arena);
    if (!member || !is_set(value))
        return;
    assert(rule->count < rule->capacity);
    struct condition *condition = &rule->conditions[rule->count++];
    *condition = (struct condition){.member = member, .exception = exception || exceptions};
    take_value(condition, value, parted, arena);
    condition->text = say(condition, value, arena);
}

static void take_members(struct rule_catch *rule, const struct json *object, bool exceptions, struct arena *arena)
{
    for (const struct json *one = json_first(object); one; one = json_next(one))
        take_member(rule, json_key(one), one, exceptions, false, arena);
}

/* The parameters of New-InboxRule and Set-InboxRule, as the audit log keeps them. */
static void take_parameters(struct rule_catch *rule, const struct json *list, struct arena *arena)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "Name"), "");
        if (!strcasecmp(name, "Name"))
            rule->name = arena_strdup(arena, json_text_or(json_get(one, "Value"), ""));
        take_member(rule, name, json_get(one, "Value"), false, true, arena);
    }
}

/* The object of the rule: Exchange's log keeps it as a text, or under auditData. NULL: it is no rule. */
static const struct json *audit_data(const struct json *object, struct json **parsed)
{
    const char *text = json_text(json_get(object, "AuditData"));
    const struct json *data = json_get(object, "auditData");
    if (text)
        data = *parsed = json_parse(text, strlen(text), NULL);
    return data ? data : object;
}

static const struct json *data_member(const struct json *data, const char *name)
{
    const struct json *value = json_get(data, name);
    return value ? value : json_get(json_get(data, "dynamicProperties"), name);
}

static size_t room_of(const struct json *object)
{
    return json_count(object) + json_count(json_get(object, "conditions")) +
           json_count(json_get(object, "exceptions")) + 4;
}

struct rule_catch *rule_catch_of(const struct json *object, struct arena *arena)
{
    auto_json struct json *parsed = NULL;
    const struct json *data = audit_data(object, &parsed), *parameters = data_member(data, "Parameters");
    const char *operation = json_text_or(data_member(data, "Operation"), "");
    bool made = !strcasecmp(operation, "New-InboxRule") || !strcasecmp(operation, "Set-InboxRule");
    bool listed = json_get(object, "RuleIdentity") || json_get(object, "StopProcessingRules") ||
                  (json_get(object, "conditions") && json_get(object, "actions"));
    if (!listed && !(made && parameters))
        return NULL;
    struct rule_catch *rule = arena_alloc(arena, sizeof *rule);
    *rule = (struct rule_catch){.capacity = (unsigned)(room_of(object) + json_count(parameters))};
    rule->conditions = arena_alloc(arena, rule->capacity * sizeof *rule->conditions);
    rule->name = arena_strdup(
        arena, json_text_or(json_get(object, "Name"), json_text_or(json_get(object, "displayName"), "")));
    if (made) {
        take_parameters(rule, parameters, arena);
    } else {
        take_members(rule, json_get(object, "conditions") ? NULL : object, false, arena);
        take_members(rule, json_get(object, "conditions"), false, arena);
        take_members(rule, json_get(object, "exceptions"), true, arena);
    }
    rule->texts = arena_alloc(arena, (rule->count + 1) * sizeof *rule->texts);
    for (unsigned i = 0; i < rule->count; i++)
        rule->texts[i] = rule->conditions[i].text;
    return rule;
}

struct rule_catch *rule_catch_of_record(const struct record *record, struct arena *arena)
{
    struct raw_reader reader = {.block = NULL};
    const char *raw = record ? record_raw(record, &reader) : NULL;
    auto_json struct json *object = raw ? json_parse(raw, strlen(raw), NULL) : NULL;
    struct rule_catch *rule = object ? rule_catch_of(object, arena) : NULL;
    raw_reader_free(&reader);
    return rule;
}

const char *rule_catch_name(const struct rule_catch *rule)
{
    return rule->name;
}

const char *const *rule_catch_conditions(const struct rule_catch *rule, unsigned *count)
{
    *count = rule->count;
    return rule->texts;
}

/* --- matching --- */

/* No rule sees what was not delivered; one may see what was taken for spam. */
static enum caught by_status(const char *status, const char **why)
{
    static const struct {
        const char *status;
        enum caught caught;
        const char *why;
    } rows[] = {
        {"Failed", CAUGHT_NOT, "it was not delivered"},
        {"Quarantined", CAUGHT_NOT, "it is in quarantine"},
        {"FilteredAsSpam", CAUGHT_UNTOLD, "it went to Junk Email"},
        {"Pending", CAUGHT_UNTOLD, "it is not delivered yet"},
        {"GettingStatus", CAUGHT_UNTOLD, "its delivery is not known yet"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strcasecmp(rows[i].status, status)) {
            *why = rows[i].why;
            return rows[i].caught;
        }
    return CAUGHT;
}

/* "invoice (words in the subject)": what of the condition it was. */
static const char *say_hit(const struct condition *condition, const char *hit, struct arena *arena)
{
    return hit ? arena_printf(arena, "%s (%s)", hit, condition->member->label) : condition->text;
}

enum caught rule_catches(const struct rule_catch *rule, const struct traced_message *message, const char **why,
                         struct arena *arena)
{
    const char *holds = NULL, *fails = NULL, *untold = NULL, *delivered = NULL;
    enum caught all = by_status(message->status, &delivered);
    for (unsigned i = 0; i < rule->count && all != CAUGHT_NOT; i++) {
        const struct condition *condition = &rule->conditions[i];
        const char *hit = NULL;
        enum caught one = condition->member->holds(condition, message, &hit);
        if (condition->exception)
            one = CAUGHT - one;
        const char **said = one == CAUGHT ? &holds : one == CAUGHT_NOT ? &fails : &untold;
        if (!*said)
            *said = one == CAUGHT_UNTOLD ? condition->member->label : say_hit(condition, hit, arena);
        all = one < all ? one : all;
    }
    if (all == CAUGHT_NOT)
        *why = fails ? arena_printf(arena, "does not fit: %s", fails) : delivered;
    else if (all == CAUGHT_UNTOLD)
        *why = untold ? arena_printf(arena, "not in the trace: %s", untold) : delivered;
    else
        *why = holds ? holds : "the rule takes all mail";
    return all;
}

bool traced_message_of(const struct record *record, struct traced_message *out)
{
    *out = (struct traced_message){.sender = record_text(record, "sender"),
                                   .recipient = record_text(record, "recipient"),
                                   .subject = record_text(record, "subject"),
                                   .status = record_text(record, "status"),
                                   .received = record_number(record, "received", 0),
                                   .size = record_number(record, "size", 0)};
    return record_true(record, "came");
}

const char *caught_name(enum caught caught)
{
    static const char *const names[] = {"not caught", "cannot be told", "caught"};
    return names[caught];
}
