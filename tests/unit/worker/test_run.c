/* Runs against a server of the test's own: guards before anything is changed, waves, Exchange's token, cleaning up after cancelling. */
#include "unit.h"

#include "action/change.h"
#include "api/graph/graph.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json.h"
#include "worker/worker.h"
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DEADLINE = 60000, JOBS = 8, TARGETS = 32, MOST = 1 << 16 };

#define TOKEN "0paque-t0ken"
#define MADE  "99999999-0000-4000-8000-000000000001"
#define TEXT  "\"<html><body>Mail {bearer} or \\\"Authorization\\\":\\\"Bearer {bearer}\\\".</body></html>\""

#define GLOBAL "62e90394-69f5-4237-9190-012177145e10"
#define READER "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
#define ITEM(type, name, more)                                                                                         \
    "{\"@odata.type\":\"#microsoft.graph." type "\",\"id\":\"" MADE "\",\"displayName\":" name more "}"
#define HELD(name, template)                                                                                           \
    "{\"value\":[" ITEM("directoryRole", "\"" name "\"", ",\"roleTemplateId\":\"" template "\"") "]}"
#define NOBODY "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"No.\"}}"
#define ASSIGNED(name, template, scope)                                                                                \
    "{\"value\":[{\"id\":\"a-1\",\"roleDefinitionId\":\"" template "\",\"directoryScopeId\":\"" scope                  \
                                                                   "\",\"roleDefinition\":{\"displayName\":\"" name    \
                                                                   "\",\"templateId\":\"" template "\"}}]}"

struct fixture {
    char folder[64], journal[96], trace[96], url[64];
    int socket;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool set;                   /* what was to be changed is */
    bool nobody;                /* is the break-glass account */
    bool made;                  /* the user who is made is there */
    bool stop, hold, held;      /* `hold`: the reply to addPassword waits; `held`: it does so */
    const char *admin, *broken; /* ids: who holds a role, whose change is refused */
    const char *roles
        [5]; /* replies instead: what is held, its next page, what is assigned, what may be activated, what is owned */
    int role_status[5]; /* 0: 200 */
    int batch_status;   /* of every batch, as a proxy refuses it; 0: they are served */
    char log[MOST];     /* every request: method, path and body, a line each */
    struct config_tenant tenant;
    struct worker *worker;
    int ends[JOBS];
    enum job_state states[TARGETS];
    struct err errors[TARGETS], end;
    char planned[TARGETS][2048];  /* the first request of each */
    char entry[256];              /* the newest of the journal */
    char ids[TARGETS][GUID_TEXT]; /* as the last message of each target says */
};

/* --- the server --- */

static const char *answer(struct fixture *f, const char *path, const char *body, int *status)
{
    *status = 200;
    if (strstr(path, "/oauth2/"))
        return "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"" TOKEN "\"}";
    int list = strstr(path, "more-roles")           ? 1
               : strstr(path, "transitiveMemberOf") ? 0
               : strstr(path, "roleAssignments")    ? 2
               : strstr(path, "roleEligibility")    ? 3
               : strstr(path, "ownedObjects")       ? 4
                                                    : -1;
    if (list >= 0 && f->role_status[list])
        *status = f->role_status[list];
    if (list >= 0 && f->roles[list])
        return f->roles[list];
    if (list >= 0)
        return list == 0 && f->admin && strstr(path, f->admin) ? HELD("Global Administrator", GLOBAL)
                                                               : "{\"value\":[]}";
    if (strstr(path, "glass%40c")) /* who the break-glass account is */
        return f->nobody ? "{\"value\":[]}" : "{\"value\":[{\"id\":\"" MADE "\",\"displayName\":\"Glass\"}]}";
    if (strstr(path, "/revokeSignInSessions"))
        return "{\"value\":true}";
    if (strstr(path, "/addPassword"))
        return "{\"keyId\":\"key-1\",\"secretText\":\"s\"}";
    if (strstr(path, "/removePassword")) {
        *status = 204;
        return "";
    }
    if (strstr(path, "/servicePrincipals"))
        return "{\"id\":\"sp1\"}";
    if (strstr(path, "/users/new")) {
        *status = f->made ? 200 : 404;
        return f->made ? "{\"id\":\"" MADE "\"}"
                       : "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"No.\"}}";
    }
    if (strstr(body, "\"userPrincipalName\"")) {
        f->made = true;
        *status = 201;
        return "{\"id\":\"" MADE "\"}";
    }
    f->set |= strstr(body, "Set-") != NULL;
    if (f->set && strstr(body, "Get-"))
        return "{\"value\":[{\"AutoReplyState\":\"Enabled\",\"InternalMessage\":" TEXT ",\"ExternalMessage\":" TEXT
               "}]}";
    if (strstr(path, "/InvokeCommand"))
        return strstr(body, "Set-")
                   ? "{\"value\":[]}"
                   : "{\"value\":[{\"AutoReplyState\":\"Disabled\",\"InternalMessage\":\"\",\"ExternalMessage\":\"\",\"ExternalAudience\":\"All\"}]}";
    if (strstr(body, "accountEnabled")) {
        *status = f->broken && strstr(path, f->broken) ? 403 : 204;
        f->set |= *status == 204;
        return *status == 204 ? "" : "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"No.\"}}";
    }
    return f->set ? "{\"accountEnabled\":false}" : "{\"accountEnabled\":true}";
}

