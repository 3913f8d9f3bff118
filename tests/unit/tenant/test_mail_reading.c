/* What is read of one user's mail, devices and usage: by Exchange, by Graph and by the reports, which agree. */
#include "actions_fixture.h"
#include "exchange_fixture.h"

#include "tenant/exchange/exchange_cmdlet.h"

#define READING(name) cmocka_unit_test_setup_teardown(name, start, stop)
#define RITA          "rita.risk@contoso.com"
#define READER        "f2ef992c-3afb-46b9-b7cf-a126ee74c451" /* Global Reader */
#define MANAGED       "/deviceManagement/managedDevices"
#define REPORT        "/reports/getMailboxUsageDetail(period='D7')"
#define SETTINGS      "/admin/reportSettings"

static bool sends_for_another(struct directory *d, const struct mailbox *m)
{
    auto_json struct json *settings = mailbox_part(&d->front.tenant, m, MAILBOX_SETTINGS);
    return m->kind && json_count(json_get(settings, "GrantSendOnBehalfTo")) > 0;
}

/* Who may send for a mailbox leads back to it: from the name in the list to a distinguished name, and by that to the mailbox. */
static void delegates__are_found__from_their_side(void **state)
{
    struct mailbox m = first_mailbox(*state, sends_for_another);
    auto_answer struct answer box = invoke(*state, "Get-Mailbox", "\"Identity\":\"%s\"", m.upn);
    const char *delegate = json_text_or(json_first(json_get(row_of(&box), "GrantSendOnBehalfTo")), "");
    auto_answer struct answer recipient = invoke(*state, "Get-Recipient", "\"Identity\":\"%s\"", delegate);
    auto_answer struct answer back = invoke(*state, "Get-Mailbox",
                                            "\"Filter\":\"GrantSendOnBehalfTo -eq '%s'\",\"ResultSize\":\"Unlimited\"",
                                            text_of(row_of(&recipient), "DistinguishedName"));
    auto_answer struct answer by_name = invoke(*state, "Get-Mailbox", "\"Filter\":\"GrantSendOnBehalfTo -eq '%s'\"",
                                               delegate);
    auto_answer struct answer other = invoke(*state, "Get-Mailbox", "\"Filter\":\"Alias -like 'a*'\"");
    assert_non_null(find_in(value_of(&back), "UserPrincipalName", m.upn));
    assert_int_equal(rows_of(&by_name), 0); /* only a distinguished name works */
    assert_failed(other, 400, "not a valid filter");
}

static bool shared_with_trustee(struct directory *d, const struct mailbox *m)
{
    auto_json struct json *rows = m->kind ? mailbox_part(&d->front.tenant, m, MAILBOX_SEND_AS) : NULL;
    return m->kind == MAILBOX_SHARED && json_count(rows) == 2;
}

static void trustees__are_found__without_an_identity(void **state)
{
    struct mailbox m = first_mailbox(*state, shared_with_trustee);
    auto_answer struct answer one = invoke(*state, "Get-RecipientPermission", "\"Identity\":\"%s\"", m.upn);
    const char *trustee = text_of(json_next(row_of(&one)), "Trustee");
    auto_answer struct answer all = invoke(*state, "Get-RecipientPermission",
                                           "\"Trustee\":\"%s\",\"ResultSize\":\"Unlimited\"", trustee);
    auto_answer struct answer neither = invoke(*state, "Get-RecipientPermission", "\"ResultSize\":\"Unlimited\"");
    assert_non_null(find_in(value_of(&all), "Identity", m.alias));
    assert_failed(neither, 400, "Identity");
}

