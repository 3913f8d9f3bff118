/* Changing mailboxes: Set-Mailbox, and the archive. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/clock.h"
#include "base/random.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NO_GUID     "00000000-0000-0000-0000-000000000000"
#define SHARED_MOST (50.0 * 1024 * 1024 * 1024)

/* A change under way: checked in full before anything is kept. */
struct change {
    struct mailbox mailbox;
    struct json *settings;  /* the new ones */
    struct json *addresses; /* NULL: not changed */
};

static bool on_premises_fits(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    for (const struct parameter *row = call->cmdlet->parameters; row->name; row++) {
        if (!(row->flags & PARAMETER_ONPREM) || !mailbox->user.seed.synced || !call_get(call, row->name))
            continue;
        call_fail(
            call, 400, EX_TASK,
            "The operation on mailbox \"%s\" failed because it's out of the current user's write scope. The action '%s', '%s', "
            "can't be performed on the object '%s' because the object is being synchronized from your on-premises organization. "
            "This action should be performed on the object in your on-premises organization.",
            mailbox->name, call->cmdlet->name, row->name, mailbox->name);
        return false;
    }
    return true;
}

static bool convert(struct cmdlet_call *call, struct change *change)
{
    static const struct {
        const char *type;
        enum mailbox_kind kind;
    } types[] = {{"Regular", MAILBOX_USER},        {"Shared", MAILBOX_SHARED},  {"Room", MAILBOX_ROOM},
                 {"Equipment", MAILBOX_EQUIPMENT}, {"Workspace", MAILBOX_ROOM}, {"Desk", MAILBOX_ROOM}};
    const char *type = call_text(call, "Type");
    const struct mailbox *mailbox = &change->mailbox;
    enum mailbox_kind kind = mailbox->kind;
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (!strcasecmp(types[i].type, type))
            kind = types[i].kind;
    if (kind == mailbox->kind)
        return true;
    auto_json struct json *content = mailbox_part(call->tenant, mailbox, MAILBOX_CONTENT);
    if (kind == MAILBOX_USER && !mailbox->plan)
        call_fail(call, 400, EX_TASK,
                  "The mailbox '%s' can't be converted to a user mailbox because it has no Exchange Online license.",
                  mailbox->upn);
    else if (kind != MAILBOX_USER && mailbox->plan != MAILBOX_PLAN_2 &&
             json_number(json_get(content, "Bytes"), 0) > SHARED_MOST)
        call_fail(
            call, 400, EX_TASK,
            "The mailbox '%s' is larger than 50 GB. A mailbox of this type needs an Exchange Online Plan 2 license for more than "
            "50 GB.",
            mailbox->upn);
    else
        json_set_text(change->settings, "RecipientTypeDetails", mailbox_kind_name(kind));
    return !call->reply->status;
}

static bool hold(struct cmdlet_call *call, struct change *change)
{
    char date[CLOCK_TEXT];
    const struct json *wanted = call_get(call, "LitigationHoldEnabled");
    bool on = json_true(wanted), was = json_true(json_get(change->settings, "LitigationHoldEnabled"));
    if (!wanted || on == was)
        return true;
    if (on && change->mailbox.plan != MAILBOX_PLAN_2) {
        call_fail(call, 400, EX_TASK,
                  "Litigation hold can't be enabled for '%s': the mailbox needs an Exchange Online Plan 2 license.",
                  change->mailbox.upn);
        return false;
    }
    json_set_bool(change->settings, "LitigationHoldEnabled", on);
    json_set_text(change->settings, "LitigationHoldDate", on ? clock_format(clock_now(), date) : NULL);
    json_set_text(change->settings, "LitigationHoldOwner", on ? "admin@" SEED_DOMAIN : "");
    return true;
}

