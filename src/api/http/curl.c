/* The transport over libcurl: the only file that knows it. */
#include "api/http/transport.h"

#include "api/http/failure.h"
#include "api/http/spares.h"
#include "api/http/trace.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "codec/url.h"
#include <ctype.h>
#include <curl/curl.h>
#include <string.h>

enum { DEFAULT_REPLY_LIMIT = 32 << 20, LONGEST_REPLY = 15 /* times as long as it may be quiet */ };

struct flight {
    struct flight *next;
    const struct http_request *request;
    struct http_reply *reply;
    CURL *easy;
    struct curl_slist *headers;
    uint64_t tag;
    size_t given; /* of the body */
    bool no_http; /* its first line says no status */
    bool sent;    /* the way to the service was there, and the request began to leave */
    int64_t started;
    char id[UUID_TEXT];
    struct transport *transport;
};

struct transport {
    CURLM *multi;
    struct trace *trace;
    char *user_agent, *ca_file;
    long connect_timeout_s, stall_timeout_s, stall_bytes_s;
    struct flight *active, *done, *done_last;
    int watched; /* a descriptor of somebody else's; -1: none */
    struct spares spares;
};

struct transport *transport_new(const struct transport_options *options, struct err *e)
{
    struct trace *trace = NULL;
    if (options->trace_path && !(trace = trace_open(options->trace_path, e)))
        return NULL;
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, xmalloc, xfree, xrealloc, xstrdup, xcalloc); /* wipes what it frees */
    struct transport *t = xcalloc(1, sizeof *t);
    t->multi = curl_multi_init();
    if (!t->multi ||
        curl_multi_wakeup(t->multi) != CURLM_OK) { /* it cannot be woken: nothing would ever come to an end */
        curl_multi_cleanup(t->multi);
        trace_close(trace);
        xfree(t);
        err_set(e, ERR_INTERNAL, "the network library could not be started: may this process open more files?");
        return NULL;
    }
    t->trace = trace;
    t->watched = -1;
    t->user_agent = xstrdup(options->user_agent ? options->user_agent : "roster/" ROSTER_VERSION);
    t->ca_file = options->ca_file ? xstrdup(options->ca_file) : NULL;
    t->connect_timeout_s = options->connect_timeout_s > 0 ? options->connect_timeout_s : 10;
    t->stall_timeout_s = options->stall_timeout_s > 0 ? options->stall_timeout_s : 60;
    t->stall_bytes_s = options->stall_bytes_s > 0 ? options->stall_bytes_s : 100;
    curl_multi_setopt(t->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(t->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                      options->max_connections > 0 ? options->max_connections : 24L);
    return t;
}

static void flight_land(struct transport *t, struct flight *f)
{
    if (f->easy) {
        curl_multi_remove_handle(t->multi, f->easy);
        curl_easy_cleanup(f->easy);
        f->easy = NULL;
    }
    curl_slist_free_all(f->headers);
    f->headers = NULL;
}

static void flight_list_free(struct transport *t, struct flight *list)
{
    while (list) {
        struct flight *next = list->next;
        flight_land(t, list);
        http_reply_free(list->reply);
        xfree(list);
        list = next;
    }
}

void transport_free(struct transport *t)
{
    if (!t)
        return;
    flight_list_free(t, t->active);
    flight_list_free(t, t->done);
    curl_multi_cleanup(t->multi);
    trace_close(t->trace);
    xfree(t->user_agent);
    xfree(t->ca_file);
    spares_free(&t->spares);
    xfree(t);
}

/* "HTTP/1.1 200 …", "HTTP/2 200": the library takes a line without a number for 200. */
static bool is_status_line(const char *line, size_t length)
{
    const char *at = memchr(line, ' ', length), *end = line + length;
    for (int i = 1; i <= 3; i++)
        if (!at || end - at < 4 || !isdigit((unsigned char)at[i]))
            return false;
    return end - at == 4 || isspace((unsigned char)at[4]);
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct flight *f = context;
    struct http_reply *reply = f->reply;
    size_t length = size * count;
    if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        reply->headers = NULL; /* of an interim reply */
        f->no_http = !is_status_line(line, length);
        return f->no_http ? 0 : length;
    }
    const char *colon = memchr(line, ':', length);
    if (!colon)
        return length;
    if (arena_size(reply->arena) > (256u << 10))
        return 0;
    const char *value = colon + 1, *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && strchr("\r\n \t", end[-1]))
        end--;
    struct http_header *header = arena_alloc(reply->arena, sizeof *header);
    char *name = arena_strndup(reply->arena, line, (size_t)(colon - line));
    for (char *c = name; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    header->name = name;
    header->value = arena_strndup(reply->arena, value, (size_t)(end - value));
    header->next = reply->headers;
    reply->headers = header;
    return length;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct flight *f = context;
    struct buf *body = &f->reply->body;
    if (!body->data)
        spares_take(&f->transport->spares, body);
    return buf_add(body, bytes, size * count) ? size * count : 0;
}

