/* SharePoint: tokens, digests, queries that succeed and queries that say in a 200 what is wrong; and the XML reader below. */
#include "exchange_fixture.h"

#include "tenant/sharepoint/sharepoint_state.h"
#include "tenant/wire/xml_tree.h"

#define ENDPOINT "/sharepoint/_vti_bin/client.svc/ProcessQuery"
#define HEAD                                                                                                           \
    "<Request xmlns=\"http://schemas.microsoft.com/sharepoint/clientquery/2009\" AddExpandoFieldTypeSuffix=\"true\" "  \
    "SchemaVersion=\"15.0.0.0\" LibraryVersion=\"16.0.0.0\" ApplicationName=\".NET Library\">"
#define TENANT_PATH "<Constructor Id=\"3\" TypeId=\"{268004ae-ef6b-4e9b-8425-127220d84719}\"/>"

static struct answer post(struct directory *d, const char *uri, const char *body, const char *type,
                          struct tenant_pair extra)
{
    auto_str char *token = token_of(d, BASE "/sharepoint", "AllSites.FullControl", ADMIN_OID);
    return send_wire(d, (struct wire){.uri = uri, .body = body, .type = type, .token = token, .extra = {extra}});
}

static struct answer query(struct directory *d, const char *body)
{
    return post(d, ENDPOINT, body, "text/xml", (struct tenant_pair){NULL, NULL});
}

static bool anyone = true; /* may ask for sites */

/* A request for the sites of `objects` ("<Object Type=\"String\">…</Object>"). */
static struct answer provision(struct directory *d, const char *objects)
{
    auto_str char *body = xasprintf(
        HEAD "<Actions><ObjectPath Id=\"4\" ObjectPathId=\"3\"/><ObjectPath Id=\"6\" ObjectPathId=\"5\"/>"
             "<Query Id=\"7\" ObjectPathId=\"5\"><Query SelectAllProperties=\"true\"><Properties/></Query></Query>"
             "</Actions><ObjectPaths>" TENANT_PATH
             "<Method Id=\"5\" ParentId=\"3\" Name=\"RequestPersonalSites\"><Parameters><Parameter Type=\"Array\">"
             "%s</Parameter></Parameters></Method></ObjectPaths></Request>",
        objects);
    d->front.tenant.anyone_provisions = anyone;
    return query(d, body);
}

static struct answer share(struct directory *d, const char *url, const char *level)
{
    auto_str char *body = xasprintf(
        HEAD "<Actions><SetProperty Id=\"7\" ObjectPathId=\"4\" Name=\"SharingCapability\"><Parameter "
             "Type=\"Enum\">%s</Parameter></SetProperty><Method Name=\"Update\" Id=\"9\" ObjectPathId=\"4\"/></Actions>"
             "<ObjectPaths><Method Id=\"4\" ParentId=\"1\" Name=\"GetSitePropertiesByUrl\"><Parameters><Parameter "
             "Type=\"String\">%s</Parameter><Parameter Type=\"Boolean\">false</Parameter></Parameters></Method>"
             "<Constructor Id=\"1\" TypeId=\"{268004ae-ef6b-4e9b-8425-127220d84719}\"/></ObjectPaths></Request>",
        level, url);
    return query(d, body);
}

/* The value behind an action's id; NULL when there is none. */
static const struct json *result_of(const struct answer *a, int id)
{
    for (const struct json *one = json_next(json_first(a->json)); one; one = json_next(json_next(one)))
        if ((int)json_number(one, -1) == id)
            return json_next(one);
    return NULL;
}

static const char *error_of(const struct answer *a)
{
    return json_text_or(json_path(json_first(a->json), "ErrorInfo.ErrorMessage"), "");
}

#define assert_no_error(a)                                                                                             \
    do {                                                                                                               \
        if ((a).status != 200 || json_kind(json_get(json_first((a).json), "ErrorInfo")) != JSON_NULL)                  \
            fail_msg("%d %.300s", (a).status, (a).text);                                                               \
    } while (0)

#define assert_error(a, part)                                                                                          \
    do {                                                                                                               \
        if ((a).status != 200 || json_count((a).json) != 1 || !strstr(error_of(&(a)), (part)))                         \
            fail_msg("%d %.300s has no %s", (a).status, (a).text, (part));                                             \
    } while (0)

