/* The inbox rules and mobile devices a mailbox is seeded with. */
#include "tenant/state/mailbox.h"

#include "base/clock.h"
#include "base/random.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000)

struct rule_seed {
    unsigned share; /* one mailbox in so many has it */
    const char *name, *words, *from, *folder, *forward;
    bool deletes, marks_read, stops, hidden, disabled;
};

static const struct rule_seed rules[] = {
    {1, "Junk E-mail Rule", .hidden = true},
    {3, "Microsoft.Exchange.OOF.AllExternalSenders.Global", .hidden = true, .disabled = true},
    {4, "Newsletters", .words = "unsubscribe", .folder = "Newsletters"},
    {5, "From my manager", .from = "manager@" SEED_DOMAIN, .folder = "Manager", .stops = true},
    {9, "Delegate Rule -9083245097162039297", .hidden = true},
    {40, ".", .words = "invoice", .folder = "RSS Feeds", .marks_read = true, .stops = true},
    {48, "fwd", .forward = "collect@mailbox.example", .deletes = true},
    {90, "..", .words = "payment", .folder = "Conversation History", .hidden = true, .marks_read = true},
};

/* null, or a list of the one text. */
static struct json *texts_or_null(const char *text)
{
    if (!text)
        return json_new_null();
    struct json *list = json_new_array();
    json_push(list, json_new_text(text));
    return list;
}

static struct json *rule(const struct mailbox *mailbox, const struct rule_seed *seed, int priority, uint64_t id)
{
    char text[24], identity[160], description[320];
    struct json *object = json_new_object();
    snprintf(text, sizeof text, "%020" PRIu64, id);
    snprintf(identity, sizeof identity, "%s\\%s", mailbox->alias, text);
    snprintf(description, sizeof description,
             "If the message:\r\n\treceived from '%s'\r\nTake the following actions:\r\n\t%s\r\n",
             seed->from ? seed->from : "anyone",
             seed->folder    ? seed->folder
             : seed->forward ? seed->forward
                             : "stop");
    json_set_text(object, "Name", seed->name);
    json_set_text(object, "Identity", identity);
    json_set_text(object, "RuleIdentity", text);
    json_set_text(object, "MailboxOwnerId", mailbox->alias);
    json_set_bool(object, "Enabled", !seed->disabled);
    json_set_number(object, "Priority", priority);
    json_set_text(object, "Description", description);
    json_set(object, "From", texts_or_null(seed->from));
    json_set(object, "SubjectContainsWords", json_new_null());
    json_set(object, "SubjectOrBodyContainsWords", texts_or_null(seed->words));
    json_set(object, "BodyContainsWords", json_new_null());
    json_set(object, "FromAddressContainsWords", json_new_null());
    json_set(object, "RecipientAddressContainsWords", json_new_null());
    json_set(object, "HeaderContainsWords", json_new_null());
    json_set(object, "SentTo", json_new_null());
    json_set_bool(object, "HasAttachment", false);
    json_set_bool(object, "MyNameInToBox", false);
    json_set_bool(object, "SentOnlyToMe", false);
    json_set(object, "WithImportance", json_new_null());
    json_set(object, "ForwardTo", texts_or_null(seed->forward));
    json_set(object, "ForwardAsAttachmentTo", json_new_null());
    json_set(object, "RedirectTo", json_new_null());
    json_set_bool(object, "DeleteMessage", seed->deletes);
    json_set_bool(object, "SoftDeleteMessage", false);
    json_set_text(object, "MoveToFolder", seed->folder);
    json_set_text(object, "CopyToFolder", NULL);
    json_set_bool(object, "MarkAsRead", seed->marks_read);
    json_set_bool(object, "StopProcessingRules", seed->stops);
    json_set_bool(object, "InError", false);
    json_set_bool(object, "IsValid", true);
    if (seed->hidden)
        json_set_bool(object, "@hidden", true);
    return object;
}

static bool has(const struct mailbox *mailbox, unsigned row)
{
    if (mailbox->user.seed.traits & TRAIT_AT_RISK)
        return true;
    return mailbox_dice(mailbox, 40 + row) % rules[row].share == 0;
}

bool mailbox_seed_has_odd_rule(const struct mailbox *mailbox)
{
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strlen(rules[i].name) <= 3 && has(mailbox, i))
            return true;
    return false;
}

struct json *mailbox_seed_rules(const struct tenant *tenant, const struct mailbox *mailbox)
{
    struct json *list = json_new_array();
    int priority = 1;
    (void)tenant;
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
        uint64_t id = seed_mix(mailbox->user.seed.dice + 4000 + i) | UINT64_C(1) << 63;
        if (has(mailbox, i))
            json_push(list, rule(mailbox, &rules[i], priority++, id));
    }
    return list;
}

static struct json *device(const struct mailbox *mailbox, unsigned which, int64_t today)
{
    static const struct {
        const char *model, *name, *system, *type, *client;
    } kinds[] = {
        {"iPhone17C3", "iPhone", "iOS 18.6 22G86", "iPhone", "EAS"},
        {"SM-S928B", "Galaxy S24 Ultra", "Android 15", "Android", "REST"},
        {"Outlook for iOS and Android", "Pixel 9", "Android 16", "Outlook", "REST"},
    };
    unsigned dice = mailbox_dice(mailbox, 60 + which), k = dice % 3;
    char id[40], identity[200], guid[UUID_TEXT], date[CLOCK_TEXT];
    struct seeded seeded = {.state = mailbox->user.seed.dice + 7000 + which};
    struct json *object = json_new_object();
    int64_t first = today - (int64_t)(1 + dice / 4 % 700) * DAY, last = today - 18 * 3600000;
    snprintf(id, sizeof id, "%08X%08X", dice, mailbox_dice(mailbox, 80 + which));
    seeded_uuid(&seeded, guid);
    snprintf(identity, sizeof identity,
             "%s\\ExchangeActiveSyncDevices\\%s\xc2\xa7"
             "%s",
             mailbox->alias, kinds[k].type, id);
    json_set_text(object, "Identity", identity);
    json_set_text(object, "Guid", guid);
    json_set_text(object, "DeviceID", id);
    json_set_text(object, "DeviceId", id);
    json_set_text(object, "DeviceModel", kinds[k].model);
    json_set_text(object, "DeviceFriendlyName", kinds[k].name);
    json_set_text(object, "FriendlyName", kinds[k].name);
    json_set_text(object, "DeviceOS", kinds[k].system);
    json_set_text(object, "DeviceType", kinds[k].type);
    json_set_text(object, "ClientType", kinds[k].client);
    json_set_text(object, "ClientVersion", "16.1");
    json_set_text(object, "DeviceAccessState", "Allowed");
    json_set_text(object, "Status", "DeviceOk");
    json_set_text(object, "UserDisplayName", mailbox->name);
    json_set_text(object, "FirstSyncTime", clock_format(first, date));
    json_set_text(object, "LastSyncAttemptTime", clock_format(last, date));
    json_set_text(object, "LastSuccessSync", clock_format(last, date));
    return object;
}

struct json *mailbox_seed_devices(const struct tenant *tenant, const struct mailbox *mailbox)
{
    struct json *list = json_new_array();
    unsigned count = mailbox->kind == MAILBOX_USER ? mailbox_dice(mailbox, 59) % 4 : 0;
    for (unsigned i = 0; i < (count > 2 ? 0 : count); i++)
        json_push(list, device(mailbox, i, store_people(tenant->store)->today));
    return list;
}
