/* Errors of every service: whatever comes, what is told is clean and within its bounds. */
#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "api/graph/partners.h"
#include "api/login/aadsts.h"
#include "api/service.h"
#include "fuzz.h"

void fuzz_exchange(const uint8_t *data, size_t size)
{
    static const enum http_resource all[] = {RESOURCE_GRAPH, RESOURCE_EXCHANGE, RESOURCE_SHAREPOINT, RESOURCE_NONE};
    auto_str char *header = fuzz_text(data, size < 200 ? size : 200);
    struct http_reply *reply = fuzz_reply(&data, &size);
    if (!reply)
        return;
    reply->headers = http_header_add(reply->arena, reply->headers, "x-ms-diagnostics", header);
    reply->headers = http_header_add(reply->arena, reply->headers, "request-id", header);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct http_request request = {
            .method = i & 1 ? "POST" : "GET", .url = "https://graph.microsoft.com/v1.0/x", .resource = all[i]};
        struct err e = {.code = ERR_OK};
        fuzz_error(service_check(&request, reply, &e), &e);
        if (e.code != ERR_OK)
            customer_explain(reply, &e);
        fuzz_clean_text(e.hint);
    }
    exchange_says(reply, "Exception");
    http_reply_free(reply);
}

/* The same of the sign-in service, whose codes are the only thing that is known of them. */
void fuzz_aadsts(const uint8_t *data, size_t size)
{
    auto_str char *body = fuzz_text(data, size);
    struct aadsts_reply told;
    for (long status = 400; status < 600; status += 57) {
        struct err e = {.code = ERR_OK};
        aadsts_read(body, size, &told);
        MUST(told.code >= 0);
        fuzz_clean_text(told.trace);
        fuzz_error(aadsts_explain(body, size, status, &e), &e);
        MUST(!aadsts_find(told.code) || aadsts_find(told.code)->code == told.code);
    }
}
