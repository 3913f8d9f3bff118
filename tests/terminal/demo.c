/* Starting and ending the demo tenant. */
#include "demo.h"

#include "unit.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Owned by this file: a test program has one tenant. */
static char folder[64], config[96];
static pid_t tenant;

const char *demo_folder(void)
{
    return folder;
}

const char *demo_config(void)
{
    return config;
}

void demo_start(const char *users, const char *more)
{
    int ends[2];
    char line[256];
    snprintf(folder, sizeof folder, "/tmp/roster-terminal-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(config, sizeof config, "%s/config.yaml", folder);
    assert_int_equal(pipe(ends), 0);
    tenant = fork();
    if (tenant == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(BUILD_DIR "/roster-tenant", "roster-tenant", "--listen", "127.0.0.1:0", "--die-with-parent", "--users",
              users, "--write-config", config, NULL);
        _exit(127);
    }
    close(ends[1]);
    assert_true(read(ends[0], line, sizeof line) > 0); /* its address: it listens */
    close(ends[0]);
    FILE *file = fopen(config, "a");
    assert_non_null(file);
    fputs(more ? more : "", file);
    fclose(file);
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *ftw)
{
    (void)about, (void)flag, (void)ftw;
    return remove(path);
}

void demo_stop(void)
{
    kill(tenant, SIGTERM);
    waitpid(tenant, NULL, 0);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