/* The one at risk has been taken over: rules that hide, mail that goes out, folders that somebody else reads, a blocked sender. */
static void a_mailbox_taken_over__shows_it_everywhere(void **state)
{
    auto_answer struct answer box = invoke(*state, "Get-Mailbox", "\"Identity\":\"" RITA "\"");
    auto_answer struct answer seen = invoke(*state, "Get-InboxRule", "\"Mailbox\":\"" RITA "\"");
    auto_answer struct answer all = invoke(*state, "Get-InboxRule", "\"Mailbox\":\"" RITA "\",\"IncludeHidden\":true");
    auto_answer struct answer blocked = invoke(*state, "Get-BlockedSenderAddress", "\"SenderAddress\":\"" RITA "\"");
    auto_answer struct answer inbox = invoke(*state, "Get-MailboxFolderPermission",
                                             "\"Identity\":\"" RITA ":\\\\Inbox\"");
    assert_string_equal(text_of(row_of(&box), "ForwardingSmtpAddress"), "smtp:archive4471@mailbox.example");
    assert_non_null(find_in(value_of(&seen), "Name", "."));
    assert_null(find_in(value_of(&seen), "Name", ".."));
    assert_non_null(find_in(value_of(&all), "Name", ".."));
    assert_int_equal(rows_of(&blocked), 1);
    assert_int_equal(rows_of(&inbox), 3);
    const char *reader = text_of(json_next(json_next(row_of(&inbox))), "User");
    auto_answer struct answer user = invoke(*state, "Get-Recipient", "\"Identity\":\"%s\"", reader);
    assert_int_equal(rows_of(&user), 1); /* who reads along exists */
}

static bool is_german(struct directory *d, const struct mailbox *m)
{
    char scratch[SEED_TEXT];
    (void)d;
    return m->kind == MAILBOX_USER && !strncmp(mailbox_user_text(&m->user, "preferredLanguage", scratch), "de", 2);
}

static void folders__are_named__in_the_language_of_the_mailbox(void **state)
{
    struct mailbox m = first_mailbox(*state, is_german);
    auto_answer struct answer statistics = invoke(*state, "Get-MailboxFolderStatistics",
                                                  "\"Identity\":\"%s\",\"FolderScope\":\"Contacts\"", m.upn);
    const char *id = text_of(row_of(&statistics), "FolderId");
    auto_answer struct answer rights = invoke(*state, "Get-MailboxFolderPermission", "\"Identity\":\"%s:%s\"", m.upn,
                                              id);
    auto_answer struct answer english = invoke(*state, "Get-MailboxFolderPermission",
                                               "\"Identity\":\"%s:\\\\Calendar\"", m.upn);
    assert_string_equal(text_of(row_of(&statistics), "Name"), "Kontakte");
    assert_string_equal(text_of(row_of(&rights), "FolderName"), "Kontakte");
    assert_int_equal(english.status, 404);
}

static void rules__are_out_of_scope__for_who_only_looks(void **state)
{
    struct directory *d = *state;
    struct err e;
    assert_true(exchange_roles("ViewOnlyOrganizationManagement", &d->front.tenant.exchange_roles, &e));
    auto_answer struct answer rules = invoke(d, "Get-InboxRule", "\"Mailbox\":\"" RITA "\"");
    auto_answer struct answer box = invoke(d, "Get-Mailbox", "\"Identity\":\"" RITA "\"");
    assert_failed(rules, 403, "out of the current user's read scope");
    assert_int_equal(rows_of(&box), 1);
}

static void mailbox_settings__agree_with__exchange(void **state)
{
    auto_str char *id = id_of(*state, "rita.risk");
    auto_answer struct answer settings = GET(*state, USER("rita.risk") "/mailboxSettings");
    auto_answer struct answer replies = invoke(*state, "Get-MailboxAutoReplyConfiguration",
                                               "\"Identity\":\"" RITA "\"");
    auto_answer struct answer rules = GET(*state, USER("rita.risk") "/mailFolders/inbox/messageRules");
    auto_answer struct answer other = ask(*state, USER("rita.risk") "/mailboxSettings",
                                          (struct ask){.user = ADMIN_OID});
    auto_answer struct answer others = ask(*state, USER("rita.risk") "/mailFolders/inbox/messageRules",
                                           (struct ask){.user = ADMIN_OID});
    auto_answer struct answer own = ask(*state, USER("rita.risk") "/mailboxSettings", (struct ask){.user = id});
    auto_answer struct answer none = GET(*state, USER("una.unlicensed") "/mailboxSettings");
    bool away = strcmp(text_of(row_of(&replies), "AutoReplyState"), "Disabled") != 0;
    assert_string_equal(text_of(settings.json, "userPurpose"), "user");
    assert_int_equal(
        away, strcmp(json_text_or(json_path(settings.json, "automaticRepliesSetting.status"), ""), "disabled") != 0);
    assert_non_null(find_in(value_of(&rules), "displayName", "fwd"));
    assert_null(find_in(value_of(&rules), "displayName", ".."));                               /* hidden */
    for (const struct json *rule = json_first(value_of(&rules)); rule; rule = json_next(rule)) /* an id, no name */
        assert_false(!strcmp(json_text_or(json_path(rule, "actions.moveToFolder"), ""), "RSS Feeds"));
    assert_refused(other, 403, "ErrorAccessDenied", "Access is denied");
    assert_refused(others, 403, "ErrorAccessDenied", "Access is denied");
    assert_status(&own, 200);
    assert_refused(none, 404, "MailboxNotEnabledForRESTAPI", "inactive");
}

