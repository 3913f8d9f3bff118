/* Inbox rules as Exchange lists them, as Graph does, and as the log tells them: parameters of cmdlets, or what Outlook and others
 * write (UpdateInboxRules). */
#include "research/inbox.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "codec/json.h"
#include "research/lists.h"
#include "research/mail_text.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum member_kind { DELETES, FOLDER, READ, STOPS, SENDS, WORDS, LEAST_SIZE, LEAST_KB, CONDITION };

/* The members of a rule: names of Exchange, then those of Graph. Exceptions are no conditions. */
static const struct {
    const char *name;
    enum member_kind kind;
} members[] = {
    {"DeleteMessage", DELETES},
    {"SoftDeleteMessage", DELETES},
    {"MoveToFolder", FOLDER},
    {"CopyToFolder", FOLDER},
    {"MarkAsRead", READ},
    {"StopProcessingRules", STOPS},
    {"ForwardTo", SENDS},
    {"RedirectTo", SENDS},
    {"ForwardAsAttachmentTo", SENDS},
    {"SubjectContainsWords", WORDS},
    {"BodyContainsWords", WORDS},
    {"SubjectOrBodyContainsWords", WORDS},
    {"FromAddressContainsWords", WORDS},
    {"HeaderContainsWords", WORDS},
    {"RecipientAddressContainsWords", WORDS},
    {"From", WORDS},
    {"SentTo", WORDS},
    {"WithinSizeRangeMinimum", LEAST_SIZE},
    {"WithinSizeRangeMaximum", CONDITION},
    {"HasAttachment", CONDITION},
    {"HasClassification", CONDITION},
    {"FlaggedForAction", CONDITION},
    {"FromSubscription", CONDITION},
    {"MessageTypeMatches", CONDITION},
    {"MyNameInToBox", CONDITION},
    {"MyNameInCcBox", CONDITION},
    {"MyNameInToOrCcBox", CONDITION},
    {"MyNameNotInToBox", CONDITION},
    {"SentOnlyToMe", CONDITION},
    {"WithImportance", CONDITION},
    {"WithSensitivity", CONDITION},
    {"ReceivedAfterDate", CONDITION},
    {"ReceivedBeforeDate", CONDITION},
    {"minimumSize", LEAST_KB},
    {"maximumSize", CONDITION},
    {"delete", DELETES},
    {"permanentDelete", DELETES},
    {"subjectContains", WORDS},
    {"bodyContains", WORDS},
    {"bodyOrSubjectContains", WORDS},
    {"senderContains", WORDS},
    {"headerContains", WORDS},
    {"recipientContains", WORDS},
    {"fromAddresses", WORDS},
    {"sentToAddresses", WORDS},
    {"hasAttachments", CONDITION},
    {"importance", CONDITION},
    {"sensitivity", CONDITION},
    {"messageActionFlag", CONDITION},
    {"sentToMe", CONDITION},
    {"sentCcMe", CONDITION},
    {"sentToOrCcMe", CONDITION},
    {"notSentToMe", CONDITION},
};

/* Every text in a value, a line each; false is nothing. */
static void flatten(const struct json *value, struct buf *out)
{
    switch (json_kind(value)) {
    case JSON_STRING:
        buf_printf(out, "%s%s", out->length ? "\n" : "", json_text(value));
        break;
    case JSON_NUMBER:
        buf_printf(out, "%s%lld", out->length ? "\n" : "", json_integer(value, 0));
        break;
    case JSON_BOOL:
        buf_puts(out, json_true(value) ? "True" : "");
        break;
    default:
        for (const struct json *one = json_first(value); one; one = json_next(one))
            flatten(one, out);
    }
}

static bool is_true(const char *text)
{
    return *text && strcasecmp(text, "false") != 0;
}

/* Words that every mail has. */
static bool matches_everything(const char *word, size_t length)
{
    while (length && (*word == ' ' || *word == '\0'))
        word++, length--;
    while (length && word[length - 1] == ' ')
        length--;
    return !length || (length == 1 && strchr("@.", *word)) || (length == 6 && !strncmp(word, "\\u0000", 6));
}

static bool all_match_everything(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, ";\n");
        if (!matches_everything(text, length))
            return false;
        text += length + (text[length] != '\0');
    }
    return true;
}

/* "1023", "1 KB (1,023 bytes)": bytes. */
static long bytes_of(const char *text)
{
    const char *bracket = strchr(text, '(');
    long bytes = 0;
    for (const char *at = bracket ? bracket + 1 : text; (*at >= '0' && *at <= '9') || *at == ','; at++)
        bytes = *at == ',' ? bytes : bytes * 10 + (*at - '0');
    return bytes;
}

