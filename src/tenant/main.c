/* roster-tenant: a private Microsoft 365 tenant on loopback, for demonstration and tests. */
#include "base/alloc.h"
#include "tenant/front/options.h"
#include "tenant/front/roster_config.h"
#include "tenant/front/server.h"
#include "tenant/graph/licences.h"
#include "tenant/login/partner.h"
#include "tenant/state/store.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int complain(const struct err *e)
{
    fprintf(stderr, "roster-tenant: %s\n", e->message);
    return err_exit_code(e->code);
}

static bool read_text(const char *path, char **out, struct err *e)
{
    struct buf text = buf_make(1 << 20);
    char bytes[4096];
    ssize_t got = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (got = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(&text, bytes, (size_t)got);
    int why = errno;
    if (fd >= 0)
        close(fd);
    *out = buf_take(&text);
    return got == 0 || err_set(e, ERR_FILE, "%s: %s", path, strerror(why));
}

/* Serve until a signal says to end. */
static bool serve(const struct options *options, struct tenant_front *front, int socket, const sigset_t *signals,
                  struct err *e)
{
    auto_str char *certificate = NULL;
    auto_str char *key = NULL;
    int which = 0;
    if (options->tls_certificate &&
        (!read_text(options->tls_certificate, &certificate, e) || !read_text(options->tls_key, &key, e)))
        return false;
    struct server *server = server_start(socket, front, certificate, key, e);
    if (!server)
        return false;
    if (options->write_config && !roster_config_write(options, front->login.config, front->base, e)) {
        server_stop(server);
        return false;
    }
    printf("%s\n", front->base);
    fflush(stdout);
    sigwait(signals, &which);
    server_stop(server);
    return true;
}

static bool run(const struct options *options, struct err *e)
{
    static const struct route *const tables[] = {directory_routes, action_routes, detail_routes, partner_routes, NULL};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    int port = options->port;
    int socket = server_bind(options->host, &port, e);
    if (socket < 0)
        return false;
    auto_str char *base = xasprintf("%s://%s:%d", options->tls_certificate ? "https" : "http", options->host, port);
    struct tenant_front front;
    seed_skus_make(options->products);
    seed_groups_make(options->groups, "ella.enabled");
    struct tenant_store *store = store_new(options->users, options->seed);
    store_set_plan(store, options->licence);
    bool good = front_init(&front, options, base, store, tables, e);
    if (good) {
        licences_give_made(&front.tenant, "ella.enabled");
        good = serve(options, &front, socket, &signals, e);
        front_free(&front);
    } else {
        close(socket);
    }
    store_free(store);
    return good;
}

int main(int count, char **arguments)
{
    struct err e = {0};
    struct options options;
    auto_arena struct arena *arena = arena_new(0);
    pid_t parent = getppid();
    if (!options_read(&options, arena, count, arguments, &e))
        return complain(&e);
    if (options.help || options.version || options.manual) {
        auto_buf struct buf text = buf_make(1 << 20);
        if (options.version)
            buf_puts(&text, "roster-tenant " ROSTER_VERSION "\n");
        else
            (options.help ? options_help : options_manual)(&text);
        return fputs(buf_text(&text), stdout) == EOF || fflush(stdout) == EOF;
    }
    if (options.die_with_parent) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
            return 0;
    }
    return run(&options, &e) ? 0 : complain(&e);
}
