/* Rights on whole mailboxes: full access, and sending as somebody. */
#include "tenant/exchange/exchange_handlers.h"

#include <string.h>
#include <strings.h>

/* Two lists of the same shape, told apart by the name of who holds the right. */
struct kind {
    enum mailbox_part part;
    const char *holder; /* the member and the parameter */
};

static const struct kind full_access = {MAILBOX_PERMISSIONS, "User"}, send_as = {MAILBOX_SEND_AS, "Trustee"};

static void list(struct cmdlet_call *call, const struct kind *kind)
{
    struct mailbox mailbox;
    const char *wanted = call_text(call, kind->holder), *address = wanted ? exchange_recipient(call, wanted) : NULL;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *rows = mailbox_part(call->tenant, &mailbox, kind->part);
    for (const struct json *one = json_first(rows); one; one = json_next(one)) {
        const char *holder = json_text_or(json_get(one, kind->holder), "");
        if (wanted && strcasecmp(holder, address ? address : wanted) != 0)
            continue;
        struct json *row = json_copy(one);
        json_set_text(row, "Identity", mailbox.alias);
        json_push(call->rows, row);
    }
}

static bool has_right(const struct json *row, const struct json *rights)
{
    for (const struct json *right = json_first(rights); right; right = json_next(right)) {
        bool found = false;
        for (const struct json *one = json_first(json_get(row, "AccessRights")); one && !found; one = json_next(one))
            found = !strcasecmp(json_text_or(one, ""), json_text_or(right, ""));
        if (!found)
            return false;
    }
    return true;
}

static const struct json *row_of(const struct json *rows, const struct kind *kind, const char *holder)
{
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, kind->holder), ""), holder))
            return one;
    return NULL;
}

static struct json *new_row(struct cmdlet_call *call, const struct kind *kind, const char *holder, struct json *rights)
{
    const char *inheritance = call_text(call, "InheritanceType");
    struct json *row = json_new_object();
    json_set_text(row, kind->holder, holder);
    json_set(row, "AccessRights", rights);
    json_set_bool(row, "IsInherited", false);
    if (kind->part == MAILBOX_PERMISSIONS)
        json_set_bool(row, "Deny", call_true(call, "Deny"));
    else
        json_set_text(row, "AccessControlType", "Allow");
    json_set_text(row, "InheritanceType",
                  inheritance                         ? inheritance
                  : kind->part == MAILBOX_PERMISSIONS ? "All"
                                                      : "None");
    return row;
}

/* The rows without one holder's, all but `rights` of it being kept. */
static struct json *without(const struct json *rows, const struct json *row, const struct json *rights)
{
    struct json *all = json_new_array();
    for (const struct json *one = json_first(rows); one; one = json_next(one)) {
        struct json *copy = json_copy(one), *edit = json_new_object();
        if (one == row) {
            json_set(edit, "remove", json_copy(rights));
            json_set(copy, "AccessRights", exchange_edit_list(json_get(one, "AccessRights"), edit));
        }
        json_free(edit);
        if (one != row || json_count(json_get(copy, "AccessRights")) > 0)
            json_push(all, copy);
        else
            json_free(copy);
    }
    return all;
}

static void add(struct cmdlet_call *call, const struct kind *kind)
{
    struct mailbox mailbox;
    const struct json *rights = call_get(call, "AccessRights");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    char *holder = call_recipient(call, call_text(call, kind->holder));
    if (!holder)
        return;
    auto_json struct json *rows = mailbox_part(call->tenant, &mailbox, kind->part);
    const struct json *row = row_of(rows, kind, holder);
    if (row && has_right(row, rights)) {
        call_warn(call,
                  "The appropriate access control entry is already present on the object \"%s\" for account \"%s\".",
                  mailbox.name, holder);
        return;
    }
    struct json *all = without(rows, row, json_get(row, "AccessRights"));
    struct json *table = json_new_object();
    json_set(table, "add", json_copy(rights));
    struct json *added = new_row(call, kind, holder, exchange_edit_list(json_get(row, "AccessRights"), table));
    json_free(table);
    json_push(all, added);
    json_push(call->rows, json_copy(added));
    mailbox_keep(call->tenant, mailbox.number, kind->part, all);
}

static void take(struct cmdlet_call *call, const struct kind *kind, const char *why)
{
    struct mailbox mailbox;
    const char *name = call_text(call, kind->holder);
    const struct json *rights = call_get(call, "AccessRights");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *rows = mailbox_part(call->tenant, &mailbox, kind->part);
    const char *address = exchange_recipient(call, name);
    const struct json *row = row_of(rows, kind,
                                    address ? address : name); /* who is gone from the directory may still stand here */
    if (!row && !address)
        call_recipient(call, name);
    else if (!row || !has_right(row, rights))
        call_warn(call, "Can't remove the access control entry on the object \"%s\" for account \"%s\" because the %s.",
                  mailbox.name, address ? address : name, why);
    else
        mailbox_keep(call->tenant, mailbox.number, kind->part, without(rows, row, rights));
}

void cmdlet_get_permissions(struct cmdlet_call *call)
{
    list(call, &full_access);
}

void cmdlet_add_permission(struct cmdlet_call *call)
{
    add(call, &full_access);
}

void cmdlet_remove_permission(struct cmdlet_call *call)
{
    take(call, &full_access, "ACE doesn't exist on the object");
}

/* Without an identity: every mailbox as whose owner somebody may send. */
static struct json *trustee_row(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    const char *wanted = call_text(call, "Trustee"), *address = exchange_recipient(call, wanted);
    auto_json struct json *rows = mailbox->kind ? mailbox_part(call->tenant, mailbox, MAILBOX_SEND_AS) : NULL;
    const struct json *row = row_of(rows, &send_as, address ? address : wanted);
    struct json *copy = row ? json_copy(row) : NULL;
    if (copy)
        json_set_text(copy, "Identity", mailbox->alias);
    return copy;
}

static bool is_trustee(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    auto_json struct json *row = trustee_row(call, mailbox);
    (void)with;
    return row != NULL;
}

void cmdlet_get_trustees(struct cmdlet_call *call)
{
    if (call_text(call, "Identity"))
        list(call, &send_as);
    else if (call_text(call, "Trustee"))
        exchange_walk(call, is_trustee, NULL, trustee_row);
    else
        call_fail(call, 400, EX_ARGUMENT, "An Identity or a Trustee is needed.");
}

void cmdlet_add_trustee(struct cmdlet_call *call)
{
    add(call, &send_as);
}

void cmdlet_remove_trustee(struct cmdlet_call *call)
{
    take(call, &send_as, "ACE isn't present");
}
