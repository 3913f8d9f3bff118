/* Mailboxes as cmdlets change them: what is written is what another cmdlet reads, and every refusal. */
#include "exchange_fixture.h"

static const struct json *get(struct directory *d, const char *cmdlet, const char *upn, struct answer *a)
{
    *a = invoke(d, cmdlet, "\"Identity\":\"%s\"", upn);
    return row_of(a);
}

static void assert_member(struct directory *d, const char *cmdlet, const char *upn, const char *name, const char *json)
{
    auto_answer struct answer a;
    auto_buf struct buf text = buf_make(1 << 16);
    json_write(json_get(get(d, cmdlet, upn, &a), name), &text);
    if (strcmp(buf_text(&text), json) != 0)
        fail_msg("%s.%s is %s, not %s", cmdlet, name, buf_text(&text), json);
}

static void get_mailbox__finds__every_kind_of_identity(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_str char *alias_address = xasprintf("%s@contoso.onmicrosoft.com", m.alias);
    const char *const identities[] = {m.upn, m.id, m.alias, m.address, alias_address};
    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++) {
        auto_answer struct answer a;
        assert_string_equal(text_of(get(*state, "Get-Mailbox", identities[i], &a), "UserPrincipalName"), m.upn);
    }
    auto_answer struct answer named = invoke(*state, "Get-Mailbox", "\"Identity\":\"%s\"", m.name);
    assert_true(named.status == 200 || strstr(detail_of(&named), "matches multiple entries"));
}

static void get_mailbox__gives__every_field_of_the_catalogue(void **state)
{
    static const char *const fields[] = {"ExchangeGuid",
                                         "ArchiveGuid",
                                         "UserPrincipalName",
                                         "DisplayName",
                                         "PrimarySmtpAddress",
                                         "RecipientType",
                                         "RecipientTypeDetails",
                                         "EmailAddresses",
                                         "WhenSoftDeleted",
                                         "ForwardingSmtpAddress",
                                         "ForwardingAddress",
                                         "DeliverToMailboxAndForward",
                                         "HiddenFromAddressListsEnabled",
                                         "ExternalDirectoryObjectId",
                                         "IsDirSynced",
                                         "MessageCopyForSentAsEnabled",
                                         "MessageCopyForSendOnBehalfEnabled",
                                         "PersistedCapabilities",
                                         "LitigationHoldEnabled",
                                         "LitigationHoldDate",
                                         "LitigationHoldDuration",
                                         "ComplianceTagHoldApplied",
                                         "RetentionHoldEnabled",
                                         "InPlaceHolds",
                                         "RetentionPolicy",
                                         "AutoExpandingArchiveEnabled",
                                         "GrantSendOnBehalfTo",
                                         "ProhibitSendQuota",
                                         "ProhibitSendReceiveQuota",
                                         "AuditEnabled",
                                         "SingleItemRecoveryEnabled",
                                         "RetainDeletedItemsFor"};
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer a;
    const struct json *row = get(*state, "Get-Mailbox", m.upn, &a);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!json_get(row, fields[i]))
            fail_msg("%s is missing", fields[i]);
}

static void mailbox_cmdlets__say_not_found__without_a_mailbox(void **state)
{
    static const char *const cmdlets[] = {"Get-Mailbox",
                                          "Get-CASMailbox",
                                          "Get-MailboxStatistics",
                                          "Get-MailboxAutoReplyConfiguration",
                                          "Get-MailboxJunkEmailConfiguration",
                                          "Get-MailboxPermission",
                                          "Get-RecipientPermission",
                                          "Set-Mailbox",
                                          "Set-CASMailbox"};
    struct mailbox m = first_mailbox(*state, has_none);
    const char *const identities[] = {m.upn, "nobody@contoso.com", "11111111-2222-4333-8444-555555555555"};
    for (size_t c = 0; c < sizeof cmdlets / sizeof *cmdlets; c++)
        for (size_t i = 0; i < sizeof identities / sizeof *identities; i++) {
            auto_answer struct answer a = invoke(*state, cmdlets[c], "\"Identity\":\"%s\"", identities[i]);
            assert_failed(a, 404,
                          "ManagementObjectNotFoundException|The operation couldn't be performed because object");
            assert_string_equal(error_code(&a), "NotFound");
        }
}

