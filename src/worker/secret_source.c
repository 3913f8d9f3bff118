/* The client secret: from a file of the user's own, the environment, or a command. Never an argument. */
#include "worker/engine.h"
#include "worker/session_start.h"

#include "base/alloc.h"
#include "base/place.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST = 4096 };

/* The first line of what `stream` gives. */
static struct secret *first_line(FILE *stream)
{
    char line[LONGEST];
    struct secret *secret = NULL;
    if (fgets(line, sizeof line, stream)) {
        size_t length = strcspn(line, "\r\n");
        secret = length ? secret_new(line, length) : NULL;
    }
    secret_wipe(line, sizeof line);
    return secret;
}

static struct secret *from_file(const char *path, struct err *e)
{
    struct stat about;
    FILE *stream = place_stream("secret_file", path, true, e);
    if (!stream || fstat(fileno(stream), &about)) {
        if (stream)
            fclose(stream);
        return NULL;
    }
    struct secret *secret = NULL;
    if (about.st_mode & 077) {
        err_set(e, ERR_CONFIG, "secret_file %s can be read by others", path);
        err_hint(e, "chmod 600 %s, and replace the secret if somebody may have seen it", path);
    } else {
        secret = first_line(stream);
        if (!secret)
            err_set(e, ERR_CONFIG, "secret_file %s is empty", path);
    }
    fclose(stream);
    return secret;
}

static struct secret *from_command(const char *command, struct err *e)
{
    FILE *stream = popen(command, "re");
    if (!stream) {
        err_set(e, ERR_CONFIG, "secret_command: %s", strerror(errno));
        return NULL;
    }
    setvbuf(stream, NULL, _IONBF, 0); /* no buffer to wipe */
    struct secret *secret = first_line(stream);
    int status = pclose(stream);
    if (status == 0 && secret)
        return secret;
    secret_free(secret);
    err_set(e, ERR_CONFIG, "secret_command printed no secret (exit %d)", status >> 8);
    err_hint(e, "run it by hand: %s", command);
    return NULL;
}

/* What was taken out of the environment: a session of another tenant may want it again. The thread that starts workers owns it. */
static struct {
    char *name;
    struct secret *value;
} taken[16];

const struct secret *secret_from_environment(const char *name)
{
    size_t i = 0, most = sizeof taken / sizeof taken[0];
    while (i < most && taken[i].name && strcmp(taken[i].name, name) != 0)
        i++;
    char *text = getenv(name);
    if (i == most || !text || !*text)
        return i < most ? taken[i].value : NULL;
    if (!taken[i].name)
        taken[i].name = xstrdup(name);
    secret_free(taken[i].value);
    taken[i].value = secret_new(text, strlen(text));
    secret_wipe(text, strlen(text)); /* /proc/…/environ shows it no more, and no child gets it */
    unsetenv(name);
    return taken[i].value;
}

static struct secret *from_environment(const struct config_tenant *tenant, struct err *e)
{
    const struct secret *value = secret_from_environment(tenant->secret_env);
    if (value)
        return secret_new(secret_text(value), secret_length(value));
    err_set(e, ERR_CONFIG, "the environment has no %s (secret_env of tenant %s)", tenant->secret_env, tenant->name);
    return NULL;
}

bool secret_source_read(const struct config_tenant *tenant, const struct secret *asked, struct secret **out,
                        struct err *e)
{
    bool any = tenant->client_secret || tenant->secret_env || tenant->secret_file || tenant->secret_command;
    *out = tenant->client_secret    ? secret_new(tenant->client_secret, strlen(tenant->client_secret))
           : tenant->secret_env     ? from_environment(tenant, e)
           : tenant->secret_file    ? from_file(tenant->secret_file, e)
           : tenant->secret_command ? from_command(tenant->secret_command, e)
           : asked                  ? secret_new(secret_text(asked), secret_length(asked))
                                    : NULL;
    if (*out || (!any && tenant->auth == AUTH_CERTIFICATE)) /* a key may have no passphrase */
        return true;
    if (any)
        return false;
    err_set(e, ERR_CONFIG, "tenant %s has no client secret", tenant->name);
    return err_hint(
        e, "set secret_file, secret_env or secret_command in the configuration, or start on a terminal to be asked");
}

void worker_take_secrets(const struct config *config)
{
    for (size_t i = 0; i < config->tenant_count; i++) {
        const struct config_tenant *tenant = &config->tenants[i];
        if (tenant->secret_env)
            secret_from_environment(tenant->secret_env);
        if (tenant->auth == AUTH_TOKEN)
            secret_from_environment(CONFIG_TOKEN_VARIABLE);
        if (tenant->auth == AUTH_MANAGED_IDENTITY)
            secret_from_environment("IDENTITY_HEADER");
    }
}