enum { SIZE_OF_EVERYTHING = 1023 };

/* Its place among the members; their number: it is none. */
static size_t place_of(const char *name)
{
    size_t i = 0;
    while (i < COUNT_OF(members) && strcasecmp(members[i].name, name) != 0)
        i++;
    return i;
}

static bool is_member(const char *name)
{
    return place_of(name) < COUNT_OF(members);
}

static void set_member(struct judging *judging, struct inbox_rule *rule, const char *name, const char *text)
{
    size_t i = place_of(name);
    if (i == COUNT_OF(members) || !is_true(text))
        return;
    switch (members[i].kind) {
    case DELETES:
        rule->deletes = true;
        break;
    case FOLDER:
        rule->folder = arena_strdup(judging->arena, text);
        rule->hiding = lists_find(judging->lists, LIST_FOLDERS_HIDING, mail_text_folder(rule->folder));
        break;
    case READ:
        rule->marks_read = true;
        break;
    case STOPS:
        rule->stops = true;
        break;
    case SENDS:
        buf_printf(&rule->sends, "%s\n", text);
        break;
    case WORDS:
        buf_printf(&rule->words, "%s\n", text);
        rule->conditional |= !all_match_everything(text);
        break;
    case LEAST_SIZE:
        rule->conditional |= bytes_of(text) > SIZE_OF_EVERYTHING;
        break;
    case LEAST_KB:
        rule->conditional |= bytes_of(text) > 1;
        break;
    case CONDITION:
        rule->conditional = true;
        break;
    }
}

static void set_members(struct judging *judging, struct inbox_rule *rule, const struct json *object)
{
    for (const struct json *one = json_first(object); one; one = json_next(one)) {
        auto_buf struct buf text = buf_make(BUF_REQUEST);
        flatten(one, &text);
        set_member(judging, rule, json_key(one), buf_text(&text));
    }
}

/* Graph's: one that is not known here is a condition, too. */
static void set_conditions(struct judging *judging, struct inbox_rule *rule, const struct json *conditions)
{
    set_members(judging, rule, conditions);
    set_members(judging, rule, json_get(conditions, "withinSizeRange"));
    for (const struct json *one = json_first(conditions); one; one = json_next(one))
        rule->conditional |= !is_member(json_key(one)) && strcmp(json_key(one), "withinSizeRange") != 0 &&
                             (json_true(one) || json_count(one) || *json_text_or(one, ""));
}

static struct inbox_rule *push(struct inbox *inbox, struct inbox_rule rule)
{
    inbox->rules = xrealloc(inbox->rules, (inbox->count + 1) * sizeof *inbox->rules);
    rule.words = buf_make(BUF_REQUEST);
    rule.sends = buf_make(BUF_REQUEST);
    inbox->rules[inbox->count] = rule;
    return &inbox->rules[inbox->count++];
}

static const char *rule_name(const struct item *item)
{
    const char *name = item_text(item, "Name");
    return *name ? name : item_text(item, "displayName");
}

static const char *identity(const struct item *item)
{
    const char *id = item_text(item, "RuleIdentity");
    id = *id ? id : item_text(item, "id");
    return *id ? id : item_text(item, "Identity");
}

static bool same_rule(const struct inbox_rule *rule, const struct item *item)
{
    return *rule->identity ? !strcmp(rule->identity, identity(item)) : !strcmp(rule->name, rule_name(item));
}

/* What Exchange keeps hidden in every mailbox. */
static bool is_standard(const char *name)
{
    return !strcmp(name, "Junk E-mail Rule") || !strncmp(name, "Microsoft.Exchange.OOF.", 23) ||
           !strncmp(name, "Delegate Rule -", 15);
}

static bool is_listed(const struct inbox *inbox, const struct item *item)
{
    for (size_t i = 0; i < inbox->count; i++)
        if (same_rule(&inbox->rules[i], item))
            return true;
    return false;
}

