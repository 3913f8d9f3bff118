/* Mailboxes over the directory: parts kept once written, found by user. */
#include "tenant/state/mailbox.h"

#include "base/alloc.h"
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    uint32_t number;
    struct json *parts[MAILBOX_PARTS]; /* NULL: as seeded */
};

struct mailboxes {
    struct kept *kept; /* ascending by number */
    size_t count, capacity;
    struct json *records[MAILBOXES_RECORDS];
};

struct mailboxes *mailboxes_new(void)
{
    return xcalloc(1, sizeof(struct mailboxes));
}

void mailboxes_free(struct mailboxes *mailboxes)
{
    if (!mailboxes)
        return;
    for (size_t i = 0; i < mailboxes->count; i++)
        for (int part = 0; part < MAILBOX_PARTS; part++)
            json_free(mailboxes->kept[i].parts[part]);
    for (int record = 0; record < MAILBOXES_RECORDS; record++)
        json_free(mailboxes->records[record]);
    xfree(mailboxes->kept);
    xfree(mailboxes);
}

/* The place of a number, or the one where it would go. */
static size_t place_of(const struct mailboxes *mailboxes, uint32_t number)
{
    size_t low = 0, high = mailboxes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mailboxes->kept[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct kept *kept_of(const struct mailboxes *mailboxes, uint32_t number)
{
    size_t at = place_of(mailboxes, number);
    return at < mailboxes->count && mailboxes->kept[at].number == number ? &mailboxes->kept[at] : NULL;
}

struct json *mailbox_part(const struct tenant *tenant, const struct mailbox *mailbox, enum mailbox_part part)
{
    const struct kept *kept = kept_of(tenant->mailboxes, mailbox->number);
    return kept && kept->parts[part] ? json_copy(kept->parts[part]) : mailbox_seed(tenant, mailbox, part);
}

void mailbox_keep(const struct tenant *tenant, uint32_t number, enum mailbox_part part, struct json *value)
{
    struct mailboxes *all = tenant->mailboxes;
    size_t at = place_of(all, number);
    if (at == all->count || all->kept[at].number != number) {
        all->kept = grow_array(all->kept, &all->capacity, all->count + 1, sizeof *all->kept);
        memmove(all->kept + at + 1, all->kept + at, (all->count - at) * sizeof *all->kept);
        all->kept[at] = (struct kept){.number = number};
        all->count++;
        assert((at == 0 || all->kept[at - 1].number < number) &&
               (at + 1 == all->count || number < all->kept[at + 1].number));
    }
    json_free(all->kept[at].parts[part]);
    all->kept[at].parts[part] = value;
}

/* What the tenant's records hold before anybody wrote to them; an empty array where nothing stands. */
static const char *const record_seeds[MAILBOXES_RECORDS] = {
    [MAILBOXES_REMOTE_DOMAINS] =
        "[{\"Identity\":\"Default\",\"Name\":\"Default\",\"DomainName\":\"*\",\"AutoForwardEnabled\":true,"
        "\"WhenChanged\":\"2020-05-04T09:00:00Z\"}]",
    [MAILBOXES_RETENTION] =
        "[{\"Identity\":\"Default MRM Policy\",\"Name\":\"Default MRM Policy\",\"IsDefault\":true},"
        "{\"Identity\":\"Delete after a year\",\"Name\":\"Delete after a year\",\"IsDefault\":false}]",
    [MAILBOXES_TRANSPORT] = "[{\"Identity\":\"Transport Settings\",\"SmtpClientAuthenticationDisabled\":true,"
                            "\"ExternalForwardingEnabled\":null}]",
    [MAILBOXES_ROLE_GROUPS] =
        "[{\"Name\":\"Organization Management\",\"Members\":[\"@ExchangeServiceAdmins_-1186325176\","
        "\"@TenantAdmins_-318374551\"]},{\"Name\":\"Recipient Management\",\"Members\":[]},"
        "{\"Name\":\"View-Only Organization Management\",\"Members\":[\"@GlobalReaders_-1404562391\"]},"
        "{\"Name\":\"Discovery Management\",\"Members\":[]},{\"Name\":\"Hygiene Management\",\"Members\":[]},"
        "{\"Name\":\"Compliance Management\",\"Members\":[]},{\"Name\":\"Records Management\",\"Members\":[]},"
        "{\"Name\":\"Break Glass\",\"Members\":[\"gloria.global@contoso.com\"]}]",
};

static struct json *accepted_domain(const char *name, bool is_default)
{
    struct json *one = json_new_object();
    json_set_text(one, "Identity", name);
    json_set_text(one, "DomainName", name);
    json_set_text(one, "DomainType", "Authoritative");
    json_set_bool(one, "Default", is_default);
    return one;
}

static struct json *accepted_domains(const struct tenant *tenant)
{
    const struct seed_people *people = store_people(tenant->store);
    struct json *list = json_new_array();
    json_push(list, accepted_domain(people->domain, true));
    json_push(list, accepted_domain(people->initial_domain, false));
    for (const struct json *more = json_first(store_record(tenant->store, "domains")); more; more = json_next(more))
        json_push(list, accepted_domain(json_key(more), false)); /* a scenario's */
    return list;
}

struct json *mailboxes_record(const struct tenant *tenant, enum mailboxes_record record)
{
    struct err e;
    const struct json *kept = tenant->mailboxes->records[record];
    if (!kept && record == MAILBOXES_ACCEPTED_DOMAINS)
        return accepted_domains(tenant);
    const char *seed = record_seeds[record] ? record_seeds[record] : "[]";
    return kept ? json_copy(kept) : json_parse(seed, strlen(seed), &e);
}

void mailboxes_keep(const struct tenant *tenant, enum mailboxes_record record, struct json *array)
{
    json_free(tenant->mailboxes->records[record]);
    tenant->mailboxes->records[record] = array;
}

/* --- who has one --- */

static const char *const kind_names[MAILBOX_KINDS] = {
    [MAILBOX_NONE] = "User",        [MAILBOX_USER] = "UserMailbox",           [MAILBOX_SHARED] = "SharedMailbox",
    [MAILBOX_ROOM] = "RoomMailbox", [MAILBOX_EQUIPMENT] = "EquipmentMailbox",
};

const char *mailbox_kind_name(enum mailbox_kind kind)
{
    return kind_names[kind];
}

const char *mailbox_user_text(const struct user_record *user, const char *property, char scratch[SEED_TEXT])
{
    const struct property *row = property_find(property, strlen(property));
    const char *text = row ? property_text(row, user, scratch) : NULL;
    return text ? text : "";
}

static bool is_disabled(const struct json *licence, const char *plan)
{
    for (const struct json *one = json_first(json_get(licence, "disabledPlans")); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), plan))
            return true;
    return false;
}