static bool licensed(const struct mailbox *m)
{
    return m->plan == MAILBOX_PLAN_2 && m->user.seed.enabled && *m->user.seed.given_name;
}

static bool has_site(struct directory *d, const struct mailbox *m)
{
    return licensed(m) && tenant_onedrive_state(&d->front.tenant, m->number) == ONEDRIVE_READY;
}

static bool lacks_site(struct directory *d, const struct mailbox *m)
{
    return licensed(m) && tenant_onedrive_state(&d->front.tenant, m->number) == ONEDRIVE_NONE;
}

static bool is_blocked(struct directory *d, const struct mailbox *m)
{
    (void)d;
    return m->plan == MAILBOX_PLAN_2 && !m->user.seed.enabled;
}

static void site__comes__after_a_few_questions(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, lacks_site);
    auto_str char *user = xasprintf("<Object Type=\"String\">%s</Object>", m.upn);
    auto_answer struct answer a = provision(d, user);
    assert_no_error(a);
    assert_int_equal(json_count(a.json), 7);
    assert_true(json_true(json_get(result_of(&a, 7), "IsComplete")));
    assert_non_null(result_of(&a, 4));
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, m.number), ONEDRIVE_PENDING);
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, m.number), ONEDRIVE_PENDING);
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, m.number), ONEDRIVE_READY);
    auto_answer struct answer again = provision(d, user);
    assert_no_error(again);
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, m.number), ONEDRIVE_READY);
}

static void site__is_not_complete__for_who_may_have_none(void **state)
{
    struct directory *d = *state;
    struct mailbox none = first_mailbox(d, has_none), blocked = first_mailbox(d, is_blocked);
    auto_str char *two = xasprintf("<Object Type=\"String\">%s</Object><Object Type=\"String\">%s</Object>", none.upn,
                                   blocked.upn);
    auto_answer struct answer a = provision(d, two);
    assert_no_error(a);
    assert_false(json_true(json_get(result_of(&a, 7), "IsComplete")));
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, none.number), ONEDRIVE_NONE);
}

static void site__is_refused__for_wrong_lists(void **state)
{
    struct buf many = buf_make(1 << 20);
    for (int i = 0; i < 201; i++)
        buf_puts(&many, "<Object Type=\"String\">a@contoso.com</Object>");
    auto_answer struct answer nobody = provision(*state, "<Object Type=\"String\">nobody@contoso.com</Object>");
    auto_answer struct answer empty = provision(*state, "<Object Type=\"String\"></Object>");
    auto_answer struct answer none = provision(*state, "");
    auto_answer struct answer type = provision(*state, "<Object Type=\"Number\">1</Object>");
    auto_answer struct answer all = provision(*state, buf_text(&many));
    assert_error(nobody, "could not be found");
    assert_error(empty, "empty or no text");
    assert_error(none, "1 to 200");
    assert_error(type, "no text");
    assert_error(all, "1 to 200");
    buf_free(&many);
}

static void sharing__is_set__within_the_tenants_level(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, has_site);
    auto_arena struct arena *arena = arena_new(0);
    char *url = tenant_onedrive_url(&d->front.tenant, m.number, arena);
    static const struct {
        const char *level;
        int after;
        const char *error;
    } cases[] = {{"3", 3, NULL}, {"1", 1, NULL},          {"2", 1, "less restrictive"},
                 {"0", 0, NULL}, {"4", 0, "enumeration"}, {"", 0, "enumeration"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = share(d, url, cases[i].level);
        if (cases[i].error)
            assert_error(a, cases[i].error);
        else
            assert_no_error(a);
        assert_int_equal(tenant_onedrive_sharing(&d->front.tenant, m.number), cases[i].after);
    }
    auto_str char *body = xasprintf(
        HEAD "<Actions><Query Id=\"2\" ObjectPathId=\"4\"><Query SelectAllProperties=\"false\"><Properties>"
             "<Property Name=\"SharingCapability\" ScalarProperty=\"true\"/></Properties></Query></Query></Actions>"
             "<ObjectPaths>" TENANT_PATH "<Method Id=\"4\" ParentId=\"3\" Name=\"GetSitePropertiesByUrl\"><Parameters>"
             "<Parameter Type=\"String\">%s</Parameter><Parameter Type=\"Boolean\">true</Parameter></Parameters>"
             "</Method></ObjectPaths></Request>",
        url);
    auto_answer struct answer read = query(d, body);
    assert_no_error(read);
    assert_int_equal((int)json_number(json_get(result_of(&read, 2), "SharingCapability"), -1), 0);
    assert_null(json_get(result_of(&read, 2), "Url"));
    struct mailbox other = first_mailbox(d, lacks_site);
    auto_answer struct answer no_site = share(d, tenant_onedrive_url(&d->front.tenant, other.number, arena), "0");
    auto_answer struct answer foreign = share(d, "https://contoso.sharepoint.com/sites/x", "0");
    assert_error(no_site, "Cannot get site");
    assert_error(foreign, "Cannot get site");
}