static void get_mailbox__is_refused__for_a_name_that_fits_several(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, is_plain), n = second_mailbox(d, m.number);
    store_write(d->store, n.number, "displayName", json_new_text("Twice Named"));
    auto_answer struct answer once = invoke(d, "Get-Mailbox", "\"Identity\":\"Twice Named\"");
    store_write(d->store, m.number, "displayName", json_new_text("Twice Named"));
    auto_answer struct answer twice = invoke(d, "Get-Mailbox", "\"Identity\":\"twice named\"");
    assert_string_equal(text_of(row_of(&once), "UserPrincipalName"), n.upn);
    assert_failed(twice, 400, "ManagementObjectAmbiguousException");
}

static void set_mailbox__forwards__and_stops(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), n = second_mailbox(*state, m.number);
    auto_str char *to = xasprintf("\"%s\"", n.id); /* its Name */
    auto_answer struct answer inside = invoke(*state, "Set-Mailbox",
                                              "\"Identity\":\"%s\",\"ForwardingAddress\":\"%s\","
                                              "\"ForwardingSmtpAddress\":null,\"DeliverToMailboxAndForward\":true",
                                              m.upn, n.alias);
    assert_done(inside);
    assert_int_equal(rows_of(&inside), 0);
    assert_member(*state, "Get-Mailbox", m.upn, "ForwardingAddress", to);
    assert_member(*state, "Get-Mailbox", m.upn, "DeliverToMailboxAndForward", "true");
    auto_answer struct answer outside = invoke(*state, "Set-Mailbox",
                                               "\"Identity\":\"%s\",\"ForwardingSmtpAddress\":\"a@b.example\","
                                               "\"ForwardingAddress\":null",
                                               m.upn);
    assert_done(outside);
    assert_member(*state, "Get-Mailbox", m.upn, "ForwardingSmtpAddress", "\"smtp:a@b.example\"");
    assert_member(*state, "Get-Mailbox", m.upn, "ForwardingAddress", "null");
    const char *off =
        "\"Identity\":\"%s\",\"ForwardingAddress\":null,\"ForwardingSmtpAddress\":null,\"DeliverToMailboxAndForward\":false";
    auto_str char *parameters = xasprintf("%.*s%s%s", (int)(strstr(off, "%s") - off), off, m.upn,
                                          strstr(off, "%s") + 2);
    auto_answer struct answer none = invoke(*state, "Set-Mailbox", "%s", parameters);
    auto_answer struct answer again = invoke(*state, "Set-Mailbox", "%s", parameters);
    assert_done(none);
    assert_warns(again, "completed successfully but no settings of");
    assert_member(*state, "Get-Mailbox", m.upn, "ForwardingSmtpAddress", "null");
    auto_answer struct answer self = invoke(*state, "Set-Mailbox", "\"Identity\":\"%s\",\"ForwardingAddress\":\"%s\"",
                                            m.upn, m.upn);
    auto_answer struct answer nobody = invoke(*state, "Set-Mailbox",
                                              "\"Identity\":\"%s\",\"ForwardingAddress\":\"nobody@x.example\"", m.upn);
    assert_failed(self, 400, "can't forward to itself");
    assert_failed(nobody, 404, "Couldn't find the recipient");
    assert_member(*state, "Get-Mailbox", m.upn, "ForwardingAddress", "null");
}

static bool is_big_plan_1(struct directory *d, const struct mailbox *m)
{
    (void)d;
    return m->kind == MAILBOX_USER && m->plan == MAILBOX_PLAN_1 && *m->user.seed.given_name && !m->user.seed.synced;
}