static bool sku_has_plan(const struct seed_sku *sku, const struct json *licence, const char *plan)
{
    for (int i = 0; i < SEED_PLANS && sku->plans[i].id; i++)
        if (!strcmp(sku->plans[i].name, plan) && !is_disabled(licence, sku->plans[i].id))
            return true;
    return false;
}

bool mailbox_user_has_plan(const struct user_record *user, const char *plan)
{
    const struct store_value *over = store_value(user->change, "assignedLicenses");
    for (int i = 0; !over && i < user->seed.licence_count; i++)
        if (sku_has_plan(&seed_skus[user->seed.licences[i]], NULL, plan))
            return true;
    for (const struct json *one = over ? json_first(over->value) : NULL; one; one = json_next(one))
        for (int row = 0; row < seed_sku_count; row++)
            if (!strcmp(json_text_or(json_get(one, "skuId"), ""), seed_skus[row].sku_id) &&
                sku_has_plan(&seed_skus[row], one, plan))
                return true;
    return false;
}

static enum mailbox_plan plan_of(const struct user_record *user)
{
    static const char *const names[] = {NULL, "EXCHANGE_S_DESKLESS", "EXCHANGE_S_STANDARD", "EXCHANGE_S_ENTERPRISE"};
    for (int plan = MAILBOX_PLAN_2; plan > MAILBOX_UNLICENSED; plan--)
        if (mailbox_user_has_plan(user, names[plan]))
            return (enum mailbox_plan)plan;
    return MAILBOX_UNLICENSED;
}

enum mailbox_plan mailbox_first_plan(const struct mailbox *mailbox)
{
    struct user_record first = mailbox->user;
    first.change = NULL;
    return plan_of(&first);
}