static void note(struct fixture *f, const char *method, const char *path, const char *body)
{
    size_t used = strlen(f->log);
    snprintf(f->log + used, MOST - used, "%s %s %s\n", method, path, body);
}

/* Every item as a request of its own. */
static char *answer_batch(struct fixture *f, const char *body)
{
    struct err e;
    auto_json struct json *root = json_parse(body, strlen(body), &e);
    auto_buf struct buf out = buf_make(1 << 20);
    buf_puts(&out, "{\"responses\":[");
    for (const struct json *item = json_first(json_get(root, "requests")); item; item = json_next(item)) {
        auto_buf struct buf inner = buf_make(MOST);
        int status;
        if (json_get(item, "body"))
            json_write(json_get(item, "body"), &inner);
        const char *path = json_text_or(json_get(item, "url"), ""), *reply = answer(f, path, buf_text(&inner), &status);
        const char *authorization = json_text_or(json_path(item, "headers.Authorization"), "");
        note(f, *authorization ? authorization : json_text_or(json_get(item, "method"), ""), path, buf_text(&inner));
        buf_printf(&out, "%s{\"id\":\"%s\",\"status\":%d,\"body\":%s}", out.length > 20 ? "," : "",
                   json_text_or(json_get(item, "id"), ""), status, *reply ? reply : "null");
    }
    buf_puts(&out, "]}");
    return buf_take(&out);
}

static void serve_one(struct fixture *f, int connection)
{
    auto_str char *text = xmalloc(MOST);
    size_t length = 0, wanted = 0;
    char method[16] = "", path[2048] = "", head[256], *end = NULL;
    while (length + 1 < MOST && (!end || length < wanted)) {
        ssize_t got = read(connection, text + length, MOST - 1 - length);
        if (got <= 0)
            return;
        text[length += (size_t)got] = '\0';
        if (!end && (end = strstr(text, "\r\n\r\n"))) {
            const char *header = strcasestr(text, "content-length:");
            wanted = (size_t)(end + 4 - text) + (header && header < end ? strtoul(header + 15, NULL, 10) : 0);
        }
    }
    sscanf(text, "%15s %2047s", method, path);
    pthread_mutex_lock(&f->lock);
    int status = 200;
    const char *body = end ? end + 4 : "";
    note(f, method, path, strstr(path, "/oauth2/") ? "" : body);
    if (f->batch_status && strstr(path, "$batch"))
        status = f->batch_status;
    auto_str char *reply = status != 200            ? xstrdup("<html>")
                           : strstr(path, "$batch") ? answer_batch(f, body)
                                                    : xstrdup(answer(f, path, body, &status));
    f->held = f->hold && strstr(path, "/addPassword");
    pthread_cond_broadcast(&f->changed);
    while (f->held && f->hold)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
    snprintf(head, sizeof head,
             "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
             status, strlen(reply));
    if (write(connection, head, strlen(head)) < 0 || write(connection, reply, strlen(reply)) < 0)
        return;
}

