/* $batch: built byte for byte, taken apart whatever came back. */
#include "unit.h"

#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "api/http/batch.h"
#include "reply_fixture.h"

static const struct endpoints endpoints = {.at[RESOURCE_GRAPH] = "https://graph.microsoft.com",
                                           .at[RESOURCE_EXCHANGE] = "https://outlook.office365.com",
                                           .tenant_id = "11111111-2222-4333-8444-555555555555"};

static struct http_request *patch(struct arena *arena, const char *path)
{
    return graph_write(arena, &endpoints, "PATCH", path, "{\"a\": 1}", 204, NULL);
}

static void batch_build__puts_items__with_method_headers_and_body(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[2] = {patch(arena, "/users/a"), patch(arena, "/users/b")};
    (void)state;
    all[0]->body = NULL;
    struct http_request *batch = batch_build(arena, all, 2);
    assert_string_equal(batch->url, "https://graph.microsoft.com/v1.0/$batch");
    assert_string_equal(batch->method, "POST");
    assert_int_equal(batch->repeat, HTTP_IDEMPOTENT);
    assert_int_equal(batch->body_length, strlen(batch->body));
    assert_string_equal(
        batch->body,
        "{\"requests\":[{\"id\":\"1\",\"method\":\"PATCH\",\"url\":\"/users/a\",\"headers\":{\"Content-Type\":\"application/json\",\"Accept\":"
        "\"application/json\"}},"
        "{\"id\":\"2\",\"method\":\"PATCH\",\"url\":\"/users/b\",\"headers\":{\"Content-Type\":\"application/json\",\"Accept\":"
        "\"application/json\"},\"body\":{\"a\": 1}}]}");
    assert_false(batch->secret_body || batch->secret_reply || batch->bearer_in_body);
    all[1]->secret_body = true;
    batch = batch_build(arena, all, 2);
    assert_true(batch->secret_body);
    assert_null(strstr(batch->shown_body, "users")); /* nothing of it is shown */
    all[1]->secret_body = false;
    all[0]->secret_reply = true;
    assert_true(batch_build(arena, all, 2)->secret_reply);
    all[0]->repeat = HTTP_CONSUMES;
    assert_int_equal(batch_build(arena, all, 2)->repeat, HTTP_CONSUMES);
}

static void batch_build__puts_reads__with_their_queries(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[2] = {graph_get(arena, &endpoints, "/users/a?$select=id&x=/beta/"),
                                   graph_get(arena, &endpoints, "/users/b")};
    (void)state;
    struct http_request *batch = batch_build(arena, all, 2);
    assert_int_equal(batch->repeat, HTTP_READ); /* nothing but reads: asked for again without harm */
    assert_string_equal(
        batch->body,
        "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/users/a?$select=id&x=/beta/\",\"headers\":{\"Accept\":\"application/json\"}},"
        "{\"id\":\"2\",\"method\":\"GET\",\"url\":\"/users/b\",\"headers\":{\"Accept\":\"application/json\"}}]}");
    for (int i = 0; i < 2; i++)
        graph_beta(arena, all[i]);
    batch = batch_build(arena, all, 2);
    assert_string_equal(batch->url, "https://graph.microsoft.com/beta/$batch");
    assert_non_null(strstr(batch->body, "\"url\":\"/users/a?$select=id&x=/beta/\""));
    assert_int_equal(batch->resource, RESOURCE_GRAPH);
}

