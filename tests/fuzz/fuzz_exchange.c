/* Errors of every service: whatever comes, what is told is clean and within its bounds. */
#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "api/mfa/connector.h"
#include "api/sharepoint/csom.h"
#include "base/clean.h"
#include "base/utf8.h"
#include "fuzz.h"

static void check_text(const char *text)
{
    size_t length = strlen(text);
    char again[512];
    MUST(utf8_valid(text, length));
    MUST(clean_text(text, length, again, sizeof again) == length && !strcmp(again, text));
}

static void check_error(bool good, const struct err *e)
{
    MUST(good == (e->code == ERR_OK));
    check_text(e->message);
    check_text(e->hint);
    check_text(e->request_id);
}

/* The first byte chooses the status. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = {200, 400, 403, 404, 429, 500};
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply reply = {
        .status = size ? statuses[data[0] % 6] : 400, .arena = arena, .body = buf_make(size + 1)};
    auto_str char *header = fuzz_text(data, size < 200 ? size : 200);
    struct err e = {.code = ERR_OK};
    enum connector_answer answer;
    const char *said = "";

    if (size)
        buf_add(&reply.body, data + 1, size - 1);
    reply.headers = http_header_add(arena, reply.headers, "x-ms-diagnostics", header);
    reply.headers = http_header_add(arena, reply.headers, "request-id", header);
    check_error(exchange_check(&reply, &e), &e);
    check_error(csom_check(&reply, &e), &e);
    check_error(graph_check(&reply, &e), &e);
    exchange_says(&reply, "Exception");
    e = (struct err){.code = ERR_OK};
    if (connector_push_read(&reply, arena, &answer, &said, &e))
        check_text(said);
    else
        check_text(e.message);
    buf_free(&reply.body);
    return 0;
}
