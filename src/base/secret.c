/* Secrets in pages of their own: locked, left out of core files, wiped before they are given back.
 */
#include "base/secret.h"

#include "base/alloc.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret {
    struct secret *next;
    size_t mapped, length;
    char text[];
};

/* Those that live, in whatever thread: what a text is searched for before it leaves. The lock owns the list. */
static struct secret *living;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* A shorter text is found in any text. */
enum { LEAST = 6 };

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
    pthread_mutex_lock(&lock);
    secret->next = living;
    living = secret;
    pthread_mutex_unlock(&lock);
    return secret;
}

void secret_free(struct secret *secret)
{
    if (!secret)
        return;
    size_t mapped = secret->mapped;
    pthread_mutex_lock(&lock);
    struct secret **at = &living;
    while (*at != secret)
        at = &(*at)->next;
    *at = secret->next;
    pthread_mutex_unlock(&lock);
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

static int hex(const char *at, const char *end, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (at + i >= end || !isxdigit((unsigned char)at[i]))
            return -1;
        value = value * 16 + (isdigit((unsigned char)at[i]) ? at[i] - '0' : (at[i] | 0x20) - 'a' + 10);
    }
    return value;
}

/* The bytes at `at` that may stand for `byte`, as it is or escaped for JSON, a URL or XML, once or over again; 0: none. */
static size_t stands_for(const char *at, const char *end, unsigned char byte)
{
    static const struct {
        const char *text;
        char byte;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&#39;", '\''}};
    const char *begin = at;
    while (byte != '\\' && at < end && *at == '\\')
        at++;
    if (at > begin && at < end && *at == 'u' && hex(at + 1, end, 4) == byte)
        return (size_t)(at + 5 - begin);
    if (byte == '\\') {
        while (at < end && *at == '\\')
            at++;
        if (at > begin)
            return (size_t)(at - begin);
    }
    if (at < end && *at == '%') {
        while (end - at > 2 && !strncmp(at + 1, "25", 2) && hex(at + 3, end, 2) >= 0 && byte != '%')
            at += 2;
        if (hex(at + 1, end, 2) == byte)
            return (size_t)(at + 3 - begin);
    }
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (entities[i].byte == (char)byte && (size_t)(end - at) >= strlen(entities[i].text) &&
            !strncmp(at, entities[i].text, strlen(entities[i].text)))
            return (size_t)(at - begin) + strlen(entities[i].text);
    if (at < end && ((unsigned char)*at == byte || (byte == ' ' && *at == '+')))
        return (size_t)(at + 1 - begin);
    return 0;
}

static size_t found_at(const char *at, const char *end, const struct secret *secret)
{
    const char *begin = at;
    for (size_t i = 0; i < secret->length; i++) {
        size_t used = stands_for(at, end, (unsigned char)secret->text[i]);
        if (!used)
            return 0;
        at += used;
    }
    return (size_t)(at - begin);
}

/* What a byte can be in a secret; one that comes after FIRST is at AFTER of it. */
enum { FIRST = 1, ESCAPES = 2, AFTER = 2, SECOND = FIRST << AFTER, ANY = ESCAPES << AFTER };

/* Where a secret can begin: with what escapes, or with its first byte before its second one or what escapes that. */
static void note_beginnings(unsigned char is[256])
{
    memset(is, ANY, 256);
    for (const char *c = living ? "\\%&+" : ""; *c; c++)
        is[(unsigned char)*c] = ESCAPES | SECOND | ANY;
    for (const struct secret *one = living; one; one = one->next)
        if (one->length >= LEAST) {
            is[(unsigned char)one->text[0]] |= FIRST;
            is[(unsigned char)one->text[1]] |= SECOND;
        }
}

/* Whether one may begin at one of the `count` bytes at `at`; the byte after them is looked at too. Without a branch for each byte: first
 * bytes are letters, which stand everywhere. */
static inline bool may_begin(const unsigned char is[256], const char *at, int count)
{
    unsigned found = 0, before = is[(unsigned char)at[0]];
#pragma GCC unroll 8
    for (int i = 1; i <= count; i++) {
        unsigned here = is[(unsigned char)at[i]];
        found |= before & (here >> AFTER);
        before = here;
    }
    return found;
}

/* The next place where one may begin. */
static char *next_beginning(const unsigned char is[256], char *at, char *end)
{
    while (end - at > 8 && !may_begin(is, at, 8))
        at += 8;
    while (end - at > 1 && !may_begin(is, at, 1))
        at++;
    return end - at > 1 ? at : end;
}

static size_t longest_at(const char *at, const char *end)
{
    size_t longest = 0;
    for (const struct secret *one = living; one; one = one->next) {
        size_t found = one->length >= LEAST ? found_at(at, end, one) : 0;
        longest = found > longest ? found : longest;
    }
    return longest;
}

size_t secret_mask(char *text, size_t length)
{
    static const char mask[LEAST + 1] = "******";
    char *end = text + length, *at = text, *out = text;
    const char *copied = text;
    unsigned char is[256];
    pthread_mutex_lock(&lock);
    note_beginnings(is);
    while ((at = next_beginning(is, at, end)) < end) {
        size_t found = longest_at(at, end);
        if (!found) {
            at++;
            continue;
        }
        memmove(out, copied, (size_t)(at - copied));
        out += at - copied;
        memcpy(out, mask, LEAST);
        out += LEAST;
        at += found;
        copied = at;
    }
    pthread_mutex_unlock(&lock);
    if (copied == text)
        return length;
    memmove(out, copied, (size_t)(end - copied));
    out += end - copied;
    OPENSSL_cleanse(out, (size_t)(end - out)); /* nothing is left behind the shorter text */
    return (size_t)(out - text);
}

void secret_wipe(void *memory, size_t length)
{
    OPENSSL_cleanse(memory, length);
}

static void *own_malloc(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return xmalloc(size);
}

static void own_free(void *memory, const char *file, int line)
{
    (void)file, (void)line;
    xfree(memory);
}

static void *own_realloc(void *memory, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    if (size)
        return xrealloc(memory, size);
    xfree(memory);
    return NULL;
}

bool secret_wiped_by_libraries(void)
{
    return CRYPTO_set_mem_functions(own_malloc, own_realloc, own_free);
}

void secret_no_core(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