struct visit {
    struct fixture *f;
    int connection;
};

static void *talk(void *given)
{
    struct visit *visit = given;
    serve_one(visit->f, visit->connection);
    close(visit->connection);
    free(visit);
    return NULL;
}

/* A thread for each connection: one may be opened and stay silent. */
static void *serve(void *given)
{
    struct fixture *f = given;
    for (;;) {
        pthread_t thread;
        struct visit *visit = calloc(1, sizeof *visit);
        *visit = (struct visit){f, accept(f->socket, NULL, NULL)};
        if (visit->connection < 0 || f->stop || pthread_create(&thread, NULL, talk, visit)) {
            free(visit);
            return NULL;
        }
        pthread_detach(thread);
    }
}

/* --- the worker --- */

static int set_up(void **state)
{
    static struct fixture f;
    static const struct config_account glass[] = {{"glass@c", "c:1:1"}, {NULL, NULL}};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct err e = {0};
    memset(&f, 0, sizeof f);
    pthread_mutex_init(&f.lock, NULL);
    pthread_cond_init(&f.changed, NULL);
    strcpy(f.folder, "/tmp/roster-run-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.journal, sizeof f.journal, "%s/journal.db", f.folder);
    snprintf(f.trace, sizeof f.trace, "%s/trace", f.folder);
    f.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(f.socket, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(f.socket, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(listen(f.socket, 64), 0);
    snprintf(f.url, sizeof f.url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    f.tenant = (struct config_tenant){.name = "t",
                                      .tenant_id = "t",
                                      .client_id = "c",
                                      .client_secret = "s",
                                      .endpoints.at[RESOURCE_LOGIN] = f.url,
                                      .endpoints.at[RESOURCE_GRAPH] = f.url,
                                      .endpoints.at[RESOURCE_EXCHANGE] = f.url,
                                      .endpoints.at[RESOURCE_MFA] = f.url,
                                      .break_glass = glass};
    assert_int_equal(pthread_create(&f.thread, NULL, serve, &f), 0);
    f.worker = worker_start(
        &(struct worker_options){
            .tenant = &f.tenant, .journal_path = f.journal, .trace_path = f.trace, .fuse = 3, .haste = 100},
        &e);
    *state = &f;
    return f.worker ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {"journal.db", "journal.db-wal", "journal.db-shm", "journal.db-owners", "trace"};
    bool finished = worker_stop(f->worker, DEADLINE);
    f->stop = true;
    shutdown(f->socket, SHUT_RDWR);
    pthread_join(f->thread, NULL);
    close(f->socket);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", f->folder, ends[i]);
        unlink(path);
    }
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    return rmdir(f->folder) || !finished;
}

static const char *id_of(struct arena *arena, size_t i)
{
    return arena_printf(arena, "00000000-0000-4000-8000-%012zu", i);
}

/* Targets 0 to count-1; `glass`: the one that is the break-glass account. */
static void run(struct fixture *f, const char *action, size_t count, size_t glass, bool typed,
                const struct param_value *value)
{
    struct message message = {
        .kind = TO_RUN, .job = 1, .arena = arena_new(0), .action = action_find(action), .typed = typed};
    struct param_value *copy = arena_alloc(message.arena, sizeof *copy);
    message.targets = arena_alloc(message.arena, count * sizeof *message.targets);
    message.target_count = count;
    for (size_t i = 0; i < count; i++) {
        snprintf(message.targets[i].id, GUID_TEXT, "%s", id_of(message.arena, i));
        message.targets[i].user_principal_name = i == glass ? "glass@c" : arena_printf(message.arena, "u%zu@c", i);
        message.targets[i].display_name = "U";
    }
    if (value) {
        *copy = *value;
        message.values = copy;
        message.value_count = 1;
    }
    assert_true(worker_post(f->worker, &message));
}

static void take_until(struct fixture *f, int job)
{
    int64_t until = clock_monotonic() + DEADLINE;
    struct message message;
    while (!f->ends[job]) {
        while (worker_take(f->worker, &message)) {
            if (message.kind == FROM_JOB_END)
                f->ends[message.job]++, f->end = message.error;
            if (message.kind == FROM_TARGET && message.index < TARGETS) {
                f->states[message.index] = message.state;
                f->errors[message.index] = message.error;
                if (message.target_count)
                    memcpy(f->ids[message.index], message.targets->id, GUID_TEXT);
            }
            if (message.kind == FROM_TARGET && message.index < TARGETS && message.request_count)
                snprintf(f->planned[message.index], sizeof f->planned[0], "%s", message.requests->body);
            if (message.kind == FROM_JOURNAL && message.entry_count) {
                snprintf(f->entry, sizeof f->entry, "%s %s %s", message.entries->action, message.entries->target_id,
                         message.entries->parameters ? message.entries->parameters : "");
                f->ends[JOBS - 1]++;
            }
            message_free(&message);
        }
        struct pollfd wait = {.fd = worker_fd(f->worker), .events = POLLIN};
        int64_t left = until - clock_monotonic();
        if (left <= 0)
            fail_msg("job %d does not end", job);
        if (!f->ends[job])
            poll(&wait, 1, (int)left);
    }
}

static int asked(struct fixture *f, const char *what)
{
    int count = 0;
    pthread_mutex_lock(&f->lock);
    for (const char *at = f->log; (at = strstr(at, what)); at += strlen(what))
        count++;
    pthread_mutex_unlock(&f->lock);
    return count;
}

/* --- the tests --- */

static void run__stops_before_an_administrator__unless_the_name_is_typed(void **state)
{
    struct fixture *f = *state;
    f->admin = "000000000000";
    run(f, "block-sign-in", 1, 99, false, NULL);
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_REFUSED);
    assert_int_equal(f->errors[0].code, ERR_REFUSED);
    assert_non_null(strstr(f->errors[0].message, "directory role"));
    assert_int_equal(asked(f, "PATCH "), 0);
    f->ends[1] = 0;
    run(f, "block-sign-in", 1, 99, true, NULL);
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_DONE);
    assert_int_equal(asked(f, "PATCH "), 1);
}

static void run__leaves_out__whom_a_bulk_run_must_not_touch(void **state)
{
    struct fixture *f = *state;
    f->admin = "000000000001";
    run(f, "revoke-sessions", 3, 2, true, NULL);
    take_until(f, 1);
    assert_int_equal(f->states[1], JOB_REFUSED);
    assert_non_null(strstr(f->errors[1].message, "Global Administrator"));
    assert_int_equal(f->states[2], JOB_REFUSED);
    assert_non_null(strstr(f->errors[2].message, "break-glass"));
    assert_int_equal(asked(f, "000000000001/revokeSignInSessions"), 0);
    assert_int_equal(asked(f, "000000000002"), 0); /* not even looked at */
    assert_int_equal(asked(f, "000000000000/revokeSignInSessions"), 1);
}

static void run__begins_with_nobody__when_a_break_glass_account_is_nobody(void **state)
{
    struct fixture *f = *state;
    f->nobody = true;
    run(f, "revoke-sessions", 3, 99, true, NULL);
    take_until(f, 1);
    assert_int_equal(f->end.code, ERR_CONFIG);
    assert_string_equal(f->end.message, "c:1:1: break_glass: there is no user \"glass@c\"");
    assert_int_equal(asked(f, "/revokeSignInSessions"), 0);
    f->ends[1] = 0;
    run(f, "revoke-sessions", 1, 99, true, NULL); /* one alone is no bulk run */
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_DONE);
    f->nobody = false;
    f->ends[1] = 0;
    run(f, "revoke-sessions", 3, 99, true, NULL); /* asked anew, as somebody may have been made or the name changed */
    take_until(f, 1);
    assert_int_equal(f->end.code, ERR_OK);
    assert_int_equal(f->states[2], JOB_DONE);
}