static void query__says_what_is_wrong__in_a_200(void **state)
{
    static const struct {
        const char *body, *part;
    } cases[] = {
        {"", "cannot be read"},
        {"<Request>", "cannot be read"},
        {"<Request/>", "version 15.0.0.0"},
        {HEAD "</Request>", "Actions and ObjectPaths"},
        {HEAD "<ObjectPaths/><Actions/></Request>", "Actions and ObjectPaths"},
        {HEAD "<Actions/><ObjectPaths/></Request>", "Actions and ObjectPaths"},
        {HEAD "<Actions><ObjectPath Id=\"1\" ObjectPathId=\"9\"/></Actions><ObjectPaths/></Request>",
         "\"9\" does not exist"},
        {HEAD "<Actions><ObjectPath ObjectPathId=\"3\"/></Actions><ObjectPaths>" TENANT_PATH "</ObjectPaths></Request>",
         "without an id"},
        {HEAD "<Actions><Delete Id=\"1\" ObjectPathId=\"3\"/></Actions><ObjectPaths>" TENANT_PATH
              "</ObjectPaths></Request>",
         "unknown kind"},
        {HEAD "<Actions><Method Id=\"1\" Name=\"Update\" ObjectPathId=\"3\"/></Actions><ObjectPaths>" TENANT_PATH
              "</ObjectPaths></Request>",
         "method does not exist"},
        {HEAD "<Actions><ObjectPath Id=\"1\" ObjectPathId=\"2\"/></Actions><ObjectPaths>" TENANT_PATH
              "<Method Id=\"2\" ParentId=\"3\" Name=\"Destroy\"/></ObjectPaths></Request>",
         "\"Destroy\" does not exist"},
        {HEAD "<Actions><ObjectPath Id=\"1\" ObjectPathId=\"2\"/></Actions><ObjectPaths>"
              "<Method Id=\"2\" ParentId=\"2\" Name=\"Loop\"/></ObjectPaths></Request>",
         "does not exist"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = query(*state, cases[i].body);
        assert_error(a, cases[i].part);
    }
}

static void sharepoint__is_refused__without_the_right_token(void **state)
{
    struct directory *d = *state;
    auto_str char *graph = token_of(d, BASE "/graph", "AllSites.FullControl", ADMIN_OID);
    auto_str char *lacking = token_of(d, BASE "/sharepoint", "AllSites.Read", ADMIN_OID);
    auto_str char *app = token_of(d, "https://contoso-admin.sharepoint.com", "Sites.FullControl.All", NULL);
    auto_answer struct answer other = send_wire(
        d, (struct wire){.uri = ENDPOINT, .body = "x", .type = "text/xml", .token = graph});
    auto_answer struct answer weak = send_wire(
        d, (struct wire){.uri = ENDPOINT, .body = "x", .type = "text/xml", .token = lacking});
    auto_answer struct answer good = send_wire(
        d, (struct wire){.uri = ENDPOINT, .body = "x", .type = "text/xml", .token = app});
    d->front.tenant.certificate_only = true;
    auto_answer struct answer secret = send_wire(
        d, (struct wire){.uri = ENDPOINT, .body = "x", .type = "text/xml", .token = app});
    d->front.tenant.certificate_only = false;
    auto_answer struct answer type = post(d, ENDPOINT, "x", "application/json", (struct tenant_pair){NULL, NULL});
    auto_answer struct answer path = post(d, "/sharepoint/_api/other", "x", "text/xml",
                                          (struct tenant_pair){NULL, NULL});
    assert_int_equal(other.status, 401);
    assert_int_equal(weak.status, 403);
    assert_int_equal(good.status, 200);
    assert_int_equal(secret.status, 401);
    assert_non_null(strstr(secret.text, "Unsupported app only token"));
    assert_int_equal(type.status, 200);
    assert_int_equal(path.status, 404);
}

static void digest__is_good__for_half_an_hour(void **state)
{
    auto_answer struct answer given = post(*state, "/sharepoint/_api/contextinfo", "", NULL,
                                           (struct tenant_pair){NULL, NULL});
    struct tenant_pair right = {"X-RequestDigest", text_of(given.json, "FormDigestValue")},
                       wrong = {"X-RequestDigest", "0x1,2"};
    auto_answer struct answer good = post(*state, ENDPOINT, "x", "text/xml", right);
    auto_answer struct answer bad = post(*state, ENDPOINT, "x", "text/xml", wrong);
    clock_set(NOON + 1800000);
    auto_answer struct answer late = post(*state, ENDPOINT, "x", "text/xml", right);
    clock_set(NOON);
    assert_int_equal((int)json_number(json_get(given.json, "FormDigestTimeoutSeconds"), 0), 1800);
    assert_int_equal(good.status, 200);
    assert_int_equal(bad.status, 403);
    assert_int_equal(late.status, 403);
}

static void enqueue__asks_for_sites__by_address(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, lacks_site);
    const char *uri = "/sharepoint/_api/SP.UserProfiles.ProfileLoader.GetProfileLoader/CreatePersonalSiteEnqueueBulk";
    auto_str char *body = xasprintf("{\"emailIDs\":[\"%s\"]}", m.upn);
    struct tenant_pair none = {NULL, NULL};
    d->front.tenant.anyone_provisions = false; /* REQUESTS §8.2: this way in is no wider than the other */
    auto_answer struct answer closed = post(d, uri, body, "application/json", none);
    assert_int_equal(closed.status, 403);
    assert_non_null(strstr(closed.text, "Attempted to perform an unauthorized operation."));
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, m.number), ONEDRIVE_NONE);
    d->front.tenant.anyone_provisions = true;
    auto_answer struct answer good = post(d, uri, body, "application/json", none);
    auto_answer struct answer empty = post(d, uri, "{\"emailIDs\":[\"\"]}", "application/json", none);
    auto_answer struct answer type = post(d, uri, "{\"emailIDs\":\"a\"}", "application/json", none);
    assert_int_equal(good.status, 200);
    assert_int_equal(tenant_onedrive_state(&d->front.tenant, m.number), ONEDRIVE_PENDING);
    assert_int_equal(empty.status, 400);
    assert_int_equal(type.status, 400);
}