/* --- devices --- */

static void managed_devices__are_those__of_the_directory(void **state)
{
    auto_str char *id = id_of(*state, "max.methods");
    auto_str char *path = xasprintf(MANAGED "?$filter=userId eq '%s'", id);
    auto_answer struct answer list = GET(*state, path), own = GET(*state, USER("max.methods") "/managedDevices");
    assert_status(&list, 200);
    assert_true(json_count(value_of(&list)) > 0);
    assert_int_equal(json_count(value_of(&list)), json_count(value_of(&own)));
    for (const struct json *one = json_first(value_of(&list)); one; one = json_next(one)) {
        auto_str char *directory = xasprintf("/devices(deviceId='%s')", text_of(one, "azureADDeviceId"));
        auto_str char *again = xasprintf(MANAGED "/%s", text_of(one, "id"));
        auto_answer struct answer device = GET(*state, directory), same = GET(*state, again);
        assert_string_equal(text_of(device.json, "displayName"), text_of(one, "deviceName"));
        assert_string_equal(text_of(same.json, "deviceName"), text_of(one, "deviceName"));
        assert_int_equal(json_true(json_get(device.json, "isCompliant")),
                         !strcmp(text_of(one, "complianceState"), "compliant"));
    }
}

/* A phone that reads mail is the same in Intune, by the id of its partnership. */
static void phones__are_joined__with_their_partnerships(void **state)
{
    auto_answer struct answer list = GET(*state, MANAGED "?$top=999");
    size_t joined = 0;
    for (const struct json *one = json_first(value_of(&list)); one; one = json_next(one)) {
        if (!*text_of(one, "easDeviceId"))
            continue;
        auto_answer struct answer devices = invoke(*state, "Get-MobileDeviceStatistics", "\"Mailbox\":\"%s\"",
                                                   text_of(one, "userPrincipalName"));
        assert_non_null(find_in(value_of(&devices), "DeviceID", text_of(one, "easDeviceId")));
        joined++;
    }
    assert_true(joined > 0);
}

static void intune__refuses__in_a_manner_of_its_own(void **state)
{
    static const char helpdesk[] = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    struct directory *d = *state;
    struct ask person = {.user = ADMIN_OID, .role = helpdesk}, reader = {.user = ADMIN_OID, .role = READER};
    auto_answer struct answer no = ask(d, MANAGED, person),
                              neither = ask(d, USER("max.methods") "/managedDevices", person);
    auto_answer struct answer yes = ask(d, MANAGED "?$top=1", reader);
    assert_refused(no, 403, "UnknownError", "\"_version\": 3");
    assert_refused(neither, 401, "UnknownError", "Forbidden");
    assert_status(&yes, 200);
    struct err e;
    auto_json struct json *inner = json_parse(error_message(&no), strlen(error_message(&no)), &e);
    auto_json struct json *deeper = json_parse(text_of(inner, "Message"), strlen(text_of(inner, "Message")), &e);
    assert_string_equal(text_of(deeper, "ErrorCode"), "Forbidden");
    store_set_plan(d->store, PLAN_FREE);
    auto_answer struct answer unlicensed = GET(d, MANAGED);
    assert_refused(unlicensed, 400, "BadRequest", "Request not applicable to target tenant.");
}

/* --- usage --- */

