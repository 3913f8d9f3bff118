/* What of a scenario can be written to: it goes where writes go, so that they act on it. */
#include "tenant/state/scenario.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/seed/seed_groups.h"
#include "tenant/state/mailbox.h"
#include "tenant/state/property.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- Graph --- */

static void apply_user(struct tenant_store *store, uint32_t number, const struct json *user)
{
    static const char *const own[] = {"id", "displayName", "userPrincipalName", "mail"}; /* the directory's already */
    for (const struct json *member = json_first(user); member; member = json_next(member)) {
        const struct property *property = property_find(json_key(member), strlen(json_key(member)));
        bool kept = !property;
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            kept |= property && !strcmp(property->name, own[i]);
        if (!kept)
            store_write(store, number, property->name, json_copy(member));
    }
}

/* Objects by their id in a record of the tenant's, with whose they are. */
static void keep_objects(struct tenant_store *store, const char *record, const struct json *list, const char *owner)
{
    struct json *all = store_record(store, record);
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        struct json *copy = json_copy(one);
        if (owner)
            json_set_text(copy, "@owner", owner);
        char id[96];
        snprintf(id, sizeof id, "%.80s", json_text_or(json_get(one, "id"), ""));
        for (int n = 2; json_get(all, id); n++) /* another scenario's has the same */
            snprintf(id, sizeof id, "%.80s-%d", json_text_or(json_get(one, "id"), ""), n);
        json_set_text(copy, "id", id);
        json_set(all, id, copy);
    }
}

static void apply_risk(struct tenant_store *store, uint32_t number, const struct json *risky)
{
    static const char *const names[] = {"riskLevel", "riskState", "riskDetail", "riskLastUpdatedDateTime"};
    struct json *risk = json_new_object();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set(risk, names[i], json_get(risky, names[i]) ? json_copy(json_get(risky, names[i])) : json_new_null());
    store_write(store, number, "risk", risk);
}

/* Groups and roles that the tenant has are joined; what it has not is shown as the file has it. */
static void apply_memberships(struct tenant_store *store, uint32_t number, const struct json *list, const char *owner)
{
    struct json *groups = json_new_object(), *roles = json_new_object(), *others = json_new_array();
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *id = json_text_or(json_get(one, "id"), ""), *role = json_text(json_get(one, "roleTemplateId"));
        bool known = false;
        for (int i = 0; i < seed_group_count; i++)
            known |= !strcasecmp(seed_groups[i].id, id);
        if (known)
            json_set_bool(groups, id, true);
        else if (role)
            json_set(roles, role, json_copy(one));
        else
            json_push(others, json_copy(one));
    }
    store_write(store, number, "memberships", groups);
    store_write(store, number, "rolesHeld", roles);
    json_set(store_record(store, "memberOf"), owner, others);
}

/* The newest rows are those that signInActivity names. */
static void apply_activity(const struct scenario *scenario, struct tenant_store *store, uint32_t number,
                           const char *owner)
{
    static const char *const names[][2] = {{"lastSignInDateTime", "lastSignInRequestId"},
                                           {"lastNonInteractiveSignInDateTime", "lastNonInteractiveSignInRequestId"},
                                           {"lastSuccessfulSignInDateTime", "lastSuccessfulSignInRequestId"}};
    const struct scenario_row *newest[3] = {NULL};
    size_t count;
    const struct scenario_row *rows = scenario_rows(scenario, SCENARIO_SIGN_INS, &count);
    for (size_t i = 0; i < count; i++) {
        bool by_hand = json_true(json_get(rows[i].object, "isInteractive")),
             good = json_integer(json_path(rows[i].object, "status.errorCode"), 0) == 0;
        if (strcasecmp(json_text_or(json_get(rows[i].object, "userId"), ""), owner) != 0)
            continue;
        for (int n = 0; n < 3; n++)
            if ((n == 0 ? by_hand : n == 1 ? !by_hand : good) && (!newest[n] || newest[n]->when < rows[i].when))
                newest[n] = &rows[i];
    }
    struct json *activity = json_new_object();
    for (int n = 0; n < 3; n++) {
        char date[CLOCK_TEXT];
        json_set_text(activity, names[n][0], newest[n] ? clock_format(newest[n]->when, date) : NULL);
        json_set_text(activity, names[n][1], newest[n] ? json_text(json_get(newest[n]->object, "id")) : NULL);
    }
    if (newest[0] || newest[1])
        store_write(store, number, "signInActivity", activity);
    else
        json_free(activity);
}