/* What a bulk run does about users of whom the service says this; `says` NULL: they are blocked. */
static const struct {
    const char *name, *roles[5];
    int status[5];
    const char *says;
} role_rows[] = {
    {"none", {NULL}, {0}, NULL},
    {"a role that only reads", {HELD("Directory Readers", READER)}, {0}, NULL},
    {"a group that carries nothing",
     {"{\"value\":[" ITEM("group", "\"G\"", ",\"isAssignableToRole\":null") "]}"},
     {0},
     NULL},
    {"an administrative unit", {"{\"value\":[" ITEM("administrativeUnit", "\"U\"", "") "]}"}, {0}, NULL},
    {"nobody there", {NOBODY, NULL, NULL, NULL, NOBODY}, {404, 0, 0, 0, 404}, NULL},
    {"nobody there yet, and a role that is assigned",
     {NOBODY, NULL, ASSIGNED("Printer Desk", MADE, "/"), NULL, NOBODY},
     {404, 0, 0, 0, 404},
     "(Printer Desk)"},
    {"a group of which it is not told in words that can be read",
     {"{\"value\":[" ITEM("group", "\"G\"", ",\"isAssignableToRole\":\"x\"") "]}"},
     {0},
     "could not be read"},
    {"an error in a success, beside an empty list",
     {"{\"error\":{\"code\":\"X\",\"message\":\"y\"},\"value\":[]}"},
     {0},
     "could not be read"},
    {"the owner of a group that carries roles",
     {NULL, NULL, NULL, NULL, "{\"value\":[" ITEM("group", "\"Desk\"", ",\"isAssignableToRole\":true") "]}"},
     {0},
     "(Desk, a group that carries roles, as its owner)"},
    {"the owner of another group",
     {NULL, NULL, NULL, NULL, "{\"value\":[" ITEM("group", "\"G\"", ",\"isAssignableToRole\":null") "]}"},
     {0},
     NULL},
    {"the owner of a group that may not be seen",
     {NULL, NULL, NULL, NULL, "{\"value\":[" ITEM("group", "null", "") "]}"},
     {0},
     "could not be read"},
    {"403 for what is owned", {NULL}, {0, 0, 0, 0, 403}, "could not be read"},
    {"no licence for what may be activated",
     {NULL, NULL, NULL, "{\"error\":{\"code\":\"AadPremiumLicenseRequired\",\"message\":\"P2.\"}}"},
     {0, 0, 0, 400},
     NULL},
    {"403", {"{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"No.\"}}"}, {403}, "could not be read"},
    {"an empty object", {"{}"}, {0}, "could not be read"},
    {"null", {"{\"value\":null}"}, {0}, "could not be read"},
    {"an array", {"[]"}, {0}, "could not be read"},
    {"no body", {""}, {0}, "could not be read"},
    {"half a body", {"{\"value\":["}, {0}, "not what the service sends"},
    {"a text for a list", {"{\"value\":\"none\"}"}, {0}, "could not be read"},
    {"an object for a list", {"{\"value\":{}}"}, {0}, "could not be read"},
    {"texts for objects", {"{\"value\":[\"x\"]}"}, {0}, "could not be read"},
    {"an object without a type",
     {"{\"value\":[{\"id\":\"" MADE "\",\"displayName\":\"x\"}]}"},
     {0},
     "could not be read"},
    {"a group that may not be seen", {"{\"value\":[" ITEM("group", "null", "") "]}"}, {0}, "could not be read"},
    {"a 404 of somebody else", {"<html>"}, {404}, "could not be read"},
    {"a role without a name", {HELD("", GLOBAL)}, {0}, "(Global Administrator)"},
    {"a role without an id of its own",
     {"{\"value\":[{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"roleTemplateId\":\"" GLOBAL "\"}]}"},
     {0},
     "could not be read"},
    {"an empty page before it",
     {"{\"value\":[],\"@odata.nextLink\":\"NEXT\"}", HELD("Our Own", MADE)},
     {0},
     "(Our Own)"},
    {"an empty page before a 403", {"{\"value\":[],\"@odata.nextLink\":\"NEXT\"}"}, {0, 403}, "could not be read"},
    {"a group that carries roles",
     {"{\"value\":[" ITEM("group", "\"Desk\"", ",\"isAssignableToRole\":true") "]}"},
     {0},
     "Desk"},
    {"a role of the tenant's own", {NULL, NULL, ASSIGNED("Printer Desk", MADE, "/")}, {0}, "(Printer Desk)"},
    {"a role in a unit",
     {NULL, NULL, ASSIGNED("User Administrator", MADE, "/administrativeUnits/1")},
     {0},
     "(User Administrator, scoped)"},
    {"a role that may be activated",
     {NULL, NULL, NULL, ASSIGNED("Global Administrator", GLOBAL, "/")},
     {0},
     "(Global Administrator, eligible)"},
    {"403 for assignments", {NULL}, {0, 0, 403}, "could not be read"},
    {"404 for assignments", {NULL}, {0, 0, 404}, "could not be read"},
    {"null for assignments", {NULL, NULL, "{\"value\":null}"}, {0}, "could not be read"},
    {"403 for what may be activated", {NULL}, {0, 0, 0, 403}, "could not be read"},
    {"another 400 for what may be activated", {NULL}, {0, 0, 0, 400}, "could not be read"},
    {"a role, and the rest is not known", {HELD("x", GLOBAL)}, {0, 0, 403}, "(x)"},
};