void transport_give_back(struct transport *t, struct http_reply *reply)
{
    spares_give(&t->spares, &reply->body);
    http_reply_free(reply);
}

/* The address and what came back; never a header or a body. */
static void log_flight(const struct flight *f)
{
    const struct http_reply *reply = f->reply;
    const char *request_id = http_reply_header(reply, "request-id");
    if (reply->status)
        log_line(LOG_HTTP, reply->status < 400 ? LOG_DEBUG : LOG_INFO, "%ld %s %s: %zu bytes in %lld ms, request %s",
                 reply->status, f->request->method, f->request->url, reply->body.length,
                 (long long)(clock_monotonic() - f->started), request_id ? request_id : f->id);
    else
        log_line(LOG_HTTP, reply->error.code == ERR_CANCELLED ? LOG_DEBUG : LOG_ERROR,
                 "no reply to %s %s: %s (request %s)", f->request->method, f->request->url, reply->error.message,
                 f->id);
}

static void finish(struct transport *t, struct flight *f)
{
    f->reply->received = clock_now();
    log_flight(f);
    flight_land(t, f);
    if (t->trace)
        trace_exchange(t->trace, f->request, f->reply, f->id, clock_monotonic() - f->started);
    f->next = NULL;
    if (t->done_last)
        t->done_last->next = f;
    else
        t->done = f;
    t->done_last = f;
}