static void apply_graph(const struct scenario *scenario, struct tenant_store *store, uint32_t number,
                        const struct json *graph, const char *owner)
{
    apply_user(store, number, json_get(graph, "user"));
    if (json_get(graph, "authenticationMethods"))
        store_write(store, number, "methods", json_copy(json_get(graph, "authenticationMethods")));
    if (json_kind(json_get(graph, "riskyUser")) == JSON_OBJECT)
        apply_risk(store, number, json_get(graph, "riskyUser"));
    keep_objects(store, "devices", json_get(graph, "registeredDevices"), owner);
    keep_objects(store, "managedDevices", json_get(graph, "managedDevices"), owner);
    keep_objects(store, "grants", json_get(graph, "oauth2PermissionGrants"), NULL);
    const struct json *grants = json_get(graph, "oauth2PermissionGrants");
    for (const struct json *one = json_first(grants); one; one = json_next(one)) /* what a consent is for is there */
        json_set_bool(store_record(store, "resources"), json_text_or(json_get(one, "resourceId"), ""), true);
    keep_objects(store, "servicePrincipals", json_get(graph, "servicePrincipals"), NULL);
    apply_memberships(store, number, json_get(graph, "memberOf"), owner);
    apply_activity(scenario, store, number, owner);
}

/* --- Exchange --- */

enum where { PART, PART_OVER, DEVICES, RULES, HIDDEN_RULES, RECORD, RECORD_OVER, BYPASS };

static const struct place {
    const char *cmdlet;
    enum where where;
    int what; /* enum mailbox_part or mailboxes_record */
} places[] = {
    {"Get-Mailbox", PART_OVER, MAILBOX_SETTINGS},
    {"Get-CASMailbox", PART_OVER, MAILBOX_PROTOCOLS},
    {"Get-MailboxJunkEmailConfiguration", PART_OVER, MAILBOX_JUNK},
    {"Get-MailboxAutoReplyConfiguration", PART_OVER, MAILBOX_REPLIES},
    {"Get-MailboxMessageConfiguration", PART_OVER, MAILBOX_SIGNATURE},
    {"Get-MailboxFolderPermission", PART_OVER, MAILBOX_FOLDERS},
    {"Get-InboxRule", RULES, MAILBOX_RULES},
    {"Get-InboxRule:hidden", HIDDEN_RULES, MAILBOX_RULES},
    {"Get-SweepRule", PART, MAILBOX_SWEEPS},
    {"Get-MailboxPermission", PART, MAILBOX_PERMISSIONS},
    {"Get-RecipientPermission", PART, MAILBOX_SEND_AS},
    {"Get-MobileDeviceStatistics", DEVICES, MAILBOX_DEVICES},
    {"Get-RecoverableItems", PART, MAILBOX_DELETED},
    {"Get-App", PART, MAILBOX_ADDINS},
    {"Get-MessageTraceV2", RECORD, MAILBOXES_MESSAGES},
    {"Get-BlockedSenderAddress", RECORD, MAILBOXES_BLOCKED},
    {"Get-TransportRule", RECORD, MAILBOXES_TRANSPORT_RULES},
    {"Get-InboundConnector", RECORD, MAILBOXES_INBOUND},
    {"Get-OutboundConnector", RECORD, MAILBOXES_OUTBOUND},
    {"Get-RemoteDomain", RECORD, MAILBOXES_REMOTE_DOMAINS},
    {"Get-JournalRule", RECORD, MAILBOXES_JOURNAL_RULES},
    {"Get-LimitsEnforcementStatus", RECORD, MAILBOXES_LIMITS},
    {"Get-MailboxAuditBypassAssociation", BYPASS, MAILBOXES_BYPASSED},
    {"Get-TransportConfig", RECORD_OVER, MAILBOXES_TRANSPORT},
    {"Get-OrganizationConfig", RECORD_OVER, MAILBOXES_ORGANIZATION},
    {"Get-AdminAuditLogConfig", RECORD_OVER, MAILBOXES_AUDIT_CONFIG},
};