static void batch_build__refuses__what_cannot_travel(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    static const char *const alone[] = {"https://graph.microsoft.com/v1.0x/users", "https://graph.microsoft.com/v1.0",
                                        "https://graph.microsoft.com/v2.0/users"};
    static const char *const others[] = {
        "https://graph.microsoft.com/beta/users", "https://graph.microsoft.com.evil/v1.0/users",
        "https://other/v1.0/users", "http://graph.microsoft.com/v1.0/users", "https://graph.microsoft.com/beta/v1.0/"};
    enum { MOST = 20 };
    struct http_request *all[MOST + 1];
    (void)state;
    for (size_t i = 0; i <= MOST; i++)
        all[i] = graph_get(arena, &endpoints, "/users/a");
    assert_non_null(batch_build(arena, all, MOST));
    assert_null(batch_build(arena, all, MOST + 1));
    assert_null(batch_build(arena, all, 0));
    all[3]->batch = false;
    assert_int_equal(batch_room(all[3]), 1);
    assert_null(batch_build(arena, all, 5));
    all[3] = patch(arena, "/users/a"); /* reads and writes: a lost answer means something else to each */
    assert_null(batch_build(arena, all, 5));
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        struct http_request *one = graph_get(arena, &endpoints, "/x");
        one->url = alone[i];
        if (batch_build(arena, &one, 1) || batch_room(one) != 1)
            fail_msg("%s may travel", alone[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct http_request *two[2] = {graph_get(arena, &endpoints, "/x"), graph_get(arena, &endpoints, "/x")};
        two[1]->url = others[i];
        if (batch_build(arena, two, 2) || batch_together(two[0], two[1]))
            fail_msg("%s may travel with another host or version", others[i]);
    }
}

static struct http_request *cmdlet(struct arena *arena, const char *name, const char *upn)
{
    return exchange_invoke(arena, &endpoints, name, upn,
                           (const struct exchange_parameter[]){{"Identity", .text = upn}, {NULL}});
}

/* REQUESTS §11.5: whole addresses and a token in every item; the token is not known here. */
static struct http_request *risk(struct arena *arena, const char *method, const char *id)
{
    bool write = *method == 'P';
    const char *path = write ? "/risky/dismiss" : arena_printf(arena, "/risky/%s", id);
    struct http_request *r = write ? graph_write(arena, &endpoints, method, path, "{}", 204, NULL)
                                   : graph_get(arena, &endpoints, path);
    r->join = write ? "userIds" : "id";
    r->join_id = id;
    r->join_most = 3;
    return r;
}

/* What was asked as one call has no items, whatever else its answer holds. */
static void batch_split__takes_no_items__out_of_a_joined_answer(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *reads[] = {risk(arena, "GET", "a"), risk(arena, "GET", "bcd")};
    struct http_reply *out[2],
        *whole = reply_of(
            200,
            "{\"value\":[{\"id\":\"a\"}],\"responses\":[{\"id\":\"1\",\"status\":500},{\"id\":\"2\",\"status\":200}]}");
    (void)state;
    batch_split(whole, reads, 2, out);
    assert_int_equal(out[0]->status, 200);
    assert_int_equal(out[1]->status, 404);
    for (int i = 0; i < 2; i++)
        http_reply_free(out[i]);
    http_reply_free(whole);
}

static void batch_build__joins__what_may_be_asked_in_one_call(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *writes[] = {risk(arena, "POST", "a"), risk(arena, "POST", "b")};
    struct http_request *reads[] = {risk(arena, "GET", "a"), risk(arena, "GET", "bcd")};
    (void)state;
    assert_string_equal(batch_build(arena, writes, 2)->body, "{\"userIds\":[\"a\",\"b\"]}");
    assert_string_equal(batch_build(arena, writes, 2)->url, "https://graph.microsoft.com/v1.0/risky/dismiss");
    assert_string_equal(
        batch_build(arena, reads, 2)->url,
        "https://graph.microsoft.com/v1.0/risky?$filter=id%20eq%20%27a%27%20or%20id%20eq%20%27bcd%27&$top=2");
    assert_int_equal(batch_room(reads[0]), 3);
    assert_true(batch_cost(reads[0], 3) == 1);
    assert_false(batch_together(reads[0], writes[0]));
    assert_false(batch_together(reads[0], graph_get(arena, &endpoints, "/risky/x")));
    assert_false(batch_together(writes[0], graph_get(arena, &endpoints, "/risky/x")));
}

/* What a list holds is there, and what it does not hold is not: unless it goes on. */
static void batch_split__answers_each__from_the_list_of_all(void **state)
{
    static const struct {
        const char *body;
        long status[2]; /* 0: it is not known */
    } rows[] = {
        {"{\"value\":[{\"id\":\"B\",\"x\":1}]}", {404, 200}},
        {"{\"value\":[]}", {404, 404}},
        {"{\"value\":[{\"id\":\"a\"}],\"@odata.nextLink\":\"https://graph.microsoft.com/n\"}", {200, 0}},
        {"{}", {0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct http_request *reads[] = {risk(arena, "GET", "a"), risk(arena, "GET", "b")};
        struct http_reply *out[2], whole = {.status = 200, .body = buf_make(1000)};
        buf_puts(&whole.body, rows[i].body);
        batch_split(&whole, reads, 2, out);
        for (int at = 0; at < 2; at++) {
            if (out[at]->status != rows[i].status[at] || (!out[at]->status && out[at]->error.code != ERR_CUT))
                fail_msg("%s: %ld of %d", rows[i].body, out[at]->status, at);
            http_reply_free(out[at]);
        }
        buf_free(&whole.body);
    }
}

static void batch_build__makes_exchanges_batch__byte_for_byte(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[2] = {cmdlet(arena, "Set-Mailbox", "a@b.c"), cmdlet(arena, "Set-Mailbox", "d@b.c")},
                        *many[11];
    (void)state;
    struct http_request *batch = batch_build(arena, all, 2);
    assert_string_equal(batch->url,
                        "https://outlook.office365.com/adminapi/beta/11111111-2222-4333-8444-555555555555/$batch");
    assert_int_equal(batch->resource, RESOURCE_EXCHANGE);
    assert_int_equal(batch->repeat, HTTP_IDEMPOTENT);
    assert_true(batch->bearer_in_body);
    assert_string_equal(header_of(batch, "X-AnchorMailbox"), "UPN:a@b.c");
    assert_string_equal(header_of(batch, "parameter-based-routing"), "true");
    assert_string_equal(header_of(batch, "Prefer"), "odata.maxpagesize=1000;odata.continue-on-error");
    assert_string_equal(header_of(batch, "Content-Type"), "application/json");
#define ITEM(id, upn)                                                                                                         \
    "{\"id\":\"" id "\",\"method\":\"POST\","                                                                                 \
    "\"url\":\"https://outlook.office365.com/adminapi/beta/11111111-2222-4333-8444-555555555555/InvokeCommand\","             \
    "\"headers\":{\"Authorization\":\"Bearer {bearer}\",\"Prefer\":\"odata.maxpagesize=1000\",\"X-ResponseFormat\":\"json\"," \
    "\"X-CmdletName\":\"Set-Mailbox\",\"Content-Type\":\"application/json; charset=utf-8\",\"X-AnchorMailbox\":\"UPN:" upn    \
    "\","                                                                                                                     \
    "\"Accept\":\"application/json; odata.metadata=minimal\"},"                                                               \
    "\"body\":{\"CmdletInput\":{\"CmdletName\":\"Set-Mailbox\",\"Parameters\":{\"Identity\":\"" upn "\"}}}}"
    assert_string_equal(batch->body, "{\"requests\":[" ITEM("1", "a@b.c") "," ITEM("2", "d@b.c") "]}");
    for (size_t i = 0; i < 11; i++)
        many[i] = cmdlet(arena, "Set-Mailbox", "a@b.c");
    assert_int_equal(batch_room(many[0]), 10);
    assert_non_null(batch_build(arena, many, 10));
    assert_null(batch_build(arena, many, 11));
    many[1] = cmdlet(arena, "Get-Mailbox", "a@b.c");
    assert_null(batch_build(arena, many, 2));
    many[1] = graph_get(arena, &endpoints, "/users");
    assert_null(batch_build(arena, many, 2));
}

/* Three requests: a read, a write, a read. What each gets, as status and a mark for unsure. */
static void batch_split__gives_each_its_own__whatever_came_back(void **state)
{
    static const struct {
        const char *name;
        long status;
        const char *body;
        long statuses[3]; /* 0: CUT */
        bool write_unsure;
    } rows[] = {
        {"in any order",
         200,
         "{\"responses\":[{\"id\":\"3\",\"status\":404},{\"id\":\"1\",\"status\":200},{\"id\":\"2\",\"status\":204}]}",
         {200, 204, 404},
         false},
        {"one is missing",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":200},{\"id\":\"3\",\"status\":200}]}",
         {200, 0, 200},
         true},
        {"a write failed half way",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":500},{\"id\":\"2\",\"status\":504},{\"id\":\"3\",\"status\":200}]}",
         {500, 504, 200},
         true},
        {"a write was turned away",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":200},{\"id\":\"2\",\"status\":429},{\"id\":\"3\",\"status\":200}]}",
         {200, 429, 200},
         false},
        {"twice: neither is known to be true",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":200},{\"id\":\"2\",\"status\":400},{\"id\":\"1\",\"status\":500},{\"id\":\"2\",\"status\":204}]}",
         {0, 0, 0},
         true},
        {"ids that begin well",
         200,
         "{\"responses\":[{\"id\":\"1x\",\"status\":200},{\"id\":\"+2junk\",\"status\":204},{\"id\":\" 3\",\"status\":200},{\"id\":\"02\",\"status\":204}]}",
         {0, 0, 0},
         true},
        {"an interim status, and one that is no status",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":100},{\"id\":\"2\",\"status\":100},{\"id\":\"3\",\"status\":600}]}",
         {0, 0, 0},
         true},
        {"a write ended nobody knows how",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":520},{\"id\":\"2\",\"status\":520},{\"id\":\"3\",\"status\":200}]}",
         {520, 520, 200},
         true},
        {"ids that are none",
         200,
         "{\"responses\":[{\"id\":\"0\",\"status\":200},{\"id\":\"4\",\"status\":200},{\"id\":\"-1\",\"status\":200},{\"id\":1,\"status\":200},{\"status\":200},7,null]}",
         {0, 0, 0},
         true},
        {"statuses that are none",
         200,
         "{\"responses\":[{\"id\":\"1\",\"status\":\"200\"},{\"id\":\"2\",\"status\":1e300},{\"id\":\"3\",\"status\":-5}]}",
         {0, 0, 0},
         true},
        {"a success that no batch has", 206, "{\"responses\":[]}", {0, 0, 0}, true},
        {"no responses", 200, "{}", {0, 0, 0}, true},
        {"no list", 200, "{\"responses\":{\"id\":\"1\"}}", {0, 0, 0}, true},
        {"no JSON", 200, "<html>", {0, 0, 0}, true},
        {"nothing", 200, "", {0, 0, 0}, true},
        {"the whole failed", 403, "{\"error\":{\"code\":\"x\",\"message\":\"m\"}}", {403, 403, 403}, false},
    };
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[3] = {graph_get(arena, &endpoints, "/a"), patch(arena, "/b"),
                                   graph_get(arena, &endpoints, "/c")};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_reply *whole = reply_of(rows[i].status, rows[i].body), *out[3];
        batch_split(whole, all, 3, out);
        for (int j = 0; j < 3; j++) {
            if (out[j]->status != rows[i].statuses[j])
                fail_msg("%s: item %d is %ld", rows[i].name, j + 1, out[j]->status);
            assert_int_equal(out[j]->error.code, rows[i].statuses[j] ? ERR_OK : ERR_CUT);
            if (out[j]->unsure != (j == 1 && rows[i].write_unsure))
                fail_msg("%s: item %d is %s", rows[i].name, j + 1, out[j]->unsure ? "unsure" : "sure");
            http_reply_free(out[j]);
        }
        http_reply_free(whole);
    }
}

static void batch_split__copies_the_failure_of_the_whole__to_every_item(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[2] = {graph_get(arena, &endpoints, "/a"), patch(arena, "/b")};
    struct http_reply *whole = reply_of(0, ""), *out[2];
    (void)state;
    whole->unsure = true;
    set_header(whole, "retry-after", "9");
    batch_split(whole, all, 2, out);
    assert_int_equal(out[0]->error.code, ERR_NETWORK);
    assert_false(out[0]->unsure);
    assert_true(out[1]->unsure);
    assert_string_equal(http_reply_header(out[1], "retry-after"), "9");
    http_reply_free(out[0]);
    http_reply_free(out[1]);
    http_reply_free(whole);
}

static void batch_split__passes_on__headers_and_bodies(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[3] = {graph_get(arena, &endpoints, "/a"), graph_get(arena, &endpoints, "/b"),
                                   graph_get(arena, &endpoints, "/c")};
    struct http_reply *out[3],
        *whole = reply_of(
            200,
            "{\"responses\":[{\"id\":\"1\",\"status\":429,\"headers\":{\"Retry-After\":7,\"X\":[1]}},"
            "{\"id\":\"2\",\"status\":200,\"body\":{\"id\":\"b\"}},{\"id\":\"3\",\"status\":200,\"body\":\"42\"}]}");
    (void)state;
    batch_split(whole, all, 3, out);
    assert_string_equal(http_reply_header(out[0], "retry-after"), "7");
    assert_null(http_reply_header(out[0], "x"));
    assert_null(http_reply_header(out[1], "request-id"));
    assert_string_equal(buf_text(&out[0]->body), "");
    assert_string_equal(buf_text(&out[1]->body), "{\"id\":\"b\"}");
    assert_string_equal(buf_text(&out[2]->body), "42");
    for (int i = 0; i < 3; i++)
        http_reply_free(out[i]);
    http_reply_free(whole);
}

/* What an administrator tells the support: an item's own number, else that of the request it came in. */
static void batch_split__gives_each_a_request_id__the_whole_ones_at_least(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct http_request *all[3] = {graph_get(arena, &endpoints, "/a"), graph_get(arena, &endpoints, "/b"),
                                   graph_get(arena, &endpoints, "/c")};
    struct http_reply *out[3],
        *whole = reply_of(200, "{\"responses\":[{\"id\":\"1\",\"status\":204,\"headers\":{\"request-id\":\"own\"}},"
                               "{\"id\":\"2\",\"status\":403}]}");
    (void)state;
    whole->headers = http_header_add(whole->arena, whole->headers, "request-id", "whole");
    batch_split(whole, all, 3, out);
    assert_string_equal(http_reply_header(out[0], "request-id"), "own");
    assert_string_equal(http_reply_header(out[1], "request-id"), "whole");
    assert_string_equal(http_reply_header(out[2], "request-id"), "whole"); /* of which nothing was said */
    for (int i = 0; i < 3; i++)
        http_reply_free(out[i]);
    http_reply_free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch_build__puts_items__with_method_headers_and_body),
        cmocka_unit_test(batch_build__puts_reads__with_their_queries),
        cmocka_unit_test(batch_build__refuses__what_cannot_travel),
        cmocka_unit_test(batch_build__joins__what_may_be_asked_in_one_call),
        cmocka_unit_test(batch_split__takes_no_items__out_of_a_joined_answer),
        cmocka_unit_test(batch_split__answers_each__from_the_list_of_all),
        cmocka_unit_test(batch_build__makes_exchanges_batch__byte_for_byte),
        cmocka_unit_test(batch_split__gives_each_its_own__whatever_came_back),
        cmocka_unit_test(batch_split__copies_the_failure_of_the_whole__to_every_item),
        cmocka_unit_test(batch_split__passes_on__headers_and_bodies),
        cmocka_unit_test(batch_split__gives_each_a_request_id__the_whole_ones_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
