/* The client secret: from a file of the user's own, the environment, or a command. Never an argument. */
#include "worker/engine.h"

#include "base/buf.h"
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
    FILE *stream = fopen(path, "re");
    if (!stream || fstat(fileno(stream), &about)) {
        err_set(e, ERR_CONFIG, "secret_file %s: %s", path, strerror(errno));
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
    struct secret *secret = first_line(stream);
    int status = pclose(stream);
    if (status == 0 && secret)
        return secret;
    secret_free(secret);
    err_set(e, ERR_CONFIG, "secret_command printed no secret (exit %d)", status >> 8);
    err_hint(e, "run it by hand: %s", command);
    return NULL;
}

struct secret *secret_source_read(const struct config_tenant *tenant, struct err *e)
{
    if (tenant->client_secret)
        return secret_new(tenant->client_secret, strlen(tenant->client_secret));
    if (tenant->secret_env) {
        const char *text = getenv(tenant->secret_env);
        if (text && *text)
            return secret_new(text, strlen(text));
        err_set(e, ERR_CONFIG, "the environment has no %s (secret_env of tenant %s)", tenant->secret_env,
                tenant->name);
        return NULL;
    }
    if (tenant->secret_file)
        return from_file(tenant->secret_file, e);
    if (tenant->secret_command)
        return from_command(tenant->secret_command, e);
    err_set(e, ERR_CONFIG, "tenant %s has no client secret", tenant->name);
    err_hint(e, "set secret_file, secret_env or secret_command in the configuration");
    return NULL;
}