/* --- the XML reader --- */

static void xml__is_read__with_entities_and_namespaces(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e;
    const char *text =
        "<?xml version=\"1.0\"?><!-- c --><a xmlns=\"u\" xmlns:p=\"v\" t='1 &lt; 2'><p:b>x&amp;&#233;</p:b><c/>t<!-- d -->u</a>";
    struct xml_tree *root = xml_tree_parse(arena, text, strlen(text), &e);
    (void)state;
    assert_non_null(root);
    assert_string_equal(root->space, "u");
    assert_string_equal(root->text, "tu");
    assert_string_equal(xml_tree_attribute(root, "t"), "1 < 2");
    assert_string_equal(xml_tree_child(root, "b")->space, "v");
    assert_string_equal(xml_tree_child(root, "b")->text, "x&\xc3\xa9");
    assert_string_equal(xml_tree_child(root, "c")->space, "u");
    assert_null(xml_tree_child(root, "d"));
}

static void xml__is_refused__when_not_well_formed(void **state)
{
    static const char *const cases[] = {"",
                                        "a",
                                        "<a>",
                                        "<a></b>",
                                        "<a/><b/>",
                                        "<a b=c/>",
                                        "<a b='1' b='2'/>",
                                        "<a b='<'/>",
                                        "<a>&x;</a>",
                                        "<a>&#0;</a>",
                                        "<a>&#xd800;</a>",
                                        "<a>&</a>",
                                        "<p:a/>",
                                        "<!DOCTYPE a><a/>",
                                        "<a>\x01</a>",
                                        "<a>\xff</a>",
                                        "<a/>x",
                                        "<1/>",
                                        "<a b/>",
                                        "<a></a",
                                        "<a><b></a></b>",
                                        "<a b='1",
                                        "<!-- x"};
    struct buf deep = buf_make(1 << 16);
    auto_arena struct arena *arena = arena_new(0);
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (xml_tree_parse(arena, cases[i], strlen(cases[i]), &e))
            fail_msg("%s was read", cases[i]);
    for (int i = 0; i < 40; i++)
        buf_puts(&deep, "<a>");
    for (int i = 0; i < 40; i++)
        buf_puts(&deep, "</a>");
    assert_null(xml_tree_parse(arena, buf_text(&deep), deep.length, &e));
    assert_non_null(strstr(e.message, "too deep"));
    assert_null(xml_tree_parse(arena, "<a/>\0", 5, &e));
    buf_free(&deep);
}