static void check_roles(struct fixture *f, size_t row)
{
    auto_arena struct arena *arena = arena_new(0);
    pthread_mutex_lock(&f->lock);
    for (int i = 0; i < 5; i++) {
        const char *next = role_rows[row].roles[i] ? strstr(role_rows[row].roles[i], "NEXT") : NULL;
        f->roles[i] = next ? arena_printf(arena, "%.*s%s/v1.0/more-roles%s", (int)(next - role_rows[row].roles[i]),
                                          role_rows[row].roles[i], f->url, next + strlen("NEXT"))
                           : role_rows[row].roles[i];
        f->role_status[i] = role_rows[row].status[i];
    }
    f->log[0] = '\0';
    f->set = false;
    pthread_mutex_unlock(&f->lock);
    f->ends[1] = 0;
    run(f, "block-sign-in", 2, 99, true, NULL);
    take_until(f, 1);
    for (size_t i = 0; i < 2; i++) {
        bool left_out = f->states[i] == JOB_REFUSED || f->states[i] == JOB_FAILED;
        if (role_rows[row].says && (!left_out || !strstr(f->errors[i].message, role_rows[row].says)))
            fail_msg("%s: %s, %s", role_rows[row].name, job_state_name(f->states[i]), f->errors[i].message);
        if (!role_rows[row].says && f->states[i] != JOB_DONE && f->states[i] != JOB_ALREADY)
            fail_msg("%s: %s, %s", role_rows[row].name, job_state_name(f->states[i]), f->errors[i].message);
    }
    if (role_rows[row].says)
        assert_int_equal(asked(f, "PATCH "), 0);
}

