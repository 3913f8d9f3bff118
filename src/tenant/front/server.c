/* The only file that knows libmicrohttpd. */
#include "tenant/front/server.h"

#include "base/alloc.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_LIMIT ((size_t)16 << 20)

struct server {
    struct MHD_Daemon *daemon;
    struct tenant_front *front;
};

/* One request while it arrives. */
struct arrival {
    char *uri;
    struct buf body;
    bool begun;
};

/* A body that breaks off in the middle. */
struct half {
    char *data;
    size_t length;
};

static void *arrival_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
    (void)cls, (void)connection;
    struct arrival *arrival = xcalloc(1, sizeof *arrival);
    arrival->uri = xstrdup(uri);
    arrival->body = buf_make(BODY_LIMIT);
    return arrival;
}

static void arrival_end(void *cls, struct MHD_Connection *connection, void **request,
                        enum MHD_RequestTerminationCode how)
{
    (void)cls, (void)connection, (void)how;
    struct arrival *arrival = *request;
    if (!arrival)
        return;
    xfree(arrival->uri);
    buf_free(&arrival->body);
    xfree(arrival);
    *request = NULL;
}

/* Escapes are decoded behind the door, where a bad one can be answered. */
static size_t keep_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls, (void)connection;
    return strlen(text);
}

static enum MHD_Result add_header(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct round *round = cls;
    (void)kind;
    round->headers[round->header_count++] = (struct tenant_pair){arena_strdup(round->arena, name),
                                                                 arena_strdup(round->arena, value ? value : "")};
    return MHD_YES;
}

static ssize_t half_read(void *cls, uint64_t at, char *out, size_t most)
{
    const struct half *half = cls;
    if (at >= half->length)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t left = half->length - (size_t)at;
    size_t now = left < most ? left : most;
    memcpy(out, half->data + at, now);
    return (ssize_t)now;
}

static void half_free(void *cls)
{
    struct half *half = cls;
    xfree(half->data);
    xfree(half);
}

static struct MHD_Response *make_response(struct round *round)
{
    size_t length = round->reply.body.length;
    char *data = buf_take(&round->reply.body);
    struct MHD_Response *response;
    if (round->delivery == DELIVER_TRUNCATED) {
        struct half *half = xcalloc(1, sizeof *half);
        *half = (struct half){data, length / 2};
        response = MHD_create_response_from_callback(length, 1 << 16, half_read, half, half_free);
    } else {
        response = MHD_create_response_from_buffer(length, data, MHD_RESPMEM_MUST_FREE);
    }
    for (size_t i = 0; response && i < round->out_count; i++)
        MHD_add_response_header(response, round->out[i].name, round->out[i].value);
    return response;
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection, const char *method,
                              struct arrival *arrival)
{
    auto_arena struct arena *arena = arena_new(1 << 14);
    struct round round = {.arena = arena,
                          .method = method,
                          .uri = arrival->uri,
                          .body = buf_text(&arrival->body),
                          .body_length = arrival->body.length};
    int count = MHD_get_connection_values(connection, MHD_HEADER_KIND, NULL, NULL);
    round.headers = arena_alloc(arena, (size_t)(count + 1) * sizeof *round.headers);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &round);
    front_answer(server->front, &round);
    enum MHD_Result result = MHD_NO;
    struct MHD_Response *response = round.delivery == DELIVER_CUT ? NULL : make_response(&round);
    if (response) {
        result = MHD_queue_response(connection, (unsigned)round.reply.status, response);
        MHD_destroy_response(response);
    }
    buf_free(&round.reply.body);
    return result;
}

static enum MHD_Result refuse_size(struct MHD_Connection *connection)
{
    static char text[] = "{\"error\":{\"code\":\"RequestEntityTooLarge\",\"message\":\"The request is too large.\"}}";
    struct MHD_Response *response = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, 413, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **request)
{
    struct arrival *arrival = *request;
    (void)url, (void)version;
    if (!arrival->begun) {
        arrival->begun = true;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        buf_add(&arrival->body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    return arrival->body.overflow ? refuse_size(connection) : answer(cls, connection, method, arrival);
}

int server_bind(const char *host, int *port, struct err *e)
{
    int yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
    socklen_t length = sizeof address;
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        err_set(e, ERR_USAGE, "%s is no IPv4 address", host);
        return -1;
    }
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        err_set(e, ERR_NETWORK, "cannot listen on %s:%d: %s", host, *port, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return fd;
}

struct server *server_start(int socket, struct tenant_front *front, const char *certificate, const char *key,
                            struct err *e)
{
    struct server *server = xcalloc(1, sizeof *server);
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD;
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key},
                                   {MHD_OPTION_END, 0, NULL}};
    server->front = front;
    if (certificate)
        flags |= MHD_USE_TLS;
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, socket,
                                      MHD_OPTION_URI_LOG_CALLBACK, arrival_begin, NULL, MHD_OPTION_NOTIFY_COMPLETED,
                                      arrival_end, NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
                                      MHD_OPTION_CONNECTION_TIMEOUT, 120u, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                      (size_t)1 << 18, MHD_OPTION_ARRAY, certificate ? tls : tls + 2, MHD_OPTION_END);
    if (server->daemon)
        return server;
    err_set(e, ERR_NETWORK, "the HTTP server does not start: %s", strerror(errno));
    xfree(server);
    return NULL;
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    MHD_stop_daemon(server->daemon);
    xfree(server);
}
