/* Requests about users and the reading of their replies: pages, finds, details, the tenant. */
#include "unit.h"

#include "api/graph/users.h"
#include "api/http/page.h"
#include "model/page.h"
#include "reply_fixture.h"

static const struct endpoints endpoints = {.at[RESOURCE_GRAPH] = "https://graph.microsoft.com"};

#define ONE "00000000-0000-4000-8000-000000000001"
#define SKU "00000000-0000-4000-8000-000000000009"

/* However many there are. */
static void users_page__keeps__all_licences(void **state)
{
    enum { MANY = 300 };
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf body = buf_make(1 << 16);
    struct user_page *page = NULL;
    long count = 0;
    struct err e = {0};
    (void)state;
    buf_puts(&body, "{\"value\":[");
    for (int user = 0; user < 2; user++) {
        buf_printf(&body, "%s{\"id\":\"00000000-0000-4000-8000-%012d\",\"assignedLicenses\":[", user ? "," : "",
                   user + 1);
        for (int i = 0; i < MANY - user; i++)
            buf_printf(&body, "%s{\"skuId\":\"00000000-0000-4000-8000-%012d\"}", i ? "," : "", i + user);
        buf_puts(&body, "]}");
    }
    buf_puts(&body, "]}");
    struct http_reply *reply = reply_of(200, buf_text(&body));
    assert_true(graph_users_page(reply, arena, &page, &count, &e));
    assert_int_equal(page->count, 2);
    for (int user = 0; user < 2; user++) {
        assert_int_equal(page->users[user].sku_count, MANY - user);
        char last[GUID_TEXT];
        guid_format(&page->users[user].skus[MANY - user - 1], last);
        assert_string_equal(last, "00000000-0000-4000-8000-000000000299");
    }
    user_page_free(page);
    http_reply_free(reply);
}