/* The directory and the mailbox know these, and they may be written to there. */
static void drop_known(struct json *settings)
{
    static const char *const names[] = {"UserPrincipalName", "PrimarySmtpAddress", "Identity", "DisplayName", "Alias"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_remove(settings, names[i]);
}

static void keep_over(struct tenant *tenant, const struct mailbox *mailbox, enum mailbox_part part,
                      const struct json *value)
{
    auto_json struct json *over = json_copy(value);
    if (part == MAILBOX_SETTINGS || part == MAILBOX_PROTOCOLS)
        drop_known(over);
    mailbox_keep(tenant, mailbox->number, part, mailbox_overlay(mailbox_part(tenant, mailbox, part), over));
}

/* Exchange gives each partnership an id, by which it is removed. */
static void keep_devices(struct tenant *tenant, const struct mailbox *mailbox, const struct json *list)
{
    struct json *all = json_new_array();
    struct seeded seeded = {.state = mailbox->user.seed.dice};
    char id[UUID_TEXT], identity[SEED_TEXT];
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        struct json *device = json_copy(one);
        seeded_uuid(&seeded, id);
        if (!json_text(json_get(one, "Guid")))
            json_set_text(device, "Guid", id);
        snprintf(identity, sizeof identity, "%s\\ExchangeActiveSyncDevices\\%.60s", mailbox->alias,
                 json_text_or(json_get(device, "Guid"), ""));
        if (!json_text(json_get(one, "Identity")))
            json_set_text(device, "Identity", identity);
        json_push(all, device);
    }
    mailbox_keep(tenant, mailbox->number, MAILBOX_DEVICES, all);
}

/* Rules have an identity of the mailbox and a number. */
static void keep_rules(struct tenant *tenant, const struct mailbox *mailbox, const struct json *list, bool hidden)
{
    struct json *all = mailbox_part(tenant, mailbox, MAILBOX_RULES);
    char identity[SEED_TEXT];
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        struct json *rule = json_copy(one);
        const char *number = json_text_or(json_get(one, "RuleIdentity"), "");
        snprintf(identity, sizeof identity, "%s\\%.40s", mailbox->alias, number);
        if (!json_get(one, "Identity"))
            json_set_text(rule, "Identity", identity);
        if (!json_get(one, "MailboxOwnerId"))
            json_set_text(rule, "MailboxOwnerId", mailbox->alias);
        if (hidden)
            json_set_bool(rule, "@hidden", true);
        json_push(all, rule);
    }
    mailbox_keep(tenant, mailbox->number, MAILBOX_RULES, all);
}

static void keep_record(struct tenant *tenant, enum mailboxes_record record, const struct json *value)
{
    struct json *all = mailboxes_record(tenant, record);
    if (json_kind(value) == JSON_OBJECT)
        json_push(all, json_copy(value));
    for (const struct json *one = json_kind(value) == JSON_ARRAY ? json_first(value) : NULL; one; one = json_next(one))
        json_push(all, json_copy(one));
    mailboxes_keep(tenant, record, all);
}

