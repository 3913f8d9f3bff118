/* Identities: what a cmdlet's Identity may name, and who may be given rights. */
#include "tenant/exchange/exchange_cmdlet.h"

#include "tenant/exchange/exchange_groups.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Somebody who was given the address later. */
static uint32_t by_written_address(const struct tenant *tenant, const char *address)
{
    size_t count;
    const struct store_change *changes = store_changes(tenant->store, &count);
    for (size_t i = 0; i < count; i++) {
        if (changes[i].life != LIFE_ALIVE) /* the mailbox went with its user, and its addresses are free */
            continue;
        const struct store_value *list = store_value(&changes[i], "proxyAddresses");
        const struct store_value *mail = store_value(&changes[i], "mail");
        if (mail && !strcasecmp(json_text_or(mail->value, ""), address))
            return changes[i].number;
        for (const struct json *one = list ? json_first(list->value) : NULL; one; one = json_next(one)) {
            const char *text = json_text_or(one, "");
            if (!strncasecmp(text, "smtp:", 5) && !strcasecmp(text + 5, address))
                return changes[i].number;
        }
    }
    return SEED_NOBODY;
}

/* By an address that was given later, else by the one from the beginning where nobody has changed it. */
static uint32_t by_address(const struct tenant *tenant, const char *address)
{
    uint32_t number = by_written_address(tenant, address);
    if (number != SEED_NOBODY)
        return number;
    number = seed_find_mail(store_people(tenant->store), address);
    if (number == SEED_NOBODY || store_life(tenant->store, number) != LIFE_ALIVE)
        return SEED_NOBODY;
    return store_value(store_change(tenant->store, number), "mail") ? SEED_NOBODY : number;
}

/* "alias@contoso.onmicrosoft.com", or the alias alone. */
static uint32_t by_alias(const struct tenant *tenant, const char *identity)
{
    char upn[SEED_TEXT];
    const char *at = strchr(identity, '@');
    const struct seed_people *people = store_people(tenant->store);
    if (at && strcasecmp(at + 1, people->initial_domain) != 0)
        return SEED_NOBODY;
    snprintf(upn, sizeof upn, "%.*s@%s", (int)strcspn(identity, "@"), identity, people->domain);
    return store_find(tenant->store, upn);
}

static uint32_t by_name(const struct tenant *tenant, const char *name, bool *many)
{
    uint32_t found = SEED_NOBODY, count = store_people(tenant->store)->count;
    char scratch[SEED_TEXT];
    for (uint32_t number = 0; number < count; number++) {
        struct user_record user;
        user_record_load(&user, tenant->store, number);
        if (store_life(tenant->store, number) != LIFE_ALIVE ||
            strcasecmp(mailbox_user_text(&user, "displayName", scratch), name) != 0)
            continue;
        *many = found != SEED_NOBODY;
        if (*many)
            return SEED_NOBODY;
        found = number;
    }
    return found;
}

#define HOSTED ",OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A001,DC=PROD,DC=OUTLOOK,DC=COM"

char *exchange_distinguished_name(const struct tenant *tenant, const struct mailbox *mailbox, struct arena *arena)
{
    return arena_printf(arena, "CN=%s,OU=%s" HOSTED, mailbox->id, store_people(tenant->store)->initial_domain);
}

uint32_t exchange_by_distinguished_name(const struct tenant *tenant, const char *name)
{
    char id[GUID_TEXT], whole[SEED_TEXT];
    if (strncasecmp(name, "CN=", 3) != 0 || strlen(name) < 3 + GUID_TEXT)
        return SEED_NOBODY;
    snprintf(id, sizeof id, "%s", name + 3);
    snprintf(whole, sizeof whole, "CN=%s,OU=%s" HOSTED, id, store_people(tenant->store)->initial_domain);
    return strcasecmp(whole, name) ? SEED_NOBODY : store_find(tenant->store, id);
}

uint32_t exchange_resolve(const struct tenant *tenant, const char *identity, bool *many)
{
    struct guid id;
    *many = false;
    if (!strncasecmp(identity, "CN=", 3))
        return exchange_by_distinguished_name(tenant, identity);
    uint32_t number = store_find(tenant->store, identity);
    if (number == SEED_NOBODY && strchr(identity, '@'))
        number = by_address(tenant, identity);
    if (number == SEED_NOBODY)
        number = by_alias(tenant, identity);
    if (number == SEED_NOBODY && !strchr(identity, '@') && !guid_parse(identity, strlen(identity), &id))
        number = by_name(tenant, identity, many);
    return number != SEED_NOBODY && store_lags(tenant->store, number, 6) ? SEED_NOBODY : number;
}

/* The mailbox a call without Identity is about: its anchor's. */
static const char *anchor_of(const struct cmdlet_call *call)
{
    const char *anchor = tenant_header(call->request, "X-AnchorMailbox");
    return anchor && !strncmp(anchor, "UPN:", 4) ? anchor + 4 : anchor ? anchor : "";
}

bool call_mailbox(struct cmdlet_call *call, const char *parameter, struct mailbox *out)
{
    bool many;
    const char *identity = parameter ? call_text(call, parameter) : NULL;
    if (!identity)
        identity = anchor_of(call);
    uint32_t number = exchange_resolve(call->tenant, identity, &many);
    if (many)
        call_fail(
            call, 400, EX_AMBIGUOUS,
            "The operation couldn't be performed because '%s' matches multiple entries. Please use a unique identity.",
            identity);
    else if (number == SEED_NOBODY || !mailbox_load(call->tenant, number, out))
        call_not_found(call, identity);
    else
        return true;
    return false;
}

char *exchange_recipient(struct cmdlet_call *call, const char *identity)
{
    bool many;
    struct mailbox mailbox;
    uint32_t number = exchange_resolve(call->tenant, identity, &many);
    if (number != SEED_NOBODY)
        return mailbox_load(call->tenant, number, &mailbox) || *mailbox.address
                   ? arena_strdup(call->arena, *mailbox.address ? mailbox.address : mailbox.upn)
                   : NULL;
    const struct exchange_group *group = exchange_group_find(call->tenant, identity);
    return group ? arena_strdup(call->arena, group->address) : NULL;
}

const char *exchange_recipient_name(struct cmdlet_call *call, const char *identity)
{
    bool many;
    struct mailbox mailbox;
    uint32_t number = exchange_resolve(call->tenant, identity, &many);
    if (number == SEED_NOBODY) {
        const struct exchange_group *group = exchange_group_find(call->tenant, identity);
        return group ? group->alias : NULL;
    }
    (void)mailbox_load(call->tenant, number, &mailbox); /* who has no mailbox has a name all the same */
    return arena_strdup(call->arena, mailbox.id);
}

char *call_recipient(struct cmdlet_call *call, const char *identity)
{
    char *address = exchange_recipient(call, identity);
    if (!address)
        call_fail(call, 404, EX_NOT_FOUND,
                  "Couldn't find the recipient or security principal \"%s\". Make sure that you typed it "
                  "correctly.",
                  identity);
    return address;
}