/* A header of its own line: false when a line break or another control character would smuggle in more. */
static bool add_header(struct flight *f, const char *name, const char *value)
{
    auto_buf struct buf line = buf_make(64u << 10);
    buf_printf(&line, "%s: ", name);
    buf_puts(&line, value);
    for (const char *c = buf_text(&line); *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            line.overflow = true;
    bool ok = !line.overflow;
    if (ok)
        f->headers = curl_slist_append(f->headers, buf_text(&line));
    return ok;
}

static bool add_headers(struct flight *f, const char *bearer)
{
    bool ok = add_header(f, "client-request-id", f->id) && add_header(f, "return-client-request-id", "true");
    for (const struct http_header *h = f->request->headers; h && ok; h = h->next)
        ok = add_header(f, h->name, h->value);
    f->headers = curl_slist_append(f->headers, "Expect:");
    if (ok && bearer) {
        auto_str char *value = xasprintf("Bearer %s", bearer);
        ok = add_header(f, "Authorization", value);
    }
    return ok || err_set(&f->reply->error, ERR_INTERNAL, "a request header cannot be sent");
}

/* Addresses that no router passes on. */
static bool is_link_local(const struct url *url)
{
    return strncmp(url->host, "169.254.", 8) == 0 && strspn(url->host, "0123456789.") == strlen(url->host);
}

static bool may_be_sent(const struct http_request *request, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    struct url url;
    if (!url_split(arena, request->url, &url))
        return err_set(e, ERR_REFUSED, "the address of a request cannot be used");
    if (strcmp(url.scheme, "https") == 0 || url_is_loopback(request->url) ||
        (request->this_link && is_link_local(&url)))
        return true;
    err_set(e, ERR_REFUSED, "http://%s:%d is not encrypted: nothing was sent", url.host, url.port);
    return err_hint(e, "Use an https address; plain http is only for this machine itself");
}

/* Called when the connection stands, through the proxy and with its certificate verified, right before the request. */
static int begins(void *context, char *to, char *from, int to_port, int from_port)
{
    (void)to, (void)from, (void)to_port, (void)from_port;
    ((struct flight *)context)->sent = true;
    return CURL_PREREQFUNC_OK;
}

static size_t give_body(char *out, size_t size, size_t count, void *context)
{
    struct flight *f = context;
    size_t left = f->request->body_length - f->given, most = size * count;
    size_t now = left < most ? left : most;
    memcpy(out, f->request->body + f->given, now);
    f->given += now;
    return now;
}

/* The library repeats by itself what it sent on a kept connection that turned out dead, carried out or not. A body that it
 * reads and cannot rewind keeps it from that; a write without a body gets a connection of its own. */
static void set_once(struct flight *f)
{
    const struct http_request *r = f->request;
    if (r->repeat == HTTP_CONSUMES || !r->body_length)
        curl_easy_setopt(f->easy, CURLOPT_FRESH_CONNECT, 1L);
    if (!r->body_length && strcmp(r->method, "POST") != 0)
        return;
    curl_easy_setopt(f->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(f->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_length);
    curl_easy_setopt(f->easy, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(f->easy, CURLOPT_READDATA, f);
}

static void set_options(struct transport *t, struct flight *f)
{
    const struct http_request *r = f->request;
    bool loopback = url_is_loopback(r->url) || r->this_link;
    long quiet = r->timeout_s ? r->timeout_s : t->stall_timeout_s;
    curl_easy_setopt(f->easy, CURLOPT_URL, r->url);
    curl_easy_setopt(f->easy, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
    curl_easy_setopt(f->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(f->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(f->easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(f->easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(f->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(f->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(f->easy, CURLOPT_PIPEWAIT, loopback ? 0L : 1L);
    curl_easy_setopt(f->easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(f->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(f->easy, CURLOPT_CONNECTTIMEOUT, t->connect_timeout_s);
    curl_easy_setopt(f->easy, CURLOPT_LOW_SPEED_LIMIT, t->stall_bytes_s);
    curl_easy_setopt(f->easy, CURLOPT_LOW_SPEED_TIME, quiet);
    curl_easy_setopt(f->easy, CURLOPT_TIMEOUT, LONGEST_REPLY * quiet); /* however it trickles */
    curl_easy_setopt(f->easy, CURLOPT_PREREQFUNCTION, begins);
    curl_easy_setopt(f->easy, CURLOPT_PREREQDATA, f);
    curl_easy_setopt(f->easy, CURLOPT_USERAGENT, t->user_agent);
    if (t->ca_file) { /* instead of the system's: of its file and of its folder */
        curl_easy_setopt(f->easy, CURLOPT_CAINFO, t->ca_file);
        curl_easy_setopt(f->easy, CURLOPT_CAPATH, NULL);
    }
    if (loopback)
        curl_easy_setopt(f->easy, CURLOPT_PROXY, "");
    if (http_is_write(r) && r->repeat != HTTP_READ) {
        set_once(f);
    } else if (r->body || strcmp(r->method, "POST") == 0) {
        curl_easy_setopt(f->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(r->body ? r->body_length : 0));
        curl_easy_setopt(f->easy, CURLOPT_POSTFIELDS, r->body ? r->body : "");
    }
    if (strcmp(r->method, "HEAD") == 0)
        curl_easy_setopt(f->easy, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(f->easy, CURLOPT_CUSTOMREQUEST, r->method);
    curl_easy_setopt(f->easy, CURLOPT_HTTPHEADER, f->headers);
    curl_easy_setopt(f->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(f->easy, CURLOPT_HEADERDATA, f);
    curl_easy_setopt(f->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(f->easy, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(f->easy, CURLOPT_PRIVATE, f);
}

void transport_submit(struct transport *t, const struct http_request *request, const char *bearer, uint64_t tag)
{
    struct flight *f = xcalloc(1, sizeof *f);
    f->transport = t;
    f->request = request;
    f->tag = tag;
    f->started = clock_monotonic();
    f->reply = xcalloc(1, sizeof *f->reply);
    f->reply->arena = arena_new(0);
    f->reply->body = buf_make(request->reply_limit ? request->reply_limit : DEFAULT_REPLY_LIMIT);
    random_uuid(f->id);
    log_line(LOG_HTTP, LOG_DEBUG, "send %s %s, request %s", request->method, request->url, f->id);
    if (!may_be_sent(request, &f->reply->error) || !add_headers(f, bearer)) {
        finish(t, f);
        return;
    }
    f->easy = curl_easy_init();
    if (f->easy)
        set_options(t, f);
    if (!f->easy || curl_multi_add_handle(t->multi, f->easy) != CURLM_OK) {
        err_set(&f->reply->error, ERR_INTERNAL, "the network library cannot take another request");
        finish(t, f);
        return;
    }
    f->next = t->active;
    t->active = f;
}

static enum failure failure_of(const struct flight *f, CURLcode result)
{
    static const struct {
        CURLcode result;
        enum failure failure;
    } rows[] = {
        {CURLE_COULDNT_RESOLVE_HOST, FAILURE_NAME},
        {CURLE_COULDNT_RESOLVE_PROXY, FAILURE_PROXY_NAME},
        {CURLE_PROXY, FAILURE_PROXY},
        {CURLE_SSL_CONNECT_ERROR, FAILURE_TLS},
        {CURLE_SSL_CERTPROBLEM, FAILURE_TLS},
        {CURLE_SSL_CIPHER, FAILURE_TLS},
        {CURLE_SSL_CACERT_BADFILE, FAILURE_TLS},
        {CURLE_SSL_ISSUER_ERROR, FAILURE_TLS},
        {CURLE_OPERATION_TIMEDOUT, FAILURE_TIMEOUT},
        {CURLE_BAD_CONTENT_ENCODING, FAILURE_ENCODING},
        {CURLE_OUT_OF_MEMORY, FAILURE_OURS},
        {CURLE_URL_MALFORMAT, FAILURE_OURS},
    };
    bool odd = result == CURLE_WEIRD_SERVER_REPLY ||
               result == CURLE_UNSUPPORTED_PROTOCOL; /* its own, when it was sent */
    long proxy = 0, verified = 0;
    curl_easy_getinfo(f->easy, CURLINFO_HTTP_CONNECTCODE, &proxy);
    curl_easy_getinfo(f->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    if (f->reply->body.overflow)
        return FAILURE_TOO_BIG;
    if (f->no_http || (odd && f->sent))
        return FAILURE_NO_HTTP;
    if (!f->sent && proxy && (proxy < 200 || proxy > 299))
        return failure_of_proxy(proxy);
    if (result == CURLE_PEER_FAILED_VERIFICATION)
        return verified > 1 ? failure_of_certificate(verified) : FAILURE_OTHER_NAME; /* 1: not set */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].result == result)
            return rows[i].failure;
    return f->sent ? FAILURE_CUT : odd ? FAILURE_OURS : FAILURE_CONNECT;
}

static void explain(struct flight *f, CURLcode result)
{
    auto_arena struct arena *arena = arena_new(0);
    struct url url = {0};
    bool known = url_split(arena, f->request->url, &url);
    struct err *e = &f->reply->error;
    enum failure failure = failure_of(f, result);
    failure_tell(e, failure, known ? url.host : "?", known ? url.port : 0,
                 failure == FAILURE_TOO_BIG ? "size limit" : curl_easy_strerror(result));
    if (f->reply->unsure && failure != FAILURE_TOO_BIG)
        err_hint(e, "Try again; a change may or may not have been made");
}

/* Exchange refuses with a body of NUL bytes that it calls gzip: the status says all there is. */
static bool says_enough(struct flight *f, CURLcode result)
{
    long status = 0;
    curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
    return result == CURLE_BAD_CONTENT_ENCODING && status >= 400 && status < 500;
}

static void conclude(struct transport *t, struct flight *f, CURLcode result)
{
    struct http_reply *reply = f->reply;
    if (result == CURLE_OK || says_enough(f, result)) {
        curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &reply->status);
        reply->unsure = http_leaves_open(f->request, reply->status);
    } else {
        reply->unsure = http_is_write(f->request) && f->sent;
        explain(f, result);
    }
    finish(t, f);
}

static bool unlink_active(struct transport *t, struct flight *f)
{
    struct flight **at = &t->active;
    while (*at && *at != f)
        at = &(*at)->next;
    if (!*at)
        return false;
    *at = f->next;
    return true;
}

/* Move what has ended from curl's list to ours. */
static void gather_done(struct transport *t)
{
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(t->multi, &left));) {
        struct flight *f = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&f);
        if (f && unlink_active(t, f))
            conclude(t, f, result);
    }
}

void transport_watch(struct transport *t, int descriptor)
{
    t->watched = descriptor;
}

void transport_wait(struct transport *t, int timeout_ms)
{
    int running = 0;
    curl_multi_perform(t->multi, &running);
    gather_done(t); /* what ended just now wakes no poll */
    if (!t->done && timeout_ms > 0) {
        struct curl_waitfd also = {.fd = t->watched, .events = CURL_WAIT_POLLIN};
        curl_multi_poll(t->multi, &also, t->watched >= 0, timeout_ms, NULL);
        curl_multi_perform(t->multi, &running);
        gather_done(t);
    }
}

bool transport_next(struct transport *t, uint64_t *tag, struct http_reply **reply)
{
    struct flight *f = t->done;
    if (!f)
        return false;
    t->done = f->next;
    if (!t->done)
        t->done_last = NULL;
    *tag = f->tag;
    *reply = f->reply;
    xfree(f);
    return true;
}

bool transport_cancel(struct transport *t, uint64_t tag)
{
    struct flight *f = t->active;
    while (f && f->tag != tag)
        f = f->next;
    if (!f || !unlink_active(t, f))
        return false;
    err_set(&f->reply->error, ERR_CANCELLED, "cancelled");
    f->reply->unsure = http_is_write(f->request) && f->sent;
    finish(t, f);
    return true;
}

void transport_wakeup(struct transport *t)
{
    curl_multi_wakeup(t->multi);
}

const char *transport_library(void)
{
    return curl_version();
}
