/* What the unified audit log holds: a few records made up for everybody, and those of scenarios. */
#include "tenant/exchange/exchange_audit_search.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "tenant/exchange/exchange_cmdlet.h"
#include "tenant/state/scenario.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HOUR INT64_C(3600000)

/* --- filters --- */

static bool in_list(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), text))
            return true;
    return !list;
}

const char *audit_record_type(const struct json *record)
{
    static const struct {
        int number;
        const char *name;
    } types[] = {{1, "ExchangeAdmin"},
                 {2, "ExchangeItem"},
                 {3, "ExchangeItemGroup"},
                 {4, "SharePoint"},
                 {6, "SharePointFileOperation"},
                 {7, "OneDrive"},
                 {8, "AzureActiveDirectory"},
                 {9, "AzureActiveDirectoryAccountLogon"},
                 {14, "SharePointSharingOperation"},
                 {15, "AzureActiveDirectoryStsLogon"},
                 {18, "SecurityComplianceCenterEOPCmdlet"},
                 {19, "ExchangeAggregatedOperation"},
                 {20, "PowerBIAudit"},
                 {22, "Yammer"},
                 {24, "Discovery"},
                 {25, "MicrosoftTeams"},
                 {28, "ThreatIntelligence"},
                 {30, "MicrosoftFlow"},
                 {40, "SecurityComplianceAlerts"},
                 {41, "ThreatIntelligenceUrl"},
                 {47, "ThreatIntelligenceAtpContent"},
                 {50, "ExchangeItemAggregated"},
                 {52, "DataInsightsRestApiAudit"},
                 {57, "MicrosoftTeamsAdmin"},
                 {64, "AirInvestigation"},
                 {65, "Quarantine"},
                 {78, "WDATPAlerts"},
                 {101, "ExchangeSearch"},
                 {102, "SharePointSearch"},
                 {126, "Microsoft365Group"},
                 {134, "TenantAllowBlockList"},
                 {261, "CopilotInteraction"},
                 {294, "AadRiskDetection"}};
    int number = (int)json_integer(json_get(record, "RecordType"), 0);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].number == number)
            return types[i].name;
    return "unknownFutureValue";
}

/* "192.0.2.201:41022", "[2001:db8::1]:443", "::ffff:192.0.2.1": the address in them, compared with one. */
static bool is_address(const char *text, const char *wanted)
{
    size_t length = strlen(wanted);
    if (*text == '[')
        text++;
    if (!strncasecmp(text, "::ffff:", 7))
        text += 7;
    return !strncasecmp(text, wanted, length) &&
           (!text[length] || text[length] == ']' || (text[length] == ':' && strchr(wanted, '.')));
}

static bool comes_from(const struct json *list, const struct json *record)
{
    static const char *const names[] = {"ClientIP", "ClientIPAddress", "ActorIpAddress"};
    for (const struct json *one = json_first(list); one; one = json_next(one))
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (json_text(json_get(record, names[i])) &&
                is_address(json_text(json_get(record, names[i])), json_text_or(one, "")))
                return true;
    return !list;
}

/* A member of the items of a list: "Members", "UPN". */
static bool item_is(const struct json *record, const char *list, const char *name, const char *wanted)
{
    for (const struct json *one = json_first(json_get(record, list)); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, name), ""), wanted))
            return true;
    return false;
}

/* What was acted on: by the record's object, or by the mailbox, the member, the target that it names. */
static bool is_object(const struct json *record, const char *wanted)
{
    static const char *const names[] = {"MailboxOwnerUPN", "TargetUserOrGroupName"};
    const char *object = json_text_or(json_get(record, "ObjectId"), "");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(json_text_or(json_get(record, names[i]), ""), wanted))
            return true;
    if (*wanted && strcasestr(object, wanted))
        return true;
    return item_is(record, "Parameters", "Value", wanted) || item_is(record, "Members", "UPN", wanted) ||
           item_is(record, "Target", "ID", wanted);
}

static bool acts_on(const struct json *list, const struct json *record)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (is_object(record, json_text_or(one, "")))
            return true;
    return !list;
}

/* Without zone, in UTC. */
static int64_t time_of(const struct json *record)
{
    char text[64];
    int64_t ms = 0;
    snprintf(text, sizeof text, "%.40sZ", json_text_or(json_get(record, "CreationTime"), ""));
    return clock_parse(text, strlen(text), &ms) ? ms : 0;
}

