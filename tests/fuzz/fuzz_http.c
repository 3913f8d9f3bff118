/* What stands around the bodies: batches, waits, traces. */
#include "api/graph/graph.h"
#include "api/http/batch.h"
#include "api/http/retry.h"
#include "api/http/trace.h"
#include "fuzz.h"

/* Each item of a batch gets one answer, and a read is never of unknown outcome. */
void fuzz_batch(const uint8_t *data, size_t size)
{
    enum { MOST = 4 };
    auto_arena struct arena *arena = arena_new(0);
    struct http_reply *whole = fuzz_reply(&data, &size);
    for (int kind = 0; whole && kind < 3; kind++) {
        struct http_request *requests[MOST];
        for (size_t i = 0; i < MOST; i++) {
            requests[i] = kind == 1 ? graph_write(arena, &fuzz_endpoints, "PATCH", "/users/a", "{}", 204, NULL)
                                    : graph_get(arena, &fuzz_endpoints, i & 1 ? "/users/b" : "/users/a");
            if (kind == 2) {
                requests[i]->join = "id";
                requests[i]->join_id = i & 1 ? "b" : "a";
                requests[i]->join_most = MOST;
            }
        }
        for (size_t n = 1; n <= MOST; n++) {
            struct http_reply *out[MOST];
            batch_split(whole, requests, n, out);
            for (size_t i = 0; i < n; i++) {
                MUST(out[i] &&
                     (out[i]->status ? out[i]->status >= 200 && out[i]->status <= 599 : out[i]->error.code != ERR_OK));
                MUST(!out[i]->unsure || http_is_write(requests[i]));
                MUST(out[i]->status || !http_is_write(requests[i]) || out[i]->unsure);
                http_reply_free(out[i]);
            }
        }
    }
    http_reply_free(whole);
}

/* No wait is longer than anybody waits, whatever was asked for. */
void fuzz_retry(const uint8_t *data, size_t size)
{
    static const long statuses[] = {0, 200, 401, 403, 429, 500, 503, 504, 520};
    static const int64_t now = 1795435200000;
    auto_arena struct arena *arena = arena_new(0);
    auto_str char *text = fuzz_text(data, size);
    int64_t ms;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct http_reply reply = {.status = statuses[i], .received = now};
        reply.headers = http_header_add(arena, NULL, "retry-after", text);
        reply.headers = http_header_add(arena, reply.headers, i & 1 ? "retry-after" : "www-authenticate", text);
        int64_t after = retry_after(&reply, now);
        MUST(after >= -1 && after <= 86400000);
        for (int attempt = 1; attempt < 12; attempt++) {
            struct http_request *request = attempt & 1 ? graph_get(arena, &fuzz_endpoints, "/users")
                                                       : graph_write(arena, &fuzz_endpoints, "PATCH", "/users/a", "{}",
                                                                     204, NULL);
            struct retry_decision decision = retry_decide(request, &reply, attempt, attempt & 3, now, 0x9e3779b9u);
            MUST(decision.what != RETRY_AGAIN || (decision.ms >= 0 && decision.ms <= RETRY_LONGEST_WAIT));
            MUST(decision.what != RETRY_AGAIN || decision.ms > 0 || attempt < 11);
            MUST(decision.what != RETRY_READ_BACK || http_is_write(request));
        }
        retry_token_was_good(&reply);
    }
    MUST(!retry_http_date(text, &ms) || (ms > -62135596800000 && ms < 253402300800000));
}

/* A secret that is named as one is not in the trace, wherever it stands; neither when the rest of the text is damaged. */
void fuzz_trace(const uint8_t *data, size_t size)
{
    static const char *const around[][2] = {{"{\"a\":", ",\"password\":\"qMARKq\"}"},
                                            {"", "&client_secret=qMARKq"},
                                            {"access_token=qMARKq&", ""},
                                            {"{\"access_token\":\"qMARKq\"", ""},
                                            {"\xef\xbb\xbf{\"b\":1,\"refresh_token\":{\"x\":[\"qMARKq\"]}", "}"}};
    if (size && memmem(data, size, "MARK", 4))
        return; /* it would stand where nobody calls it a secret */
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        auto_buf struct buf text = buf_make(size + 256), out = buf_make(1u << 20);
        buf_puts(&text, around[i][0]);
        buf_add(&text, data, size);
        buf_puts(&text, around[i][1]);
        trace_redact(&out, buf_text(&text), text.length);
        MUST(!out.overflow && (!out.length || !memmem(buf_text(&out), out.length, "qMARKq", 6)));
    }
}