/* The rules of a list; of the one with the hidden ones only what the readable list does not have. */
static void take_list(struct judging *judging, struct inbox *inbox, enum research_source source, bool hidden)
{
    size_t count;
    const struct item *items = evidence_items(judging->evidence, source, &count);
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &items[i];
        if (hidden && (is_standard(rule_name(item)) || is_listed(inbox, item)))
            continue;
        struct inbox_rule *rule = push(inbox,
                                       (struct inbox_rule){
                                           .name = rule_name(item),
                                           .identity = identity(item),
                                           .fact = &item->fact,
                                           .listed = true,
                                           .hidden = hidden,
                                           .by_graph = json_get(item->data, "displayName") != NULL,
                                           .disabled = item_false(item, "Enabled") || item_false(item, "isEnabled"),
                                           .in_error = item_true(item, "InError") || item_true(item, "hasError"),
                                           .folder = "",
                                           .provider = item_text(item, "Provider"),
                                       });
        set_members(judging, rule, item->data);
        set_conditions(judging, rule, json_get(item->data, "conditions"));
        set_members(judging, rule, json_get(item->data, "actions"));
        if (rule->by_graph && !rule->hiding) /* an id says nothing to anybody */
            rule->folder = "";
    }
}

/* "…\name": what stands behind the last backslash. */
static const char *behind_backslash(const char *text)
{
    const char *last = text ? strrchr(text, '\\') : NULL;
    return last ? last + 1 : "";
}

static bool is_update(const struct act *act)
{
    return !strcasecmp(act->operation, "UpdateInboxRules");
}

static const char *name_in(struct judging *judging, const struct act *act)
{
    const char *name = is_update(act) ? act_property(judging->evidence, act, "OperationProperties", "RuleName")
                                      : act_parameter(judging->evidence, act, "Name");
    if (name && *name)
        return name;
    name = behind_backslash(act->object);
    return *name ? name : behind_backslash(act_parameter(judging->evidence, act, "Identity"));
}

static struct inbox_rule *rule_of(struct judging *judging, struct inbox *inbox, const struct act *act)
{
    const char *name = name_in(judging, act);
    for (size_t i = 0; i < inbox->count; i++)
        if (!strcasecmp(inbox->rules[i].name, name) || (*name && !strcmp(inbox->rules[i].identity, name)))
            return &inbox->rules[i];
    return push(inbox, (struct inbox_rule){.name = arena_strdup(judging->arena, name),
                                           .identity = "",
                                           .fact = &act->fact,
                                           .folder = "",
                                           .provider = ""});
}

bool inbox_is_subject(struct judging *judging, const struct act *act)
{
    const char *mailbox = act_parameter(judging->evidence, act, "Mailbox");
    const char *identity = act_parameter(judging->evidence, act, "Identity");
    if (mailbox && *mailbox)
        return evidence_is_subject(judging->evidence, mailbox);
    if (identity && strchr(identity, '@') && !strchr(identity, '\\'))
        return evidence_is_subject(judging->evidence, identity);
    return act->by_subject || evidence_is_subject(judging->evidence, act->owner) ||
           strcasestr(act->object, judging->evidence->of.user_id) ||
           strcasestr(act->object, judging->evidence->of.name);
}

/* One action of UpdateInboxRules: {"ActionType": "Move", "Folder": "RSS Feeds"}. */
static void take_action(struct judging *judging, struct inbox_rule *rule, const struct json *action)
{
    const char *type = json_text_or(json_get(action, "ActionType"), "");
    const char *folder = json_text_or(json_get(action, "Folder"), json_text_or(json_get(action, "FolderName"), ""));
    auto_buf struct buf all = buf_make(BUF_REQUEST);
    flatten(action, &all);
    if (strcasestr(type, "delete"))
        set_member(judging, rule, "DeleteMessage", "True");
    if (strcasestr(type, "read"))
        set_member(judging, rule, "MarkAsRead", "True");
    if (strcasestr(type, "stop"))
        set_member(judging, rule, "StopProcessingRules", "True");
    if (strcasestr(type, "move") || strcasestr(type, "copy"))
        set_member(judging, rule, "MoveToFolder", folder);
    if (strcasestr(type, "forward") || strcasestr(type, "redirect"))
        set_member(judging, rule, "ForwardTo", buf_text(&all));
}

