/* Retries, batches, sign-in errors and user pages, from replies made here. */
#include "unit.h"

#include "api/graph/users.h"
#include "api/http/batch.h"
#include "api/http/budget.h"
#include "api/http/retry.h"
#include "api/login/aadsts.h"
#include "base/alloc.h"
#include "model/page.h"
#include <string.h>

static const struct endpoints endpoints = {.graph = "https://graph.microsoft.com"};

static struct http_reply *reply_of(long status, const char *body)
{
    struct http_reply *reply = xcalloc(1, sizeof *reply);
    reply->status = status;
    reply->arena = arena_new(0);
    reply->body = buf_make(1u << 20);
    buf_puts(&reply->body, body);
    return reply;
}

static void retry__obeys_retry_after__as_seconds_and_date(void **state)
{
    (void)state;
    struct http_request get = {.method = "GET", .url = "", .resource = RESOURCE_GRAPH};
    struct http_reply *r = reply_of(429, "");
    r->headers = http_header_add(r->arena, NULL, "retry-after", "7");
    assert_int_equal(retry_decide(&get, r, 1, 0, 0, 5).ms, 7000);
    r->headers = http_header_add(r->arena, NULL, "retry-after", "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_int_equal(retry_after(r, 784111777000 - 3000), 3000);
    assert_int_equal(retry_decide(&get, r, 8, 0, 0, 5).what, RETRY_GIVE_UP);
    r->status = 401;
    assert_int_equal(retry_decide(&get, r, 1, 0, 0, 5).what, RETRY_RENEW_TOKEN);
    assert_int_equal(retry_decide(&get, r, 1, 1, 0, 5).what, RETRY_GIVE_UP);
    get.repeat = HTTP_IDEMPOTENT;
    r->status = 504;
    assert_int_equal(retry_decide(&get, r, 1, 0, 0, 5).what, RETRY_READ_BACK);
    http_reply_free(r);
}

static void budget__waits__when_the_bucket_is_empty(void **state)
{
    (void)state;
    struct budget b = budget_make(0);
    assert_int_equal(budget_take(&b, WORKLOAD_PROTECTION, 1, 0), 0);
    assert_int_equal(budget_take(&b, WORKLOAD_PROTECTION, 1, 0), -1);
    budget_release(&b, WORKLOAD_PROTECTION);
    assert_true(budget_take(&b, WORKLOAD_PROTECTION, 1, 0) > 0);
    assert_int_equal(budget_take(&b, WORKLOAD_PROTECTION, 1, 1001), 0);
}

static void users_page__decodes__escapes_null_and_licences(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply *r = reply_of(
        200, "{\"@odata.count\":2,\"@odata.nextLink\":\"https:\\/\\/graph.microsoft.com/v1.0/users?$skiptoken=x\",\"value\":["
             "{\"id\":\"00000000-0000-4000-8000-000000000001\",\"displayName\":\"J\\u00f6rg \\u202e\",\"mail\":null,"
             "\"accountEnabled\":true,\"assignedLicenses\":[{\"disabledPlans\":[],"
             "\"skuId\":\"00000000-0000-4000-8000-000000000009\"}],\"department\":\"IT\"},{\"displayName\":\"no id\"}]}");
    struct user_page *page = NULL;
    char *next = NULL;
    long count = 0;
    struct err e = {0};
    assert_true(graph_users_page(r, arena, &page, &next, &count, &e));
    assert_int_equal(count, 2);
    assert_int_equal(page->count, 1);
    assert_int_equal(page->users[0].sku_count, 1);
    assert_string_equal(page->users[0].department, "IT");
    assert_null(page->users[0].mail);
    assert_null(strstr(page->users[0].display_name, "\u202e"));
    assert_string_equal(next, graph_users_peek_next(r, arena));
    assert_non_null(graph_users_next(arena, &endpoints, next, &e));
    assert_null(graph_users_next(arena, &endpoints, "https://graph.microsoft.com.evil.example/v1.0", &e));
    user_page_free(page);
    http_reply_free(r);
}

static void batch__is_split__with_a_missing_write_unsure(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[2] = {graph_get(arena, &endpoints, "/users/a"),
                                   graph_write(arena, &endpoints, "PATCH", "/users/b", "{\"a\": 1}", 204, NULL)};
    struct http_request *b = batch_build(arena, all, 2);
    assert_non_null(strstr(b->body, "\"body\":{\"a\": 1}"));
    struct http_reply *r = reply_of(200, "{\"responses\":[{\"id\":\"1\",\"status\":200,\"body\":{\"id\":\"a\"}}]}"), *out[2];
    batch_split(r, all, 2, out);
    assert_int_equal(out[0]->status, 200);
    assert_int_equal(out[1]->error.code, ERR_CUT);
    assert_true(out[1]->unsure);
    http_reply_free(out[0]);
    http_reply_free(out[1]);
    http_reply_free(r);
}

static void aadsts__explains__a_wrong_secret(void **state)
{
    (void)state;
    struct err e;
    const char *body = "{\"error\":\"invalid_client\",\"error_codes\":[7000215]}";
    assert_false(aadsts_explain(body, strlen(body), 401, &e));
    assert_non_null(strstr(e.message, "AADSTS7000215"));
    for (int code = 16003; code < 100000; code++)
        assert_true(!aadsts_find(code) || aadsts_find(code)->code == code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retry__obeys_retry_after__as_seconds_and_date),
        cmocka_unit_test(budget__waits__when_the_bucket_is_empty),
        cmocka_unit_test(users_page__decodes__escapes_null_and_licences),
        cmocka_unit_test(batch__is_split__with_a_missing_write_unsure),
        cmocka_unit_test(aadsts__explains__a_wrong_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