static void run__leaves_out__of_whom_it_is_not_known(void **state)
{
    for (size_t i = 0; i < sizeof role_rows / sizeof role_rows[0]; i++)
        check_roles(*state, i);
}

/* Alone it takes the name; what does no harm goes on. */
static void run__wants_the_name__of_whom_it_is_not_known(void **state)
{
    struct fixture *f = *state;
    f->roles[0] = "{\"value\":null}";
    run(f, "block-sign-in", 1, 99, false, NULL);
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_REFUSED);
    assert_non_null(strstr(f->errors[0].message, "could not be read"));
    f->ends[1] = 0;
    run(f, "block-sign-in", 1, 99, true, NULL);
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_DONE);
}

/* A proxy lets no batch through: what certainly was not carried out is sent one by one. */
static void run__goes_one_by_one__when_batches_are_refused(void **state)
{
    struct fixture *f = *state;
    f->batch_status = 403;
    run(f, "revoke-sessions", 3, 99, false, NULL);
    take_until(f, 1);
    for (int i = 0; i < 3; i++)
        if (f->states[i] != JOB_DONE)
            fail_msg("%d: %s, %s", i, job_state_name(f->states[i]), f->errors[i].message);
    assert_true(asked(f, "$batch") > 0);
    assert_int_equal(asked(f, "POST /v1.0/users/"), 3);
}

