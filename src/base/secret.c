/* Secrets in pages of their own: locked, left out of core files, wiped before they are given back.
 */
#include "base/secret.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret {
    size_t mapped, length;
    char text[];
};

struct secret *secret_new(const char *text, size_t length)
{
    size_t page = 4096, size = (sizeof(struct secret) + length + page) / page * page;
    struct secret *secret = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (secret == MAP_FAILED)
        abort();               /* as when any other memory is missing */
    (void)mlock(secret, size); /* a limit may refuse it; the pages are still wiped and undumped */
    (void)madvise(secret, size, MADV_DONTDUMP);
    secret->mapped = size;
    secret->length = length;
    memcpy(secret->text, text, length);
    return secret;
}

void secret_free(struct secret *secret)
{
    if (!secret)
        return;
    size_t mapped = secret->mapped;
    OPENSSL_cleanse(secret, mapped);
    munmap(secret, mapped);
}

void secret_cleanup(struct secret **secret)
{
    secret_free(*secret);
}

const char *secret_text(const struct secret *secret)
{
    return secret ? secret->text : "";
}

size_t secret_length(const struct secret *secret)
{
    return secret ? secret->length : 0;
}

void secret_wipe(void *memory, size_t length)
{
    OPENSSL_cleanse(memory, length);
}

void secret_no_core(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
