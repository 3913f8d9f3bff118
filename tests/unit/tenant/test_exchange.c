/* The transport of Exchange: tokens, paths, headers, envelopes, parameters, roles, pages, batches. */
#include "exchange_fixture.h"

#include "tenant/exchange/exchange_cmdlet.h"

static struct mailbox subject(void **state)
{
    return first_mailbox(*state, is_plain);
}

static char *identity(void **state)
{
    struct mailbox m = subject(state);
    return xasprintf("\"Identity\":\"%s\"", m.upn);
}

static void invoke__is_refused__with_a_wrong_token(void **state)
{
    struct directory *d = *state;
    auto_str char *graph = token_of(d, BASE "/graph", "Exchange.ManageAsApp", NULL);
    auto_str char *bare = token_of(d, BASE "/exchange", "full_access_as_app", NULL);
    auto_str char *user = token_of(d, BASE "/exchange", "Exchange.ManageAsApp", ADMIN_OID);
    auto_str char *good = token_of(d, BASE "/exchange", "Exchange.Manage", ADMIN_OID);
    auto_answer struct answer none = send_wire(d, (struct wire){.uri = INVOKE, .body = "{}"});
    auto_answer struct answer other = invoke_as(d, "Get-OrganizationConfig", "", (struct wire){.token = graph});
    auto_answer struct answer lacking = invoke_as(d, "Get-OrganizationConfig", "", (struct wire){.token = bare});
    auto_answer struct answer mixed = invoke_as(d, "Get-OrganizationConfig", "", (struct wire){.token = user});
    auto_answer struct answer person = invoke_as(d, "Get-OrganizationConfig", "", (struct wire){.token = good});
    assert_int_equal(none.status, 401);
    assert_int_equal(other.status, 401);
    assert_non_null(strstr(other.location, "invalid_resource"));
    assert_string_equal(other.text, "");
    assert_int_equal(lacking.status, 403);
    assert_int_equal(mixed.status, 403);
    assert_int_equal(rows_of(&person), 1);
}

