/* Rules, rights, devices and groups: what is written is what is read, and every refusal. */
#include "exchange_fixture.h"

static size_t count_of(struct directory *d, const char *cmdlet, const char *parameter, const char *value,
                       const char *more)
{
    auto_answer struct answer a = invoke(d, cmdlet, "\"%s\":\"%s\"%s", parameter, value, more);
    return rows_of(&a);
}

/* The row whose member has this text, copied; NULL when there is none. */
static struct json *row_with(struct directory *d, const char *cmdlet, const char *parameter, const char *value,
                             const char *more, const char *member, const char *text)
{
    auto_answer struct answer a = invoke(d, cmdlet, "\"%s\":\"%s\"%s", parameter, value, more);
    for (const struct json *row = json_first(json_get(a.json, "value")); row; row = json_next(row))
        if (!strcmp(text_of(row, member), text))
            return json_copy(row);
    return NULL;
}

/* --- inbox rules --- */

#define HIDDEN ",\"IncludeHidden\":true"

static bool has_delegate_rule(struct directory *d, const struct mailbox *m)
{
    auto_json struct json *rules = mailbox_part(&d->front.tenant, m, MAILBOX_RULES);
    bool found = false;
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule))
        found = found || !strncmp(text_of(rule, "Name"), "Delegate Rule", 13);
    return found && m->kind == MAILBOX_USER;
}

static char *escaped(const char *text)
{
    struct buf out = buf_make(1 << 16);
    for (; *text; text++)
        buf_printf(&out, "%s%c", *text == '\\' ? "\\" : "", *text);
    return buf_take(&out);
}

static void rules__are_made_switched_and_removed(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    size_t before = count_of(*state, "Get-InboxRule", "Mailbox", m.upn, "");
    auto_answer struct answer made = invoke(
        *state, "New-InboxRule",
        "\"Mailbox\":\"%s\",\"Name\":\"Hide\",\"From\":[\"a@b.example\"],\"MoveToFolder\":\"RSS Feeds\"", m.upn);
    auto_str char *id = escaped(text_of(row_of(&made), "Identity"));
    assert_int_equal(strlen(text_of(row_of(&made), "RuleIdentity")), 20);
    assert_int_equal(count_of(*state, "Get-InboxRule", "Mailbox", m.upn, ""), before + 1);
    auto_answer struct answer off = invoke(*state, "Disable-InboxRule",
                                           "\"Identity\":\"%s\",\"Mailbox\":\"%s\",\"Confirm\":false", id, m.upn);
    assert_done(off);
    auto_json struct json *rule = row_with(*state, "Get-InboxRule", "Mailbox", m.upn, "", "Name", "Hide");
    assert_false(json_true(json_get(rule, "Enabled")));
    assert_string_equal(text_of(rule, "MoveToFolder"), "RSS Feeds");
    auto_answer struct answer again = invoke(*state, "Disable-InboxRule", "\"Identity\":\"%s\",\"Confirm\":false", id);
    assert_warns(again, "no settings of");
    auto_answer struct answer on = invoke(*state, "Enable-InboxRule", "\"Identity\":\"Hide\",\"Mailbox\":\"%s\"",
                                          m.upn);
    assert_done(on);
    auto_answer struct answer gone = invoke(*state, "Remove-InboxRule", "\"Identity\":\"%s\",\"Confirm\":false", id);
    assert_done(gone);
    assert_int_equal(count_of(*state, "Get-InboxRule", "Mailbox", m.upn, ""), before);
    auto_answer struct answer twice = invoke(*state, "Remove-InboxRule", "\"Identity\":\"%s\",\"Confirm\":false", id);
    assert_failed(twice, 404, "wasn't found in the mailbox");
}

static void rules__are_refused__when_they_do_nothing_or_have_a_name_taken(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer idle = invoke(*state, "New-InboxRule", "\"Mailbox\":\"%s\",\"Name\":\"One\"", m.upn);
    auto_answer struct answer made = invoke(*state, "New-InboxRule",
                                            "\"Mailbox\":\"%s\",\"Name\":\"One\",\"DeleteMessage\":true", m.upn);
    auto_answer struct answer twice = invoke(*state, "New-InboxRule",
                                             "\"Mailbox\":\"%s\",\"Name\":\"One\",\"MarkAsRead\":true", m.upn);
    assert_failed(idle, 400, "at least one action");
    assert_int_equal(made.status, 200);
    assert_failed(twice, 400, "already exists");
}