/* What it was converted to, else what the seed says; a user's mailbox ends with its licence. */
static enum mailbox_kind kind_of(const struct tenant *tenant, const struct mailbox *mailbox)
{
    const struct kept *kept = kept_of(tenant->mailboxes, mailbox->number);
    const char *name = kept ? json_text(json_get(kept->parts[MAILBOX_SETTINGS], "RecipientTypeDetails")) : NULL;
    enum mailbox_kind kind = mailbox->plan ? MAILBOX_USER : mailbox_seed_kind(mailbox);
    for (int i = 0; name && i < MAILBOX_KINDS; i++)
        if (!strcmp(kind_names[i], name))
            kind = (enum mailbox_kind)i;
    return kind == MAILBOX_USER && !mailbox->plan ? MAILBOX_NONE : kind;
}

static void set_guid(struct mailbox *mailbox)
{
    struct guid guid;
    uint64_t bits[2] = {seed_mix(mailbox->user.seed.dice ^ 0x45584f), seed_mix(mailbox->user.seed.dice ^ 0x4d4258)};
    memcpy(guid.bytes, bits, sizeof guid.bytes);
    guid.bytes[6] = (uint8_t)((guid.bytes[6] & 0x0f) | 0x40);
    guid.bytes[8] = (uint8_t)((guid.bytes[8] & 0x3f) | 0x80);
    guid_format(&guid, mailbox->guid);
}

bool mailbox_load(const struct tenant *tenant, uint32_t number, struct mailbox *out)
{
    char scratch[SEED_TEXT];
    *out = (struct mailbox){.number = number};
    user_record_load(&out->user, tenant->store, number);
    snprintf(out->id, sizeof out->id, "%s", mailbox_user_text(&out->user, "id", scratch));
    snprintf(out->name, sizeof out->name, "%s", mailbox_user_text(&out->user, "displayName", scratch));
    snprintf(out->upn, sizeof out->upn, "%s", mailbox_user_text(&out->user, "userPrincipalName", scratch));
    snprintf(out->address, sizeof out->address, "%s", mailbox_user_text(&out->user, "mail", scratch));
    snprintf(out->alias, sizeof out->alias, "%s", mailbox_user_text(&out->user, "mailNickname", scratch));
    if (!*out->alias)
        snprintf(out->alias, sizeof out->alias, "%.*s", (int)strcspn(out->upn, "@"), out->upn);
    set_guid(out);
    out->plan = plan_of(&out->user);
    out->kind = kind_of(tenant, out);
    if (out->kind && !*out->address)
        snprintf(out->address, sizeof out->address, "%s", out->upn);
    return out->kind != MAILBOX_NONE;
}

unsigned mailbox_dice(const struct mailbox *mailbox, unsigned salt)
{
    return (unsigned)(seed_mix(mailbox->user.seed.dice ^ ((uint64_t)(salt + 64) << 48)) >> 33);
}

/* --- sizes as text --- */

char *mailbox_size_text(double bytes, char out[64])
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    char plain[32], grouped[48];
    double value = bytes;
    size_t unit = 0, at = 0;
    for (; value >= 1024 && unit < 4; unit++)
        value /= 1024;
    size_t length = (size_t)snprintf(plain, sizeof plain, "%.0f", bytes);
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            grouped[at++] = ',';
        grouped[at++] = plain[i];
    }
    snprintf(out, 64, "%.4g %s (%.*s bytes)", value, units[unit], (int)at, grouped);
    return out;
}

double mailbox_size_bytes(const char *text)
{
    const char *open = strchr(text, '('), *units = "BKMGT";
    double bytes = 0;
    if (open) {
        for (const char *at = open + 1; isdigit((unsigned char)*at) || *at == ','; at++)
            bytes = *at == ',' ? bytes : bytes * 10 + (*at - '0');
        return bytes;
    }
    char *end;
    double value = strtod(text, &end);
    if (end == text || value < 0)
        return -1;
    end += strspn(end, " ");
    const char *unit = *end ? strchr(units, toupper((unsigned char)*end)) : units;
    if (!unit || (*end && end[1] && strcmp(end + 1, "B") != 0))
        return -1;
    for (const char *at = units; at < unit; at++)
        value *= 1024;
    return value;
}