/* Actions that are no JSON: what their text says, and a hiding folder that it names. */
static void take_plain_actions(struct judging *judging, struct inbox_rule *rule, const char *text)
{
    static const char *const words[][2] = {
        {"delete", "DeleteMessage"}, {"MarkAsRead", "MarkAsRead"}, {"StopProcessing", "StopProcessingRules"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasestr(text, words[i][0]))
            set_member(judging, rule, words[i][1], "True");
    for (size_t i = 0; i < lists_count(judging->lists, LIST_FOLDERS_HIDING, NULL); i++)
        if (strcasestr(text, lists_row(judging->lists, LIST_FOLDERS_HIDING, i)->key))
            set_member(judging, rule, "MoveToFolder", lists_row(judging->lists, LIST_FOLDERS_HIDING, i)->fields[1]);
    if (strcasestr(text, "forward") || strcasestr(text, "redirect"))
        set_member(judging, rule, "ForwardTo", text);
}

static void take_update(struct judging *judging, struct inbox_rule *rule, const struct act *act)
{
    const struct evidence *evidence = judging->evidence;
    const char *condition = act_property(evidence, act, "OperationProperties", "RuleCondition");
    const char *actions = act_property(evidence, act, "OperationProperties", "RuleActions");
    auto_json struct json *list = actions ? json_parse(actions, strlen(actions), NULL) : NULL;
    set_member(judging, rule, "SubjectOrBodyContainsWords", condition ? condition : "");
    if (actions && !list)
        take_plain_actions(judging, rule, actions);
    if (json_kind(list) == JSON_OBJECT)
        take_action(judging, rule, list);
    for (const struct json *one = json_kind(list) == JSON_ARRAY ? json_first(list) : NULL; one; one = json_next(one))
        take_action(judging, rule, one);
}

static void take_parameters(struct judging *judging, struct inbox_rule *rule, const struct act *act)
{
    for (const struct json *one = json_first(act_member(judging->evidence, act, "Parameters")); one;
         one = json_next(one))
        set_member(judging, rule, json_text_or(json_get(one, "Name"), ""), json_text_or(json_get(one, "Value"), ""));
}

/* Graph tells a folder by its id: the log has its name. */
static void take_folder(struct judging *judging, struct inbox_rule *rule, const struct act *act)
{
    struct inbox_rule told = {.folder = "", .words = buf_make(BUF_REQUEST), .sends = buf_make(BUF_REQUEST)};
    (is_update(act) ? take_update : take_parameters)(judging, &told, act);
    if (*told.folder) {
        rule->folder = told.folder;
        rule->hiding = told.hiding;
    }
    buf_free(&told.words);
    buf_free(&told.sends);
}

static bool names_outlook(const char *client)
{
    return strcasestr(client, "Outlook") || strcasestr(client, "MSExchangeRPC") || strcasestr(client, "MAPI");
}

static bool ends(struct judging *judging, const struct act *act)
{
    const char *what = act_property(judging->evidence, act, "OperationProperties", "RuleOperation");
    if (is_update(act))
        return what && (strcasestr(what, "remove") || strcasestr(what, "delete"));
    return !strncasecmp(act->operation, "Remove", 6) || !strncasecmp(act->operation, "Disable", 7);
}

static void take_act(struct judging *judging, struct inbox *inbox, const struct act *act)
{
    struct inbox_rule *rule = rule_of(judging, inbox, act);
    if (ends(judging, act)) {
        rule->ended = act;
        return;
    }
    rule->made = act;
    rule->by_cmdlet |= !is_update(act);
    rule->other_client |= is_update(act) && !names_outlook(act->client);
    if (rule->by_graph)
        take_folder(judging, rule, act);
    if (rule->listed)
        return;
    rule->fact = &act->fact;
    if (is_update(act))
        take_update(judging, rule, act);
    else
        take_parameters(judging, rule, act);
}

struct inbox inbox_of(struct judging *judging)
{
    static const char operations[] = "New-InboxRule|Set-InboxRule|Enable-InboxRule|UpdateInboxRules|Remove-InboxRule|"
                                     "Disable-InboxRule";
    struct inbox inbox = {.complete = evidence_whole(judging->evidence, RESEARCH_RULES)};
    take_list(judging, &inbox, RESEARCH_RULES, false);
    if (evidence_whole(judging->evidence, RESEARCH_RULES))
        take_list(judging, &inbox, RESEARCH_ALL_RULES, true);
    struct acts acts = acts_of(judging, operations, IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++)
        if (inbox_is_subject(judging, acts.at[i]))
            take_act(judging, &inbox, acts.at[i]);
    return inbox;
}

void inbox_free(struct inbox *inbox)
{
    for (size_t i = 0; i < inbox->count; i++) {
        buf_free(&inbox->rules[i].words);
        buf_free(&inbox->rules[i].sends);
    }
    xfree(inbox->rules);
    *inbox = (struct inbox){0};
}

const char *inbox_outside(struct judging *judging, const struct inbox_rule *rule)
{
    struct mail_address address;
    for (const char *line = buf_text(&rule->sends); *line;) {
        auto_str char *one = xstrndup(line, strcspn(line, "\n"));
        for (const char *at = one; mail_text_address(&at, &address);)
            if (evidence_is_external(judging->evidence, address.address))
                return text_of(judging, "%s", address.address);
        line += strlen(one) + (line[strlen(one)] == '\n');
    }
    return NULL;
}