static void run__begins_with_one__and_stops_when_it_fails(void **state)
{
    struct fixture *f = *state;
    f->broken = "000000000000";
    run(f, "block-sign-in", 12, 99, false, NULL);
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_FAILED);
    assert_int_equal(asked(f, "PATCH "), 1);
    for (int i = 1; i < 12; i++) {
        assert_int_equal(f->states[i], JOB_SKIPPED);
        assert_non_null(strstr(f->errors[i].message, "the first one failed"));
        assert_true(f->errors[i].hint[0]);
    }
}

/* Every item gets the token where its header is, and a text that asks for it gets nothing. */
static void run__puts_the_token__into_exchanges_headers_alone(void **state)
{
    struct fixture *f = *state;
    const struct param_value message = {"message", "Mail {bearer} or \"Authorization\":\"Bearer {bearer}\"."};
    run(f, "set-out-of-office", 3, 99, false, &message);
    take_until(f, 1);
    assert_true(asked(f, "Bearer " TOKEN " http://127.0.0.1") >= 6); /* reads and writes of three */
    assert_int_equal(asked(f, "Mail {bearer} or"), asked(f, "Mail "));
    assert_true(asked(f, "Mail {bearer} or") > 0);
    assert_int_equal(asked(f, "Mail " TOKEN), 0);
    assert_int_equal(asked(f, "Bearer {bearer}\\\"."), asked(f, "Mail "));
    FILE *trace = fopen(f->trace, "r");
    char line[4096];
    int lines = 0;
    assert_non_null(trace);
    for (; fgets(line, sizeof line, trace); lines++)
        if (strstr(line, TOKEN))
            fail_msg("the token is in the trace");
    fclose(trace);
    assert_true(lines > 0);
}

/* Values belong to a target. */
static void run__gives_each_target__values_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct message message = {
        .kind = TO_RUN, .job = 1, .arena = arena_new(0), .action = action_find("set-out-of-office"), .target_count = 3};
    struct param_values *each = arena_alloc(message.arena, 3 * sizeof *each);
    message.targets = arena_alloc(message.arena, 3 * sizeof *message.targets);
    for (size_t i = 0; i < 3; i++) {
        struct param_value *value = arena_alloc(message.arena, sizeof *value);
        snprintf(message.targets[i].id, GUID_TEXT, "%s", id_of(message.arena, i));
        message.targets[i].user_principal_name = arena_printf(message.arena, "u%zu@c", i);
        *value = (struct param_value){"message", arena_printf(message.arena, "Text number %zu.", i)};
        each[i] = (struct param_values){value, 1};
    }
    message.each = each;
    message.plan = true; /* what would be sent is enough to tell */
    assert_true(worker_post(f->worker, &message));
    take_until(f, 1);
    for (size_t i = 0; i < 3; i++) {
        char text[32];
        snprintf(text, sizeof text, "Text number %zu.", i);
        if (!strstr(f->planned[i], text))
            fail_msg("target %zu is planned as %s", i, f->planned[i]);
    }
}

/* An action of the test's own: a user who is not there yet. */
static struct http_request *new_read(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->user_principal_name, "?$select=id"));
}

static void take_id(struct flow *flow, const struct json *user)
{
    flow->made_id = arena_strdup(flow->arena, json_text(json_get(user, "id")));
}

static int new_same(struct flow *flow, const struct json *now)
{
    take_id(flow, now);
    return now != NULL;
}

static struct http_request *new_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST", "/users",
                       arena_printf(flow->arena, "{\"userPrincipalName\":\"%s\"}", flow->target->user_principal_name),
                       201, "{\"id\":\"{id}\"}");
}

static bool new_accepted(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *user = graph_body(reply, &flow->error);
    take_id(flow, user);
    return user != NULL;
}

static const struct change new_user = {.read = new_read,
                                       .none = true,
                                       .same = new_same,
                                       .write = new_write,
                                       .accepted = new_accepted,
                                       .done = "Made.",
                                       .already = "There already."};