static void report__is_a_file__behind_an_address_for_nobody_in_particular(void **state)
{
    auto_answer struct answer where = GET(*state, REPORT);
    assert_status(&where, 302);
    auto_answer struct answer file = send_wire(*state, (struct wire){.method = "GET", .uri = where.location});
    auto_answer struct answer with = ask_as(*state, where.location, (struct ask){.method = NULL});
    auto_answer struct answer forged = send_wire(
        *state, (struct wire){.method = "GET", .uri = "/graph/reports/download?token=x"});
    assert_status(&file, 200);
    assert_non_null(strstr(file.text, "\xef\xbb\xbfReport Refresh Date,User Principal Name,Display Name"));
    assert_null(strstr(file.text, "max.methods"));
    assert_int_equal(with.status, 400);
    assert_int_equal(forged.status, 403);
}

static void names__are_concealed__until_the_tenant_says_otherwise(void **state)
{
    struct ask may = {.grants = {"ReportSettings.ReadWrite.All"}}, on = may;
    on.method = "PATCH";
    on.body = "{\"displayConcealedNames\":false}";
    auto_answer struct answer before = ask(*state, SETTINGS, may), change = ask(*state, SETTINGS, on);
    auto_answer struct answer json = ask_beta(*state, REPORT "?$format=application/json", (struct ask){.method = NULL});
    auto_answer struct answer v1 = GET(*state, REPORT "?$format=application/json");
    auto_answer struct answer statistics = invoke(*state, "Get-MailboxStatistics", "\"Identity\":\"" RITA "\"");
    const struct json *row = find_in(value_of(&json), "userPrincipalName", RITA);
    assert_true(json_true(json_get(before.json, "displayConcealedNames")));
    assert_status(&change, 204);
    assert_true(row && json_integer(json_get(row, "itemCount"), -1) ==
                           json_integer(json_get(row_of(&statistics), "ItemCount"), -2));
    assert_refused(v1, 400, "BadRequest", "$format");
    auto_answer struct answer period = GET(*state, "/reports/getMailboxUsageDetail(period='D8')");
    assert_refused(period, 400, "BadRequest", "D8");
}

static void reports__are_for__those_who_read_them(void **state)
{
    static const struct {
        const char *role;
        int status;
    } cases[] = {{"729827e3-9c14-49f7-bb1b-9608f156bbb8", 403}, /* Helpdesk Administrator */
                 {"fe930be7-5e62-47db-91af-98c3a49a38b1", 403}, /* User Administrator */
                 {"29232cdf-9323-42fd-ade2-1d097af3e4de", 302}, /* Exchange Administrator */
                 {READER, 302}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_answer struct answer a = ask(*state, REPORT, (struct ask){.user = ADMIN_OID, .role = cases[i].role});
        assert_status(&a, cases[i].status);
        if (a.status == 403)
            assert_string_equal(error_code(&a), "Authentication_RequestFromUnsupportedUserRole");
    }
}

static void drives__are__nearly_full_and_full(void **state)
{
    auto_answer struct answer users = GET(*state, "/users?$select=id&$top=400");
    size_t full = 0, near = 0;
    for (const struct json *user = json_first(value_of(&users)); user; user = json_next(user)) {
        auto_str char *path = xasprintf("/users/%s/drive?$select=quota", text_of(user, "id"));
        auto_answer struct answer drive = GET(*state, path);
        const struct json *quota = json_get(drive.json, "quota");
        full += !strcmp(text_of(quota, "state"), "exceeded");
        near += !strcmp(text_of(quota, "state"), "nearing");
        assert_true(json_number(json_get(quota, "remaining"), 0) >= 0);
    }
    assert_true(full > 0 && near > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        READING(delegates__are_found__from_their_side),
        READING(trustees__are_found__without_an_identity),
        READING(a_mailbox_taken_over__shows_it_everywhere),
        READING(folders__are_named__in_the_language_of_the_mailbox),
        READING(rules__are_out_of_scope__for_who_only_looks),
        READING(mailbox_settings__agree_with__exchange),
        READING(managed_devices__are_those__of_the_directory),
        READING(phones__are_joined__with_their_partnerships),
        READING(intune__refuses__in_a_manner_of_its_own),
        READING(report__is_a_file__behind_an_address_for_nobody_in_particular),
        READING(names__are_concealed__until_the_tenant_says_otherwise),
        READING(reports__are_for__those_who_read_them),
        READING(drives__are__nearly_full_and_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