static void site__is_refused__to_clients_that_are_not_microsofts(void **state)
{
    anyone = false;
    auto_answer struct answer a = provision(*state, "<Object Type=\"String\">dirk.driveless@contoso.com</Object>");
    anyone = true;
    assert_int_equal(a.status, 200);
    assert_string_equal(error_of(&a), "Attempted to perform an unauthorized operation.");
}

static char *site_id_of(struct directory *d, uint32_t number)
{
    auto_arena struct arena *arena = arena_new(0);
    return xstrdup(sharepoint_site_id(&d->front.tenant, number, arena));
}

#define ADMINS "/sharepoint/_api/SPO.Tenant/GetSiteAdministrators?siteId="
#define SET    "/sharepoint/_api/SPOInternalUseOnly.Tenant/SetSiteSecondaryAdministrators"
#define BODY(id, logins)                                                                                               \
    "{\"secondaryAdministratorsFieldsData\":{\"siteId\":\"" id "\",\"secondaryAdministratorLoginNames\":[" logins "]}}"

/* The whole list is replaced, and the owner stays whatever is sent. */
static void administrators__are_replaced__all_at_once(void **state)
{
    struct directory *d = *state;
    struct mailbox m = first_mailbox(d, has_site);
    char id[GUID_TEXT];
    const struct tenant_pair none = {NULL, NULL};
    guid_format(&m.user.seed.id, id);
    auto_str char *wrong = xasprintf(ADMINS "'%s'", id);
    auto_answer struct answer not_there = post(d, wrong, "", "application/json", none),
                              bare = post(d, ADMINS "x", "", "application/json", none);
    assert_int_equal(not_there.status, 404);
    assert_int_equal(bare.status, 400);
    auto_str char *site = site_id_of(d, m.number), *list = xasprintf(ADMINS "'%s'", site),
                  *set = xasprintf(BODY("%s", "\"i:0#.f|membership|pam.password@contoso.com\""), site),
                  *nobody = xasprintf(BODY("%s", "\"i:0#.f|membership|no@contoso.com\""), site);
    auto_answer struct answer unknown = post(d, SET, nobody, "application/json", none),
                              malformed = post(d, SET, "{}", "application/json", none),
                              done = post(d, SET, set, "application/json", none),
                              now = post(d, list, "", "application/json", none);
    assert_int_equal(unknown.status, 400);
    assert_int_equal(malformed.status, 400);
    assert_int_equal(done.status, 200);
    assert_int_equal(json_count(json_get(now.json, "value")), 2);
    assert_non_null(strstr(now.text, "pam.password"));
    assert_non_null(strstr(now.text, m.upn));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(site__comes__after_a_few_questions),
        TEST(site__is_not_complete__for_who_may_have_none),
        TEST(site__is_refused__for_wrong_lists),
        TEST(site__is_refused__to_clients_that_are_not_microsofts),
        TEST(administrators__are_replaced__all_at_once),
        TEST(sharing__is_set__within_the_tenants_level),
        TEST(query__says_what_is_wrong__in_a_200),
        TEST(sharepoint__is_refused__without_the_right_token),
        TEST(digest__is_good__for_half_an_hour),
        TEST(enqueue__asks_for_sites__by_address),
        cmocka_unit_test(xml__is_read__with_entities_and_namespaces),
        cmocka_unit_test(xml__is_refused__when_not_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