static void rules__are_hidden__until_asked_for(void **state)
{
    struct mailbox m = first_mailbox(*state, has_delegate_rule);
    size_t seen = count_of(*state, "Get-InboxRule", "Mailbox", m.upn, ""),
           all = count_of(*state, "Get-InboxRule", "Mailbox", m.upn, HIDDEN);
    assert_true(all >= seen + 2); /* the junk rule too */
    auto_json struct json *junk = row_with(*state, "Get-InboxRule", "Mailbox", m.upn, HIDDEN, "Name",
                                           "Junk E-mail Rule");
    assert_non_null(junk);
    assert_null(json_get(junk, "@hidden"));
    auto_answer struct answer off = invoke(*state, "Disable-InboxRule",
                                           "\"Identity\":\"Delegate Rule -9083245097162039297\",\"Mailbox\":\"%s\","
                                           "\"Confirm\":false",
                                           m.upn);
    assert_failed(off, 400, "belongs to the mailbox's delegates");
    auto_answer struct answer nobody = invoke(*state, "Get-InboxRule", "\"Mailbox\":\"nobody@contoso.com\"");
    assert_int_equal(nobody.status, 404);
}

/* --- rights on mailboxes --- */

static void full_access__is_given_and_taken(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), n = second_mailbox(*state, m.number);
    const char *cmdlets[] = {"Add-MailboxPermission", "Remove-MailboxPermission"};
    auto_str char *rights = xasprintf(
        "\"Identity\":\"%s\",\"User\":\"%s\",\"AccessRights\":[\"FullAccess\"],\"Confirm\":false", m.upn, n.id);
    auto_answer struct answer add = invoke(*state, cmdlets[0], "%s,\"AutoMapping\":false,\"InheritanceType\":\"All\"",
                                           rights);
    auto_answer struct answer again = invoke(*state, cmdlets[0], "%s", rights);
    assert_string_equal(text_of(row_of(&add), "User"), n.address);
    assert_warns(again, "already present");
    auto_json struct json *row = row_with(*state, "Get-MailboxPermission", "Identity", m.upn, "", "User", n.address);
    assert_string_equal(json_text_or(json_first(json_get(row, "AccessRights")), ""), "FullAccess");
    auto_json struct json *self = row_with(*state, "Get-MailboxPermission", "Identity", m.upn, "", "User",
                                           "NT AUTHORITY\\SELF");
    assert_non_null(self);
    auto_answer struct answer remove = invoke(*state, cmdlets[1], "%s", rights);
    auto_answer struct answer gone = invoke(*state, cmdlets[1], "%s", rights);
    assert_done(remove);
    assert_warns(gone, "ACE doesn't exist on the object");
    auto_json struct json *none = row_with(*state, "Get-MailboxPermission", "Identity", m.upn, "", "User", n.address);
    assert_null(none);
    auto_answer struct answer nobody = invoke(
        *state, cmdlets[0], "\"Identity\":\"%s\",\"User\":\"x@y.example\",\"AccessRights\":[\"FullAccess\"]", m.upn);
    assert_failed(nobody, 404, "Couldn't find the recipient");
}

static void send_as__is_given_and_taken(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), n = second_mailbox(*state, m.number);
    auto_str char *rights = xasprintf(
        "\"Identity\":\"%s\",\"Trustee\":\"%s\",\"AccessRights\":[\"SendAs\"],\"Confirm\":false", m.upn, n.upn);
    auto_answer struct answer add = invoke(*state, "Add-RecipientPermission", "%s", rights);
    assert_string_equal(text_of(row_of(&add), "Trustee"), n.address);
    auto_json struct json *row = row_with(*state, "Get-RecipientPermission", "Identity", m.upn, "", "Trustee",
                                          n.address);
    assert_non_null(row);
    auto_answer struct answer remove = invoke(*state, "Remove-RecipientPermission", "%s", rights);
    auto_answer struct answer gone = invoke(*state, "Remove-RecipientPermission", "%s", rights);
    assert_done(remove);
    assert_warns(gone, "ACE isn't present");
}