/* "smtp:a@b" with the domain in small letters. */
static const char *kept_smtp(struct arena *arena, const char *smtp)
{
    char *kept = arena_printf(arena, "smtp:%s", strncasecmp(smtp, "smtp:", 5) ? smtp : smtp + 5);
    for (char *c = strchr(kept, '@'); c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return kept;
}

/* What is shown is not what was written: an address gets its prefix, a recipient its Name. */
static bool forward(struct cmdlet_call *call, struct change *change)
{
    const char *smtp = call_text(call, "ForwardingSmtpAddress"), *recipient = call_text(call, "ForwardingAddress");
    if (smtp)
        json_set_text(change->settings, "ForwardingSmtpAddress", kept_smtp(call->arena, smtp));
    if (!recipient)
        return true;
    char *address = call_recipient(call, recipient);
    if (!address)
        return false;
    if (!strcasecmp(address, change->mailbox.address)) {
        call_fail(call, 400, EX_VALIDATION, "The mailbox '%s' can't forward to itself.", change->mailbox.upn);
        return false;
    }
    json_set_text(change->settings, "ForwardingAddress", exchange_recipient_name(call, recipient));
    return true;
}

static const char *address_of(struct cmdlet_call *call, const char *identity)
{
    return exchange_recipient(call, identity);
}

static bool limits(struct cmdlet_call *call, struct change *change)
{
    return exchange_limits_fit(call, &change->mailbox, change->settings);
}

static bool behalf(struct cmdlet_call *call, struct change *change)
{
    const struct json *edit = call_get(call, "GrantSendOnBehalfTo");
    if (!edit)
        return true;
    auto_json struct json *with = exchange_resolved(call, edit, address_of);
    if (!with)
        return false;
    json_set(change->settings, "GrantSendOnBehalfTo",
             exchange_edit_list(json_get(change->settings, "GrantSendOnBehalfTo"), with));
    return true;
}

static bool address_is_free(struct cmdlet_call *call, const struct change *change, const char *address)
{
    bool many;
    uint32_t owner = exchange_resolve(call->tenant, address, &many);
    if (owner == SEED_NOBODY || owner == change->mailbox.number)
        return true;
    call_fail(
        call, 400, "Microsoft.Exchange.Data.Directory.ProxyAddressExistsException",
        "The proxy address \"smtp:%s\" is already being used by the proxy addresses or LegacyExchangeDN. Please choose another "
        "proxy address.",
        address);
    return false;
}

static bool domain_fits(const struct cmdlet_call *call, const char *address)
{
    const struct seed_people *people = store_people(call->tenant->store);
    const char *at = strchr(address, '@');
    return at && at > address && (!strcasecmp(at + 1, people->domain) || !strcasecmp(at + 1, people->initial_domain));
}

/* Exactly one "SMTP:", only the tenant's domains, nobody else's address. */
static bool addresses_fit(struct cmdlet_call *call, const struct change *change)
{
    size_t primary = 0;
    for (const struct json *one = json_first(change->addresses); one; one = json_next(one)) {
        const char *text = json_text_or(one, "");
        primary += !strncmp(text, "SMTP:", 5);
        if (!strchr(text, ':')) {
            call_fail(call, 400, EX_VALIDATION, "The address '%s' is invalid: it has no prefix.", text);
            return false;
        }
        if (strncasecmp(text, "smtp:", 5) != 0)
            continue;
        if (!domain_fits(call, text + 5)) {
            call_fail(call, 400, EX_TASK,
                      "You can't use the domain of '%s' because it's not an accepted domain for your organization.",
                      text + 5);
            return false;
        }
        if (!address_is_free(call, change, text + 5))
            return false;
    }
    if (primary == 1)
        return true;
    call_fail(call, 400, EX_VALIDATION, "There are %zu primary SMTP addresses; exactly one is wanted.", primary);
    return false;
}

static bool addresses(struct cmdlet_call *call, struct change *change)
{
    const struct json *edit = call_get(call, "EmailAddresses");
    if (!edit)
        return true;
    auto_json struct json *row = exchange_mailbox_row(call->tenant, &change->mailbox);
    change->addresses = exchange_edit_list(json_get(row, "EmailAddresses"), edit);
    return addresses_fit(call, change);
}

static void write_addresses(struct cmdlet_call *call, struct change *change)
{
    for (const struct json *one = json_first(change->addresses); one; one = json_next(one))
        if (!strncmp(json_text_or(one, ""), "SMTP:", 5))
            store_write(call->tenant->store, change->mailbox.number, "mail", json_new_text(json_text(one) + 5));
    store_write(call->tenant->store, change->mailbox.number, "proxyAddresses", change->addresses);
    change->addresses = NULL;
}

/* Parameters whose value is kept as it came. */
static void store_plain(struct cmdlet_call *call, struct change *change)
{
    char text[64];
    for (const struct parameter *row = call->cmdlet->parameters; row->name; row++) {
        const struct json *value = call_get(call, row->name);
        if (!value || !(row->flags & PARAMETER_STORED))
            continue;
        if (row->type == PARAMETER_SIZE && strcasecmp(json_text_or(value, ""), "Unlimited") != 0)
            json_set_text(change->settings, row->name,
                          mailbox_size_text(mailbox_size_bytes(json_text_or(value, "")), text));
        else if (json_kind(value) == JSON_OBJECT || json_kind(value) == JSON_ARRAY)
            json_set(change->settings, row->name, exchange_edit_list(json_get(change->settings, row->name), value));
        else
            json_set(change->settings, row->name, json_copy(value));
    }
}

void cmdlet_set_mailbox(struct cmdlet_call *call)
{
    static bool (*const steps[])(struct cmdlet_call *, struct change *) = {convert, hold,   forward,
                                                                           behalf,  limits, addresses};
    struct change change = {.addresses = NULL};
    if (!call_mailbox(call, "Identity", &change.mailbox) || !on_premises_fits(call, &change.mailbox))
        return;
    auto_json struct json *before = mailbox_part(call->tenant, &change.mailbox, MAILBOX_SETTINGS);
    change.settings = json_copy(before);
    store_plain(call, &change);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !call->reply->status; i++)
        if (!steps[i](call, &change))
            break;
    if (call->reply->status) {
        json_free(change.settings);
        json_free(change.addresses);
        return;
    }
    if (!change.addresses && exchange_same(before, change.settings))
        call_warn(call, "The command completed successfully but no settings of '%s' have been modified.",
                  change.mailbox.upn);
    mailbox_keep(call->tenant, change.mailbox.number, MAILBOX_SETTINGS, change.settings);
    if (change.addresses)
        write_addresses(call, &change);
}