static void set_mailbox__converts__by_licence_and_size(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, is_plain), shared = first_mailbox(d, is_shared),
                   big = first_mailbox(d, is_big_plan_1);
    auto_answer struct answer to = invoke(d, "Set-Mailbox", "\"Identity\":\"%s\",\"Type\":\"Shared\"", m.upn);
    assert_done(to);
    assert_member(d, "Get-Mailbox", m.upn, "RecipientTypeDetails", "\"SharedMailbox\"");
    store_write(d->store, m.number, "assignedLicenses", json_new_array()); /* it outlives its licence now */
    assert_member(d, "Get-Mailbox", m.upn, "RecipientTypeDetails", "\"SharedMailbox\"");
    auto_answer struct answer back = invoke(d, "Set-Mailbox", "\"Identity\":\"%s\",\"Type\":\"Regular\"", m.upn);
    assert_failed(back, 400, "no Exchange Online license");
    auto_answer struct answer unlicensed = invoke(d, "Set-Mailbox", "\"Identity\":\"%s\",\"Type\":\"Regular\"",
                                                  shared.upn);
    assert_failed(unlicensed, 400, "no Exchange Online license");
    auto_answer struct answer room = invoke(d, "Set-Mailbox", "\"Identity\":\"%s\",\"Type\":\"Room\"", shared.upn);
    assert_done(room);
    assert_member(d, "Get-Recipient", shared.upn, "RecipientTypeDetails", "\"RoomMailbox\"");
    struct json *content = mailbox_part(&d->front.tenant, &big, MAILBOX_CONTENT);
    json_set_number(content, "Bytes", 50.5 * 1024 * 1024 * 1024);
    mailbox_keep(&d->front.tenant, big.number, MAILBOX_CONTENT, content);
    auto_answer struct answer refused = invoke(d, "Set-Mailbox", "\"Identity\":\"%s\",\"Type\":\"Shared\"", big.upn);
    assert_failed(refused, 400, "larger than 50 GB");
    assert_member(d, "Get-Mailbox", big.upn, "RecipientTypeDetails", "\"UserMailbox\"");
}

static void mailbox__ends__with_the_licence_of_its_user(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, is_plain);
    store_write(d->store, m.number, "assignedLicenses", json_new_array());
    auto_answer struct answer gone = invoke(d, "Get-Mailbox", "\"Identity\":\"%s\"", m.upn);
    struct err e;
    const char *off =
        "[{\"skuId\":\"05e9a617-0261-4cee-bb44-138d3ef5d965\",\"disabledPlans\":[\"efb87545-963c-4e0d-99df-69c6916d9eb0\"]}]";
    store_write(d->store, m.number, "assignedLicenses", json_parse(off, strlen(off), &e));
    auto_answer struct answer switched = invoke(d, "Get-Mailbox", "\"Identity\":\"%s\"", m.upn);
    const char *on = "[{\"skuId\":\"05e9a617-0261-4cee-bb44-138d3ef5d965\",\"disabledPlans\":[]}]";
    store_write(d->store, m.number, "assignedLicenses", json_parse(on, strlen(on), &e));
    auto_answer struct answer there = invoke(d, "Get-Mailbox", "\"Identity\":\"%s\"", m.upn);
    assert_int_equal(gone.status, 404);
    assert_int_equal(switched.status, 404);
    assert_int_equal(rows_of(&there), 1);
}

static void set_mailbox__gives_and_takes__sending_on_behalf(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), n = second_mailbox(*state, m.number);
    auto_str char *has = xasprintf("[\"%s\"]", n.address);
    auto_answer struct answer add = invoke(*state, "Set-Mailbox",
                                           "\"Identity\":\"%s\",\"GrantSendOnBehalfTo\":{\"@odata.type\":"
                                           "\"#Exchange.GenericHashTable\",\"add\":\"%s\"}",
                                           m.upn, n.upn);
    assert_done(add);
    assert_member(*state, "Get-Mailbox", m.upn, "GrantSendOnBehalfTo", has);
    auto_answer struct answer remove = invoke(*state, "Set-Mailbox",
                                              "\"Identity\":\"%s\",\"GrantSendOnBehalfTo\":{\"@odata.type\":"
                                              "\"#Exchange.GenericHashTable\",\"Remove\":[\"%s\"]}",
                                              m.upn, n.id);
    assert_done(remove);
    assert_member(*state, "Get-Mailbox", m.upn, "GrantSendOnBehalfTo", "[]");
    auto_answer struct answer nobody = invoke(*state, "Set-Mailbox",
                                              "\"Identity\":\"%s\",\"GrantSendOnBehalfTo\":{\"@odata.type\":"
                                              "\"#Exchange.GenericHashTable\",\"add\":\"nobody@x.example\"}",
                                              m.upn);
    assert_failed(nobody, 404, "Couldn't find the recipient");
}