/* --- rights on folders --- */

static void calendar__is_shared__by_its_id(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), n = second_mailbox(*state, m.number);
    auto_answer struct answer folders = invoke(*state, "Get-MailboxFolderStatistics",
                                               "\"Identity\":\"%s\",\"FolderScope\":\"Calendar\"", m.upn);
    const char *id = NULL;
    for (const struct json *row = row_of(&folders); row; row = json_next(row))
        if (!strcmp(text_of(row, "FolderType"), "Calendar"))
            id = text_of(row, "FolderId");
    assert_non_null(id);
    auto_str char *folder = xasprintf("%s:%s", m.upn, id);
    auto_str char *rights = xasprintf("\"Identity\":\"%s\",\"User\":\"%s\",\"AccessRights\":[\"Editor\"]", folder,
                                      n.upn);
    auto_answer struct answer early = invoke(*state, "Set-MailboxFolderPermission", "%s", rights);
    auto_answer struct answer add = invoke(*state, "Add-MailboxFolderPermission",
                                           "%s,\"SendNotificationToUser\":false,"
                                           "\"SharingPermissionFlags\":\"Delegate,CanViewPrivateItems\"",
                                           rights);
    auto_answer struct answer twice = invoke(*state, "Add-MailboxFolderPermission", "%s", rights);
    auto_answer struct answer set = invoke(*state, "Set-MailboxFolderPermission",
                                           "\"Identity\":\"%s\",\"User\":\"%s\",\"AccessRights\":[\"Reviewer\"]",
                                           folder, n.upn);
    auto_answer struct answer flags = invoke(*state, "Set-MailboxFolderPermission",
                                             "\"Identity\":\"%s\",\"User\":\"%s\","
                                             "\"AccessRights\":[\"Reviewer\"],\"SharingPermissionFlags\":\"Delegate\"",
                                             folder, n.upn);
    assert_failed(early, 404, "no existing permission entry");
    assert_int_equal(add.status, 200);
    assert_failed(twice, 400, "existing permission entry was found");
    assert_done(set);
    assert_failed(flags, 400, "SharingPermissionFlags");
    auto_json struct json *row = row_with(*state, "Get-MailboxFolderPermission", "Identity", folder, "", "User",
                                          n.address);
    assert_string_equal(json_text_or(json_first(json_get(row, "AccessRights")), ""), "Reviewer");
    auto_str char *remove = xasprintf("\"Identity\":\"%s\",\"User\":\"%s\",\"Confirm\":false", folder, n.upn);
    auto_answer struct answer gone = invoke(*state, "Remove-MailboxFolderPermission", "%s", remove);
    auto_answer struct answer none = invoke(*state, "Remove-MailboxFolderPermission", "%s", remove);
    assert_done(gone);
    assert_failed(none, 404, "no existing permission entry");
}

static bool is_german_mailbox(struct directory *d, const struct mailbox *m)
{
    char scratch[SEED_TEXT];
    (void)d;
    return m->kind == MAILBOX_USER && !strncmp(mailbox_user_text(&m->user, "preferredLanguage", scratch), "de", 2);
}

static void calendar__has_a_name__of_the_mailbox_language(void **state)
{
    struct mailbox m = first_mailbox(*state, is_german_mailbox);
    auto_str char *english = xasprintf("%s:\\\\Calendar", m.upn);
    auto_str char *german = xasprintf("%s:\\\\Kalender", m.upn);
    auto_answer struct answer no = invoke(*state, "Get-MailboxFolderPermission", "\"Identity\":\"%s\"", english);
    auto_answer struct answer yes = invoke(*state, "Get-MailboxFolderPermission", "\"Identity\":\"%s\"", german);
    assert_int_equal(no.status, 404);
    assert_true(rows_of(&yes) >= 2);
}

/* --- devices --- */

static bool has_device(struct directory *d, const struct mailbox *m)
{
    auto_json struct json *devices = mailbox_part(&d->front.tenant, m, MAILBOX_DEVICES);
    return json_count(devices) == 2;
}