static const struct action new_row = {
    .name = "test-new-user", .flags = ACTION_CREATES, .roles = (const char *const[]){NULL}, .change = &new_user};

static void run__tells_the_id__of_whom_it_made(void **state)
{
    struct fixture *f = *state;
    struct message message = {.kind = TO_RUN, .job = 1, .arena = arena_new(0), .action = &new_row, .target_count = 1};
    message.targets = arena_alloc(message.arena, sizeof *message.targets);
    message.targets->user_principal_name = message.targets->display_name = "new@c";
    assert_true(worker_post(f->worker, &message));
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_DONE);
    assert_string_equal(f->ids[0], MADE);
    assert_int_equal(asked(f, "transitiveMemberOf"), 0); /* nobody is there whose roles could be read */
    assert_int_equal(asked(f, "POST /v1.0/users {\"userPrincipalName\":\"new@c\"}"), 1);
    assert_true(worker_post(f->worker, &(struct message){.kind = TO_JOURNAL, .job = JOBS - 1}));
    take_until(f, JOBS - 1);
    assert_non_null(strstr(f->entry, "test-new-user " MADE));
}

static struct http_request *bare_write(struct flow *flow)
{
    struct http_request *request = new_write(flow);
    request->sample_status = 0;
    return request;
}

/* Whoever forgets the sample of a write gets no plan; the write stays here all the same. */
static void run__lets_no_write_of_a_plan_leave__when_it_has_no_sample(void **state)
{
    struct fixture *f = *state;
    struct change bare = new_user;
    struct action row = new_row;
    bare.write = bare_write;
    row.change = &bare;
    struct message message = {
        .kind = TO_RUN, .job = 1, .arena = arena_new(0), .action = &row, .target_count = 1, .plan = true};
    message.targets = arena_alloc(message.arena, sizeof *message.targets);
    message.targets->user_principal_name = message.targets->display_name = "new@c";
    assert_true(worker_post(f->worker, &message));
    take_until(f, 1);
    assert_int_equal(f->states[0], JOB_FAILED);
    assert_int_equal(f->errors[0].code, ERR_INTERNAL);
    assert_int_equal(asked(f, "POST /v1.0/users"), 0);
}

/* The wish to stop comes while the secret is made: it is removed, and nobody's phone rings. */
static void run__removes_the_secret__of_a_prompt_cancelled_while_it_is_made(void **state)
{
    struct fixture *f = *state;
    f->hold = true;
    run(f, "send-mfa-push", 1, 99, false, NULL);
    pthread_mutex_lock(&f->lock);
    while (!f->held)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
    assert_true(worker_post(f->worker, &(struct message){.kind = TO_CANCEL, .job = 1}));
    assert_true(worker_post(f->worker, &(struct message){.kind = TO_SETTLE, .job = 2}));
    take_until(f, 2); /* by now the wish is known */
    pthread_mutex_lock(&f->lock);
    f->hold = false;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    take_until(f, 1);
    assert_int_equal(asked(f, "/addPassword"), 1);
    assert_int_equal(asked(f, "/removePassword {\"keyId\":\"key-1\"}"), 1);
    assert_int_equal(asked(f, "BeginTwoWay"), 0);
    assert_int_equal(f->errors[0].code, ERR_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(run__stops_before_an_administrator__unless_the_name_is_typed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(run__leaves_out__whom_a_bulk_run_must_not_touch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__begins_with_nobody__when_a_break_glass_account_is_nobody, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(run__leaves_out__of_whom_it_is_not_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__goes_one_by_one__when_batches_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__wants_the_name__of_whom_it_is_not_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__begins_with_one__and_stops_when_it_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__puts_the_token__into_exchanges_headers_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__gives_each_target__values_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__tells_the_id__of_whom_it_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__lets_no_write_of_a_plan_leave__when_it_has_no_sample, set_up, tear_down),
        cmocka_unit_test_setup_teardown(run__removes_the_secret__of_a_prompt_cancelled_while_it_is_made, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