static bool says(const char *words, const struct json *record)
{
    if (!words)
        return true;
    auto_buf struct buf text = buf_make(1u << 24);
    json_write(record, &text);
    return strcasestr(buf_text(&text), words) != NULL;
}

static bool member_in(const struct json *list, const struct json *record, const char *name)
{
    return !list || in_list(list, json_text_or(json_get(record, name), ""));
}

static bool fits(const struct audit_search *search, const struct json *record, int64_t when)
{
    return when >= search->from && when < search->to && member_in(search->operations, record, "Operation") &&
           member_in(search->users, record, "UserId") &&
           (!search->types || in_list(search->types, audit_record_type(record))) &&
           member_in(search->services, record, "Workload") && acts_on(search->objects, record) &&
           comes_from(search->addresses, record) && says(search->words, record);
}

static bool take_kept(struct audit_search *search, const struct json *record, int64_t when)
{
    bool fitting = fits(search, record, when), room = search->count < search->most;
    search->left += fitting && !room;
    if (!fitting || !room)
        return false;
    search->records = grow_array(search->records, &search->capacity, search->count + 1, sizeof *search->records);
    search->records[search->count++] = record;
    return true;
}

/* Take a record of our own, which is moved in. */
static void take(struct audit_search *search, struct json *record)
{
    if (take_kept(search, record, time_of(record)))
        json_push(search->made, record);
    else
        json_free(record);
}

/* --- what is made up --- */

static struct json *record_of(const struct tenant *tenant, const struct mailbox *mailbox, unsigned salt,
                              const char *operation, const char *workload, int64_t when)
{
    char date[CLOCK_TEXT], id[UUID_TEXT];
    struct seeded seeded = {.state = mailbox->user.seed.dice + 12000 + salt};
    struct json *record = json_new_object();
    const char *address = salt % 2 ? "203.0.113.77" : "198.51.100.24";
    clock_format(when, date);
    date[strcspn(date, "Z")] = '\0';
    json_set_text(record, "CreationTime", date);
    json_set_text(record, "Id", seeded_uuid(&seeded, id));
    json_set_text(record, "Operation", operation);
    json_set_text(record, "OrganizationId", tenant->tenant_id);
    json_set_number(record, "RecordType", !strcmp(workload, "Exchange") ? 1 : 15);
    json_set_text(record, "ResultStatus", "True");
    json_set_text(record, "UserKey", mailbox->id);
    json_set_number(record, "UserType", 0);
    json_set_text(record, "Workload", workload);
    json_set_text(record, "UserId", mailbox->upn);
    /* what a scenario speaks of is its own */
    json_set_text(record, "ClientIP", scenario_knows_address(tenant->scenario, address) ? "198.18.0.24" : address);
    json_set_text(record, "ObjectId", mailbox->upn);
    return record;
}

static void add_parameter(struct json *list, const char *name, const char *value)
{
    struct json *one = json_new_object();
    json_set_text(one, "Name", name);
    json_set_text(one, "Value", value);
    json_push(list, one);
}

/* What the user does himself, or whoever passes for him, he does while somebody gets in; 0: nobody ever did. */
static int64_t last_in(const struct tenant *tenant, const struct mailbox *mailbox)
{
    int64_t today = store_people(tenant->store)->today, last = mailbox->user.seed.last_success;
    return last < today ? last : today;
}

/* Rules that are worth a record were made two days before that. */
static void take_rules(const struct tenant *tenant, struct audit_search *search, const struct mailbox *mailbox)
{
    if (!mailbox_seed_has_odd_rule(mailbox))
        return;
    auto_json struct json *rules = mailbox_seed_rules(tenant, mailbox);
    unsigned salt = 20;
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule), salt++) {
        const char *name = json_text_or(json_get(rule, "Name"), "");
        if (strlen(name) > 3)
            continue;
        struct json *record = record_of(tenant, mailbox, 2 * salt + 1, "New-InboxRule", "Exchange",
                                        last_in(tenant, mailbox) - 2 * 24 * HOUR + salt * HOUR / 2),
                    *parameters = json_new_array();
        add_parameter(parameters, "Name", name);
        if (json_text(json_get(rule, "MoveToFolder")))
            add_parameter(parameters, "MoveToFolder", json_text(json_get(rule, "MoveToFolder")));
        if (json_first(json_get(rule, "ForwardTo")))
            add_parameter(parameters, "ForwardTo", json_text_or(json_first(json_get(rule, "ForwardTo")), ""));
        json_set(record, "Parameters", parameters);
        take(search, record);
    }
}