static void device__is_removed__and_listed_no_more(void **state)
{
    struct mailbox m = first_mailbox(*state, has_device);
    auto_answer struct answer list = invoke(*state, "Get-MobileDevice", "\"Mailbox\":\"%s\"", m.upn);
    assert_non_null(json_text(json_get(row_of(&list), "FirstSyncTime")));
    auto_str char *id = escaped(text_of(row_of(&list), "Identity"));
    auto_answer struct answer remove = invoke(*state, "Remove-MobileDevice", "\"Identity\":\"%s\",\"Confirm\":false",
                                              id);
    auto_answer struct answer again = invoke(*state, "Remove-MobileDevice", "\"Identity\":\"%s\",\"Confirm\":false",
                                             id);
    assert_done(remove);
    assert_int_equal(again.status, 404);
    assert_int_equal(count_of(*state, "Get-MobileDeviceStatistics", "Mailbox", m.upn, ""), 1);
}

/* --- groups --- */

static void members__come_and_go__once(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    const char *group = "5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d02";
    auto_json struct json *was = row_with(*state, "Get-DistributionGroupMember", "Identity", group,
                                          ",\"ResultSize\":\"Unlimited\"", "PrimarySmtpAddress", m.address);
    const char *first = was ? "Remove-DistributionGroupMember" : "Add-DistributionGroupMember";
    const char *second = was ? "Add-DistributionGroupMember" : "Remove-DistributionGroupMember";
    auto_str char *change = xasprintf(
        "\"Identity\":\"%s\",\"Member\":\"%s\",\"BypassSecurityGroupManagerCheck\":true,\"Confirm\":false", group,
        m.upn);
    auto_answer struct answer a = invoke(*state, first, "%s", change);
    auto_answer struct answer twice = invoke(*state, first, "%s", change);
    auto_json struct json *is = row_with(*state, "Get-DistributionGroupMember", "Identity", "sales.news@contoso.com",
                                         ",\"ResultSize\":\"Unlimited\"", "PrimarySmtpAddress", m.address);
    auto_answer struct answer back = invoke(*state, second, "%s", change);
    assert_done(a);
    assert_failed(twice, 400, was ? "MemberNotFoundException" : "MemberAlreadyExistsException");
    assert_true(!was == (is != NULL));
    assert_done(back);
}

static void members__are_refused__by_group_and_manager(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), none = first_mailbox(*state, has_none);
    const char *add = "Add-DistributionGroupMember";
    auto_answer struct answer synced = invoke(
        *state, add, "\"Identity\":\"plant.ams\",\"Member\":\"%s\",\"BypassSecurityGroupManagerCheck\":true", m.upn);
    auto_answer struct answer manager = invoke(*state, add, "\"Identity\":\"sales.news\",\"Member\":\"%s\"", m.upn);
    auto_answer struct answer group = invoke(
        *state, add, "\"Identity\":\"nothing\",\"Member\":\"%s\",\"BypassSecurityGroupManagerCheck\":true", m.upn);
    auto_answer struct answer member = invoke(
        *state, add, "\"Identity\":\"sales.news\",\"Member\":\"%s\",\"BypassSecurityGroupManagerCheck\":true",
        none.upn);
    assert_failed(synced, 400, "synchronized from your on-premises organization");
    assert_failed(manager, 400, "manager of the group");
    assert_failed(group, 404, "'nothing' couldn't be found");
    assert_int_equal(member.status, 404);
    auto_answer struct answer all = invoke(*state, "Get-DistributionGroup", "%s", "");
    auto_answer struct answer one = invoke(*state, "Get-DistributionGroup", "\"Identity\":\"All Staff\"");
    assert_int_equal(rows_of(&all), 4);
    assert_string_equal(text_of(row_of(&one), "PrimarySmtpAddress"), "allstaff@contoso.com");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(rules__are_made_switched_and_removed),
        TEST(rules__are_refused__when_they_do_nothing_or_have_a_name_taken),
        TEST(rules__are_hidden__until_asked_for),
        TEST(full_access__is_given_and_taken),
        TEST(send_as__is_given_and_taken),
        TEST(calendar__is_shared__by_its_id),
        TEST(calendar__has_a_name__of_the_mailbox_language),
        TEST(device__is_removed__and_listed_no_more),
        TEST(members__come_and_go__once),
        TEST(members__are_refused__by_group_and_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
