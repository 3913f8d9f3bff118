/* Inbox rules in words: when they act, what they do, and what attackers' rules look like. */
#include "base/arena.h"
#include "base/utf8.h"
#include "panel/mail.h"
#include "panel/rows.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- where an address leads --- */

const char *mail_address(struct arena *arena, const char *recipient)
{
    const char *bracket = strrchr(recipient, '['), *smtp = bracket ? strchr(bracket, ':') : NULL;
    if (bracket && smtp && !strncasecmp(bracket, "[SMTP:", 6))
        return arena_strndup(arena, smtp + 1, strcspn(smtp + 1, "]"));
    if (!strncasecmp(recipient, "smtp:", 5))
        return recipient + 5;
    if (*recipient == '"' && strcspn(recipient + 1, "\""))
        return arena_strndup(arena, recipient + 1, strcspn(recipient + 1, "\""));
    return recipient;
}

enum mail_leads mail_leads(const char *recipient, const struct panel_reading *domains)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *at = strrchr(mail_address(arena, recipient), '@');
    bool known = domains->over && domains->state == READ_WHOLE;
    for (size_t i = 0; at && domains->page && i < domains->page->count; i++) {
        const struct record *domain = &domains->page->records[i];
        if (!strcasecmp(at + 1, record_text(domain, "domainName")))
            return strcmp(record_text(domain, "domainType"), "ExternalRelay") != 0 ? MAIL_INSIDE : MAIL_OUTSIDE;
    }
    return at && known ? MAIL_OUTSIDE : MAIL_NOWHERE_KNOWN;
}

/* --- what is odd about a rule (REQUESTS §7.5) --- */

enum trait { FORWARDS_OUTSIDE, FORWARDS_SOMEWHERE, HIDES, DELETES, NAMELESS, TRAITS };

static const struct {
    const char *text;
    enum meaning meaning;
} traits[TRAITS] = {
    [FORWARDS_OUTSIDE] = {"sends outside", MEANS_BAD},
    [FORWARDS_SOMEWHERE] = {"sends on, unknown where", MEANS_ODD},
    [HIDES] = {"hides mail", MEANS_BAD},
    [DELETES] = {"deletes", MEANS_ODD},
    [NAMELESS] = {"odd name", MEANS_ODD},
};

static enum meaning meaning_of(const struct value *value)
{
    enum meaning worst = MEANS_NOTHING;
    for (size_t i = 0; i < value->count; i++)
        for (size_t k = 0; k < TRAITS; k++)
            if (!strcmp(value->texts[i], traits[k].text) && traits[k].meaning > worst)
                worst = traits[k].meaning;
    return worst;
}

enum { NAME, ENABLED, DOES, WHEN, NOTICE, ORDER, RULE, DESCRIPTION, FIELDS };

static const struct field rule_fields[FIELDS] = {
    [NAME] = {.name = "name", .label = "Name"},
    [ENABLED] = {.name = "enabled", .label = "On", .type = FIELD_BOOL, .least = 3, .most = 3},
    [DOES] = {.name = "does", .label = "Does", .type = FIELD_TEXTS},
    [WHEN] = {.name = "when", .label = "When", .type = FIELD_TEXTS},
    [NOTICE] = {.name = "notice", .label = "Notice", .type = FIELD_TEXTS, .flags = FIELD_KEEP, .means = meaning_of},
    [ORDER] = {.name = "priority", .label = "Order", .type = FIELD_NUMBER},
    [RULE] = {.name = "rule", .label = "Number"},
    [DESCRIPTION] = {.name = "description", .label = "Description"},
};
const struct record_kind mail_rule_kind = {.name = "inbox rule",
                                           .many = "inbox rules",
                                           .fields = rule_fields,
                                           .count = FIELDS,
                                           .id = RULE,
                                           .title = NAME,
                                           .detail = DOES,
                                           .time = -1};

struct words { /* a list under way */
    struct arena *arena;
    const char *texts[64];
    size_t count;
};

static void add(struct words *words, const char *text)
{
    if (words->count < COUNT_OF(words->texts))
        words->texts[words->count++] = text;
}

static struct value value_of(const struct words *words)
{
    const char **texts = arena_alloc(words->arena, (words->count + 1) * sizeof *texts);
    memcpy(texts, words->texts, words->count * sizeof *texts);
    return (struct value){.known = true, .texts = texts, .count = words->count};
}

/* In the order in which a person wants to know them. */
static const struct {
    const char *field, *text;
} sends[] = {{"forwardTo", "forwards to %s"},
             {"forwardAsAttachmentTo", "forwards as attachment to %s"},
             {"redirectTo", "redirects to %s"}},
  conditions[] = {{"from", "from %s"},
                  {"fromAddressContainsWords", "address has \"%s\""},
                  {"subjectContainsWords", "subject has \"%s\""},
                  {"subjectOrBodyContainsWords", "subject or text has \"%s\""},
                  {"bodyContainsWords", "text has \"%s\""}},
  others[] = {{"deleteMessage", "deletes"},
              {"softDeleteMessage", "deletes"},
              {"markAsRead", "marks as read"},
              {"stopProcessingRules", "stops further rules"}};