static void invoke__is_refused__on_a_wrong_path(void **state)
{
    static const struct {
        const char *method, *uri;
        int status;
    } cases[] = {
        {"GET", INVOKE, 405},
        {"POST", "/exchange/adminapi/beta/contoso.com/InvokeCommand", 400},
        {"POST", "/exchange/adminapi/beta/11111111-2222-4333-8444-555555555555/InvokeCommand", 403},
        {"POST", "/exchange/adminapi/v1.0/" OPTIONS_TENANT_ID "/InvokeCommand", 404},
        {"POST", "/exchange/adminapi/v2.0/" OPTIONS_TENANT_ID "/Mailbox", 403},
        {"POST", INVOKE "/more", 404},
        {"POST", "/exchange/", 404},
        {"POST", INVOKE "?$filter=x", 400},
        {"POST", INVOKE "?$select=Nonsense", 400},
        {"POST", INVOKE "?$select=Name,DisplayName", 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke_as(*state, "Get-OrganizationConfig", "",
                                                (struct wire){.method = cases[i].method, .uri = cases[i].uri});
        if (a.status != cases[i].status)
            fail_msg("%s: %d %s", cases[i].uri, a.status, a.text);
    }
}

static void invoke__needs__an_anchor_that_names_a_mailbox(void **state)
{
    static const struct {
        const char *anchor;
        int status;
    } cases[] = {
        {"", 400},
        {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d01", 400},
        {"UPN:nobody", 400},
        {"UPN:", 400},
        {"APP:admin@contoso.com", 400},
        {"APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.com", 400},
        {"admin@contoso.com", 200},
        {"UPN:admin@contoso.com", 200},
        {"APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@" OPTIONS_TENANT_ID, 200},
        {"UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.onmicrosoft.com", 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke_as(*state, "Get-OrganizationConfig", "",
                                                (struct wire){.anchor = cases[i].anchor});
        if (a.status != cases[i].status)
            fail_msg("%s: %d %s", cases[i].anchor, a.status, a.text);
    }
}

static void invoke__is_refused__for_wrong_headers_and_envelopes(void **state)
{
    static const struct {
        const char *body;
        struct tenant_pair header;
        int status;
    } cases[] = {
        {"", {NULL, NULL}, 400},
        {"[]", {NULL, NULL}, 400},
        {"{}", {NULL, NULL}, 400},
        {"{\"CmdletInput\":{}}", {NULL, NULL}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\"},\"More\":1}", {NULL, NULL}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\",\"More\":{}}}", {NULL, NULL}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\",\"Parameters\":[]}}", {NULL, NULL}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":7}}", {NULL, NULL}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\"}}", {"X-CmdletName", "Get-Mailbox"}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\"}}", {"X-ResponseFormat", "clixml"}, 400},
        {"{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\"}}",
         {"X-CmdletName", "get-organizationconfig"},
         200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke_as(*state, "", "",
                                                (struct wire){.body = cases[i].body, .extra = {cases[i].header}});
        if (a.status != cases[i].status)
            fail_msg("%s: %d %s", cases[i].body, a.status, a.text);
    }
    auto_answer struct answer plain = invoke_as(*state, "Get-OrganizationConfig", "",
                                                (struct wire){.type = "text/plain"});
    assert_int_equal(plain.status, 415);
}

static void invoke__is_refused__for_each_wrong_parameter(void **state)
{
    static const struct {
        const char *cmdlet, *parameters, *part;
    } cases[] = {
        {"Get-CASMailbox", "", "missing mandatory parameters: Identity"},
        {"Get-CASMailbox", "\"Identity\":\"\"", "parameter 'Identity'"},
        {"Get-CASMailbox", "\"Identity\":null", "parameter 'Identity'"},
        {"Get-CASMailbox", "\"Identity\":[\"a\"]", "parameter 'Identity'"},
        {"Get-CASMailbox", "\"Identity\":\"a\",\"Shoe\":1", "parameter name 'Shoe'"},
        {"Get-CASMailbox", "\"Identity\":\"a\",\"identity\":\"b\"", "specified more than once"},
        {"Set-CASMailbox", "\"Identity\":\"a\",\"ImapEnabled\":\"false\"", "\"System.Boolean\""},
        {"Set-CASMailbox", "\"Identity\":\"a\",\"ImapEnabled\":null", "\"System.Boolean\""},
        {"Set-CASMailbox", "\"Identity\":\"a\",\"ImapEnabled\":0", "\"System.Boolean\""},
        {"Set-Mailbox", "\"Identity\":\"a\",\"Type\":\"Wide\"", "parameter 'Type'"},
        {"Set-Mailbox", "\"Identity\":\"a\",\"ForwardingSmtpAddress\":\"nowhere\"",
         "parameter 'ForwardingSmtpAddress'"},
        {"Set-Mailbox", "\"Identity\":\"a\",\"GrantSendOnBehalfTo\":\"u@c\"", "parameter 'GrantSendOnBehalfTo'"},
        {"Set-Mailbox", "\"Identity\":\"a\",\"GrantSendOnBehalfTo\":{\"add\":\"u\"}",
         "parameter 'GrantSendOnBehalfTo'"},
        {"Set-Mailbox", "\"Identity\":\"a\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\"}",
         "parameter 'GrantSendOnBehalfTo'"},
        {"Set-Mailbox",
         "\"Identity\":\"a\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"put\":\"u\"}",
         "parameter 'GrantSendOnBehalfTo'"},
        {"Set-Mailbox",
         "\"Identity\":\"a\",\"GrantSendOnBehalfTo\":{\"@odata.type\":\"#Exchange.HashTable\",\"add\":\"u\"}",
         "parameter 'GrantSendOnBehalfTo'"},
        {"Set-Mailbox", "\"Identity\":\"a\",\"ProhibitSendQuota\":\"much\"", "parameter 'ProhibitSendQuota'"},
        {"Set-Mailbox",
         "\"Identity\":\"a\",\"AuditEnabled\":{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":\"u\"}",
         "\"System.Boolean\""},
        {"Get-Mailbox", "\"ResultSize\":\"All\"", "parameter 'ResultSize'"},
        {"Get-Mailbox", "\"ResultSize\":0", "parameter 'ResultSize'"},
        {"Get-Mailbox", "\"RecipientTypeDetails\":\"SharedMailbox\"", "parameter 'RecipientTypeDetails'"},
        {"Add-MailboxPermission", "\"Identity\":\"a\",\"User\":\"b\",\"AccessRights\":\"FullAccess\"",
         "parameter 'AccessRights'"},
        {"Add-MailboxPermission", "\"Identity\":\"a\",\"User\":\"b\",\"AccessRights\":[\"Everything\"]",
         "parameter 'AccessRights'"},
        {"Add-MailboxPermission", "\"Identity\":\"a\",\"User\":\"b\"", "missing mandatory parameters: AccessRights"},
        {"Set-MailboxAutoReplyConfiguration", "\"Identity\":\"a\",\"StartTime\":\"tomorrow\"", "\"System.DateTime\""},
        {"Search-UnifiedAuditLog", "\"StartDate\":\"2026-11-20T00:00:00Z\"", "missing mandatory parameters: EndDate"},
        {"Search-UnifiedAuditLog",
         "\"StartDate\":\"2026-11-20T00:00:00Z\",\"EndDate\":\"2026-11-21T00:00:00Z\",\"ResultSize\":5001",
         "\"System.Int32\""},
        {"Get-MessageTraceV2", "\"ResultSize\":5001", "\"System.Int32\""},
        {"Get-OrganizationConfig", "\"Identity\":\"a\"", "parameter name 'Identity'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = invoke_as(*state, cases[i].cmdlet, cases[i].parameters,
                                                (struct wire){.method = NULL});
        if (a.status != 400 || !strstr(detail_of(&a), cases[i].part))
            fail_msg("%s %s: %d %s", cases[i].cmdlet, cases[i].parameters, a.status, a.text);
        assert_string_equal(error_code(&a), "BadRequest");
        assert_int_equal(strncmp(detail_of(&a), "Ex", 2), 0);
        assert_non_null(json_text(json_path(a.json, "error.innererror.internalexception.message")));
    }
}

static void invoke__asks_for_confirm__where_the_cmdlet_prompts(void **state)
{
    size_t prompts = 0;
    for (size_t t = 0; exchange_tables[t]; t++)
        for (const struct cmdlet *row = exchange_tables[t]; row->name; row++) {
            if (!(row->flags & CMDLET_PROMPTS))
                continue;
            struct buf parameters = buf_make(4096);
            for (const struct parameter *p = row->parameters; p->name; p++)
                if (p->flags & PARAMETER_NEEDED)
                    buf_printf(&parameters, "%s\"%s\":%s", parameters.length ? "," : "", p->name,
                               p->type == PARAMETER_CHOICES
                                   ? strstr(row->name, "Recipient") ? "[\"SendAs\"]" : "[\"FullAccess\"]"
                                   : "\"a@contoso.com\"");
            auto_answer struct answer a = invoke_as(*state, row->name, buf_text(&parameters),
                                                    (struct wire){.method = NULL});
            assert_failed(a, 400, "Confirm:$false");
            buf_puts(&parameters, ",\"Confirm\":true");
            auto_answer struct answer yes = invoke_as(*state, row->name, buf_text(&parameters),
                                                      (struct wire){.method = NULL});
            assert_failed(yes, 400, "Confirm:$false");
            buf_free(&parameters);
            prompts++;
        }
    assert_true(prompts >= 13);
}

static void invoke__hides_cmdlets__the_roles_do_not_allow(void **state)
{
    static const struct {
        const char *roles, *cmdlet, *parameters;
        int status;
    } cases[] = {
        {NULL, "Get-Secret", "", 403},
        {"OrganizationManagement", "Search-UnifiedAuditLog",
         "\"StartDate\":\"2026-11-20T00:00:00Z\",\"EndDate\":\"2026-11-21T00:00:00Z\"", 200},
        {"RecipientManagement", "Search-UnifiedAuditLog",
         "\"StartDate\":\"2026-11-20T00:00:00Z\",\"EndDate\":\"2026-11-21T00:00:00Z\"", 403},
        {"ViewOnlyAuditLogs", "Search-UnifiedAuditLog",
         "\"StartDate\":\"2026-11-20T00:00:00Z\",\"EndDate\":\"2026-11-21T00:00:00Z\"", 200},
        {"ViewOnlyOrganizationManagement", "Get-Mailbox", "\"Identity\":\"%s\"", 200},
        {"ViewOnlyOrganizationManagement", "Set-Mailbox", "\"Identity\":\"%s\"", 403},
        {"RecipientManagement", "Remove-BlockedSenderAddress", "\"SenderAddress\":\"%s\",\"Confirm\":false", 403},
        {"HygieneManagement", "Get-BlockedSenderAddress", "\"SenderAddress\":\"%s\"", 200},
        {"none", "Get-OrganizationConfig", "", 403},
    };
    struct directory *d = *state;
    struct mailbox m = subject(state);
    struct err e;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char parameters[2048];
        const char *at = strstr(cases[i].parameters, "%s");
        snprintf(parameters, sizeof parameters, "%.*s%s%s", at ? (int)(at - cases[i].parameters) : 500,
                 cases[i].parameters, at ? m.upn : "", at ? at + 2 : "");
        assert_true(exchange_roles(cases[i].roles, &d->front.tenant.exchange_roles, &e));
        auto_answer struct answer a = invoke_as(d, cases[i].cmdlet, parameters, (struct wire){.method = NULL});
        if (a.status != cases[i].status)
            fail_msg("%s %s: %d %s", cases[i].roles, cases[i].cmdlet, a.status, a.text);
        if (a.status == 403)
            assert_non_null(a.location);
    }
    assert_false(exchange_roles("Recipient Management", &d->front.tenant.exchange_roles, &e));
    assert_true(exchange_roles(NULL, &d->front.tenant.exchange_roles, &e));
}

/* What the service says to a cmdlet it hides: bytes that claim to be gzip and are none. */
static void invoke__answers_nuls_as_gzip__to_an_unknown_cmdlet(void **state)
{
    struct directory *d = *state;
    auto_str char *token = token_of(d, BASE "/exchange", "Exchange.ManageAsApp", NULL);
    auto_str char *body = envelope("Get-Secret", "");
    struct tenant_pair headers[] = {
        {"Authorization", token}, {"Content-Type", "application/json"}, {"X-AnchorMailbox", "a@contoso.com"}};
    struct round x = {.arena = arena_new(0),
                      .method = "POST",
                      .uri = INVOKE,
                      .headers = headers,
                      .header_count = 3,
                      .body = body,
                      .body_length = strlen(body)};
    bool gzip = false;
    front_answer(&d->front, &x);
    for (size_t i = 0; i < x.out_count; i++)
        gzip = gzip || (!strcmp(x.out[i].name, "Content-Encoding") && !strcmp(x.out[i].value, "gzip"));
    assert_true(gzip);
    assert_true(x.reply.body.length > 0);
    for (size_t i = 0; i < x.reply.body.length; i++)
        assert_int_equal(x.reply.body.data[i], 0);
    buf_free(&x.reply.body);
    arena_free(x.arena);
}

/* --- pages --- */

static void get_mailbox__is_paged__by_posting_to_the_link_again(void **state)
{
    size_t rows = 0, pages = 0, mailboxes = 0;
    struct mailbox m;
    struct directory *d = *state;
    auto_str char *uri = xstrdup(INVOKE "?$select=UserPrincipalName");
    for (uint32_t number = 0; number < d->options.users; number++)
        mailboxes += mailbox_load(&d->front.tenant, number, &m);
    while (uri) {
        auto_answer struct answer a = invoke_as(d, "Get-Mailbox", "\"ResultSize\":\"Unlimited\"",
                                                (struct wire){.uri = uri, .prefer = "odata.maxpagesize=100"});
        const char *link = json_text(json_get(a.json, "@odata.nextLink"));
        rows += rows_of(&a);
        pages++;
        assert_int_equal(json_count(row_of(&a)), 1);
        assert_true(rows_of(&a) == 100 || !link);
        xfree(uri);
        uri = link ? xstrdup(link) : NULL;
    }
    assert_int_equal(rows, mailboxes);
    assert_int_equal(pages, (mailboxes + 99) / 100);
}

static void next_link__is_refused__when_late_changed_or_for_other_words(void **state)
{
    auto_answer struct answer a = invoke_as(*state, "Get-Mailbox", "\"ResultSize\":\"Unlimited\"",
                                            (struct wire){.prefer = "odata.maxpagesize=1"});
    assert_int_equal(rows_of(&a), 2); /* the least */
    const char *link = text_of(a.json, "@odata.nextLink");
    auto_str char *broken = xasprintf("%sx", link);
    auto_answer struct answer other = invoke_as(*state, "Get-Mailbox", "\"ResultSize\":50", (struct wire){.uri = link});
    auto_answer struct answer changed = invoke_as(*state, "Get-Mailbox", "\"ResultSize\":\"Unlimited\"",
                                                  (struct wire){.uri = broken});
    auto_answer struct answer get = invoke_as(*state, "Get-Mailbox", "\"ResultSize\":\"Unlimited\"",
                                              (struct wire){.uri = link, .method = "GET"});
    assert_int_equal(other.status, 400);
    assert_int_equal(changed.status, 400);
    assert_int_equal(get.status, 405);
    clock_set(NOON + 301000);
    auto_answer struct answer late = invoke_as(*state, "Get-Mailbox", "\"ResultSize\":\"Unlimited\"",
                                               (struct wire){.uri = link});
    clock_set(NOON);
    assert_int_equal(late.status, 404);
}

static void get_mailbox__ends_at_the_result_size__and_says_when_there_is_more(void **state)
{
    auto_answer struct answer three = invoke(*state, "Get-Mailbox", "\"ResultSize\":3");
    assert_int_equal(rows_of(&three), 3);
    assert_null(json_get(three.json, "@odata.nextLink"));
    struct directory *many = directory_start(2500, 2);
    auto_answer struct answer all = invoke(many, "Get-Mailbox", "%s", "");
    assert_int_equal(rows_of(&all), 1000);
    assert_null(json_get(all.json, "@odata.nextLink"));
    assert_warns(all, "ResultSize");
    directory_stop(many);
}

/* --- batches --- */

static struct answer batch(struct directory *d, const char *requests)
{
    auto_str char *body = xasprintf("{\"requests\":[%s]}", requests);
    return invoke_as(d, "", "", (struct wire){.uri = EXO "/$batch", .body = body});
}

static char *item(struct directory *d, const char *id, const char *url, const char *audience, const char *cmdlet,
                  const char *parameters)
{
    auto_str char *token = token_of(d, audience, "Exchange.ManageAsApp", NULL);
    auto_str char *body = envelope(cmdlet, parameters);
    return xasprintf(
        "{\"id\":\"%s\",\"method\":\"POST\",\"url\":\"%s\",\"headers\":{\"Authorization\":\"%s\",\"Content-Type\":"
        "\"application/json\",\"X-AnchorMailbox\":\"UPN:admin@contoso.com\"},\"body\":%s}",
        id, url, token, body);
}

static int status_of(const struct answer *a, const char *id)
{
    for (const struct json *one = json_first(json_get(a->json, "responses")); one; one = json_next(one))
        if (!strcmp(text_of(one, "id"), id))
            return (int)json_number(json_get(one, "status"), 0);
    return 0;
}

static void batch__answers_each_item__by_itself(void **state)
{
    auto_str char *parameters = identity(state);
    auto_str char *a = item(*state, "a", BASE INVOKE "?", BASE "/exchange", "Get-Mailbox", parameters);
    auto_str char *b = item(*state, "b", BASE INVOKE, BASE "/exchange", "Get-Mailbox",
                            "\"Identity\":\"nobody@contoso.com\"");
    auto_str char *c = item(*state, "c", BASE INVOKE, BASE "/graph", "Get-Mailbox", parameters);
    auto_str char *e = item(*state, "e", INVOKE, BASE "/exchange", "Get-Mailbox", parameters);
    auto_str char *f = item(*state, "f", BASE INVOKE, BASE "/exchange", "Get-Secret", "");
    auto_str char *g = item(*state, "g", BASE EXO "/$batch", BASE "/exchange", "Get-Mailbox", parameters);
    auto_str char *h = item(*state, "h", BASE "/exchanges/adminapi/beta/" OPTIONS_TENANT_ID "/InvokeCommand",
                            BASE "/exchange", "Get-Mailbox", parameters);
    auto_str char *all = xasprintf("%s,%s,%s,%s,%s,%s,%s", a, b, c, e, f, h, g);
    auto_answer struct answer answer = batch(*state, all);
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_count(json_get(answer.json, "responses")), 7);
    assert_int_equal(status_of(&answer, "a"), 200);
    assert_int_equal(status_of(&answer, "b"), 404);
    assert_int_equal(status_of(&answer, "c"), 401);
    assert_int_equal(status_of(&answer, "e"), 400);
    assert_int_equal(status_of(&answer, "f"), 403);
    assert_int_equal(status_of(&answer, "g"), 400);
    assert_int_equal(status_of(&answer, "h"), 400);
    assert_string_equal(text_of(json_first(json_get(answer.json, "responses")), "id"), "g"); /* in no order */
}

static void batch__is_refused_as_a_whole__when_badly_formed(void **state)
{
    auto_str char *parameters = identity(state);
    auto_str char *one = item(*state, "a", BASE INVOKE, BASE "/exchange", "Get-Mailbox", parameters);
    struct buf many = buf_make(1 << 20);
    for (int i = 0; i < 11; i++) {
        auto_str char *id = xasprintf("%d", i);
        auto_str char *next = item(*state, id, BASE INVOKE, BASE "/exchange", "Get-Mailbox", parameters);
        buf_printf(&many, "%s%s", i ? "," : "", next);
    }
    auto_str char *twice = xasprintf("%s,%s", one, one);
    const char *const cases[] = {"", twice, "{\"id\":1,\"method\":\"POST\",\"url\":\"x\"}", "{\"id\":\"1\"}",
                                 buf_text(&many)};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = batch(*state, cases[i]);
        if (a.status != 400)
            fail_msg("%zu: %d", i, a.status);
    }
    buf_free(&many);
}

/* --- plain reads --- */

static void rest__gives__the_cmdlets_sizes_and_devices(void **state)
{
    struct mailbox m = subject(state);
    auto_str char *token = token_of(*state, BASE "/exchange", "Exchange.ManageAsApp", NULL);
    auto_str char *sizes = xasprintf(EXO "/Mailbox('%s')/Exchange.GetMailboxStatistics()", m.upn);
    auto_str char *wrong = xasprintf(
        EXO "/mailbox('%s')/MobileDevice/Exchange.GetMobileDeviceStatistics()/?IsEncoded=True", "!!");
    auto_answer struct answer module = send_wire(
        *state, (struct wire){.method = "GET",
                              .uri = "/exchange/adminapi/v1.0/" OPTIONS_TENANT_ID "/EXOModuleFile?Version=3.9.2",
                              .token = token,
                              .extra = {{"CommandName", "*"}}});
    auto_answer struct answer bare = send_wire(
        *state, (struct wire){.method = "GET",
                              .uri = "/exchange/adminapi/v1.0/" OPTIONS_TENANT_ID "/EXOModuleFile?Version=3.9.2",
                              .token = token});
    unsigned before = ((struct directory *)*state)->front.tenant.exchange_roles;
    ((struct directory *)*state)->front.tenant.exchange_roles = 0;
    auto_answer struct answer nothing = send_wire(
        *state, (struct wire){.method = "GET",
                              .uri = "/exchange/adminapi/v1.0/" OPTIONS_TENANT_ID "/EXOModuleFile?Version=3.9.2",
                              .token = token,
                              .extra = {{"CommandName", "*"}}});
    ((struct directory *)*state)->front.tenant.exchange_roles = before;
    assert_int_equal(nothing.status, 403);
    auto_answer struct answer size = send_wire(*state, (struct wire){.method = "GET", .uri = sizes, .token = token});
    auto_answer struct answer refused = send_wire(*state, (struct wire){.method = "GET", .uri = wrong, .token = token});
    assert_non_null(strstr(text_of(row_of(&module), "exportedCmdlets"), "Search-UnifiedAuditLog"));
    assert_int_equal(bare.status, 400);
    assert_string_equal(text_of(row_of(&size), "DisplayName"), m.name);
    assert_int_equal(refused.status, 400);
}

static void faults_and_limits__strike__exchange_too(void **state)
{
    struct directory *d = *state;
    struct fault_rule rule;
    struct err e;
    assert_true(fault_parse("match=POST /exchange/*InvokeCommand*,nth=1,status=429,retry-after=7", &rule, &e));
    struct fault_rule *before = d->front.faults;
    d->front.faults = &rule;
    d->front.fault_count = 1;
    auto_answer struct answer struck = invoke(d, "Get-OrganizationConfig", "%s", "");
    auto_answer struct answer after = invoke(d, "Get-OrganizationConfig", "%s", "");
    d->front.faults = before;
    d->front.fault_count = 0;
    assert_int_equal(struck.status, 429);
    assert_string_equal(struck.retry_after, "7");
    assert_int_equal(after.status, 200);
    d->front.mailbox_limit = 1;
    snprintf(d->front.mailboxes[0].anchor, sizeof d->front.mailboxes[0].anchor, "ADMIN@contoso.com");
    d->front.mailboxes[0].under_way = 1;
    auto_answer struct answer busy = invoke(d, "Get-OrganizationConfig", "%s", "");
    d->front.mailboxes[0].under_way = 0;
    auto_answer struct answer idle = invoke(d, "Get-OrganizationConfig", "%s", "");
    d->front.mailbox_limit = 0;
    assert_failed(busy, 429, "Too many concurrent");
    assert_int_equal(idle.status, 200);
    assert_int_equal(d->front.mailboxes[0].under_way, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invoke__is_refused__with_a_wrong_token),
        cmocka_unit_test(invoke__is_refused__on_a_wrong_path),
        cmocka_unit_test(invoke__needs__an_anchor_that_names_a_mailbox),
        cmocka_unit_test(invoke__is_refused__for_wrong_headers_and_envelopes),
        cmocka_unit_test(invoke__is_refused__for_each_wrong_parameter),
        cmocka_unit_test(invoke__asks_for_confirm__where_the_cmdlet_prompts),
        cmocka_unit_test(invoke__hides_cmdlets__the_roles_do_not_allow),
        cmocka_unit_test(invoke__answers_nuls_as_gzip__to_an_unknown_cmdlet),
        cmocka_unit_test(get_mailbox__is_paged__by_posting_to_the_link_again),
        cmocka_unit_test(next_link__is_refused__when_late_changed_or_for_other_words),
        cmocka_unit_test(get_mailbox__ends_at_the_result_size__and_says_when_there_is_more),
        cmocka_unit_test(batch__answers_each_item__by_itself),
        cmocka_unit_test(batch__is_refused_as_a_whole__when_badly_formed),
        cmocka_unit_test(rest__gives__the_cmdlets_sizes_and_devices),
        cmocka_unit_test(faults_and_limits__strike__exchange_too),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