/* --- the archive --- */

static bool archive_fits(struct cmdlet_call *call, const struct mailbox *mailbox, const struct json *settings)
{
    bool has = exchange_has_archive(settings), expand = call_true(call, "AutoExpandingArchive");
    if (expand && !has)
        call_fail(call, 400, EX_TASK, "The mailbox '%s' has no archive: enable the archive first.", mailbox->upn);
    else if (!expand && has)
        call_fail(call, 400, EX_TASK, "The user '%s' already has an archive.", mailbox->upn);
    else if (mailbox->plan < MAILBOX_PLAN_1)
        call_fail(call, 400, EX_TASK,
                  "The mailbox '%s' can't have an archive: no license that includes Exchange Online archiving is "
                  "assigned.",
                  mailbox->upn);
    else if (expand && mailbox->plan != MAILBOX_PLAN_2)
        call_fail(call, 400, EX_TASK, "Auto-expanding archive for '%s' needs an Exchange Online Plan 2 license.",
                  mailbox->upn);
    return !call->reply->status;
}

void cmdlet_enable_mailbox(struct cmdlet_call *call)
{
    char guid[UUID_TEXT];
    struct mailbox mailbox;
    bool archive = call_true(call, "Archive"), expand = call_true(call, "AutoExpandingArchive");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    if (archive == expand) {
        call_fail(call, 400, EX_ARGUMENT,
                  "Parameter set cannot be resolved: give either Archive or AutoExpandingArchive.");
        return;
    }
    struct json *settings = mailbox_part(call->tenant, &mailbox, MAILBOX_SETTINGS);
    if (!archive_fits(call, &mailbox, settings)) {
        json_free(settings);
        return;
    }
    struct json *names = json_new_array();
    json_push(names, json_new_text(arena_printf(call->arena, "In-Place Archive -%s", mailbox.name)));
    if (archive) {
        const char *before = json_text_or(json_get(settings, "DisabledArchiveGuid"), NO_GUID);
        json_set_text(settings, "ArchiveGuid", strcmp(before, NO_GUID) ? before : random_uuid(guid));
        json_set_text(settings, "DisabledArchiveGuid", NO_GUID);
        json_set_text(settings, "ArchiveStatus", "Active");
        json_set(settings, "ArchiveName", names);
    } else {
        json_free(names);
        json_set_bool(settings, "AutoExpandingArchiveEnabled", true);
    }
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_SETTINGS, settings);
    json_push(call->rows, exchange_mailbox_row(call->tenant, &mailbox));
}

void cmdlet_disable_mailbox(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    if (!call_true(call, "Archive")) {
        call_fail(call, 400, EX_TASK, "The mailbox '%s' can't be disabled here: remove its license instead.",
                  mailbox.upn);
        return;
    }
    struct json *settings = mailbox_part(call->tenant, &mailbox, MAILBOX_SETTINGS);
    bool held = json_true(json_get(settings, "LitigationHoldEnabled"));
    if (!exchange_has_archive(settings) || held) {
        call_fail(call, 400, EX_TASK,
                  held ? "The archive of '%s' can't be disabled while the mailbox is on hold."
                       : "The user '%s' doesn't have an archive.",
                  mailbox.upn);
        json_free(settings);
        return;
    }
    json_set_text(settings, "DisabledArchiveGuid", json_text(json_get(settings, "ArchiveGuid")));
    json_set_text(settings, "ArchiveGuid", NO_GUID);
    json_set_text(settings, "ArchiveStatus", "None");
    json_set(settings, "ArchiveName", json_new_array());
    json_set_bool(settings, "AutoExpandingArchiveEnabled", false);
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_SETTINGS, settings);
}