static void set_mailbox__writes_addresses__the_directory_reads(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), n = second_mailbox(*state, m.number);
    static const struct {
        const char *format, *part;
    } cases[] = {
        {"[\"smtp:x1@contoso.com\"]", "0 primary SMTP addresses"},
        {"[\"SMTP:x1@contoso.com\",\"SMTP:x2@contoso.com\"]", "2 primary SMTP addresses"},
        {"[\"SMTP:x1@fabrikam.com\"]", "not an accepted domain"},
        {"[\"x1@contoso.com\"]", "has no prefix"},
        {"[]", "0 primary SMTP addresses"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke(*state, "Set-Mailbox", "\"Identity\":\"%s\",\"EmailAddresses\":%s", m.upn,
                                             cases[i].format);
        assert_failed(a, 400, cases[i].part);
    }
    auto_answer struct answer taken = invoke(*state, "Set-Mailbox",
                                             "\"Identity\":\"%s\",\"EmailAddresses\":[\"SMTP:%s\"]", m.upn, n.address);
    assert_failed(taken, 400, "ProxyAddressExistsException");
    auto_answer struct answer set = invoke(*state, "Set-Mailbox",
                                           "\"Identity\":\"%s\",\"EmailAddresses\":[\"SMTP:new.first@contoso.com\","
                                           "\"smtp:%s\",\"X500:/o=old\"]",
                                           m.upn, m.address);
    assert_done(set);
    assert_member(*state, "Get-Mailbox", m.upn, "PrimarySmtpAddress", "\"new.first@contoso.com\"");
    auto_str char *path = xasprintf("/users/%s?$select=mail,proxyAddresses", m.id);
    auto_answer struct answer graph = GET(*state, path);
    assert_string_equal(text_of(graph.json, "mail"), "new.first@contoso.com");
    assert_int_equal(json_count(json_get(graph.json, "proxyAddresses")), 3);
    auto_answer struct answer more = invoke(
        *state, "Set-Mailbox",
        "\"Identity\":\"new.first@contoso.com\",\"EmailAddresses\":{"
        "\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":[\"smtp:third@contoso.com\"],"
        "\"remove\":[\"X500:/o=old\"]}");
    assert_done(more);
    auto_answer struct answer read;
    assert_int_equal(json_count(json_get(get(*state, "Get-Mailbox", "third@contoso.com", &read), "EmailAddresses")), 3);
    auto_answer struct answer twice = invoke(
        *state, "Set-Mailbox",
        "\"Identity\":\"%s\",\"EmailAddresses\":{"
        "\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":\"smtp:third@contoso.com\"}",
        n.upn);
    assert_failed(twice, 400, "already being used");
}

static void set_mailbox__is_out_of_scope__for_what_is_synchronized(void **state)
{
    struct mailbox m = first_mailbox(*state, is_synced_mailbox);
    auto_answer struct answer hide = invoke(*state, "Set-Mailbox",
                                            "\"Identity\":\"%s\",\"HiddenFromAddressListsEnabled\":true", m.upn);
    auto_answer struct answer alias = invoke(*state, "Set-Mailbox",
                                             "\"Identity\":\"%s\",\"EmailAddresses\":[\"SMTP:%s\"]", m.upn, m.upn);
    auto_answer struct answer forward = invoke(*state, "Set-Mailbox",
                                               "\"Identity\":\"%s\",\"ForwardingSmtpAddress\":\"a@b.example\"", m.upn);
    assert_failed(hide, 400, "being synchronized from your on-premises organization");
    assert_failed(alias, 400, "out of the current user's write scope");
    assert_int_equal(forward.status, 200);
}

static void set_mailbox__keeps__holds_audit_and_quotas(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), kiosk = first_mailbox(*state, is_kiosk);
    auto_answer struct answer set = invoke(
        *state, "Set-Mailbox",
        "\"Identity\":\"%s\",\"LitigationHoldEnabled\":true,\"LitigationHoldDuration\":\"365.00:00:00\","
        "\"AuditEnabled\":false,\"ProhibitSendQuota\":\"20 GB\",\"IssueWarningQuota\":\"19 GB\",\"HiddenFromAddressListsEnabled\":true,\"AuditOwner\":{"
        "\"@odata.type\":\"#Exchange.GenericHashTable\",\"remove\":\"Send\"}",
        m.upn);
    assert_done(set);
    assert_member(*state, "Get-Mailbox", m.upn, "LitigationHoldEnabled", "true");
    assert_member(*state, "Get-Mailbox", m.upn, "LitigationHoldDate", "\"2026-11-23T12:00:00Z\"");
    assert_member(*state, "Get-Mailbox", m.upn, "AuditEnabled", "false");
    assert_member(*state, "Get-Mailbox", m.upn, "HiddenFromAddressListsEnabled", "true");
    assert_member(*state, "Get-Mailbox", m.upn, "ProhibitSendQuota", "\"20 GB (21,474,836,480 bytes)\"");
    auto_answer struct answer read;
    assert_int_equal(json_count(json_get(get(*state, "Get-Mailbox", m.upn, &read), "AuditOwner")), 9);
    auto_answer struct answer refused = invoke(*state, "Set-Mailbox",
                                               "\"Identity\":\"%s\",\"LitigationHoldEnabled\":true", kiosk.upn);
    assert_failed(refused, 400, "Exchange Online Plan 2");
}

