/* The table of targets, and what they share. */
#include "fuzz.h"

#include "base/clean.h"
#include "base/utf8.h"
#include "codec/url.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_LINE = 400 };

static const struct {
    const char *name;
    void (*run)(const uint8_t *data, size_t size);
} targets[] = {
#define X(name, mutations) {#name, fuzz_##name},
    FUZZ_TARGETS(X)
#undef X
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static size_t at;
    const char *name = getenv("FUZZ_TARGET");
    while (at < sizeof targets / sizeof *targets && (!name || strcmp(targets[at].name, name) != 0))
        at++;
    if (at == sizeof targets / sizeof *targets) {
        fprintf(stderr, "FUZZ_TARGET has to name a target: a folder of tests/fuzz/corpus\n");
        exit(2);
    }
    targets[at].run(data, size);
    return 0;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = xmalloc(size + 1);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

void fuzz_clean_text(const char *text)
{
    if (!text)
        return;
    size_t length = strlen(text);
    auto_str char *again = xmalloc(length + 1);
    MUST(utf8_valid(text, length) && clean_text(text, length, again, length + 1) == length && !strcmp(again, text));
}

void fuzz_lines(const char *text)
{
    auto_str char *copy = text ? xstrndup(text, strlen(text)) : NULL;
    char *rest = NULL;
    for (char *line = copy ? strtok_r(copy, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest))
        fuzz_clean_text(line);
}

void fuzz_error(bool good, const struct err *e)
{
    MUST(good == (e->code == ERR_OK));
    if (good)
        return;
    MUST(*e->message);
    fuzz_clean_text(e->message);
    fuzz_clean_text(e->hint);
    fuzz_clean_text(e->request_id);
}

struct http_reply *fuzz_reply(const uint8_t **data, size_t *size)
{
    static const long statuses[] = {200, 0, 201, 204, 400, 401, 403, 404, 409, 429, 500, 503, 504, 520};
    if (!*size)
        return NULL;
    struct http_reply *reply = xcalloc(1, sizeof *reply);
    const uint8_t *end = memchr(*data, 0x1e, *size), *body = *data + 1;
    size_t all = end ? (size_t)(end - *data) : *size, left = all - (all > 0);
    reply->status = statuses[all ? **data % (sizeof statuses / sizeof *statuses) : 0];
    reply->arena = arena_new(0);
    reply->received = 1795435200000;
    if (left && *body == 0x1f) {
        const uint8_t *stop = memchr(body, '\n', left);
        size_t length = stop ? (size_t)(stop - body) : left;
        auto_str char *line = fuzz_text(body + 1, length - 1 < LONGEST_LINE ? length - 1 : LONGEST_LINE);
        char *colon = strchr(line, ':');
        if (colon) {
            *colon = '\0';
            reply->headers = http_header_add(reply->arena, NULL, line, colon + 1 + (colon[1] == ' '));
        }
        body += length + (stop != NULL);
        left -= length + (stop != NULL);
    }
    reply->body = buf_make(left + 1);
    buf_add(&reply->body, body, left);
    if (!reply->status)
        err_set(&reply->error, ERR_CUT, "the connection broke");
    reply->unsure = !reply->status;
    *data += all + (end != NULL);
    *size -= all + (end != NULL);
    return reply;
}

void fuzz_request(const struct http_request *request)
{
    auto_arena struct arena *arena = arena_new(0);
    struct url url;
    bool known = false;
    MUST(request->method && url_split(arena, request->url, &url));
    for (size_t i = 0; i < sizeof fuzz_endpoints.at / sizeof *fuzz_endpoints.at; i++)
        known |= fuzz_endpoints.at[i] && url_same_origin(request->url, fuzz_endpoints.at[i]);
    MUST(known || request->this_link); /* a managed identity is this machine's */
    for (const char *c = request->url; *c; c++)
        MUST((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f);
    for (const struct http_header *h = request->headers; h; h = h->next)
        MUST(h->value && !strpbrk(h->value, "\r\n") && !strpbrk(h->name, "\r\n: "));
}

static char folder[64];

static void remove_folder(void)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
        rmdir(path); /* "roster", the state folder of a configuration */
    }
    if (entries)
        closedir(entries);
    rmdir(folder);
}

const char *fuzz_folder(void)
{
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/roster-fuzz-XXXXXX");
        MUST(mkdtemp(folder));
        atexit(remove_folder);
    }
    return folder;
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    MUST(file >= 0 && write(file, data, size) == (ssize_t)size && !close(file));
    return path;
}