/* One user shares files: with anybody, with somebody outside, and in a library of the organisation. */
static void take_shared(const struct tenant *tenant, struct audit_search *search, const struct mailbox *mailbox)
{
    static const struct {
        const char *operation, *file, *with;
    } shared[] = {
        {"AnonymousLinkCreated", "-my.sharepoint.com/personal/max_methods/Documents/Budget 2026.xlsx", NULL},
        {"SharingInvitationCreated", "-my.sharepoint.com/personal/max_methods/Documents/Budget 2026.xlsx",
         "buyer_elsewhere.example#EXT#@contoso.onmicrosoft.com"},
        {"AnonymousLinkCreated", ".sharepoint.com/sites/finance/Shared Documents/Suppliers.docx", NULL},
    };
    int64_t last = last_in(tenant, mailbox);
    if (strncasecmp(mailbox->upn, "max.methods@", strlen("max.methods@")) != 0)
        return;
    for (unsigned i = 0; i < sizeof shared / sizeof *shared; i++) {
        char url[256];
        struct json *record = record_of(tenant, mailbox, 60 + 2 * i, shared[i].operation, "OneDrive", last - 50 * HOUR);
        snprintf(url, sizeof url, "https://contoso%s", shared[i].file);
        json_set_number(record, "RecordType", 14);
        json_set_text(record, "ObjectId", url);
        if (shared[i].with)
            json_set_text(record, "TargetUserOrGroupName", shared[i].with);
        json_set_text(record, "TargetUserOrGroupType", shared[i].with ? "Guest" : "");
        take(search, record);
    }
}

static void take_user(const struct tenant *tenant, struct audit_search *search, uint32_t number)
{
    struct mailbox mailbox;
    if (!mailbox_load(tenant, number, &mailbox) || seed_is_added(&mailbox.user.seed) || !last_in(tenant, &mailbox))
        return;
    int64_t last = last_in(tenant, &mailbox);
    unsigned logons = in_list(search->operations, "UserLoggedIn") ? mailbox_dice(&mailbox, 700) % 9 : 0;
    for (unsigned i = 0; i < logons; i++)
        take(search,
             record_of(tenant, &mailbox, 2 * i, "UserLoggedIn", "AzureActiveDirectory", last - (int64_t)i * 24 * HOUR));
    if (in_list(search->operations, "MailItemsAccessed") && mailbox_dice(&mailbox, 701) % 4 == 0)
        take(search, record_of(tenant, &mailbox, 14, "MailItemsAccessed", "Exchange", last - 30 * HOUR));
    if (in_list(search->operations, "AnonymousLinkCreated"))
        take_shared(tenant, search, &mailbox);
    if (in_list(search->operations, "New-InboxRule"))
        take_rules(tenant, search, &mailbox);
}

/* --- the search --- */

void audit_search_run(const struct tenant *tenant, struct audit_search *search)
{
    bool many;
    size_t count;
    const struct scenario_row *rows = scenario_rows(tenant->scenario, SCENARIO_AUDIT, &count);
    auto_json struct json *kept = mailboxes_record(tenant, MAILBOXES_AUDIT);
    search->made = json_new_array();
    for (size_t i = 0; i < count; i++) /* they are sorted by their ids: not by time */
        take_kept(search, rows[i].object, rows[i].when);
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        take(search, json_copy(one));
    for (const struct json *one = json_first(search->users); one; one = json_next(one)) {
        uint32_t number = exchange_resolve(tenant, json_text_or(one, ""), &many);
        if (number != SEED_NOBODY)
            take_user(tenant, search, number);
    }
    for (uint32_t number = 0; !search->users && number < store_people(tenant->store)->count && !search->left; number++)
        take_user(tenant, search, number);
}

void audit_search_free(struct audit_search *search)
{
    xfree(search->records);
    json_free(search->made);
    search->records = NULL;
    search->made = NULL;
    search->count = search->capacity = 0;
}