static void keep_record_over(struct tenant *tenant, enum mailboxes_record record, const struct json *value)
{
    auto_json struct json *old = mailboxes_record(tenant, record);
    struct json *all = json_new_array();
    json_push(all, mailbox_overlay(json_first(old) ? json_copy(json_first(old)) : json_new_object(), value));
    mailboxes_keep(tenant, record, all);
}

/* Who is named and has a mailbox is bypassed; others are told of as the file has them. */
static void keep_bypass(struct tenant *tenant, const struct json *list)
{
    struct json *ids = mailboxes_record(tenant, MAILBOXES_BYPASSED),
                *rows = mailboxes_record(tenant, MAILBOXES_BYPASS_ROWS);
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "ObjectId"), json_text_or(json_get(one, "Identity"), ""));
        bool bypassed = !json_get(one, "AuditBypassEnabled") || json_true(json_get(one, "AuditBypassEnabled"));
        uint32_t number = store_find(tenant->store, name);
        struct mailbox mailbox;
        if (number == SEED_NOBODY || !mailbox_load(tenant, number, &mailbox))
            json_push(rows, json_copy(one));
        else if (bypassed)
            json_push(ids, json_new_text(mailbox.id));
    }
    mailboxes_keep(tenant, MAILBOXES_BYPASSED, ids);
    mailboxes_keep(tenant, MAILBOXES_BYPASS_ROWS, rows);
}

static void apply_cmdlet(struct tenant *tenant, const struct mailbox *mailbox, const struct place *place,
                         const struct json *value)
{
    enum mailbox_part part = (enum mailbox_part)place->what;
    enum mailboxes_record record = (enum mailboxes_record)place->what;
    switch (place->where) {
    case PART:
        mailbox_keep(tenant, mailbox->number, part, json_copy(value));
        break;
    case PART_OVER:
        keep_over(tenant, mailbox, part, value);
        break;
    case DEVICES:
        keep_devices(tenant, mailbox, value);
        break;
    case RULES:
    case HIDDEN_RULES:
        keep_rules(tenant, mailbox, value, place->where == HIDDEN_RULES);
        break;
    case RECORD:
        keep_record(tenant, record, value);
        break;
    case RECORD_OVER:
        keep_record_over(tenant, record, value);
        break;
    case BYPASS:
        keep_bypass(tenant, value);
        break;
    }
}

static void apply_exchange(struct tenant *tenant, uint32_t number, const struct json *exchange)
{
    struct mailbox mailbox;
    bool has = mailbox_load(tenant, number, &mailbox);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct json *value = json_get(exchange, places[i].cmdlet);
        bool of_mailbox = places[i].where < RECORD;
        if (value && json_kind(value) != JSON_NULL && (has || !of_mailbox))
            apply_cmdlet(tenant, &mailbox, &places[i], value);
    }
}

/* --- the tenant --- */

static void keep_domains(struct tenant_store *store, const struct json *root)
{
    const struct seed_people *people = store_people(store);
    for (const struct json *one = json_first(json_path(root, "tenant.acceptedDomains")); one; one = json_next(one)) {
        const char *name = json_text_or(one, "");
        if (strcasecmp(name, people->domain) != 0 && strcasecmp(name, people->initial_domain) != 0)
            json_set_bool(store_record(store, "domains"), name, true);
    }
}

void scenario_apply(const struct scenario *scenario, struct tenant *tenant)
{
    for (size_t i = 0; i < scenario->file_count; i++) {
        const struct json *root = scenario->files[i].root;
        const char *id = json_text_or(json_path(root, "subject.id"), "");
        uint32_t number = store_find(tenant->store, id);
        keep_domains(tenant->store, root);
        if (number == SEED_NOBODY) /* the directory has somebody else of that name */
            continue;
        apply_graph(scenario, tenant->store, number, json_get(root, "graph"), id);
        apply_exchange(tenant, number, json_get(root, "exo"));
    }
}
