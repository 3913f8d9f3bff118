/* Reading the file that a challenge of Azure Arc names: a service on this machine must not have us read any other. */
#include "api/login/arc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST = 4096 };

static struct secret *refuse(struct err *e, const char *what, const char *path)
{
    err_set(e, ERR_REFUSED, "Azure Arc's agent %s: %.200s", what, path);
    err_hint(e, "the file has to be a .key of " ARC_FOLDER "; the user needs the group himds");
    return NULL;
}

/* Whether it lies in the folder, links resolved on both sides. */
static bool lies_in(const char *folder, const char *path)
{
    char whole[PATH_MAX], place[PATH_MAX];
    if (!realpath(folder, place) || !realpath(path, whole))
        return false;
    size_t length = strlen(place);
    return !strncmp(whole, place, length) && whole[length] == '/' && !strchr(whole + length + 1, '/');
}

struct secret *arc_key_read(const char *folder, const char *challenge, struct err *e)
{
    static const char scheme[] = "Basic realm=";
    char text[LONGEST + 1], path[PATH_MAX];
    struct stat about;
    const char *named = challenge && !strncasecmp(challenge, scheme, sizeof scheme - 1) ? challenge + sizeof scheme - 1
                                                                                        : "";
    named += *named == '"';
    size_t length = strcspn(named, "\"\r\n");
    if (!length || length >= sizeof path)
        return refuse(e, "asks for no file", named);
    memcpy(path, named, length);
    path[length] = '\0';
    if (length < 4 || strcmp(path + length - 4, ".key") != 0)
        return refuse(e, "names a file that is no key", path);
    if (!lies_in(folder, path))
        return refuse(e, "names a file that is not in its folder, or cannot be read", path);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return refuse(e, "names a file that cannot be read", path);
    bool fits = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= LONGEST;
    ssize_t got = fits ? read(fd, text, sizeof text) : -1;
    close(fd);
    if (got <= 0 || got > LONGEST)
        return refuse(e, "names a file that is empty or too large", path);
    text[got] = '\0';
    struct secret *key = secret_new(text, strcspn(text, "\r\n"));
    secret_wipe(text, sizeof text);
    return key;
}