static void archive__is_enabled_once__and_disabled(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain), kiosk = first_mailbox(*state, is_kiosk);
    auto_answer struct answer before = invoke(*state, "Get-MailboxStatistics", "\"Identity\":\"%s\",\"Archive\":true",
                                              m.upn);
    auto_answer struct answer expand = invoke(*state, "Enable-Mailbox",
                                              "\"Identity\":\"%s\",\"AutoExpandingArchive\":true", m.upn);
    auto_answer struct answer neither = invoke(*state, "Enable-Mailbox", "\"Identity\":\"%s\"", m.upn);
    auto_answer struct answer enable = invoke(*state, "Enable-Mailbox", "\"Identity\":\"%s\",\"Archive\":true", m.upn);
    auto_answer struct answer again = invoke(*state, "Enable-Mailbox", "\"Identity\":\"%s\",\"Archive\":true", m.upn);
    auto_answer struct answer grow = invoke(*state, "Enable-Mailbox",
                                            "\"Identity\":\"%s\",\"AutoExpandingArchive\":true", m.upn);
    auto_answer struct answer after = invoke(*state, "Get-MailboxStatistics", "\"Identity\":\"%s\",\"Archive\":true",
                                             m.upn);
    auto_answer struct answer poor = invoke(*state, "Enable-Mailbox", "\"Identity\":\"%s\",\"Archive\":true",
                                            kiosk.upn);
    assert_failed(before, 404, "doesn't have an archive");
    assert_failed(expand, 400, "has no archive");
    assert_failed(neither, 400, "Parameter set cannot be resolved");
    assert_string_equal(text_of(row_of(&enable), "ArchiveStatus"), "Active");
    assert_failed(again, 400, "already has an archive");
    assert_int_equal(grow.status, 200);
    assert_true(json_true(json_get(row_of(&after), "IsArchiveMailbox")));
    assert_failed(poor, 400, "no license");
    assert_member(*state, "Get-Mailbox", m.upn, "AutoExpandingArchiveEnabled", "true");
    auto_answer struct answer off = invoke(*state, "Disable-Mailbox",
                                           "\"Identity\":\"%s\",\"Archive\":true,\"Confirm\":false", m.upn);
    auto_answer struct answer none = invoke(*state, "Disable-Mailbox",
                                            "\"Identity\":\"%s\",\"Archive\":true,\"Confirm\":false", m.upn);
    auto_answer struct answer whole = invoke(*state, "Disable-Mailbox", "\"Identity\":\"%s\",\"Confirm\":false", m.upn);
    assert_done(off);
    assert_failed(none, 400, "doesn't have an archive");
    assert_failed(whole, 400, "can't be disabled here");
    assert_member(*state, "Get-Mailbox", m.upn, "ArchiveGuid", "\"00000000-0000-0000-0000-000000000000\"");
}

static void statistics__give__sizes_as_text(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer a;
    const char *size = text_of(get(*state, "Get-MailboxStatistics", m.upn, &a), "TotalItemSize");
    assert_true(mailbox_size_bytes(size) == bytes_of(*state, &m));
    char text[64];
    assert_string_equal(mailbox_size_text(53150220288, text), "49.5 GB (53,150,220,288 bytes)");
    assert_true(mailbox_size_bytes("2 KB") == 2048);
    assert_true(mailbox_size_bytes("many") < 0);
}

static void protocols__are_set__and_left_to_the_organization(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer set = invoke(
        *state, "Set-CASMailbox",
        "\"Identity\":\"%s\",\"ImapEnabled\":false,\"PopEnabled\":false,"
        "\"SmtpClientAuthenticationDisabled\":true,\"EwsEnabled\":null,\"ActiveSyncBlockedDeviceIDs\":[\"ABC\"]",
        m.upn);
    assert_done(set);
    assert_member(*state, "Get-CASMailbox", m.upn, "ImapEnabled", "false");
    assert_member(*state, "Get-CASMailbox", m.upn, "SmtpClientAuthenticationDisabled", "true");
    assert_member(*state, "Get-CASMailbox", m.upn, "EwsEnabled", "null");
    assert_member(*state, "Get-CASMailbox", m.upn, "ActiveSyncBlockedDeviceIDs", "[\"ABC\"]");
    auto_answer struct answer clear = invoke(
        *state, "Set-CASMailbox",
        "\"Identity\":\"%s\",\"ActiveSyncBlockedDeviceIDs\":null,\"SmtpClientAuthenticationDisabled\":null", m.upn);
    assert_done(clear);
    assert_member(*state, "Get-CASMailbox", m.upn, "ActiveSyncBlockedDeviceIDs", "[]");
    assert_member(*state, "Get-CASMailbox", m.upn, "SmtpClientAuthenticationDisabled", "null");
}