/* Rows that are whole are taken whatever stands where their number should. */
static void users_page__takes_the_rows__whatever_the_count_is(void **state)
{
    static const struct {
        const char *says;
        long count;
    } rows[] = {{"7", 7},     {"\"7\"", 7},    {"\"7 users\"", -1}, {"\"<html>\"", -1},
                {"\"\"", -1}, {"null", -1},    {"true", -1},        {"{\"value\":[7]}", -1},
                {"-1", -1},   {"[1,[2]]", -1}, {"\"-7\"", -1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct user_page *page = NULL;
        long count = 0;
        struct err e = {0};
        struct http_reply *reply = reply_of(
            200, arena_printf(arena, "{\"@odata.count\":%s,\"value\":[{\"id\":\"" ONE "\"}]}", rows[i].says));
        if (!graph_users_page(reply, arena, &page, &count, &e) || page->count != 1 || count != rows[i].count)
            fail_msg("%s: %s, %ld", rows[i].says, e.message, count);
        user_page_free(page);
        http_reply_free(reply);
    }
}

static void users_page__decodes__every_field(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply *reply = reply_of(
        200,
        "{\"@odata.context\":{\"x\":[1]},\"@odata.count\":2,\"@odata.nextLink\":\"https:\\/\\/graph.microsoft.com/v1.0/users?$skiptoken=x\","
        "\"value\":[{\"id\":\"" ONE
        "\",\"displayName\":\"J\\u00f6rg \\u202e\",\"userPrincipalName\":\"j@c\",\"mail\":null,"
        "\"accountEnabled\":true,\"userType\":\"Guest\",\"jobTitle\":\"T\",\"department\":\"IT\",\"usageLocation\":\"NL\","
        "\"onPremisesSyncEnabled\":true,\"onPremisesLastSyncDateTime\":\"1970-01-01T00:00:02Z\",\"createdDateTime\":\"1970-01-01T00:00:01Z\","
        "\"assignedLicenses\":[{\"disabledPlans\":[\"" ONE "\"],\"skuId\":\"" SKU "\"},{\"skuId\":\"no guid\"}],"
        "\"extra\":{\"id\":\"nested\",\"value\":[]}},{\"displayName\":\"no id\"}]}");
    struct user_page *page = NULL;
    char *next = NULL;
    long count = 0;
    struct err e = {0};
    (void)state;
    assert_true(graph_users_page(reply, arena, &page, &count, &e));
    assert_int_equal(count, 2);
    assert_int_equal(page->count, 1);
    const struct user *user = page->users;
    assert_string_equal(user->display_name, "J\u00f6rg <202E>");
    assert_string_equal(user->user_principal_name, "j@c");
    assert_null(user->mail);
    assert_string_equal(user->job_title, "T");
    assert_string_equal(user->department, "IT");
    assert_string_equal(user->usage_location, "NL");
    assert_int_equal(user->flags, USER_ENABLED | USER_ENABLED_KNOWN | USER_SYNCED | USER_GUEST);
    assert_int_equal(user->created, 1000);
    assert_int_equal(user->last_sync, 2000);
    assert_int_equal(user->sku_count, 1);
    assert_true(page_link(reply, arena, &next, &e));
    assert_string_equal(next, "https://graph.microsoft.com/v1.0/users?$skiptoken=x");
    user_page_free(page);
    http_reply_free(reply);
}

static void users_page__tells_null_from_false__and_false_from_absent(void **state)
{
    static const struct {
        const char *members;
        uint8_t flags;
    } rows[] = {
        {"", 0},
        {",\"accountEnabled\":null,\"onPremisesSyncEnabled\":null,\"userType\":null", 0},
        {",\"accountEnabled\":false,\"onPremisesSyncEnabled\":false,\"userType\":\"Member\"",
         USER_ENABLED_KNOWN | USER_SYNC_ENDED},
        {",\"accountEnabled\":\"true\",\"onPremisesSyncEnabled\":\"true\",\"userType\":1", 0},
        {",\"displayName\":7,\"mail\":[],\"assignedLicenses\":null,\"createdDateTime\":\"soon\"", 0},
        {",\"usageLocation\":\"\\u001b[\"", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        auto_buf struct buf body = buf_make(4096);
        buf_printf(&body, "{\"value\":[{\"id\":\"%s\"%s}]}", ONE, rows[i].members);
        struct http_reply *reply = reply_of(200, buf_text(&body));
        struct user_page *page;
        long count;
        struct err e;
        assert_true(graph_users_page(reply, arena, &page, &count, &e));
        assert_int_equal(page->users[0].flags, rows[i].flags);
        assert_int_equal(page->users[0].sku_count, 0);
        assert_string_equal(page->users[0].usage_location, "");
        assert_int_equal(count, -1);
        user_page_free(page);
        http_reply_free(reply);
    }
}

static void users_page__refuses__what_is_no_page(void **state)
{
    static const char *const rows[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"value\":{}}",
        "{\"value\":[1]}",
        "{\"value\":[{]}",
        "{\"value\":[{\"id\":\"" ONE "\"}]",
        "{\"value\":[]}x",
        "{\"value\":[{\"assignedLicenses\":[{\"skuId\":}]}]}",
        "<html>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct http_reply *reply = reply_of(200, rows[i]);
        struct user_page *page;
        long count;
        struct err e = {0};
        bool taken = graph_users_page(reply, arena, &page, &count, &e);
        if (taken || e.code != ERR_PARSE)
            fail_msg("%s: %s", rows[i], taken ? "taken" : e.message);
        http_reply_free(reply);
    }
}

/* Names may be written with escapes: they mean the same. */
static void users_page__reads__names_with_escapes(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply *reply = reply_of(200, "\xef\xbb\xbf{\"v\\u0061lue\" :\n[{\"id\":\"" ONE
                                             "\",\"displ\\u0061yName\":\"Ann\"}],\"@odata\\u002ecount\":1}");
    struct user_page *page;
    long count;
    struct err e;
    (void)state;
    assert_true(graph_users_page(reply, arena, &page, &count, &e));
    assert_string_equal(page->users[0].display_name, "Ann");
    assert_int_equal(count, 1);
    user_page_free(page);
    http_reply_free(reply);
}

/* NULL: there is none; "?": it cannot be known. */
static void page_link__reads_the_link__however_it_is_written(void **state)
{
    static const struct {
        const char *body, *link;
    } rows[] = {
        {"{\"value\":[],\"@odata.nextLink\":\"u\"}", "u"},
        {"{\"@odata.nextLink\"\t:\r\n \"u\",\"value\":[]}", "u"},
        {"{\"@odata\\u002enextLink\":\"u\\/v\\u0026w\",\"value\":[]}", "u/v&w"},
        {"\xef\xbb\xbf{\"@odata.nextLink\":\"u\"}", "u"},
        {"{\"value\":[{\"@odata.nextLink\":\"inner\"}]}", NULL},
        {"{\"value\":[],\"@odata.nextLink\":null}", NULL},
        {"{\"value\":[\"@odata.nextLink\",\"x\"]}", NULL},
        {"[{\"@odata.nextLink\":\"x\"}]", NULL},
        {"{}", NULL},
        {"{\"@odata.nextLink\":7}", "?"},
        {"{\"@odata.nextLink\":\"\"}", "?"},
        {"{\"@odata.nextLink\":[\"u\"]}", "?"},
        {"{\"@odata.nextLink\":\"u", "?"},
        {"{\"value\":[{\"id\":", "?"},
        {"{\"value\":[]", "?"},
        {"{\"error\":{\"code\":\"X\"},\"value\":[]}", "?"},
        {"{\"value\":[],\"error\":{}}", "?"},
        {"{\"@odata.nextLink\":null,\"value\":[{\"id\"", "?"},
        {"{\"@odata.nextLink\":null,\"@odata.nextLink\":\"u\"}", "u"},
        {"{\"error\":null,\"value\":[]}", NULL},
        {"{\"value\":[{\"error\":{}}]}", NULL},
        {"", "?"},
        {"null", "?"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct http_reply *reply = reply_of(200, rows[i].body);
        struct err e = {.code = ERR_OK};
        char *link;
        bool read = page_link(reply, arena, &link, &e);
        bool unknown = rows[i].link && *rows[i].link == '?';
        if (read == unknown || (e.code == ERR_PARSE) != unknown ||
            (read && (!link != !rows[i].link || (link && strcmp(link, rows[i].link) != 0))))
            fail_msg("%s: %s, %s", rows[i].body, read ? "read" : "not read", link ? link : "none");
        http_reply_free(reply);
    }
}

static void users_next__follows_the_link__within_this_graph_only(void **state)
{
    static const char *const wrong[] = {
        "https://graph.microsoft.com.evil.example/v1.0/users",
        "https://graph.microsoft.com@evil.example/",
        "http://graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com:8443/v1.0/users",
        "//graph.microsoft.com/v1.0/users",
        "/v1.0/users",
        "",
        "https://graph.microsoft.com/\r\nX: y",
    };
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {0};
    (void)state;
    struct http_request *request = graph_users_next(arena, &endpoints,
                                                    "https://graph.microsoft.com/v1.0/users?$skiptoken=a%20b", &e);
    assert_string_equal(request->url, "https://graph.microsoft.com/v1.0/users?$skiptoken=a%20b"); /* as it came */
    assert_string_equal(request->headers->name, "ConsistencyLevel");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (graph_users_next(arena, &endpoints, wrong[i], &e))
            fail_msg("%s is followed", wrong[i]);
        assert_int_equal(e.code, ERR_REFUSED);
    }
}

static void users_list__asks__as_the_catalogue_has_it(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    struct http_request *request = graph_users_list(arena, &endpoints);
    assert_non_null(strstr(request->url, "https://graph.microsoft.com/v1.0/users?$select=id,displayName,"));
    assert_non_null(strstr(request->url, "&$top=999&$count=true&$orderby=displayName"));
    assert_string_equal(request->headers->name, "ConsistencyLevel");
    assert_string_equal(request->headers->value, "eventual");
}

static void user_path__encodes__every_name(void **state)
{
    static const char *const rows[][2] = {
        {ONE, "/users/" ONE "?x"},
        {"q_f.com#EXT#@c.com", "/users/q_f.com%23EXT%23%40c.com?x"},
        {"$a'b@c", "/users(%27%24a%27%27b%40c%27)?x"},
        {"../me", "/users/..%2Fme?x"},
    };
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(graph_user_path(arena, rows[i][0], "?x"), rows[i][1]);
}

static void users_find__asks_for_one_or_searches__by_what_it_is_given(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    assert_true(graph_users_find_is_exact(ONE));
    assert_false(graph_users_find_is_exact("a@b"));
    assert_false(graph_users_find_is_exact("ann"));
    const char *address = graph_users_find(arena, &endpoints, "o'n@b", "?$select=id")->url;
    assert_non_null(
        strstr(address, "/users?$select=id&$top=25&$filter=userPrincipalName%20eq%20%27o%27%27n%40b%27%20or%20mail"));
    assert_non_null(strstr(address, "smtp%3Ao%27%27n%40b"));
    const char *url = graph_users_find(arena, &endpoints, "an\"n\\ x", "?$select=id")->url;
    assert_non_null(
        strstr(url, "&$search=%22displayName%3Aan%20n%20%20x%22%20OR%20%22userPrincipalName%3Aan%20n%20%20x%22"));
}

static void skus__are_read__whatever_is_missing(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {0};
    struct http_reply *bare = reply_of(200, "{\"value\":[]}"), *denied = reply_of(403, "");
    struct http_reply *skus = reply_of(
        200, "{\"value\":[{\"skuId\":\"" SKU
             "\",\"skuPartNumber\":\"P\",\"consumedUnits\":1e300,\"prepaidUnits\":{\"enabled\":5}},{}]}");
    (void)state;
    struct sku *sku = graph_skus_read(skus, arena, &e);
    assert_string_equal(sku->part_number, "P");
    assert_int_equal(sku->enabled, 5);
    assert_true(sku->consumed > 0);
    assert_string_equal(sku->next->id, "");
    assert_null(graph_skus_read(bare, arena, &e));
    assert_int_equal(e.code, ERR_OK);
    assert_null(graph_skus_read(denied, arena, &e));
    assert_int_equal(e.code, ERR_FORBIDDEN);
    struct http_reply *all[] = {bare, denied, skus};
    for (size_t i = 0; i < 3; i++)
        http_reply_free(all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_page__keeps__all_licences),
        cmocka_unit_test(users_page__takes_the_rows__whatever_the_count_is),
        cmocka_unit_test(users_page__decodes__every_field),
        cmocka_unit_test(users_page__tells_null_from_false__and_false_from_absent),
        cmocka_unit_test(users_page__refuses__what_is_no_page),
        cmocka_unit_test(users_page__reads__names_with_escapes),
        cmocka_unit_test(page_link__reads_the_link__however_it_is_written),
        cmocka_unit_test(users_next__follows_the_link__within_this_graph_only),
        cmocka_unit_test(users_list__asks__as_the_catalogue_has_it),
        cmocka_unit_test(user_path__encodes__every_name),
        cmocka_unit_test(users_find__asks_for_one_or_searches__by_what_it_is_given),
        cmocka_unit_test(skus__are_read__whatever_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