static const char *filled(struct arena *arena, const char *pattern, const char *text)
{
    const char *hole = strstr(pattern, "%s");
    return arena_printf(arena, "%.*s%s%s", (int)(hole - pattern), pattern, text, hole + 2);
}

static void add_does(struct words *does, const struct record *rule)
{
    for (size_t i = 0; i < COUNT_OF(sends); i++) {
        const struct value *to = record_value(rule, sends[i].field);
        for (size_t k = 0; to->known && k < to->count; k++)
            add(does, filled(does->arena, sends[i].text, mail_address(does->arena, to->texts[k])));
    }
    const char *moves = record_text(rule, "moveToFolder"), *copies = record_text(rule, "copyToFolder");
    if (*moves)
        add(does, arena_printf(does->arena, "moves to %s", moves));
    if (*copies)
        add(does, arena_printf(does->arena, "copies to %s", copies));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (record_true(rule, others[i].field))
            add(does, others[i].text);
    if (!does->count)
        add(does, "something else");
}

static void add_when(struct words *when, const struct record *rule)
{
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        const struct value *is = record_value(rule, conditions[i].field);
        for (size_t k = 0; is->known && k < is->count; k++)
            add(when, filled(when->arena, conditions[i].text, mail_address(when->arena, is->texts[k])));
    }
    const struct value *other = record_value(rule, "otherConditions");
    if (other->known && other->truth)
        add(when, "other conditions");
    else if (!when->count) /* what is not known is not "every" */
        add(when, other->known ? "every message" : "not known");
}

static bool sends_to(const struct record *rule, const struct panel_reading *domains, enum mail_leads leads)
{
    for (size_t i = 0; i < COUNT_OF(sends); i++) {
        const struct value *to = record_value(rule, sends[i].field);
        for (size_t k = 0; to->known && k < to->count; k++)
            if (mail_leads(to->texts[k], domains) == leads)
                return true;
    }
    return false;
}

/* Folders that nobody opens, whatever they are called before and behind that: "RSS Feeds", "user:\\RSS Subscriptions". */
static bool hides(const char *folder)
{
    static const char *const unseen[] = {"RSS", "Conversation History", "Archive"};
    for (size_t i = 0; i < COUNT_OF(unseen); i++)
        if (strcasestr(folder, unseen[i]))
            return true;
    return false;
}

/* One character, or none that is a letter or a digit. */
static bool is_nameless(const char *name)
{
    int columns;
    bool any = false;
    for (const char *c = name; *c; c++)
        any |= isalnum((unsigned char)*c) || (unsigned char)*c > 0x7f;
    return !any || utf8_cluster(name, strlen(name), &columns) == strlen(name);
}

static void add_notice(struct words *notice, const struct record *rule, const struct panel_reading *domains)
{
    const bool has[TRAITS] = {
        [FORWARDS_OUTSIDE] = sends_to(rule, domains, MAIL_OUTSIDE),
        [FORWARDS_SOMEWHERE] = sends_to(rule, domains, MAIL_NOWHERE_KNOWN),
        [HIDES] = hides(record_text(rule, "moveToFolder")),
        [DELETES] = record_true(rule, "deleteMessage") || record_true(rule, "softDeleteMessage"),
        [NAMELESS] = is_nameless(record_text(rule, "name")),
    };
    for (size_t i = 0; i < TRAITS; i++)
        if (has[i])
            add(notice, traits[i].text);
}

static void make_rule(struct record_page *page, const struct record *rule, const struct panel_reading *domains)
{
    struct record *record = record_page_add(page);
    struct words does = {.arena = page->arena}, when = does, notice = does;
    static const char *const same[FIELDS] = {
        [NAME] = "name", [ENABLED] = "enabled", [ORDER] = "priority", [RULE] = "rule", [DESCRIPTION] = "description"};
    for (size_t i = 0; i < FIELDS; i++)
        if (same[i])
            record->values[i] = *record_value(rule, same[i]);
    add_does(&does, rule);
    add_when(&when, rule);
    add_notice(&notice, rule, domains);
    record->values[DOES] = value_of(&does);
    record->values[WHEN] = value_of(&when);
    record->values[NOTICE] = value_of(&notice);
    record->raw = rule->raw;
}

struct record_page *mail_rule_records(const struct part_input *input)
{
    const struct record_page *rules = input->from[0]->page;
    struct record_page *page = record_page_new(&mail_rule_kind);
    for (size_t i = 0; rules && i < rules->count; i++)
        make_rule(page, &rules->records[i], input->from[1]);
    return page;
}