static void replies__are_scheduled__and_switched_off(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer set = invoke(
        *state, "Set-MailboxAutoReplyConfiguration",
        "\"Identity\":\"%s\",\"AutoReplyState\":\"Scheduled\",\"InternalMessage\":"
        "\"Away\",\"ExternalAudience\":\"None\",\"StartTime\":\"2026-12-01T08:00:00Z\",\"EndTime\":\"2026-12-08T08:00:00Z\"",
        m.upn);
    assert_done(set);
    assert_member(*state, "Get-MailboxAutoReplyConfiguration", m.upn, "AutoReplyState", "\"Scheduled\"");
    assert_member(*state, "Get-MailboxAutoReplyConfiguration", m.upn, "EndTime", "\"2026-12-08T08:00:00.0000000Z\"");
    auto_answer struct answer backwards = invoke(*state, "Set-MailboxAutoReplyConfiguration",
                                                 "\"Identity\":\"%s\",\"EndTime\":\"2026-11-08T08:00:00Z\"", m.upn);
    auto_answer struct answer dated = invoke(*state, "Set-MailboxAutoReplyConfiguration",
                                             "\"Identity\":\"%s\",\"AutoReplyState\":"
                                             "\"Enabled\",\"StartTime\":\"2026-11-08T08:00:00Z\"",
                                             m.upn);
    assert_failed(backwards, 400, "EndTime must be later");
    assert_failed(dated, 400, "only when AutoReplyState is Scheduled");
    auto_answer struct answer off = invoke(*state, "Set-MailboxAutoReplyConfiguration",
                                           "\"Identity\":\"%s\",\"AutoReplyState\":\"Disabled\"", m.upn);
    assert_done(off);
    assert_member(*state, "Get-MailboxAutoReplyConfiguration", m.upn, "InternalMessage",
                  "\"<html>\\n<body>\\nAway\\n</body>\\n</html>\\n\""); /* the text stays, in Exchange's frame */
}

static void junk__keeps__its_lists(void **state)
{
    struct mailbox m = first_mailbox(*state, is_plain);
    auto_answer struct answer set = invoke(
        *state, "Set-MailboxJunkEmailConfiguration",
        "\"Identity\":\"%s\",\"TrustedSendersAndDomains\":[\"a.example\"],"
        "\"BlockedSendersAndDomains\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":[\"b.example\"]}",
        m.upn);
    assert_done(set);
    assert_member(*state, "Get-MailboxJunkEmailConfiguration", m.upn, "TrustedSendersAndDomains", "[\"a.example\"]");
    auto_answer struct answer a;
    const struct json *blocked = json_get(get(*state, "Get-MailboxJunkEmailConfiguration", m.upn, &a),
                                          "BlockedSendersAndDomains");
    assert_true(json_count(blocked) >= 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(get_mailbox__finds__every_kind_of_identity),
        TEST(get_mailbox__gives__every_field_of_the_catalogue),
        TEST(mailbox_cmdlets__say_not_found__without_a_mailbox),
        TEST(get_mailbox__is_refused__for_a_name_that_fits_several),
        TEST(set_mailbox__forwards__and_stops),
        TEST(set_mailbox__converts__by_licence_and_size),
        TEST(mailbox__ends__with_the_licence_of_its_user),
        TEST(set_mailbox__gives_and_takes__sending_on_behalf),
        TEST(set_mailbox__writes_addresses__the_directory_reads),
        TEST(set_mailbox__is_out_of_scope__for_what_is_synchronized),
        TEST(set_mailbox__keeps__holds_audit_and_quotas),
        TEST(archive__is_enabled_once__and_disabled),
        TEST(statistics__give__sizes_as_text),
        TEST(protocols__are_set__and_left_to_the_organization),
        TEST(replies__are_scheduled__and_switched_off),
        TEST(junk__keeps__its_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
